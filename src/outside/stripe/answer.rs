//! What Stripe answered, read down to what a fee needs; and what went wrong, in words for the front desk.

use serde::Deserialize;

use super::request;
use crate::salon::payment::{Progress, Session};

/// Why a call had no result. Each sentence is for the front desk and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StripeError {
    /// No usable answer came: Stripe may have done it, or not. Worth another try under the same key.
    #[error("{why}")]
    Unreachable {
        /// What went wrong.
        why: String,
    },
    /// Nobody whom we trust vouches for the other side, so nothing was said to it. Worth another try.
    #[error("{why}")]
    Untrusted {
        /// What went wrong and what to do.
        why: String,
    },
    /// Stripe is still busy with the same request, or with too many of ours. Worth another try.
    #[error("{why}")]
    Conflict {
        /// What Stripe is busy with.
        why: String,
    },
    /// Surely not done, and never will be like this.
    #[error("{sentence}")]
    Refused {
        /// Stripe's status, 400 to 499.
        status: u16,
        /// What went wrong and what to do.
        sentence: String,
    },
}

impl StripeError {
    /// Whether trying the same again could help.
    pub fn is_passing(&self) -> bool {
        !matches!(self, StripeError::Refused { .. })
    }
}

/// A Checkout Session, as far as it is read.
#[derive(Deserialize)]
struct Raw {
    id: String,
    client_reference_id: Option<String>,
    recovered_from: Option<String>,
    amount_total: Option<i64>,
    currency: Option<String>,
    status: Option<String>,
    payment_status: Option<String>,
    url: Option<String>,
    after_expiration: Option<AfterExpiration>,
    payment_intent: Option<Intent>,
}

#[derive(Deserialize)]
struct AfterExpiration {
    recovery: Option<Recovery>,
}

#[derive(Deserialize)]
struct Recovery {
    url: Option<String>,
}

/// The bank's part of a session: its id, or the whole of it where that was asked for.
#[derive(Deserialize)]
#[serde(untagged)]
enum Intent {
    Whole { status: String },
    Other(serde::de::IgnoredAny),
}

impl Raw {
    fn progress(&self) -> Progress {
        let gave_up = match &self.payment_intent {
            Some(Intent::Whole { status }) => {
                matches!(status.as_str(), "requires_payment_method" | "canceled")
            }
            Some(Intent::Other(_)) | None => false,
        };
        match (self.status.as_deref(), self.payment_status.as_deref()) {
            (_, Some("paid")) => Progress::Paid,
            (Some("expired"), _) => Progress::Expired,
            (Some("complete"), _) if gave_up => Progress::Failed,
            (Some("complete"), _) => Progress::UnderWay,
            _ => Progress::Open,
        }
    }

    /// As the salon sees it; none where the id can't be one, for it becomes part of an address.
    fn session(self) -> Option<Session> {
        let progress = self.progress();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if self.id.is_empty() || self.id.len() > 200 || !self.id.bytes().all(plain) {
            return None;
        }
        let recovery = self.after_expiration.and_then(|after| after.recovery);
        let currency = self.currency.as_deref().unwrap_or_default();
        Some(Session {
            amount_cents: self
                .amount_total
                .and_then(|amount| request::amount_cents(amount, currency)),
            id: self.id,
            recovered_from: self.recovered_from,
            reference: self.client_reference_id,
            currency: self.currency,
            progress,
            url: match progress {
                Progress::Expired => recovery.and_then(|recovery| recovery.url),
                _ => self.url,
            },
        })
    }
}

/// The session in an answer.
pub(super) fn session(body: &[u8]) -> Result<Session, StripeError> {
    let raw = serde_json::from_slice::<Raw>(body).ok();
    raw.and_then(Raw::session).ok_or_else(not_stripe)
}

/// A page of a list of sessions.
pub(super) struct Page {
    pub(super) sessions: Vec<Session>,
    pub(super) has_more: bool,
}

/// The page in an answer.
pub(super) fn page(body: &[u8]) -> Result<Page, StripeError> {
    #[derive(Deserialize)]
    struct List {
        data: Vec<Raw>,
        has_more: bool,
    }
    let list: List = serde_json::from_slice(body).map_err(|_| not_stripe())?;
    let sessions = list.data.into_iter().map(Raw::session);
    Ok(Page {
        sessions: sessions.collect::<Option<_>>().ok_or_else(not_stripe)?,
        has_more: list.has_more,
    })
}

/// The session that a webhook call tells of; `Ok(None)` where it tells of something else.
///
/// # Errors
/// When the body is no event of Stripe's.
pub fn event(body: &[u8]) -> Result<Option<Session>, StripeError> {
    #[derive(Deserialize)]
    struct Event {
        r#type: String,
        data: Data,
    }
    #[derive(Deserialize)]
    struct Data {
        object: serde_json::Value,
    }
    let event: Event = serde_json::from_slice(body).map_err(|_| not_stripe())?;
    let outcome = match event.r#type.as_str() {
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => None,
        "checkout.session.async_payment_failed" => Some(Progress::Failed),
        "checkout.session.expired" => Some(Progress::Expired),
        _ => return Ok(None),
    };
    let raw: Raw = serde_json::from_value(event.data.object).map_err(|_| not_stripe())?;
    let mut session = raw.session().ok_or_else(not_stripe)?;
    // A failure is in the event's name alone.
    session.progress = outcome.unwrap_or(session.progress);
    Ok(Some(session))
}

