//! Claiming jobs, and the letters table: what is being sent, and what surely was.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Result, Write, jobs};
use crate::salon::booking::Said;
use crate::salon::job::{Kind, State};
use crate::salon::time::{Stamp, Wall};

/// How long a claim holds; a job whose claim ran out was lost with its process.
const LEASE_MINUTES: i64 = 5;
/// A job is put back by less than this: a letter by six hours, a look at a payment by a day.
const LONGEST_PAUSE_HOURS: i64 = 25;
/// A job that was tried this often is not tried again, whatever happened to it.
const MOST_ATTEMPTS: i64 = 60;
/// Why a job failed that is no job to this program.
const UNREADABLE: &str =
    "Daybook can't read this job: it was written by another version, or it is damaged.";

/// A claimed job.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: i64,
    /// What is to be done.
    pub kind: Kind,
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
    /// Facts that the rows no longer hold.
    pub payload: Value,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// When it was written.
    pub created_at: Stamp,
}

/// Takes the next job that is due, for a while; this and no other thread or process has it then. A job that was
/// tried too often is given up, and one that can't be read fails: neither may keep the others waiting.
pub fn claim(write: &Write<'_>, now: Stamp) -> Result<Option<Job>> {
    give_up(write, now)?;
    while let Some((id, job)) = next(write, now)? {
        if job.is_some() {
            return Ok(job);
        }
        settle(write, id, State::Failed, Some(UNREADABLE), now)?;
    }
    Ok(None)
}

/// Claims the next job: its id and, where it can be read, the job.
fn next(write: &Write<'_>, now: Stamp) -> Result<Option<(i64, Option<Job>)>> {
    let mut claim = write.prepare_cached(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_until = :lease
         WHERE id = coalesce(
             (SELECT id FROM jobs WHERE state = 'running' AND lease_until <= :now ORDER BY lease_until LIMIT 1),
             (SELECT id FROM jobs WHERE state = 'pending' AND far = 0 AND run_at <= :now ORDER BY run_at, id LIMIT 1))
         RETURNING id, type, booking_id, client_id, waitlist_id, followup_step_id, payment_id, user_id, payload,
            attempts, created_at",
    )?;
    let values = named_params! { ":lease": now.plus_minutes(LEASE_MINUTES), ":now": now };
    let claimed = claim.query_row(values, |row| Ok((row.get(0)?, job(row).ok())));
    Ok(claimed.optional()?)
}

fn job(row: &Row<'_>) -> Result<Job> {
    let payload: String = row.get(8)?;
    Ok(Job {
        id: row.get(0)?,
        kind: row.get(1)?,
        booking_id: row.get(2)?,
        client_id: row.get(3)?,
        waitlist_id: row.get(4)?,
        followup_step_id: row.get(5)?,
        payment_id: row.get(6)?,
        user_id: row.get(7)?,
        payload: serde_json::from_str(&payload).map_err(anyhow::Error::from)?,
        attempts: row.get(9)?,
        created_at: row.get(10)?,
    })
}

fn give_up(write: &Write<'_>, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = 'failed', finished_at = :now, lease_until = NULL,
            last_error = coalesce(last_error, 'It was tried too often without coming to an end.')
         WHERE state = 'running' AND lease_until <= :now AND attempts >= :most RETURNING id",
    )?;
    let values = named_params! { ":now": now, ":most": MOST_ATTEMPTS };
    let ids = update
        .query_map(values, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.iter()
        .try_for_each(|id| jobs::changed(write, *id, "updated"))
}

/// Whether the clock ran ahead for a while: a job was claimed, put back or dropped at a moment that is yet to come.
pub fn is_ahead(connection: &Connection, now: Stamp) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'running' AND lease_until > :lease)
             OR EXISTS (SELECT 1 FROM jobs WHERE state = 'pending' AND attempts > 0 AND run_at > :put_back)
             OR EXISTS (SELECT 1 FROM jobs WHERE state = 'cancelled' AND attempts > 0 AND finished_at > :dropped)",
    )?;
    let [lease, put_back, dropped] = horizons(now);
    let values = named_params! { ":lease": lease, ":put_back": put_back, ":dropped": dropped };
    Ok(found.query_row(values, |row| row.get(0))?)
}

