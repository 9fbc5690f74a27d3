//! Time off and other hours on a date: the time_off and hours_exceptions tables.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, named_params};

use super::types::Day;
use super::{Result, Write};
use crate::salon::rota::{HoursException, TimeOff};
use crate::salon::time::Wall;
use crate::salon::who::Scope;

const TIME_OFF: &str = "SELECT id, staff_id, start_at, end_at, reason, repeat, until FROM time_off";

fn time_off_from(row: &Row<'_>) -> rusqlite::Result<TimeOff> {
    Ok(TimeOff {
        id: row.get(0)?,
        staff_id: row.get(1)?,
        start_at: row.get(2)?,
        end_at: row.get(3)?,
        reason: row.get(4)?,
        repeat: row.get(5)?,
        until: row.get::<_, Option<Day>>(6)?.map(|day| day.0),
    })
}

/// Which of the rota's entries a list holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of this staff member.
    pub staff_id: Option<i64>,
    /// From this moment on.
    pub from: Option<Wall>,
    /// Before this moment.
    pub to: Option<Wall>,
}

/// Time off that overlaps with the filter's span, itself or when it comes back, by its first start.
pub fn time_off(connection: &Connection, filter: &Filter, scope: Scope) -> Result<Vec<TimeOff>> {
    let mut found = connection.prepare_cached(&format!(
        "{TIME_OFF}
         WHERE (:own IS NULL OR staff_id = :own) AND (:staff IS NULL OR staff_id = :staff)
           AND start_at < coalesce(:to, '9999') AND (repeat IS NOT NULL OR end_at > coalesce(:from, ''))
         ORDER BY start_at, id"
    ))?;
    let values = named_params! {
        ":own": scope.staff_id(), ":staff": filter.staff_id, ":from": filter.from, ":to": filter.to,
    };
    let rows = found.query_map(values, time_off_from)?;
    let all: Vec<TimeOff> = rows.collect::<rusqlite::Result<_>>()?;
    let wanted = |entry: &TimeOff| {
        let (first, last) = entry.reach();
        let span = (filter.from.unwrap_or(first), filter.to.unwrap_or(last));
        entry.within(span).next().is_some()
    };
    Ok(all.into_iter().filter(wanted).collect())
}

/// When a staff member is off within a span: each time that time off comes, with its reason, by start.
pub fn time_off_between(
    connection: &Connection,
    staff_id: i64,
    from: Wall,
    to: Wall,
) -> Result<Vec<(Wall, Wall, String)>> {
    let mut found = connection.prepare_cached(&format!(
        "{TIME_OFF} WHERE staff_id = :staff AND repeat IS NULL AND start_at < :to AND end_at > :from
         UNION ALL
         {TIME_OFF} WHERE staff_id = :staff AND repeat IS NOT NULL AND start_at < :to"
    ))?;
    let values = named_params! { ":staff": staff_id, ":from": from, ":to": to };
    let mut times = Vec::new();
    for entry in found.query_map(values, time_off_from)? {
        let entry = entry?;
        let come = entry.within((from, to));
        times.extend(come.map(|(start, end)| (start, end, entry.reason.clone())));
    }
    times.sort();
    Ok(times)
}

/// One entry of time off, if it is within the scope.
pub fn find_time_off(connection: &Connection, id: i64, scope: Scope) -> Result<Option<TimeOff>> {
    let mut found = connection.prepare_cached(&format!(
        "{TIME_OFF} WHERE id = :id AND (:own IS NULL OR staff_id = :own)"
    ))?;
    let values = named_params! { ":id": id, ":own": scope.staff_id() };
    Ok(found.query_row(values, time_off_from).optional()?)
}

/// Adds time off and answers its id.
pub fn insert_time_off(write: &Write<'_>, entry: &TimeOff) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO time_off (staff_id, start_at, end_at, reason, repeat, until)
         VALUES (:staff, :start, :end, :reason, :repeat, :until)",
    )?;
    insert.execute(named_params! {
        ":staff": entry.staff_id, ":start": entry.start_at, ":end": entry.end_at, ":reason": entry.reason,
        ":repeat": entry.repeat, ":until": entry.until.map(Day),
    })?;
    Ok(write.last_insert_rowid())
}

