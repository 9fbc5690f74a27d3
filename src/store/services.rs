//! What the salon offers: the services table.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{Result, Write};
use crate::salon::catalogue::Service;

const SELECT: &str =
    "SELECT id, name, category, duration_minutes, gap_start_minutes, gap_minutes, buffer_minutes,
    price_cents, color, active FROM services";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Service> {
    Ok(Service {
        id: row.get(0)?,
        name: row.get(1)?,
        category: row.get(2)?,
        duration_minutes: row.get(3)?,
        gap_start_minutes: row.get(4)?,
        gap_minutes: row.get(5)?,
        buffer_minutes: row.get(6)?,
        price_cents: row.get(7)?,
        color: row.get(8)?,
        active: row.get(9)?,
    })
}

/// All of them, by category and name.
pub fn all(connection: &Connection) -> Result<Vec<Service>> {
    let mut found = connection.prepare_cached(&format!(
        "{SELECT} ORDER BY category COLLATE NOCASE, name COLLATE NOCASE, id"
    ))?;
    let rows = found.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One of them.
pub fn find(connection: &Connection, id: i64) -> Result<Option<Service>> {
    let mut found = connection.prepare_cached(&format!("{SELECT} WHERE id = :id"))?;
    Ok(found
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?)
}

/// Adds a service and answers its id.
pub fn insert(write: &Write<'_>, service: &Service) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO services (name, category, duration_minutes, gap_start_minutes, gap_minutes, buffer_minutes,
            price_cents, color, active)
         VALUES (:name, :category, :duration, :gap_start, :gap, :buffer, :price, :color, :active)",
    )?;
    insert.execute(named_params! {
        ":name": service.name, ":category": service.category, ":duration": service.duration_minutes,
        ":gap_start": service.gap_start_minutes, ":gap": service.gap_minutes, ":buffer": service.buffer_minutes,
        ":price": service.price_cents, ":color": service.color, ":active": service.active,
    })?;
    Ok(write.last_insert_rowid())
}

/// Saves every column of a service that exists. Bookings have their own copies of what they need.
pub fn update(write: &Write<'_>, service: &Service) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE services SET name = :name, category = :category, duration_minutes = :duration,
            gap_start_minutes = :gap_start, gap_minutes = :gap, buffer_minutes = :buffer, price_cents = :price,
            color = :color, active = :active
         WHERE id = :id",
    )?;
    update.execute(named_params! {
        ":id": service.id, ":name": service.name, ":category": service.category,
        ":duration": service.duration_minutes, ":gap_start": service.gap_start_minutes,
        ":gap": service.gap_minutes, ":buffer": service.buffer_minutes, ":price": service.price_cents,
        ":color": service.color, ":active": service.active,
    })?;
    Ok(())
}

/// What names a service, in words, so that it can't be deleted; the first that is found.
pub fn in_use(connection: &Connection, id: i64) -> Result<Option<String>> {
    let mut found = connection.prepare_cached(
        "SELECT CASE
            WHEN EXISTS (SELECT 1 FROM bookings WHERE service_id = :id) THEN 'bookings'
            WHEN EXISTS (SELECT 1 FROM waitlist WHERE service_id = :id) THEN 'the waitlist'
            WHEN EXISTS (SELECT 1 FROM followups WHERE service_id = :id) THEN 'follow-up letters'
         END",
    )?;
    Ok(found.query_row(named_params! { ":id": id }, |row| row.get(0))?)
}

/// Deletes a service that nothing names; staff members no longer list it.
pub fn delete(write: &Write<'_>, id: i64) -> Result<()> {
    write
        .prepare_cached("DELETE FROM services WHERE id = :id")?
        .execute(named_params! { ":id": id })?;
    Ok(())
}
