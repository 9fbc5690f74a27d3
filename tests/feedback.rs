//! Ada is asked how it was, and whether she wants to be asked.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

/// Ada's cut is done, and she is asked how it was; answers the page's address and the one to unsubscribe.
fn asked(salon: &Salon, anna: &Person<'_>) -> (String, String) {
    let (ada, emre) = (
        salon.client("Ada Jansen", "ada@example.com"),
        salon.staff("Emre"),
    );
    let cut = salon.service("Cut", 30, 3500);
    completed(anna, ada, emre, cut);
    salon.pass(Duration::minutes(120));
    let feedback: String = salon.value("SELECT feedback_token FROM bookings WHERE id = 1");
    let unsubscribe: String = salon.value("SELECT max(unsubscribe_token) FROM clients");
    let letter =
        String::from_utf8_lossy(&salon.outbox.take().pop().unwrap().message).replace("=\r\n", "");
    assert!(letter.contains(&feedback) && letter.contains(&unsubscribe));
    (
        format!("/feedback/{feedback}"),
        format!("/unsubscribe/{unsubscribe}"),
    )
}

fn completed(anna: &Person<'_>, client: i64, staff: i64, service: i64) -> Value {
    let body = json!({
        "client_id": client, "staff_id": staff, "service_id": service, "allow_overlap": true,
        "start_at": "2026-03-23 08:00:00", "end_at": "2026-03-23 08:30:00",
    });
    let booking = anna.post("/api/bookings", body).ok();
    let path = format!("/api/bookings/{}", booking["id"]);
    anna.put(&path, json!({ "status": "completed" })).ok()
}

fn reachable() -> Salon {
    Salon::open_with(|config| config.server.public_url = "https://salon.example".into())
}

#[test]
fn ada_says_once_how_it_was_and_is_invited_to_tell_others_whatever_she_said() {
    let salon = reachable();
    salon.set("review_url", "https://reviews.example/salon?a=1&b=2");
    let (anna, owner) = (salon.desk("Anna"), salon.admin("Olga"));
    let (page, _) = asked(&salon, &anna);
    let ada = salon.stranger();
    let form = ada.get(&page).page(200);
    assert_eq!(form.matches("type=\"radio\"").count(), 5);

    let missing = ada
        .submit(&page, "comment=It+was+%3Cfine%3E%0D%0Athanks")
        .page(400);
    assert!(missing.contains("Please choose one to five stars."));
    assert!(missing.contains("It was &lt;fine&gt;\nthanks</textarea>"));
    ada.submit(&page, "rating=6").page(400);
    let long = format!("rating=1&comment={}", "x".repeat(4001));
    let long = ada.submit(&page, &long).page(400);
    assert!(long.contains("at most 4,000 characters") && long.contains("value=\"1\" checked"));

    let thanks = ada
        .submit(&page, "rating=1&comment=Too+short%0D%0Aby+far")
        .page(200);
    let review = "href=\"https:&#x2f;&#x2f;reviews.example&#x2f;salon?a=1&amp;b=2\"";
    assert!(thanks.contains(review), "{thanks}");
    assert!(
        ada.submit(&page, "rating=5")
            .page(410)
            .contains("You have answered already")
    );
    ada.get(&page).page(410);

    let given = owner.get("/api/feedback").ok();
    assert_eq!(
        given,
        json!([{
            "id": 1, "booking_id": 1, "rating": 1, "comment": "Too short\nby far",
            "created_at": "2026-03-23T10:00:00Z", "client_name": "Ada Jansen",
        }])
    );
    assert_eq!(owner.get("/api/feedback?page=1").ok()["total"], 1);
    assert_eq!(owner.get("/api/feedback/1").ok(), given[0]);
    let counted = json!({ "count": 1, "average": 1.0, "by_rating": [1, 0, 0, 0, 0] });
    assert_eq!(owner.get("/api/reports/feedback").ok(), counted);
    anna.get("/api/reports/feedback").refused(403, "forbidden");
    anna.get("/api/feedback").refused(403, "forbidden");
    owner
        .post("/api/feedback", json!({}))
        .refused(405, "method_not_allowed");
}

#[test]
fn who_asks_for_no_more_such_letters_gets_none_but_those_about_appointments() {
    let salon = reachable();
    let anna = salon.desk("Anna");
    let (_, unsubscribe) = asked(&salon, &anna);
    let ada = salon.stranger();
    let before = salon.dump();
    assert!(
        ada.get(&unsubscribe)
            .page(200)
            .contains("No more of these e-mails?")
    );
    assert_eq!(salon.dump(), before);
    // A mail program's own button (RFC 8058).
    ada.submit(&unsubscribe, "List-Unsubscribe=One-Click")
        .page(200);
    ada.submit(&unsubscribe, "").page(200);

    completed(&anna, 2, 1, 1);
    assert_eq!(salon.letters_after(Duration::days(1)), []);
    assert_eq!(
        salon.jobs(2).last().unwrap().2,
        "The client does not want such letters."
    );
    let body = json!({
        "client_id": 2, "staff_id": 1, "service_id": 1,
        "start_at": "2026-03-26 08:00:00", "end_at": "2026-03-26 08:30:00",
    });
    anna.post("/api/bookings", body).ok();
    assert_eq!(salon.letters_after(Duration::seconds(10)).len(), 1);
}

#[test]
fn a_thousand_looks_at_these_pages_change_nothing() {
    let salon = reachable();
    let anna = salon.desk("Anna");
    let pages = asked(&salon, &anna);
    let before = salon.dump();
    let scanner = salon.stranger();
    for _ in 0..500 {
        scanner.get(&pages.0).page(200);
        scanner.send("HEAD", &pages.1, None).page(200);
    }
    assert_eq!(salon.dump(), before);
}
