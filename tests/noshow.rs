//! Ada did not come: the fee is asked for once, whatever Stripe, the mail server and the desk do meanwhile.

use chrono::Duration;
use daybook::config;
use daybook::outside::mailer::DeliveryError;
use daybook::outside::stripe::Stripe;
use serde_json::json;

use crate::support::fees::{ADA, becomes, jobs, missed_appointment, salon_with_stripe, told};
use crate::support::salon::Salon;
use crate::support::stripe::{FakeStripe, Manner};

const SUBJECT: &str = "Your missed appointment on Thursday 26 March 2026";

fn one_letter() -> Vec<(String, String)> {
    vec![(ADA.to_owned(), SUBJECT.to_owned())]
}

fn done() -> Vec<(String, String)> {
    vec![("done".to_owned(), String::new())]
}

#[test]
fn a_no_show_gets_a_letter_with_the_link_to_pay() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    salon.pass(Duration::zero());
    let letters = salon.outbox.take();
    assert_eq!((letters.len(), letters[0].to.as_str()), (1, ADA));
    let payment = anna.get("/api/payments/1").ok();
    let url = payment["url"].as_str().unwrap();
    assert!(String::from_utf8_lossy(&letters[0].message).contains(url));
    assert_eq!(
        payment,
        json!({
            "id": 1, "booking_id": id, "client_id": 2, "kind": "no_show_fee", "amount_cents": 2500, "currency": "EUR",
            "status": "open", "url": "https://checkout.stripe.com/c/pay/cs_test_1",
            "created_at": "2026-03-26T11:01:00Z", "paid_at": null,
        })
    );
    assert_eq!(jobs(&salon, id, "noshow.fee"), done());
    let session = &stripe.sessions()[0];
    assert_eq!(session["metadata"]["booking_id"], id.to_string());
    assert_eq!(
        (&session["amount_total"], &session["currency"]),
        (&json!(2500), &json!("eur"))
    );
    assert!(
        session["client_reference_id"]
            .as_str()
            .unwrap()
            .starts_with("daybook-1-")
    );
}

#[test]
fn without_stripe_the_desk_is_told_and_the_no_show_stands() {
    let salon = Salon::open();
    salon.set("noshow_enabled", true);
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    assert_eq!(becomes(&anna, id, "no-show")["status"], "no-show");
    assert_eq!(salon.letters_after(Duration::hours(1)), []);
    let why = "Stripe is not set up, so no fee is asked for. Set it up under Settings → Mail and payments.";
    assert_eq!(
        jobs(&salon, id, "noshow.fee"),
        [("cancelled".to_owned(), why.to_owned())]
    );
    assert_eq!(
        told(&anna, "payment.not_configured"),
        [format!(
            "No-show fee of Ada Jansen, Thursday 26 March 2026: {why}"
        )]
    );
    assert_eq!(anna.get("/api/payments").ok(), json!([]));
    // Once it is set up, saying so again asks for the fee.
    let _stripe = FakeStripe::beside(&salon);
    becomes(&anna, id, "scheduled");
    becomes(&anna, id, "no-show");
    assert_eq!(salon.letters_after(Duration::minutes(1)), one_letter());
}

#[test]
fn no_fee_is_asked_for_where_there_is_none_or_nobody_to_ask() {
    for (prepare, why) in [
        (
            (|salon: &Salon| salon.set("noshow_fee_cents", 0)) as fn(&Salon),
            "The no-show fee is set to nothing.",
        ),
        (
            |salon| {
                salon.row("UPDATE clients SET email = ''", &[]);
            },
            "The client has no e-mail address.",
        ),
    ] {
        let (salon, stripe) = salon_with_stripe();
        let anna = salon.desk("Anna");
        let id = missed_appointment(&salon, &anna);
        prepare(&salon);
        becomes(&anna, id, "no-show");
        assert_eq!(salon.letters_after(Duration::hours(1)), []);
        assert_eq!(
            jobs(&salon, id, "noshow.fee"),
            [("cancelled".to_owned(), why.to_owned())]
        );
        assert_eq!(stripe.asked(), []);
    }
    let (salon, stripe) = salon_with_stripe();
    salon.set("noshow_enabled", false);
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    salon.pass(Duration::hours(1));
    assert_eq!(
        (jobs(&salon, id, "noshow.fee"), stripe.asked()),
        (vec![], vec![])
    );
}

