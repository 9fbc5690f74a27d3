//! Who gets in, under which name, from where: calls from other sites, strange names, proxies, the Internet.

use daybook::outside::machine::Machine;
use serde_json::json;

use crate::support::browser::Browser;
use crate::support::salon::Salon;

const ANNA: &str = "anna@salon.example";
const PASSWORD: &str = "correct horse";

fn open_with(change: impl FnOnce(&mut daybook::config::Server)) -> Salon {
    let salon = Salon::open_with(|config| change(&mut config.server));
    salon.hire(ANNA, "admin", PASSWORD);
    salon
}

fn signed_in<'a>(salon: &'a Salon) -> Browser<'a> {
    let browser = Browser::new(salon);
    browser.sign_in(ANNA, PASSWORD).ok();
    browser
}

/// A change that is harmless where it is let through.
fn change(browser: &Browser<'_>) -> crate::support::salon::Reply {
    browser.post("/api/auth/password", json!({}))
}

#[test]
fn another_site_changes_nothing_with_annas_cookie() {
    let salon = open_with(|_| {});
    let through = |browser: Browser<'_>| {
        change(&browser).refused(400, "invalid");
    };
    let refused = |browser: Browser<'_>| {
        change(&browser).refused(403, "cross_site");
        // Looking is no change; what it answers another site can't read.
        browser.get("/api/auth/me").ok();
    };
    through(signed_in(&salon));
    for site in ["cross-site", "same-site", "none", ""] {
        refused(signed_in(&salon).with("Sec-Fetch-Site", site));
    }
    // Browsers on plain http send an Origin only: ours by scheme, host and port.
    let lan = || signed_in(&salon).without("Sec-Fetch-Site");
    through(lan().with("Origin", "http://127.0.0.1:8080"));
    for origin in [
        "http://127.0.0.1:8081",
        "http://127.0.0.1",
        "https://127.0.0.1:8080",
        "http://localhost:8080",
        "http://evil.example",
        "http://127.0.0.1:8080.evil.example",
        "null",
        "",
    ] {
        refused(lan().with("Origin", origin));
    }
    refused(lan());
    // Sec-Fetch-Site is the browser's own word and outranks Origin.
    refused(
        signed_in(&salon)
            .with("Sec-Fetch-Site", "cross-site")
            .with("Origin", "http://127.0.0.1:8080"),
    );
}

#[test]
fn a_token_needs_no_origin_since_no_browser_sends_it_by_itself() {
    let salon = open_with(|_| {});
    let script = salon.desk("Script");
    script
        .send_with(
            "POST",
            "/api/auth/password",
            &[("Origin", "http://evil.example")],
            Some(&json!({})),
        )
        .refused(400, "invalid");
}

#[test]
fn another_site_can_not_sign_a_browser_in() {
    let salon = open_with(|_| {});
    let browser = Browser::new(&salon)
        .without("Sec-Fetch-Site")
        .with("Origin", "http://evil.example");
    browser.sign_in(ANNA, PASSWORD).refused(403, "cross_site");
}

#[test]
fn a_proxys_own_password_does_not_hide_the_cookie() {
    let salon = open_with(|_| {});
    signed_in(&salon)
        .with("Authorization", "Basic c2Fsb246c2Fsb24=")
        .get("/api/auth/me")
        .ok();
}

#[test]
fn only_our_own_names_are_answered() {
    let salon = open_with(|server| server.hosts = vec!["Till.Example".to_owned()]);
    let asked_as = |host: &str| Browser::new(&salon).with("Host", host).get("/api/health");
    let own = Machine::default().network_addresses();
    let own = own
        .iter()
        .map(|address| daybook::outside::host::Host::Address(*address).to_string());
    let name = hostname();
    for host in [
        "127.0.0.1",
        "127.0.0.1:9",
        "[::1]:8080",
        "localhost",
        "LOCALHOST.:80",
        "till.example:443",
        &name,
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("{}.local", name.split('.').next().unwrap())])
    .chain(own)
    {
        asked_as(&host).ok();
    }
    for host in [
        "evil.example",
        "198.51.100.7:8080",
        "0.0.0.0",
        "localhost.evil.example",
        "",
        "a b",
        "till.example:x",
        "x@localhost",
    ] {
        let refused = asked_as(host).refused(421, "unknown_host");
        assert!(!refused.to_string().contains("evil"), "{refused}");
    }
    Browser::new(&salon)
        .without("Host")
        .get("/")
        .refused(421, "unknown_host");
    // What a proxy might be told to say instead counts for nothing.
    let forged = Browser::new(&salon)
        .with("Host", "evil.example")
        .with("X-Forwarded-Host", "localhost");
    forged.get("/api/health").refused(421, "unknown_host");
}

fn hostname() -> String {
    String::from_utf8(
        std::process::Command::new("hostname")
            .output()
            .unwrap()
            .stdout,
    )
    .unwrap()
    .trim()
    .to_owned()
}

#[test]
fn under_the_public_name_there_is_nothing_but_what_is_made_for_clients() {
    let salon = open_with(|server| server.public_url = "https://book.salon.example/".to_owned());
    let outside = Browser::new(&salon).with("Host", "book.salon.example");
    outside.get("/api/health").ok();
    for path in [
        "/",
        "/api/auth/me",
        "/api/bookings",
        "/api/setup",
        "/setup",
        "/api/openapi.json",
    ] {
        outside.get(path).refused(404, "not_found");
    }
    outside.sign_in(ANNA, PASSWORD).refused(404, "not_found");
    // Not even the methods of a hidden address are told.
    outside
        .send("PATCH", "/api/bookings", None)
        .refused(404, "not_found");
    Browser::new(&salon).sign_in(ANNA, PASSWORD).ok();
}

