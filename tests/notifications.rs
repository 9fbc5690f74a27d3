//! The desk is told things, and each user reads them for itself.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::plans::{assert_no_scan, assert_walks_in_order};
use crate::support::salon::{OPENING, Person, Salon};
use daybook::salon::time::Stamp;
use daybook::salon::who::Scope;
use daybook::store::listing::Place;
use daybook::store::notifications;

fn tell(
    salon: &Salon,
    kind: &str,
    booking_id: Option<i64>,
    staff_id: Option<i64>,
    message: &str,
) -> i64 {
    let now = Stamp::stored(OPENING).unwrap();
    salon
        .app
        .db
        .write(|book| notifications::add(book, kind, booking_id, staff_id, None, message, now))
        .unwrap()
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|n| n["id"].as_i64().unwrap())
        .collect()
}

fn unread(person: &Person<'_>) -> Vec<i64> {
    let whole = ids(&person.get("/api/notifications?unread=true").ok());
    let page = person.get("/api/notifications?unread=true&page=1").ok();
    assert_eq!(
        (ids(&page["data"]), &page["total"]),
        (whole.clone(), &json!(whole.len()))
    );
    whole
}

#[test]
fn each_reads_for_itself() {
    let salon = Salon::open();
    let (anna, bob) = (salon.desk("Anna"), salon.desk("Bob"));
    let first = tell(
        &salon,
        "mail.failed",
        None,
        None,
        "The letter to Ada did not arrive.",
    );
    let second = tell(
        &salon,
        "backup.failed",
        None,
        None,
        "Last night's backup failed.",
    );
    let third = tell(
        &salon,
        "mail.failed",
        None,
        None,
        "The letter to Bea did not arrive.",
    );
    assert_eq!(
        ids(&anna.get("/api/notifications").ok()),
        [third, second, first]
    );
    assert_eq!(
        anna.get(&format!("/api/notifications/{first}")).ok(),
        json!({
            "id": first, "type": "mail.failed", "booking_id": null, "message": "The letter to Ada did not arrive.",
            "read": false, "created_at": OPENING,
        })
    );
    let path = format!("/api/notifications/{second}");
    assert_eq!(anna.put(&path, json!({ "read": true })).ok()["read"], true);
    assert_eq!(unread(&anna), [third, first]);
    assert_eq!(unread(&bob), [third, second, first]);

    anna.post("/api/notifications/read-all", json!({})).ok();
    assert_eq!(unread(&anna), [0; 0]);
    assert_eq!(
        anna.put(&path, json!({ "read": false })).ok()["read"],
        false
    );
    assert_eq!(anna.put(&path, json!({})).ok()["read"], false);
    let fourth = tell(
        &salon,
        "mail.failed",
        None,
        None,
        "The letter to Cleo did not arrive.",
    );
    assert_eq!(unread(&anna), [fourth, second]);
    let page = anna.get("/api/notifications?page=2&limit=3").ok();
    assert_eq!(
        (ids(&page["data"]), &page["total"]),
        (vec![first], &json!(4))
    );
    assert_eq!(page["data"][0]["read"], true);
    assert_eq!(unread(&bob).len(), 4);
}

#[test]
fn nobody_makes_or_breaks_one_over_the_api() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let id = tell(
        &salon,
        "mail.failed",
        None,
        None,
        "A letter did not arrive.",
    );
    let refused = anna.post("/api/notifications", json!({ "message": "Hello" }));
    refused.refused(405, "method_not_allowed");
    assert_eq!(refused.header("Allow"), Some("GET"));
    anna.delete(&format!("/api/notifications/{id}"))
        .refused(405, "method_not_allowed");
    anna.put("/api/notifications/999", json!({ "read": true }))
        .refused(404, "not_found");
    anna.get("/api/notifications?unread=perhaps")
        .refused(400, "invalid");
    salon
        .stranger()
        .get("/api/notifications")
        .refused(401, "not_logged_in");
}

