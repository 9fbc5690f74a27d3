//! Whom to call: clients whom no letter tells of a change, and those of one date whom no letter reminds of it.
//!
//! A reminder by telephone counts as given where the client was told on the day before the appointment or later; so
//! whoever is ticked off today is not called again tomorrow.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, Row, named_params};
use serde::Serialize;

use super::Result;
use super::types::Day;
use super::untold::{DIFFERS, LETTER};
use crate::salon::booking::Status;
use crate::salon::time::{Now, Wall};
use crate::salon::who::Scope;

/// What there is to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "WhyCall"))]
pub enum Why {
    /// There is an appointment.
    New,
    /// It is at another time, or stands otherwise than the client believes.
    Changed,
    /// It is off.
    Cancelled,
    /// It is on that date.
    Reminder,
}

/// An appointment of which somebody has to tell the client, and what they need for it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ToCall {
    /// The booking.
    pub booking_id: i64,
    /// Joins the services of one visit, of which one call tells.
    pub visit_id: i64,
    /// With whom.
    pub staff_id: i64,
    /// What is done.
    pub service_id: i64,
    /// What it is now.
    pub status: Status,
    /// When it starts now, salon time.
    pub start_at: Wall,
    /// Whose it is.
    pub client_id: i64,
    /// Their name.
    pub client_name: String,
    /// Their number, as it was written; empty: none.
    pub phone: String,
    /// Its international digits.
    pub phone_digits: String,
    /// What they are spoken to in: their language, else the salon's.
    pub language: String,
    /// What there is to tell.
    pub why: Why,
    /// The start that they were last told.
    pub known_start_at: Option<Wall>,
    /// Why the letter that should have told them could not be sent.
    pub letter_failed: Option<String>,
}

/// No letter will tell: none was written, or it failed. One that is held waits for a person's word elsewhere.
static TO_CALL: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT b.id, b.visit_id, b.staff_id, b.service_id, b.status, b.start_at, c.id, c.name, c.phone,
            c.phone_digits, coalesce(nullif(c.language, ''), :locale), {DIFFERS}, b.known_status, b.known_start_at,
            CASE WHEN job.state = 'failed' THEN coalesce(job.last_error, '') END
         FROM bookings AS b JOIN clients AS c ON c.id = b.client_id LEFT JOIN jobs AS job ON job.id = {LETTER}
         WHERE b.status IN ('scheduled', 'provisional', 'cancelled') AND b.start_at > :now AND c.walk_in = 0
           AND (:own IS NULL OR b.staff_id = :own)
           AND (({DIFFERS} AND (job.id IS NULL OR job.state = 'failed'))
             OR (:remind AND b.status = 'scheduled' AND c.email = '' AND b.start_at >= :day AND b.start_at < :next
                 AND coalesce(b.known_at, '') < :lately))
         ORDER BY b.start_at, b.id"
    )
});

fn from_row(row: &Row<'_>) -> rusqlite::Result<ToCall> {
    let status: Status = row.get(4)?;
    let told: Option<Status> = row.get(12)?;
    let why = match (row.get(11)?, status, told) {
        (false, _, _) => Why::Reminder,
        (true, Status::Cancelled, _) => Why::Cancelled,
        (true, _, None) => Why::New,
        (true, _, Some(_)) => Why::Changed,
    };
    Ok(ToCall {
        booking_id: row.get(0)?,
        visit_id: row.get(1)?,
        staff_id: row.get(2)?,
        service_id: row.get(3)?,
        status,
        start_at: row.get(5)?,
        client_id: row.get(6)?,
        client_name: row.get(7)?,
        phone: row.get(8)?,
        phone_digits: row.get(9)?,
        language: row.get(10)?,
        why,
        known_start_at: row.get(13)?,
        letter_failed: row.get(14)?,
    })
}

/// What the salon decided that matters here.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// Clients are reminded of their appointments at all.
    pub remind: bool,
    /// The language of clients who have none of their own.
    pub locale: &'a str,
}

/// Whom to call, by start: of changes to whatever lies ahead, and to remind those of this date.
pub fn list(
    connection: &Connection,
    date: NaiveDate,
    manner: Manner<'_>,
    scope: Scope,
    now: &Now,
) -> Result<Vec<ToCall>> {
    let midnight = |days| {
        let day = date.checked_add_days(Days::new(days)).unwrap_or(date);
        Wall(day.and_time(chrono::NaiveTime::MIN))
    };
    let eve = date.checked_sub_days(Days::new(1)).unwrap_or(date);
    let lately = Wall(eve.and_time(chrono::NaiveTime::MIN)).instant(now.zone);
    let mut found = connection.prepare_cached(&TO_CALL)?;
    let values = named_params! {
        ":day": Day(date), ":next": midnight(1), ":now": now.wall(), ":lately": lately, ":own": scope.staff_id(),
        ":remind": manner.remind, ":locale": manner.locale,
    };
    let rows = found.query_map(values, from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The question's SQL, for whoever asks SQLite how it would go about it.
pub fn question() -> &'static str {
    &TO_CALL
}
