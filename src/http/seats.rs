//! How many connections may be inside, and which one gives up its seat for a newcomer.
//!
//! When all seats are taken, turning newcomers away would let one bad client lock the salon out, and a cap
//! for each address would lock out everybody who shares a router with it. So the newcomer always gets in, and
//! the connection that has the least to lose leaves: one that is closing anyway, then the longest-stalled
//! incomplete request, then the oldest idle connection. What is being handled is never disturbed.
//!
//! A connection says what it is doing in one atomic word, so that a request costs no lock; evicting swaps
//! that word, so that a connection either was evicted or goes on, never half of each.

use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// An incomplete request counts as stalled at this age. Younger ones are newcomers themselves, and so keep
/// their seat before an idle connection does.
const STALLED: Duration = Duration::from_secs(1);
/// An incomplete request younger than this is left alone: its bytes follow the handshake at once. Not longer, as
/// others wait outside meanwhile.
const FRESH: Duration = Duration::from_millis(20);
/// A piece of an answer that has been waiting this long for its reader may be given up, if nothing else can.
const UNREAD: Duration = Duration::from_secs(5);
/// How long a newcomer waits before an event stream is closed for it; the browser opens that one again.
const LAST_RESORT: Duration = Duration::from_secs(1);
/// How long an evicted connection has to leave before another one is evicted in its place.
const LEAVING: Duration = Duration::from_millis(200);
/// How often those who wait for a seat look around.
const LOOK: Duration = Duration::from_millis(10);

/// What a connection is doing. The order is that of the numbers kept in [`Place::mark`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Between two requests.
    Idle,
    /// Its next request has begun but isn't complete; also from connecting to the first byte.
    Reading,
    /// The handler is at work.
    Handling,
    /// A piece of the answer is being written.
    Answering,
    /// It carries an event stream.
    Live,
    /// All is said; it waits for the peer to hang up.
    Closing,
    /// Its seat was given to another.
    Evicted,
}

impl Stage {
    const ALL: [Stage; 7] = [
        Stage::Idle,
        Stage::Reading,
        Stage::Handling,
        Stage::Answering,
        Stage::Live,
        Stage::Closing,
        Stage::Evicted,
    ];

    /// How gladly a connection that has been at this for `age` is given up for a newcomer who has `waited`:
    /// the lowest first. `None` is not at all.
    fn dispensable(self, age: Duration, waited: Duration) -> Option<u8> {
        match self {
            Stage::Closing => Some(0),
            Stage::Reading if age >= STALLED => Some(1),
            Stage::Idle => Some(2),
            Stage::Reading if age >= FRESH => Some(3),
            Stage::Answering if age >= UNREAD => Some(4),
            Stage::Live if waited >= LAST_RESORT => Some(5),
            _ => None,
        }
    }

    /// Whether nothing is lost when the connection is closed as the server stops.
    fn at_rest(self, age: Duration) -> bool {
        match self {
            Stage::Idle | Stage::Live => true,
            Stage::Reading | Stage::Closing => age >= STALLED,
            Stage::Handling | Stage::Answering | Stage::Evicted => false,
        }
    }
}

/// All seats of the server.
pub(super) struct Seats {
    most: usize,
    /// Ages are kept as milliseconds since then.
    opened: Instant,
    closing: AtomicBool,
    taken: Mutex<HashMap<u64, Arc<Place>>>,
    freed: Condvar,
}

/// One connection, as the others see it.
struct Place {
    tcp: Arc<TcpStream>,
    /// The [`Stage`] in the low three bits, above them when it began, in milliseconds since `opened`.
    mark: AtomicU64,
}

impl Place {
    fn stage(mark: u64) -> Stage {
        // Marks are only ever made from a stage, so the index is always one of them.
        Stage::ALL
            .get((mark & 7) as usize)
            .copied()
            .unwrap_or(Stage::Evicted)
    }

    fn age(mark: u64, now: u64) -> Duration {
        Duration::from_millis(now.saturating_sub(mark >> 3))
    }

