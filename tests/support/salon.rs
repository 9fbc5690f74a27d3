//! A salon of a test's own: a book in a temporary file, a clock that stands still, and people who speak HTTP.
//!
//! Background rows (staff, services, clients) come from the builders here; what a story is about goes over HTTP.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use daybook::app::App;
use daybook::config::Config;
use daybook::jobs::worker;
use daybook::outside::clock::Clock;
use daybook::outside::mailer::{Mailer, Outbox};
use daybook::salon::time::Stamp;
use daybook::secrets;
use daybook::store::soundness::Snapshot;
use daybook::store::{Change, sessions};
use rouille::Request;
use rusqlite::named_params;
use serde_json::Value;

/// Monday 23 March 2026, 09:00 in Amsterdam: the day before the booking of the user's page.
pub const OPENING: &str = "2026-03-23T08:00:00Z";

pub struct Salon {
    pub app: Arc<App>,
    /// Where letters arrive.
    pub outbox: Outbox,
    folder: tempfile::TempDir,
    people: AtomicUsize,
}

impl Salon {
    /// An empty book in Amsterdam, on the Monday of [`OPENING`].
    pub fn open() -> Self {
        Self::open_with(|_| {})
    }

    /// The same, with its configuration changed first.
    pub fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config {
            folder: folder.path().to_owned(),
            ..Config::default()
        };
        config.database.path = folder.path().join("daybook.db");
        config.backup.folder = folder.path().join("backups").display().to_string();
        change(&mut config);
        let clock = Clock::fixed(OPENING.parse::<DateTime<Utc>>().unwrap());
        let app = App::open(config, clock).unwrap();
        let outbox = Outbox::new();
        app.set_mailer(Mailer::Memory(outbox.clone()));
        let salon = Self {
            app: Arc::new(app),
            outbox,
            folder,
            people: AtomicUsize::new(0),
        };
        salon.set("timezone", "Europe/Amsterdam");
        salon.set("salon_name", "Salon Anna");
        salon
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Sets a setting behind the API's back.
    pub fn set(&self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        self.app
            .db
            .write(|book| {
                let mut all = serde_json::to_value(book.settings()).unwrap();
                all[key] = value;
                daybook::store::settings::save(
                    book,
                    &[key.to_owned()],
                    &serde_json::from_value(all).unwrap(),
                )
            })
            .unwrap();
    }

    pub fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// Time passes, and what is due is done.
    pub fn pass(&self, time: Duration) {
        self.advance(time);
        worker::drain(&self.app).unwrap();
    }

    /// Time passes, and what is due is done; answers the letters that arrived: to whom, and the subject.
    pub fn letters_after(&self, time: Duration) -> Vec<(String, String)> {
        self.pass(time);
        self.outbox
            .take()
            .iter()
            .map(|letter| (letter.to.clone(), subject(&letter.message)))
            .collect()
    }

    /// The jobs of a booking: kind, state and reason, oldest first.
    pub fn jobs(&self, booking_id: i64) -> Vec<(String, String, String)> {
        let read = |book: &rusqlite::Connection| {
            let mut jobs = book.prepare(
                "SELECT type, state, coalesce(last_error, '') FROM jobs WHERE booking_id = ? ORDER BY id",
            )?;
            let jobs = jobs.query_map([booking_id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            Ok(jobs.collect::<rusqlite::Result<_>>()?)
        };
        self.app.db.read(read).unwrap()
    }

    /// One value that the book holds.
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        let read = |book: &rusqlite::Connection| Ok(book.query_row(sql, [], |row| row.get(0))?);
        self.app.db.read(read).unwrap()
    }

    /// The whole book as text: every row of every table.
    pub fn dump(&self) -> String {
        let read = |book: &rusqlite::Connection| {
            let mut tables = book.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
            let names = tables
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()?;
            let mut dump = String::new();
            for name in names {
                let mut rows = book.prepare(&format!("SELECT * FROM \"{name}\""))?;
                let columns = rows.column_count();
                let mut rows = rows.query([])?;
                while let Some(row) = rows.next()? {
                    let values: Vec<String> = (0..columns)
                        .map(|column| match row.get_ref(column).unwrap() {
                            rusqlite::types::ValueRef::Null => "NULL".to_owned(),
                            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                            rusqlite::types::ValueRef::Real(number) => number.to_string(),
                            rusqlite::types::ValueRef::Text(bytes)
                            | rusqlite::types::ValueRef::Blob(bytes) => {
                                String::from_utf8_lossy(bytes).into_owned()
                            }
                        })
                        .collect();
                    dump.push_str(&format!("{name}|{}\n", values.join("|")));
                }
            }
            Ok(dump)
        };
        self.app.db.read(read).unwrap()
    }

    /// Runs SQL for background rows and answers the new row's id.
    pub fn row(&self, sql: &str, values: &[(&str, &dyn rusqlite::ToSql)]) -> i64 {
        let insert = |book: &daybook::store::Write<'_>| {
            book.execute(sql, values)?;
            Ok(book.last_insert_rowid())
        };
        self.app.db.write(insert).unwrap()
    }

