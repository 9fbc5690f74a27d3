//! Anna keeps the card index: clients come in, change, and leave while nothing names them.

use rusqlite::named_params;
use serde_json::{Value, json};

use crate::support::salon::{OPENING, Salon};

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap();
    list.iter().map(|c| c["name"].as_str().unwrap()).collect()
}

#[test]
fn ada_is_entered_read_changed_and_taken_out() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = anna
        .post(
            "/api/clients",
            json!({ "name": " Ada Lovelace ", "email": "ada@example.com" }),
        )
        .ok();
    let expected = json!({
        "id": ada["id"], "name": "Ada Lovelace", "email": "ada@example.com", "phone": "", "phone_digits": "", "notes": "", "alert": "",
        "language": "", "birthday": null, "marketing_consent": false, "walk_in": false,
        "created_at": OPENING, "updated_at": OPENING,
    });
    assert_eq!(ada, expected);
    let path = format!("/api/clients/{}", ada["id"]);
    assert_eq!(anna.get(&path).ok(), ada);

    salon.advance(chrono::Duration::minutes(5));
    let change = json!({
        "id": 99, "walk_in": true, "created_at": "yesterday", "colour": "red",
        "phone": "06 1234 5678", "alert": "Latex", "language": "nl", "birthday": "1955-12-10",
        "marketing_consent": true, "notes": "Likes\ntea",
    });
    let changed = anna.put(&path, change).ok();
    assert_eq!(changed["id"], ada["id"]);
    assert_eq!(changed["walk_in"], false);
    assert_eq!(changed["name"], "Ada Lovelace");
    assert_eq!(changed["birthday"], "1955-12-10");
    assert_eq!(changed["notes"], "Likes\ntea");
    assert_eq!(changed["created_at"], OPENING);
    assert_eq!(changed["updated_at"], "2026-03-23T08:05:00Z");
    assert_eq!(anna.put(&path, changed.clone()).ok(), changed);
    assert_eq!(
        anna.put(&path, json!({ "birthday": null })).ok()["birthday"],
        Value::Null
    );

    anna.delete(&path).ok();
    let gone = anna.get(&path).refused(404, "not_found");
    assert_eq!(gone["error"], "Client not found");
    anna.delete(&path).refused(404, "not_found");
    anna.put(&path, json!({})).refused(404, "not_found");
    let bea = anna.post("/api/clients", json!({ "name": "Bea" })).ok();
    assert!(
        bea["id"].as_i64() > ada["id"].as_i64(),
        "an id never comes twice"
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let body = json!({
        "email": "ada", "phone": "none", "language": "fr", "birthday": "2026-03-24", "marketing_consent": "yes",
    });
    let refused = anna.post("/api/clients", body).refused(400, "invalid");
    assert_eq!(
        refused["fields"],
        json!({
            "name": "is required",
            "email": "must be an e-mail address such as ada@example.com",
            "phone": "must be a telephone number",
            "language": "must be en, nl or de, or empty for the salon's own",
            "birthday": "must lie in the past",
            "marketing_consent": "must be true or false",
        })
    );
}

#[test]
fn the_walk_in_client_stays_and_has_no_address() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let all = anna.get("/api/clients").ok();
    assert_eq!(names(&all), ["Walk-in"]);
    let path = format!("/api/clients/{}", all[0]["id"]);
    assert_eq!(all[0]["walk_in"], true);
    anna.delete(&path).refused(409, "in_use");
    let refused = anna
        .put(&path, json!({ "email": "w@example.com" }))
        .refused(400, "invalid");
    assert_eq!(
        refused["fields"]["email"],
        "can't be set: the walk-in client stands for many people"
    );
    let renamed = anna
        .put(
            &path,
            json!({ "name": "Inloop", "email": "", "walk_in": false }),
        )
        .ok();
    assert_eq!(renamed["name"], "Inloop");
    assert_eq!(renamed["walk_in"], true);
}

