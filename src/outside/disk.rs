//! The disk: how much room it has left, which disk it is, and files that are whole or not there.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Bytes that are free for this program on the disk of a file or folder; none where the system doesn't say.
#[cfg(unix)]
pub fn free_bytes(path: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(path).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

/// Bytes that are free for this program on the disk of a file or folder; none where the system doesn't say.
#[cfg(not(unix))]
pub fn free_bytes(_path: &Path) -> Option<u64> {
    None
}

/// Whether two folders surely lie on one disk.
#[cfg(unix)]
pub fn is_same(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| path.metadata().map(|about| about.dev()).ok();
    disk(one).is_some_and(|one| disk(other) == Some(one))
}

/// Whether two folders surely lie on one disk.
#[cfg(not(unix))]
pub fn is_same(_one: &Path, _other: &Path) -> bool {
    false
}

/// Puts a whole new file, readable by its owner alone, in the place of the old one: whatever happens, one of them is
/// there.
pub fn replace(file: &Path, text: &str) -> io::Result<()> {
    let fresh = file.with_added_extension("new");
    let _ = fs::remove_file(&fresh);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&fresh).and_then(|mut opened| {
        opened.write_all(text.as_bytes())?;
        opened.sync_all()
    });
    let replaced = written.and_then(|()| fs::rename(&fresh, file));
    if replaced.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    replaced?;
    // Only Unix can, and needs to, make a renaming outlast a power cut.
    #[cfg(unix)]
    {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
