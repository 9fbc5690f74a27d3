//! The words of e-mails.
//!
//! A pure room: plain [facts] go in, a whole RFC 5322 message comes out. It knows no database, no clock and
//! no network, and the same facts always give the same bytes, because a letter that has to be sent twice
//! after a crash must arrive as one letter.
//!
//! The way through it, one file a step:
//!
//! | file | holds |
//! |---|---|
//! | [`facts`] | what a letter is told: salon, recipient, appointments, kind |
//! | [`words`] | every sentence, a file per language, and how their placeholders are filled |
//! | `format.rs` | dates, times and money, per language |
//! | `clean.rs` | makes hostile text harmless before it goes anywhere |
//! | [`mailbox`] | addresses |
//! | `parties.rs` | who writes to whom, checked |
//! | `sheet.rs` | what a letter says, before anyone decided how it looks |
//! | `compose.rs` | facts and words become a sheet; one function per kind of letter |
//! | `plain.rs`, `html.rs` | how the sheet looks |
//! | `calendar.rs` | the appointment for the client's own calendar |
//! | `message.rs` | headers and MIME |
//!
//! Deliberately absent: templates that a salon can program, attachments, tracking pixels, images.

mod calendar;
pub(crate) mod clean;
mod compose;
pub mod facts;
pub(crate) mod format;
mod html;
pub mod mailbox;
mod message;
mod parties;
mod plain;
mod sheet;
pub mod words;

pub(crate) use format::{date, moment, money};

pub use facts::{Appointment, Kind, Letter, Locale, Recipient, Salon};
pub use mailbox::Mailbox;

use parties::Parties;

/// A letter, ready for delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, as the recipient reads it.
    pub subject: String,
    /// The address that the letter comes from, for the envelope.
    pub from: String,
    /// The address that the letter goes to, for the envelope.
    pub to: String,
    /// The whole message with CRLF line ends, pure ASCII.
    pub message: Vec<u8>,
    /// The text part, for showing the letter at the desk.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The calendar objects, one for each appointment; empty for letters that carry none.
    pub calendars: Vec<String>,
}

/// Why a letter can't be written. The sentences are meant for the front desk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// An address that no mail server would take.
    #[error("“{0}” is not a valid e-mail address.")]
    BadAddress(String),
    /// The salon's own sender or reply address is wrong, so that no letter at all can leave.
    #[error(
        "The salon's own address “{0}” is not a valid e-mail address. Please mend it under Settings → Mail and payments."
    )]
    BadSender(String),
    /// A letter about an appointment without one.
    #[error("There is no appointment for this letter to be about.")]
    NoAppointment,
    /// A link that is not an http(s) address.
    #[error("The link “{0}” is not a web address, so the letter was not written.")]
    BadLink(String),
    /// A message id that could not stand in a header.
    #[error("The letter's own number “{0}” can't be used in a mail header.")]
    BadMessageId(String),
    /// A part of the mail could not be put together; never expected.
    #[error("The letter could not be put together: {0}.")]
    NotBuilt(String),
}

/// Writes the letter.
///
/// # Errors
/// When an address, link or message id in the facts can't be used, or the appointment is missing.
pub fn render(letter: &Letter) -> Result<Rendered, LetterError> {
    let parties = Parties::of(letter)?;
    let sheet = compose::compose(letter, &parties)?;
    let text = plain::plain(&sheet);
    let html = html::html(&sheet)?;
    let calendars = calendar::calendars(letter, &parties);
    let message = message::message(letter, &parties, &sheet, &text, &html, &calendars)?;
    Ok(Rendered {
        subject: sheet.subject,
        from: parties.from.address,
        to: parties.to.address,
        message,
        text,
        html,
        calendars: calendars.into_iter().map(|calendar| calendar.ics).collect(),
    })
}

/// The letter's subject alone.
///
/// # Errors
/// As [`render`].
pub fn subject(letter: &Letter) -> Result<String, LetterError> {
    Ok(compose::compose(letter, &Parties::of(letter)?)?.subject)
}
