//! Making a backup: copied, verified, sealed and on the disk before it gets its name, and only then are older ones let
//! go. The copy in the second folder comes last: a stick that somebody pulled out must not cost the first.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::folder::{self, Kept};
use super::seal::{self, Said, Seal, Sum};
use super::{Backups, Result, Trouble};
use crate::outside::disk;
use crate::salon::time::{Now, Stamp};
use crate::store::copy::Contents;
use crate::store::migrations::{self, Age};
use crate::store::soundness::Snapshot;
use crate::store::{copy, files};

/// So much room is left on the disk whatever else: the book itself must be able to go on.
const RESERVE: u64 = 1 << 20;

/// Why a backup is made; its name says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Night after night, or because somebody wants one.
    Routine,
    /// An upgrade follows.
    BeforeUpgrade,
}

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    /// The backup.
    pub kept: Kept,
    /// What did not go as it should, in sentences: the book has faults, or the second folder is not there.
    pub warnings: Vec<String>,
}

impl Backups {
    /// Makes a backup in the folder, and in the second one.
    pub fn make(&self, why: Why, now: &Now) -> Result<Made> {
        let _turn = self.turn()?;
        let folder = &self.folder;
        files::create_folder(folder).map_err(|error| Trouble::io("made", folder, &error))?;
        folder::sweep(folder);
        let (part, fault) = self.copied(folder, now.stamp)?;
        let suffix = match why {
            Why::Routine => "",
            Why::BeforeUpgrade => "-before-upgrade",
        };
        let name = folder::free_name(folder, now.wall(), suffix);
        part.rename(&folder.join(&name))?;
        let kept = self.find(&name)?;
        let kept =
            kept.ok_or_else(|| Trouble::Disk(format!("The backup {name} is gone again.")))?;
        let mut warnings: Vec<String> = fault.into_iter().collect();
        if let Err(trouble) = folder::let_go(folder, self.keep_daily, self.keep_monthly) {
            warnings.push(trouble.to_string());
        }
        if let Some(second) = &self.second
            && let Err(trouble) = self.copy_to(second, &kept)
        {
            warnings.push(format!(
                "There is no copy of it in the second folder. {trouble} Is the stick plugged in, or the share there?"
            ));
        }
        Ok(Made { kept, warnings })
    }

    /// Makes a backup in a file of somebody's own choice, in the place of an older one there; answers where, how many
    /// bookings it holds, and what is wrong with the book.
    pub fn make_at(&self, file: &Path, now: &Now) -> Result<(PathBuf, i64, Option<String>)> {
        let _turn = self.turn()?;
        let target = if file.is_dir() {
            file.join(folder::free_name(file, now.wall(), ""))
        } else {
            file.to_owned()
        };
        if target
            .symlink_metadata()
            .is_ok_and(|about| !about.is_file())
            || self.is_book(&target)
        {
            let shown = target.display();
            return Err(Trouble::Refused(format!(
                "{shown} is not a file that a backup could take the place of: choose another name."
            )));
        }
        let (part, fault) = self.copied(files::folder_of(&target), now.stamp)?;
        let bookings = part.bookings;
        part.rename(&target)?;
        Ok((target, bookings, fault))
    }

    /// Whether a path leads to the book, or to what SQLite keeps beside it.
    pub(super) fn is_book(&self, path: &Path) -> bool {
        let endings = ["", "-wal", "-shm", "-journal", ".lock", ".open"];
        let mut files = endings
            .map(|ending| files::beside(&self.book, ending))
            .into_iter();
        files.any(|file| files::is_same(path, &file))
    }

