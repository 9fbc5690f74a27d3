//! Notifications are read, by each user for itself.

use crate::salon::Refusal;
use crate::salon::notification::Notification;
use crate::salon::who::Who;
use crate::store::{Db, Result, notifications};

/// Marks one as read, or as unread again; without a word of it, it stays as it is.
pub fn mark(db: &Db, who: &Who, id: i64, read: Option<bool>) -> Result<Notification> {
    db.write(|write| {
        let seen = notifications::find(write, id, who)?;
        let mut notification = seen.ok_or(Refusal::NotFound("Notification"))?;
        if let Some(read) = read.filter(|read| *read != notification.read) {
            notifications::mark(write, id, who.user_id, read)?;
            notification.read = read;
        }
        Ok(notification)
    })
}

/// Marks all as read.
pub fn mark_all_read(db: &Db, who: &Who) -> Result<()> {
    db.write(|write| notifications::mark_all_read(write, who.user_id))
}
