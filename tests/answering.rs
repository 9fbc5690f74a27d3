//! Ada is asked whether a time suits her, and answers by a link.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

const ADA: &str = "ada@example.com";

/// Anna asks Ada, who reads Dutch or whatever else, whether Thursday at ten suits her; today is Monday.
fn asked(salon: &Salon, anna: &Person<'_>, language: &str) -> Value {
    let (ada, emre) = (salon.client("Ada Jansen", ADA), salon.staff("Emre"));
    salon.row(
        "UPDATE clients SET language = :language WHERE id = :id",
        rusqlite::named_params! { ":language": language, ":id": ada },
    );
    let cut = salon.service("Cut", 30, 3500);
    let body = json!({
        "client_id": ada, "staff_id": emre, "service_id": cut, "provisional": true,
        "start_at": "2026-03-26 10:00:00", "end_at": "2026-03-26 10:30:00",
        "notes": "Please come with <b>dry</b> hair", "internal_notes": "Talks a lot",
    });
    anna.post("/api/bookings", body).ok()
}

fn link(booking: &Value, reply: &str) -> String {
    let token = booking["provisional_token"].as_str().unwrap();
    format!("/bookings/{token}/{reply}")
}

fn notified(salon: &Salon, kind: &str) -> Vec<String> {
    let read = |book: &rusqlite::Connection| {
        let mut found = book.prepare("SELECT message FROM notifications WHERE type = ?")?;
        let found = found.query_map([kind], |row| row.get(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    };
    salon.app.db.read(read).unwrap()
}

/// The letters that arrived, line breaks of their encoding taken out.
fn letters(salon: &Salon) -> Vec<String> {
    let taken = salon.outbox.take();
    let texts = taken.iter().map(|letter| {
        let text = String::from_utf8_lossy(&letter.message).into_owned();
        text.replace("=\r\n", "").replace("=3D", "=")
    });
    texts.collect()
}

#[test]
fn ada_says_yes_and_gets_her_confirmation() {
    let salon = Salon::open_with(|config| {
        config.server.public_url = "https://salon.example".into();
    });
    let anna = salon.desk("Anna");
    let booking = asked(&salon, &anna, "en");
    assert_eq!(booking["status"], "provisional");
    salon.pass(Duration::zero());
    let question = letters(&salon).remove(0);
    let accept = link(&booking, "accept");
    assert!(question.contains(&format!("https://salon.example{accept}")));
    assert!(!question.contains("Talks a lot"));

    let ada = salon.stranger();
    let page = ada.get(&accept).page(200);
    for text in [
        "Does this time suit you?",
        "Thursday 26 March 2026, 10:00–10:30",
        "Cut",
        "Emre",
        "Please come with &lt;b&gt;dry&lt;&#x2f;b&gt; hair",
        "We keep this time free for you until Wednesday 25 March 2026 at 09:00.",
        "<form method=\"post\">",
        "<html lang=\"en\">",
    ] {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    assert!(!page.contains("Talks a lot"));

    let page = ada.submit(&accept, "").page(200);
    assert!(page.contains("Your appointment is booked"));
    let booking = anna.get("/api/bookings/1").ok();
    assert_eq!(booking["status"], "scheduled");
    assert_eq!(
        notified(&salon, "booking.accepted"),
        ["Ada Jansen comes on Thursday 26 March 2026 at 10:00: the appointment is confirmed."]
    );
    let confirmed = salon.letters_after(Duration::seconds(10));
    assert_eq!(confirmed.len(), 1);
    assert_eq!(confirmed[0].0, ADA);

    for page in [ada.get(&accept), ada.submit(&link(&booking, "decline"), "")] {
        assert!(
            page.page(410)
                .contains("This appointment is confirmed already")
        );
    }
    assert_eq!(anna.get("/api/bookings/1").ok()["status"], "scheduled");
    let audit = salon.value::<String>("SELECT actor || ' ' || action FROM audit WHERE id = 2");
    assert_eq!(audit, "client accepted");
}

#[test]
fn a_thousand_looks_change_nothing() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let booking = asked(&salon, &anna, "en");
    salon.pass(Duration::zero());
    let before = salon.dump();
    let scanner = salon.stranger();
    for _ in 0..500 {
        scanner.get(&link(&booking, "accept")).page(200);
        scanner
            .send("HEAD", &link(&booking, "decline"), None)
            .page(200);
    }
    assert_eq!(salon.dump(), before);
}

#[test]
fn ada_says_no_and_the_next_in_line_is_offered_the_time() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let booking = asked(&salon, &anna, "de");
    let bea = salon.client("Bea Smit", "bea@example.com");
    salon.row(
        "INSERT INTO waitlist (client_id, service_id, date, created_at)
         VALUES (:bea, 1, '2026-03-26', '2026-03-23T08:00:00Z')",
        rusqlite::named_params! { ":bea": bea },
    );
    salon.pass(Duration::zero());
    salon.outbox.take();
    let ada = salon.stranger();
    let decline = link(&booking, "decline");
    assert!(
        ada.get(&decline)
            .page(200)
            .contains("Passt Ihnen diese Zeit nicht?")
    );
    assert!(
        ada.submit(&decline, "")
            .page(200)
            .contains("Sie haben abgesagt")
    );
    assert_eq!(anna.get("/api/bookings/1").ok()["status"], "cancelled");
    assert_eq!(
        notified(&salon, "booking.declined"),
        ["Ada Jansen declined the appointment on Thursday 26 March 2026 at 10:00."]
    );
    let letters = salon.letters_after(Duration::minutes(1));
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].0, "bea@example.com");
    assert!(
        ada.submit(&link(&booking, "accept"), "")
            .page(410)
            .contains("Dieser Termin ist abgesagt")
    );
}