#[test]
fn clients_are_listed_by_name_in_pages_or_whole() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    for number in 0..450 {
        // Every name comes three times, so that pages and stretches end amid equal names.
        salon.client(
            &format!(
                "{}lient {:03}",
                if number % 2 == 0 { "C" } else { "c" },
                number / 3
            ),
            "",
        );
    }
    let whole = anna.get("/api/clients").ok();
    assert_eq!(whole.as_array().unwrap().len(), 451);
    let mut sorted = names(&whole);
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(names(&whole), sorted);
    let mut paged = Vec::new();
    for page in 1..=5 {
        let answer = anna
            .get(&format!("/api/clients?page={page}&limit=100"))
            .ok();
        assert_eq!(
            (&answer["total"], &answer["pages"]),
            (&json!(451), &json!(5))
        );
        paged.extend(answer["data"].as_array().unwrap().clone());
    }
    assert_eq!(Value::Array(paged), whole);
    assert_eq!(anna.get("/api/clients?page=99").ok()["data"], json!([]));
    assert_eq!(
        anna.get("/api/clients?q=client&limit=3")
            .ok()
            .as_array()
            .unwrap()
            .len(),
        450
    );
    assert_eq!(
        anna.get("/api/clients?q=client+149&page=1").ok()["total"],
        3
    );
    for bad in ["page=0", "page=x", "page=1&limit=0", "page=1&limit=501"] {
        anna.get(&format!("/api/clients?{bad}"))
            .refused(400, "invalid");
    }
}

#[test]
fn whom_the_book_names_stays_in_it() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (ada, bea) = (salon.client("Ada", ""), salon.client("Bea", ""));
    let (eva, cut) = (salon.staff("Eva"), salon.service("Cut", 30, 2500));
    salon.booking(
        ada,
        eva,
        cut,
        "2026-03-24 10:00:00",
        "2026-03-24 10:30:00",
        "cancelled",
    );
    anna.post(
        "/api/waitlist",
        json!({ "client_id": bea, "service_id": cut, "date": "2026-03-24" }),
    )
    .ok();
    let refused = anna
        .delete(&format!("/api/clients/{ada}"))
        .refused(409, "in_use");
    assert_eq!(
        refused["error"],
        "Ada can't be deleted: there are bookings, waitlist entries or letters of this client. \
         An admin can erase the personal details instead."
    );
    anna.delete(&format!("/api/clients/{bea}"))
        .refused(409, "in_use");
    assert_eq!(
        names(&anna.get("/api/clients").ok()),
        ["Ada", "Bea", "Walk-in"]
    );
}

