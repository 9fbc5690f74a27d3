//! Follow-up sequences over HTTP, for admins.

use serde_json::Value;

use super::answer::{self, Answer};
use super::form::Form;
use super::visit::{Admin, Visit};
use crate::actions;
use crate::salon::followup::{Step, Wish};
use crate::salon::{Fields, Refusal};
use crate::store::followups;

/// A sequence has at most so many letters.
const MOST_STEPS: usize = 50;
/// A letter goes out at most ten years later.
const LONGEST_DELAY: i64 = 3650;

/// `GET /api/followups`
pub(super) fn list(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut query = visit.query(&["page", "limit"]);
    let page = query.page();
    query.check()?;
    let all = visit.app.db.read(followups::list)?;
    answer::short_list(&all, page)
}

/// `GET /api/followups/:id`
pub(super) fn show(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("Sequence")?;
    let found = visit.app.db.read(|book| followups::find(book, id))?;
    answer::json(&found.ok_or(Refusal::NotFound("Sequence"))?)
}

/// `POST /api/followups`
pub(super) fn create(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut form = visit.form()?;
    form.require(&["name"]);
    let (db, now) = (&visit.app.db, &visit.now);
    answer::json(&actions::followups::create(db, wish(visit, form), now)?)
}

/// `PUT /api/followups/:id`
pub(super) fn update(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("Sequence")?;
    let wish = wish(visit, visit.form()?);
    let (db, now) = (&visit.app.db, &visit.now);
    answer::json(&actions::followups::update(db, id, wish, now)?)
}

/// `DELETE /api/followups/:id`
pub(super) fn delete(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("Sequence")?;
    let (db, now) = (&visit.app.db, &visit.now);
    answer::json(&actions::followups::delete(db, id, now)?)
}

fn wish(visit: &Visit<'_>, mut form: Form) -> Wish {
    let given = form.raw("steps").cloned();
    let steps = given.and_then(|given| steps(visit, &given, &mut form.wrong));
    Wish {
        name: form.name("name", 200),
        service_id: form.id_or_null("service_id"),
        active: form.boolean("active"),
        steps,
        wrong: form.wrong,
    }
}

/// The steps, each read like a body of its own; what is wrong in the second is told as `steps[1].subject`.
fn steps(visit: &Visit<'_>, given: &Value, wrong: &mut Fields) -> Option<Vec<Step>> {
    let Value::Array(given) = given else {
        wrong.wrong("steps", "must be a list of steps");
        return None;
    };
    if given.len() > MOST_STEPS {
        wrong.wrong("steps", format!("must be at most {MOST_STEPS} steps"));
        return None;
    }
    let mut steps = Vec::new();
    for (index, value) in given.iter().enumerate() {
        let Value::Object(fields) = value else {
            let what = "must be an object with delay_days, subject and body";
            wrong.wrong(&format!("steps[{index}]"), what);
            continue;
        };
        let mut form = Form::of_body(fields.clone(), visit.now.zone);
        steps.extend(step(&mut form));
        for (field, what) in form.wrong.iter() {
            wrong.wrong(&format!("steps[{index}].{field}"), what);
        }
    }
    Some(steps)
}

fn step(form: &mut Form) -> Option<Step> {
    form.require(&["delay_days", "subject", "body"]);
    let id = form.id("id").unwrap_or(0);
    let delay_days = form.integer("delay_days", 0, LONGEST_DELAY);
    let subject = form.name("subject", 200);
    let body = form.text("body", 20_000);
    if body.as_deref().is_some_and(|body| body.trim().is_empty()) {
        form.wrong.wrong("body", "must not be empty");
    }
    Some(Step {
        id,
        delay_days: delay_days?,
        subject: subject?,
        body: body?,
    })
}
