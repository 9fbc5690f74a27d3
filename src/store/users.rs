//! Who may sign in: the users table.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::Serialize;

use super::{Result, Write};
use crate::salon::time::Stamp;
use crate::salon::who::Role;

/// A login.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct User {
    /// Its id.
    pub id: i64,
    /// The person's name.
    pub name: String,
    /// The sign-in address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The staff member that they are, if any.
    pub staff_id: Option<i64>,
    /// Whether they may sign in.
    pub active: bool,
    /// Argon2id, PHC string; never shown.
    #[serde(skip)]
    pub password_hash: String,
}

const COLUMNS: &str = "id, name, email, role, staff_id, active, password_hash";

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        role: row.get(3)?,
        staff_id: row.get(4)?,
        active: row.get(5)?,
        password_hash: row.get(6)?,
    })
}

/// The user of that address, in any case of letters.
pub fn by_email(connection: &Connection, email: &str) -> Result<Option<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE email = :email");
    let mut found = connection.prepare_cached(&sql)?;
    Ok(found
        .query_row(named_params! { ":email": email }, user)
        .optional()?)
}

/// The user of that id.
pub fn find(connection: &Connection, id: i64) -> Result<Option<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE id = :id");
    let mut found = connection.prepare_cached(&sql)?;
    Ok(found
        .query_row(named_params! { ":id": id }, user)
        .optional()?)
}

/// Users in the order in which they came, `limit` of them from `offset` on; a limit of -1 is none.
pub fn list(connection: &Connection, limit: i64, offset: i64) -> Result<Vec<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users ORDER BY id LIMIT :limit OFFSET :offset");
    let mut found = connection.prepare_cached(&sql)?;
    let users = found.query_map(named_params! { ":limit": limit, ":offset": offset }, user)?;
    Ok(users.collect::<rusqlite::Result<_>>()?)
}

/// How many there are.
pub fn count(connection: &Connection) -> Result<i64> {
    let mut count = connection.prepare_cached("SELECT count(*) FROM users")?;
    Ok(count.query_row([], |row| row.get(0))?)
}

/// Whether an admin other than this one may sign in.
pub fn another_admin(connection: &Connection, id: i64) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT 1 FROM users WHERE role = 'admin' AND active = 1 AND id <> :id LIMIT 1",
    )?;
    Ok(found.exists(named_params! { ":id": id })?)
}

/// Adds a user, whatever its id says, and answers the id that it got. What the desk was told before is no news to
/// somebody who was not there.
pub fn insert(write: &Write<'_>, user: &User, now: Stamp) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO users (name, email, role, staff_id, active, password_hash, notifications_read_through,
            created_at, updated_at)
         VALUES (:name, :email, :role, :staff, :active, :hash, (SELECT coalesce(max(id), 0) FROM notifications),
            :now, :now)",
    )?;
    insert.execute(named_params! {
        ":name": user.name, ":email": user.email, ":role": user.role, ":staff": user.staff_id,
        ":active": user.active, ":hash": user.password_hash, ":now": now,
    })?;
    Ok(write.last_insert_rowid())
}

/// Stores a user as it is now.
pub fn update(write: &Write<'_>, user: &User, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE users SET name = :name, email = :email, role = :role, staff_id = :staff, active = :active,
                password_hash = :hash, updated_at = :now
         WHERE id = :id",
    )?;
    update.execute(named_params! {
        ":name": user.name, ":email": user.email, ":role": user.role, ":staff": user.staff_id,
        ":active": user.active, ":hash": user.password_hash, ":now": now, ":id": user.id,
    })?;
    Ok(())
}

/// Deletes a user with what is theirs alone. Answers false, and leaves the user, where the book's history names
/// them; the caller refuses, which takes back the rest.
pub fn delete(write: &Write<'_>, id: i64) -> Result<bool> {
    for sql in [
        "DELETE FROM idempotency_keys WHERE user_id = :id",
        "DELETE FROM notification_marks WHERE user_id = :id",
    ] {
        write
            .prepare_cached(sql)?
            .execute(named_params! { ":id": id })?;
    }
    let mut delete = write.prepare_cached("DELETE FROM users WHERE id = :id")?;
    match delete.execute(named_params! { ":id": id }) {
        Ok(_) => Ok(true),
        Err(error)
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
        {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}
