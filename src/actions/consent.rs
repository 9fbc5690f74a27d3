//! A client wants no more letters that advertise.

use crate::salon::Refusal;
use crate::salon::time::Now;
use crate::store::{Db, Result, links, tokens};

/// Ends a client's consent; a second time changes nothing. Letters that wait are dropped when their moment comes.
pub fn unsubscribe(db: &Db, token: &str, now: &Now) -> Result<()> {
    db.write(|write| {
        let id = links::reader(write, token)?.ok_or(Refusal::NotFound("Link"))?;
        tokens::end_consent(write, id, now.stamp)
    })
}
