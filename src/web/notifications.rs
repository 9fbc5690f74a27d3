//! Notifications over HTTP: read and marked as read, never made.

use super::answer::{self, Answer};
use super::listing;
use super::visit::{Member, Visit};
use crate::actions;
use crate::salon::Refusal;
use crate::store::notifications;

/// `GET /api/notifications`
pub(super) fn list(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut query = visit.query(&["unread", "page", "limit"]);
    let unread = query.boolean("unread").unwrap_or(false);
    let page = query.page();
    query.check()?;
    let list = notifications::List {
        user_id: member.user_id,
        scope: member.scope,
        unread,
    };
    listing::answer(visit, page, list)
}

/// `GET /api/notifications/:id`
pub(super) fn show(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Notification")?;
    let notification = visit
        .app
        .db
        .read(|book| notifications::find(book, id, member))?;
    answer::json(&notification.ok_or(Refusal::NotFound("Notification"))?)
}

/// `PUT /api/notifications/:id`
pub(super) fn update(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Notification")?;
    let mut form = visit.form()?;
    let read = form.boolean("read");
    form.check()?;
    let notification = actions::notifications::mark(&visit.app.db, member, id, read)?;
    answer::json(&notification)
}

/// `POST /api/notifications/read-all`
pub(super) fn read_all(visit: &Visit<'_>, member: &Member) -> Answer {
    actions::notifications::mark_all_read(&visit.app.db, member)?;
    answer::done()
}
