//! The waitlist over HTTP.

use super::answer::{self, Answer};
use super::form::Form;
use super::listing;
use super::visit::{Member, Visit};
use crate::actions;
use crate::salon::Refusal;
use crate::salon::waitlist::{Status, Wish};
use crate::store::waitlist::{self, Filter};

/// `GET /api/waitlist`
pub(super) fn list(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut query = visit.query(&["status", "date", "client_id", "page", "limit"]);
    let filter = Filter {
        status: query.one_of("status", &Status::NAMES, Status::named),
        date: query.date("date"),
        client_id: query.id("client_id"),
    };
    let page = query.page();
    query.check()?;
    let scope = member.scope;
    listing::answer(visit, page, waitlist::List { filter, scope })
}

/// `GET /api/waitlist/:id`
pub(super) fn show(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Waitlist entry")?;
    let entry = visit
        .app
        .db
        .read(|book| waitlist::find(book, id, member.scope))?;
    answer::json(&entry.ok_or(Refusal::NotFound("Waitlist entry"))?)
}

/// `POST /api/waitlist`
pub(super) fn create(visit: &Visit<'_>, member: &Member) -> Answer {
    let wish = wish(visit.form()?);
    answer::json(&actions::waitlist::create(
        &visit.app.db,
        member,
        wish,
        &visit.now,
    )?)
}

/// `PUT /api/waitlist/:id`
pub(super) fn update(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Waitlist entry")?;
    let wish = wish(visit.form()?);
    answer::json(&actions::waitlist::update(
        &visit.app.db,
        member,
        id,
        wish,
        &visit.now,
    )?)
}

/// `DELETE /api/waitlist/:id`
pub(super) fn delete(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Waitlist entry")?;
    actions::waitlist::delete(&visit.app.db, member, id)?;
    answer::done()
}

fn wish(mut form: Form) -> Wish {
    Wish {
        client_id: form.id("client_id"),
        service_id: form.id("service_id"),
        date: form.date("date"),
        staff_id: form.id_or_null("staff_id"),
        notes: form.text("notes", 10_000),
        status: form.one_of("status", &Status::NAMES, Status::named),
        wrong: form.wrong,
    }
}
