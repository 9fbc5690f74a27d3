//! A day on paper: each person's appointments with the client's number and what is to be remembered. It is what stays
//! when the power goes, so it holds all that the desk would otherwise look up.

use chrono::NaiveDate;
use rusqlite::{Connection, Row, named_params};
use serde::Serialize;

use super::Result;
use super::types::Day;
use crate::salon::booking::Status;
use crate::salon::time::Wall;
use crate::salon::who::Scope;

/// An appointment as it stands on the sheet.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "SheetLine"))]
pub struct Line {
    /// The booking.
    pub booking_id: i64,
    /// On whose sheet it stands.
    pub staff_id: i64,
    /// Start, salon time.
    pub start_at: Wall,
    /// End, salon time.
    pub end_at: Wall,
    /// Its status.
    pub status: Status,
    /// The client's name.
    pub client_name: String,
    /// The client's number.
    pub client_phone: String,
    /// Allergies and the like.
    pub client_alert: String,
    /// What is done.
    pub service_name: String,
    /// Notes that the client sees.
    pub notes: String,
    /// Notes that the client never sees.
    pub internal_notes: String,
}

/// The question's SQL.
pub const LINES: &str =
    "SELECT b.id, b.staff_id, b.start_at, b.end_at, b.status, c.name, c.phone, c.alert, v.name, b.notes, b.internal_notes
     FROM bookings AS b JOIN clients AS c ON c.id = b.client_id JOIN services AS v ON v.id = b.service_id
     WHERE b.status <> 'cancelled' AND b.start_at >= :day AND b.start_at < date(:day, '+1 day')
       AND (:own IS NULL OR b.staff_id = :own)
     ORDER BY b.start_at, b.id";

fn line(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        booking_id: row.get(0)?,
        staff_id: row.get(1)?,
        start_at: row.get(2)?,
        end_at: row.get(3)?,
        status: row.get(4)?,
        client_name: row.get(5)?,
        client_phone: row.get(6)?,
        client_alert: row.get(7)?,
        service_name: row.get(8)?,
        notes: row.get(9)?,
        internal_notes: row.get(10)?,
    })
}

/// The day's appointments within the scope, but for cancelled ones, by start.
pub fn lines(connection: &Connection, day: NaiveDate, scope: Scope) -> Result<Vec<Line>> {
    let mut found = connection.prepare_cached(LINES)?;
    let values = named_params! { ":day": Day(day), ":own": scope.staff_id() };
    let rows = found.query_map(values, line)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
