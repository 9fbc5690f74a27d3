//! Ada runs the staff: who works here, what they do, when they work, when they don't.

use serde_json::{Value, json};

use crate::support::refusals::refuses_each;
use crate::support::salon::{Person, Salon};

/// What an admin reads at these addresses: all that this story could change.
fn everything(ada: &Person<'_>) -> Vec<Value> {
    ["/api/staff", "/api/time-off", "/api/hours-exceptions"]
        .map(|path| ada.get(path).ok())
        .to_vec()
}

#[test]
fn ada_takes_eva_on_changes_her_and_lets_her_go() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let cut = salon.service("Cut", 30, 3000);
    let eva = ada.post("/api/staff", json!({ "name": " Eva " })).ok();
    let id = &eva["id"];
    assert_eq!(
        eva,
        json!({ "id": id, "name": "Eva", "email": "", "color": "", "active": true, "service_ids": null, "hours": null })
    );
    let path = format!("/api/staff/{id}");
    let hours = json!({ "mon": [["09:00", "12:30"], ["13:00", "18:00"]], "tue": [] });
    let change = json!({ "email": "eva@salon.example", "color": "#C2410c", "service_ids": [cut, cut], "hours": hours });
    let changed = ada.put(&path, change).ok();
    assert_eq!(
        changed,
        json!({ "id": id, "name": "Eva", "email": "eva@salon.example", "color": "#C2410c", "active": true,
                "service_ids": [cut], "hours": hours })
    );
    assert_eq!(
        ada.put(&path, changed.clone()).ok(),
        changed,
        "what was read can be sent back"
    );
    assert_eq!(ada.get("/api/staff").ok(), json!([changed]));
    let page = ada.get("/api/staff?page=2&limit=1").ok();
    assert_eq!(
        page,
        json!({ "data": [], "page": 2, "limit": 1, "total": 1, "pages": 1 })
    );
    let back = ada
        .put(&path, json!({ "service_ids": null, "hours": null }))
        .ok();
    assert_eq!(
        (&back["service_ids"], &back["hours"]),
        (&Value::Null, &Value::Null)
    );
    ada.delete(&path).ok();
    ada.get(&path).refused(404, "not_found");
    ada.delete(&path).refused(404, "not_found");
    ada.put(&path, json!({})).refused(404, "not_found");
}

#[test]
fn whoever_is_named_elsewhere_stays() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let (eva, bea) = (salon.staff("Eva"), salon.staff("Bea"));
    let client = salon.client("Ann", "ann@example.com");
    let cut = salon.service("Cut", 30, 3000);
    let booking = json!({ "client_id": client, "staff_id": eva, "service_id": cut,
        "start_at": "2026-03-24 10:00:00", "end_at": "2026-03-24 10:30:00" });
    let booking = ada.post("/api/bookings", booking).ok();
    ada.delete(&format!("/api/bookings/{}", booking["id"])).ok();
    let refused = ada
        .delete(&format!("/api/staff/{eva}"))
        .refused(409, "in_use");
    assert_eq!(
        refused["error"],
        "Eva is still named by bookings and can't be deleted. Make this staff member inactive instead."
    );
    salon.stylist("Bea", bea);
    let refused = ada
        .delete(&format!("/api/staff/{bea}"))
        .refused(409, "in_use");
    assert!(
        refused["error"].as_str().unwrap().contains("a login"),
        "{refused}"
    );
}

#[test]
fn letting_somebody_go_takes_their_time_off_along() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let eva = salon.staff("Eva");
    let off = json!({ "staff_id": eva, "start_at": "2026-04-01 00:00:00", "end_at": "2026-04-02 00:00:00" });
    ada.post("/api/time-off", off).ok();
    let hours = json!({ "staff_id": eva, "date": "2026-04-03", "hours": [] });
    ada.post("/api/hours-exceptions", hours).ok();
    ada.delete(&format!("/api/staff/{eva}")).ok();
    assert_eq!(everything(&ada), [json!([]), json!([]), json!([])]);
}

