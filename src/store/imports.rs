//! Events of other calendars that were brought in: which became what.

use std::collections::HashSet;

use rusqlite::{Connection, named_params};

use super::{Result, Write};

/// The events that were brought into this staff member's calendar.
pub fn known(connection: &Connection, staff_id: i64) -> Result<HashSet<String>> {
    let mut found =
        connection.prepare_cached("SELECT uid FROM imported_events WHERE staff_id = :staff")?;
    let uids = found.query_map(named_params! { ":staff": staff_id }, |row| row.get(0))?;
    Ok(uids.collect::<rusqlite::Result<_>>()?)
}

/// What an event became.
#[derive(Debug, Clone, Copy)]
pub enum Became {
    /// A booking, by its id.
    Booking(i64),
    /// Time off, by its id.
    TimeOff(i64),
}

/// Notes what an event became.
pub fn note(write: &Write<'_>, staff_id: i64, uid: &str, became: Became) -> Result<()> {
    let (booking, time_off) = match became {
        Became::Booking(id) => (Some(id), None),
        Became::TimeOff(id) => (None, Some(id)),
    };
    let mut insert = write.prepare_cached(
        "INSERT INTO imported_events (staff_id, uid, booking_id, time_off_id)
         VALUES (:staff, :uid, :booking, :time_off)",
    )?;
    insert.execute(named_params! {
        ":staff": staff_id, ":uid": uid, ":booking": booking, ":time_off": time_off,
    })?;
    Ok(())
}
