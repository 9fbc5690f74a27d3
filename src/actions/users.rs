//! Logins: adding, changing, removing. Whatever a password or a right was changed for, whoever is signed in with
//! the old one is signed out.

use crate::passwords;
use crate::salon::login::{self, Wish};
use crate::salon::time::Stamp;
use crate::salon::who::{Role, Who};
use crate::salon::{Fields, Refusal};
use crate::store::users::{self, User};
use crate::store::{Db, Result, Write, references, sessions};

/// Adds a login. Name, e-mail address, role and password are required.
pub fn add(db: &Db, wish: &Wish, now: Stamp) -> Result<User> {
    let mut wrong = wish.faults();
    let missing = [
        ("name", wish.name.is_none()),
        ("email", wish.email.is_none()),
        ("role", wish.role.is_none()),
        ("password", wish.password.is_none()),
    ];
    for (field, _) in missing.iter().filter(|(_, missing)| *missing) {
        wrong.wrong(field, "is required");
    }
    db.read(|book| check_staff(book, wish, &mut wrong))?;
    wrong.check()?;
    let nobody = User {
        id: 0,
        name: String::new(),
        email: String::new(),
        role: Role::Staff,
        staff_id: None,
        active: true,
        password_hash: String::new(),
    };
    let user = with(nobody, wish, hash_of(wish)?);
    db.write(|book| insert(book, &user, now))
}

/// Adds a user whose fields are in order.
pub(super) fn insert(book: &Write<'_>, user: &User, now: Stamp) -> Result<User> {
    check_address(book, user)?;
    let id = users::insert(book, user, now)?;
    book.changed("user", id, "created", &[]);
    Ok(User { id, ..user.clone() })
}

/// Changes the given fields of a login. A new role or password, or disabling, ends its sessions.
pub fn change(db: &Db, id: i64, wish: &Wish, now: Stamp) -> Result<User> {
    let mut wrong = wish.faults();
    db.read(|book| {
        users::find(book, id)?.ok_or(Refusal::NotFound("User"))?;
        check_staff(book, wish, &mut wrong)
    })?;
    wrong.check()?;
    let hash = hash_of(wish)?;
    db.write(|book| {
        let before = users::find(book, id)?.ok_or(Refusal::NotFound("User"))?;
        let after = with(before.clone(), wish, hash);
        check_address(book, &after)?;
        check_admins(book, &before, Some(&after))?;
        users::update(book, &after, now)?;
        book.changed("user", id, "updated", &[]);
        let loses = after.role != before.role || !after.active;
        if loses || after.password_hash != before.password_hash {
            sessions::end_all(book, id, None)?;
        }
        Ok(after)
    })
}

/// Removes a login with its sessions, unless the book's history names it.
pub fn remove(db: &Db, id: i64) -> Result<User> {
    db.write(|book| {
        let user = users::find(book, id)?.ok_or(Refusal::NotFound("User"))?;
        check_admins(book, &user, None)?;
        sessions::end_all(book, id, None)?;
        if users::delete(book, id)? {
            book.changed("user", id, "deleted", &[]);
            return Ok(user);
        }
        let sentence = format!(
            "The book's history names {}, so this login can't be deleted. Set it to inactive instead.",
            user.name
        );
        Err(Refusal::InUse(sentence).into())
    })
}

/// Gives the user who asks a new password, and ends their other sessions.
pub fn change_own_password(db: &Db, who: &Who, new: &str, now: Stamp) -> Result<()> {
    let hash = passwords::hash(new)?;
    db.write(|book| {
        let user = users::find(book, who.user_id)?.ok_or(Refusal::NotLoggedIn)?;
        let after = User {
            password_hash: hash,
            ..user
        };
        users::update(book, &after, now)?;
        sessions::end_all(book, who.user_id, Some(who.session_id))
    })
}

fn hash_of(wish: &Wish) -> Result<Option<String>> {
    wish.password.as_deref().map(passwords::hash).transpose()
}

/// A user with what is wished; the hash is the wished password's.
fn with(user: User, wish: &Wish, hash: Option<String>) -> User {
    let wish = wish.clone();
    User {
        id: user.id,
        name: wish.name.unwrap_or(user.name),
        email: wish.email.unwrap_or(user.email),
        role: wish.role.unwrap_or(user.role),
        staff_id: wish.staff_id.unwrap_or(user.staff_id),
        active: wish.active.unwrap_or(user.active),
        password_hash: hash.unwrap_or(user.password_hash),
    }
}

fn check_staff(book: &rusqlite::Connection, wish: &Wish, wrong: &mut Fields) -> Result<()> {
    if let Some(Some(staff_id)) = wish.staff_id
        && references::staff(book, staff_id)?.is_none()
    {
        wrong.wrong("staff_id", "is no staff member");
    }
    Ok(())
}

fn check_address(book: &Write<'_>, user: &User) -> Result<()> {
    match users::by_email(book, &user.email)? {
        Some(other) if other.id != user.id => Err(login::email_taken().into()),
        _ => Ok(()),
    }
}

/// Somebody must be left who may do all.
fn check_admins(book: &Write<'_>, before: &User, after: Option<&User>) -> Result<()> {
    let is_one = |user: &User| user.active && user.role == Role::Admin;
    if is_one(before) && !after.is_some_and(is_one) && !users::another_admin(book, before.id)? {
        return Err(login::last_admin().into());
    }
    Ok(())
}
