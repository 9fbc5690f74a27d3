//! A backup in the place of the book: what comes back, what doesn't, who is refused, and what is there when the program
//! is killed midway.
//!
//! `DAYBOOK_RESTORE_KILLS=100000` kills it at every call that writes, `DAYBOOK_FLIPS=1` flips so many bytes on each page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use daybook::backup::{Backups, Why};
use daybook::config::Config;
use daybook::store::soundness::Snapshot;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::caller::Caller;
use crate::support::program::{Place, Said, Server};
use crate::support::salon::Salon;
use crate::support::sample;
use crate::support::shop::{self, Shop, number};

const EVE: &str = "eve@client.example";

/// A salon with a backup, and what happened since: one booking more, and a client forgotten.
struct Lost {
    shop: Shop,
    server: Option<Server>,
}

impl Lost {
    fn new(place: Place) -> Self {
        let (shop, server) = Shop::open(place, 1, 3);
        let lost = Self {
            shop,
            server: Some(server),
        };
        lost.book(0, 1);
        let made = lost.must("POST", "/api/backups", json!({}));
        assert_eq!(made["bookings"], 1, "{made}");
        lost.book(1, 2);
        lost.must(
            "POST",
            &format!("/api/clients/{}/erase", lost.shop.clients[2]),
            json!({}),
        );
        lost
    }

    fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    #[track_caller]
    fn must(&self, method: &str, path: &str, body: Value) -> Value {
        self.shop.must(self.server(), method, path, &body)
    }

    fn book(&self, client: usize, slot: i64) {
        let wish = self
            .shop
            .wish(self.shop.clients[client], self.shop.staff[0], slot);
        self.must("POST", "/api/bookings", wish);
    }

    /// The backup, and the folder that it is in.
    fn backup(&self) -> PathBuf {
        let folder = self.shop.place.path().join("backups");
        let first = fs::read_dir(&folder).unwrap().flatten().next().unwrap();
        folder.join(first.file_name())
    }

    fn stop(&mut self) {
        self.server.take().unwrap().stop("-TERM");
    }

    fn restore(&self, input: &str, more: &[&str]) -> Said {
        let backup = self.backup();
        let mut arguments = vec!["restore", backup.to_str().unwrap()];
        arguments.extend(more);
        self.shop.place.run(&arguments, input)
    }

    fn bookings(&self) -> i64 {
        number(&self.shop.book(), "SELECT count(*) FROM bookings")
    }

    fn is_as_restored(&self) {
        let book = self.shop.book();
        shop::assert_sound(&book);
        assert_eq!(number(&book, "SELECT count(*) FROM bookings"), 1);
        assert_eq!(number(&book, "SELECT count(*) FROM sessions"), 0);
        let erased = format!(
            "SELECT count(*) FROM clients WHERE id = {} AND erased_at IS NOT NULL AND name = 'Erased client'",
            self.shop.clients[2]
        );
        assert_eq!(number(&book, &erased), 1);
        let unfinished = "SELECT count(*) FROM jobs WHERE state IN ('pending', 'running') AND type IN ('booking.created', 'booking.reminder')";
        assert_eq!(number(&book, unfinished), 0);
        assert_eq!(
            number(&book, "SELECT count(*) FROM jobs WHERE state = 'held'"),
            2
        );
        let told = "SELECT count(*) FROM notifications WHERE type = 'backup.restored'";
        assert_eq!(number(&book, told), 1);
        assert!(
            Snapshot::open(&self.shop.place.book())
                .unwrap()
                .findings()
                .is_empty()
        );
    }
}

