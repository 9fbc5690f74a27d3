//! What clients see without signing in: the pages behind the links in letters.
//!
//! Opening a page changes nothing, because mail scanners open links; its button sends a POST, which does. The token in
//! the address is the only key, so there is no session that another site could borrow. Whatever goes wrong is told
//! as a page, too.

pub(super) mod answering;
pub(super) mod feedback;
pub(super) mod paid;
mod sheet;
pub(super) mod unsubscribe;
mod words;

use std::collections::HashMap;

use rouille::Response;

use self::sheet::{Desk, Page};
use super::answer::{self, Answer};
use super::visit::Visit;
use crate::salon::Refusal;
use crate::store::{Error, Result, links};

/// How long a browser may keep the stylesheet.
const STYLE_AGE: &str = "max-age=3600";

/// `GET /pages.css`
pub(super) fn style(_: &Visit<'_>) -> Answer {
    let style = Response::from_data("text/css; charset=utf-8", include_str!("pages.css"));
    Ok(style.with_unique_header("Cache-Control", STYLE_AGE))
}

/// The token in the address: its second part.
fn token<'a>(visit: &'a Visit<'_>) -> &'a str {
    visit.segments().get(1).map_or("", AsRef::as_ref)
}

/// Answers the page that a handler made, or one that tells what went wrong.
fn answered(visit: &Visit<'_>, page: Result<Page>) -> Answer {
    let page = match page {
        Ok(page) => page,
        Err(error) => failed(visit, &error)?,
    };
    match page.answer() {
        Ok(response) => Ok(response),
        Err(error) => Ok(answer::internal(&error)),
    }
}

fn failed(visit: &Visit<'_>, error: &Error) -> Result<Page> {
    let settings = visit.app.db.settings();
    let desk = Desk::new(&settings, "");
    if let Error::Refused(Refusal::NotFound(_)) = error {
        let ended = visit
            .app
            .db
            .read(|book| links::has_ended(book, token(visit)))?;
        return Ok(if ended {
            desk.say_and_offer(410, &desk.words.withdrawn)
        } else {
            desk.say_and_offer(404, &desk.words.unknown)
        });
    }
    let status = answer::refuse(error).status_code;
    Ok(desk.say_and_offer(status, &desk.words.broken))
}

/// The fields of a form as browsers send it; of several with one name the last.
fn fields(visit: &Visit<'_>) -> Result<HashMap<String, String>> {
    let bytes = visit.bytes()?;
    Ok(url::form_urlencoded::parse(&bytes).into_owned().collect())
}
