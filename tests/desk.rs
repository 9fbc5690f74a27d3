//! The front desk in a real browser, one story a test; the stories themselves are `tests/desk/*.mjs`.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::chromium;
use crate::support::program::{Place, Server};
use crate::support::salon::Salon;

/// The sample salon, open, and what a story needs for signing in as its admin.
fn sample_salon() -> (Place, Server, serde_json::Value) {
    let place = Place::new();
    let mut server = place.demo();
    let email = last_word(&server.line_with("e-mail"));
    let password = last_word(&server.line_with("password"));
    let facts = json!({ "email": email, "password": password });
    (place, server, facts)
}

fn last_word(line: &str) -> String {
    line.rsplit(' ').next().unwrap().to_owned()
}

/// Plays a story in the sample salon.
fn play(name: &str) {
    let (_place, server, facts) = sample_salon();
    chromium::play(name, &server.address, &facts);
}

#[test]
fn signing_in_and_every_screen_in_both_themes_and_sizes() {
    play("shell");
}

#[test]
fn the_month_in_pictures_and_as_a_file() {
    play("reports");
}

#[test]
fn the_first_day_from_the_printed_link_to_the_calendar() {
    let place = Place::new();
    let mut server = place.serve(&[]);
    let link = last_word(&server.line_with("/setup#"));
    let code = link.rsplit('#').next().unwrap();
    chromium::play("setup", &server.address, &json!({ "code": code }));
}

#[test]
fn what_the_salon_decides_part_by_part() {
    play("settings");
}

#[test]
fn who_works_when_and_whom_a_day_off_hits() {
    play("staff");
}

#[test]
fn the_page_is_asked_for_each_time_and_its_parts_are_kept_for_ever() {
    let salon = Salon::open();
    let browser = Browser::new(&salon);
    for path in ["/", "/setup"] {
        let page = browser.get(path);
        assert_eq!(page.status, 200);
        assert_eq!(page.header("Cache-Control"), Some("no-store"));
        assert_eq!(
            page.header("Content-Type"),
            Some("text/html; charset=utf-8")
        );
    }
    let text = browser.get("/").text();
    assert!(!text.contains("style=") && !text.contains("http:") && !text.contains("https:"));
    for asset in assets(&text) {
        let plain = browser.get(&asset);
        assert_eq!(plain.status, 200, "{asset}");
        assert_eq!(
            plain.header("Cache-Control"),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(plain.header("Vary"), Some("Accept-Encoding"));
        assert_eq!(plain.header("Content-Encoding"), None);
    }
    let script = assets(&text)
        .into_iter()
        .find(|asset| asset.ends_with(".js"))
        .unwrap();
    let plain = browser.get(&script);
    assert_eq!(
        plain.header("Content-Type"),
        Some("text/javascript; charset=utf-8")
    );
    for (accepted, coding) in [
        ("gzip, deflate, br", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip", "gzip"),
    ] {
        let reply = Browser::new(&salon)
            .with("Accept-Encoding", accepted)
            .get(&script);
        assert_eq!(reply.header("Content-Encoding"), Some(coding), "{accepted}");
        assert!(reply.bytes.len() < plain.bytes.len());
    }
    browser.get("/assets/nothing.js").refused(404, "not_found");
}

/// The desk's files that its page names.
fn assets(page: &str) -> Vec<String> {
    page.split('"')
        .filter(|part| part.starts_with("/assets/"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_screen_is_told_the_salons_time() {
    let salon = Salon::open();
    let now = salon.desk("Anna").get("/api/now").ok();
    assert_eq!(
        now,
        json!({ "wall": "2026-03-23 09:00:00", "instant": "2026-03-23T08:00:00Z", "timezone": "Europe/Amsterdam" })
    );
}
