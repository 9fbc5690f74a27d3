//! Forgetting a client: every column of every table that holds something of the person. What remains are rows without
//! a name, so that the salon's totals stay what they were.
//!
//! A table or column that is new and personal belongs in [`STATEMENTS`]; a story dumps the whole book after an
//! erasure and looks for the person in it.

use rusqlite::{Connection, OptionalExtension, ToSql, named_params};

use super::{Result, Write};
use crate::salon::time::Stamp;

/// What an erased client is called.
pub const NAMELESS: &str = "Erased client";
/// What letters and notifications of an erased client say.
pub const REASON: &str = "The client was erased.";

/// What stands for whom in [`STATEMENTS`]: the client's own row and those merged into it, their bookings, their jobs.
const STAND_INS: [(&str, &str); 3] = [
    (
        "{jobs}",
        "(client_id IN {person} OR (client_id IS NULL
            AND id IN (SELECT job_id FROM booking_jobs WHERE booking_id IN {bookings})))",
    ),
    (
        "{bookings}",
        "(SELECT id FROM bookings WHERE client_id IN {person})",
    ),
    (
        "{person}",
        "(SELECT id FROM clients WHERE id = :id OR merged_into = :id)",
    ),
];

/// What is done. Each may use `:id`, `:now`, `:nameless` and `:reason`.
const STATEMENTS: [&str; 10] = [
    "UPDATE clients SET name = :nameless, email = '', phone = '', phone_digits = '', notes = '', alert = '',
        language = '', birthday = NULL, marketing_consent = 0, unsubscribed_at = NULL, unsubscribe_token = NULL,
        erased_at = :now, updated_at = :now
     WHERE id IN {person}",
    "UPDATE bookings SET notes = '', internal_notes = '', provisional_token = NULL, feedback_token = NULL,
        version = version + 1, updated_at = :now
     WHERE id IN {bookings}",
    // A booking that was given to another client names this one in its past; the job that told them so knows of it.
    "UPDATE audit SET
        before = iif(before ->> 'client_id' IN {person},
            json_set(before, '$.client_name', :nameless, '$.notes', '', '$.internal_notes', ''), before),
        after = iif(after ->> 'client_id' IN {person},
            json_set(after, '$.client_name', :nameless, '$.notes', '', '$.internal_notes', ''), after)
     WHERE id IN (SELECT audit_id FROM booking_changes WHERE booking_id IN (
         SELECT id FROM bookings WHERE client_id IN {person}
         UNION SELECT booking_id FROM jobs WHERE client_id IN {person}))",
    "UPDATE notifications SET message = :reason WHERE client_id IN {person} OR booking_id IN {bookings}",
    "UPDATE letters SET recipient = '', subject = '', message = NULL WHERE client_id IN {person}",
    // What only asks the desk or tidies up goes on.
    "UPDATE jobs SET state = 'cancelled', last_error = :reason, finished_at = :now
     WHERE state IN ('pending', 'held') AND {jobs} AND type NOT IN
        ('booking.lapse', 'booking.followup', 'waitlist.lapse', 'noshow.check', 'backup.nightly')",
    // A mail server's answer often repeats the address.
    "UPDATE jobs SET last_error = :reason WHERE last_error IS NOT NULL AND {jobs}",
    "UPDATE waitlist SET notes = '', status = iif(status IN ('waiting', 'notified'), 'cancelled', status)
     WHERE client_id IN {person}",
    "UPDATE feedback SET comment = '' WHERE booking_id IN {bookings}",
    "INSERT OR IGNORE INTO erasures (client_id, erased_at) SELECT id, :now FROM clients WHERE id IN {person}",
];

/// Whether the client is the built-in one; none where there is no such client, or one merged into another.
pub fn is_walk_in(connection: &Connection, id: i64) -> Result<Option<bool>> {
    let mut found = connection
        .prepare_cached("SELECT walk_in FROM clients WHERE id = :id AND merged_into IS NULL")?;
    Ok(found
        .query_row(named_params! { ":id": id }, |row| row.get(0))
        .optional()?)
}

/// Whether the client was erased before.
pub fn is_erased(connection: &Connection, id: i64) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM clients WHERE id = :id AND erased_at IS NOT NULL)",
    )?;
    Ok(found.query_row(named_params! { ":id": id }, |row| row.get(0))?)
}

/// Forgets the person; what is overwritten is wiped in the file, too.
pub fn erase(write: &Write<'_>, id: i64, now: Stamp) -> Result<()> {
    write.pragma_update(None, "secure_delete", true)?;
    let erased = overwrite(write, id, now);
    write.pragma_update(None, "secure_delete", false)?;
    erased
}

fn overwrite(write: &Write<'_>, id: i64, now: Stamp) -> Result<()> {
    let values: [(&str, &dyn ToSql); 4] = [
        (":id", &id),
        (":now", &now),
        (":nameless", &NAMELESS),
        (":reason", &REASON),
    ];
    for sql in STATEMENTS {
        let stand_in = |sql: String, (name, meant): &(&str, &str)| sql.replace(name, meant);
        let mut statement = write.prepare(&STAND_INS.iter().fold(sql.to_owned(), stand_in))?;
        for (name, value) in values {
            if let Some(place) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(place, value)?;
            }
        }
        statement.raw_execute()?;
    }
    // The full-text tables let go of a word only when they are put together anew.
    for table in ["client_words", "client_parts"] {
        let optimize = format!("INSERT INTO {table} ({table}) VALUES ('optimize')");
        write.execute(&optimize, [])?;
    }
    Ok(())
}

/// Who was erased, and when: to be erased again in an older book that is put back.
pub fn all(connection: &Connection) -> Result<Vec<(i64, Stamp)>> {
    let mut found = connection
        .prepare_cached("SELECT client_id, erased_at FROM erasures ORDER BY client_id")?;
    let all = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(all.collect::<rusqlite::Result<_>>()?)
}
