//! Letters as files, for the demo and for salons whose own program sends them on.

use super::{Commit, DeliveryError, Parcel, Receipt, why};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Writes `<message id>.eml`. The file appears whole or not at all, and a repeat takes its own place.
pub(super) fn deliver(
    folder: &Path,
    parcel: &Parcel<'_>,
    commit: Commit<'_>,
) -> Result<Receipt, DeliveryError> {
    let name = file_name(parcel.message_id);
    let (written, place) = (folder.join(format!(".{name}.part")), folder.join(&name));
    let failed = |error: io::Error| why::folder(folder, &error);
    fs::create_dir_all(folder).map_err(failed)?;
    write(&written, parcel.message).map_err(failed)?;
    commit()?;
    fs::rename(&written, &place).map_err(failed)?;
    Ok(Receipt {
        answer: format!("written to {}", place.display()),
    })
}

/// Letters hold names and links that only their reader should see, so the file is the owner's alone.
fn write(path: &Path, message: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(path)?;
    file.write_all(message)?;
    file.sync_all()
}

/// A message id as a file name that every file system takes.
fn file_name(message_id: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '@') {
            c
        } else {
            '_'
        }
    };
    let stem: String = message_id.chars().take(150).map(safe).collect();
    format!("{stem}.eml")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parcel<'a>(message_id: &'a str, message: &'a [u8]) -> Parcel<'a> {
        Parcel {
            message_id,
            from: "desk@example.com",
            to: "ada@example.com",
            message,
        }
    }

    #[test]
    fn a_repeated_letter_takes_its_own_place() {
        let folder = tempfile::tempdir().unwrap();
        let letters = folder.path().join("out/letters");
        for _ in 0..2 {
            deliver(&letters, &parcel("job-1@daybook", b"one"), &mut || Ok(())).unwrap();
        }
        deliver(
            &letters,
            &parcel("../../etc/passwd", b"two"),
            &mut || Ok(()),
        )
        .unwrap();
        let mut names: Vec<_> = fs::read_dir(&letters)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["______etc_passwd.eml", "job-1@daybook.eml"]);
        assert_eq!(fs::read(letters.join("job-1@daybook.eml")).unwrap(), b"one");
    }

    #[test]
    fn a_letter_that_was_not_noted_does_not_appear() {
        let folder = tempfile::tempdir().unwrap();
        let refusal = DeliveryError::NotSent {
            why: "the disk is full".into(),
        };
        let answer = deliver(folder.path(), &parcel("job-1", b"one"), &mut || {
            Err(refusal.clone())
        });
        assert_eq!(answer, Err(refusal));
        assert!(!folder.path().join("job-1.eml").exists());
    }

    #[test]
    fn a_folder_that_can_not_be_written_says_so() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let answer = deliver(file.path(), &parcel("job-1", b"one"), &mut || Ok(()));
        let why = answer.unwrap_err().to_string();
        assert!(
            why.starts_with("The letter could not be written to the folder "),
            "{why}"
        );
    }
}
