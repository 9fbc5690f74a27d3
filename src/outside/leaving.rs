//! When the program is to stop, or to close its book and open it anew: the system's word, or an admin's.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use anyhow::Context;

/// What is asked of a server that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The system or the person at the terminal says stop.
    Stop,
    /// Another book is to be put in the place of this one.
    Restore,
}

/// Where that is waited for.
#[derive(Debug, Default)]
pub struct Leaving {
    asked: Mutex<Option<Why>>,
    told: Condvar,
    stays_closed: bool,
}

impl Leaving {
    /// For a server that doesn't open its book again.
    pub fn for_good() -> Arc<Self> {
        Arc::new(Self {
            stays_closed: true,
            ..Self::default()
        })
    }

    /// Whether the server would open its book again.
    pub fn comes_back(&self) -> bool {
        !self.stays_closed
    }

    /// Asks the server to leave; stopping outweighs all else.
    pub fn ask(&self, why: Why) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if *asked != Some(Why::Stop) {
            *asked = Some(why);
        }
        self.told.notify_all();
    }

    /// Waits until the server is to leave; a later wait waits for another word, but for a stop.
    pub fn wait(&self) -> Why {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match *asked {
                Some(Why::Stop) => return Why::Stop,
                Some(Why::Restore) => {
                    *asked = None;
                    return Why::Restore;
                }
                None => {
                    asked = self
                        .told
                        .wait(asked)
                        .unwrap_or_else(PoisonError::into_inner)
                }
            }
        }
    }

    /// From here on SIGTERM, SIGINT or Ctrl-C asks the server to stop, and ends nothing by itself.
    pub fn listen(self: &Arc<Self>) -> anyhow::Result<()> {
        let leaving = Arc::clone(self);
        let wait = signals::prepare().context("Signals can't be heard")?;
        let thread = thread::Builder::new().name("signals".into());
        thread
            .spawn(move || {
                wait();
                leaving.ask(Why::Stop);
            })
            .context("Signals can't be heard")?;
        Ok(())
    }
}

#[cfg(unix)]
mod signals {
    //! SIGTERM from the system, SIGINT from the terminal.

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    pub(super) fn prepare() -> std::io::Result<impl FnOnce() + Send> {
        let mut signals = Signals::new([SIGTERM, SIGINT])?;
        Ok(move || {
            signals.forever().next();
        })
    }
}

#[cfg(not(unix))]
mod signals {
    //! Ctrl-C; elsewhere there is no signal to sleep for.

    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use signal_hook::consts::{SIGINT, SIGTERM};

    pub(super) fn prepare() -> std::io::Result<impl FnOnce() + Send> {
        let told = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT] {
            signal_hook::flag::register(signal, told.clone())?;
        }
        Ok(move || {
            while !told.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(200));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_outweighs_a_restore_and_stays() {
        let leaving = Leaving::default();
        leaving.ask(Why::Restore);
        assert_eq!(leaving.wait(), Why::Restore);
        leaving.ask(Why::Stop);
        leaving.ask(Why::Restore);
        assert_eq!(leaving.wait(), Why::Stop);
        assert_eq!(leaving.wait(), Why::Stop);
    }
}
