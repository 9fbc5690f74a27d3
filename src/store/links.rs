//! Where the tokens in letters' links lead.

use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::Result;

fn one<T: FromSql>(connection: &Connection, sql: &str, token: &str) -> Result<Option<T>> {
    let mut found = connection.prepare_cached(sql)?;
    Ok(found
        .query_row(named_params! { ":token": token }, |row| row.get(0))
        .optional()?)
}

/// The booking that this accept or decline link is about.
pub fn question(connection: &Connection, token: &str) -> Result<Option<i64>> {
    let sql = "SELECT id FROM bookings WHERE provisional_token = :token";
    one(connection, sql, token)
}

/// The booking that this feedback link is about.
pub fn feedback(connection: &Connection, token: &str) -> Result<Option<i64>> {
    let sql = "SELECT id FROM bookings WHERE feedback_token = :token";
    one(connection, sql, token)
}

/// The client who unsubscribes with this link; one who was merged is now another.
pub fn reader(connection: &Connection, token: &str) -> Result<Option<i64>> {
    let sql = "SELECT coalesce(merged_into, id) FROM clients WHERE unsubscribe_token = :token";
    one(connection, sql, token)
}

/// Whether this token led somewhere once.
pub fn has_ended(connection: &Connection, token: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM ended_tokens WHERE token = :token";
    Ok(one::<i64>(connection, sql, token)?.is_some())
}
