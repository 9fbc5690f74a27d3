//! The API's description is true: of every address, of every answer, and when somebody else's program tries it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::process::Command;

use chrono::Duration;
use daybook::web::openapi::OPERATIONS;
use daybook::web::routes::{Guard, ROUTES};
use serde_json::{Value, json};

use crate::support::program::Place;
use crate::support::python;
use crate::support::salon::{OPENING, Person, Salon};
use crate::support::sample;
use crate::support::shapes::Description;

fn description(salon: &Salon) -> Description {
    Description(salon.stranger().get("/api/openapi.json").ok())
}

/// Whether the description is to speak of an address; the others are pages for people.
fn is_for_machines(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/calendar/")
}

#[test]
fn every_address_is_described_and_every_description_has_its_address() {
    let described = description(&Salon::open());
    let mut calls = BTreeSet::new();
    for route in ROUTES.iter().filter(|route| is_for_machines(route.path)) {
        let path: Vec<_> = route.path.split('/').collect();
        let path = path.iter().map(|part| match part.strip_prefix(':') {
            Some(name) => format!("{{{name}}}"),
            None => (*part).to_owned(),
        });
        let path = path.collect::<Vec<_>>().join("/");
        let call = &described.0["paths"][&path][route.method.to_lowercase()];
        assert!(call.is_object(), "{} {path} is not described", route.method);
        let open = matches!(route.guard, Guard::Public(_) | Guard::Open(_));
        assert_eq!(call["security"] == json!([]), open, "{path}");
        assert_eq!(
            call["responses"].get("401").is_none(),
            open && path != "/api/auth/login",
            "{path}"
        );
        let reserved = matches!(route.guard, Guard::Admin(_) | Guard::Desk(_));
        assert!(
            !reserved || call["responses"].get("403").is_some(),
            "{path}"
        );
        calls.insert((route.method, route.path));
    }
    for operation in OPERATIONS {
        let call = (operation.method, operation.path);
        assert!(calls.contains(&call), "there is no {call:?}");
    }
    let paths = described.0["paths"].as_object().unwrap().values();
    let count: usize = paths
        .map(|methods| methods.as_object().unwrap().len())
        .sum();
    assert_eq!((count, OPERATIONS.len()), (calls.len(), calls.len()));
}

#[test]
fn every_name_in_the_description_means_something() {
    fn walk(described: &Description, value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                    described.follow(reference);
                }
                assert!(!fields.contains_key("x-only"), "{value}");
                fields.values().for_each(|value| walk(described, value));
            }
            Value::Array(values) => values.iter().for_each(|value| walk(described, value)),
            _ => {}
        }
    }
    let described = description(&Salon::open());
    walk(&described, &described.0);
    for operation in OPERATIONS {
        let path = operation.path.replace(':', "x");
        let (name, call) = described.call(operation.method, &path);
        let has = |name: &str| name.starts_with(':');
        let in_path = operation.path.split('/').filter(|part| has(part)).count();
        let given = call["parameters"].as_array().unwrap().len();
        assert!(
            given >= in_path + operation.asks.len(),
            "{name}: a parameter is missing"
        );
        if operation.takes.is_some() {
            let schema = &call["requestBody"]["content"]["application/json"]["schema"];
            assert!(
                schema["properties"].is_object(),
                "{name}: a body is missing"
            );
        }
    }
}

/// Calls, and holds each answer against the description.
struct Reader<'a> {
    described: &'a Description,
    called: RefCell<BTreeSet<String>>,
}

impl Reader<'_> {
    #[track_caller]
    fn call(&self, person: &Person<'_>, method: &str, path: &str, body: Option<Value>) -> Value {
        let reply = person.send(method, path, body.as_ref());
        let path = path.split('?').next().unwrap();
        let (name, call) = self.described.call(method, path);
        let mut response = &call["responses"][reply.status.to_string()];
        assert!(
            response.is_object(),
            "{name}: {} is not described",
            reply.status
        );
        if let Some(reference) = response["$ref"].as_str() {
            response = self.described.follow(reference);
        }
        let answer = reply.json();
        let faults = self
            .described
            .faults(&response["content"]["application/json"]["schema"], &answer);
        assert!(faults.is_empty(), "{name}: {faults:?} in {answer}");
        if reply.status == 200 {
            self.called.borrow_mut().insert(name);
        }
        answer
    }

    /// Makes one, reads it, reads the lists, and sends it back as it was read.
    #[track_caller]
    fn keep(&self, person: &Person<'_>, path: &str, body: Value) -> String {
        let made = self.call(person, "POST", path, Some(body));
        assert!(made["id"].is_i64(), "{path}: {made}");
        let one = format!("{path}/{}", made["id"]);
        let read = self.call(person, "GET", &one, None);
        self.call(person, "PUT", &one, Some(read));
        self.call(person, "GET", path, None);
        self.call(person, "GET", &format!("{path}?page=1"), None);
        one
    }
}

