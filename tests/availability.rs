//! Anna looks for a free slot.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

/// The slots of a query, as "HH:MM staff".
fn slots(person: &Person<'_>, query: &str) -> Vec<String> {
    let all = person.get(&format!("/api/availability?{query}")).ok();
    let shown = |slot: &Value| {
        let start = slot["start_at"].as_str().unwrap();
        format!(
            "{} {}",
            &start[11..16],
            slot["staff_name"].as_str().unwrap()
        )
    };
    all.as_array().unwrap().iter().map(shown).collect()
}

fn starts(person: &Person<'_>, query: &str) -> Vec<String> {
    slots(person, query)
        .iter()
        .map(|slot| slot[..5].to_owned())
        .collect()
}

/// A salon that is open on Tuesdays from 9 to 12, in steps of half an hour.
fn tuesdays() -> Salon {
    let salon = Salon::open();
    salon.set("opening_hours", json!({ "tue": [["09:00", "12:00"]] }));
    salon.set("slot_minutes", 30);
    salon
}

#[test]
fn slots_come_by_start_and_then_by_staff_member() {
    let salon = tuesdays();
    let anna = salon.desk("Anna");
    let (eva, _bea) = (salon.staff("Eva"), salon.staff("Bea"));
    let cut = salon.service("Cut", 60, 3000);
    let query = format!("service_id={cut}&date=2026-03-24");
    assert_eq!(
        slots(&anna, &query),
        [
            "09:00 Eva",
            "09:00 Bea",
            "09:30 Eva",
            "09:30 Bea",
            "10:00 Eva",
            "10:00 Bea",
            "10:30 Eva",
            "10:30 Bea",
            "11:00 Eva",
            "11:00 Bea"
        ]
    );
    assert_eq!(
        starts(&anna, &format!("{query}&staff_id={eva}")),
        ["09:00", "09:30", "10:00", "10:30", "11:00"]
    );
    let first = &anna.get(&format!("/api/availability?{query}")).ok()[0];
    assert_eq!(
        *first,
        json!({ "staff_id": eva, "staff_name": "Eva", "start_at": "2026-03-24 09:00:00", "end_at": "2026-03-24 10:00:00" })
    );
    assert_eq!(
        starts(&anna, &format!("service_id={cut}&date=2026-03-25")),
        [""; 0],
        "closed on Wednesdays"
    );
}

#[test]
fn hours_time_off_and_holidays_take_slots_away() {
    let salon = tuesdays();
    let ada = salon.admin("Ada");
    let eva = salon.staff("Eva");
    let cut = salon.service("Cut", 30, 3000);
    let on = |date: &str| starts(&ada, &format!("service_id={cut}&date={date}"));
    ada.put(
        &format!("/api/staff/{eva}"),
        json!({ "hours": { "tue": [["08:00", "10:00"], ["11:00", "18:00"]] } }),
    )
    .ok();
    assert_eq!(on("2026-03-24"), ["09:00", "09:30", "11:00", "11:30"]);
    let late = json!({ "staff_id": eva, "date": "2026-03-24", "hours": [["10:00", "11:00"]] });
    ada.post("/api/hours-exceptions", late).ok();
    assert_eq!(
        on("2026-03-24"),
        ["10:00", "10:30"],
        "other hours take the place of the usual ones"
    );
    let off = json!({ "staff_id": eva, "start_at": "2026-03-17 09:00:00", "end_at": "2026-03-17 10:30:00", "repeat": "weekly" });
    ada.post("/api/time-off", off).ok();
    assert_eq!(on("2026-03-24"), ["10:30"]);
    assert_eq!(on("2026-03-31"), ["11:00", "11:30"]);
    ada.post("/api/holidays", json!({ "date": "2026-03-31" }))
        .ok();
    assert_eq!(on("2026-03-31"), [""; 0]);
}