#[test]
fn stripe_out_of_reach_delays_the_fee_with_growing_pauses() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    stripe.behave(Manner::Away);
    becomes(&anna, id, "no-show");
    let mut tries = Vec::new();
    for _ in 0..60 {
        salon.pass(Duration::minutes(1));
        tries.push(stripe.asked_to_open().len());
    }
    assert_eq!(
        [
            tries[0], tries[2], tries[6], tries[14], tries[30], tries[59]
        ],
        [1, 2, 3, 4, 5, 6]
    );
    let why = "Stripe has a fault of its own just now (status 502).";
    assert_eq!(
        jobs(&salon, id, "noshow.fee"),
        [("pending".to_owned(), why.to_owned())]
    );
    stripe.behave(Manner::Hurried);
    salon.pass(Duration::hours(1));
    let why = "Stripe is busy with our requests and asks for patience.";
    assert_eq!(jobs(&salon, id, "noshow.fee")[0].1, why);
    stripe.behave(Manner::Well);
    assert_eq!(salon.letters_after(Duration::hours(3)), one_letter());
    assert_eq!(stripe.sessions().len(), 1);
    let asked = stripe.asked_to_open();
    assert!(
        asked.iter().all(|call| *call == asked[0]),
        "one question, to the byte"
    );
    assert_eq!(told(&anna, "payment.failed"), [""; 0]);
}

#[test]
fn nobody_waits_for_stripe_for_ever() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    stripe.behave(Manner::Away);
    becomes(&anna, id, "no-show");
    for _ in 0..5 * 24 {
        salon.pass(Duration::hours(1));
    }
    assert_eq!(jobs(&salon, id, "noshow.fee")[0].0, "failed");
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "failed");
    assert_eq!(
        told(&anna, "payment.failed"),
        [
            "No-show fee of Ada Jansen, Thursday 26 March 2026: €25.00. Stripe has a fault of its own just now (status 502)."
        ]
    );
    stripe.behave(Manner::Well);
    let job = &anna.get("/api/jobs?type=noshow.fee").ok()[0]["id"];
    anna.post(&format!("/api/jobs/{job}/retry"), json!({})).ok();
    assert_eq!(salon.letters_after(Duration::minutes(1)), one_letter());
    assert_eq!(stripe.sessions().len(), 1);
}

#[test]
fn an_answer_that_was_lost_leads_to_the_same_session_whatever_was_changed_meanwhile() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    stripe.behave(Manner::Mute);
    becomes(&anna, id, "no-show");
    assert_eq!(salon.letters_after(Duration::zero()), []);
    assert_eq!(
        jobs(&salon, id, "noshow.fee")[0].1,
        "Stripe did not answer in time."
    );
    salon.set("noshow_fee_cents", 9900);
    salon.set("currency", "USD");
    salon.set("salon_name", "Another");
    stripe.behave(Manner::Well);
    assert_eq!(salon.letters_after(Duration::minutes(1)), one_letter());
    let asked = stripe.asked_to_open();
    assert_eq!((asked.len(), &asked[0]), (2, &asked[1]));
    assert_eq!(stripe.sessions().len(), 1);
    assert_eq!(anna.get("/api/payments/1").ok()["amount_cents"], 2500);
}

#[test]
fn a_fault_that_stripe_keeps_is_met_for_a_day_under_one_key_and_then_it_is_searched_first() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    stripe.behave(Manner::Faulty);
    becomes(&anna, id, "no-show");
    salon.pass(Duration::zero());
    stripe.behave(Manner::Well);
    let mut letters = Vec::new();
    for _ in 0..23 * 4 {
        letters.extend(salon.letters_after(Duration::minutes(15)));
    }
    let asked = stripe.asked_to_open();
    assert!(asked.len() > 5 && asked.iter().all(|call| *call == asked[0]));
    assert_eq!((letters.len(), stripe.sessions().len()), (0, 0));
    for _ in 0..12 * 4 {
        letters.extend(salon.letters_after(Duration::minutes(15)));
    }
    assert_eq!((letters, stripe.sessions().len()), (one_letter(), 1));
    let calls = stripe.asked();
    let last = calls
        .iter()
        .rposition(|call| call.method == "POST")
        .unwrap();
    assert_ne!(calls[last].key, asked[0].key);
    assert_eq!(
        (
            calls[last - 1].method.as_str(),
            calls[last - 1].path.as_str()
        ),
        ("GET", "/v1/checkout/sessions")
    );
}