#[test]
fn a_time_that_was_taken_meanwhile_is_not_given_twice_and_the_desk_calls() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let booking = asked(&salon, &anna, "nl");
    let mut over = booking.clone();
    over["client_id"] = json!(salon.client("Bea Smit", ""));
    for field in ["visit_id", "provisional_token"] {
        over.as_object_mut().unwrap().remove(field);
    }
    over["allow_overlap"] = json!(true);
    anna.post("/api/bookings", over).ok();
    let ada = salon.stranger();
    for _ in 0..2 {
        let page = ada.submit(&link(&booking, "accept"), "").page(409);
        assert!(page.contains("Deze tijd is intussen bezet"), "{page}");
        assert!(!page.contains("Smit"));
    }
    assert_eq!(anna.get("/api/bookings/1").ok()["status"], "provisional");
    assert_eq!(
        notified(&salon, "booking.taken"),
        [
            "Ada Jansen said yes to Thursday 26 March 2026 at 10:00, but the time is taken. Please call."
        ]
    );
}

#[test]
fn a_question_that_nobody_answers_lapses() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let booking = asked(&salon, &anna, "en");
    // The machine was off: the hold ran out, and nobody has cancelled the booking yet.
    salon.advance(Duration::hours(48));
    let page = salon
        .stranger()
        .submit(&link(&booking, "accept"), "")
        .page(410);
    assert!(page.contains("This time is no longer kept free"));
    salon.pass(Duration::zero());
    assert_eq!(anna.get("/api/bookings/1").ok()["status"], "cancelled");
    let lapsed = "Ada Jansen did not answer in time: the appointment on Thursday 26 March 2026 at 10:00 was cancelled.";
    assert_eq!(notified(&salon, "booking.lapsed"), [lapsed]);
}

#[test]
fn another_time_is_asked_anew_under_the_same_link_and_never_kept_past_its_beginning() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let booking = asked(&salon, &anna, "en");
    salon.pass(Duration::zero());
    salon.outbox.take();
    anna.put(
        "/api/bookings/1",
        json!({ "start_at": "2026-03-23 15:00:00", "end_at": "2026-03-23 15:30:00" }),
    )
    .ok();
    assert_eq!(salon.letters_after(Duration::zero()).len(), 1);
    let page = salon.stranger().get(&link(&booking, "accept")).page(200);
    assert!(page.contains("Monday 23 March 2026, 15:00–15:30"));
    assert!(page.contains("until Monday 23 March 2026 at 15:00."));
    salon.pass(Duration::hours(6));
    assert_eq!(anna.get("/api/bookings/1").ok()["status"], "cancelled");
}

#[test]
fn links_that_never_were_or_were_withdrawn_say_so() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let booking = asked(&salon, &anna, "en");
    let stranger = salon.stranger();
    for path in [
        "/bookings/nothing/accept",
        "/feedback/nothing",
        "/unsubscribe/nothing",
    ] {
        assert!(
            stranger
                .get(path)
                .page(404)
                .contains("We don&#x27;t know this link")
        );
        stranger.submit(path, "rating=5").page(404);
    }
    let bea = salon.client("Bea Smit", "bea@example.com");
    anna.put("/api/bookings/1", json!({ "client_id": bea }))
        .ok();
    let page = stranger.submit(&link(&booking, "accept"), "").page(410);
    assert!(page.contains("This link no longer works"), "{page}");
    stranger
        .send("PUT", &link(&booking, "accept"), None)
        .refused(405, "method_not_allowed");
    let style = stranger.get("/pages.css");
    assert_eq!(style.status, 200);
    assert_eq!(
        style.header("Content-Type"),
        Some("text/css; charset=utf-8")
    );
}

