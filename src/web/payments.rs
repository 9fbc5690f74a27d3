//! No-show fees over HTTP: seen by the desk, and asked for anew.

use super::answer::{self, Answer};
use super::listing;
use super::visit::{Desk, Visit};
use crate::actions::fees;
use crate::salon::Refusal;
use crate::store::payments;

/// `GET /api/payments`
pub(super) fn list(visit: &Visit<'_>, _: &Desk) -> Answer {
    let mut query = visit.query(&["booking_id", "page", "limit"]);
    let booking_id = query.id("booking_id");
    let page = query.page();
    query.check()?;
    listing::answer(visit, page, payments::List { booking_id })
}

/// `GET /api/payments/:id`
pub(super) fn show(visit: &Visit<'_>, _: &Desk) -> Answer {
    let id = visit.id("Payment")?;
    let payment = visit.app.db.read(|book| payments::find(book, id))?;
    answer::json(&payment.ok_or(Refusal::NotFound("Payment"))?)
}

/// `POST /api/payments/:id/renew`
pub(super) fn renew(visit: &Visit<'_>, desk: &Desk) -> Answer {
    let id = visit.id("Payment")?;
    visit.body()?;
    let set_up = visit.app.stripe().is_configured();
    answer::json(&fees::renew(&visit.app.db, desk, id, set_up, &visit.now)?)
}
