//! What becomes of a fee: paid, run out, taken up again, renewed; found out by asking, since Stripe can't call most
//! salons.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use chrono::Duration;
use daybook::config;
use daybook::outside::stripe::{API_VERSION, Stripe, Terms};
use serde_json::json;

use crate::support::fees::{ADA, becomes, jobs, missed_appointment, salon_with_stripe, told};
use crate::support::node;
use crate::support::python;
use crate::support::salon::{Person, Salon};
use crate::support::stripe::{FakeStripe, Manner};

/// Ada was asked for a fee just now.
fn asked_for_a_fee(salon: &Salon, anna: &Person<'_>) -> i64 {
    let id = missed_appointment(salon, anna);
    becomes(anna, id, "no-show");
    assert_eq!(salon.letters_after(Duration::zero()).len(), 1);
    id
}

/// How often Stripe was asked to show a session, or its list.
fn looks(stripe: &FakeStripe) -> usize {
    stripe
        .asked()
        .iter()
        .filter(|call| call.method == "GET")
        .count()
}

#[test]
fn stripe_is_asked_now_and_then_until_the_fee_is_paid() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = asked_for_a_fee(&salon, &anna);
    salon.pass(Duration::minutes(9));
    assert_eq!(looks(&stripe), 0);
    salon.pass(Duration::minutes(1));
    salon.pass(Duration::minutes(49));
    assert_eq!(looks(&stripe), 1);
    stripe.pay(0);
    salon.pass(Duration::minutes(1));
    let payment = anna.get("/api/payments/1").ok();
    assert_eq!(
        (&payment["status"], &payment["url"], &payment["paid_at"]),
        (&json!("paid"), &json!(null), &json!("2026-03-26T12:01:00Z"))
    );
    assert_eq!(
        told(&anna, "payment.paid"),
        ["No-show fee of Ada Jansen, Thursday 26 March 2026: €25.00. It was paid."]
    );
    assert_eq!(
        jobs(&salon, id, "noshow.check"),
        [("done".to_owned(), String::new())]
    );
    salon.pass(Duration::days(20));
    assert_eq!(looks(&stripe), 2);
    // Whatever the appointment becomes now, the money is there.
    becomes(&anna, id, "completed");
    becomes(&anna, id, "no-show");
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "paid");
    assert_eq!(
        (stripe.sessions().len(), told(&anna, "payment.paid").len()),
        (1, 1)
    );
}

#[test]
fn a_check_waits_until_stripe_can_be_reached() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = asked_for_a_fee(&salon, &anna);
    stripe.pay(0);
    stripe.behave(Manner::Away);
    salon.pass(Duration::minutes(10));
    let why = "Stripe has a fault of its own just now (status 502).";
    assert_eq!(
        jobs(&salon, id, "noshow.check"),
        [("pending".to_owned(), why.to_owned())]
    );
    stripe.behave(Manner::Well);
    salon.pass(Duration::minutes(5));
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "paid");
}

#[test]
fn an_unpaid_fee_runs_out_after_a_day_and_is_renewed_with_a_new_letter() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    asked_for_a_fee(&salon, &anna);
    for _ in 0..50 {
        salon.pass(Duration::minutes(30));
    }
    let payment = anna.get("/api/payments/1").ok();
    assert_eq!(payment["status"], "expired");
    assert_eq!(
        payment["url"], "https://buy.stripe.com/r/cs_test_1",
        "a second start, for the desk to hand on"
    );
    let renewed = anna.post("/api/payments/1/renew", json!({})).ok();
    assert_eq!(
        (&renewed["status"], &renewed["url"]),
        (&json!("open"), &json!(null))
    );
    anna.post("/api/payments/1/renew", json!({}))
        .refused(409, "payment_open");
    let letters = salon.letters_after(Duration::zero());
    assert_eq!((letters.len(), letters[0].0.as_str()), (1, ADA));
    assert_eq!(stripe.sessions().len(), 2);
    stripe.pay(1);
    salon.pass(Duration::minutes(10));
    let refused = anna
        .post("/api/payments/1/renew", json!({}))
        .refused(409, "payment_paid");
    assert_eq!(refused["error"], "This fee is paid already.");
    assert_eq!(anna.get("/api/payments").ok().as_array().unwrap().len(), 1);
}

