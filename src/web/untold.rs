//! What clients don't know yet, over HTTP.

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::store::{Snapshot, untold};

/// `GET /api/untold`
pub(super) fn list(visit: &Visit<'_>, member: &Member, book: &Snapshot<'_>) -> Answer {
    let mut query = visit.query(&["from", "to"]);
    let span = (query.wall_or_date("from"), query.wall_or_date("to"));
    query.check()?;
    let now = visit.now.wall();
    answer::json(&untold::between(book, span, member.scope, now)?)
}
