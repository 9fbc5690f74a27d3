//! The notifications table, and who has read what: for each user a watermark, up to which all are read, and marks for
//! those read or unread one by one beyond it.
//!
//! Whoever may see a booking sees its notifications. One without a booking is for the staff member that it names, or
//! for those who see everything.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::listing::{self, Conditions, Listing, Place};
use super::{Result, Write};
use crate::salon::notification::Notification;
use crate::salon::time::Stamp;
use crate::salon::who::{Scope, Who};

/// Whom it touches: the booking's staff member, else the one it names.
const CONCERNS: &str = "CASE WHEN n.booking_id IS NULL THEN n.staff_id
    ELSE (SELECT b.staff_id FROM bookings AS b WHERE b.id = n.booking_id) END";

/// Up to where this user has read everything.
const READ_THROUGH: &str = "(SELECT notifications_read_through FROM users WHERE id = :user)";

/// Unread by this user: beyond the watermark and not marked read, or marked unread. The marks lead to the latter, so
/// that a long history that was read costs nothing.
fn unread() -> String {
    format!(
        "SELECT id FROM notifications WHERE id > {READ_THROUGH} AND NOT EXISTS (
             SELECT 1 FROM notification_marks AS m
             WHERE m.user_id = :user AND m.notification_id = notifications.id AND m.read = 1)
         UNION ALL
         SELECT notification_id FROM notification_marks
         WHERE user_id = :user AND read = 0 AND notification_id <= {READ_THROUGH}"
    )
}

fn columns() -> String {
    format!(
        "n.id, n.type, n.booking_id, n.message, coalesce(
             (SELECT m.read FROM notification_marks AS m WHERE m.user_id = :user AND m.notification_id = n.id),
             n.id <= {READ_THROUGH}), n.created_at"
    )
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Notification> {
    Ok(Notification {
        id: row.get(0)?,
        kind: row.get(1)?,
        booking_id: row.get(2)?,
        message: row.get(3)?,
        read: row.get(4)?,
        created_at: row.get(5)?,
    })
}

/// One notification, if it exists and is within the user's scope.
pub fn find(connection: &Connection, id: i64, who: &Who) -> Result<Option<Notification>> {
    let mut found = connection.prepare_cached(&format!(
        "SELECT {} FROM notifications AS n WHERE n.id = :id AND (:own IS NULL OR {CONCERNS} = :own)",
        columns()
    ))?;
    let values = named_params! { ":id": id, ":user": who.user_id, ":own": who.scope.staff_id() };
    Ok(found.query_row(values, from_row).optional()?)
}

/// What one user is told, newest first.
#[derive(Debug, Clone)]
pub struct List {
    /// Who asks.
    pub user_id: i64,
    /// Whose bookings that user may see.
    pub scope: Scope,
    /// Unread ones alone.
    pub unread: bool,
}

impl List {
    fn source(&self) -> String {
        if self.unread {
            let unread = unread();
            format!("({unread}) AS unread CROSS JOIN notifications AS n ON n.id = unread.id")
        } else {
            "notifications AS n".to_owned()
        }
    }

    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.require("true");
        if let Some(own) = self.scope.staff_id() {
            conditions.add(&format!("{CONCERNS} = :own"), ":own", own);
        }
        conditions
    }

    fn query(&self, place: Place<'_, Notification>, limit: i64) -> (String, Conditions) {
        let mut conditions = self.conditions();
        if let Place::After(last) = place {
            conditions.add("n.id < :last_id", ":last_id", last.id);
        }
        conditions.value(":limit", limit);
        conditions.value(":offset", listing::offset(place));
        conditions.value(":user", self.user_id);
        let sql = format!(
            "SELECT {} FROM {} WHERE {} ORDER BY n.id DESC LIMIT :limit OFFSET :offset",
            columns(),
            self.source(),
            conditions.sql()
        );
        (sql, conditions)
    }

    /// The list's SQL from a place on, for whoever asks SQLite how it would go about it.
    pub fn sql(&self, place: Place<'_, Notification>) -> String {
        self.query(place, 1).0
    }
}

impl Listing for List {
    type Row = Notification;

    fn rows(
        &self,
        connection: &Connection,
        place: Place<'_, Notification>,
        limit: i64,
    ) -> Result<Vec<Notification>> {
        let (sql, conditions) = self.query(place, limit);
        let mut rows = connection.prepare_cached(&sql)?;
        let rows = rows.query_map(conditions.values().as_slice(), from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, connection: &Connection) -> Result<i64> {
        let mut conditions = self.conditions();
        if self.unread {
            conditions.value(":user", self.user_id);
        }
        let source = self.source();
        let sql = format!("SELECT count(*) FROM {source} WHERE {}", conditions.sql());
        let mut counted = connection.prepare_cached(&sql)?;
        Ok(counted.query_row(conditions.values().as_slice(), |row| row.get(0))?)
    }
}

/// Tells the desk something. It concerns `staff_id`, who is the booking's staff member where it is about a booking;
/// `client_id` is whom the message names.
pub fn add(
    write: &Write<'_>,
    kind: &str,
    booking_id: Option<i64>,
    staff_id: Option<i64>,
    client_id: Option<i64>,
    message: &str,
    now: Stamp,
) -> Result<i64> {
    // An id that somebody has read through never comes again, though its notification be gone.
    let mut insert = write.prepare_cached(
        "INSERT INTO notifications (id, type, booking_id, staff_id, client_id, message, created_at)
         VALUES (1 + max(
                (SELECT coalesce(max(id), 0) FROM notifications),
                (SELECT coalesce(max(notifications_read_through), 0) FROM users)),
            :type, :booking, :staff, :client, :message, :now)",
    )?;
    insert.execute(named_params! {
        ":type": kind, ":booking": booking_id, ":staff": staff_id.filter(|_| booking_id.is_none()),
        ":client": client_id, ":message": message, ":now": now,
    })?;
    let id = write.last_insert_rowid();
    match (booking_id, staff_id) {
        // Whom the booking concerns is looked up where the teller didn't know.
        (Some(_), None) => changed(write, id, "created")?,
        _ => write.changed("notification", id, "created", staff_id.as_slice()),
    }
    Ok(id)
}

/// Whether the desk was told of a booking in a message that ends with these words; never asked of `booking.created`.
pub fn exists(connection: &Connection, booking_id: i64, kind: &str, end: &str) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM notifications
            WHERE booking_id = :booking AND type = :type AND type <> 'booking.created' AND substr(message, -length(:end)) = :end)",
    )?;
    let values = named_params! { ":booking": booking_id, ":type": kind, ":end": end };
    Ok(found.query_row(values, |row| row.get(0))?)
}