#[test]
fn a_session_that_stripe_made_and_daybook_never_heard_of_is_found_again() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    stripe.behave(Manner::Mute);
    becomes(&anna, id, "no-show");
    salon.pass(Duration::zero());
    stripe.behave(Manner::Away);
    // The key is forgotten, yet the session lives; Stripe sold a great many other things meanwhile.
    salon.row(
        "UPDATE payments SET key_since = '2026-03-25T00:00:00Z'",
        &[],
    );
    for n in 0..250 {
        stripe.add(json!({ "status": "complete", "payment_status": "paid", "client_reference_id": format!("order-{n}") }));
    }
    stripe.behave(Manner::Well);
    assert_eq!(salon.letters_after(Duration::hours(1)), one_letter());
    assert_eq!(
        (stripe.sessions().len(), stripe.asked_to_open().len()),
        (251, 1)
    );
    assert_eq!(
        anna.get("/api/payments/1").ok()["url"],
        "https://checkout.stripe.com/c/pay/cs_test_1"
    );
}

#[test]
fn a_key_that_stripe_refuses_is_told_in_words_that_do_not_hold_it() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    stripe.behave(Manner::Strict);
    becomes(&anna, id, "no-show");
    assert_eq!(salon.letters_after(Duration::hours(2)), []);
    let why = "Stripe does not accept the secret key. Copy it again from Stripe, into Settings → Mail and payments.";
    assert_eq!(
        jobs(&salon, id, "noshow.fee"),
        [("failed".to_owned(), why.to_owned())]
    );
    let message = format!("No-show fee of Ada Jansen, Thursday 26 March 2026: €25.00. {why}");
    assert_eq!(told(&anna, "payment.failed"), [message]);
    assert_eq!(stripe.asked_to_open().len(), 1, "it is not tried in vain");
    stripe.behave(Manner::Well);
    anna.post("/api/payments/1/renew", json!({})).ok();
    assert_eq!(salon.letters_after(Duration::minutes(1)), one_letter());
}

#[test]
fn what_stripe_says_no_to_is_told_in_its_words() {
    let (salon, _stripe) = salon_with_stripe();
    salon.set("noshow_fee_cents", 30);
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    salon.pass(Duration::zero());
    assert_eq!(
        jobs(&salon, id, "noshow.fee")[0].1,
        "Stripe refused: The Checkout Session's total amount must convert to at least 50 cents."
    );
}

#[test]
fn nothing_listens_where_stripe_should_be() {
    let salon = Salon::open();
    salon.set("noshow_enabled", true);
    let nowhere = config::Stripe {
        secret_key: "sk_test_1".into(),
        api_base: "http://127.0.0.1:9".into(),
        ..config::Stripe::default()
    };
    salon.app.set_stripe(Stripe::open(&nowhere, "").unwrap());
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    salon.pass(Duration::zero());
    let why = "Stripe can't be reached. Is this machine online?";
    assert_eq!(
        jobs(&salon, id, "noshow.fee"),
        [("pending".to_owned(), why.to_owned())]
    );
}

#[test]
fn a_no_show_taken_back_at_once_asks_nobody() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    becomes(&anna, id, "completed");
    salon.pass(Duration::minutes(1));
    assert_eq!((stripe.asked(), salon.outbox.take().len()), (vec![], 0));
    let why = "The appointment is no longer marked as a no-show.";
    assert_eq!(
        jobs(&salon, id, "noshow.fee"),
        [("cancelled".to_owned(), why.to_owned())]
    );
    becomes(&anna, id, "no-show");
    assert_eq!(salon.letters_after(Duration::zero()), one_letter());
}

