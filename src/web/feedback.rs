//! What clients said of their visits, over HTTP: for admins, to read.

use super::answer::{self, Answer};
use super::listing;
use super::visit::{Admin, Visit};
use crate::salon::Refusal;
use crate::store::feedback;

/// `GET /api/feedback`
pub(super) fn list(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut query = visit.query(&["page", "limit"]);
    let page = query.page();
    query.check()?;
    listing::answer(visit, page, feedback::List)
}

/// `GET /api/reports/feedback`: the stars on average, and how often each number of them was given.
pub(super) fn ratings(visit: &Visit<'_>, _: &Admin) -> Answer {
    answer::json(&visit.app.db.read(feedback::ratings)?)
}

/// `GET /api/feedback/:id`
pub(super) fn show(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("Feedback")?;
    let found = visit.app.db.read(|book| feedback::find(book, id))?;
    answer::json(&found.ok_or(Refusal::NotFound("Feedback"))?)
}