fn sign_in(server: &Server) -> String {
    let body = json!({ "email": "anna@salon.example", "password": "correct horse" });
    let (status, answer) = server.ask("POST", "/api/auth/login", None, &body);
    assert_eq!(status, 200, "{answer}");
    answer["token"].as_str().unwrap().to_owned()
}

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
        "It holds 1 bookings and 3 clients.",
        "Its newest booking was made on ",
        "Lost would be 1 bookings and 0 clients that were entered since, and what was changed in 0 bookings.",
        "2 letters are held",
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
    assert_eq!(
        lost.must("POST", "/api/jobs/release", json!({}))["released"],
        2
    );
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
fn a_backup_is_restored_from_the_desk_while_the_server_runs() {
    let mut lost = Lost::new(Place::new());
    let (token, name) = (
        lost.shop.token.clone(),
        lost.backup()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned(),
    );
    let ask = |path: &str, body: Value| lost.server().ask("POST", path, Some(&token), &body);
    let (status, preview) = ask("/api/restore/preview", json!({ "backup": name }));
    assert_eq!(status, 200, "{preview}");
    assert_eq!(
        preview["lost"],
        json!({ "bookings": 1, "changed_bookings": 0, "clients": 0 })
    );
    assert_eq!(
        (&preview["bookings"], &preview["held_letters"]),
        (&json!(1), &json!(2))
    );
    for (body, status) in [
        (json!({ "backup": name }), 400),
        (json!({ "backup": name, "password": "wrong horse" }), 400),
        (
            json!({ "backup": "daybook.db", "password": "correct horse" }),
            404,
        ),
        (
            json!({ "backup": "../daybook.db", "password": "correct horse" }),
            404,
        ),
        (
            json!({ "uploaded": true, "password": "correct horse" }),
            404,
        ),
    ] {
        assert_eq!(ask("/api/restore", body.clone()).0, status, "{body}");
    }
    assert_eq!(lost.bookings(), 2);
    let (status, begun) = ask(
        "/api/restore",
        json!({ "backup": name, "password": "correct horse" }),
    );
    assert_eq!(
        (status, &begun["restoring"]),
        (200, &json!(true)),
        "{begun}"
    );
    signed_out(lost.server(), &token);
    lost.is_as_restored();
    lost.shop.token = sign_in(lost.server());
    lost.book(0, 5);
    assert_eq!(
        lost.must("GET", "/api/bookings?page=1", json!({}))["total"],
        2
    );
    let (status, took) = lost.server.take().unwrap().stop("-TERM");
    assert!(
        status.code() == Some(0) && took < Duration::from_secs(5),
        "{took:?}"
    );
}

