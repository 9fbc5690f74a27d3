//! The booking rules that need to look things up: what a booking names, holidays, and who is busy.

use crate::salon::booking::Booking;
use crate::salon::who::Actor;
use crate::salon::{Conflict, Fields, Refusal};
use crate::store::references::Service;
use crate::store::{Result, Write, bookings, references, rota};

/// Checks the client that is named, and answers the name.
pub(super) fn client(write: &Write<'_>, id: Option<i64>, wrong: &mut Fields) -> Result<String> {
    let Some(id) = id else {
        return Ok(String::new());
    };
    match references::client(write, id)? {
        Some(client) if !client.gone => return Ok(client.name),
        Some(_) => wrong.wrong("client_id", "names a client who was merged or erased"),
        None => wrong.wrong("client_id", "names no client"),
    }
    Ok(String::new())
}

/// Checks the staff member that is named.
pub(super) fn staff(write: &Write<'_>, id: Option<i64>, wrong: &mut Fields) -> Result<()> {
    let Some(id) = id else {
        return Ok(());
    };
    match references::staff(write, id)? {
        Some(staff) if staff.active => {}
        Some(staff) => wrong.wrong(
            "staff_id",
            format!("names {}, who takes no bookings any more", staff.name),
        ),
        None => wrong.wrong("staff_id", "names no staff member"),
    }
    Ok(())
}

/// Checks the service that is named.
pub(super) fn service(
    write: &Write<'_>,
    id: Option<i64>,
    wrong: &mut Fields,
) -> Result<Option<Service>> {
    let Some(id) = id else {
        return Ok(None);
    };
    match references::service(write, id)? {
        Some(service) if service.active => return Ok(Some(service)),
        Some(service) => wrong.wrong(
            "service_id",
            format!("names {}, which is no longer offered", service.name),
        ),
        None => wrong.wrong("service_id", "names no service"),
    }
    Ok(None)
}

/// Checks that the waitlist entry is this client's, for this service.
pub(super) fn waitlist_entry(
    write: &Write<'_>,
    booking: &Booking,
    wrong: &mut Fields,
) -> Result<()> {
    let Some(id) = booking.waitlist_id else {
        return Ok(());
    };
    match references::waitlist_entry(write, id)? {
        None => wrong.wrong("waitlist_id", "names no waitlist entry"),
        Some(entry) if entry.client_id != booking.client_id => {
            wrong.wrong("waitlist_id", "names another client's waitlist entry");
        }
        Some(entry) if entry.service_id != booking.service_id => {
            wrong.wrong("waitlist_id", "names a waitlist entry for another service");
        }
        Some(_) => {}
    }
    Ok(())
}

/// Checks that the booking touches no holiday.
pub(super) fn holidays(write: &Write<'_>, booking: &Booking, wrong: &mut Fields) -> Result<()> {
    let (first, last) = booking.days();
    if let Some((date, name)) = bookings::holiday_between(write, first, last)? {
        let field = if date == first { "start_at" } else { "end_at" };
        let what = if name.is_empty() {
            "a holiday".to_owned()
        } else {
            format!("a holiday ({name})")
        };
        wrong.wrong(field, format!("falls on {date}, {what}"));
    }
    Ok(())
}

/// Checks that a visit that a wish names is one of this client's.
pub(super) fn visit(write: &Write<'_>, booking: &Booking, wrong: &mut Fields) -> Result<()> {
    let own = booking.visit_id == booking.id;
    if !own && !bookings::visit_exists(write, booking.visit_id, booking.client_id)? {
        wrong.wrong("visit_id", "names no visit of this client");
    }
    Ok(())
}

/// Whether the staff member is free then: neither booked nor off. Answers whether the booking stands over another
/// with somebody's leave.
pub(super) fn free(write: &Write<'_>, booking: &Booking, allowed: bool) -> Result<bool> {
    let mut conflicts = bookings::conflicts(write, booking)?;
    let over_another = !conflicts.is_empty();
    conflicts.extend(time_off(write, booking)?);
    if allowed || conflicts.is_empty() {
        Ok(over_another)
    } else {
        Err(Refusal::Overlap(conflicts).into())
    }
}

/// When the staff member is off while they would be busy with a booking.
pub(super) fn time_off(write: &Write<'_>, booking: &Booking) -> Result<Vec<Conflict>> {
    let mut conflicts = Vec::new();
    for (from, to) in booking.busy() {
        for (start_at, end_at, _) in rota::time_off_between(write, booking.staff_id, from, to)? {
            // The reason is nobody's business but theirs.
            conflicts.push(Conflict {
                id: None,
                start_at,
                end_at,
                client_name: "Time off".to_owned(),
            });
        }
    }
    Ok(conflicts)
}

/// Refuses a booking for somebody else where the actor may touch only their own.
pub(super) fn own_agenda(actor: &Actor<'_>, staff_id: i64) -> Result<()> {
    if actor.scope().covers(staff_id) {
        return Ok(());
    }
    Err(Refusal::Forbidden("You may only work with your own appointments.").into())
}
