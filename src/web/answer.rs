//! From what the program decided to what HTTP says: the one place where a refusal becomes a status.

use std::borrow::Cow;

use rouille::{Response, ResponseBody};
use rusqlite::ErrorCode;
use serde::Serialize;
use serde_json::{Value, json};

use crate::backup::Trouble;
use crate::salon::Refusal;
use crate::salon::booking::Booking;
use crate::store::Error;

/// What a handler answers.
pub type Answer = Result<Response, Error>;

/// 200 with this as JSON.
pub fn json<T: Serialize + ?Sized>(value: &T) -> Answer {
    Ok(with_status(200, value))
}

fn with_status<T: Serialize + ?Sized>(status: u16, value: &T) -> Response {
    // Room for a booking; what is longer grows.
    let mut body = Vec::with_capacity(1024);
    match serde_json::to_writer(&mut body, value) {
        Ok(()) => Response {
            status_code: status,
            headers: vec![(
                "Content-Type".into(),
                "application/json; charset=utf-8".into(),
            )],
            data: ResponseBody::from_data(body),
            upgrade: None,
        },
        Err(error) => internal(&error),
    }
}

/// The error answer of this status, code and sentence.
pub fn error(status: u16, code: &str, sentence: &str) -> Response {
    with_status(status, &json!({ "error": sentence, "code": code }))
}

/// The answer to a request that was not carried out.
pub fn refuse(error: &Error) -> Response {
    match error {
        Error::Refused(refusal) => refused(refusal),
        Error::Sqlite(problem) => match problem.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => self::error(
                507,
                "storage_full",
                "This machine's disk is full, so nothing was saved. Free some space, then try again.",
            ),
            Some(ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
                log::error!("the disk refuses: {problem}");
                self::error(
                    503,
                    "storage_failed",
                    "The disk could not be written, so nothing was saved. Try again; if it goes on, call whoever looks after this machine.",
                )
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => busy(problem),
            _ => internal(problem),
        },
        Error::Busy(problem) => busy(problem),
        Error::TakenBack => internal(error),
        Error::Machine(problem) => internal(&format!("{problem:#}")),
    }
}

/// The answer where something about backups could not be done.
pub fn trouble(trouble: &Trouble) -> Response {
    let sentence = trouble.to_string();
    match trouble {
        Trouble::Full(_) => error(507, "storage_full", &sentence),
        Trouble::Disk(_) => {
            log::error!("{sentence}");
            error(503, "storage_failed", &sentence)
        }
        Trouble::Refused(_) => error(409, "backup_refused", &sentence),
    }
}

fn busy(problem: &dyn std::fmt::Display) -> Response {
    log::warn!("the book is busy: {problem}");
    error(
        503,
        "busy",
        "The book is busy just now and nothing was changed. Please try again.",
    )
    .with_additional_header("Retry-After", "1")
}

/// The answer to what could not be read as a request, or not be given to a handler.
pub fn unreadable(status: u16) -> Response {
    let (code, sentence) = match status {
        408 => ("too_slow", "The request took too long to arrive."),
        413 => return refused(&Refusal::TooLarge),
        414 => (
            "address_too_long",
            "The address that was asked for is too long.",
        ),
        431 => ("headers_too_large", "The request's headers are too large."),
        500 => return internal(&"a handler panicked"),
        501 | 505 => ("not_supported", "Daybook doesn't speak this form of HTTP."),
        503 => (
            "busy",
            "Daybook is busy just now. Please try again in a moment.",
        ),
        _ => (
            "bad_request",
            "That was not a request that Daybook understands.",
        ),
    };
    error(status, code, sentence)
}

/// 500: shown is only an id, under which the log has the reason.
pub fn internal(problem: &dyn std::fmt::Display) -> Response {
    let id = crate::secrets::short_id();
    log::error!("internal error {id}: {problem}");
    let sentence = format!(
        "Something went wrong inside Daybook and nothing was changed. Please try again. (Error {id})"
    );
    with_status(
        500,
        &json!({ "error": sentence, "code": "internal", "id": id }),
    )
}

