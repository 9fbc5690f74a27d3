//! The front door: HTTP/1.1 over sockets of our own, under rouille's [`Request`] and [`Response`].
//!
//! rouille's types are good to write handlers with; its listener is not one to trust a shop with: it never
//! times a silent client out, stalls on keep-alive answers, stops for ever at the first accept error and
//! gives up the whole program for one absurd header. So this room accepts the connections itself, one thread
//! each, and hands rouille's types to a handler. It knows no salon: what is said and who may ask is decided above.
//!
//! What it promises, whatever the other side does:
//!
//! - everything is bounded: connections, heads, bodies, and the time each of them may take;
//! - a newcomer is never refused for another's sake: [`seats`] says who gives up a place;
//! - a panic costs one answer, never the server;
//! - an answer that could not be finished never looks finished.
//!
//! ```text
//! listener    accepts, finds a seat, starts the thread, stops
//! seats       how many may be inside, and who leaves first
//! connection  one connection's life, request after request
//! request     reading: the head, its framing, the body          (over wire: bytes with read-ahead)
//! answer      writing: head and body in as few writes as can be
//! line        plain bytes or TLS over the socket              (over stream: the socket with absolute deadlines)
//! events      the hub of live event streams
//! ```
//!
//! Deliberately absent: compression, ranges, HTTP/2, trailers (read and dropped), limits per address (a
//! router or a proxy makes many people one address).

mod answer;
mod connection;
mod events;
mod line;
mod listener;
mod request;
mod seats;
mod stream;
mod wire;

pub use events::Hub;
pub use listener::{Handle, serve};

use rouille::{Request, Response};
use rustls::ServerConfig;
use std::sync::Arc;
use std::time::Duration;

/// What one connection, and all of them together, may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections open at once, event streams included.
    pub connections: usize,
    /// Bytes of a request's line and headers together; 431 past that.
    pub head_bytes: usize,
    /// Bytes of a request's target; 414 past that.
    pub target_bytes: usize,
    /// Bytes of a request's body; 413 past that.
    pub body_bytes: usize,
    /// How long a connection may stay silent between two requests.
    pub idle: Duration,
    /// From the first byte of a head, or from connecting, to the head's end; 408 past that.
    pub head: Duration,
    /// From the end of the head to the end of the body; 408 past that.
    pub body: Duration,
    /// How long the peer may take for each 16 KiB of an answer. It bounds how slow a reader may be without
    /// cutting off one that is merely slow.
    pub piece: Duration,
    /// The longest that a whole answer may take, however steadily it is read.
    pub answer: Duration,
    /// How long a write to an event stream may be held up before the stream is dropped.
    pub event: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 256,
            head_bytes: 16 << 10,
            target_bytes: 8 << 10,
            body_bytes: 1 << 20,
            idle: Duration::from_secs(20),
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            piece: Duration::from_secs(20),
            answer: Duration::from_secs(15 * 60),
            event: Duration::from_secs(5),
        }
    }
}

type Handler = dyn Fn(&Request) -> Response + Send + Sync;
type Refusal = dyn Fn(u16, &str) -> Response + Send + Sync;
type Farewell = dyn Fn() + Send + Sync;

/// What the listener serves: the handler, and the few words it needs from above.
pub struct Site {
    handler: Box<Handler>,
    refusal: Box<Refusal>,
    farewell: Box<Farewell>,
    tls: Option<Tls>,
}

/// What it takes to speak https.
struct Tls {
    config: Arc<ServerConfig>,
    /// Answers who came in plain http all the same.
    astray: Box<Handler>,
}

impl Site {
    /// A site that answers each request with `handler`. It runs on many threads at once, on stacks of 512 KiB.
    ///
    /// The request's `remote_addr` is the peer of the socket; which proxy to believe is for the handler to say.
    pub fn new(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        Site {
            handler: Box::new(handler),
            refusal: Box::new(plain_refusal),
            farewell: Box::new(|| {}),
            tls: None,
        }
    }

    /// Has the site speak https alone. Requests of those who come in plain http all the same go to `astray`, which
    /// says where to go instead.
    pub fn secure(
        mut self,
        config: Arc<ServerConfig>,
        astray: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        self.tls = Some(Tls {
            config,
            astray: Box::new(astray),
        });
        self
    }

    /// Says how the listener's own refusals look, those that the handler never hears of: given the status and
    /// the target that was asked for (as far as it could be read, else empty), gives the whole answer.
    ///
    /// Statuses: 400, 408, 413, 414, 417, 431, 500 (a handler panicked), 501, 503 (no seat came free), 505.
    pub fn refusals(
        mut self,
        refusal: impl Fn(u16, &str) -> Response + Send + Sync + 'static,
    ) -> Self {
        self.refusal = Box::new(refusal);
        self
    }

    /// Says what is to be done first when the server stops: closing the event hub, whose streams would
    /// otherwise outlast any patience.
    pub fn on_stop(mut self, farewell: impl Fn() + Send + Sync + 'static) -> Self {
        self.farewell = Box::new(farewell);
        self
    }
}

/// The refusal of a site that has no words of its own.
fn plain_refusal(status: u16, _target: &str) -> Response {
    let sentence = match status {
        408 => "The request took too long to arrive.",
        413 => "The request's body is larger than this server takes.",
        414 => "The address that was asked for is too long.",
        431 => "The request's headers are larger than this server takes.",
        500 => "Something went wrong here. It has been noted.",
        501 | 505 => "This server does not speak that form of HTTP.",
        503 => "Everything is busy right now. Please try again in a moment.",
        _ => "That was no request this server understands.",
    };
    Response::text(sentence).with_status_code(status)
}

/// What a panic said, for the log.
fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no message)")
}
