//! Mail and Stripe over HTTP; for admins, who give their password again. Secrets go in and never come out.

use serde_json::json;

use super::answer::{self, Answer};
use super::auth;
use super::form::Form;
use super::visit::{Admin, Visit};
use crate::config::{Mail, Stripe};
use crate::connections::Connections;
use crate::letters::Mailbox;
use crate::outside::host::Host;
use crate::salon::email;
use crate::salon::login::LONGEST_PASSWORD;

const SECURITIES: [&str; 3] = ["starttls", "tls", "none"];
/// The longest password or key of a service, in characters.
const LONGEST_SECRET: usize = 1000;

/// `GET /api/connections`
pub(super) fn show(visit: &Visit<'_>, _: &Admin) -> Answer {
    shown(&visit.app.connections())
}

fn shown(connections: &Connections) -> Answer {
    let Connections { mail, stripe } = connections;
    answer::json(&json!({
        "mail": {
            "configured": connections.has_mail(),
            "host": mail.host,
            "port": mail.port,
            "security": mail.security,
            "username": mail.username,
            "password_set": !mail.password.is_empty(),
            "from": mail.from,
            "to_folder": !mail.folder.is_empty(),
        },
        "stripe": {
            "configured": connections.has_stripe(),
            "secret_key_set": !stripe.secret_key.is_empty(),
            "webhook_secret_set": !stripe.webhook_secret.is_empty(),
        },
    }))
}

/// `PUT /api/connections`
pub(super) fn update(visit: &Visit<'_>, admin: &Admin) -> Answer {
    let current = visit.app.connections();
    let mut form = visit.form()?;
    form.require(&["password"]);
    let password = form.text("password", LONGEST_PASSWORD).unwrap_or_default();
    let mail = form.part("mail", |part| changed_mail(&current.mail, part));
    let stripe = form.part("stripe", |part| changed_stripe(&current.stripe, part));
    form.check()?;
    auth::confirm(visit, admin, &password, "password")?;
    visit.app.connect(mail, stripe)?;
    shown(&visit.app.connections())
}

/// `POST /api/connections/test`
pub(super) fn test(visit: &Visit<'_>, admin: &Admin) -> Answer {
    let mut form = visit.form()?;
    let to = form
        .line("to", email::LONGEST)
        .unwrap_or_else(|| admin.email.clone());
    form.check()?;
    let outcome = visit.app.send_test_letter(&admin.name, &to);
    let sent = outcome.is_ok();
    let (Ok(message) | Err(message)) = outcome;
    answer::json(&json!({ "sent": sent, "message": message }))
}

/// A password is for one account at one server: sent to another it would be given away.
fn changed_mail(mail: &Mail, form: &mut Form) -> Mail {
    let host = form.line("host", 253).unwrap_or_else(|| mail.host.clone());
    if !host.is_empty() && Host::read(&host).is_none() {
        form.wrong
            .wrong("host", "must be a host name such as mail.example.com");
    }
    let from = form.line("from", 500).unwrap_or_else(|| mail.from.clone());
    if form.has("from") && Mailbox::parse(&from).is_err() {
        form.wrong.wrong(
            "from",
            "must be a sender such as My Salon <desk@example.com>",
        );
    }
    let username = form
        .line("username", 300)
        .unwrap_or_else(|| mail.username.clone());
    let same_account = host == mail.host && username == mail.username;
    let old_password = if same_account {
        mail.password.clone()
    } else {
        String::new()
    };
    let port = form.integer("port", 1, i64::from(u16::MAX));
    Mail {
        port: port
            .and_then(|port| port.try_into().ok())
            .unwrap_or(mail.port),
        security: form
            .one_of("security", &SECURITIES, |word| {
                SECURITIES.contains(&word).then(|| word.to_owned())
            })
            .unwrap_or_else(|| mail.security.clone()),
        password: form
            .line("password", LONGEST_SECRET)
            .unwrap_or(old_password),
        folder: mail.folder.clone(),
        host,
        username,
        from,
    }
}

fn changed_stripe(stripe: &Stripe, form: &mut Form) -> Stripe {
    let mut secret = |field: &str, old: &String| {
        let given = form.line(field, LONGEST_SECRET);
        if given
            .as_ref()
            .is_some_and(|key| !key.chars().all(|c| c.is_ascii_graphic()))
        {
            form.wrong
                .wrong(field, "must be a key as Stripe shows it, without blanks");
        }
        given.unwrap_or_else(|| old.clone())
    };
    Stripe {
        secret_key: secret("secret_key", &stripe.secret_key),
        webhook_secret: secret("webhook_secret", &stripe.webhook_secret),
        api_base: stripe.api_base.clone(),
    }
}
