//! One connection's life: request after request, in order, on one thread, until either side has had enough.
//!
//! The thread holds nothing that others wait for, so the worst that a bad peer can do is to cost this one
//! thread its deadlines; and while it waits, its seat may go to somebody with better manners.

use super::answer::{self, Manner};
use super::line::{Kept, Line};
use super::listener::House;
use super::request::{self, Head};
use super::seats::{Seat, Stage};
use super::stream::Stream;
use super::wire::{Fault, Wire};
use super::{Request, Response, panic_message};
use rouille::Upgrade;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// After the last answer the peer's remaining bytes are read and dropped for this long, and this many. Closing
/// on them would make the kernel send a reset, which can overtake the answer: a 413 that nobody sees.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 64 << 20;

/// An accepted connection, sitting on its seat.
pub(super) struct Connection {
    house: Arc<House>,
    seat: Seat,
    peer: SocketAddr,
    opened: Instant,
    wire: Wire<Line>,
    /// Where answers are put together; kept for the next one.
    output: Vec<u8>,
    /// Whether a request was ever made.
    spoken: bool,
}

/// What follows an exchange.
enum Next {
    /// Another one.
    Keep,
    /// The end, once the peer has read the answer.
    Close,
    /// The end, at once.
    Leave,
    /// The stream belongs to an event stream from now on.
    HandOver(Box<dyn Upgrade + Send>),
}

impl Connection {
    /// Takes a connection on, on the thread that will [`run`](Self::run) it: where https is spoken, it waits for the
    /// first byte. Fails where the peer has left already, or never says anything.
    pub(super) fn new(
        house: Arc<House>,
        seat: Seat,
        peer: SocketAddr,
        tcp: Arc<TcpStream>,
    ) -> io::Result<Self> {
        let opened = Instant::now();
        let mut stream = Stream::new(tcp)?;
        stream.until(opened + house.limits.head);
        let line = match &house.site.tls {
            Some(tls) => Line::answer(stream, &tls.config)?,
            None => Line::Plain(stream),
        };
        Ok(Connection {
            house,
            seat,
            peer,
            opened,
            wire: Wire::new(line),
            output: Vec::new(),
            spoken: false,
        })
    }

    /// Lives it. Returns when the connection is over.
    pub(super) fn run(mut self) {
        loop {
            match self.exchange() {
                Next::Keep => {}
                Next::Close => return self.linger(),
                Next::Leave => return,
                Next::HandOver(upgrade) => return self.hand_over(upgrade),
            }
        }
    }

    /// One request and its answer.
    fn exchange(&mut self) -> Next {
        if !self.await_request() {
            return Next::Leave;
        }
        let head = match self.read_head() {
            Ok(head) => head,
            Err(fault) => {
                let target = request::rough_target(&self.wire.input);
                return self.refuse(fault, &target, Manner::LAST);
            }
        };
        let mut manner = Manner {
            head_only: head.method == "HEAD",
            modern: head.modern,
            keep: head.keep,
        };
        let body = match self.read_body(&head) {
            Ok(body) => body,
            Err(fault) => {
                // What is left of the body would be read as the next request.
                manner.keep = false;
                return self.refuse(fault, &head.target, manner);
            }
        };
        let make = if self.wire.stream.is_secure() {
            Request::fake_https_from
        } else {
            Request::fake_http_from
        };
        let request = make(self.peer, head.method, head.target, head.headers, body);
        self.handle(&request)
            .and_then(|response| self.send(response, manner))
            .unwrap_or_else(|fault| self.refuse(fault, request.raw_url(), manner))
    }

    /// Waits for a request's first byte. False when none came.
    fn await_request(&mut self) -> bool {
        if self.wire.input.is_empty() {
            // A connection that never said anything is no idle one; it counts as a request that is stalled.
            if self.spoken && !self.seat.enter(Stage::Idle) {
                return false;
            }
            if self.house.seats.closing() {
                return false;
            }
            let limits = &self.house.limits;
            let until = if self.spoken {
                Instant::now() + limits.idle
            } else {
                self.opened + limits.head
            };
            self.wire.stream.until(until);
            if self.wire.fill().is_err() {
                return false;
            }
        }
        let first = !std::mem::replace(&mut self.spoken, true);
        first || self.seat.enter(Stage::Reading)
    }

    fn read_head(&mut self) -> Result<Head, Fault> {
        let limits = &self.house.limits;
        self.wire.stream.until(Instant::now() + limits.head);
        request::read_head(&mut self.wire, limits)
    }

