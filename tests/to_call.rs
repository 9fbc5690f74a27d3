//! Whom to call: those whom no letter tells of a change, and tomorrow's clients whom no letter reminds.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::plans::assert_no_scan;
use crate::support::salon::{Person, Salon};

fn salon() -> Salon {
    let salon = Salon::open();
    salon.staff("Emre");
    salon.service("Cut", 30, 3500);
    salon
}

/// A booking on Wednesday, two days ahead, for somebody new.
fn book(salon: &Salon, anna: &Person<'_>, name: &str, email: &str, hour: u32) -> i64 {
    let client = salon.client(name, email);
    let body = json!({
        "client_id": client, "staff_id": 1, "service_id": 1, "told": email.is_empty(),
        "start_at": format!("2026-03-25 {hour}:00:00"), "end_at": format!("2026-03-25 {hour}:30:00"),
    });
    anna.post("/api/bookings", body).ok()["id"]
        .as_i64()
        .unwrap()
}

/// Who is to be called, and why.
fn to_call(person: &Person<'_>) -> Vec<(String, String)> {
    let list = person.get("/api/to-call?date=2026-03-25").ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let entries = list.as_array().unwrap().iter();
    entries
        .map(|entry| (text(&entry["client_name"]), text(&entry["why"])))
        .collect()
}

fn call(name: &str, why: &str) -> (String, String) {
    (name.to_owned(), why.to_owned())
}

#[test]
fn tomorrows_clients_without_an_address_are_called_once() {
    let salon = salon();
    let anna = salon.desk("Anna");
    book(&salon, &anna, "Ada", "ada@example.com", 10);
    let bea = book(&salon, &anna, "Bea", "", 11);
    assert_eq!(
        to_call(&anna),
        [call("Bea", "reminder")],
        "told on Monday, on the telephone"
    );
    salon.pass(Duration::days(1));
    assert_eq!(to_call(&anna), [call("Bea", "reminder")]);
    let path = format!("/api/bookings/{bea}");
    anna.put(&path, json!({ "told": true })).ok();
    assert_eq!(to_call(&anna), [], "she was told on the day before");
    salon.pass(Duration::hours(3));
    assert_eq!(to_call(&anna), []);
}

#[test]
fn where_nobody_is_reminded_nobody_is_called_for_it() {
    let salon = salon();
    salon.set("reminder_enabled", false);
    let anna = salon.desk("Anna");
    book(&salon, &anna, "Bea", "", 11);
    assert_eq!(to_call(&anna), []);
}

#[test]
fn changes_that_no_letter_tells_are_called_whenever_they_are() {
    let salon = salon();
    let anna = salon.desk("Anna");
    let bea = book(&salon, &anna, "Bea", "", 11);
    let path = format!("/api/bookings/{bea}");
    let later = json!({ "start_at": "2026-04-25 12:00:00", "end_at": "2026-04-25 12:30:00" });
    anna.put(&path, later).ok();
    salon.pass(Duration::minutes(31));
    let list = anna.get("/api/to-call?date=2026-03-25").ok();
    assert_eq!(list[0]["why"], "changed");
    assert_eq!(list[0]["known_start_at"], "2026-03-25 11:00:00");
    assert_eq!(list[0]["start_at"], "2026-04-25 12:00:00");
    assert_eq!(list[0]["language"], "en", "hers is the salon's");
    anna.delete(&path).ok();
    salon.pass(Duration::minutes(1));
    assert_eq!(to_call(&anna), [call("Bea", "cancelled")]);
    anna.put(&path, json!({ "told": true })).ok();
    assert_eq!(to_call(&anna), []);
}

#[test]
fn a_number_is_given_as_one_dials_it_from_anywhere() {
    let salon = salon();
    salon.set("country", "NL");
    let anna = salon.desk("Anna");
    let client = anna
        .post(
            "/api/clients",
            json!({ "name": "Bea", "phone": "06 1234 5678" }),
        )
        .ok();
    assert_eq!(client["phone_digits"], "31612345678");
    let body = json!({
        "client_id": client["id"], "staff_id": 1, "service_id": 1,
        "start_at": "2026-03-25 11:00:00", "end_at": "2026-03-25 11:30:00",
    });
    anna.post("/api/bookings", body).ok();
    salon.pass(Duration::minutes(1));
    let list = anna.get("/api/to-call?date=2026-03-25").ok();
    assert_eq!(list[0]["why"], "new");
    assert_eq!(
        (&list[0]["phone"], &list[0]["phone_digits"]),
        (&json!("06 1234 5678"), &json!("31612345678"))
    );
    let path = format!("/api/clients/{}", client["id"]);
    let other = anna.put(&path, json!({ "phone": "+49 30 12" })).ok();
    assert_eq!(other["phone_digits"], "493012");
}

#[test]
fn a_personal_agenda_calls_its_own_alone() {
    let salon = salon();
    let bert = salon.staff("Bert");
    let anna = salon.desk("Anna");
    book(&salon, &anna, "Bea", "", 11);
    salon.set("staff_personal_agenda_enabled", true);
    assert_eq!(to_call(&salon.stylist("Bert", bert)), []);
    assert_eq!(to_call(&salon.stylist("Emre", 1)).len(), 1);
}

#[test]
fn a_date_is_asked_for() {
    let salon = salon();
    let anna = salon.desk("Anna");
    anna.get("/api/to-call").refused(400, "invalid");
    anna.get("/api/to-call?date=soon").refused(400, "invalid");
}

#[test]
fn the_question_costs_no_more_in_an_old_book() {
    let salon = Salon::open();
    let look = |book: &rusqlite::Connection| {
        assert_no_scan(book, daybook::store::to_call::question());
        Ok(())
    };
    salon.app.db.read(look).unwrap();
}
