//! A socket whose every read and write is bound by an absolute deadline.
//!
//! The kernel only knows a limit for each single wait, which a client that drips a byte a second never
//! reaches; so what is left of the deadline is set anew before each call. The deadlines live down here so
//! that TLS can be laid over them: rustls's `StreamOwned` over a [`Stream`] keeps every promise made here.

use super::seats::Seat;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Waits are rounded up to this, so that the same limit on each request need not be told to the kernel again.
const GRAIN_MILLIS: u64 = 10;

/// A connected socket with a deadline.
pub(super) struct Stream {
    /// Shared with the [`Seat`], which shuts it down to evict the connection.
    tcp: Arc<TcpStream>,
    deadline: Instant,
    /// The waits last set in the kernel.
    read_wait: Duration,
    write_wait: Duration,
}

impl Stream {
    /// Takes a fresh socket; the deadline has passed until [`Stream::until`] sets one.
    pub(super) fn new(tcp: Arc<TcpStream>) -> io::Result<Self> {
        // Without it, Nagle's algorithm and delayed acknowledgements hold keep-alive answers back for 40 ms.
        tcp.set_nodelay(true)?;
        Ok(Stream {
            tcp,
            deadline: Instant::now(),
            read_wait: Duration::ZERO,
            write_wait: Duration::ZERO,
        })
    }

    /// Sets the moment after which reads and writes fail with [`ErrorKind::TimedOut`].
    pub(super) fn until(&mut self, deadline: Instant) {
        self.deadline = deadline;
    }

    /// Says that nothing more will be written; the peer sees the end of the stream.
    pub(super) fn finish(&mut self) {
        // A peer that has already left makes this fail, and then there is nobody to tell.
        let _ = self.tcp.shutdown(Shutdown::Write);
    }

    /// Reads what has already arrived; [`ErrorKind::WouldBlock`] when that is nothing, 0 when the peer has left.
    pub(super) fn read_arrived(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.tcp.set_nonblocking(true)?;
        let read = (&*self.tcp).read(buffer);
        self.tcp.set_nonblocking(false)?;
        read
    }

    /// What is left until the deadline, rounded up.
    fn left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        let grains = left.as_millis() as u64 / GRAIN_MILLIS + 1;
        Ok(Duration::from_millis(grains * GRAIN_MILLIS))
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let left = self.left()?;
            if left != self.read_wait {
                self.tcp.set_read_timeout(Some(left))?;
                self.read_wait = left;
            }
            match (&*self.tcp).read(buffer) {
                Err(error) if retry(&error) => {}
                read => return read,
            }
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            let left = self.left()?;
            if left != self.write_wait {
                self.tcp.set_write_timeout(Some(left))?;
                self.write_wait = left;
            }
            match (&*self.tcp).write(bytes) {
                Err(error) if retry(&error) => {}
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether a call merely ended early: by a signal, or because its wait was over. The next round finds out
/// whether the deadline has passed.
fn retry(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut
    )
}

/// A stream that outlives its request: what rouille calls an upgrade is given this, with the seat it sits on.
///
/// Reading never waits, see [`Stream::read_arrived`]; each write has `patience` for its deadline.
pub(super) struct Kept {
    pub(super) stream: Stream,
    pub(super) patience: Duration,
    /// Given back when the stream is dropped.
    pub(super) _seat: Seat,
}

impl Read for Kept {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read_arrived(buffer)
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.until(Instant::now() + self.patience);
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
