//! The book and its copies as files: for their owner alone, and on the disk when it is said that they are.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The path with this appended to its last part: `daybook.db` and `-wal` give `daybook.db-wal`.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// The folder that a path lies in; `.` for a mere name.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes a file that was not there, readable by its owner alone. Made as root in somebody's folder it is theirs: the
/// server that runs there must be able to read it.
pub fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    give_away(path, folder_of(path));
    Ok(file)
}

/// Makes a folder for its owner alone, and those above it, where it is not there.
pub fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    give_away(path, folder_of(path));
    Ok(())
}

/// Gives a file to whom another belongs, as far as this program may: only root can.
#[cfg(unix)]
pub fn give_away(path: &Path, like: &Path) {
    use std::os::unix::fs::{MetadataExt, lchown};
    let (Ok(own), Ok(other)) = (path.symlink_metadata(), like.metadata()) else {
        return;
    };
    if own.uid() != other.uid() || own.gid() != other.gid() {
        let _ = lchown(path, Some(other.uid()), Some(other.gid()));
    }
}

/// Elsewhere a new file belongs to whom its folder does.
#[cfg(not(unix))]
pub fn give_away(_path: &Path, _like: &Path) {}

/// Whether two paths lead to one file, under whatever names.
pub fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |path: &Path| path.metadata().map(|about| (about.dev(), about.ino())).ok();
        id(one).is_some_and(|one| id(other) == Some(one))
    }
    #[cfg(not(unix))]
    {
        let real = |path: &Path| fs::canonicalize(path).ok();
        real(one).is_some_and(|one| real(other) == Some(one))
    }
}

/// Where a path leads, links followed; the path itself where nothing is.
pub fn followed(path: &Path) -> PathBuf {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    plain(real)
}

/// Windows says `\\?\C:\Salon` of what a person calls `C:\Salon`; a share's name stays as it is.
fn plain(path: PathBuf) -> PathBuf {
    let name = path.to_str().and_then(|path| path.strip_prefix(r"\\?\"));
    let on_a_disk = name.filter(|name| name.as_bytes().get(1) == Some(&b':'));
    on_a_disk.map(PathBuf::from).unwrap_or(path)
}

/// Opens a file for reading that must be one: no link, pipe, folder or device, even if somebody swaps it meanwhile.
pub fn open_plain(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        // The flags fit; their type is wider on some systems.
        let flags = i32::try_from(flags.bits()).unwrap_or(0);
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags);
    }
    if path.symlink_metadata()?.file_type().is_file() {
        let file = options.open(path)?;
        if file.metadata()?.is_file() {
            return Ok(file);
        }
    }
    let why = "it is no plain file";
    Err(io::Error::new(io::ErrorKind::InvalidInput, why))
}

/// Makes what was made or renamed in a folder outlast a power cut. Only Unix can, and needs to.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Removes a file that may not be there, with what SQLite keeps beside it.
pub fn remove_book(path: &Path) {
    for ending in ["-wal", "-shm", "-journal", ""] {
        let path = beside(path, ending);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                log::warn!("{} could not be removed: {error}", path.display());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_called_as_a_person_calls_it() {
        for (said, called) in [
            (r"\\?\C:\Salon\daybook.db", r"C:\Salon\daybook.db"),
            (
                r"\\?\UNC\till\book\daybook.db",
                r"\\?\UNC\till\book\daybook.db",
            ),
            ("/srv/daybook.db", "/srv/daybook.db"),
        ] {
            assert_eq!(plain(PathBuf::from(said)), PathBuf::from(called));
        }
    }
}