#[test]
fn a_no_show_taken_back_later_closes_the_session_and_to_and_fro_asks_once_more_at_most() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    assert_eq!(salon.letters_after(Duration::zero()), one_letter());
    // Back and forth before anybody looked: nothing happened.
    becomes(&anna, id, "completed");
    becomes(&anna, id, "no-show");
    assert_eq!(salon.letters_after(Duration::hours(2)), []);
    assert_eq!(stripe.sessions()[0]["status"], "open");
    becomes(&anna, id, "scheduled");
    salon.pass(Duration::zero());
    assert_eq!(stripe.sessions()[0]["status"], "expired");
    let payment = anna.get("/api/payments/1").ok();
    assert_eq!(
        (&payment["status"], &payment["url"]),
        (&json!("expired"), &json!(null))
    );
    assert!(
        jobs(&salon, id, "noshow.check")
            .iter()
            .all(|job| job.0 == "done")
    );
    // A no-show after all: another link, for the old one is dead.
    becomes(&anna, id, "no-show");
    assert_eq!(salon.letters_after(Duration::zero()), one_letter());
    assert_eq!(stripe.sessions().len(), 2);
    let payments = anna.get("/api/payments").ok();
    assert_eq!(
        (payments.as_array().unwrap().len(), &payments[0]["status"]),
        (1, &json!("open"))
    );
    let keys: Vec<_> = stripe
        .asked_to_open()
        .into_iter()
        .map(|call| call.key)
        .collect();
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn a_waived_session_is_closed_as_soon_as_stripe_is_back() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    salon.pass(Duration::zero());
    stripe.behave(Manner::Away);
    becomes(&anna, id, "completed");
    salon.pass(Duration::minutes(1));
    assert_eq!(
        anna.get("/api/payments/1").ok()["status"],
        "open",
        "its link still works"
    );
    stripe.behave(Manner::Well);
    salon.pass(Duration::hours(1));
    assert_eq!(stripe.sessions()[0]["status"], "expired");
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "expired");
}

#[test]
fn a_client_who_was_quicker_than_the_waiver_gets_the_money_back() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    salon.pass(Duration::zero());
    stripe.pay(0);
    becomes(&anna, id, "completed");
    salon.pass(Duration::minutes(1));
    assert_eq!(anna.get("/api/payments/1").ok()["status"], "paid");
    let message = "No-show fee of Ada Jansen, Thursday 26 March 2026: €25.00. It was paid, although it was waived meanwhile. Pay it back in Stripe.";
    assert_eq!(told(&anna, "payment.paid"), [message]);
}

#[test]
fn a_visit_of_two_services_costs_one_fee() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let first = missed_appointment(&salon, &anna);
    let mut body = anna.get(&format!("/api/bookings/{first}")).ok();
    (body["start_at"], body["end_at"]) =
        (json!("2026-03-26 10:30:00"), json!("2026-03-26 11:00:00"));
    let second = anna.post("/api/bookings", body).ok()["id"]
        .as_i64()
        .unwrap();
    salon.letters_after(Duration::minutes(1));
    becomes(&anna, first, "no-show");
    becomes(&anna, second, "no-show");
    assert_eq!(salon.letters_after(Duration::minutes(1)).len(), 1);
    assert_eq!(stripe.sessions().len(), 1);
    let why = format!("It was told in the letter about booking {first}, of the same visit.");
    assert_eq!(
        jobs(&salon, second, "noshow.fee"),
        [("cancelled".to_owned(), why)]
    );
    // One of them was a mistake: the other still costs the fee.
    becomes(&anna, first, "completed");
    salon.pass(Duration::minutes(1));
    assert_eq!(stripe.sessions()[0]["status"], "open");
    becomes(&anna, second, "completed");
    salon.pass(Duration::minutes(1));
    assert_eq!(stripe.sessions()[0]["status"], "expired");
}

#[test]
fn the_letter_keeps_its_promises_and_opens_no_second_session() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    salon.outbox.fail_next(DeliveryError::NotSent {
        why: "Down.".into(),
    });
    assert_eq!(salon.letters_after(Duration::zero()), []);
    assert_eq!(
        jobs(&salon, id, "noshow.fee"),
        [("pending".to_owned(), "Down.".to_owned())]
    );
    salon.outbox.fail_next(DeliveryError::Ambiguous {
        why: "No answer.".into(),
    });
    salon.pass(Duration::minutes(1));
    assert_eq!(salon.letters_after(Duration::minutes(2)), one_letter());
    assert_eq!(
        (stripe.sessions().len(), stripe.asked_to_open().len()),
        (1, 1)
    );
}

