//! Anna signs in and out; others try to sign in as Anna.

use std::time::{Duration as Time, Instant};

use chrono::Duration;
use serde_json::json;

use crate::support::browser::Browser;
use crate::support::salon::{Reply, Salon};

const ANNA: &str = "anna@salon.example";
const PASSWORD: &str = "correct horse";

fn salon() -> Salon {
    let salon = Salon::open();
    salon.hire(ANNA, "admin", PASSWORD);
    salon
}

fn with_token(salon: &Salon, token: &str) -> Reply {
    let headers = [
        ("Host", "localhost:8080".to_owned()),
        ("Authorization", format!("Bearer {token}")),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value));
    salon.ask("GET", "/api/auth/me", headers.to_vec(), Vec::new())
}

#[test]
fn anna_signs_in_by_cookie_and_by_token_and_out_of_both() {
    let salon = salon();
    let browser = Browser::new(&salon);
    let reply = browser.sign_in("Anna@Salon.example", PASSWORD);
    let cookie = reply.header("Set-Cookie").unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
    let signed_in = reply.ok();
    let user = &signed_in["user"];
    assert_eq!(
        *user,
        json!({ "id": user["id"], "name": "anna", "email": ANNA, "role": "admin", "staff_id": null })
    );
    assert_eq!(browser.get("/api/auth/me").ok(), *user);
    let token = signed_in["token"].as_str().unwrap();
    assert_eq!(with_token(&salon, token).ok(), *user);

    let replayed = browser.cookie();
    browser.send("POST", "/api/auth/logout", None).ok();
    assert_eq!(browser.cookie(), None);
    browser.set_cookie(replayed);
    browser.get("/api/auth/me").refused(401, "not_logged_in");
    with_token(&salon, token).refused(401, "not_logged_in");
}

#[test]
fn nobody_learns_who_there_is() {
    let salon = salon();
    let admin = salon.admin("Ada");
    let gone = salon.hire("gone@salon.example", "desk", PASSWORD);
    admin
        .put(&format!("/api/users/{gone}"), json!({ "active": false }))
        .ok();
    let browser = Browser::new(&salon);
    let fastest = |email: &str, password: &str| {
        let mut fastest = Time::MAX;
        for _ in 0..3 {
            let start = Instant::now();
            let reply = browser.sign_in(email, password);
            fastest = fastest.min(start.elapsed());
            let body = reply.refused(401, "bad_login");
            assert_eq!(
                body["error"],
                "The e-mail address or the password is wrong."
            );
        }
        fastest
    };
    let known = fastest(ANNA, "wrong password");
    for (email, password) in [
        ("nobody@salon.example", "wrong password"),
        ("gone@salon.example", PASSWORD),
    ] {
        let time = fastest(email, password);
        // Without a hash it would be a hundred times as fast.
        assert!(time * 10 > known, "{email}: {time:?} beside {known:?}");
    }
}

#[test]
fn a_guesser_is_slowed_down_and_anna_elsewhere_is_not() {
    let salon = salon();
    let guesser = Browser::new(&salon).from("192.0.2.66");
    for _ in 0..10 {
        guesser.sign_in(ANNA, "guess").refused(401, "bad_login");
    }
    let reply = guesser.sign_in(ANNA, PASSWORD);
    reply.refused(429, "too_many");
    assert_eq!(reply.header("Retry-After"), Some("900"));
    // Claiming to speak for another changes nothing.
    let forger = Browser::new(&salon)
        .from("192.0.2.66")
        .with("X-Forwarded-For", "192.0.2.67");
    forger.sign_in(ANNA, PASSWORD).refused(429, "too_many");
    Browser::new(&salon).sign_in(ANNA, PASSWORD).ok();
    salon.advance(Duration::minutes(15));
    guesser.sign_in(ANNA, PASSWORD).ok();
}

