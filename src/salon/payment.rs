//! A no-show fee, and what Stripe says of it.
//!
//! Webhooks come late, twice and in any order, and between them Stripe is asked. So what is heard only ever moves a
//! payment on: open, expired, failed, paid; the furthest counts, whatever comes after it.

use serde::Serialize;

use super::time::Stamp;

/// How long Stripe surely remembers an idempotency key, and how long a Checkout Session can be paid.
pub const KEY_HOURS: i64 = 24;
/// How long Stripe keeps the link by which a client takes up an expired session.
const RECOVERY_DAYS: i64 = 30;
/// When Stripe is asked whether a fee was paid, in minutes after its session was opened. The last is just after its end.
const CHECK_MINUTES: [i64; 5] = [10, 60, 6 * 60, 12 * 60, KEY_HOURS * 60 + 5];

/// Where a payment stands, in the order in which it moves on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "PaymentStatus"))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is asked for.
    Open,
    /// Its link ran out, or was withdrawn.
    Expired,
    /// Stripe refused to ask for it, or the client's bank to pay.
    Failed,
    /// The money is there.
    Paid,
}

impl Status {
    /// The name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Expired => "expired",
            Status::Failed => "failed",
            Status::Paid => "paid",
        }
    }

    /// The status of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Status::Open, Status::Expired, Status::Failed, Status::Paid]
            .into_iter()
            .find(|status| status.name() == name)
    }
}

/// What a payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "PaymentPurpose"))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The client did not come.
    NoShowFee,
}

/// A payment: as the API shows it, and what is kept for dealing with Stripe.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Payment {
    /// Its id.
    pub id: i64,
    /// For which booking.
    pub booking_id: i64,
    /// Who is asked.
    pub client_id: i64,
    /// What it is for.
    pub kind: Purpose,
    /// How much, in minor units; frozen before Stripe is first asked.
    pub amount_cents: i64,
    /// Of which currency; frozen, too.
    pub currency: String,
    /// Where it stands.
    pub status: Status,
    /// Where the client pays; null until Stripe has answered.
    pub url: Option<String>,
    /// When the fee was raised.
    pub created_at: Stamp,
    /// When it was paid.
    pub paid_at: Option<Stamp>,
    /// Stripe's id of the Checkout Session.
    #[serde(skip)]
    pub session_id: Option<String>,
    /// Under which key Stripe is asked; empty where a new one is due.
    #[serde(skip)]
    pub key: String,
    /// Since when.
    #[serde(skip)]
    pub key_since: Stamp,
    /// What Stripe is asked, to the byte.
    #[serde(skip)]
    pub request: String,
}

impl Payment {
    /// Its name at Stripe, the same for ever, by which its sessions are found again.
    pub fn reference(&self) -> String {
        format!("daybook-{}-{}", self.id, self.created_at.0.timestamp())
    }

    /// The id of the payment that a reference names.
    pub fn id_in(reference: &str) -> Option<i64> {
        reference
            .strip_prefix("daybook-")?
            .split('-')
            .next()?
            .parse()
            .ok()
    }

    /// Whether Stripe surely remembers what was asked under the present key. A clock that was wrong makes it doubtful.
    pub fn key_holds(&self, now: Stamp) -> bool {
        let fresh = self.key_since <= now && now < self.key_since.plus_hours(KEY_HOURS);
        !self.key.is_empty() && fresh
    }

    /// Whether this is its session, or a client's second start of it.
    pub fn owns(&self, session: &Session) -> bool {
        let own = self.session_id.as_ref();
        own == Some(&session.id) || own.is_some() && own == session.recovered_from.as_ref()
    }

    /// When Stripe is next asked how it stands; none when there is nothing more to wait for.
    pub fn next_check(&self, now: Stamp) -> Option<Stamp> {
        let within_a_day = CHECK_MINUTES
            .iter()
            .map(|minutes| self.key_since.plus_minutes(*minutes))
            .find(|moment| *moment > now);
        let tomorrow = now.plus_hours(24);
        within_a_day.or(
            (tomorrow < self.key_since.plus_hours(24 * (RECOVERY_DAYS + 1))).then_some(tomorrow),
        )
    }
}

