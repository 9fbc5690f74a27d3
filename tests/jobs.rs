//! The job thread in bad times: rows that nobody can read, work that panics, a clock that jumps, a mail server that is
//! away for days.

use std::collections::{BTreeMap, HashSet};
use std::thread;
use std::time::Instant;

use chrono::Duration;
use daybook::config::Mail;
use daybook::jobs::worker;
use daybook::outside::mailer::{DeliveryError, Mailer};
use rusqlite::named_params;
use serde_json::{Value, json};

use crate::support::salon::{OPENING, Person, Salon};
use crate::support::smtp::SmtpServer;

/// Books a client with Emre, on a day of March 2026 at this hour.
fn book(salon: &Salon, anna: &Person<'_>, client_id: i64, day: u32, hour: u32) -> i64 {
    let emre = salon.staff("Emre");
    let cut = salon.service("Cut", 30, 3500);
    let body = json!({
        "client_id": client_id, "staff_id": emre, "service_id": cut,
        "start_at": format!("2026-03-{day:02} {hour:02}:00:00"), "end_at": format!("2026-03-{day:02} {hour:02}:30:00"),
    });
    anna.post("/api/bookings", body).ok()["id"]
        .as_i64()
        .unwrap()
}

/// The newest job of this kind: state and reason.
#[track_caller]
fn fate(salon: &Salon, booking_id: i64, kind: &str) -> (String, String) {
    let jobs = salon.jobs(booking_id);
    let found = jobs.iter().rev().find(|job| job.0 == kind);
    let (_, state, why) = found.unwrap_or_else(|| panic!("no {kind}: {jobs:?}"));
    (state.clone(), why.clone())
}

fn is_done(salon: &Salon, booking_id: i64, kind: &str) -> bool {
    fate(salon, booking_id, kind).0 == "done"
}

#[test]
fn a_crowd_of_jobs_does_not_let_the_log_grow() {
    let salon = Salon::open();
    let anna = salon.admin("Anna");
    let nobody = salon.client("No Address", "");
    let booking = book(&salon, &anna, nobody, 26, 10);
    salon.row(
        "INSERT INTO jobs (type, booking_id, run_at, created_at)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1600)
         SELECT 'booking.reminder', :booking, :now, :now FROM n",
        named_params! { ":booking": booking, ":now": OPENING },
    );
    salon.pass(Duration::minutes(1));
    let ended: i64 = salon.value("SELECT count(*) FROM jobs WHERE finished_at IS NOT NULL");
    assert!(ended >= 1600, "{ended}");
    // Its file never shrinks: so long was the log at its longest.
    let mut log = salon.app.db.path().as_os_str().to_owned();
    log.push("-wal");
    let bytes = std::fs::metadata(log).unwrap().len();
    assert!(bytes < 20_000_000, "{bytes}");
}

