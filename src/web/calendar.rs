//! A staff member's agenda in the calendar of their own telephone (RFC 5545), which asks for it by itself now and
//! then. Telephones lie about, so it holds first names and services only.

use chrono::{DateTime, Duration, Utc};
use icalendar::{Calendar, Component, Event, Property};
use rouille::Response;
use serde_json::json;

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::letters::clean;
use crate::salon::Refusal;
use crate::salon::booking::Status;
use crate::salon::time::{Now, Wall};
use crate::salon::who::Role;
use crate::secrets;
use crate::store::agenda::{self, Entry};

/// How far back the agenda goes.
const WEEKS_BACK: i64 = 4;
/// How often a telephone is asked to look again.
const REFRESH: &str = "PT15M";

/// `POST /api/staff/:id/calendar`: a new address, told this once; the one before ends.
pub(super) fn renew(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Staff member")?;
    if member.role != Role::Admin && member.staff_id != Some(id) {
        let sentence = "You may only have the address of your own agenda.";
        return Err(Refusal::Forbidden(sentence).into());
    }
    let token = secrets::token()?;
    let hash = secrets::hash_token(&token);
    let renewed = visit.app.db.write(|book| agenda::renew(book, id, &hash))?;
    if !renewed {
        return Err(Refusal::NotFound("Staff member").into());
    }
    let url = format!("{}/calendar/{token}.ics", visit.app.client_base());
    answer::json(&json!({ "url": url }))
}

/// `GET /calendar/:file`, the file being `TOKEN.ics`
pub(super) fn show(visit: &Visit<'_>) -> Answer {
    let unknown = Refusal::NotFound("Calendar");
    let file = visit.segments().get(1).map_or("", AsRef::as_ref);
    let token = file.strip_suffix(".ics").ok_or_else(|| unknown.clone())?;
    let from = Wall(visit.now.wall().0 - Duration::weeks(WEEKS_BACK));
    let (name, entries) = visit.app.db.read(|book| {
        let holder = agenda::holder(book, &secrets::hash_token(token))?;
        let (staff_id, name) = holder.ok_or(unknown)?;
        Ok((name, agenda::entries(book, staff_id, from)?))
    })?;
    let salon = &visit.app.db.settings().salon_name;
    let calendar = calendar(&name, salon, &entries, &visit.now);
    let answer = Response::from_data("text/calendar; charset=utf-8", calendar);
    Ok(answer.with_unique_header("Cache-Control", "no-store"))
}

fn calendar(staff: &str, salon: &str, entries: &[Entry], now: &Now) -> String {
    let mut title = clean::line(staff, clean::NAME);
    if !salon.is_empty() {
        title = format!("{title} – {}", clean::line(salon, clean::NAME));
    }
    let mut calendar = Calendar::empty();
    for (name, value, kind) in [
        ("VERSION", "2.0", ""),
        ("PRODID", "-//Daybook//Daybook//EN", ""),
        ("METHOD", "PUBLISH", ""),
        ("X-WR-CALNAME", &title, "TEXT"),
        ("REFRESH-INTERVAL", REFRESH, "DURATION"),
        ("X-PUBLISHED-TTL", REFRESH, ""),
    ] {
        let mut property = Property::new(name, value);
        // The kind decides how the value is escaped.
        if !kind.is_empty() {
            property.add_parameter("VALUE", kind);
        }
        calendar.append_property(property);
    }
    for entry in entries {
        calendar.push(event(entry, now));
    }
    calendar.to_string()
}

fn event(entry: &Entry, now: &Now) -> Event {
    let client = clean::line(&entry.client_name, clean::NAME);
    let first_name = client.split(' ').next().unwrap_or_default();
    let service = clean::line(&entry.service, clean::NAME);
    let status = match entry.status {
        Status::Provisional => "TENTATIVE",
        _ => "CONFIRMED",
    };
    let mut event = Event::new();
    event.uid(&format!("agenda-{}@daybook", entry.id));
    event.summary(&format!("{service} – {first_name}"));
    for (name, value) in [
        ("SEQUENCE", entry.version.to_string()),
        ("DTSTAMP", utc(entry.updated_at.0)),
        ("DTSTART", utc(entry.start_at.instant(now.zone).0)),
        ("DTEND", utc(entry.end_at.instant(now.zone).0)),
        ("STATUS", status.to_owned()),
    ] {
        event.append_property(Property::new(name, value));
    }
    event.done()
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}