#[test]
fn every_answer_is_what_the_description_says() {
    let salon = Salon::open_with(|config| config.stripe.secret_key = "sk_test_1".to_owned());
    let described = &description(&salon);
    let reader = Reader {
        described,
        called: RefCell::default(),
    };
    let olga = &salon.admin("Olga");
    let get = |path: &str| reader.call(olga, "GET", path, None);
    let post = |path: &str, body: Value| reader.call(olga, "POST", path, Some(body));
    let delete = |path: &str| reader.call(olga, "DELETE", path, None);

    let ada = reader.keep(
        olga,
        "/api/clients",
        json!({ "name": "Ada", "email": "ada@example.com", "birthday": "1990-05-01" }),
    );
    let bea = reader.keep(olga, "/api/clients", json!({ "name": "Bea" }));
    let [ada_id, bea_id] =
        [&ada, &bea].map(|path| path.rsplit('/').next().unwrap().parse::<i64>().unwrap());
    let hours = json!({ "mon": [["09:00", "18:00"]], "tue": [["09:00", "18:00"]] });
    let emre = reader.keep(
        olga,
        "/api/staff",
        json!({ "name": "Emre", "hours": hours, "service_ids": null }),
    );
    let cut = reader.keep(
        olga,
        "/api/services",
        json!({ "name": "Cut", "duration_minutes": 30, "price_cents": 3500 }),
    );
    let slot = json!({
        "client_id": ada_id, "staff_id": 1, "service_id": 1,
        "start_at": "2026-03-24 10:00:00", "end_at": "2026-03-24 10:30:00",
    });
    let booking = reader.keep(olga, "/api/bookings", slot.clone());
    assert_ne!(get("/api/untold"), json!([]));
    assert_ne!(get("/api/day-sheet?date=2026-03-24"), json!([]));
    get("/api/to-call?date=2026-03-24");
    assert_eq!(post("/api/bookings", slot)["code"], "overlap");
    assert_eq!(
        reader.call(olga, "PUT", &booking, Some(json!({ "version": 99 })))["code"],
        "stale"
    );
    assert_eq!(post("/api/bookings", json!({}))["code"], "invalid");
    assert_eq!(delete(&ada)["code"], "in_use");
    get(&format!("{ada}/bookings"));
    assert_ne!(
        get("/api/availability?service_id=1&date=2026-03-24"),
        json!([])
    );

    let waiting = json!({ "client_id": bea_id, "service_id": 1, "date": "2026-03-24" });
    let entry = reader.keep(olga, "/api/waitlist", waiting.clone());
    delete(&reader.keep(olga, "/api/waitlist", waiting));
    let closed = json!({ "date": "2026-03-24", "until": "2026-03-25", "name": "Away" });
    let holiday = reader.keep(olga, "/api/holidays", closed);
    let off = json!({ "staff_id": 1, "start_at": "2026-03-24 09:00:00", "end_at": "2026-03-24 12:00:00", "repeat": "weekly" });
    let off = reader.keep(olga, "/api/time-off", off);
    let late = json!({ "staff_id": 1, "date": "2026-03-24", "hours": [["12:00", "20:00"]] });
    let late = reader.keep(olga, "/api/hours-exceptions", late);
    let step = json!({ "delay_days": 7, "subject": "Hello", "body": "Hello {client_name}" });
    let followup = reader.keep(
        olga,
        "/api/followups",
        json!({ "name": "Again", "steps": [step] }),
    );
    let login = json!({ "name": "Dirk", "email": "dirk@salon.example", "role": "desk", "password": "correct horse" });
    let dirk = reader.keep(olga, "/api/users", login);

    letters_and_money(&salon, &reader, olga, &booking);
    let settings = get("/api/settings");
    reader.call(olga, "PUT", "/api/settings", Some(settings));
    backups(&reader, olga);
    get("/api/connections");
    post("/api/connections/test", json!({}));
    get(&format!(
        "/api/audit?booking_id={}",
        booking.rsplit('/').next().unwrap()
    ));
    get("/api/reports/summary");
    // "Name,Mobile\nGrace,06 1234 5678\n,1\n"
    let list = "TmFtZSxNb2JpbGUKR3JhY2UsMDYgMTIzNCA1Njc4CiwxCg==";
    post("/api/import/clients", json!({ "file": list }));
    // One event, "Cut - Grace", without an end.
    let calendar = "QkVHSU46VkNBTEVOREFSCkJFR0lOOlZFVkVOVApVSUQ6MQpEVFNUQVJUOjIwMjYwNDAxVDEwMDAwMApTVU1NQVJZOkN1dCAtIEdyYWNlCkVORDpWRVZFTlQKRU5EOlZDQUxFTkRBUgo=";
    let brought = post(
        "/api/import/calendar",
        json!({ "file": calendar, "staff_id": 1 }),
    );
    assert_eq!(brought["bookings"], 1, "{brought}");
    post(&format!("{emre}/calendar"), json!({}));
    post(&format!("{bea}/merge"), json!({ "into": ada_id }));
    get(&format!("{ada}/export"));
    post(&format!("{ada}/erase"), json!({}));
    for path in [&entry, &holiday, &off, &late, &followup, &dirk] {
        delete(path);
    }
    let alone = post(
        "/api/services",
        json!({ "name": "Wash", "duration_minutes": 5 }),
    );
    delete(&format!("/api/services/{}", alone["id"]));
    delete(&format!(
        "/api/staff/{}",
        post("/api/staff", json!({ "name": "Fay" }))["id"]
    ));
    delete(&format!(
        "/api/clients/{}",
        post("/api/clients", json!({ "name": "Eve" }))["id"]
    ));
    assert_eq!(delete(&cut)["code"], "in_use");
    get("/api/about");
    get("/api/address");
    signing_in(&salon, &reader);
    assert_all_called(described, &reader.called.take());
}

