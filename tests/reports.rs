//! Olga looks back: who changed what, and how the month went.

use serde_json::json;

use crate::support::salon::{Person, Salon};

fn book(anna: &Person<'_>, staff: i64, service: i64, start: &str, status: &str) {
    let end = start.replace(":00:00", ":30:00");
    let body = json!({
        "client_id": 1, "staff_id": staff, "service_id": service, "start_at": start, "end_at": end,
    });
    let booking = anna.post("/api/bookings", body).ok();
    let path = format!("/api/bookings/{}", booking["id"]);
    anna.put(&path, json!({ "status": status })).ok();
}

#[test]
fn the_month_in_numbers() {
    let salon = Salon::open();
    let (olga, anna) = (salon.admin("Olga"), salon.desk("Anna"));
    let (emre, femke) = (salon.staff("Emre"), salon.staff("Femke"));
    let (cut, colour) = (
        salon.service("Cut", 30, 3500),
        salon.service("Colour", 30, 9000),
    );
    book(&anna, emre, cut, "2026-03-02 09:00:00", "completed");
    book(&anna, emre, cut, "2026-03-02 10:00:00", "completed");
    book(&anna, femke, colour, "2026-03-02 10:00:00", "completed");
    book(&anna, emre, cut, "2026-03-31 23:00:00", "no-show");
    book(&anna, femke, cut, "2026-03-31 09:00:00", "cancelled");
    book(&anna, femke, cut, "2026-04-01 00:00:00", "completed");

    let march = olga
        .get("/api/reports/summary?from=2026-03-01&to=2026-04-01")
        .ok();
    assert_eq!(olga.get("/api/reports/summary").ok(), march);
    assert_eq!(march["from"], "2026-03-01 00:00:00");
    assert_eq!(march["bookings"], 5);
    assert_eq!(
        march["by_status"],
        json!({ "scheduled": 0, "provisional": 0, "completed": 3, "cancelled": 1, "no-show": 1 })
    );
    assert_eq!(march["revenue_cents"], 16_000);
    assert_eq!(march["no_show_rate"], 0.25);
    assert_eq!(march["currency"], "EUR");
    assert_eq!(march["by_day"][0]["date"], "2026-03-02");
    assert_eq!(march["by_day"][0]["revenue_cents"], 16_000);
    assert_eq!(march["by_day"][1]["bookings"], 2);
    assert_eq!(march["by_staff"][0]["staff_name"], "Emre");
    assert_eq!(march["by_staff"][0]["no_show_rate"], 0.3333);
    assert_eq!(march["by_staff"][1]["by_status"]["cancelled"], 1);
    assert_eq!(march["by_service"][1]["service_name"], "Colour");
    assert_eq!(march["by_service"][1]["revenue_cents"], 9_000);

    let empty = olga
        .get("/api/reports/summary?from=2030-01-01&to=2030-02-01")
        .ok();
    assert_eq!(empty["no_show_rate"], 0.0);
    assert_eq!(empty["by_status"]["completed"], 0);
    assert_eq!(empty["by_day"], json!([]));
    let refused = olga
        .get("/api/reports/summary?from=2026-03-01&to=2026-03-01")
        .refused(400, "invalid");
    assert_eq!(refused["fields"]["to"], "must be after from");
    anna.get("/api/reports/summary").refused(403, "forbidden");
}

