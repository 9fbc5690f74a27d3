//! Bookings counted for reports.

use chrono::NaiveDate;
use rusqlite::{Connection, named_params};

use super::types::Day;
use super::{Result, holidays, rota, staff};
use crate::salon::report::{Cell, Counted, Open, People};
use crate::salon::settings::Settings;
use crate::salon::spans;
use crate::salon::time::Wall;

/// Everything that a summary of this stretch of time needs.
pub fn counted(
    connection: &Connection,
    settings: &Settings,
    from: Wall,
    to: Wall,
) -> Result<Counted> {
    Ok(Counted {
        cells: cells(connection, from, to)?,
        open: open(connection, settings, from, to)?,
        people: people(connection, from, to)?,
    })
}

/// Bookings that begin in this stretch of time, counted by day, staff member, service and status. All statuses are
/// named, so that the index by status and start finds them.
fn cells(connection: &Connection, from: Wall, to: Wall) -> Result<Vec<Cell>> {
    let mut found = connection.prepare_cached(
        "SELECT substr(b.start_at, 1, 10) AS day, b.staff_id, s.name, b.service_id, v.name, b.status, count(*),
            sum(b.price_cents), sum(unixepoch(b.end_at) - unixepoch(b.start_at)) / 60
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
            minutes: row.get(8)?,
        })
    })?;
    Ok(cells.collect::<rusqlite::Result<_>>()?)
}

/// The hours of everybody who is active, day by day. A day counts whole, also where the stretch begins or ends in it.
fn open(connection: &Connection, settings: &Settings, from: Wall, to: Wall) -> Result<Vec<Open>> {
    let holidays = holidays::list(connection, Some(from.date()), None)?;
    let closed = |date: NaiveDate| holidays.iter().any(|holiday| holiday.date == date);
    let dates = from
        .date()
        .iter_days()
        .take_while(|date| spans::day(*date).0 < to);
    let open_days: Vec<_> = dates.filter(|date| !closed(*date)).collect();
    let mut open = Vec::new();
    for member in staff::all(connection)?
        .into_iter()
        .filter(|member| member.active)
    {
        let (first, last) = (spans::day(from.date()).0, to);
        let off = rota::time_off_between(connection, member.id, first, last)?;
        let off = spans::joined(off.into_iter().map(|(from, to, _)| (from, to)).collect());
        for date in &open_days {
            let other = rota::exception_on(connection, member.id, *date)?;
            let hours = settings.opening_hours.on(*date);
            let works = member.works(*date, &hours, other.as_ref().map(|other| &other.hours));
            open.push(Open {
                date: *date,
                staff: (member.id, member.name.clone()),
                minutes: spans::minutes(&works) - spans::minutes(&spans::common(&works, &off)),
            });
        }
    }
    Ok(open)
}

/// Who comes in this stretch of time, and who comes back.
fn people(connection: &Connection, from: Wall, to: Wall) -> Result<People> {
    let mut found = connection.prepare_cached(
        "WITH came AS (
            SELECT b.client_id, max(b.start_at) FILTER (WHERE b.status = 'completed') AS served_at
            FROM bookings AS b JOIN clients AS c ON c.id = b.client_id
            WHERE b.status IN ('scheduled', 'provisional', 'completed') AND c.walk_in = 0
              AND b.start_at >= :from AND b.start_at < :to
            GROUP BY b.client_id
         ), known AS (
            SELECT served_at,
                EXISTS (SELECT 1 FROM bookings AS b
                        WHERE b.client_id = came.client_id AND b.start_at < :from
                          AND b.status IN ('scheduled', 'provisional', 'completed')) AS before,
                EXISTS (SELECT 1 FROM bookings AS b
                        WHERE b.client_id = came.client_id AND b.start_at >= date(served_at, '+1 day')
                          AND b.status IN ('scheduled', 'provisional', 'completed')) AS again
            FROM came
         )
         SELECT count(*) FILTER (WHERE NOT before), count(*) FILTER (WHERE before),
            count(served_at), count(*) FILTER (WHERE served_at IS NOT NULL AND again)
         FROM known",
    )?;
    Ok(
        found.query_row(named_params! { ":from": from, ":to": to }, |row| {
            Ok(People {
                new: row.get(0)?,
                returning: row.get(1)?,
                served: row.get(2)?,
                rebooked: row.get(3)?,
            })
        })?,
    )
}
