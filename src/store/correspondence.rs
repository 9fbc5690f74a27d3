//! The salon's letters as the desk looks at them: what waits and until when, what is held, what failed, what was sent.
//!
//! Jobs are Daybook's list of what to do; a person asks about letters, to whom and about which appointment. A page
//! says whether there are more and not how many there are, so that it costs the same in an old book.

use rusqlite::{Connection, Row, ToSql, named_params};
use serde::Serialize;

use super::{Result, jobs};
use crate::salon::booking::Status;
use crate::salon::time::{Stamp, Wall};
use crate::salon::who::Scope;

/// Letters on a page.
const PAGE: i64 = 50;

/// Jobs that write to nobody.
const SILENT: &str =
    "'booking.lapse', 'booking.followup', 'waitlist.lapse', 'noshow.check', 'backup.nightly'";

/// How far a letter has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Leaves by itself when its moment comes.
    Waiting,
    /// Waits for a person to say "send" or "don't".
    Held,
    /// Was tried, and won't be again by itself.
    Failed,
    /// Has left.
    Sent,
    /// Did not leave, and won't.
    Dropped,
}

impl Stage {
    /// Their names in the API.
    pub const NAMES: [&'static str; 5] = ["waiting", "held", "failed", "sent", "dropped"];

    /// The stage of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "waiting" => Some(Stage::Waiting),
            "held" => Some(Stage::Held),
            "failed" => Some(Stage::Failed),
            "sent" => Some(Stage::Sent),
            "dropped" => Some(Stage::Dropped),
            _ => None,
        }
    }

    /// The job's state; a constant, so that the partial index on it is used.
    fn condition(self) -> &'static str {
        match self {
            Stage::Waiting => "j.state = 'pending'",
            Stage::Held => "j.state = 'held'",
            Stage::Failed => "j.state = 'failed' AND j.finished_at IS NOT NULL",
            Stage::Sent => "j.state = 'done' AND j.finished_at IS NOT NULL",
            Stage::Dropped => "j.state = 'cancelled' AND j.finished_at IS NOT NULL",
        }
    }
}

/// A letter, and what it is about.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Letter {
    /// The id of its job, by which it is sent, tried again or called off.
    pub id: i64,
    /// What it says: the job's type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The job's state.
    pub state: String,
    /// From when on it leaves.
    pub run_at: Stamp,
    /// When it left, failed or was called off.
    pub finished_at: Option<Stamp>,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed, was called off, waits or is held, in words.
    pub last_error: Option<String>,
    /// The address it goes to: the letter's, once that is written, else the client's.
    pub recipient: String,
    /// Its subject, once it is written.
    pub subject: Option<String>,
    /// To whom.
    pub client_id: Option<i64>,
    /// Their name.
    pub client_name: Option<String>,
    /// About which booking.
    pub booking_id: Option<i64>,
    /// When that starts, salon time.
    pub start_at: Option<Wall>,
    /// What that is now.
    pub booking_status: Option<Status>,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Letter> {
    Ok(Letter {
        id: row.get(0)?,
        kind: row.get(1)?,
        state: row.get(2)?,
        run_at: row.get(3)?,
        finished_at: row.get(4)?,
        attempts: row.get(5)?,
        last_error: row.get(6)?,
        recipient: row.get(7)?,
        subject: row.get(8)?,
        client_id: row.get(9)?,
        client_name: row.get(10)?,
        booking_id: row.get(11)?,
        start_at: row.get(12)?,
        booking_status: row.get(13)?,
    })
}

/// Which letters are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Those that have come so far.
    pub stage: Option<Stage>,
    /// Those to this client.
    pub client_id: Option<i64>,
    /// Only those about a booking; what a staff user may see.
    pub of_bookings: bool,
}

/// A page of letters.
#[derive(Debug, Clone, Serialize)]
pub struct Letters {
    /// The letters: those that wait by when they leave, all others latest first.
    pub data: Vec<Letter>,
    /// Whether there are more.
    pub more: bool,
}

/// Of the letters that wait, which a page is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that leave before the horizon, found by their moment.
    Near,
    /// All of them. The far ones are found by their bookings and sorted.
    All,
}

