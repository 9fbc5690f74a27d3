//! The rows of a sample salon that no verb makes.

use rusqlite::named_params;

use super::{Result, Write};
use crate::salon::time::Stamp;

/// Enters a sequence of letters after a service: the days after it, subject and body of each.
pub fn sequence(
    write: &Write<'_>,
    name: &str,
    service_id: i64,
    steps: &[(i64, &str, &str)],
) -> Result<()> {
    write.execute(
        "INSERT INTO followups (name, service_id) VALUES (:name, :service)",
        named_params! { ":name": name, ":service": service_id },
    )?;
    let sequence = write.last_insert_rowid();
    for (position, (days, subject, body)) in (1_i64..).zip(steps) {
        write.execute(
            "INSERT INTO followup_steps (followup_id, position, delay_days, subject, body)
             VALUES (:sequence, :position, :days, :subject, :body)",
            named_params! {
                ":sequence": sequence, ":position": position, ":days": days, ":subject": subject, ":body": body,
            },
        )?;
    }
    Ok(())
}

/// Enters what a client said of a visit, where they were asked.
pub fn feedback(
    write: &Write<'_>,
    booking_id: i64,
    rating: i64,
    comment: &str,
    now: Stamp,
) -> Result<()> {
    let mut insert = write.prepare_cached(
        "INSERT INTO feedback (booking_id, rating, comment, created_at)
         SELECT id, :rating, :comment, :now FROM bookings WHERE id = :booking AND feedback_token IS NOT NULL",
    )?;
    insert.execute(named_params! { ":booking": booking_id, ":rating": rating, ":comment": comment, ":now": now })?;
    Ok(())
}

/// The built-in client for those who walk in.
pub fn walk_in(write: &Write<'_>) -> Result<i64> {
    Ok(
        write.query_row("SELECT id FROM clients WHERE walk_in = 1", [], |row| {
            row.get(0)
        })?,
    )
}

/// Everybody has read what the desk was told until then.
pub fn read_until(write: &Write<'_>, then: Stamp) -> Result<()> {
    write.execute(
        "UPDATE users SET notifications_read_through =
            (SELECT coalesce(max(id), 0) FROM notifications WHERE created_at <= :then)",
        named_params! { ":then": then },
    )?;
    Ok(())
}
