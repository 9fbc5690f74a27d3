//! Two screens and more: what happens at one shows at the others within a second, and only to those who may know.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use daybook::http::{self, Handle, Limits, Site};
use daybook::store::Db;
use daybook::web;
use rusqlite::named_params;
use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

const SECOND: Duration = Duration::from_secs(1);

/// The salon on a real socket.
fn served(salon: &Salon) -> Handle {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (app, hub) = (Arc::clone(&salon.app), Arc::clone(&salon.app.hub));
    let site =
        Site::new(move |request| web::handle(&app, request)).on_stop(move || hub.close_all());
    http::serve(vec![listener], Limits::default(), site).unwrap()
}

/// A screen that listens for changes.
struct Screen {
    reader: BufReader<TcpStream>,
    status: u16,
    head: String,
}

impl Screen {
    fn of(person: &Person<'_>, at: SocketAddr) -> Self {
        let mut socket = TcpStream::connect(at).unwrap();
        socket.set_read_timeout(Some(2 * SECOND)).unwrap();
        let token = person.token.as_deref().unwrap_or("none");
        write!(
            socket,
            "GET /api/events HTTP/1.1\r\nHost: {at}\r\nAuthorization: Bearer {token}\r\n\r\n"
        )
        .unwrap();
        let mut screen = Self {
            reader: BufReader::new(socket),
            status: 0,
            head: String::new(),
        };
        while !screen.head.ends_with("\r\n\r\n") {
            screen.reader.read_line(&mut screen.head).unwrap();
        }
        screen.status = screen.head[9..12].parse().unwrap();
        if screen.status == 200 {
            assert_eq!(screen.frame(), "retry: 2000\n\n");
        }
        screen
    }

    /// The next event as it comes over the wire; empty where the stream has ended.
    fn frame(&mut self) -> String {
        let mut frame = String::new();
        while !frame.ends_with("\n\n") && self.reader.read_line(&mut frame).unwrap() > 0 {}
        frame
    }

    /// Reads until this change comes; it must, within a second. Gives the changes that came before.
    #[track_caller]
    fn hears(&mut self, wanted: &Value) -> Vec<Value> {
        let begun = Instant::now();
        let mut before = Vec::new();
        loop {
            let frame = self.frame();
            assert!(begun.elapsed() < SECOND, "{wanted} came late: {before:?}");
            let data = frame.strip_prefix("event: change\ndata: ");
            let data = data.unwrap_or_else(|| panic!("{frame:?} instead of {wanted}"));
            let change: Value = serde_json::from_str(data).unwrap();
            if change == *wanted {
                return before;
            }
            before.push(change);
        }
    }

    /// The stream ends, within a second.
    #[track_caller]
    fn ends(&mut self) {
        let begun = Instant::now();
        let mut rest = String::new();
        self.reader.read_to_string(&mut rest).unwrap();
        assert!(begun.elapsed() < SECOND, "it ended late");
    }
}

fn change(kind: &str, id: i64, action: &str) -> Value {
    json!({ "type": kind, "id": id, "action": action })
}

/// A booking's body with that staff member at that hour of Thursday.
fn booking(salon: &Salon, staff_id: i64, hour: u32) -> Value {
    let client = salon.client("Ada Jansen", "ada@example.com");
    let service = salon.service("Cut", 30, 3500);
    json!({
        "client_id": client, "staff_id": staff_id, "service_id": service,
        "start_at": format!("2026-03-26 {hour}:00:00"), "end_at": format!("2026-03-26 {hour}:30:00"),
    })
}

#[test]
fn what_one_screen_does_shows_at_the_other_within_a_second() {
    let salon = Salon::open();
    let (anna, bob) = (salon.desk("Anna"), salon.desk("Bob"));
    let server = served(&salon);
    let mut screens = [&anna, &bob].map(|person| Screen::of(person, server.addresses()[0]));
    assert!(
        screens[0]
            .head
            .contains("Content-Type: text/event-stream\r\n")
    );
    assert_eq!(screens[0].head.matches("Cache-Control").count(), 1);
    let emre = salon.staff("Emre");
    let id = anna.post("/api/bookings", booking(&salon, emre, 10)).ok()["id"]
        .as_i64()
        .unwrap();
    for screen in &mut screens {
        screen.hears(&change("booking", id, "created"));
    }
    bob.put(
        &format!("/api/bookings/{id}"),
        json!({ "notes": "Window seat" }),
    )
    .ok();
    for screen in &mut screens {
        screen.hears(&change("booking", id, "updated"));
    }
    anna.put("/api/notifications/1", json!({ "read": true }))
        .ok();
    screens[1].hears(&change("notification", 1, "updated"));
}

