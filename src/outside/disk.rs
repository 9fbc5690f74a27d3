//! How much room the disk has left.

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