/// Lets what such a clock touched come to its turn again; whether each letter still holds is decided anew then.
pub fn set_right(write: &Write<'_>, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE OR IGNORE jobs SET state = 'pending', run_at = min(run_at, :now), lease_until = NULL
         WHERE (state = 'running' AND lease_until > :lease)
            OR (state = 'pending' AND attempts > 0 AND run_at > :put_back)",
    )?;
    let [lease, put_back, dropped] = horizons(now);
    update.execute(named_params! { ":now": now, ":lease": lease, ":put_back": put_back })?;
    // What was dropped keeps its own moment. Of two letters about a move, the newer one is enough, hence IGNORE.
    let mut update = write.prepare_cached(
        "UPDATE OR IGNORE jobs SET state = 'pending', finished_at = NULL, last_error = NULL, attempts = 0
         WHERE state = 'cancelled' AND attempts > 0 AND finished_at > :dropped",
    )?;
    update.execute(named_params! { ":dropped": dropped })?;
    Ok(())
}

/// Later than these, no claim ends, no job is put back to, and none has ended, by a clock that is right.
fn horizons(now: Stamp) -> [Stamp; 3] {
    [
        now.plus_minutes(LEASE_MINUTES + 1),
        now.plus_hours(LONGEST_PAUSE_HOURS),
        now.plus_minutes(1),
    ]
}

/// When the next job is due that is not far, or the next claim runs out.
pub fn next_due(connection: &Connection) -> Result<Option<Stamp>> {
    let mut next = connection.prepare_cached(
        "SELECT min(due) FROM (SELECT min(run_at) AS due FROM jobs WHERE state = 'pending' AND far = 0
            UNION ALL SELECT min(lease_until) FROM jobs WHERE state = 'running')",
    )?;
    Ok(next.query_row([], |row| row.get(0))?)
}

/// Ends a job: done, failed, cancelled or held, with the reason where there is one.
pub fn settle(
    write: &Write<'_>,
    job_id: i64,
    state: State,
    why: Option<&str>,
    now: Stamp,
) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = :state, last_error = :why, lease_until = NULL,
            finished_at = CASE WHEN :state = 'held' THEN NULL ELSE :now END
         WHERE id = :id",
    )?;
    update.execute(named_params! { ":state": state, ":why": why, ":now": now, ":id": job_id })?;
    jobs::changed(write, job_id, "updated")
}

/// Ends a job that nobody has claimed yet.
pub fn settle_waiting(
    write: &Write<'_>,
    job_id: i64,
    state: State,
    why: &str,
    now: Stamp,
) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = :state, last_error = :why, finished_at = :now WHERE id = :id AND state = 'pending'",
    )?;
    update.execute(named_params! { ":state": state, ":why": why, ":now": now, ":id": job_id })?;
    jobs::changed(write, job_id, "updated")
}

/// Puts a job back, to be tried at another moment, with the reason.
pub fn put_back(write: &Write<'_>, job_id: i64, run_at: Stamp, why: &str) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = 'pending', run_at = :run_at, last_error = :why, lease_until = NULL WHERE id = :id",
    )?;
    update.execute(named_params! { ":run_at": run_at, ":why": why, ":id": job_id })?;
    jobs::changed(write, job_id, "updated")
}

/// Lets every job that was put back be tried again now: what stood in the way may be gone.
pub fn hurry(write: &Write<'_>, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET run_at = :now
         WHERE state = 'pending' AND run_at > :now AND attempts > 0 AND last_error IS NOT NULL",
    )?;
    update.execute(named_params! { ":now": now })?;
    Ok(())
}

/// A further booking of the visit that a letter tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// Which booking.
    pub booking_id: i64,
    /// Its own job, which this letter makes needless.
    pub job_id: i64,
    /// Its version, when the letter was written.
    pub version: i64,
}

