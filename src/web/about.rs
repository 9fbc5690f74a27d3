//! What runs here: for the desk's page about itself.

use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::about;

/// `GET /api/about`
pub(super) fn show(_: &Visit<'_>, _: &Member) -> Answer {
    let parts: Vec<Value> = about::parts()
        .map(|part| json!({ "name": part.name, "version": part.version, "licence": part.licence }))
        .collect();
    answer::json(&json!({
        "version": about::VERSION,
        "sqlite": about::sqlite(),
        "licence": about::LICENCE,
        "built_on": parts,
    }))
}