/// The question for a page, as SQL.
pub fn question(filter: Filter, scope: Scope, reach: Reach) -> String {
    let mut conditions = format!("j.type NOT IN ({SILENT})");
    let table = match (filter.stage, filter.client_id, reach) {
        (Some(Stage::Waiting), None, Reach::All) => jobs::PENDING,
        _ => "jobs AS j",
    };
    if reach == Reach::Near {
        conditions +=
            " AND j.far = 0 AND j.run_at <= (SELECT through FROM jobs_horizon WHERE id = 1)";
    }
    if let Some(stage) = filter.stage {
        conditions += &format!(" AND {}", stage.condition());
    }
    if filter.client_id.is_some() {
        conditions += " AND c.id = :client AND j.id IN (
            SELECT id FROM jobs WHERE client_id = :client
            UNION SELECT job_id FROM booking_jobs WHERE booking_id IN (SELECT id FROM bookings WHERE client_id = :client)
            UNION SELECT own.id FROM waitlist AS line JOIN jobs AS own ON own.waitlist_id = line.id
                WHERE line.client_id = :client)";
    }
    if filter.of_bookings {
        conditions += " AND j.booking_id IS NOT NULL";
    }
    if scope.staff_id().is_some() {
        conditions += " AND b.staff_id = :own";
    }
    let order = match filter.stage {
        Some(Stage::Waiting) => "j.run_at, j.id",
        Some(Stage::Held) => "j.id DESC",
        Some(Stage::Failed | Stage::Sent | Stage::Dropped) => "j.finished_at DESC, j.id DESC",
        None => "coalesce(j.finished_at, j.run_at) DESC, j.id DESC",
    };
    format!(
        "SELECT j.id, j.type, j.state, j.run_at, j.finished_at, j.attempts, j.last_error,
            coalesce(l.recipient, c.email, ''), l.subject, c.id, c.name, b.id, b.start_at, b.status
         FROM {table} LEFT JOIN letters AS l ON l.job_id = j.id
            LEFT JOIN bookings AS b ON b.id = j.booking_id LEFT JOIN waitlist AS w ON w.id = j.waitlist_id
            LEFT JOIN clients AS c ON c.id = coalesce(j.client_id, b.client_id, w.client_id)
         WHERE {conditions} ORDER BY {order} LIMIT :limit OFFSET :offset"
    )
}

/// A page of letters; pages are counted from one.
pub fn page(connection: &Connection, filter: Filter, scope: Scope, page: i64) -> Result<Letters> {
    if filter.stage == Some(Stage::Waiting) && filter.client_id.is_none() {
        let near = page_of(connection, filter, scope, Reach::Near, page)?;
        if near.more {
            return Ok(near);
        }
    }
    page_of(connection, filter, scope, Reach::All, page)
}

fn page_of(
    connection: &Connection,
    filter: Filter,
    scope: Scope,
    reach: Reach,
    page: i64,
) -> Result<Letters> {
    let (own, limit, offset) = (scope.staff_id(), PAGE + 1, (page - 1).saturating_mul(PAGE));
    let mut values: Vec<(&str, &dyn ToSql)> = vec![(":limit", &limit), (":offset", &offset)];
    if let Some(client_id) = &filter.client_id {
        values.push((":client", client_id));
    }
    if let Some(own) = &own {
        values.push((":own", own));
    }
    let mut found = connection.prepare_cached(&question(filter, scope, reach))?;
    let rows = found.query_map(values.as_slice(), from_row)?;
    let mut data = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let more = data.len() as i64 > PAGE;
    data.truncate(PAGE as usize);
    Ok(Letters { data, more })
}

/// How many letters are at a stage; asked of the stages that few are at.
pub fn count(
    connection: &Connection,
    stage: Stage,
    of_bookings: bool,
    scope: Scope,
) -> Result<i64> {
    let mut counted = connection.prepare_cached(&format!(
        "SELECT count(*) FROM {} LEFT JOIN bookings AS b ON b.id = j.booking_id
         WHERE j.type NOT IN ({SILENT}) AND {} AND (:any OR b.id IS NOT NULL) AND (:own IS NULL OR b.staff_id = :own)",
        if stage == Stage::Waiting { jobs::PENDING } else { "jobs AS j" },
        stage.condition()
    ))?;
    let values = named_params! { ":any": !of_bookings, ":own": scope.staff_id() };
    Ok(counted.query_row(values, |row| row.get(0))?)
}
