//! A file from anywhere, looked through before it may take the place of the book.
//!
//! It is copied beside the book first, and all that follows looks at the copy: nobody can change it meanwhile, a pipe
//! or a device is never read, and nothing that SQLite writes touches the file that somebody gave. What it holds is
//! only looked at once its structure is to the letter what this program makes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use serde::Serialize;

use super::make::room;
use super::seal::{self, Seal, Sum};
use super::{Backups, Result, Trouble};
use crate::salon::time::Stamp;
use crate::store::copy::{Contents, Loss};
use crate::store::migrations::{self, Age};
use crate::store::soundness::Snapshot;
use crate::store::{copy, files};

/// A staged file's name after the book's; nobody else's end so.
pub(super) const STAGING: &str = ".restoring";
/// What SQLite writes at the beginning of each file.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// In the header: how the file is read and written. 1 = with a journal, 2 = with a WAL beside it.
const FORMATS: u64 = 18;

/// A sound book that may take the place of the one there is; gone when this is, unless it was used.
pub struct Staged {
    pub(super) path: PathBuf,
    /// When it was made, where it says so.
    pub made_at: Option<Stamp>,
    /// What it holds.
    pub contents: Contents,
    /// The salon's zone in it.
    pub zone: Tz,
    /// Letters that would be held.
    pub held_letters: i64,
    pub(super) used: bool,
}

/// What a file holds, and what would be lost if it were put in the place of the book.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// When it was made; null where it doesn't say.
    pub made_at: Option<Stamp>,
    /// How many whole hours ago that was, or, where it doesn't say, its last change.
    pub age_hours: Option<i64>,
    /// What it holds.
    #[serde(flatten)]
    pub contents: Contents,
    /// Letters in it that have not surely gone out, and would be held.
    pub held_letters: i64,
    /// What would be lost; null where the present book can't be read.
    pub lost: Option<Loss>,
}

impl Backups {
    /// Copies a file beside the book and looks through it. Refuses all but a sound book of this program's or an older
    /// one's, which is brought up to date.
    pub fn stage(&self, source: &Path) -> Result<Staged> {
        self.stage_as(source, &source.display().to_string())
    }

    /// The same of a file that is called this.
    pub(super) fn stage_as(&self, source: &Path, shown: &str) -> Result<Staged> {
        let path = files::beside(&self.book, STAGING);
        files::remove_book(&path);
        let mut staged = Staged {
            path,
            made_at: None,
            contents: Contents::default(),
            zone: Tz::UTC,
            held_letters: 0,
            used: false,
        };
        let mut file = files::open_plain(source).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput => Trouble::Refused(format!(
                "{shown} is not a plain file, so it is no backup: name the file itself."
            )),
            _ => Trouble::io("read", source, &error),
        })?;
        self.refuse_live(source)?;
        let about = file.metadata();
        let length = about
            .map_err(|error| Trouble::io("read", source, &error))?
            .len();
        is_book_file(&mut file, length)
            .map_err(|why| Trouble::Refused(format!("{shown} {why}")))?;
        files::create_folder(files::folder_of(&self.book))
            .map_err(|error| Trouble::io("made", files::folder_of(&self.book), &error))?;
        room(files::folder_of(&self.book), source)?;
        staged.made_at = self.copy_in(&mut file, length, &staged.path, shown)?;
        bring_up_to_date(&staged.path, shown)?;
        staged.look_through(shown)?;
        Ok(staged)
    }

    /// What is staged, and what would be lost with the present book.
    pub fn preview(&self, staged: &Staged, now: Stamp) -> Preview {
        let last_change = staged.contents.last_change_at.as_deref();
        let as_of = staged
            .made_at
            .or_else(|| last_change.and_then(Stamp::stored));
        Preview {
            made_at: staged.made_at,
            age_hours: as_of.map(|then| (now.0 - then.0).num_hours().max(0)),
            contents: staged.contents.clone(),
            held_letters: staged.held_letters,
            lost: if self.book.exists() {
                copy::loss(&self.book, &staged.path).ok()
            } else {
                Some(Loss::default())
            },
        }
    }

    /// The book itself is no backup, and neither is a book that somebody has open or that was not closed in good order:
    /// part of it lies in the file beside it.
    fn refuse_live(&self, source: &Path) -> Result<()> {
        let shown = source.display();
        if self.is_book(source) {
            return Err(Trouble::Refused(format!("{shown} is the book itself.")));
        }
        for ending in ["-wal", "-journal"] {
            let rest = files::beside(source, ending);
            if rest.metadata().is_ok_and(|about| about.len() > 0) {
                return Err(Trouble::Refused(format!(
                    "{shown} is not whole: part of it is in {}. It is a book that was not closed, not a backup. Make a backup of it first.",
                    rest.display()
                )));
            }
        }
        Ok(())
    }

    /// Copies a file and adds up its bytes; answers when its seal says that it was made.
    fn copy_in(
        &self,
        file: &mut File,
        length: u64,
        staged: &Path,
        shown: &str,
    ) -> Result<Option<Stamp>> {
        let unreadable = |error: io::Error| Trouble::io("read", Path::new(shown), &error);
        let changed = || {
            Trouble::Refused(format!(
                "{shown} is not as it was when it was made: the disk that it lay on is failing, or somebody changed it. Use another backup."
            ))
        };
        let sealed = Seal::read(file, length);
        let seal = match sealed {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(changed()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(changed()),
            other => other.map_err(unreadable)?,
        };
        let pages = if seal.is_some() {
            length - seal::BYTES
        } else {
            length
        };
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let failed = |error: io::Error| Trouble::io("written", staged, &error);
        let into = files::create_private(staged).map_err(failed)?;
        files::give_away(
            staged,
            if self.book.exists() {
                &self.book
            } else {
                files::folder_of(&self.book)
            },
        );
        let mut into = Both(into, Sum::default());
        let copied = io::copy(&mut file.take(pages), &mut into).map_err(failed)?;
        if copied != pages || seal.as_ref().is_some_and(|seal| !seal.fits(into.1)) {
            return Err(changed());
        }
        // A copy has no WAL beside it, whatever its header says.
        let mut into = into.0;
        into.seek(SeekFrom::Start(FORMATS))
            .and_then(|_| into.write_all(&[1, 1]))
            .map_err(failed)?;
        Ok(seal.and_then(|seal| seal.said.made_at()))
    }
}

