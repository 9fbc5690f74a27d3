//! Signing in and out, and one's own password.

use rouille::Response;
use serde::Serialize;
use serde_json::json;

use super::answer::{self, Answer};
use super::visit::{COOKIE, Member, Visit};
use crate::actions::{sign_in, users as logins};
use crate::passwords;
use crate::salon::Refusal;
use crate::salon::email;
use crate::salon::login::{self, LONGEST_PASSWORD};
use crate::salon::who::{Role, Who};
use crate::store::Result;
use crate::store::users::{self, User};

/// How long a browser keeps the cookie: as long as browsers keep any. When a session ends is for the book to say.
const COOKIE_SECONDS: u32 = 400 * 24 * 3600;

/// Who is signed in, as the API shows it.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Myself<'a> {
    id: i64,
    name: &'a str,
    email: &'a str,
    role: Role,
    staff_id: Option<i64>,
}

/// `POST /api/auth/login`
pub(super) fn login(visit: &Visit<'_>) -> Answer {
    let mut form = visit.form()?;
    form.require(&["email", "password"]);
    let email = form.line("email", email::LONGEST).unwrap_or_default();
    let password = form.text("password", LONGEST_PASSWORD).unwrap_or_default();
    form.check()?;
    let found = visit.app.db.read(|book| users::by_email(book, &email))?;
    // Somebody unknown or disabled is measured against nothing, which takes as long and always fails.
    let user = found.filter(|user| user.active);
    let kept = user.as_ref().map(|user| user.password_hash.as_str());
    let right = is_right(visit, &email, &password, kept)?;
    let user = user.filter(|_| right).ok_or(Refusal::BadLogin)?;
    let token = sign_in::sign_in(&visit.app.db, &user, visit.now.stamp)?;
    signed_in(visit, &user, &token)
}

/// The answer that hands a new session to the browser, or to the script.
pub(super) fn signed_in(visit: &Visit<'_>, user: &User, token: &str) -> Answer {
    let user = Myself {
        id: user.id,
        name: &user.name,
        email: &user.email,
        role: user.role,
        staff_id: user.staff_id,
    };
    let answer = answer::json(&json!({ "token": token, "user": user }))?;
    Ok(with_cookie(visit, answer, token, COOKIE_SECONDS))
}

fn with_cookie(visit: &Visit<'_>, answer: Response, token: &str, seconds: u32) -> Response {
    let secure = if visit.arrival.secure { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={token}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}");
    answer.with_additional_header("Set-Cookie", cookie)
}

/// Compares a password with what is kept of it, counting failures. Too many, and nothing is compared: at once for
/// those who come later, and within the turn for those who came together.
fn is_right(visit: &Visit<'_>, email: &str, password: &str, kept: Option<&str>) -> Result<bool> {
    let throttle = &visit.app.throttle;
    let (account, address, now) = (Some(email), visit.arrival.client, visit.now.stamp);
    throttle.check(account, address, now)?;
    let turn = passwords::turn()?;
    throttle.check(account, address, now)?;
    let right = turn.verify(password, kept)?;
    if right {
        throttle.succeeded(account, address);
    } else {
        throttle.failed(account, address, now);
    }
    Ok(right)
}

/// Asks the user who asks for their password again, before what a stolen session must not do. It comes in `field`.
pub(super) fn confirm(visit: &Visit<'_>, who: &Who, password: &str, field: &str) -> Result<()> {
    let user = visit.app.db.read(|book| users::find(book, who.user_id))?;
    let user = user.ok_or(Refusal::NotLoggedIn)?;
    if is_right(visit, &user.email, password, Some(&user.password_hash))? {
        Ok(())
    } else {
        Err(Refusal::field(field, "is wrong").into())
    }
}

/// `GET /api/auth/me`
pub(super) fn me(_: &Visit<'_>, member: &Member) -> Answer {
    answer::json(&Myself {
        id: member.user_id,
        name: &member.name,
        email: &member.email,
        role: member.role,
        staff_id: member.staff_id,
    })
}

/// `POST /api/auth/logout`
pub(super) fn logout(visit: &Visit<'_>, member: &Member) -> Answer {
    sign_in::sign_out(&visit.app.db, member)?;
    Ok(with_cookie(visit, answer::done()?, "", 0))
}

/// `POST /api/auth/password`
pub(super) fn password(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut form = visit.form()?;
    form.require(&["current", "new"]);
    let current = form.text("current", LONGEST_PASSWORD).unwrap_or_default();
    let new = form.text("new", LONGEST_PASSWORD).unwrap_or_default();
    if !form.wrong.names("new")
        && let Err(what) = login::check_password(&new)
    {
        form.wrong.wrong("new", what);
    }
    form.check()?;
    confirm(visit, member, &current, "current")?;
    logins::change_own_password(&visit.app.db, member, &new, visit.now.stamp)?;
    answer::done()
}