    /// A verified and sealed copy of the book, in a file of this folder that has no name yet; and what is wrong with it.
    fn copied(&self, folder: &Path, now: Stamp) -> Result<(Part, Option<String>)> {
        let book = &self.book;
        let failed = |error: &rusqlite::Error| Trouble::sqlite("copied", book, error);
        if !book.is_file() {
            return Err(Trouble::Refused(format!(
                "There is no book at {}.",
                book.display()
            )));
        }
        let age = migrations::age(book).map_err(|error| failed(&error))?;
        if matches!(age, Age::Empty | Age::Newer) {
            let shown = book.display();
            return Err(Trouble::Refused(match age {
                Age::Newer => {
                    format!("{shown} was written by a newer Daybook: use that one to back it up.")
                }
                _ => format!("{shown} is not a book of Daybook's: it holds none of its tables."),
            }));
        }
        room(folder, book)?;
        let least = copy::count(book).map_err(|error| failed(&error))?;
        let mut part = Part::new(folder)?;
        copy::take(book, &part.path).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Trouble::full(folder),
            _ => failed(&error),
        })?;
        let (contents, fault) = looked_through(&part.path, age, least)?;
        part.bookings = contents.bookings;
        let said = Said::new(now, fault.is_none(), contents);
        let sealed = seal::put(&mut part.file, said).and_then(|()| part.file.sync_all());
        sealed.map_err(|error| Trouble::io("written", &part.path, &error))?;
        Ok((part, fault))
    }

    /// Copies a backup into the second folder, reads it back, and lets older ones go there, too. The folder must be
    /// there: where a stick is not plugged in, a folder of that name would lie on the book's own disk.
    fn copy_to(&self, second: &Path, kept: &Kept) -> Result<()> {
        let failed = |error: io::Error| Trouble::io("written", second, &error);
        if !second.is_dir() {
            return Err(failed(io::ErrorKind::NotFound.into()));
        }
        folder::sweep(second);
        room(second, &kept.path)?;
        let mut part = Part::new(second)?;
        let mut source = File::open(&kept.path).map_err(failed)?;
        io::copy(&mut source, &mut part.file).map_err(failed)?;
        part.file.sync_all().map_err(failed)?;
        if !is_whole(&part.path).map_err(failed)? {
            let shown = second.display();
            return Err(Trouble::Disk(format!(
                "What was written to {shown} did not read back the same: don't trust that disk."
            )));
        }
        part.rename(&second.join(&kept.name))?;
        folder::let_go(second, self.keep_daily, self.keep_monthly)
    }
}

/// What a copy holds, and what is wrong with it, in a sentence. A copy with fewer bookings than the book had when it was
/// begun is none.
fn looked_through(copy: &Path, age: Age, least: i64) -> Result<(Contents, Option<String>)> {
    let failed = |error: rusqlite::Error| Trouble::sqlite("read", copy, &error);
    let snapshot = Snapshot::of_copy(copy).map_err(failed)?;
    let findings = match age {
        Age::Current => snapshot.distrustful_findings(),
        _ => snapshot.damage(),
    };
    let contents = copy::contents(snapshot.connection()).map_err(failed)?;
    if contents.bookings < least {
        let lost = least - contents.bookings;
        return Err(Trouble::Disk(format!(
            "The copy lacks {lost} bookings, so it is thrown away."
        )));
    }
    let fault = findings.first().map(|finding| {
        format!(
            "The book has faults, so the backup has them, too, and older ones are kept: {}. \"daybook check\" says what to do.",
            finding.what
        )
    });
    Ok((contents, fault))
}

/// Whether a backup is what was sealed.
fn is_whole(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let Some(seal) = Seal::read(&mut file, length)? else {
        return Ok(false);
    };
    let mut sum = Sum::default();
    io::Seek::seek(&mut file, io::SeekFrom::Start(0))?;
    io::copy(
        &mut io::Read::take(&mut file, length - seal::BYTES),
        &mut sum,
    )?;
    Ok(seal.fits(sum))
}

/// Refuses to begin what would fill the disk: the book may lie on the same one.
pub(super) fn room(folder: &Path, source: &Path) -> Result<()> {
    let size = |path: &Path| path.metadata().map_or(0, |about| about.len());
    let needed = size(source) + size(&files::beside(source, "-wal")) + RESERVE;
    match disk::free_bytes(folder) {
        Some(free) if free < needed => Err(Trouble::full(folder)),
        _ => Ok(()),
    }
}

/// A file that is being written; gone when this is, unless it was renamed.
pub(super) struct Part {
    pub(super) path: PathBuf,
    pub(super) file: File,
    bookings: i64,
    renamed: bool,
}

impl Part {
    pub(super) fn new(folder: &Path) -> Result<Self> {
        let (path, file) = folder::part(folder)?;
        Ok(Self {
            path,
            file,
            bookings: 0,
            renamed: false,
        })
    }

    /// Gives the file its name, in the place of whatever had it.
    fn rename(mut self, target: &Path) -> Result<()> {
        let failed = |error: io::Error| Trouble::io("written", target, &error);
        fs::rename(&self.path, target).map_err(failed)?;
        self.renamed = true;
        files::sync_folder(files::folder_of(target)).map_err(failed)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.renamed {
            files::remove_book(&self.path);
        }
    }
}
