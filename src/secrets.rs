//! Random tokens, and how they and passwords are kept: tokens as SHA-256, passwords as Argon2id.

use std::sync::{Mutex, PoisonError};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// One password hash at a time, so that a flood of sign-ins costs 19 MiB and no more.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
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

/// The Argon2id hash of a password, with its salt and costs.
pub fn hash_password(password: &str) -> anyhow::Result<String> {
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let salt = random::<16>()?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    Ok(hash
        .map_err(|error| anyhow::anyhow!("the password can't be hashed: {error}"))?
        .to_string())
}

/// Whether the password has this hash. Takes the same time for a hash that can't be read.
pub fn verify_password(password: &str, hash: &str) -> bool {
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}
