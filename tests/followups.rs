//! Olga writes letters that follow a visit.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

const ADA: &str = "ada@example.com";

/// Olga's sequence: thanks the next day, an invitation three weeks later.
fn sequence() -> Value {
    json!({ "name": "After every visit", "steps": [
        { "delay_days": 1, "subject": "Thank you, {client_name}", "body": "We enjoyed your {service_name}." },
        { "delay_days": 21, "subject": "Time for {salon_name}?", "body": "It has been three weeks.\n\nCome back." },
    ]})
}

/// Ada, who likes such letters, and her cut this morning.
fn visit(salon: &Salon, anna: &Person<'_>) -> i64 {
    let (ada, emre) = (salon.client("Ada Jansen", ADA), salon.staff("Emre"));
    salon.row(
        "UPDATE clients SET marketing_consent = 1 WHERE walk_in = 0",
        &[],
    );
    let cut = salon.service("Cut", 30, 3500);
    salon.set("review_enabled", false);
    book(anna, ada, emre, cut)["id"].as_i64().unwrap()
}

fn book(anna: &Person<'_>, client: i64, staff: i64, service: i64) -> Value {
    let body = json!({
        "client_id": client, "staff_id": staff, "service_id": service, "allow_overlap": true,
        "start_at": "2026-03-23 08:00:00", "end_at": "2026-03-23 08:30:00",
    });
    anna.post("/api/bookings", body).ok()
}

fn outcome(anna: &Person<'_>, id: i64, status: &str) {
    anna.put(&format!("/api/bookings/{id}"), json!({ "status": status }))
        .ok();
}

fn letters(salon: &Salon, days: i64) -> Vec<String> {
    let letters = salon.letters_after(Duration::days(days));
    letters.into_iter().map(|letter| letter.1).collect()
}

#[test]
fn olga_keeps_her_sequences() {
    let salon = Salon::open();
    let olga = salon.admin("Olga");
    let made = olga.post("/api/followups", sequence()).ok();
    assert_eq!(made["active"], true);
    assert_eq!(made["service_id"], Value::Null);
    assert_eq!(made["steps"][1]["delay_days"], 21);
    assert_eq!(olga.get("/api/followups/1").ok(), made);
    assert_eq!(olga.get("/api/followups").ok(), json!([made]));
    assert_eq!(olga.get("/api/followups?page=2").ok()["data"], json!([]));
    assert_eq!(olga.put("/api/followups/1", made.clone()).ok(), made);
    let renamed = olga.put("/api/followups/1", json!({ "name": "Always" }));
    assert_eq!(renamed.ok()["steps"], made["steps"]);

    let wrong = json!({ "service_id": 9, "steps": [{ "delay_days": -1, "subject": "" }, 7] });
    let refused = olga.post("/api/followups", wrong).refused(400, "invalid");
    assert_eq!(
        refused["fields"],
        json!({
            "name": "is required",
            "service_id": "names no service",
            "steps[0].delay_days": "must lie between 0 and 3650",
            "steps[0].subject": "must not be empty",
            "steps[0].body": "is required",
            "steps[1]": "must be an object with delay_days, subject and body",
        })
    );
    let refused = olga
        .put("/api/followups/1", json!({ "service_id": 9 }))
        .refused(400, "invalid");
    assert_eq!(refused["fields"]["service_id"], "names no service");
    olga.delete("/api/followups/1").ok();
    olga.get("/api/followups/1").refused(404, "not_found");
    olga.delete("/api/followups/1").refused(404, "not_found");
    salon
        .desk("Anna")
        .get("/api/followups")
        .refused(403, "forbidden");
}

#[test]
fn each_letter_goes_out_once_so_many_days_after_the_visit() {
    let salon = Salon::open();
    let (olga, anna) = (salon.admin("Olga"), salon.desk("Anna"));
    olga.post("/api/followups", sequence()).ok();
    let id = visit(&salon, &anna);
    let other = json!({ "name": "After colours", "service_id": salon.service("Colour", 90, 9000), "steps": [
        { "delay_days": 1, "subject": "Your colour", "body": "Wash it cold." },
    ]});
    olga.post("/api/followups", other).ok();
    outcome(&anna, id, "completed");
    assert_eq!(letters(&salon, 0), [""; 0]);
    assert_eq!(letters(&salon, 1), ["Thank you, Ada Jansen"]);
    // To and fro doubles nothing, and takes up again what has not been sent.
    outcome(&anna, id, "scheduled");
    outcome(&anna, id, "completed");
    outcome(&anna, id, "no-show");
    assert_eq!(letters(&salon, 22), [""; 0]);
    outcome(&anna, id, "completed");
    assert_eq!(letters(&salon, 20), [""; 0]);
    assert_eq!(letters(&salon, 1), ["Time for Salon Anna?"]);
    assert_eq!(letters(&salon, 25), [""; 0]);
}

#[test]
fn who_did_not_ask_for_such_letters_gets_none() {
    let salon = Salon::open();
    let (olga, anna) = (salon.admin("Olga"), salon.desk("Anna"));
    olga.post("/api/followups", sequence()).ok();
    let id = visit(&salon, &anna);
    salon.row("UPDATE clients SET marketing_consent = 0", &[]);
    outcome(&anna, id, "completed");
    assert_eq!(letters(&salon, 22), [""; 0]);
    let whys: Vec<String> = salon.jobs(id).into_iter().map(|job| job.2).collect();
    let why = "The client does not want such letters.";
    assert_eq!(whys.iter().filter(|given| *given == why).count(), 2);
}

#[test]
fn two_services_of_one_visit_are_followed_by_one_letter() {
    let salon = Salon::open();
    let (olga, anna) = (salon.admin("Olga"), salon.desk("Anna"));
    olga.post("/api/followups", sequence()).ok();
    let id = visit(&salon, &anna);
    let mut wash = anna.get("/api/bookings/1").ok();
    wash["allow_overlap"] = json!(true);
    let wash = anna.post("/api/bookings", wash).ok();
    assert_eq!(wash["visit_id"], id);
    outcome(&anna, id, "completed");
    outcome(&anna, wash["id"].as_i64().unwrap(), "completed");
    assert_eq!(letters(&salon, 1).len(), 1);
}

#[test]
fn letters_that_wait_follow_what_becomes_of_their_sequence() {
    let salon = Salon::open();
    let (olga, anna) = (salon.admin("Olga"), salon.desk("Anna"));
    let made = olga.post("/api/followups", sequence()).ok();
    let id = visit(&salon, &anna);
    outcome(&anna, id, "completed");
    // The first is put in other words, the second replaced.
    let mut changed = made.clone();
    changed["steps"][0]["subject"] = json!("Many thanks");
    changed["steps"][1] = json!({ "delay_days": 21, "subject": "New", "body": "New" });
    let changed = olga.put("/api/followups/1", changed).ok();
    assert_eq!(changed["steps"][0]["id"], made["steps"][0]["id"]);
    assert_eq!(letters(&salon, 25), ["Many thanks"]);
    let why = "The sequence was changed and no longer has this letter.";
    assert!(
        salon
            .jobs(id)
            .iter()
            .any(|job| job.1 == "cancelled" && job.2 == why)
    );

    let second = book(&anna, 2, 1, 1)["id"].as_i64().unwrap();
    outcome(&anna, second, "completed");
    olga.delete("/api/followups/1").ok();
    assert_eq!(letters(&salon, 25), [""; 0]);
    assert!(
        salon
            .jobs(second)
            .iter()
            .any(|job| job.2 == "The sequence was deleted.")
    );
    assert_eq!(olga.get("/api/followups").ok(), json!([]));
}