#[test]
fn what_no_longer_matters_is_taken_back_and_its_id_never_comes_again() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (ada, eva, cut) = (
        salon.client("Ada", ""),
        salon.staff("Eva"),
        salon.service("Cut", 30, 2500),
    );
    let booking = salon.booking(
        ada,
        eva,
        cut,
        "2026-03-24 10:00:00",
        "2026-03-24 10:30:00",
        "scheduled",
    );
    let heard = salon.listen();
    let made = tell(
        &salon,
        "booking.created",
        Some(booking),
        None,
        "Ada comes on 24 March.",
    );
    let asked = tell(
        &salon,
        "booking.followup",
        Some(booking),
        None,
        "How did it go with Ada?",
    );
    anna.put(
        &format!("/api/notifications/{asked}"),
        json!({ "read": true }),
    )
    .ok();
    anna.post("/api/notifications/read-all", json!({})).ok();
    salon
        .app
        .db
        .write(|book| notifications::remove(book, booking, "booking.followup"))
        .unwrap();
    assert_eq!(ids(&anna.get("/api/notifications").ok()), [made]);
    let next = tell(
        &salon,
        "booking.followup",
        Some(booking),
        None,
        "How did it go with Ada?",
    );
    assert!(next > asked);
    assert_eq!(unread(&anna), [next]);
    let heard = heard.lock().unwrap();
    assert!(
        heard
            .iter()
            .all(|change| change.noun == "notification" && change.staff_ids == [eva])
    );
    let actions: Vec<_> = heard.iter().map(|change| change.action).collect();
    assert_eq!(
        actions,
        [
            "created", "created", "updated", "updated", "deleted", "created"
        ]
    );
}

#[test]
fn with_a_personal_agenda_one_hears_of_ones_own() {
    let salon = Salon::open();
    let (ada, cut) = (salon.client("Ada", ""), salon.service("Cut", 30, 2500));
    let (eva, fay) = (salon.staff("Eva"), salon.staff("Fay"));
    let book = |staff| {
        salon.booking(
            ada,
            staff,
            cut,
            "2026-03-24 10:00:00",
            "2026-03-24 10:30:00",
            "scheduled",
        )
    };
    let (hers, theirs) = (book(eva), book(fay));
    let own = tell(
        &salon,
        "booking.created",
        Some(hers),
        None,
        "Ada comes to Eva.",
    );
    let other = tell(
        &salon,
        "booking.created",
        Some(theirs),
        Some(eva),
        "Ada comes to Fay.",
    );
    let direct = tell(
        &salon,
        "waitlist.available",
        None,
        Some(eva),
        "A slot with Eva was offered.",
    );
    let desk = tell(
        &salon,
        "backup.failed",
        None,
        None,
        "Last night's backup failed.",
    );
    let stylist = salon.stylist("Eva", eva);
    assert_eq!(unread(&stylist), [desk, direct, other, own]);

    salon.set("staff_personal_agenda_enabled", true);
    assert_eq!(ids(&stylist.get("/api/notifications").ok()), [direct, own]);
    assert_eq!(stylist.get("/api/notifications?page=1").ok()["total"], 2);
    assert_eq!(unread(&stylist), [direct, own]);
    for hidden in [other, desk] {
        let path = format!("/api/notifications/{hidden}");
        stylist.get(&path).refused(404, "not_found");
        stylist
            .put(&path, json!({ "read": true }))
            .refused(404, "not_found");
    }
    stylist.post("/api/notifications/read-all", json!({})).ok();
    assert_eq!(unread(&stylist), [0; 0]);
    assert_eq!(unread(&salon.desk("Anna")).len(), 4);
    assert_eq!(unread(&salon.person("Nobody", "staff", None)), [0; 0]);
}

