//! An export into a folder that only its owner may read. It is written beside the place where it goes and put there at
//! the end: whoever looks finds the export before or this one, whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rusqlite::Connection;

use super::{Parcel, files, pack};
use crate::salon::time::Stamp;

/// Writes the export into this folder, which is new, empty, or holds nothing but an export.
pub fn write(book: &Connection, now: Stamp, folder: &Path) -> anyhow::Result<()> {
    let ours = files(book)?;
    check(folder, &ours)?;
    let mut fresh = Folder::beside(folder)?;
    pack(book, now, &mut fresh)?;
    fresh.settle(folder)
}

/// Refuses a place that holds something else.
fn check(folder: &Path, ours: &[String]) -> anyhow::Result<()> {
    let shown = folder.display();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            bail!("{shown} is a file: name a folder for the export.")
        }
        Err(error) => return Err(error).with_context(|| format!("{shown} can't be read")),
    };
    for entry in entries {
        let name = entry
            .with_context(|| format!("{shown} can't be read"))?
            .file_name();
        if !ours.iter().any(|own| name == own.as_str()) {
            bail!(
                "{shown} holds something that is not of an export, {}: name another folder.",
                name.display()
            );
        }
    }
    Ok(())
}

/// The folder while it is being written; gone again unless it was settled.
struct Folder {
    path: PathBuf,
    file: Option<BufWriter<File>>,
    settled: bool,
}

impl Folder {
    fn beside(place: &Path) -> anyhow::Result<Self> {
        let path = beside(place, ".unfinished");
        // One that was broken off.
        if path.is_dir() {
            fs::remove_dir_all(&path)
                .with_context(|| format!("{} can't be removed", path.display()))?;
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&path)
            .with_context(|| format!("{} can't be made", path.display()))?;
        Ok(Self {
            path,
            file: None,
            settled: false,
        })
    }

    /// Puts the folder in its place.
    fn settle(mut self, place: &Path) -> anyhow::Result<()> {
        self.end_file()?;
        let failed = || format!("{} can't be put in its place", place.display());
        let before = beside(place, ".before");
        let replaces = place.exists();
        if replaces {
            fs::rename(place, &before).with_context(failed)?;
        }
        fs::rename(&self.path, place).with_context(failed)?;
        self.settled = true;
        if replaces {
            fs::remove_dir_all(&before)
                .with_context(|| format!("{} can't be removed", before.display()))?;
        }
        Ok(())
    }

    fn end_file(&mut self) -> io::Result<()> {
        match self.file.take() {
            Some(file) => file
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?
                .sync_all(),
            None => Ok(()),
        }
    }
}

fn beside(place: &Path, ending: &str) -> PathBuf {
    // "." and "folder/.." have no name that could be added to.
    let place = fs::canonicalize(place).unwrap_or_else(|_| place.to_owned());
    let mut name = place
        .file_name()
        .map_or_else(|| OsString::from("export"), OsString::from);
    name.push(ending);
    place.with_file_name(name)
}

impl Parcel for Folder {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        self.end_file()?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        self.file = Some(BufWriter::new(options.open(self.path.join(name))?));
        Ok(())
    }
}

impl Write for Folder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => Err(io::Error::other("no file was begun")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.settled {
            // The next export removes what can't be removed now.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
