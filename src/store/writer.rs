//! The one writing connection, and the transaction that those share who write at the same moment.
//!
//! What a commit costs is the disk's word that all is safe, so whoever finds others waiting behind them leaves the
//! transaction open, and the last one commits for all. One who is refused takes back their own work alone. Nobody
//! hears anything before the commit, not even who was refused: that may have been for the sake of work which the disk
//! then did not take.

use std::any::Any;
use std::cell::RefCell;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use parking_lot::Mutex;
use rusqlite::{Connection, ffi};

use super::{Change, Result};
use crate::salon::settings::Settings;

/// So many share a transaction at most: the first of them is not to wait for ever.
const MOST: usize = 32;

/// The writing connection and those who want it.
pub(super) struct Writer {
    /// This lock is fair: with std's, the job thread, which goes from one write to the next, kept the desk waiting for
    /// seconds.
    desk: Mutex<Desk>,
    waiting: AtomicUsize,
    /// How many have come.
    come: AtomicUsize,
    settings: Arc<Standing>,
}

/// The settings as of the last commit.
pub(super) struct Standing(RwLock<Arc<Settings>>);

impl Standing {
    pub(super) fn new(settings: Settings) -> Self {
        Self(RwLock::new(Arc::new(settings)))
    }

    pub(super) fn get(&self) -> Arc<Settings> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set(&self, settings: Arc<Settings>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }
}

/// Where one at a time works.
struct Desk {
    connection: Connection,
    open: Option<Shared>,
}

/// A transaction that is open.
struct Shared {
    members: usize,
    /// As its members left them.
    settings: Arc<Settings>,
    fate: Arc<Fate>,
}

/// How a transaction ended, for all who share it.
type Fate = OnceLock<std::result::Result<(), Lost>>;

/// Why a transaction came to nothing.
#[derive(Clone)]
struct Lost(ffi::Error, Option<String>);

/// What one member's work came to: its result, or its panic.
type Worked<T> = std::result::Result<Result<T>, Box<dyn Any + Send>>;

impl Writer {
    /// The writer of a book whose settings stand there.
    pub(super) fn new(connection: Connection, settings: Arc<Standing>) -> Self {
        Self {
            desk: Mutex::new(Desk {
                connection,
                open: None,
            }),
            waiting: AtomicUsize::new(0),
            come: AtomicUsize::new(0),
            settings,
        }
    }

    /// Changes the book, all of it or nothing; answers once that is safely on disk, and what changed.
    pub(super) fn write<T>(
        &self,
        change: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Vec<Change>)> {
        self.come.fetch_add(1, SeqCst);
        self.waiting.fetch_add(1, SeqCst);
        let mut desk = self.desk.lock();
        self.waiting.fetch_sub(1, SeqCst);
        let worked = desk.work(self.settings.get(), change);
        let fate = desk.open.as_ref().map(|shared| shared.fate.clone());
        // Whoever waits now comes in next, whatever happens to them, and so sees to the commit.
        if self.waiting.load(SeqCst) == 0 || desk.is_full() {
            desk.commit(&self.settings);
        }
        drop(desk);
        let worked = worked.unwrap_or_else(|panic| resume_unwind(panic));
        match fate.as_deref().map(Fate::wait) {
            Some(Err(lost)) => Err(lost.error().into()),
            Some(Ok(())) | None => worked,
        }
    }

    /// How many have come to write since the book was opened.
    pub(super) fn come(&self) -> usize {
        self.come.load(SeqCst)
    }

    /// Looks at the book if nobody writes just now; waits for nobody.
    pub(super) fn if_free<T>(&self, look: impl FnOnce(&Connection) -> T) -> Option<T> {
        let desk = self.desk.try_lock()?;
        desk.open.is_none().then(|| look(&desk.connection))
    }

    /// Does something to the connection while nobody writes and no transaction is open.
    pub(super) fn alone<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        let mut desk = self.desk.lock();
        desk.commit(&self.settings);
        work(&desk.connection)
    }
}

