//! Stripe calls: believed for its signature, harmless when it repeats itself. The signatures are made by Stripe's own
//! SDK.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::fees::{becomes, missed_appointment, salon_with_stripe, told};
use crate::support::node;
use crate::support::salon::{Reply, Salon};
use crate::support::stripe::{FakeStripe, WEBHOOK_SECRET};

const PATH: &str = "/api/stripe/webhook";
const COMPLETED: &str = "checkout.session.completed";
const SUCCEEDED: &str = "checkout.session.async_payment_succeeded";
const FAILED: &str = "checkout.session.async_payment_failed";
const EXPIRED: &str = "checkout.session.expired";

fn call(salon: &Salon, signature: &str, body: &str) -> Reply {
    let headers = [
        ("Host", "127.0.0.1:8080"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Stripe-Signature", signature),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    salon.ask("POST", PATH, headers.into(), body.as_bytes().to_vec())
}

fn signed(salon: &Salon, body: &str) -> String {
    node::signature(body, WEBHOOK_SECRET, salon.app.clock.now().timestamp())
}

/// A salon that has just asked Ada for a fee.
fn salon_that_waits_for_a_fee() -> (Salon, FakeStripe) {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    salon.pass(Duration::zero());
    (salon, stripe)
}

fn status(salon: &Salon) -> Value {
    salon.desk("Bob").get("/api/payments/1").ok()["status"].clone()
}

#[test]
fn a_paid_fee_is_noted_at_once_and_a_hundred_repeats_in_any_order_change_nothing() {
    let (salon, stripe) = salon_that_waits_for_a_fee();
    let early = stripe.sessions()[0].clone();
    let paid = stripe.pay(0);
    let bodies: Vec<(String, String)> = [
        (COMPLETED, &paid),
        (SUCCEEDED, &paid),
        (FAILED, &early),
        (EXPIRED, &early),
    ]
    .map(|(kind, session)| FakeStripe::event(kind, session))
    .map(|body| (signed(&salon, &body), body))
    .into();
    let (signature, body) = &bodies[0];
    assert_eq!(call(&salon, signature, body).ok(), json!({ "ok": true }));
    let payment = salon.desk("Bob").get("/api/payments/1").ok();
    assert_eq!(
        (&payment["status"], &payment["paid_at"]),
        (&json!("paid"), &json!("2026-03-26T11:01:00Z"))
    );
    for n in 0..100 {
        let (signature, body) = &bodies[(n * 7) % bodies.len()];
        call(&salon, signature, body).ok();
    }
    assert_eq!(salon.desk("Bob").get("/api/payments/1").ok(), payment);
    let bob = salon.desk("Bob");
    assert_eq!(told(&bob, "payment.paid").len(), 1);
    assert_eq!(
        (
            told(&bob, "payment.failed").len(),
            told(&bob, "payment.mismatch").len()
        ),
        (0, 0)
    );
}

#[test]
fn news_in_the_wrong_order_end_the_same_way() {
    let (salon, stripe) = salon_that_waits_for_a_fee();
    let open = stripe.sessions()[0].clone();
    for (kind, session, expected) in [
        (EXPIRED, open.clone(), "expired"),
        (FAILED, open.clone(), "failed"),
        (EXPIRED, open, "failed"),
        (
            COMPLETED,
            stripe.change(0, &json!({ "status": "complete" })),
            "failed",
        ),
        (SUCCEEDED, stripe.pay(0), "paid"),
    ] {
        let body = FakeStripe::event(kind, &session);
        call(&salon, &signed(&salon, &body), &body).ok();
        assert_eq!(status(&salon), expected, "{kind}");
    }
}

#[test]
fn an_unsigned_old_forged_or_changed_call_is_refused_and_changes_nothing() {
    let (salon, stripe) = salon_that_waits_for_a_fee();
    let body = FakeStripe::event(COMPLETED, &stripe.pay(0));
    let now = salon.app.clock.now().timestamp();
    let good = signed(&salon, &body);
    let (time, other) = (
        format!("t={now}"),
        node::signature(&body, "whsec_other", now),
    );
    for signature in [
        "",
        "nonsense",
        &time,
        &other,
        &node::signature(&body, WEBHOOK_SECRET, now - 301),
        &node::signature(&body, WEBHOOK_SECRET, now + 301),
        &good.replace("v1=", "v0="),
    ] {
        let refused = call(&salon, signature, &body).refused(400, "invalid");
        assert_eq!(
            refused["error"],
            "This call does not carry Stripe's signature, or is too old."
        );
    }
    call(&salon, &good, &body.replace("2500", "2501")).refused(400, "invalid");
    assert_eq!(status(&salon), "open");
    // Recorded and played again later.
    salon.advance(Duration::seconds(301));
    call(&salon, &good, &body).refused(400, "invalid");
    assert_eq!(status(&salon), "open");
    // While a secret is replaced there are two signatures, one of them fits.
    let fresh = signed(&salon, &body);
    let old = other.split_once(',').unwrap().1;
    call(
        &salon,
        &fresh.replace(",v1=", &format!(",{old},v1=")),
        &body,
    )
    .ok();
    assert_eq!(status(&salon), "paid");
}

#[test]
fn a_wrong_amount_currency_or_session_is_flagged_and_not_taken_for_payment() {
    for (change, what) in [
        (json!({ "amount_total": 100 }), "is €1.00"),
        (json!({ "currency": "usd" }), "is $25.00"),
        (
            json!({ "id": "cs_test_other" }),
            "belongs to another session of Stripe's",
        ),
    ] {
        let (salon, stripe) = salon_that_waits_for_a_fee();
        let mut session = stripe.pay(0);
        session
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let body = FakeStripe::event(COMPLETED, &session);
        let signature = signed(&salon, &body);
        for _ in 0..100 {
            call(&salon, &signature, &body).ok();
        }
        assert_eq!(status(&salon), "open");
        let bob = salon.desk("Bob");
        let message = format!(
            "No-show fee of Ada Jansen, Thursday 26 March 2026: €25.00. A payment arrived at Stripe that {what}, so the fee is not marked as paid by it. Look into Stripe."
        );
        assert_eq!(told(&bob, "payment.mismatch"), [message]);
        assert_eq!(told(&bob, "payment.paid"), [""; 0]);
    }
}

#[test]
fn a_recovered_session_pays_the_fee() {
    let (salon, stripe) = salon_that_waits_for_a_fee();
    salon.advance(Duration::days(2));
    let body = FakeStripe::event(COMPLETED, &stripe.take_up_and_pay(0));
    call(&salon, &signed(&salon, &body), &body).ok();
    assert_eq!(status(&salon), "paid");
}

#[test]
fn what_else_the_account_sells_is_none_of_ours() {
    let (salon, _stripe) = salon_that_waits_for_a_fee();
    let other = json!({ "id": "cs_live_shop", "status": "complete", "payment_status": "paid", "client_reference_id": "order-1" });
    for body in [
        FakeStripe::event(COMPLETED, &other),
        FakeStripe::event("charge.refunded", &json!({ "id": "ch_1" })),
    ] {
        call(&salon, &signed(&salon, &body), &body).ok();
    }
    assert_eq!(status(&salon), "open");
    for body in ["", "[]", "{}", "not JSON"] {
        call(&salon, &signed(&salon, body), body).refused(400, "invalid");
    }
}

#[test]
fn without_a_secret_there_is_no_such_address() {
    let salon = Salon::open();
    call(&salon, "t=1,v1=00", "{}").refused(404, "not_found");
}
