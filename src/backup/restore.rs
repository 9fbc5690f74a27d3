//! A staged file in the place of the book.
//!
//! The moment is one renaming: before it the old book is there whole, after it the new one. So that neither ever meets
//! the other's WAL, which SQLite would take for its own, the old book is brought into one file first, while this
//! program alone has it; that file stays under a dated name.
//!
//! From the desk the server does it between closing the old book and opening the new one: what is staged is renamed to
//! end in [`PENDING`], and whoever opens the book next puts it in place first. It is done then or not at all, never
//! days later.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};

use super::stage::{STAGING, Staged};
use super::{Backups, Result, Trouble};
use crate::actions::restored;
use crate::salon::time::Now;
use crate::store::lock::{InUse, Lock};
use crate::store::restored::Forgotten;
use crate::store::soundness::Snapshot;
use crate::store::{Db, copy, files};

/// A staged file whose restoring somebody confirmed.
const PENDING: &str = ".restore-now";

/// What the name of a replaced book goes on with, and then with the moment.
const REPLACED: &str = ".replaced-";

/// A restore that was done.
#[derive(Debug)]
pub struct Restored {
    /// Where the book is that was replaced; none where there was none.
    pub replaced: Option<PathBuf>,
    /// Letters that are held.
    pub held: usize,
    /// Whether it could be read who asked to be forgotten since.
    pub knows_forgotten: bool,
}

impl Backups {
    /// Puts what is staged in the place of the book. The lock says that no server has it open.
    pub fn restore(&self, mut staged: Staged, _: &Lock, now: DateTime<Utc>) -> Result<Restored> {
        files::remove_book(&files::beside(&self.book, PENDING));
        self.drop_second_names();
        staged.used = true;
        let done = self.put_in_place(&staged.path, now);
        if done.is_err() {
            files::remove_book(&staged.path);
        }
        done
    }

    /// Notes that what is staged is to be put in place when the book is opened next.
    pub fn confirm(&self, mut staged: Staged) -> Result<()> {
        let pending = files::beside(&self.book, PENDING);
        files::remove_book(&pending);
        let failed = |error: io::Error| Trouble::io("written", &pending, &error);
        let file = File::options()
            .write(true)
            .open(&staged.path)
            .map_err(failed)?;
        file.sync_all().map_err(failed)?;
        fs::rename(&staged.path, &pending).map_err(failed)?;
        staged.used = true;
        files::sync_folder(files::folder_of(&self.book)).map_err(failed)
    }

    /// Puts in place what somebody confirmed, if anything: before the book is opened. Where that fails, the book is as
    /// it was and the wish is forgotten.
    pub fn finish(&self, _: &Lock, now: DateTime<Utc>) -> Result<Option<Restored>> {
        files::remove_book(&files::beside(&self.book, STAGING));
        files::remove_book(&self.uploaded());
        self.drop_second_names();
        let pending = files::beside(&self.book, PENDING);
        if !pending.exists() {
            return Ok(None);
        }
        let done = self.put_in_place(&pending, now);
        if done.is_err() {
            files::remove_book(&pending);
        }
        done.map(Some)
    }

    fn put_in_place(&self, staged: &Path, now: DateTime<Utc>) -> Result<Restored> {
        let alone =
            InUse::alone(&self.book).map_err(|error| Trouble::Refused(format!("{error:#}")))?;
        let forgotten = self.forgotten();
        let held = settle(staged, forgotten.as_deref().unwrap_or_default(), now)?;
        let replaced = self.swap(staged, now)?;
        drop(alone);
        Ok(Restored {
            replaced,
            held,
            knows_forgotten: forgotten.is_some(),
        })
    }

    /// Who asked to be forgotten, by the book that is replaced or, where that can't be read, its newest backup.
    fn forgotten(&self) -> Option<Vec<Forgotten>> {
        let read = |path: &Path| {
            let book = Snapshot::of_copy(path).ok()?;
            crate::store::restored::forgotten(book.connection()).ok()
        };
        if !self.book.exists() {
            return Some(Vec::new());
        }
        read(&self.book).or_else(|| read(&self.last_good().ok()??.path))
    }

