//! Backups of the book, and the way back from one.
//!
//! A backup is one file: the whole book at one moment, without sessions, with a [`seal`] after its last page that says
//! when it was made, what it holds and what its bytes add up to. SQLite doesn't look at what comes after the last page,
//! so a backup can be opened as it is; and a single byte that changes on a stick in a drawer is noticed.
//!
//! ```text
//! seal     the last 512 bytes of a backup
//! folder   which backups there are, and which are let go
//! make     a backup: copied, verified, sealed, put in its place; then the second folder
//! stage    a file from anywhere, copied beside the book and looked through before anything is done with it
//! restore  a staged file in the place of the book: either is there whole, whenever the program is killed
//! upload   a file that is handed in at the desk
//! upgrade  an older book: backed up, then brought up to date
//! ```

mod folder;
mod make;
mod restore;
mod seal;
mod stage;
mod upgrade;
mod upload;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};

use crate::config::Config;

pub use folder::Kept;
pub use make::{Made, Why};
pub use restore::Restored;
pub use stage::{Preview, Staged};
pub use upload::Source;

/// Why something about backups could not be done; each is a sentence or two for a person.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// There is no room left on a disk.
    #[error("{0}")]
    Full(String),
    /// A disk, or the system, refuses.
    #[error("{0}")]
    Disk(String),
    /// The file is not one to put in the place of the book, or is in use.
    #[error("{0}")]
    Refused(String),
}

impl Trouble {
    /// What the system said about a file.
    fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        use io::ErrorKind::{NotFound, PermissionDenied, QuotaExceeded, StorageFull};
        let shown = path.display();
        let why = match error.kind() {
            StorageFull | QuotaExceeded => return Self::full(path),
            NotFound => "it is not there".to_owned(),
            PermissionDenied => "this account may not".to_owned(),
            _ => error.to_string(),
        };
        Trouble::Disk(format!("{shown} could not be {what}: {why}."))
    }

    fn full(path: &Path) -> Self {
        Trouble::Full(format!(
            "There is not enough room for {} on its disk: free some space, then try again.",
            path.display()
        ))
    }

    /// What SQLite said about a file.
    fn sqlite(what: &str, path: &Path, error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase,
            ReadOnly, SystemIoFailure,
        };
        let shown = path.display();
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::full(path),
            Some(DatabaseCorrupt | NotADatabase) => Trouble::Refused(format!(
                "{shown} could not be {what}: the file is damaged. \"daybook check\" says more."
            )),
            Some(DatabaseBusy | DatabaseLocked) => Trouble::Refused(format!(
                "{shown} could not be {what}: another program has it open. Close that, then try again."
            )),
            Some(SystemIoFailure | CannotOpen | ReadOnly) => Trouble::Disk(format!(
                "{shown} could not be {what}: the disk refuses. Is it full or failing, and may this account write there?"
            )),
            _ => Trouble::Disk(format!("{shown} could not be {what}: {error}.")),
        }
    }
}

/// What is said of backups.
pub type Result<T> = std::result::Result<T, Trouble>;

/// So long whoever wants a backup waits for another one to be made.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The backups of one book: where they are, and how many are kept.
pub struct Backups {
    book: PathBuf,
    folder: PathBuf,
    second: Option<PathBuf>,
    keep_daily: usize,
    keep_monthly: usize,
    /// One at a time: two would only make the disk slower for each other.
    turn: Mutex<()>,
}

impl Backups {
    /// As the configuration has it.
    pub fn new(config: &Config) -> Self {
        let backup = &config.backup;
        let second = Some(PathBuf::from(&backup.second_folder));
        Self {
            book: config.database.path.clone(),
            folder: PathBuf::from(&backup.folder),
            second: second.filter(|folder| !folder.as_os_str().is_empty()),
            keep_daily: usize::try_from(backup.keep_daily).unwrap_or(usize::MAX),
            keep_monthly: usize::try_from(backup.keep_monthly).unwrap_or(usize::MAX),
            turn: Mutex::new(()),
        }
    }

    /// Nobody else works on the backups meanwhile. A share that does not answer keeps whoever works on it for ever, and
    /// the next one is to hear that.
    fn turn(&self) -> Result<MutexGuard<'_, ()>> {
        self.turn.try_lock_for(LONGEST_WAIT).ok_or_else(|| {
            Trouble::Refused(
                "A backup is being made, and does not come to an end: is the stick plugged in, or the share there? Try again then.".to_owned(),
            )
        })
    }

    /// The folder of the backups.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The second folder, a stick or a share, where there is to be one.
    pub fn second_folder(&self) -> Option<&Path> {
        self.second.as_deref()
    }
}
