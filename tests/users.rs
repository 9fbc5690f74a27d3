//! Ada, the admin, says who may sign in.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::salon::Salon;

#[test]
fn ada_adds_changes_and_removes_a_login() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let bea = salon.staff("Bea");
    let wish = json!({ "name": "Bea", "email": "bea@salon.example", "role": "staff", "staff_id": bea,
                       "password": "correct horse" });
    let made = ada.post("/api/users", wish).ok();
    let id = &made["id"];
    let shown = json!({ "id": id, "name": "Bea", "email": "bea@salon.example", "role": "staff", "staff_id": bea,
                        "active": true });
    assert_eq!(made, shown);
    let path = format!("/api/users/{id}");
    assert_eq!(ada.get(&path).ok(), shown);
    assert_eq!(ada.get("/api/users").ok()[1], shown);
    assert_eq!(
        ada.get("/api/users?page=2&limit=1").ok()["data"],
        json!([shown])
    );

    let browser = Browser::new(&salon);
    browser.sign_in("bea@salon.example", "correct horse").ok();
    // What comes back unchanged signs nobody out.
    assert_eq!(ada.put(&path, shown.clone()).ok(), shown);
    browser.get("/api/auth/me").ok();
    assert_eq!(
        ada.put(&path, json!({ "staff_id": null })).ok()["staff_id"],
        json!(null)
    );

    assert_eq!(ada.delete(&path).ok()["name"], "Bea");
    browser.get("/api/auth/me").refused(401, "not_logged_in");
    ada.get(&path).refused(404, "not_found");
    ada.delete(&path).refused(404, "not_found");
}

#[test]
fn less_rights_another_password_or_none_at_all_end_the_sessions() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let id = salon.hire("bea@salon.example", "desk", "correct horse");
    for (change, password) in [
        (json!({ "role": "staff" }), "correct horse"),
        (json!({ "password": "battery staple" }), "correct horse"),
        (json!({ "active": false }), "battery staple"),
    ] {
        let browser = Browser::new(&salon);
        browser.sign_in("bea@salon.example", password).ok();
        ada.put(&format!("/api/users/{id}"), change).ok();
        browser.get("/api/auth/me").refused(401, "not_logged_in");
    }
    let browser = Browser::new(&salon);
    browser
        .sign_in("bea@salon.example", "battery staple")
        .refused(401, "bad_login");
    ada.put(&format!("/api/users/{id}"), json!({ "active": true }))
        .ok();
    browser.sign_in("bea@salon.example", "battery staple").ok();
}

#[test]
fn somebody_is_always_left_who_may_do_all() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let own = format!("/api/users/{}", ada.user_id);
    let cleo = salon.hire("cleo@salon.example", "admin", "correct horse");
    ada.put(&format!("/api/users/{cleo}"), json!({ "active": false }))
        .ok();
    ada.put(&own, json!({ "active": false }))
        .refused(409, "last_admin");
    ada.put(&own, json!({ "role": "desk" }))
        .refused(409, "last_admin");
    let refused = ada.delete(&own).refused(409, "last_admin");
    assert_eq!(
        refused["error"],
        "This is the only admin who can sign in. Make somebody else an admin first."
    );
    ada.put(&format!("/api/users/{cleo}"), json!({ "active": true }))
        .ok();
    ada.put(&own, json!({ "role": "desk" })).ok();
    ada.get("/api/users").refused(401, "not_logged_in");
}

#[test]
fn what_is_wrong_with_a_login_is_said_all_at_once() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let wrong = json!({ "name": " ", "email": "bea", "role": "boss", "staff_id": 7, "active": "yes", "password": "short" });
    let fields = ada.post("/api/users", wrong).refused(400, "invalid")["fields"].clone();
    assert_eq!(
        fields,
        json!({
            "name": "must not be empty",
            "email": "must be an e-mail address such as ada@example.com",
            "role": "must be one of admin, desk, staff",
            "staff_id": "is no staff member",
            "active": "must be true or false",
            "password": "must be at least 10 characters long",
        })
    );
    let fields = ada.post("/api/users", json!({})).refused(400, "invalid")["fields"].clone();
    let required: Vec<&String> = fields.as_object().unwrap().keys().collect();
    assert_eq!(required, ["email", "name", "password", "role"]);
    assert_eq!(ada.get("/api/users").ok().as_array().unwrap().len(), 1);
}

#[test]
fn two_logins_never_share_an_address() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let id = salon.hire("bea@salon.example", "desk", "correct horse");
    let twin = json!({ "name": "B", "email": "BEA@salon.example", "role": "desk", "password": "correct horse" });
    ada.post("/api/users", twin).refused(409, "email_taken");
    let path = format!("/api/users/{id}");
    ada.put(&path, json!({ "email": ada.email }))
        .refused(409, "email_taken");
    ada.put(&path, json!({ "email": "Bea@salon.example" })).ok();
}

#[test]
fn a_login_that_the_book_names_is_kept() {
    let salon = Salon::open();
    let (ada, bea) = (salon.admin("Ada"), salon.desk("Bea"));
    let staff = salon.staff("Cleo");
    let service = salon.service("Cut", 30, 4000);
    let client = salon.client("Dora", "");
    let booking = json!({ "client_id": client, "staff_id": staff, "service_id": service,
                          "start_at": "2026-03-24 10:00", "end_at": "2026-03-24 10:30" });
    bea.post("/api/bookings", booking).ok();
    let path = format!("/api/users/{}", bea.user_id);
    let refused = ada.delete(&path).refused(409, "in_use");
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .contains("Set it to inactive"),
        "{refused}"
    );
    // The refusal left everything as it was, sessions included.
    bea.get("/api/auth/me").ok();
    ada.put(&path, json!({ "active": false })).ok();
    bea.get("/api/auth/me").refused(401, "not_logged_in");
}
