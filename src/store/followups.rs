//! Follow-up sequences and their steps. What jobs name is kept, out of sight.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{Result, Write};
use crate::salon::followup::{Followup, Step};
use crate::salon::time::Stamp;

fn from_row(row: &Row<'_>) -> rusqlite::Result<Followup> {
    Ok(Followup {
        id: row.get(0)?,
        name: row.get(1)?,
        service_id: row.get(2)?,
        active: row.get(3)?,
        steps: Vec::new(),
    })
}

fn with_steps(connection: &Connection, mut followup: Followup) -> Result<Followup> {
    let mut found = connection.prepare_cached(
        "SELECT id, delay_days, subject, body FROM followup_steps
         WHERE followup_id = :followup AND removed = 0 ORDER BY position, id",
    )?;
    let steps = found.query_map(named_params! { ":followup": followup.id }, |row| {
        Ok(Step {
            id: row.get(0)?,
            delay_days: row.get(1)?,
            subject: row.get(2)?,
            body: row.get(3)?,
        })
    })?;
    followup.steps = steps.collect::<rusqlite::Result<_>>()?;
    Ok(followup)
}

/// All sequences.
pub fn list(connection: &Connection) -> Result<Vec<Followup>> {
    let mut found = connection.prepare_cached(
        "SELECT id, name, service_id, active FROM followups WHERE removed = 0 ORDER BY id",
    )?;
    let rows = found
        .query_map([], from_row)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter()
        .map(|followup| with_steps(connection, followup))
        .collect()
}

/// One sequence.
pub fn find(connection: &Connection, id: i64) -> Result<Option<Followup>> {
    let mut found = connection.prepare_cached(
        "SELECT id, name, service_id, active FROM followups WHERE id = :id AND removed = 0",
    )?;
    let followup = found
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?;
    followup
        .map(|followup| with_steps(connection, followup))
        .transpose()
}

/// Saves a sequence without its steps; id 0: a new one. Answers its id.
pub fn save(write: &Write<'_>, followup: &Followup) -> Result<i64> {
    let mut save = write.prepare_cached(
        "INSERT INTO followups (id, name, service_id, active) VALUES (nullif(:id, 0), :name, :service, :active)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, service_id = excluded.service_id, active = excluded.active
         RETURNING id",
    )?;
    let values = named_params! {
        ":id": followup.id, ":name": followup.name, ":service": followup.service_id, ":active": followup.active,
    };
    Ok(save.query_row(values, |row| row.get(0))?)
}

/// Saves a step at its place; id 0: a new one.
pub fn save_step(write: &Write<'_>, followup_id: i64, position: usize, step: &Step) -> Result<()> {
    let mut save = write.prepare_cached(
        "INSERT INTO followup_steps (id, followup_id, position, delay_days, subject, body)
         VALUES (nullif(:id, 0), :followup, :position, :days, :subject, :body)
         ON CONFLICT (id) DO UPDATE SET position = excluded.position, delay_days = excluded.delay_days,
            subject = excluded.subject, body = excluded.body",
    )?;
    save.execute(named_params! {
        ":id": step.id, ":followup": followup_id, ":position": position as i64, ":days": step.delay_days,
        ":subject": step.subject, ":body": step.body,
    })?;
    Ok(())
}

/// Removes a step; its letters that wait are dropped, for this reason.
pub fn remove_step(write: &Write<'_>, step_id: i64, why: &str, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE jobs SET state = 'cancelled', last_error = :why, finished_at = :now
         WHERE followup_step_id = :step AND state IN ('pending', 'held') RETURNING id",
    )?;
    let values = named_params! { ":step": step_id, ":why": why, ":now": now };
    let ids = update
        .query_map(values, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.iter()
        .for_each(|id| write.changed("job", *id, "updated", &[]));
    write
        .prepare_cached("UPDATE followup_steps SET removed = 1 WHERE id = :step")?
        .execute(named_params! { ":step": step_id })?;
    write
        .prepare_cached(
            "DELETE FROM followup_steps WHERE id = :step
             AND NOT EXISTS (SELECT 1 FROM jobs WHERE followup_step_id = :step)",
        )?
        .execute(named_params! { ":step": step_id })?;
    Ok(())
}

/// Removes a sequence whose steps are removed.
pub fn remove(write: &Write<'_>, id: i64) -> Result<()> {
    write
        .prepare_cached("UPDATE followups SET removed = 1, active = 0 WHERE id = :id")?
        .execute(named_params! { ":id": id })?;
    write
        .prepare_cached(
            "DELETE FROM followups WHERE id = :id
             AND NOT EXISTS (SELECT 1 FROM followup_steps WHERE followup_id = :id)",
        )?
        .execute(named_params! { ":id": id })?;
    Ok(())
}

/// Steps of the active sequences that a visit for this service starts: their ids and delays in days.
pub fn started_by(connection: &Connection, service_id: i64) -> Result<Vec<(i64, i64)>> {
    let mut found = connection.prepare_cached(
        "SELECT s.id, s.delay_days FROM followups AS f JOIN followup_steps AS s ON s.followup_id = f.id
         WHERE f.active = 1 AND s.removed = 0 AND (f.service_id IS NULL OR f.service_id = :service)
         ORDER BY f.id, s.position, s.id",
    )?;
    let steps = found.query_map(named_params! { ":service": service_id }, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(steps.collect::<rusqlite::Result<_>>()?)
}