#[test]
fn a_history_shows_everything_newest_first_as_far_as_one_may_see() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (ada, bea) = (salon.client("Ada", ""), salon.client("Bea", ""));
    let (eva, fay, cut) = (
        salon.staff("Eva"),
        salon.staff("Fay"),
        salon.service("Cut", 30, 2500),
    );
    let book = |client, staff, day: &str, status| {
        salon.booking(
            client,
            staff,
            cut,
            &format!("{day} 10:00:00"),
            &format!("{day} 10:30:00"),
            status,
        )
    };
    let old = book(ada, eva, "2025-03-24", "completed");
    let off = book(ada, fay, "2026-03-24", "cancelled");
    let new = book(ada, eva, "2026-04-24", "scheduled");
    book(bea, eva, "2026-05-24", "scheduled");
    let path = format!("/api/clients/{ada}/bookings");
    let ids = |list: Value| -> Vec<i64> {
        list.as_array()
            .unwrap()
            .iter()
            .map(|b| b["id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(ids(anna.get(&path).ok()), [new, off, old]);
    assert_eq!(
        ids(anna
            .get(&format!("{path}?client_id={bea}&status=cancelled"))
            .ok()),
        [off]
    );
    let page = anna.get(&format!("{path}?page=2&limit=2")).ok();
    assert_eq!(
        (ids(page["data"].clone()), &page["total"]),
        (vec![old], &json!(3))
    );
    assert_eq!(
        ids(anna.get("/api/bookings").ok()).len(),
        3,
        "the book itself leaves the cancelled one out"
    );
    anna.get("/api/clients/999/bookings")
        .refused(404, "not_found");

    let stylist = salon.stylist("Eva", eva);
    assert_eq!(ids(stylist.get(&path).ok()), [new, off, old]);
    salon.set("staff_personal_agenda_enabled", true);
    assert_eq!(ids(stylist.get(&path).ok()), [new, old]);
    let page = stylist.get(&format!("{path}?page=1")).ok();
    assert_eq!(
        (ids(page["data"].clone()), &page["total"]),
        (vec![new, old], &json!(2))
    );
    assert_eq!(
        names(&stylist.get("/api/clients").ok()).len(),
        3,
        "the card index is everybody's"
    );
}

#[test]
fn what_is_pasted_turns_no_words_beside_it_around() {
    let salon = Salon::open();
    let (anna, olga) = (salon.desk("Anna"), salon.admin("Olga"));
    let body = json!({ "name": "\u{202e}Ada\u{2066}", "phone": "\u{202a}+31 6 1234 5678\u{202c}" });
    let ada = anna.post("/api/clients", body).ok();
    assert_eq!(
        (&ada["name"], &ada["phone"]),
        (&json!("Ada"), &json!("+31 6 1234 5678"))
    );
    anna.post("/api/clients", json!({ "name": "\u{202e}" }))
        .refused(400, "invalid");
    let noa = anna.post("/api/clients", json!({ "name": "נועה\u{200f}" }));
    assert_eq!(noa.ok()["name"], "נועה\u{200f}");
    let set = olga.put("/api/settings", json!({ "salon_name": "Salon\u{202e}" }));
    assert_eq!(set.ok()["salon_name"], "Salon");
}

#[test]
fn another_address_ends_the_links_that_went_to_the_old_one() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = salon.client("Ada", "ada@old.example");
    let (eva, cut) = (salon.staff("Eva"), salon.service("Cut", 30, 2500));
    let asked = json!({
        "client_id": ada, "staff_id": eva, "service_id": cut, "provisional": true,
        "start_at": "2026-03-24 10:00:00", "end_at": "2026-03-24 10:30:00",
    });
    let booking = anna.post("/api/bookings", asked).ok()["id"]
        .as_i64()
        .unwrap();
    salon.row(
        "UPDATE bookings SET provisional_token = 'p', feedback_token = 'f' WHERE id = :id",
        named_params! { ":id": booking },
    );
    salon.row(
        "UPDATE clients SET unsubscribe_token = 'u' WHERE id = :id",
        named_params! { ":id": ada },
    );
    let path = format!("/api/clients/{ada}");
    let tokens = || {
        let shown = anna.get(&format!("/api/bookings/{booking}")).ok();
        (
            shown["provisional_token"].clone(),
            shown["feedback_token"].clone(),
        )
    };
    anna.put(
        &path,
        json!({ "phone": "06 1234 5678", "email": "Ada@old.example" }),
    )
    .ok();
    assert_eq!(
        tokens(),
        (json!("p"), json!("f")),
        "the same address, written otherwise"
    );
    anna.put(&path, json!({ "email": "ada@new.example" })).ok();
    let (asked_anew, feedback) = tokens();
    assert!(asked_anew.is_string() && asked_anew != json!("p"));
    assert_eq!(feedback, Value::Null);
    let left: Option<String> = salon
        .app
        .db
        .read(|book| {
            Ok(book.query_row(
                "SELECT unsubscribe_token FROM clients WHERE id = ?1",
                [ada],
                |row| row.get(0),
            )?)
        })
        .unwrap();
    assert_eq!(left, None);
}

#[test]
fn a_client_who_was_erased_or_merged_is_not_written_on() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (ada, bea, cleo) = (
        salon.client("Erased", ""),
        salon.client("Bea", ""),
        salon.client("Cleo", ""),
    );
    salon.row(
        "UPDATE clients SET erased_at = :now WHERE id = :id",
        named_params! { ":now": OPENING, ":id": ada },
    );
    salon.row(
        "UPDATE clients SET merged_into = :into WHERE id = :id",
        named_params! { ":into": cleo, ":id": bea },
    );
    assert_eq!(names(&anna.get("/api/clients").ok()), ["Cleo", "Walk-in"]);
    assert_eq!(anna.get("/api/clients?page=1").ok()["total"], 2);
    assert_eq!(anna.get("/api/clients?q=bea").ok(), json!([]));
    anna.get(&format!("/api/clients/{ada}")).ok();
    anna.put(&format!("/api/clients/{ada}"), json!({ "name": "Ada" }))
        .refused(409, "erased");
    anna.get(&format!("/api/clients/{bea}"))
        .refused(404, "not_found");
}

#[test]
fn every_screen_hears_of_it() {
    let salon = Salon::open();
    let heard = salon.listen();
    let eva = salon.staff("Eva");
    let stylist = salon.stylist("Eva", eva);
    let ada = stylist.post("/api/clients", json!({ "name": "Ada" })).ok()["id"]
        .as_i64()
        .unwrap();
    let path = format!("/api/clients/{ada}");
    stylist.put(&path, json!({ "alert": "Latex" })).ok();
    stylist.put(&path, json!({ "alert": "Latex" })).ok();
    stylist.delete(&path).ok();
    let heard: Vec<_> = heard
        .lock()
        .unwrap()
        .iter()
        .map(|c| (c.noun, c.id, c.action))
        .collect();
    assert_eq!(
        heard,
        [
            ("client", ada, "created"),
            ("client", ada, "updated"),
            ("client", ada, "deleted")
        ],
        "saving what is there already changes nothing"
    );
    salon
        .stranger()
        .get("/api/clients")
        .refused(401, "not_logged_in");
}
