//! What other programs wrote: their lists of clients and their calendars, read into the salon's own words. Pure: bytes
//! in, wishes out; `actions::import` holds them against the book.
//!
//! | file | holds |
//! |---|---|
//! | `text.rs` | from bytes to text, however it was encoded |
//! | `table.rs` | from text to rows, however they are separated |
//! | `columns.rs` | which column is what, by its name in three languages |
//! | `cells.rs` | what a cell says: yes, nothing, a language |
//! | `dates.rs` | days of birth as people write them |
//! | `clients.rs` | from rows to clients |
//! | `calendar.rs` | from a calendar file to its events, each occurrence one |
//! | `moment.rs` | times and lengths as calendars write them |
//! | `summary.rs` | who comes for what, as far as an event says |
//! | `zones.rs` | time zones by the names that calendars give them |

pub mod calendar;
mod cells;
pub mod clients;
mod columns;
mod dates;
mod moment;
mod summary;
mod table;
mod text;
mod zones;

pub use summary::{Menu, Reading};
