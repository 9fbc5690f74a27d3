//! Where Stripe sends a client back to: a word of thanks, or that the link still works. Both change nothing; whether
//! a fee is paid is for Stripe to say.

use super::answered;
use super::sheet::{Desk, Page};
use crate::web::answer::Answer;
use crate::web::visit::Visit;

/// `GET /payments/thanks`
pub(in crate::web) fn thanks(visit: &Visit<'_>) -> Answer {
    answered(
        visit,
        Ok(page(visit, |desk| desk.say(200, &desk.words.paid))),
    )
}

/// `GET /payments/later`
pub(in crate::web) fn later(visit: &Visit<'_>) -> Answer {
    let later = |desk: &Desk<'_>| desk.say_and_offer(200, &desk.words.not_paid);
    answered(visit, Ok(page(visit, later)))
}

/// A page in the language that the link was made in.
fn page(visit: &Visit<'_>, say: impl Fn(&Desk<'_>) -> Page) -> Page {
    let language = visit.parameter("lang").unwrap_or_default();
    say(&Desk::new(&visit.app.db.settings(), language))
}
