//! The program as a person runs it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::program::{Place, Said, Server};

const ANNA: &str = "anna@salon.example";

fn add_anna(place: &Place) -> Said {
    let arguments = [
        "user", "add", "--email", ANNA, "--name", "Anna", "--role", "admin",
    ];
    place.run(&arguments, "correct horse\n")
}

fn sign_in(server: &Server, password: &str) -> (u16, Value) {
    let body = json!({ "email": ANNA, "password": password });
    server.ask("POST", "/api/auth/login", None, &body)
}

fn me(server: &Server, token: &str) -> u16 {
    server.ask("GET", "/api/auth/me", Some(token), &json!({})).0
}

/// It could not be done: exit status 1, and one line that is no debugger's.
#[track_caller]
fn could_not(said: &Said, because: &str) {
    assert_eq!(said.status, 1, "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(
        said.err.starts_with("daybook: ") && said.err.contains(because),
        "{}",
        said.err
    );
    for debug in ["Error {", "Some(", "Os {", "panicked"] {
        assert!(!said.err.contains(debug), "{}", said.err);
    }
}

#[test]
fn logins_come_and_go() {
    let place = Place::new();
    let said = add_anna(&place);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    assert_eq!(
        said.out,
        "Anna can sign in as anna@salon.example, role admin.\n"
    );
    could_not(&add_anna(&place), "Another login has this e-mail address.");
    let desk = [
        "user", "add", "--email", "d@x", "--name", "Desk", "--role", "desk",
    ];
    assert_eq!(place.run(&desk, "correct horse").status, 0);
    assert_eq!(
        place.run(&["user", "disable", "--email", "D@x"], "").status,
        0
    );
    assert_eq!(
        place.run(&["user", "list"], "").out,
        "anna@salon.example  Anna  admin\nd@x                 Desk  desk   disabled\n"
    );
}

#[test]
fn what_can_not_be_done_is_said_in_one_line() {
    let place = Place::new();
    could_not(
        &place.run(&["user", "list"], ""),
        "There is no book at daybook.db",
    );
    assert!(!place.book().exists());
    add_anna(&place);
    could_not(
        &place.run(&["user", "disable", "--email", ANNA], ""),
        "only admin",
    );
    could_not(
        &place.run(&["user", "disable", "--email", "b@x"], ""),
        "Nobody signs in as b@x",
    );
    could_not(
        &place.run(&["user", "password", "--email", ANNA], ""),
        "No password came in",
    );
    could_not(
        &place.run(&["user", "password", "--email", ANNA], "short\n"),
        "at least 10 characters",
    );
    let odd = [
        "user",
        "add",
        "--email",
        "b",
        "--name",
        "B",
        "--role",
        "staff",
        "--staff-id",
        "7",
    ];
    could_not(
        &place.run(&odd, "correct horse"),
        "staff_id is no staff member",
    );
}

#[test]
fn what_is_not_understood_is_status_two() {
    let place = Place::new();
    for arguments in [
        &[][..],
        &["dance"],
        &["user"],
        &[
            "user", "add", "--email", "a@x", "--name", "A", "--role", "boss",
        ],
        &["serve", "--loud"],
    ] {
        let said = place.run(arguments, "");
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{arguments:?}");
        assert!(
            said.err.contains("--help") || said.err.contains("Usage"),
            "{}",
            said.err
        );
    }
    assert_eq!(place.run(&["--help"], "").status, 0);
}

#[test]
fn a_mistake_in_the_configuration_is_told_in_one_line_without_its_secrets() {
    for (config, because) in [
        ("[mail]\nhots = \"x\"", "hots"),
        ("[mail\npassword = \"hush\"", "line 1"),
        ("[mail]\npassword = \"hush", "line 2"),
        (
            "[server]\nlisten = \"8080\"",
            "listen must be an address and a port",
        ),
        ("[server]\nhosts = [\"http://x\"]", "hosts must be names"),
        (
            "[database]\npath = \"/proc/nowhere/daybook.db\"",
            "/proc/nowhere",
        ),
        (
            "[server]\nlisten = \"127.0.0.1:0\"\ntls_cert = \"a.pem\"\ntls_key = \"b.pem\"",
            "a.pem can't be read",
        ),
    ] {
        let place = Place::with_config(config);
        let said = place.run(&["serve"], "");
        could_not(&said, because);
        assert!(!said.err.contains("hush"), "{}", said.err);
    }
    let place = Place::new();
    could_not(
        &place.run(&["--config", "other.toml", "user", "list"], ""),
        "other.toml can't be read",
    );
    std::fs::write(
        place.book(),
        "this is not a book, however long one looks at it".repeat(100),
    )
    .unwrap();
    could_not(&place.run(&["user", "list"], ""), "daybook.db");
}

