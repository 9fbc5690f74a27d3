//! The first hour of a salon with the program as it comes: it is started, opens its desk, is set up with the code that
//! it printed, takes a booking and finds its book sound. `src/packaging/build` runs this with every program that it
//! builds.

use serde_json::{Value, json};

use crate::support::program::{Place, Server};

fn must(server: &Server, token: Option<&str>, method: &str, path: &str, body: &Value) -> Value {
    let (status, answer) = server.ask(method, path, token, body);
    assert_eq!(status, 200, "{method} {path}: {answer}");
    answer
}

/// Makes one of these and answers its id.
fn make(server: &Server, token: &str, path: &str, body: &Value) -> Value {
    must(server, Some(token), "POST", path, body)["id"].clone()
}

#[test]
fn the_first_hour_of_a_salon() {
    let place = Place::new();
    let mut server = place.serve(&[]);
    let link = server.line_with("/setup#");
    let code = link.rsplit('#').next().unwrap();

    let desk = server.page("/");
    assert!(desk.contains("<script type=\"module\""), "{desk}");
    // Nobody asked for a compressed form, so each file comes as it is.
    let script = desk.split("src=\"").nth(1).unwrap();
    let script = server.page(script.split('"').next().unwrap());
    let (head, body) = script.split_once("\r\n\r\n").unwrap();
    assert!(!head.contains("Content-Encoding"), "{head}");
    assert!(body.contains("import"), "{head}");

    let form = json!({
        "code": code, "salon_name": "Salon Bea", "timezone": "Europe/Berlin",
        "name": "Bea", "email": "bea@salon.example", "password": "correct horse",
    });
    let token = must(&server, None, "POST", "/api/setup", &form)["token"].clone();
    let token = token.as_str().unwrap();
    let staff = make(&server, token, "/api/staff", &json!({ "name": "Bea" }));
    let cut = json!({ "name": "Cut", "duration_minutes": 30 });
    let service = make(&server, token, "/api/services", &cut);
    let client = make(&server, token, "/api/clients", &json!({ "name": "Ada" }));
    let wish = json!({
        "client_id": client, "staff_id": staff, "service_id": service,
        "start_at": "2031-03-25 10:00:00", "end_at": "2031-03-25 10:30:00",
    });
    let booking = must(&server, Some(token), "POST", "/api/bookings", &wish);
    assert_eq!(booking["client_name"], "Ada");
    let (status, refusal) = server.ask("POST", "/api/bookings", Some(token), &wish);
    assert_eq!((status, refusal["code"].as_str()), (409, Some("overlap")));

    let said = place.run(&["check"], "");
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}
