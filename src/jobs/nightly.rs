//! The nightly backup: a job like any other, so that it is seen where all jobs are, and so that a night in which the
//! machine slept is made up for as soon as it wakes.
//!
//! The clock above the till says when. That clock can be changed, by an hour twice a year or by a year in error, and so
//! can the configuration; so the job's moment is looked at again and again, and set right.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{self, Instant};

use chrono::{Duration, NaiveTime};
use parking_lot::Mutex;

use crate::actions::backups;
use crate::app::App;
use crate::backup::{self, Made, Trouble, Why};
use crate::salon::time::{Now, Stamp, Wall};
use crate::store::Result;
use crate::store::post::Job;

/// A backup that failed is tried again after so many minutes, and then the next night.
const AGAIN_MINUTES: [i64; 3] = [10, 60, 240];

/// So long the other jobs wait for it.
const PATIENCE: time::Duration = time::Duration::from_secs(20);
/// One that takes longer is told to the desk.
const LONG: time::Duration = time::Duration::from_secs(15 * 60);

/// When the next nightly backup is due; none where there are none.
fn next(at: &str, now: &Now) -> Option<Stamp> {
    let at = NaiveTime::parse_from_str(at, "%H:%M").ok()?;
    let today = now.wall().date();
    let nights =
        (0..3).map(|days| Wall((today + Duration::days(days)).and_time(at)).instant(now.zone));
    nights.into_iter().find(|night| *night > now.stamp)
}

/// Sees to it that the next nightly backup waits for its moment, or that none does.
pub fn plan(app: &App) -> Result<()> {
    let now = app.now();
    let due = next(&app.config.backup.at, &now);
    if app
        .db
        .read(|book| backups::is_planned(book, due, now.stamp))?
    {
        return Ok(());
    }
    app.db.write(|write| backups::plan(write, due, &now))
}

/// The backup that is being made, on a thread of its own: a share that does not answer, or a slow stick, keeps no letter
/// waiting.
#[derive(Default)]
pub struct Tonight(Mutex<Option<Making<Outcome>>>);

/// How a backup went.
type Outcome = backup::Result<Made>;

/// Something that is being made.
struct Making<T> {
    outcome: Receiver<T>,
    since: Instant,
    is_told: bool,
}

/// How far it has come.
#[derive(Debug, PartialEq)]
enum Progress<T> {
    Ended(T),
    /// It goes on; whether the desk is to be told now that it takes so long.
    GoesOn(bool),
    BrokeOff,
}

impl<T: Send + 'static> Making<T> {
    fn begin(make: impl FnOnce() -> T + Send + 'static) -> std::io::Result<Self> {
        let (done, outcome) = mpsc::channel();
        thread::Builder::new()
            .name("backup".into())
            // Nobody hears of it any more where Daybook ends.
            .spawn(move || done.send(make()).unwrap_or_default())?;
        Ok(Self {
            outcome,
            since: Instant::now(),
            is_told: false,
        })
    }

    /// Waits a while for its end.
    fn look(&mut self, patience: time::Duration, long: time::Duration) -> Progress<T> {
        match self.outcome.recv_timeout(patience) {
            Ok(outcome) => Progress::Ended(outcome),
            Err(RecvTimeoutError::Disconnected) => Progress::BrokeOff,
            Err(RecvTimeoutError::Timeout) => {
                let tell = self.since.elapsed() >= long && !self.is_told;
                self.is_told |= tell;
                Progress::GoesOn(tell)
            }
        }
    }
}

/// Makes the backup, or sees how far it has come.
pub(super) fn perform(app: &App, job: &Job, now: &Now) -> Result<()> {
    let mut tonight = app.tonight.0.lock();
    let making = match &mut *tonight {
        Some(making) => making,
        none => {
            let (backups, now) = (Arc::clone(&app.backups), *now);
            let begun = Making::begin(move || backups.make(Why::Routine, &now));
            none.insert(begun.map_err(anyhow::Error::from)?)
        }
    };
    let progress = making.look(PATIENCE, LONG);
    let now = app.now();
    let made = match progress {
        Progress::GoesOn(tell) => {
            return app
                .db
                .write(|write| backups::go_on(write, job, now.stamp.plus_minutes(1), tell, &now));
        }
        Progress::Ended(made) => made,
        Progress::BrokeOff => Err(Trouble::Disk("Daybook broke off while it made it.".into())),
    };
    *tonight = None;
    drop(tonight);
    let due = next(&app.config.backup.at, &now);
    app.db.write(|write| match &made {
        Ok(made) => backups::made(write, job, &made.warnings, due, &now),
        Err(trouble) => {
            let tries = usize::try_from(job.attempts).unwrap_or(1);
            let again = AGAIN_MINUTES.get(tries.saturating_sub(1));
            let again = again.map(|minutes| now.stamp.plus_minutes(*minutes));
            backups::failed(write, job, &trouble.to_string(), again, due, &now)
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn next_after(now: &str, at: &str) -> String {
        let now = Now::new(now.parse().unwrap(), chrono_tz::Europe::Amsterdam);
        next(at, &now).unwrap().to_string()
    }

    #[test]
    fn the_clock_above_the_till_says_when() {
        let winter = next_after("2026-01-10T12:00:00Z", "03:30");
        assert_eq!(winter, "2026-01-11T02:30:00Z");
        let summer = next_after("2026-07-10T12:00:00Z", "03:30");
        assert_eq!(summer, "2026-07-11T01:30:00Z");
        let tonight = next_after("2026-01-10T01:00:00Z", "03:30");
        assert_eq!(tonight, "2026-01-10T02:30:00Z");
        assert_eq!(next_after("2026-01-10T02:30:00Z", "03:30"), winter);
    }

    #[test]
    fn there_is_one_each_night_when_the_clocks_change() {
        // On 29 March 02:30 is skipped; on 25 October it comes twice.
        assert_eq!(
            next_after("2026-03-28T12:00:00Z", "02:30"),
            "2026-03-29T01:30:00Z"
        );
        assert_eq!(
            next_after("2026-03-29T01:30:00Z", "02:30"),
            "2026-03-30T00:30:00Z"
        );
        assert_eq!(
            next_after("2026-10-24T12:00:00Z", "02:30"),
            "2026-10-25T00:30:00Z"
        );
        assert_eq!(
            next_after("2026-10-25T00:30:00Z", "02:30"),
            "2026-10-26T01:30:00Z"
        );
    }

    #[test]
    fn one_that_hangs_keeps_nobody_waiting_and_is_told_once() {
        let moment = time::Duration::from_millis(5);
        let (go_on, wait) = mpsc::channel::<()>();
        let mut making = Making::begin(move || wait.recv().map(|()| "made")).unwrap();
        let begun = Instant::now();
        assert_eq!(
            making.look(moment, time::Duration::MAX),
            Progress::GoesOn(false)
        );
        assert_eq!(making.look(moment, moment), Progress::GoesOn(true));
        assert_eq!(making.look(moment, moment), Progress::GoesOn(false));
        assert!(begun.elapsed() < PATIENCE);
        go_on.send(()).unwrap();
        assert_eq!(making.look(PATIENCE, moment), Progress::Ended(Ok("made")));
        assert_eq!(making.look(moment, moment), Progress::BrokeOff);
    }

    #[test]
    fn no_time_is_no_backup() {
        let now = Now::new("2026-01-10T12:00:00Z".parse().unwrap(), chrono_tz::UTC);
        assert_eq!(next("", &now), None);
    }
}
