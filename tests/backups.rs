//! Backups: night after night, on demand, under load, on a full disk; and what is in one and what isn't.
//!
//! `DAYBOOK_BACKUPS=150` makes the one under load the long drill.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;

use chrono::Duration;
use daybook::jobs::nightly;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::caller::Caller;
use crate::support::program::Place;
use crate::support::salon::{Person, Salon};
use crate::support::shop::{self, Shop, number};

const PASSWORD: &str = "correct horse";

/// An admin who can give a password.
fn olga(salon: &Salon) -> Person<'_> {
    salon.hire("olga@salon.example", "admin", PASSWORD);
    let login = json!({ "email": "olga@salon.example", "password": PASSWORD });
    let token = salon.stranger().post("/api/auth/login", login).ok()["token"].clone();
    Person {
        token: token.as_str().map(str::to_owned),
        ..salon.stranger()
    }
}

fn names(list: &Value) -> Vec<String> {
    let names = list.as_array().unwrap().iter().map(|one| &one["name"]);
    names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

/// The nightly backups and how they stand.
fn nights(salon: &Salon) -> Vec<String> {
    let jobs = salon.admin("Ida").get("/api/jobs?type=backup.nightly").ok();
    let state = |job: &Value| {
        let (state, at) = (job["state"].as_str(), job["run_at"].as_str());
        format!("{} {}", state.unwrap(), at.unwrap())
    };
    jobs.as_array().unwrap().iter().map(state).collect()
}

fn told(salon: &Salon) -> Vec<String> {
    let all = salon.admin("Ida").get("/api/notifications").ok();
    let all = all.as_array().unwrap().iter();
    let failed = all.filter(|one| one["type"] == "backup.failed");
    failed
        .map(|one| one["message"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn an_admin_makes_a_backup_and_takes_it_away() {
    let salon = Salon::open_with(|config| config.mail.password = "smtp secret".to_owned());
    let olga = olga(&salon);
    let (ada, emre, cut) = (
        salon.client("Ada", ""),
        salon.staff("Emre"),
        salon.service("Cut", 30, 0),
    );
    salon.booking(
        ada,
        emre,
        cut,
        "2026-03-24 10:00:00",
        "2026-03-24 10:30:00",
        "scheduled",
    );
    let made = olga.post("/api/backups", json!({})).ok();
    assert_eq!(made["name"], "daybook-2026-03-23-090000.db");
    assert_eq!(
        (&made["bookings"], &made["verified"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(made["warnings"], json!([]));
    assert_eq!(
        names(&olga.get("/api/backups").ok()),
        ["daybook-2026-03-23-090000.db"]
    );

    let path = "/api/backups/daybook-2026-03-23-090000.db";
    olga.get(path).refused(400, "invalid");
    let wrong = olga.send_with("GET", path, &[("X-Password", "battery staple")], None);
    assert_eq!(
        wrong.refused(400, "invalid")["fields"],
        json!({ "X-Password": "is wrong" })
    );
    let given = olga.send_with("GET", path, &[("X-Password", "correct%20horse")], None);
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(made["size_bytes"], given.bytes.len());
    let taken = salon.folder().join("taken.db");
    fs::write(&taken, &given.bytes).unwrap();
    let copy = Connection::open(&taken).unwrap();
    shop::assert_sound(&copy);
    assert_eq!(number(&copy, "SELECT count(*) FROM bookings"), 1);
    assert_eq!(number(&copy, "SELECT count(*) FROM sessions"), 0);

    // Neither a session's token hash nor a secret of the configuration is anywhere in it.
    let hash = daybook::secrets::hash_token(olga.token.as_ref().unwrap());
    for secret in [hash.as_str(), "smtp secret"] {
        let there = given
            .bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!there, "{secret}");
    }
}

#[test]
fn no_name_leads_out_of_the_folder() {
    let salon = Salon::open();
    let olga = olga(&salon);
    olga.post("/api/backups", json!({})).ok();
    let folder = salon.folder().join("backups");
    fs::write(folder.join("notes.txt"), "private").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("daybook-2026-01-01-000000.db")).unwrap();
    for name in [
        "../daybook.db",
        "..%2fdaybook.db",
        "%2e%2e%2fdaybook.db",
        "notes.txt",
        "%2fetc%2fpasswd",
        "",
        "%00",
        "daybook-2026-01-01-000000.db",
        ".",
        "..",
        "daybook-2026-03-23-090000.db%00",
        "DAYBOOK-2026-03-23-090000.DB",
    ] {
        let path = format!("/api/backups/{name}");
        let reply = olga.send_with("GET", &path, &[("X-Password", PASSWORD)], None);
        assert_eq!(reply.status, 404, "{name}: {}", reply.text());
    }
    assert_eq!(names(&olga.get("/api/backups").ok()).len(), 1);
}

#[test]
fn a_backup_is_made_each_night() {
    let salon = Salon::open();
    nightly::plan(&salon.app).unwrap();
    nightly::plan(&salon.app).unwrap();
    assert_eq!(nights(&salon), ["pending 2026-03-24T02:30:00Z"]);
    salon.pass(Duration::hours(18));
    assert_eq!(nights(&salon).len(), 1, "not yet");
    salon.pass(Duration::minutes(30));
    assert_eq!(
        nights(&salon),
        ["pending 2026-03-25T02:30:00Z", "done 2026-03-24T02:30:00Z"]
    );
    // The machine sleeps for three nights, over the change of the clocks: one is made up for as soon as it wakes.
    salon.pass(Duration::days(5));
    nightly::plan(&salon.app).unwrap();
    assert_eq!(
        nights(&salon)[..2],
        ["pending 2026-03-30T01:30:00Z", "done 2026-03-25T02:30:00Z"]
    );
    let made = salon.app.backups.list().unwrap();
    let names: Vec<&str> = made.iter().map(|kept| kept.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "daybook-2026-03-29-043000.db",
            "daybook-2026-03-24-033000.db"
        ]
    );
}

#[test]
fn the_next_night_follows_the_salons_clock_whatever_happens_to_it() {
    let salon = Salon::open();
    nightly::plan(&salon.app).unwrap();
    salon.set("timezone", "America/New_York");
    nightly::plan(&salon.app).unwrap();
    assert_eq!(nights(&salon), ["pending 2026-03-24T07:30:00Z"]);
    // A clock that ran a year ahead for a while leaves no year without backups.
    salon.advance(Duration::days(365));
    salon.pass(Duration::zero());
    nightly::plan(&salon.app).unwrap();
    salon.advance(Duration::days(-365));
    nightly::plan(&salon.app).unwrap();
    assert_eq!(nights(&salon)[0], "pending 2026-03-24T07:30:00Z");
}

#[test]
fn nightly_backups_can_be_switched_off() {
    let salon = Salon::open_with(|config| config.backup.at = String::new());
    nightly::plan(&salon.app).unwrap();
    assert!(nights(&salon).is_empty());
    let status = salon.desk("Anna").get("/api/backups/status").ok();
    assert_eq!(status["next_at"], Value::Null);
}

#[test]
fn a_night_without_a_backup_is_told_and_made_up_for() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    nightly::plan(&salon.app).unwrap();
    let folder = salon.folder().join("backups");
    fs::write(&folder, "in the way").unwrap();
    salon.pass(Duration::hours(19));
    assert_eq!(told(&salon).len(), 1, "{:?}", told(&salon));
    assert!(
        told(&salon)[0].starts_with("The nightly backup could not be made. "),
        "{:?}",
        told(&salon)
    );
    assert_eq!(nights(&salon), ["pending 2026-03-24T03:10:00Z"]);
    let status = anna.get("/api/backups/status").ok();
    assert_eq!(
        (&status["overdue"], &status["last_good_at"]),
        (&json!(false), &Value::Null)
    );
    for hours in [1, 2, 5] {
        salon.pass(Duration::hours(hours));
    }
    assert_eq!(
        nights(&salon),
        [
            "pending 2026-03-25T02:30:00Z",
            "failed 2026-03-24T02:30:00Z"
        ]
        .map(|night| { night.replace("failed 2026-03-24T02:30:00Z", &nights(&salon)[1]) })
    );
    assert!(nights(&salon)[1].starts_with("failed "));
    assert_eq!(told(&salon).len(), 1, "once a night");
    fs::remove_file(&folder).unwrap();
    salon.pass(Duration::hours(24));
    let status = anna.get("/api/backups/status").ok();
    assert_eq!(
        (&status["overdue"], &status["problem"]),
        (&json!(false), &Value::Null),
        "{status}"
    );
    salon.advance(Duration::days(3));
    let status = anna.get("/api/backups/status").ok();
    assert_eq!(status["overdue"], true);
    let message = status["message"].as_str().unwrap();
    assert!(
        message.starts_with("There has been no good backup for 3 days."),
        "{message}"
    );
}

#[test]
fn a_stick_gets_a_copy_and_may_be_missing() {
    let stick = tempfile::tempdir().unwrap();
    let path = stick.path().join("daybook");
    let salon = Salon::open_with(|config| config.backup.second_folder = path.display().to_string());
    let olga = olga(&salon);
    let made = olga.post("/api/backups", json!({})).ok();
    let warning = made["warnings"][0].as_str().unwrap();
    assert!(
        warning.contains("second folder") && warning.contains("it is not there"),
        "{warning}"
    );
    assert!(!path.exists(), "a stick that is not there is not made up");
    nightly::plan(&salon.app).unwrap();
    salon.pass(Duration::hours(20));
    assert!(
        told(&salon)[0].contains("second folder"),
        "{:?}",
        told(&salon)
    );

    fs::create_dir(&path).unwrap();
    let made = olga.post("/api/backups", json!({})).ok();
    assert_eq!(made["warnings"], json!([]));
    let name = made["name"].as_str().unwrap();
    let first = fs::read(salon.folder().join("backups").join(name)).unwrap();
    assert!(first == fs::read(path.join(name)).unwrap());
}

#[test]
fn older_ones_are_let_go_but_never_for_one_that_is_not_sound() {
    let salon = Salon::open_with(|config| {
        config.backup.keep_daily = 7;
        config.backup.keep_monthly = 3;
    });
    let mine = salon.folder().join("backups").join("mine.db");
    for _ in 0..40 {
        salon
            .app
            .backups
            .make(daybook::backup::Why::Routine, &salon.app.now())
            .unwrap();
        fs::write(&mine, "mine").unwrap();
        salon.advance(Duration::days(1));
    }
    let kept: Vec<String> = salon
        .app
        .backups
        .list()
        .unwrap()
        .into_iter()
        .map(|kept| kept.name)
        .collect();
    assert_eq!(kept.len(), 8, "{kept:?}");
    assert!(
        kept[7].starts_with("daybook-2026-03-31-") && mine.exists(),
        "{kept:?}"
    );
    salon.row("UPDATE booking_counts SET bookings = 1", &[]);
    salon.row("INSERT INTO booking_counts VALUES (1, 'scheduled', 7)", &[]);
    for _ in 0..9 {
        let made = salon
            .app
            .backups
            .make(daybook::backup::Why::Routine, &salon.app.now())
            .unwrap();
        assert!(
            !made.kept.verified && made.warnings[0].contains("The counts under the lists"),
            "{made:?}"
        );
        salon.advance(Duration::days(1));
    }
    let all = salon.app.backups.list().unwrap();
    assert_eq!(all.iter().filter(|kept| kept.verified).count(), 8);
    assert_eq!(all.len(), 8 + 3);
    salon.row("DELETE FROM booking_counts", &[]);
}

#[test]
fn backups_under_load_are_sound_and_none_is_older_than_its_beginning() {
    let backups = std::env::var("DAYBOOK_BACKUPS").map_or(8, |n| n.parse().unwrap());
    let (shop, server) = Shop::open(Place::new(), 4, 20);
    let (over, booked) = (AtomicBool::new(false), AtomicI64::new(0));
    thread::scope(|scope| {
        for lane in 0..4 {
            let (shop, over, booked, address) = (&shop, &over, &booked, &server.address);
            scope.spawn(move || {
                let mut caller = Caller::connect(address, &shop.token).unwrap();
                let mut slot = 0;
                while !over.load(Ordering::Relaxed) {
                    slot += 1;
                    let wish = shop.wish(shop.clients[slot as usize % 20], shop.staff[lane], slot);
                    let (status, body) = caller.ask("POST", "/api/bookings", &wish).unwrap();
                    assert_eq!(status, 200, "{body}");
                    booked.fetch_add(1, Ordering::SeqCst);
                    // Else the book grows by a year's bookings a minute, and the drill measures that.
                    thread::sleep(std::time::Duration::from_millis(25));
                }
            });
        }
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for n in 0..backups {
                let before = booked.load(Ordering::SeqCst);
                let file = shop.place.path().join("under-load.db");
                let said = shop.place.run(&["backup", "under-load.db"], "");
                assert_eq!(
                    (said.status, said.err.as_str()),
                    (0, ""),
                    "{n}: {}",
                    said.out
                );
                assert!(!said.out.contains("But"), "{}", said.out);
                is_private(&file);
                let copy = Connection::open(&file).unwrap();
                shop::assert_sound(&copy);
                let there = number(&copy, "SELECT count(*) FROM bookings");
                assert!(there >= before, "{n}: {there} of {before}");
                assert_eq!(number(&copy, "SELECT count(*) FROM sessions"), 0);
            }
        }));
        over.store(true, Ordering::Relaxed);
        done.unwrap();
    });
    assert!(
        booked.load(Ordering::SeqCst) > backups,
        "hardly anybody wrote"
    );
}

