//! The near side of a mail server: hands letters to the postman and doesn't wait for ever.
//!
//! A mail server can be slow in more ways than a socket's timeout catches: a name server that is silent, an
//! answer that comes byte by byte. So the talking is done by a thread of its own, the postman, and whoever
//! sends a letter waits for its news against one deadline for the whole letter. A postman who is late is
//! left behind: it can't deliver any more, because the letter's body only leaves on a word that nobody will
//! give.

use super::{
    Commit, DeliveryError, Parcel, Patience, Receipt,
    postman::{self, Errand, Server},
    why,
};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Instant,
};

/// So many postmen may be stuck in talks with a server before no further one is sent.
const MOST_POSTMEN: usize = 4;

/// A mail server, and the postman who goes there.
pub struct Smtp {
    server: Arc<Server>,
    patience: Patience,
    postman: Mutex<Option<Sender<Errand>>>,
    /// Cloned into each postman, so that its count says how many are about.
    alive: Arc<()>,
}

/// One letter's way, as seen from here.
struct Trip {
    /// The server said “go ahead”, or the trip has failed.
    ready: Receiver<Result<(), DeliveryError>>,
    /// The word that lets the body leave.
    go: Sender<()>,
    /// How it went.
    done: Receiver<Result<Receipt, DeliveryError>>,
}

impl Smtp {
    pub(super) fn new(server: Server, patience: Patience) -> Self {
        Self {
            server: Arc::new(server),
            patience,
            postman: Mutex::new(None),
            alive: Arc::new(()),
        }
    }

    pub(super) fn deliver(
        &self,
        parcel: &Parcel<'_>,
        commit: Commit<'_>,
    ) -> Result<Receipt, DeliveryError> {
        let mut postman = self.postman();
        let started = Instant::now();
        let trip = self.prepare(&mut postman, parcel)?;
        // The time that the book takes for its note is not the server's.
        let spent = started.elapsed();
        commit().inspect_err(|_| *postman = None)?;
        let left = self.patience.letter.saturating_sub(spent);
        let answer = match trip.go.send(()) {
            Ok(()) => trip.done.recv_timeout(left).ok(),
            Err(_) => None,
        };
        answer.unwrap_or_else(|| {
            *postman = None;
            Err(why::no_answer(&self.server.host))
        })
    }

    /// Brings the letter to the point where its body may leave.
    fn prepare(
        &self,
        postman: &mut Option<Sender<Errand>>,
        parcel: &Parcel<'_>,
    ) -> Result<Trip, DeliveryError> {
        // The postman of an earlier letter may have gone home this very moment; then a new one is sent.
        for _ in 0..2 {
            let trip = self.send_out(postman, parcel)?;
            match trip.ready.recv_timeout(self.patience.prepare) {
                Ok(ready) => return ready.map(|()| trip),
                Err(RecvTimeoutError::Disconnected) => *postman = None,
                Err(RecvTimeoutError::Timeout) => {
                    *postman = None;
                    return Err(why::too_slow(&self.server.host));
                }
            }
        }
        Err(why::broke_off(&self.server.host))
    }

    /// Gives the letter to the postman, whom it calls where there is none.
    fn send_out(
        &self,
        postman: &mut Option<Sender<Errand>>,
        parcel: &Parcel<'_>,
    ) -> Result<Trip, DeliveryError> {
        let (tell_ready, ready) = mpsc::channel();
        let (go, wait_for_go) = mpsc::channel();
        let (tell_done, done) = mpsc::channel();
        let errand = Errand {
            from: why::address(parcel.from)?,
            to: why::address(parcel.to)?,
            message: why::text(parcel.message)?,
            ready: tell_ready,
            go: wait_for_go,
            done: tell_done,
        };
        let errand = match postman.take() {
            Some(there) => match there.send(errand) {
                Ok(()) => {
                    *postman = Some(there);
                    return Ok(Trip { ready, go, done });
                }
                Err(returned) => returned.0,
            },
            None => errand,
        };
        *postman = Some(self.call_postman(errand)?);
        Ok(Trip { ready, go, done })
    }

    fn call_postman(&self, first: Errand) -> Result<Sender<Errand>, DeliveryError> {
        if Arc::strong_count(&self.alive) > MOST_POSTMEN {
            return Err(why::too_slow(&self.server.host));
        }
        let (errands, inbox) = mpsc::channel();
        let (server, idle, alive) = (
            Arc::clone(&self.server),
            self.patience.idle,
            Arc::clone(&self.alive),
        );
        let walk = move || {
            postman::work(&server, &inbox, idle);
            drop(alive);
        };
        let thread = thread::Builder::new()
            .name("postman".to_owned())
            .spawn(walk);
        thread.map_err(|_| why::broke_off(&self.server.host))?;
        // The inbox was made just now and its owner waits for it, so this can't fail before the postman
        // itself has.
        errands
            .send(first)
            .map_err(|_| why::broke_off(&self.server.host))?;
        Ok(errands)
    }

    /// Sends the postman home, who says goodbye to the server.
    pub(super) fn close_idle(&self) {
        *self.postman() = None;
    }

    fn postman(&self) -> MutexGuard<'_, Option<Sender<Errand>>> {
        self.postman.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
