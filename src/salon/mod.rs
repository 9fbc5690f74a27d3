//! The rules of a salon's book, pure: no SQL, no clock, no HTTP, no threads.
//!
//! A rule that says no says it with a [`Refusal`]. The edges turn that into a status and a sentence
//! (`web::answer` for HTTP), so that every "no" reads the same wherever it is met.

pub mod availability;
pub mod booking;
pub mod catalogue;
pub mod client;
pub mod consequences;
pub mod email;
pub mod followup;
pub mod hours;
pub mod job;
pub mod line;
pub mod login;
pub mod notification;
pub mod payment;
pub mod person;
pub mod phone;
pub mod question;
pub mod report;
pub mod rota;
pub mod search;
pub mod settings;
pub mod spans;
pub mod telling;
pub mod time;
pub mod waitlist;
pub mod who;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use booking::Booking;
use time::Wall;

/// What is wrong with an input, field by field; collected so that a person is told everything at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that a field is wrong, in a short clause such as "must be after start_at"; the first clause stays.
    pub fn wrong(&mut self, field: &str, what: impl Into<String>) {
        self.0
            .entry(field.to_owned())
            .or_insert_with(|| what.into());
    }

    /// Takes over what is wrong in a part, whose fields are then named `part.field`.
    pub fn wrong_within(&mut self, part: &str, fields: Fields) {
        for (field, what) in fields.0 {
            self.wrong(&format!("{part}.{field}"), what);
        }
    }

    /// Whether something was found wrong with this field.
    pub fn names(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// What is wrong, field by field.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(field, what)| (field.as_str(), what.as_str()))
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses when something is wrong.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Invalid(self.clone()))
        }
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (field, what)) in self.0.iter().enumerate() {
            write!(f, "{}{field} {what}", if i == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

/// A booking that stands in the way of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Conflict {
    /// The booking's id; null where time off is in the way.
    pub id: Option<i64>,
    /// When it starts, salon time.
    pub start_at: Wall,
    /// When it ends, salon time.
    pub end_at: Wall,
    /// Whose it is; for time off, what the time off is for.
    pub client_name: String,
}

/// Every rule's "no". Each variant has one status and one stable code in `web::answer`.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Fields are missing or wrong (400).
    Invalid(Fields),
    /// The input as a whole can't be read (400).
    Malformed(String),
    /// The body is not JSON (415).
    NotJson,
    /// The body is too long (413).
    TooLarge,
    /// Nobody is signed in (401).
    NotLoggedIn,
    /// The e-mail address or password is wrong (401).
    BadLogin,
    /// Signed in, but not allowed (403).
    Forbidden(&'static str),
    /// A change that another site sent (403).
    CrossSite,
    /// Called under a name that is not this machine's (421).
    UnknownHost,
    /// There is no such thing, or none that this user may know of (404). Holds the noun: "Booking".
    NotFound(&'static str),
    /// The staff member is busy then (409).
    Overlap(Vec<Conflict>),
    /// Somebody changed the booking meanwhile (409); holds what it is now.
    Stale(Box<Booking>),
    /// Something names it, so it can't be deleted (409). Holds the sentence.
    InUse(String),
    /// Any other clash with what is already there (409): a stable code and a sentence.
    Clash(&'static str, String),
    /// A link that was used, has expired or was withdrawn (410). Holds the sentence.
    Gone(String),
    /// Too many tries (429); seconds to wait.
    TooMany(u64),
}

impl Refusal {
    /// One field is wrong.
    pub fn field(field: &str, what: impl Into<String>) -> Self {
        let mut fields = Fields::new();
        fields.wrong(field, what);
        Refusal::Invalid(fields)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Invalid(fields) => write!(f, "Please check what you entered: {fields}."),
            Refusal::Malformed(sentence) | Refusal::InUse(sentence) | Refusal::Gone(sentence) => {
                f.write_str(sentence)
            }
            Refusal::NotJson => f.write_str("Send JSON, with Content-Type: application/json."),
            Refusal::TooLarge => {
                f.write_str("That is too long: at most 1 MiB can be sent at once.")
            }
            Refusal::NotLoggedIn => f.write_str("Please sign in first."),
            Refusal::BadLogin => f.write_str("The e-mail address or the password is wrong."),
            Refusal::Forbidden(sentence) => f.write_str(sentence),
            Refusal::CrossSite => {
                f.write_str("This change came from another website and was not made.")
            }
            Refusal::UnknownHost => f.write_str(
                "Daybook doesn't answer under this name. Use one of the addresses that it prints when it starts, \
                 or add the name to hosts in config.toml.",
            ),
            Refusal::NotFound(noun) => write!(f, "{noun} not found"),
            Refusal::Overlap(conflicts) => overlap_sentence(conflicts, f),
            Refusal::Stale(_) => f.write_str(
                "Somebody else changed this booking meanwhile. Look at it again, then decide.",
            ),
            Refusal::Clash(_, sentence) => f.write_str(sentence),
            Refusal::TooMany(seconds) => write!(
                f,
                "Too many tries. Please wait {seconds} seconds, then try again."
            ),
        }
    }
}

fn overlap_sentence(conflicts: &[Conflict], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match conflicts {
        [first, rest @ ..] => {
            let (from, to) = (first.start_at.clock(), first.end_at.clock());
            write!(
                f,
                "That time is taken: {}, {from} to {to}",
                first.client_name
            )?;
            if rest.is_empty() {
                f.write_str(".")
            } else {
                write!(f, ", and {} more.", rest.len())
            }
        }
        [] => f.write_str("That time is taken."),
    }
}

impl std::error::Error for Refusal {}
