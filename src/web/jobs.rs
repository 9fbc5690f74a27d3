//! Jobs over HTTP: a letter's whole fate, and a person's word on it.

use super::answer::{self, Answer};
use super::listing;
use super::visit::{Member, Visit};
use crate::actions::jobs as decide;
use crate::salon::Refusal;
use crate::salon::job::{Kind, State};
use crate::salon::who::Role;
use crate::store::job_lists::{self, Filter, List};

/// `GET /api/jobs`
pub(super) fn list(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut query = visit.query(&["state", "type", "booking_id", "page", "limit"]);
    let states = ["pending", "running", "done", "failed", "cancelled", "held"];
    let filter = Filter {
        state: query.one_of("state", &states, State::named),
        kind: query.one_of("type", &Kind::ALL.map(Kind::name), Kind::named),
        booking_id: query.id("booking_id"),
        of_bookings: member.role == Role::Staff,
    };
    let page = query.page();
    query.check()?;
    let scope = member.scope;
    listing::answer(visit, page, List { filter, scope })
}

/// `GET /api/jobs/:id`
pub(super) fn show(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Job")?;
    let job = visit
        .app
        .db
        .read(|book| job_lists::find(book, id, member.role == Role::Staff, member.scope))?;
    answer::json(&job.ok_or(Refusal::NotFound("Job"))?)
}

/// `POST /api/jobs/:id/run`
pub(super) fn run(visit: &Visit<'_>, member: &Member) -> Answer {
    answer::json(&decide::run(
        &visit.app.db,
        member,
        visit.id("Job")?,
        &visit.now,
    )?)
}

/// `POST /api/jobs/:id/retry`
pub(super) fn retry(visit: &Visit<'_>, member: &Member) -> Answer {
    answer::json(&decide::retry(
        &visit.app.db,
        member,
        visit.id("Job")?,
        &visit.now,
    )?)
}

/// `POST /api/jobs/:id/resume`
pub(super) fn resume(visit: &Visit<'_>, member: &Member) -> Answer {
    answer::json(&decide::resume(&visit.app.db, member, visit.id("Job")?)?)
}

/// `DELETE /api/jobs/:id`
pub(super) fn cancel(visit: &Visit<'_>, member: &Member) -> Answer {
    answer::json(&decide::cancel(
        &visit.app.db,
        member,
        visit.id("Job")?,
        &visit.now,
    )?)
}
