//! A salon that is open for business: the real program in a folder of its own, an admin signed in, and people and a
//! service to book.

use chrono::{Duration, Utc};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::program::{Place, Server};

/// Where every server of the tests listens: a port that the system chooses.
pub const LISTEN: &str = "[server]\nlisten = \"127.0.0.1:0\"\n";

pub struct Shop {
    pub place: Place,
    /// The admin's session; it outlives restarts.
    pub token: String,
    pub staff: Vec<i64>,
    pub service: i64,
    pub clients: Vec<i64>,
}

impl Shop {
    /// Opens one with so many staff members and clients, in UTC, whose letters leave at once and in any number.
    pub fn open(place: Place, staff: usize, clients: usize) -> (Self, Server) {
        let login = [
            "user",
            "add",
            "--email",
            "anna@salon.example",
            "--name",
            "Anna",
            "--role",
            "admin",
        ];
        let said = place.run(&login, "correct horse\n");
        assert_eq!(said.status, 0, "{}", said.err);
        let server = place.serve(&[]);
        let body = json!({ "email": "anna@salon.example", "password": "correct horse" });
        let (status, answer) = server.ask("POST", "/api/auth/login", None, &body);
        assert_eq!(status, 200, "{answer}");
        let mut shop = Self {
            place,
            token: answer["token"].as_str().unwrap().to_owned(),
            staff: Vec::new(),
            service: 0,
            clients: Vec::new(),
        };
        let settings = json!({ "timezone": "UTC", "letter_delay_seconds": 0, "letters_per_client_day": 1000,
                               "letters_per_login_hour": 0 });
        shop.must(&server, "PUT", "/api/settings", &settings);
        let service = json!({ "name": "Cut", "duration_minutes": 30, "price_cents": 3500 });
        shop.service = shop.made(&server, "/api/services", &service);
        shop.staff = (0..staff)
            .map(|n| {
                shop.made(
                    &server,
                    "/api/staff",
                    &json!({ "name": format!("Stylist {n}") }),
                )
            })
            .collect();
        shop.clients = (0..clients)
            .map(|n| {
                let body = json!({ "name": format!("Client {n}"), "email": format!("client{n}@client.example") });
                shop.made(&server, "/api/clients", &body)
            })
            .collect();
        (shop, server)
    }

    /// The answer of a call that must go well.
    #[track_caller]
    pub fn must(&self, server: &Server, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = server.ask(method, path, Some(&self.token), body);
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer
    }

    #[track_caller]
    fn made(&self, server: &Server, path: &str, body: &Value) -> i64 {
        self.must(server, "POST", path, body)["id"]
            .as_i64()
            .unwrap()
    }

    /// The body of a POST that books a client into a slot of a staff member's.
    pub fn wish(&self, client_id: i64, staff_id: i64, slot: i64) -> Value {
        let mut wish = slot_times(slot);
        wish["client_id"] = json!(client_id);
        wish["staff_id"] = json!(staff_id);
        wish["service_id"] = json!(self.service);
        wish
    }

    /// The book, opened beside the server.
    pub fn book(&self) -> Connection {
        let book = Connection::open(self.place.book()).unwrap();
        book.busy_timeout(std::time::Duration::from_secs(10))
            .unwrap();
        book
    }
}

/// Start and end of the half hour with this number; the first one begins the day after tomorrow.
pub fn slot_times(slot: i64) -> Value {
    let first = (Utc::now().date_naive() + Duration::days(2)).and_time(chrono::NaiveTime::MIN);
    let start = first + Duration::minutes(30 * slot);
    let end = start + Duration::minutes(30);
    json!({ "start_at": start.to_string(), "end_at": end.to_string() })
}

/// One number out of the book.
pub fn number(book: &Connection, sql: &str) -> i64 {
    book.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The file is whole, no row lacks what it names, and nobody is booked twice.
#[track_caller]
pub fn assert_sound(book: &Connection) {
    let said: String = book
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(said, "ok");
    assert_eq!(
        number(book, "SELECT count(*) FROM pragma_foreign_key_check"),
        0
    );
    assert_eq!(number(book, "SELECT count(*) FROM overlaps"), 0);
}
