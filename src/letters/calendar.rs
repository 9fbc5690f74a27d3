//! The appointment for the client's own calendar (RFC 5545, sent as RFC 6047 says).
//!
//! Each appointment of a visit gets a calendar object of its own: RFC 5546 wants all events of one REQUEST
//! or CANCEL to share their UID, and Outlook, Gmail and Apple's programs read only the first of several.
//! Times are given in UTC, which every program shows in its owner's zone; a VTIMEZONE would bring its own
//! rules, and its own ways to be wrong.

use crate::letters::{Appointment, Kind, Letter, Mailbox, clean, parties::Parties};
use chrono::{DateTime, Duration, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use icalendar::{Calendar, Component, Event, EventLike, Property};

/// What a calendar object asks of the program that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Enter this, or put it in the place of what has the same UID.
    Request,
    /// Strike it out.
    Cancel,
}

impl Method {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }

    /// Only letters about a booking that stands, or no longer stands, touch the client's calendar.
    fn of(kind: &Kind) -> Option<Self> {
        match kind {
            Kind::Created | Kind::Updated { .. } | Kind::WaitlistConfirmed => Some(Self::Request),
            Kind::Cancelled => Some(Self::Cancel),
            Kind::Provisional { .. }
            | Kind::Reminder
            | Kind::WaitlistAvailable { .. }
            | Kind::ReviewRequest { .. }
            | Kind::FollowupStep { .. }
            | Kind::NoShowFee { .. }
            | Kind::Test => None,
        }
    }
}

/// One calendar object.
pub(super) struct CalendarPart {
    pub(super) method: Method,
    /// The object as text, with CRLF line ends.
    pub(super) ics: String,
}

/// The calendar objects of a letter, earliest appointment first.
pub(super) fn calendars(letter: &Letter, parties: &Parties) -> Vec<CalendarPart> {
    let Some(method) = Method::of(&letter.kind) else {
        return Vec::new();
    };
    let mut appointments: Vec<&Appointment> = letter.appointments.iter().collect();
    appointments.sort_by(|a, b| (a.start, &a.uid).cmp(&(b.start, &b.uid)));
    appointments
        .into_iter()
        .map(|appointment| CalendarPart {
            method,
            ics: ics(letter, parties, method, appointment),
        })
        .collect()
}

fn ics(letter: &Letter, parties: &Parties, method: Method, appointment: &Appointment) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Daybook//Daybook//EN"),
        ("METHOD", method.name()),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.push(event(letter, parties, method, appointment));
    calendar.to_string()
}

fn event(letter: &Letter, parties: &Parties, method: Method, appointment: &Appointment) -> Event {
    let timezone = letter.salon.timezone;
    let service = clean::line(&appointment.service, clean::NAME);
    let place: Vec<String> = clean::lines(&letter.salon.address, clean::NOTE);
    let location = std::iter::once(&parties.salon)
        .chain(&place)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    let status = match method {
        Method::Request => "CONFIRMED",
        Method::Cancel => "CANCELLED",
    };
    let mut event = Event::new();
    event.uid(&clean::line(&appointment.uid, clean::NAME));
    event.summary(&format!("{service} – {}", parties.salon));
    event.location(&location);
    for (name, value) in [
        ("SEQUENCE", appointment.sequence.to_string()),
        ("DTSTAMP", utc(letter.date)),
        ("DTSTART", utc(instant(timezone, appointment.start))),
        ("DTEND", utc(instant(timezone, appointment.end))),
        ("STATUS", status.to_owned()),
        ("TRANSP", "OPAQUE".to_owned()),
    ] {
        event.append_property(Property::new(name, value));
    }
    let description = description(letter, appointment);
    if !description.is_empty() {
        event.description(&description);
    }
    event.append_property(address("ORGANIZER", &parties.from, &parties.salon));
    event.append_property(attendee(&parties.to));
    event.done()
}

/// With whom, the notes, and how to reach the salon.
fn description(letter: &Letter, appointment: &Appointment) -> String {
    let labels = &letter.recipient.language.words().labels;
    let staff = clean::line(&appointment.staff, clean::NAME);
    let mut lines = Vec::new();
    if !staff.is_empty() {
        lines.push(format!("{}: {staff}", labels.with));
    }
    lines.extend(clean::lines(&appointment.notes, clean::NOTE));
    lines.push(clean::line(&letter.salon.phone, clean::NAME));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The client has already said yes, so nothing is left to answer: mail programs then show no “Accept”
/// button of their own, whose answer nobody at the salon would read.
fn attendee(client: &Mailbox) -> Property {
    let mut attendee = address("ATTENDEE", client, &client.name);
    for (name, value) in [
        ("CUTYPE", "INDIVIDUAL"),
        ("ROLE", "REQ-PARTICIPANT"),
        ("PARTSTAT", "ACCEPTED"),
        ("RSVP", "FALSE"),
    ] {
        attendee.add_parameter(name, value);
    }
    attendee
}

/// A calendar address. Quotation marks can't be written inside a parameter at all, so they become
/// apostrophes.
fn address(property: &str, mailbox: &Mailbox, name: &str) -> Property {
    let mut address = Property::new(property, format!("mailto:{}", mailbox.address));
    if !name.is_empty() {
        address.add_parameter("CN", &name.replace('"', "'"));
    }
    address
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// The instant of a wall-clock time: the first where autumn has it twice. Where spring skips it, which the
/// book refuses, the clock is read as if it had not yet been changed.
fn instant(timezone: Tz, wall: NaiveDateTime) -> DateTime<Utc> {
    let offset = |at: NaiveDateTime| timezone.offset_from_local_datetime(&at).earliest();
    let offset = offset(wall).or_else(|| offset(wall.checked_sub_signed(Duration::hours(3))?));
    let seconds = offset.map_or(0, |offset| offset.fix().local_minus_utc());
    Utc.from_utc_datetime(
        &wall
            .checked_sub_signed(Duration::seconds(seconds.into()))
            .unwrap_or(wall),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn wall_clock_times_become_instants_on_both_clock_changes() {
        let at = |text: &str| {
            let wall = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
            utc(instant(chrono_tz::Europe::Amsterdam, wall))
        };
        assert_eq!(at("2026-03-24 10:00"), "20260324T090000Z");
        assert_eq!(at("2026-07-01 10:00"), "20260701T080000Z");
        assert_eq!(at("2026-03-29 01:59"), "20260329T005900Z");
        assert_eq!(at("2026-03-29 02:30"), "20260329T013000Z");
        assert_eq!(at("2026-03-29 03:00"), "20260329T010000Z");
        assert_eq!(at("2026-10-25 02:30"), "20261025T003000Z");
    }
}