#[test]
fn a_personal_agenda_hears_of_its_own_and_of_nobody_elses() {
    let salon = Salon::open();
    salon.set("staff_personal_agenda_enabled", true);
    let anna = salon.desk("Anna");
    let (emre, lena) = (salon.staff("Emre"), salon.staff("Lena"));
    let server = served(&salon);
    let mut screen = Screen::of(&salon.stylist("Emre", emre), server.addresses()[0]);
    let others = anna.post("/api/bookings", booking(&salon, lena, 10)).ok()["id"]
        .as_i64()
        .unwrap();
    salon.pass(chrono::Duration::minutes(1));
    let own = anna.post("/api/bookings", booking(&salon, emre, 11)).ok()["id"]
        .as_i64()
        .unwrap();
    // Of Lena's booking, its jobs, its letter and its notification there was nothing to hear.
    let before = screen.hears(&change("booking", own, "created"));
    let jobs: Vec<i64> = salon
        .app
        .db
        .read(|book| {
            let mut jobs = book.prepare("SELECT id FROM jobs WHERE booking_id = ?")?;
            let jobs = jobs.query_map([own], |row| row.get(0))?;
            Ok(jobs.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    for heard in before {
        let is_own = match heard["type"].as_str().unwrap() {
            "job" => jobs.contains(&heard["id"].as_i64().unwrap()),
            "notification" => heard["id"] == 2,
            _ => false,
        };
        assert!(is_own, "{heard} is none of Emre's");
    }
    // One that comes to him and goes again is his concern both times.
    let path = format!("/api/bookings/{others}");
    anna.put(&path, json!({ "staff_id": emre })).ok();
    screen.hears(&change("booking", others, "updated"));
    anna.put(&path, json!({ "staff_id": lena })).ok();
    screen.hears(&change("booking", others, "updated"));
    anna.put(&path, json!({ "notes": "Lena's alone" })).ok();
    // What is everybody's, he hears; and with personal agendas off, all.
    let bea = anna.post("/api/clients", json!({ "name": "Bea" })).ok()["id"]
        .as_i64()
        .unwrap();
    let before = screen.hears(&change("client", bea, "created"));
    assert!(
        !before.contains(&change("booking", others, "updated")),
        "{before:?}"
    );
    salon.set("staff_personal_agenda_enabled", false);
    anna.put(&path, json!({ "notes": "Everybody's" })).ok();
    screen.hears(&change("booking", others, "updated"));
}

#[test]
fn a_role_hears_only_of_what_it_may_ask_for() {
    let salon = Salon::open();
    let admin = salon.admin("Vera");
    let emre = salon.staff("Emre");
    let server = served(&salon);
    let at = server.addresses()[0];
    let (mut owner, mut desk) = (Screen::of(&admin, at), Screen::of(&salon.desk("Anna"), at));
    let user = json!({ "email": "new@salon.example", "name": "New", "role": "desk", "password": "long enough for this" });
    let id = admin.post("/api/users", user).ok()["id"].as_i64().unwrap();
    owner.hears(&change("user", id, "created"));
    let booked = admin.post("/api/bookings", booking(&salon, emre, 10)).ok()["id"]
        .as_i64()
        .unwrap();
    let before = desk.hears(&change("booking", booked, "created"));
    assert!(
        before.iter().all(|heard| heard["type"] != "user"),
        "{before:?}"
    );
}

#[test]
fn signing_out_ends_the_streams_of_that_session_alone() {
    let salon = Salon::open();
    let (anna, bob) = (salon.desk("Anna"), salon.desk("Bob"));
    let server = served(&salon);
    let at = server.addresses()[0];
    let (mut one, mut two, mut other) = (
        Screen::of(&anna, at),
        Screen::of(&anna, at),
        Screen::of(&bob, at),
    );
    anna.post("/api/auth/logout", json!({})).ok();
    one.ends();
    two.ends();
    assert_eq!(Screen::of(&anna, at).status, 401);
    let id = bob.post("/api/clients", json!({ "name": "Bea" })).ok()["id"]
        .as_i64()
        .unwrap();
    other.hears(&change("client", id, "created"));
}

#[test]
fn a_stream_ends_when_another_process_ends_its_session() {
    let salon = Salon::open();
    let people = [salon.desk("Anna"), salon.desk("Bob"), salon.desk("Cleo")];
    let server = served(&salon);
    let mut screens: Vec<Screen> = people
        .iter()
        .map(|person| Screen::of(person, server.addresses()[0]))
        .collect();
    // The command line has the book open for itself.
    let elsewhere = Db::open(salon.app.db.path()).unwrap();
    for (person, sql) in people.iter().zip([
        "UPDATE users SET active = 0 WHERE id = :id",
        "DELETE FROM sessions WHERE user_id = :id",
        "UPDATE users SET role = 'staff' WHERE id = :id",
    ]) {
        let end = |book: &daybook::store::Write<'_>| {
            Ok(book.execute(sql, named_params! { ":id": person.user_id })?)
        };
        elsewhere.write(end).unwrap();
    }
    screens.iter_mut().for_each(Screen::ends);
}

#[test]
fn a_session_has_four_streams_at_most() {
    let salon = Salon::open();
    let (anna, bob) = (salon.desk("Anna"), salon.desk("Bob"));
    let server = served(&salon);
    let at = server.addresses()[0];
    let mut four: Vec<Screen> = (0..4).map(|_| Screen::of(&anna, at)).collect();
    let refused = Screen::of(&anna, at);
    assert_eq!(refused.status, 429);
    assert!(refused.head.contains("Retry-After: "));
    assert_eq!(Screen::of(&bob, at).status, 200);
    // A tab that is closed makes room.
    four.pop();
    let begun = Instant::now();
    while Screen::of(&anna, at).status != 200 {
        assert!(begun.elapsed() < 2 * SECOND);
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(Screen::of(&salon.stranger(), at).status, 401);
}

#[test]
fn the_streams_are_closed_first_when_the_server_stops() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let server = served(&salon);
    let mut screen = Screen::of(&anna, server.addresses()[0]);
    let begun = Instant::now();
    assert_eq!(server.stop(5 * SECOND), 0);
    assert!(begun.elapsed() < SECOND);
    screen.ends();
}

#[test]
fn a_great_deal_at_once_loses_no_screen() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let server = served(&salon);
    let mut screen = Screen::of(&anna, server.addresses()[0]);
    let all = |book: &daybook::store::Write<'_>| {
        (1..=1000).for_each(|id| book.changed("client", id, "created", &[]));
        Ok(())
    };
    salon.app.db.write(all).unwrap();
    assert_eq!(screen.hears(&change("client", 1000, "created")).len(), 999);
}
