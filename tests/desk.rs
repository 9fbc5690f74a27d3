//! The front desk in a real browser, one story a test; the stories themselves are `tests/desk/*.mjs`.

use std::fs;
use std::path::PathBuf;

use chrono::{Duration, Utc};
use daybook::backup::{Backups, Why};
use daybook::config::Config;
use daybook::salon::time::Now;
use serde_json::json;

use crate::support::browser::Browser;
use crate::support::chromium;
use crate::support::lost::Lost;
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

/// An admin of a salon of one's own, and what a story needs for signing in as them.
fn with_an_admin(place: &Place) -> serde_json::Value {
    let arguments = "user add --email olga@salon.example --name Olga --role admin";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let said = place.run(&arguments, "a long password\n");
    assert_eq!(said.status, 0, "{}", said.err);
    json!({ "email": "olga@salon.example", "password": "a long password" })
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
fn every_place_of_the_desk_is_walked_at_the_counter() {
    play("walk");
}

#[test]
fn every_place_of_the_desk_is_walked_with_a_phone() {
    let (_place, server, mut facts) = sample_salon();
    facts["size"] = json!("phone");
    chromium::play("walk", &server.address, &facts);
}

#[test]
fn every_screen_holds_the_longer_words_of_german_and_dutch() {
    play("languages");
}

#[test]
fn the_month_in_pictures_and_as_a_file() {
    play("reports");
}

#[test]
fn a_card_is_dragged_to_somebody_else_and_taken_back() {
    play("calendar-drag");
}

#[test]
fn two_screens_side_by_side_show_the_same() {
    play("calendar-live");
}

#[test]
fn the_calendar_by_keys_alone() {
    play("calendar-keys");
}

#[test]
fn the_search_finds_with_the_keyboard_alone() {
    play("search");
}

#[test]
fn somebody_who_waits_is_dragged_into_a_gap() {
    play("calendar-waits");
}

#[test]
fn a_phones_calendar_is_swiped_and_held() {
    play("calendar-touch");
}

#[test]
fn an_undo_waits_for_what_it_undoes() {
    play("undo");
}

#[test]
fn breaks_are_dragged_and_a_late_day_is_pushed() {
    play("calendar-time");
}

#[test]
fn a_day_on_paper_and_every_view_in_both_themes_and_sizes() {
    play("calendar-print");
}

#[test]
fn a_receptionists_day_takes_few_clicks() {
    play("counted");
}

#[test]
fn what_a_receptionist_reaches_for_is_there() {
    play("reached");
}

#[test]
fn what_is_typed_while_an_answer_is_on_its_way_stays() {
    play("hasty");
}

#[test]
fn a_drag_is_smooth_on_a_slow_machine() {
    play("calendar-frames");
}

#[test]
fn the_first_screen_and_every_answer_keep_their_budgets() {
    play("budgets");
}

#[test]
fn a_client_is_found_by_phone_number_changed_merged_and_erased() {
    play("clients");
}

#[test]
fn a_letter_says_why_it_has_not_left_and_is_sent() {
    play("letters");
}

#[test]
fn the_bell_counts_and_its_questions_are_answered() {
    play("bell");
}

#[test]
fn somebody_is_put_on_the_waitlist_and_taken_off() {
    play("waitlist");
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
fn a_salon_without_a_new_backup_is_told_so_on_every_screen() {
    let (_place, mut server, mut facts) = sample_salon();
    let mut config = Config::default();
    config.database.path = PathBuf::from(server.line_with("daybook.db"));
    let folder = config.database.path.with_file_name("backups");
    config.backup.folder = folder.display().to_string();
    let then = Now::new(Utc::now() - Duration::days(3), daybook::demo::ZONE);
    Backups::new(&config).make(Why::Routine, &then).unwrap();
    facts["folder"] = json!(folder);
    chromium::play("backups", &server.address, &facts);
}

#[test]
fn daybook_says_what_it_is_and_how_other_screens_get_here() {
    let (_place, server, mut facts) = sample_salon();
    facts["everybody"] = json!(true);
    chromium::play("about", &server.address, &facts);
}

#[test]
fn a_telephone_reads_the_address_off_the_screen() {
    let place = Place::with_config("[server]\nlisten = \"0.0.0.0:0\"\n");
    let facts = with_an_admin(&place);
    let server = place.serve(&[]);
    chromium::play("about", &server.address, &facts);
}

#[test]
fn what_a_restore_held_back_is_let_go_at_once() {
    let mut lost = Lost::new(Place::new());
    lost.stop();
    assert_eq!(lost.restore("", &["--yes"]).status, 0);
    let config = lost.shop.place.path().join("config.toml");
    let mail = fs::read_to_string(&config).unwrap() + "[mail]\nfolder = \"letters\"\n";
    fs::write(&config, mail).unwrap();
    let server = lost.shop.place.serve(&[]);
    let facts = json!({ "email": "anna@salon.example", "password": "correct horse" });
    chromium::play("held", &server.address, &facts);
}

#[test]
fn letters_follow_a_visit_and_what_the_client_said_is_read() {
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}");
    let place = Place::with_config(&format!(
        "[server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"{url}\"\n[mail]\nfolder = \"letters\"\n"
    ));
    let facts = with_an_admin(&place);
    let server = place.serve(&[]);
    chromium::play("afterwards", &server.address, &facts);
}

#[test]
fn who_works_when_and_whom_a_day_off_hits() {
    play("staff");
}

#[test]
fn each_role_walks_its_screens_and_a_personal_agenda_shows_its_own_alone() {
    play("agenda");
}

#[test]
fn hostile_text_in_every_field_is_only_text() {
    let place = Place::new();
    let mut server = place.demo();
    let email = last_word(&server.line_with("e-mail"));
    let password = last_word(&server.line_with("password"));
    let letters = last_word(&server.line_with("/letters"));
    let facts = json!({ "email": email, "password": password, "letters": letters });
    chromium::play("hostile", &server.address, &facts);
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

#[test]
fn booking_by_keys_over_a_taken_time_for_somebody_who_walks_in_and_again() {
    play("booking");
}

#[test]
fn the_drawer_in_both_themes_and_sizes_and_whom_to_call() {
    play("drawer");
}

#[test]
fn a_client_says_yes_and_the_card_changes_colour() {
    play("provisional");
}

#[test]
fn what_is_typed_outlives_the_server() {
    play_with_a_server_that_dies("away");
}

#[test]
fn today_and_tomorrow_are_readable_while_the_server_is_away() {
    play_with_a_server_that_dies("copy");
}

/// Plays a story that starts its server itself, kills it and starts it again.
fn play_with_a_server_that_dies(name: &str) {
    let port = free_port();
    let place = Place::with_config(&format!("[server]\nlisten = \"127.0.0.1:{port}\"\n"));
    let mut facts = with_an_admin(&place);
    facts["program"] = json!(env!("CARGO_BIN_EXE_daybook"));
    facts["folder"] = json!(place.path());
    chromium::play(name, &format!("127.0.0.1:{port}"), &facts);
}

/// A port that nobody listens on; the same one is wanted after the server was killed.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
