//! What a letter is told. Whoever writes letters fills these in and decides nothing about words.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;

/// Everything there is to know for one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The letter's stable id without angle brackets, `job-17@daybook.example`. It names the letter for
    /// ever: a repeat carries the same.
    pub message_id: String,
    /// When the letter was written; its `Date`, and the calendar's DTSTAMP.
    pub date: DateTime<Utc>,
    /// The sender as configured, `My Salon <desk@example.com>`.
    pub from: String,
    /// Who writes.
    pub salon: Salon,
    /// Who reads.
    pub recipient: Recipient,
    /// The appointments of the visit that the letter is about, in any order; empty only for a waiting list
    /// offer or a test.
    pub appointments: Vec<Appointment>,
    /// Which letter it is.
    pub kind: Kind,
}

/// The salon, as its settings describe it. Every text may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salon {
    /// The salon's name; where it is empty the sender's stands in.
    pub name: String,
    /// Postal address; line breaks are kept.
    pub address: String,
    /// Telephone number as clients should read it.
    pub phone: String,
    /// Where answers go; empty means to the sender.
    pub reply_to: String,
    /// What the salon wants at the foot of every letter.
    pub footer: String,
    /// The time zone in which the appointments' wall clock runs.
    pub timezone: Tz,
    /// ISO 4217, `EUR`.
    pub currency: String,
}

/// The client, or whoever gets the test letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Full name; may be empty.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// The language of the letter.
    pub language: Locale,
}

/// One service of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// The booking's calendar UID, the same in each of its letters.
    pub uid: String,
    /// Rises with each letter about the booking, so that calendars know which one is newest.
    pub sequence: u32,
    /// Begin, by the salon's wall clock.
    pub start: NaiveDateTime,
    /// End, by the salon's wall clock.
    pub end: NaiveDateTime,
    /// The service's name.
    pub service: String,
    /// The staff member's name; empty leaves it out.
    pub staff: String,
    /// The notes that the client may see. Never the internal ones.
    pub notes: String,
    /// Price in minor units; 0 leaves it out.
    pub price_cents: i64,
}

/// Which letter it is, with what only this one needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The appointment is booked.
    Created,
    /// The appointment has moved.
    Updated {
        /// When the visit began, as the client knew it.
        previous: NaiveDateTime,
    },
    /// The appointment is cancelled.
    Cancelled,
    /// The client is asked to accept or decline.
    Provisional {
        /// Link to the page that accepts.
        accept_url: String,
        /// Link to the page that declines.
        decline_url: String,
        /// True where those links may not work from outside: the client may answer the mail instead.
        answer_by_mail: bool,
        /// Until when the time is kept free, by the salon's wall clock.
        hold_until: NaiveDateTime,
    },
    /// The appointment is near.
    Reminder,
    /// A place came free for somebody on the waiting list.
    WaitlistAvailable {
        /// The service that they wait for.
        service: String,
        /// The day that they wait for.
        date: NaiveDate,
        /// When the free place begins, where that is known.
        start: Option<NaiveDateTime>,
        /// With whom; empty leaves it out.
        staff: String,
        /// Until when the offer stands, by the salon's wall clock.
        until: NaiveDateTime,
    },
    /// Booked from the waiting list.
    WaitlistConfirmed,
    /// How was it?
    ReviewRequest {
        /// Link to the feedback page.
        url: String,
        /// One-click link that ends such letters; none where the salon can't be reached from outside.
        unsubscribe_url: Option<String>,
    },
    /// One step of a follow-up sequence, in the salon's own words.
    FollowupStep {
        /// Subject; may hold `{client_name}`, `{salon_name}`, `{service_name}` and `{staff_name}`.
        subject: String,
        /// Body, with the same placeholders; empty lines part its paragraphs.
        body: String,
        /// One-click link that ends such letters; none where the salon can't be reached from outside.
        unsubscribe_url: Option<String>,
    },
    /// The fee for an appointment that was missed.
    NoShowFee {
        /// Amount in minor units.
        amount_cents: i64,
        /// ISO 4217, as frozen when the fee was raised.
        currency: String,
        /// Link to the payment page.
        url: String,
    },
    /// The test letter of the settings page.
    Test,
}

/// The languages that letters are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English.
    En,
    /// Dutch.
    Nl,
    /// German.
    De,
}

impl Locale {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::En, Self::Nl, Self::De];

    /// Reads `nl`, `NL`, `nl-BE` or `nl_BE`; whatever is unknown reads as English.
    #[must_use]
    pub fn parse(code: &str) -> Self {
        let language = code.trim().split(['-', '_']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "nl" => Self::Nl,
            "de" => Self::De,
            _ => Self::En,
        }
    }

    /// The two-letter code, `nl`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
            Self::De => "de",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn a_language_code_is_read_generously() {
        assert_eq!(Locale::parse("nl"), Locale::Nl);
        assert_eq!(Locale::parse(" DE-at "), Locale::De);
        assert_eq!(Locale::parse("nl_BE"), Locale::Nl);
        assert_eq!(Locale::parse("fr"), Locale::En);
        assert_eq!(Locale::parse(""), Locale::En);
    }
}
