//! From text to rows: comma, semicolon or tab between the cells, quotes around line breaks, whatever a spreadsheet made
//! of it.

/// Rows of a table that nobody means: an export that large is another file.
const MOST_ROWS: usize = 200_000;

/// One row, with the line of the file on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

/// The rows of a text that say something. The error is a sentence for a person.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, String> {
    // The reader counts lines by their LF.
    let text = &text.replace("\r\n", "\n").replace('\r', "\n");
    let (separator, skipped) = separator(text);
    let text = text.splitn(skipped + 1, '\n').last().unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("The file can't be read: {error}."))?;
        let line = record.position().map_or(0, csv::Position::line) + skipped as u64;
        let cells: Vec<String> = record.iter().map(cell).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        rows.push(Row { line, cells });
        if rows.len() > MOST_ROWS {
            return Err(format!(
                "The file holds more than {MOST_ROWS} rows: is it the right one?"
            ));
        }
    }
    Ok(rows)
}

/// What stands between the cells, and how many lines in front say only that (`sep=;`, as Excel writes it).
fn separator(text: &str) -> (u8, usize) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(said) = first.trim().strip_prefix("sep=") {
        return (said.bytes().next().unwrap_or(b','), 1);
    }
    let header = text.lines().find(|line| !line.trim().is_empty());
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in header.unwrap_or_default().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            _ if !quoted => {
                for (_, count) in counts.iter_mut().filter(|(sign, _)| *sign == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The first of those that are equally many.
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    (most.map_or(b',', |(sign, _)| *sign), 0)
}

/// A cell without what only a spreadsheet needs: `="0612345678"` keeps the nought of a number, an apostrophe in front
/// keeps a text from being a formula. Daybook's own export puts that apostrophe, too.
fn cell(text: &str) -> String {
    let text = text.trim();
    let text = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    let guarded = text.strip_prefix('\'').filter(|rest| {
        rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
            || rest.bytes().all(|byte| byte.is_ascii_digit()) && !rest.is_empty()
    });
    guarded.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Vec<(u64, Vec<String>)> {
        let rows = rows(text).unwrap();
        rows.into_iter().map(|row| (row.line, row.cells)).collect()
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn every_separator_is_told_from_the_header() {
        let expected = [row(1, &["Name", "E-mail"]), row(2, &["Ada", "a@a.example"])];
        for sign in [",", ";", "\t", "|"] {
            let text = format!("Name{sign}E-mail\r\nAda{sign}a@a.example\r\n");
            assert_eq!(read(&text), expected, "{sign}");
        }
        assert_eq!(
            read("sep=;\r\nName;Notes\r\nAda;a, b\r\n"),
            [row(2, &["Name", "Notes"]), row(3, &["Ada", "a, b"])]
        );
        assert_eq!(
            read("\"Name, whole\";Notes\nAda;\n"),
            [row(1, &["Name, whole", "Notes"]), row(2, &["Ada", ""])]
        );
    }

    #[test]
    fn a_note_of_several_lines_is_one_cell_and_lines_are_counted_on() {
        let text = "Name,Notes\nAda,\"tea\nno \"\"milk\"\"\"\n,\nBea,x\n";
        assert_eq!(
            read(text),
            [
                row(1, &["Name", "Notes"]),
                row(2, &["Ada", "tea\nno \"milk\""]),
                row(5, &["Bea", "x"])
            ]
        );
    }

    #[test]
    fn what_spreadsheets_put_around_a_number_is_taken_off() {
        assert_eq!(cell("=\"0612345678\""), "0612345678");
        assert_eq!(cell("'+31 6 1234"), "+31 6 1234");
        assert_eq!(cell("'0612"), "0612");
        assert_eq!(cell("'t Hart"), "'t Hart");
        assert_eq!(cell("''=cmd()"), "'=cmd()");
    }
}
