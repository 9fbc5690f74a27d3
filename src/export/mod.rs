//! All that the book holds, to take along: every table as CSV, the calendar as .ics, and a page that says what is what.
//! It is written from one snapshot, row by row, into a folder ([`folder`]) or a zip that is sent while it is made
//! ([`archive`]).

pub mod archive;
mod calendar;
mod csv;
pub mod folder;

use std::io::{self, Write};

use rusqlite::Connection;

use crate::salon::time::Stamp;
use crate::store::{self, Result, settings};

/// The calendar's file.
const CALENDAR: &str = "calendar.ics";
/// The page that says what is what.
const README: &str = "README.txt";

/// Where an export goes: files, one after the other. What is written goes into the one that was begun last.
pub trait Parcel: Write {
    /// Begins a file.
    fn begin(&mut self, name: &str) -> io::Result<()>;
}

/// Writes everything into a parcel, from a connection that stands on one snapshot.
pub fn pack(book: &Connection, now: Stamp, parcel: &mut impl Parcel) -> Result<()> {
    let settings = settings::load(book)?;
    let tables = store::export::tables(book)?;
    parcel.begin(README).map_err(machine)?;
    let page = readme(&settings.salon_name, now);
    parcel.write_all(page.as_bytes()).map_err(machine)?;
    for table in &tables {
        parcel
            .begin(&format!("{}.csv", table.name))
            .map_err(machine)?;
        csv::write(book, table, parcel)?;
    }
    parcel.begin(CALENDAR).map_err(machine)?;
    calendar::write(book, &settings, now, parcel)
}

/// The names of all files that an export of this book makes.
pub fn files(book: &Connection) -> Result<Vec<String>> {
    let tables = store::export::tables(book)?;
    let mut names: Vec<String> = tables
        .iter()
        .map(|table| format!("{}.csv", table.name))
        .collect();
    names.extend([README.to_owned(), CALENDAR.to_owned()]);
    Ok(names)
}

fn machine(error: io::Error) -> store::Error {
    store::Error::Machine(anyhow::Error::new(error).context("The export can't be written"))
}

fn readme(salon: &str, now: Stamp) -> String {
    let salon = if salon.is_empty() { "the salon" } else { salon };
    format!(
        "Everything that Daybook holds of {salon}, as it was on {now}.\r\n\
         \r\n\
         *.csv         one file a table, in UTF-8, with the columns' names in the first line (RFC 4180). A cell\r\n\
         {0}without anything in it means none. Times of appointments are the salon's own; those that\r\n\
         {0}end in Z are UTC. Amounts are in cents.\r\n\
         calendar.ics  the appointments that were not cancelled, and time off, for any calendar.\r\n\
         \r\n\
         A text that a spreadsheet could take for a formula (one that begins with = + - @, a tab or a line break)\r\n\
         has an apostrophe ' in front, and so has one that begins with an apostrophe itself. To have the texts as they\r\n\
         were, take one apostrophe off each cell that begins with one. \"daybook import clients clients.csv\" does.\r\n\
         \r\n\
         Left out, since they open doors: passwords, sign-ins, the links in letters and the letters that hold them,\r\n\
         links to payments. Mail and Stripe are set up in config.toml and secrets.toml, which are no part of this.\r\n",
        " ".repeat(14)
    )
}
