//! What the client hears, and when: the letters that a booking sets off.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

const ADA: &str = "ada@example.com";

/// Ada's cut with Emre on Thursday at ten; today is Monday.
fn thursday_at_ten(salon: &Salon, anna: &Person<'_>) -> Value {
    let (ada, emre) = (salon.client("Ada Jansen", ADA), salon.staff("Emre"));
    let cut = salon.service("Cut", 30, 3500);
    let body = json!({
        "client_id": ada, "staff_id": emre, "service_id": cut,
        "start_at": "2026-03-26 10:00:00", "end_at": "2026-03-26 10:30:00",
    });
    anna.post("/api/bookings", body).ok()
}

fn moved(anna: &Person<'_>, hour: u32) -> Value {
    let (start, end) = (
        format!("2026-03-26 {hour}:00:00"),
        format!("2026-03-26 {hour}:30:00"),
    );
    anna.put(
        "/api/bookings/1",
        json!({ "start_at": start, "end_at": end }),
    )
    .ok()
}

/// The job of that kind that was written last: state and reason.
#[track_caller]
fn last_job(salon: &Salon, kind: &str) -> (String, String) {
    let jobs = salon.jobs(1);
    let (_, state, why) = jobs
        .iter()
        .rev()
        .find(|job| job.0 == kind)
        .unwrap_or_else(|| panic!("no {kind}: {jobs:?}"));
    (state.clone(), why.clone())
}

fn done(state: &str) -> (String, String) {
    (state.to_owned(), String::new())
}

#[test]
fn a_booking_is_confirmed_ten_seconds_later_and_then_the_client_knows() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    assert_eq!(salon.letters_after(Duration::seconds(9)), []);
    let letters = salon.letters_after(Duration::seconds(1));
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].0, ADA);
    assert_eq!(last_job(&salon, "booking.created"), done("done"));
    let knows = &anna.get("/api/bookings/1").ok()["client_knows"];
    assert_eq!(
        *knows,
        json!({ "status": "scheduled", "start_at": "2026-03-26 10:00:00", "how": "letter", "at": "2026-03-23T08:00:10Z" })
    );
}

#[test]
fn an_undo_within_ten_seconds_is_silent() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    anna.delete("/api/bookings/1").ok();
    assert_eq!(salon.letters_after(Duration::hours(1)), []);
    assert_eq!(
        last_job(&salon, "booking.created"),
        ("cancelled".into(), "The appointment was cancelled.".into())
    );
    let why = "The client was never told of the appointment.";
    assert_eq!(
        last_job(&salon, "booking.cancelled"),
        ("cancelled".into(), why.into())
    );
}

#[test]
fn dragging_to_and_fro_sends_one_letter_thirty_minutes_after_the_last_move() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    assert_eq!(salon.letters_after(Duration::seconds(10)).len(), 1);
    moved(&anna, 11);
    assert_eq!(salon.letters_after(Duration::minutes(20)), []);
    moved(&anna, 14);
    assert_eq!(salon.letters_after(Duration::minutes(29)), []);
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
    assert_eq!(
        anna.get("/api/bookings/1").ok()["client_knows"]["start_at"],
        "2026-03-26 14:00:00"
    );
    let updates = salon
        .jobs(1)
        .into_iter()
        .filter(|job| job.0 == "booking.updated")
        .count();
    assert_eq!(updates, 1);
}

#[test]
fn a_move_back_to_what_the_client_knows_drops_the_letter() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.pass(Duration::seconds(10));
    salon.outbox.take();
    moved(&anna, 11);
    moved(&anna, 10);
    assert_eq!(salon.letters_after(Duration::hours(2)), []);
    let why = "The appointment was moved back to what the client knows.";
    assert_eq!(
        last_job(&salon, "booking.updated"),
        ("cancelled".into(), why.into())
    );
}

#[test]
fn a_confirmation_that_has_not_left_carries_the_new_time() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    moved(&anna, 11);
    assert_eq!(salon.letters_after(Duration::hours(2)).len(), 1);
    assert!(salon.jobs(1).iter().all(|job| job.0 != "booking.updated"));
    assert_eq!(
        anna.get("/api/bookings/1").ok()["client_knows"]["start_at"],
        "2026-03-26 11:00:00"
    );
}