#[test]
fn a_job_that_nobody_can_read_fails_in_words_and_the_others_go_on() {
    let salon = Salon::open();
    let anna = salon.admin("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let booking = book(&salon, &anna, ada, 26, 10);
    let odd = |kind: &str, created_at: &str| {
        salon.row(
            "INSERT INTO jobs (type, booking_id, run_at, created_at) VALUES (:type, :booking, :now, :created)",
            named_params! { ":type": kind, ":booking": booking, ":now": OPENING, ":created": created_at },
        )
    };
    let (unknown, garbled) = (
        odd("booking.sung", OPENING),
        odd("booking.reminder", "yesterday"),
    );
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
    for id in [unknown, garbled] {
        let read = |book: &rusqlite::Connection| {
            let sql = "SELECT state, last_error FROM jobs WHERE id = ?";
            Ok(book.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?)
        };
        let (state, why): (String, Option<String>) = salon.app.db.read(read).unwrap();
        assert_eq!(state, "failed");
        assert_eq!(
            why.as_deref(),
            Some(
                "Daybook can't read this job: it was written by another version, or it is damaged."
            )
        );
    }
    // The booking itself can still be changed.
    anna.delete(&format!("/api/bookings/{booking}")).ok();
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
}

/// Runs the job thread until both bookings are confirmed.
fn run_until_confirmed(salon: &Salon, bookings: [i64; 2]) {
    let thread = worker::start(salon.app.clone()).unwrap();
    let begun = Instant::now();
    let confirmed = |id: &i64| is_done(salon, *id, "booking.created");
    while !bookings.iter().all(confirmed) {
        let late = begun.elapsed() > std::time::Duration::from_secs(10);
        assert!(!late, "{:?}", bookings.map(|id| salon.jobs(id)));
        thread::sleep(std::time::Duration::from_millis(20));
    }
    salon.app.bell.end();
    thread.join().unwrap();
}

#[test]
fn a_panic_ends_one_try_and_not_the_thread() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let bookings = [
        book(&salon, &anna, ada, 26, 10),
        book(&salon, &anna, ada, 26, 12),
    ];
    salon.advance(Duration::minutes(1));
    salon.outbox.break_next();
    let thread = worker::start(salon.app.clone()).unwrap();
    let begun = Instant::now();
    while !is_done(&salon, bookings[1], "booking.created") {
        let late = begun.elapsed() > std::time::Duration::from_secs(10);
        assert!(!late, "{:?}", salon.jobs(bookings[1]));
        thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(fate(&salon, bookings[0], "booking.created").0, "running");
    // The one that broke off is tried again when its claim has run out.
    assert!(!thread.is_finished());
    salon.app.bell.end();
    thread.join().unwrap();
}

#[test]
fn a_listener_that_panics_undoes_nothing_and_stops_nothing() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let first = book(&salon, &anna, ada, 26, 10);
    salon.app.db.on_commit(|_, _| panic!("a listener broke"));
    // What was saved is answered as saved.
    let second = book(&salon, &anna, ada, 26, 12);
    salon.advance(Duration::minutes(1));
    run_until_confirmed(&salon, [first, second]);
}

#[test]
fn a_clock_that_falls_back_a_year_repeats_nothing_and_makes_up_for_it() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let told = book(&salon, &anna, ada, 26, 10);
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
    let waiting = book(&salon, &anna, ada, 26, 12);
    assert_eq!(salon.letters_after(Duration::days(-365)), []);
    assert_eq!(salon.letters_after(Duration::hours(2)), []);
    // Set right again: what was due meanwhile goes out, once.
    assert_eq!(
        salon
            .letters_after(Duration::days(365) - Duration::hours(2) + Duration::minutes(1))
            .len(),
        1
    );
    assert!(
        is_done(&salon, told, "booking.created") && is_done(&salon, waiting, "booking.created")
    );
    assert_eq!(salon.letters_after(Duration::minutes(1)), []);
}

#[test]
fn a_clock_that_runs_a_year_ahead_for_a_while_loses_no_letter() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let told = book(&salon, &anna, ada, 26, 10);
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
    let untold = book(&salon, &anna, ada, 27, 10);
    // By that clock, both appointments are long past.
    assert_eq!(salon.letters_after(Duration::days(365)), []);
    assert_eq!(fate(&salon, told, "booking.reminder").0, "cancelled");
    // Set right again: the confirmation goes out, and the reminders in their time.
    assert_eq!(
        salon
            .letters_after(-Duration::days(365) + Duration::minutes(1))
            .len(),
        1
    );
    assert!(is_done(&salon, untold, "booking.created"));
    // Four days on, the first appointment is past and the second begins within the hour.
    assert_eq!(salon.letters_after(Duration::days(4)).len(), 1);
}

#[test]
fn a_reminder_that_a_wrong_clock_dropped_comes_in_its_time() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let booking = book(&salon, &anna, ada, 26, 10);
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
    salon.pass(Duration::days(365));
    salon.pass(-Duration::days(365));
    assert_eq!(fate(&salon, booking, "booking.reminder").0, "pending");
    assert_eq!(salon.letters_after(Duration::days(1)), []);
    assert_eq!(
        salon
            .letters_after(Duration::days(1) + Duration::hours(2))
            .len(),
        1
    );
}

