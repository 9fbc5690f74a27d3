//! Moments that pass: an appointment ends, a question stays unanswered, an offer is not taken up.

use super::Outcome;
use crate::actions::moments;
use crate::app::App;
use crate::salon::time::Now;
use crate::store::Result;
use crate::store::post::Job;

/// An appointment's end has passed: the desk is asked how it went.
pub(super) fn ended(app: &App, job: &Job, now: &Now) -> Result<Outcome> {
    let asked = match job.booking_id {
        Some(id) => app.db.write(|write| moments::ended(write, id, now))?,
        None => false,
    };
    Ok(if asked {
        Outcome::Done
    } else {
        Outcome::Needless("Its outcome was said already.")
    })
}

/// A provisional booking was not answered in time.
pub(super) fn hold_ran_out(app: &App, job: &Job, now: &Now) -> Result<Outcome> {
    let lapsed = match job.booking_id {
        Some(id) => app
            .db
            .write(|write| moments::hold_ran_out(write, id, now))?,
        None => false,
    };
    Ok(if lapsed {
        Outcome::Done
    } else {
        Outcome::Needless("The question was answered.")
    })
}

/// A slot that was offered from the waitlist was not taken up in time.
pub(super) fn offer_ran_out(app: &App, job: &Job, now: &Now) -> Result<Outcome> {
    let passed = match job.waitlist_id {
        Some(id) => app
            .db
            .write(|write| moments::offer_ran_out(write, id, now))?,
        None => false,
    };
    Ok(if passed {
        Outcome::Done
    } else {
        Outcome::Needless("The offer was taken up or withdrawn.")
    })
}
