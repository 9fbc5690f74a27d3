//! Sixty-four people want the same slot at the same moment: one gets it, and the others hear who has it.
//!
//! `DAYBOOK_ATTEMPTS=100000` makes it the long drill.

use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::support::caller::Caller;
use crate::support::program::Place;
use crate::support::shop::{self, Shop};

const PEOPLE: usize = 64;

/// What one person heard, round by round; no answer at all is status 0.
type Heard = Vec<(u16, Value)>;

#[test]
fn of_sixty_four_who_want_a_slot_one_gets_it() {
    let attempts = std::env::var("DAYBOOK_ATTEMPTS").map_or(64 * 40, |n| n.parse().unwrap());
    let rounds = attempts / PEOPLE;
    let (shop, server) = Shop::open(Place::new(), 2, PEOPLE);
    let together = Barrier::new(PEOPLE);
    let heard: Vec<Heard> = thread::scope(|scope| {
        let people: Vec<_> = (0..PEOPLE)
            .map(|person| {
                let (shop, together, address) = (&shop, &together, &server.address);
                scope.spawn(move || rush(shop, address, together, person, rounds))
            })
            .collect();
        people
            .into_iter()
            .map(|person| person.join().unwrap())
            .collect()
    });
    for round in 0..rounds {
        let answers: Vec<&(u16, Value)> = heard.iter().map(|heard| &heard[round]).collect();
        let winners = answers.iter().filter(|(status, _)| *status == 200).count();
        assert_eq!(winners, 1, "round {round}: {answers:#?}");
        for (status, body) in answers.iter().filter(|(status, _)| *status != 200) {
            assert_eq!((*status, &body["code"]), (409, &json!("overlap")), "{body}");
            let conflicts = body["conflicts"].as_array().unwrap();
            assert_eq!(conflicts.len(), 1, "{body}");
            assert!(conflicts[0]["client_name"].is_string(), "{body}");
        }
    }
    shop::assert_sound(&shop.book());
}

/// One person's attempts: every other one books anew, the rest move a booking that they have.
fn rush(shop: &Shop, address: &str, together: &Barrier, person: usize, rounds: usize) -> Heard {
    let mut caller = Caller::connect(address, &shop.token).unwrap();
    let mut ask = |method: &str, path: &str, body: &Value| {
        let answer = caller.ask(method, path, body);
        answer.unwrap_or_else(|error| (0, json!(error.to_string())))
    };
    let (client, own) = (shop.clients[person], person as i64);
    let elsewhere = shop.wish(client, shop.staff[1], own);
    let mut waiting = None;
    let mut heard = Vec::new();
    for round in 0..rounds {
        let wish = shop.wish(client, shop.staff[0], round as i64);
        if (person + round).is_multiple_of(2) {
            together.wait();
            heard.push(ask("POST", "/api/bookings", &wish));
            continue;
        }
        let id = waiting.take().unwrap_or_else(|| {
            let (_, booking) = ask("POST", "/api/bookings", &elsewhere);
            booking["id"].as_i64().unwrap_or(0)
        });
        together.wait();
        heard.push(ask("PUT", &format!("/api/bookings/{id}"), &wish));
        // Who lost keeps what they had.
        waiting = heard
            .last()
            .filter(|(status, _)| *status != 200)
            .map(|_| id);
    }
    heard
}
