//! The one thing to be read from a certificate's insides that no library at hand tells: when it ends.

use chrono::{DateTime, NaiveDateTime, Utc};

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;

/// When a certificate ends; none where that can't be read.
pub(super) fn end(certificate: &[u8]) -> Option<DateTime<Utc>> {
    let (_, whole, _) = element(certificate)?;
    let (_, signed, _) = element(whole)?;
    let mut rest = signed;
    // Version (where it is given), serial number, algorithm and issuer come first.
    let before = if rest.first() == Some(&VERSION) { 4 } else { 3 };
    for _ in 0..before {
        rest = element(rest)?.2;
    }
    let (tag, validity, _) = element(rest)?;
    let (_, _, rest) = element(validity)?;
    let (kind, text, _) = element(rest)?;
    (tag == SEQUENCE).then(|| time(kind, std::str::from_utf8(text).ok()?))?
}

/// The tag of the first element, what it holds, and what follows it.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x83 => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = length
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (length, rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// Years of two digits lie between 1950 and 2049; later ones are written with four.
fn time(kind: u8, text: &str) -> Option<DateTime<Utc>> {
    let century = match (kind, text.as_bytes().first()) {
        (UTC_TIME, Some(b'5'..)) => "19",
        (UTC_TIME, _) => "20",
        _ => "",
    };
    let full = format!("{century}{text}");
    let read = NaiveDateTime::parse_from_str(&full, "%Y%m%d%H%M%SZ");
    Some(read.ok()?.and_utc())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn made(year: i32) -> Vec<u8> {
        let mut wish = rcgen::CertificateParams::new(["a.example".to_owned()]).unwrap();
        wish.not_after = rcgen::date_time_ymd(year, 3, 9);
        let key = rcgen::KeyPair::generate().unwrap();
        wish.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn the_end_is_read_in_either_form() {
        for year in [2031, 2049, 2050, 2999] {
            let end = end(&made(year)).unwrap().to_rfc3339();
            assert_eq!(end, format!("{year}-03-09T00:00:00+00:00"));
        }
    }

    #[test]
    fn what_is_cut_off_or_none_has_no_end() {
        let whole = made(2031);
        for length in 0..120 {
            assert_eq!(end(&whole[..length]), None);
        }
        for damaged in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[damaged] ^= 0xff;
            // Whatever it says, it says it without a panic.
            let _ = end(&bytes);
        }
    }
}
