//! Ada would come sooner: clients get in line for a day.

use rusqlite::named_params;
use serde_json::{Value, json};

use crate::support::plans::{assert_no_scan, assert_walks_in_order};
use crate::support::salon::{OPENING, Salon};
use daybook::salon::waitlist::Status;
use daybook::salon::who::Scope;
use daybook::store::listing::Place;
use daybook::store::waitlist;

struct Scene {
    salon: Salon,
    ada: i64,
    eva: i64,
    fay: i64,
    cut: i64,
}

fn scene() -> Scene {
    let salon = Salon::open();
    let (ada, eva, fay) = (
        salon.client("Ada", ""),
        salon.staff("Eva"),
        salon.staff("Fay"),
    );
    let cut = salon.service("Cut", 30, 2500);
    Scene {
        salon,
        ada,
        eva,
        fay,
        cut,
    }
}

impl Scene {
    fn wish(&self, date: &str, staff_id: Option<i64>) -> Value {
        json!({ "client_id": self.ada, "service_id": self.cut, "date": date, "staff_id": staff_id })
    }
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|e| e["id"].as_i64().unwrap())
        .collect()
}

#[test]
fn ada_gets_in_line_is_told_and_leaves() {
    let scene = scene();
    let anna = scene.salon.desk("Anna");
    let entry = anna
        .post("/api/waitlist", scene.wish("2026-03-24", None))
        .ok();
    let expected = json!({
        "id": entry["id"], "client_id": scene.ada, "service_id": scene.cut, "date": "2026-03-24", "staff_id": null,
        "notes": "", "status": "waiting", "created_at": OPENING, "notified_at": null, "client_name": "Ada",
        "offered_start_at": null, "offered_end_at": null, "offered_staff_id": null,
    });
    assert_eq!(entry, expected);
    let path = format!("/api/waitlist/{}", entry["id"]);
    assert_eq!(anna.get(&path).ok(), entry);

    scene.salon.advance(chrono::Duration::hours(1));
    let told = anna
        .put(
            &path,
            json!({ "status": "notified", "notes": "Afternoons", "staff_id": scene.eva }),
        )
        .ok();
    assert_eq!(told["notified_at"], "2026-03-23T09:00:00Z");
    assert_eq!(told["staff_id"], scene.eva);
    for status in ["passed", "cancelled", "booked"] {
        assert_eq!(
            anna.put(&path, json!({ "status": status })).ok()["status"],
            status
        );
    }
    let back = anna
        .put(
            &path,
            json!({ "status": "waiting", "client_name": "Eve", "created_at": 7 }),
        )
        .ok();
    assert_eq!(
        (&back["notified_at"], &back["client_name"]),
        (&Value::Null, &json!("Ada"))
    );
    assert_eq!(
        anna.put(&path, json!({ "staff_id": null })).ok()["staff_id"],
        Value::Null
    );

    anna.delete(&path).ok();
    let gone = anna.get(&path).refused(404, "not_found");
    assert_eq!(gone["error"], "Waitlist entry not found");
}

#[test]
fn the_line_is_listed_by_day_and_in_order() {
    let scene = scene();
    let anna = scene.salon.desk("Anna");
    let enter = |date: &str| {
        anna.post("/api/waitlist", scene.wish(date, None)).ok()["id"]
            .as_i64()
            .unwrap()
    };
    let (later, first, second) = (
        enter("2026-03-25"),
        enter("2026-03-24"),
        enter("2026-03-24"),
    );
    anna.put(
        &format!("/api/waitlist/{second}"),
        json!({ "status": "passed" }),
    )
    .ok();
    let get = |query: &str| ids(&anna.get(&format!("/api/waitlist{query}")).ok());
    assert_eq!(get(""), [first, second, later]);
    assert_eq!(get("?status=waiting"), [first, later]);
    assert_eq!(get("?status=waiting&date=2026-03-24"), [first]);
    assert_eq!(get("?date=2026-03-25&status=&unknown=1"), [later]);
    assert_eq!(get("?client_id=999"), [0; 0]);
    let page = anna.get("/api/waitlist?page=2&limit=2").ok();
    assert_eq!(
        (ids(&page["data"]), &page["total"], &page["pages"]),
        (vec![later], &json!(3), &json!(2))
    );
    let refused = anna
        .get("/api/waitlist?status=lost&date=tomorrow&page=0")
        .refused(400, "invalid");
    assert_eq!(refused["fields"].as_object().unwrap().len(), 3);
}

