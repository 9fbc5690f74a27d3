//! What a change to a booking sets off: the side effects of the user's page, as a list to carry out.
//!
//! One function says everything that follows from a change, whoever made it; `actions::effects` carries it out in
//! the same transaction. What a letter finds when its moment comes is decided then, in [`super::telling`].

use super::booking::{Booking, Said, Standing, Status};
use super::job::Kind;
use super::settings::Settings;
use super::time::{Now, Stamp};

/// A move's letter waits this long after the last move, so that dragging to and fro sends one (the user's page).
pub const UPDATE_DELAY_MINUTES: i64 = 30;

/// Letters about the appointment itself; none of them outlives a cancellation.
const APPOINTMENT_LETTERS: &[Kind] = &[
    Kind::BookingCreated,
    Kind::BookingUpdated,
    Kind::BookingProvisional,
    Kind::BookingLapse,
    Kind::BookingReminder,
    Kind::BookingFollowup,
    Kind::WaitlistConfirmed,
];

/// What follows once an appointment is done.
const AFTERCARE: &[Kind] = &[Kind::ReviewRequest, Kind::FollowupStep];

/// Who made the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Somebody at the desk, or a program in their place.
    Desk,
    /// The client, through a link in a letter.
    Client,
    /// Nobody answered in time.
    Lapse,
}

/// One thing to carry out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A new job.
    Enqueue(Kind, Stamp),
    /// A job of which one is waiting at most: a new one, or the waiting one at another moment.
    Retime(Kind, Stamp),
    /// A job that is done once for a booking: what was done stays done, what was dropped is revived.
    Once(Kind, Stamp),
    /// Waiting jobs of these kinds are cancelled, for this reason.
    Drop(&'static [Kind], &'static str),
    /// Each step of each active sequence, once.
    StartSequences,
    /// A notification for the desk: its type.
    Notify(&'static str),
    /// The notification of this type has nothing more to say.
    Unnotify(&'static str),
    /// The freed time is offered to the first in line.
    OfferSlot,
    /// The former client is told that the appointment is no longer theirs.
    TellFormerClient(Stamp),
    /// An open no-show fee is no longer asked for.
    WaiveFee,
}

/// A change, as the rules need to see it.
pub struct Change<'a> {
    /// The booking before; none where it is new.
    pub before: Option<&'a Booking>,
    /// The booking after.
    pub after: &'a Booking,
    /// What is kept beside it, after the change.
    pub standing: &'a Standing,
    /// Kinds of letters that wait and surely have not left.
    pub waiting: &'a [Kind],
    /// Who made it.
    pub cause: Cause,
    /// The salon's settings.
    pub settings: &'a Settings,
    /// The present.
    pub now: &'a Now,
}

/// Everything that follows from a change.
pub fn consequences(change: &Change<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    match change.before {
        None => made(change, &mut effects),
        Some(before) if before.client_id != change.after.client_id => {
            handed_over(change, &mut effects)
        }
        Some(before) if before.status != change.after.status => {
            left(before.status, change, &mut effects);
            became(before.status, change, &mut effects);
        }
        Some(before) if moved(before, change.after) => rescheduled(change, &mut effects),
        Some(before) if asked_anew(before, change.after) => ask_client(change, &mut effects),
        Some(_) => {}
    }
    if change
        .before
        .is_some_and(|before| freed_time(before, change.after))
    {
        effects.push(Effect::OfferSlot);
    }
    effects
}

/// Whether its time changed.
fn moved(before: &Booking, after: &Booking) -> bool {
    (before.start_at, before.end_at) != (after.start_at, after.end_at)
}

/// Whether its client is asked again by another link, since the first one was withdrawn with their old address.
fn asked_anew(before: &Booking, after: &Booking) -> bool {
    after.status == Status::Provisional && before.provisional_token != after.provisional_token
}

/// Whether the time that it took is free now: cancelled, or moved to another time or person.
fn freed_time(before: &Booking, after: &Booking) -> bool {
    let elsewhere = moved(before, after) || before.staff_id != after.staff_id;
    before.status.is_live()
        && (after.status == Status::Cancelled || (after.status.is_live() && elsewhere))
}

