//! A client: who comes to the salon, and what may be written down about them.

use chrono::NaiveDate;
use serde::Serialize;

use super::time::Stamp;
use super::{Fields, Refusal};

/// The longest name.
pub const LONGEST_NAME: usize = 200;
/// The longest telephone number, as it is written.
pub const LONGEST_PHONE: usize = 60;
/// The longest notes.
pub const LONGEST_NOTES: usize = 10_000;
/// The longest alert.
pub const LONGEST_ALERT: usize = 1000;

/// A language of letters: `en`, `nl`, `de`, or empty for the salon's. The error is a clause about the field.
pub fn read_language(word: &str) -> Result<String, String> {
    match word {
        "" | "en" | "nl" | "de" => Ok(word.to_owned()),
        _ => Err("must be en, nl or de, or empty for the salon's own".to_owned()),
    }
}

/// A client as the API shows one: `contract` section 5.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Client {
    /// Its id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Where letters go; empty: nowhere.
    pub email: String,
    /// The telephone number, as it was written.
    pub phone: String,
    /// Its international digits, for dialling and for WhatsApp; of a number whose country can't be told, its digits.
    pub phone_digits: String,
    /// Notes of the salon.
    pub notes: String,
    /// Allergies and the like; stands out wherever the client is shown.
    pub alert: String,
    /// The language of letters: `en`, `nl`, `de`, or empty for the salon's.
    pub language: String,
    /// The day of birth.
    pub birthday: Option<NaiveDate>,
    /// Agreed to review requests and follow-up letters.
    pub marketing_consent: bool,
    /// The built-in client for those who walk in unnamed.
    pub walk_in: bool,
    /// When the client was entered.
    pub created_at: Stamp,
    /// When this was last changed.
    pub updated_at: Stamp,
}

/// What somebody wants a client's record to say: a POST's or a PUT's fields, as far as they were given and could be
/// read. `wrong` holds what could not.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Fields that could not be read.
    pub wrong: Fields,
    /// The name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// The alert.
    pub alert: Option<String>,
    /// The language of letters.
    pub language: Option<String>,
    /// The day of birth; `Some(None)` forgets it.
    pub birthday: Option<Option<NaiveDate>>,
    /// Consent to marketing letters.
    pub marketing_consent: Option<bool>,
}

impl Wish {
    /// A new client as wished, without an id as yet.
    pub fn fresh(mut self, now: Stamp) -> Result<Client, Refusal> {
        if self.name.is_none() {
            self.wrong.wrong("name", "is required");
        }
        let nobody = Client {
            id: 0,
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            phone_digits: String::new(),
            notes: String::new(),
            alert: String::new(),
            language: String::new(),
            birthday: None,
            marketing_consent: false,
            walk_in: false,
            created_at: now,
            updated_at: now,
        };
        self.applied_to(&nobody)
    }

    /// This client with the wish fulfilled. The walk-in client is many people, so it takes no address.
    pub fn applied_to(mut self, client: &Client) -> Result<Client, Refusal> {
        if client.walk_in && self.email.as_ref().is_some_and(|email| !email.is_empty()) {
            self.wrong.wrong(
                "email",
                "can't be set: the walk-in client stands for many people",
            );
        }
        self.wrong.check()?;
        let client = client.clone();
        Ok(Client {
            name: self.name.unwrap_or(client.name),
            email: self.email.unwrap_or(client.email),
            phone: self.phone.unwrap_or(client.phone),
            notes: self.notes.unwrap_or(client.notes),
            alert: self.alert.unwrap_or(client.alert),
            language: self.language.unwrap_or(client.language),
            birthday: self.birthday.unwrap_or(client.birthday),
            marketing_consent: self.marketing_consent.unwrap_or(client.marketing_consent),
            ..client
        })
    }
}