#[test]
fn one_waits_for_what_there_is() {
    let scene = scene();
    let anna = scene.salon.desk("Anna");
    let salon = &scene.salon;
    let refused = anna.post(
        "/api/waitlist",
        json!({ "client_id": 99, "service_id": 99, "staff_id": 99, "status": "lost" }),
    );
    assert_eq!(
        refused.refused(400, "invalid")["fields"],
        json!({
            "client_id": "names no client", "service_id": "names no service", "staff_id": "names no staff member",
            "date": "is required", "status": "must be one of waiting, notified, booked, passed, cancelled",
        })
    );
    let entry = anna
        .post("/api/waitlist", scene.wish("2026-03-24", Some(scene.eva)))
        .ok();
    salon.row(
        "UPDATE staff SET active = 0 WHERE id = :id",
        named_params! { ":id": scene.eva },
    );
    salon.row(
        "UPDATE services SET active = 0 WHERE id = :id",
        named_params! { ":id": scene.cut },
    );
    let refused = anna
        .post("/api/waitlist", scene.wish("2026-03-24", Some(scene.eva)))
        .refused(400, "invalid");
    assert_eq!(
        refused["fields"],
        json!({
            "service_id": "names Cut, which is no longer offered",
            "staff_id": "names Eva, who takes no bookings any more",
        })
    );
    let path = format!("/api/waitlist/{}", entry["id"]);
    let mut sent_back = entry.clone();
    sent_back["notes"] = json!("Afternoons");
    assert_eq!(
        anna.put(&path, sent_back.clone()).ok(),
        sent_back,
        "what it names already may stay"
    );
}

#[test]
fn an_entry_that_a_booking_names_stays_as_it_was() {
    let scene = scene();
    let anna = scene.salon.desk("Anna");
    let entry = anna
        .post("/api/waitlist", scene.wish("2026-03-24", None))
        .ok()["id"]
        .as_i64()
        .unwrap();
    let booking = scene.salon.booking(
        scene.ada,
        scene.eva,
        scene.cut,
        "2026-03-24 10:00:00",
        "2026-03-24 10:30:00",
        "scheduled",
    );
    scene.salon.row(
        "UPDATE bookings SET waitlist_id = :entry WHERE id = :id",
        named_params! { ":entry": entry, ":id": booking },
    );
    let path = format!("/api/waitlist/{entry}");
    let refused = anna.delete(&path).refused(409, "in_use");
    assert_eq!(
        refused["error"],
        "This entry can't be deleted: a booking or a letter came from it. Cancel it instead."
    );
    let color = scene.salon.service("Color", 60, 5000);
    let refused = anna
        .put(&path, json!({ "service_id": color }))
        .refused(400, "invalid");
    assert_eq!(
        refused["fields"]["service_id"],
        "can't change any more: a booking came from this entry"
    );
    anna.put(&path, json!({ "status": "cancelled" })).ok();
}

#[test]
fn what_ada_declines_on_the_telephone_bea_is_offered() {
    let scene = scene();
    let anna = scene.salon.desk("Anna");
    let salon = &scene.salon;
    let (ada, bea) = (
        salon.client("Ada", "ada@example.com"),
        salon.client("Bea", "bea@example.com"),
    );
    let enter = |client| {
        let mut wish = scene.wish("2026-03-24", None);
        wish["client_id"] = json!(client);
        anna.post("/api/waitlist", wish).ok()["id"].clone()
    };
    let (first, second) = (enter(ada), enter(bea));
    let booking = json!({
        "client_id": scene.ada, "staff_id": scene.eva, "service_id": scene.cut,
        "start_at": "2026-03-24 10:00", "end_at": "2026-03-24 10:30",
    });
    let booking = anna.post("/api/bookings", booking).ok();
    anna.delete(&format!("/api/bookings/{}", booking["id"]))
        .ok();
    let entry = |id: &Value| anna.get(&format!("/api/waitlist/{id}")).ok();
    assert_eq!(entry(&first)["status"], "notified");
    assert_eq!(entry(&first)["offered_start_at"], "2026-03-24 10:00:00");

    anna.put(
        &format!("/api/waitlist/{first}"),
        json!({ "status": "passed" }),
    )
    .ok();
    assert_eq!(entry(&second)["status"], "notified");
    assert_eq!(entry(&second)["offered_start_at"], "2026-03-24 10:00:00");
    let letters = salon.letters_after(chrono::Duration::minutes(1));
    let readers: Vec<_> = letters.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(readers, ["bea@example.com"], "{letters:?}");

    anna.put(
        &format!("/api/waitlist/{second}"),
        json!({ "status": "waiting" }),
    )
    .ok();
    assert_eq!(entry(&second)["offered_start_at"], Value::Null);
    salon.pass(chrono::Duration::hours(25));
    assert_eq!(
        entry(&second)["status"],
        "waiting",
        "no offer is left to run out"
    );
}