#[test]
fn a_wrong_field_is_named_and_nothing_changes() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let eva = salon.staff("Eva");
    let before = everything(&ada);
    ada.post("/api/staff", json!({})).refused(400, "invalid");
    let bad = [
        ("name", json!("")),
        ("name", json!(" ")),
        ("name", json!(null)),
        ("name", json!(7)),
        ("name", json!("x".repeat(201))),
        ("name", json!("two\nlines")),
        ("name", json!("nul\0")),
        ("email", json!("eva")),
        ("email", json!(["eva@salon.example"])),
        ("color", json!("red")),
        ("color", json!("#12345")),
        ("color", json!("#12345g")),
        ("color", json!(123_456)),
        ("active", json!("yes")),
        ("active", json!(1)),
        ("service_ids", json!("all")),
        ("service_ids", json!([0])),
        ("service_ids", json!(["1"])),
        ("service_ids", json!([99])),
        ("hours", json!([])),
        ("hours", json!({ "monday": [] })),
        ("hours", json!({ "mon": [["18:00", "09:00"]] })),
        (
            "hours",
            json!({ "mon": [["09:00", "13:00"], ["12:00", "18:00"]] }),
        ),
    ];
    refuses_each(
        &ada,
        "/api/staff",
        &format!("/api/staff/{eva}"),
        &json!({ "name": "Bea" }),
        &bad,
    );
    let all = json!({ "name": "", "color": "red", "hours": 1, "service_ids": 1 });
    let refused = ada.post("/api/staff", all).refused(400, "invalid");
    assert_eq!(refused["fields"].as_object().unwrap().len(), 4, "{refused}");
    assert_eq!(everything(&ada), before);
}

