//! Every address, on one page: method, path, who may call, what answers.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use rouille::Response;

use super::answer::{self, Answer};
use super::pages::{self, answering, paid, unsubscribe};
use super::visit::{Admin, Desk, Member, Visit};
use super::{
    about, address, audit, auth, availability, backups, bookings, calendar, clients, connections,
    day_sheet, desk, export, feedback, followups, health, holidays, hours_exceptions, import, jobs,
    letters, live, notifications, now, openapi, payments, privacy, reports, restore, services,
    settings, setup, staff, time_off, to_call, untold, users, waitlist, webhook,
};
use crate::salon::Refusal;
use crate::store::{self, Snapshot};

/// Who may call, and the handler that takes the proof of it.
#[derive(Clone, Copy)]
pub enum Guard {
    /// Anybody, from the Internet too: what is made for clients and machines. The token in the address, or the
    /// signature, is the key.
    Public(fn(&Visit<'_>) -> Answer),
    /// Anybody in the salon, without signing in.
    Open(fn(&Visit<'_>) -> Answer),
    /// Anybody signed in, to look something up: who asks and what they see is read from one snapshot.
    Reader(fn(&Visit<'_>, &Member, &Snapshot<'_>) -> Answer),
    /// Anybody signed in.
    Member(fn(&Visit<'_>, &Member) -> Answer),
    /// Admins and the desk.
    Desk(fn(&Visit<'_>, &Desk) -> Answer),
    /// Admins.
    Admin(fn(&Visit<'_>, &Admin) -> Answer),
}

/// One line of the table.
pub struct Route {
    /// `GET`, `POST`, `PUT` or `DELETE`; a GET answers HEAD, too.
    pub method: &'static str,
    /// The path; a part that begins with a colon stands for any one part.
    pub path: &'static str,
    /// Who may call, and what answers.
    pub guard: Guard,
}

const fn route(method: &'static str, path: &'static str, guard: Guard) -> Route {
    Route {
        method,
        path,
        guard,
    }
}

/// The table.
#[rustfmt::skip]
pub const ROUTES: &[Route] = &[
    route("GET",    "/",                            Guard::Open(desk::page)),
    route("GET",    "/setup",                       Guard::Open(desk::page)),
    route("GET",    "/assets/:file",                Guard::Open(desk::asset)),
    route("GET",    "/api/health",                  Guard::Public(health::show)),
    route("GET",    "/api/openapi.json",            Guard::Open(openapi::show)),
    route("GET",    "/api/now",                     Guard::Member(now::show)),

    route("GET",    "/api/about",                   Guard::Member(about::show)),
    route("GET",    "/api/address",                 Guard::Member(address::show)),
    route("GET",    "/api/setup",                   Guard::Open(setup::needed)),
    route("POST",   "/api/setup",                   Guard::Open(setup::set_up)),
    route("POST",   "/api/auth/login",              Guard::Open(auth::login)),
    route("GET",    "/api/auth/me",                 Guard::Member(auth::me)),
    route("POST",   "/api/auth/logout",             Guard::Member(auth::logout)),
    route("POST",   "/api/auth/password",           Guard::Member(auth::password)),

    route("GET",    "/api/users",                   Guard::Admin(users::list)),
    route("POST",   "/api/users",                   Guard::Admin(users::create)),
    route("GET",    "/api/users/:id",               Guard::Admin(users::show)),
    route("PUT",    "/api/users/:id",               Guard::Admin(users::update)),
    route("DELETE", "/api/users/:id",               Guard::Admin(users::delete)),
    route("GET",    "/api/connections",             Guard::Admin(connections::show)),
    route("PUT",    "/api/connections",             Guard::Admin(connections::update)),
    route("POST",   "/api/connections/test",        Guard::Admin(connections::test)),

    route("GET",    "/api/backups",                 Guard::Admin(backups::list)),
    route("POST",   "/api/backups",                 Guard::Admin(backups::create)),
    route("GET",    "/api/backups/status",          Guard::Desk(backups::status)),
    route("GET",    "/api/backups/:name",           Guard::Admin(backups::download)),
    route("POST",   "/api/restore",                 Guard::Admin(restore::restore)),
    route("POST",   "/api/restore/preview",         Guard::Admin(restore::preview)),
    route("POST",   "/api/restore/upload",          Guard::Admin(restore::upload)),

    route("GET",    "/api/bookings",                Guard::Reader(bookings::list)),
    route("POST",   "/api/bookings",                Guard::Member(bookings::create)),
    route("GET",    "/api/bookings/:id",            Guard::Reader(bookings::show)),
    route("PUT",    "/api/bookings/:id",            Guard::Member(bookings::update)),
    route("DELETE", "/api/bookings/:id",            Guard::Member(bookings::cancel)),

    route("GET",    "/api/untold",                  Guard::Reader(untold::list)),
    route("GET",    "/api/day-sheet",               Guard::Reader(day_sheet::list)),
    route("GET",    "/api/to-call",                 Guard::Reader(to_call::list)),

    route("GET",    "/api/jobs",                    Guard::Member(jobs::list)),
    route("POST",   "/api/jobs/release",            Guard::Desk(restore::release)),
    route("GET",    "/api/jobs/:id",                Guard::Member(jobs::show)),
    route("POST",   "/api/jobs/:id/run",            Guard::Member(jobs::run)),
    route("POST",   "/api/jobs/:id/retry",          Guard::Member(jobs::retry)),
    route("POST",   "/api/jobs/:id/resume",         Guard::Member(jobs::resume)),
    route("DELETE", "/api/jobs/:id",                Guard::Member(jobs::cancel)),

    route("GET",    "/api/letters",                 Guard::Member(letters::list)),
    route("GET",    "/api/letters/standing",        Guard::Member(letters::standing)),

    route("GET",    "/api/clients",                 Guard::Member(clients::list)),
    route("POST",   "/api/clients",                 Guard::Member(clients::create)),
    route("GET",    "/api/clients/:id",             Guard::Member(clients::show)),
    route("PUT",    "/api/clients/:id",             Guard::Member(clients::update)),
    route("DELETE", "/api/clients/:id",             Guard::Member(clients::delete)),
    route("GET",    "/api/clients/:id/bookings",    Guard::Member(clients::history)),
    route("POST",   "/api/clients/:id/merge",       Guard::Admin(privacy::merge)),
    route("GET",    "/api/clients/:id/export",      Guard::Admin(privacy::export)),
    route("POST",   "/api/clients/:id/erase",       Guard::Admin(privacy::erase)),

    route("GET",    "/api/waitlist",                Guard::Member(waitlist::list)),
    route("POST",   "/api/waitlist",                Guard::Member(waitlist::create)),
    route("GET",    "/api/waitlist/:id",            Guard::Member(waitlist::show)),
    route("PUT",    "/api/waitlist/:id",            Guard::Member(waitlist::update)),
    route("DELETE", "/api/waitlist/:id",            Guard::Member(waitlist::delete)),

    route("GET",    "/api/notifications",           Guard::Member(notifications::list)),
    route("POST",   "/api/notifications/read-all",  Guard::Member(notifications::read_all)),
    route("GET",    "/api/notifications/:id",       Guard::Member(notifications::show)),
    route("PUT",    "/api/notifications/:id",       Guard::Member(notifications::update)),

    route("GET",    "/api/staff",                   Guard::Member(staff::list)),
    route("POST",   "/api/staff",                   Guard::Admin(staff::create)),
    route("GET",    "/api/staff/:id",               Guard::Member(staff::show)),
    route("PUT",    "/api/staff/:id",               Guard::Admin(staff::update)),
    route("DELETE", "/api/staff/:id",               Guard::Admin(staff::delete)),
    route("POST",   "/api/staff/:id/calendar",      Guard::Member(calendar::renew)),

    route("GET",    "/api/services",                Guard::Member(services::list)),
    route("POST",   "/api/services",                Guard::Admin(services::create)),
    route("GET",    "/api/services/:id",            Guard::Member(services::show)),
    route("PUT",    "/api/services/:id",            Guard::Admin(services::update)),
    route("DELETE", "/api/services/:id",            Guard::Admin(services::delete)),

    route("GET",    "/api/holidays",                Guard::Member(holidays::list)),
    route("POST",   "/api/holidays",                Guard::Admin(holidays::create)),
    route("GET",    "/api/holidays/:id",            Guard::Member(holidays::show)),
    route("PUT",    "/api/holidays/:id",            Guard::Admin(holidays::update)),
    route("DELETE", "/api/holidays/:id",            Guard::Admin(holidays::delete)),

    route("GET",    "/api/time-off",                Guard::Member(time_off::list)),
    route("POST",   "/api/time-off",                Guard::Desk(time_off::create)),
    route("GET",    "/api/time-off/:id",            Guard::Member(time_off::show)),
    route("PUT",    "/api/time-off/:id",            Guard::Desk(time_off::update)),
    route("DELETE", "/api/time-off/:id",            Guard::Desk(time_off::delete)),

    route("GET",    "/api/hours-exceptions",        Guard::Member(hours_exceptions::list)),
    route("POST",   "/api/hours-exceptions",        Guard::Desk(hours_exceptions::create)),
    route("GET",    "/api/hours-exceptions/:id",    Guard::Member(hours_exceptions::show)),
    route("PUT",    "/api/hours-exceptions/:id",    Guard::Desk(hours_exceptions::update)),
    route("DELETE", "/api/hours-exceptions/:id",    Guard::Desk(hours_exceptions::delete)),

    route("GET",    "/api/availability",            Guard::Member(availability::list)),

    route("GET",    "/api/settings",                Guard::Member(settings::show)),
    route("PUT",    "/api/settings",                Guard::Admin(settings::update)),

    route("GET",    "/api/payments",                Guard::Desk(payments::list)),
    route("GET",    "/api/payments/:id",            Guard::Desk(payments::show)),
    route("POST",   "/api/payments/:id/renew",      Guard::Desk(payments::renew)),

    route("GET",    "/api/events",                  Guard::Member(live::open)),
    route("POST",   "/api/stripe/webhook",          Guard::Public(webhook::receive)),

    route("GET",    "/api/feedback",                Guard::Admin(feedback::list)),
    route("GET",    "/api/feedback/:id",            Guard::Admin(feedback::show)),

    route("GET",    "/api/followups",               Guard::Admin(followups::list)),
    route("POST",   "/api/followups",               Guard::Admin(followups::create)),
    route("GET",    "/api/followups/:id",           Guard::Admin(followups::show)),
    route("PUT",    "/api/followups/:id",           Guard::Admin(followups::update)),
    route("DELETE", "/api/followups/:id",           Guard::Admin(followups::delete)),

    route("POST",   "/api/import/clients",          Guard::Admin(import::clients)),
    route("POST",   "/api/import/calendar",         Guard::Admin(import::calendar)),
    route("GET",    "/api/export",                  Guard::Admin(export::download)),

    route("GET",    "/api/audit",                   Guard::Member(audit::list)),
    route("GET",    "/api/reports/summary",         Guard::Admin(reports::summary)),
    route("GET",    "/api/reports/feedback",        Guard::Admin(feedback::ratings)),

    route("GET",    "/calendar/:file",              Guard::Public(calendar::show)),
    route("GET",    "/pages.css",                   Guard::Public(pages::style)),
    route("GET",    "/bookings/:token/accept",      Guard::Public(answering::ask_accept)),
    route("POST",   "/bookings/:token/accept",      Guard::Public(answering::accept)),
    route("GET",    "/bookings/:token/decline",     Guard::Public(answering::ask_decline)),
    route("POST",   "/bookings/:token/decline",     Guard::Public(answering::decline)),
    route("GET",    "/feedback/:token",             Guard::Public(pages::feedback::ask)),
    route("POST",   "/feedback/:token",             Guard::Public(pages::feedback::give)),
    route("GET",    "/unsubscribe/:token",          Guard::Public(unsubscribe::ask)),
    route("POST",   "/unsubscribe/:token",          Guard::Public(unsubscribe::unsubscribe)),
    route("GET",    "/payments/thanks",             Guard::Public(paid::thanks)),
    route("GET",    "/payments/later",              Guard::Public(paid::later)),
];

/// The table by noun, since no request should be held against all of it.
static BY_NOUN: LazyLock<HashMap<&str, Vec<&Route>>> = LazyLock::new(|| {
    let mut by_noun: HashMap<_, Vec<_>> = HashMap::new();
    for route in ROUTES {
        let noun = noun(route.path.split('/').skip(1));
        by_noun.entry(noun).or_default().push(route);
    }
    by_noun
});

/// `bookings` of `/api/bookings/7`, `setup` of `/setup`.
fn noun<'a>(mut parts: impl Iterator<Item = &'a str>) -> &'a str {
    match parts.next().unwrap_or_default() {
        "api" => parts.next().unwrap_or_default(),
        first => first,
    }
}

/// Finds the route and calls its handler with the proof that it wants.
pub fn dispatch(visit: &Visit<'_>) -> Answer {
    let asked = visit.request.method();
    let method = if asked == "HEAD" { "GET" } else { asked };
    let mut allowed = Vec::new();
    let noun = noun(visit.segments().iter().map(AsRef::as_ref));
    let of_noun = BY_NOUN.get(noun).map_or(&[][..], Vec::as_slice);
    let mut matching: Vec<&Route> = of_noun
        .iter()
        .copied()
        .filter(|route| matches(route.path, visit.segments()) && is_reachable(route, visit))
        .collect();
    // An address that is written out is its own: `read-all` is nobody's id.
    if matching.iter().any(|route| !route.path.contains(':')) {
        matching.retain(|route| !route.path.contains(':'));
    }
    for route in matching {
        if route.method == method {
            if visit.app.db.is_read_only() && changes_something(route) {
                return Err(store::read_only().into());
            }
            return match route.guard {
                Guard::Public(handler) => handler(visit),
                Guard::Open(handler) => visit.refuse_foreign().and_then(|()| handler(visit)),
                Guard::Reader(handler) => visit
                    .app
                    .db
                    .look(|book| handler(visit, &visit.member_in(book)?, book)),
                Guard::Member(handler) => handler(visit, &visit.member()?),
                Guard::Desk(handler) => handler(visit, &visit.desk()?),
                Guard::Admin(handler) => handler(visit, &visit.admin()?),
            };
        }
        allowed.push(route.method);
    }
    if allowed.is_empty() {
        Err(Refusal::NotFound("Page").into())
    } else {
        Ok(not_allowed(&allowed))
    }
}

fn matches(path: &str, segments: &[Cow<'_, str>]) -> bool {
    let mut given = segments.iter();
    let fits = |part: &str| {
        given
            .next()
            .is_some_and(|segment| part.starts_with(':') || part == segment)
    };
    path.split('/').skip(1).all(fits) && given.next().is_none()
}

/// Under the name for clients there is nothing but what is made for them: the rest answers as if it weren't there.
fn is_reachable(route: &Route, visit: &Visit<'_>) -> bool {
    !visit.arrival.outside || matches!(route.guard, Guard::Public(_))
}

/// Signing in and out changes nothing of a copy: it is kept in memory.
fn changes_something(route: &Route) -> bool {
    let signing = ["/api/auth/login", "/api/auth/logout"];
    route.method != "GET" && !signing.contains(&route.path)
}

fn not_allowed(allowed: &[&'static str]) -> Response {
    let sentence = format!("This address takes {} only.", allowed.join(", "));
    answer::error(405, "method_not_allowed", &sentence)
        .with_additional_header("Allow", allowed.join(", "))
}