#[test]
fn the_desk_says_yes_for_ada() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let booking = asked(&salon, &anna, "en");
    salon.pass(Duration::zero());
    salon.outbox.take();
    anna.put("/api/bookings/1", json!({ "status": "scheduled" }))
        .ok();
    assert_eq!(salon.letters_after(Duration::seconds(10)).len(), 1);
    assert_eq!(notified(&salon, "booking.accepted").len(), 1);
    salon.stranger().get(&link(&booking, "accept")).page(410);
}

#[test]
fn back_from_paying_ada_reads_how_it_went_in_her_language() {
    let salon = Salon::open();
    let ada = salon.stranger();
    let page = ada.get("/payments/thanks?lang=de").page(200);
    assert!(page.contains("Vielen Dank") && page.contains("<html lang=\"de\">"));
    let page = ada.get("/payments/later?lang=%3Cb%3E").page(200);
    assert!(page.contains("Nothing was paid"));
}

#[test]
fn who_has_another_address_is_asked_anew_there() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let first = asked(&salon, &anna, "en");
    let client = format!("/api/clients/{}", first["client_id"]);
    salon.pass(Duration::hours(30));
    salon.outbox.take();

    let new = json!({ "email": "ada@new.example" });
    anna.put(&client, new.clone()).ok();
    let second = anna.get("/api/bookings/1").ok();
    salon.pass(Duration::zero());
    let taken = salon.outbox.take();
    assert_eq!((taken.len(), taken[0].to.as_str()), (1, "ada@new.example"));
    let letter = String::from_utf8_lossy(&taken[0].message).replace("=\r\n", "");
    assert!(letter.contains(&link(&second, "accept")), "{letter}");
    let ada = salon.stranger();
    ada.get(&link(&first, "accept")).page(410);

    // The time is kept for as long as after a first letter: until Wednesday, not Tuesday.
    salon.pass(Duration::hours(40));
    ada.submit(&link(&second, "accept"), "").page(200);
    assert_eq!(anna.get("/api/bookings/1").ok()["status"], "scheduled");
    anna.put(&client, json!({ "email": "ada@newest.example" }))
        .ok();
    assert_eq!(
        anna.get("/api/bookings/1").ok()["provisional_token"],
        Value::Null
    );
}

#[test]
fn a_question_without_an_address_waits_for_one() {
    let salon = Salon::open();
    salon.set("staff_personal_agenda_enabled", true);
    let anna = salon.desk("Anna");
    let first = asked(&salon, &anna, "en");
    let client = format!("/api/clients/{}", first["client_id"]);
    anna.put(&client, json!({ "email": "" })).ok();
    assert_eq!(salon.letters_after(Duration::minutes(1)), []);
    assert_eq!(
        anna.get("/api/bookings/1").ok()["provisional_token"],
        Value::Null
    );
    // Whoever enters the address need not see that agenda.
    let eva = salon.staff("Eva");
    let eva = salon.stylist("Eva", eva);
    eva.put(&client, json!({ "email": "ada@new.example" })).ok();
    let letters = salon.letters_after(Duration::minutes(1));
    assert_eq!(letters[0].0, "ada@new.example");
    let second = anna.get("/api/bookings/1").ok();
    salon.stranger().get(&link(&second, "decline")).page(200);
}

#[test]
fn a_letter_that_waits_for_the_mail_server_leads_where_the_question_is() {
    use daybook::outside::mailer::DeliveryError;
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let first = asked(&salon, &anna, "en");
    let client = format!("/api/clients/{}", first["client_id"]);
    let why = "Down.".into();
    salon.outbox.fail_for(ADA, DeliveryError::NotSent { why });
    salon.pass(Duration::zero());
    for email in ["ada@typo.example", ADA] {
        anna.put(&client, json!({ "email": email })).ok();
    }
    salon.outbox.recover();
    salon.pass(Duration::minutes(5));
    let letter = letters(&salon).remove(0);
    let booking = anna.get("/api/bookings/1").ok();
    assert!(letter.contains(&link(&booking, "accept")), "{letter}");
}
