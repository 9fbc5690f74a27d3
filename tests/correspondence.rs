//! The desk asks about letters: what waits, what is held, what failed and why, what was sent.

use chrono::Duration;
use serde_json::Value;

use crate::support::plans::{assert_no_scan, assert_walks_in_order, plan};
use crate::support::salon::{Person, Salon};
use daybook::salon::who::Scope;
use daybook::store::correspondence::{self, Filter, Reach, Stage};

/// Who gets the letters of a stage, with what they are about.
fn letters(person: &Person<'_>, query: &str) -> Vec<(String, String)> {
    let found = person.get(&format!("/api/letters?{query}")).ok();
    let text = |letter: &Value, field: &str| letter[field].as_str().unwrap_or("").to_owned();
    let data = found["data"].as_array().unwrap();
    data.iter()
        .map(|letter| (text(letter, "client_name"), text(letter, "type")))
        .collect()
}

fn letter(name: &str, kind: &str) -> (String, String) {
    (name.to_owned(), kind.to_owned())
}

#[test]
fn a_letter_is_found_where_it_stands_and_by_whom_it_goes_to() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (ada, bob) = (
        salon.client("Ada", "ada@example.com"),
        salon.client("Bob", ""),
    );
    let emre = salon.staff("Emre");
    let cut = salon.service("Cut", 30, 3500);
    for (client, hour) in [(ada, 10), (bob, 11)] {
        let body = serde_json::json!({
            "client_id": client, "staff_id": emre, "service_id": cut,
            "start_at": format!("2026-03-26 {hour}:00:00"), "end_at": format!("2026-03-26 {hour}:30:00"),
        });
        anna.post("/api/bookings", body).ok();
    }
    let soonest = [
        letter("Ada", "booking.created"),
        letter("Bob", "booking.created"),
        letter("Ada", "booking.reminder"),
        letter("Bob", "booking.reminder"),
    ];
    assert_eq!(
        letters(&anna, "stage=waiting"),
        soonest,
        "what leaves first"
    );
    let standing = anna.get("/api/letters/standing").ok();
    assert_eq!(standing["waiting"], 4);

    salon.letters_after(Duration::minutes(1));
    assert_eq!(
        letters(&anna, "stage=sent"),
        [letter("Ada", "booking.created")]
    );
    assert_eq!(
        letters(&anna, "stage=dropped"),
        [letter("Bob", "booking.created")]
    );
    let dropped = anna.get("/api/letters?stage=dropped").ok();
    assert_eq!(dropped["more"], false);
    assert_eq!(
        dropped["data"][0]["last_error"],
        "The client has no e-mail address."
    );
    assert_eq!(dropped["data"][0]["start_at"], "2026-03-26 11:00:00");
    let to_ada = letters(&anna, &format!("client_id={ada}"));
    assert!(
        to_ada.len() == 2 && to_ada.iter().all(|(name, _)| name == "Ada"),
        "{to_ada:?}"
    );
    anna.get("/api/letters?stage=lost").refused(400, "invalid");
}

#[test]
fn who_thinks_better_of_it_lets_a_letter_wait_again() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let emre = salon.staff("Emre");
    let cut = salon.service("Cut", 30, 3500);
    let body = serde_json::json!({
        "client_id": ada, "staff_id": emre, "service_id": cut,
        "start_at": "2026-03-26 10:00:00", "end_at": "2026-03-26 10:30:00",
    });
    anna.post("/api/bookings", body).ok();
    let waiting = anna.get("/api/letters?stage=waiting").ok()["data"][1].clone();
    let id = &waiting["id"];
    anna.delete(&format!("/api/jobs/{id}")).ok();
    assert_eq!(letters(&anna, "stage=waiting").len(), 1);
    let nothing = serde_json::json!({});
    anna.post(&format!("/api/jobs/{id}/resume"), nothing.clone())
        .ok();
    assert_eq!(
        anna.get("/api/letters?stage=waiting").ok()["data"][1],
        waiting
    );
    anna.post(&format!("/api/jobs/{id}/resume"), nothing.clone())
        .refused(409, "wrong_state");

    let number = id.as_i64().unwrap();
    salon.row(
        "UPDATE jobs SET state = 'held', last_error = 'Many letters.' WHERE id = :id",
        &[(":id", &number)],
    );
    anna.delete(&format!("/api/jobs/{id}")).ok();
    anna.post(&format!("/api/jobs/{id}/resume"), nothing).ok();
    let held = anna.get("/api/letters?stage=held").ok()["data"][0].clone();
    assert_eq!(
        (&held["id"], held["last_error"].as_str()),
        (id, Some("Many letters."))
    );
}

#[test]
fn a_personal_agenda_shows_no_letters_of_others() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let (emre, finn) = (salon.staff("Emre"), salon.staff("Finn"));
    let cut = salon.service("Cut", 30, 3500);
    let body = serde_json::json!({
        "client_id": ada, "staff_id": finn, "service_id": cut,
        "start_at": "2026-03-26 10:00:00", "end_at": "2026-03-26 10:30:00",
    });
    anna.post("/api/bookings", body).ok();
    let stylist = salon.stylist("Emre", emre);
    assert_eq!(letters(&stylist, "stage=waiting").len(), 2);
    salon.set("staff_personal_agenda_enabled", true);
    assert!(letters(&stylist, "stage=waiting").is_empty());
    assert!(letters(&stylist, &format!("client_id={ada}")).is_empty());
    assert_eq!(stylist.get("/api/letters/standing").ok()["waiting"], 0);
}

#[test]
fn no_page_of_letters_costs_more_in_an_old_book() {
    let salon = Salon::open();
    let stages = [
        Stage::Waiting,
        Stage::Held,
        Stage::Failed,
        Stage::Sent,
        Stage::Dropped,
    ];
    let look = |book: &rusqlite::Connection| {
        for stage in stages {
            let filter = Filter {
                stage: Some(stage),
                ..Filter::default()
            };
            let reach = match stage {
                Stage::Waiting => Reach::Near,
                _ => Reach::All,
            };
            assert_walks_in_order(book, &correspondence::question(filter, Scope::All, reach));
        }
        // What is beyond the horizon is sorted, and no more than the desk counts anyway.
        let filter = Filter {
            stage: Some(Stage::Waiting),
            ..Filter::default()
        };
        let all = correspondence::question(filter, Scope::All, Reach::All);
        let read = plan(book, &all);
        let is_read_whole =
            |line: &&String| line.starts_with("SCAN ") && !line.contains(" INDEX jobs_due");
        assert_eq!(read.iter().find(is_read_whole), None, "{read:#?}");
        let filter = Filter {
            client_id: Some(1),
            ..Filter::default()
        };
        assert_no_scan(
            book,
            &correspondence::question(filter, Scope::All, Reach::All),
        );
        Ok(())
    };
    salon.app.db.read(look).unwrap();
}