#[test]
fn what_was_claimed_or_put_back_by_a_wrong_clock_is_tried_again() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (ada, bea) = (
        salon.client("Ada", "ada@example.com"),
        salon.client("Bea", "bea@example.com"),
    );
    let down = DeliveryError::NotSent {
        why: "Nobody answers.".into(),
    };
    salon.outbox.fail_for("ada@example.com", down);
    salon.advance(Duration::days(20));
    // Entered by that clock, for a day that is still ahead of it.
    let emre = salon.staff("Emre");
    let cut = salon.service("Cut", 30, 3500);
    let times = ("2026-05-26 10:00:00", "2026-05-26 10:30:00");
    let wish = json!({ "client_id": ada, "staff_id": emre, "service_id": cut, "start_at": times.0, "end_at": times.1 });
    let tried = anna.post("/api/bookings", wish).ok()["id"]
        .as_i64()
        .unwrap();
    assert_eq!(salon.letters_after(Duration::minutes(1)), []);
    assert_eq!(
        fate(&salon, tried, "booking.created"),
        ("pending".into(), "Nobody answers.".into())
    );
    salon.advance(-Duration::days(20));
    let lost = book(&salon, &anna, bea, 27, 10);
    salon.row(
        "UPDATE jobs SET state = 'running', attempts = 1, lease_until = '2026-04-12T08:05:00Z'
         WHERE booking_id = :booking AND type = 'booking.created'",
        named_params! { ":booking": lost },
    );
    salon.outbox.recover();
    let mut to: Vec<String> = salon
        .letters_after(Duration::minutes(1))
        .into_iter()
        .map(|letter| letter.0)
        .collect();
    to.sort();
    assert_eq!(to, ["ada@example.com", "bea@example.com"]);
}

#[test]
fn a_letter_whose_moment_was_moved_is_not_hurried_by_a_new_mail_server() {
    let salon = Salon::open();
    let anna = salon.admin("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let booking = book(&salon, &anna, ada, 26, 10);
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
    let down = DeliveryError::NotSent {
        why: "Nobody answers.".into(),
    };
    salon.outbox.fail_for("ada@example.com", down);
    let path = format!("/api/bookings/{booking}");
    anna.put(
        &path,
        json!({ "start_at": "2026-03-26 11:00:00", "end_at": "2026-03-26 11:30:00" }),
    )
    .ok();
    assert_eq!(salon.letters_after(Duration::minutes(30)), []);
    assert_eq!(
        fate(&salon, booking, "booking.updated").1,
        "Nobody answers."
    );
    // Moved once more: thirty minutes begin anew, also where the mail server is set up in between.
    anna.put(
        &path,
        json!({ "start_at": "2026-03-26 12:00:00", "end_at": "2026-03-26 12:30:00" }),
    )
    .ok();
    salon.outbox.recover();
    salon
        .app
        .db
        .write(|write| daybook::store::post::hurry(write, salon.app.now().stamp))
        .unwrap();
    assert_eq!(salon.letters_after(Duration::minutes(29)), []);
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
}

#[test]
fn a_confirmation_that_possibly_left_is_answered_by_a_cancellation() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let booking = book(&salon, &anna, ada, 26, 10);
    let why = "The mail server took the letter and said nothing.".to_owned();
    salon.outbox.fail_next(DeliveryError::Ambiguous { why });
    assert_eq!(salon.letters_after(Duration::seconds(20)), []);
    anna.delete(&format!("/api/bookings/{booking}")).ok();
    // Ada may believe that she is expected, so she hears that she is not.
    salon.pass(Duration::minutes(10));
    let letters = salon.outbox.take();
    assert_eq!(letters.len(), 1, "{:?}", salon.jobs(booking));
    let letter = String::from_utf8_lossy(&letters[0].message).into_owned();
    assert!(letter.contains("METHOD:CANCEL"), "{letter}");
    assert!(letter.contains("SEQUENCE:1"), "{letter}");
    let (state, why) = fate(&salon, booking, "booking.created");
    assert_eq!(state, "failed");
    assert_eq!(
        why,
        "It was possibly sent, and is not sent again: it no longer holds."
    );
}

#[test]
fn a_client_whose_confirmation_possibly_left_hears_that_another_comes_instead() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@example.com");
    let bea = salon.client("Bea", "bea@example.com");
    let booking = book(&salon, &anna, ada, 26, 10);
    let why = "The mail server took the letter and said nothing.".to_owned();
    salon.outbox.fail_next(DeliveryError::Ambiguous { why });
    assert_eq!(salon.letters_after(Duration::seconds(20)), []);
    let path = format!("/api/bookings/{booking}");
    anna.put(&path, json!({ "client_id": bea })).ok();
    let letters = salon.letters_after(Duration::minutes(10));
    let mut to: Vec<&str> = letters.iter().map(|letter| letter.0.as_str()).collect();
    to.sort_unstable();
    assert_eq!(
        to,
        ["ada@example.com", "bea@example.com"],
        "{:?}",
        salon.jobs(booking)
    );
}

