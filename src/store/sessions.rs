//! Sign-ins: the sessions table. Tokens are kept as their SHA-256 alone.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{Result, Write};
use crate::salon::time::Stamp;
use crate::salon::who::{Role, Scope, Who};

/// A session ends after this many idle days.
const IDLE_DAYS: i64 = 30;

/// Whether a session that was last seen then has not been idle for too long.
pub fn lasts(last_seen: Stamp, now: Stamp) -> bool {
    last_seen > now.plus_hours(-24 * IDLE_DAYS)
}

/// Who holds the session of this token hash, however long idle, and when it was last seen; scope as yet without
/// personal agenda.
pub fn holder(connection: &Connection, token_hash: &str) -> Result<Option<(Who, Stamp)>> {
    let mut found = connection.prepare_cached(
        "SELECT u.id, s.id, u.name, u.email, u.role, u.staff_id, s.last_seen_at
         FROM sessions AS s JOIN users AS u ON u.id = s.user_id
         WHERE s.token_hash = :hash AND u.active = 1",
    )?;
    let holder = found.query_row(named_params! { ":hash": token_hash }, |row| {
        let who = Who {
            user_id: row.get(0)?,
            session_id: row.get(1)?,
            name: row.get(2)?,
            email: row.get(3)?,
            role: row.get(4)?,
            staff_id: row.get(5)?,
            scope: Scope::All,
        };
        Ok((who, row.get(6)?))
    });
    Ok(holder.optional()?)
}

/// Begins a session; those that have been idle for too long go.
pub fn begin(write: &Write<'_>, user_id: i64, token_hash: &str, now: Stamp) -> Result<()> {
    let oldest = now.plus_hours(-24 * IDLE_DAYS);
    write
        .prepare_cached("DELETE FROM sessions WHERE last_seen_at <= :oldest")?
        .execute(named_params! { ":oldest": oldest })?;
    let mut insert = write.prepare_cached(
        "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at) VALUES (:hash, :user, :now, :now)",
    )?;
    insert.execute(named_params! { ":hash": token_hash, ":user": user_id, ":now": now })?;
    Ok(())
}

/// Notes that a session was used.
pub fn seen(write: &Write<'_>, session_id: i64, now: Stamp) -> Result<()> {
    let mut update =
        write.prepare_cached("UPDATE sessions SET last_seen_at = :now WHERE id = :id")?;
    update.execute(named_params! { ":now": now, ":id": session_id })?;
    Ok(())
}

/// Ends one session.
pub fn end(write: &Write<'_>, session_id: i64) -> Result<()> {
    write
        .prepare_cached("DELETE FROM sessions WHERE id = :id")?
        .execute(named_params! { ":id": session_id })?;
    write.changed("session", session_id, "deleted", &[]);
    Ok(())
}

/// Ends every session of a user but the one to keep, if any.
pub fn end_all(write: &Write<'_>, user_id: i64, keep: Option<i64>) -> Result<()> {
    let ids = write
        .prepare_cached("SELECT id FROM sessions WHERE user_id = :user AND id IS NOT :keep")?
        .query_map(named_params! { ":user": user_id, ":keep": keep }, |row| {
            row.get(0)
        })?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.into_iter().try_for_each(|id| end(write, id))
}

/// Whether a session still is what it was: not ended, its user not disabled, with the same role and as the same
/// staff member. Event streams ask this all the while.
pub fn still_holds(
    connection: &Connection,
    session_id: i64,
    (role, staff_id): (Role, Option<i64>),
    now: Stamp,
) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM sessions AS s JOIN users AS u ON u.id = s.user_id
            WHERE s.id = :id AND u.active = 1 AND u.role = :role AND u.staff_id IS :staff
              AND s.last_seen_at > :oldest)",
    )?;
    let oldest = now.plus_hours(-24 * IDLE_DAYS);
    let values =
        named_params! { ":id": session_id, ":role": role, ":staff": staff_id, ":oldest": oldest };
    Ok(found.query_row(values, |row| row.get(0))?)
}
