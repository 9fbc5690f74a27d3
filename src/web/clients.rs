//! Clients over HTTP. The card index is the whole salon's; a client's history shows as much as one may see.

use super::answer::{self, Answer};
use super::form::Form;
use super::visit::{Member, Visit};
use super::{bookings, listing};
use crate::actions;
use crate::salon::client::{self, Wish};
use crate::salon::search::Search;
use crate::salon::{Refusal, email, phone, time};
use crate::store::clients;

/// `GET /api/clients`
pub(super) fn list(visit: &Visit<'_>, _: &Member) -> Answer {
    let mut query = visit.query(&["q", "page", "limit"]);
    let typed = query.text("q", 200).unwrap_or_default();
    let page = query.page();
    query.check()?;
    let search = Search::typed(&typed, &visit.app.db.settings().country);
    listing::answer(visit, page, clients::List::of(search))
}

/// `GET /api/clients/:id`
pub(super) fn show(visit: &Visit<'_>, _: &Member) -> Answer {
    let id = visit.id("Client")?;
    let client = visit.app.db.read(|book| clients::find(book, id))?;
    answer::json(&client.ok_or(Refusal::NotFound("Client"))?)
}

/// `GET /api/clients/:id/bookings`
pub(super) fn history(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Client")?;
    let client = visit.app.db.read(|book| clients::find(book, id))?;
    client.ok_or(Refusal::NotFound("Client"))?;
    let (mut filter, page) = bookings::asked(visit)?;
    filter.client_id = Some(id);
    filter.cancelled_too = true;
    visit
        .app
        .db
        .read(|book| bookings::answer(visit, member, book, filter, page))
}

/// `POST /api/clients`
pub(super) fn create(visit: &Visit<'_>, _: &Member) -> Answer {
    let wish = wish(visit, visit.form()?);
    answer::json(&actions::clients::create(&visit.app.db, wish, &visit.now)?)
}

/// `PUT /api/clients/:id`
pub(super) fn update(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Client")?;
    let wish = wish(visit, visit.form()?);
    answer::json(&actions::clients::update(
        &visit.app.db,
        member,
        id,
        wish,
        &visit.now,
    )?)
}

/// `DELETE /api/clients/:id`
pub(super) fn delete(visit: &Visit<'_>, _: &Member) -> Answer {
    let id = visit.id("Client")?;
    actions::clients::delete(&visit.app.db, id)?;
    answer::done()
}

fn wish(visit: &Visit<'_>, mut form: Form) -> Wish {
    let today = visit.now.wall().date();
    Wish {
        name: form.name("name", client::LONGEST_NAME),
        email: form.line_as("email", email::LONGEST, email::read),
        phone: form.line_as("phone", client::LONGEST_PHONE, phone::read),
        notes: form.text("notes", client::LONGEST_NOTES),
        alert: form.text("alert", client::LONGEST_ALERT),
        language: form.line_as("language", 100, client::read_language),
        birthday: form.line_as_or_null("birthday", 100, |text| time::read_birthday(text, today)),
        marketing_consent: form.boolean("marketing_consent"),
        wrong: form.wrong,
    }
}
