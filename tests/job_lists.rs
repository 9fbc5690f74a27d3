//! The list of jobs, which grows with every booking: whole, by the page, and with totals that cost nothing.

use chrono::Duration;
use daybook::outside::mailer::DeliveryError;
use daybook::salon::job::{Kind, State};
use daybook::salon::who::Scope;
use daybook::store::job_lists::{Filter, List};
use daybook::store::listing::Place;
use serde_json::{Value, json};

use crate::support::plans::{assert_walks_in_order, plan};
use crate::support::salon::{Person, Salon};

/// A busy week: everything that can become of a job has become of some.
fn busy_week(salon: &Salon, anna: &Person<'_>) -> (i64, i64) {
    salon.set("letters_per_client_day", 2);
    let (eva, fay) = (salon.staff("Eva"), salon.staff("Fay"));
    let (ada, bea) = (
        salon.client("Ada", "ada@example.com"),
        salon.client("Bea", "bea@example.com"),
    );
    let cut = salon.service("Cut", 30, 3500);
    let why = "There is no such mailbox.".to_owned();
    let refused = DeliveryError::Refused { code: 550, why };
    salon.outbox.fail_for("bea@example.com", refused);
    for number in 0..24 {
        let client = if number % 3 == 0 { bea } else { ada };
        let wish = json!({
            "client_id": client, "staff_id": if number % 2 == 0 { eva } else { fay }, "service_id": cut,
            "start_at": format!("2026-03-2{} {:02}:00:00", 4 + number % 3, number), "provisional": number % 5 == 0,
            "end_at": format!("2026-03-2{} {:02}:30:00", 4 + number % 3, number),
        });
        let id = &anna.post("/api/bookings", wish).ok()["id"];
        salon.pass(Duration::minutes(1));
        let path = format!("/api/bookings/{id}");
        match number % 7 {
            0 => drop(anna.delete(&path).ok()),
            1 => drop(anna.put(&path, json!({ "staff_id": eva })).ok()),
            2 => drop(anna.put(&path, json!({ "status": "completed" })).ok()),
            _ => {}
        }
    }
    let entry = json!({ "client_id": bea, "service_id": cut, "date": "2026-03-24" });
    anna.post("/api/waitlist", entry).ok();
    anna.delete("/api/bookings/4").ok();
    salon.pass(Duration::hours(30));
    (eva, fay)
}

/// The total under the list is as many as the list holds.
#[track_caller]
fn total(person: &Person<'_>, query: &str) -> usize {
    let whole = person.get(&format!("/api/jobs?{query}")).ok();
    let whole = whole.as_array().unwrap().len();
    let page = person
        .get(&format!("/api/jobs?page=1&limit=1&{query}"))
        .ok();
    assert_eq!(page["total"], whole, "{query}");
    whole
}

#[test]
fn the_total_is_what_the_list_holds() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let (eva, fay) = busy_week(&salon, &anna);
    let stylists = [salon.stylist("Eva", eva), salon.stylist("Fay", fay)];
    for personal in [false, true] {
        salon.set("staff_personal_agenda_enabled", personal);
        let mut all = vec![total(&anna, "")];
        all.extend(stylists.iter().map(|stylist| total(stylist, "")));
        // The offer from the waitlist and its lapse are about no booking.
        let of_bookings = if personal { all[1] + all[2] } else { all[1] };
        assert_eq!(of_bookings + 2, all[0], "{all:?}");
        for person in stylists.iter().chain([&anna]) {
            let states = ["pending", "running", "done", "failed", "cancelled", "held"];
            let by_state = states.map(|state| total(person, &format!("state={state}")));
            assert_eq!(by_state.iter().sum::<usize>(), total(person, ""));
            let by_type = Kind::ALL.map(|kind| total(person, &format!("type={}", kind.name())));
            assert_eq!(by_type.iter().sum::<usize>(), total(person, ""));
            total(person, "type=booking.created&state=done");
            total(person, "booking_id=2");
            total(person, "booking_id=2&state=done");
        }
    }
    let states = ["pending", "done", "failed", "cancelled", "held"];
    for state in states {
        assert!(total(&anna, &format!("state={state}")) > 0, "{state}");
    }
    let failed = &anna.get("/api/jobs?state=failed").ok()[0]["id"];
    anna.post(&format!("/api/jobs/{failed}/retry"), json!({}))
        .ok();
    total(&anna, "state=failed");
}

