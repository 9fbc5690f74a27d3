//! Who changed a booking, and when, over HTTP.

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::salon::Refusal;
use crate::store::{audit, bookings};

/// `GET /api/audit`
pub(super) fn list(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut query = visit.query(&["booking_id", "page", "limit"]);
    query.require(&["booking_id"]);
    let booking_id = query.id("booking_id");
    let page = query.page();
    query.check()?;
    let id = booking_id.ok_or(Refusal::NotFound("Booking"))?;
    let entries = visit.app.db.read(|book| {
        bookings::find(book, id, member.scope)?.ok_or(Refusal::NotFound("Booking"))?;
        audit::of_booking(book, id)
    })?;
    answer::short_list(&entries, page)
}
