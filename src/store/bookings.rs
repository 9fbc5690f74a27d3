//! The bookings table: finding, listing, saving, and what stands in the way.

use std::sync::LazyLock;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::Result;
use super::listing::{self, Conditions, Listing, Place};
use super::types::Day;
use crate::salon::booking::{Booking, ClientKnows, Said, Standing, Status};
use crate::salon::time::Wall;
use crate::salon::who::Scope;
use crate::salon::{Conflict, Refusal};

/// The columns of [`Booking`], in the order that [`from_row`] reads them.
const COLUMNS: &str = "b.id, b.client_id, b.staff_id, b.service_id, b.start_at, b.end_at, b.status, b.notes,
    b.internal_notes, b.provisional_token, b.feedback_token, b.waitlist_id, c.name, b.version, b.visit_id,
    b.arrived_at, b.price_cents, b.gap_start_minutes, b.gap_minutes, b.buffer_minutes, b.known_status,
    b.known_start_at, b.known_how, b.known_at, b.created_at, b.updated_at";

const TABLES: &str = "bookings AS b JOIN clients AS c ON c.id = b.client_id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Booking> {
    Ok(Booking {
        id: row.get(0)?,
        client_id: row.get(1)?,
        staff_id: row.get(2)?,
        service_id: row.get(3)?,
        start_at: row.get(4)?,
        end_at: row.get(5)?,
        status: row.get(6)?,
        notes: row.get(7)?,
        internal_notes: row.get(8)?,
        provisional_token: row.get(9)?,
        feedback_token: row.get(10)?,
        waitlist_id: row.get(11)?,
        client_name: row.get(12)?,
        version: row.get(13)?,
        visit_id: row.get(14)?,
        arrived_at: row.get(15)?,
        price_cents: row.get(16)?,
        gap_start_minutes: row.get(17)?,
        gap_minutes: row.get(18)?,
        buffer_minutes: row.get(19)?,
        client_knows: ClientKnows {
            status: row.get(20)?,
            start_at: row.get(21)?,
            how: row.get(22)?,
            at: row.get(23)?,
        },
        created_at: row.get(24)?,
        updated_at: row.get(25)?,
    })
}

static FIND: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE b.id = :id AND (:staff IS NULL OR b.staff_id = :staff)"
    )
});

/// One booking, if it exists and is within the scope.
pub fn find(connection: &Connection, id: i64, scope: Scope) -> Result<Option<Booking>> {
    let mut found = connection.prepare_cached(&FIND)?;
    Ok(found
        .query_row(
            named_params! { ":id": id, ":staff": scope.staff_id() },
            from_row,
        )
        .optional()?)
}

/// What is kept beside a booking that exists.
pub fn standing(connection: &Connection, id: i64) -> Result<Standing> {
    let mut found = connection.prepare_cached(
        "WITH possibly AS (
            SELECT letter.sequence FROM jobs AS job JOIN letters AS letter ON letter.job_id = job.id
                JOIN bookings ON bookings.id = job.booking_id AND bookings.client_id = letter.client_id
            WHERE job.id IN (SELECT job_id FROM booking_jobs WHERE booking_id = :id) AND letter.maybe_sent > 0 AND letter.sent_at IS NULL
              AND letter.says_status IS NOT NULL)
         SELECT overlap_allowed, hold_until, base_url,
            max(sequence, coalesce((SELECT max(sequence) + 1 FROM possibly), 0)), known_end_at,
            letter_status, letter_start_at, letter_end_at, EXISTS (SELECT 1 FROM possibly)
         FROM bookings WHERE id = :id",
    )?;
    Ok(found.query_row(named_params! { ":id": id }, |row| {
        let (status, start_at, end_at): (Option<Status>, Option<Wall>, Option<Wall>) =
            (row.get(5)?, row.get(6)?, row.get(7)?);
        let letter = match (status, start_at, end_at) {
            (Some(status), Some(start_at), Some(end_at)) => Some(Said {
                status,
                start_at,
                end_at,
            }),
            _ => None,
        };
        Ok(Standing {
            overlap_allowed: row.get(0)?,
            hold_until: row.get(1)?,
            base_url: row.get(2)?,
            sequence: row.get(3)?,
            known_end_at: row.get(4)?,
            letter,
            possibly_told: row.get(8)?,
        })
    })?)
}