/// The statuses of so many tries made at once.
fn at_once(salon: &Salon, tries: usize, password: &str) -> Vec<u16> {
    std::thread::scope(|scope| {
        let one = || Browser::new(salon).sign_in(ANNA, password).status;
        let all: Vec<_> = (0..tries).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn guessing_at_once_is_no_way_around_and_signing_in_at_once_is_fine() {
    let salon = salon();
    assert_eq!(at_once(&salon, 20, PASSWORD), [200; 20]);
    let statuses = at_once(&salon, 30, "guess");
    let of = |status: u16| statuses.iter().filter(|given| **given == status).count();
    assert_eq!((of(401), of(429)), (10, 20));
}

#[test]
fn fifty_failures_from_one_address_are_enough_whatever_the_account() {
    let salon = salon();
    let guesser = Browser::new(&salon).from("192.0.2.66");
    for number in 0..50 {
        let email = format!("{number}@salon.example");
        guesser.sign_in(&email, "guess").refused(401, "bad_login");
    }
    guesser.sign_in(ANNA, PASSWORD).refused(429, "too_many");
}

#[test]
fn a_right_password_clears_the_count() {
    let salon = salon();
    let browser = Browser::new(&salon);
    for _ in 0..2 {
        for _ in 0..9 {
            browser.sign_in(ANNA, "typo").refused(401, "bad_login");
        }
        browser.sign_in(ANNA, PASSWORD).ok();
    }
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    let salon = salon();
    let (here, there) = (Browser::new(&salon), Browser::new(&salon));
    here.sign_in(ANNA, PASSWORD).ok();
    there.sign_in(ANNA, PASSWORD).ok();
    let change = |current: &str, new: &str| {
        here.post(
            "/api/auth/password",
            json!({ "current": current, "new": new }),
        )
    };
    let fields = |reply: Reply| reply.refused(400, "invalid")["fields"].clone();
    assert_eq!(
        fields(change("wrong", "battery staple")),
        json!({ "current": "is wrong" })
    );
    assert_eq!(
        fields(change(PASSWORD, "short")),
        json!({ "new": "must be at least 10 characters long" })
    );
    there.get("/api/auth/me").ok();
    change(PASSWORD, "battery staple").ok();
    here.get("/api/auth/me").ok();
    there.get("/api/auth/me").refused(401, "not_logged_in");
    there.sign_in(ANNA, PASSWORD).refused(401, "bad_login");
    there.sign_in(ANNA, "battery staple").ok();
}

#[test]
fn guessing_the_current_password_is_slowed_down_too() {
    let salon = salon();
    let browser = Browser::new(&salon);
    browser.sign_in(ANNA, PASSWORD).ok();
    let guess = || {
        let body = json!({ "current": "guess", "new": "battery staple" });
        browser.post("/api/auth/password", body)
    };
    for _ in 0..10 {
        guess().refused(400, "invalid");
    }
    guess().refused(429, "too_many");
}

#[test]
fn a_session_ends_after_thirty_idle_days_and_not_before() {
    let salon = salon();
    let browser = Browser::new(&salon);
    browser.sign_in(ANNA, PASSWORD).ok();
    for _ in 0..3 {
        salon.advance(Duration::days(29));
        browser.get("/api/auth/me").ok();
    }
    salon.advance(Duration::days(30));
    browser.get("/api/auth/me").refused(401, "not_logged_in");
}

#[test]
fn what_is_no_sign_in_is_refused_in_words() {
    let salon = salon();
    let browser = Browser::new(&salon);
    let body = browser.post("/api/auth/login", json!({ "email": 7 }));
    assert_eq!(
        body.refused(400, "invalid")["fields"],
        json!({ "email": "must be text", "password": "is required" })
    );
    let form = vec![
        ("Host".to_owned(), "localhost".to_owned()),
        ("Content-Type".to_owned(), "text/plain".to_owned()),
    ];
    let body = format!("{{\"email\":\"{ANNA}\",\"password\":\"{PASSWORD}\"}}");
    salon
        .ask("POST", "/api/auth/login", form, body.into_bytes())
        .refused(415, "not_json");
    for token in ["", "x", "Bearer", "\u{0}"] {
        with_token(&salon, token).refused(401, "not_logged_in");
    }
}
