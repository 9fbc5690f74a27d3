//! Stripe's calls: a fee was paid, or can't be any more. Believed for their signature alone, and harmless however
//! often and in whatever order they come.

use super::answer::{self, Answer};
use super::visit::Visit;
use crate::actions::fees;
use crate::outside::stripe::{self, signature};
use crate::salon::Refusal;

/// `POST /api/stripe/webhook`
pub(super) fn receive(visit: &Visit<'_>) -> Answer {
    let stripe = visit.app.stripe();
    let secret = stripe.webhook_secret().ok_or(Refusal::NotFound("Page"))?;
    let body = visit.bytes()?;
    let header = visit.request.header("Stripe-Signature").unwrap_or_default();
    if !signature::is_genuine(header, &body, secret, visit.now.stamp) {
        let sentence = "This call does not carry Stripe's signature, or is too old.";
        return Err(Refusal::Malformed(sentence.to_owned()).into());
    }
    let event = stripe::event(&body)
        .map_err(|_| Refusal::Malformed("This is no event of Stripe's.".to_owned()))?;
    if let Some(session) = event {
        fees::hear(&visit.app.db, &session, &visit.now)?;
    }
    answer::done()
}
