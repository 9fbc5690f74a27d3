//! The one-time code of the first day: whoever can read what this machine prints may make the first admin, and
//! nobody else on the network can.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::secrets;

/// Wrong tries before a code is replaced by a new one.
const TRIES: u32 = 5;
/// Crockford's: without letters that look like digits.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

type Announce = Box<dyn Fn(&str) + Send + Sync>;

/// The code that holds, where there is one.
#[derive(Default)]
pub struct SetupCode {
    open: Mutex<Option<Open>>,
}

struct Open {
    code: String,
    tries_left: u32,
    announce: Announce,
}

impl SetupCode {
    /// Makes a code of 80 random bits and announces it; so it does with each later one.
    pub fn open(&self, announce: impl Fn(&str) + Send + Sync + 'static) -> anyhow::Result<()> {
        let announce: Announce = Box::new(announce);
        // Locked while it is announced: a try that comes at once already counts.
        let mut held = self.lock();
        *held = Some(Open::new(announce)?);
        Ok(())
    }

    /// Whether this is the code. After five wrong ones another is made and announced.
    pub fn accepts(&self, given: &str) -> anyhow::Result<bool> {
        let mut held = self.lock();
        let Some(open) = held.as_mut() else {
            return Ok(false);
        };
        // Hashes are compared, so that the time tells nothing of how much was right.
        if secrets::hash_token(&plain(given)) == secrets::hash_token(&plain(&open.code)) {
            return Ok(true);
        }
        open.tries_left -= 1;
        if open.tries_left == 0
            && let Some(spent) = held.take()
        {
            *held = Some(Open::new(spent.announce)?);
        }
        Ok(false)
    }

    /// Ends the code: the first day is over.
    pub fn close(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn new(announce: Announce) -> anyhow::Result<Self> {
        let code = spelled(secrets::random()?);
        announce(&code);
        Ok(Self {
            code,
            tries_left: TRIES,
            announce,
        })
    }
}

/// Sixteen characters of five bits each, in fours, as one reads them from a screen.
fn spelled(bits: [u8; 10]) -> String {
    let number = bits
        .iter()
        .fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    let letter = |place: u32| char::from(ALPHABET[(number >> (5 * place) & 31) as usize]);
    let letters: Vec<char> = (0..16).rev().map(letter).collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join("-")
}

/// A code as it may have been typed: small letters, without dashes, O for 0.
fn plain(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    letters
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::Arc;

    fn opened() -> (SetupCode, Arc<Mutex<Vec<String>>>) {
        let (code, said) = (SetupCode::default(), Arc::new(Mutex::new(Vec::new())));
        let hear = said.clone();
        code.open(move |code| hear.lock().unwrap().push(code.to_owned()))
            .unwrap();
        (code, said)
    }

    #[test]
    fn a_code_is_spelled_in_fours_and_read_however_it_is_typed() {
        assert_eq!(spelled([0; 10]), "0000-0000-0000-0000");
        assert_eq!(spelled([0xff; 10]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(
            spelled([0, 0, 0, 0, 0, 0, 0, 0, 0, 33]),
            "0000-0000-0000-0011"
        );
        assert_eq!(plain("o0ol-Ii1z"), "0001111Z");
    }

    #[test]
    fn the_fifth_wrong_try_makes_a_new_code() {
        let (code, said) = opened();
        let first = said.lock().unwrap()[0].clone();
        for _ in 0..4 {
            assert!(!code.accepts("0000-0000-0000-0000").unwrap());
        }
        assert!(code.accepts(&first.to_lowercase()).unwrap());
        assert!(!code.accepts("").unwrap());
        assert!(!code.accepts(&first).unwrap());
        let second = said.lock().unwrap()[1].clone();
        assert!(code.accepts(&second).unwrap());
        code.close();
        assert!(!code.accepts(&second).unwrap());
    }
}