#[test]
fn a_link_that_ran_out_before_its_letter_could_leave_is_not_mailed() {
    let (salon, _stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    salon.outbox.fail_for(
        ADA,
        DeliveryError::NotSent {
            why: "Down.".into(),
        },
    );
    becomes(&anna, id, "no-show");
    for _ in 0..26 * 2 {
        salon.pass(Duration::minutes(30));
    }
    salon.outbox.recover();
    for _ in 0..12 {
        assert_eq!(salon.letters_after(Duration::hours(1)), []);
    }
    let why =
        "The link to pay ran out before the letter could leave. Renew the payment to send another.";
    assert_eq!(
        jobs(&salon, id, "noshow.fee"),
        [("cancelled".to_owned(), why.to_owned())]
    );
    assert_eq!(told(&anna, "payment.failed").len(), 1);
    anna.post("/api/payments/1/renew", json!({})).ok();
    assert_eq!(salon.letters_after(Duration::minutes(1)), one_letter());
}

#[test]
fn the_fee_follows_the_no_show_to_the_client_whose_it_was() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    becomes(&anna, id, "no-show");
    assert_eq!(salon.letters_after(Duration::minutes(1)), one_letter());

    // It was Bea's appointment: Ada's link is closed, and Bea gets one of her own.
    let bea = salon.client("Bea de Boer", "bea@example.com");
    let ada = anna.get("/api/payments/1").ok()["client_id"].clone();
    let path = format!("/api/bookings/{id}");
    anna.put(&path, json!({ "client_id": bea })).ok();
    assert_eq!(
        salon.letters_after(Duration::minutes(2)),
        [("bea@example.com".to_owned(), SUBJECT.to_owned())]
    );
    let fee = |number: i64| anna.get(&format!("/api/payments/{number}")).ok();
    assert_eq!(
        (&fee(1)["client_id"], &fee(1)["status"]),
        (&ada, &json!("expired"))
    );
    assert_eq!(
        (&fee(2)["client_id"], &fee(2)["status"]),
        (&json!(bea), &json!("open"))
    );
    let open = |session: &serde_json::Value| session["status"] == "open";
    assert_eq!(
        stripe.sessions().iter().map(open).collect::<Vec<_>>(),
        [false, true]
    );
    anna.post("/api/payments/1/renew", json!({}))
        .refused(409, "not_a_no_show");
    stripe.pay(1);
    salon.pass(Duration::days(1));
    assert_eq!(
        told(&anna, "payment.paid"),
        ["No-show fee of Bea de Boer, Thursday 26 March 2026: €25.00. It was paid."]
    );

    // It was Ada's after all: she is asked, and Bea gets her money back.
    anna.put(&path, json!({ "client_id": ada })).ok();
    assert_eq!(salon.letters_after(Duration::minutes(2)), one_letter());
    assert_eq!(fee(1)["status"], "open");
    assert!(told(&anna, "payment.paid")[1].ends_with("Pay it back in Stripe."));
    assert_eq!(anna.get("/api/payments").ok().as_array().unwrap().len(), 2);
}

#[test]
fn a_fee_that_was_not_asked_for_yet_is_asked_of_the_right_client_alone() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    let bea = salon.client("Bea de Boer", "bea@example.com");
    becomes(&anna, id, "no-show");
    anna.put(&format!("/api/bookings/{id}"), json!({ "client_id": bea }))
        .ok();
    let letters = salon.letters_after(Duration::minutes(1));
    assert_eq!(
        letters,
        [("bea@example.com".to_owned(), SUBJECT.to_owned())]
    );
    assert_eq!(stripe.sessions().len(), 1);
    // Reinstated and given to somebody else in one go, it is nobody's to pay.
    let cleo = salon.client("Cleo", "cleo@example.com");
    let wish = json!({ "client_id": cleo, "status": "completed" });
    anna.put(&format!("/api/bookings/{id}"), wish).ok();
    salon.pass(Duration::minutes(1));
    assert_eq!(stripe.sessions()[0]["status"], "expired");
    assert_eq!(stripe.sessions().len(), 1);
}
