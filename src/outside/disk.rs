//! How much room the disk has left, and which disk it is.

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
