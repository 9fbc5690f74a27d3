//! What a connection speaks over its socket: plain bytes, or TLS laid over them.
//!
//! Either way every wait ends at the deadline of the [`Stream`] below. The handshake has no step of its own: it
//! happens in the first read, and so within the time that a client has for its first byte.

use super::seats::Seat;
use super::stream::Stream;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The first byte of every TLS handshake; no request begins with it.
const HANDSHAKE: u8 = 0x16;

/// A connection's bytes, whoever may read along.
pub(super) enum Line {
    /// As they are.
    Plain(Stream),
    /// Encrypted. Boxed, since most connections are plain and TLS keeps much with it.
    Secure(Box<StreamOwned<ServerConnection, Stream>>),
}

impl Line {
    /// Waits for the first byte, which stays unread, and lays TLS over the socket where it begins a handshake.
    pub(super) fn answer(mut stream: Stream, config: &Arc<ServerConfig>) -> io::Result<Self> {
        if stream.peek()? != HANDSHAKE {
            return Ok(Line::Plain(stream));
        }
        let tls = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        Ok(Line::Secure(Box::new(StreamOwned::new(tls, stream))))
    }

    /// Whether nobody on the way can read along.
    pub(super) fn is_secure(&self) -> bool {
        matches!(self, Line::Secure(_))
    }

    /// Sets the moment after which reads and writes fail with [`io::ErrorKind::TimedOut`].
    pub(super) fn until(&mut self, deadline: Instant) {
        self.stream().until(deadline);
    }

    /// Says that nothing more will be written; the peer sees the end of the stream.
    pub(super) fn finish(&mut self) {
        if let Line::Secure(tls) = self {
            tls.conn.send_close_notify();
            // A peer that has already left makes this fail, and then there is nobody to tell.
            let _ = tls.flush();
        }
        self.stream().finish();
    }

    /// Reads what has already arrived; [`io::ErrorKind::WouldBlock`] when that is nothing, 0 when the peer has left.
    fn read_arrived(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream().wait(false)?;
        let read = self.read(buffer);
        self.stream().wait(true)?;
        read
    }

    fn stream(&mut self) -> &mut Stream {
        match self {
            Line::Plain(stream) => stream,
            Line::Secure(tls) => &mut tls.sock,
        }
    }
}

impl Read for Line {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Line::Plain(stream) => stream.read(buffer),
            Line::Secure(tls) => tls.read(buffer),
        }
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Line::Plain(stream) => stream.write(bytes),
            Line::Secure(tls) => {
                let taken = tls.write(bytes)?;
                // rustls would tell of a peer that doesn't read only at the next write.
                tls.flush()?;
                Ok(taken)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A line that outlives its request: what rouille calls an upgrade is given this, with the seat it sits on.
///
/// Reading never waits; each write has `patience` for its deadline.
pub(super) struct Kept {
    pub(super) line: Line,
    pub(super) patience: Duration,
    /// Given back when the line is dropped.
    pub(super) _seat: Seat,
}

impl Read for Kept {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.line.read_arrived(buffer)
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.until(Instant::now() + self.patience);
        self.line.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.line.flush()
    }
}
