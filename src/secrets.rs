//! Random tokens, and how they are kept: as their SHA-256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// So many random bytes.
pub fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("the machine gives no random numbers: {error}"))?;
    Ok(bytes)
}

/// A token of 192 random bits for a cookie or a link.
pub fn token() -> anyhow::Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::<24>()?))
}

/// What is kept of a token: its SHA-256.
pub fn hash_token(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// A short id that joins an answer to a line in the log.
pub fn short_id() -> String {
    random::<6>().map_or_else(
        |_| "unknown".to_owned(),
        |bytes| URL_SAFE_NO_PAD.encode(bytes),
    )
}
