//! A table as CSV (RFC 4180). Spreadsheets run what begins like a formula, whoever typed it; so such a text gets an
//! apostrophe in front. So does one that begins with an apostrophe, and taking off one gives every text back.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};
use rusqlite::Connection;

use super::{Parcel, machine};
use crate::store::export::{self, Cell, Table};
use crate::store::{Error, Result};

/// What spreadsheets take for the beginning of a formula, the wide forms of East Asia included.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Writes a table with its header.
pub(super) fn write(book: &Connection, table: &Table, parcel: &mut impl Parcel) -> Result<()> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(&mut *parcel);
    writer.write_record(&table.columns).map_err(failed)?;
    export::rows(book, table, |cells| {
        for cell in cells {
            let text = match cell {
                Cell::Plain(text) => Cow::Borrowed(*text),
                Cell::Text(text) => inert(text),
            };
            writer.write_field(text.as_bytes()).map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)
    })?;
    writer.flush().map_err(machine)
}

fn failed(error: csv::Error) -> Error {
    machine(error.into())
}

fn inert(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) || text.starts_with('\'') {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_inert_and_every_text_comes_back() {
        for text in [
            "=cmd()",
            "+31 6 1234",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "＝1",
            "'t Hart",
            "''=1",
        ] {
            let safe = inert(text);
            assert!(safe.starts_with('\''), "{text}");
            assert_eq!(&safe[1..], text);
        }
        for text in ["", "Ada", "3 = 3", " =1"] {
            assert_eq!(inert(text), text);
        }
    }
}
