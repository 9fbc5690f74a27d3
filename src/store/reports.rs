//! Bookings counted for reports.

use rusqlite::{Connection, named_params};

use super::Result;
use super::types::Day;
use crate::salon::report::Cell;
use crate::salon::time::Wall;

/// Bookings that begin in this stretch of time, counted by day, staff member, service and status. All statuses are
/// named, so that the index by status and start finds them.
pub fn cells(connection: &Connection, from: Wall, to: Wall) -> Result<Vec<Cell>> {
    let mut found = connection.prepare_cached(
        "SELECT substr(b.start_at, 1, 10) AS day, b.staff_id, s.name, b.service_id, v.name, b.status, count(*),
            sum(b.price_cents)
         FROM bookings AS b JOIN staff AS s ON s.id = b.staff_id JOIN services AS v ON v.id = b.service_id
         WHERE b.status IN ('scheduled', 'provisional', 'completed', 'cancelled', 'no-show')
           AND b.start_at >= :from AND b.start_at < :to
         GROUP BY day, b.staff_id, b.service_id, b.status",
    )?;
    let cells = found.query_map(named_params! { ":from": from, ":to": to }, |row| {
        Ok(Cell {
            date: row.get::<_, Day>(0)?.0,
            staff: (row.get(1)?, row.get(2)?),
            service: (row.get(3)?, row.get(4)?),
            status: row.get(5)?,
            bookings: row.get(6)?,
            price_cents: row.get(7)?,
        })
    })?;
    Ok(cells.collect::<rusqlite::Result<_>>()?)
}
