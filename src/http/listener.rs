//! Accepting connections, and stopping in good order.
//!
//! An accept loop must outlive everything: running out of file descriptors or threads is a bad minute, not
//! the end of the working day.

use super::answer::{self, Manner};
use super::connection::Connection;
use super::seats::Seats;
use super::{Limits, Response, Site, panic_message, plain_refusal};
use socket2::SockRef;
use std::io::{self, ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Each connection's stack. Only the pages that are touched cost memory; handlers run SQLite and JSON on it.
const STACK_BYTES: usize = 512 << 10;
/// The pause after an accept or a thread failed, so that a shortage isn't made worse by asking all the time.
const PAUSE: Duration = Duration::from_millis(50);
/// How long a newcomer waits for a seat when everybody inside is being served.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that may wait to be accepted. Where they are too few, as std's 128 are in a burst, the kernel
/// drops the next one's first packet, and its client tries again only after a whole second.
const BACKLOG: i32 = 1024;
/// How long it may take to wake an accept loop by knocking.
const KNOCK: Duration = Duration::from_millis(250);

/// What all connections share.
pub(super) struct House {
    pub(super) limits: Limits,
    pub(super) site: Site,
    pub(super) seats: Arc<Seats>,
    numbers: AtomicU64,
}

impl House {
    /// The site's words for a refusal; plain ones where even they fail.
    pub(super) fn refusal(&self, status: u16, target: &str) -> Response {
        catch_unwind(AssertUnwindSafe(|| (self.site.refusal)(status, target))).unwrap_or_else(
            |panic| {
                log::error!("wording a refusal panicked: {}", panic_message(&*panic));
                plain_refusal(status, target)
            },
        )
    }
}

/// A running server. It serves until [`Handle::stop`].
pub struct Handle {
    house: Arc<House>,
    addresses: Vec<SocketAddr>,
    accepting: Vec<JoinHandle<()>>,
}

/// Serves a site on all of `listeners`.
///
/// # Errors
/// When there is no listener, or one that has no address or gets no thread.
pub fn serve(listeners: Vec<TcpListener>, limits: Limits, site: Site) -> io::Result<Handle> {
    if listeners.is_empty() {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "there is no address to listen on",
        ));
    }
    let house = Arc::new(House {
        seats: Seats::new(limits.connections),
        limits,
        site,
        numbers: AtomicU64::new(0),
    });
    let mut handle = Handle {
        house: Arc::clone(&house),
        addresses: Vec::new(),
        accepting: Vec::new(),
    };
    for listener in listeners {
        handle.addresses.push(listener.local_addr()?);
        SockRef::from(&listener).listen(BACKLOG)?;
        let house = Arc::clone(&house);
        let thread = thread::Builder::new().name("accept".to_owned());
        let accepting = thread.spawn(move || accept_from(&listener, &house))?;
        handle.accepting.push(accepting);
    }
    Ok(handle)
}

impl Handle {
    /// The addresses listened on, in the order of the listeners, with the ports that the system chose.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Accepts nobody any more, closes what [`Site::on_stop`] names, lets requests in flight end, and gives the
    /// number of connections that were still at work after `grace`, and are cut off.
    pub fn stop(self, grace: Duration) -> usize {
        let deadline = Instant::now() + grace;
        self.house.seats.close();
        let farewell = catch_unwind(AssertUnwindSafe(|| (self.house.site.farewell)()));
        if let Err(panic) = farewell {
            log::error!(
                "closing the event streams panicked: {}",
                panic_message(&*panic)
            );
        }
        for (address, accepting) in self.addresses.iter().zip(self.accepting) {
            // The loop sits in accept; a connection of our own makes it look up.
            let knocked = TcpStream::connect_timeout(&reachable(*address), KNOCK);
            if knocked.is_ok() && accepting.join().is_err() {
                log::error!("the accept loop of {address} had panicked");
            }
        }
        let left = self.house.seats.empty(deadline);
        if left > 0 {
            log::warn!("stopped while {left} connections were still at work");
            self.house.seats.cut();
        }
        left
    }
}

/// The address under which a listener's own machine reaches it.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

fn accept_from(listener: &TcpListener, house: &Arc<House>) {
    let mut failures = 0;
    loop {
        let accepted = listener.accept();
        if house.seats.closing() {
            return;
        }
        match accepted {
            Ok((tcp, peer)) => {
                if failures > 0 {
                    log::info!("accepting connections again after {failures} failures");
                    failures = 0;
                }
                receive(tcp, peer, house);
            }
            // The peer was gone before we came to it.
            Err(error) if is_passing(&error) => {}
            Err(error) => {
                // Said once; the log is no place for twenty lines a second.
                if failures == 0 {
                    log::error!("could not accept a connection, and will go on trying: {error}");
                }
                failures += 1;
                // Most likely the system has no file descriptor left: make one free.
                house.seats.make_room();
                thread::sleep(PAUSE);
            }
        }
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted
    )
}

/// Gives a newcomer a seat and a thread.
fn receive(tcp: TcpStream, peer: SocketAddr, house: &Arc<House>) {
    let tcp = Arc::new(tcp);
    let number = house.numbers.fetch_add(1, Ordering::Relaxed);
    let Some(seat) = house.seats.admit(&tcp, number, PATIENCE) else {
        if !house.seats.closing() {
            log::warn!(
                "every connection was busy for {} s; one was turned away",
                PATIENCE.as_secs()
            );
            turn_away(&tcp, house);
        }
        return;
    };
    // A client that came over IPv4 to an IPv6 socket keeps its IPv4 address.
    let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
    let own = Arc::clone(house);
    let live = move || {
        if let Ok(connection) = Connection::new(own, seat, peer, tcp) {
            connection.run();
        }
    };
    let thread = thread::Builder::new()
        .name("connection".to_owned())
        .stack_size(STACK_BYTES);
    if let Err(error) = thread.spawn(live) {
        log::error!("could not start a thread for a connection: {error}");
        house.seats.make_room();
        thread::sleep(PAUSE);
    }
}

/// The one refusal of a newcomer: everybody inside was at work for all of [`PATIENCE`]. It must not wait, too.
fn turn_away(mut tcp: &TcpStream, house: &House) {
    if house.site.tls.is_some() {
        // Words before a handshake would look like a broken one.
        return;
    }
    let mut response = house.refusal(503, "");
    let mut out = Vec::new();
    // Whoever can't take a few bytes at once goes without them.
    let _ = tcp.set_nonblocking(true);
    let mut deliver = |piece: &[u8]| tcp.write_all(piece);
    let _ = answer::send(&mut response, Manner::LAST, &mut out, &mut deliver);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn every_address_has_one_that_reaches_it() {
        for (address, expected) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.7:80", "192.0.2.7:80"),
        ] {
            assert_eq!(reachable(address.parse().unwrap()).to_string(), expected);
        }
    }

    #[test]
    fn a_server_without_an_address_is_refused() {
        let site = Site::new(|_| Response::text(""));
        assert!(serve(vec![], Limits::default(), site).is_err());
    }
}
