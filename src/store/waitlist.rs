//! The waitlist table. With a personal agenda a staff user sees the entries for anybody and for itself, but not those
//! that were offered, or became, an appointment of somebody else's.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::listing::{self, Conditions, Listing, Place};
use super::types::Day;
use super::{Result, Write};
use crate::salon::waitlist::{Entry, Status};
use crate::salon::who::Scope;

/// The columns of [`Entry`], in the order that [`from_row`] reads them.
const COLUMNS: &str =
    "w.id, w.client_id, w.service_id, w.date, w.staff_id, w.notes, w.status, w.created_at,
    w.notified_at, c.name, w.offered_start_at, w.offered_end_at, w.offered_staff_id";

const TABLES: &str = "waitlist AS w JOIN clients AS c ON c.id = w.client_id";

/// What a personal agenda shows; null: everything.
const IN_SCOPE: &str = "(:own IS NULL
    OR coalesce(w.staff_id, :own) = :own AND coalesce(w.offered_staff_id, :own) = :own
    AND NOT EXISTS (SELECT 1 FROM bookings AS b WHERE b.waitlist_id = w.id AND b.staff_id <> :own))";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        client_id: row.get(1)?,
        service_id: row.get(2)?,
        date: row.get::<_, Day>(3)?.0,
        staff_id: row.get(4)?,
        notes: row.get(5)?,
        status: row.get(6)?,
        created_at: row.get(7)?,
        notified_at: row.get(8)?,
        client_name: row.get(9)?,
        offered_start_at: row.get(10)?,
        offered_end_at: row.get(11)?,
        offered_staff_id: row.get(12)?,
    })
}

/// One entry, if it exists and is within the scope.
pub fn find(connection: &Connection, id: i64, scope: Scope) -> Result<Option<Entry>> {
    let mut found = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE w.id = :id AND {IN_SCOPE}"
    ))?;
    Ok(found
        .query_row(
            named_params! { ":id": id, ":own": scope.staff_id() },
            from_row,
        )
        .optional()?)
}

/// Which entries a list holds.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this status.
    pub status: Option<Status>,
    /// For this day.
    pub date: Option<NaiveDate>,
    /// Of this client.
    pub client_id: Option<i64>,
}

/// The entries of a filter, as far as they are within the scope; by day, and in line.
#[derive(Debug, Clone)]
pub struct List {
    /// Which.
    pub filter: Filter,
    /// Whose.
    pub scope: Scope,
}

impl List {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.add(IN_SCOPE, ":own", self.scope.staff_id());
        if let Some(status) = self.filter.status {
            conditions.add("w.status = :status", ":status", status);
        }
        if let Some(date) = self.filter.date {
            conditions.add("w.date = :date", ":date", Day(date));
        }
        if let Some(client_id) = self.filter.client_id {
            conditions.add("w.client_id = :client", ":client", client_id);
        }
        conditions
    }

    fn query(&self, place: Place<'_, Entry>, limit: i64) -> (String, Conditions) {
        let mut conditions = self.conditions();
        if let Place::After(last) = place {
            conditions.require("(w.date, w.id) > (:last_date, :last_id)");
            conditions.value(":last_date", Day(last.date));
            conditions.value(":last_id", last.id);
        }
        conditions.value(":limit", limit);
        conditions.value(":offset", listing::offset(place));
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY w.date, w.id LIMIT :limit OFFSET :offset",
            conditions.sql()
        );
        (sql, conditions)
    }

    /// The list's SQL from a place on, for whoever asks SQLite how it would go about it.
    pub fn sql(&self, place: Place<'_, Entry>) -> String {
        self.query(place, 1).0
    }
}

impl Listing for List {
    type Row = Entry;

    fn rows(
        &self,
        connection: &Connection,
        place: Place<'_, Entry>,
        limit: i64,
    ) -> Result<Vec<Entry>> {
        let (sql, conditions) = self.query(place, limit);
        let mut rows = connection.prepare_cached(&sql)?;
        let rows = rows.query_map(conditions.values().as_slice(), from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, connection: &Connection) -> Result<i64> {
        let conditions = self.conditions();
        let sql = format!(
            "SELECT count(*) FROM waitlist AS w WHERE {}",
            conditions.sql()
        );
        let mut counted = connection.prepare_cached(&sql)?;
        Ok(counted.query_row(conditions.values().as_slice(), |row| row.get(0))?)
    }
}

/// Whether a booking came from this entry.
pub fn is_booked(connection: &Connection, id: i64) -> Result<bool> {
    let mut found = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM bookings WHERE waitlist_id = :id)")?;
    Ok(found.query_row(named_params! { ":id": id }, |row| row.get(0))?)
}

/// Enters a new entry and answers the id.
pub fn insert(write: &Write<'_>, entry: &Entry) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO waitlist (client_id, service_id, date, staff_id, notes, status, created_at, notified_at)
         VALUES (:client, :service, :date, :staff, :notes, :status, :created_at, :notified_at)",
    )?;
    insert.execute(named_params! {
        ":client": entry.client_id, ":service": entry.service_id, ":date": Day(entry.date),
        ":staff": entry.staff_id, ":notes": entry.notes, ":status": entry.status,
        ":created_at": entry.created_at, ":notified_at": entry.notified_at,
    })?;
    Ok(write.last_insert_rowid())
}

/// Saves an entry that exists.
pub fn update(write: &Write<'_>, entry: &Entry) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE waitlist SET client_id = :client, service_id = :service, date = :date, staff_id = :staff,
            notes = :notes, status = :status, notified_at = :notified_at, offered_start_at = :offered_start_at,
            offered_end_at = :offered_end_at, offered_staff_id = :offered_staff_id
         WHERE id = :id",
    )?;
    update.execute(named_params! {
        ":id": entry.id, ":client": entry.client_id, ":service": entry.service_id, ":date": Day(entry.date),
        ":staff": entry.staff_id, ":notes": entry.notes, ":status": entry.status,
        ":notified_at": entry.notified_at, ":offered_start_at": entry.offered_start_at,
        ":offered_end_at": entry.offered_end_at, ":offered_staff_id": entry.offered_staff_id,
    })?;
    Ok(())
}

/// Deletes an entry that nothing names.
pub fn delete(write: &Write<'_>, id: i64) -> Result<()> {
    let outcome = write
        .prepare_cached("DELETE FROM waitlist WHERE id = :id")?
        .execute(named_params! { ":id": id });
    super::deleted(outcome, || {
        "This entry can't be deleted: a booking or a letter came from it. Cancel it instead."
            .to_owned()
    })
}
