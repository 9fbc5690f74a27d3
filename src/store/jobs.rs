//! The jobs table: what is to be done, when, and how it went.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::Serialize;
use serde_json::Value;

use super::{Result, Write};
use crate::salon::job::{Kind, State};
use crate::salon::time::Stamp;
use crate::salon::who::Scope;

/// A job to be written.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// What is to be done.
    pub kind: Kind,
    /// From when on.
    pub run_at: Stamp,
    /// About which booking.
    pub booking_id: Option<i64>,
    /// To which client, where that is not the booking's.
    pub client_id: Option<i64>,
    /// About which waitlist entry.
    pub waitlist_id: Option<i64>,
    /// Which step of a sequence.
    pub followup_step_id: Option<i64>,
    /// About which payment.
    pub payment_id: Option<i64>,
    /// Whose change caused it.
    pub user_id: Option<i64>,
    /// Facts that the rows no longer hold when the job runs.
    pub payload: Value,
}

impl NewJob {
    /// A job about a booking.
    pub fn about(kind: Kind, booking_id: i64, user_id: Option<i64>, run_at: Stamp) -> Self {
        Self {
            kind,
            run_at,
            booking_id: Some(booking_id),
            client_id: None,
            waitlist_id: None,
            followup_step_id: None,
            payment_id: None,
            user_id,
            payload: Value::Object(serde_json::Map::new()),
        }
    }
}

/// Writes a job in the transaction that causes it.
pub fn enqueue(write: &Write<'_>, job: &NewJob, now: Stamp) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO jobs (type, booking_id, client_id, waitlist_id, followup_step_id, payment_id, user_id, payload,
            run_at, created_at)
         VALUES (:type, :booking, :client, :waitlist, :step, :payment, :user, :payload, :run_at, :now)",
    )?;
    insert.execute(named_params! {
        ":type": job.kind,
        ":booking": job.booking_id,
        ":client": job.client_id,
        ":waitlist": job.waitlist_id,
        ":step": job.followup_step_id,
        ":payment": job.payment_id,
        ":user": job.user_id,
        ":payload": job.payload.to_string(),
        ":run_at": job.run_at,
        ":now": now,
    })?;
    let id = write.last_insert_rowid();
    write.changed("job", id, "created", &[]);
    Ok(id)
}

/// Moves the booking's pending job of this kind to another moment; false where none is pending.
pub fn retime(
    write: &Write<'_>,
    booking_id: i64,
    kind: Kind,
    run_at: Stamp,
    user_id: Option<i64>,
) -> Result<bool> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET run_at = :run_at, user_id = coalesce(:user, user_id)
         WHERE booking_id = :booking AND type = :type AND state = 'pending' RETURNING id",
    )?;
    let values = named_params! { ":run_at": run_at, ":user": user_id, ":booking": booking_id, ":type": kind };
    let ids = update
        .query_map(values, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.iter()
        .for_each(|id| write.changed("job", *id, "updated", &[]));
    Ok(!ids.is_empty())
}

/// Whether the booking has a job of this kind that is waiting, running or was carried out.
pub fn exists(
    connection: &Connection,
    booking_id: i64,
    kind: Kind,
    followup_step_id: Option<i64>,
) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE booking_id = :booking AND type = :type
            AND followup_step_id IS :step AND state <> 'cancelled')",
    )?;
    let values = named_params! { ":booking": booking_id, ":type": kind, ":step": followup_step_id };
    Ok(found.query_row(values, |row| row.get(0))?)
}

/// Sets the booking's last cancelled job of this kind to pending again; false where there is none.
pub fn revive(
    write: &Write<'_>,
    booking_id: i64,
    kind: Kind,
    step: Option<i64>,
    run_at: Stamp,
) -> Result<bool> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = 'pending', run_at = :run_at, last_error = NULL, finished_at = NULL, attempts = 0
         WHERE id = (SELECT max(id) FROM jobs WHERE booking_id = :booking AND type = :type
            AND followup_step_id IS :step AND state = 'cancelled')
         RETURNING id",
    )?;
    let values =
        named_params! { ":run_at": run_at, ":booking": booking_id, ":type": kind, ":step": step };
    let id: Option<i64> = update.query_row(values, |row| row.get(0)).optional()?;
    id.inspect(|id| write.changed("job", *id, "updated", &[]));
    Ok(id.is_some())
}

/// Cancels the booking's waiting jobs of this kind, for this reason. One that may have reached its reader stays.
pub fn drop_waiting(
    write: &Write<'_>,
    booking_id: i64,
    kind: Kind,
    why: &str,
    now: Stamp,
) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = 'cancelled', last_error = :why, finished_at = :now
         WHERE booking_id = :booking AND type = :type AND state IN ('pending', 'held')
           AND NOT EXISTS (SELECT 1 FROM letters WHERE job_id = jobs.id AND maybe_sent > 0)
         RETURNING id",
    )?;
    let values = named_params! { ":why": why, ":now": now, ":booking": booking_id, ":type": kind };
    let ids = update
        .query_map(values, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.iter()
        .for_each(|id| write.changed("job", *id, "updated", &[]));
    Ok(())
}

/// Kinds of the booking's jobs that wait and surely have not reached anybody.
pub fn waiting(connection: &Connection, booking_id: i64) -> Result<Vec<Kind>> {
    let mut found = connection.prepare_cached(
        "SELECT type FROM jobs WHERE booking_id = :booking AND state IN ('pending', 'held')
           AND NOT EXISTS (SELECT 1 FROM letters WHERE job_id = jobs.id AND maybe_sent > 0)",
    )?;
    let kinds = found.query_map(named_params! { ":booking": booking_id }, |row| row.get(0))?;
    Ok(kinds.collect::<rusqlite::Result<_>>()?)
}
