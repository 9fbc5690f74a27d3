//! Ada closes the salon for a day, and for a fortnight.

use serde_json::json;

use crate::support::refusals::refuses_each;
use crate::support::salon::Salon;

#[test]
fn a_holiday_keeps_what_was_booked_and_tells_it() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let (eva, client) = (salon.staff("Eva"), salon.client("Ann", "ann@example.com"));
    let cut = salon.service("Cut", 30, 3000);
    let booking = |start: &str, end: &str| json!({ "client_id": client, "staff_id": eva, "service_id": cut, "start_at": start, "end_at": end });
    let stays = ada
        .post(
            "/api/bookings",
            booking("2026-04-27 10:00:00", "2026-04-27 10:30:00"),
        )
        .ok();
    let gone = ada
        .post(
            "/api/bookings",
            booking("2026-04-27 11:00:00", "2026-04-27 11:30:00"),
        )
        .ok();
    ada.delete(&format!("/api/bookings/{}", gone["id"])).ok();
    ada.post(
        "/api/bookings",
        booking("2026-04-26 23:00:00", "2026-04-27 00:00:00"),
    )
    .ok();

    let kings_day = ada
        .post(
            "/api/holidays",
            json!({ "date": "2026-04-27", "name": "King's Day" }),
        )
        .ok();
    let id = &kings_day["id"];
    assert_eq!(
        kings_day,
        json!({ "id": id, "date": "2026-04-27", "name": "King's Day", "affected": [stays] })
    );
    ada.post(
        "/api/bookings",
        booking("2026-04-27 14:00:00", "2026-04-27 14:30:00"),
    )
    .refused(400, "invalid");
    let refused = ada
        .post("/api/holidays", json!({ "date": "2026-04-27" }))
        .refused(409, "date_taken");
    assert_eq!(
        refused["error"],
        "2026-04-27 is a holiday already (King's Day)."
    );

    let path = format!("/api/holidays/{id}");
    let moved = ada
        .put(&path, json!({ "date": "2026-04-28", "affected": [] }))
        .ok();
    assert_eq!(
        moved,
        json!({ "id": id, "date": "2026-04-28", "name": "King's Day", "affected": [] })
    );
    ada.post("/api/holidays", json!({ "date": "2026-04-27" }))
        .ok();
    ada.put(&path, json!({ "date": "2026-04-27" }))
        .refused(409, "date_taken");
    ada.delete(&path).ok();
    ada.get(&path).refused(404, "not_found");
    ada.put(&path, json!({})).refused(404, "not_found");
    ada.delete(&path).refused(404, "not_found");
}

#[test]
fn with_until_each_day_becomes_one() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    salon.holiday("2026-08-15", "Assumption");
    let body = json!({ "date": "2026-08-14", "until": "2026-08-16", "name": "Summer" });
    let made = ada.post("/api/holidays", body.clone()).ok();
    assert_eq!(
        (&made["date"], &made["name"]),
        (&json!("2026-08-14"), &json!("Summer"))
    );
    let dates: Vec<&str> = made["holidays"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["date"].as_str().unwrap())
        .collect();
    assert_eq!(
        dates,
        ["2026-08-14", "2026-08-16"],
        "the day that was one stays as it is"
    );
    assert_eq!(made["affected"], json!([]));
    ada.post("/api/holidays", body).refused(409, "date_taken");
    assert_eq!(
        ada.get("/api/holidays?from=2026-08-15&to=2026-08-16").ok()[0]["name"],
        "Assumption"
    );
    assert_eq!(ada.get("/api/holidays?page=1&limit=2").ok()["total"], 3);
    let year = json!({ "date": "2027-01-01", "until": "2028-01-01" });
    assert_eq!(
        ada.post("/api/holidays", year).ok()["holidays"]
            .as_array()
            .unwrap()
            .len(),
        366
    );
}

#[test]
fn a_booking_over_midnight_is_told_once() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let (eva, client) = (salon.staff("Eva"), salon.client("Ann", "ann@example.com"));
    let cut = salon.service("Cut", 30, 3000);
    ada.post(
        "/api/bookings",
        json!({ "client_id": client, "staff_id": eva, "service_id": cut,
            "start_at": "2026-12-31 23:00:00", "end_at": "2027-01-01 01:00:00" }),
    )
    .ok();
    let made = ada
        .post(
            "/api/holidays",
            json!({ "date": "2026-12-31", "until": "2027-01-01" }),
        )
        .ok();
    assert_eq!(made["affected"].as_array().unwrap().len(), 1);
}

#[test]
fn a_wrong_field_is_named_and_nothing_changes() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let id = salon.holiday("2026-12-25", "Christmas");
    let before = ada.get("/api/holidays").ok();
    let bad = [
        ("date", json!(null)),
        ("date", json!("2026-12-32")),
        ("date", json!("26-12-25")),
        ("date", json!(20_261_225)),
        ("date", json!("2026-12-25 10:00:00")),
        ("name", json!("x".repeat(201))),
        ("name", json!(7)),
    ];
    let good = json!({ "date": "2026-12-26" });
    refuses_each(
        &ada,
        "/api/holidays",
        &format!("/api/holidays/{id}"),
        &good,
        &bad,
    );
    for until in [
        json!("2026-12-25"),
        json!("2027-12-27"),
        json!("soon"),
        json!(3),
    ] {
        let body = json!({ "date": "2026-12-26", "until": until });
        let refused = ada.post("/api/holidays", body).refused(400, "invalid");
        assert!(refused["fields"]["until"].is_string(), "{refused}");
    }
    assert_eq!(ada.get("/api/holidays").ok(), before);
    ada.get("/api/holidays?from=x").refused(400, "invalid");
}

#[test]
fn everybody_reads_holidays_and_admins_write_them() {
    let salon = Salon::open();
    let id = salon.holiday("2026-12-25", "Christmas");
    let eva = salon.staff("Eva");
    let path = format!("/api/holidays/{id}");
    for person in [salon.desk("Anna"), salon.stylist("Eva", eva)] {
        assert_eq!(person.get(&path).ok()["name"], "Christmas");
        person.get("/api/holidays").ok();
        person
            .post("/api/holidays", json!({ "date": "2026-12-26" }))
            .refused(403, "forbidden");
        person
            .put(&path, json!({ "name": "X" }))
            .refused(403, "forbidden");
        person.delete(&path).refused(403, "forbidden");
    }
    salon.stranger().get(&path).refused(401, "not_logged_in");
}