#[test]
fn bookings_their_gaps_and_buffers_count() {
    let salon = tuesdays();
    let anna = salon.desk("Anna");
    let (eva, client) = (salon.staff("Eva"), salon.client("Ann", "ann@example.com"));
    let (cut, wash) = (
        salon.service("Cut", 60, 3000),
        salon.service("Wash", 30, 1000),
    );
    let mut colour = json!({ "client_id": client, "staff_id": eva, "service_id": cut,
        "start_at": "2026-03-24 09:30:00", "end_at": "2026-03-24 11:00:00",
        "gap_start_minutes": 30, "gap_minutes": 30, "buffer_minutes": 30 });
    anna.post("/api/bookings", colour.clone()).ok();
    let on = |service: i64| starts(&anna, &format!("service_id={service}&date=2026-03-24"));
    assert_eq!(
        on(wash),
        ["09:00", "10:00", "11:30"],
        "in the gap, and after the buffer"
    );
    assert_eq!(on(cut), [""; 0]);
    colour["start_at"] = json!("2026-03-24 10:00:00");
    colour["end_at"] = json!("2026-03-24 10:30:00");
    anna.post("/api/bookings", colour.clone())
        .refused(400, "invalid");
    colour["gap_start_minutes"] = json!(0);
    colour["gap_minutes"] = json!(0);
    colour["buffer_minutes"] = json!(0);
    anna.post("/api/bookings", colour).ok();
    assert_eq!(
        on(wash),
        ["09:00", "11:30"],
        "nothing fits into what is left of the gap"
    );
}

#[test]
fn a_service_that_begins_with_its_gap_fits_over_a_booking_that_ends_in_it() {
    let salon = tuesdays();
    let ada = salon.admin("Ada");
    let (eva, client) = (salon.staff("Eva"), salon.client("Ann", ""));
    let (cut, soak) = (
        salon.service("Cut", 60, 3000),
        salon.service("Soak", 60, 1000),
    );
    ada.put(
        &format!("/api/services/{soak}"),
        json!({ "gap_minutes": 30 }),
    )
    .ok();
    let booking = |service: i64, start: &str, end: &str| {
        let body = json!({ "client_id": client, "staff_id": eva, "service_id": service,
            "start_at": format!("2026-03-24 {start}:00"), "end_at": format!("2026-03-24 {end}:00") });
        ada.post("/api/bookings", body)
    };
    booking(cut, "09:15", "10:15").ok();
    assert_eq!(
        starts(&ada, &format!("service_id={soak}&date=2026-03-24")),
        ["10:00", "10:30", "11:00"]
    );
    booking(soak, "10:00", "11:00").ok();
    booking(cut, "10:15", "10:30").ok();
}

#[test]
fn only_whoever_gives_the_service_is_offered_and_only_what_is_still_ahead() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let (cut, colour) = (
        salon.service("Cut", 60, 3000),
        salon.service("Colour", 60, 7500),
    );
    let hours = json!({ "mon": [["08:00", "11:00"]] });
    for (name, services, active) in [
        ("Eva", json!([cut]), true),
        ("Bea", Value::Null, true),
        ("Old", Value::Null, false),
    ] {
        let member = json!({ "name": name, "service_ids": services, "active": active });
        ada.post("/api/staff", member).ok();
    }
    ada.put(
        "/api/settings",
        json!({ "opening_hours": hours, "slot_minutes": 60 }),
    )
    .ok();
    let today = |service: i64| slots(&ada, &format!("service_id={service}&date=2026-03-23"));
    assert_eq!(
        today(cut),
        ["09:00 Eva", "09:00 Bea", "10:00 Eva", "10:00 Bea"]
    );
    assert_eq!(today(colour), ["09:00 Bea", "10:00 Bea"]);
    salon.advance(chrono::Duration::seconds(1));
    assert_eq!(today(colour), ["10:00 Bea"]);
    assert_eq!(
        slots(&ada, &format!("service_id={cut}&date=2026-03-16")),
        [""; 0]
    );
}

#[test]
fn no_slot_begins_or_ends_at_a_time_that_the_clock_skips() {
    let salon = Salon::open();
    salon.staff("Eva");
    let anna = salon.desk("Anna");
    let cut = salon.service("Cut", 60, 3000);
    salon.set("opening_hours", json!({ "sun": [["00:00", "05:00"]] }));
    salon.set("slot_minutes", 60);
    assert_eq!(
        starts(&anna, &format!("service_id={cut}&date=2026-03-29")),
        ["00:00", "03:00", "04:00"]
    );
}

