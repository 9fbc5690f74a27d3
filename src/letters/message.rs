//! Headers and MIME: the letter as mail servers pass it on.
//!
//! The parts are alternatives, plainest first: text, HTML, calendar. Outlook, Gmail and Apple Mail all take
//! the calendar part in that place for an invitation. A visit of several services brings one calendar
//! object for each; only the first can be an alternative, so the others are attached as files to open.

use crate::letters::{
    Kind, Letter, LetterError, Mailbox, calendar::CalendarPart, clean, compose, parties::Parties,
    sheet::Sheet,
};
use chrono::{DateTime, Utc};
use lettre::message::{
    Mailbox as HeaderMailbox, Message, MessageBuilder, MultiPart, SinglePart,
    header::{ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
};
use sha2::{Digest, Sha256};
use std::time::SystemTime;

/// Puts the message together.
pub(super) fn message(
    letter: &Letter,
    parties: &Parties,
    sheet: &Sheet,
    text: &str,
    html: &str,
    calendars: &[CalendarPart],
) -> Result<Vec<u8>, LetterError> {
    let boundaries = Boundaries::of(&letter.message_id)?;
    let mut alternatives = MultiPart::alternative()
        .boundary(&boundaries.inner)
        .singlepart(part(ContentType::TEXT_PLAIN, text))
        .singlepart(part(ContentType::TEXT_HTML, html));
    let (first, others) = calendars.split_at(calendars.len().min(1));
    for calendar in first {
        alternatives = alternatives.singlepart(part(calendar_type(calendar)?, &calendar.ics));
    }
    let mut body = alternatives;
    if !others.is_empty() {
        body = MultiPart::mixed()
            .boundary(&boundaries.outer)
            .multipart(body);
    }
    for (index, calendar) in others.iter().enumerate() {
        body = body.singlepart(attachment(calendar, index + 2)?);
    }
    let message = headers(letter, parties, sheet)?
        .multipart(body)
        .map_err(not_built)?;
    Ok(message.formatted())
}

fn headers(
    letter: &Letter,
    parties: &Parties,
    sheet: &Sheet,
) -> Result<MessageBuilder, LetterError> {
    let mut headers = Message::builder()
        .from(header_mailbox(&parties.from)?)
        .to(header_mailbox(&parties.to)?)
        .date(date(letter.date))
        .message_id(Some(format!("<{}>", letter.message_id)))
        .subject(sheet.subject.clone())
        .raw_header(raw("Auto-Submitted", "auto-generated"));
    if let Some(reply_to) = &parties.reply_to {
        headers = headers.reply_to(header_mailbox(reply_to)?);
    }
    match &letter.kind {
        Kind::ReviewRequest {
            unsubscribe_url, ..
        }
        | Kind::FollowupStep {
            unsubscribe_url, ..
        } => list_unsubscribe(headers, letter, parties, unsubscribe_url.as_deref()),
        Kind::Created
        | Kind::Updated { .. }
        | Kind::Cancelled
        | Kind::Provisional { .. }
        | Kind::Reminder
        | Kind::WaitlistAvailable { .. }
        | Kind::WaitlistConfirmed
        | Kind::NoShowFee { .. }
        | Kind::Test => Ok(headers),
    }
}

/// RFC 2369 for everyone, and RFC 8058's one click where there is an https address to take it.
fn list_unsubscribe(
    headers: MessageBuilder,
    letter: &Letter,
    parties: &Parties,
    url: Option<&str>,
) -> Result<MessageBuilder, LetterError> {
    let subject = letter
        .recipient
        .language
        .words()
        .unsubscribe_subject
        .replace(' ', "%20");
    let mail = format!("<mailto:{}?subject={subject}>", parties.answers().address);
    let Some(url) = url else {
        return Ok(headers.raw_header(raw("List-Unsubscribe", &mail)));
    };
    let url = compose::link(url)?;
    let headers = headers.raw_header(raw("List-Unsubscribe", &format!("<{url}>, {mail}")));
    Ok(match url.starts_with("https://") {
        true => headers.raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")),
        false => headers,
    })
}

fn part(content_type: ContentType, body: &str) -> SinglePart {
    // Quoted-printable, always: it keeps lines short, and no line of a body can look like a boundary, since
    // it has no bare “=_”.
    SinglePart::builder()
        .header(content_type)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(body.to_owned())
}

fn attachment(calendar: &CalendarPart, number: usize) -> Result<SinglePart, LetterError> {
    Ok(SinglePart::builder()
        .header(calendar_type(calendar)?)
        .header(ContentDisposition::attachment(&format!(
            "appointment-{number}.ics"
        )))
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(calendar.ics.clone()))
}

fn calendar_type(calendar: &CalendarPart) -> Result<ContentType, LetterError> {
    ContentType::parse(&format!(
        "text/calendar; charset=utf-8; method={}",
        calendar.method.name()
    ))
    .map_err(not_built)
}

fn header_mailbox(mailbox: &Mailbox) -> Result<HeaderMailbox, LetterError> {
    let name = Some(mailbox.name.clone()).filter(|name| !name.is_empty());
    let address = mailbox
        .address
        .parse()
        .map_err(|_| LetterError::BadAddress(mailbox.address.clone()))?;
    Ok(HeaderMailbox::new(name, address))
}

/// A header whose value is ASCII and safe already. It is not folded: links must stay whole.
fn raw(name: &'static str, value: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(name, value.to_owned(), value.to_owned())
}

/// Mail headers know the years 1970 to 9999; lettre panics on others.
fn date(at: DateTime<Utc>) -> SystemTime {
    let seconds = at.timestamp().clamp(0, 253_402_300_799);
    SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds.unsigned_abs())
}

/// MIME boundaries, made from the message id so that the same facts give the same bytes.
struct Boundaries {
    outer: String,
    inner: String,
}

impl Boundaries {
    fn of(message_id: &str) -> Result<Self, LetterError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let valid = message_id.len() <= 200
            && message_id.split_once('@').is_some_and(|(left, right)| {
                [left, right]
                    .iter()
                    .all(|side| !side.is_empty() && side.chars().all(allowed))
            });
        if !valid {
            return Err(LetterError::BadMessageId(clean::line(
                message_id,
                clean::NAME,
            )));
        }
        let digest = Sha256::digest(message_id);
        let name: String = digest
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            outer: format!("=_1_{name}"),
            inner: format!("=_2_{name}"),
        })
    }
}

fn not_built(error: impl std::fmt::Display) -> LetterError {
    LetterError::NotBuilt(error.to_string())
}
