//! `GET /api/openapi.json`: the API's description, made of what the program itself knows.
//!
//! Which calls there are and who may make them is read from the table of routes; what they ask, take and give is said in
//! [`operations`], a line each; the shapes themselves are JSON, a file per noun in `nouns/`, each with its `schemas`
//! (what is answered), `bodies` (what is taken) and `parameters`. A new route needs its line there, and the nouns that it
//! names. `tests/openapi.rs` holds the whole against the program.

mod document;
mod operation;
mod operations;

use std::sync::OnceLock;

use rouille::{Response, ResponseBody};

use super::answer::{self, Answer};
use super::visit::Visit;
use crate::store::Error;

pub use document::document;
pub use operation::{Gives, Operation};
pub use operations::OPERATIONS;

/// `GET /api/openapi.json`
pub(super) fn show(_: &Visit<'_>) -> Answer {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    if BYTES.get().is_none() {
        let document = document()
            .map_err(anyhow::Error::from)
            .map_err(Error::from)?;
        let bytes = serde_json::to_vec(&document).map_err(anyhow::Error::from)?;
        // Two who ask at once make the same bytes.
        let _ = BYTES.set(bytes);
    }
    let bytes = BYTES.get().cloned().unwrap_or_default();
    Ok(Response {
        data: ResponseBody::from_data(bytes),
        ..answer::json(&())?
    })
}
