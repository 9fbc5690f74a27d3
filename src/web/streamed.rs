//! A list that is sent while it is read: the whole book in bounded memory, on one snapshot.

use std::io::{self, Read};

use rusqlite::Connection;

use super::visit::Visit;
use crate::salon::time::Wall;
use crate::salon::who::Scope;
use crate::store::Result;
use crate::store::bookings::{self, Filter};

/// Bookings read at a time: some 100 kB of JSON.
const STRETCH: i64 = 200;

/// A JSON array of bookings, read as it is sent.
pub(super) struct Bookings {
    connection: Connection,
    filter: Filter,
    scope: Scope,
    last: Option<(Wall, i64)>,
    buffer: Vec<u8>,
    sent: usize,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Begin,
    Middle,
    End,
}

impl Bookings {
    /// Begins the list: from here on it shows the book as it is now.
    pub(super) fn open(visit: &Visit<'_>, filter: Filter, scope: Scope) -> Result<Self> {
        let connection = visit.app.db.stream_reader()?;
        let mut list = Self {
            connection,
            filter,
            scope,
            last: None,
            buffer: Vec::new(),
            sent: 0,
            state: State::Begin,
        };
        // The first stretch is read before the answer begins, so that a failing disk is still a proper error.
        list.fill()?;
        Ok(list)
    }

    fn fill(&mut self) -> Result<()> {
        self.buffer.clear();
        self.sent = 0;
        let stretch = bookings::after(
            &self.connection,
            &self.filter,
            self.scope,
            self.last,
            STRETCH,
        )?;
        let mut first = self.state == State::Begin;
        if first {
            self.buffer.push(b'[');
        }
        for booking in &stretch {
            if !std::mem::replace(&mut first, false) {
                self.buffer.push(b',');
            }
            serde_json::to_writer(&mut self.buffer, booking).map_err(anyhow::Error::from)?;
        }
        self.last = stretch.last().map(|booking| (booking.start_at, booking.id));
        self.state = State::Middle;
        if (stretch.len() as i64) < STRETCH {
            self.buffer.push(b']');
            self.state = State::End;
        }
        Ok(())
    }
}

impl Read for Bookings {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.sent == self.buffer.len() && self.state != State::End {
            self.fill().map_err(|error| {
                log::error!("a list could not be read to its end: {error}");
                io::Error::other(error.to_string())
            })?;
        }
        let rest = self.buffer.get(self.sent..).unwrap_or(&[]);
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.sent += n;
        Ok(n)
    }
}