/// Waits until the restore is over: the same server, on the same socket, knows the session no more.
fn signed_out(server: &Server, token: &str) {
    let begun = Instant::now();
    // A caller in the very moment of the exchange may be cut off.
    let ended = || -> std::io::Result<bool> {
        let mut caller = Caller::connect(&server.address, token)?;
        Ok(caller.ask("GET", "/api/auth/me", &json!({}))?.0 == 401)
    };
    while !ended().unwrap_or(false) {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "the book was not restored"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_backup_is_handed_in_piece_by_piece() {
    let mut lost = Lost::new(Place::new());
    let token = lost.shop.token.clone();
    let bytes = fs::read(lost.backup()).unwrap();
    let hand_in = |server: &Server, bytes: &[u8]| {
        let mut offset = 0;
        for piece in bytes.chunks(300_000) {
            let body = json!({ "offset": offset, "data": STANDARD.encode(piece) });
            let (status, answer) = server.ask("POST", "/api/restore/upload", Some(&token), &body);
            assert_eq!(status, 200, "{answer}");
            offset += piece.len();
            assert_eq!(answer["size_bytes"], offset);
        }
    };
    let ask = |path: &str, body: Value| lost.server().ask("POST", path, Some(&token), &body);
    hand_in(lost.server(), &bytes[..bytes.len() - 10_000]);
    let (status, refused) = ask("/api/restore/preview", json!({ "uploaded": true }));
    assert_eq!(
        (status, &refused["code"]),
        (409, &json!("backup_refused")),
        "{refused}"
    );
    assert!(
        refused["error"].as_str().unwrap().contains("is not whole"),
        "{refused}"
    );
    assert_eq!(
        ask(
            "/api/restore/upload",
            json!({ "offset": 7, "data": "AAAA" })
        )
        .0,
        409
    );
    hand_in(lost.server(), &bytes);
    assert_eq!(
        ask("/api/restore/preview", json!({ "uploaded": true })).0,
        200
    );
    assert_eq!(
        ask(
            "/api/restore",
            json!({ "uploaded": true, "password": "correct horse" })
        )
        .0,
        200
    );
    signed_out(lost.server(), &token);
    lost.is_as_restored();
    assert!(!lost.shop.place.path().join("daybook.db.uploaded").exists());
    lost.stop();
}

#[test]
fn a_confirmed_restore_that_was_killed_is_done_at_the_next_start_or_never() {
    let mut lost = Lost::new(Place::new());
    lost.stop();
    let mut config = Config::default();
    config.database.path = lost.shop.place.book();
    let backups = Backups::new(&config);
    let confirm = |backup: &Path| backups.confirm(backups.stage(backup).unwrap()).unwrap();
    confirm(&lost.backup());
    let server = lost.shop.place.serve(&[]);
    lost.is_as_restored();
    server.stop("-TERM");

    // One that can't be done is told, and not done days later.
    confirm(&lost.backup());
    let pending = lost.shop.place.path().join("daybook.db.restore-now");
    fs::write(&pending, "no book").unwrap();
    let server = lost.shop.place.serve(&[]);
    assert!(!pending.exists());
    let token = sign_in(&server);
    let (_, told) = server.ask("GET", "/api/notifications", Some(&token), &json!({}));
    assert!(
        told[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("The book could not be restored, and is as it was."),
        "{told}"
    );
}

/// What somebody may hand in that is no backup, made of one, and why it is refused.
#[test]
fn whatever_is_no_sound_book_is_refused_and_nothing_changes() {
    let mut lost = Lost::new(Place::new());
    lost.stop();
    let backup = fs::read(lost.backup()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("handed-in.db");
    let edit = |sql: &str| {
        fs::write(&file, &backup).unwrap();
        let book = Connection::open(&file).unwrap();
        book.execute_batch(&format!(
            "PRAGMA writable_schema = ON; PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; {sql}"
        ))
        .unwrap();
    };
    let before = fs::read(lost.shop.place.book()).unwrap();
    let refused = |because: &str| {
        let begun = Instant::now();
        let said = lost
            .shop
            .place
            .run(&["restore", file.to_str().unwrap(), "--yes"], "");
        assert_eq!(
            (said.status, said.err.lines().count()),
            (1, 1),
            "{because}: {}{}",
            said.out,
            said.err
        );
        assert!(said.err.contains(because), "{because}: {}", said.err);
        assert!(
            !said.err.contains("Error code") && !said.err.contains("panicked"),
            "{}",
            said.err
        );
        assert!(begun.elapsed() < Duration::from_secs(20), "{because}");
        assert!(
            before == fs::read(lost.shop.place.book()).unwrap(),
            "{because}"
        );
        assert!(
            !lost.shop.place.path().join("daybook.db.restoring").exists(),
            "{because}"
        );
        let _ = fs::remove_file(&file);
        let _ = fs::remove_dir(&file);
    };
    for (sql, because) in [
        ("PRAGMA user_version = 99", "a newer Daybook"),
        ("PRAGMA user_version = 0", "holds none of its tables"),
        (
            "CREATE TRIGGER mine AFTER INSERT ON users BEGIN UPDATE users SET role = 'admin'; END",
            "trigger mine",
        ),
        (
            "DROP TRIGGER bookings_no_overlap_insert",
            "bookings_no_overlap_insert",
        ),
        (
            "DROP VIEW busy; CREATE VIEW busy AS SELECT 1",
            "view busy, which was changed",
        ),
        (
            "CREATE VIEW more AS SELECT load_extension('x')",
            "view more",
        ),
        ("CREATE VIRTUAL TABLE more USING fts5 (x)", "table more"),
        (
            "UPDATE sqlite_schema SET sql = replace(sql, 'AFTER INSERT', 'AFTER  INSERT') WHERE name = 'clients_inserted'",
            "clients_inserted",
        ),
        (
            "UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'bookings'",
            "",
        ),
        ("DROP TABLE bookings", ""),
        (
            "UPDATE bookings SET visit_id = 99",
            "a visit that there is not",
        ),
        ("UPDATE bookings SET end_at = start_at", ""),
    ] {
        edit(sql);
        refused(because);
    }
    edit("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
    fs::write(file.with_extension("db-wal"), "left behind").unwrap();
    refused("was not closed");
    fs::remove_file(file.with_extension("db-wal")).unwrap();
    for length in [
        0,
        99,
        4096,
        backup.len() - 4096,
        backup.len() - 512 - 4096,
        backup.len() - 1,
        backup.len() - 300,
    ] {
        fs::write(&file, &backup[..length]).unwrap();
        refused("is not");
    }
    fs::write(&file, "Dear diary, ".repeat(1000)).unwrap();
    refused("is not a book of Daybook's");
    Connection::open(&file).unwrap_or_else(|_| panic!());
    let _ = fs::remove_file(&file);
    Connection::open(&file)
        .unwrap()
        .execute_batch("CREATE TABLE notes (text); PRAGMA user_version = 1")
        .unwrap();
    refused("is not a book of Daybook's");
    fs::create_dir(&file).unwrap();
    refused("is not a plain file");
    assert!(
        Command::new("mkfifo")
            .arg(&file)
            .status()
            .unwrap()
            .success()
    );
    refused("is not a plain file");
    std::os::unix::fs::symlink(lost.backup(), &file).unwrap();
    refused("is not a plain file");
    // As huge as the header says, and all of it a hole.
    let mut huge = backup[..100].to_vec();
    huge[28..32].copy_from_slice(&0x7fff_ffff_u32.to_be_bytes());
    fs::write(&file, huge).unwrap();
    fs::File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .set_len(0x7fff_ffff * 4096)
        .unwrap();
    refused("not enough room");
    refused("could not be read");
    fs::copy(lost.backup(), &file).unwrap();
    let said = lost
        .shop
        .place
        .run(&["restore", file.to_str().unwrap(), "--yes"], "");
    assert_eq!(said.status, 0, "{}", said.err);
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

#[test]
fn a_flipped_byte_is_refused_on_every_page() {
    let flips: Option<usize> = std::env::var("DAYBOOK_FLIPS")
        .ok()
        .map(|n| n.parse().unwrap());
    // A full turn takes minutes; CI looks at each fortieth page.
    let stride = if flips.is_some() { 1 } else { 41 };
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.database.path = folder.path().join("daybook.db");
    config.backup.folder = folder.path().join("backups").display().to_string();
    fs::copy(sample::book(), &config.database.path).unwrap();
    let backups = Backups::new(&config);
    let now = daybook::salon::time::Now::new(chrono::Utc::now(), chrono_tz::UTC);
    let kept = backups.make(Why::Routine, &now).unwrap().kept;
    backups.stage(&kept.path).unwrap();
    let whole = fs::read(&kept.path).unwrap();
    let file = folder.path().join("flipped.db");
    let mut flipped = whole.clone();
    for (page, begin) in (0..whole.len()).step_by(4096).enumerate().step_by(stride) {
        for flip in 0..flips.unwrap_or(1) {
            let place = (begin + (page * 7919 + flip * 1543) % 4096).min(whole.len() - 1);
            flipped[place] ^= 1 << (page % 8);
            fs::write(&file, &flipped).unwrap();
            let staged = backups.stage(&file);
            assert!(staged.is_err(), "page {page}, byte {place}");
            flipped[place] = whole[place];
        }
    }
}

/// What the README tells an owner to type, typed.
#[test]
fn the_commands_of_the_readme_do_what_it_says() {
    let mut lost = Lost::new(Place::new());
    lost.stop();
    let stick = tempfile::tempdir().unwrap();
    let readme = include_str!("../README.md");
    let pages = readme
        .split("### Backups")
        .nth(1)
        .unwrap()
        .split("### Bring")
        .next()
        .unwrap();
    let commands = pages
        .lines()
        .filter_map(|line| line.strip_prefix("    daybook "));
    let (mut typed, backup) = (0, lost.backup().display().to_string());
    for command in commands {
        let command = command
            .replace("/media/stick/", stick.path().to_str().unwrap())
            .replace("backups/daybook-2026-03-24-033000.db", &backup);
        let words: Vec<&str> = command.split(' ').collect();
        let said = lost.shop.place.run(&words, "yes\n");
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{command}");
        typed += 1;
    }
    assert_eq!(typed, 3);
    assert_eq!(fs::read_dir(stick.path()).unwrap().count(), 1);
    lost.is_as_restored();
}

/// Killed at any call that writes, renames or removes something, the book is the old one or the new one, whole.
#[cfg(target_os = "linux")]
#[test]
fn killed_at_any_point_the_book_is_the_old_one_or_the_new_one() {
    use crate::support::disk;
    let most: usize = std::env::var("DAYBOOK_RESTORE_KILLS").map_or(25, |n| n.parse().unwrap());
    let (place, order) = disk::failing(Place::new());
    let mut lost = Lost::new(place);
    // A server that was killed leaves its WAL behind, and in it what nobody wrote into the book's own file yet.
    lost.server.take().unwrap().stop("-KILL");
    let path = lost.shop.place.path().to_owned();
    let parts = ["daybook.db", "daybook.db-wal"]
        .map(|name| (path.join(name), fs::read(path.join(name)).unwrap()));
    assert!(parts[1].1.len() > 4096);
    let lay_out = || {
        for file in fs::read_dir(&path).unwrap().flatten() {
            if file.file_name().to_string_lossy().starts_with("daybook.db") {
                fs::remove_file(file.path()).unwrap();
            }
        }
        parts
            .iter()
            .for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    };
    let killed = |word: &str, call: usize| {
        lay_out();
        disk::order(&order, word, call);
        let said = lost.restore("", &["--yes"]);
        fs::remove_file(&order).unwrap();
        assert!(said.status == -1 || said.status == 0, "{}", said.err);
        said.status == -1
    };
    let calls = disk::calls(&|call| killed("killed", call));
    let renamings = (1..).take_while(|&call| killed("renaming", call)).count();
    // Of the last renaming the first half leaves the old book, the second the new one.
    assert!(renamings >= 2, "{renamings}");
    let moments = disk::chosen(calls, most).map(|call| ("killed", call));
    let moments = moments.chain((1..=renamings).map(|call| ("renaming", call)));
    let (mut old, mut new) = (0, 0);
    for (word, call) in moments {
        // How many calls there are varies a little.
        if !killed(word, call) {
            assert!(word == "killed" && calls - call < 10, "{word} {call}");
            continue;
        }
        let checked = lost.shop.place.run(&["check"], "");
        assert_eq!(checked.status, 0, "{call}: {}{}", checked.out, checked.err);
        match lost.bookings() {
            2 => old += 1,
            1 => {
                lost.is_as_restored();
                new += 1;
            }
            other => panic!("{call}: {other} bookings"),
        }
        // Whoever starts the server or restores once more finds all in order.
        if call % 2 == 0 {
            lost.shop.place.serve(&[]).stop("-TERM");
            let left = fs::read_dir(&path).unwrap().flatten();
            let left: Vec<_> = left
                .filter(|file| file.file_name().to_string_lossy().contains(".resto"))
                .collect();
            assert!(left.is_empty(), "{call}: {left:?}");
        } else {
            assert_eq!(lost.restore("", &["--yes"]).status, 0);
            lost.is_as_restored();
        }
    }
    disk::say(&format!(
        "{calls} calls, {} kills: {old} old, {new} new",
        old + new
    ));
    assert!(old > 0 && new > 0);
}
