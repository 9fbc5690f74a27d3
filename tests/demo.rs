//! The sample salon, which the README's first command shows: what is in it, and the program that serves it.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Duration, NaiveDate};
use daybook::store::soundness::Snapshot;
use rusqlite::Connection;
use serde_json::json;

use crate::support::program::Place;
use crate::support::sample;

fn open(book: &Path) -> Connection {
    Connection::open(book).unwrap()
}

fn count(book: &Connection, what: &str) -> i64 {
    book.query_row(&format!("SELECT count(*) FROM {what}"), [], |row| {
        row.get(0)
    })
    .unwrap()
}

/// How many rows there are of each value of the first column.
fn counts(book: &Connection, sql: &str) -> BTreeMap<String, i64> {
    let mut rows = book.prepare(sql).unwrap();
    let rows = rows
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn six_people_24_services_and_300_clients() {
    let book = open(sample::book());
    assert_eq!(count(&book, "staff"), 6);
    assert_eq!(count(&book, "services"), 24);
    assert_eq!(count(&book, "clients WHERE walk_in = 0"), 300);
    assert_eq!(count(&book, "(SELECT DISTINCT name FROM clients)"), 301);
    assert!(
        count(&book, "(SELECT DISTINCT staff_id FROM staff_services)") >= 1,
        "somebody gives only some services"
    );
    for some in [
        "clients WHERE email = '' AND walk_in = 0",
        "clients WHERE alert <> ''",
        "clients WHERE language = 'de'",
        "clients WHERE birthday IS NOT NULL",
        "clients WHERE marketing_consent = 1",
        "time_off WHERE repeat = 'weekly'",
        "time_off WHERE repeat IS NULL",
        "holidays",
        "services WHERE gap_minutes > 0",
        "services WHERE buffer_minutes > 0",
        "feedback",
        "users WHERE role = 'staff'",
    ] {
        assert!(count(&book, some) > 0, "{some}");
    }
}

#[test]
fn the_book_is_full_from_eight_weeks_back_to_eight_weeks_ahead() {
    let book = open(sample::book());
    let today: NaiveDate = "2026-03-24".parse().unwrap();
    let days = counts(
        &book,
        "SELECT date(start_at), count(*) FROM bookings WHERE status <> 'cancelled' GROUP BY 1",
    );
    let day = |offset: i64| {
        days.get(&(today + Duration::days(offset)).to_string())
            .copied()
            .unwrap_or(0)
    };
    let (first, last) = (
        days.keys().next().unwrap(),
        days.keys().next_back().unwrap(),
    );
    assert!(
        *first <= (today - Duration::days(54)).to_string()
            && *last >= (today + Duration::days(50)).to_string()
    );
    assert!(day(0) >= 25, "today is a full day: {}", day(0));
    let week = |week: i64| (0..7).map(|weekday| day(week * 7 + weekday)).sum::<i64>();
    for past in -8..1 {
        assert!(week(past) >= 120, "week {past}: {}", week(past));
    }
    assert!(week(2) < week(0) && week(6) < week(2), "it thins out");
    let holidays = count(
        &book,
        "bookings JOIN holidays ON holidays.date = date(start_at) WHERE status <> 'cancelled'",
    );
    assert_eq!(holidays, 0);
}

#[test]
fn today_is_in_full_swing() {
    let book = open(sample::book());
    let today = counts(
        &book,
        "SELECT CASE WHEN status = 'scheduled' AND arrived_at IS NOT NULL THEN 'in the chair' ELSE status END, count(*)
         FROM bookings WHERE date(start_at) = '2026-03-24' GROUP BY 1",
    );
    for status in ["completed", "in the chair", "scheduled"] {
        assert!(
            today.get(status).is_some_and(|many| *many >= 3),
            "{status}: {today:?}"
        );
    }
    assert_eq!(
        count(
            &book,
            "bookings WHERE status = 'completed' AND end_at > '2026-03-24 13:20:00'"
        ),
        0
    );
    let open_past =
        "bookings WHERE status IN ('scheduled', 'provisional') AND end_at < '2026-03-24 12:00:00'";
    assert_eq!(count(&book, open_past), 0, "the past has an outcome");
    for status in ["no-show", "cancelled", "provisional"] {
        assert!(
            count(&book, &format!("bookings WHERE status = '{status}'")) > 2,
            "{status}"
        );
    }
    let waiting = counts(&book, "SELECT status, count(*) FROM waitlist GROUP BY 1");
    assert!(
        waiting["waiting"] >= 3 && waiting["notified"] >= 1 && waiting["booked"] >= 1,
        "{waiting:?}"
    );
    let told = counts(&book, "SELECT type, count(*) FROM notifications GROUP BY 1");
    assert!(told.len() >= 4, "{told:?}");
    let unread = "notifications WHERE id > (SELECT min(notifications_read_through) FROM users)";
    assert!((1..40).contains(&count(&book, unread)));
}

#[test]
fn nothing_leaves_when_the_server_starts() {
    let book = open(sample::book());
    assert_eq!(
        count(
            &book,
            "jobs WHERE state IN ('pending', 'running') AND run_at <= '2026-03-24T12:10:00Z'"
        ),
        0
    );
    let ahead = count(
        &book,
        "jobs WHERE state = 'pending' AND type = 'booking.reminder'",
    );
    assert!(ahead > 200, "reminders wait for their day: {ahead}");
    let soon = count(
        &book,
        "jobs WHERE state = 'pending' AND run_at <= '2026-03-24T12:20:00Z'",
    );
    assert!(soon < 20, "{soon} jobs come due in the first ten minutes");
    // Whoever has an address was written to, and the book knows what.
    let told = count(&book, "bookings WHERE known_how = 'letter'");
    let letters = count(
        &book,
        "letters WHERE sent_at IS NOT NULL AND message IS NULL AND subject <> ''",
    );
    assert!(
        told > 1_000 && letters > 2_000,
        "{told} told by {letters} letters"
    );
}

#[test]
fn clients_come_back_and_some_have_two_services() {
    let book = open(sample::book());
    let visits = "(SELECT client_id FROM bookings WHERE status = 'completed' AND client_id <> 1
                   GROUP BY client_id HAVING count(DISTINCT visit_id) >= 3)";
    assert!(count(&book, visits) > 100);
    let twofold = "(SELECT 1 FROM bookings GROUP BY visit_id HAVING count(*) = 2)";
    assert!(count(&book, twofold) > 100);
    let within = "bookings AS a JOIN bookings AS b ON a.staff_id = b.staff_id AND a.id <> b.id
                  AND b.start_at >= a.gap_from_at AND b.end_at <= a.gap_to_at
                  AND a.status <> 'cancelled' AND b.status <> 'cancelled'";
    assert!(
        count(&book, within) > 20,
        "somebody sits in between while the colour takes"
    );
}