#[test]
fn notifications_are_read_newest_first_without_sorting() {
    let salon = Salon::open();
    salon
        .app
        .db
        .read(|book| {
            for scope in [Scope::All, Scope::Only(1)] {
                let list = |unread| notifications::List {
                    user_id: 1,
                    scope,
                    unread,
                };
                assert_walks_in_order(book, &list(false).sql(Place::Offset(0)));
                assert_no_scan(book, &list(true).sql(Place::Offset(0)));
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn who_comes_new_has_nothing_to_catch_up_on() {
    let salon = Salon::open();
    let admin = salon.admin("Vera");
    tell(&salon, "mail.failed", None, None, "Long ago.");
    let login = json!({
        "name": "Bob", "email": "bob@salon.example", "role": "desk", "password": "correct horse",
    });
    admin.post("/api/users", login).ok();
    let login = json!({ "email": "bob@salon.example", "password": "correct horse" });
    let token = salon.stranger().post("/api/auth/login", login).ok()["token"].clone();
    let bob = Person {
        token: token.as_str().map(str::to_owned),
        ..salon.stranger()
    };
    assert_eq!(unread(&bob), [0; 0]);
    let new = tell(&salon, "mail.failed", None, None, "Just now.");
    assert_eq!(unread(&bob), [new]);
    assert_eq!(unread(&admin).len(), 2);
}

#[test]
fn what_the_desk_was_told_is_kept_for_ninety_days_and_an_open_question_for_ever() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (ada, eva, cut) = (
        salon.client("Ada", ""),
        salon.staff("Eva"),
        salon.service("Cut", 30, 2500),
    );
    let (start, end) = ("2026-03-23 08:00:00", "2026-03-23 08:30:00");
    let booking = salon.booking(ada, eva, cut, start, end, "scheduled");
    let question = tell(
        &salon,
        "booking.followup",
        Some(booking),
        None,
        "Say how it went: Ada.",
    );
    let heap = |count: usize| -> Vec<i64> {
        let one = |_| {
            tell(
                &salon,
                "mail.failed",
                None,
                None,
                "A letter did not arrive.",
            )
        };
        (0..count).map(one).collect()
    };
    let kept = || {
        let sql =
            "SELECT count(*) || ' from ' || min(id) FROM notifications WHERE type = 'mail.failed'";
        salon.value::<String>(sql)
    };
    let old = heap(700);
    anna.put(
        &format!("/api/notifications/{}", old[0]),
        json!({ "read": true }),
    )
    .ok();
    salon.pass(Duration::days(89));
    assert_eq!(kept(), "700 from 2");
    // However old, the newest five hundred stay: a quiet salon looks back further.
    salon.pass(Duration::days(2));
    assert_eq!(kept(), "500 from 202");
    heap(600);
    salon.pass(Duration::zero());
    assert_eq!(kept(), "500 from 802");
    let questions = "SELECT min(id) FROM notifications WHERE type = 'booking.followup'";
    assert_eq!(salon.value::<i64>(questions), question);
    let marks = "SELECT count(*) FROM notification_marks";
    assert_eq!(salon.value::<i64>(marks), 0);
}

#[test]
fn old_notifications_are_found_by_their_age() {
    let salon = Salon::open();
    salon
        .app
        .db
        .read(|book| {
            assert_no_scan(book, notifications::OLD);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_desk_is_told_in_the_salon_s_language() {
    for (locale, told) in [
        (
            "nl",
            "Nieuwe afspraak: Ada Jansen, donderdag 26 maart 2026 om 10:00.",
        ),
        (
            "de",
            "Neuer Termin: Ada Jansen, Donnerstag, 26. März 2026, 10:00\u{a0}Uhr.",
        ),
    ] {
        let salon = Salon::open();
        salon.set("locale", locale);
        let anna = salon.desk("Anna");
        let (ada, eva, cut) = (
            salon.client("Ada Jansen", ""),
            salon.staff("Eva"),
            salon.service("Cut", 30, 2500),
        );
        let wish = json!({
            "client_id": ada, "staff_id": eva, "service_id": cut,
            "start_at": "2026-03-26 10:00:00", "end_at": "2026-03-26 10:30:00",
        });
        anna.post("/api/bookings", wish).ok();
        assert_eq!(anna.get("/api/notifications").ok()[0]["message"], told);
    }
}
