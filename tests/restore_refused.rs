//! What is no sound book is refused as a backup, and nothing changes.
//!
//! `DAYBOOK_FLIPS=1` flips so many bytes on each page.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use daybook::backup::{Backups, Why};
use daybook::config::Config;
use rusqlite::Connection;

use crate::support::lost::Lost;
use crate::support::program::Place;
use crate::support::sample;

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
