//! The whole book as one calendar (RFC 5545), written event by event. An appointment has the UID that it has in the
//! client's letters, so that a calendar which holds it already knows it again.

use chrono::{DateTime, Duration, Utc};
use icalendar::{Calendar, Component, Event, Property};
use rusqlite::Connection;

use super::{Parcel, machine};
use crate::letters::clean;
use crate::salon::booking::Status;
use crate::salon::settings::Settings;
use crate::salon::time::{Now, Stamp, Wall};
use crate::store::export::{self, Absence, Appointment};
use crate::store::{Error, Result};

/// How a calendar ends.
const END: &str = "END:VCALENDAR\r\n";

/// Writes the calendar.
pub(super) fn write(
    book: &Connection,
    settings: &Settings,
    now: Stamp,
    parcel: &mut impl Parcel,
) -> Result<()> {
    let now = Now {
        stamp: now,
        zone: settings.zone(),
    };
    let head = head(settings);
    parcel.write_all(head.as_bytes()).map_err(machine)?;
    let mut add = |event: Event| {
        let text = event.try_into_string().map_err(unwritable)?;
        parcel.write_all(text.as_bytes()).map_err(machine)
    };
    export::appointments(book, |appointment| add(of_appointment(appointment, &now)))?;
    export::absences(book, |absence| add(of_absence(absence, &now)))?;
    parcel.write_all(END.as_bytes()).map_err(machine)
}

fn head(settings: &Settings) -> String {
    let mut name = Property::new(
        "X-WR-CALNAME",
        clean::line(&settings.salon_name, clean::NAME),
    );
    // The kind decides how the value is escaped.
    name.add_parameter("VALUE", "TEXT");
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Daybook//Daybook//EN"));
    calendar.append_property(name);
    let whole = calendar.to_string();
    whole.trim_end_matches(END).to_owned()
}

fn unwritable(error: std::fmt::Error) -> Error {
    Error::Machine(error.into())
}

fn of_appointment(appointment: &Appointment, now: &Now) -> Event {
    let line = |text: &str| clean::line(text, clean::NAME);
    let mut event = Event::new();
    event.uid(&format!(
        "booking-{}-{}@daybook",
        appointment.id,
        appointment.created_at.0.timestamp()
    ));
    event.summary(&format!(
        "{} – {}",
        line(&appointment.service),
        line(&appointment.client)
    ));
    let mut description = clean::lines(&appointment.notes, clean::NOTE);
    description.insert(0, line(&appointment.staff));
    event.description(&description.join("\n"));
    let status = match appointment.status {
        Status::Provisional => "TENTATIVE",
        _ => "CONFIRMED",
    };
    for (name, value) in [
        ("SEQUENCE", appointment.version.to_string()),
        ("DTSTAMP", utc(appointment.updated_at.0)),
        ("DTSTART", utc(appointment.start_at.instant(now.zone).0)),
        ("DTEND", utc(appointment.end_at.instant(now.zone).0)),
        ("STATUS", status.to_owned()),
    ] {
        event.append_property(Property::new(name, value));
    }
    event.done()
}

/// Time off has the salon's own times and no zone: what comes back weekly stays at its hour when the clocks change.
fn of_absence(absence: &Absence, now: &Now) -> Event {
    let mut event = Event::new();
    event.uid(&format!("time-off-{}@daybook", absence.id));
    let reason = clean::line(&absence.reason, clean::NAME);
    let staff = clean::line(&absence.staff, clean::NAME);
    let summary = if reason.is_empty() {
        staff
    } else {
        format!("{staff}: {reason}")
    };
    event.summary(&summary);
    for (name, value) in [
        ("DTSTAMP", utc(now.stamp.0)),
        ("DTSTART", local(absence.start_at)),
        ("DTEND", local(absence.end_at)),
        ("STATUS", "CONFIRMED".to_owned()),
    ] {
        event.append_property(Property::new(name, value));
    }
    if absence.weekly {
        // A last day means that day's last moment.
        let until = absence
            .until
            .and_then(|day| (day + Duration::days(1)).and_hms_opt(0, 0, 0));
        let until = until.map(|end| format!(";UNTIL={}", local(Wall(end - Duration::seconds(1)))));
        let rule = format!("FREQ=WEEKLY{}", until.unwrap_or_default());
        event.append_property(Property::new("RRULE", rule));
    }
    event.done()
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn local(at: Wall) -> String {
    at.0.format("%Y%m%dT%H%M%S").to_string()
}
