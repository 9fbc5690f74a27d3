//! Whether a letter may still go out when its moment has come. The booking is read again then; what no longer holds
//! is dropped with a reason, and nobody gets a letter about what is not so.

use super::booking::{Booking, How, Said, Standing, Status};
use super::job::Kind;
use super::time::Now;

/// Where a letter would go.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The address; empty: none.
    pub email: &'a str,
    /// The built-in client, who is nobody in particular.
    pub walk_in: bool,
    /// Letters that advertise are welcome.
    pub marketing_consent: bool,
    /// Merged or erased meanwhile.
    pub gone: bool,
}

/// Why a letter waits for a person to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It left twice, and the mail server never said whether it took it.
    PossiblySent,
    /// Somebody's mistake, perhaps.
    ManyToClient,
    /// The same, of one login.
    ManyByLogin,
}

/// Why nobody can get this letter, if that is so.
pub fn unreachable(reader: Reader<'_>) -> Option<&'static str> {
    match reader {
        Reader { gone: true, .. } => Some("The client was merged or erased meanwhile."),
        Reader { walk_in: true, .. } => Some("Walk-in clients get no letters."),
        Reader { email: "", .. } => Some("The client has no e-mail address."),
        _ => None,
    }
}

/// Why this letter about a booking is not to go out any more, if that is so.
pub fn obsolete(
    kind: Kind,
    booking: &Booking,
    standing: &Standing,
    now: &Now,
) -> Option<&'static str> {
    let begun = booking.start_at <= now.wall();
    let says = Said {
        status: booking.status,
        start_at: booking.start_at,
        end_at: booking.end_at,
    };
    let wants = |status: Status, otherwise: &'static str| {
        if booking.status != status {
            Some(otherwise)
        } else if begun {
            Some("The appointment has begun or is past.")
        } else {
            None
        }
    };
    match kind {
        Kind::BookingCreated | Kind::WaitlistConfirmed => {
            wants(Status::Scheduled, "The appointment is no longer scheduled.").or_else(|| {
                (standing.letter == Some(says)).then_some("The client has this letter already.")
            })
        }
        Kind::BookingUpdated => wants(Status::Scheduled, "The appointment is no longer scheduled.")
            .or_else(|| knows(booking, standing, says).then_some("The client knows this already.")),
        Kind::BookingProvisional => wants(
            Status::Provisional,
            "The question was answered or withdrawn.",
        ),
        Kind::BookingReminder => {
            wants(Status::Scheduled, "The appointment is no longer scheduled.")
        }
        Kind::BookingCancelled => wants(Status::Cancelled, "The appointment was reinstated.")
            .or_else(|| {
                never_told(booking, standing)
                    .then_some("The client was never told of the appointment.")
            })
            .or_else(|| {
                let told = standing
                    .letter
                    .is_some_and(|letter| letter.status == Status::Cancelled);
                told.then_some("The client knows this already.")
            }),
        Kind::ReviewRequest | Kind::FollowupStep => (booking.status != Status::Completed)
            .then_some("The appointment is no longer marked as completed."),
        Kind::NoshowFee => (booking.status != Status::NoShow)
            .then_some("The appointment is no longer marked as a no-show."),
        Kind::BookingLapse
        | Kind::BookingFollowup
        | Kind::WaitlistAvailable
        | Kind::WaitlistLapse
        | Kind::NoshowCheck
        | Kind::BackupNightly => None,
    }
}

/// Whether the last letter says so, and nobody has said otherwise on the telephone since.
fn knows(booking: &Booking, standing: &Standing, says: Said) -> bool {
    let told = &booking.client_knows;
    let by_phone = told.how != How::Phone
        || (told.status == Some(says.status)
            && told.start_at == Some(says.start_at)
            && standing.known_end_at == Some(says.end_at));
    standing.letter == Some(says) && by_phone
}

fn never_told(booking: &Booking, standing: &Standing) -> bool {
    standing.letter.is_none() && booking.client_knows.how == How::None && !standing.possibly_told
}