/// A client's bookings that wait for an answer and are still ahead.
pub fn unanswered(connection: &Connection, client_id: i64, now: Wall) -> Result<Vec<i64>> {
    let mut found = connection.prepare_cached(
        "SELECT id FROM bookings WHERE client_id = :client AND start_at > :now AND status = 'provisional' ORDER BY id",
    )?;
    let values = named_params! { ":client": client_id, ":now": now };
    let ids = found.query_map(values, |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Which bookings a list holds. Without a status, cancelled ones are left out (the user's page), but for a history.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// From this start on.
    pub from: Option<Wall>,
    /// Before this start.
    pub to: Option<Wall>,
    /// Of this staff member.
    pub staff_id: Option<i64>,
    /// Of this client.
    pub client_id: Option<i64>,
    /// Of this service.
    pub service_id: Option<i64>,
    /// Of this status.
    pub status: Option<Status>,
    /// A history: where no status is named, cancelled ones, too.
    pub cancelled_too: bool,
}

impl Filter {
    fn conditions(&self, scope: Scope) -> Conditions {
        let mut all = Conditions::default();
        match self.status {
            Some(status) => all.add("b.status = :status", ":status", status),
            None if self.cancelled_too => all.require("true"),
            None => all.require("b.status <> 'cancelled'"),
        }
        if let Some(own) = scope.staff_id() {
            all.add("b.staff_id = :own", ":own", own);
        }
        if let Some(staff_id) = self.staff_id {
            all.add("b.staff_id = :staff", ":staff", staff_id);
        }
        if let Some(client_id) = self.client_id {
            all.add("b.client_id = :client", ":client", client_id);
        }
        if let Some(service_id) = self.service_id {
            all.add("b.service_id = :service", ":service", service_id);
        }
        if let Some(from) = self.from {
            all.add("b.start_at >= :from", ":from", from);
        }
        if let Some(to) = self.to {
            all.add("b.start_at < :to", ":to", to);
        }
        all
    }

    /// Whether the counts that are kept answer how many there are.
    fn is_counted(&self) -> bool {
        self.from.is_none()
            && self.to.is_none()
            && self.client_id.is_none()
            && self.service_id.is_none()
            && !self.cancelled_too
    }
}

/// The bookings of a filter, as far as they are within the scope; newest first.
#[derive(Debug, Clone)]
pub struct List {
    /// Which.
    pub filter: Filter,
    /// Whose.
    pub scope: Scope,
}

impl List {
    /// The list's SQL from a place on, with its values.
    fn query(&self, place: Place<'_, Booking>, limit: i64) -> (String, Conditions) {
        let mut conditions = self.filter.conditions(self.scope);
        if let Place::After(last) = place {
            conditions.require("(b.start_at, b.id) < (:last_start, :last_id)");
            conditions.value(":last_start", last.start_at);
            conditions.value(":last_id", last.id);
        }
        conditions.value(":limit", limit);
        conditions.value(":offset", listing::offset(place));
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE {}
             ORDER BY b.start_at DESC, b.id DESC LIMIT :limit OFFSET :offset",
            conditions.sql()
        );
        (sql, conditions)
    }

    /// The list's SQL, for whoever asks SQLite how it would go about it.
    pub fn sql(&self, place: Place<'_, Booking>) -> String {
        self.query(place, 1).0
    }
}

impl Listing for List {
    type Row = Booking;

    fn rows(
        &self,
        connection: &Connection,
        place: Place<'_, Booking>,
        limit: i64,
    ) -> Result<Vec<Booking>> {
        let (sql, conditions) = self.query(place, limit);
        let mut rows = connection.prepare_cached(&sql)?;
        let rows = rows.query_map(conditions.values().as_slice(), from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, connection: &Connection) -> Result<i64> {
        count(connection, &self.filter, self.scope)
    }
}

/// How many a list holds. What the whole book's lists ask is kept ready, so that age costs nothing.
fn count(connection: &Connection, filter: &Filter, scope: Scope) -> Result<i64> {
    if filter.is_counted() {
        let mut counted = connection.prepare_cached(
            "SELECT coalesce(sum(bookings), 0) FROM booking_counts
             WHERE (:own IS NULL OR staff_id = :own) AND (:staff IS NULL OR staff_id = :staff)
               AND CASE WHEN :status IS NULL THEN status <> 'cancelled' ELSE status = :status END",
        )?;
        let values = named_params! { ":own": scope.staff_id(), ":staff": filter.staff_id, ":status": filter.status };
        return Ok(counted.query_row(values, |row| row.get(0))?);
    }
    let conditions = filter.conditions(scope);
    let mut counted = connection.prepare_cached(&format!(
        "SELECT count(*) FROM bookings AS b WHERE {}",
        conditions.sql()
    ))?;
    Ok(counted.query_row(conditions.values().as_slice(), |row| row.get(0))?)
}

/// Live bookings of the same staff member that overlap this one: gaps are free, buffers are not. At most ten are told.
pub fn conflicts(connection: &Connection, booking: &Booking) -> Result<Vec<Conflict>> {
    let mut found = connection.prepare_cached(
        "SELECT b.id, b.start_at, b.end_at, c.name
         FROM bookings AS b JOIN clients AS c ON c.id = b.client_id
         WHERE b.staff_id = :staff AND b.id <> :id
           AND b.status <> 'cancelled' AND b.status IN ('scheduled', 'provisional')
           AND b.start_at > datetime(:from, '-48 hours') AND b.start_at < :to AND b.free_at > :from
           AND (   (b.gap_from_at IS NOT b.start_at AND coalesce(b.gap_from_at, b.free_at) > :from)
                OR (b.gap_to_at < b.free_at AND b.gap_to_at < :to))
         ORDER BY b.start_at, b.id LIMIT 10",
    )?;
    let mut conflicts: Vec<Conflict> = Vec::new();
    for (from, to) in booking.takes() {
        let values = named_params! {
            ":staff": booking.staff_id, ":id": booking.id, ":from": from, ":to": to,
        };
        let rows = found.query_map(values, |row| {
            Ok(Conflict {
                id: row.get(0)?,
                start_at: row.get(1)?,
                end_at: row.get(2)?,
                client_name: row.get(3)?,
            })
        })?;
        for conflict in rows {
            let conflict = conflict?;
            if !conflicts.iter().any(|known| known.id == conflict.id) {
                conflicts.push(conflict);
            }
        }
    }
    Ok(conflicts)
}

/// Whether nobody is booked with this staff member in that time.
pub fn is_free(
    connection: &Connection,
    staff_id: i64,
    start_at: Wall,
    end_at: Wall,
) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM busy WHERE staff_id = :staff
            AND start_at > datetime(:start, '-48 hours') AND start_at < :end AND from_at < :end AND to_at > :start)",
    )?;
    Ok(found.query_row(
        named_params! { ":staff": staff_id, ":start": start_at, ":end": end_at },
        |row| row.get(0),
    )?)
}