#[test]
fn a_long_list_is_whole_and_newest_first() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    salon.row(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         INSERT INTO jobs (type, state, run_at, created_at, finished_at)
         SELECT 'backup.nightly', iif(i % 4 = 0, 'failed', 'done'), '2026-03-23T08:00:00Z', '2026-03-23T08:00:00Z',
            '2026-03-23T08:00:00Z' FROM n",
        &[],
    );
    let all = anna.get("/api/jobs").ok();
    let ids: Vec<&Value> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|job| &job["id"])
        .collect();
    assert_eq!(
        (ids.len(), ids[0], ids[999]),
        (1000, &json!(1000), &json!(1))
    );
    assert_eq!(total(&anna, "state=failed"), 250);
}

#[test]
fn no_list_of_jobs_costs_more_in_an_older_book() {
    let salon = Salon::open();
    let look = |book: &rusqlite::Connection| {
        for (state, kind, booking_id) in [
            (None, None, None),
            (Some(State::Pending), None, None),
            (Some(State::Running), None, None),
            (Some(State::Held), None, None),
            (Some(State::Failed), None, None),
            (Some(State::Done), None, None),
            (Some(State::Cancelled), None, None),
            (None, Some(Kind::BookingCreated), None),
            (Some(State::Failed), Some(Kind::BookingCreated), None),
            (Some(State::Pending), Some(Kind::BookingCreated), None),
            (None, None, Some(1)),
            (Some(State::Done), Some(Kind::BookingCreated), Some(1)),
        ] {
            for (scope, of_bookings) in [
                (Scope::All, false),
                (Scope::All, true),
                (Scope::Only(1), true),
            ] {
                let filter = Filter {
                    state,
                    kind,
                    booking_id,
                    of_bookings,
                };
                let list = List { filter, scope };
                let sql = list.sql(Place::Offset(0));
                if booking_id.is_some() || matches!(state, Some(State::Pending)) {
                    // A few are sorted: one booking's, or those that still wait.
                    let plan = plan(book, &sql);
                    let is_read_whole = |line: &&String| {
                        line.starts_with("SCAN ")
                            && !line.contains(" INDEX jobs_")
                            && !line.ends_with(" waiting")
                    };
                    assert_eq!(plan.iter().find(is_read_whole), None, "{sql}");
                } else {
                    assert_walks_in_order(book, &sql);
                }
                for sql in list.counting() {
                    // What has not come to an end is found by its state, and is never much.
                    let plan = plan(book, &sql);
                    let is_read_whole = |line: &String| {
                        line.starts_with("SCAN j") && !line.contains(" INDEX jobs_")
                    };
                    assert!(!plan.iter().any(is_read_whole), "{sql}\n{plan:#?}");
                }
            }
        }
        Ok(())
    };
    salon.app.db.read(look).unwrap();
}

#[test]
fn a_kind_that_not_every_booking_brings_is_found_by_itself() {
    let salon = Salon::open();
    let rarer = Kind::ALL.into_iter();
    let rarer = rarer.filter(|kind| !Kind::EVERYDAY.contains(kind));
    let look = |book: &rusqlite::Connection| {
        for kind in rarer {
            let filter = Filter {
                kind: Some(kind),
                ..Filter::default()
            };
            let scope = Scope::All;
            let sql = List { filter, scope }.sql(Place::Offset(0));
            let plan = plan(book, &sql);
            assert!(plan[0].contains(" INDEX jobs_type "), "{sql}\n{plan:#?}");
        }
        Ok(())
    };
    salon.app.db.read(look).unwrap();
}
