//! `daybook check`: what it finds when somebody changed the book behind the program's back, and what it says.

use std::path::{Path, PathBuf};

use chrono::Duration;
use daybook::backup::{Backups, Why};
use daybook::salon::time::Now;
use daybook::store::soundness::{Finding, Snapshot};
use rusqlite::Connection;
use serde_json::json;

use crate::support::program::Place;
use crate::support::salon::Salon;
use crate::support::sample;

fn findings(book: &Path) -> Vec<Finding> {
    Snapshot::open(book).unwrap().findings()
}

/// A small book with one of most things: a visit that was told by letter, a question, somebody who waits.
fn small_book(folder: &Path) -> PathBuf {
    let salon = Salon::open();
    let ada = salon.client("Ada Jansen", "ada@example.com");
    let (emre, cut) = (salon.staff("Emre"), salon.service("Cut", 30, 3500));
    let anna = salon.desk("Anna");
    for (start, end, provisional) in [
        ("10:00", "10:30", false),
        ("11:00", "11:30", false),
        ("12:00", "12:30", true),
    ] {
        let body = json!({
            "client_id": ada, "staff_id": emre, "service_id": cut, "provisional": provisional,
            "start_at": format!("2026-03-26 {start}"), "end_at": format!("2026-03-26 {end}"),
        });
        anna.post("/api/bookings", body).ok();
    }
    salon.pass(Duration::minutes(1));
    anna.put(
        "/api/bookings/1",
        json!({ "start_at": "2026-03-26 09:00", "end_at": "2026-03-26 09:30" }),
    )
    .ok();
    let copy = folder.join("daybook.db");
    let book = Connection::open(salon.app.db.path()).unwrap();
    book.execute("VACUUM INTO ?", [copy.to_str().unwrap()])
        .unwrap();
    copy
}

