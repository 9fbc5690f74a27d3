//! All that the book holds about one client, as JSON: for the client who asks for it.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};
use serde_json::{Map, Value, json};

use super::{Result, clients};

/// The parts of a dossier: what each is called, and its rows. Tokens are left out, being keys and not knowledge.
const PARTS: [(&str, &str); 10] = [
    (
        "merged_clients",
        "SELECT id, name, email, phone, notes, alert, language, birthday, marketing_consent, unsubscribed_at,
            created_at, updated_at
         FROM clients WHERE merged_into = :id ORDER BY id",
    ),
    (
        "consent",
        "SELECT marketing_consent, unsubscribed_at FROM clients WHERE id = :id",
    ),
    (
        "bookings",
        "SELECT b.id, b.start_at, b.end_at, b.status, v.name AS service, s.name AS staff, b.notes, b.internal_notes,
            b.price_cents, b.visit_id, b.waitlist_id, b.arrived_at, b.known_status, b.known_start_at, b.known_how,
            b.known_at, b.created_at, b.updated_at
         FROM bookings AS b JOIN services AS v ON v.id = b.service_id JOIN staff AS s ON s.id = b.staff_id
         WHERE b.client_id = :id ORDER BY b.start_at, b.id",
    ),
    (
        "waitlist",
        "SELECT w.id, w.date, v.name AS service, w.notes, w.status, w.created_at, w.notified_at, w.offered_start_at
         FROM waitlist AS w JOIN services AS v ON v.id = w.service_id WHERE w.client_id = :id ORDER BY w.id",
    ),
    (
        "feedback",
        "SELECT f.id, f.booking_id, f.rating, f.comment, f.created_at FROM feedback AS f
         JOIN bookings AS b ON b.id = f.booking_id WHERE b.client_id = :id ORDER BY f.id",
    ),
    (
        "payments",
        "SELECT p.id, p.booking_id, p.kind, p.amount_cents, p.currency, p.status, p.created_at, p.paid_at
         FROM payments AS p WHERE p.client_id = :id ORDER BY p.id",
    ),
    (
        "letters",
        "SELECT j.type, l.recipient, l.subject, j.booking_id, l.rendered_at, l.sent_at, j.state
         FROM letters AS l JOIN jobs AS j ON j.id = l.job_id WHERE l.client_id = :id ORDER BY l.job_id",
    ),
    (
        "jobs",
        "SELECT id, type, booking_id, state, run_at, last_error, created_at, finished_at FROM jobs
         WHERE client_id = :id
            OR (client_id IS NULL AND id IN (SELECT job_id FROM booking_jobs
                WHERE booking_id IN (SELECT id FROM bookings WHERE client_id = :id)))
         ORDER BY id",
    ),
    (
        "notifications",
        "SELECT id, type, booking_id, message, created_at FROM notifications WHERE client_id = :id ORDER BY id",
    ),
    (
        "changes",
        "SELECT a.at, a.actor, a.booking_id, a.action, a.before, a.after FROM audit AS a
         WHERE a.id IN (SELECT audit_id FROM booking_changes
             WHERE booking_id IN (SELECT id FROM bookings WHERE client_id = :id))
         ORDER BY a.id",
    ),
];

/// All that is held about a client, by part; none where there is no such client.
pub fn read(connection: &Connection, id: i64) -> Result<Option<Value>> {
    let Some(client) = clients::find(connection, id)? else {
        return Ok(None);
    };
    let mut all = Map::new();
    all.insert("client".to_owned(), json!(client));
    for (name, sql) in PARTS {
        all.insert(name.to_owned(), rows(connection, sql, id)?);
    }
    Ok(Some(Value::Object(all)))
}

fn rows(connection: &Connection, sql: &str, id: i64) -> Result<Value> {
    let mut found = connection.prepare_cached(sql)?;
    let names: Vec<String> = found
        .column_names()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let rows = found.query_map(named_params! { ":id": id }, |row| {
        let mut object = Map::new();
        for (column, name) in names.iter().enumerate() {
            object.insert(name.clone(), value(name, row.get_ref(column)?));
        }
        Ok(Value::Object(object))
    })?;
    Ok(Value::Array(rows.collect::<rusqlite::Result<_>>()?))
}

/// A column's value; rows of the audit log are JSON themselves.
fn value(name: &str, stored: ValueRef<'_>) -> Value {
    match stored {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) if name == "marketing_consent" => json!(number != 0),
        ValueRef::Integer(number) => json!(number),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            match name {
                "before" | "after" => serde_json::from_str(&text).unwrap_or(Value::Null),
                _ => json!(text),
            }
        }
    }
}
