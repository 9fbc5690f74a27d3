//! Whether this machine can be found under its name in the salon's network, `till.local`.
//!
//! Windows and most of Linux (avahi) announce it by themselves. Daybook doesn't announce it a second time; it asks
//! the network as any telephone does, and tells people the name only where an answer comes that means this machine.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, UdpSocket};
use std::time::{Duration, Instant};

use socket2::SockRef;

/// Where every machine listens that announces its name.
const EVERYBODY: SocketAddr =
    SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(224, 0, 0, 251), 5353));
/// Whoever is there answers within this time.
const PATIENCE: Duration = Duration::from_millis(400);
/// What marks our question, and the answer to it.
const NUMBER: [u8; 2] = [0xda, 0x7b];

/// Whether a question for the name, asked from any of the machine's addresses, is answered with that address.
pub(super) fn is_announced(name: &str, own: &[Ipv4Addr]) -> bool {
    own.iter()
        .any(|address| leads_here(name, *address, EVERYBODY).unwrap_or(false))
}

fn leads_here(name: &str, own: Ipv4Addr, asked: SocketAddr) -> io::Result<bool> {
    let socket = UdpSocket::bind((own, 0))?;
    SockRef::from(&socket).set_multicast_if_v4(&own)?;
    socket.send_to(&question(name), asked)?;
    let deadline = Instant::now() + PATIENCE;
    let mut answer = [0; 1500];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(false);
        }
        socket.set_read_timeout(Some(left))?;
        let read = socket.recv(&mut answer)?;
        if means(&answer[..read], own) {
            return Ok(true);
        }
    }
}

/// Asks for the IPv4 address of a name, as DNS does.
fn question(name: &str) -> Vec<u8> {
    let mut packet = NUMBER.to_vec();
    packet.extend([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    for label in name.split('.') {
        packet.push(label.len().min(63) as u8);
        packet.extend(label.bytes().take(63));
    }
    packet.extend([0, 0, 1, 0, 1]);
    packet
}

/// Whether this is an answer of ours, and one of its records is this address: four bytes long, and these.
fn means(answer: &[u8], address: Ipv4Addr) -> bool {
    let ours = answer.starts_with(&NUMBER) && answer.get(2).is_some_and(|flags| flags & 0x80 != 0);
    let [a, b, c, d] = address.octets();
    ours && answer.windows(6).any(|record| record == [0, 4, a, b, c, d])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Somebody who answers one question with this address.
    fn answering(address: [u8; 4]) -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let here = socket.local_addr().unwrap();
        std::thread::spawn(move || {
            let mut packet = [0; 1500];
            let (length, from) = socket.recv_from(&mut packet).unwrap();
            let asked = &packet[..length];
            assert!(asked.ends_with(b"\x04till\x05local\0\0\x01\0\x01"));
            socket.send_to(b"noise", from).unwrap();
            let mut answer = asked.to_vec();
            answer[2] = 0x84;
            answer.extend(b"\xc0\x0c\0\x01\0\x01\0\0\0\x78\0\x04");
            answer.extend(address);
            socket.send_to(&answer, from).unwrap();
        });
        here
    }

    #[test]
    fn a_name_counts_where_it_leads_to_this_machine() {
        let own = Ipv4Addr::LOCALHOST;
        let asked = |address| leads_here("till.local", own, answering(address));
        assert!(asked([127, 0, 0, 1]).unwrap());
        // Another machine has that name.
        assert!(!asked([127, 0, 0, 2]).unwrap_or(false));
        let nobody = UdpSocket::bind("127.0.0.1:0").unwrap();
        let silence = leads_here("till.local", own, nobody.local_addr().unwrap());
        assert!(!silence.unwrap_or(false));
    }
}
