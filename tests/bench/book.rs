//! A book like a busy salon's: ten staff members, a hundred bookings a day, entered up to eight weeks ahead and so
//! not in the order of their days. It is filled in one transaction, with the real schema and all its triggers.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use daybook::salon::time::Stamp;
use daybook::store::{Db, sessions};
use daybook::{passwords, secrets};
use rusqlite::{Connection, named_params};

/// The session that the load asks with.
pub const TOKEN: &str = "the-benchmark-is-signed-in";
/// Who signs in, where that is measured.
pub const EMAIL: &str = "anna@salon.example";
/// With this.
pub const PASSWORD: &str = "a long enough password";

/// Bookings of one day.
pub const A_DAY: i64 = 100;
/// Those who do them, ten each a day.
pub const STAFF: i64 = 10;
/// What is done.
pub const SERVICES: i64 = 24;
/// Days that the book reaches ahead.
const AHEAD: i64 = 56;
/// Bookings of those days.
pub const RECENT: i64 = AHEAD * A_DAY;
const MINUTES: i64 = 45;

/// The last day that is full; the days after it are free.
fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2030, 12, 31).unwrap_or_default()
}

/// The place of a booking: whom it is with, and when. Numbers from `size` on are free in a book of that size.
pub struct Slot {
    pub staff_id: i64,
    pub start_at: NaiveDateTime,
    pub end_at: NaiveDateTime,
}

impl Slot {
    pub fn of(number: i64, size: i64) -> Self {
        let (day, place) = (number / A_DAY, number % A_DAY);
        let nine = NaiveTime::MIN + TimeDelta::hours(9);
        let start_at =
            day_of(day, size).and_time(nine) + TimeDelta::minutes(MINUTES * (place / STAFF));
        Slot {
            staff_id: place % STAFF + 1,
            start_at,
            end_at: start_at + TimeDelta::minutes(MINUTES),
        }
    }
}

/// The date of a book's day, counted from its first.
pub fn day_of(day: i64, size: i64) -> NaiveDate {
    last_day() - TimeDelta::days(size / A_DAY - 1 - day)
}

/// One of the last days that are full, those around which a desk looks.
pub fn recent_day(number: i64, size: i64) -> NaiveDate {
    last_day() - TimeDelta::days(number % AHEAD.min(size / A_DAY))
}

/// How many clients a book of this size has, without the walk-in.
pub fn clients(size: i64) -> i64 {
    (size / 20).clamp(300, 5_000)
}

/// Makes a book of so many bookings in this folder.
pub fn fill(folder: &Path, size: i64) -> Result<PathBuf> {
    let path = folder.join(format!("{size}.db"));
    let db = Db::open(&path)?;
    drop(db);
    let mut connection = Connection::open(&path)?;
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")?;
    let tx = connection.transaction()?;
    add_people(&tx, clients(size))?;
    add_bookings(&tx, size)?;
    tx.commit()?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")?;
    drop(connection);
    sign_in(&Db::open(&path)?)?;
    Ok(path)
}

fn add_people(book: &Connection, clients: i64) -> Result<()> {
    book.execute_batch(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {STAFF})
         INSERT INTO staff (id, name, email) SELECT i, 'Stylist ' || i, 'stylist' || i || '@salon.example' FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {SERVICES})
         INSERT INTO services (id, name, duration_minutes, price_cents)
            SELECT i, 'Service ' || i, {MINUTES}, 2000 + 250 * i FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {clients})
         INSERT INTO clients (name, email, phone, phone_digits, created_at, updated_at)
            SELECT 'Client Number ' || i, 'client' || i || '@mail.example', '06 ' || (10000000 + i),
                '316' || (10000000 + i), '2020-01-01T09:00:00Z', '2020-01-01T09:00:00Z' FROM n;"
    ))?;
    Ok(())
}

fn add_bookings(book: &Connection, size: i64) -> Result<()> {
    let mut insert = book.prepare(
        "INSERT INTO bookings (client_id, staff_id, service_id, start_at, end_at, status, notes, price_cents, visit_id,
            known_status, known_start_at, known_end_at, known_how, known_at, created_at, updated_at)
         VALUES (:client, :staff, :service, :start, :end, :status, :notes, :price, :id, 'scheduled', :start, :end,
            'letter', :entered, :entered, :entered)",
    )?;
    // A booking is entered some time before its day: that is the order of the rows.
    let lead = |number: i64| number * 2_654_435_761 % AHEAD;
    let mut order: Vec<i64> = (0..size).collect();
    order.sort_by_key(|number| number + (AHEAD - lead(*number)) * A_DAY);
    for (id, number) in (1..).zip(order) {
        let slot = Slot::of(number, size);
        let entered = slot.start_at - TimeDelta::days(lead(number) + 1);
        let past = number + AHEAD * A_DAY < size;
        insert.execute(named_params! {
            ":client": 2 + number * 48_271 % clients(size),
            ":staff": slot.staff_id,
            ":service": number % SERVICES + 1,
            ":start": slot.start_at.to_string(),
            ":end": slot.end_at.to_string(),
            ":status": if past { "completed" } else { "scheduled" },
            ":notes": if number % 5 == 0 { "Likes the window seat, and coffee" } else { "" },
            ":price": 2000 + 250 * (number % SERVICES),
            ":id": id,
            ":entered": entered.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        })?;
    }
    Ok(())
}

/// Adds the user who asks, with a session.
fn sign_in(db: &Db) -> Result<()> {
    let hash = passwords::hash(PASSWORD)?;
    let now = Stamp(chrono::Utc::now());
    db.write(|book| {
        book.execute(
            "INSERT INTO users (id, name, email, role, password_hash, created_at, updated_at)
             VALUES (1, 'Anna', :email, 'admin', :hash, :now, :now)",
            named_params! { ":email": EMAIL, ":hash": hash, ":now": now.to_string() },
        )?;
        sessions::begin(book, 1, &secrets::hash_token(TOKEN), now)
    })
    .context("the benchmark could not sign in")
}