/// How far a Checkout Session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It can be paid.
    Open,
    /// The client did what is theirs to do; the bank takes its time.
    UnderWay,
    /// It can't be paid any more.
    Expired,
    /// The bank said no.
    Failed,
    /// The money is there.
    Paid,
}

/// What Stripe says of a Checkout Session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// The expired session that the client took up again in this one.
    pub recovered_from: Option<String>,
    /// The payment's name, if it is one of ours.
    pub reference: Option<String>,
    /// How much, in minor units.
    pub amount_cents: Option<i64>,
    /// Of which currency.
    pub currency: Option<String>,
    /// How far it has come.
    pub progress: Progress,
    /// Where the client pays; once expired, where they can start again.
    pub url: Option<String>,
}

impl Session {
    /// Whether amount and currency are those that were asked for.
    pub fn fits(&self, payment: &Payment) -> bool {
        let currency = self.currency.as_deref().unwrap_or_default();
        self.amount_cents == Some(payment.amount_cents)
            && currency.eq_ignore_ascii_case(&payment.currency)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fee() -> Payment {
        let at = Stamp::stored("2026-03-24T09:00:00Z").unwrap();
        Payment {
            id: 7,
            booking_id: 3,
            client_id: 5,
            kind: Purpose::NoShowFee,
            amount_cents: 2500,
            currency: "EUR".into(),
            status: Status::Open,
            url: None,
            created_at: at,
            paid_at: None,
            session_id: Some("cs_1".into()),
            key: "key".into(),
            key_since: at,
            request: String::new(),
        }
    }

    #[test]
    fn a_key_holds_for_a_day_and_not_when_the_clock_ran_backwards() {
        let fee = fee();
        assert!(fee.key_holds(fee.key_since));
        assert!(fee.key_holds(fee.key_since.plus_seconds(24 * 3600 - 1)));
        assert!(!fee.key_holds(fee.key_since.plus_hours(24)));
        assert!(!fee.key_holds(fee.key_since.plus_seconds(-1)));
    }

    #[test]
    fn stripe_is_asked_five_times_in_a_day_and_then_daily_for_a_month() {
        let fee = fee();
        let mut now = fee.key_since;
        let mut minutes = Vec::new();
        while let Some(next) = fee.next_check(now) {
            minutes.push((next.0 - fee.key_since.0).num_minutes());
            now = next;
        }
        assert_eq!(minutes[..5], [10, 60, 360, 720, 1445]);
        assert_eq!(minutes[5] - minutes[4], 1440);
        assert!((minutes.len(), minutes[minutes.len() - 1] / 1440) == (34, 30));
    }

    #[test]
    fn a_reference_names_its_payment() {
        assert_eq!(Payment::id_in(&fee().reference()), Some(7));
        for other in ["", "daybook-", "daybook-x-1", "order-7-1"] {
            assert_eq!(Payment::id_in(other), None);
        }
    }

    #[test]
    fn a_session_is_known_by_its_id_or_by_the_one_it_was_recovered_from() {
        let session = |id: &str, from: Option<&str>| Session {
            id: id.into(),
            recovered_from: from.map(str::to_owned),
            reference: None,
            amount_cents: Some(2500),
            currency: Some("eur".into()),
            progress: Progress::Paid,
            url: None,
        };
        assert!(fee().owns(&session("cs_1", None)));
        assert!(fee().owns(&session("cs_2", Some("cs_1"))));
        assert!(!fee().owns(&session("cs_2", None)));
        let unasked = Payment {
            session_id: None,
            ..fee()
        };
        assert!(!unasked.owns(&session("cs_2", None)));
        assert!(session("cs_1", None).fits(&fee()));
    }
}
