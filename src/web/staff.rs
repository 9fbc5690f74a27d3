//! Staff over HTTP.

use serde_json::Value;

use super::answer::{self, Answer};
use super::form::Form;
use super::visit::{Admin, Member, Visit};
use crate::actions;
use crate::salon::hours::WeekHours;
use crate::salon::rota::StaffWish;
use crate::salon::{Refusal, catalogue, email};
use crate::store::staff;

/// `GET /api/staff`
pub(super) fn list(visit: &Visit<'_>, _: &Member) -> Answer {
    let mut query = visit.query(&["page", "limit"]);
    let page = query.page();
    query.check()?;
    answer::short_list(&visit.app.db.read(staff::all)?, page)
}

/// `GET /api/staff/:id`
pub(super) fn show(visit: &Visit<'_>, _: &Member) -> Answer {
    let id = visit.id("Staff member")?;
    let member = visit.app.db.read(|book| staff::find(book, id))?;
    answer::json(&member.ok_or(Refusal::NotFound("Staff member"))?)
}

/// `POST /api/staff`
pub(super) fn create(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut form = visit.form()?;
    form.require(&["name"]);
    answer::json(&actions::staff::create(&visit.app.db, wish(form))?)
}

/// `PUT /api/staff/:id`
pub(super) fn update(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("Staff member")?;
    let wish = wish(visit.form()?);
    answer::json(&actions::staff::update(&visit.app.db, id, wish)?)
}

/// `DELETE /api/staff/:id`
pub(super) fn delete(visit: &Visit<'_>, _: &Admin) -> Answer {
    actions::staff::delete(&visit.app.db, visit.id("Staff member")?)?;
    answer::done()
}

fn wish(mut form: Form) -> StaffWish {
    StaffWish {
        name: form.name("name", 200),
        email: form.line_as("email", email::LONGEST, email::read),
        color: form.line_as("color", 20, catalogue::read_color),
        active: form.boolean("active"),
        service_ids: form.nullable("service_ids", |form| form.read("service_ids", ids)),
        hours: form.nullable("hours", |form| form.read("hours", WeekHours::read)),
        wrong: form.wrong,
    }
}

fn ids(value: &Value) -> Result<Vec<i64>, String> {
    let what = "must be a list of ids, or null for all services";
    let ids = value.as_array().ok_or(what)?;
    let id = |value: &Value| value.as_i64().filter(|id| *id > 0);
    let ids: Option<Vec<i64>> = ids.iter().map(id).collect();
    Ok(ids.ok_or(what)?)
}
