//! The seal: the last 512 bytes of a backup, after SQLite's last page.
//!
//! It says in JSON when the backup was made, whether it was found sound then and what it holds, so that a list of
//! backups opens none of them; and it holds the SHA-256 of all other bytes. Whoever opens the file with SQLite and
//! changes something raises the counter in its header; such a file has no seal any more and is looked through like any
//! other.

use std::io::{self, Read, Seek, SeekFrom, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::salon::time::Stamp;
use crate::store::copy::Contents;

/// Its length.
pub(super) const BYTES: u64 = 512;
const MAGIC: &[u8] = b"\nDaybook backup 1\n";
/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;
/// Where SQLite counts the changes of a file, and where it notes which count the header belongs to.
const COUNTERS: [u64; 2] = [24, 92];

/// What a seal says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Said {
    made_at: String,
    /// Whether nothing was found wrong with it.
    pub(super) verified: bool,
    /// What it holds.
    #[serde(flatten)]
    pub(super) contents: Contents,
    /// SQLite's count of changes then.
    changes: u32,
}

impl Said {
    /// What is to be said of a backup.
    pub(super) fn new(made_at: Stamp, verified: bool, contents: Contents) -> Self {
        Self {
            made_at: made_at.to_string(),
            verified,
            contents,
            changes: 0,
        }
    }

    /// When its snapshot was taken.
    pub(super) fn made_at(&self) -> Option<Stamp> {
        Stamp::stored(&self.made_at)
    }
}

/// Seals a file.
pub(super) fn put(file: &mut (impl Read + Write + Seek), mut said: Said) -> io::Result<()> {
    said.changes = counter(file, COUNTERS[0])?;
    let mut rest = serde_json::to_vec(&said)?;
    rest.insert(0, b'\n');
    let room = BYTES as usize - MAGIC.len() - DIGITS;
    if rest.len() >= room {
        return Err(io::Error::other("the seal does not fit"));
    }
    rest.resize(room - 1, b' ');
    rest.push(b'\n');
    file.seek(SeekFrom::Start(0))?;
    let mut sum = Sum::default();
    io::copy(file, &mut sum)?;
    let digest = sum.digest(&rest);
    file.seek(SeekFrom::End(0))?;
    file.write_all(&[MAGIC, digest.as_bytes(), &rest].concat())
}

/// The seal of a file, unless it has none or SQLite changed the file since.
pub(super) struct Seal {
    digest: Vec<u8>,
    rest: Vec<u8>,
    /// What it says, if it is to be believed.
    pub(super) said: Said,
}

impl Seal {
    /// Reads the seal of a file that is so long. An error where there is one that can't be read.
    pub(super) fn read(file: &mut (impl Read + Seek), length: u64) -> io::Result<Option<Self>> {
        let Some(begin) = length.checked_sub(BYTES) else {
            return Ok(None);
        };
        file.seek(SeekFrom::Start(begin))?;
        let mut bytes = vec![0; BYTES as usize];
        file.read_exact(&mut bytes)?;
        if !bytes.starts_with(MAGIC) {
            return Ok(None);
        }
        let (digest, rest) = bytes[MAGIC.len()..].split_at(DIGITS);
        let said: Said = serde_json::from_slice(rest)?;
        let counts = [counter(file, COUNTERS[0])?, counter(file, COUNTERS[1])?];
        if counts[0] == counts[1] && counts[0] != said.changes {
            return Ok(None);
        }
        Ok(Some(Self {
            digest: digest.to_owned(),
            rest: rest.to_owned(),
            said,
        }))
    }

    /// Whether the bytes before the seal, which were added up, are those that were sealed.
    pub(super) fn fits(&self, sum: Sum) -> bool {
        sum.digest(&self.rest).as_bytes() == self.digest
    }
}

/// Adds up bytes as they are written.
#[derive(Default)]
pub(super) struct Sum(Sha256);

impl Sum {
    fn digest(mut self, rest: &[u8]) -> String {
        self.0.update(rest);
        let digest = self.0.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn counter(file: &mut (impl Read + Seek), at: u64) -> io::Result<u32> {
    let mut bytes = [0; 4];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(u32::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Cursor;

    fn sealed() -> Vec<u8> {
        let mut file = Cursor::new(vec![7; 4096]);
        let contents = Contents {
            bookings: 3,
            newest_booking_at: Some("2026-03-24T09:00:00Z".to_owned()),
            ..Contents::default()
        };
        let said = Said::new(
            Stamp::stored("2026-03-24T09:00:00Z").unwrap(),
            true,
            contents,
        );
        put(&mut file, said).unwrap();
        file.into_inner()
    }

    /// What the seal says, if it is there and fits.
    fn believed(bytes: &[u8]) -> Option<Said> {
        let seal = Seal::read(&mut Cursor::new(bytes), bytes.len() as u64);
        let seal = seal.ok().flatten()?;
        let mut sum = Sum::default();
        sum.write_all(&bytes[..bytes.len() - BYTES as usize])
            .unwrap();
        seal.fits(sum).then_some(seal.said)
    }

    #[test]
    fn a_seal_is_read_as_it_was_put_and_no_byte_can_be_changed() {
        let file = sealed();
        assert_eq!(file.len() as u64, 4096 + BYTES);
        let said = believed(&file).unwrap();
        assert_eq!((said.contents.bookings, said.verified), (3, true));
        for place in (0..4096).step_by(37).chain(4096..file.len()) {
            let mut flipped = file.clone();
            flipped[place] ^= 1;
            assert_eq!(believed(&flipped), None, "{place}");
        }
    }
}
