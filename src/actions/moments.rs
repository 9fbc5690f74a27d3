//! What happens by itself when a moment comes, within a transaction.

use super::{change, effects, notices};
use crate::salon::booking::{Status, Wish};
use crate::salon::consequences::Cause;
use crate::salon::time::Now;
use crate::salon::who::{Actor, Scope};
use crate::store::{Result, Write, bookings, offers};

/// Asks the desk how an appointment went whose end has passed; false where that is said already.
pub fn ended(write: &Write<'_>, booking_id: i64, now: &Now) -> Result<bool> {
    let booking = bookings::find(write, booking_id, Scope::All)?;
    let Some(booking) = booking.filter(|b| b.status == Status::Scheduled && b.end_at <= now.wall())
    else {
        return Ok(false);
    };
    notices::booking(write, "booking.followup", &booking, now)?;
    Ok(true)
}

/// Cancels a provisional booking that nobody answered in time; false where it was answered.
pub fn hold_ran_out(write: &Write<'_>, booking_id: i64, now: &Now) -> Result<bool> {
    let booking = bookings::find(write, booking_id, Scope::All)?;
    if booking.is_none_or(|b| b.status != Status::Provisional) {
        return Ok(false);
    }
    let wish = Wish {
        status: Some(Status::Cancelled),
        ..Wish::default()
    };
    change::apply(write, &Actor::Daybook, Cause::Lapse, booking_id, &wish, now)?;
    Ok(true)
}

/// Passes an offer that was not taken up on to the next in line; false where it was taken up or withdrawn.
pub fn offer_ran_out(write: &Write<'_>, entry_id: i64, now: &Now) -> Result<bool> {
    let Some(slot) = offers::offered(write, entry_id)? else {
        return Ok(false);
    };
    offers::set_status(write, entry_id, "passed")?;
    effects::pass_on(write, &slot, None, now)?;
    Ok(true)
}
