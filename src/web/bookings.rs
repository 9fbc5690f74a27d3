//! Bookings over HTTP: the user's page.

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::salon::Refusal;
use crate::salon::booking::Status;
use crate::store::bookings::{self, Filter};

const STATUSES: [&str; 5] = [
    "scheduled",
    "provisional",
    "completed",
    "cancelled",
    "no-show",
];

/// `GET /api/bookings`
pub(super) fn list(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut query = visit.query(&[
        "from",
        "to",
        "staff_id",
        "client_id",
        "service_id",
        "status",
        "page",
        "limit",
    ]);
    let filter = Filter {
        from: query.wall_or_date("from"),
        to: query.wall_or_date("to"),
        staff_id: query.id("staff_id"),
        client_id: query.id("client_id"),
        service_id: query.id("service_id"),
        status: query.one_of("status", &STATUSES, Status::named),
    };
    let page = query.page();
    query.check()?;
    let scope = member.scope;
    match page {
        Some((page, limit)) => {
            let (data, total) = visit.app.db.read(|book| {
                let data = bookings::page(
                    book,
                    &filter,
                    scope,
                    limit,
                    (page - 1).saturating_mul(limit),
                )?;
                Ok((data, bookings::count(book, &filter, scope)?))
            })?;
            answer::page(&data, page, limit, total)
        }
        None => answer::stream(super::streamed::Bookings::open(visit, filter, scope)?),
    }
}

/// `GET /api/bookings/:id`
pub(super) fn show(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Booking")?;
    let booking = visit
        .app
        .db
        .read(|book| bookings::find(book, id, member.scope))?;
    answer::json(&booking.ok_or(Refusal::NotFound("Booking"))?)
}

/// `POST /api/bookings`
pub(super) fn create(visit: &Visit<'_>, member: &Member) -> Answer {
    let _ = (visit, member);
    Err(Refusal::NotFound("Page").into())
}

/// `PUT /api/bookings/:id`
pub(super) fn update(visit: &Visit<'_>, member: &Member) -> Answer {
    let _ = (visit, member);
    Err(Refusal::NotFound("Page").into())
}

/// `DELETE /api/bookings/:id`
pub(super) fn cancel(visit: &Visit<'_>, member: &Member) -> Answer {
    let _ = (visit, member);
    Err(Refusal::NotFound("Page").into())
}
