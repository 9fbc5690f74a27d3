//! A day on paper, over HTTP.

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::store::{Snapshot, day_sheet};

/// `GET /api/day-sheet`
pub(super) fn list(visit: &Visit<'_>, member: &Member, book: &Snapshot<'_>) -> Answer {
    let mut query = visit.query(&["date"]);
    query.require(&["date"]);
    let day = query.date("date");
    query.check()?;
    // A date that is missing or none was refused just now.
    let lines = day.map(|day| day_sheet::lines(book, day, member.scope));
    answer::json(&lines.transpose()?.unwrap_or_default())
}
