//! A staff member's agenda for a telephone, and the token that opens it.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{Result, Write};
use crate::salon::booking::Status;
use crate::salon::time::{Stamp, Wall};

/// Whose agenda a token opens: id and name. Those who left have none.
pub fn holder(connection: &Connection, token_hash: &str) -> Result<Option<(i64, String)>> {
    let mut found = connection.prepare_cached(
        "SELECT id, name FROM staff WHERE calendar_token_hash = :hash AND active = 1",
    )?;
    Ok(found
        .query_row(named_params! { ":hash": token_hash }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

/// Lets another token open this agenda, and no other; false where there is no such staff member.
pub fn renew(write: &Write<'_>, staff_id: i64, token_hash: &str) -> Result<bool> {
    let mut update =
        write.prepare_cached("UPDATE staff SET calendar_token_hash = :hash WHERE id = :id")?;
    Ok(update.execute(named_params! { ":hash": token_hash, ":id": staff_id })? > 0)
}

/// What an agenda says of a booking: no more than others in a train may read.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The booking's id.
    pub id: i64,
    /// Start, salon time.
    pub start_at: Wall,
    /// End, salon time.
    pub end_at: Wall,
    /// Its status.
    pub status: Status,
    /// What is done.
    pub service: String,
    /// The client's whole name; the agenda shows the first.
    pub client_name: String,
    /// Rises with every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Stamp,
}

/// A staff member's bookings from this start on that take or took their time, oldest first.
pub fn entries(connection: &Connection, staff_id: i64, from: Wall) -> Result<Vec<Entry>> {
    let mut found = connection.prepare_cached(
        "SELECT b.id, b.start_at, b.end_at, b.status, v.name, c.name, b.version, b.updated_at
         FROM bookings AS b JOIN services AS v ON v.id = b.service_id JOIN clients AS c ON c.id = b.client_id
         WHERE b.status <> 'cancelled' AND b.status <> 'no-show' AND b.staff_id = :staff AND b.start_at >= :from
         ORDER BY b.start_at, b.id",
    )?;
    let entries = found.query_map(named_params! { ":staff": staff_id, ":from": from }, |row| {
        Ok(Entry {
            id: row.get(0)?,
            start_at: row.get(1)?,
            end_at: row.get(2)?,
            status: row.get(3)?,
            service: row.get(4)?,
            client_name: row.get(5)?,
            version: row.get(6)?,
            updated_at: row.get(7)?,
        })
    })?;
    Ok(entries.collect::<rusqlite::Result<_>>()?)
}
