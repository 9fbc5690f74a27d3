//! Who works here: the staff table, with the services that each gives.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{Result, Write};
use crate::salon::rota::StaffMember;

/// A staff member's own services come as a JSON list, null where they give all.
const SELECT: &str = "SELECT id, name, email, color, active, hours,
    CASE WHEN all_services = 0 THEN
        (SELECT json_group_array(service_id ORDER BY service_id) FROM staff_services WHERE staff_id = staff.id)
    END
    FROM staff";

fn from_row(row: &Row<'_>) -> rusqlite::Result<StaffMember> {
    let service_ids: Option<String> = row.get(6)?;
    Ok(StaffMember {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        color: row.get(3)?,
        active: row.get(4)?,
        hours: row.get(5)?,
        service_ids: service_ids.map(|ids| serde_json::from_str(&ids).unwrap_or_default()),
    })
}

/// Everybody, by id: the order in which the salon took them on.
pub fn all(connection: &Connection) -> Result<Vec<StaffMember>> {
    let mut found = connection.prepare_cached(&format!("{SELECT} ORDER BY id"))?;
    let rows = found.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One of them.
pub fn find(connection: &Connection, id: i64) -> Result<Option<StaffMember>> {
    let mut found = connection.prepare_cached(&format!("{SELECT} WHERE id = :id"))?;
    Ok(found
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?)
}

/// Takes somebody on and answers their id.
pub fn insert(write: &Write<'_>, member: &StaffMember) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO staff (name, email, color, active, all_services, hours)
         VALUES (:name, :email, :color, :active, :all, :hours)",
    )?;
    insert.execute(named_params! {
        ":name": member.name, ":email": member.email, ":color": member.color, ":active": member.active,
        ":all": member.service_ids.is_none(), ":hours": member.hours,
    })?;
    let id = write.last_insert_rowid();
    save_services(write, id, member)?;
    Ok(id)
}

/// Saves every column of a staff member who exists.
pub fn update(write: &Write<'_>, member: &StaffMember) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE staff SET name = :name, email = :email, color = :color, active = :active, all_services = :all,
            hours = :hours
         WHERE id = :id",
    )?;
    update.execute(named_params! {
        ":id": member.id, ":name": member.name, ":email": member.email, ":color": member.color,
        ":active": member.active, ":all": member.service_ids.is_none(), ":hours": member.hours,
    })?;
    save_services(write, member.id, member)
}

fn save_services(write: &Write<'_>, id: i64, member: &StaffMember) -> Result<()> {
    write
        .prepare_cached("DELETE FROM staff_services WHERE staff_id = :id")?
        .execute(named_params! { ":id": id })?;
    let mut insert = write.prepare_cached(
        "INSERT INTO staff_services (staff_id, service_id) VALUES (:id, :service)",
    )?;
    for service_id in member.service_ids.iter().flatten() {
        insert.execute(named_params! { ":id": id, ":service": service_id })?;
    }
    Ok(())
}

/// What names a staff member, in words, so that they can't be deleted; the first that is found.
pub fn in_use(connection: &Connection, id: i64) -> Result<Option<String>> {
    let mut found = connection.prepare_cached(
        "SELECT CASE
            WHEN EXISTS (SELECT 1 FROM booking_counts WHERE staff_id = :id AND bookings > 0) THEN 'bookings'
            WHEN EXISTS (SELECT 1 FROM users WHERE staff_id = :id) THEN 'a login'
            WHEN EXISTS (SELECT 1 FROM waitlist WHERE staff_id = :id)
              OR EXISTS (SELECT 1 FROM waitlist WHERE offered_staff_id = :id) THEN 'the waitlist'
            WHEN EXISTS (SELECT 1 FROM notifications WHERE staff_id = :id) THEN 'notifications'
         END",
    )?;
    Ok(found.query_row(named_params! { ":id": id }, |row| row.get(0))?)
}

/// Takes somebody off the staff whom nothing names, with their time off and other hours.
pub fn delete(write: &Write<'_>, id: i64) -> Result<()> {
    for sql in [
        "DELETE FROM time_off WHERE staff_id = :id",
        "DELETE FROM hours_exceptions WHERE staff_id = :id",
        "DELETE FROM staff WHERE id = :id",
    ] {
        write
            .prepare_cached(sql)?
            .execute(named_params! { ":id": id })?;
    }
    Ok(())
}
