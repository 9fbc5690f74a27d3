//! How a letter's sending ended, noted in the book.

use super::notices;
use crate::salon::booking::Said;
use crate::salon::job::State;
use crate::salon::telling::Held;
use crate::salon::time::Now;
use crate::salon::who::Scope;
use crate::store::post::{self, Job, Letter};
use crate::store::{Result, Write, bookings};

/// A letter was sent: its reader knows what it says, and other letters of the visit need not go.
pub(crate) fn sent(write: &Write<'_>, job: &Job, letter: &Letter, now: &Now) -> Result<()> {
    post::sent(write, job.id, now.stamp)?;
    post::settle(write, job.id, State::Done, None, now.stamp)?;
    let Some(booking_id) = job.booking_id else {
        return Ok(());
    };
    if let Some(says) = letter.says {
        post::client_knows(write, booking_id, says, letter.sequence, now.stamp)?;
    }
    for other in &letter.others {
        let why =
            format!("It was told in the letter about booking {booking_id}, of the same visit.");
        let booking = bookings::find(write, other.booking_id, Scope::All)?;
        // One that was changed after the letter was written has its own letter still.
        let Some(booking) = booking.filter(|booking| booking.version == other.version) else {
            continue;
        };
        post::settle_waiting(write, other.job_id, State::Cancelled, &why, now.stamp)?;
        if letter.says.is_some() {
            let sequence = bookings::standing(write, booking.id)?.sequence;
            let says = Said {
                status: booking.status,
                start_at: booking.start_at,
                end_at: booking.end_at,
            };
            post::client_knows(write, booking.id, says, Some(sequence), now.stamp)?;
        }
    }
    Ok(())
}

/// A letter is given up: the desk is told why.
pub(crate) fn fail(write: &Write<'_>, job: &Job, why: &str, now: &Now) -> Result<()> {
    post::settle(write, job.id, State::Failed, Some(why), now.stamp)?;
    notices::letter_failed(write, job, why, now)
}

/// A letter waits for a person to decide.
pub(crate) fn hold(write: &Write<'_>, job: &Job, why: Held, now: &Now) -> Result<()> {
    post::settle(
        write,
        job.id,
        State::Held,
        Some(notices::reason(why)),
        now.stamp,
    )?;
    notices::letter_held(write, job, why, now)
}