/// A letter that is being sent.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Envelope: to whom.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Its Message-ID.
    pub message_id: String,
    /// The whole message.
    pub message: Vec<u8>,
    /// What its reader knows of the booking once it has arrived.
    pub says: Option<Said>,
    /// SEQUENCE of its calendar part.
    pub sequence: Option<i64>,
    /// Further bookings of the visit that it tells of.
    pub others: Vec<Other>,
    /// When it was first written.
    pub rendered_at: Stamp,
    /// How often it left without an answer.
    pub maybe_sent: i64,
}

/// The letter of a job that was tried before.
pub fn letter(connection: &Connection, job_id: i64) -> Result<Option<Letter>> {
    let mut found = connection.prepare_cached(
        "SELECT recipient, subject, message_id, message, says_status, says_start_at, says_end_at, sequence,
            rendered_at, maybe_sent, others
         FROM letters WHERE job_id = :job AND message IS NOT NULL",
    )?;
    let letter = found.query_row(named_params! { ":job": job_id }, |row| {
        let (status, start_at, end_at): (Option<_>, Option<Wall>, Option<Wall>) =
            (row.get(4)?, row.get(5)?, row.get(6)?);
        let says = match (status, start_at, end_at) {
            (Some(status), Some(start_at), Some(end_at)) => Some(Said {
                status,
                start_at,
                end_at,
            }),
            _ => None,
        };
        Ok(Letter {
            recipient: row.get(0)?,
            subject: row.get(1)?,
            message_id: row.get(2)?,
            message: row.get(3)?,
            says,
            sequence: row.get(7)?,
            rendered_at: row.get(8)?,
            maybe_sent: row.get(9)?,
            others: serde_json::from_str(&row.get::<_, String>(10)?).unwrap_or_default(),
        })
    });
    Ok(letter.optional()?)
}

/// Keeps a letter as it was written, so that a repeat is the same to the byte.
pub fn keep(write: &Write<'_>, job: &Job, client_id: Option<i64>, letter: &Letter) -> Result<()> {
    let mut insert = write.prepare_cached(
        "INSERT INTO letters (job_id, client_id, user_id, recipient, subject, message_id, message, says_status,
            says_start_at, says_end_at, sequence, others, rendered_at)
         VALUES (:job, :client, :user, :recipient, :subject, :message_id, :message, :status, :start, :end, :sequence,
            :others, :now)
         ON CONFLICT (job_id) DO UPDATE SET client_id = excluded.client_id, recipient = excluded.recipient,
            subject = excluded.subject, message = excluded.message, says_status = excluded.says_status,
            says_start_at = excluded.says_start_at, says_end_at = excluded.says_end_at, sequence = excluded.sequence,
            others = excluded.others",
    )?;
    insert.execute(named_params! {
        ":job": job.id,
        ":client": client_id,
        ":user": job.user_id,
        ":recipient": letter.recipient,
        ":subject": letter.subject,
        ":message_id": letter.message_id,
        ":message": letter.message,
        ":status": letter.says.map(|says| says.status),
        ":start": letter.says.map(|says| says.start_at),
        ":end": letter.says.map(|says| says.end_at),
        ":sequence": letter.sequence,
        ":others": serde_json::to_string(&letter.others).map_err(anyhow::Error::from)?,
        ":now": letter.rendered_at,
    })?;
    Ok(())
}

/// Notes that the letter is about to leave: from here on it may have been sent.
pub fn about_to_leave(write: &Write<'_>, job_id: i64, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE letters SET maybe_sent = maybe_sent + 1, maybe_sent_at = :now WHERE job_id = :job",
    )?;
    update.execute(named_params! { ":now": now, ":job": job_id })?;
    Ok(())
}

/// Notes that the letter surely did not arrive.
pub fn surely_unsent(write: &Write<'_>, job_id: i64) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE letters SET maybe_sent = 0, maybe_sent_at = NULL WHERE job_id = :job",
    )?;
    update.execute(named_params! { ":job": job_id })?;
    Ok(())
}

