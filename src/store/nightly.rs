//! The nightly backup among the jobs.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{Result, Write, jobs};
use crate::salon::job::Kind;
use crate::salon::time::Stamp;

/// A nightly backup that is yet to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The job.
    pub id: i64,
    /// When.
    pub run_at: Stamp,
    /// Whether it was begun before, and is gone on with or tried again.
    pub is_again: bool,
}

/// Those that wait or are being made. There is to be one; the newest few of their kind are looked at.
pub fn waiting(connection: &Connection) -> Result<Vec<Waiting>> {
    let mut found = connection.prepare_cached(
        "SELECT id, run_at, attempts > 0 OR last_error IS NOT NULL FROM
            (SELECT * FROM jobs WHERE type = :type ORDER BY id DESC LIMIT 10)
         WHERE state IN ('pending', 'running') ORDER BY id",
    )?;
    let waiting = found.query_map(named_params! { ":type": Kind::BackupNightly }, |row| {
        Ok(Waiting {
            id: row.get(0)?,
            run_at: row.get(1)?,
            is_again: row.get(2)?,
        })
    })?;
    Ok(waiting.collect::<rusqlite::Result<_>>()?)
}

/// Gives one another moment.
pub fn retime(write: &Write<'_>, id: i64, run_at: Stamp) -> Result<()> {
    write
        .prepare_cached("UPDATE jobs SET run_at = :run_at WHERE id = :id AND state = 'pending'")?
        .execute(named_params! { ":run_at": run_at, ":id": id })?;
    jobs::changed(write, id, "updated")
}

/// Lets one that is still being made be looked at again then. That is no other try.
pub fn go_on(write: &Write<'_>, id: i64, then: Stamp, why: &str) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE jobs SET state = 'pending', run_at = :then, attempts = max(attempts - 1, 0), last_error = :why,
                lease_until = NULL
             WHERE id = :id",
        )?
        .execute(named_params! { ":then": then, ":why": why, ":id": id })?;
    jobs::changed(write, id, "updated")
}

/// What the last one that was tried had to say, where it had something to say, and when.
pub fn last_problem(connection: &Connection) -> Result<Option<String>> {
    let mut found = connection.prepare_cached(
        "SELECT last_error FROM jobs
         WHERE type = :type AND (finished_at IS NOT NULL OR attempts > 0) AND state <> 'cancelled'
         ORDER BY id DESC LIMIT 1",
    )?;
    let values = named_params! { ":type": Kind::BackupNightly };
    Ok(found
        .query_row(values, |row| row.get(0))
        .optional()?
        .flatten())
}

/// When the next one is due.
pub fn next_at(connection: &Connection) -> Result<Option<Stamp>> {
    Ok(waiting(connection)?.first().map(|one| one.run_at))
}
