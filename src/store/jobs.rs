//! The jobs table: what is to be done, when, and how it went.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::Serialize;
use serde_json::Value;

use super::{Result, Write};
use crate::salon::Refusal;
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
    changed(write, id, "created")?;
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
         WHERE booking_id = :booking AND type = :type AND state = 'pending'
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
         WHERE booking_id = :booking AND type = :type AND state = 'pending'
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
         WHERE booking_id = :booking AND type = :type AND state IN ('pending', 'held')
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
        "SELECT type FROM jobs WHERE booking_id = :booking AND state IN ('pending', 'held')
           AND NOT EXISTS (SELECT 1 FROM letters WHERE job_id = jobs.id AND maybe_sent > 0)",
    )?;
    let names = found.query_map(named_params! { ":booking": booking_id }, |row| row.get(0))?;
    let names = names.collect::<rusqlite::Result<Vec<String>>>()?;
    // A kind that only another version knows keeps nobody from changing the booking.
    Ok(names.iter().filter_map(|name| Kind::named(name)).collect())
}

/// A job, as the API shows it, with the letter that it sends.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Job"))]
pub struct Shown {
    /// Its id.
    pub id: i64,
    /// What is to be done; the contract's names.
    #[serde(rename = "type")]
    pub kind: String,
    /// About which booking.
    pub booking_id: Option<i64>,
    /// Where it stands.
    pub state: String,
    /// From when on.
    pub run_at: Stamp,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed, was cancelled, waits or is held, in words.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Stamp,
    /// When it ended.
    pub finished_at: Option<Stamp>,
    /// To whom its letter goes, once that is written.
    pub recipient: Option<String>,
    /// The letter's subject.
    pub subject: Option<String>,
}

/// Which jobs a list holds.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// About this booking.
    pub booking_id: Option<i64>,
    /// Only those about a booking; what a staff user may see.
    pub of_bookings: bool,
}

const SHOWN: &str =
    "j.id, j.type, j.booking_id, j.state, j.run_at, j.attempts, j.last_error, j.created_at,
    j.finished_at, l.recipient, l.subject";

fn shown(row: &Row<'_>) -> rusqlite::Result<Shown> {
    Ok(Shown {
        id: row.get(0)?,
        kind: row.get(1)?,
        booking_id: row.get(2)?,
        state: row.get(3)?,
        run_at: row.get(4)?,
        attempts: row.get(5)?,
        last_error: row.get(6)?,
        created_at: row.get(7)?,
        finished_at: row.get(8)?,
        recipient: row.get(9)?,
        subject: row.get(10)?,
    })
}

/// The conditions of a list; each names an index's first column, or none is set and the ids are walked.
fn conditions(filter: &Filter, scope: Scope) -> String {
    let mut sql = "1".to_owned();
    // A constant state lets SQLite use the partial index on it.
    if let Some(state) = filter.state {
        sql += &format!(" AND j.state = '{}'", state.name());
    }
    if let Some(kind) = filter.kind {
        sql += &format!(" AND j.type = '{}'", kind.name());
    }
    if filter.booking_id.is_some() {
        sql += " AND j.booking_id = :booking";
    }
    if filter.of_bookings {
        sql += " AND j.booking_id IS NOT NULL";
    }
    if scope.staff_id().is_some() {
        sql += " AND EXISTS (SELECT 1 FROM bookings AS b WHERE b.id = j.booking_id AND b.staff_id = :own)";
    }
    sql
}

fn values<'a>(
    filter: &'a Filter,
    own: &'a Option<i64>,
) -> Vec<(&'static str, &'a dyn rusqlite::ToSql)> {
    let mut values: Vec<(&str, &dyn rusqlite::ToSql)> = Vec::new();
    if let Some(booking_id) = &filter.booking_id {
        values.push((":booking", booking_id));
    }
    if let Some(own) = own {
        values.push((":own", own));
    }
    values
}

/// Jobs, newest first; `limit` -1 for all.
pub fn list(
    connection: &Connection,
    filter: &Filter,
    scope: Scope,
    limit: i64,
    offset: i64,
) -> Result<Vec<Shown>> {
    let mut rows = connection.prepare_cached(&format!(
        "SELECT {SHOWN} FROM jobs AS j LEFT JOIN letters AS l ON l.job_id = j.id WHERE {}
         ORDER BY j.id DESC LIMIT {limit} OFFSET {offset}",
        conditions(filter, scope)
    ))?;
    let own = scope.staff_id();
    let rows = rows.query_map(values(filter, &own).as_slice(), shown)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many a list holds.
pub fn count(connection: &Connection, filter: &Filter, scope: Scope) -> Result<i64> {
    let sql = format!(
        "SELECT count(*) FROM jobs AS j WHERE {}",
        conditions(filter, scope)
    );
    let own = scope.staff_id();
    Ok(connection
        .prepare_cached(&sql)?
        .query_row(values(filter, &own).as_slice(), |row| row.get(0))?)
}

/// One job, if it exists and is within the scope.
pub fn find(
    connection: &Connection,
    id: i64,
    of_bookings: bool,
    scope: Scope,
) -> Result<Option<Shown>> {
    let mut found = connection.prepare_cached(&format!(
        "SELECT {SHOWN} FROM jobs AS j LEFT JOIN letters AS l ON l.job_id = j.id
         LEFT JOIN bookings AS b ON b.id = j.booking_id
         WHERE j.id = :id AND (:own IS NULL OR b.staff_id = :own) AND (:any OR j.booking_id IS NOT NULL)"
    ))?;
    let values = named_params! { ":id": id, ":own": scope.staff_id(), ":any": !of_bookings };
    Ok(found.query_row(values, shown).optional()?)
}

/// Sets a waiting, held or failed job to be done now. A person said so: caps and doubts no longer hold it back.
pub fn run_now(write: &Write<'_>, id: i64, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = 'pending', run_at = :now, attempts = 0, finished_at = NULL, last_error = NULL,
            payload = json_set(payload, '$.released', json('true'))
         WHERE id = :id",
    )?;
    match update.execute(named_params! { ":now": now, ":id": id }) {
        Err(rusqlite::Error::SqliteFailure(error, _))
            if error.code == rusqlite::ErrorCode::ConstraintViolation =>
        {
            let sentence = "A newer letter about this appointment's move waits already.";
            return Err(Refusal::Clash("newer_letter", sentence.to_owned()).into());
        }
        done => done?,
    };
    write
        .prepare_cached("UPDATE letters SET maybe_sent = 0, maybe_sent_at = NULL, rendered_at = :now WHERE job_id = :id")?
        .execute(named_params! { ":now": now, ":id": id })?;
    changed(write, id, "updated")
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
