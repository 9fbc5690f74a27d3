//! Every role at every address, generated from the table of routes: a new one can't be forgotten.

use daybook::web::routes::{Guard, ROUTES, Route};
use serde_json::json;

use crate::support::browser::Browser;
use crate::support::salon::{Person, Reply, Salon};

/// An id that nothing has.
const NOBODYS: &str = "999999";

fn path_with(route: &Route, id: &str) -> String {
    let parts = route
        .path
        .split('/')
        .map(|part| if part.starts_with(':') { id } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn send(person: &Person<'_>, route: &Route, path: &str) -> Reply {
    let body = json!({});
    let sends = matches!(route.method, "POST" | "PUT");
    person.send(route.method, path, sends.then_some(&body))
}

/// Reading the outcome of a call that the role may make: whatever it was, it was no refusal of the person.
#[track_caller]
fn let_in(reply: &Reply, route: &Route) {
    let told = format!(
        "{} {}: {} {}",
        route.method,
        route.path,
        reply.status,
        reply.text()
    );
    assert_ne!(reply.status, 401, "{told}");
    assert!(reply.status < 500, "{told}");
}

#[track_caller]
fn kept_out(reply: &Reply, route: &Route, status: u16, code: &str) {
    assert_eq!(
        reply.status,
        status,
        "{} {}: {}",
        route.method,
        route.path,
        reply.text()
    );
    reply.refused(status, code);
}

#[test]
fn every_role_at_every_address() {
    for route in ROUTES {
        // A salon each: some calls end the session, or the person.
        let salon = Salon::open();
        let staff = salon.staff("Ada");
        let path = path_with(route, NOBODYS);
        let stranger = send(&salon.stranger(), route, &path);
        let stylist = send(&salon.stylist("Ada", staff), route, &path);
        let desk = send(&salon.desk("Bea"), route, &path);
        let admin = send(&salon.admin("Cleo"), route, &path);
        match route.guard {
            Guard::Public(_) | Guard::Open(_) => {
                assert_ne!(
                    stranger.json_code(),
                    Some("not_logged_in".to_owned()),
                    "{}",
                    route.path
                );
                continue;
            }
            Guard::Member(_) | Guard::Reader(_) => {
                [&stylist, &desk].map(|reply| let_in(reply, route))
            }
            Guard::Desk(_) => {
                kept_out(&stylist, route, 403, "forbidden");
                [&desk, &desk].map(|reply| let_in(reply, route))
            }
            Guard::Admin(_) => {
                [&stylist, &desk].map(|reply| kept_out(reply, route, 403, "forbidden"))
            }
        };
        kept_out(&stranger, route, 401, "not_logged_in");
        let_in(&admin, route);
    }
}

#[test]
fn an_id_that_names_nothing_is_never_answered() {
    for route in ROUTES.iter().filter(|route| route.path.contains(':')) {
        let salon = Salon::open();
        let admin = salon.admin("Ada");
        let mut ids = vec![NOBODYS];
        if route.path.contains(":id") {
            ids.extend([
                "0",
                "-1",
                "1.5",
                "+1",
                "abc",
                "1%20",
                "99999999999999999999",
                "%00",
            ]);
        }
        for id in ids {
            let reply = send(&admin, route, &path_with(route, id));
            let told = format!(
                "{} {} with {id}: {}",
                route.method,
                route.path,
                reply.text()
            );
            assert!((400..500).contains(&reply.status), "{told}");
            if id != NOBODYS {
                assert_eq!(reply.status, 404, "{told}");
            }
        }
    }
}

#[test]
fn a_cookie_from_another_site_changes_nothing_anywhere() {
    for route in ROUTES.iter().filter(|route| route.method != "GET") {
        if matches!(route.guard, Guard::Public(_)) {
            continue;
        }
        let salon = Salon::open();
        salon.hire("anna@salon.example", "admin", "correct horse");
        let browser = Browser::new(&salon);
        browser.sign_in("anna@salon.example", "correct horse").ok();
        let browser = browser.with("Sec-Fetch-Site", "cross-site");
        let reply = browser.send(route.method, &path_with(route, "1"), Some(json!({})));
        kept_out(&reply, route, 403, "cross_site");
    }
}

#[test]
fn under_the_public_name_every_other_address_is_not_there() {
    let salon = Salon::open_with(|config| {
        config.server.public_url = "https://book.salon.example".to_owned();
    });
    let outside = Browser::new(&salon).with("Host", "book.salon.example");
    for route in ROUTES
        .iter()
        .filter(|route| !matches!(route.guard, Guard::Public(_)))
    {
        let reply = outside.send(route.method, &path_with(route, "1"), None);
        kept_out(&reply, route, 404, "not_found");
    }
}

#[test]
fn a_stylist_with_a_personal_agenda_sees_nothing_of_anothers_booking() {
    let salon = Salon::open();
    salon.set("staff_personal_agenda_enabled", true);
    let (ada, bea) = (salon.staff("Ada"), salon.staff("Bea"));
    let (service, client) = (
        salon.service("Cut", 30, 4000),
        salon.client("Dora Secret", ""),
    );
    let booking = json!({ "client_id": client, "staff_id": bea, "service_id": service,
                          "start_at": "2026-03-24 10:00", "end_at": "2026-03-24 10:30" });
    let id = salon.desk("Cleo").post("/api/bookings", booking).ok()["id"].to_string();
    let routes = ROUTES
        .iter()
        .filter(|route| route.path.starts_with("/api/bookings/:id"));
    for route in routes {
        let person = salon.stylist("Ada", ada);
        let reply = send(&person, route, &path_with(route, &id));
        kept_out(&reply, route, 404, "not_found");
        assert!(!reply.text().contains("Secret"), "{}", reply.text());
    }
}