impl Change<'_> {
    /// Soon, but late enough for an undo to be silent.
    fn shortly(&self) -> Stamp {
        self.now
            .stamp
            .plus_seconds(self.settings.letter_delay_seconds)
    }

    fn waits(&self, kind: Kind) -> bool {
        self.waiting.contains(&kind)
    }

    /// What a letter sent now would say.
    fn says(&self) -> Said {
        Said {
            status: self.after.status,
            start_at: self.after.start_at,
            end_at: self.after.end_at,
        }
    }

    /// Whether both the last letter and the last word on the telephone say what is the case now.
    fn client_knows(&self) -> bool {
        let known = &self.after.client_knows;
        let told = known.status == Some(self.after.status)
            && known.start_at == Some(self.after.start_at)
            && self.standing.known_end_at == Some(self.after.end_at);
        told && self
            .standing
            .letter
            .is_none_or(|letter| letter == self.says())
    }
}

fn made(change: &Change<'_>, effects: &mut Vec<Effect>) {
    match change.after.status {
        Status::Provisional => ask_client(change, effects),
        Status::Scheduled => {
            if change.after.waitlist_id.is_some() {
                effects.push(Effect::Enqueue(Kind::WaitlistConfirmed, change.now.stamp));
            } else {
                effects.push(Effect::Enqueue(Kind::BookingCreated, change.shortly()));
                effects.push(Effect::Notify("booking.created"));
            }
            watch(change, effects);
        }
        // A new booking has no other status.
        Status::Completed | Status::Cancelled | Status::NoShow => {}
    }
}

/// A provisional booking: its letter leaves at once, and it lapses when nobody answers.
fn ask_client(change: &Change<'_>, effects: &mut Vec<Effect>) {
    effects.push(Effect::Retime(Kind::BookingProvisional, change.now.stamp));
    if let Some(until) = change.standing.hold_until {
        effects.push(Effect::Retime(Kind::BookingLapse, until));
    }
}

/// A scheduled booking: the reminder before, and the question how it went after.
fn watch(change: &Change<'_>, effects: &mut Vec<Effect>) {
    let zone = change.now.zone;
    let reminder = change
        .after
        .start_at
        .instant(zone)
        .plus_hours(-change.settings.reminder_hours_before);
    if change.settings.reminder_enabled && reminder > change.now.stamp {
        effects.push(Effect::Retime(Kind::BookingReminder, reminder));
    } else {
        effects.push(Effect::Drop(
            &[Kind::BookingReminder],
            "The appointment is too near for a reminder.",
        ));
    }
    let end = change.after.end_at.instant(zone);
    if end <= change.now.stamp {
        effects.push(Effect::Drop(
            &[Kind::BookingFollowup],
            "The appointment's end has passed already.",
        ));
        effects.push(Effect::Notify("booking.followup"));
    } else {
        effects.push(Effect::Unnotify("booking.followup"));
        effects.push(Effect::Retime(Kind::BookingFollowup, end));
    }
}

fn rescheduled(change: &Change<'_>, effects: &mut Vec<Effect>) {
    match change.after.status {
        Status::Scheduled => {
            tell_of_move(change, effects);
            watch(change, effects);
        }
        Status::Provisional => ask_client(change, effects),
        Status::Completed | Status::Cancelled | Status::NoShow => {}
    }
}

fn tell_of_move(change: &Change<'_>, effects: &mut Vec<Effect>) {
    // A confirmation that has not left yet carries the new time.
    if change.waits(Kind::BookingCreated) || change.waits(Kind::WaitlistConfirmed) {
        return;
    }
    if change.client_knows() {
        effects.push(Effect::Drop(
            &[Kind::BookingUpdated],
            "The appointment was moved back to what the client knows.",
        ));
    } else {
        effects.push(Effect::Retime(
            Kind::BookingUpdated,
            change.now.stamp.plus_minutes(UPDATE_DELAY_MINUTES),
        ));
    }
}

/// The appointment is another client's now.
fn handed_over(change: &Change<'_>, effects: &mut Vec<Effect>) {
    effects.push(Effect::Drop(
        APPOINTMENT_LETTERS,
        "The appointment was given to another client.",
    ));
    effects.push(Effect::Drop(
        AFTERCARE,
        "The appointment was given to another client.",
    ));
    effects.push(Effect::TellFormerClient(change.shortly()));
    if change
        .before
        .is_some_and(|before| before.status == Status::NoShow)
    {
        // Whoever did not come pays the fee, and that was not the former client.
        effects.push(Effect::Drop(
            &[Kind::NoshowFee],
            "The appointment was given to another client.",
        ));
        effects.push(Effect::WaiveFee);
    }
    match change.after.status {
        Status::Provisional => ask_client(change, effects),
        Status::Scheduled => {
            effects.push(Effect::Enqueue(Kind::BookingCreated, change.shortly()));
            watch(change, effects);
        }
        Status::Completed => aftercare(change, effects),
        Status::NoShow if change.settings.noshow_enabled => {
            effects.push(Effect::Enqueue(Kind::NoshowFee, change.now.stamp));
        }
        Status::Cancelled | Status::NoShow => {}
    }
}

