//! Keys of POSTs that may be sent again within 24 hours.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{Result, Write};
use crate::salon::time::Stamp;

/// How long a key is kept.
const HOURS: i64 = 24;

/// The body's hash and the booking of a key that this user used lately.
pub fn find(
    connection: &Connection,
    user_id: i64,
    key: &str,
    now: Stamp,
) -> Result<Option<(String, i64)>> {
    let mut found = connection.prepare_cached(
        "SELECT body_hash, booking_id FROM idempotency_keys WHERE user_id = :user AND key = :key AND created_at > :oldest",
    )?;
    let values = named_params! { ":user": user_id, ":key": key, ":oldest": now.plus_hours(-HOURS) };
    Ok(found
        .query_row(values, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Keeps a key, and lets old ones go.
pub fn keep(
    write: &Write<'_>,
    user_id: i64,
    key: &str,
    hash: &str,
    booking_id: i64,
    now: Stamp,
) -> Result<()> {
    let mut delete =
        write.prepare_cached("DELETE FROM idempotency_keys WHERE created_at <= :oldest")?;
    delete.execute(named_params! { ":oldest": now.plus_hours(-HOURS) })?;
    let mut insert = write.prepare_cached(
        "INSERT INTO idempotency_keys (user_id, key, body_hash, booking_id, created_at)
         VALUES (:user, :key, :hash, :booking, :now)",
    )?;
    insert.execute(named_params! {
        ":user": user_id, ":key": key, ":hash": hash, ":booking": booking_id, ":now": now,
    })?;
    Ok(())
}