#[test]
fn cancelling_is_told_once_and_reinstating_is_a_new_confirmation_with_a_higher_sequence() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.pass(Duration::seconds(10));
    anna.delete("/api/bookings/1").ok();
    anna.delete("/api/bookings/1").ok();
    salon.pass(Duration::seconds(10));
    anna.put("/api/bookings/1", json!({ "status": "scheduled" }))
        .ok();
    salon.pass(Duration::seconds(10));
    let messages: Vec<String> = salon
        .outbox
        .take()
        .iter()
        .map(|letter| String::from_utf8_lossy(&letter.message).into_owned())
        .collect();
    let sequences: Vec<bool> = (0..3)
        .map(|n| messages[n].contains(&format!("SEQUENCE:{n}")))
        .collect();
    assert_eq!((messages.len(), sequences), (3, vec![true, true, true]));
}

#[test]
fn a_cancellation_undone_in_time_is_silent() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.pass(Duration::seconds(10));
    salon.outbox.take();
    anna.delete("/api/bookings/1").ok();
    anna.put("/api/bookings/1", json!({ "status": "scheduled" }))
        .ok();
    assert_eq!(salon.letters_after(Duration::hours(1)), []);
}

#[test]
fn a_client_without_an_address_gets_no_letter_and_the_job_says_so() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.row("UPDATE clients SET email = ''", &[]);
    assert_eq!(salon.letters_after(Duration::hours(1)), []);
    assert_eq!(
        last_job(&salon, "booking.created"),
        (
            "cancelled".into(),
            "The client has no e-mail address.".into()
        )
    );
    let knows = anna.put("/api/bookings/1", json!({ "told": true })).ok()["client_knows"].clone();
    assert_eq!(knows["how"], "phone");
    assert_eq!(knows["start_at"], "2026-03-26 10:00:00");
}

#[test]
fn another_client_is_told_and_so_is_the_former_one() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.pass(Duration::seconds(10));
    salon.outbox.take();
    let bea = salon.client("Bea Smit", "bea@example.com");
    let booking = anna
        .put("/api/bookings/1", json!({ "client_id": bea }))
        .ok();
    assert_eq!(booking["client_name"], "Bea Smit");
    let mut to: Vec<String> = salon
        .letters_after(Duration::seconds(10))
        .into_iter()
        .map(|letter| letter.0)
        .collect();
    to.sort();
    assert_eq!(to, [ADA, "bea@example.com"]);
}

#[test]
fn the_services_of_one_visit_are_told_in_one_letter() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let first = thursday_at_ten(&salon, &anna);
    let mut second = first.clone();
    (second["start_at"], second["end_at"]) =
        (json!("2026-03-26 10:30:00"), json!("2026-03-26 11:00:00"));
    let second = anna.post("/api/bookings", second).ok();
    assert_eq!(second["visit_id"], first["id"]);
    assert_eq!(salon.letters_after(Duration::seconds(10)).len(), 1);
    assert_eq!(
        anna.get("/api/bookings/2").ok()["client_knows"]["how"],
        "letter"
    );
    // The reminder, too.
    assert_eq!(salon.letters_after(Duration::hours(60)).len(), 1);
}

#[test]
fn the_desk_is_asked_how_it_went_until_somebody_says_so() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.pass(Duration::days(4));
    let asked = |salon: &Salon| {
        let read = |book: &rusqlite::Connection| {
            Ok(book.query_row(
                "SELECT count(*) FROM notifications WHERE type = 'booking.followup'",
                [],
                |row| row.get::<_, i64>(0),
            )?)
        };
        salon.app.db.read(read).unwrap()
    };
    assert_eq!(asked(&salon), 1);
    anna.put("/api/bookings/1", json!({ "status": "completed" }))
        .ok();
    assert_eq!(asked(&salon), 0);
    salon.outbox.take();
    assert_eq!(salon.letters_after(Duration::minutes(120)).len(), 1);
    anna.put("/api/bookings/1", json!({ "status": "scheduled" }))
        .ok();
    assert_eq!(asked(&salon), 1);
    anna.put("/api/bookings/1", json!({ "status": "completed" }))
        .ok();
    assert_eq!(salon.letters_after(Duration::days(2)), []);
}

#[test]
fn a_mail_server_that_is_down_delays_letters_and_loses_none() {
    use daybook::outside::mailer::DeliveryError;
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.outbox.fail_for(
        ADA,
        DeliveryError::NotSent {
            why: "The mail server can't be reached.".into(),
        },
    );
    assert_eq!(salon.letters_after(Duration::seconds(10)), []);
    assert_eq!(
        last_job(&salon, "booking.created"),
        ("pending".into(), "The mail server can't be reached.".into())
    );
    salon.pass(Duration::minutes(5));
    salon.outbox.recover();
    assert_eq!(salon.letters_after(Duration::hours(1)).len(), 1);
    assert_eq!(last_job(&salon, "booking.created"), done("done"));
}

