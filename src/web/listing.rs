//! A list's answer: the page that was asked for, or the whole of it. What a desk looks at, a day or a week, fits in
//! one stretch; a longer list is sent while it is read, on one snapshot and in bounded memory however long it is.

use std::io::{self, Read};

use rusqlite::Connection;

use super::answer::{self, Answer};
use super::visit::Visit;
use crate::store::Result;
use crate::store::listing::{Listing, Place};

/// Rows read at a time: of bookings, some 100 kB of JSON.
const STRETCH: i64 = 200;

/// Answers a list: the page where one was asked for ([`super::form::Form::page`]), else the whole array.
pub(super) fn answer<L: Listing>(visit: &Visit<'_>, page: Option<(i64, i64)>, list: L) -> Answer {
    visit
        .app
        .db
        .read(|book| answer_from(visit, book, page, list))
}

/// The same, from a book that is being read already.
pub(super) fn answer_from<L: Listing>(
    visit: &Visit<'_>,
    book: &Connection,
    page: Option<(i64, i64)>,
    list: L,
) -> Answer {
    if let Some((page, limit)) = page {
        let offset = (page - 1).saturating_mul(limit);
        let data = list.rows(book, Place::Offset(offset), limit)?;
        return answer::page(&data, page, limit, list.count(book)?);
    }
    let first = list.rows(book, Place::Offset(0), STRETCH)?;
    if (first.len() as i64) < STRETCH {
        return answer::json(&first);
    }
    // A long list begins anew on a reader of its own: the pool's is wanted by others while this one is sent.
    drop(first);
    answer::stream(Streamed::open(visit, list)?)
}

/// A JSON array, read as it is sent.
struct Streamed<L: Listing> {
    connection: Connection,
    list: L,
    last: Option<L::Row>,
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

impl<L: Listing> Streamed<L> {
    /// Begins the list: from here on it shows the book as it is now.
    fn open(visit: &Visit<'_>, list: L) -> Result<Self> {
        let connection = visit.app.db.stream_reader()?;
        let list = list.gathered(&connection)?;
        let mut streamed = Self {
            connection,
            list,
            last: None,
            buffer: Vec::new(),
            sent: 0,
            state: State::Begin,
        };
        // The first stretch is read before the answer begins, so that a failing disk is still a proper error.
        streamed.fill()?;
        Ok(streamed)
    }

    fn fill(&mut self) -> Result<()> {
        self.buffer.clear();
        self.sent = 0;
        let place = self.last.as_ref().map_or(Place::Offset(0), Place::After);
        let stretch = self.list.rows(&self.connection, place, STRETCH)?;
        let mut first = self.state == State::Begin;
        if first {
            self.buffer.push(b'[');
        }
        for row in &stretch {
            if !std::mem::replace(&mut first, false) {
                self.buffer.push(b',');
            }
            serde_json::to_writer(&mut self.buffer, row).map_err(anyhow::Error::from)?;
        }
        self.state = State::Middle;
        if (stretch.len() as i64) < STRETCH {
            self.buffer.push(b']');
            self.state = State::End;
        }
        self.last = stretch.into_iter().last();
        Ok(())
    }
}

impl<L: Listing> Read for Streamed<L> {
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
