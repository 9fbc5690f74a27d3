//! The page that ends review requests and follow-up letters. Mail programs with a button of their own send the same
//! POST (RFC 8058), so what its body says does not matter.

use super::sheet::{Desk, Page};
use super::{answered, token};
use crate::actions;
use crate::salon::Refusal;
use crate::store::{Result, links, references};
use crate::web::answer::Answer;
use crate::web::visit::Visit;

/// `GET /unsubscribe/:token`
pub(in crate::web) fn ask(visit: &Visit<'_>) -> Answer {
    let settings = visit.app.db.settings();
    let page = language(visit).map(|language| {
        let desk = Desk::new(&settings, &language);
        desk.ask(&desk.words.unsubscribe)
    });
    answered(visit, page)
}

/// `POST /unsubscribe/:token`
pub(in crate::web) fn unsubscribe(visit: &Visit<'_>) -> Answer {
    answered(visit, end(visit))
}

fn end(visit: &Visit<'_>) -> Result<Page> {
    actions::consent::unsubscribe(&visit.app.db, token(visit), &visit.now)?;
    let settings = visit.app.db.settings();
    let desk = Desk::new(&settings, &language(visit)?);
    Ok(desk.say(200, &desk.words.unsubscribed))
}

fn language(visit: &Visit<'_>) -> Result<String> {
    visit.app.db.read(|book| {
        let unknown = || Refusal::NotFound("Link");
        let id = links::reader(book, token(visit))?.ok_or_else(unknown)?;
        let client = references::client(book, id)?.ok_or_else(unknown)?;
        Ok(client.language)
    })
}