/// Changes a book with nothing to guard it, then puts its guards back.
fn tamper(book: &Path, sql: &str) {
    let book = Connection::open(book).unwrap();
    book.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;")
        .unwrap();
    let guards: Vec<(String, String)> = book
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    for (name, _) in &guards {
        book.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    book.execute_batch(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    for (_, sql) in &guards {
        book.execute_batch(sql).unwrap();
    }
}

#[test]
fn the_sample_salons_book_is_sound() {
    assert_eq!(findings(sample::book()), []);
}

/// What somebody might do to a book, what is found then, and where.
const BROKEN: &[(&str, &str, &str)] = &[
        (
            "UPDATE bookings SET start_at = '2026-03-26 09:15:00', end_at = '2026-03-26 09:45:00' WHERE id = 2",
            "Two appointments of one person overlap",
            "bookings 1 and 2, 2026-03-26 09:00:00",
        ),
        (
            "UPDATE bookings SET end_at = start_at WHERE id = 2",
            "Appointments end before they begin",
            "booking 2, 2026-03-26 11:00:00 to 2026-03-26 11:00:00",
        ),
        (
            "UPDATE bookings SET end_at = '2026-03-29 11:00:00' WHERE id = 2",
            "or last longer than a day",
            "booking 2",
        ),
        ("UPDATE bookings SET start_at = 'noon' WHERE id = 2", "times that can't be read", "booking 2, noon"),
        (
            "UPDATE bookings SET gap_start_minutes = 20, gap_minutes = 20 WHERE id = 2",
            "Processing times lie outside",
            "booking 2",
        ),
        ("UPDATE bookings SET status = 'lost' WHERE id = 2", "a status that there is not", "booking 2, lost"),
        ("UPDATE bookings SET service_id = 99 WHERE id = 2", "service that is not there", "booking 2"),
        ("UPDATE bookings SET service_id = 99 WHERE id = 2", "Rows name others that are not there", "row 2 of bookings"),
        (
            "INSERT INTO clients (name, merged_into, created_at, updated_at) VALUES ('Old', 2, '', '');
             INSERT INTO client_words (rowid, name, email, phone_digits) VALUES (last_insert_rowid(), 'Old', '', '');
             INSERT INTO client_parts (rowid, name, email, phone_digits) SELECT id, name, '', '' FROM clients WHERE name = 'Old';
             UPDATE bookings SET client_id = 3 WHERE id = 2",
            "a client who was merged into another",
            "booking 2",
        ),
        ("UPDATE bookings SET visit_id = 99 WHERE id = 2", "a visit that there is not", "booking 2"),
        ("DELETE FROM jobs WHERE type = 'booking.lapse'", "Nothing will end the waiting", "booking 3"),
        ("UPDATE bookings SET provisional_token = 'short' WHERE id = 3", "could be guessed", "booking 3"),
        ("UPDATE bookings SET version = 0 WHERE id = 2", "lost count of their changes", "booking 2"),
        ("UPDATE bookings SET known_at = NULL WHERE id = 1", "known by halves", "booking 1"),
        ("UPDATE booking_counts SET bookings = 7 WHERE status = 'scheduled'", "counts under the lists", "person 1, scheduled: 2, not 7"),
        ("UPDATE client_count SET present = 7", "count under the list of clients", "2, not 7"),
        ("UPDATE finished_jobs SET jobs = 7 WHERE type = 'booking.created'", "counts under the lists of jobs", "person 1, booking.created done: 2, not 7"),
        ("DELETE FROM booking_counts WHERE status = 'scheduled'", "counts under the lists", "person 1, scheduled: 2, not 0"),
        ("UPDATE clients SET walk_in = 0", "not exactly one client for those who walk in", "0 of them"),
        ("UPDATE jobs SET state = 'lost' WHERE id = 1", "Jobs have a state that there is not", "job 1, lost"),
        ("UPDATE jobs SET finished_at = NULL WHERE id = 1", "Jobs have ended without a time", "job 1 (booking.created), done"),
        ("UPDATE jobs SET state = 'running', finished_at = NULL WHERE id = 1", "done for ever", "job 1 (booking.created)"),
        ("UPDATE jobs SET run_at = 'tomorrow' WHERE id = 1", "Jobs have times that can't be read", "job 1 (booking.created), tomorrow"),
        (
            "INSERT INTO jobs (type, booking_id, run_at, far, created_at)
                 SELECT 'booking.reminder', 2, '2026-01-01T00:00:00Z', 1, created_at FROM jobs WHERE id = 1",
            "hidden from the thread that does them",
            "(booking.reminder), 2026-01-01T00:00:00Z",
        ),
        ("UPDATE bookings SET first_job_id = 99 WHERE id = 2", "Jobs are not found by their appointment", "(booking.created)"),
        ("UPDATE bookings SET created_audit_id = 99 WHERE id = 2", "is not found in the audit log", "booking 2"),
        (
            "DROP INDEX jobs_one_pending_update;
             INSERT INTO jobs (type, booking_id, run_at, created_at)
                 SELECT type, booking_id, run_at, created_at FROM jobs WHERE type = 'booking.updated'",
            "Two letters about one move",
            "booking 1",
        ),
        ("UPDATE jobs SET booking_id = NULL WHERE id = 1", "do not say which appointment", "job 1 (booking.created)"),
        ("UPDATE jobs SET type = 'tea.make' WHERE type = 'booking.reminder'", "of a kind that nobody knows", "tea.make"),
        ("DELETE FROM jobs WHERE id = 1", "Letters belong to no job", "letter daybook-1-"),
        ("UPDATE letters SET sent_at = NULL WHERE job_id = 1", "and their jobs don't know of it", "job 1 (booking.created), done"),
        (
            "INSERT INTO payments (booking_id, visit_id, client_id, kind, amount_cents, currency, status, idempotency_key, key_since, created_at)
                 VALUES (1, 1, 1, 'no_show_fee', 2500, 'EUR', 'paid', 'a', '', '')",
            "A fee is paid without a time",
            "payment 1, paid",
        ),
        (
            "INSERT INTO payments (booking_id, visit_id, client_id, kind, amount_cents, currency, idempotency_key, key_since, created_at)
                 VALUES (1, 1, 1, 'no_show_fee', 2500, 'EUR', 'a', '', ''), (1, 1, 1, 'no_show_fee', 2500, 'EUR', 'b', '', '')",
            "A fee is asked for twice",
            "visit 1",
        ),
        ("UPDATE clients SET name = 'Eda Jansen' WHERE id = 2", "not found under their names", "client 2"),
        ("DROP INDEX bookings_day", "structure are missing or changed", "index bookings_day"),
        ("UPDATE settings SET value = '\"often\"' WHERE key = 'timezone'; INSERT INTO settings VALUES ('slot_minutes', '\"often\"')", "settings can't be read", "often"),
];

#[test]
fn each_rule_finds_what_breaks_it() {
    let folder = tempfile::tempdir().unwrap();
    let whole = small_book(folder.path());
    assert_eq!(findings(&whole), []);
    for (sql, what, example) in BROKEN {
        let book = folder.path().join("tampered.db");
        std::fs::copy(&whole, &book).unwrap();
        tamper(&book, sql);
        let found = findings(&book);
        let told = found.iter().find(|finding| finding.what.contains(what));
        let told = told.unwrap_or_else(|| panic!("{sql} was not found: {found:#?}"));
        assert!(told.examples[0].contains(example), "{sql}: {told:?}");
        assert!(told.count >= 1 && told.remedy.ends_with('.'), "{told:?}");
    }
}

#[test]
fn a_guard_that_is_gone_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let book = small_book(folder.path());
    Connection::open(&book)
        .unwrap()
        .execute_batch("DROP TRIGGER bookings_no_overlap_insert")
        .unwrap();
    let found = findings(&book);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].examples, ["trigger bookings_no_overlap_insert"]);
}

