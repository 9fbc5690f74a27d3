//! From an empty file or an older book to today's schema. Append-only: a released step is never edited.

use std::fs::{self, OpenOptions};
use std::path::Path;

use anyhow::Context;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

/// The schema of a new book.
const SCHEMA: &str = include_str!("../../schema.sql");

/// Every step from an empty file on; their number is the file's `user_version`.
fn steps() -> Migrations<'static> {
    Migrations::new(vec![M::up(SCHEMA)])
}

/// The schema version that this program writes.
pub const VERSION: usize = 1;

/// Opens the file for writing and brings it to today's schema; makes it, mode 0600, where there is none.
pub fn open(path: &Path) -> anyhow::Result<Connection> {
    keep_private(path).with_context(|| format!("The book {} can't be opened", path.display()))?;
    let mut connection =
        Connection::open(path).with_context(|| format!("{} can't be opened", path.display()))?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    // `trusted_schema` off would refuse the full-text tables in triggers while the schema is made.
    connection
        .pragma_update(None, "journal_mode", "wal")
        .with_context(|| {
            format!(
                "{} is not a book of Daybook's, or it is damaged",
                path.display()
            )
        })?;
    steps()
        .to_latest(&mut connection)
        .with_context(|| format!("{} can't be brought up to date", path.display()))?;
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
