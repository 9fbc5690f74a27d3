//! Bytes from the peer, with what was read ahead of the request at hand.
//!
//! It is generic over the reader so that parsing can be tested without a socket.

use std::io::{self, ErrorKind, Read};

/// How much is read at once. Most requests fit; a connection keeps no more than this while it is idle.
const READ: usize = 4 << 10;

/// Why a request came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is refused with this status, and the connection closed.
    Refuse(u16),
    /// There is nobody left to answer.
    Gone,
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::TimedOut => Fault::Refuse(408),
            _ => Fault::Gone,
        }
    }
}

/// A reader and what was read from it but not yet used.
pub(super) struct Wire<S> {
    pub(super) stream: S,
    pub(super) input: Vec<u8>,
}

impl<S: Read> Wire<S> {
    pub(super) fn new(stream: S) -> Self {
        Wire {
            stream,
            input: Vec::new(),
        }
    }

    /// Reads some more, at least one byte.
    pub(super) fn fill(&mut self) -> Result<(), Fault> {
        let held = self.input.len();
        self.input.resize(held + READ, 0);
        let read = self.stream.read(&mut self.input[held..]);
        self.input
            .truncate(held + read.as_ref().copied().unwrap_or(0));
        match read? {
            0 => Err(Fault::Gone),
            _ => Ok(()),
        }
    }

    /// Takes one line, without its CR LF. A line that is longer than `most` or ends otherwise is refused.
    pub(super) fn line(&mut self, most: usize) -> Result<Vec<u8>, Fault> {
        let mut searched = 0;
        loop {
            let newline = self.input[searched..].iter().position(|b| *b == b'\n');
            if let Some(at) = newline.map(|at| searched + at) {
                let mut line: Vec<u8> = self.input.drain(..=at).collect();
                line.pop();
                return match line.pop() {
                    Some(b'\r') if line.len() <= most => Ok(line),
                    _ => Err(Fault::Refuse(400)),
                };
            }
            searched = self.input.len();
            if searched > most + 1 {
                return Err(Fault::Refuse(400));
            }
            self.fill()?;
        }
    }

    /// Moves the next `count` bytes to the end of `body`.
    pub(super) fn take(&mut self, body: &mut Vec<u8>, count: usize) -> Result<(), Fault> {
        let held = count.min(self.input.len());
        body.extend(self.input.drain(..held));
        let missing = count - held;
        let read = (&mut self.stream).take(missing as u64).read_to_end(body)?;
        if read < missing {
            return Err(Fault::Gone);
        }
        Ok(())
    }
}
