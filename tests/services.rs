//! Ada keeps the list of what the salon offers.

use serde_json::{Value, json};

use crate::support::refusals::refuses_each;
use crate::support::salon::Salon;

#[test]
fn ada_offers_a_service_changes_it_and_drops_it() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let color = ada
        .post(
            "/api/services",
            json!({ "name": "Colour", "duration_minutes": 90 }),
        )
        .ok();
    let id = &color["id"];
    assert_eq!(
        color,
        json!({ "id": id, "name": "Colour", "category": "", "duration_minutes": 90, "gap_start_minutes": 0,
                "gap_minutes": 0, "buffer_minutes": 0, "price_cents": 0, "color": "", "active": true })
    );
    let path = format!("/api/services/{id}");
    let change = json!({ "category": "Hair", "gap_start_minutes": 30, "gap_minutes": 30, "buffer_minutes": 10,
        "price_cents": 7500, "color": "#aabbcc", "active": false });
    let changed = ada.put(&path, change).ok();
    assert_eq!(ada.get(&path).ok(), changed);
    assert_eq!(
        (&changed["gap_minutes"], &changed["price_cents"]),
        (&json!(30), &json!(7500))
    );
    assert_eq!(
        ada.put(&path, changed.clone()).ok(),
        changed,
        "what was read can be sent back"
    );
    assert_eq!(
        ada.get("/api/services?page=1").ok()["data"],
        json!([changed])
    );
    ada.delete(&path).ok();
    ada.get(&path).refused(404, "not_found");
    ada.delete(&path).refused(404, "not_found");
    ada.put(&path, json!({})).refused(404, "not_found");
    ada.get("/api/services/x").refused(404, "not_found");
}

#[test]
fn no_booking_changes_with_its_service_and_none_loses_it() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let (eva, client) = (salon.staff("Eva"), salon.client("Ann", "ann@example.com"));
    let cut = salon.service("Cut", 30, 3000);
    let booking = json!({ "client_id": client, "staff_id": eva, "service_id": cut,
        "start_at": "2026-03-24 10:00:00", "end_at": "2026-03-24 10:30:00" });
    let booking = ada.post("/api/bookings", booking).ok();
    let path = format!("/api/services/{cut}");
    ada.put(
        &path,
        json!({ "duration_minutes": 60, "price_cents": 9900, "buffer_minutes": 15 }),
    )
    .ok();
    assert_eq!(
        ada.get(&format!("/api/bookings/{}", booking["id"])).ok(),
        booking
    );
    let refused = ada.delete(&path).refused(409, "in_use");
    assert_eq!(
        refused["error"],
        "Cut is still named by bookings and can't be deleted. Make this service inactive instead."
    );
}

#[test]
fn a_service_that_is_dropped_leaves_the_staffs_lists() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let (cut, color) = (
        salon.service("Cut", 30, 3000),
        salon.service("Colour", 90, 7500),
    );
    let eva = ada
        .post(
            "/api/staff",
            json!({ "name": "Eva", "service_ids": [color, cut] }),
        )
        .ok();
    assert_eq!(eva["service_ids"], json!([cut, color]));
    ada.delete(&format!("/api/services/{cut}")).ok();
    assert_eq!(
        ada.get(&format!("/api/staff/{}", eva["id"])).ok()["service_ids"],
        json!([color])
    );
}

#[test]
fn a_wrong_field_is_named_and_nothing_changes() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let cut = salon.service("Cut", 30, 3000);
    let before = ada.get("/api/services").ok();
    let refused = ada.post("/api/services", json!({})).refused(400, "invalid");
    assert_eq!(
        refused["fields"],
        json!({ "name": "is required", "duration_minutes": "is required" })
    );
    let mut bad: Vec<(&str, Value)> = vec![
        ("name", json!("")),
        ("name", json!(null)),
        ("name", json!(true)),
        ("name", json!("x".repeat(201))),
        ("category", json!(1)),
        ("category", json!("two\nlines")),
        ("duration_minutes", json!(0)),
        ("duration_minutes", json!(1441)),
        ("duration_minutes", json!(null)),
        ("gap_start_minutes", json!(31)),
        ("gap_minutes", json!(31)),
        ("color", json!("url(x)")),
        ("active", json!("true")),
    ];
    for field in [
        "duration_minutes",
        "gap_start_minutes",
        "gap_minutes",
        "buffer_minutes",
        "price_cents",
    ] {
        for value in [
            json!(-1),
            json!(1.5),
            json!("30"),
            json!(10_000_000_000_i64),
            json!([]),
        ] {
            bad.push((field, value));
        }
    }
    let good = json!({ "name": "Wash", "duration_minutes": 30 });
    refuses_each(
        &ada,
        "/api/services",
        &format!("/api/services/{cut}"),
        &good,
        &bad,
    );
    let gap = json!({ "gap_start_minutes": 20, "gap_minutes": 20 });
    let refused = ada
        .put(&format!("/api/services/{cut}"), gap)
        .refused(400, "invalid");
    assert_eq!(
        refused["fields"],
        json!({ "gap_minutes": "must end before the service ends" })
    );
    assert_eq!(ada.get("/api/services").ok(), before);
}

#[test]
fn everybody_reads_services_and_admins_write_them() {
    let salon = Salon::open();
    let cut = salon.service("Cut", 30, 3000);
    let eva = salon.staff("Eva");
    let path = format!("/api/services/{cut}");
    for person in [salon.desk("Anna"), salon.stylist("Eva", eva)] {
        person.get("/api/services").ok();
        person.get(&path).ok();
        person
            .post(
                "/api/services",
                json!({ "name": "X", "duration_minutes": 5 }),
            )
            .refused(403, "forbidden");
        person
            .put(&path, json!({ "name": "X" }))
            .refused(403, "forbidden");
        person.delete(&path).refused(403, "forbidden");
    }
    salon
        .stranger()
        .get("/api/services")
        .refused(401, "not_logged_in");
}
