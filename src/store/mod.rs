//! All SQL, and the one door to the database.
//!
//! [`Db::read`] lends a reader from the pool: readers see a consistent snapshot and are never blocked.
//! [`Db::write`] works in a transaction, BEGIN IMMEDIATE, on the only writing connection, one after the other: measured
//! twice as fast as letting writers race, and none ever fails with "database is locked". Those who write at the same
//! moment share the commit. What a write changed is told to the rest of the program once it is safely on disk.
//!
//! One file a table family: free functions on [`Connection`] or [`Write`], SQL inline, parameters named.

pub mod agenda;
pub mod audit;
pub mod availability;
pub mod bookings;
mod checkpoint;
pub mod clients;
pub mod copy;
pub mod correspondence;
pub mod day_sheet;
pub mod dossier;
pub mod erasure;
pub mod export;
pub mod feedback;
pub mod files;
pub mod followups;
pub mod holidays;
pub mod horizon;
pub mod idempotency;
pub mod imports;
pub mod job_lists;
pub mod jobs;
pub mod links;
pub mod listing;
pub mod lock;
pub mod merge;
pub mod migrations;
pub mod nightly;
pub mod notifications;
pub mod offers;
pub mod payments;
pub mod post;
mod readers;
pub mod references;
mod replica;
pub mod reports;
pub mod restored;
pub mod rota;
pub mod services;
pub mod sessions;
pub mod settings;
pub mod soundness;
pub mod staff;
pub mod to_call;
pub mod tokens;
pub(crate) mod types;
pub mod untold;
pub mod users;
pub mod waitlist;
mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use self::checkpoint::Checkpointer;
use self::readers::Readers;
pub use self::readers::Snapshot;
use self::users::User;
pub use self::writer::Write;
use self::writer::{Standing, Writer};
use crate::salon::Refusal;
use crate::salon::settings::Settings;
use crate::salon::time::Stamp;
use crate::salon::who::Who;

/// Statements that each connection keeps prepared.
const STATEMENTS: usize = 160;
/// What the writing connection keeps of the book in memory, in KiB with a minus: a new booking touches some twenty pages
/// here and there in an old book's indexes, and each that is read anew costs as much as it writes.
const WRITER_CACHE: i64 = -5_000;
/// SQLite before this could corrupt a WAL that is reset under load.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Why something was not done: a rule said no, or the machine could not.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database could not.
    #[error("the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// No reader came free in time.
    #[error("the database is busy: {0}")]
    Busy(#[from] r2d2::Error),
    /// A change that was only tried out; see [`Db::try_out`].
    #[error("the change was taken back")]
    TakenBack,
    /// Anything else of the machine's: files, random numbers.
    #[error("{0:#}")]
    Machine(#[from] anyhow::Error),
}

/// What the store and the actions answer.
pub type Result<T> = std::result::Result<T, Error>;

/// Something changed; told to event streams and to the job thread after the commit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    /// What: `booking`, `client`, `job`, …
    pub noun: &'static str,
    /// Its id.
    pub id: i64,
    /// `created`, `updated` or `deleted`.
    pub action: &'static str,
    /// Whose agenda it touches, before and after; empty: nobody's in particular, everyone may know.
    pub staff_ids: Vec<i64>,
}

type Listener = Box<dyn Fn(&[Change], &Settings) + Send + Sync>;

/// The open book.
pub struct Db {
    path: PathBuf,
    readers: Readers,
    /// None: this is a copy that is only looked at.
    writer: Option<Writer>,
    checkpointer: Checkpointer,
    settings: Arc<Standing>,
    listener: RwLock<Option<Listener>>,
}