#[test]
fn a_proxy_that_renames_the_caller_opens_no_other_door() {
    let salon = open_with(|server| {
        server.public_url = "https://book.salon.example".to_owned();
        server.trusted_proxy = "127.0.0.1".to_owned();
        server.hosts = vec!["desk.salon.example".to_owned()];
    });
    // nginx says Host: 127.0.0.1:8080 where nobody tells it better; so do tunnels.
    for header in [
        "X-Forwarded-For",
        "Forwarded",
        "X-Real-IP",
        "CF-Connecting-IP",
    ] {
        for peer in ["127.0.0.1", "192.0.2.2"] {
            let passed_on = Browser::new(&salon).from(peer).with(header, "203.0.113.9");
            for path in ["/", "/api/setup", "/api/bookings"] {
                passed_on.get(path).refused(404, "not_found");
            }
            passed_on.sign_in(ANNA, PASSWORD).refused(404, "not_found");
            passed_on.get("/api/health").ok();
        }
    }
    // The salon's own screens come directly, or through the proxy under the desk's own name.
    Browser::new(&salon).sign_in(ANNA, PASSWORD).ok();
    Browser::new(&salon)
        .with("Host", "desk.salon.example")
        .with("X-Forwarded-For", "192.168.1.20")
        .sign_in(ANNA, PASSWORD)
        .ok();
}

#[test]
fn a_proxy_in_front_of_the_desk_alone_is_no_outside() {
    let salon = open_with(|server| server.trusted_proxy = "127.0.0.1".to_owned());
    Browser::new(&salon)
        .with("X-Forwarded-For", "192.168.1.20")
        .sign_in(ANNA, PASSWORD)
        .ok();
}

#[test]
fn the_desk_answers_outside_where_the_salon_wants_it() {
    let salon = open_with(|server| {
        server.public_url = "https://book.salon.example".to_owned();
        server.desk_outside = true;
    });
    Browser::new(&salon)
        .with("Host", "book.salon.example")
        .sign_in(ANNA, PASSWORD)
        .ok();
}

#[test]
fn a_public_url_on_the_salons_own_network_is_where_the_desk_is_too() {
    for url in ["http://127.0.0.1:8080", "http://localhost:8080"] {
        let salon = open_with(|server| server.public_url = url.to_owned());
        let host = url.trim_start_matches("http://");
        Browser::new(&salon)
            .with("Host", host)
            .sign_in(ANNA, PASSWORD)
            .ok();
    }
}

#[test]
fn the_trusted_proxy_says_for_whom_it_speaks_and_nobody_else_does() {
    let salon = open_with(|server| server.trusted_proxy = "192.0.2.1".to_owned());
    let through = |forwarded: &str| {
        Browser::new(&salon)
            .from("192.0.2.1")
            .with("X-Forwarded-For", forwarded)
    };
    for _ in 0..10 {
        through("198.51.100.66")
            .sign_in(ANNA, "guess")
            .refused(401, "bad_login");
    }
    // The guesser may write what it likes to the left of what the proxy adds.
    through("203.0.113.9, 198.51.100.66, 192.0.2.1")
        .sign_in(ANNA, PASSWORD)
        .refused(429, "too_many");
    through("198.51.100.66, 203.0.113.9")
        .sign_in(ANNA, PASSWORD)
        .ok();
    // Somebody else who claims to be a proxy is only somebody.
    let forger = Browser::new(&salon)
        .from("198.51.100.66")
        .with("X-Forwarded-For", "203.0.113.10");
    forger.sign_in(ANNA, PASSWORD).refused(429, "too_many");
}

#[test]
fn the_cookie_is_for_https_alone_where_the_browser_speaks_https() {
    let salon = open_with(|server| {
        server.trusted_proxy = "192.0.2.1".to_owned();
        server.public_url = "https://book.salon.example".to_owned();
        server.desk_outside = true;
    });
    let browser = |peer: &str| {
        Browser::new(&salon)
            .from(peer)
            .without("Sec-Fetch-Site")
            .with("Host", "book.salon.example")
            .with("X-Forwarded-Proto", "https")
            .with("Origin", "https://book.salon.example")
    };
    let proxied = browser("192.0.2.1");
    let reply = proxied.sign_in(ANNA, PASSWORD);
    assert!(reply.header("Set-Cookie").unwrap().ends_with("; Secure"));
    change(&proxied).refused(400, "invalid");
    // From anybody else the header says nothing: that call is plain http, and the origin is another.
    browser("192.0.2.2")
        .sign_in(ANNA, PASSWORD)
        .refused(403, "cross_site");
}

#[test]
fn every_answer_is_dressed_for_hostile_weather() {
    let salon = open_with(|_| {});
    let browser = Browser::new(&salon);
    let strange = Browser::new(&salon).with("Host", "evil.example");
    for reply in [
        browser.get("/"),
        browser.get("/api/auth/me"),
        browser.get("/nowhere"),
        strange.get("/"),
    ] {
        assert_eq!(reply.header("Cache-Control"), Some("no-store"));
        assert_eq!(reply.header("X-Content-Type-Options"), Some("nosniff"));
        assert!(
            reply
                .header("Content-Security-Policy")
                .unwrap()
                .contains("frame-ancestors 'none'")
        );
        let cross = reply
            .headers
            .iter()
            .find(|(name, _)| name.to_lowercase().starts_with("access-control"));
        assert_eq!(cross, None);
    }
}

#[test]
fn health_is_told_to_anybody() {
    let salon = Salon::open();
    let health = Browser::new(&salon).get("/api/health").ok();
    assert_eq!(
        health,
        json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })
    );
}
