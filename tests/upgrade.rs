//! An older book: killed at any point of its upgrade, it opens as it was or as it is to be.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use daybook::backup::Backups;
use daybook::config::Config;
use daybook::store::lock::Lock;
use rusqlite::Connection;

use crate::support::sample;
use crate::support::shop::number;

/// No step was released yet, so these stand for one that puts a busy table together anew.
const STEPS: &[&str] = &[
    "CREATE TABLE audit_2 (id INTEGER PRIMARY KEY, at TEXT NOT NULL, user_id INTEGER, actor TEXT NOT NULL,
        booking_id INTEGER NOT NULL, action TEXT NOT NULL, before TEXT, after TEXT NOT NULL, source TEXT) STRICT;
     INSERT INTO audit_2 SELECT *, 'desk' FROM audit;
     DROP TABLE audit;
     ALTER TABLE audit_2 RENAME TO audit;",
    "CREATE INDEX audit_at ON audit (at)",
];
const PLACE: &str = "DAYBOOK_UPGRADE";

fn config(folder: &Path) -> Config {
    let mut config = Config::default();
    config.database.path = folder.join("daybook.db");
    config.backup.folder = folder.join("backups").display().to_string();
    config
}

/// What the parent kills: the tests' own program, started anew.
#[test]
#[ignore = "started and killed by the drill"]
fn the_upgrade_itself() {
    let Some(folder) = std::env::var_os(PLACE) else {
        return;
    };
    let config = config(Path::new(&folder));
    let lock = Lock::take(&config.database.path).unwrap();
    let made = Backups::new(&config).upgrade_by(&lock, chrono::Utc::now(), STEPS);
    made.unwrap();
}

fn upgrade(folder: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["upgrade::the_upgrade_itself", "--exact", "--ignored"])
        .env(PLACE, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn killed_at_any_point_a_book_is_the_old_one_or_the_new_one() {
    let kills = std::env::var("DAYBOOK_UPGRADE_KILLS").map_or(12, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("daybook.db");
    let rows = number(
        &Connection::open(sample::book()).unwrap(),
        "SELECT count(*) FROM audit",
    );
    let fresh = || {
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.path().join(format!("daybook.db{ending}")));
        }
        std::fs::copy(sample::book(), &book).unwrap();
    };
    fresh();
    let begun = Instant::now();
    assert!(upgrade(folder.path()).wait().unwrap().success());
    let whole = begun.elapsed();
    let (mut old, mut new) = (0, 0);
    for kill in 0..kills {
        fresh();
        let mut child = upgrade(folder.path());
        thread::sleep(Duration::from_secs_f64(
            whole.as_secs_f64() * 1.1 * kill as f64 / kills as f64,
        ));
        child.kill().unwrap();
        child.wait().unwrap();
        let opened = Connection::open(&book).unwrap();
        let whole: String = opened
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(whole, "ok");
        assert_eq!(number(&opened, "SELECT count(*) FROM audit"), rows);
        let columns = number(&opened, "SELECT count(*) FROM pragma_table_info('audit')");
        match number(&opened, "PRAGMA user_version") {
            1 => {
                assert_eq!(columns, 8);
                old += 1;
            }
            3 => {
                assert_eq!(columns, 9);
                let backups = Backups::new(&config(folder.path())).list().unwrap();
                assert!(
                    backups
                        .iter()
                        .any(|kept| kept.verified && kept.name.contains("before-upgrade"))
                );
                new += 1;
            }
            other => panic!("version {other}"),
        }
        // Whoever tries again gets to the end.
        drop(opened);
        assert!(upgrade(folder.path()).wait().unwrap().success());
        assert_eq!(
            number(&Connection::open(&book).unwrap(), "PRAGMA user_version"),
            3
        );
    }
    println!("{kills} kills: {old} old, {new} new");
}

#[test]
fn a_newer_book_is_left_as_it_is() {
    let place = crate::support::program::Place::new();
    std::fs::copy(sample::book(), place.book()).unwrap();
    Connection::open(place.book())
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let before = std::fs::read(place.book()).unwrap();
    for command in [&["serve"][..], &["user", "list"], &["backup"], &["check"]] {
        let said = place.run(command, "");
        assert_eq!(
            (said.status, said.err.lines().count()),
            (1, 1),
            "{command:?}: {}",
            said.err
        );
        assert!(
            said.err.contains("newer Daybook"),
            "{command:?}: {}",
            said.err
        );
    }
    assert!(before == std::fs::read(place.book()).unwrap());
}