fn refused(refusal: &Refusal) -> Response {
    let (status, code) = match refusal {
        Refusal::Invalid(_) | Refusal::Malformed(_) => (400, "invalid"),
        Refusal::NotJson => (415, "not_json"),
        Refusal::TooLarge => (413, "too_large"),
        Refusal::NotLoggedIn => (401, "not_logged_in"),
        Refusal::BadLogin => (401, "bad_login"),
        Refusal::Forbidden(_) => (403, "forbidden"),
        Refusal::CrossSite => (403, "cross_site"),
        Refusal::UnknownHost => (421, "unknown_host"),
        Refusal::NotFound(_) => (404, "not_found"),
        Refusal::Overlap(_) => (409, "overlap"),
        Refusal::Stale(_) => (409, "stale"),
        Refusal::InUse(_) => (409, "in_use"),
        Refusal::Clash(code, _) => (409, *code),
        Refusal::Gone(_) => (410, "gone"),
        Refusal::TooMany(_) => (429, "too_many"),
    };
    let mut body = json!({ "error": refusal.to_string(), "code": code });
    match refusal {
        Refusal::Invalid(fields) => body["fields"] = json!(fields),
        Refusal::Overlap(conflicts) => body["conflicts"] = json!(conflicts),
        Refusal::Stale(current) => body["current"] = json!(current),
        _ => {}
    }
    let response = with_status(status, &body);
    match refusal {
        Refusal::TooMany(seconds) => {
            response.with_additional_header("Retry-After", seconds.to_string())
        }
        _ => response,
    }
}

/// 200 with JSON that is read while it is sent.
pub fn stream(reader: impl std::io::Read + Send + 'static) -> Answer {
    Ok(Response {
        status_code: 200,
        headers: vec![(
            "Content-Type".into(),
            "application/json; charset=utf-8".into(),
        )],
        data: ResponseBody::from_reader(reader),
        upgrade: None,
    })
}

/// A page of a list, as it is sent.
#[derive(Serialize)]
struct Page<'a, T> {
    data: &'a [T],
    page: i64,
    limit: i64,
    total: i64,
    pages: i64,
}

/// A page of a list: `{data, page, limit, total, pages}`.
pub fn page<T: Serialize>(data: &[T], page: i64, limit: i64, total: i64) -> Answer {
    json(&Page {
        data,
        page,
        limit,
        total,
        pages: (total + limit - 1) / limit,
    })
}

/// A list that every salon keeps short: one page of it where a page was asked for, else all.
pub fn short_list<T: Serialize>(all: &[T], page: Option<(i64, i64)>) -> Answer {
    let Some((number, limit)) = page else {
        return json(all);
    };
    let total = all.len() as i64;
    let first = (number - 1).saturating_mul(limit).min(total);
    let last = first.saturating_add(limit).min(total);
    self::page(&all[first as usize..last as usize], number, limit, total)
}

/// What was saved, with the live bookings that it hits; they stay.
#[derive(Serialize)]
pub struct Affecting<'a, T> {
    #[serde(flatten)]
    saved: T,
    affected: &'a [Booking],
}

impl<'a, T: Serialize> Affecting<'a, T> {
    /// This, hitting those.
    pub fn new(saved: T, affected: &'a [Booking]) -> Self {
        Self { saved, affected }
    }
}

/// What every answer carries. The desk's and the clients' pages have neither inline scripts nor foreign parts.
const SECURITY: [(&str, &str); 6] = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
];

/// Adds the headers that every answer carries. What doesn't say for how long it may be kept must not be kept.
pub fn dress(mut response: Response) -> Response {
    let says_how_long = |(name, _): &(Cow<'_, str>, _)| name.eq_ignore_ascii_case("Cache-Control");
    if !response.headers.iter().any(says_how_long) {
        response
            .headers
            .push(("Cache-Control".into(), "no-store".into()));
    }
    response
        .headers
        .extend(SECURITY.map(|(name, value)| (name.into(), value.into())));
    response
}

/// A plain value for the few answers that have no type of their own.
pub fn done() -> Answer {
    json(&Value::Object(serde_json::Map::from_iter([(
        "ok".to_owned(),
        Value::Bool(true),
    )])))
}
