//! What clients don't know yet: upcoming bookings whose state differs from what was last told, and how it will be.
//!
//! The calendar puts a badge on each of them, and whoever no letter reaches is called. It is one question for many
//! days, since a screen asks it anew whenever a letter is written, leaves or fails.

use std::sync::LazyLock;

use rusqlite::{Connection, Row, named_params};
use serde::Serialize;

use super::Result;
use crate::salon::booking::Status;
use crate::salon::time::{Stamp, Wall};
use crate::salon::who::Scope;

/// How a client is going to hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Way {
    /// A letter leaves at `run_at`.
    Letter,
    /// A letter waits for somebody to say "send" or "don't".
    Held,
    /// A letter could not be sent; `why` says the reason.
    Failed,
    /// No letter will: there is no address, or nobody wants one sent.
    Call,
}

/// A booking of which its client doesn't know, or not as it is now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Untold {
    /// The booking.
    pub booking_id: i64,
    /// What it is now.
    pub status: Status,
    /// When it starts now, salon time.
    pub start_at: Wall,
    /// Whose it is.
    pub client_id: i64,
    /// Their name.
    pub client_name: String,
    /// Their number, to call; empty: none.
    pub client_phone: String,
    /// How they are going to hear.
    pub way: Way,
    /// The letter's job, where there is one.
    pub job_id: Option<i64>,
    /// When the letter leaves.
    pub run_at: Option<Stamp>,
    /// Why it is held, failed, or was tried in vain.
    pub why: Option<String>,
}

/// The newest letter of a booking that could still tell of it, or failed to: a cancellation's or any other's. To a
/// client without an address none will, though its job waits for a moment before it is dropped.
pub(super) const LETTER: &str = "(SELECT max(own.id) FROM jobs AS own
        WHERE own.id IN (SELECT job_id FROM booking_jobs WHERE booking_id = b.id) AND c.email <> ''
        AND own.client_id IS NULL AND own.state IN ('pending', 'running', 'held', 'failed')
        AND ((b.status = 'cancelled' AND own.type = 'booking.cancelled')
          OR (b.status <> 'cancelled' AND own.type IN ('booking.created', 'booking.updated', 'booking.provisional',
                'waitlist.confirmed'))))";

/// Whether what was last told is not what is so. Who never heard of an appointment need not hear that it is off.
pub(super) const DIFFERS: &str = "CASE b.status
        WHEN 'cancelled' THEN coalesce(b.known_status, 'cancelled') <> 'cancelled'
        ELSE b.known_status IS NOT b.status OR b.known_start_at IS NOT b.start_at END";

static UNTOLD: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT b.id, b.status, b.start_at, c.id, c.name, c.phone, job.state, job.id, job.run_at, job.last_error
         FROM bookings AS b JOIN clients AS c ON c.id = b.client_id LEFT JOIN jobs AS job ON job.id = {LETTER}
         WHERE b.status IN ('scheduled', 'provisional', 'cancelled')
           AND b.start_at > :now AND b.start_at >= coalesce(:from, '') AND b.start_at < coalesce(:to, '9999')
           AND c.walk_in = 0
           AND (:own IS NULL OR b.staff_id = :own)
           AND ({DIFFERS} OR (b.status <> 'cancelled' AND job.state <> 'failed'))
         ORDER BY b.start_at, b.id"
    )
});

fn from_row(row: &Row<'_>) -> rusqlite::Result<Untold> {
    let state: Option<String> = row.get(6)?;
    let way = match state.as_deref() {
        Some("held") => Way::Held,
        Some("failed") => Way::Failed,
        Some(_) => Way::Letter,
        None => Way::Call,
    };
    Ok(Untold {
        booking_id: row.get(0)?,
        status: row.get(1)?,
        start_at: row.get(2)?,
        client_id: row.get(3)?,
        client_name: row.get(4)?,
        client_phone: row.get(5)?,
        way,
        job_id: row.get(7)?,
        run_at: row.get(8)?,
        why: row.get(9)?,
    })
}

/// Upcoming bookings that start within the span and of which their clients don't know as they are now, by start.
pub fn between(
    connection: &Connection,
    (from, to): (Option<Wall>, Option<Wall>),
    scope: Scope,
    now: Wall,
) -> Result<Vec<Untold>> {
    let mut found = connection.prepare_cached(&UNTOLD)?;
    let values = named_params! { ":from": from, ":to": to, ":now": now, ":own": scope.staff_id() };
    let rows = found.query_map(values, from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The question's SQL, for whoever asks SQLite how it would go about it.
pub fn question() -> &'static str {
    &UNTOLD
}
