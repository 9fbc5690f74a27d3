//! The payments table: no-show fees, and their Checkout Sessions at Stripe.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::listing::{self, Conditions, Listing, Place};
use super::{Result, Write};
use crate::salon::booking::Booking;
use crate::salon::payment::{Payment, Purpose, Session, Status};
use crate::salon::time::Stamp;

/// The columns of [`Payment`], in the order that [`from_row`] reads them.
const COLUMNS: &str =
    "id, booking_id, client_id, amount_cents, currency, status, url, created_at, paid_at, stripe_session_id,
    idempotency_key, key_since, request";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Payment> {
    Ok(Payment {
        id: row.get(0)?,
        booking_id: row.get(1)?,
        client_id: row.get(2)?,
        kind: Purpose::NoShowFee,
        amount_cents: row.get(3)?,
        currency: row.get(4)?,
        status: row.get(5)?,
        url: row.get(6)?,
        created_at: row.get(7)?,
        paid_at: row.get(8)?,
        session_id: row.get(9)?,
        key: row.get(10)?,
        key_since: row.get(11)?,
        request: row.get(12)?,
    })
}

/// One payment.
pub fn find(connection: &Connection, id: i64) -> Result<Option<Payment>> {
    let mut found =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM payments WHERE id = :id"))?;
    Ok(found
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?)
}

/// The fee that a booking's client is asked for, for the whole visit.
pub fn of_visit(connection: &Connection, booking: &Booking) -> Result<Option<Payment>> {
    let mut found = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM payments WHERE visit_id = :visit AND +client_id = :client ORDER BY id DESC LIMIT 1"
    ))?;
    let values = named_params! { ":visit": booking.visit_id, ":client": booking.client_id };
    Ok(found.query_row(values, from_row).optional()?)
}

/// The payment that a session of Stripe's belongs to: by the session's id, by the one it was recovered from, else by
/// the name that it carries.
pub fn of_session(connection: &Connection, session: &Session) -> Result<Option<Payment>> {
    let mut found = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM payments WHERE stripe_session_id IN (:id, :from)
         ORDER BY stripe_session_id = :id DESC LIMIT 1"
    ))?;
    let values = named_params! { ":id": session.id, ":from": session.recovered_from };
    if let Some(payment) = found.query_row(values, from_row).optional()? {
        return Ok(Some(payment));
    }
    let reference = session.reference.as_deref().unwrap_or_default();
    let named = match Payment::id_in(reference) {
        Some(id) => find(connection, id)?,
        None => None,
    };
    Ok(named.filter(|payment| payment.reference() == reference))
}

/// Whether a booking of the payment's visit and client is still marked as a no-show.
pub fn is_wanted(connection: &Connection, payment_id: i64) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM payments AS p
            CROSS JOIN bookings AS b ON b.visit_id = p.visit_id AND +b.client_id = p.client_id
            WHERE p.id = :id AND +b.status = 'no-show')",
    )?;
    Ok(found.query_row(named_params! { ":id": payment_id }, |row| row.get(0))?)
}

/// All payments or one booking's, newest first.
#[derive(Debug, Clone)]
pub struct List {
    /// For this booking alone.
    pub booking_id: Option<i64>,
}

impl List {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        match self.booking_id {
            Some(id) => conditions.add("booking_id = :booking", ":booking", id),
            None => conditions.require("true"),
        }
        conditions
    }
}

impl Listing for List {
    type Row = Payment;

    fn rows(
        &self,
        connection: &Connection,
        place: Place<'_, Payment>,
        limit: i64,
    ) -> Result<Vec<Payment>> {
        let mut conditions = self.conditions();
        if let Place::After(last) = place {
            conditions.add("id < :last_id", ":last_id", last.id);
        }
        conditions.value(":limit", limit);
        conditions.value(":offset", listing::offset(place));
        let mut rows = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM payments WHERE {} ORDER BY id DESC LIMIT :limit OFFSET :offset",
            conditions.sql()
        ))?;
        let rows = rows.query_map(conditions.values().as_slice(), from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, connection: &Connection) -> Result<i64> {
        let conditions = self.conditions();
        let sql = format!("SELECT count(*) FROM payments WHERE {}", conditions.sql());
        let mut counted = connection.prepare_cached(&sql)?;
        Ok(counted.query_row(conditions.values().as_slice(), |row| row.get(0))?)
    }
}

/// A new fee for a booking's visit; amount and currency are frozen with it.
pub fn insert(
    write: &Write<'_>,
    booking_id: i64,
    amount_cents: i64,
    currency: &str,
    now: Stamp,
) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO payments (booking_id, visit_id, client_id, kind, amount_cents, currency, idempotency_key, key_since,
            created_at)
         SELECT id, visit_id, client_id, 'no_show_fee', :amount, :currency, '', :now, :now FROM bookings WHERE id = :booking",
    )?;
    insert.execute(named_params! {
        ":booking": booking_id, ":amount": amount_cents, ":currency": currency, ":now": now,
    })?;
    let id = write.last_insert_rowid();
    told(write, id, "created")?;
    Ok(id)
}

/// Freezes what Stripe is asked, under a new key; the session of the former one counts no more.
pub fn freeze(write: &Write<'_>, id: i64, key: &str, request: &str, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE payments SET idempotency_key = :key, key_since = :now, request = :request, url = NULL,
            stripe_session_id = NULL
         WHERE id = :id",
    )?;
    update.execute(named_params! { ":key": key, ":now": now, ":request": request, ":id": id })?;
    told(write, id, "updated")
}

/// Keeps the session that Stripe opened, or that was found there.
pub fn keep_session(write: &Write<'_>, id: i64, session: &Session) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE payments SET stripe_session_id = :session, url = :url WHERE id = :id",
    )?;
    update.execute(named_params! { ":session": session.id, ":url": session.url, ":id": id })?;
    told(write, id, "updated")
}

/// Asks for the fee anew: a session that there was is forgotten with its key, a key that none came of is kept.
pub fn reopen(write: &Write<'_>, id: i64) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE payments SET status = 'open', url = NULL,
            idempotency_key = CASE WHEN stripe_session_id IS NULL THEN idempotency_key ELSE '' END,
            stripe_session_id = NULL
         WHERE id = :id",
    )?;
    update.execute(named_params! { ":id": id })?;
    told(write, id, "updated")
}

/// Moves a payment on. `url` is where the client can still pay, if anywhere.
pub fn set_status(
    write: &Write<'_>,
    id: i64,
    status: Status,
    url: Option<&str>,
    paid_at: Option<Stamp>,
) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE payments SET status = :status, url = :url, paid_at = :paid_at WHERE id = :id",
    )?;
    update.execute(
        named_params! { ":status": status, ":url": url, ":paid_at": paid_at, ":id": id },
    )?;
    told(write, id, "updated")
}

/// Tells of a change to those who may see the booking.
fn told(write: &Write<'_>, id: i64, action: &'static str) -> Result<()> {
    let mut found = write.prepare_cached(
        "SELECT b.staff_id FROM payments AS p JOIN bookings AS b ON b.id = p.booking_id WHERE p.id = :id",
    )?;
    let staff_id = found.query_row(named_params! { ":id": id }, |row| row.get(0))?;
    write.changed("payment", id, action, &[staff_id]);
    Ok(())
}
