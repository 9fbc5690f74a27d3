//! The question that a provisional booking asks its client, and until when it can be answered.

use std::fmt;

use super::booking::{Booking, Standing, Status};
use super::time::Now;

/// Why a question can't be answered any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Somebody said yes: the client, or the desk in the client's name.
    Answered,
    /// The appointment is cancelled: somebody said no, or it was taken back.
    Cancelled,
    /// Nobody answered while the time was kept.
    Expired,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Closed::Answered => "This appointment was confirmed already.",
            Closed::Cancelled => "This appointment was cancelled.",
            Closed::Expired => "This appointment is no longer kept free.",
        })
    }
}

/// Whether a booking's question is closed, and why. The time counts, too: a machine that was off has not yet
/// cancelled what ran out meanwhile.
pub fn closed(booking: &Booking, standing: &Standing, now: &Now) -> Option<Closed> {
    let ran_out = standing.hold_until.is_some_and(|until| until <= now.stamp);
    match booking.status {
        Status::Provisional if ran_out || booking.start_at <= now.wall() => Some(Closed::Expired),
        Status::Provisional => None,
        Status::Cancelled => Some(Closed::Cancelled),
        Status::Scheduled | Status::Completed | Status::NoShow => Some(Closed::Answered),
    }
}
