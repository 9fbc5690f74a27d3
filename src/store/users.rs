//! Who may sign in: the users table.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::Result;
use crate::salon::who::Role;

/// A login, with its password's hash.
#[derive(Debug, Clone)]
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
    /// Argon2id, PHC string.
    pub password_hash: String,
}

/// The active user of that address.
pub fn by_email(connection: &Connection, email: &str) -> Result<Option<User>> {
    let mut found = connection.prepare_cached(
        "SELECT id, name, email, role, staff_id, password_hash FROM users WHERE email = :email AND active = 1",
    )?;
    let user = found.query_row(named_params! { ":email": email }, |row| {
        Ok(User {
            id: row.get(0)?,
            name: row.get(1)?,
            email: row.get(2)?,
            role: row.get(3)?,
            staff_id: row.get(4)?,
            password_hash: row.get(5)?,
        })
    });
    Ok(user.optional()?)
}
