//! The pool of readers, and what each of them remembers.
//!
//! Every question begins with who asks, so a reader remembers whose session a token was. SQLite's `data_version`
//! says whether anything was written since, by whichever connection or process, and is read in the snapshot that
//! answers the question: a session that was ended, or a user who was disabled, is forgotten with that very commit.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use r2d2::{ManageConnection, Pool};
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, OpenFlags};
use scheduled_thread_pool::ScheduledThreadPool;

use super::replica::{Guests, Replica};
use super::{Result, prepare, sessions};
use crate::salon::time::Stamp;
use crate::salon::who::{Role, Who};

/// Readers in the pool. A salon's machine has two to four cores; more readers would only hold memory.
const MOST: u32 = 4;
/// Sessions that a reader remembers; a salon has fewer screens.
const MOST_SESSIONS: usize = 64;

/// The readers that are open.
pub(super) enum Readers {
    /// Of the salon's own book.
    Pool(Pool<Manager>),
    /// Of a copy, one a look.
    Copy(Replica),
}

impl Readers {
    /// Readers of a copy that is never written.
    pub(super) fn of_copy(path: &Path) -> Self {
        Self::Copy(Replica::new(path))
    }

    /// Who signed in at a copy; none where this is the salon's own book.
    pub(super) fn guests(&self) -> Option<&Guests> {
        match self {
            Self::Pool(_) => None,
            Self::Copy(replica) => Some(replica.guests()),
        }
    }

    /// Opens the first reader of a book that exists.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let files = SqliteConnectionManager::file(path)
            .with_flags(OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .with_init(prepare);
        let pool = Pool::builder()
            .max_size(MOST)
            // Each holds memory of its own: another is opened when all are asked at once, and kept then.
            .min_idle(Some(0))
            .idle_timeout(None)
            .max_lifetime(None)
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(10))
            // It opens readers, which is seldom; three of them, as r2d2 has it, would each keep memory of their own.
            .thread_pool(Arc::new(ScheduledThreadPool::new(1)))
            .build(Manager(files))?;
        drop(pool.get()?);
        Ok(Self::Pool(pool))
    }

    /// Looks at one snapshot, on a reader that is free.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Snapshot<'_>) -> Result<T>) -> Result<T> {
        match self {
            Self::Pool(pool) => look_at(&*pool.get()?, None, look),
            Self::Copy(replica) => {
                let reader = Reader {
                    connection: replica.look()?,
                    known: RefCell::default(),
                };
                look_at(&reader, Some(replica.guests()), look)
            }
        }
    }
}

fn look_at<T>(
    reader: &Reader,
    guests: Option<&Guests>,
    look: impl FnOnce(&Snapshot<'_>) -> Result<T>,
) -> Result<T> {
    // A statement that has not come to its end keeps its snapshot for all that follow, so this one, which is
    // asked anyway, spares a BEGIN and a COMMIT.
    let mut asked = reader.connection.prepare_cached("PRAGMA data_version")?;
    let mut answer = asked.query([])?;
    let version = answer.next()?.map_or(Ok(0), |row| row.get(0))?;
    look(&Snapshot {
        reader,
        version,
        guests,
    })
}

/// Opens readers for the pool.
pub(super) struct Manager(SqliteConnectionManager);

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
        self.0.has_broken(&mut reader.connection)
    }
}

pub(super) struct Reader {
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
pub struct Snapshot<'r> {
    reader: &'r Reader,
    version: i64,
    guests: Option<&'r Guests>,
}

impl Snapshot<'_> {
    /// Who holds the session of this token hash, and when it was last seen; scope as yet without personal agenda.
    pub fn holder(&self, token_hash: &str, now: Stamp) -> Result<Option<(Who, Stamp)>> {
        let mut known = self.reader.known.borrow_mut();
        if known.version != self.version || known.holders.len() >= MOST_SESSIONS {
            known.version = self.version;
            known.holders.clear();
        }
        if !known.holders.contains_key(token_hash)
            && let Some(holder) = self.look_up(token_hash)?
        {
            known.holders.insert(token_hash.to_owned(), holder);
        }
        let holder = known.holders.get(token_hash);
        Ok(holder
            .filter(|(_, seen)| sessions::lasts(*seen, now))
            .cloned())
    }

    fn look_up(&self, token_hash: &str) -> Result<Option<(Who, Stamp)>> {
        let guest = self.guests.map(|guests| guests.holder(self, token_hash));
        match guest.transpose()?.flatten() {
            Some(guest) => Ok(Some(guest)),
            None => sessions::holder(self, token_hash),
        }
    }

    /// Whether a session still is what it was; see [`sessions::still_holds`].
    pub fn still_holds(
        &self,
        session_id: i64,
        as_whom: (Role, Option<i64>),
        now: Stamp,
    ) -> Result<bool> {
        match self.guests {
            Some(guests) if session_id < 0 => guests.still_holds(self, session_id, as_whom, now),
            _ => sessions::still_holds(self, session_id, as_whom, now),
        }
    }
}

impl Deref for Snapshot<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.reader.connection
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use crate::store::Db;

    const ADD: &str = "INSERT INTO staff (name) VALUES ('Eva')";

    #[test]
    fn a_snapshot_stays_as_it_was_until_it_is_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("daybook.db")).unwrap();
        let count = |book: &rusqlite::Connection| -> rusqlite::Result<i64> {
            book.query_row("SELECT count(*) FROM staff", [], |row| row.get(0))
        };
        db.look(|book| {
            assert_eq!(count(book)?, 0);
            db.write(|write| Ok(write.execute(ADD, [])?))?;
            assert_eq!(count(book)?, 0);
            Ok(())
        })
        .unwrap();
        assert_eq!(db.look(|book| Ok(count(book)?)).unwrap(), 1);
    }
}