#[test]
fn with_a_personal_agenda_the_others_offers_are_theirs() {
    let scene = scene();
    let salon = &scene.salon;
    let anna = salon.desk("Anna");
    let (eva, heard) = (salon.stylist("Eva", scene.eva), salon.listen());
    let enter = |staff| {
        anna.post("/api/waitlist", scene.wish("2026-03-24", staff))
            .ok()["id"]
            .as_i64()
            .unwrap()
    };
    let (anybody, own, other) = (enter(None), enter(Some(scene.eva)), enter(Some(scene.fay)));
    let (offered, booked) = (enter(None), enter(None));
    salon.row(
        "UPDATE waitlist SET status = 'notified', offered_staff_id = :fay WHERE id = :id",
        named_params! { ":fay": scene.fay, ":id": offered },
    );
    let booking = salon.booking(
        scene.ada,
        scene.fay,
        scene.cut,
        "2026-03-24 10:00:00",
        "2026-03-24 10:30:00",
        "scheduled",
    );
    salon.row(
        "UPDATE bookings SET waitlist_id = :entry WHERE id = :id",
        named_params! { ":entry": booked, ":id": booking },
    );
    assert_eq!(
        ids(&eva.get("/api/waitlist").ok()),
        [anybody, own, other, offered, booked]
    );

    salon.set("staff_personal_agenda_enabled", true);
    assert_eq!(ids(&eva.get("/api/waitlist").ok()), [anybody, own]);
    assert_eq!(eva.get("/api/waitlist?page=1").ok()["total"], 2);
    for hidden in [other, offered, booked] {
        let path = format!("/api/waitlist/{hidden}");
        eva.get(&path).refused(404, "not_found");
        eva.put(&path, json!({ "notes": "mine" }))
            .refused(404, "not_found");
        eva.delete(&path).refused(404, "not_found");
    }
    eva.post("/api/waitlist", scene.wish("2026-03-24", Some(scene.fay)))
        .refused(403, "forbidden");
    eva.put(
        &format!("/api/waitlist/{own}"),
        json!({ "staff_id": scene.fay }),
    )
    .refused(403, "forbidden");
    eva.post("/api/waitlist", scene.wish("2026-03-24", Some(scene.eva)))
        .ok();
    eva.delete(&format!("/api/waitlist/{own}")).ok();
    assert_eq!(ids(&anna.get("/api/waitlist").ok()).len(), 5);

    let heard = heard.lock().unwrap();
    let of = |id: i64| {
        heard
            .iter()
            .find(|c| c.noun == "waitlist" && c.id == id)
            .unwrap()
            .staff_ids
            .clone()
    };
    assert_eq!(
        (of(anybody), of(own), of(other)),
        (vec![], vec![scene.eva], vec![scene.fay])
    );
}

#[test]
fn the_line_is_read_by_index() {
    let salon = Salon::open();
    salon
        .app
        .db
        .read(|book| {
            let filters = [
                (Some(Status::Waiting), None, None),
                (None, "2026-03-24".parse().ok(), None),
                (Some(Status::Waiting), "2026-03-24".parse().ok(), None),
                (None, None, Some(1)),
                (None, None, None),
            ];
            for (status, date, client_id) in filters {
                for scope in [Scope::All, Scope::Only(1)] {
                    let everything = (status, date, client_id) == (None, None, None);
                    let filter = waitlist::Filter {
                        status,
                        date,
                        client_id,
                    };
                    let sql = waitlist::List { filter, scope }.sql(Place::Offset(0));
                    if everything || client_id.is_none() {
                        assert_walks_in_order(book, &sql);
                    }
                    if !everything {
                        assert_no_scan(book, &sql);
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}