    fn read_body(&mut self, head: &Head) -> Result<Vec<u8>, Fault> {
        let limits = &self.house.limits;
        self.wire.stream.until(Instant::now() + limits.body);
        if head.expects && self.wire.input.is_empty() {
            self.wire
                .stream
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        request::read_body(&mut self.wire, head.body, limits.body_bytes)
    }

    /// Asks the handler. Its panic costs this one answer.
    fn handle(&self, request: &Request) -> Result<Response, Fault> {
        if !self.seat.enter(Stage::Handling) {
            return Err(Fault::Gone);
        }
        if request.raw_url() == "*" {
            // `OPTIONS *` asks whether anybody is there.
            return Ok(Response::empty_204());
        }
        let site = &self.house.site;
        let handler = match &site.tls {
            Some(tls) if !request.is_secure() => &tls.astray,
            _ => &site.handler,
        };
        let response = catch_unwind(AssertUnwindSafe(|| handler(request))).map_err(|panic| {
            let (method, place) = (request.method(), first_segment(request.raw_url()));
            log::error!(
                "a handler panicked at {method} {place}: {}",
                panic_message(&*panic)
            );
            Fault::Refuse(500)
        })?;
        if !(200..600).contains(&response.status_code) {
            let status = response.status_code;
            log::error!("a handler gave {status} for a status, which is none");
            return Err(Fault::Refuse(500));
        }
        Ok(response)
    }

    /// Answers a fault in the site's own words, where there is somebody to answer.
    fn refuse(&mut self, fault: Fault, target: &str, manner: Manner) -> Next {
        let Fault::Refuse(status) = fault else {
            return Next::Leave;
        };
        log::debug!("refused a request with {status}");
        let response = self.house.refusal(status, target);
        self.send(response, manner).unwrap_or(Next::Leave)
    }

    /// Sends an answer and says what follows it.
    fn send(&mut self, mut response: Response, mut manner: Manner) -> Result<Next, Fault> {
        manner.keep &= !self.house.seats.closing();
        let limits = &self.house.limits;
        let (seat, stream) = (&self.seat, &mut self.wire.stream);
        let end = Instant::now() + limits.answer;
        let keep = answer::send(&mut response, manner, &mut self.output, &mut |piece| {
            if !seat.enter(Stage::Answering) {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            stream.until(end.min(Instant::now() + limits.piece));
            stream.write_all(piece).map_err(|error| {
                log::debug!("an answer was cut off: {error}");
                // Whatever it was, half an answer has left and another one can't follow.
                io::ErrorKind::ConnectionAborted.into()
            })
        })?;
        Ok(match response.upgrade.take() {
            Some(upgrade) if !manner.head_only => Next::HandOver(upgrade),
            _ if keep => Next::Keep,
            _ => Next::Close,
        })
    }

    fn hand_over(self, mut upgrade: Box<dyn Upgrade + Send>) {
        if !self.seat.enter(Stage::Live) {
            return;
        }
        let kept = Kept {
            line: self.wire.stream,
            patience: self.house.limits.event,
            _seat: self.seat,
        };
        let built = catch_unwind(AssertUnwindSafe(|| upgrade.build(Box::new(kept))));
        if let Err(panic) = built {
            log::error!("an event stream panicked: {}", panic_message(&*panic));
        }
    }

    /// Lets the peer read what was sent before the connection is closed.
    fn linger(mut self) {
        if !self.seat.enter(Stage::Closing) {
            return;
        }
        self.wire.stream.until(Instant::now() + LINGER);
        self.wire.stream.finish();
        let mut dropped = [0; 8 << 10];
        let mut left = LINGER_BYTES;
        while let Ok(read @ 1..) = self.wire.stream.read(&mut dropped) {
            left = left.saturating_sub(read);
            if left == 0 {
                return;
            }
        }
    }
}

/// The first segment of a target, for the log: what follows may be somebody's secret link.
fn first_segment(target: &str) -> &str {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let end = path.bytes().skip(1).position(|b| b == b'/');
    &path[..end.map_or(path.len(), |end| end + 1)]
}

#[cfg(test)]
mod tests {
    use super::first_segment;

    #[test]
    fn the_log_names_no_secret_link() {
        assert_eq!(first_segment("/feedback/s3cr3t?x"), "/feedback");
        assert_eq!(first_segment("/login?token=s3cr3t"), "/login");
        assert_eq!(first_segment("/"), "/");
        assert_eq!(first_segment("*"), "*");
    }
}
