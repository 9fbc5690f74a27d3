//! Carries out what follows from a change (`salon::consequences`), in the transaction that makes it.

use std::cell::RefCell;
use std::ops::Range;

use serde_json::json;

use super::{fees, notices};
use crate::salon::booking::{Booking, Standing};
use crate::salon::consequences::{Cause, Change, Effect, consequences};
use crate::salon::job::Kind;
use crate::salon::time::{Now, Stamp};
use crate::salon::who::Actor;
use crate::store::jobs::NewJob;
use crate::store::offers::{self, Slot};
use crate::store::{Result, Write, bookings, followups, jobs, notifications};

/// A booking and what is kept beside it.
type Row<'a> = (&'a Booking, &'a Standing);

/// Carries out everything that follows from a change.
pub(super) fn follow(
    write: &Write<'_>,
    actor: &Actor<'_>,
    cause: Cause,
    before: Option<Row<'_>>,
    after: Row<'_>,
    now: &Now,
) -> Result<()> {
    let (waiting, ids) = match before {
        Some(_) => (jobs::waiting(write, after.0.id)?, 0..0),
        None => (Vec::new(), jobs::of_making(write, after.0.id)?),
    };
    let effects = consequences(&Change {
        before: before.map(|(booking, _)| booking),
        after: after.0,
        standing: after.1,
        waiting: &waiting,
        cause,
        settings: write.settings(),
        now,
    });
    let follower = Follower {
        write,
        user_id: actor.user_id(),
        before,
        after: after.0,
        ids: RefCell::new(ids),
        now,
    };
    effects
        .iter()
        .try_for_each(|effect| follower.carry_out(effect))
}

struct Follower<'a> {
    write: &'a Write<'a>,
    user_id: Option<i64>,
    before: Option<Row<'a>>,
    after: &'a Booking,
    /// For the jobs of its making.
    ids: RefCell<Range<i64>>,
    now: &'a Now,
}

impl Follower<'_> {
    fn carry_out(&self, effect: &Effect) -> Result<()> {
        let (write, id, now) = (self.write, self.after.id, self.now.stamp);
        match *effect {
            Effect::Once(Kind::NoshowFee, _) | Effect::Enqueue(Kind::NoshowFee, _)
                if fees::ask_again(write, self.after, self.user_id, self.now)? =>
            {
                Ok(())
            }
            Effect::Enqueue(kind, at) => self.enqueue(kind, at),
            Effect::Retime(kind, at) => {
                if self.before.is_some() {
                    if jobs::retime(write, id, kind, at, self.user_id)? {
                        return Ok(());
                    }
                    jobs::give_up_possibly_sent(write, id, kind, now)?;
                }
                self.enqueue(kind, at)
            }
            Effect::Once(kind, at) => self.once(kind, None, at),
            // A new booking has nothing yet that could be dropped or taken back.
            Effect::Drop(..) | Effect::Unnotify(_) if self.before.is_none() => Ok(()),
            Effect::Drop(kinds, why) => kinds
                .iter()
                .try_for_each(|kind| jobs::drop_waiting(write, id, *kind, why, now)),
            Effect::Unnotify(kind) => notifications::remove(write, id, kind),
            Effect::Notify(kind) => notices::booking(write, kind, self.after, self.now),
            Effect::OfferSlot => self.offer_slot(),
            Effect::TellFormerClient(at) => self.tell_former_client(at),
            Effect::WaiveFee => match self.before {
                Some((before, _)) => {
                    let to_another = before.client_id != self.after.client_id;
                    fees::waive(write, before, to_another, self.now)
                }
                None => Ok(()),
            },
            Effect::StartSequences => self.start_sequences(),
        }
    }

    /// A job that is done once for a booking, or once for a booking and a step of a sequence.
    fn once(&self, kind: Kind, step: Option<i64>, at: Stamp) -> Result<()> {
        let (write, id) = (self.write, self.after.id);
        if jobs::exists(write, id, kind, step)? || jobs::revive(write, id, kind, step, at)? {
            return Ok(());
        }
        let mut job = NewJob::about(kind, id, self.user_id, at);
        job.id = self.ids.borrow_mut().next();
        job.followup_step_id = step;
        jobs::enqueue(write, &job, self.now.stamp).map(|_| ())
    }

    fn start_sequences(&self) -> Result<()> {
        for (step, days) in followups::started_by(self.write, self.after.service_id)? {
            let at = self.now.stamp.plus_hours(24 * days);
            self.once(Kind::FollowupStep, Some(step), at)?;
        }
        Ok(())
    }

    fn enqueue(&self, kind: Kind, at: Stamp) -> Result<()> {
        let mut job = NewJob::about(kind, self.after.id, self.user_id, at);
        job.id = self.ids.borrow_mut().next();
        job.staff_id = Some(self.after.staff_id);
        jobs::enqueue(self.write, &job, self.now.stamp).map(|_| ())
    }

    fn tell_former_client(&self, at: Stamp) -> Result<()> {
        let Some((booking, standing)) = self.before else {
            return Ok(());
        };
        let mut job = NewJob::about(Kind::BookingCancelled, booking.id, self.user_id, at);
        job.client_id = Some(booking.client_id);
        job.payload = json!({
            "start_at": booking.start_at,
            "end_at": booking.end_at,
            "told": booking.client_knows.status.is_some() || standing.letter.is_some() || standing.possibly_told,
        });
        jobs::enqueue(self.write, &job, self.now.stamp).map(|_| ())
    }

    /// Offers the freed time to the first in line, while it is still ahead.
    fn offer_slot(&self) -> Result<()> {
        let Some((freed, _)) = self
            .before
            .filter(|(freed, _)| freed.start_at > self.now.wall())
        else {
            return Ok(());
        };
        let slot = Slot {
            service_id: freed.service_id,
            staff_id: freed.staff_id,
            start_at: freed.start_at,
            end_at: freed.end_at,
        };
        offer(self.write, &slot, self.user_id, self.now)
    }
}

/// Offers a slot to the first in line: the letter, its lapse, and a word to the desk.
pub(super) fn offer(write: &Write<'_>, slot: &Slot, user_id: Option<i64>, now: &Now) -> Result<()> {
    let Some(first) = offers::first_in_line(write, slot)? else {
        return Ok(());
    };
    offers::offer(write, first.id, slot, now.stamp)?;
    let settings = write.settings();
    let lapse = now.stamp.plus_hours(settings.waitlist_offer_hours);
    for (kind, at) in [
        (
            Kind::WaitlistAvailable,
            now.stamp.plus_seconds(settings.letter_delay_seconds),
        ),
        (Kind::WaitlistLapse, lapse),
    ] {
        let mut job = NewJob::about(kind, 0, user_id, at);
        (job.booking_id, job.waitlist_id, job.client_id) =
            (None, Some(first.id), Some(first.client_id));
        jobs::enqueue(write, &job, now.stamp)?;
    }
    notices::offered(write, slot, (first.client_id, &first.client_name), now)
}

/// Offers a slot that somebody did not take to the next in line, while it is free and ahead.
pub(super) fn pass_on(
    write: &Write<'_>,
    slot: &Slot,
    user_id: Option<i64>,
    now: &Now,
) -> Result<()> {
    if slot.start_at > now.wall()
        && bookings::is_free(write, slot.staff_id, slot.start_at, slot.end_at)?
    {
        offer(write, slot, user_id, now)?;
    }
    Ok(())
}
