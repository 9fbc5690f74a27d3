//! What a booking brings for a day far ahead is in no index by time, and comes to its turn all the same.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

/// How many jobs are far.
fn far(salon: &Salon) -> i64 {
    salon.value("SELECT count(*) FROM jobs WHERE far = 1")
}

/// Books a cut with Emre on that day, at ten.
fn book(salon: &Salon, anna: &Person<'_>, client_id: i64, day: &str) -> Value {
    let (emre, cut) = (salon.staff("Emre"), salon.service("Cut", 30, 3500));
    let body = json!({
        "client_id": client_id, "staff_id": emre, "service_id": cut,
        "start_at": format!("{day} 10:00:00"), "end_at": format!("{day} 10:30:00"),
    });
    anna.post("/api/bookings", body).ok()
}

fn to(letters: &[(String, String)]) -> Vec<&str> {
    letters.iter().map(|(to, _)| to.as_str()).collect()
}

/// A salon on 23 March 2026 whose job thread has looked around once, and who books for Ada in April.
fn april(salon: &Salon) -> (Person<'_>, Value) {
    let anna = salon.desk("Anna");
    salon.pass(Duration::minutes(1));
    let ada = salon.client("Ada", "ada@example.com");
    let booking = book(salon, &anna, ada, "2026-04-20");
    (anna, booking)
}

#[test]
fn a_reminder_for_next_month_is_listed_and_leaves_in_its_time() {
    let salon = Salon::open();
    let (anna, booking) = april(&salon);
    assert_eq!(far(&salon), 2);
    let waiting = anna.get("/api/jobs?state=pending").ok();
    let kinds: Vec<Value> = waiting
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["type"].clone())
        .collect();
    assert_eq!(
        kinds,
        ["booking.followup", "booking.reminder", "booking.created"]
    );
    assert_eq!(
        to(&salon.letters_after(Duration::minutes(1))),
        ["ada@example.com"]
    );
    // A month in which nothing happens, with the machine switched off.
    assert_eq!(salon.letters_after(Duration::days(26)), []);
    assert_eq!(far(&salon), 0);
    assert_eq!(
        to(&salon.letters_after(Duration::days(1) + Duration::hours(3))),
        ["ada@example.com"]
    );
    salon.pass(Duration::days(1));
    let path = format!("/api/jobs?booking_id={}&state=done", booking["id"]);
    assert_eq!(anna.get(&path).ok().as_array().unwrap().len(), 3);
}

#[test]
fn the_horizon_moves_by_the_day() {
    let salon = Salon::open();
    let (anna, _) = april(&salon);
    let bea = salon.client("Bea", "bea@example.com");
    book(&salon, &anna, bea, "2026-03-28");
    assert_eq!(far(&salon), 4);
    assert_eq!(salon.letters_after(Duration::hours(50)).len(), 2);
    assert_eq!(far(&salon), 2, "Bea's are near, Ada's are not");
    assert_eq!(
        to(&salon.letters_after(Duration::days(2) + Duration::hours(1))),
        ["bea@example.com"]
    );
}

#[test]
fn an_appointment_that_is_moved_to_tomorrow_reminds_in_time() {
    let salon = Salon::open();
    let (anna, booking) = april(&salon);
    salon.pass(Duration::minutes(1));
    salon.outbox.take();
    let path = format!("/api/bookings/{}", booking["id"]);
    let body = json!({
        "start_at": "2026-03-25 10:00:00", "end_at": "2026-03-25 10:30:00", "version": booking["version"],
    });
    anna.put(&path, body).ok();
    assert_eq!(far(&salon), 0);
    // The news of the move, and the reminder the day after.
    assert_eq!(salon.letters_after(Duration::hours(1)).len(), 1);
    assert_eq!(
        salon
            .letters_after(Duration::days(1) + Duration::hours(2))
            .len(),
        1
    );
}

#[test]
fn one_that_is_cancelled_and_reinstated_reminds_in_time() {
    let salon = Salon::open();
    let (anna, booking) = april(&salon);
    let path = format!("/api/bookings/{}", booking["id"]);
    anna.delete(&path).ok();
    assert_eq!(far(&salon), 0);
    let version = anna.get(&path).ok()["version"].clone();
    anna.put(&path, json!({"status": "scheduled", "version": version}))
        .ok();
    salon.pass(Duration::days(20));
    salon.outbox.take();
    assert_eq!(
        salon
            .letters_after(Duration::days(7) + Duration::hours(4))
            .len(),
        1
    );
}

#[test]
fn a_clock_that_ran_ahead_leaves_the_horizon_where_it_belongs() {
    let salon = Salon::open();
    let (anna, _) = april(&salon);
    salon.pass(Duration::days(3650));
    salon.pass(-Duration::days(3650));
    let bea = salon.client("Bea", "bea@example.com");
    book(&salon, &anna, bea, "2026-04-21");
    assert_eq!(far(&salon), 2);
    salon.pass(Duration::days(27));
    salon.outbox.take();
    assert_eq!(
        to(&salon.letters_after(Duration::days(1) + Duration::hours(3))),
        ["bea@example.com"]
    );
}

#[test]
fn a_reminder_a_month_ahead_leaves_in_its_time() {
    let salon = Salon::open();
    salon.set("reminder_hours_before", 31 * 24);
    let anna = salon.desk("Anna");
    salon.pass(Duration::minutes(1));
    let ada = salon.client("Ada", "ada@example.com");
    book(&salon, &anna, ada, "2026-05-20");
    assert_eq!(far(&salon), 2);
    assert_eq!(salon.letters_after(Duration::days(20)).len(), 1);
    // A month before the day is 19 April, at ten.
    assert_eq!(salon.letters_after(Duration::hours(6 * 24 + 23)), []);
    assert_eq!(
        to(&salon.letters_after(Duration::hours(2))),
        ["ada@example.com"]
    );
}

#[test]
fn letters_for_far_days_stand_after_those_for_the_next() {
    let salon = Salon::open();
    let (anna, booking) = april(&salon);
    let bea = salon.client("Bea", "bea@example.com");
    for day in ["2026-05-04", "2026-04-13", "2026-03-27"] {
        book(&salon, &anna, bea, day);
    }
    let soon = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
        INSERT INTO jobs (type, booking_id, run_at, created_at)
        SELECT 'review.request', :booking, printf('2026-03-24T10:%02d:00Z', 60 - i), '2026-03-23T08:00:00Z' FROM n";
    salon.row(soon, &[(":booking", &booking["id"].as_i64())]);
    let page = |page: u32| {
        anna.get(&format!("/api/letters?stage=waiting&page={page}"))
            .ok()
    };
    let pages = [page(1), page(2)];
    assert_eq!([&pages[0]["more"], &pages[1]["more"]], [true, false]);
    let all: Vec<&Value> = pages
        .iter()
        .flat_map(|page| page["data"].as_array().unwrap())
        .collect();
    assert_eq!(all.len(), 4 + 60 + 4);
    assert!(all.is_sorted_by_key(|letter| letter["run_at"].as_str()));
    assert_eq!(anna.get("/api/letters/standing").ok()["waiting"], 68);
}
