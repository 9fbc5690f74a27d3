//! The front desk over https: a certificate of Daybook's making or of the owner's, and what changes with it.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::https;
use crate::support::program::{Place, Server};

const OWN: &str = "[server]\nlisten = \"127.0.0.1:0\"\ntls_own = true\n";

fn with_anna(place: Place) -> Place {
    let arguments = [
        "user",
        "add",
        "--email",
        "anna@salon.example",
        "--name",
        "Anna",
        "--role",
        "admin",
    ];
    assert_eq!(place.run(&arguments, "correct horse\n").status, 0);
    place
}

/// A change that comes with Anna's cookie, from a page of this origin: its status.
fn change(agent: &ureq::Agent, server: &Server, cookie: &str, origin: &str) -> u16 {
    let call = agent
        .post(format!("https://{}/api/auth/password", server.address))
        .header("Cookie", cookie)
        .header("Origin", origin);
    call.send_json(json!({})).unwrap().status().as_u16()
}

#[test]
fn a_certificate_of_its_own_serves_the_desk_and_closes_the_cookie() {
    let place = with_anna(Place::with_config(OWN));
    let mut server = place.serve(&[]);
    let file = place.path().join("certificate.pem");
    let agent = https::agent(&file);
    let fingerprint = server.line_with(":");
    assert_eq!(openssl_fingerprint(&file), fingerprint);

    let url = format!("https://{}/api/auth/login", server.address);
    let login = json!({ "email": "anna@salon.example", "password": "correct horse" });
    let mut answer = agent.post(&url).send_json(&login).unwrap();
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()["Set-Cookie"].to_str().unwrap().to_owned();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    let token: Value = answer.body_mut().read_json().unwrap();
    let cookie = cookie.split(';').next().unwrap();

    assert_eq!(
        change(
            &agent,
            &server,
            cookie,
            &format!("https://{}", server.address)
        ),
        400
    );
    assert_eq!(
        change(
            &agent,
            &server,
            cookie,
            &format!("http://{}", server.address)
        ),
        403
    );

    let about = agent
        .get(format!("https://{}/api/address", server.address))
        .header(
            "Authorization",
            format!("Bearer {}", token["token"].as_str().unwrap()),
        );
    let told: Value = about.call().unwrap().body_mut().read_json().unwrap();
    assert_eq!(told["this_machine"], format!("https://{}", server.address));
    assert_eq!(server.stop("-TERM").0.code(), Some(0));
    let kept = std::fs::read(&file).unwrap();
    drop(place.serve(&[]));
    assert_eq!(std::fs::read(&file).unwrap(), kept, "it is made once");
}

/// What openssl makes of the certificate: that it is one, and its fingerprint.
fn openssl_fingerprint(file: &Path) -> String {
    let output = std::process::Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
        .arg(file)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    said.trim().split_once('=').unwrap().1.to_owned()
}

#[test]
fn plain_http_is_led_to_https_and_a_password_sent_that_way_is_called_lost() {
    let place = with_anna(Place::with_config(OWN));
    let server = place.serve(&[]);
    let plain = https::agent(&place.path().join("certificate.pem"));
    let answer = plain
        .get(format!("http://{}/week?of=1", server.address))
        .call()
        .unwrap();
    assert_eq!(answer.status(), 307);
    assert_eq!(
        answer.headers()["Location"],
        format!("https://{}/week?of=1", server.address)
    );
    let (status, refused) =
        server.ask("POST", "/api/auth/login", None, &json!({ "password": "x" }));
    assert_eq!(
        (status, refused["code"].as_str()),
        (400, Some("https_only"))
    );
    let stranger = plain
        .get(format!("http://{}/", server.address))
        .header("Host", "evil.example");
    let answer = stranger.call().unwrap();
    assert_eq!(answer.status(), 421, "nobody is led to a stranger's place");
    assert!(answer.headers().get("Location").is_none());
}

#[test]
fn the_owners_certificate_is_used_and_a_mistake_in_it_is_told() {
    let made = Place::with_config(OWN);
    drop(made.serve(&[]));
    let file = made.path().join("certificate.pem");
    let config = |key: &Path| {
        format!("[server]\nlisten = \"127.0.0.1:0\"\ntls_cert = {file:?}\ntls_key = {key:?}\n")
    };
    let place = Place::with_config(&config(&file));
    let server = place.serve(&[]);
    let health = https::agent(&file).get(format!("https://{}/api/health", server.address));
    assert_eq!(health.call().unwrap().status(), 200);

    for (text, because) in [
        (config(Path::new("gone.pem")), "gone.pem can't be read"),
        (
            format!("{OWN}tls_cert = \"a\"\ntls_key = \"b\"\n"),
            "choose one",
        ),
    ] {
        let said = Place::with_config(&text).run(&["serve"], "");
        assert_eq!(
            (said.status, said.err.lines().count()),
            (1, 1),
            "{}",
            said.err
        );
        assert!(said.err.contains(because), "{}", said.err);
    }
}
