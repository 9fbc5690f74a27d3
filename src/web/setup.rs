//! The first day over HTTP: once there is a user, none of this is there any more.

use chrono_tz::Tz;
use serde_json::json;

use super::answer::{self, Answer};
use super::auth;
use super::visit::Visit;
use crate::actions::set_up::{self, FirstDay};
use crate::salon::Refusal;
use crate::salon::email;
use crate::salon::login::{LONGEST_NAME, LONGEST_PASSWORD, Wish};
use crate::store::{Result, users};

/// `GET /api/setup`
pub(super) fn needed(visit: &Visit<'_>) -> Answer {
    check_first_day(visit)?;
    answer::json(&json!({ "needed": true }))
}

/// `POST /api/setup`
pub(super) fn set_up(visit: &Visit<'_>) -> Answer {
    check_first_day(visit)?;
    let (code, day) = read(visit)?;
    let app = visit.app;
    let (address, now) = (visit.arrival.client, visit.now.stamp);
    app.throttle.check(None, address, now)?;
    if !app.setup_code.accepts(&code)? {
        app.throttle.failed(None, address, now);
        return Err(
            Refusal::field("code", "is wrong: use the one that Daybook printed last").into(),
        );
    }
    let (admin, token) = set_up::set_up(&app.db, day, now)?;
    app.setup_code.close();
    auth::signed_in(visit, &admin, &token)
}

fn check_first_day(visit: &Visit<'_>) -> Result<()> {
    match visit.app.db.read(users::count)? {
        0 => Ok(()),
        _ => Err(Refusal::NotFound("Page").into()),
    }
}

/// The code, and the rest; what is wrong with the rest costs no try.
fn read(visit: &Visit<'_>) -> Result<(String, FirstDay)> {
    let mut form = visit.form()?;
    form.require(&["code", "salon_name", "name", "email", "password"]);
    let code = form.line("code", 100).unwrap_or_default();
    let zone = form.line("timezone", 100).filter(|text| !text.is_empty());
    let timezone = zone.and_then(|text| {
        let zone = text.parse::<Tz>().ok();
        if zone.is_none() {
            form.wrong
                .wrong("timezone", "must be a time zone such as Europe/Amsterdam");
        }
        zone
    });
    let salon_name = form.name("salon_name", 200).unwrap_or_default();
    let wish = Wish {
        name: form.name("name", LONGEST_NAME),
        email: form.line("email", email::LONGEST),
        password: form.text("password", LONGEST_PASSWORD),
        wrong: form.wrong,
        ..Wish::default()
    };
    wish.faults().check()?;
    let day = FirstDay {
        salon_name,
        timezone,
        name: wish.name.unwrap_or_default(),
        email: wish.email.unwrap_or_default(),
        password: wish.password.unwrap_or_default(),
    };
    Ok((code, day))
}