    /// A restore that was killed just before its renaming leaves the book with a second, dated name, which would look
    /// like a book of its own.
    fn drop_second_names(&self) {
        let book = files::followed(&self.book);
        let start = files::beside(&book, REPLACED);
        let Ok(entries) = fs::read_dir(files::folder_of(&book)) else {
            return;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let is_ours = path
                .as_os_str()
                .as_encoded_bytes()
                .starts_with(start.as_os_str().as_encoded_bytes());
            if is_ours && files::is_same(&path, &book) && fs::remove_file(&path).is_err() {
                log::warn!(
                    "{} is another name of the book and could not be removed",
                    path.display()
                );
            }
        }
    }

    /// The renaming, and what makes it safe.
    fn swap(&self, staged: &Path, now: DateTime<Utc>) -> Result<Option<PathBuf>> {
        // Where the book is a link, it stays one.
        let book = files::followed(&self.book);
        let failed = |error: io::Error| Trouble::io("put in place", &book, &error);
        let replaced = if book.exists() {
            Some(set_aside(&book, now)?)
        } else {
            files::remove_book(&book);
            None
        };
        fs::rename(staged, &book).map_err(failed)?;
        files::sync_folder(files::folder_of(&book)).map_err(failed)?;
        Ok(replaced)
    }
}

/// Changes in a staged book what must not be as it was, and brings it into one file that is on the disk.
fn settle(staged: &Path, forgotten: &[Forgotten], now: DateTime<Utc>) -> Result<usize> {
    let failed = |error: String| {
        Trouble::Disk(format!(
            "{} could not be prepared: {error}.",
            staged.display()
        ))
    };
    let book = Db::open(staged).map_err(|error| failed(format!("{error:#}")))?;
    let now = Now::new(now, book.settings().zone());
    let held =
        restored::settle(&book, forgotten, &now).map_err(|error| failed(error.to_string()))?;
    drop(book);
    copy::close(staged).map_err(|error| Trouble::sqlite("prepared", staged, &error))?;
    let synced = File::options()
        .write(true)
        .open(staged)
        .and_then(|file| file.sync_all());
    synced.map_err(|error| Trouble::io("written", staged, &error))?;
    Ok(held)
}

/// Brings the old book into one file and gives that a second, dated name; answers it. The book keeps its own, too, until
/// another takes it.
fn set_aside(book: &Path, now: DateTime<Utc>) -> Result<PathBuf> {
    let kept = free_name(book, now);
    match copy::close(book) {
        Ok(()) => {}
        // What can't be opened can't be brought into one file: what lies beside it goes along.
        Err(error)
            if matches!(
                error.sqlite_error_code(),
                Some(DatabaseCorrupt | NotADatabase)
            ) =>
        {
            for ending in ["-wal", "-journal"] {
                let (from, to) = (files::beside(book, ending), files::beside(&kept, ending));
                match fs::rename(&from, &to) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(Trouble::io("set aside", &from, &error));
                    }
                    _ => {}
                }
            }
        }
        Err(error) => return Err(Trouble::sqlite("closed", book, &error)),
    }
    let failed = |error: io::Error| Trouble::io("set aside", book, &error);
    // Some disks, such as a camera's card, know no second names.
    if fs::hard_link(book, &kept).is_err() {
        super::make::room(files::folder_of(book), book)?;
        let mut copy = files::create_private(&kept).map_err(failed)?;
        let copied = File::open(book).and_then(|mut old| io::copy(&mut old, &mut copy));
        if let Err(error) = copied.and_then(|_| copy.sync_all()) {
            files::remove_book(&kept);
            return Err(failed(error));
        }
    }
    files::sync_folder(files::folder_of(book)).map_err(failed)?;
    Ok(kept)
}

/// `daybook.db.replaced-2026-03-24-091500`, in UTC; with a number where that is taken.
fn free_name(book: &Path, now: DateTime<Utc>) -> PathBuf {
    let dated = files::beside(
        book,
        &format!("{REPLACED}{}", now.format("%Y-%m-%d-%H%M%S")),
    );
    let mut kept = dated.clone();
    let mut n = 1;
    while kept.symlink_metadata().is_ok() {
        n += 1;
        kept = files::beside(&dated, &format!("-{n}"));
    }
    kept
}
