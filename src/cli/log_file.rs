//! The log in a file, for where nobody else keeps it: never larger than a few megabytes, the oldest lines going first.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that is longer begins anew.
const LONGEST: u64 = 1 << 20;
/// How many older files are kept beside it: `daybook.log.1` is the youngest of them.
const OLDER: u32 = 4;

/// The file that is written to now.
pub(super) struct LogFile {
    path: PathBuf,
    file: File,
    length: u64,
    longest: u64,
}

impl LogFile {
    /// Opens it, to write on at its end.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Self::bounded(path, LONGEST)
    }

    fn bounded(path: &Path, longest: u64) -> io::Result<Self> {
        let file = opened(path)?;
        Ok(Self {
            path: path.to_owned(),
            length: file.metadata()?.len(),
            file,
            longest,
        })
    }

    /// Moves each file one place on; the last one goes.
    fn turn(&mut self) -> io::Result<()> {
        for place in (1..OLDER).rev() {
            // Those that there are not yet can't be moved.
            let _ = fs::rename(self.older(place), self.older(place + 1));
        }
        fs::rename(&self.path, self.older(1))?;
        self.file = opened(&self.path)?;
        self.length = 0;
        Ok(())
    }

    fn older(&self, place: u32) -> PathBuf {
        self.path.with_added_extension(place.to_string())
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.length > 0 && self.length + line.len() as u64 > self.longest {
            // Where it can't be moved (Windows, and somebody reads it), it grows a little more.
            let _ = self.turn();
        }
        let written = self.file.write(line)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn opened(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn it_stays_small_and_keeps_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daybook.log");
        for number in 0..100 {
            // Opened anew each time, as by a server that is started again.
            let mut log = LogFile::bounded(&path, 50).unwrap();
            log.write_all(format!("line {number:03}\n").as_bytes())
                .unwrap();
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5);
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        assert!(read(&path).ends_with("line 099\n"));
        assert!(read(&path.with_added_extension("4")).len() <= 50);
        let kept: usize = (1..=4)
            .map(|place| {
                read(&path.with_added_extension(place.to_string()))
                    .lines()
                    .count()
            })
            .sum();
        assert_eq!(kept, 20);
    }
}
