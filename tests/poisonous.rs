//! One job that is poison, since the other side hangs or since it is huge: the jobs after it wait a minute at most.
//! How a panic is borne stands in `jobs.rs`.

use std::time::{Duration, Instant};

use daybook::config::Mail;
use daybook::outside::mailer::{Mailer, Patience};
use serde_json::{Value, json};

use crate::support::fees::{ADA, becomes, jobs, missed_appointment, salon_with_stripe};
use crate::support::salon::{Person, Salon};
use crate::support::smtp::SmtpServer;
use crate::support::stripe::Manner;

const MINUTE: Duration = Duration::from_secs(60);
/// How long the stories wait for a mail server that hangs.
const PATIENCE: Patience = Patience {
    prepare: Duration::from_millis(400),
    letter: Duration::from_millis(800),
    idle: Duration::from_secs(30),
};

fn settings(post: &SmtpServer) -> Mail {
    Mail {
        host: "localhost".into(),
        port: post.port(),
        security: "none".into(),
        ..Mail::default()
    }
}

fn salon_with(post: &SmtpServer) -> Salon {
    let salon = Salon::open();
    salon.set("reminder_enabled", false);
    let mailer = Mailer::open_with(&settings(post), "", PATIENCE).unwrap();
    salon.app.set_mailer(mailer);
    salon
}

/// Books somebody with that address at that hour of Thursday; each letter is due before the next.
fn book(salon: &Salon, anna: &Person<'_>, email: &str, hour: u32, more: &Value) -> i64 {
    let (emre, cut) = (salon.staff("Emre"), salon.service("Cut", 30, 3500));
    let mut body = json!({
        "client_id": salon.client(email, email), "staff_id": emre, "service_id": cut,
        "start_at": format!("2026-03-26 {hour:02}:00:00"), "end_at": format!("2026-03-26 {hour:02}:30:00"),
    });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let id = anna.post("/api/bookings", body).ok()["id"]
        .as_i64()
        .unwrap();
    salon.advance(chrono::Duration::seconds(1));
    id
}

fn readers(post: &SmtpServer) -> Vec<String> {
    post.letters().into_iter().map(|letter| letter.to).collect()
}

#[test]
fn a_mail_server_that_hangs_over_one_letter_gets_the_next_one_within_a_minute() {
    let real = Patience::default();
    assert!(
        real.prepare < real.letter && real.letter <= MINUTE,
        "{real:?}"
    );
    // Before the letter leaves, and after all of it has left.
    for hanging in ["slow@client.example", "mute@client.example"] {
        let post = SmtpServer::start(&[]);
        let salon = salon_with(&post);
        let anna = salon.desk("Anna");
        let poison = book(&salon, &anna, hanging, 9, &json!({}));
        let next = book(&salon, &anna, "ada@client.example", 10, &json!({}));
        let begun = Instant::now();
        salon.pass(chrono::Duration::minutes(1));
        // So many times longer the real patience is.
        let scale = real.letter.as_secs_f64() / PATIENCE.letter.as_secs_f64();
        let held_up = begun.elapsed().mul_f64(scale);
        assert!(held_up < MINUTE, "{hanging}: {held_up:?}");
        assert!(readers(&post).contains(&"ada@client.example".to_owned()));
        let states = [poison, next].map(|id| salon.jobs(id)[0].1.clone());
        assert_eq!(states, ["pending", "done"], "{hanging}");
        // Each of its next tries holds up no more than the first did.
        let begun = Instant::now();
        salon.pass(chrono::Duration::minutes(3));
        assert!(begun.elapsed().mul_f64(scale) < MINUTE, "{hanging}");
    }
}

/// Bea is booked with somebody else, a moment later: her letter is due after what is due already.
fn bea_books(salon: &Salon, anna: &Person<'_>) {
    salon.advance(chrono::Duration::seconds(1));
    let bea = salon.client("Bea", "bea@client.example");
    let wish = json!({
        "client_id": bea, "staff_id": salon.staff("Femke"), "service_id": 1,
        "start_at": "2026-03-30 10:00:00", "end_at": "2026-03-30 10:30:00",
    });
    anna.post("/api/bookings", wish).ok();
}

#[test]
fn a_stripe_that_hangs_holds_no_letter_up() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    stripe.behave(Manner::Mute);
    becomes(&anna, id, "no-show");
    bea_books(&salon, &anna);
    let begun = Instant::now();
    let letters = salon.letters_after(chrono::Duration::minutes(1));
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].0, "bea@client.example");
    assert_eq!(jobs(&salon, id, "noshow.fee")[0].0, "pending");
}

#[test]
fn a_stripe_that_takes_its_time_is_not_followed_by_a_letter_that_takes_its_own() {
    let (salon, stripe) = salon_with_stripe();
    let anna = salon.desk("Anna");
    let id = missed_appointment(&salon, &anna);
    stripe.behave(Manner::Slow(14));
    becomes(&anna, id, "no-show");
    bea_books(&salon, &anna);
    let letters = salon.letters_after(chrono::Duration::minutes(1));
    let to: Vec<&str> = letters.iter().map(|letter| letter.0.as_str()).collect();
    assert_eq!(
        to,
        ["bea@client.example", ADA],
        "the fee's comes in its turn"
    );
    assert_eq!(jobs(&salon, id, "noshow.fee")[0].0, "done");
    assert_eq!(stripe.asked().len(), 1, "and Stripe is asked once");
}

#[test]
fn a_letter_of_the_longest_texts_holds_nothing_up() {
    let post = SmtpServer::start(&[]);
    let salon = salon_with(&post);
    let olga = salon.admin("Olga");
    // Four bytes each, and twelve in quoted-printable; no blank to break a line at.
    let long = |count: usize| "\u{1F487}".repeat(count);
    let set = json!({ "salon_name": long(200), "salon_address": long(300), "salon_phone": long(50), "letter_footer": long(1000) });
    olga.put("/api/settings", set).ok();
    let step = json!({ "delay_days": 0, "subject": long(200), "body": long(20_000) });
    olga.post(
        "/api/followups",
        json!({ "name": long(200), "steps": [step] }),
    )
    .ok();
    let notes = json!({ "notes": long(10_000), "internal_notes": long(10_000) });
    let huge = book(&salon, &olga, "huge@client.example", 9, &notes);
    book(&salon, &olga, "ada@client.example", 10, &json!({}));
    let client = format!(
        "/api/clients/{}",
        olga.get(&format!("/api/bookings/{huge}")).ok()["client_id"]
    );
    let card = json!({ "name": long(200), "notes": long(10_000), "alert": long(1000), "marketing_consent": true });
    olga.put(&client, card).ok();
    let begun = Instant::now();
    salon.pass(chrono::Duration::minutes(1));
    becomes(&olga, huge, "completed");
    salon.pass(chrono::Duration::minutes(1));
    salon.pass(chrono::Duration::days(4));
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    let letters = post.letters();
    assert_eq!(
        (letters[0].to.as_str(), letters[1].to.as_str()),
        ("huge@client.example", "ada@client.example")
    );
    assert!(
        letters.len() >= 3,
        "the follow-up left, too: {:?}",
        salon.jobs(huge)
    );
    for letter in &letters {
        assert!(letter.message.len() < 1 << 20, "{}", letter.message.len());
    }
    let unfinished: i64 =
        salon.value("SELECT count(*) FROM jobs WHERE state IN ('failed', 'running', 'held')");
    assert_eq!(unfinished, 0);
}
