//! Who has the book open: locks that the system lets go of by themselves when the program ends, however it ends.
//!
//! One server a book holds [`Lock`]. Commands that only read or write a row work beside it and share [`InUse`]. A
//! restore, which puts another file in the book's place, takes both for itself.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::files;

/// A command takes a moment; a restore waits this long for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The server's lock, held as long as this lives.
#[derive(Debug)]
pub struct Lock {
    _held: File,
}

impl Lock {
    /// Takes the lock of the book at this path; fails at once where another program has it.
    pub fn take(book: &Path) -> anyhow::Result<Self> {
        let file = beside(book, ".lock")?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _held: file }),
            Err(TryLockError::WouldBlock) => bail!(
                "Another Daybook is serving the book {}: stop it first.",
                book.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} can't be locked", book.display()))
            }
        }
    }
}

/// A command that has the book open beside the server, as long as this lives.
#[derive(Debug)]
pub struct InUse {
    _held: Option<File>,
}

impl InUse {
    /// Says that a command uses the book; fails while another file is being put in its place.
    pub fn shared(book: &Path) -> anyhow::Result<Self> {
        if !book.exists() {
            return Ok(Self { _held: None });
        }
        let file = match beside(book, ".open") {
            Ok(file) => file,
            // Whoever can't write here can't restore here, either.
            Err(error) if is_forbidden(&error) => return Ok(Self { _held: None }),
            Err(error) => return Err(error),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(Self { _held: Some(file) }),
            Err(TryLockError::WouldBlock) => bail!(
                "A backup is just being put in the place of {}: try again in a moment.",
                book.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} can't be locked", book.display()))
            }
        }
    }

    /// Waits until no command uses the book, and keeps others from it.
    pub fn alone(book: &Path) -> anyhow::Result<Self> {
        let file = beside(book, ".open")?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _held: Some(file) }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                    thread::sleep(Duration::from_millis(50));
                }
                Err(TryLockError::WouldBlock) => bail!(
                    "Another Daybook command has the book {} open: let it end first.",
                    book.display()
                ),
                Err(TryLockError::Error(error)) => {
                    return Err(error)
                        .with_context(|| format!("{} can't be locked", book.display()));
                }
            }
        }
    }
}

/// Opens the file beside the book that a lock is held on; it stays, since removing it would let two hold locks on
/// different files.
fn beside(book: &Path, ending: &str) -> anyhow::Result<File> {
    let name = files::beside(book, ending);
    let folder = files::folder_of(book);
    fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))?;
    let opened = match OpenOptions::new().write(true).open(&name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => files::create_private(&name),
        opened => opened,
    };
    let opened = match opened {
        // Two programs came together.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            OpenOptions::new().write(true).open(&name)
        }
        opened => opened,
    };
    opened.with_context(|| format!("{} can't be written", name.display()))
}

fn is_forbidden(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| {
        matches!(
            error.kind(),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
        )
    })
}