/// Takes back what the desk was told of a booking, where it no longer matters; never that it was made.
pub fn remove(write: &Write<'_>, booking_id: i64, kind: &str) -> Result<()> {
    let ids = {
        let mut found = write.prepare_cached(
            "SELECT id FROM notifications
             WHERE booking_id = :booking AND type = :type AND type <> 'booking.created'",
        )?;
        let values = named_params! { ":booking": booking_id, ":type": kind };
        let ids = found.query_map(values, |row| row.get(0))?;
        ids.collect::<rusqlite::Result<Vec<i64>>>()?
    };
    delete(write, &ids)
}

/// Takes notifications out of the book.
pub fn delete(write: &Write<'_>, ids: &[i64]) -> Result<()> {
    for id in ids {
        changed(write, *id, "deleted")?;
        write
            .prepare_cached("DELETE FROM notifications WHERE id = :id")?
            .execute(named_params! { ":id": id })?;
    }
    Ok(())
}

/// A hundred notifications beyond the one named, in the order in which they grow old: whether each is an open question,
/// which never does, and whether it is old. The newest are left out however old they are: a quiet salon looks back
/// further, and a clock that runs ahead for a while takes little with it.
pub const OLD: &str =
    "SELECT id, type = 'booking.followup', created_at < :oldest FROM notifications
    WHERE id > :after AND id <= (SELECT max(id) FROM notifications) - 500 ORDER BY id LIMIT 100";

/// How long notifications are kept, but for the newest and for open questions.
const KEPT_DAYS: i64 = 90;

/// The next bite of notifications that nobody needs any more.
pub struct Old {
    /// Those to be let go.
    pub ids: Vec<i64>,
    /// Up to this one nothing is left to be let go; as it was where there is no more to be done for now.
    pub through: i64,
}

/// Looks for notifications that nobody needs any more, beyond where the last look ended.
pub fn old(connection: &Connection, after: i64, now: Stamp) -> Result<Old> {
    let mut found = connection.prepare_cached(OLD)?;
    let mut rows = found
        .query(named_params! { ":after": after, ":oldest": now.plus_hours(-24 * KEPT_DAYS) })?;
    let mut old = Old {
        ids: Vec::new(),
        through: after,
    };
    while let Some(row) = rows.next()? {
        let (id, asks, is_old) = (row.get(0)?, row.get(1)?, row.get(2)?);
        match (asks, is_old) {
            (true, _) => {}
            (false, true) => old.ids.push(id),
            (false, false) => break,
        }
        old.through = id;
    }
    Ok(old)
}

/// Marks one as read or unread by this user.
pub fn mark(write: &Write<'_>, id: i64, user_id: i64, read: bool) -> Result<()> {
    let mut insert = write.prepare_cached(
        "INSERT INTO notification_marks (user_id, notification_id, read) VALUES (:user, :id, :read)
         ON CONFLICT DO UPDATE SET read = excluded.read",
    )?;
    insert.execute(named_params! { ":user": user_id, ":id": id, ":read": read })?;
    changed(write, id, "updated")
}

/// Marks all as read by this user: the watermark rises, and the marks below it are spent.
pub fn mark_all_read(write: &Write<'_>, user_id: i64) -> Result<()> {
    let newest: Option<i64> = write
        .prepare_cached("SELECT max(id) FROM notifications")?
        .query_row([], |row| row.get(0))?;
    let Some(newest) = newest else { return Ok(()) };
    write
        .prepare_cached("UPDATE users SET notifications_read_through = :newest WHERE id = :user")?
        .execute(named_params! { ":newest": newest, ":user": user_id })?;
    write
        .prepare_cached("DELETE FROM notification_marks WHERE user_id = :user")?
        .execute(named_params! { ":user": user_id })?;
    changed(write, newest, "updated")
}

fn changed(write: &Write<'_>, id: i64, action: &'static str) -> Result<()> {
    let mut found = write.prepare_cached(&format!(
        "SELECT {CONCERNS} FROM notifications AS n WHERE n.id = :id"
    ))?;
    let staff_id: Option<i64> = found.query_row(named_params! { ":id": id }, |row| row.get(0))?;
    write.changed("notification", id, action, staff_id.as_slice());
    Ok(())
}

/// Notes that everybody has read what the desk was told until then.
pub fn read_until(write: &Write<'_>, then: Stamp) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE users SET notifications_read_through =
            (SELECT coalesce(max(id), 0) FROM notifications WHERE created_at <= :then)",
    )?;
    update.execute(named_params! { ":then": then })?;
    Ok(())
}