impl Desk {
    /// Does one member's work in the open transaction, else in a new one.
    fn work<T>(
        &mut self,
        settings: Arc<Settings>,
        change: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Worked<(T, Vec<Change>)> {
        let alone = self.open.is_none();
        let settings = match self.join(settings) {
            Ok(settings) => settings,
            Err(error) => return Ok(Err(error.into())),
        };
        let write = Write {
            connection: &self.connection,
            settings,
            changes: RefCell::default(),
            new_settings: RefCell::default(),
        };
        let worked = catch_unwind(AssertUnwindSafe(|| change(&write)));
        let (changes, new_settings) = (write.changes.into_inner(), write.new_settings.into_inner());
        let worked = worked.map(|result| result.map(|value| (value, changes)));
        match self.settle(alone, matches!(worked, Ok(Ok(_)))) {
            Ok(()) => {
                if let (Some(shared), Some(settings), Ok(Ok(_))) =
                    (&mut self.open, new_settings, &worked)
                {
                    shared.settings = Arc::new(settings);
                }
                worked
            }
            Err(error) => {
                self.lose(&error);
                worked.map(|result| result.and(Err(error.into())))
            }
        }
    }

    /// Enters the open transaction, or begins one. The first needs no savepoint: nobody else's work is in it yet.
    fn join(&mut self, settings: Arc<Settings>) -> rusqlite::Result<Arc<Settings>> {
        if let Some(shared) = &mut self.open {
            run(&self.connection, "SAVEPOINT own")?;
            shared.members += 1;
            return Ok(shared.settings.clone());
        }
        run(&self.connection, "BEGIN IMMEDIATE")?;
        self.open = Some(Shared {
            members: 1,
            settings: settings.clone(),
            fate: Arc::default(),
        });
        Ok(settings)
    }

    /// Keeps a member's work for the commit, or takes it back. An error means that nothing of the transaction is left.
    fn settle(&mut self, alone: bool, keep: bool) -> rusqlite::Result<()> {
        if self.connection.is_autocommit() {
            // A disk that fails makes SQLite give up everything at once.
            return Err(Lost::at_once().error());
        }
        match (alone, keep) {
            (true, true) => Ok(()),
            (true, false) => {
                self.open = None;
                run(&self.connection, "ROLLBACK")
            }
            (false, true) => run(&self.connection, "RELEASE own"),
            (false, false) => run(&self.connection, "ROLLBACK TO own")
                .and_then(|()| run(&self.connection, "RELEASE own")),
        }
    }

    fn is_full(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|shared| shared.members >= MOST)
    }

    /// Commits what is open, and tells all who share it.
    fn commit(&mut self, settings: &Standing) {
        if self.open.is_none() {
            return;
        }
        if let Err(error) = run(&self.connection, "COMMIT") {
            return self.lose(&error);
        }
        if let Some(shared) = self.open.take() {
            settings.set(shared.settings);
            shared.fate.get_or_init(|| Ok(()));
        }
    }

    /// Gives up what is open, and tells all who share it.
    fn lose(&mut self, error: &rusqlite::Error) {
        if !self.connection.is_autocommit()
            && let Err(error) = run(&self.connection, "ROLLBACK")
        {
            log::error!("a transaction that failed could not be taken back: {error}");
        }
        if let Some(shared) = self.open.take() {
            shared.fate.get_or_init(|| Err(Lost::to(error)));
        }
    }
}

impl Lost {
    fn to(error: &rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(code, words) => Self(*code, words.clone()),
            other => Self(ffi::Error::new(ffi::SQLITE_ERROR), Some(other.to_string())),
        }
    }

    /// What became of a transaction that SQLite gave up by itself.
    fn at_once() -> Self {
        let words = "the transaction was given up".to_owned();
        Self(ffi::Error::new(ffi::SQLITE_IOERR), Some(words))
    }

    fn error(&self) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(self.0, self.1.clone())
    }
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// One write within a transaction; reads like a [`Connection`].
pub struct Write<'c> {
    connection: &'c Connection,
    settings: Arc<Settings>,
    changes: RefCell<Vec<Change>>,
    new_settings: RefCell<Option<Settings>>,
}

impl Write<'_> {
    /// The salon's settings as they stood when the write began.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// From the commit on, these settings hold.
    pub(super) fn set(&self, settings: &Settings) {
        *self.new_settings.borrow_mut() = Some(settings.clone());
    }

    /// Writes to the disk and changes nothing: the schema's version again. Committing this fails where the disk is
    /// full or may not be written.
    pub fn try_disk(&self) -> Result<()> {
        let version: i64 = self.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok(self.pragma_update(None, "user_version", version)?)
    }

    /// Notes a change, to be told after the commit.
    pub fn changed(&self, noun: &'static str, id: i64, action: &'static str, staff_ids: &[i64]) {
        self.changes.borrow_mut().push(Change {
            noun,
            id,
            action,
            staff_ids: staff_ids.to_vec(),
        });
    }
}

impl Deref for Write<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

#[cfg(test)]
mod tests;
