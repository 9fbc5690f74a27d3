//! Whether a webhook call is Stripe's: the header `Stripe-Signature: t=SECONDS,v1=HEX[,v1=HEX…]`, where each `v1` is
//! an HMAC-SHA256 of `SECONDS.BODY`. There are several while a secret is being replaced; one that fits is enough.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::salon::time::Stamp;

/// How far the call's time may be from ours; a call that somebody recorded can't be played again later.
const TOLERANCE_SECONDS: u64 = 300;

/// Whether the body was signed with this secret, just now. Compares in constant time.
pub fn is_genuine(header: &str, body: &[u8], secret: &str, now: Stamp) -> bool {
    let parts = || {
        header
            .split(',')
            .filter_map(|part| part.trim().split_once('='))
    };
    let Some((_, time)) = parts().find(|(name, _)| *name == "t") else {
        return false;
    };
    let Ok(seconds) = time.parse::<i64>() else {
        return false;
    };
    if now.0.timestamp().abs_diff(seconds) > TOLERANCE_SECONDS {
        return false;
    }
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return false;
    };
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    parts()
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, hex)| bytes(hex))
        .any(|signature| mac.clone().verify_slice(&signature).is_ok())
}

/// Reads hexadecimal digits.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.len().is_multiple_of(2) || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Made with openssl: `printf '1774256400.{}' | openssl dgst -sha256 -hmac whsec_test`.
    const SIGNED: &str = "096cdf40fcc5823edb2e8197ef0a2fe4ef817b8b704fb6cdc08da6d393bd285b";

    fn genuine(header: &str, seconds_later: i64) -> bool {
        let now = Stamp::stored("2026-03-23T09:00:00Z").unwrap();
        is_genuine(header, b"{}", "whsec_test", now.plus_seconds(seconds_later))
    }

    #[test]
    fn one_signature_that_fits_is_enough() {
        let other = "0".repeat(64);
        assert!(genuine(&format!("t=1774256400,v1={SIGNED}"), 0));
        assert!(genuine(
            &format!("t=1774256400,v1={other}, v1={SIGNED},v0=x"),
            0
        ));
        assert!(!genuine(&format!("t=1774256400,v1={other}"), 0));
        assert!(!genuine(&format!("t=1774256400,v0={SIGNED}"), 0));
        assert!(!genuine(&format!("t=1774256401,v1={SIGNED}"), 0));
    }

    #[test]
    fn old_calls_and_calls_from_the_future_are_not_believed() {
        let header = format!("t=1774256400,v1={SIGNED}");
        assert!(genuine(&header, 300) && genuine(&header, -300));
        assert!(!genuine(&header, 301) && !genuine(&header, -301));
    }

    #[test]
    fn nonsense_is_no_signature() {
        for header in [
            "",
            "t=",
            "t=x,v1=00",
            "v1=00",
            "t=1774256400",
            "t=1774256400,v1=+f",
            "t=1774256400,v1=ä",
        ] {
            assert!(!genuine(header, 0), "{header}");
        }
    }
}
