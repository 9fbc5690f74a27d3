//! Other hours on a date, over HTTP.

use super::answer::{self, Affecting, Answer};
use super::form::Form;
use super::time_off::filter;
use super::visit::{Desk, Member, Visit};
use crate::actions;
use crate::salon::Refusal;
use crate::salon::hours::DayHours;
use crate::salon::rota::HoursWish;
use crate::store::rota;

/// `GET /api/hours-exceptions`
pub(super) fn list(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut query = visit.query(&["staff_id", "from", "to", "page", "limit"]);
    let filter = filter(&mut query);
    let page = query.page();
    query.check()?;
    let all = visit
        .app
        .db
        .read(|book| rota::exceptions(book, &filter, member.scope))?;
    answer::short_list(&all, page)
}

/// `GET /api/hours-exceptions/:id`
pub(super) fn show(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Other hours")?;
    let found = visit
        .app
        .db
        .read(|book| rota::find_exception(book, id, member.scope))?;
    answer::json(&found.ok_or(Refusal::NotFound("Other hours"))?)
}

/// `POST /api/hours-exceptions`
pub(super) fn create(visit: &Visit<'_>, _: &Desk) -> Answer {
    let mut form = visit.form()?;
    form.require(&["staff_id", "date", "hours"]);
    let (hours, affected) = actions::rota::set_hours(&visit.app.db, wish(form))?;
    answer::json(&Affecting::new(&hours, &affected))
}

/// `PUT /api/hours-exceptions/:id`
pub(super) fn update(visit: &Visit<'_>, _: &Desk) -> Answer {
    let id = visit.id("Other hours")?;
    let wish = wish(visit.form()?);
    let (hours, affected) = actions::rota::change_hours(&visit.app.db, id, wish)?;
    answer::json(&Affecting::new(&hours, &affected))
}

/// `DELETE /api/hours-exceptions/:id`
pub(super) fn delete(visit: &Visit<'_>, _: &Desk) -> Answer {
    actions::rota::end_hours(&visit.app.db, visit.id("Other hours")?)?;
    answer::done()
}

fn wish(mut form: Form) -> HoursWish {
    HoursWish {
        staff_id: form.id("staff_id"),
        date: form.date("date"),
        hours: form.read("hours", DayHours::read),
        wrong: form.wrong,
    }
}
