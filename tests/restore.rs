//! A backup in the place of the book: what comes back, what doesn't, and what is asked first. From the desk, of files
//! that are no backup, and when the program is killed midway: `restore_at_desk`, `restore_refused`, `restore_killed`.

use std::fs;
use std::path::PathBuf;

use daybook::backup::{Backups, Why};
use daybook::config::Config;
use rusqlite::Connection;
use serde_json::json;

use crate::support::lost::{Lost, sign_in};
use crate::support::program::Place;
use crate::support::readme::typed;
use crate::support::salon::Salon;
use crate::support::shop::{self, number};

const EVE: &str = "eve@client.example";

#[test]
fn a_restore_says_what_would_be_lost_and_asks_first() {
    let mut lost = Lost::new(Place::new());
    let said = lost.restore("yes\n", &[]);
    assert_eq!(said.status, 1);
    assert!(
        said.err.contains("Another Daybook is serving the book"),
        "{}",
        said.err
    );
    assert_eq!(lost.bookings(), 2);
    lost.stop();
    for answer in ["", "no\n", "y\n", "yes please\n"] {
        let said = lost.restore(answer, &[]);
        assert_eq!(said.status, 1);
        assert!(said.err.contains("Nothing was changed"), "{}", said.err);
        assert_eq!(lost.bookings(), 2, "{answer:?}");
    }
    let said = lost.restore("yes\n", &[]);
    assert_eq!((said.status, said.err.as_str()), (0, ""), "{}", said.out);
    for line in [
        "It holds 1 booking and 3 clients.",
        "Its newest booking was made on ",
        "Lost would be 1 booking and 0 clients that were entered since, and what was changed in 0 bookings.",
        "may have gone out already: 2 letters.",
        "The book that it replaced is kept as ",
    ] {
        assert!(said.out.contains(line), "{line}: {}", said.out);
    }
    lost.is_as_restored();
    let kept = fs::read_dir(lost.shop.place.path())
        .unwrap()
        .flatten()
        .map(|file| file.path());
    let kept: Vec<PathBuf> = kept
        .filter(|path| path.to_string_lossy().contains(".replaced-"))
        .collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    let old = Connection::open(&kept[0]).unwrap();
    shop::assert_sound(&old);
    assert_eq!(number(&old, "SELECT count(*) FROM bookings"), 2);
    drop(old);

    // The sessions are over; and one can change one's mind.
    let server = lost.shop.place.serve(&[]);
    assert_eq!(
        server
            .ask("GET", "/api/auth/me", Some(&lost.shop.token), &json!({}))
            .0,
        401
    );
    server.stop("-TERM");
    let said = lost
        .shop
        .place
        .run(&["restore", kept[0].to_str().unwrap(), "--yes"], "");
    assert_eq!((said.status, lost.bookings()), (0, 2), "{}", said.err);
}

