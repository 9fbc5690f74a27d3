//! A socket whose every read and write is bound by an absolute deadline.
//!
//! The kernel only knows a limit for each single wait, which a client that drips a byte a second never
//! reaches; so what is left of the deadline is set anew before each call. The deadlines live down here so
//! that TLS can be laid over them: see `line`.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Waits are rounded up to this, so that the same limit on each request need not be told to the kernel again.
const GRAIN_MILLIS: u64 = 10;

/// A connected socket with a deadline.
pub(super) struct Stream {
    /// Shared with the connection's seat, which shuts it down to evict the connection.
    tcp: Arc<TcpStream>,
    deadline: Instant,
    /// The waits last set in the kernel.
    read_wait: Duration,
    write_wait: Duration,
    /// Whether reads and writes wait at all.
    waiting: bool,
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
            waiting: true,
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

    /// Whether reads and writes wait from now on, or give [`ErrorKind::WouldBlock`] at once.
    pub(super) fn wait(&mut self, waiting: bool) -> io::Result<()> {
        self.waiting = waiting;
        self.tcp.set_nonblocking(!waiting)
    }

    /// Waits for the next byte, tells which it is and leaves it to be read.
    pub(super) fn peek(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        match self.reading(|tcp| tcp.peek(&mut byte))? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(byte[0]),
        }
    }

    /// Reads by the deadline.
    fn reading(
        &mut self,
        mut read: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        loop {
            if self.waiting {
                let left = self.left()?;
                if left != self.read_wait {
                    self.tcp.set_read_timeout(Some(left))?;
                    self.read_wait = left;
                }
            }
            match read(&self.tcp) {
                Err(error) if self.retry(&error) => {}
                read => return read,
            }
        }
    }

    /// Whether a call merely ended early: by a signal, or because its wait was over. The next round finds out
    /// whether the deadline has passed.
    fn retry(&self, error: &io::Error) -> bool {
        match error.kind() {
            ErrorKind::Interrupted => true,
            ErrorKind::WouldBlock | ErrorKind::TimedOut => self.waiting,
            _ => false,
        }
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
        self.reading(|mut tcp| tcp.read(buffer))
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            if self.waiting {
                let left = self.left()?;
                if left != self.write_wait {
                    self.tcp.set_write_timeout(Some(left))?;
                    self.write_wait = left;
                }
            }
            match (&*self.tcp).write(bytes) {
                Err(error) if self.retry(&error) => {}
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