impl Db {
    /// Opens the book, making or upgrading it where needed.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        anyhow::ensure!(
            rusqlite::version_number() >= OLDEST_SQLITE,
            "this program was built with SQLite {}, which can damage a book; build it with 3.51.3 or newer",
            rusqlite::version()
        );
        let mut writer = migrations::open(path)?;
        prepare(&mut writer)?;
        writer.pragma_update(None, "cache_size", WRITER_CACHE)?;
        let settings = Arc::new(Standing::new(settings::load(&writer)?));
        Ok(Self {
            path: path.to_owned(),
            readers: Readers::open(path)?,
            writer: Some(Writer::new(writer, settings.clone())),
            checkpointer: Checkpointer::new(path),
            settings,
            listener: RwLock::new(None),
        })
    }

    /// Opens a copy of a book, which is never written: every change is refused.
    pub fn open_read_only(path: &Path) -> anyhow::Result<Self> {
        let settings = settings::load(soundness::Snapshot::of_replica(path)?.connection())?;
        Ok(Self {
            path: path.to_owned(),
            readers: Readers::of_copy(path),
            writer: None,
            checkpointer: Checkpointer::new(path),
            settings: Arc::new(Standing::new(settings)),
            listener: RwLock::new(None),
        })
    }

    /// Whether this is a copy that is only looked at.
    pub fn is_read_only(&self) -> bool {
        self.writer.is_none()
    }

    /// Lets somebody in whose password was found right, at a copy, where no session can be written down.
    pub fn welcome(&self, token_hash: &str, user: &User, now: Stamp) {
        if let Some(guests) = self.readers.guests() {
            guests.welcome(token_hash, user, now);
        }
    }

    /// Ends such a sign-in.
    pub fn farewell(&self, session_id: i64) {
        if let Some(guests) = self.readers.guests() {
            guests.farewell(session_id);
        }
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Who is told of each commit's changes, with the settings as they then stand; one listener.
    pub fn on_commit(&self, listener: impl Fn(&[Change], &Settings) + Send + Sync + 'static) {
        *self
            .listener
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(Box::new(listener));
    }

    /// The salon's settings as they stand.
    pub fn settings(&self) -> Arc<Settings> {
        self.settings.get()
    }

    /// Reads, on one snapshot.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.look(|book| read(book))
    }

    /// Reads, on one snapshot that knows whose a session is. Never read anew while reading: when everybody waits for
    /// a second reader, nobody gets it.
    pub fn look<T>(&self, look: impl FnOnce(&Snapshot<'_>) -> Result<T>) -> Result<T> {
        self.readers.look(|book| {
            if self.is_read_only() {
                // Whoever keeps the copy may have brought other settings.
                self.settings.set(Arc::new(settings::load(book)?));
            }
            look(book)
        })
    }

    /// What [`Snapshot::holder`] answers, for somebody who is about to write. Where nobody writes just now, the writing
    /// connection is asked: it has the pages at hand, which each commit makes a reader fetch anew.
    pub fn holder_about_to_write(
        &self,
        token_hash: &str,
        now: Stamp,
    ) -> Result<Option<(Who, Stamp)>> {
        let writer = self.writer.as_ref();
        match writer.and_then(|writer| writer.if_free(|book| sessions::holder(book, token_hash))) {
            Some(holder) => Ok(holder?.filter(|(_, seen)| sessions::lasts(*seen, now))),
            None => self.look(|book| book.holder(token_hash, now)),
        }
    }

    /// A connection of its own on one snapshot, for a long stream that must not keep a pooled reader from others.
    pub fn stream_reader(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = if self.is_read_only() {
            replica::open(&self.path)?
        } else {
            Connection::open_with_flags(&self.path, flags)?
        };
        prepare(&mut connection)?;
        connection.execute_batch("BEGIN")?;
        Ok(connection)
    }

    /// Changes the book: all of it or, when `change` answers an error, nothing. Answers once that is safely on disk.
    pub fn write<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let (value, changes) = self.commit(change)?;
        self.tell(&changes);
        Ok(value)
    }

    /// Tries a change out and takes it back: what it answers is what it would have done.
    pub fn try_out<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let mut outcome = None;
        let taken_back = self.commit(|write| {
            outcome = Some(change(write)?);
            Err::<(), _>(Error::TakenBack)
        });
        match (taken_back, outcome) {
            (Err(Error::TakenBack), Some(outcome)) => Ok(outcome),
            (Err(error), _) => Err(error),
            (Ok(_), _) => Err(Error::TakenBack),
        }
    }

    /// How many changes were begun since the book was opened: two looks tell whether somebody writes.
    pub fn changes_begun(&self) -> usize {
        self.writer.as_ref().map_or(0, Writer::come)
    }

    /// Carries over into the book what its log holds, where that is much; else whoever writes would have to.
    pub fn checkpoint(&self) -> Result<()> {
        self.writer
            .as_ref()
            .map_or(Ok(()), |writer| self.checkpointer.run(writer))
    }

    fn commit<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<(T, Vec<Change>)> {
        let writer = self.writer.as_ref().ok_or_else(read_only)?;
        writer.write(change)
    }

    fn tell(&self, changes: &[Change]) {
        let listener = self.listener.read().unwrap_or_else(PoisonError::into_inner);
        if let (Some(listener), false) = (listener.as_ref(), changes.is_empty())
            && catch_unwind(AssertUnwindSafe(|| listener(changes, &self.settings()))).is_err()
        {
            log::error!("a change could not be told: {changes:?}");
        }
    }
}

/// What every change of a copy is answered.
pub fn read_only() -> Refusal {
    let sentence = "This is a copy of the book that is only looked at: nothing can be changed here. Go to the salon's own Daybook for that.";
    Refusal::Clash("read_only", sentence.to_owned())
}

/// The outcome of a DELETE. A row that others name stays, which the foreign keys see to, and is refused with this
/// sentence.
pub fn deleted(outcome: rusqlite::Result<usize>, in_use: impl FnOnce() -> String) -> Result<()> {
    match outcome {
        Ok(_) => Ok(()),
        Err(rusqlite::Error::SqliteFailure(error, _))
            if error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY =>
        {
            Err(Refusal::InUse(in_use()).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// How every connection is set up. FULL: measured, NORMAL lost acknowledged bookings in 56 of 60 power cuts. A commit
/// carries the log over into the book only when it holds 32 MB, because the job thread had no time to ([`checkpoint`]).
fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan depends on the statement alone. Else SQLite plans anew whenever another day is asked for, which takes
    // a tenth of the time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = 8000;
         PRAGMA foreign_keys = ON;
         PRAGMA recursive_triggers = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -1500;",
    )
}
