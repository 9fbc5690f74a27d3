//! Freed time offered to those who wait: the waitlist table, as bookings touch it.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::types::Day;
use super::{Result, Write};
use crate::salon::time::{Stamp, Wall};

/// A slot that came free.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// Of which service.
    pub service_id: i64,
    /// With whom.
    pub staff_id: i64,
    /// From when, salon time.
    pub start_at: Wall,
    /// Until when, salon time.
    pub end_at: Wall,
}

/// Somebody who waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The entry's id.
    pub id: i64,
    /// Whose it is.
    pub client_id: i64,
    /// The client's name.
    pub client_name: String,
}

/// Who waits longest for this slot's service on its day, with this person or anybody.
pub fn first_in_line(connection: &Connection, slot: &Slot) -> Result<Option<Waiting>> {
    let mut found = connection.prepare_cached(
        "SELECT w.id, w.client_id, c.name FROM waitlist AS w JOIN clients AS c ON c.id = w.client_id
         WHERE w.service_id = :service AND w.date = :date AND w.status = 'waiting'
           AND (w.staff_id IS NULL OR w.staff_id = :staff)
         ORDER BY w.id LIMIT 1",
    )?;
    let date: NaiveDate = slot.start_at.date();
    let values =
        named_params! { ":service": slot.service_id, ":date": Day(date), ":staff": slot.staff_id };
    let waiting = found.query_row(values, |row| {
        Ok(Waiting {
            id: row.get(0)?,
            client_id: row.get(1)?,
            client_name: row.get(2)?,
        })
    });
    Ok(waiting.optional()?)
}

/// Notes that the slot is offered to this entry.
pub fn offer(write: &Write<'_>, entry_id: i64, slot: &Slot, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE waitlist SET status = 'notified', notified_at = :now, offered_start_at = :start,
            offered_end_at = :end, offered_staff_id = :staff
         WHERE id = :id RETURNING staff_id",
    )?;
    let values = named_params! {
        ":now": now, ":start": slot.start_at, ":end": slot.end_at, ":staff": slot.staff_id, ":id": entry_id,
    };
    // Who waited for anybody was on everybody's list, and is gone from the others'.
    let staff_id: Option<i64> = update.query_row(values, |row| row.get(0))?;
    write.changed("waitlist", entry_id, "updated", staff_id.as_slice());
    Ok(())
}

/// Sets an entry's status; `booked` or `passed`, say.
pub fn set_status(write: &Write<'_>, entry_id: i64, status: &str) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE waitlist SET status = :status WHERE id = :id RETURNING coalesce(staff_id, offered_staff_id)",
    )?;
    let values = named_params! { ":status": status, ":id": entry_id };
    let staff_id: Option<i64> = update.query_row(values, |row| row.get(0))?;
    write.changed("waitlist", entry_id, "updated", staff_id.as_slice());
    Ok(())
}

/// The slot that an entry was offered and has not taken up.
pub fn offered(connection: &Connection, entry_id: i64) -> Result<Option<Slot>> {
    let mut found = connection.prepare_cached(
        "SELECT service_id, offered_staff_id, offered_start_at, offered_end_at FROM waitlist
         WHERE id = :id AND status = 'notified' AND offered_start_at IS NOT NULL",
    )?;
    let slot = found.query_row(named_params! { ":id": entry_id }, |row| {
        Ok(Slot {
            service_id: row.get(0)?,
            staff_id: row.get(1)?,
            start_at: row.get(2)?,
            end_at: row.get(3)?,
        })
    });
    Ok(slot.optional()?)
}
