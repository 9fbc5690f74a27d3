//! What a booking names: just enough of clients, staff, services and waitlist entries for the booking rules.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::Result;
use super::types::Day;

/// A client, as far as bookings and letters care.
#[derive(Debug, Clone)]
pub struct Client {
    /// The name.
    pub name: String,
    /// Where letters go; empty: none can.
    pub email: String,
    /// `en`, `nl`, `de`, or empty for the salon's.
    pub language: String,
    /// The built-in client: never mailed.
    pub walk_in: bool,
    /// Letters that advertise are welcome.
    pub marketing_consent: bool,
    /// Asked for no more review requests and follow-up letters, and has not changed their mind.
    pub unsubscribed: bool,
    /// Merged into another, or erased: can't be booked any more.
    pub gone: bool,
}

/// A staff member, as far as bookings and letters care.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The name.
    pub name: String,
    /// Takes new bookings.
    pub active: bool,
}

/// A service, as far as bookings and letters care.
#[derive(Debug, Clone)]
pub struct Service {
    /// The name.
    pub name: String,
    /// Is offered.
    pub active: bool,
    /// What is copied to a booking: its price.
    pub price_cents: i64,
    /// … minutes to the gap
    pub gap_start_minutes: i64,
    /// … minutes of gap
    pub gap_minutes: i64,
    /// … minutes of buffer.
    pub buffer_minutes: i64,
}

/// A waitlist entry, as far as bookings care.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Who waits.
    pub client_id: i64,
    /// For what.
    pub service_id: i64,
    /// On which day.
    pub date: NaiveDate,
}

/// The client of that id.
pub fn client(connection: &Connection, id: i64) -> Result<Option<Client>> {
    let mut found = connection.prepare_cached(
        "SELECT name, email, language, walk_in, marketing_consent,
            unsubscribed_at IS NOT NULL AND NOT marketing_consent, merged_into IS NOT NULL OR erased_at IS NOT NULL
         FROM clients WHERE id = :id",
    )?;
    let client = found.query_row(named_params! { ":id": id }, |row| {
        Ok(Client {
            name: row.get(0)?,
            email: row.get(1)?,
            language: row.get(2)?,
            walk_in: row.get(3)?,
            marketing_consent: row.get(4)?,
            unsubscribed: row.get(5)?,
            gone: row.get(6)?,
        })
    });
    Ok(client.optional()?)
}

/// The staff member of that id.
pub fn staff(connection: &Connection, id: i64) -> Result<Option<Staff>> {
    let mut found = connection.prepare_cached("SELECT name, active FROM staff WHERE id = :id")?;
    let staff = found.query_row(named_params! { ":id": id }, |row| {
        Ok(Staff {
            name: row.get(0)?,
            active: row.get(1)?,
        })
    });
    Ok(staff.optional()?)
}

/// The service of that id.
pub fn service(connection: &Connection, id: i64) -> Result<Option<Service>> {
    let mut found = connection.prepare_cached(
        "SELECT name, active, price_cents, gap_start_minutes, gap_minutes, buffer_minutes FROM services WHERE id = :id",
    )?;
    let service = found.query_row(named_params! { ":id": id }, |row| {
        Ok(Service {
            name: row.get(0)?,
            active: row.get(1)?,
            price_cents: row.get(2)?,
            gap_start_minutes: row.get(3)?,
            gap_minutes: row.get(4)?,
            buffer_minutes: row.get(5)?,
        })
    });
    Ok(service.optional()?)
}

/// The waitlist entry of that id.
pub fn waitlist_entry(connection: &Connection, id: i64) -> Result<Option<Entry>> {
    let mut found = connection
        .prepare_cached("SELECT client_id, service_id, date FROM waitlist WHERE id = :id")?;
    let entry = found.query_row(named_params! { ":id": id }, |row| {
        Ok(Entry {
            client_id: row.get(0)?,
            service_id: row.get(1)?,
            date: row.get::<_, Day>(2)?.0,
        })
    });
    Ok(entry.optional()?)
}