    pub fn client(&self, name: &str, email: &str) -> i64 {
        self.row(
            "INSERT INTO clients (name, email, created_at, updated_at) VALUES (:name, :email, :now, :now)",
            named_params! { ":name": name, ":email": email, ":now": OPENING },
        )
    }

    pub fn staff(&self, name: &str) -> i64 {
        self.row(
            "INSERT INTO staff (name) VALUES (:name)",
            named_params! { ":name": name },
        )
    }

    pub fn service(&self, name: &str, minutes: i64, price_cents: i64) -> i64 {
        self.row(
            "INSERT INTO services (name, duration_minutes, price_cents) VALUES (:name, :minutes, :price)",
            named_params! { ":name": name, ":minutes": minutes, ":price": price_cents },
        )
    }

    /// A booking that is there already, entered behind the API's back; a live one may lie over another.
    pub fn booking(
        &self,
        client_id: i64,
        staff_id: i64,
        service_id: i64,
        start_at: &str,
        end_at: &str,
        status: &str,
    ) -> i64 {
        self.row(
            "INSERT INTO bookings (client_id, staff_id, service_id, start_at, end_at, status, price_cents, visit_id,
                overlap_allowed, created_at, updated_at)
             VALUES (:client, :staff, :service, :start, :end, :status, 0,
                (SELECT coalesce(max(id), 0) + 1 FROM bookings), 1, :now, :now)",
            named_params! {
                ":client": client_id, ":staff": staff_id, ":service": service_id, ":start": start_at,
                ":end": end_at, ":status": status, ":now": OPENING,
            },
        )
    }

    /// All that is told of changes from now on.
    pub fn listen(&self) -> Arc<Mutex<Vec<Change>>> {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&heard);
        self.app
            .db
            .on_commit(move |changes, _| ear.lock().unwrap().extend_from_slice(changes));
        heard
    }

    pub fn holiday(&self, date: &str, name: &str) -> i64 {
        self.row(
            "INSERT INTO holidays (date, name) VALUES (:date, :name)",
            named_params! { ":date": date, ":name": name },
        )
    }

    pub fn admin(&self, name: &str) -> Person<'_> {
        self.person(name, "admin", None)
    }

    pub fn desk(&self, name: &str) -> Person<'_> {
        self.person(name, "desk", None)
    }

    pub fn stylist(&self, name: &str, staff_id: i64) -> Person<'_> {
        self.person(name, "staff", Some(staff_id))
    }

    /// Somebody with a session; nobody's password is "a password".
    pub fn person(&self, name: &str, role: &str, staff_id: Option<i64>) -> Person<'_> {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let email = format!(
            "{}{number}@salon.example",
            name.to_lowercase().replace(' ', ".")
        );
        let user_id = self.row(
            "INSERT INTO users (name, email, role, staff_id, password_hash, created_at, updated_at)
             VALUES (:name, :email, :role, :staff, '!', :now, :now)",
            named_params! { ":name": name, ":email": email, ":role": role, ":staff": staff_id, ":now": OPENING },
        );
        let token = secrets::token().unwrap();
        let now = Stamp::stored(OPENING).unwrap();
        self.app
            .db
            .write(|book| sessions::begin(book, user_id, &secrets::hash_token(&token), now))
            .unwrap();
        Person {
            salon: self,
            token: Some(token),
            user_id,
            email,
        }
    }

    /// Adds somebody who can sign in with this password, and answers the id.
    pub fn hire(&self, email: &str, role: &str, password: &str) -> i64 {
        let wish = daybook::salon::login::Wish {
            name: Some(email.split('@').next().unwrap().to_owned()),
            email: Some(email.to_owned()),
            role: daybook::salon::who::Role::named(role),
            password: Some(password.to_owned()),
            ..Default::default()
        };
        daybook::actions::users::add(&self.app.db, &wish, self.app.now().stamp)
            .unwrap()
            .id
    }

    /// Somebody who has not signed in.
    pub fn stranger(&self) -> Person<'_> {
        Person {
            salon: self,
            token: None,
            user_id: 0,
            email: String::new(),
        }
    }

    /// One request from this machine, as the listener would hand it on.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Reply {
        self.ask_from("127.0.0.1", method, path, headers, body)
    }

    /// The same from another address.
    pub fn ask_from(
        &self,
        peer: &str,
        method: &str,
        path: &str,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Reply {
        let peer = std::net::SocketAddr::new(peer.parse().unwrap(), 50_000);
        let request = Request::fake_http_from(peer, method, path, headers, body);
        let response = daybook::web::handle(&self.app, &request);
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut response.data.into_reader_and_size().0, &mut bytes)
            .unwrap();
        let headers = response
            .headers
            .into_iter()
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        Reply {
            status: response.status_code,
            headers,
            bytes,
        }
    }
}