impl Staged {
    fn look_through(&mut self, shown: &str) -> Result<()> {
        let failed = |error: rusqlite::Error| Trouble::sqlite("read", Path::new(shown), &error);
        let snapshot = Snapshot::of_copy(&self.path).map_err(failed)?;
        if !snapshot.has_bookings().map_err(failed)? {
            return Err(Trouble::Refused(format!(
                "{shown} is not a book of Daybook's."
            )));
        }
        if let Some(finding) = snapshot.distrustful_findings().first() {
            let example = finding
                .examples
                .first()
                .map_or_else(String::new, |example| format!(": {example}"));
            return Err(Trouble::Refused(format!(
                "{} is not a sound book, and nothing was changed. {}{example}.",
                shown, finding.what
            )));
        }
        self.zone = copy::settings(&self.path).map_or(Tz::UTC, |settings| settings.zone());
        self.contents = copy::contents(snapshot.connection()).map_err(failed)?;
        self.held_letters = copy::waiting_letters(snapshot.connection()).map_err(failed)?;
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.used {
            files::remove_book(&self.path);
        }
    }
}

/// Whether a file of this length can be a whole SQLite file; the error says what it is, after its name.
fn is_book_file(file: &mut File, length: u64) -> std::result::Result<(), String> {
    let not_ours = || "is not a book of Daybook's.".to_owned();
    let mut header = [0; 100];
    file.read_exact(&mut header).map_err(|_| not_ours())?;
    if !header.starts_with(MAGIC) {
        return Err(not_ours());
    }
    let number = |at: usize| {
        u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    let page = match u64::from(number(14) & 0xffff) {
        1 => 65_536,
        size => size,
    };
    let whole = u64::from(number(28)) * page;
    if page < 512 || whole == 0 || (length != whole && length != whole + seal::BYTES) {
        return Err(
            "is not whole: it was cut off, or something was added to it. Use another backup."
                .to_owned(),
        );
    }
    Ok(())
}

/// Takes the steps that an older book lacks.
fn bring_up_to_date(staged: &Path, shown: &str) -> Result<()> {
    let failed = |error: rusqlite::Error| Trouble::sqlite("read", Path::new(shown), &error);
    let damaged = |error: anyhow::Error| {
        log::info!("{shown}: {error:#}");
        Trouble::Refused(format!("{shown} is damaged. Use another backup."))
    };
    match migrations::age(staged).map_err(failed)? {
        Age::Current => Ok(()),
        Age::Empty => Err(Trouble::Refused(format!(
            "{shown} is not a book of Daybook's: it holds none of its tables."
        ))),
        Age::Newer => Err(Trouble::Refused(format!(
            "{shown} was written by a newer Daybook than this one: put that one on this machine first."
        ))),
        Age::Older => {
            let damage = Snapshot::of_copy(staged).map(|book| book.damage());
            if damage.is_ok_and(|found| found.is_empty()) {
                migrations::upgrade(staged).map_err(damaged)?;
                copy::close(staged).map_err(|error| {
                    Trouble::sqlite("brought up to date", Path::new(shown), &error)
                })
            } else {
                Err(Trouble::Refused(format!(
                    "{shown} is damaged. Use another backup."
                )))
            }
        }
    }
}

/// Writes to a file and adds up what was written.
struct Both(File, Sum);

impl Write for Both {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes)?;
        self.1.write_all(&bytes[..written])?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