/// Saves time off that exists.
pub fn update_time_off(write: &Write<'_>, entry: &TimeOff) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE time_off SET staff_id = :staff, start_at = :start, end_at = :end, reason = :reason,
            repeat = :repeat, until = :until
         WHERE id = :id",
    )?;
    update.execute(named_params! {
        ":id": entry.id, ":staff": entry.staff_id, ":start": entry.start_at, ":end": entry.end_at,
        ":reason": entry.reason, ":repeat": entry.repeat, ":until": entry.until.map(Day),
    })?;
    Ok(())
}

/// Deletes time off.
pub fn delete_time_off(write: &Write<'_>, id: i64) -> Result<()> {
    write
        .prepare_cached("DELETE FROM time_off WHERE id = :id")?
        .execute(named_params! { ":id": id })?;
    Ok(())
}

const EXCEPTIONS: &str = "SELECT id, staff_id, date, hours FROM hours_exceptions";

fn exception_from(row: &Row<'_>) -> rusqlite::Result<HoursException> {
    Ok(HoursException {
        id: row.get(0)?,
        staff_id: row.get(1)?,
        date: row.get::<_, Day>(2)?.0,
        hours: row.get(3)?,
    })
}

/// Other hours on the filter's dates, by date.
pub fn exceptions(
    connection: &Connection,
    filter: &Filter,
    scope: Scope,
) -> Result<Vec<HoursException>> {
    let mut found = connection.prepare_cached(&format!(
        "{EXCEPTIONS}
         WHERE (:own IS NULL OR staff_id = :own) AND (:staff IS NULL OR staff_id = :staff)
           AND date >= coalesce(date(:from), '') AND date <= coalesce(date(:to, '-1 second'), '9999')
         ORDER BY date, staff_id"
    ))?;
    let values = named_params! {
        ":own": scope.staff_id(), ":staff": filter.staff_id, ":from": filter.from, ":to": filter.to,
    };
    let rows = found.query_map(values, exception_from)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One entry of other hours, if it is within the scope.
pub fn find_exception(
    connection: &Connection,
    id: i64,
    scope: Scope,
) -> Result<Option<HoursException>> {
    one_exception(
        connection,
        "id = :id AND (:own IS NULL OR staff_id = :own)",
        named_params! { ":id": id, ":own": scope.staff_id() },
    )
}

/// A staff member's other hours on a date, where there are some.
pub fn exception_on(
    connection: &Connection,
    staff_id: i64,
    date: NaiveDate,
) -> Result<Option<HoursException>> {
    one_exception(
        connection,
        "staff_id = :staff AND date = :date",
        named_params! { ":staff": staff_id, ":date": Day(date) },
    )
}

fn one_exception(
    connection: &Connection,
    condition: &str,
    values: &[(&str, &dyn ToSql)],
) -> Result<Option<HoursException>> {
    let mut found = connection.prepare_cached(&format!("{EXCEPTIONS} WHERE {condition}"))?;
    Ok(found.query_row(values, exception_from).optional()?)
}

/// Adds other hours on a date that has none yet, and answers their id.
pub fn insert_exception(write: &Write<'_>, entry: &HoursException) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO hours_exceptions (staff_id, date, hours) VALUES (:staff, :date, :hours)",
    )?;
    insert.execute(named_params! {
        ":staff": entry.staff_id, ":date": Day(entry.date), ":hours": entry.hours,
    })?;
    Ok(write.last_insert_rowid())
}

/// Saves other hours that exist.
pub fn update_exception(write: &Write<'_>, entry: &HoursException) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE hours_exceptions SET staff_id = :staff, date = :date, hours = :hours WHERE id = :id",
    )?;
    update.execute(named_params! {
        ":id": entry.id, ":staff": entry.staff_id, ":date": Day(entry.date), ":hours": entry.hours,
    })?;
    Ok(())
}

/// Deletes other hours; the usual ones hold again.
pub fn delete_exception(write: &Write<'_>, id: i64) -> Result<()> {
    write
        .prepare_cached("DELETE FROM hours_exceptions WHERE id = :id")?
        .execute(named_params! { ":id": id })?;
    Ok(())
}
