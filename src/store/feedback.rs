//! What clients said of their visits: the feedback table.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::Serialize;

use super::listing::{self, Listing, Place};
use super::{Result, Write};
use crate::salon::time::Stamp;

/// An answer, as the API shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Feedback {
    /// Its id.
    pub id: i64,
    /// About which booking.
    pub booking_id: i64,
    /// One to five stars.
    pub rating: i64,
    /// A few words; may be empty.
    pub comment: String,
    /// When it was given.
    pub created_at: Stamp,
    /// Who gave it.
    pub client_name: String,
}

const SELECT: &str =
    "SELECT f.id, f.booking_id, f.rating, f.comment, f.created_at, c.name FROM feedback AS f
    JOIN bookings AS b ON b.id = f.booking_id JOIN clients AS c ON c.id = b.client_id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Feedback> {
    Ok(Feedback {
        id: row.get(0)?,
        booking_id: row.get(1)?,
        rating: row.get(2)?,
        comment: row.get(3)?,
        created_at: row.get(4)?,
        client_name: row.get(5)?,
    })
}

/// One answer.
pub fn find(connection: &Connection, id: i64) -> Result<Option<Feedback>> {
    let mut found = connection.prepare_cached(&format!("{SELECT} WHERE f.id = :id"))?;
    Ok(found
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?)
}

/// All answers, newest first.
pub struct List;

impl Listing for List {
    type Row = Feedback;

    fn rows(
        &self,
        connection: &Connection,
        place: Place<'_, Feedback>,
        limit: i64,
    ) -> Result<Vec<Feedback>> {
        let before = match place {
            Place::Offset(_) => i64::MAX,
            Place::After(last) => last.id,
        };
        let sql =
            format!("{SELECT} WHERE f.id < :before ORDER BY f.id DESC LIMIT :limit OFFSET :offset");
        let mut found = connection.prepare_cached(&sql)?;
        let offset = listing::offset(place);
        let values = named_params! { ":before": before, ":limit": limit, ":offset": offset };
        let rows = found.query_map(values, from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, connection: &Connection) -> Result<i64> {
        let mut counted = connection.prepare_cached("SELECT count(*) FROM feedback")?;
        Ok(counted.query_row([], |row| row.get(0))?)
    }
}

/// All answers counted.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Ratings {
    /// How many there are.
    pub count: i64,
    /// Their stars on average; null where nobody answered yet.
    pub average: Option<f64>,
    /// How many gave one star, two, and so on up to five.
    pub by_rating: [i64; 5],
}

/// Counts all answers.
pub fn ratings(connection: &Connection) -> Result<Ratings> {
    let mut counted = connection.prepare_cached(
        "SELECT count(*), avg(rating), count(*) FILTER (WHERE rating = 1), count(*) FILTER (WHERE rating = 2),
            count(*) FILTER (WHERE rating = 3), count(*) FILTER (WHERE rating = 4), count(*) FILTER (WHERE rating = 5)
         FROM feedback",
    )?;
    Ok(counted.query_row([], |row| {
        Ok(Ratings {
            count: row.get(0)?,
            average: row.get(1)?,
            by_rating: [
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            ],
        })
    })?)
}

/// Whether the client has answered about this booking.
pub fn is_given(connection: &Connection, booking_id: i64) -> Result<bool> {
    let mut found = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM feedback WHERE booking_id = :booking)")?;
    Ok(found.query_row(named_params! { ":booking": booking_id }, |row| row.get(0))?)
}

/// Keeps an answer.
pub fn insert(
    write: &Write<'_>,
    booking_id: i64,
    rating: i64,
    comment: &str,
    now: Stamp,
) -> Result<()> {
    let mut insert = write.prepare_cached(
        "INSERT INTO feedback (booking_id, rating, comment, created_at)
         VALUES (:booking, :rating, :comment, :now)",
    )?;
    insert.execute(named_params! {
        ":booking": booking_id, ":rating": rating, ":comment": comment, ":now": now,
    })?;
    write.changed("feedback", write.last_insert_rowid(), "created", &[]);
    Ok(())
}
