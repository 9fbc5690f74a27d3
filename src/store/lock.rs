//! One server a book: a lock that the system lets go of by itself when the program ends, however it ends.
//!
//! Commands that only read or write a row work beside the server; a restore, which puts another file in the
//! book's place, takes this lock first.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;

use anyhow::{Context, bail};

/// The lock, held as long as this lives. Its file stays: removing it would let two hold locks on different files.
#[derive(Debug)]
pub struct Lock {
    _held: File,
}

impl Lock {
    /// Takes the lock of the book at this path; fails at once where another program has it.
    pub fn take(book: &Path) -> anyhow::Result<Self> {
        let mut name = book.as_os_str().to_owned();
        name.push(".lock");
        if let Some(folder) = book.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("{} can't be made", folder.display()))?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(&name)
            .with_context(|| format!("{} can't be written", Path::new(&name).display()))?;
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