#[test]
fn held_letters_are_let_go_by_a_person() {
    let mut lost = Lost::new(Place::new());
    lost.stop();
    assert_eq!(lost.restore("", &["--yes"]).status, 0);
    lost.server = Some(lost.shop.place.serve(&[]));
    lost.shop.token = sign_in(lost.server());
    let held = lost.must("GET", "/api/jobs?state=held", json!({}));
    assert_eq!(held.as_array().unwrap().len(), 2, "{held}");
    assert!(
        held[0]["last_error"]
            .as_str()
            .unwrap()
            .contains("may have gone out already")
    );
    let standing = || lost.must("GET", "/api/letters/standing", json!({}));
    assert_eq!(
        (&standing()["held"], &standing()["restored"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(
        lost.must("POST", "/api/jobs/release", json!({}))["released"],
        2
    );
    assert_eq!(standing()["restored"], 0);
    let state = |kind: &str| {
        let job = lost.must("GET", &format!("/api/jobs?type={kind}"), json!({}))[0].clone();
        (
            job["state"].as_str().unwrap().to_owned(),
            job["attempts"].clone(),
        )
    };
    assert_eq!(
        state("booking.reminder"),
        ("pending".to_owned(), json!(0)),
        "it waits for its own moment"
    );
    assert_ne!(state("booking.created").0, "held");
    assert_eq!(
        lost.must("POST", "/api/jobs/release", json!({}))["released"],
        0
    );
}

#[test]
fn a_book_that_was_changed_in_good_order_is_taken() {
    let mut lost = Lost::new(Place::new());
    lost.stop();
    let file = lost.shop.place.path().join("changed.db");
    fs::copy(lost.backup(), &file).unwrap();
    let book = Connection::open(&file).unwrap();
    book.execute("UPDATE clients SET notes = 'Fond of tea' WHERE id = 2", [])
        .unwrap();
    drop(book);
    let said = lost.shop.place.run(&["restore", "changed.db", "--yes"], "");
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.contains("doesn't say when it was made"),
        "{}",
        said.out
    );
    lost.is_as_restored();
}

#[test]
fn a_wrecked_book_is_replaced_and_kept_as_it_is() {
    let mut lost = Lost::new(Place::new());
    lost.stop();
    for (wreck, wal) in [(&b"no book at all"[..], true), (b"", false)] {
        fs::write(lost.shop.place.book(), wreck).unwrap();
        if wal {
            fs::write(
                lost.shop.place.path().join("daybook.db-wal"),
                "what is left",
            )
            .unwrap();
        }
        let said = lost.restore("", &["--yes"]);
        assert_eq!(said.status, 0, "{}", said.err);
        let book = lost.shop.book();
        shop::assert_sound(&book);
        assert_eq!(number(&book, "SELECT count(*) FROM bookings"), 1);
        let kept = said
            .out
            .split("kept as ")
            .nth(1)
            .unwrap()
            .split(". ")
            .next()
            .unwrap();
        let kept = kept.trim().trim_end_matches('.');
        if wal {
            assert!(
                said.out
                    .contains("can't be read, so what would be lost can't be counted"),
                "{}",
                said.out
            );
            assert_eq!(fs::read(kept).unwrap(), wreck);
        }
    }
    // And onto a machine that has none yet.
    fs::remove_file(lost.shop.place.book()).unwrap();
    assert_eq!(lost.restore("", &["--yes"]).status, 0);
    assert_eq!(lost.bookings(), 1);
}

#[test]
fn another_salons_client_of_the_same_number_is_not_forgotten() {
    let (here, there) = (Salon::open(), Salon::open());
    let olga = here.admin("Olga");
    let ada = olga.post("/api/clients", json!({ "name": "Ada" })).ok()["id"]
        .as_i64()
        .unwrap();
    olga.post(&format!("/api/clients/{ada}/erase"), json!({}))
        .ok();
    there.advance(chrono::Duration::minutes(-30));
    let eve = there
        .admin("Olga")
        .post("/api/clients", json!({ "name": "Eve", "email": EVE }))
        .ok();
    assert_eq!(eve["id"], ada);
    let kept = there
        .app
        .backups
        .make(Why::Routine, &there.app.now())
        .unwrap()
        .kept;
    let mut config = Config::default();
    config.database.path = here.folder().join("other.db");
    let book = Connection::open(here.app.db.path()).unwrap();
    book.execute("VACUUM INTO ?", [config.database.path.to_str().unwrap()])
        .unwrap();
    let (backups, lock) = (
        Backups::new(&config),
        daybook::store::lock::Lock::take(&config.database.path).unwrap(),
    );
    let done = backups
        .restore(
            backups.stage(&kept.path).unwrap(),
            &lock,
            here.app.now().stamp.0,
        )
        .unwrap();
    assert!(done.knows_forgotten);
    let book = Connection::open(&config.database.path).unwrap();
    assert_eq!(
        number(
            &book,
            &format!("SELECT count(*) FROM clients WHERE email = '{EVE}'")
        ),
        1
    );
}

/// What the README tells an owner to type, typed.
#[test]
fn the_commands_of_the_readme_do_what_it_says() {
    let mut lost = Lost::new(Place::new());
    lost.stop();
    let stick = tempfile::tempdir().unwrap();
    let backup = lost.backup().display().to_string();
    let place = &lost.shop.place;
    let made = typed("daybook backup").run(place, "").out;
    assert!(made.ends_with(" holds 2 bookings.\n"), "{made}");
    typed("daybook backup /media/stick/")
        .with("/media/stick", stick.path().to_str().unwrap())
        .run(place, "");
    assert_eq!(fs::read_dir(stick.path()).unwrap().count(), 1);
    typed("daybook restore backups/daybook-2026-03-24-033000.db")
        .with("backups/daybook-2026-03-24-033000.db", &backup)
        .run(place, "yes\n");
    lost.is_as_restored();
}
