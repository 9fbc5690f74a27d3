//! Anna finds clients as she types.

use proptest::prelude::*;
use serde_json::json;

use crate::support::plans::{assert_no_scan, assert_walks_in_order};
use crate::support::salon::{OPENING, Person, Salon};
use daybook::salon::client;
use daybook::salon::search::Search;
use daybook::salon::time::Stamp;
use daybook::salon::who::Scope;
use daybook::store::listing::Place;
use daybook::store::{bookings, clients};

/// Who is found, without the walk-in client.
fn found(person: &Person<'_>, typed: &str) -> Vec<String> {
    let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let list = person.get(&format!("/api/clients?q={typed}")).ok();
    let names = list
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["name"].as_str().unwrap());
    names
        .filter(|name| *name != "Walk-in")
        .map(str::to_owned)
        .collect()
}

#[test]
fn ada_is_found_as_one_types() {
    let salon = Salon::open();
    salon.set("country", "NL");
    let anna = salon.desk("Anna");
    for (name, email, phone) in [
        ("Ada Lovelace", "ada@analytical.example", "06 1234 5678"),
        ("Émile Zola", "", "+33 (0)1 42 68 53 00"),
        ("Jan van der Berg", "jan@example.com", "020-7654321"),
        ("Bea O\"Hara", "", ""),
    ] {
        let body = json!({ "name": name, "email": email, "phone": phone });
        anna.post("/api/clients", body).ok();
    }
    for typed in [
        "a",
        "ad",
        "ADA",
        "love",
        "velace",
        "lovelace ada",
        "ada lo",
        "lytical.ex",
        "a a",
    ] {
        assert!(
            found(&anna, typed).contains(&"Ada Lovelace".to_owned()),
            "{typed}"
        );
    }
    for typed in [
        "06",
        "0612",
        "06 12 34",
        "06-1234 5678",
        "+31 6 12",
        "0031612345678",
        "12345678",
        "678",
        "ada 0612",
    ] {
        assert_eq!(found(&anna, typed), ["Ada Lovelace"], "{typed}");
    }
    for typed in [
        "emile",
        "ém",
        "ZOLA",
        "01 42 68 53 00",
        "+33142",
        "0033 1 42",
    ] {
        assert_eq!(found(&anna, typed), ["Émile Zola"], "{typed}");
    }
    assert_eq!(found(&anna, "der"), ["Jan van der Berg"]);
    assert_eq!(found(&anna, "o\"h"), ["Bea O\"Hara"]);
    for typed in ["", "  ", "+", "-"] {
        assert_eq!(found(&anna, typed).len(), 4, "{typed:?} says nothing yet");
    }
    for typed in [
        "ada zola",
        "xyz",
        "\" OR *",
        "name:ada",
        "NEAR(",
        "^",
        "***",
        "' OR 1=1 --",
        "0699",
        "\u{301}\u{301}\u{301}",
        "名前",
    ] {
        assert!(found(&anna, typed).is_empty() || typed == "^", "{typed}");
    }
    anna.get(&format!("/api/clients?q={}", "a".repeat(201)))
        .refused(400, "invalid");
}

#[test]
fn a_client_who_changes_is_found_anew_and_no_longer_by_what_was() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let ada = anna
        .post(
            "/api/clients",
            json!({ "name": "Ada Byron", "phone": "06 1234 5678" }),
        )
        .ok();
    let path = format!("/api/clients/{}", ada["id"]);
    anna.put(&path, json!({ "name": "Ada Lovelace" })).ok();
    assert!(found(&anna, "byron").is_empty());
    assert_eq!(found(&anna, "lovelace"), ["Ada Lovelace"]);

    assert_eq!(
        found(&anna, "+31 6 12345678"),
        ["Ada Lovelace"],
        "before the salon says where it is"
    );
    salon
        .admin("Eva")
        .put("/api/settings", json!({ "country": "NL" }))
        .ok();
    assert_eq!(found(&anna, "+316"), ["Ada Lovelace"]);

    anna.delete(&path).ok();
    assert!(found(&anna, "lovelace").is_empty());
}

#[test]
fn looking_for_a_client_reads_no_table_from_end_to_end() {
    let salon = Salon::open();
    let client = salon.client("Ada", "");
    let now = Stamp::stored(OPENING).unwrap();
    let last = client::Wish {
        name: Some("Ada".to_owned()),
        ..Default::default()
    }
    .fresh(now)
    .unwrap();
    salon
        .app
        .db
        .read(|book| {
            let everybody = clients::List::of(Search::default());
            assert_walks_in_order(book, &everybody.sql(Place::Offset(0)));
            let next = everybody.sql(Place::After(&last));
            assert_walks_in_order(book, &next);
            assert_no_scan(book, &next);
            for typed in ["a", "ada", "ada lo", "0612", "ada +31 6"] {
                let list = clients::List::of(Search::typed(typed, "NL"));
                assert_no_scan(book, &list.sql(Place::Offset(0)));
                assert_no_scan(book, &list.sql(Place::After(&last)));
            }
            for scope in [Scope::All, Scope::Only(1)] {
                let filter = bookings::Filter {
                    client_id: Some(client),
                    cancelled_too: true,
                    ..Default::default()
                };
                let list = bookings::List { filter, scope };
                assert_no_scan(book, &list.sql(Place::Offset(0)));
                assert_walks_in_order(book, &list.sql(Place::Offset(0)));
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn nothing_that_one_can_type_breaks_the_search() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    salon.client("Ada Lovelace", "ada@example.com");
    let typing =
        proptest::string::string_regex("[a0+(\"*^:é \\-{}名\u{301}]{0,12}|\\PC{0,12}").unwrap();
    proptest!(ProptestConfig::with_cases(500), |(typed in typing)| {
        let escaped: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        let reply = anna.get(&format!("/api/clients?page=1&q={escaped}"));
        prop_assert_eq!(reply.status, 200, "{:?}: {}", typed, reply.text());
    });
}

#[test]
fn a_search_that_finds_nearly_everybody_is_answered_whole_and_by_name() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    salon.row(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         INSERT INTO clients (name, email, created_at, updated_at)
         SELECT hex(i * 7919 % 1009), iif(i % 10, 'client@example.com', ''), :now, :now FROM n",
        rusqlite::named_params! { ":now": OPENING },
    );
    for typed in ["example", "e", "client example"] {
        let path = format!("/api/clients?q={}", typed.replace(' ', "+"));
        let whole = anna.get(&path).ok();
        let mut paged = Vec::new();
        for page in 1..=2 {
            let page = anna.get(&format!("{path}&page={page}&limit=500")).ok();
            assert_eq!(page["total"], 900, "{typed}");
            paged.extend(page["data"].as_array().unwrap().clone());
        }
        assert_eq!(whole, serde_json::Value::Array(paged), "{typed}");
    }
    assert_eq!(anna.get("/api/clients?page=1").ok()["total"], 1001);
}
