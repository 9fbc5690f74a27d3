//! What clients said of their visits, over HTTP: for admins, to read.

use super::answer::{self, Answer};
use super::visit::{Admin, Visit};
use crate::salon::Refusal;
use crate::store::feedback;

/// `GET /api/feedback`
pub(super) fn list(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut query = visit.query(&["page", "limit"]);
    let page = query.page();
    query.check()?;
    let (number, limit) = page.unwrap_or((1, -1));
    let offset = (number - 1).saturating_mul(limit);
    let (data, total) = visit.app.db.read(|book| {
        let data = feedback::list(book, limit, offset)?;
        Ok((data, feedback::count(book)?))
    })?;
    match page {
        Some(_) => answer::page(&data, number, limit, total),
        None => answer::json(&data),
    }
}

/// `GET /api/feedback/:id`
pub(super) fn show(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("Feedback")?;
    let found = visit.app.db.read(|book| feedback::find(book, id))?;
    answer::json(&found.ok_or(Refusal::NotFound("Feedback"))?)
}
