//! What a person decides about a job: now, again, or not at all.

use crate::salon::Refusal;
use crate::salon::job::State;
use crate::salon::time::Now;
use crate::salon::who::{Role, Who};
use crate::store::job_lists::{self, Shown};
use crate::store::{Db, Result, Write, jobs, post};

/// Does a job now that waits or is held.
pub fn run(db: &Db, who: &Who, id: i64, now: &Now) -> Result<Shown> {
    let wrong = "Only a job that waits or is held can be done now.";
    decide(db, who, id, &["pending", "held"], wrong, |write| {
        jobs::run_now(write, id, now.stamp)
    })
}

/// Tries a job again that failed.
pub fn retry(db: &Db, who: &Who, id: i64, now: &Now) -> Result<Shown> {
    let wrong = "Only a job that failed can be tried again.";
    decide(db, who, id, &["failed"], wrong, |write| {
        jobs::run_now(write, id, now.stamp)
    })
}

/// Cancels a job that waits or is held.
pub fn cancel(db: &Db, who: &Who, id: i64, now: &Now) -> Result<Shown> {
    let wrong = "Only a job that waits or is held can be cancelled.";
    let why = format!("{} decided against it.", who.name);
    decide(db, who, id, &["pending", "held"], wrong, |write| {
        jobs::remember(write, id)?;
        post::settle(write, id, State::Cancelled, Some(&why), now.stamp)
    })
}

/// Lets a job wait again, or be held again, that a person cancelled: they thought better of it.
pub fn resume(db: &Db, who: &Who, id: i64) -> Result<Shown> {
    let wrong = "Only a job that somebody cancelled can be taken up again.";
    decide(db, who, id, &["cancelled"], wrong, |write| {
        if jobs::resume(write, id)? {
            return Ok(());
        }
        Err(Refusal::Clash(
            "wrong_state",
            format!("{wrong} This one came to its end by itself."),
        )
        .into())
    })
}

fn decide(
    db: &Db,
    who: &Who,
    id: i64,
    states: &[&str],
    wrong: &str,
    decision: impl FnOnce(&Write<'_>) -> Result<()>,
) -> Result<Shown> {
    let find = |write: &Write<'_>| -> Result<Shown> {
        Ok(
            job_lists::find(write, id, who.role == Role::Staff, who.scope)?
                .ok_or(Refusal::NotFound("Job"))?,
        )
    };
    db.write(|write| {
        let job = find(write)?;
        if !states.contains(&job.state.as_str()) {
            return Err(Refusal::Clash(
                "wrong_state",
                format!("{wrong} This one is {}.", job.state),
            )
            .into());
        }
        decision(write)?;
        find(write)
    })
}
