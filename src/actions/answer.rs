//! What a client answers through a link: yes or no to a provisional booking.

use super::{change, notices};
use crate::salon::Refusal;
use crate::salon::booking::{Booking, Status, Wish};
use crate::salon::consequences::Cause;
use crate::salon::question;
use crate::salon::time::Now;
use crate::salon::who::{Actor, Scope};
use crate::store::{Db, Error, Result, Write, bookings, links, notifications};

/// What the desk is told when a client says yes to a time that is taken.
const TAKEN: &str = "booking.taken";

/// The client says yes. Where the time was taken meanwhile the booking stays as it is, and the desk is told.
pub fn accept(db: &Db, token: &str, now: &Now) -> Result<Booking> {
    let answered = db.write(|write| answer(write, token, Status::Scheduled, now));
    if let Err(Error::Refused(Refusal::Overlap(_))) = &answered {
        db.write(|write| tell_taken(write, token, now))?;
    }
    answered
}

/// The client says no.
pub fn decline(db: &Db, token: &str, now: &Now) -> Result<Booking> {
    db.write(|write| answer(write, token, Status::Cancelled, now))
}

fn answer(write: &Write<'_>, token: &str, status: Status, now: &Now) -> Result<Booking> {
    let asked = asked(write, token)?;
    let standing = bookings::standing(write, asked.id)?;
    if let Some(closed) = question::closed(&asked, &standing, now) {
        return Err(Refusal::Gone(closed.to_string()).into());
    }
    let wish = Wish {
        status: Some(status),
        // Whoever booked it over another appointment meant it.
        allow_overlap: standing.overlap_allowed,
        ..Wish::default()
    };
    change::apply(write, &Actor::Client, Cause::Client, asked.id, &wish, now)
}

/// Tells the desk once, however often the client tries.
fn tell_taken(write: &Write<'_>, token: &str, now: &Now) -> Result<()> {
    let booking = asked(write, token)?;
    notifications::remove(write, booking.id, TAKEN)?;
    notices::booking(write, TAKEN, &booking, now)
}

fn asked(write: &Write<'_>, token: &str) -> Result<Booking> {
    let id = links::question(write, token)?.ok_or(Refusal::NotFound("Link"))?;
    Ok(bookings::find(write, id, Scope::All)?.ok_or(Refusal::NotFound("Link"))?)
}