/// Somebody who speaks HTTP, signed in by a bearer token.
pub struct Person<'a> {
    pub salon: &'a Salon,
    pub token: Option<String>,
    pub user_id: i64,
    pub email: String,
}

impl Person<'_> {
    pub fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.send_with(method, path, &[], body)
    }

    pub fn send_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Reply {
        let mut all = vec![("Host".to_owned(), "127.0.0.1:8080".to_owned())];
        if let Some(token) = &self.token {
            all.push(("Authorization".to_owned(), format!("Bearer {token}")));
        }
        if body.is_some() {
            all.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        all.extend(
            headers
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
        );
        let bytes = body
            .map(|body| serde_json::to_vec(body).unwrap())
            .unwrap_or_default();
        self.salon.ask(method, path, all, bytes)
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None)
    }

    pub fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(&body))
    }

    pub fn put(&self, path: &str, body: Value) -> Reply {
        self.send("PUT", path, Some(&body))
    }

    /// Sends a form as a browser does.
    pub fn submit(&self, path: &str, form: &str) -> Reply {
        let kind = "application/x-www-form-urlencoded".to_owned();
        let headers = vec![
            ("Host".to_owned(), "127.0.0.1:8080".to_owned()),
            ("Content-Type".to_owned(), kind),
        ];
        self.salon
            .ask("POST", path, headers, form.as_bytes().to_vec())
    }

    pub fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None)
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The error's code, where the answer is an error in JSON.
    pub fn json_code(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(&self.bytes).ok()?;
        body["code"].as_str().map(str::to_owned)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The answer of a call that must have gone well.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json()
    }

    /// The text of a page that must have this status.
    #[track_caller]
    pub fn page(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(
            self.header("Content-Type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(self.header("Cache-Control"), Some("no-store"));
        assert_eq!(self.header("Referrer-Policy"), Some("no-referrer"));
        let text = self.text();
        assert!(!text.contains("<script") && !text.contains("style="));
        text
    }

    /// The answer of a call that must have been refused, with this status and code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        let body = self.json();
        assert_eq!(body["code"], code, "{body}");
        body
    }
}

/// The subject of a message, as far as it is plain ASCII.
fn subject(message: &[u8]) -> String {
    let text = String::from_utf8_lossy(message);
    let line = text
        .lines()
        .find(|line| line.starts_with("Subject: "))
        .unwrap_or_default();
    line.trim_start_matches("Subject: ").to_owned()
}

/// Whatever a story did, it leaves a sound book.
impl Drop for Salon {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let book = Snapshot::open(self.app.db.path()).unwrap();
            assert_eq!(book.findings(), []);
        }
    }
}
