//! Finding free slots: loads what decides them and asks the rule.

use chrono::NaiveDate;
use rusqlite::Connection;

use super::{Result, bookings, holidays, rota, staff};
use crate::salon::availability::{Day, Slot};
use crate::salon::booking::Booking;
use crate::salon::catalogue::{LONGEST_BUFFER_MINUTES, Service};
use crate::salon::rota::StaffMember;
use crate::salon::settings::Settings;
use crate::salon::spans::{self, Span};
use crate::salon::time::Now;
use crate::salon::who::Scope;

/// What somebody asks for.
pub struct Ask<'a> {
    /// This service.
    pub service: &'a Service,
    /// Beginning on this date.
    pub date: NaiveDate,
    /// With this staff member; null: with anybody.
    pub staff_id: Option<i64>,
}

/// The days on which a slot of the asked date may lie, each with the salon's hours. On a holiday it has none.
type OpenDays = Vec<(NaiveDate, Vec<Span>)>;

/// The free slots, by start and then by staff member, of those whom the scope covers.
pub fn slots(
    connection: &Connection,
    settings: &Settings,
    ask: &Ask<'_>,
    scope: Scope,
    now: &Now,
) -> Result<Vec<Slot>> {
    let open_days = open_days(connection, settings, ask.date)?;
    let whole = (spans::day(ask.date).0, spans::day(last_date(ask.date)).1);
    let earliest = whole.0.plus_minutes(-LONGEST_BUFFER_MINUTES);
    let booked = bookings::live_between(connection, ask.staff_id, earliest, whole.1)?;
    let asked = |member: &StaffMember| ask.staff_id.is_none_or(|id| id == member.id);
    let mut slots = Vec::new();
    for member in staff::all(connection)? {
        if !asked(&member) || !scope.covers(member.id) || !member.gives(ask.service.id) {
            continue;
        }
        let day = day_of(connection, &member, &open_days, whole, &booked)?;
        let free = day.slots(ask.service, spans::day(ask.date), settings.slot_minutes);
        let bookable = free.into_iter().filter(|(start, end)| {
            start.instant(now.zone) >= now.stamp && start.exists(now.zone) && end.exists(now.zone)
        });
        slots.extend(bookable.map(|(start_at, end_at)| Slot {
            staff_id: member.id,
            staff_name: member.name.clone(),
            start_at,
            end_at,
        }));
    }
    slots.sort_by_key(|slot| (slot.start_at, slot.staff_id));
    Ok(slots)
}

/// A booking lasts at most 24 hours, so that one that begins on a date ends on the next at the latest.
fn last_date(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap_or(date)
}

fn open_days(connection: &Connection, settings: &Settings, date: NaiveDate) -> Result<OpenDays> {
    let mut days = Vec::new();
    for date in [date, last_date(date)] {
        let open = match holidays::on(connection, date)? {
            Some(_) => Vec::new(),
            None => settings.opening_hours.on(date),
        };
        days.push((date, open));
    }
    Ok(days)
}

fn day_of(
    connection: &Connection,
    member: &StaffMember,
    open_days: &OpenDays,
    whole: Span,
    booked: &[Booking],
) -> Result<Day> {
    let (mut open, mut works) = (Vec::new(), Vec::new());
    for (date, hours) in open_days {
        let other = rota::exception_on(connection, member.id, *date)?;
        works.extend(member.works(*date, hours, other.as_ref().map(|other| &other.hours)));
        open.extend_from_slice(hours);
    }
    let off = rota::time_off_between(connection, member.id, whole.0, whole.1)?;
    let own = booked
        .iter()
        .filter(|booking| booking.staff_id == member.id);
    Ok(Day {
        open: spans::joined(open),
        works: spans::joined(works),
        off: off.into_iter().map(|(from, to, _)| (from, to)).collect(),
        taken: own.flat_map(Booking::takes).collect(),
    })
}
