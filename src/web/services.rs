//! Services over HTTP.

use super::answer::{self, Answer};
use super::form::Form;
use super::visit::{Admin, Member, Visit};
use crate::actions;
use crate::salon::Refusal;
use crate::salon::booking::LONGEST_MINUTES;
use crate::salon::catalogue::{self, LARGEST_PRICE_CENTS, LONGEST_BUFFER_MINUTES, Wish};
use crate::store::services;

/// `GET /api/services`
pub(super) fn list(visit: &Visit<'_>, _: &Member) -> Answer {
    let mut query = visit.query(&["page", "limit"]);
    let page = query.page();
    query.check()?;
    answer::short_list(&visit.app.db.read(services::all)?, page)
}

/// `GET /api/services/:id`
pub(super) fn show(visit: &Visit<'_>, _: &Member) -> Answer {
    let id = visit.id("Service")?;
    let service = visit.app.db.read(|book| services::find(book, id))?;
    answer::json(&service.ok_or(Refusal::NotFound("Service"))?)
}

/// `POST /api/services`
pub(super) fn create(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut form = visit.form()?;
    form.require(&["name", "duration_minutes"]);
    answer::json(&actions::services::create(&visit.app.db, wish(form))?)
}

/// `PUT /api/services/:id`
pub(super) fn update(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("Service")?;
    let wish = wish(visit.form()?);
    answer::json(&actions::services::update(&visit.app.db, id, wish)?)
}

/// `DELETE /api/services/:id`
pub(super) fn delete(visit: &Visit<'_>, _: &Admin) -> Answer {
    actions::services::delete(&visit.app.db, visit.id("Service")?)?;
    answer::done()
}

fn wish(mut form: Form) -> Wish {
    Wish {
        name: form.name("name", 200),
        category: form.line("category", 200),
        duration_minutes: form.integer("duration_minutes", 1, LONGEST_MINUTES),
        gap_start_minutes: form.integer("gap_start_minutes", 0, LONGEST_MINUTES),
        gap_minutes: form.integer("gap_minutes", 0, LONGEST_MINUTES),
        buffer_minutes: form.integer("buffer_minutes", 0, LONGEST_BUFFER_MINUTES),
        price_cents: form.integer("price_cents", 0, LARGEST_PRICE_CENTS),
        color: form.line_as("color", 20, catalogue::read_color),
        active: form.boolean("active"),
        wrong: form.wrong,
    }
}
