//! The salon's settings over HTTP. They are kept in memory, so reading them asks no database.

use super::answer::{self, Answer};
use super::visit::{Admin, Member, Visit};
use crate::actions;

/// `GET /api/settings`
pub(super) fn show(visit: &Visit<'_>, _: &Member) -> Answer {
    answer::json(&*visit.app.db.settings())
}

/// `PUT /api/settings`
pub(super) fn update(visit: &Visit<'_>, _: &Admin) -> Answer {
    let keys = visit.body()?;
    answer::json(&actions::settings::change(&visit.app.db, &keys)?)
}
