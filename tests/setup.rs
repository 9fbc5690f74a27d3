//! The first day: whoever can read what the machine printed makes the first admin.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::salon::Salon;

/// A salon without a user, and what it printed so far.
fn first_day() -> (Salon, Arc<Mutex<Vec<String>>>) {
    let (salon, printed) = (Salon::open(), Arc::new(Mutex::new(Vec::new())));
    let printer = printed.clone();
    salon
        .app
        .setup_code
        .open(move |code| printer.lock().unwrap().push(code.to_owned()))
        .unwrap();
    (salon, printed)
}

fn form(code: &str) -> Value {
    json!({
        "code": code, "salon_name": "Salon Bea", "timezone": "Europe/Berlin",
        "name": "Bea", "email": "bea@salon.example", "password": "correct horse",
    })
}

#[test]
fn bea_sets_her_salon_up_once() {
    let (salon, printed) = first_day();
    let browser = Browser::new(&salon);
    assert_eq!(browser.get("/api/setup").ok(), json!({ "needed": true }));
    let code = printed.lock().unwrap()[0].clone();
    let made = browser.post("/api/setup", form(&code)).ok();
    assert_eq!(made["user"]["role"], "admin");
    assert_eq!(browser.get("/api/auth/me").ok(), made["user"]);
    let settings = salon.app.db.settings();
    assert_eq!(
        (settings.salon_name.as_str(), settings.timezone.as_str()),
        ("Salon Bea", "Europe/Berlin")
    );
    browser.get("/api/setup").refused(404, "not_found");
    browser
        .post("/api/setup", form(&code))
        .refused(404, "not_found");
    Browser::new(&salon)
        .sign_in("bea@salon.example", "correct horse")
        .ok();
}

#[test]
fn a_stranger_on_the_network_can_not() {
    let (salon, printed) = first_day();
    let stranger = Browser::new(&salon).from("192.0.2.66");
    let code = printed.lock().unwrap()[0].clone();
    for _ in 0..5 {
        let refused = stranger.post("/api/setup", form("0000-0000-0000-0000"));
        assert!(refused.refused(400, "invalid")["fields"]["code"].is_string());
    }
    // Five wrong tries used the code up; another was printed.
    stranger
        .post("/api/setup", form(&code))
        .refused(400, "invalid");
    let next = printed.lock().unwrap()[1].clone();
    assert_ne!(code, next);
    Browser::new(&salon)
        .post("/api/setup", form(&next.to_lowercase()))
        .ok();
}

#[test]
fn mistakes_in_the_form_cost_no_try() {
    let (salon, printed) = first_day();
    let browser = Browser::new(&salon);
    for _ in 0..10 {
        let mut wrong = form("");
        wrong["code"] = Value::Null;
        wrong["timezone"] = json!("Berlin");
        wrong["email"] = json!("bea");
        wrong["password"] = json!("short");
        let fields = browser.post("/api/setup", wrong).refused(400, "invalid")["fields"].clone();
        let named: Vec<&String> = fields.as_object().unwrap().keys().collect();
        assert_eq!(named, ["code", "email", "password", "timezone"]);
    }
    let code = printed.lock().unwrap()[0].clone();
    browser.post("/api/setup", form(&code)).ok();
}

#[test]
fn without_a_printed_code_nobody_sets_anything_up() {
    let salon = Salon::open();
    let browser = Browser::new(&salon);
    browser.post("/api/setup", form("")).refused(400, "invalid");
    browser
        .post("/api/setup", form("0000-0000-0000-0000"))
        .refused(400, "invalid");
}

#[test]
fn a_login_made_at_the_command_line_ends_the_first_day() {
    let (salon, printed) = first_day();
    salon.hire("anna@salon.example", "admin", "correct horse");
    let code = printed.lock().unwrap()[0].clone();
    Browser::new(&salon)
        .post("/api/setup", form(&code))
        .refused(404, "not_found");
}