#[test]
fn a_lasting_refusal_is_told_to_the_desk() {
    use daybook::outside::mailer::DeliveryError;
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.outbox.fail_next(DeliveryError::Refused {
        code: 550,
        why: "There is no such mailbox.".into(),
    });
    salon.pass(Duration::hours(1));
    assert_eq!(
        last_job(&salon, "booking.created"),
        ("failed".into(), "There is no such mailbox.".into())
    );
    let read = |book: &rusqlite::Connection| {
        Ok(book.query_row(
            "SELECT message FROM notifications WHERE type = 'mail.failed'",
            [],
            |row| row.get::<_, String>(0),
        )?)
    };
    let message = salon.app.db.read(read).unwrap();
    assert_eq!(
        message,
        "A letter could not be sent. There is no such mailbox. It is for Ada Jansen."
    );
}

#[test]
fn a_letter_that_may_have_left_is_repeated_once_to_the_byte_and_then_left_to_a_person() {
    use daybook::outside::mailer::DeliveryError;
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.outbox.fail_next(DeliveryError::Ambiguous {
        why: "No answer.".into(),
    });
    salon.pass(Duration::seconds(10));
    assert_eq!(last_job(&salon, "booking.created").0, "pending");
    salon.outbox.fail_next(DeliveryError::Ambiguous {
        why: "No answer.".into(),
    });
    salon.pass(Duration::hours(1));
    assert_eq!(last_job(&salon, "booking.created").0, "held");
    assert_eq!(salon.letters_after(Duration::hours(1)), []);
}

#[test]
fn a_letter_can_be_sent_now_or_not_at_all() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    let jobs = anna
        .get("/api/jobs?booking_id=1&type=booking.created&state=pending")
        .ok();
    let path = format!("/api/jobs/{}", jobs[0]["id"]);
    assert_eq!(
        anna.post(&format!("{path}/run"), json!({})).ok()["run_at"],
        "2026-03-23T08:00:00Z"
    );
    assert_eq!(salon.letters_after(Duration::zero()).len(), 1);
    let sent = anna.get(&path).ok();
    assert_eq!(
        (&sent["state"], &sent["recipient"]),
        (&json!("done"), &json!(ADA))
    );
    let refused = anna.delete(&path).refused(409, "wrong_state");
    assert_eq!(
        refused["error"],
        "Only a job that waits or is held can be cancelled. This one is done."
    );
    moved(&anna, 11);
    let update = anna.get("/api/jobs?type=booking.updated&page=1").ok();
    assert_eq!(update["total"], 1);
    let cancelled = anna
        .delete(&format!("/api/jobs/{}", update["data"][0]["id"]))
        .ok();
    assert_eq!(cancelled["last_error"], "Anna decided against it.");
    assert_eq!(salon.letters_after(Duration::hours(1)), []);
}

#[test]
fn a_move_after_a_letter_that_may_have_left_is_told_in_a_letter_of_its_own() {
    use daybook::outside::mailer::DeliveryError;
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.pass(Duration::seconds(10));
    moved(&anna, 11);
    salon.outbox.fail_next(DeliveryError::Ambiguous {
        why: "No answer.".into(),
    });
    salon.pass(Duration::minutes(30));
    salon.outbox.take();
    moved(&anna, 14);
    assert_eq!(salon.letters_after(Duration::minutes(30)).len(), 1);
    assert_eq!(
        anna.get("/api/bookings/1").ok()["client_knows"]["start_at"],
        "2026-03-26 14:00:00"
    );
}

#[test]
fn a_letter_that_failed_gives_way_to_a_newer_one() {
    use daybook::outside::mailer::DeliveryError;
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    salon.pass(Duration::seconds(10));
    moved(&anna, 11);
    salon.outbox.fail_next(DeliveryError::Refused {
        code: 550,
        why: "There is no such mailbox.".into(),
    });
    salon.pass(Duration::minutes(30));
    let failed = anna.get("/api/jobs?state=failed").ok()[0]["id"].clone();
    moved(&anna, 14);
    let refused = anna
        .post(&format!("/api/jobs/{failed}/retry"), json!({}))
        .refused(409, "newer_letter");
    assert_eq!(
        refused["error"],
        "A newer letter about this appointment's move waits already."
    );
}

#[test]
fn a_cap_of_nothing_is_no_cap() {
    let salon = Salon::open();
    salon.set("letters_per_client_day", 0);
    salon.set("letters_per_login_hour", 0);
    let anna = salon.desk("Anna");
    thursday_at_ten(&salon, &anna);
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
}