/// The id that the next booking gets. Bookings are never deleted, so ids are never used twice.
pub fn next_id(connection: &Connection) -> Result<i64> {
    let mut next = connection.prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM bookings")?;
    Ok(next.query_row([], |row| row.get(0))?)
}

/// Whether a visit of this client has that id.
pub fn visit_exists(connection: &Connection, visit_id: i64, client_id: i64) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM bookings WHERE visit_id = :visit AND client_id = :client)",
    )?;
    Ok(found.query_row(
        named_params! { ":visit": visit_id, ":client": client_id },
        |row| row.get(0),
    )?)
}

/// Live bookings that touch these days, oldest first: what a holiday or time off hits. Null staff: everybody's.
pub fn live_between(
    connection: &Connection,
    staff_id: Option<i64>,
    from: Wall,
    to: Wall,
) -> Result<Vec<Booking>> {
    let mut found = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM {TABLES}
         WHERE b.status <> 'cancelled' AND b.status IN ('scheduled', 'provisional')
           AND b.start_at > datetime(:from, '-24 hours') AND b.start_at < :to AND b.end_at > :from
           AND (:staff IS NULL OR b.staff_id = :staff)
         ORDER BY b.start_at, b.id"
    ))?;
    let rows = found.query_map(
        named_params! { ":from": from, ":to": to, ":staff": staff_id },
        from_row,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A holiday that one of these days is, if any: its date and name.
pub fn holiday_between(
    connection: &Connection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Option<(NaiveDate, String)>> {
    let mut found = connection.prepare_cached(
        "SELECT date, name FROM holidays WHERE date BETWEEN :first AND :last ORDER BY date LIMIT 1",
    )?;
    let values = named_params! { ":first": Day(first), ":last": Day(last) };
    Ok(found
        .query_row(values, |row| Ok((row.get::<_, Day>(0)?.0, row.get(1)?)))
        .optional()?)
}

/// What is saved of a booking, in the order in which [`execute`] gives it; then comes the id.
macro_rules! columns {
    () => {
        "client_id, staff_id, service_id, start_at, end_at, status, notes, internal_notes,
         price_cents, gap_start_minutes, gap_minutes, buffer_minutes, overlap_allowed,
         visit_id, waitlist_id, arrived_at, provisional_token, base_url, hold_until, feedback_token, version,
         sequence, known_status, known_start_at, known_end_at, known_how, known_at,
         letter_status, letter_start_at, letter_end_at, created_at, updated_at"
    };
}

/// The place of each of them.
macro_rules! places {
    () => {
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
    };
}

/// Enters a new booking, its id chosen by [`next_id`]. The next entry in the audit log is to tell of it. Refused where the
/// time is taken and no overlap allowed; by whom isn't known here.
pub fn insert(connection: &Connection, booking: &Booking, standing: &Standing) -> Result<()> {
    let mut insert = connection.prepare_cached(concat!(
        "INSERT INTO bookings (",
        columns!(),
        ", id, created_audit_id, first_job_id) VALUES (",
        places!(),
        ", ?, (SELECT coalesce(max(id), 0) + 1 FROM audit), (SELECT coalesce(max(id), 0) + 1 FROM jobs))",
    ))?;
    execute(&mut insert, booking, standing)
}

/// Saves every column of a booking that exists. Refused as a new one is.
pub fn update(connection: &Connection, booking: &Booking, standing: &Standing) -> Result<()> {
    let mut update = connection.prepare_cached(concat!(
        "UPDATE bookings SET (",
        columns!(),
        ") = (",
        places!(),
        ") WHERE id = ?",
    ))?;
    execute(&mut update, booking, standing)
}

fn execute(
    statement: &mut rusqlite::CachedStatement<'_>,
    booking: &Booking,
    standing: &Standing,
) -> Result<()> {
    let knows = &booking.client_knows;
    let done = statement.execute(params![
        booking.client_id,
        booking.staff_id,
        booking.service_id,
        booking.start_at,
        booking.end_at,
        booking.status,
        booking.notes,
        booking.internal_notes,
        booking.price_cents,
        booking.gap_start_minutes,
        booking.gap_minutes,
        booking.buffer_minutes,
        standing.overlap_allowed,
        booking.visit_id,
        booking.waitlist_id,
        booking.arrived_at,
        booking.provisional_token,
        standing.base_url,
        standing.hold_until,
        booking.feedback_token,
        booking.version,
        standing.sequence,
        knows.status,
        knows.start_at,
        standing.known_end_at,
        knows.how,
        knows.at,
        standing.letter.map(|said| said.status),
        standing.letter.map(|said| said.start_at),
        standing.letter.map(|said| said.end_at),
        booking.created_at,
        booking.updated_at,
        booking.id,
    ]);
    match done {
        Ok(_) => Ok(()),
        // The database's own word: see the triggers.
        Err(rusqlite::Error::SqliteFailure(_, Some(message))) if message == "overlap" => {
            Err(Refusal::Overlap(Vec::new()).into())
        }
        Err(problem) => Err(problem.into()),
    }
}
