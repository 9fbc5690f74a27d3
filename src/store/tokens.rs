//! Tokens in letters' links, made when the first letter needs them; and the words of a sequence's step.

use rusqlite::{OptionalExtension, named_params};

use super::{Result, Write};
use crate::salon::time::Stamp;
use crate::secrets;

/// The token of a booking's feedback page.
pub fn feedback(write: &Write<'_>, booking_id: i64) -> Result<String> {
    let mut update = write.prepare_cached(
        "UPDATE bookings SET feedback_token = coalesce(feedback_token, :token) WHERE id = :id RETURNING feedback_token",
    )?;
    Ok(update.query_row(
        named_params! { ":token": secrets::token()?, ":id": booking_id },
        |row| row.get(0),
    )?)
}

/// The token with which a client ends letters that advertise.
pub fn unsubscribe(write: &Write<'_>, client_id: i64) -> Result<String> {
    let mut update = write.prepare_cached(
        "UPDATE clients SET unsubscribe_token = coalesce(unsubscribe_token, :token) WHERE id = :id
         RETURNING unsubscribe_token",
    )?;
    Ok(update.query_row(
        named_params! { ":token": secrets::token()?, ":id": client_id },
        |row| row.get(0),
    )?)
}

/// Subject and body of a step that still stands.
pub fn step(write: &Write<'_>, step_id: Option<i64>) -> Result<Option<(String, String)>> {
    let mut found = write.prepare_cached(
        "SELECT s.subject, s.body FROM followup_steps AS s JOIN followups AS f ON f.id = s.followup_id
         WHERE s.id = :id AND s.removed = 0 AND f.active = 1",
    )?;
    Ok(found
        .query_row(named_params! { ":id": step_id }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

/// Notes that a client wants no more review requests and follow-up letters.
pub fn end_consent(write: &Write<'_>, client_id: i64, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE clients SET marketing_consent = 0, unsubscribed_at = :now, updated_at = :now
         WHERE id = :id AND (marketing_consent = 1 OR unsubscribed_at IS NULL)",
    )?;
    if update.execute(named_params! { ":now": now, ":id": client_id })? > 0 {
        write.changed("client", client_id, "updated", &[]);
    }
    Ok(())
}