#[test]
fn a_client_who_takes_up_an_expired_session_has_paid() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    asked_for_a_fee(&salon, &anna);
    for _ in 0..26 {
        salon.pass(Duration::hours(1));
    }
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "expired");
    salon.pass(Duration::days(3));
    stripe.take_up_and_pay(0);
    salon.pass(Duration::days(1));
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "paid");
    assert_eq!(told(&anna, "payment.mismatch"), [""; 0]);
}

#[test]
fn renewing_first_looks_whether_it_was_paid_after_all() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    asked_for_a_fee(&salon, &anna);
    for _ in 0..26 {
        salon.pass(Duration::hours(1));
    }
    stripe.take_up_and_pay(0);
    anna.post("/api/payments/1/renew", json!({})).ok();
    assert_eq!(salon.letters_after(Duration::minutes(1)), []);
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "paid");
    assert_eq!(stripe.asked_to_open().len(), 1);
}

#[test]
fn a_bank_may_take_its_time_and_then_say_no() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    asked_for_a_fee(&salon, &anna);
    let under_way = json!({ "status": "complete", "url": null, "payment_intent": { "id": "pi_1", "status": "processing" } });
    stripe.change(0, &under_way);
    salon.pass(Duration::minutes(10));
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "open");
    stripe.change(
        0,
        &json!({ "payment_intent": { "id": "pi_1", "status": "requires_payment_method" } }),
    );
    salon.pass(Duration::days(1));
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "failed");
    let message = "No-show fee of Ada Jansen, Thursday 26 March 2026: €25.00. The client's bank did not pay it. Renew the payment to ask again.";
    assert_eq!(told(&anna, "payment.failed"), [message]);
    anna.post("/api/payments/1/renew", json!({})).ok();
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
    assert_eq!(stripe.sessions().len(), 2);
}

#[test]
fn another_amount_than_asked_for_is_flagged_once_and_not_taken_for_payment() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    asked_for_a_fee(&salon, &anna);
    stripe.change(0, &json!({ "amount_total": 100 }));
    stripe.pay(0);
    for _ in 0..30 {
        salon.pass(Duration::hours(1));
    }
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "open");
    let message = "No-show fee of Ada Jansen, Thursday 26 March 2026: €25.00. A payment arrived at Stripe that is €1.00, so the fee is not marked as paid by it. Look into Stripe.";
    assert_eq!(told(&anna, "payment.mismatch"), [message]);
}

#[test]
fn only_a_no_show_s_fee_is_renewed_and_only_where_stripe_is_set_up() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = asked_for_a_fee(&salon, &anna);
    becomes(&anna, id, "completed");
    salon.pass(Duration::zero());
    anna.post("/api/payments/1/renew", json!({}))
        .refused(409, "not_a_no_show");
    salon.row("UPDATE bookings SET status = 'no-show'", &[]);
    stripe.known_to(&salon, "");
    anna.post("/api/payments/1/renew", json!({}))
        .refused(409, "payments_not_set_up");
    anna.post("/api/payments/9/renew", json!({}))
        .refused(404, "not_found");
}