/// What follows an appointment: its letters, what was said of it, what is owed for it.
fn letters_and_money(salon: &Salon, reader: &Reader<'_>, olga: &Person<'_>, booking: &str) {
    let get = |path: &str| reader.call(olga, "GET", path, None);
    let post = |path: &str| reader.call(olga, "POST", path, Some(json!({})));
    let jobs = get("/api/jobs?page=1&type=booking.created");
    let job = format!("/api/jobs/{}", jobs["data"][0]["id"]);
    get(&job);
    post(&format!("{job}/run"));
    salon.row(
        "UPDATE jobs SET state = 'failed', finished_at = run_at WHERE type = 'booking.created'",
        &[],
    );
    post(&format!("{job}/retry"));
    salon.pass(Duration::minutes(1));
    get("/api/jobs");
    assert_eq!(post(&format!("{job}/run"))["code"], "wrong_state");

    let notifications = get("/api/notifications?page=1");
    let one = format!("/api/notifications/{}", notifications["data"][0]["id"]);
    get(&one);
    reader.call(olga, "PUT", &one, Some(json!({ "read": true })));
    get("/api/notifications");
    post("/api/notifications/read-all");

    let now = rusqlite::named_params! { ":now": OPENING };
    salon.row("INSERT INTO feedback (booking_id, rating, comment, created_at) VALUES (1, 5, 'Fine.', :now)", now);
    salon.row(
        "INSERT INTO payments (booking_id, visit_id, client_id, kind, amount_cents, currency, status, idempotency_key, key_since, created_at)
         VALUES (1, 1, (SELECT client_id FROM bookings WHERE id = 1), 'no_show_fee', 2500, 'EUR', 'expired', '', :now, :now)",
        now,
    );
    for path in [
        "/api/feedback",
        "/api/feedback?page=1",
        "/api/feedback/1",
        "/api/reports/feedback",
    ] {
        get(path);
    }
    for path in ["/api/payments", "/api/payments?page=1", "/api/payments/1"] {
        get(path);
    }
    assert_eq!(post("/api/payments/1/renew")["code"], "not_a_no_show");
    reader.call(olga, "PUT", booking, Some(json!({ "status": "no-show" })));
    post("/api/payments/1/renew");
    reader.call(olga, "PUT", booking, Some(json!({ "status": "scheduled" })));

    reader.call(olga, "DELETE", booking, None);
    let waiting = get("/api/jobs?state=pending");
    let job = waiting
        .as_array()
        .unwrap()
        .first()
        .expect("the letter of the cancellation waits");
    let job = format!("/api/jobs/{}", job["id"]);
    reader.call(olga, "DELETE", &job, None);
    let resume = format!("{job}/resume");
    reader.call(olga, "POST", &resume, Some(json!({})));
    assert_eq!(
        reader.call(olga, "POST", &resume, Some(json!({})))["code"],
        "wrong_state"
    );
    reader.call(olga, "GET", "/api/letters?page=1", None);
    reader.call(olga, "GET", "/api/letters/standing", None);
}