/// No answer came.
pub(super) fn unreachable(error: &ureq::Error, base: &str) -> StripeError {
    let host = url::Url::parse(base).ok();
    let host = host
        .as_ref()
        .and_then(url::Url::host_str)
        .unwrap_or("Stripe");
    if is_untrusted(error) {
        let why = format!(
            "The connection to {host} is not safe: nobody known vouches for its certificate. Check this machine's clock, and ca_file in config.toml."
        );
        return StripeError::Untrusted { why };
    }
    let why = match error {
        ureq::Error::Timeout(_) => "Stripe did not answer in time.".to_owned(),
        ureq::Error::HostNotFound => {
            format!(
                "Stripe can't be reached: nobody knows where {host} is. Is this machine online?"
            )
        }
        _ => "Stripe can't be reached. Is this machine online?".to_owned(),
    };
    StripeError::Unreachable { why }
}

fn is_untrusted(error: &ureq::Error) -> bool {
    let tls = match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>()),
        _ => None,
    };
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

/// There is nobody to call; never met, since there is always one agent.
pub(super) fn nobody() -> StripeError {
    StripeError::Unreachable {
        why: "Stripe can't be reached.".to_owned(),
    }
}

fn not_stripe() -> StripeError {
    StripeError::Unreachable {
        why: "What answered in Stripe's place was not Stripe. Is this machine online?".to_owned(),
    }
}

/// A list that does not end.
pub(super) fn too_many() -> StripeError {
    StripeError::Conflict {
        why: "Stripe has too many payments to look through at once.".to_owned(),
    }
}

/// An answer that was no success.
pub(super) fn refused(status: u16, body: &[u8], key: &str) -> StripeError {
    #[derive(Deserialize)]
    struct Body {
        error: Said,
    }
    #[derive(Deserialize)]
    struct Said {
        message: Option<String>,
    }
    let said = serde_json::from_slice::<Body>(body).ok();
    let sentence = match (status, said) {
        (500.., _) => {
            let why = format!("Stripe has a fault of its own just now (status {status}).");
            return StripeError::Unreachable { why };
        }
        (408 | 425, _) | (_, None) => return not_stripe(),
        (409 | 429, _) => {
            let why = "Stripe is busy with our requests and asks for patience.".to_owned();
            return StripeError::Conflict { why };
        }
        // Stripe repeats parts of the key in these; they stay there.
        (401, _) => "Stripe does not accept the secret key. Copy it again from Stripe, into Settings → Mail and payments.".to_owned(),
        (403, _) => "The secret key may not do this. Give it the right to write Checkout Sessions, in Stripe.".to_owned(),
        (_, Some(body)) => {
            let said = body.error.message.unwrap_or_default().replace(key, "…");
            let said: String = said.chars().filter(|c| !c.is_control()).take(300).collect();
            format!("Stripe refused: {said}")
        }
    };
    StripeError::Refused { status, sentence }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn progress(of: serde_json::Value) -> Progress {
        let mut raw = json!({ "id": "cs_1" });
        raw.as_object_mut()
            .unwrap()
            .extend(of.as_object().unwrap().clone());
        session(raw.to_string().as_bytes()).unwrap().progress
    }

    #[test]
    fn a_session_is_paid_when_the_money_is_there_and_not_before() {
        let cases = [
            (
                json!({ "status": "open", "payment_status": "unpaid" }),
                Progress::Open,
            ),
            (
                json!({ "status": "complete", "payment_status": "paid" }),
                Progress::Paid,
            ),
            (
                json!({ "status": "expired", "payment_status": "unpaid" }),
                Progress::Expired,
            ),
            (
                json!({ "status": "complete", "payment_status": "unpaid", "payment_intent": "pi_1" }),
                Progress::UnderWay,
            ),
            (
                json!({ "status": "complete", "payment_status": "unpaid", "payment_intent": { "status": "processing" } }),
                Progress::UnderWay,
            ),
            (
                json!({ "status": "complete", "payment_status": "unpaid", "payment_intent": { "status": "requires_payment_method" } }),
                Progress::Failed,
            ),
        ];
        for (given, expected) in cases {
            assert_eq!(progress(given.clone()), expected, "{given}");
        }
    }

    #[test]
    fn an_id_that_could_bend_an_address_is_no_id() {
        for id in ["", "../balance", "cs?x", "cs/1"] {
            assert!(session(json!({ "id": id }).to_string().as_bytes()).is_err());
        }
        assert!(session(b"<html>").is_err());
    }

    #[test]
    fn what_can_pass_is_told_from_what_is_certain() {
        let said = br#"{"error":{"message":"Invalid currency: xx\nsk_test_1"}}"#;
        for (status, body, passing) in [
            (500, &said[..], true),
            (503, b"", true),
            (409, said, true),
            (429, said, true),
            (302, b"", true),
            (404, b"<html>", true),
            (400, said, false),
            (401, said, false),
        ] {
            let error = refused(status, body, "sk_test_1");
            assert_eq!(error.is_passing(), passing, "{status}");
            assert!(!error.to_string().contains("sk_test_1"));
        }
        let error = refused(400, said, "sk_test_1").to_string();
        assert_eq!(error, "Stripe refused: Invalid currency: xx…");
    }

    #[test]
    fn an_event_names_its_session_and_other_events_are_none_of_ours() {
        let event = |kind: &str| {
            let object = json!({ "id": "cs_1", "status": "complete", "payment_status": "unpaid" });
            let body = json!({ "type": kind, "data": { "object": object } }).to_string();
            event(body.as_bytes()).map(|session| session.map(|session| session.progress))
        };
        assert_eq!(
            event("checkout.session.completed"),
            Ok(Some(Progress::UnderWay))
        );
        assert_eq!(
            event("checkout.session.expired"),
            Ok(Some(Progress::Expired))
        );
        assert_eq!(
            event("checkout.session.async_payment_failed"),
            Ok(Some(Progress::Failed))
        );
        assert_eq!(event("charge.refunded"), Ok(None));
    }
}
