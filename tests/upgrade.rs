//! An older book: killed at any point of its upgrade, it opens as it was or as it is to be.

use std::path::Path;
use std::process::{Command, Stdio};

use daybook::backup::Backups;
use daybook::config::Config;
use daybook::store::lock::Lock;
use rusqlite::Connection;

use crate::support::disk;
use crate::support::program::Place;
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

/// Starts it on a disk that takes orders, and answers whether it came to its end.
fn upgrade(folder: &Path, place: &Path) -> bool {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["upgrade::the_upgrade_itself", "--exact", "--ignored"])
        .env(PLACE, folder)
        .env("LD_PRELOAD", disk::library(place))
        .env("FAILING_DISK", place.join("order"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.unwrap().success()
}

#[cfg(target_os = "linux")]
#[test]
fn killed_at_any_point_a_book_is_the_old_one_or_the_new_one() {
    let most = std::env::var("DAYBOOK_UPGRADE_KILLS").map_or(6, |n| n.parse().unwrap());
    let (place, order) = disk::failing(Place::new());
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("daybook.db");
    let rows = number(
        &Connection::open(sample::book()).unwrap(),
        "SELECT count(*) FROM audit",
    );
    let killed_at = |call: usize| {
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.path().join(format!("daybook.db{ending}")));
        }
        std::fs::copy(sample::book(), &book).unwrap();
        disk::order(&order, "killed", call);
        let ended = upgrade(folder.path(), place.path());
        std::fs::remove_file(&order).unwrap();
        !ended
    };
    let calls = disk::calls(&killed_at);
    let (mut old, mut new) = (0, 0);
    for call in disk::chosen(calls, most) {
        assert!(killed_at(call));
        let opened = Connection::open(&book).unwrap();
        let whole: String = opened
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(whole, "ok");
        assert_eq!(number(&opened, "SELECT count(*) FROM audit"), rows);
        let columns = number(&opened, "SELECT count(*) FROM pragma_table_info('audit')");
        let version = number(&opened, "PRAGMA user_version");
        drop(opened);
        let backups = Backups::new(&config(folder.path())).list().unwrap();
        let is_backed_up = backups
            .iter()
            .any(|kept| kept.verified && kept.name.contains("before-upgrade"));
        match (version, columns) {
            (1, 8) => old += 1,
            (3, 9) if is_backed_up => new += 1,
            other => panic!("call {call}: {other:?}, backed up: {is_backed_up}"),
        }
        // Whoever tries again gets to the end.
        assert!(upgrade(folder.path(), place.path()));
        assert_eq!(
            number(&Connection::open(&book).unwrap(), "PRAGMA user_version"),
            3
        );
    }
    disk::say(&format!(
        "{calls} calls, {} kills: {old} old, {new} new",
        old + new
    ));
    assert!(old > 0 && new > 0);
}

#[test]
fn a_newer_book_is_left_as_it_is() {
    let place = Place::new();
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