#[test]
fn how_full_the_days_are_and_who_comes_back() {
    let salon = Salon::open();
    let (olga, anna) = (salon.admin("Olga"), salon.desk("Anna"));
    let emre = salon.staff("Emre");
    let cut = salon.service("Cut", 30, 3500);
    let hours = json!({ "mon": [["09:00", "13:00"]], "tue": [["09:00", "13:00"]] });
    olga.put(&format!("/api/staff/{emre}"), json!({ "hours": hours }))
        .ok();
    let [ada, bea, cleo] = ["Ada", "Bea", "Cleo"]
        .map(|name| anna.post("/api/clients", json!({ "name": name })).ok()["id"].clone());
    let book = |client: &serde_json::Value, start: &str, status: &str| {
        let end = start.replace(":00:00", ":30:00");
        let body = json!({
            "client_id": client, "staff_id": emre, "service_id": cut, "start_at": start, "end_at": end,
        });
        let booking = anna.post("/api/bookings", body).ok();
        let path = format!("/api/bookings/{}", booking["id"]);
        anna.put(&path, json!({ "status": status })).ok();
    };
    // Ada has been here before and comes again; Bea is new and doesn't; Cleo is new, and didn't come. Who walks in
    // is nobody that is known.
    book(&ada, "2026-02-02 09:00:00", "completed");
    book(&ada, "2026-03-02 09:00:00", "completed");
    book(&ada, "2026-04-06 09:00:00", "scheduled");
    book(&bea, "2026-03-02 10:00:00", "completed");
    book(&bea, "2026-03-02 11:00:00", "scheduled");
    book(&cleo, "2026-03-03 09:00:00", "no-show");
    book(&json!(1), "2026-03-03 10:00:00", "completed");
    let off = json!({
        "staff_id": emre, "start_at": "2026-03-03 11:00:00", "end_at": "2026-03-03 14:00:00",
    });
    anna.post("/api/time-off", off).ok();
    olga.post("/api/holidays", json!({ "date": "2026-03-09" }))
        .ok();

    let fortnight = olga
        .get("/api/reports/summary?from=2026-03-02&to=2026-03-16")
        .ok();
    assert_eq!(
        fortnight["clients"],
        json!({ "new": 1, "returning": 1, "served": 2, "rebooked": 1 })
    );
    assert_eq!(fortnight["rebooking_rate"], 0.5);
    let monday =
        json!({ "weekday": "mon", "booked_minutes": 90, "open_minutes": 240, "occupancy": 0.375 });
    assert_eq!(fortnight["by_weekday"][0], monday);
    let tuesday =
        json!({ "weekday": "tue", "booked_minutes": 30, "open_minutes": 360, "occupancy": 0.0833 });
    assert_eq!(fortnight["by_weekday"][1], tuesday);
    assert_eq!(fortnight["by_weekday"][2]["occupancy"], 0.0);
    assert_eq!(fortnight["by_staff"][0]["occupancy"], 0.2);

    let quiet = olga
        .get("/api/reports/summary?from=2030-03-04&to=2030-03-06")
        .ok();
    assert_eq!(quiet["by_staff"][0]["bookings"], 0);
    assert_eq!(quiet["by_staff"][0]["by_status"]["completed"], 0);
    assert_eq!(quiet["by_staff"][0]["open_minutes"], 480);
    let refused = olga
        .get("/api/reports/summary?from=2010-01-01&to=2026-01-01")
        .refused(400, "invalid");
    assert_eq!(
        refused["fields"]["to"],
        "must be at most ten years after from"
    );
}

#[test]
fn every_change_of_a_booking_is_told_with_who_made_it_to_those_who_may_see_it() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (emre, femke) = (salon.staff("Emre"), salon.staff("Femke"));
    let cut = salon.service("Cut", 30, 3500);
    let body = json!({
        "client_id": 1, "staff_id": emre, "service_id": cut, "provisional": true,
        "start_at": "2026-03-26 10:00:00", "end_at": "2026-03-26 10:30:00",
    });
    let booking = anna.post("/api/bookings", body).ok();
    let token = booking["provisional_token"].as_str().unwrap();
    anna.put("/api/bookings/1", json!({ "notes": "By the window" }))
        .ok();
    salon
        .stranger()
        .submit(&format!("/bookings/{token}/decline"), "")
        .page(200);

    let told = anna.get("/api/audit?booking_id=1");
    assert!(!told.text().contains(token));
    let told = told.ok();
    let steps: Vec<_> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["actor"].clone(), entry["action"].clone()))
        .collect();
    assert_eq!(
        json!(steps),
        json!([
            ["Anna", "created"],
            ["Anna", "updated"],
            ["client", "declined"]
        ])
    );
    assert_eq!(told[1]["before"]["notes"], "");
    assert_eq!(told[1]["after"]["notes"], "By the window");
    let page = anna.get("/api/audit?booking_id=1&page=2&limit=2").ok();
    assert_eq!(page["data"][0], told[2]);
    anna.get("/api/audit").refused(400, "invalid");
    anna.get("/api/audit?booking_id=9")
        .refused(404, "not_found");

    salon.set("staff_personal_agenda_enabled", true);
    let own = salon.stylist("Emre", emre).get("/api/audit?booking_id=1");
    assert_eq!(own.ok().as_array().unwrap().len(), 3);
    salon
        .stylist("Femke", femke)
        .get("/api/audit?booking_id=1")
        .refused(404, "not_found");
}