#[test]
fn a_flipped_byte_is_found_or_harmless_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(small_book(folder.path())).unwrap();
    let book = folder.path().join("flipped.db");
    for page in 1..whole.len() / 4096 {
        let mut flipped = whole.clone();
        // The first byte of a page says what kind of page it is.
        flipped[page * 4096] ^= 0xff;
        std::fs::write(&book, &flipped).unwrap();
        // Without its schema a book can't even be opened.
        let Ok(book) = Snapshot::open(&book) else {
            continue;
        };
        let found = book.findings();
        let kind = whole[page * 4096];
        let is_tree = [2, 5, 10, 13].contains(&kind);
        assert!(
            !is_tree || found.iter().any(|finding| finding.what.contains("damaged")),
            "page {page}: {found:?}"
        );
    }
}

#[test]
fn what_is_no_book_is_refused_in_one_line() {
    let place = Place::new();
    for (text, because) in [
        (
            Some("Dear diary, today I cut hair."),
            "is not a book of Daybook's",
        ),
        (Some(""), "it holds none of its tables"),
        (None, "There is no book at"),
    ] {
        let _ = std::fs::remove_file(place.book());
        if let Some(text) = text {
            std::fs::write(place.book(), text).unwrap();
        }
        let said = place.run(&["check"], "");
        assert_eq!((said.status, said.out.as_str()), (1, ""), "{}", said.err);
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        assert!(said.err.contains(because), "{}", said.err);
        assert!(!said.err.contains("Error code"), "{}", said.err);
    }
}

#[test]
fn a_book_of_another_age_is_not_judged() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let small = small_book(folder.path());
    for (version, because) in [
        (99, "written by a newer Daybook"),
        (0, "is not a book of Daybook's"),
    ] {
        std::fs::copy(&small, place.book()).unwrap();
        Connection::open(place.book())
            .unwrap()
            .pragma_update(None, "user_version", version)
            .unwrap();
        let said = place.run(&["check"], "");
        assert_eq!(said.status, 1);
        assert!(said.err.contains(because), "{}", said.err);
    }
}

#[test]
fn a_sound_book_exits_with_0_and_advice() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(small_book(folder.path()), place.book()).unwrap();
    let said = place.run(&["check"], "");
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    for line in [
        "holds 3 bookings and 1 client.",
        "There is no backup in backups: make one with \"daybook backup\".",
        "overdue",
        "No mail server is set up, so letters wait: set one up at the desk, under Settings → Mail and payments.",
        "Nobody may sign in who may do all",
        "The book is sound.",
    ] {
        assert!(said.out.contains(line), "{line}: {}", said.out);
    }
}

