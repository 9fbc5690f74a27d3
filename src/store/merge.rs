//! Two clients become one: everything that names the one names the other.

use rusqlite::{OptionalExtension, named_params};

use super::{Result, Write};
use crate::salon::person::Person;
use crate::salon::time::Stamp;

/// A client who is to be merged, and what stands against it.
pub struct Candidate {
    /// What the record says.
    pub person: Person,
    /// The built-in client.
    pub walk_in: bool,
    /// Erased.
    pub erased: bool,
}

/// The client of that id, unless merged into another already.
pub fn candidate(write: &Write<'_>, id: i64) -> Result<Option<Candidate>> {
    let mut found = write.prepare_cached(
        "SELECT email, phone, phone_digits, notes, alert, language, birthday, marketing_consent, unsubscribed_at,
            walk_in, erased_at IS NOT NULL
         FROM clients WHERE id = :id AND merged_into IS NULL",
    )?;
    let candidate = found.query_row(named_params! { ":id": id }, |row| {
        Ok(Candidate {
            person: Person {
                email: row.get(0)?,
                phone: row.get(1)?,
                phone_digits: row.get(2)?,
                notes: row.get(3)?,
                alert: row.get(4)?,
                language: row.get(5)?,
                birthday: row.get(6)?,
                marketing_consent: row.get(7)?,
                unsubscribed_at: row.get(8)?,
            },
            walk_in: row.get(9)?,
            erased: row.get(10)?,
        })
    });
    Ok(candidate.optional()?)
}

/// Saves what is now known of the person.
pub fn save(write: &Write<'_>, id: i64, person: &Person, now: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE clients SET email = :email, phone = :phone, phone_digits = :digits, notes = :notes, alert = :alert,
            language = :language, birthday = :birthday, marketing_consent = :consent,
            unsubscribed_at = :unsubscribed_at, updated_at = :now
         WHERE id = :id",
    )?;
    update.execute(named_params! {
        ":id": id, ":email": person.email, ":phone": person.phone, ":digits": person.phone_digits,
        ":notes": person.notes, ":alert": person.alert, ":language": person.language,
        ":birthday": person.birthday, ":consent": person.marketing_consent,
        ":unsubscribed_at": person.unsubscribed_at, ":now": now,
    })?;
    Ok(())
}

/// The ids of a client's bookings, oldest first.
pub fn bookings(write: &Write<'_>, client_id: i64) -> Result<Vec<i64>> {
    let mut found = write.prepare_cached(
        "SELECT id FROM bookings WHERE client_id = :client ORDER BY start_at, id",
    )?;
    let ids = found.query_map(named_params! { ":client": client_id }, |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Hands everything but the bookings from one client to the other, and hides the one.
pub fn hand_over(write: &Write<'_>, from: i64, into: i64, now: Stamp) -> Result<()> {
    for sql in [
        "UPDATE waitlist SET client_id = :into WHERE client_id = :from",
        "UPDATE notifications SET client_id = :into WHERE client_id = :from",
        "UPDATE jobs SET client_id = :into WHERE client_id = :from",
        "UPDATE letters SET client_id = :into WHERE client_id = :from",
        "UPDATE payments SET client_id = :into WHERE client_id = :from",
        "UPDATE clients SET merged_into = :into WHERE merged_into = :from",
    ] {
        write
            .prepare_cached(sql)?
            .execute(named_params! { ":from": from, ":into": into })?;
    }
    write
        .prepare_cached(
            "UPDATE clients SET merged_into = :into, updated_at = :now WHERE id = :from",
        )?
        .execute(named_params! { ":from": from, ":into": into, ":now": now })?;
    Ok(())
}