/// Notes that the letter was sent; its text is let go.
pub fn sent(write: &Write<'_>, job_id: i64, now: Stamp) -> Result<()> {
    let mut update = write
        .prepare_cached("UPDATE letters SET sent_at = :now, message = NULL WHERE job_id = :job")?;
    update.execute(named_params! { ":now": now, ":job": job_id })?;
    Ok(())
}

/// How many letters this client got, or is about to get, since then.
pub fn to_client_since(connection: &Connection, client_id: i64, since: Stamp) -> Result<i64> {
    let mut counted = connection.prepare_cached(
        "SELECT count(*) FROM letters WHERE client_id = :client AND rendered_at > :since",
    )?;
    Ok(counted.query_row(
        named_params! { ":client": client_id, ":since": since },
        |row| row.get(0),
    )?)
}

/// How many letters this user's changes caused since then.
pub fn by_user_since(connection: &Connection, user_id: i64, since: Stamp) -> Result<i64> {
    let mut counted = connection.prepare_cached(
        "SELECT count(*) FROM letters WHERE user_id = :user AND rendered_at > :since",
    )?;
    Ok(
        counted.query_row(named_params! { ":user": user_id, ":since": since }, |row| {
            row.get(0)
        })?,
    )
}

/// Notes what the client of a booking knows once its letter was sent, and counts the calendar's SEQUENCE on.
pub fn client_knows(
    write: &Write<'_>,
    booking_id: i64,
    says: Said,
    sequence: Option<i64>,
    now: Stamp,
) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE bookings SET known_status = :status, known_start_at = :start, known_end_at = :end, known_how = 'letter',
            known_at = :now, letter_status = :status, letter_start_at = :start, letter_end_at = :end,
            sequence = max(sequence, coalesce(:sequence + 1, 0))
         WHERE id = :id RETURNING staff_id",
    )?;
    let values = named_params! {
        ":status": says.status, ":start": says.start_at, ":end": says.end_at, ":now": now, ":sequence": sequence,
        ":id": booking_id,
    };
    let staff_id = update.query_row(values, |row| row.get(0))?;
    write.changed("booking", booking_id, "updated", &[staff_id]);
    Ok(())
}

/// The other bookings of a visit that have a waiting job of this kind: theirs is told in the same letter.
///
/// CROSS JOIN keeps SQLite from looking through all jobs of the kind first; a visit has few bookings.
pub fn of_same_visit(connection: &Connection, booking_id: i64, kind: Kind) -> Result<Vec<Other>> {
    let mut found = connection.prepare_cached(
        "SELECT other.id, job.id, other.version
         FROM bookings AS own
         CROSS JOIN bookings AS other
            ON other.visit_id = own.visit_id AND other.id <> own.id AND +other.client_id = own.client_id
         CROSS JOIN jobs AS job ON job.id IN (SELECT job_id FROM booking_jobs WHERE booking_id = other.id)
            AND job.type = :type AND job.state = 'pending'
         WHERE own.id = :id ORDER BY other.start_at, other.id",
    )?;
    let others = found.query_map(named_params! { ":id": booking_id, ":type": kind }, |row| {
        Ok(Other {
            booking_id: row.get(0)?,
            job_id: row.get(1)?,
            version: row.get(2)?,
        })
    })?;
    Ok(others.collect::<rusqlite::Result<_>>()?)
}

/// Whether a letter of this kind, or this step of a sequence, went out for another booking of the visit.
pub fn visit_had(
    connection: &Connection,
    booking_id: i64,
    kind: Kind,
    step: Option<i64>,
) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM bookings AS own
            CROSS JOIN bookings AS other ON other.visit_id = own.visit_id AND other.id <> own.id
            CROSS JOIN jobs AS job ON job.id IN (SELECT job_id FROM booking_jobs WHERE booking_id = other.id)
                AND job.type = :type AND job.state = 'done' AND job.followup_step_id IS :step
            WHERE own.id = :id)",
    )?;
    let values = named_params! { ":id": booking_id, ":type": kind, ":step": step };
    Ok(found.query_row(values, |row| row.get(0))?)
}
