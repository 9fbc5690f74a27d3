//! Dates on which nothing is booked: the holidays table.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::types::Day;
use super::{Result, Write};
use crate::salon::rota::Holiday;

fn from_row(row: &Row<'_>) -> rusqlite::Result<Holiday> {
    Ok(Holiday {
        id: row.get(0)?,
        date: row.get::<_, Day>(1)?.0,
        name: row.get(2)?,
    })
}

/// Those from a date on, before another, by date; null: without that bound.
pub fn list(
    connection: &Connection,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Vec<Holiday>> {
    let mut found = connection.prepare_cached(
        "SELECT id, date, name FROM holidays
         WHERE date >= coalesce(:from, '') AND date < coalesce(:to, '9999') ORDER BY date",
    )?;
    let values = named_params! { ":from": from.map(Day), ":to": to.map(Day) };
    let rows = found.query_map(values, from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One of them.
pub fn find(connection: &Connection, id: i64) -> Result<Option<Holiday>> {
    let mut found =
        connection.prepare_cached("SELECT id, date, name FROM holidays WHERE id = :id")?;
    Ok(found
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?)
}

/// The holiday on that date.
pub fn on(connection: &Connection, date: NaiveDate) -> Result<Option<Holiday>> {
    let mut found =
        connection.prepare_cached("SELECT id, date, name FROM holidays WHERE date = :date")?;
    Ok(found
        .query_row(named_params! { ":date": Day(date) }, from_row)
        .optional()?)
}

/// Adds a holiday on a date that is none yet, and answers its id.
pub fn insert(write: &Write<'_>, date: NaiveDate, name: &str) -> Result<i64> {
    let mut insert =
        write.prepare_cached("INSERT INTO holidays (date, name) VALUES (:date, :name)")?;
    insert.execute(named_params! { ":date": Day(date), ":name": name })?;
    Ok(write.last_insert_rowid())
}

/// Saves a holiday that exists.
pub fn update(write: &Write<'_>, holiday: &Holiday) -> Result<()> {
    let mut update =
        write.prepare_cached("UPDATE holidays SET date = :date, name = :name WHERE id = :id")?;
    update.execute(named_params! {
        ":id": holiday.id, ":date": Day(holiday.date), ":name": holiday.name,
    })?;
    Ok(())
}

/// Deletes a holiday.
pub fn delete(write: &Write<'_>, id: i64) -> Result<()> {
    write
        .prepare_cached("DELETE FROM holidays WHERE id = :id")?
        .execute(named_params! { ":id": id })?;
    Ok(())
}