#[test]
fn the_first_day_over_a_real_socket() {
    let place = Place::new();
    let mut server = place.serve(&[]);
    let link = server.line_with("/setup#");
    let (start, code) = link.split_once("/setup#").unwrap();
    assert_eq!(start, format!("http://{}", server.address));
    assert_eq!(code.len(), 19, "{code}");
    let mut form = json!({ "code": "0000-0000-0000-0000", "salon_name": "Salon Anna", "name": "Anna",
                           "email": ANNA, "password": "correct horse" });
    // Wrong ones use the code up, and the next is printed.
    for _ in 0..5 {
        assert_eq!(server.ask("POST", "/api/setup", None, &form).0, 400);
    }
    let link = server.line_with("/setup#");
    form["code"] = json!(link.split_once('#').unwrap().1);
    let (status, made) = server.ask("POST", "/api/setup", None, &form);
    assert_eq!(status, 200, "{made}");
    assert_eq!(me(&server, made["token"].as_str().unwrap()), 200);
    assert_eq!(server.ask("GET", "/api/setup", None, &json!({})).0, 404);
    assert_eq!(server.stop("-TERM").0.code(), Some(0));

    // The session outlives a restart, and a salon with a user has no first day.
    let server = place.serve(&[]);
    assert_eq!(me(&server, made["token"].as_str().unwrap()), 200);
    assert_eq!(server.stop("-INT").0.code(), Some(0));
}

#[test]
fn what_is_taken_away_at_the_command_line_ends_in_the_running_server() {
    let place = Place::new();
    add_anna(&place);
    let other = [
        "user", "add", "--email", "b@x", "--name", "B", "--role", "admin",
    ];
    assert_eq!(place.run(&other, "correct horse").status, 0);
    let server = place.serve(&[]);
    let token = |password: &str| {
        sign_in(&server, password).1["token"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let first = token("correct horse");
    assert_eq!(me(&server, &first), 200);
    let said = place.run(&["user", "password", "--email", ANNA], "battery staple\n");
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(me(&server, &first), 401);
    assert_eq!(sign_in(&server, "correct horse").0, 401);
    let second = token("battery staple");
    assert_eq!(
        place.run(&["user", "disable", "--email", ANNA], "").status,
        0
    );
    assert_eq!(me(&server, &second), 401);
    assert_eq!(sign_in(&server, "battery staple").0, 401);
}

#[test]
fn one_book_has_one_server_and_it_stops_when_told() {
    let place = Place::new();
    let server = place.serve(&[]);
    could_not(
        &place.run(&["serve"], ""),
        "Another Daybook is serving the book",
    );
    let port = server.address.rsplit(':').next().unwrap();
    let elsewhere = Place::with_config(&format!("[server]\nlisten = \"127.0.0.1:{port}\"\n"));
    could_not(&elsewhere.run(&["serve"], ""), "can't be listened on");
    // Somebody who stays connected doesn't keep it.
    let _idle = std::net::TcpStream::connect(&server.address).unwrap();
    let (status, took) = server.stop("-TERM");
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
    place.serve(&[]);
}

#[test]
fn lan_tells_every_address() {
    let place = Place::new();
    let mut server = place.serve(&["--lan"]);
    assert!(
        server.address.starts_with("127.0.0.1:"),
        "{}",
        server.address
    );
    assert_eq!(server.ask("GET", "/api/health", None, &json!({})).0, 200);
    let port = server.address.rsplit(':').next().unwrap().to_owned();
    let own = daybook::outside::machine::Machine::default().network_addresses();
    if let Some(address) = own.iter().find(|address| address.is_ipv4()) {
        let line = server.line_with(&format!("http://{address}:{port}"));
        server.address = line.trim_start_matches("http://").to_owned();
        assert_eq!(server.ask("GET", "/api/health", None, &json!({})).0, 200);
    }
}

#[cfg(unix)]
#[test]
fn the_book_and_what_lies_beside_it_are_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let _server = place.serve(&[]);
    for ending in ["", "-wal", "-shm", ".lock"] {
        let file = place.path().join(format!("daybook.db{ending}"));
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{ending}");
    }
}
