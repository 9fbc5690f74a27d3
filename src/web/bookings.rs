//! Bookings over HTTP: the user's page.

use rusqlite::Connection;

use super::answer::{self, Answer};
use super::form::Form;
use super::listing;
use super::visit::{Member, Visit};
use crate::actions::{self, book::Idempotency};
use crate::salon::Refusal;
use crate::salon::booking::{LONGEST_MINUTES, Status, Wish};
use crate::salon::who::Role;
use crate::store::Snapshot;
use crate::store::bookings::{self, Filter};

/// Longest notes, in characters.
const LONGEST_NOTE: usize = 10_000;
const STATUSES: [&str; 5] = [
    "scheduled",
    "provisional",
    "completed",
    "cancelled",
    "no-show",
];

/// `GET /api/bookings`
pub(super) fn list(visit: &Visit<'_>, member: &Member, book: &Snapshot<'_>) -> Answer {
    let (filter, page) = asked(visit)?;
    answer(visit, member, book, filter, page)
}

/// The filter and the page that the query asks for.
pub(super) fn asked(visit: &Visit<'_>) -> Result<(Filter, Option<(i64, i64)>), Refusal> {
    let mut query = visit.query(&[
        "from",
        "to",
        "staff_id",
        "client_id",
        "service_id",
        "status",
        "page",
        "limit",
    ]);
    let filter = Filter {
        from: query.wall_or_date("from"),
        to: query.wall_or_date("to"),
        staff_id: query.id("staff_id"),
        client_id: query.id("client_id"),
        service_id: query.id("service_id"),
        status: query.one_of("status", &STATUSES, Status::named),
        cancelled_too: false,
    };
    let page = query.page();
    query.check()?;
    Ok((filter, page))
}

/// The bookings of a filter, as far as this member may see them.
pub(super) fn answer(
    visit: &Visit<'_>,
    member: &Member,
    book: &Connection,
    filter: Filter,
    page: Option<(i64, i64)>,
) -> Answer {
    let scope = member.scope;
    listing::answer_from(visit, book, page, bookings::List { filter, scope })
}

/// `GET /api/bookings/:id`
pub(super) fn show(visit: &Visit<'_>, member: &Member, book: &Snapshot<'_>) -> Answer {
    let id = visit.id("Booking")?;
    let booking = bookings::find(book, id, member.scope)?;
    answer::json(&booking.ok_or(Refusal::NotFound("Booking"))?)
}

/// `POST /api/bookings`
pub(super) fn create(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut form = visit.form()?;
    let mut wish = wish(visit, member, &mut form);
    wish.provisional = form.boolean("provisional").unwrap_or(false);
    wish.status = None;
    let again = match visit.request.header("Idempotency-Key") {
        Some(key) if key.is_empty() || key.len() > 200 => {
            return Err(Refusal::Malformed(
                "Idempotency-Key must be 1 to 200 characters long.".to_owned(),
            )
            .into());
        }
        Some(key) => Some(Idempotency::new(key, &form.canonical())),
        None => None,
    };
    wish.wrong = form.wrong;
    answer::json(&actions::book::book(
        &visit.app.db,
        member,
        &wish,
        again.as_ref(),
        &visit.now,
    )?)
}

/// `PUT /api/bookings/:id`
pub(super) fn update(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Booking")?;
    let mut form = visit.form()?;
    let mut wish = wish(visit, member, &mut form);
    wish.status = form.one_of("status", &STATUSES, Status::named);
    wish.wrong = form.wrong;
    answer::json(&actions::change::change(
        &visit.app.db,
        member,
        id,
        &wish,
        &visit.now,
    )?)
}

/// `DELETE /api/bookings/:id`
pub(super) fn cancel(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Booking")?;
    answer::json(&actions::cancel::cancel(
        &visit.app.db,
        member,
        id,
        &visit.now,
    )?)
}

/// The fields that POST and PUT have in common.
fn wish(visit: &Visit<'_>, member: &Member, form: &mut Form) -> Wish {
    let base_url = form.text("base_url", 500);
    if let Some(what) = base_url
        .as_deref()
        .and_then(|url| base_url_fault(visit, member, url))
    {
        form.wrong.wrong("base_url", what);
    }
    Wish {
        client_id: form.id("client_id"),
        staff_id: form.id("staff_id"),
        service_id: form.id("service_id"),
        start_at: form.wall("start_at"),
        end_at: form.wall("end_at"),
        notes: form.text("notes", LONGEST_NOTE),
        internal_notes: form.text("internal_notes", LONGEST_NOTE),
        waitlist_id: form.id_or_null("waitlist_id"),
        base_url,
        price_cents: form.integer("price_cents", 0, 100_000_000),
        gap_start_minutes: form.integer("gap_start_minutes", 0, LONGEST_MINUTES),
        gap_minutes: form.integer("gap_minutes", 0, LONGEST_MINUTES),
        buffer_minutes: form.integer("buffer_minutes", 0, LONGEST_MINUTES),
        visit_id: form.id("visit_id"),
        arrived_at: form.instant_or_null("arrived_at"),
        version: form.id("version"),
        allow_overlap: form.boolean("allow_overlap").unwrap_or(false),
        told: form.boolean("told").unwrap_or(false),
        ..Wish::default()
    }
}

/// What is wrong with where a provisional letter's links are to lead. Only admins may choose any host.
fn base_url_fault(visit: &Visit<'_>, member: &Member, text: &str) -> Option<&'static str> {
    let Ok(url) = url::Url::parse(text) else {
        return Some("must be an absolute URL");
    };
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    match url.host_str() {
        Some(_) if !matches!(url.scheme(), "http" | "https") => {
            Some("must begin with http:// or https://")
        }
        Some(_) if !plain => Some("must hold no user, query or fragment"),
        Some(host) if member.role != Role::Admin && !is_own_host(visit, host) => {
            Some("must lead to this salon's own address")
        }
        Some(_) => None,
        None => Some("must name a host"),
    }
}

fn is_own_host(visit: &Visit<'_>, host: &str) -> bool {
    let server = &visit.app.config.server;
    let public = url::Url::parse(&server.public_url).ok();
    let public = public.as_ref().and_then(url::Url::host_str);
    public == Some(host) || server.hosts.iter().any(|own| own == host) || host == "localhost"
}
