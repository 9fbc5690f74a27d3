//! Holidays over HTTP.

use serde::Serialize;

use super::answer::{self, Affecting, Answer};
use super::visit::{Admin, Member, Visit};
use crate::actions;
use crate::salon::Refusal;
use crate::salon::rota::Holiday;
use crate::store::holidays;

/// One call makes holidays of at most so many days.
const MOST_DAYS: i64 = 366;

/// `GET /api/holidays`
pub(super) fn list(visit: &Visit<'_>, _: &Member) -> Answer {
    let mut query = visit.query(&["from", "to", "page", "limit"]);
    let (from, to) = (query.date("from"), query.date("to"));
    let page = query.page();
    query.check()?;
    let all = visit.app.db.read(|book| holidays::list(book, from, to))?;
    answer::short_list(&all, page)
}

/// `GET /api/holidays/:id`
pub(super) fn show(visit: &Visit<'_>, _: &Member) -> Answer {
    let id = visit.id("Holiday")?;
    let holiday = visit.app.db.read(|book| holidays::find(book, id))?;
    answer::json(&holiday.ok_or(Refusal::NotFound("Holiday"))?)
}

/// The first of several days, and all of them.
#[derive(Serialize)]
struct Several<'a> {
    #[serde(flatten)]
    first: &'a Holiday,
    holidays: &'a [Holiday],
}

/// `POST /api/holidays`
pub(super) fn create(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut form = visit.form()?;
    form.require(&["date"]);
    let (date, until) = (form.date("date"), form.date("until"));
    let name = form.line("name", 200).unwrap_or_default();
    if let (Some(date), Some(until)) = (date, until) {
        match (until - date).num_days() {
            days if days < 0 => form.wrong.wrong("until", "must not be before date"),
            days if days >= MOST_DAYS => {
                let what = format!("must be within {MOST_DAYS} days");
                form.wrong.wrong("until", what);
            }
            _ => {}
        }
    }
    form.check()?;
    let first = date.ok_or_else(|| Refusal::field("date", "is required"))?;
    let last = until.unwrap_or(first);
    let (made, affected) = actions::holidays::create(&visit.app.db, first, last, &name)?;
    match made.as_slice() {
        [first, ..] if until.is_some() => {
            let holidays = &made;
            answer::json(&Affecting::new(Several { first, holidays }, &affected))
        }
        [only, ..] => answer::json(&Affecting::new(only, &affected)),
        [] => answer::done(),
    }
}

/// `PUT /api/holidays/:id`
pub(super) fn update(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("Holiday")?;
    let mut form = visit.form()?;
    let (date, name) = (form.date("date"), form.line("name", 200));
    form.check()?;
    let (holiday, affected) = actions::holidays::update(&visit.app.db, id, date, name)?;
    answer::json(&Affecting::new(&holiday, &affected))
}

/// `DELETE /api/holidays/:id`
pub(super) fn delete(visit: &Visit<'_>, _: &Admin) -> Answer {
    actions::holidays::delete(&visit.app.db, visit.id("Holiday")?)?;
    answer::done()
}