#[test]
fn an_unsound_book_exits_with_1_and_says_what_to_do() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(small_book(folder.path()), place.book()).unwrap();
    tamper(
        &place.book(),
        "UPDATE bookings SET version = 0; UPDATE bookings SET end_at = start_at WHERE id = 2",
    );
    let said = place.run(&["check"], "");
    assert_eq!(said.status, 1);
    assert!(
        said.err.starts_with("daybook: The book is not sound: "),
        "{}",
        said.err
    );
    assert_eq!(said.err.lines().count(), 1);
    for line in [
        "Wrong: Appointments have lost count of their changes (3 cases).\n  booking 1\n  booking 2\n  booking 3\n  What to do: Open",
        "Wrong: Appointments end before they begin, or last longer than a day.\n  booking 2",
    ] {
        assert!(said.out.contains(line), "{line}: {}", said.out);
    }
}

#[test]
fn what_can_not_be_reached_is_advice() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let place = Place::with_config(&format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {}\n[stripe]\nsecret_key = \"sk_test_1\"\napi_base = \"http://{nobody}\"\n\
         [backup]\nsecond_folder = \"copies\"\n",
        nobody.port()
    ));
    for folder in ["backups", "copies"] {
        std::fs::create_dir(place.path().join(folder)).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(small_book(folder.path()), place.book()).unwrap();
    let said = place.run(&["check"], "");
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.contains("The mail server 127.0.0.1, port"),
        "{}",
        said.out
    );
    for (wrong, remedy) in [
        (
            "can't be reached: nothing listens there. Letters wait",
            "see that both are right at the desk",
        ),
        (
            "Stripe at 127.0.0.1 can't be reached",
            "see that this machine is in the internet.",
        ),
        ("is on the same disk as the first", "Name one on a stick"),
    ] {
        let line = said.out.lines().find(|line| line.contains(wrong));
        assert!(
            line.is_some_and(|line| line.contains(remedy)),
            "{wrong}: {}",
            said.out
        );
    }
    assert!(!said.out.contains("sk_test_1"), "{}", said.out);
}

#[test]
fn it_says_when_the_last_good_backup_was_made() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(small_book(folder.path()), place.book()).unwrap();
    assert!(
        !place
            .run(&["check"], "")
            .out
            .contains("The last good backup")
    );
    let made = place.run(&["backup"], "").out;
    let name = made.split("daybook-").nth(1).unwrap();
    let (day, hour, minute) = (&name[..10], &name[11..13], &name[13..15]);
    let said = place.run(&["check"], "").out;
    let line = format!("The last good backup is of {day} {hour}:{minute}.");
    assert!(said.contains(&line), "{line}: {said}");
}

#[test]
fn an_old_backup_and_files_that_others_may_read_are_advice() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(small_book(folder.path()), place.book()).unwrap();
    let mut config = daybook::config::Config::default();
    config.database.path = place.book();
    config.backup.folder = place.path().join("backups").display().to_string();
    let then = Now::new(
        chrono::Utc::now() - chrono::TimeDelta::days(3),
        chrono_tz::UTC,
    );
    let made = Backups::new(&config).make(Why::Routine, &then).unwrap();
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(place.book(), private).unwrap();
    let old = "The newest good backup in backups is 3 days old: make one with \"daybook backup\".";
    let said = place.run(&["check"], "").out;
    assert!(said.contains(old) && !said.contains("chmod"), "{said}");
    place.run(&["backup"], "");
    for file in [&place.book(), &made.kept.path] {
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o640)).unwrap();
    }
    let said = place.run(&["check"], "").out;
    assert!(!said.contains("days old"), "{said}");
    for file in ["daybook.db", &format!("backups/{}", made.kept.name)] {
        let line = format!("can get at {file}: forbid it with \"chmod go= {file}\".");
        assert!(said.contains(&line), "{line}: {said}");
    }
}
