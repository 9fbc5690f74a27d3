//! A client says how it was.

use crate::salon::Refusal;
use crate::salon::time::Now;
use crate::store::{Db, Result, feedback, links};

/// Keeps what a client says through the link in the review request; once.
pub fn give(db: &Db, token: &str, rating: i64, comment: &str, now: &Now) -> Result<()> {
    db.write(|write| {
        let booking_id = links::feedback(write, token)?.ok_or(Refusal::NotFound("Link"))?;
        if feedback::is_given(write, booking_id)? {
            return Err(Refusal::Gone("This was answered already.".to_owned()).into());
        }
        feedback::insert(write, booking_id, rating, comment, now.stamp)
    })
}