#[test]
fn what_cannot_be_offered_is_said_by_field() {
    let salon = tuesdays();
    let ada = salon.admin("Ada");
    let (eva, cut) = (salon.staff("Eva"), salon.service("Cut", 60, 3000));
    ada.put(&format!("/api/services/{cut}"), json!({ "active": false }))
        .ok();
    let wrong = |query: &str| {
        ada.get(&format!("/api/availability?{query}"))
            .refused(400, "invalid")["fields"]
            .clone()
    };
    assert_eq!(
        wrong(""),
        json!({ "service_id": "is required", "date": "is required" })
    );
    assert_eq!(
        wrong("service_id=99&date=2026-03-24"),
        json!({ "service_id": "names no service" })
    );
    assert_eq!(
        wrong(&format!("service_id={cut}&date=2026-03-24")),
        json!({ "service_id": "names Cut, which is no longer offered" })
    );
    assert!(
        wrong("service_id=x&date=soon&staff_id=-1")
            .as_object()
            .unwrap()
            .len()
            == 3
    );
    assert_eq!(
        wrong(&format!(
            "service_id=0&date=2026-03-24&staff_id={}",
            eva + 1
        ))["staff_id"],
        "names no staff member"
    );
}

#[test]
fn with_the_personal_agenda_a_stylist_sees_only_her_own_slots() {
    let salon = tuesdays();
    let (eva, bea) = (salon.staff("Eva"), salon.staff("Bea"));
    let (anna, evas) = (salon.desk("Anna"), salon.stylist("Eva", eva));
    let cut = salon.service("Cut", 180, 3000);
    let query = format!("service_id={cut}&date=2026-03-24");
    assert_eq!(slots(&evas, &query).len(), 2);
    salon.set("staff_personal_agenda_enabled", true);
    assert_eq!(slots(&evas, &query), ["09:00 Eva"]);
    assert_eq!(slots(&evas, &format!("{query}&staff_id={bea}")), [""; 0]);
    assert_eq!(slots(&anna, &query).len(), 2);
    salon
        .stranger()
        .get(&format!("/api/availability?{query}"))
        .refused(401, "not_logged_in");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in the book, each slot that is offered can be booked as it is.
    #[test]
    fn every_offered_slot_can_be_booked(
        booked in prop::collection::vec((0..2_usize, 0..80_i64, 1..30_i64, 0..10_i64, 0..10_i64, 0..6_i64), 0..10),
        off in prop::collection::vec((0..2_usize, 0..100_i64, 1..20_i64, any::<bool>()), 0..3),
        (minutes, gap_start, gap) in (1..18_i64, 0..9_i64, 0..9_i64), buffer in 0..6_i64, step in 1..9_i64,
    ) {
        let salon = Salon::open();
        let anna = salon.desk("Anna");
        let staff = [salon.staff("Eva"), salon.staff("Bea")];
        let client = salon.client("Ann", "");
        let at = |fives: i64| format!("2026-03-24 {:02}:{:02}:00", 8 + fives / 12, fives % 12 * 5);
        salon.set("opening_hours", json!({ "tue": [["08:30", "12:05"], ["12:40", "18:00"]] }));
        salon.set("slot_minutes", step * 5);
        let service = salon.service("Colour", (minutes + gap_start + gap) * 5, 7500);
        let gaps = json!({ "gap_start_minutes": gap_start * 5, "gap_minutes": gap * 5, "buffer_minutes": buffer * 5 });
        salon.admin("Ada").put(&format!("/api/services/{service}"), gaps).ok();
        for (who, start, length, gap_start, gap, buffer) in booked {
            anna.post("/api/bookings", json!({
                "client_id": client, "staff_id": staff[who], "service_id": service, "start_at": at(start),
                "end_at": at(start + length + gap_start + gap), "gap_start_minutes": gap_start * 5,
                "gap_minutes": gap * 5, "buffer_minutes": buffer * 5,
            }));
        }
        for (who, start, length, weekly) in off {
            let repeat = weekly.then_some("weekly");
            let off = json!({ "staff_id": staff[who], "start_at": at(start), "end_at": at(start + length), "repeat": repeat });
            anna.post("/api/time-off", off).ok();
        }
        let query = format!("/api/availability?service_id={service}&date=2026-03-24");
        let offered = anna.get(&query).ok();
        for slot in offered.as_array().unwrap() {
            let body = json!({ "client_id": client, "staff_id": slot["staff_id"], "service_id": service,
                "start_at": slot["start_at"], "end_at": slot["end_at"] });
            let booking = anna.post("/api/bookings", body).ok();
            anna.delete(&format!("/api/bookings/{}", booking["id"])).ok();
        }
        prop_assert_eq!(anna.get(&query).ok(), offered, "cancelled ones leave no trace");
    }
}
