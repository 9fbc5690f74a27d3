//! Live events: what happens at one screen shows at all the others.
//!
//! Each stream stays on the thread of its connection and has a short queue of its own. Publishing only puts
//! text into queues and so never waits for anybody; a screen that doesn't keep up loses its stream, and its
//! browser opens a new one and asks for what it missed.
//!
//! The hub knows nothing of what it carries: `K` tells whose a stream is (a session), `T` what its owner may see.
//! Whether its owner is still welcome is asked all the while: they may have been shown the door elsewhere.

use rouille::{ReadWrite, Response, ResponseBody, Upgrade};
use std::io::{self, ErrorKind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Events that may wait for a screen before it counts as too slow.
const QUEUE: usize = 64;
/// A comment after this much silence keeps proxies from closing the stream.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often a stream is checked for having been left, since a page that is reloaded opens another one at once, and
/// for its owner still being welcome.
const LOOK: Duration = Duration::from_millis(500);
/// How every stream begins: the milliseconds after which a browser that lost it opens it again.
const GREETING: &str = "retry: 2000\n\n";

/// All open event streams.
pub struct Hub<K, T> {
    streams: Mutex<Streams<K, T>>,
}

struct Streams<K, T> {
    closed: bool,
    next: u64,
    open: Vec<Subscriber<K, T>>,
}

struct Subscriber<K, T> {
    number: u64,
    key: K,
    tag: T,
    queue: SyncSender<Arc<str>>,
}

impl<K, T> Default for Hub<K, T> {
    fn default() -> Self {
        Hub {
            streams: Mutex::new(Streams {
                closed: false,
                next: 0,
                open: Vec::new(),
            }),
        }
    }
}

impl<K, T> Hub<K, T>
where
    K: PartialEq + Send + 'static,
    T: Send + 'static,
{
    /// A hub without streams.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Opens a stream that belongs to `key` and sees what `tag` lets it see: the answer carries it. It counts
    /// from now on until its client leaves, it is closed, or it can't keep up.
    pub fn subscribe(self: &Arc<Self>, key: K, tag: T) -> Response {
        self.stream(key, tag, usize::MAX, || true)
            .unwrap_or_else(Response::empty_204)
    }

    /// The same for as long as `welcome` says so, which is asked every half second. None where `key` has `most`
    /// streams already.
    pub fn stream(
        self: &Arc<Self>,
        key: K,
        tag: T,
        most: usize,
        welcome: impl Fn() -> bool + Send + 'static,
    ) -> Option<Response> {
        let (queue, events) = sync_channel(QUEUE);
        let mut streams = self.lock();
        if streams.open.iter().filter(|open| open.key == key).count() >= most {
            return None;
        }
        let number = streams.next;
        streams.next += 1;
        // In a closed hub the sender is dropped here, and the stream ends as soon as it begins.
        if !streams.closed {
            streams.open.push(Subscriber {
                number,
                key,
                tag,
                queue,
            });
        }
        drop(streams);
        let stream = Stream {
            hub: Arc::clone(self),
            number,
            events,
            welcome: Box::new(welcome),
        };
        Some(Response {
            status_code: 200,
            headers: vec![
                ("Content-Type".into(), "text/event-stream".into()),
                ("Cache-Control".into(), "no-store".into()),
                // nginx would otherwise collect events before it passes them on.
                ("X-Accel-Buffering".into(), "no".into()),
            ],
            data: ResponseBody::empty(),
            upgrade: Some(Box::new(stream)),
        })
    }

    /// Sends an event called `name` to each stream, for each of what `data` has to say to its tag; all of it takes
    /// one place in the queue, however much happened at once. It is asked with the hub locked: it must be quick and
    /// must not call the hub.
    pub fn publish<I: IntoIterator<Item = String>>(&self, name: &str, data: impl Fn(&T) -> I) {
        self.lock().open.retain(|subscriber| {
            let frames: String = data(&subscriber.tag)
                .into_iter()
                .map(|data| frame(name, &data))
                .collect();
            let kept = frames.is_empty() || subscriber.queue.try_send(frames.into()).is_ok();
            if !kept {
                log::info!("an event stream was dropped: its client does not keep up");
            }
            kept
        });
    }

    /// Ends the streams that belong to `key`.
    pub fn close(&self, key: &K) {
        self.lock().open.retain(|subscriber| subscriber.key != *key);
    }

    /// Ends all streams, and from now on each new one as soon as it begins: the server stops.
    pub fn close_all(&self) {
        let mut streams = self.lock();
        streams.closed = true;
        streams.open.clear();
    }

    /// How many streams belong to `key`.
    pub fn count(&self, key: &K) -> usize {
        let streams = self.lock();
        streams.open.iter().filter(|open| open.key == *key).count()
    }
}

impl<K, T> Hub<K, T> {
    fn lock(&self) -> MutexGuard<'_, Streams<K, T>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event as it goes over the wire. A line break in the data can't end the event.
fn frame(name: &str, data: &str) -> String {
    let mut frame = format!("event: {name}\n");
    for line in data.split(['\n', '\r']) {
        frame.push_str("data: ");
        frame.push_str(line);
        frame.push('\n');
    }
    frame.push('\n');
    frame
}

/// One open stream, seen from its connection's thread.
struct Stream<K, T> {
    hub: Arc<Hub<K, T>>,
    number: u64,
    events: Receiver<Arc<str>>,
    welcome: Box<dyn Fn() -> bool + Send>,
}

impl<K: Send, T: Send> Upgrade for Stream<K, T> {
    /// Runs the stream until it ends; the connection's thread has nothing else to do.
    fn build(&mut self, mut socket: Box<dyn ReadWrite + Send>) {
        if let Err(error) = self.run(&mut *socket) {
            log::debug!("an event stream ended: {error}");
        }
    }
}

impl<K, T> Stream<K, T> {
    fn run(&self, socket: &mut dyn ReadWrite) -> io::Result<()> {
        socket.write_all(GREETING.as_bytes())?;
        let (mut written, mut looked) = (Instant::now(), Instant::now());
        loop {
            let event = self.events.recv_timeout(LOOK);
            if looked.elapsed() >= LOOK {
                if has_left(socket)? || !(self.welcome)() {
                    return Ok(());
                }
                looked = Instant::now();
            }
            match event {
                Ok(event) => socket.write_all(event.as_bytes())?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) if written.elapsed() < HEARTBEAT => continue,
                Err(RecvTimeoutError::Timeout) => socket.write_all(b":\n\n")?,
            }
            written = Instant::now();
        }
    }
}

/// Whether the client has hung up. The listener's sockets never make a reader wait.
fn has_left(socket: &mut dyn ReadWrite) -> io::Result<bool> {
    match socket.read(&mut [0; 64]) {
        Ok(read) => Ok(read == 0),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
        Err(error) => Err(error),
    }
}

impl<K, T> Drop for Stream<K, T> {
    fn drop(&mut self) {
        let number = self.number;
        self.hub.lock().open.retain(|open| open.number != number);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use std::io::{Read, Write};

    /// Everything written so far, to look into from outside.
    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Read for Paper {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(ErrorKind::WouldBlock.into())
        }
    }

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Runs a stream to its end and gives what it wrote.
    fn written(mut response: Response) -> String {
        let paper = Paper::default();
        let mut upgrade = response.upgrade.take().unwrap();
        upgrade.build(Box::new(paper.clone()));
        let bytes = paper.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn each_stream_gets_what_its_tag_lets_it_see() {
        let hub = Hub::new();
        let (anna, ben) = (hub.subscribe("a", 1), hub.subscribe("b", 2));
        hub.publish("change", |tag| Some(format!("for {tag}")));
        hub.publish("change", |tag| (*tag == 2).then(|| "only ben".to_owned()));
        hub.close_all();
        assert_eq!(
            written(anna),
            "retry: 2000\n\nevent: change\ndata: for 1\n\n"
        );
        assert!(written(ben).ends_with("event: change\ndata: only ben\n\n"));
    }

    #[test]
    fn streams_are_counted_and_closed_by_key() {
        let hub = Hub::new();
        let (one, two, other) = (
            hub.subscribe(7, ()),
            hub.subscribe(7, ()),
            hub.subscribe(8, ()),
        );
        assert_eq!((hub.count(&7), hub.count(&8)), (2, 1));
        drop(one);
        assert_eq!(
            hub.count(&7),
            1,
            "an answer that was never sent does not count"
        );
        hub.close(&7);
        assert_eq!((hub.count(&7), hub.count(&8)), (0, 1));
        assert_eq!(written(two), GREETING);
        hub.close_all();
        assert_eq!(written(other), GREETING);
        assert_eq!(written(hub.subscribe(9, ())), GREETING, "too late");
    }

    #[test]
    fn who_does_not_keep_up_is_dropped_and_the_others_stay() {
        let hub = Hub::new();
        let _stuck = hub.subscribe("stuck", false);
        for _ in 0..=QUEUE {
            hub.publish("change", |_| Some("x".to_owned()));
        }
        assert_eq!(hub.count(&"stuck"), 0);
        let _fine = hub.subscribe("fine", true);
        hub.publish("change", |_| Some("x".to_owned()));
        assert_eq!(hub.count(&"fine"), 1);
    }

    #[test]
    fn data_cannot_forge_an_event() {
        assert_eq!(
            frame("a", "x\r\nevent: y\n"),
            "event: a\ndata: x\ndata: \ndata: event: y\ndata: \n\n"
        );
    }

    #[test]
    fn one_place_in_the_queue_holds_all_that_happened_at_once() {
        let hub = Hub::new();
        let stream = hub.subscribe("a", ());
        hub.publish("change", |()| (0..10 * QUEUE).map(|n| n.to_string()));
        hub.publish("change", |()| None);
        hub.close_all();
        assert_eq!(written(stream).matches("event: change").count(), 10 * QUEUE);
    }

    #[test]
    fn nobody_has_more_streams_than_allowed() {
        let hub = Hub::new();
        let first = hub.stream(7, (), 1, || true);
        assert!(first.is_some() && hub.stream(7, (), 1, || true).is_none());
        assert!(hub.stream(8, (), 1, || true).is_some());
        drop(first);
        assert!(hub.stream(7, (), 1, || true).is_some());
    }

    #[test]
    fn who_is_no_longer_welcome_hears_nothing_more() {
        let hub = Hub::new();
        let stream = hub.stream("a", (), 1, || false).unwrap();
        let begun = Instant::now();
        assert_eq!(written(stream), GREETING);
        assert!(begun.elapsed() < Duration::from_secs(1));
        assert_eq!(hub.count(&"a"), 0);
    }

    #[test]
    fn a_broadcast_is_quick() {
        let hub = Hub::new();
        let _streams: Vec<_> = (0..20).map(|n| hub.subscribe(n, n)).collect();
        let begun = Instant::now();
        hub.publish("change", |tag| Some(tag.to_string()));
        assert!(begun.elapsed() < Duration::from_millis(5));
    }

    #[test]
    fn a_panic_while_publishing_is_no_end() {
        let hub = Hub::new();
        let _stream = hub.subscribe("a", ());
        let clone = Arc::clone(&hub);
        let panicked = std::thread::spawn(move || {
            clone.publish("x", |()| -> Option<String> { panic!("on purpose") })
        });
        assert!(panicked.join().is_err());
        hub.publish("x", |()| Some(String::new()));
        assert_eq!(hub.count(&"a"), 1);
    }
}
