//! The pool of readers, and what each of them remembers.
//!
//! Every question begins with who asks, so a reader remembers whose session a token was. SQLite's `data_version`
//! says whether anything was written since, by whichever connection or process, and is read in the snapshot that
//! answers the question: a session that was ended, or a user who was disabled, is forgotten with that very commit.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use r2d2::{ManageConnection, Pool, PooledConnection};
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, OpenFlags};

use super::{Result, prepare, sessions};
use crate::salon::time::Stamp;
use crate::salon::who::Who;

/// Readers in the pool. A salon's machine has two to four cores; more readers would only hold memory.
const MOST: u32 = 4;
/// Sessions that a reader remembers; a salon has fewer screens.
const MOST_SESSIONS: usize = 64;

/// The readers that are open.
pub(super) struct Readers(Pool<Manager>);

impl Readers {
    /// Opens the first reader of a book that exists.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let files = SqliteConnectionManager::file(path)
            .with_flags(OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .with_init(prepare);
        let pool = Pool::builder()
            .max_size(MOST)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(10))
            .build(Manager(files))?;
        Ok(Readers(pool))
    }

    /// Begins a snapshot on a reader that is free.
    pub(super) fn snapshot(&self) -> Result<Snapshot> {
        let reader = self.0.get()?;
        reader.connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Snapshot(reader))
    }
}

/// Opens readers for the pool.
struct Manager(SqliteConnectionManager);

impl ManageConnection for Manager {
    type Connection = Reader;
    type Error = rusqlite::Error;

    fn connect(&self) -> rusqlite::Result<Reader> {
        Ok(Reader {
            connection: self.0.connect()?,
            known: RefCell::default(),
        })
    }

    fn is_valid(&self, reader: &mut Reader) -> rusqlite::Result<()> {
        self.0.is_valid(&mut reader.connection)
    }

    fn has_broken(&self, reader: &mut Reader) -> bool {
        // One whose snapshot would not end is of no more use.
        !reader.connection.is_autocommit()
    }
}

struct Reader {
    connection: Connection,
    known: RefCell<Known>,
}

/// Whose sessions these token hashes were, and when they were last seen, as of a version of the book.
#[derive(Default)]
struct Known {
    version: i64,
    holders: HashMap<String, (Who, Stamp)>,
}

/// The book as it was at one moment; reads like a [`Connection`].
pub struct Snapshot(PooledConnection<Manager>);

impl Snapshot {
    /// Who holds the session of this token hash, and when it was last seen; scope as yet without personal agenda.
    pub fn holder(&self, token_hash: &str, now: Stamp) -> Result<Option<(Who, Stamp)>> {
        let mut asked = self.prepare_cached("PRAGMA data_version")?;
        let version = asked.query_row([], |row| row.get(0))?;
        let mut known = self.0.known.borrow_mut();
        if known.version != version || known.holders.len() >= MOST_SESSIONS {
            known.version = version;
            known.holders.clear();
        }
        if !known.holders.contains_key(token_hash)
            && let Some(holder) = sessions::holder(self, token_hash)?
        {
            known.holders.insert(token_hash.to_owned(), holder);
        }
        let holder = known.holders.get(token_hash);
        Ok(holder
            .filter(|(_, seen)| sessions::lasts(*seen, now))
            .cloned())
    }
}

impl Deref for Snapshot {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0.connection
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        let end = self.prepare_cached("COMMIT");
        if let Err(error) = end.and_then(|mut end| end.execute([])) {
            log::error!("a reader could not end its snapshot: {error}");
        }
    }
}