    /// Ends the connection, unless it has moved on since it showed `mark`.
    fn evict(&self, mark: u64, now: u64) -> bool {
        let evicted = now << 3 | Stage::Evicted as u64;
        let swapped = self.mark.compare_exchange(mark, evicted, SeqCst, SeqCst);
        if swapped.is_ok() {
            // Wakes its thread. It fails only where the peer was faster.
            let _ = self.tcp.shutdown(Shutdown::Both);
        }
        swapped.is_ok()
    }
}

impl Seats {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Seats {
            most,
            opened: Instant::now(),
            closing: AtomicBool::new(false),
            taken: Mutex::new(HashMap::new()),
            freed: Condvar::new(),
        })
    }

    /// Whether the server is stopping.
    pub(super) fn closing(&self) -> bool {
        self.closing.load(SeqCst)
    }

    /// Lets nobody in any more.
    pub(super) fn close(&self) {
        self.closing.store(true, SeqCst);
        self.freed.notify_all();
    }

    /// Finds a seat for a newcomer, evicting somebody if need be. `None` if the server stops or if, for all of
    /// `patience`, every connection was at work.
    pub(super) fn admit(
        self: &Arc<Self>,
        tcp: &Arc<TcpStream>,
        number: u64,
        patience: Duration,
    ) -> Option<Seat> {
        let begun = Instant::now();
        let mut taken = self.lock();
        while taken.len() >= self.most {
            let waited = begun.elapsed();
            if self.closing() || waited >= patience {
                return None;
            }
            self.evict_one(&taken, waited);
            taken = match self.freed.wait_timeout(taken, LOOK) {
                Ok((taken, _)) => taken,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
        let place = Arc::new(Place {
            tcp: Arc::clone(tcp),
            mark: AtomicU64::new(self.mark(Stage::Reading)),
        });
        taken.insert(number, Arc::clone(&place));
        Some(Seat {
            seats: Arc::clone(self),
            number,
            place,
        })
    }

    /// Evicts the most dispensable connection, for when something else than seats has run out.
    pub(super) fn make_room(&self) {
        self.evict_one(&self.lock(), Duration::ZERO);
    }

    fn evict_one(&self, taken: &HashMap<u64, Arc<Place>>, waited: Duration) {
        let now = self.now();
        let marks = || taken.values().map(|place| (place, place.mark.load(SeqCst)));
        let leaving =
            |mark| Place::stage(mark) == Stage::Evicted && Place::age(mark, now) < LEAVING;
        if marks().any(|(_, mark)| leaving(mark)) {
            return;
        }
        let first = marks()
            .filter_map(|(place, mark)| {
                let age = Place::age(mark, now);
                let rank = Place::stage(mark).dispensable(age, waited)?;
                Some(((rank, mark >> 3), place, mark))
            })
            .min_by_key(|(order, ..)| *order);
        if let Some((_, place, mark)) = first
            && place.evict(mark, now)
        {
            log::debug!("a connection gave up its seat ({:?})", Place::stage(mark));
        }
    }

    /// Waits until everybody has left, sending home who is at rest; gives the number that were left at `deadline`.
    pub(super) fn empty(&self, deadline: Instant) -> usize {
        let mut taken = self.lock();
        while !taken.is_empty() && Instant::now() < deadline {
            let now = self.now();
            for place in taken.values() {
                let mark = place.mark.load(SeqCst);
                if Place::stage(mark).at_rest(Place::age(mark, now)) {
                    place.evict(mark, now);
                }
            }
            taken = match self.freed.wait_timeout(taken, LOOK) {
                Ok((taken, _)) => taken,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
        taken.len()
    }

    /// Cuts off everybody who is still here, whatever they are at.
    pub(super) fn cut(&self) {
        for place in self.lock().values() {
            // It fails only where the peer was faster.
            let _ = place.tcp.shutdown(Shutdown::Both);
        }
    }

    fn now(&self) -> u64 {
        self.opened.elapsed().as_millis() as u64
    }

    fn mark(&self, stage: Stage) -> u64 {
        self.now() << 3 | stage as u64
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Arc<Place>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's seat, given back when dropped.
pub(super) struct Seat {
    seats: Arc<Seats>,
    number: u64,
    place: Arc<Place>,
}

impl Seat {
    /// Says what the connection does from now on. False if it was evicted and has to leave.
    #[must_use]
    pub(super) fn enter(&self, stage: Stage) -> bool {
        let new = self.seats.mark(stage);
        self.place
            .mark
            .fetch_update(SeqCst, SeqCst, |old| {
                (Place::stage(old) != Stage::Evicted).then_some(new)
            })
            .is_ok()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.lock().remove(&self.number);
        self.seats.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use std::net::TcpListener;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_secs(60);

    fn socket() -> Arc<TcpStream> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Arc::new(TcpStream::connect(listener.local_addr().unwrap()).unwrap())
    }

    #[test]
    fn stages_survive_their_packing() {
        for (number, stage) in Stage::ALL.into_iter().enumerate() {
            assert_eq!(stage as usize, number);
            assert_eq!(Place::stage(1234 << 3 | stage as u64), stage);
        }
        assert_eq!(Place::age(1000 << 3 | 5, 1250).as_millis(), 250);
    }

    #[test]
    fn who_leaves_first() {
        let order = [
            (Stage::Closing, SECOND),
            (Stage::Reading, SECOND),
            (Stage::Idle, MINUTE),
            (Stage::Reading, SECOND / 2),
            (Stage::Answering, MINUTE),
        ];
        let ranks = order.map(|(stage, age)| stage.dispensable(age, Duration::ZERO).unwrap());
        assert!(ranks.is_sorted());
        assert_eq!(Stage::Reading.dispensable(FRESH / 2, MINUTE), None);
        for stage in [Stage::Handling, Stage::Live, Stage::Evicted] {
            assert_eq!(stage.dispensable(MINUTE, Duration::ZERO), None);
        }
        assert_eq!(Stage::Handling.dispensable(MINUTE, MINUTE), None);
        assert_eq!(Stage::Answering.dispensable(SECOND, MINUTE), None);
    }

    #[test]
    fn what_is_being_handled_keeps_its_seat_and_the_newcomer_waits() {
        let seats = Seats::new(1);
        let busy = seats.admit(&socket(), 1, SECOND).unwrap();
        assert!(busy.enter(Stage::Handling));
        assert!(seats.admit(&socket(), 2, SECOND / 20).is_none());
        assert!(busy.enter(Stage::Idle));
        let waiting = std::thread::spawn(move || seats.admit(&socket(), 3, MINUTE).is_some());
        while busy.enter(Stage::Idle) {
            std::thread::sleep(LOOK);
        }
        drop(busy);
        assert!(waiting.join().unwrap());
    }

    #[test]
    fn the_oldest_idle_connection_goes_and_the_rest_stay() {
        let seats = Seats::new(2);
        let old = seats.admit(&socket(), 1, SECOND).unwrap();
        assert!(old.enter(Stage::Idle));
        std::thread::sleep(Duration::from_millis(5));
        let young = seats.admit(&socket(), 2, SECOND).unwrap();
        assert!(young.enter(Stage::Idle));
        seats.make_room();
        assert!(!old.enter(Stage::Reading), "the old one was evicted");
        assert!(young.enter(Stage::Reading));
        seats.make_room();
        assert!(young.enter(Stage::Idle), "one at a time");
    }

    #[test]
    fn a_poisoned_lock_is_no_end() {
        let seats = Seats::new(2);
        let clone = Arc::clone(&seats);
        let panicked = std::thread::spawn(move || {
            let _guard = clone.taken.lock().unwrap();
            panic!("on purpose");
        });
        assert!(panicked.join().is_err());
        assert!(seats.admit(&socket(), 1, SECOND).is_some());
    }
}
