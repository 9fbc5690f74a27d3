//! How far ahead the index of what is due looks. What a new booking brings for a day beyond the horizon is far: found
//! by its booking only, since an entry by time would be a page more to write for each.
//!
//! `schema.sql` says what is far; whatever changes about such a job or its booking brings it near.

use rusqlite::{Connection, named_params};

use super::{Result, Write};
use crate::salon::time::Stamp;

/// What runs later than so many days from now may be far.
const DAYS: i64 = 3;

/// Whether the horizon beyond which jobs are far is not where it belongs at this moment.
pub fn is_due(connection: &Connection, now: Stamp) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT through NOT BETWEEN :nearest AND :farthest FROM jobs_horizon WHERE id = 1",
    )?;
    let days = |days: i64| now.plus_hours(24 * days);
    let values = named_params! { ":nearest": days(DAYS - 1), ":farthest": days(DAYS + 1) };
    Ok(found.query_row(values, |row| row.get(0))?)
}

/// Moves the horizon on, and lets the jobs that it passes come to their turn. It moves back after a clock that ran
/// ahead: what is near already stays so.
pub fn advance(write: &Write<'_>, now: Stamp) -> Result<()> {
    let through = now.plus_hours(24 * DAYS);
    for sql in [
        "UPDATE jobs SET far = 0 WHERE id IN
            (SELECT id FROM far_jobs WHERE start_at <= datetime(:through, '+33 days') AND run_at <= :through)",
        "UPDATE jobs_horizon SET through = :through",
    ] {
        write
            .prepare_cached(sql)?
            .execute(named_params! { ":through": through })?;
    }
    Ok(())
}
