//! Signing in and out.

use crate::salon::Refusal;
use crate::salon::time::Stamp;
use crate::salon::who::Who;
use crate::secrets;
use crate::store::users::{self, User};
use crate::store::{Db, Result, Write, sessions};

/// Begins a session for a user whose password was found right, and answers its token. Whoever was disabled or got
/// another password since then is refused.
pub fn sign_in(db: &Db, user: &User, now: Stamp) -> Result<String> {
    if db.is_read_only() {
        let token = secrets::token()?;
        db.welcome(&secrets::hash_token(&token), user, now);
        return Ok(token);
    }
    db.write(|book| {
        let current = users::find(book, user.id)?.filter(|current| current.active);
        match current {
            Some(current) if current.password_hash == user.password_hash => {
                begin(book, user.id, now)
            }
            _ => Err(Refusal::BadLogin.into()),
        }
    })
}

/// Begins a session and answers its token.
pub(super) fn begin(book: &Write<'_>, user_id: i64, now: Stamp) -> Result<String> {
    let token = secrets::token()?;
    sessions::begin(book, user_id, &secrets::hash_token(&token), now)?;
    Ok(token)
}

/// Ends the session that asks.
pub fn sign_out(db: &Db, who: &Who) -> Result<()> {
    if db.is_read_only() {
        db.farewell(who.session_id);
        return Ok(());
    }
    db.write(|book| sessions::end(book, who.session_id))
}
