//! A letter's way out: its facts are read and it is written in one short transaction, it leaves outside of any, and
//! how that went is settled in another.
//!
//! "Maybe sent" is noted after the mail server's go-ahead and before the first byte of the letter. A crash before
//! that note is surely unsent; a refusal surely not accepted; the rest is sent once more, the same to the byte, and
//! then left to a person.

use anyhow::Context;

use super::prepare::{self, Prepared};
use crate::actions::letters as settle;
use crate::app::App;
use crate::outside::mailer::{DeliveryError, Parcel};
use crate::salon::job::State;
use crate::salon::telling::Held;
use crate::salon::time::{Now, Stamp};
use crate::store::post::{self, Job, Letter};
use crate::store::{Error, Result};

/// A letter without a mail server looks again after this long; setting one up wakes it sooner.
const NO_SERVER_MINUTES: i64 = 60;
/// Letters are tried again for so long.
const PATIENCE_HOURS: i64 = 3 * 24;
/// The longest pause between two tries.
const LONGEST_PAUSE_MINUTES: i64 = 6 * 60;

/// What is known of a mail server that is not there.
pub(super) const NO_SERVER: &str =
    "No mail server is set up yet, so the letter waits. Set one up under Settings.";

/// Sends a job's letter, or says why not.
pub(super) fn send(app: &App, job: &Job, now: &Now) -> Result<()> {
    let sender = prepare::Sender::of(app);
    let prepared = match app
        .db
        .write(|write| prepare::prepare(write, &sender, job, now))
    {
        Err(Error::Machine(problem)) => Prepared::Unwritable(format!("{problem:#}")),
        other => other?,
    };
    let letter = match prepared {
        Prepared::Send(letter) => letter,
        Prepared::Drop(why) => {
            return app.db.write(|write| {
                post::settle(write, job.id, State::Cancelled, Some(why), now.stamp)
            });
        }
        Prepared::GiveUp(why) => {
            return app
                .db
                .write(|write| post::settle(write, job.id, State::Failed, Some(why), now.stamp));
        }
        Prepared::Hold(why) => return app.db.write(|write| settle::hold(write, job, why, now)),
        Prepared::Unwritable(why) => {
            return app.db.write(|write| settle::fail(write, job, &why, now));
        }
    };
    let mailer = app.mailer();
    if !mailer.is_configured() {
        let later = now.stamp.plus_minutes(NO_SERVER_MINUTES);
        return app
            .db
            .write(|write| post::put_back(write, job.id, later, NO_SERVER));
    }
    let parcel = Parcel {
        message_id: &letter.message_id,
        from: &sender.address,
        to: &letter.recipient,
        message: &letter.message,
    };
    let delivered = mailer.deliver(&parcel, &mut || {
        app.db
            .write(|write| post::about_to_leave(write, job.id, app.now().stamp))
            .context("that the letter leaves could not be noted")
    });
    let now = app.now();
    app.db.write(|write| match &delivered {
        Ok(_) => settle::sent(write, job, &letter, &now),
        Err(DeliveryError::Refused { why, .. }) => {
            post::surely_unsent(write, job.id)?;
            settle::fail(write, job, why, &now)
        }
        Err(DeliveryError::NotSent { why }) => {
            post::surely_unsent(write, job.id)?;
            again(write, job, &letter, why, &now)
        }
        // It may have arrived. Once more, the same to the byte; then a person decides.
        Err(DeliveryError::Ambiguous { why }) if letter.maybe_sent == 0 => {
            again(write, job, &letter, why, &now)
        }
        Err(DeliveryError::Ambiguous { .. }) => settle::hold(write, job, Held::PossiblySent, &now),
    })
}

/// Puts a letter back for another try, with growing pauses, until nobody would want it any more.
fn again(
    write: &crate::store::Write<'_>,
    job: &Job,
    letter: &Letter,
    why: &str,
    now: &Now,
) -> Result<()> {
    if now.stamp > letter.rendered_at.plus_hours(PATIENCE_HOURS) {
        let why = format!("{why} It was tried for three days and is given up.");
        return settle::fail(write, job, &why, now);
    }
    post::put_back(write, job.id, next_try(job.attempts, now.stamp), why)
}

/// One minute after the first try, then twice as long each time, up to six hours.
pub(super) fn next_try(attempts: i64, now: Stamp) -> Stamp {
    let doubled = 1_i64 << attempts.clamp(1, 10).saturating_sub(1);
    now.plus_minutes(doubled.min(LONGEST_PAUSE_MINUTES))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn pauses_grow_from_a_minute_to_six_hours() {
        let now = Stamp::stored("2026-03-24T09:00:00Z").unwrap();
        let pauses =
            [1, 2, 3, 4, 9, 10, 50].map(|attempt| (next_try(attempt, now).0 - now.0).num_minutes());
        assert_eq!(pauses, [1, 2, 4, 8, 256, 360, 360]);
    }
}
