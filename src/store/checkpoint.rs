//! Checkpoints: what the write-ahead log holds is carried over into the book beside the desk's writes.
//!
//! Left to itself, SQLite does that within the commit that fills the log, and whoever stands at the desk waits for it.
//! Here most of it is done while others write, and only what came in meanwhile while nobody does; then the log begins
//! anew, which keeps it from growing.

use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use rusqlite::Connection;

use super::files;
use super::writer::Writer;
use super::{Result, prepare};

/// From so many pages in the log on it is worth the disk's time: by then most of them stand in it several times over.
const DUE_PAGES: i64 = 4_000;
/// What these take up at least.
const DUE_BYTES: u64 = 4096 * DUE_PAGES as u64;

/// The connection that carries over, once it was needed.
pub(super) struct Checkpointer {
    path: PathBuf,
    connection: Mutex<Option<Connection>>,
}

impl Checkpointer {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            connection: Mutex::default(),
        }
    }

    /// Carries over what the log holds, where that is much.
    pub(super) fn run(&self, writer: &Writer) -> Result<()> {
        // Where the log's file never grew so long there is nothing to look at, nor a connection to hold for it.
        let log = files::beside(&self.path, "-wal");
        if std::fs::metadata(log).is_ok_and(|file| file.len() < DUE_BYTES) {
            return Ok(());
        }
        let mut own = self.connection.lock();
        let own = match &mut *own {
            Some(open) => open,
            none => none.insert(self.open()?),
        };
        if pages(own, "PRAGMA wal_checkpoint = NOOP")? < DUE_PAGES {
            return Ok(());
        }
        // The second time little is left, so that the desk's writes, which the last time holds up, wait for little.
        pages(own, PASSIVE)?;
        pages(own, PASSIVE)?;
        writer.alone(|connection| pages(connection, PASSIVE).map(|_| ()))?;
        Ok(())
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let mut own = Connection::open(&self.path)?;
        prepare(&mut own)?;
        Ok(own)
    }
}

/// Waits for nobody: what a reader still looks at stays in the log.
const PASSIVE: &str = "PRAGMA wal_checkpoint = PASSIVE";

/// Runs a checkpoint; answers how many pages the log held.
fn pages(connection: &Connection, checkpoint: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(checkpoint)?
        .query_row([], |row| row.get(1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::Db;

    #[test]
    fn a_long_log_is_carried_over_and_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daybook.db");
        let db = Db::open(&path).unwrap();
        let looking = Connection::open(&path).unwrap();
        let logged = || pages(&looking, "PRAGMA wal_checkpoint = NOOP").unwrap();
        let holiday = |date: &str, length: i64| {
            db.write(|write| {
                let sql = "INSERT INTO holidays (date, name) VALUES (?1, printf('%.*c', ?2, 'x'))";
                Ok(write.execute(sql, (date, length))?)
            })
            .unwrap();
        };
        holiday("2026-12-24", 1_000);
        db.checkpoint().unwrap();
        assert!((1..DUE_PAGES).contains(&logged()), "a short log stays");
        holiday("2026-12-25", 4_096 * DUE_PAGES);
        assert!(logged() > DUE_PAGES);
        db.checkpoint().unwrap();
        holiday("2026-12-26", 1_000);
        assert!(logged() < 50, "the log has {} pages", logged());
        let kept = "SELECT sum(length(name)) FROM holidays";
        let kept: i64 = looking.query_row(kept, [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 2_000 + 4_096 * DUE_PAGES);
    }
}
