//! Does the client know? Whoever doesn't is listed, with how they will hear of it.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::plans::assert_no_scan;
use crate::support::salon::{Person, Salon};

/// A booking on Thursday at ten for somebody of that name and address.
fn book(salon: &Salon, anna: &Person<'_>, name: &str, email: &str, hour: u32) -> i64 {
    let client = salon.client(name, email);
    let body = json!({
        "client_id": client, "staff_id": 1, "service_id": 1,
        "start_at": format!("2026-03-26 {hour}:00:00"), "end_at": format!("2026-03-26 {hour}:30:00"),
    });
    anna.post("/api/bookings", body).ok()["id"]
        .as_i64()
        .unwrap()
}

fn salon() -> Salon {
    let salon = Salon::open();
    salon.staff("Emre");
    salon.service("Cut", 30, 3500);
    salon
}

/// Who is listed, and the way.
fn listed(person: &Person<'_>) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = person.get("/api/untold?from=2026-03-26&to=2026-03-27").ok();
    let entries = list.as_array().unwrap().iter();
    entries
        .map(|entry| (text(&entry["client_name"]), text(&entry["way"])))
        .collect()
}

fn told(name: &str, way: &str) -> (String, String) {
    (name.to_owned(), way.to_owned())
}

#[test]
fn a_letter_that_waits_is_named_with_its_moment_and_gone_once_it_left() {
    let salon = salon();
    let anna = salon.desk("Anna");
    let ada = book(&salon, &anna, "Ada", "ada@example.com", 10);
    let list = anna.get("/api/untold").ok();
    assert_eq!(list[0]["run_at"], "2026-03-23T08:00:10Z");
    assert_eq!(listed(&anna), [told("Ada", "letter")]);
    salon.pass(Duration::seconds(10));
    assert_eq!(listed(&anna), []);

    let path = format!("/api/bookings/{ada}");
    let later = json!({ "end_at": "2026-03-26 10:45:00" });
    anna.put(&path, later).ok();
    assert_eq!(listed(&anna), [told("Ada", "letter")], "a longer one too");
    let job = anna.get("/api/untold").ok()[0]["job_id"].clone();
    anna.delete(&format!("/api/jobs/{job}")).ok();
    assert_eq!(listed(&anna), [], "when it begins, she knows");
    anna.put(
        &path,
        json!({ "start_at": "2026-03-26 11:00:00", "end_at": "2026-03-26 11:30:00" }),
    )
    .ok();
    let job = anna.get("/api/untold").ok()[0]["job_id"].clone();
    anna.delete(&format!("/api/jobs/{job}")).ok();
    assert_eq!(
        listed(&anna),
        [told("Ada", "call")],
        "nobody wants a letter sent"
    );
    anna.put(&path, json!({ "told": true })).ok();
    assert_eq!(listed(&anna), []);
}

#[test]
fn who_has_no_address_is_to_be_called_also_when_it_is_off() {
    let salon = salon();
    let anna = salon.desk("Anna");
    let bea = book(&salon, &anna, "Bea", "", 10);
    salon.pass(Duration::seconds(10));
    assert_eq!(listed(&anna), [told("Bea", "call")]);
    let path = format!("/api/bookings/{bea}");
    anna.put(&path, json!({ "told": true })).ok();
    assert_eq!(listed(&anna), []);
    anna.delete(&path).ok();
    salon.pass(Duration::seconds(10));
    assert_eq!(listed(&anna), [told("Bea", "call")]);
    anna.put(&path, json!({ "told": true })).ok();
    assert_eq!(listed(&anna), []);
}

#[test]
fn nobody_is_told_of_what_is_past_or_of_walk_ins_or_of_what_they_never_heard_of() {
    let salon = salon();
    let anna = salon.desk("Anna");
    let cleo = book(&salon, &anna, "Cleo", "", 10);
    anna.delete(&format!("/api/bookings/{cleo}")).ok();
    assert_eq!(listed(&anna), [], "she never heard of it");
    book(&salon, &anna, "Dora", "", 11);
    let walk_in: i64 = salon.value("SELECT id FROM clients WHERE walk_in = 1");
    salon.booking(
        walk_in,
        1,
        1,
        "2026-03-26 15:00:00",
        "2026-03-26 15:30:00",
        "scheduled",
    );
    assert_eq!(listed(&anna).len(), 1);
    salon.pass(Duration::days(4));
    assert_eq!(listed(&anna), []);
}

#[test]
fn a_personal_agenda_shows_its_own_alone() {
    let salon = salon();
    let bert = salon.staff("Bert");
    let anna = salon.desk("Anna");
    book(&salon, &anna, "Ada", "ada@example.com", 10);
    salon.set("staff_personal_agenda_enabled", true);
    assert_eq!(listed(&salon.stylist("Bert", bert)), []);
    assert_eq!(listed(&salon.stylist("Emre", 1)).len(), 1);
}

#[test]
fn a_day_on_paper_has_numbers_and_notes_and_only_ones_own_where_agendas_are_personal() {
    let salon = salon();
    let bert = salon.staff("Bert");
    let anna = salon.desk("Anna");
    let ada = book(&salon, &anna, "Ada", "", 10);
    book(&salon, &anna, "Bea", "", 9);
    let off = book(&salon, &anna, "Cleo", "", 11);
    anna.delete(&format!("/api/bookings/{off}")).ok();
    let change = json!({ "phone": "06 1234 5678", "alert": "Latex" });
    anna.put("/api/clients/2", change).ok();
    let path = format!("/api/bookings/{ada}");
    anna.put(&path, json!({ "internal_notes": "Window seat" }))
        .ok();
    let sheet = anna.get("/api/day-sheet?date=2026-03-26").ok();
    let names: Vec<_> = sheet.as_array().unwrap().iter().collect();
    assert_eq!(names.len(), 2, "who cancelled isn't on it");
    assert_eq!(sheet[0]["client_name"], "Bea");
    for (field, value) in [
        ("client_phone", "06 1234 5678"),
        ("client_alert", "Latex"),
        ("service_name", "Cut"),
        ("internal_notes", "Window seat"),
    ] {
        assert_eq!(sheet[1][field], value);
    }
    salon.set("staff_personal_agenda_enabled", true);
    let berts = salon.stylist("Bert", bert);
    assert_eq!(berts.get("/api/day-sheet?date=2026-03-26").ok(), json!([]));
    anna.get("/api/day-sheet").refused(400, "invalid");
}

#[test]
fn the_question_costs_no_more_in_an_old_book() {
    let salon = Salon::open();
    let look = |book: &rusqlite::Connection| {
        assert_no_scan(book, daybook::store::untold::question());
        assert_no_scan(book, daybook::store::day_sheet::LINES);
        Ok(())
    };
    salon.app.db.read(look).unwrap();
}
