//! Passwords: kept as Argon2id, hashed one at a time.
//!
//! One hash takes 19 MiB and some tens of milliseconds. Taking turns, and turning callers away once the queue is
//! long, keeps a flood of sign-ins from costing memory or every connection.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};

use crate::salon::Refusal;
use crate::secrets;
use crate::store::Result;

/// Callers that may wait for their turn: about a second's work, and a fraction of the connections.
const QUEUE: usize = 64;
/// When to come back to a full queue, in seconds.
const COME_BACK: u64 = 2;
/// Bytes of a hash.
const OUTPUT: usize = 32;
/// The blocks that a hash works on are given more room than it touches: glibc keeps what is smaller than 32 MiB
/// for the next time, for each thread, where what is larger goes back to the system at once.
const ROOM_BYTES: usize = 33 << 20;

static TURN: Mutex<()> = Mutex::new(());
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// The right to hash, which one caller has at a time.
pub struct Turn {
    _guard: MutexGuard<'static, ()>,
    _place: Place<'static>,
}

/// Waits for a turn; refused where too many wait already.
pub fn turn() -> Result<Turn> {
    let place = Place::take(&WAITING)?;
    let guard = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Turn {
        _guard: guard,
        _place: place,
    })
}

/// What is kept of a password: its Argon2id hash with salt and costs, as a PHC string.
pub fn hash(password: &str) -> Result<String> {
    let salt = secrets::random::<16>()?;
    let params = Params::default();
    let digest = turn()?.digest(password, &salt, &params)?;
    let odd = |error| anyhow::anyhow!("the password can't be hashed: {error}");
    let kept = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|error| anyhow::anyhow!("{error}"))?,
        salt: Some(Salt::new(&salt).map_err(odd)?),
        hash: Some(Output::new(&digest).map_err(odd)?),
    };
    Ok(kept.to_string())
}

impl Turn {
    /// Whether the password is the one of which this was kept. For nobody (`None`) and for a hash that can't be
    /// read it takes the same time, so that the time tells nothing about who there is.
    pub fn verify(&self, password: &str, kept: Option<&str>) -> Result<bool> {
        let parts = kept.and_then(read);
        let (params, salt, expected) = match &parts {
            Some((params, salt, expected)) => (params.clone(), salt.as_ref(), Some(expected)),
            None => (Params::default(), [0; 16].as_slice(), None),
        };
        let digest = self.digest(password, salt, &params)?;
        // Comparing outputs takes the same time wherever they differ.
        Ok(expected
            .is_some_and(|expected| Output::new(&digest).is_ok_and(|given| given == *expected)))
    }

    fn digest(&self, password: &str, salt: &[u8], params: &Params) -> anyhow::Result<[u8; OUTPUT]> {
        let mut room = Vec::with_capacity((ROOM_BYTES / Block::SIZE).max(params.block_count()));
        room.resize(params.block_count(), Block::default());
        let mut output = [0; OUTPUT];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, &mut room[..])
            .map_err(|error| anyhow::anyhow!("the password can't be hashed: {error}"))?;
        Ok(output)
    }
}

/// A place in the queue.
struct Place<'q> {
    queue: &'q AtomicUsize,
}

impl<'q> Place<'q> {
    fn take(queue: &'q AtomicUsize) -> Result<Self> {
        let ahead = queue.fetch_add(1, Ordering::Relaxed);
        // Made before the look, so that it is given back where it is refused.
        let place = Self { queue };
        if ahead > QUEUE {
            return Err(Refusal::TooMany(COME_BACK).into());
        }
        Ok(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.queue.fetch_sub(1, Ordering::Relaxed);
    }
}

fn read(kept: &str) -> Option<(Params, Salt, Output)> {
    let hash = PasswordHash::new(kept).ok()?;
    let output = hash.hash.filter(|output| output.len() == OUTPUT)?;
    Some((Params::try_from(&hash).ok()?, hash.salt?, output))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use argon2::PasswordVerifier;

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let kept = hash("correct horse").unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        let turn = turn().unwrap();
        assert!(turn.verify("correct horse", Some(&kept)).unwrap());
        assert!(!turn.verify("correct house", Some(&kept)).unwrap());
        assert!(!turn.verify("correct horse", Some("!")).unwrap());
        assert!(!turn.verify("correct horse", None).unwrap());
    }

    #[test]
    fn the_hash_is_one_that_others_can_read() {
        let kept = hash("correct horse").unwrap();
        let parsed = PasswordHash::new(&kept).unwrap();
        assert!(
            Argon2::default()
                .verify_password(b"correct horse", &parsed)
                .is_ok()
        );
    }

    #[test]
    fn a_long_queue_turns_away_and_gets_short_again() {
        let queue = AtomicUsize::new(0);
        let places: Vec<_> = std::iter::from_fn(|| Place::take(&queue).ok()).collect();
        assert_eq!(places.len(), QUEUE + 1);
        drop(places);
        assert!(Place::take(&queue).is_ok());
    }
}
