//! A backup that an admin hands in at the desk, piece by piece: a request is short, and a book is not.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::stage::{Preview, Staged};
use super::{Backups, Result, Trouble};
use crate::outside::disk;
use crate::salon::time::Stamp;
use crate::store::files;

/// The file's name after the book's.
const UPLOADED: &str = ".uploaded";
/// So much room is left whatever is handed in.
const RESERVE: u64 = 16 << 20;

/// Where a backup comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// One of those listed, by its name.
    Kept(String),
    /// The one that was handed in.
    Uploaded,
}

impl Backups {
    /// Takes in the next piece; the first one, at 0, begins anew. Answers how much there is.
    pub fn upload(&self, offset: u64, piece: &[u8]) -> Result<u64> {
        let _turn = self.turn()?;
        let path = self.uploaded();
        let failed = |error: io::Error| Trouble::io("written", &path, &error);
        let free = disk::free_bytes(files::folder_of(&self.book));
        if free.is_some_and(|free| free < RESERVE + piece.len() as u64) {
            return Err(Trouble::full(&path));
        }
        let mut file = if offset == 0 {
            files::remove_book(&path);
            files::create_private(&path).map_err(failed)?
        } else {
            let opened = File::options().write(true).open(&path);
            opened.map_err(|_| {
                Trouble::Refused("Nothing was handed in yet: begin at 0.".to_owned())
            })?
        };
        let there = file.seek(SeekFrom::End(0)).map_err(failed)?;
        if there != offset {
            return Err(Trouble::Refused(format!(
                "The next piece begins at {there}, not at {offset}."
            )));
        }
        file.write_all(piece).map_err(failed)?;
        Ok(there + piece.len() as u64)
    }

    /// What a backup holds, and what would be lost; none where there is no such backup.
    pub fn look_at(&self, source: &Source, now: Stamp) -> Result<Option<Preview>> {
        let _turn = self.turn()?;
        let staged = self.stage_from(source)?;
        Ok(staged.map(|staged| self.preview(&staged, now)))
    }

    /// Has a backup put in place when the book is opened next; none where there is no such backup.
    pub fn restore_next(&self, source: &Source, now: Stamp) -> Result<Option<Preview>> {
        let _turn = self.turn()?;
        let Some(staged) = self.stage_from(source)? else {
            return Ok(None);
        };
        if staged.contents.admins == 0 {
            let sentence = "Nobody in this backup may do all, so nobody could sign in and go on: restore it with \"daybook restore\".";
            return Err(Trouble::Refused(sentence.to_owned()));
        }
        let preview = self.preview(&staged, now);
        self.confirm(staged)?;
        files::remove_book(&self.uploaded());
        Ok(Some(preview))
    }

    fn stage_from(&self, source: &Source) -> Result<Option<Staged>> {
        match source {
            Source::Kept(name) => {
                let kept = self.find(name)?;
                kept.map(|kept| self.stage_as(&kept.path, &kept.name))
                    .transpose()
            }
            Source::Uploaded => {
                let path = self.uploaded();
                let there = path.symlink_metadata().is_ok();
                there
                    .then(|| self.stage_as(&path, "The file that was handed in"))
                    .transpose()
            }
        }
    }

    /// Where what is handed in lies; gone when the server starts again.
    pub(super) fn uploaded(&self) -> PathBuf {
        files::beside(&self.book, UPLOADED)
    }
}
