//! Everything that the book holds, as whoever leaves with it should have it: table by table as text, and the calendar.
//!
//! What opens a door stays behind: password hashes, sessions, the tokens of links, addresses where one can pay. Columns
//! with such a name are left out wherever they stand, so that a new one can't be forgotten.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};

use super::Result;
use super::types::Day;
use crate::salon::booking::Status;
use crate::salon::time::{Stamp, Wall};

/// Tables that hold keys, or only what follows from others.
const LEFT_OUT: &[&str] = &[
    "sessions",
    "ended_tokens",
    "idempotency_keys",
    "booking_counts",
];
/// Columns with one of these in their name are keys.
const KEYS: &[&str] = &["token", "hash", "password", "secret"];
/// Further columns that open something, or hold links that do.
const LEFT_OUT_COLUMNS: &[(&str, &str)] = &[
    ("letters", "message"),
    ("payments", "url"),
    ("payments", "idempotency_key"),
    ("payments", "request"),
];

/// A table to take along.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
}

/// The tables to take along, by name. Those that other programs put into the file are none of them.
pub fn tables(connection: &Connection) -> Result<Vec<Table>> {
    let mut found = connection.prepare(
        "SELECT t.name, c.name FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
           AND t.name NOT LIKE '\\_%' ESCAPE '\\' AND c.hidden = 0
         ORDER BY t.name, c.cid",
    )?;
    let mut rows = found.query([])?;
    let mut tables: Vec<Table> = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, column): (String, String) = (row.get(0)?, row.get(1)?);
        if LEFT_OUT.contains(&name.as_str()) || stays(&name, &column) {
            continue;
        }
        match tables.last_mut() {
            Some(table) if table.name == name => table.columns.push(column),
            _ => tables.push(Table {
                name,
                columns: vec![column],
            }),
        }
    }
    Ok(tables)
}

fn stays(table: &str, column: &str) -> bool {
    KEYS.iter().any(|key| column.contains(key)) || LEFT_OUT_COLUMNS.contains(&(table, column))
}

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// A number, or nothing.
    Plain(&'a str),
    /// What somebody may have typed.
    Text(&'a str),
}

/// Reads a table row by row.
pub fn rows(
    connection: &Connection,
    table: &Table,
    mut each: impl FnMut(&[Cell<'_>]) -> Result<()>,
) -> Result<()> {
    let quoted = |name: &String| format!("\"{}\"", name.replace('"', "\"\""));
    let columns: Vec<String> = table.columns.iter().map(quoted).collect();
    let sql = format!("SELECT {} FROM {}", columns.join(", "), quoted(&table.name));
    let mut found = connection.prepare(&sql)?;
    let mut rows = found.query([])?;
    while let Some(row) = rows.next()? {
        let mut numbers = Vec::with_capacity(columns.len());
        for place in 0..columns.len() {
            numbers.push(match row.get_ref(place)? {
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
                ValueRef::Null | ValueRef::Text(_) => String::new(),
            });
        }
        let mut cells = Vec::with_capacity(columns.len());
        for (place, number) in numbers.iter().enumerate() {
            cells.push(match row.get_ref(place)? {
                ValueRef::Text(bytes) => Cell::Text(std::str::from_utf8(bytes).unwrap_or_default()),
                _ => Cell::Plain(number),
            });
        }
        each(&cells)?;
    }
    Ok(())
}

/// An appointment, as a calendar shows it.
#[derive(Debug)]
pub struct Appointment {
    /// Its id.
    pub id: i64,
    /// Start, salon time.
    pub start_at: Wall,
    /// End, salon time.
    pub end_at: Wall,
    /// Its status.
    pub status: Status,
    /// The client's name.
    pub client: String,
    /// What is done.
    pub service: String,
    /// Who does it.
    pub staff: String,
    /// Notes that the client sees.
    pub notes: String,
    /// Rises with every change.
    pub version: i64,
    /// When it was entered.
    pub created_at: Stamp,
    /// When it was last changed.
    pub updated_at: Stamp,
}

/// Reads every appointment that was not cancelled, by its start.
pub fn appointments(
    connection: &Connection,
    mut each: impl FnMut(&Appointment) -> Result<()>,
) -> Result<()> {
    let mut found = connection.prepare(
        "SELECT b.id, b.start_at, b.end_at, b.status, c.name, v.name, s.name, b.notes, b.version, b.created_at,
            b.updated_at
         FROM bookings AS b JOIN clients AS c ON c.id = b.client_id JOIN services AS v ON v.id = b.service_id
            JOIN staff AS s ON s.id = b.staff_id
         WHERE b.status <> 'cancelled' ORDER BY b.start_at, b.id",
    )?;
    let mut rows = found.query([])?;
    while let Some(row) = rows.next()? {
        each(&Appointment {
            id: row.get(0)?,
            start_at: row.get(1)?,
            end_at: row.get(2)?,
            status: row.get(3)?,
            client: row.get(4)?,
            service: row.get(5)?,
            staff: row.get(6)?,
            notes: row.get(7)?,
            version: row.get(8)?,
            created_at: row.get(9)?,
            updated_at: row.get(10)?,
        })?;
    }
    Ok(())
}

/// Time off, as a calendar shows it.
#[derive(Debug)]
pub struct Absence {
    /// Its id.
    pub id: i64,
    /// Start, salon time; the first where it comes back.
    pub start_at: Wall,
    /// End, salon time.
    pub end_at: Wall,
    /// What it is for.
    pub reason: String,
    /// Whose it is.
    pub staff: String,
    /// It comes back every week.
    pub weekly: bool,
    /// The last day on which it may begin again.
    pub until: Option<chrono::NaiveDate>,
}

/// Reads all time off, by its start.
pub fn absences(
    connection: &Connection,
    mut each: impl FnMut(&Absence) -> Result<()>,
) -> Result<()> {
    let mut found = connection.prepare(
        "SELECT t.id, t.start_at, t.end_at, t.reason, s.name, t.repeat IS :weekly, t.until
         FROM time_off AS t JOIN staff AS s ON s.id = t.staff_id ORDER BY t.start_at, t.id",
    )?;
    let mut rows = found.query(named_params! { ":weekly": "weekly" })?;
    while let Some(row) = rows.next()? {
        each(&Absence {
            id: row.get(0)?,
            start_at: row.get(1)?,
            end_at: row.get(2)?,
            reason: row.get(3)?,
            staff: row.get(4)?,
            weekly: row.get(5)?,
            until: row.get::<_, Option<Day>>(6)?.map(|day| day.0),
        })?;
    }
    Ok(())
}