#[test]
fn after_three_days_without_a_mail_server_what_still_holds_arrives_once() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    salon.set("reminder_enabled", false);
    let (emre, cut) = (salon.staff("Emre"), salon.service("Cut", 30, 3500));
    let down = DeliveryError::NotSent {
        why: "Nobody answers.".into(),
    };
    let mut expected = BTreeMap::new();
    for number in 0..24_u32 {
        let email = format!("client{number:02}@example.com");
        let client = salon.client(&email, &email);
        salon.outbox.fail_for(&email, down.clone());
        // Half of them come while the mail server is away; of the others, every third cancels.
        let day = if number % 2 == 0 { 24 } else { 28 };
        let times = (
            format!("2026-03-{day} {:02}:00:00", number),
            format!("2026-03-{day} {:02}:30:00", number),
        );
        let wish = json!({ "client_id": client, "staff_id": emre, "service_id": cut, "start_at": times.0, "end_at": times.1 });
        let id = anna.post("/api/bookings", wish).ok()["id"]
            .as_i64()
            .unwrap();
        salon.pass(Duration::minutes(2));
        if number % 3 == 0 {
            anna.delete(&format!("/api/bookings/{id}")).ok();
        } else if day == 28 {
            expected.insert(email, 1);
        }
    }
    // Three days in all, from the first letter on.
    for _ in 0..71 {
        assert_eq!(salon.letters_after(Duration::hours(1)), []);
    }
    salon.outbox.recover();
    let mut arrived = BTreeMap::new();
    for _ in 0..12 {
        for (to, _) in salon.letters_after(Duration::hours(1)) {
            *arrived.entry(to).or_insert(0) += 1;
        }
    }
    assert_eq!(arrived, expected);
    let unexplained = "SELECT count(*) FROM jobs WHERE type LIKE 'booking.c%' AND state <> 'done'
                       AND NOT (state = 'cancelled' AND last_error <> '')";
    let count = |book: &rusqlite::Connection| {
        Ok(book.query_row(unexplained, [], |row| row.get::<_, i64>(0))?)
    };
    assert_eq!(salon.app.db.read(count).unwrap(), 0);
}

/// `DAYBOOK_LETTERS=10000` makes it the long drill, which also holds the promised hundred a second.
#[test]
fn a_heap_of_letters_drains_over_one_connection() {
    let wanted = std::env::var("DAYBOOK_LETTERS").ok();
    let count: usize = wanted.as_ref().map_or(200, |n| n.parse().unwrap());
    let post = SmtpServer::start(&[]);
    let salon = Salon::open();
    salon.set("letters_per_login_hour", 0);
    salon.set("reminder_enabled", false);
    let anna = salon.desk("Anna");
    let (emre, cut) = (salon.staff("Emre"), salon.service("Cut", 5, 3500));
    for number in 0..count {
        let client = salon.client(
            &format!("Client {number}"),
            &format!("client{number}@example.com"),
        );
        let start = chrono::NaiveDate::from_ymd_opt(2026, 4, 1)
            .unwrap()
            .and_hms_opt(0, 0, 0)
            .unwrap()
            + Duration::minutes(5 * number as i64);
        let wish: Value = json!({ "client_id": client, "staff_id": emre, "service_id": cut, "start_at": start.to_string(),
                           "end_at": (start + Duration::minutes(5)).to_string() });
        anna.post("/api/bookings", wish).ok();
    }
    let mail = Mail {
        host: "localhost".into(),
        port: post.port(),
        security: "none".into(),
        ..Mail::default()
    };
    salon.app.set_mailer(Mailer::open(&mail, "").unwrap());
    let begun = Instant::now();
    salon.pass(Duration::minutes(1));
    let took = begun.elapsed();
    let letters = post.letters();
    let readers: HashSet<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(
        (letters.len(), readers.len(), post.connections()),
        (count, count, 1)
    );
    if wanted.is_some() {
        let rate = count as f64 / took.as_secs_f64();
        assert!(rate >= 100.0, "{rate:.0} letters a second");
    }
}