#[test]
fn time_off_comes_once_or_each_week_and_tells_whom_it_hits() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (eva, bea) = (salon.staff("Eva"), salon.staff("Bea"));
    let client = salon.client("Ann", "ann@example.com");
    let cut = salon.service("Cut", 30, 3000);
    for (staff, start, end) in [
        (eva, "2026-03-31 12:30:00", "2026-03-31 13:30:00"),
        (eva, "2026-03-31 13:30:00", "2026-03-31 14:00:00"),
        (bea, "2026-03-31 12:30:00", "2026-03-31 13:30:00"),
    ] {
        anna.post(
            "/api/bookings",
            json!({ "client_id": client, "staff_id": staff, "service_id": cut, "start_at": start, "end_at": end }),
        )
        .ok();
    }
    let lunch = json!({ "staff_id": eva, "start_at": "2026-03-24T12:00", "end_at": "2026-03-24T13:00",
        "reason": "Lunch", "repeat": "weekly", "until": "2026-04-07" });
    let lunch = anna.post("/api/time-off", lunch).ok();
    assert_eq!(lunch["affected"].as_array().unwrap().len(), 1, "{lunch}");
    assert_eq!(lunch["affected"][0]["start_at"], "2026-03-31 12:30:00");
    let path = format!("/api/time-off/{}", lunch["id"]);
    let mut kept = lunch.clone();
    kept.as_object_mut().unwrap().remove("affected");
    assert_eq!(anna.get(&path).ok(), kept);
    assert_eq!(
        anna.put(&path, kept.clone()).ok(),
        lunch,
        "what was read can be sent back"
    );
    let found = |query: &str| {
        anna.get(&format!("/api/time-off?{query}"))
            .ok()
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(found("from=2026-04-07&to=2026-04-08"), 1, "it comes back");
    assert_eq!(found("from=2026-04-08"), 0, "and ends");
    assert_eq!(found("to=2026-03-24"), 0);
    assert_eq!(found(&format!("staff_id={bea}")), 0);
    let once = anna.put(&path, json!({ "repeat": null })).ok();
    assert_eq!(
        (&once["repeat"], &once["until"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(once["affected"], json!([]));
    assert_eq!(found("from=2026-04-07&to=2026-04-08"), 0);
    anna.delete(&path).ok();
    anna.get(&path).refused(404, "not_found");
}

#[test]
fn wrong_time_off_is_refused_field_by_field() {
    let salon = Salon::open();
    let (ada, eva) = (salon.admin("Ada"), salon.staff("Eva"));
    let good = json!({ "staff_id": eva, "start_at": "2026-03-24 12:00:00", "end_at": "2026-03-24 13:00:00" });
    let mut weekly = good.clone();
    weekly["repeat"] = json!("weekly");
    let path = format!(
        "/api/time-off/{}",
        ada.post("/api/time-off", weekly.clone()).ok()["id"]
    );
    let before = everything(&ada);
    let refused = ada.post("/api/time-off", json!({})).refused(400, "invalid");
    assert_eq!(refused["fields"].as_object().unwrap().len(), 3, "{refused}");
    let bad = [
        ("staff_id", json!(99)),
        ("staff_id", json!("1")),
        ("staff_id", json!(null)),
        ("start_at", json!("tomorrow")),
        ("start_at", json!("2026-03-29 02:30:00")),
        ("end_at", json!("2026-03-24 12:00:00")),
        ("end_at", json!("2026-03-24 11:00:00")),
        ("end_at", json!("2026-03-31 12:00:01")),
        ("end_at", json!(13)),
        ("reason", json!("x".repeat(501))),
        ("reason", json!(["ill"])),
        ("repeat", json!("daily")),
        ("repeat", json!(true)),
        ("until", json!("2026-03-23")),
        ("until", json!("next year")),
    ];
    refuses_each(&ada, "/api/time-off", &path, &weekly, &bad);
    let mut ends = good;
    ends["until"] = json!("2026-04-01");
    let refused = ada.post("/api/time-off", ends).refused(400, "invalid");
    assert_eq!(
        refused["fields"]["until"],
        "goes with repeat \"weekly\" only"
    );
    assert_eq!(everything(&ada), before);
    for query in [
        "staff_id=x",
        "from=soon",
        "to=2026-13-01",
        "page=0",
        "page=1&limit=501",
    ] {
        ada.get(&format!("/api/time-off?{query}"))
            .refused(400, "invalid");
        ada.get(&format!("/api/hours-exceptions?{query}"))
            .refused(400, "invalid");
    }
}

#[test]
fn other_hours_hold_on_one_date() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (eva, bea) = (salon.staff("Eva"), salon.staff("Bea"));
    let client = salon.client("Ann", "ann@example.com");
    let cut = salon.service("Cut", 30, 3000);
    let booking = json!({ "client_id": client, "staff_id": eva, "service_id": cut,
        "start_at": "2026-03-24 12:00:00", "end_at": "2026-03-24 12:30:00" });
    let booking = anna.post("/api/bookings", booking).ok();
    let late = json!({ "staff_id": eva, "date": "2026-03-24", "hours": [["12:30", "20:00"]] });
    let set = anna.post("/api/hours-exceptions", late.clone()).ok();
    assert_eq!(set["hours"], json!([["12:30", "20:00"]]));
    assert_eq!(set["affected"][0]["id"], booking["id"]);
    let refused = anna
        .post("/api/hours-exceptions", late)
        .refused(409, "date_taken");
    assert_eq!(
        refused["error"],
        "Other hours are set for 2026-03-24 already."
    );
    let path = format!("/api/hours-exceptions/{}", set["id"]);
    let early = anna
        .put(&path, json!({ "hours": [["08:00", "13:00"]] }))
        .ok();
    assert_eq!(early["affected"], json!([]));
    assert_eq!(
        anna.get("/api/hours-exceptions?from=2026-03-24&to=2026-03-25")
            .ok()[0]["id"],
        set["id"]
    );
    assert_eq!(
        anna.get("/api/hours-exceptions?from=2026-03-25").ok(),
        json!([])
    );
    assert_eq!(
        anna.get("/api/hours-exceptions?to=2026-03-24").ok(),
        json!([])
    );
    let before = anna.get("/api/hours-exceptions").ok();
    let bad = [
        ("staff_id", json!(99)),
        ("staff_id", json!({})),
        ("date", json!("24-03-2026")),
        ("date", json!("2026-02-30")),
        ("date", json!(null)),
        ("hours", json!(null)),
        ("hours", json!({ "tue": [] })),
        ("hours", json!([["10:00"]])),
        ("hours", json!([["10:00", "25:00"]])),
    ];
    let good = json!({ "staff_id": bea, "date": "2026-03-24", "hours": [] });
    refuses_each(&anna, "/api/hours-exceptions", &path, &good, &bad);
    assert_eq!(anna.get("/api/hours-exceptions").ok(), before);
    anna.delete(&path).ok();
    anna.get(&path).refused(404, "not_found");
}

#[test]
fn stylists_read_the_desk_writes_time_off_and_admins_the_staff() {
    let salon = Salon::open();
    let (eva, bea) = (salon.staff("Eva"), salon.staff("Bea"));
    let (ada, anna, evas) = (
        salon.admin("Ada"),
        salon.desk("Anna"),
        salon.stylist("Eva", eva),
    );
    let off = |staff: i64| json!({ "staff_id": staff, "start_at": "2026-04-01 09:00:00", "end_at": "2026-04-01 10:00:00", "reason": "Dentist" });
    let own = anna.post("/api/time-off", off(eva)).ok()["id"].clone();
    let other = ada.post("/api/time-off", off(bea)).ok()["id"].clone();
    let hours = json!({ "staff_id": bea, "date": "2026-04-03", "hours": [] });
    let hours = anna.post("/api/hours-exceptions", hours).ok()["id"].clone();
    for path in ["/api/staff", "/api/time-off", "/api/hours-exceptions"] {
        evas.get(path).ok();
        evas.post(path, json!({})).refused(403, "forbidden");
        evas.put(&format!("{path}/1"), json!({}))
            .refused(403, "forbidden");
        evas.delete(&format!("{path}/1")).refused(403, "forbidden");
        for (method, path) in [
            ("GET", path.to_owned()),
            ("POST", path.to_owned()),
            ("PUT", format!("{path}/1")),
            ("DELETE", format!("{path}/1")),
        ] {
            salon
                .stranger()
                .send(method, &path, None)
                .refused(401, "not_logged_in");
        }
    }
    anna.post("/api/staff", json!({ "name": "X" }))
        .refused(403, "forbidden");
    anna.put(&format!("/api/staff/{eva}"), json!({}))
        .refused(403, "forbidden");
    anna.delete(&format!("/api/staff/{eva}"))
        .refused(403, "forbidden");

    let reasons = |person: &Person<'_>| -> Vec<String> {
        let all = person.get("/api/time-off").ok();
        all.as_array()
            .unwrap()
            .iter()
            .map(|off| off["reason"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(reasons(&anna), ["Dentist", "Dentist"]);
    assert_eq!(
        reasons(&evas),
        ["Dentist", ""],
        "why Bea is off is not Eva's to know"
    );
    assert_eq!(
        evas.get(&format!("/api/time-off/{other}")).ok()["reason"],
        ""
    );

    salon.set("staff_personal_agenda_enabled", true);
    assert_eq!(reasons(&evas), ["Dentist"]);
    evas.get(&format!("/api/time-off/{own}")).ok();
    evas.get(&format!("/api/time-off/{other}"))
        .refused(404, "not_found");
    assert_eq!(
        evas.get(&format!("/api/time-off?staff_id={bea}")).ok(),
        json!([])
    );
    assert_eq!(evas.get("/api/hours-exceptions").ok(), json!([]));
    evas.get(&format!("/api/hours-exceptions/{hours}"))
        .refused(404, "not_found");
    assert_eq!(reasons(&anna).len(), 2, "the desk sees everybody's");
}