#[test]
fn the_same_moment_gives_the_same_salon() {
    let folder = tempfile::tempdir().unwrap();
    let other = open(&sample::fill(folder.path(), sample::NOON));
    let book = open(sample::book());
    let all = |book: &Connection| -> Vec<(i64, i64, i64, String, String, String)> {
        let sql = "SELECT client_id, staff_id, service_id, start_at, status, created_at FROM bookings ORDER BY id";
        let mut rows = book.prepare(sql).unwrap();
        let row = |row: &rusqlite::Row<'_>| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        };
        rows.query_map([], row)
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap()
    };
    assert!(all(&book) == all(&other));
}

/// Christmas, on which others are closed, in the hour that the clock shows twice, and late on a leap day.
#[test]
fn it_is_alive_and_sound_on_odd_days() {
    for (moment, today) in [
        ("2026-12-25T10:00:00Z", "2026-12-25"),
        ("2026-10-25T00:30:00Z", "2026-10-25"),
        ("2028-02-29T22:30:00Z", "2028-02-29"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let book = sample::fill(folder.path(), moment);
        assert_eq!(Snapshot::open(&book).unwrap().findings(), [], "{moment}");
        let booked = count(
            &open(&book),
            &format!("bookings WHERE date(start_at) = '{today}' AND status <> 'cancelled'"),
        );
        assert!(booked >= 10, "{moment}: {booked}");
    }
}

/// `DAYBOOK_DAYS=365` makes it the long drill: every day of a year, at another hour each.
#[test]
fn any_day_has_a_sample_salon() {
    let days = std::env::var("DAYBOOK_DAYS").map_or(1, |days| days.parse().unwrap());
    let first: NaiveDate = "2026-07-01".parse().unwrap();
    for (day, hour) in first.iter_days().take(days).zip((0..24).cycle()) {
        let folder = tempfile::tempdir().unwrap();
        let book = sample::fill(folder.path(), &format!("{day}T{hour:02}:17:00Z"));
        let found = Snapshot::open(&book).unwrap().findings();
        assert_eq!(found, [], "{day} at {hour}");
    }
}

#[test]
fn the_program_serves_it_and_takes_it_away_again() {
    // A mistake here would stop every other command.
    let place = Place::with_config("[server]\nlisten = \"nowhere\"\n");
    let mut server = place.demo();
    assert!(
        server.address.starts_with("127.0.0.1:"),
        "{}",
        server.address
    );
    let after = |line: String, word: &str| line.trim_start_matches(word).trim().to_owned();
    let email = after(server.line_with("e-mail"), "e-mail");
    let password = after(server.line_with("password "), "password");
    let book = server.line_with("daybook.db");
    let letters = server.line_with("letters");
    let letters = if letters.starts_with('/') {
        letters
    } else {
        server.line_with("/letters")
    };
    assert!(Path::new(&book).is_file() && Path::new(&letters).is_dir());

    let login = json!({ "email": email, "password": password });
    let (status, session) = server.ask("POST", "/api/auth/login", None, &login);
    assert_eq!(status, 200, "{session}");
    assert_eq!(session["user"]["role"], "admin");
    let token = session["token"].as_str();
    let day = chrono::Utc::now()
        .with_timezone(&daybook::demo::ZONE)
        .date_naive();
    let path = format!("/api/bookings?from={day}&to={}", day + Duration::days(1));
    let (status, today) = server.ask("GET", &path, token, &json!({}));
    assert_eq!(status, 200);
    assert!(today.as_array().unwrap().len() >= 10, "{today}");

    let place = Place::with_config(&format!("[database]\npath = \"{book}\"\n"));
    let checked = place.run(&["check"], "");
    assert_eq!(checked.status, 0, "{}{}", checked.out, checked.err);
    assert!(
        checked.out.contains("The book is sound."),
        "{}",
        checked.out
    );

    let (ended, took) = server.stop("-TERM");
    assert_eq!(ended.code(), Some(0));
    assert!(took < std::time::Duration::from_secs(5), "{took:?}");
    assert!(
        !Path::new(&book).parent().unwrap().exists(),
        "the folder is gone"
    );
}
