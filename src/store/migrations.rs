//! From an empty file to today's schema, and from an older book to it. Append-only: a released step is never edited.
//!
//! A new book is made by `schema.sql`. An older one is never changed in passing: whoever opens it is told to start
//! the server, which makes a backup first and then takes all the steps in one transaction. Killed at any point, the
//! file opens as it was before or as it is after.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

/// The schema of a new book.
const SCHEMA: &str = include_str!("../../schema.sql");

/// What brings an older book one version on; the first leads from version 1 to version 2.
pub const STEPS: &[&str] = &[];

/// The schema version that this program writes, a book's `user_version`.
pub const VERSION: usize = STEPS.len() + 1;

/// How a book's schema stands to this program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// There are no tables in it yet.
    Empty,
    /// An older program wrote it.
    Older,
    /// It is today's.
    Current,
    /// A newer program wrote it.
    Newer,
}

impl Age {
    fn of(version: i64, current: usize) -> Self {
        match usize::try_from(version) {
            Ok(0) => Age::Empty,
            Ok(version) if version < current => Age::Older,
            Ok(version) if version == current => Age::Current,
            _ => Age::Newer,
        }
    }
}

/// How the schema of the file at this path stands to today's.
pub fn age(path: &Path) -> rusqlite::Result<Age> {
    age_by(path, STEPS)
}

/// The same of a book that is open already.
pub fn age_of(connection: &Connection) -> rusqlite::Result<Age> {
    Ok(Age::of(version(connection)?, VERSION))
}

/// How it stands to the schema that these steps lead to.
pub fn age_by(path: &Path, steps: &[&str]) -> rusqlite::Result<Age> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    Ok(Age::of(version(&connection)?, steps.len() + 1))
}

/// Opens the file for writing; makes it, mode 0600 and with today's schema, where there is none.
pub fn open(path: &Path) -> anyhow::Result<Connection> {
    let mut connection = writable(path)?;
    let made = made_or_current(&mut connection)
        .with_context(|| format!("{} can't be made", path.display()))?;
    let shown = path.display();
    match made {
        Age::Older => bail!(
            "{shown} was written by an older Daybook: start the server once with \"daybook serve\", which makes a backup and brings it up to date"
        ),
        Age::Newer => bail!(
            "{shown} was written by a newer Daybook than this one, and is left as it is: use that one, or restore a backup from before"
        ),
        Age::Empty | Age::Current => Ok(connection),
    }
}

/// Makes the tables where there are none; answers how the file stood to this program.
fn made_or_current(connection: &mut Connection) -> rusqlite::Result<Age> {
    let age = Age::of(version(connection)?, VERSION);
    if age != Age::Empty {
        return Ok(age);
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Two programs may come to an empty file together; the second finds it made.
    let age = Age::of(version(&tx)?, VERSION);
    if age == Age::Empty {
        tx.execute_batch(SCHEMA)?;
        tx.pragma_update(None, "user_version", VERSION as i64)?;
        tx.commit()?;
    }
    Ok(age)
}

/// Brings an older book to today's schema: all the steps in one transaction.
pub fn upgrade(path: &Path) -> anyhow::Result<()> {
    upgrade_by(path, STEPS)
}

/// Takes those of these steps that the book lacks, in one transaction; the first leads from version 1 to version 2.
pub fn upgrade_by(path: &Path, steps: &[&str]) -> anyhow::Result<()> {
    let shown = path.display();
    let mut connection = writable(path)?;
    // A step may put a table together anew, which foreign keys would forbid; they are looked through at the end.
    connection.pragma_update(None, "foreign_keys", false)?;
    // And it may give the new table the old one's name, which views ask for: they are not to be looked at in between.
    connection.pragma_update(None, "legacy_alter_table", true)?;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = usize::try_from(version(&tx)?).unwrap_or(usize::MAX);
    let Some(missing) = from.checked_sub(1).and_then(|from| steps.get(from..)) else {
        bail!("{shown} is not a book that this Daybook can bring up to date");
    };
    for step in missing {
        tx.execute_batch(step)
            .with_context(|| format!("{shown} can't be brought up to date, and is as it was"))?;
    }
    let dangling: i64 =
        tx.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
            row.get(0)
        })?;
    if dangling > 0 {
        bail!(
            "{shown} can't be brought up to date, and is as it was: {dangling} rows name others that are not there"
        );
    }
    tx.pragma_update(None, "user_version", steps.len() as i64 + 1)?;
    tx.commit()
        .with_context(|| format!("{shown} can't be brought up to date, and is as it was"))
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn no_book(path: &Path) -> String {
    format!(
        "{} is not a book of Daybook's, or it is damaged",
        path.display()
    )
}

/// A connection in WAL mode whose every commit is on the disk when it is told.
fn writable(path: &Path) -> anyhow::Result<Connection> {
    keep_private(path).with_context(|| format!("The book {} can't be opened", path.display()))?;
    let connection =
        Connection::open(path).with_context(|| format!("{} can't be opened", path.display()))?;
    connection.busy_timeout(Duration::from_secs(10))?;
    // `trusted_schema` off would refuse the full-text tables in triggers while the schema is made.
    connection
        .pragma_update(None, "journal_mode", "wal")
        .and_then(|()| connection.pragma_update(None, "synchronous", "full"))
        .with_context(|| no_book(path))?;
    Ok(connection)
}

/// An empty book in memory, to hold others against.
pub(super) fn in_memory() -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

/// Creates the file so that only its owner may read it; SQLite gives its -wal and -shm the same mode.
fn keep_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_older_book_takes_the_steps_that_it_lacks_and_a_bad_step_takes_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daybook.db");
        drop(open(&path).unwrap());
        let (a, b) = ("CREATE TABLE a (x)", "CREATE TABLE b (x)");
        let bad = "CREATE TABLE c (x); SELECT nothing";
        let told = upgrade_by(&path, &[a, bad]).unwrap_err().to_string();
        assert!(told.ends_with("and is as it was"), "{told}");
        assert_eq!(age(&path).unwrap(), Age::Current);
        upgrade_by(&path, &[a]).unwrap();
        upgrade_by(&path, &[a, b]).unwrap();
        upgrade_by(&path, &[a, b]).unwrap();
        let book = Connection::open(&path).unwrap();
        assert_eq!(version(&book).unwrap(), 3);
        let sql = "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b')";
        let made: i64 = book.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(made, 2);
        assert_eq!(age(&path).unwrap(), Age::Newer);
        let told = open(&path).unwrap_err().to_string();
        assert!(told.contains("a newer Daybook"), "{told}");
    }
}
