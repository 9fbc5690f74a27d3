//! What Stripe is asked, form-encoded in its own words. The names were checked against the types in Stripe's SDK, and
//! the stories check them again.

use url::form_urlencoded::Serializer;

use crate::salon::time::Stamp;

/// What an answer is to hold beside the session itself: how the bank's part of it went.
pub(super) const RETRIEVE: &str = "expand%5B%5D=payment_intent";
/// Most sessions that Stripe gives on one page.
const PAGE: &str = "100";
/// Sessions are looked for from a day before the machine's clock says, which may be wrong.
const MARGIN_HOURS: i64 = 24;

/// What a client is asked to pay for, and where they go afterwards.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// How much, in minor units.
    pub amount_cents: i64,
    /// Of which currency, ISO 4217.
    pub currency: &'a str,
    /// What it is for, in the client's language.
    pub product: &'a str,
    /// The payment's name, by which it is found again.
    pub reference: &'a str,
    /// For which booking.
    pub booking_id: i64,
    /// Where the client lands once it is paid.
    pub success_url: &'a str,
    /// Where the client lands who turns back.
    pub cancel_url: &'a str,
}

impl Terms<'_> {
    /// The parameters of a Checkout Session. They say nothing of the present, so that a repeat within the life of an
    /// idempotency key is the same to the byte; without `expires_at` a session lives for 24 hours from its making,
    /// which is the longest there is.
    pub fn to_request(&self) -> String {
        let (amount, booking) = (
            minor_units(self.amount_cents, self.currency),
            self.booking_id,
        );
        Serializer::new(String::new())
            .append_pair("mode", "payment")
            .append_pair("line_items[0][quantity]", "1")
            .append_pair(
                "line_items[0][price_data][currency]",
                &self.currency.to_ascii_lowercase(),
            )
            .append_pair(
                "line_items[0][price_data][unit_amount]",
                &amount.to_string(),
            )
            .append_pair(
                "line_items[0][price_data][product_data][name]",
                self.product,
            )
            .append_pair("client_reference_id", self.reference)
            .append_pair("metadata[booking_id]", &booking.to_string())
            .append_pair("success_url", self.success_url)
            .append_pair("cancel_url", self.cancel_url)
            .append_pair("after_expiration[recovery][enabled]", "true")
            // Otherwise an account's setting could let clients pay another amount in their own currency.
            .append_pair("adaptive_pricing[enabled]", "false")
            .finish()
    }
}

/// The query for a page of the sessions made since then, newest first.
pub(super) fn list(since: Stamp, after: Option<&str>) -> String {
    let since = since.plus_hours(-MARGIN_HOURS).0.timestamp();
    let mut query = Serializer::new(String::new());
    query
        .append_pair("limit", PAGE)
        .append_pair("created[gte]", &since.max(0).to_string());
    if let Some(after) = after {
        query.append_pair("starting_after", after);
    }
    query.finish()
}

/// Currencies without a minor unit that Stripe nevertheless counts in hundredths, for old times' sake.
fn is_counted_in_hundredths(currency: &str) -> bool {
    ["ISK", "UGX"]
        .iter()
        .any(|code| currency.eq_ignore_ascii_case(code))
}

/// An amount as Stripe counts it.
fn minor_units(amount_cents: i64, currency: &str) -> i64 {
    if is_counted_in_hundredths(currency) {
        amount_cents.saturating_mul(100)
    } else {
        amount_cents
    }
}

/// An amount of Stripe's as the salon counts it; none where it can't be said.
pub(super) fn amount_cents(minor_units: i64, currency: &str) -> Option<i64> {
    match is_counted_in_hundredths(currency) {
        true => (minor_units % 100 == 0).then_some(minor_units / 100),
        false => Some(minor_units),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crowns_of_iceland_are_counted_in_hundredths_there_and_back() {
        assert_eq!(minor_units(2500, "ISK"), 250_000);
        assert_eq!(amount_cents(250_000, "isk"), Some(2500));
        assert_eq!(amount_cents(250_001, "isk"), None);
        for currency in ["EUR", "JPY", "KWD"] {
            assert_eq!(minor_units(2500, currency), 2500);
            assert_eq!(amount_cents(2500, currency), Some(2500));
        }
    }
}
