//! The same work on one thread of this process, without a server: plain SQLite and plain serde, as fast as they go.
//! It is what the ratios of lists and of new bookings are measured against.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::Days;
use rusqlite::{Connection, OpenFlags, Row, named_params};
use serde::Serialize;

use crate::book::{self, Slot};
use crate::load::Ask;

const BOOKINGS: &str = "SELECT b.id, b.client_id, b.staff_id, b.service_id, b.start_at, b.end_at, b.status, b.notes,
    b.internal_notes, b.provisional_token, b.feedback_token, b.waitlist_id, c.name, b.version, b.visit_id, b.arrived_at,
    b.price_cents, b.gap_start_minutes, b.gap_minutes, b.buffer_minutes, b.known_status, b.known_start_at, b.known_how,
    b.known_at, b.created_at, b.updated_at
    FROM bookings AS b JOIN clients AS c ON c.id = b.client_id WHERE b.status <> 'cancelled'";

#[derive(Serialize)]
struct Booking<'r> {
    id: i64,
    client_id: i64,
    staff_id: i64,
    service_id: i64,
    start_at: &'r str,
    end_at: &'r str,
    status: &'r str,
    notes: &'r str,
    internal_notes: &'r str,
    provisional_token: Option<&'r str>,
    feedback_token: Option<&'r str>,
    waitlist_id: Option<i64>,
    client_name: &'r str,
    version: i64,
    visit_id: i64,
    arrived_at: Option<&'r str>,
    price_cents: i64,
    gap_start_minutes: i64,
    gap_minutes: i64,
    buffer_minutes: i64,
    client_knows: ClientKnows<'r>,
    created_at: &'r str,
    updated_at: &'r str,
}

#[derive(Serialize)]
struct ClientKnows<'r> {
    status: Option<&'r str>,
    start_at: Option<&'r str>,
    how: &'r str,
    at: Option<&'r str>,
}

fn write_booking(row: &Row<'_>, json: &mut Vec<u8>) -> Result<()> {
    let text = |column| -> Result<&str> { Ok(row.get_ref(column)?.as_str()?) };
    let maybe = |column| -> Result<Option<&str>> { Ok(row.get_ref(column)?.as_str_or_null()?) };
    let booking = Booking {
        id: row.get(0)?,
        client_id: row.get(1)?,
        staff_id: row.get(2)?,
        service_id: row.get(3)?,
        start_at: text(4)?,
        end_at: text(5)?,
        status: text(6)?,
        notes: text(7)?,
        internal_notes: text(8)?,
        provisional_token: maybe(9)?,
        feedback_token: maybe(10)?,
        waitlist_id: row.get(11)?,
        client_name: text(12)?,
        version: row.get(13)?,
        visit_id: row.get(14)?,
        arrived_at: maybe(15)?,
        price_cents: row.get(16)?,
        gap_start_minutes: row.get(17)?,
        gap_minutes: row.get(18)?,
        buffer_minutes: row.get(19)?,
        client_knows: ClientKnows {
            status: maybe(20)?,
            start_at: maybe(21)?,
            how: text(22)?,
            at: maybe(23)?,
        },
        created_at: text(24)?,
        updated_at: text(25)?,
    };
    Ok(serde_json::to_writer(json, &booking)?)
}

/// One thread that reads a book.
pub struct Reader {
    connection: Connection,
    size: i64,
}

impl Reader {
    pub fn open(path: &Path, size: i64) -> Result<Self> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Reader { connection, size })
    }

    /// The JSON that the server answers to this.
    pub fn json(&self, ask: Ask, number: i64) -> Result<Vec<u8>> {
        let mut json = Vec::new();
        if ask == Ask::Day {
            let day = book::recent_day(number, self.size);
            let (from, to) = (
                format!("{day} 00:00:00"),
                format!("{} 00:00:00", day + Days::new(1)),
            );
            let mut found = self.connection.prepare_cached(&format!(
                "{BOOKINGS} AND b.start_at >= :from AND b.start_at < :to ORDER BY b.start_at DESC, b.id DESC"
            ))?;
            write_array(
                found.query(named_params! { ":from": from, ":to": to })?,
                &mut json,
            )?;
        } else {
            json.extend_from_slice(br#"{"data":"#);
            let mut found = self.connection.prepare_cached(&format!(
                "{BOOKINGS} ORDER BY b.start_at DESC, b.id DESC LIMIT 50 OFFSET 0"
            ))?;
            write_array(found.query([])?, &mut json)?;
            let mut counted = self.connection.prepare_cached(
                "SELECT sum(bookings) FROM booking_counts WHERE status <> 'cancelled'",
            )?;
            let total: i64 = counted.query_row([], |row| row.get(0))?;
            let rest = format!(
                r#","page":1,"limit":50,"total":{total},"pages":{}}}"#,
                (total + 49) / 50
            );
            json.extend_from_slice(rest.as_bytes());
        }
        Ok(json)
    }

    /// How often a second it makes that JSON.
    pub fn per_second(&self, ask: Ask, turn: Duration) -> Result<f64> {
        let (begun, mut made) = (Instant::now(), 0);
        while begun.elapsed() < turn {
            std::hint::black_box(self.json(ask, made)?);
            made += 1;
        }
        Ok(made as f64 / begun.elapsed().as_secs_f64())
    }
}

fn write_array(mut rows: rusqlite::Rows<'_>, json: &mut Vec<u8>) -> Result<()> {
    let mut separator = b'[';
    while let Some(row) = rows.next()? {
        json.push(std::mem::replace(&mut separator, b','));
        write_booking(row, json)?;
    }
    if separator == b'[' {
        json.push(b'[');
    }
    json.push(b']');
    Ok(())
}

/// One thread that inserts plain booking rows, each its own commit.
pub struct Inserter {
    connection: Connection,
    size: i64,
    next: i64,
}

impl Inserter {
    /// Works on this file, which had better be a copy.
    pub fn open(path: &Path, size: i64) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
        )?;
        Ok(Inserter {
            connection,
            size,
            next: size,
        })
    }

    /// How many it commits a second.
    pub fn per_second(&mut self, turn: Duration) -> Result<f64> {
        let mut insert = self.connection.prepare(
            "INSERT INTO bookings (client_id, staff_id, service_id, start_at, end_at, status, notes, price_cents,
                visit_id, created_at, updated_at)
             VALUES (:client, :staff, :service, :start, :end, 'scheduled', 'Likes the window seat', 2000, :id,
                '2026-01-01T09:00:00Z', '2026-01-01T09:00:00Z')",
        )?;
        let (begun, first) = (Instant::now(), self.next);
        while begun.elapsed() < turn {
            let number = self.next;
            let slot = Slot::of(number, self.size);
            insert.execute(named_params! {
                ":client": number % book::clients(self.size) + 2,
                ":staff": slot.staff_id,
                ":service": number % book::SERVICES + 1,
                ":start": slot.start_at.to_string(),
                ":end": slot.end_at.to_string(),
                ":id": number + 1,
            })?;
            self.next += 1;
        }
        Ok((self.next - first) as f64 / begun.elapsed().as_secs_f64())
    }
}
