//! The jobs table: what is to be done, when, and how it went.

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::Value;

use super::{Result, Write};
use crate::salon::Refusal;
use crate::salon::job::Kind;
use crate::salon::time::Stamp;

/// Jobs that wait for their moment, as `j`, also those that are far. Left to itself, SQLite would look for the last of a
/// few that wait among all that ever did.
pub(super) const PENDING: &str =
    "pending_jobs AS waiting CROSS JOIN jobs AS j ON j.id = waiting.id";

/// A job to be written.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// One of the ids that the making of its booking has for its jobs ([`of_making`]); none: whichever is next.
    pub id: Option<i64>,
    /// What is to be done.
    pub kind: Kind,
    /// From when on.
    pub run_at: Stamp,
    /// About which booking.
    pub booking_id: Option<i64>,
    /// In whose agenda that booking is, where the caller knows.
    pub staff_id: Option<i64>,
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
            id: None,
            kind,
            run_at,
            booking_id: Some(booking_id),
            staff_id: None,
            client_id: None,
            waitlist_id: None,
            followup_step_id: None,
            payment_id: None,
            user_id,
            payload: Value::Object(serde_json::Map::new()),
        }
    }
}

/// The ids for the jobs of a booking's making, by which they are found: see `booking_jobs` in `schema.sql`. The booking
/// was written in this transaction, and no job since.
pub fn of_making(write: &Write<'_>, booking_id: i64) -> Result<Range<i64>> {
    let mut found =
        write.prepare_cached("SELECT first_job_id FROM bookings WHERE id = :booking")?;
    let first: i64 = found.query_row(named_params! { ":booking": booking_id }, |row| row.get(0))?;
    Ok(first..first + 4)
}

/// Writes a job in the transaction that causes it.
pub fn enqueue(write: &Write<'_>, job: &NewJob, now: Stamp) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO jobs (id, type, booking_id, with_booking, client_id, waitlist_id, followup_step_id, payment_id,
            user_id, payload, run_at, far, created_at)
         VALUES (:id, :type, :booking, :id IS NOT NULL, :client, :waitlist, :step, :payment,
            :user, :payload, :run_at,
            :id IS NOT NULL AND :may_be_far AND :run_at > (SELECT through FROM jobs_horizon WHERE id = 1), :now)",
    )?;
    insert.execute(named_params! {
        ":id": job.id,
        ":type": job.kind,
        ":booking": job.booking_id,
        ":client": job.client_id,
        ":waitlist": job.waitlist_id,
        ":step": job.followup_step_id,
        ":payment": job.payment_id,
        ":user": job.user_id,
        ":payload": job.payload.to_string(),
        ":run_at": job.run_at,
        ":may_be_far": job.kind.follows_the_booking(),
        ":now": now,
    })?;
    let id = write.last_insert_rowid();
    match job.staff_id {
        Some(staff_id) => write.changed("job", id, "created", &[staff_id]),
        None => changed(write, id, "created")?,
    }
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
        "UPDATE jobs SET run_at = :run_at, user_id = coalesce(:user, user_id), attempts = 0, last_error = NULL
         WHERE id IN (SELECT job_id FROM booking_jobs WHERE booking_id = :booking) AND type = :type AND state = 'pending'
           AND NOT EXISTS (SELECT 1 FROM letters WHERE job_id = jobs.id AND maybe_sent > 0)
         RETURNING id",
    )?;
    let values = named_params! { ":run_at": run_at, ":user": user_id, ":booking": booking_id, ":type": kind };
    let ids = update
        .query_map(values, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.iter()
        .try_for_each(|id| changed(write, *id, "updated"))?;
    Ok(!ids.is_empty())
}

/// Gives up the booking's jobs of this kind whose letter may have left: what they say is out of date now.
pub fn give_up_possibly_sent(
    write: &Write<'_>,
    booking_id: i64,
    kind: Kind,
    now: Stamp,
) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = 'failed', finished_at = :now,
            last_error = 'It was possibly sent. The appointment changed since, and another letter tells of that.'
         WHERE id IN (SELECT job_id FROM booking_jobs WHERE booking_id = :booking) AND type = :type AND state = 'pending'
           AND EXISTS (SELECT 1 FROM letters WHERE job_id = jobs.id AND maybe_sent > 0)
         RETURNING id",
    )?;
    let values = named_params! { ":now": now, ":booking": booking_id, ":type": kind };
    let ids = update
        .query_map(values, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.iter().try_for_each(|id| changed(write, *id, "updated"))
}

/// Whether the booking has a job of this kind that is waiting, running or was carried out.
pub fn exists(
    connection: &Connection,
    booking_id: i64,
    kind: Kind,
    followup_step_id: Option<i64>,
) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM jobs
            WHERE id IN (SELECT job_id FROM booking_jobs WHERE booking_id = :booking) AND type = :type
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
         WHERE id = (SELECT max(id) FROM jobs
            WHERE id IN (SELECT job_id FROM booking_jobs WHERE booking_id = :booking) AND type = :type
            AND followup_step_id IS :step AND state = 'cancelled')
         RETURNING id",
    )?;
    let values =
        named_params! { ":run_at": run_at, ":booking": booking_id, ":type": kind, ":step": step };
    let id: Option<i64> = update.query_row(values, |row| row.get(0)).optional()?;
    if let Some(id) = id {
        changed(write, id, "updated")?;
    }
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
         WHERE id IN (SELECT job_id FROM booking_jobs WHERE booking_id = :booking) AND type = :type AND state IN ('pending', 'held')
           AND NOT EXISTS (SELECT 1 FROM letters WHERE job_id = jobs.id AND maybe_sent > 0)
         RETURNING id",
    )?;
    let values = named_params! { ":why": why, ":now": now, ":booking": booking_id, ":type": kind };
    let ids = update
        .query_map(values, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.iter().try_for_each(|id| changed(write, *id, "updated"))
}

