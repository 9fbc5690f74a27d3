//! Ada connects the salon's mail and Stripe; secrets go in and never come out.

use std::fs;

use daybook::config::Config;
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::salon::{Reply, Salon};

const ADA: &str = "ada@salon.example";
const PASSWORD: &str = "correct horse";

fn salon() -> Salon {
    let salon = Salon::open_with(|config| {
        config.mail.host = "mail.old.example".to_owned();
        config.mail.username = "salon".to_owned();
        config.mail.password = "old secret".to_owned();
    });
    salon.hire(ADA, "admin", PASSWORD);
    salon
}

fn signed_in(salon: &Salon) -> Browser<'_> {
    let browser = Browser::new(salon);
    browser.sign_in(ADA, PASSWORD).ok();
    browser
}

fn put(browser: &Browser<'_>, mut body: Value) -> Reply {
    body["password"] = json!(PASSWORD);
    browser.send("PUT", "/api/connections", Some(body))
}

#[test]
fn what_is_set_in_the_browser_holds_over_the_configuration() {
    let salon = salon();
    let ada = signed_in(&salon);
    let shown = ada.get("/api/connections").ok();
    assert_eq!(
        shown["mail"],
        json!({ "configured": true, "host": "mail.old.example", "port": 587, "security": "starttls",
                "username": "salon", "password_set": true, "from": "My Salon <desk@example.com>", "to_folder": false })
    );
    assert_eq!(
        shown["stripe"],
        json!({ "configured": false, "secret_key_set": false, "webhook_secret_set": false })
    );
    let mail = json!({ "host": "mail.new.example", "port": 465, "security": "tls", "password": "new secret",
                       "from": "Salon Ada <ada@salon.example>" });
    let stripe = json!({ "secret_key": "sk_test_7", "webhook_secret": "whsec_7" });
    let reply = put(&ada, json!({ "mail": mail, "stripe": stripe }));
    assert!(
        !reply.text().contains("new secret") && !reply.text().contains("_7"),
        "{}",
        reply.text()
    );
    assert_eq!(reply.ok()["mail"]["host"], "mail.new.example");
    let now = salon.app.connections();
    assert_eq!(
        (now.mail.password.as_str(), now.mail.port),
        ("new secret", 465)
    );
    assert_eq!(now.stripe.secret_key, "sk_test_7");

    // It is there again after a restart, beside the configuration and for its owner alone.
    let file = salon.folder().join("secrets.toml");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    let config = Config {
        folder: salon.folder().to_owned(),
        ..Config::default()
    };
    let again = daybook::connections::Held::load(&config).unwrap().current();
    assert_eq!(*again, *now);
    assert!(!salon.folder().join("secrets.toml.new").exists());
    // A file that was damaged is refused without quoting it.
    fs::write(&file, "[mail]\npassword = \"new secret").unwrap();
    let error = format!(
        "{:#}",
        daybook::connections::Held::load(&config).err().unwrap()
    );
    assert!(
        error.contains("secrets.toml") && !error.contains("new secret"),
        "{error}"
    );
}

#[test]
fn a_password_is_not_given_to_another_server_or_account() {
    let salon = salon();
    let ada = signed_in(&salon);
    put(&ada, json!({ "mail": { "port": 25 } })).ok();
    assert_eq!(salon.app.connections().mail.password, "old secret");
    assert_eq!(
        put(&ada, json!({ "mail": { "host": "evil.example" } })).ok()["mail"]["password_set"],
        false
    );
    assert_eq!(salon.app.connections().mail.password, "");
    put(&ada, json!({ "mail": { "password": "newer" } })).ok();
    assert_eq!(
        put(&ada, json!({ "mail": { "username": "ada" } })).ok()["mail"]["password_set"],
        false
    );
    put(
        &ada,
        json!({ "mail": { "username": "x", "password": "newest" } }),
    )
    .ok();
    assert_eq!(salon.app.connections().mail.password, "newest");
}

#[test]
fn a_stolen_session_changes_nothing() {
    let salon = salon();
    let ada = signed_in(&salon);
    let mail = json!({ "mail": { "host": "evil.example" } });
    let fields = |body: Value| {
        ada.send("PUT", "/api/connections", Some(body))
            .refused(400, "invalid")["fields"]
            .clone()
    };
    assert_eq!(fields(mail.clone()), json!({ "password": "is required" }));
    let guess = json!({ "mail": mail["mail"], "password": "guess" });
    assert_eq!(fields(guess), json!({ "password": "is wrong" }));
    assert_eq!(salon.app.connections().mail.host, "mail.old.example");
}

#[test]
fn every_mistake_is_named_with_its_place() {
    let salon = salon();
    let ada = signed_in(&salon);
    let mail = json!({ "host": "not a host", "port": 0, "security": "ssl", "from": "nobody", "username": "a\nb" });
    let reply = put(
        &ada,
        json!({ "mail": mail, "stripe": { "secret_key": "a b" } }),
    );
    let fields = reply.refused(400, "invalid")["fields"].clone();
    let named: Vec<&String> = fields.as_object().unwrap().keys().collect();
    assert_eq!(
        named,
        [
            "mail.from",
            "mail.host",
            "mail.port",
            "mail.security",
            "mail.username",
            "stripe.secret_key"
        ]
    );
    put(&ada, json!({ "mail": 7 })).refused(400, "invalid");
}

#[test]
fn a_test_letter_says_in_words_how_it_went() {
    let salon = salon();
    let ada = signed_in(&salon);
    let went = ada.send("POST", "/api/connections/test", None).ok();
    assert_eq!(
        went,
        json!({ "sent": true, "message": "The test letter to ada@salon.example has left. Look whether it arrived." })
    );
    assert_eq!(salon.outbox.take()[0].to, ADA);
    let went = ada
        .post("/api/connections/test", json!({ "to": "nobody" }))
        .ok();
    assert_eq!(went["sent"], false);
    assert!(
        went["message"].as_str().unwrap().contains("nobody"),
        "{went}"
    );
}
