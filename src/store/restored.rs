//! What is changed in a book that was put back: nobody is signed in, who was forgotten stays forgotten, and letters
//! that may have gone out already wait for a person.

use rusqlite::{Connection, named_params};

use super::{Result, Write, jobs, sessions};
use crate::salon::job::Kind;
use crate::salon::time::Stamp;

/// Jobs that send a letter, and are not done.
pub(super) const UNFINISHED: &str = "state IN ('pending', 'running') AND type IN (
    'booking.created', 'booking.updated', 'booking.cancelled', 'booking.provisional', 'booking.reminder',
    'waitlist.available', 'waitlist.confirmed', 'review.request', 'followup.step', 'noshow.fee')";
/// Why they wait.
pub const HELD: &str = "The book was restored from a backup, so this letter may have gone out already. Send it or cancel it.";

/// Somebody who asked to be forgotten, as one book knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// The client's id.
    pub client_id: i64,
    /// When they were erased.
    pub erased_at: Stamp,
    /// When they were entered, where the book still has their nameless row.
    pub created_at: Option<Stamp>,
}

/// Everybody who was erased.
pub fn forgotten(connection: &Connection) -> rusqlite::Result<Vec<Forgotten>> {
    let mut found = connection.prepare(
        "SELECT e.client_id, e.erased_at, c.created_at FROM erasures AS e LEFT JOIN clients AS c ON c.id = e.client_id
         ORDER BY e.client_id",
    )?;
    let all = found.query_map([], |row| {
        Ok(Forgotten {
            client_id: row.get(0)?,
            erased_at: row.get(1)?,
            created_at: row.get(2)?,
        })
    })?;
    all.collect()
}

/// Whether a client of this book is the one who was forgotten in the other: after a restore, ids are given anew, and
/// the other book may be another salon's.
pub fn is_same_client(connection: &Connection, other: &Forgotten) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM clients WHERE id = :id
            AND iif(:created IS NULL, created_at <= :erased, created_at = :created))",
    )?;
    let values = named_params! { ":id": other.client_id, ":created": other.created_at, ":erased": other.erased_at };
    Ok(found.query_row(values, |row| row.get(0))?)
}

/// Remembers who was forgotten, whether or not this book knows them: a newer backup may.
pub fn remember(write: &Write<'_>, forgotten: &[Forgotten]) -> Result<()> {
    let mut insert = write.prepare_cached(
        "INSERT OR IGNORE INTO erasures (client_id, erased_at) VALUES (:id, :erased)",
    )?;
    for one in forgotten {
        insert.execute(named_params! { ":id": one.client_id, ":erased": one.erased_at })?;
    }
    Ok(())
}

/// Signs everybody out.
pub fn end_sessions(write: &Write<'_>) -> Result<()> {
    let ids = write
        .prepare_cached("SELECT id FROM sessions")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.into_iter().try_for_each(|id| sessions::end(write, id))
}

/// Holds every letter that has not surely gone out, and what would end a question that may have been answered since;
/// answers how many are held, with those of an earlier restore, also one that was killed midway.
pub fn hold(write: &Write<'_>, now: Stamp) -> Result<usize> {
    let ids = write
        .prepare_cached(&format!(
            "UPDATE jobs SET state = 'held', lease_until = NULL, last_error = :why
             WHERE {UNFINISHED} OR (state IN ('pending', 'running') AND type = :lapse AND run_at <= :now)
             RETURNING id"
        ))?
        .query_map(
            named_params! { ":why": HELD, ":lapse": Kind::BookingLapse, ":now": now },
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    for id in &ids {
        jobs::changed(write, *id, "updated")?;
    }
    let held = write.query_row(
        "SELECT count(*) FROM jobs WHERE state = 'held' AND last_error = :why",
        named_params! { ":why": HELD },
        |row| row.get::<_, i64>(0),
    )?;
    Ok(usize::try_from(held).unwrap_or_default())
}

/// The notices of earlier restores, also of one that was killed midway and is begun anew.
pub fn notices(write: &Write<'_>) -> Result<Vec<i64>> {
    let found = write
        .prepare_cached("SELECT id FROM notifications WHERE type = 'backup.restored'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    Ok(found)
}

/// How many letters are held so, and wait for `release`.
pub fn held(connection: &Connection) -> Result<i64> {
    let mut counted = connection.prepare_cached(
        "SELECT count(*) FROM jobs WHERE state = 'held' AND last_error = :why AND type <> :lapse",
    )?;
    let values = named_params! { ":why": HELD, ":lapse": Kind::BookingLapse };
    Ok(counted.query_row(values, |row| row.get(0))?)
}

/// Lets go of what was held so: a letter whose moment is yet to come goes out then, the others now. Answers how many.
pub fn release(write: &Write<'_>, now: Stamp) -> Result<usize> {
    let held = write
        .prepare_cached(
            "SELECT id, run_at > :now FROM jobs WHERE state = 'held' AND last_error = :why ORDER BY id",
        )?
        .query_map(named_params! { ":now": now, ":why": HELD }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<Vec<(i64, bool)>>>()?;
    for (id, is_ahead) in &held {
        if *is_ahead {
            write
                .prepare_cached(
                    "UPDATE OR IGNORE jobs SET state = 'pending', last_error = NULL WHERE id = :id",
                )?
                .execute(named_params! { ":id": id })?;
            jobs::changed(write, *id, "updated")?;
        } else {
            match jobs::run_now(write, *id, now) {
                // A newer letter tells of the same move: this one stays, for a person to cancel.
                Err(super::Error::Refused(_)) => {}
                done => done?,
            }
        }
    }
    Ok(held.len())
}
