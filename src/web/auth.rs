//! Signing in and out.

use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::salon::Refusal;
use crate::salon::who::Who;
use crate::secrets;
use crate::store::{sessions, users};

/// `POST /api/auth/login`
pub(super) fn login(visit: &Visit<'_>) -> Answer {
    let mut form = visit.form()?;
    form.require(&["email", "password"]);
    let (email, password) = (form.text("email", 300), form.text("password", 1000));
    form.check()?;
    let found = visit
        .app
        .db
        .read(|book| users::by_email(book, email.as_deref().unwrap_or_default()))?;
    let user = found.filter(|user| {
        secrets::verify_password(password.as_deref().unwrap_or_default(), &user.password_hash)
    });
    let user = user.ok_or(Refusal::BadLogin)?;
    let token = secrets::token()?;
    visit.app.db.write(|book| {
        sessions::begin(book, user.id, &secrets::hash_token(&token), visit.now.stamp)
    })?;
    let cookie = format!(
        "{}={token}; HttpOnly; SameSite=Lax; Path=/",
        super::visit::COOKIE
    );
    let body = json!({ "token": token, "user": { "id": user.id, "name": user.name, "email": user.email, "role": user.role, "staff_id": user.staff_id } });
    Ok(answer::json(&body)?.with_additional_header("Set-Cookie", cookie))
}

fn shown(who: &Who) -> Value {
    json!({ "id": who.user_id, "name": who.name, "email": who.email, "role": who.role, "staff_id": who.staff_id })
}

/// `GET /api/auth/me`
pub(super) fn me(_: &Visit<'_>, member: &Member) -> Answer {
    answer::json(&shown(member))
}

/// `POST /api/auth/logout`
pub(super) fn logout(visit: &Visit<'_>, member: &Member) -> Answer {
    visit
        .app
        .db
        .write(|book| sessions::end(book, member.session_id))?;
    answer::done()
}
