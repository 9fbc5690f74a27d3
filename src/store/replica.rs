//! A book that is only looked at: a copy that somebody else keeps up to date, on another machine or another disk.
//!
//! Its file is never written, nor is anything put beside it; it may lie where this program can't write at all. It is
//! opened anew for each look, so that a newer copy put in its place is seen at once. Sign-ins need a place to stand, so
//! here they stand in memory and end with the program.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use rusqlite::{Connection, OpenFlags};

use super::users::{self, User};
use super::{Result, prepare, sessions};
use crate::salon::time::Stamp;
use crate::salon::who::{Role, Scope, Who};

/// Sign-ins that are kept; beyond, the oldest ends.
const MOST_GUESTS: usize = 200;

/// A copy of a book, and who looks at it.
pub(super) struct Replica {
    path: PathBuf,
    guests: Guests,
}

impl Replica {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            guests: Guests::default(),
        }
    }

    /// The copy as it is now.
    pub(super) fn look(&self) -> rusqlite::Result<Connection> {
        let mut connection = open(&self.path)?;
        prepare(&mut connection)?;
        Ok(connection)
    }

    pub(super) fn guests(&self) -> &Guests {
        &self.guests
    }
}

/// Opens a book for reading alone. Where a write-ahead log with something in it lies beside it, a program is writing
/// that book, and SQLite needs to see what that one does. Otherwise the file is all there is, and is taken as it is:
/// then SQLite makes no files beside it and takes no locks.
pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let whole = fs::canonicalize(path).ok();
    match whole.and_then(|path| url::Url::from_file_path(path).ok()) {
        Some(mut file) if !is_being_written(path) => {
            file.set_query(Some("immutable=1"));
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(file.as_str(), flags)
        }
        _ => Connection::open_with_flags(path, flags),
    }
}

fn is_being_written(path: &Path) -> bool {
    let mut log = OsString::from(path);
    log.push("-wal");
    fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// Who signed in at a copy, by the hash of their token.
#[derive(Default)]
pub(super) struct Guests(Mutex<HashMap<String, Guest>>);

struct Guest {
    user_id: i64,
    /// Below nought, so that it is no session of the book's.
    session_id: i64,
    /// Another password ends it, as it ends the sessions of the book.
    password_hash: String,
    since: Stamp,
}

impl Guests {
    /// Lets somebody in whose password was found right.
    pub(super) fn welcome(&self, token_hash: &str, user: &User, now: Stamp) {
        let mut guests = self.0.lock();
        let lowest = guests.values().map(|guest| guest.session_id).min();
        if guests.len() >= MOST_GUESTS {
            let oldest = guests.iter().max_by_key(|(_, guest)| guest.session_id);
            if let Some(hash) = oldest.map(|(hash, _)| hash.clone()) {
                guests.remove(&hash);
            }
        }
        let guest = Guest {
            user_id: user.id,
            session_id: lowest.unwrap_or(0) - 1,
            password_hash: user.password_hash.clone(),
            since: now,
        };
        guests.insert(token_hash.to_owned(), guest);
    }

    /// Ends a sign-in.
    pub(super) fn farewell(&self, session_id: i64) {
        self.0
            .lock()
            .retain(|_, guest| guest.session_id != session_id);
    }

    /// Who holds this token hash, and since when; scope as yet without personal agenda.
    pub(super) fn holder(
        &self,
        book: &Connection,
        token_hash: &str,
    ) -> Result<Option<(Who, Stamp)>> {
        let guests = self.0.lock();
        let Some(guest) = guests.get(token_hash) else {
            return Ok(None);
        };
        let user = users::find(book, guest.user_id)?;
        let user = user.filter(|user| user.active && user.password_hash == guest.password_hash);
        Ok(user.map(|user| {
            let who = Who {
                user_id: user.id,
                session_id: guest.session_id,
                name: user.name,
                email: user.email,
                role: user.role,
                staff_id: user.staff_id,
                scope: Scope::All,
            };
            (who, guest.since)
        }))
    }

    /// Whether a sign-in still is what it was.
    pub(super) fn still_holds(
        &self,
        book: &Connection,
        session_id: i64,
        (role, staff_id): (Role, Option<i64>),
        now: Stamp,
    ) -> Result<bool> {
        let guests = self.0.lock();
        let hash = guests
            .iter()
            .find(|(_, guest)| guest.session_id == session_id);
        let hash = hash.map(|(hash, _)| hash.clone());
        drop(guests);
        let holder = hash
            .map(|hash| self.holder(book, &hash))
            .transpose()?
            .flatten();
        Ok(holder.is_some_and(|(who, since)| {
            sessions::lasts(since, now) && (who.role, who.staff_id) == (role, staff_id)
        }))
    }
}
