//! `daybook user`: logins, also while the server runs. What is taken away ends there at once: sessions stand in the
//! book, and every call looks.

use anyhow::bail;
use chrono::Utc;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::{password, say};
use crate::actions::users as logins;
use crate::config::Config;
use crate::salon::login::Wish;
use crate::salon::time::Stamp;
use crate::salon::who::Role;
use crate::store::users::{self, User};
use crate::store::{Db, Result as Stored};

/// What may be done with logins.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Add a login; the password is the first line of standard input.
    Add(New),
    /// List who may sign in.
    List,
    /// Give a login a new password, the first line of standard input, and sign it out everywhere.
    Password(Named),
    /// Keep a login from signing in, and sign it out everywhere.
    Disable(Named),
}

#[derive(Args)]
pub(super) struct New {
    /// The address to sign in with.
    #[arg(long)]
    email: String,
    /// The person's name.
    #[arg(long)]
    name: String,
    /// What they may do.
    #[arg(long, value_parser = roles())]
    role: Role,
    /// The staff member that they are.
    #[arg(long, value_name = "ID")]
    staff_id: Option<i64>,
}

#[derive(Args)]
pub(super) struct Named {
    /// The address that the login signs in with.
    #[arg(long)]
    email: String,
}

fn roles() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(["admin", "desk", "staff"])
        .try_map(|name| Role::named(&name).ok_or("no such role"))
}

/// Runs one of them.
pub(super) fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add(new) => add(config, new),
        Command::List => list(config),
        Command::Password(named) => give_password(config, &named.email),
        Command::Disable(named) => disable(config, &named.email),
    }
}

fn add(config: &Config, new: New) -> anyhow::Result<()> {
    let wish = Wish {
        name: Some(new.name.trim().to_owned()),
        email: Some(new.email.trim().to_owned()),
        role: Some(new.role),
        staff_id: Some(new.staff_id),
        password: Some(password::read()?),
        ..Wish::default()
    };
    let book = Db::open(&config.database.path)?;
    let user = logins::add(&book, &wish, now())?;
    say(&format!(
        "{} can sign in as {}, role {}.",
        user.name,
        user.email,
        user.role.name()
    ));
    Ok(())
}

fn list(config: &Config) -> anyhow::Result<()> {
    let everybody = existing(config)?.read(|book| users::list(book, -1, 0))?;
    let width = |of: fn(&User) -> &str| {
        everybody
            .iter()
            .map(|user| of(user).chars().count())
            .max()
            .unwrap_or(0)
    };
    let (emails, names) = (width(|user| &user.email), width(|user| &user.name));
    for user in &everybody {
        let staff = user
            .staff_id
            .map_or_else(String::new, |id| format!("  staff {id}"));
        let state = if user.active { "" } else { "  disabled" };
        let (email, name, role) = (&user.email, &user.name, user.role.name());
        say(&format!(
            "{email:emails$}  {name:names$}  {role:5}{staff}{state}"
        ));
    }
    Ok(())
}

fn give_password(config: &Config, email: &str) -> anyhow::Result<()> {
    let book = existing(config)?;
    let user = named(&book, email)?;
    let wish = Wish {
        password: Some(password::read()?),
        ..Wish::default()
    };
    logins::change(&book, user.id, &wish, now())?;
    say(&format!(
        "{} has a new password and was signed out everywhere.",
        user.email
    ));
    Ok(())
}

fn disable(config: &Config, email: &str) -> anyhow::Result<()> {
    let book = existing(config)?;
    let user = named(&book, email)?;
    let wish = Wish {
        active: Some(false),
        ..Wish::default()
    };
    logins::change(&book, user.id, &wish, now())?;
    say(&format!(
        "{} can't sign in any more and was signed out everywhere.",
        user.email
    ));
    Ok(())
}

/// The book, which must be there: a wrong path must not look like an empty salon.
pub(super) fn existing(config: &Config) -> anyhow::Result<Db> {
    let path = &config.database.path;
    if !path.exists() {
        bail!(
            "There is no book at {}: start in the folder that has config.toml, or name it with --config.",
            path.display()
        );
    }
    Db::open(path)
}

fn named(book: &Db, email: &str) -> anyhow::Result<User> {
    let found: Stored<Option<User>> = book.read(|book| users::by_email(book, email.trim()));
    found?.ok_or_else(|| {
        anyhow::anyhow!("Nobody signs in as {email}: \"daybook user list\" shows who does.")
    })
}

fn now() -> Stamp {
    Stamp(Utc::now())
}