/// Backups, and what a restore is looked at with.
fn backups(reader: &Reader<'_>, olga: &Person<'_>) {
    let get = |path: &str| reader.call(olga, "GET", path, None);
    let post = |path: &str, body: Value| reader.call(olga, "POST", path, Some(body));
    get("/api/backups/status");
    let name = post("/api/backups", json!({}))["name"].clone();
    get("/api/backups");
    get("/api/backups?page=1");
    get("/api/backups/status");
    post("/api/restore/preview", json!({ "backup": name }));
    post(
        "/api/restore/upload",
        json!({ "offset": 0, "data": "AAAA" }),
    );
    let refused = post("/api/restore/preview", json!({ "uploaded": true }));
    assert_eq!(refused["code"], "backup_refused");
    post("/api/jobs/release", json!({}));
}

fn signing_in(salon: &Salon, reader: &Reader<'_>) {
    let stranger = &salon.stranger();
    let login = json!({ "name": "Gus", "email": "gus@salon.example", "role": "admin", "password": "correct horse" });
    salon.admin("Hal").post("/api/users", login).ok();
    let login = json!({ "email": "gus@salon.example", "password": "correct horse" });
    let signed_in = reader.call(stranger, "POST", "/api/auth/login", Some(login));
    let gus = Person {
        token: signed_in["token"].as_str().map(str::to_owned),
        ..salon.stranger()
    };
    reader.call(&gus, "GET", "/api/auth/me", None);
    reader.call(&gus, "GET", "/api/now", None);
    reader.call(
        &gus,
        "PUT",
        "/api/connections",
        Some(json!({ "password": "correct horse" })),
    );
    let backups = reader.call(&gus, "GET", "/api/backups", None);
    let restore = json!({ "backup": backups[0]["name"], "password": "correct horse" });
    reader.call(&gus, "POST", "/api/restore", Some(restore));
    let passwords = json!({ "current": "correct horse", "new": "battery staple" });
    reader.call(&gus, "POST", "/api/auth/password", Some(passwords));
    reader.call(&gus, "POST", "/api/auth/logout", Some(json!({})));
    reader.call(&gus, "GET", "/api/auth/me", None);
    reader.call(stranger, "GET", "/api/health", None);
    reader.call(stranger, "GET", "/api/openapi.json", None);
    reader.call(&Salon::open().stranger(), "GET", "/api/setup", None);
    assert_eq!(
        reader.call(stranger, "GET", "/api/setup", None)["code"],
        "not_found"
    );
}

/// Calls whose answers are no JSON, or that other stories make: with the printed code, with Stripe's signature.
const ELSEWHERE: [&str; 6] = [
    "GET /api/backups/{name}",
    "GET /api/events",
    "GET /api/export",
    "GET /calendar/{file}",
    "POST /api/setup",
    "POST /api/stripe/webhook",
];

fn assert_all_called(described: &Description, called: &BTreeSet<String>) {
    for operation in OPERATIONS {
        let (name, _) = described.call(operation.method, operation.path);
        assert!(
            called.contains(&name) != ELSEWHERE.contains(&name.as_str()),
            "{name}"
        );
    }
}

/// Somebody else's program reads the description and tries every call with everything that fits it and that doesn't.
/// `DAYBOOK_SCHEMATHESIS_EXAMPLES=500` makes it try for longer than the few seconds that CI allows.
#[test]
fn schemathesis_finds_nothing() {
    let place =
        Place::with_config("[server]\nlisten = \"127.0.0.1:0\"\ntrusted_proxy = \"127.0.0.1\"\n");
    sample::few_rows(&place.book());
    let (email, password) = ("anna@salon.example", "correct horse");
    place.run(
        &[
            "user", "add", "--email", email, "--name", "Anna", "--role", "admin",
        ],
        &format!("{password}\n"),
    );
    let server = place.serve(&[]);
    let url = format!("http://{}", server.address);
    let examples =
        std::env::var("DAYBOOK_SCHEMATHESIS_EXAMPLES").unwrap_or_else(|_| "8".to_owned());
    let output = Command::new(python::venv())
        .args(["-m", "schemathesis.cli", "--config-file"])
        .arg(python::script("schemathesis/schemathesis.toml"))
        .arg("run")
        .arg(format!("{url}/api/openapi.json"))
        .args(["--seed", "1", "--max-examples", &examples])
        .current_dir(place.path())
        .env(
            "SCHEMATHESIS_HOOKS",
            python::script("schemathesis/hooks.py"),
        )
        .env("DAYBOOK_URL", &url)
        .env("DAYBOOK_EMAIL", email)
        .env("DAYBOOK_PASSWORD", password)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
