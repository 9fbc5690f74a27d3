//! Changing a booking: moving, reassigning, reinstating, saying how it went, cancelling.

use super::{book, checks, effects};
use crate::salon::Refusal;
use crate::salon::booking::{Booking, ClientKnows, Standing, Status, Wish};
use crate::salon::consequences::Cause;
use crate::salon::time::Now;
use crate::salon::who::{Actor, Scope, Who};
use crate::store::{Db, Result, Write, audit, bookings, offers};

/// Changes what the wish names, and sets off all that follows from it.
pub fn change(db: &Db, who: &Who, id: i64, wish: &Wish, now: &Now) -> Result<Booking> {
    db.write(|write| apply(write, &Actor::User(who), Cause::Desk, id, wish, now))
}

/// Changes a booking within a transaction, on behalf of anybody.
pub(crate) fn apply(
    write: &Write<'_>,
    actor: &Actor<'_>,
    cause: Cause,
    id: i64,
    wish: &Wish,
    now: &Now,
) -> Result<Booking> {
    let before = bookings::find(write, id, actor.scope())?.ok_or(Refusal::NotFound("Booking"))?;
    let standing_before = bookings::standing(write, id)?;
    wish.check_version(&before)?;
    let (mut after, mut standing) = wished(write, actor, &before, &standing_before, wish, now)?;
    if takes_time_anew(&before, &after) {
        standing.overlap_allowed = checks::free(write, &after, wish.allow_overlap)?;
    }
    if (&after, &standing) == (&before, &standing_before) {
        return Ok(after);
    }
    after.version += 1;
    after.updated_at = now.stamp;
    bookings::update(write, &after, &standing)?;
    if let Some(entry) = after
        .waitlist_id
        .filter(|_| after.waitlist_id != before.waitlist_id)
    {
        offers::set_status(write, entry, "booked")?;
    }
    effects::follow(
        write,
        actor,
        cause,
        Some((&before, &standing_before)),
        (&after, &standing),
        now,
    )?;
    let action = action(&before, &after, cause);
    audit::note(
        write,
        actor,
        action,
        Some((&before, &standing_before)),
        (&after, &standing),
        now.stamp,
    )?;
    write.changed("booking", id, "updated", &[before.staff_id, after.staff_id]);
    bookings::find(write, id, Scope::All)?.ok_or(Refusal::NotFound("Booking").into())
}

/// Whether the booking takes somebody's time that it did not take before, or is accepted.
fn takes_time_anew(before: &Booking, after: &Booking) -> bool {
    let accepted = before.status == Status::Provisional && after.status == Status::Scheduled;
    let place = |b: &Booking| {
        (
            b.staff_id,
            b.start_at,
            b.free_at(),
            b.gap(),
            b.status.is_live(),
        )
    };
    after.status.is_live() && (accepted || place(before) != place(after))
}

fn action(before: &Booking, after: &Booking, cause: Cause) -> &'static str {
    match (before.status, after.status) {
        (before, after) if before == after => "updated",
        (_, Status::Cancelled) if cause == Cause::Client => "declined",
        (_, Status::Cancelled) => "cancelled",
        (Status::Provisional, Status::Scheduled) => "accepted",
        (Status::Cancelled, Status::Scheduled) => "reinstated",
        _ => "updated",
    }
}

/// The booking as it would be, checked but for other people's bookings.
fn wished(
    write: &Write<'_>,
    actor: &Actor<'_>,
    before: &Booking,
    standing: &Standing,
    wish: &Wish,
    now: &Now,
) -> Result<(Booking, Standing)> {
    let mut wish = wish.clone();
    let mut standing = standing.clone();
    let mut after = taken_over(before, &wish);
    checks::own_agenda(actor, after.staff_id)?;
    check_references(write, before, &mut after, &mut wish)?;
    let moved = (before.start_at, before.end_at) != (after.start_at, after.end_at);
    if moved && wish.gap_minutes.is_none() {
        after.drop_gap_that_does_not_fit();
    }
    let mut wrong = std::mem::take(&mut wish.wrong);
    after.check_times(&mut wrong);
    if moved && !wrong.names("end_at") {
        checks::holidays(write, &after, &mut wrong)?;
    }
    if after.waitlist_id != before.waitlist_id {
        checks::waitlist_entry(write, &after, &mut wrong)?;
    }
    if after.visit_id != before.visit_id {
        checks::visit(write, &after, &mut wrong)?;
    }
    wrong.check()?;
    if after.client_id != before.client_id {
        // The new client knows nothing yet, and the old links lead nowhere.
        after.client_knows = ClientKnows::NOTHING;
        (after.provisional_token, after.feedback_token) = (None, None);
        (standing.known_end_at, standing.letter) = (None, None);
    }
    let hold_hours = write.settings().provisional_hold_hours;
    if after.status == Status::Provisional
        && (before.status != Status::Provisional || after.provisional_token.is_none())
    {
        let base_url = wish.base_url.clone().or(standing.base_url.take());
        book::ask(&mut after, &mut standing, base_url, hold_hours, now)?;
    } else if after.status == Status::Provisional && moved {
        // The client is asked anew, about another time.
        book::hold(&after, &mut standing, hold_hours, now);
    }
    if wish.told {
        book::told(&mut after, &mut standing, now);
    }
    Ok((after, standing))
}

/// The booking with what the wish names taken over.
fn taken_over(before: &Booking, wish: &Wish) -> Booking {
    Booking {
        client_id: wish.client_id.unwrap_or(before.client_id),
        staff_id: wish.staff_id.unwrap_or(before.staff_id),
        service_id: wish.service_id.unwrap_or(before.service_id),
        start_at: wish.start_at.unwrap_or(before.start_at),
        end_at: wish.end_at.unwrap_or(before.end_at),
        status: wish.status.unwrap_or(before.status),
        notes: wish.notes.clone().unwrap_or_else(|| before.notes.clone()),
        internal_notes: wish
            .internal_notes
            .clone()
            .unwrap_or_else(|| before.internal_notes.clone()),
        waitlist_id: wish.waitlist_id.unwrap_or(before.waitlist_id),
        visit_id: wish.visit_id.unwrap_or(before.visit_id),
        arrived_at: wish.arrived_at.unwrap_or(before.arrived_at),
        price_cents: wish.price_cents.unwrap_or(before.price_cents),
        gap_start_minutes: wish.gap_start_minutes.unwrap_or(before.gap_start_minutes),
        gap_minutes: wish.gap_minutes.unwrap_or(before.gap_minutes),
        buffer_minutes: wish.buffer_minutes.unwrap_or(before.buffer_minutes),
        ..before.clone()
    }
}

/// Checks what changed of what the booking names: it may keep a staff member or service that was let go since.
fn check_references(
    write: &Write<'_>,
    before: &Booking,
    after: &mut Booking,
    wish: &mut Wish,
) -> Result<()> {
    if after.client_id != before.client_id {
        after.client_name = checks::client(write, wish.client_id, &mut wish.wrong)?;
    }
    if after.staff_id != before.staff_id {
        checks::staff(write, wish.staff_id, &mut wish.wrong)?;
    }
    if after.service_id != before.service_id {
        checks::service(write, wish.service_id, &mut wish.wrong)?;
    }
    Ok(())
}