/// What ends with the status that it had.
fn left(status: Status, change: &Change<'_>, effects: &mut Vec<Effect>) {
    match status {
        Status::Completed => effects.push(Effect::Drop(
            AFTERCARE,
            "The appointment is no longer marked as completed.",
        )),
        Status::NoShow => {
            effects.push(Effect::Drop(
                &[Kind::NoshowFee],
                "The appointment is no longer marked as a no-show.",
            ));
            effects.push(Effect::WaiveFee);
        }
        Status::Provisional => {
            effects.push(Effect::Drop(
                &[Kind::BookingProvisional, Kind::BookingLapse],
                "The question was answered.",
            ));
        }
        Status::Cancelled if change.after.status != Status::Cancelled => {
            effects.push(Effect::Drop(
                &[Kind::BookingCancelled],
                "The appointment was reinstated before this left.",
            ));
        }
        Status::Scheduled | Status::Cancelled => {}
    }
}

/// What begins with the status that it has.
fn became(was: Status, change: &Change<'_>, effects: &mut Vec<Effect>) {
    match change.after.status {
        Status::Scheduled => scheduled(was, change, effects),
        Status::Provisional => {
            effects.push(Effect::Drop(
                &[
                    Kind::BookingCreated,
                    Kind::BookingUpdated,
                    Kind::BookingReminder,
                    Kind::BookingFollowup,
                ],
                "The client is asked first.",
            ));
            ask_client(change, effects);
        }
        Status::Cancelled => cancelled(change, effects),
        Status::Completed => {
            over(effects);
            aftercare(change, effects);
        }
        Status::NoShow => {
            over(effects);
            if change.settings.noshow_enabled {
                effects.push(Effect::Once(Kind::NoshowFee, change.now.stamp));
            }
        }
    }
}

fn scheduled(was: Status, change: &Change<'_>, effects: &mut Vec<Effect>) {
    if was == Status::Provisional {
        effects.push(Effect::Enqueue(Kind::BookingCreated, change.shortly()));
        effects.push(Effect::Notify("booking.accepted"));
    } else {
        match change.standing.letter {
            Some(letter) if letter == change.says() => {}
            Some(letter) if letter.status == Status::Scheduled => tell_of_move(change, effects),
            _ => effects.push(Effect::Retime(Kind::BookingCreated, change.shortly())),
        }
    }
    watch(change, effects);
}

fn cancelled(change: &Change<'_>, effects: &mut Vec<Effect>) {
    effects.push(Effect::Drop(
        APPOINTMENT_LETTERS,
        "The appointment was cancelled.",
    ));
    effects.push(Effect::Unnotify("booking.followup"));
    match change.cause {
        Cause::Client => effects.push(Effect::Notify("booking.declined")),
        Cause::Desk => effects.push(Effect::Enqueue(Kind::BookingCancelled, change.shortly())),
        Cause::Lapse => {
            effects.push(Effect::Enqueue(Kind::BookingCancelled, change.shortly()));
            effects.push(Effect::Notify("booking.lapsed"));
        }
    }
}

/// The appointment's outcome is said: nothing is left to tell about it beforehand.
fn over(effects: &mut Vec<Effect>) {
    effects.push(Effect::Drop(
        APPOINTMENT_LETTERS,
        "The appointment is over.",
    ));
    effects.push(Effect::Unnotify("booking.followup"));
}

fn aftercare(change: &Change<'_>, effects: &mut Vec<Effect>) {
    if change.settings.review_enabled {
        let moment = change
            .now
            .stamp
            .plus_minutes(change.settings.review_delay_minutes);
        effects.push(Effect::Once(Kind::ReviewRequest, moment));
    }
    if change.settings.followup_enabled {
        effects.push(Effect::StartSequences);
    }
}
