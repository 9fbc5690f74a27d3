//! What the desk is told.

use rusqlite::named_params;

use super::{Result, Write};
use crate::salon::time::Stamp;

/// Tells the desk something; about a booking, a staff member or everybody, naming a client or not.
pub fn add(
    write: &Write<'_>,
    kind: &str,
    booking_id: Option<i64>,
    staff_id: Option<i64>,
    client_id: Option<i64>,
    message: &str,
    now: Stamp,
) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO notifications (type, booking_id, staff_id, client_id, message, created_at)
         VALUES (:type, :booking, :staff, :client, :message, :now)",
    )?;
    insert.execute(named_params! {
        ":type": kind, ":booking": booking_id, ":staff": staff_id, ":client": client_id, ":message": message, ":now": now,
    })?;
    let id = write.last_insert_rowid();
    write.changed("notification", id, "created", staff_id.as_slice());
    Ok(id)
}

/// Takes back what was told about a booking.
pub fn remove(write: &Write<'_>, booking_id: i64, kind: &str) -> Result<()> {
    let mut delete = write.prepare_cached(
        "DELETE FROM notifications WHERE booking_id = :booking AND type = :type RETURNING id",
    )?;
    let values = named_params! { ":booking": booking_id, ":type": kind };
    let ids = delete
        .query_map(values, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.iter()
        .for_each(|id| write.changed("notification", *id, "deleted", &[]));
    Ok(())
}
