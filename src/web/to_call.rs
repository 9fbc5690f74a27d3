//! Whom to call, over HTTP.

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::store::Snapshot;
use crate::store::to_call::{self, Manner};

/// `GET /api/to-call`
pub(super) fn list(visit: &Visit<'_>, member: &Member, book: &Snapshot<'_>) -> Answer {
    let mut query = visit.query(&["date"]);
    query.require(&["date"]);
    let date = query.date("date");
    query.check()?;
    let settings = visit.app.db.settings();
    let manner = Manner {
        remind: settings.reminder_enabled,
        locale: &settings.locale,
    };
    let Some(date) = date else {
        return answer::json(&Vec::<to_call::ToCall>::new());
    };
    answer::json(&to_call::list(
        book,
        date,
        manner,
        member.scope,
        &visit.now,
    )?)
}