fn is_private(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(
        fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_or_broken_at_any_point_costs_no_older_backup() {
    use crate::support::disk;
    let (place, order) = disk::failing(Place::new());
    let (shop, server) = Shop::open(place, 1, 1);
    server.stop("-TERM");
    assert_eq!(shop.place.run(&["backup", "safe.db"], "").status, 0);
    let safe = fs::read(shop.place.path().join("safe.db")).unwrap();
    for word in ["full", "broken", "killed"] {
        let mut done = false;
        for from in (1..).step_by(5) {
            disk::order(&order, word, from);
            let said = shop.place.run(&["backup", "safe.db"], "");
            fs::remove_file(&order).unwrap();
            let now = fs::read(shop.place.path().join("safe.db")).unwrap();
            if said.status == 0 {
                assert!(now != safe);
                done = true;
                break;
            }
            // The new one is in its place where only the last note of that failed.
            let checked = shop.place.run(&["restore", "safe.db"], "no\n");
            assert!(
                checked.err.contains("only \"yes\" restores"),
                "{word} {from}: {}",
                checked.err
            );
            if word != "killed" {
                assert_eq!(
                    (said.status, said.err.lines().count()),
                    (1, 1),
                    "{word} {from}: {}",
                    said.err
                );
                let words = ["not enough room", "could not be", "can't be written"];
                assert!(
                    words.iter().any(|word| said.err.contains(word)),
                    "{word} {from}: {}",
                    said.err
                );
                assert!(!said.err.contains("Error code"), "{}", said.err);
                let parts = fs::read_dir(shop.place.path()).unwrap().flatten();
                let left =
                    parts.filter(|file| file.file_name().to_string_lossy().ends_with(".part"));
                // What can't be written can't always be unlinked, either.
                assert!(left.count() <= 1, "{word} {from}");
            }
            fs::write(shop.place.path().join("safe.db"), &safe).unwrap();
        }
        assert!(done, "{word}");
    }
}