/// Cancels what waits of a waitlist entry's offer, its letter and its lapse, for this reason.
pub fn drop_offer(write: &Write<'_>, waitlist_id: i64, why: &str, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = 'cancelled', last_error = :why, finished_at = :now
         WHERE waitlist_id = :entry AND type IN (:letter, :lapse) AND state IN ('pending', 'held')
           AND NOT EXISTS (SELECT 1 FROM letters WHERE job_id = jobs.id AND maybe_sent > 0)
         RETURNING id",
    )?;
    let values = named_params! {
        ":why": why, ":now": now, ":entry": waitlist_id, ":letter": Kind::WaitlistAvailable,
        ":lapse": Kind::WaitlistLapse,
    };
    let ids = update
        .query_map(values, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.iter().try_for_each(|id| changed(write, *id, "updated"))
}

/// Kinds of the booking's jobs that wait and surely have not reached anybody.
pub fn waiting(connection: &Connection, booking_id: i64) -> Result<Vec<Kind>> {
    let mut found = connection.prepare_cached(
        "SELECT type FROM jobs
         WHERE id IN (SELECT job_id FROM booking_jobs WHERE booking_id = :booking) AND state IN ('pending', 'held')
           AND NOT EXISTS (SELECT 1 FROM letters WHERE job_id = jobs.id AND maybe_sent > 0)",
    )?;
    let names = found.query_map(named_params! { ":booking": booking_id }, |row| row.get(0))?;
    let names = names.collect::<rusqlite::Result<Vec<String>>>()?;
    // A kind that only another version knows keeps nobody from changing the booking.
    Ok(names.iter().filter_map(|name| Kind::named(name)).collect())
}

/// Sets a waiting, held or failed job to be done now. A person said so: caps and doubts no longer hold it back.
pub fn run_now(write: &Write<'_>, id: i64, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = 'pending', run_at = :now, attempts = 0, finished_at = NULL, last_error = NULL,
            payload = json_set(payload, '$.released', json('true'))
         WHERE id = :id",
    )?;
    waits_already(update.execute(named_params! { ":now": now, ":id": id }))?;
    write
        .prepare_cached("UPDATE letters SET maybe_sent = 0, maybe_sent_at = NULL, rendered_at = :now WHERE job_id = :id")?
        .execute(named_params! { ":now": now, ":id": id })?;
    changed(write, id, "updated")
}

/// Notes where a job stands that a person is about to cancel, for [`resume`].
pub fn remember(write: &Write<'_>, id: i64) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE jobs SET payload = json_set(payload, '$.before', json_object('state', state, 'why', last_error))
             WHERE id = :id",
        )?
        .execute(named_params! { ":id": id })?;
    Ok(())
}

/// Sets a job back to where it stood before a person cancelled it; false where nobody did. One whose moment has passed
/// meanwhile is done at once.
pub fn resume(write: &Write<'_>, id: i64) -> Result<bool> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = payload ->> '$.before.state', last_error = payload ->> '$.before.why',
            finished_at = NULL, payload = json_remove(payload, '$.before')
         WHERE id = :id AND state = 'cancelled' AND payload ->> '$.before.state' IN ('pending', 'held')",
    )?;
    let resumed = waits_already(update.execute(named_params! { ":id": id }))?;
    if resumed > 0 {
        changed(write, id, "updated")?;
    }
    Ok(resumed > 0)
}

/// At most one letter about an appointment's move waits.
fn waits_already(outcome: rusqlite::Result<usize>) -> Result<usize> {
    match outcome {
        Err(rusqlite::Error::SqliteFailure(error, _))
            if error.code == rusqlite::ErrorCode::ConstraintViolation =>
        {
            let sentence = "A newer letter about this appointment's move waits already.";
            Err(Refusal::Clash("newer_letter", sentence.to_owned()).into())
        }
        done => Ok(done?),
    }
}

/// Brings the check of a payment forward, or writes one where none is waiting.
pub fn check_payment(
    write: &Write<'_>,
    booking_id: i64,
    payment_id: i64,
    run_at: Stamp,
    now: Stamp,
) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET run_at = min(run_at, :run_at)
         WHERE payment_id = :payment AND type = :type AND state = 'pending' RETURNING id",
    )?;
    let values =
        named_params! { ":run_at": run_at, ":payment": payment_id, ":type": Kind::NoshowCheck };
    let waiting: Option<i64> = update.query_row(values, |row| row.get(0)).optional()?;
    if let Some(id) = waiting {
        return changed(write, id, "updated");
    }
    let mut job = NewJob::about(Kind::NoshowCheck, booking_id, None, run_at);
    job.payment_id = Some(payment_id);
    enqueue(write, &job, now).map(|_| ())
}

/// Notes a job's change with those whose agenda it is in: its booking's staff member, or who was offered a slot.
pub(super) fn changed(write: &Write<'_>, id: i64, action: &'static str) -> Result<()> {
    let mut found = write.prepare_cached(
        "SELECT coalesce(b.staff_id, w.offered_staff_id, w.staff_id) FROM jobs AS j
         LEFT JOIN bookings AS b ON b.id = j.booking_id LEFT JOIN waitlist AS w ON w.id = j.waitlist_id
         WHERE j.id = :id",
    )?;
    let staff_id: Option<i64> = found
        .query_row(named_params! { ":id": id }, |row| row.get(0))
        .optional()?
        .flatten();
    write.changed("job", id, action, staff_id.as_slice());
    Ok(())
}
