//! Two records that turn out to be of one person.

use super::time::Stamp;

/// What a client's record says of the person, as far as two can be joined.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Person {
    /// Where letters go.
    pub email: String,
    /// The telephone number, as it was written.
    pub phone: String,
    /// The same for finding.
    pub phone_digits: String,
    /// Notes of the salon.
    pub notes: String,
    /// Allergies and the like.
    pub alert: String,
    /// The language of letters.
    pub language: String,
    /// The day of birth, `YYYY-MM-DD`.
    pub birthday: Option<String>,
    /// Agreed to letters that advertise.
    pub marketing_consent: bool,
    /// When they asked for no more of them.
    pub unsubscribed_at: Option<Stamp>,
}

impl Person {
    /// This record with what the other one knows besides. Nothing is lost: an address or number that differs becomes a
    /// note. Whoever said "no more letters" in one of the two has said so.
    pub fn joined(mut self, other: Person) -> Person {
        let refused = [&self, &other].into_iter().any(Person::has_refused);
        let unsubscribed_at = self.unsubscribed_at.or(other.unsubscribed_at);
        let mut besides = Vec::new();
        if self.email.is_empty() {
            // Consent was given for the address.
            self.marketing_consent = other.marketing_consent;
            self.email = other.email;
        } else if !self.email.eq_ignore_ascii_case(&other.email) {
            besides.push(other.email);
        }
        if self.phone.is_empty() {
            (self.phone, self.phone_digits) = (other.phone, other.phone_digits);
        } else if self.phone != other.phone {
            besides.push(other.phone);
        }
        if self.language.is_empty() {
            self.language = other.language;
        }
        self.birthday = self.birthday.or(other.birthday);
        self.alert = both(self.alert, &other.alert);
        self.notes = both(self.notes, &other.notes);
        besides.retain(|contact| !contact.is_empty());
        self.notes = both(self.notes, &besides.join(", "));
        if refused {
            (self.marketing_consent, self.unsubscribed_at) = (false, unsubscribed_at);
        }
        self
    }

    fn has_refused(&self) -> bool {
        self.unsubscribed_at.is_some() && !self.marketing_consent
    }
}

/// Both texts, one a line; once where one holds the other.
fn both(text: String, other: &str) -> String {
    match (text.as_str(), other) {
        (text, other) if text.contains(other) => text.to_owned(),
        (text, other) if other.contains(text) => other.to_owned(),
        (text, other) => format!("{text}\n{other}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ada(email: &str, phone: &str, notes: &str) -> Person {
        Person {
            email: email.to_owned(),
            phone: phone.to_owned(),
            notes: notes.to_owned(),
            ..Person::default()
        }
    }

    #[test]
    fn what_one_lacks_the_other_gives_and_what_differs_becomes_a_note() {
        let joined = ada("", "06 1", "tea").joined(ada("ada@a.example", "06 2", "coffee"));
        assert_eq!(joined, ada("ada@a.example", "06 1", "tea\ncoffee\n06 2"));
        let same = ada("Ada@a.example", "06 1", "tea, no milk");
        assert_eq!(same.clone().joined(ada("ada@a.example", "", "tea")), same);
    }

    #[test]
    fn consent_comes_with_the_address_and_a_refusal_holds_for_both() {
        let consenting = |email: &str| Person {
            marketing_consent: true,
            ..ada(email, "", "")
        };
        let refusing = |email: &str| Person {
            unsubscribed_at: Stamp::stored("2026-03-24T09:00:00Z"),
            ..ada(email, "", "")
        };
        assert!(ada("", "", "").joined(consenting("a@a")).marketing_consent);
        assert!(
            !ada("b@b", "", "")
                .joined(consenting("a@a"))
                .marketing_consent
        );
        let joined = consenting("b@b").joined(refusing("a@a"));
        assert!(!joined.marketing_consent && joined.unsubscribed_at.is_some());
        assert!(!refusing("").joined(consenting("a@a")).marketing_consent);
    }
}
