//! Logins over HTTP; for admins.

use super::answer::{self, Answer};
use super::form::Form;
use super::visit::{Admin, Visit};
use crate::actions::users as logins;
use crate::salon::Refusal;
use crate::salon::email;
use crate::salon::login::{LONGEST_NAME, LONGEST_PASSWORD, Wish};
use crate::salon::who::Role;
use crate::store::users;

/// `GET /api/users`
pub(super) fn list(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut query = visit.query(&["page", "limit"]);
    let page = query.page();
    query.check()?;
    let Some((page, limit)) = page else {
        return answer::json(&visit.app.db.read(|book| users::list(book, -1, 0))?);
    };
    let (data, total) = visit.app.db.read(|book| {
        let data = users::list(book, limit, (page - 1).saturating_mul(limit))?;
        Ok((data, users::count(book)?))
    })?;
    answer::page(&data, page, limit, total)
}

/// `GET /api/users/:id`
pub(super) fn show(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("User")?;
    let user = visit.app.db.read(|book| users::find(book, id))?;
    answer::json(&user.ok_or(Refusal::NotFound("User"))?)
}

/// `POST /api/users`
pub(super) fn create(visit: &Visit<'_>, _: &Admin) -> Answer {
    let wish = wish(visit.form()?);
    answer::json(&logins::add(&visit.app.db, &wish, visit.now.stamp)?)
}

/// `PUT /api/users/:id`
pub(super) fn update(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("User")?;
    let wish = wish(visit.form()?);
    answer::json(&logins::change(&visit.app.db, id, &wish, visit.now.stamp)?)
}

/// `DELETE /api/users/:id`
pub(super) fn delete(visit: &Visit<'_>, _: &Admin) -> Answer {
    let id = visit.id("User")?;
    answer::json(&logins::remove(&visit.app.db, id)?)
}

fn wish(mut form: Form) -> Wish {
    Wish {
        name: form.name("name", LONGEST_NAME),
        email: form.line("email", email::LONGEST),
        role: form.one_of("role", &["admin", "desk", "staff"], Role::named),
        staff_id: form.id_or_null("staff_id"),
        active: form.boolean("active"),
        password: form.text("password", LONGEST_PASSWORD),
        wrong: form.wrong,
    }
}