#[test]
fn the_desk_and_admins_see_fees_and_staff_do_not() {
    let (salon, _stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = asked_for_a_fee(&salon, &anna);
    let fee = anna.get("/api/payments/1").ok();
    assert_eq!(salon.admin("Vera").get("/api/payments").ok(), json!([fee]));
    assert_eq!(
        anna.get(&format!("/api/payments?booking_id={id}&page=1"))
            .ok()["data"],
        json!([fee])
    );
    assert_eq!(anna.get("/api/payments?booking_id=99").ok(), json!([]));
    assert_eq!(
        anna.get("/api/payments?booking_id=99&page=1").ok()["total"],
        0
    );
    anna.get("/api/payments?booking_id=x")
        .refused(400, "invalid");
    anna.get("/api/payments/2").refused(404, "not_found");
    let emre = salon.stylist("Emre", 1);
    for path in ["/api/payments", "/api/payments/1"] {
        emre.get(path).refused(403, "forbidden");
        salon.stranger().get(path).refused(401, "not_logged_in");
    }
    emre.post("/api/payments/1/renew", json!({}))
        .refused(403, "forbidden");
}

#[test]
fn a_client_who_comes_back_from_stripe_is_thanked_and_nothing_changes() {
    let (salon, _stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    asked_for_a_fee(&salon, &anna);
    for (path, words) in [
        ("/payments/thanks?lang=nl", "Dank u wel"),
        ("/payments/later?lang=de", "Es wurde nichts bezahlt"),
        ("/payments/thanks", "Thank you"),
    ] {
        let page = salon.stranger().get(path);
        assert_eq!(page.status, 200);
        assert!(page.text().contains(words), "{}", page.text());
    }
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "open");
}

#[test]
fn what_stripe_is_asked_fits_the_types_of_its_own_sdk() {
    let terms = Terms {
        amount_cents: 2500,
        currency: "EUR",
        product: "Missed appointment, Salon Anna",
        reference: "daybook-1-1774520460",
        booking_id: 1,
        success_url: "https://salon.example/payments/thanks?lang=en",
        cancel_url: "https://salon.example/payments/later?lang=en",
    };
    let parameters = node::nested(&terms.to_request());
    assert_eq!(
        parameters["line_items"][0]["price_data"]["unit_amount"],
        2500
    );
    let program = format!(
        r#"import Stripe from "stripe";
const parameters: Stripe.Checkout.SessionCreateParams = {parameters};
const seen: Stripe.Checkout.SessionRetrieveParams = {{ expand: ["payment_intent"] }};
const list: Stripe.Checkout.SessionListParams = {{ limit: 100, created: {{ gte: 1 }}, starting_after: "cs_1" }};
// What our reading of an answer relies on.
function read(session: Stripe.Checkout.Session) {{
  const status: "open" | "complete" | "expired" | string | null = session.status;
  const paid: boolean = session.payment_status === "paid";
  const amount: number | null = session.amount_total;
  const again: string | null | undefined = session.after_expiration?.recovery?.url;
  const from: string | null = session.recovered_from;
  const intent = session.payment_intent;
  const bank = typeof intent === "object" && intent ? intent.status : null;
  return [status, paid, amount, again, from, bank, session.client_reference_id, session.currency, session.url];
}}
// The types do say no.
// @ts-expect-error
const wrong: Stripe.Checkout.SessionCreateParams = {{ mode: "payment", line_itmes: [] }};
export {{ parameters, seen, list, read, wrong }};
"#
    );
    node::assert_compiles("parameters.ts", &program);
    let version =
        std::fs::read_to_string(node::sdk().join("node_modules/stripe/esm/apiVersion.js"));
    assert!(
        version.unwrap().contains(API_VERSION),
        "check our parameters against the SDK's version"
    );
}

#[test]
fn an_authority_that_the_salon_trusts_is_trusted_besides_the_public_ones() {
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("ca.pem");
    let mut server = Command::new(python::venv())
        .arg(python::script("https_server.py"))
        .arg(&ca_file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut port = String::new();
    let stdout = server.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut port).unwrap();
    let settings = config::Stripe {
        secret_key: "sk_test_1".into(),
        api_base: format!("https://localhost:{}", port.trim()),
        ..config::Stripe::default()
    };
    let look = |ca_file: &str| {
        let stripe = Stripe::open(&settings, ca_file).unwrap();
        stripe.retrieve("cs_test_1").map(|session| session.id)
    };
    let (trusted, unknown) = (look(ca_file.to_str().unwrap()), look(""));
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!(trusted, Ok("cs_test_1".to_owned()));
    assert_eq!(
        unknown.unwrap_err().to_string(),
        "The connection to localhost is not safe: nobody known vouches for its certificate. Check this machine's clock, and ca_file in config.toml."
    );
    let missing = Stripe::open(&settings, "/nowhere/ca.pem").unwrap_err();
    assert!(
        missing
            .to_string()
            .starts_with("The certificates in /nowhere/ca.pem can't be used: ")
    );
}
