//! The audit log: who changed which booking, and its whole row before and after, without tokens.

use rusqlite::{Connection, named_params};
use serde::Serialize;
use serde_json::Value;

use super::Result;
use crate::salon::booking::{Booking, Standing};
use crate::salon::time::Stamp;
use crate::salon::who::Actor;

/// All that is kept of a booking.
#[derive(Serialize)]
struct Kept<'a> {
    #[serde(flatten)]
    booking: &'a Booking,
    #[serde(flatten)]
    standing: &'a Standing,
}

fn kept((booking, standing): (&Booking, &Standing)) -> Result<String> {
    let booking = Booking {
        provisional_token: None,
        feedback_token: None,
        ..booking.clone()
    };
    Ok(serde_json::to_string(&Kept {
        booking: &booking,
        standing,
    })
    .map_err(anyhow::Error::from)?)
}

/// Notes a change in the transaction that makes it; of a new booking, before anything else is noted.
pub fn note(
    connection: &Connection,
    actor: &Actor<'_>,
    action: &str,
    before: Option<(&Booking, &Standing)>,
    after: (&Booking, &Standing),
    now: Stamp,
) -> Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO audit (id, at, user_id, actor, booking_id, action, before, after)
         VALUES (CASE WHEN :before IS NULL THEN (SELECT created_audit_id FROM bookings WHERE id = :booking) END,
            :at, :user, :actor, :booking, :action, :before, :after)",
    )?;
    insert.execute(named_params! {
        ":at": now,
        ":user": actor.user_id(),
        ":actor": actor.name(),
        ":booking": after.0.id,
        ":action": action,
        ":before": before.map(kept).transpose()?,
        ":after": kept(after)?,
    })?;
    Ok(())
}

/// One change, as the API shows it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AuditEntry"))]
pub struct Entry {
    /// Rises with time.
    pub id: i64,
    /// When.
    pub at: Stamp,
    /// Which user; null: the client, or Daybook itself.
    pub user_id: Option<i64>,
    /// The user's name then, `client` or `daybook`.
    pub actor: String,
    /// Which booking.
    pub booking_id: i64,
    /// What was done: `created`, `updated`, `cancelled`, …
    pub action: String,
    /// The whole row before; null where it is new.
    #[cfg_attr(test, ts(type = "Record<string, unknown> | null"))]
    pub before: Option<Value>,
    /// The whole row after.
    #[cfg_attr(test, ts(type = "Record<string, unknown>"))]
    pub after: Value,
}

/// A booking's changes, oldest first.
pub fn of_booking(connection: &Connection, booking_id: i64) -> Result<Vec<Entry>> {
    let mut found = connection.prepare_cached(
        "SELECT id, at, user_id, actor, booking_id, action, before, after FROM audit
         WHERE id IN (SELECT audit_id FROM booking_changes WHERE booking_id = :booking) ORDER BY id",
    )?;
    let entries = found.query_map(named_params! { ":booking": booking_id }, |row| {
        Ok(Entry {
            id: row.get(0)?,
            at: row.get(1)?,
            user_id: row.get(2)?,
            actor: row.get(3)?,
            booking_id: row.get(4)?,
            action: row.get(5)?,
            before: row
                .get::<_, Option<String>>(6)?
                .and_then(|text| serde_json::from_str(&text).ok()),
            after: serde_json::from_str(&row.get::<_, String>(7)?).unwrap_or(Value::Null),
        })
    })?;
    Ok(entries.collect::<rusqlite::Result<_>>()?)
}
