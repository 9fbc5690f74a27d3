//! The first day: the salon's name and zone, and its first admin.

use chrono_tz::Tz;

use super::{sign_in, users as logins};
use crate::passwords;
use crate::salon::Refusal;
use crate::salon::settings::Settings;
use crate::salon::time::Stamp;
use crate::salon::who::Role;
use crate::store::users::{self, User};
use crate::store::{Db, Result, settings};

/// What the person at the new machine says; checked before.
#[derive(Debug)]
pub struct FirstDay {
    /// The salon's name.
    pub salon_name: String,
    /// The salon's zone; none: the machine's.
    pub timezone: Option<Tz>,
    /// The admin's name.
    pub name: String,
    /// The admin's sign-in address.
    pub email: String,
    /// The admin's password.
    pub password: String,
}

/// Makes the first admin and names the salon, once; signs the admin in. Answers the user and the session's token.
pub fn set_up(db: &Db, day: FirstDay, now: Stamp) -> Result<(User, String)> {
    let admin = User {
        id: 0,
        name: day.name,
        email: day.email,
        role: Role::Admin,
        staff_id: None,
        active: true,
        password_hash: passwords::hash(&day.password)?,
    };
    db.write(|book| {
        if users::count(book)? > 0 {
            return Err(Refusal::NotFound("Page").into());
        }
        let mut keys = vec!["salon_name".to_owned()];
        let mut salon = Settings {
            salon_name: day.salon_name,
            ..book.settings().clone()
        };
        if let Some(zone) = day.timezone {
            salon.timezone = zone.name().to_owned();
            keys.push("timezone".to_owned());
        }
        settings::save(book, &keys, &salon)?;
        let admin = logins::insert(book, &admin, now)?;
        let token = sign_in::begin(book, admin.id, now)?;
        Ok((admin, token))
    })
}
