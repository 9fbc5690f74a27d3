//! Ada sets the salon up as she likes it.

use daybook::app::App;
use daybook::outside::clock::Clock;
use serde_json::{Value, json};

use crate::support::salon::Salon;

#[test]
fn a_new_salon_has_every_default() {
    let salon = Salon::open();
    let day = json!([["09:00", "18:00"]]);
    assert_eq!(
        salon.admin("Ada").get("/api/settings").ok(),
        json!({
            "salon_name": "Salon Anna", "salon_address": "", "salon_phone": "", "reply_to": "", "letter_footer": "",
            "country": "", "timezone": "Europe/Amsterdam", "locale": "en", "currency": "EUR",
            "opening_hours": { "mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day },
            "slot_minutes": 15, "letter_delay_seconds": 10, "staff_personal_agenda_enabled": false,
            "noshow_enabled": false, "noshow_fee_cents": 2500, "reminder_enabled": true, "reminder_hours_before": 24,
            "review_enabled": true, "review_delay_minutes": 120, "review_url": "", "followup_enabled": true,
            "waitlist_offer_hours": 24, "provisional_hold_hours": 48, "letters_per_client_day": 6,
            "letters_per_login_hour": 120
        })
    );
}

#[test]
fn what_ada_sets_holds_also_when_the_book_is_opened_again() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let all = json!({
        "salon_name": "Salon Zoë", "salon_address": "Lange Straat 1, Utrecht", "salon_phone": "030 123 45 67",
        "reply_to": "zoe@salon.example", "letter_footer": "KvK 1234", "country": "NL", "timezone": "Europe/Berlin",
        "locale": "nl", "currency": "CHF", "opening_hours": { "sun": [["10:00", "12:00"], ["12:00", "24:00"]] },
        "slot_minutes": 5, "letter_delay_seconds": 0, "staff_personal_agenda_enabled": true, "noshow_enabled": true,
        "noshow_fee_cents": 1, "reminder_enabled": false, "reminder_hours_before": 48, "review_enabled": false,
        "review_delay_minutes": 0, "review_url": "https://example.com/r?x=1", "followup_enabled": false,
        "waitlist_offer_hours": 1, "provisional_hold_hours": 1, "letters_per_client_day": 0,
        "letters_per_login_hour": 0
    });
    assert_eq!(ada.put("/api/settings", all.clone()).ok(), all);
    assert_eq!(ada.get("/api/settings").ok(), all);
    assert_eq!(
        ada.put("/api/settings", json!({})).ok(),
        all,
        "keys that are left out keep their value"
    );
    let again = App::open(salon.app.config.clone(), Clock::System).unwrap();
    assert_eq!(serde_json::to_value(&*again.db.settings()).unwrap(), all);
}

#[test]
fn a_new_time_zone_moves_no_appointment() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let (eva, client) = (salon.staff("Eva"), salon.client("Ann", "ann@example.com"));
    let cut = salon.service("Cut", 30, 3000);
    let booking = json!({ "client_id": client, "staff_id": eva, "service_id": cut,
        "start_at": "2026-03-24 10:00:00", "end_at": "2026-03-24 10:30:00" });
    let booking = ada.post("/api/bookings", booking).ok();
    ada.put("/api/settings", json!({ "timezone": "America/New_York" }))
        .ok();
    assert_eq!(
        ada.get(&format!("/api/bookings/{}", booking["id"])).ok(),
        booking
    );
}

#[test]
fn a_wrong_setting_is_named_and_none_is_changed() {
    let salon = Salon::open();
    let ada = salon.admin("Ada");
    let before = ada.get("/api/settings").ok();
    let mut bad: Vec<(&str, Value)> = vec![
        ("salon_name", json!("x".repeat(201))),
        ("salon_address", json!("two\nlines")),
        ("salon_phone", json!("nul\0")),
        ("reply_to", json!("zoe")),
        ("country", json!("nl")),
        ("country", json!("UK")),
        ("country", json!("NLD")),
        ("timezone", json!("")),
        ("timezone", json!("Mars/Olympus")),
        ("locale", json!("fr")),
        ("currency", json!("eur")),
        ("currency", json!("EURO")),
        ("currency", json!("")),
        ("review_url", json!("example.com")),
        ("review_url", json!("javascript:alert(1)")),
        ("review_url", json!("ftp://example.com")),
        ("opening_hours", json!({ "mo": [] })),
        ("opening_hours", json!({ "mon": "09:00" })),
        ("opening_hours", json!({ "mon": [["09:00", "9:30"]] })),
        ("opening_hours", json!({ "mon": [["10:00", "09:00"]] })),
        (
            "opening_hours",
            json!({ "mon": [["13:00", "14:00"], ["09:00", "10:00"]] }),
        ),
        (
            "opening_hours",
            json!({ "mon": [["09:00", "13:00"], ["12:00", "14:00"]] }),
        ),
        ("slot_minutes", json!(4)),
        ("slot_minutes", json!(121)),
        ("letter_delay_seconds", json!(121)),
        ("noshow_fee_cents", json!(0)),
        ("waitlist_offer_hours", json!(0)),
        ("provisional_hold_hours", json!(0)),
        ("colour", json!("red")),
        ("", json!(1)),
    ];
    for (key, value) in before.as_object().unwrap() {
        bad.push((key, Value::Null));
        bad.push((key, json!([1])));
        match value {
            Value::Number(_) => bad.extend([-1, 1_000_000_000].map(|n| (key.as_str(), json!(n)))),
            Value::Bool(_) => bad.push((key, json!("true"))),
            _ => bad.push((key, json!(1))),
        }
    }
    for (key, value) in bad {
        let mut sent = json!({ "salon_name": "New" });
        sent[key] = value.clone();
        let refused = ada.put("/api/settings", sent).refused(400, "invalid");
        let fields = refused["fields"].as_object().unwrap();
        assert_eq!(fields.keys().collect::<Vec<_>>(), [key], "{value}");
    }
    let two = ada
        .put("/api/settings", json!({ "locale": 1, "opening_hour": {} }))
        .refused(400, "invalid");
    assert_eq!(
        two["fields"],
        json!({ "locale": "must be text", "opening_hour": "is not a setting" })
    );
    assert_eq!(ada.get("/api/settings").ok(), before);
}

#[test]
fn everybody_reads_the_settings_and_admins_change_them() {
    let salon = Salon::open();
    let eva = salon.staff("Eva");
    for person in [salon.desk("Anna"), salon.stylist("Eva", eva)] {
        assert_eq!(person.get("/api/settings").ok()["salon_name"], "Salon Anna");
        person
            .put("/api/settings", json!({ "locale": "nl" }))
            .refused(403, "forbidden");
    }
    salon
        .stranger()
        .get("/api/settings")
        .refused(401, "not_logged_in");
}
