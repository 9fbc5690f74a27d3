//! Logins: who may sign in, and what makes an address and a password good enough.

use super::who::Role;
use super::{Fields, Refusal, email};

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;
/// The longest password, in characters; more would only keep the machine busy.
pub const LONGEST_PASSWORD: usize = 1000;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;

/// What a login should be: each field that is given, and what was wrong with those that could not be read.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The person's name.
    pub name: Option<String>,
    /// The sign-in address.
    pub email: Option<String>,
    /// What they may do.
    pub role: Option<Role>,
    /// The staff member that they are; `Some(None)`: nobody in particular.
    pub staff_id: Option<Option<i64>>,
    /// Whether they may sign in.
    pub active: Option<bool>,
    /// The new password.
    pub password: Option<String>,
    /// What was found wrong so far.
    pub wrong: Fields,
}

impl Wish {
    /// Everything that is wrong with the given fields by themselves.
    pub fn faults(&self) -> Fields {
        let mut wrong = self.wrong.clone();
        if let Some(Err(what)) = self.name.as_deref().map(check_name) {
            wrong.wrong("name", what);
        }
        if let Some(Err(what)) = self.email.as_deref().map(check_email) {
            wrong.wrong("email", what);
        }
        if let Some(Err(what)) = self.password.as_deref().map(check_password) {
            wrong.wrong("password", what);
        }
        wrong
    }
}

fn check_name(name: &str) -> Result<(), String> {
    if name.trim().is_empty() {
        return Err("must not be empty".to_owned());
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(format!(
            "must be one line of at most {LONGEST_NAME} characters"
        ));
    }
    Ok(())
}

fn check_email(typed: &str) -> Result<(), String> {
    match typed {
        "" => Err("must not be empty".to_owned()),
        typed => email::read(typed).map(drop),
    }
}

/// Whether a password is long enough. Nothing else is asked of it: length is what keeps guessers out.
pub fn check_password(password: &str) -> Result<(), String> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Err(format!(
            "must be at least {SHORTEST_PASSWORD} characters long"
        ));
    }
    if length > LONGEST_PASSWORD {
        return Err(format!(
            "must be at most {LONGEST_PASSWORD} characters long"
        ));
    }
    Ok(())
}

/// The no to whatever would leave nobody who may do all.
pub fn last_admin() -> Refusal {
    Refusal::Clash(
        "last_admin",
        "This is the only admin who can sign in. Make somebody else an admin first.".to_owned(),
    )
}

/// The no to an address that another login has.
pub fn email_taken() -> Refusal {
    Refusal::Clash(
        "email_taken",
        "Another login has this e-mail address.".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_counted_in_characters() {
        assert!(check_password("ünïcödé10!").is_ok());
        assert!(check_password("ninechars").is_err());
        assert!(check_password(&"x".repeat(LONGEST_PASSWORD + 1)).is_err());
    }
}
