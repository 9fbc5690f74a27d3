//! The job thread: sleeps until it is woken or something is due, and does one job after the other.
//!
//! A job is claimed in a short write, done outside any transaction, and settled in another write. Nothing that a
//! job does ends the thread: errors and panics are logged, and the job is tried again when its claim has run out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::nightly;
use crate::app::App;
use crate::store::{Result, horizon, notifications, post};

/// The thread looks at the clock at least this often: a clock that was set right is noticed within a minute.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Once rung, the thread waits this long for more: on a busy day one look serves many changes.
const GATHER: Duration = Duration::from_millis(50);
/// After each job the thread rests so many times as long as that took, and looks whether somebody writes meanwhile.
const GLANCE: u32 = 2;
/// If so, it rests so many times as long in all: letters are in no hurry, and whoever stands at the desk is. Resting just
/// as long as it took, a crowd of letters slowed the desk's bookings by a fourth.
const REST: u32 = 9;
/// The longest rest, which follows a mail server's slowness.
const LONGEST_REST: Duration = Duration::from_millis(100);

/// Wakes the job thread, and tells it to end.
#[derive(Default)]
pub struct Bell {
    state: Mutex<Ring>,
    rung: Condvar,
}

#[derive(Default)]
struct Ring {
    woken: bool,
    ended: bool,
}

impl Bell {
    /// There may be something to do.
    pub fn ring(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Who was rung for already, and has not looked yet, need not be rung for again: it costs a call of the system.
        if !state.woken {
            state.woken = true;
            self.rung.notify_all();
        }
    }

    /// The thread is to end after the job in hand.
    pub fn end(&self) {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .ended = true;
        self.rung.notify_all();
    }

    fn has_ended(&self) -> bool {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .ended
    }

    /// Sleeps until rung or for so long; false when the thread is to end.
    fn wait(&self, longest: Duration) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut state, _) = self
            .rung
            .wait_timeout_while(state, longest, |ring| !ring.woken && !ring.ended)
            .unwrap_or_else(PoisonError::into_inner);
        state.woken = false;
        !state.ended
    }
}

/// Starts the job thread; it ends when the app's bell says so.
pub fn start(app: Arc<App>) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name("jobs".into()).spawn(move || {
        let mut planned: Option<Instant> = None;
        let mut tidied = 0;
        loop {
            if planned.is_none_or(|at| at.elapsed() >= LONGEST_SLEEP / 2) {
                planned = Some(Instant::now());
                if let Err(error) = nightly::plan(&app) {
                    log::error!("the nightly backup could not be planned: {error}");
                }
            }
            if let Err(error) = work_off(&app, LONGEST_REST, &mut tidied) {
                log::error!("jobs could not be read and will be tried again: {error}");
            }
            if !app.bell.wait(until_due(&app)) {
                return;
            }
            thread::sleep(GATHER);
        }
    })
}

fn until_due(app: &App) -> Duration {
    let due = app.db.read(post::next_due).ok().flatten();
    let left = due.map_or(LONGEST_SLEEP, |due| {
        (due.0 - app.clock.now()).to_std().unwrap_or(Duration::ZERO)
    });
    // A job that is due and yet was not done waits a moment, so that a failing disk is not hammered.
    left.clamp(Duration::from_millis(200), LONGEST_SLEEP)
}

/// Whether there is anything to claim. Reading is free, where claiming in vain would keep the desk's writes waiting
/// each time that one of them rings.
fn is_due(app: &App) -> Result<bool> {
    let due = app.db.read(post::next_due)?;
    Ok(due.is_some_and(|due| due <= app.now().stamp))
}

/// Does all that is due, one job after the other; answers how many there were.
pub fn drain(app: &App) -> Result<usize> {
    work_off(app, Duration::ZERO, &mut 0)
}

fn work_off(app: &App, longest_rest: Duration, tidied: &mut i64) -> Result<usize> {
    let mut done = 0;
    let now = app.now().stamp;
    if app.db.read(|book| post::is_ahead(book, now))? {
        log::warn!("the clock ran ahead for a while; what it touched comes to its turn again");
        app.db.write(|write| post::set_right(write, now))?;
    }
    if app.db.read(|book| horizon::is_due(book, now))? {
        app.db.write(|write| horizon::advance(write, now))?;
    }
    while !app.bell.has_ended() && is_due(app)? {
        let (now, begun) = (app.now(), Instant::now());
        let Some(job) = app.db.write(|write| post::claim(write, now.stamp))? else {
            break;
        };
        done += 1;
        match catch_unwind(AssertUnwindSafe(|| super::perform(app, &job, &now))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => log::error!(
                "job {} ({}) failed and will be tried again: {error}",
                job.id,
                job.kind.name()
            ),
            Err(_) => log::error!(
                "job {} ({}) broke off and will be tried again",
                job.id,
                job.kind.name()
            ),
        }
        // However many wait: a log that grows and grows is carried over by somebody's commit in the end.
        carry_over(app);
        rest(app, begun, longest_rest);
    }
    app.mailer().close_idle();
    tidy(app, longest_rest, tidied)?;
    carry_over(app);
    Ok(done)
}

fn rest(app: &App, begun: Instant, longest: Duration) {
    let (took, before) = (begun.elapsed(), app.db.changes_begun());
    let glance = (took * GLANCE).min(longest);
    thread::sleep(glance);
    if app.db.changes_begun() != before {
        thread::sleep((took * REST).min(longest).saturating_sub(glance));
    }
}

fn carry_over(app: &App) {
    if let Err(error) = app.db.checkpoint() {
        log::warn!("the log could not be carried over into the book yet: {error}");
    }
}

/// Lets go of what nobody needs any more, in small bites, between which the desk's writes have their turn. Up to
/// `through` that is done.
fn tidy(app: &App, longest_rest: Duration, through: &mut i64) -> Result<()> {
    while !app.bell.has_ended() {
        let (now, begun) = (app.now().stamp, Instant::now());
        let old = app
            .db
            .read(|book| notifications::old(book, *through, now))?;
        if !old.ids.is_empty() {
            app.db
                .write(|write| notifications::delete(write, &old.ids))?;
        } else if old.through == *through {
            break;
        }
        *through = old.through;
        rest(app, begun, longest_rest);
    }
    Ok(())
}
