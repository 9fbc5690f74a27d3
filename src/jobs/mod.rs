//! What Daybook does by itself. `worker` is the thread that finds out what is due; here each kind of job has its
//! place, in a match that leaves none out; a file a family of jobs.

pub(crate) mod bygone;
mod facts;
mod letters;
mod moments;
pub mod nightly;
mod payments;
mod prepare;
pub(crate) mod trial;
pub mod worker;

use crate::app::App;
use crate::salon::job::{Kind, State};
use crate::salon::time::{Now, Stamp};
use crate::store::Result;
use crate::store::post::{self, Job};

/// How a job went, when it was not a letter that settled itself.
enum Outcome {
    /// It was done.
    Done,
    /// There was nothing to do any more, for this reason.
    Needless(&'static str),
    /// It is tried again at another moment, for this reason.
    Later(Stamp, String),
}

/// Does one job that was claimed.
fn perform(app: &App, job: &Job, now: &Now) -> Result<()> {
    let outcome = match job.kind {
        Kind::BookingCreated
        | Kind::BookingUpdated
        | Kind::BookingCancelled
        | Kind::BookingProvisional
        | Kind::BookingReminder
        | Kind::WaitlistAvailable
        | Kind::WaitlistConfirmed
        | Kind::ReviewRequest
        | Kind::FollowupStep => return letters::send(app, job, now),
        Kind::BookingFollowup => moments::ended(app, job, now)?,
        Kind::BookingLapse => moments::hold_ran_out(app, job, now)?,
        Kind::WaitlistLapse => moments::offer_ran_out(app, job, now)?,
        Kind::NoshowFee => return payments::ask(app, job, now),
        Kind::NoshowCheck => match payments::check(app, job)? {
            Some(outcome) => outcome,
            None => return Ok(()),
        },
        Kind::BackupNightly => return nightly::perform(app, job, now),
    };
    settle(app, job, &outcome, now)
}

fn settle(app: &App, job: &Job, outcome: &Outcome, now: &Now) -> Result<()> {
    app.db.write(|write| match outcome {
        Outcome::Done => post::settle(write, job.id, State::Done, None, now.stamp),
        Outcome::Needless(why) => {
            post::settle(write, job.id, State::Cancelled, Some(why), now.stamp)
        }
        Outcome::Later(at, why) => post::put_back(write, job.id, *at, why),
    })
}
