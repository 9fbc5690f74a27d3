//! What an admin does with a client's record as a whole, over HTTP: join it, hand it out, forget it.

use super::answer::{self, Answer};
use super::visit::{Admin, Visit};
use crate::actions;
use crate::salon::Refusal;
use crate::store::dossier;

/// `POST /api/clients/:id/merge`
pub(super) fn merge(visit: &Visit<'_>, admin: &Admin) -> Answer {
    let id = visit.id("Client")?;
    let mut form = visit.form()?;
    form.require(&["into"]);
    let into = form.id("into");
    form.check()?;
    let into = into.ok_or_else(|| Refusal::field("into", "is required"))?;
    let (db, now) = (&visit.app.db, &visit.now);
    answer::json(&actions::merge::merge(db, admin, id, into, now)?)
}

/// `GET /api/clients/:id/export`
pub(super) fn export(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("Client")?;
    let all = visit.app.db.read(|book| dossier::read(book, id))?;
    let all = all.ok_or(Refusal::NotFound("Client"))?;
    let name = format!("attachment; filename=\"client-{id}.json\"");
    Ok(answer::json(&all)?.with_additional_header("Content-Disposition", name))
}

/// `POST /api/clients/:id/erase`
pub(super) fn erase(visit: &Visit<'_>, admin: &Admin) -> Answer {
    let id = visit.id("Client")?;
    let (db, now) = (&visit.app.db, &visit.now);
    answer::json(&actions::privacy::erase(db, admin, id, now)?)
}
