//! What the book knows of its backups: when the next one is due, and how the last one went.

use rusqlite::Connection;

use crate::salon::job::{Kind, State};
use crate::salon::time::{Now, Stamp};
use crate::store::jobs::{self, NewJob};
use crate::store::post::{self, Job};
use crate::store::{Result, Write, nightly, notifications};

/// Whether what waits is what is due, or should have been done already.
pub fn is_planned(book: &Connection, due: Option<Stamp>, now: Stamp) -> Result<bool> {
    let waiting = nightly::waiting(book)?;
    Ok(match (waiting.as_slice(), due) {
        ([], None) => true,
        ([one], Some(due)) => {
            one.run_at == due || one.run_at <= now || (one.is_again && one.run_at < due)
        }
        _ => false,
    })
}

/// Lets one nightly backup wait for its moment, or none.
pub fn plan(write: &Write<'_>, due: Option<Stamp>, now: &Now) -> Result<()> {
    let mut waiting = nightly::waiting(write)?.into_iter();
    if let Some(due) = due {
        match waiting.next() {
            Some(one) => nightly::retime(write, one.id, due)?,
            None => enqueue(write, due, now)?,
        }
    }
    for needless in waiting {
        let why = "Nightly backups are switched off.";
        post::settle(write, needless.id, State::Cancelled, Some(why), now.stamp)?;
    }
    Ok(())
}

/// The nightly backup was made; what did not go as it should is told.
pub fn made(
    write: &Write<'_>,
    job: &Job,
    warnings: &[String],
    due: Option<Stamp>,
    now: &Now,
) -> Result<()> {
    let warning = (!warnings.is_empty()).then(|| warnings.join(" "));
    post::settle(write, job.id, State::Done, warning.as_deref(), now.stamp)?;
    if let Some(warning) = &warning {
        tell(
            write,
            &format!("The nightly backup was made, but not all is well. {warning}"),
            now,
        )?;
    }
    changed(write);
    plan_next(write, due, now)
}

/// The nightly backup was not made. It is tried again then, else the next night; the desk is told the first time.
pub fn failed(
    write: &Write<'_>,
    job: &Job,
    why: &str,
    again: Option<Stamp>,
    due: Option<Stamp>,
    now: &Now,
) -> Result<()> {
    log::error!("the nightly backup failed: {why}");
    if job.attempts <= 1 {
        tell(
            write,
            &format!("The nightly backup could not be made. {why}"),
            now,
        )?;
    }
    changed(write);
    match again.filter(|again| due.is_none_or(|due| *again < due)) {
        Some(again) => post::put_back(write, job.id, again, why),
        None => {
            post::settle(write, job.id, State::Failed, Some(why), now.stamp)?;
            plan_next(write, due, now)
        }
    }
}

/// The nightly backup has not come to an end yet; how it went is seen then. It is told where that takes long.
pub fn go_on(write: &Write<'_>, job: &Job, then: Stamp, tell_desk: bool, now: &Now) -> Result<()> {
    let why =
        "It is still being made. Is the stick with the backups plugged in, or the share there?";
    if tell_desk {
        tell(
            write,
            &format!("The nightly backup does not come to an end. {why}"),
            now,
        )?;
        changed(write);
    }
    nightly::go_on(write, job.id, then, why)
}

/// Tells the desk that something about backups went wrong.
pub fn tell(write: &Write<'_>, message: &str, now: &Now) -> Result<()> {
    notifications::add(write, "backup.failed", None, None, None, message, now.stamp).map(|_| ())
}

/// Tells the screens that there is another backup, or that one failed.
pub fn changed(write: &Write<'_>) {
    write.changed("backup", 1, "updated", &[]);
}

fn plan_next(write: &Write<'_>, due: Option<Stamp>, now: &Now) -> Result<()> {
    match due {
        Some(due) if nightly::waiting(write)?.is_empty() => enqueue(write, due, now),
        _ => Ok(()),
    }
}

fn enqueue(write: &Write<'_>, due: Stamp, now: &Now) -> Result<()> {
    let job = NewJob {
        id: None,
        booking_id: None,
        ..NewJob::about(Kind::BackupNightly, 0, None, due)
    };
    jobs::enqueue(write, &job, now.stamp).map(|_| ())
}
