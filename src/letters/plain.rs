//! The text part: what people see in text-only mail programs, in previews, and read aloud.

use crate::letters::sheet::{Block, Button, Row, Sheet, Signature};

/// Lines are wrapped here, as the custom is for plain mail; links never are.
const WIDTH: usize = 72;

/// The whole text.
pub(super) fn plain(sheet: &Sheet) -> String {
    let mut parts: Vec<String> = sheet
        .courtesies
        .iter()
        .map(|courtesies| courtesies.greeting.clone())
        .collect();
    parts.extend(sheet.blocks.iter().map(block));
    parts.extend(
        sheet
            .courtesies
            .iter()
            .map(|courtesies| format!("{}\n{}", courtesies.regards, sheet.salon.name)),
    );
    parts.push(signature(&sheet.salon));
    if let Some(unsubscribe) = &sheet.unsubscribe {
        parts.push(wrapped(unsubscribe.text));
        parts.extend(unsubscribe.link.iter().map(button));
    }
    parts.retain(|part| !part.is_empty());
    let mut text = parts.join("\n\n");
    text.push('\n');
    text
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(lines) => joined(lines.iter().map(|line| wrapped(line))),
        Block::Details(rows) => table(rows),
        Block::Notes { label, lines } => format!(
            "{label}:\n{}",
            joined(lines.iter().map(|line| wrapped(line)))
        ),
        Block::Buttons(buttons) => joined(buttons.iter().map(button)),
    }
}

/// Labels to the left, values in one column. A value that no longer holds stands in brackets.
fn table(rows: &[Row]) -> String {
    let width = rows
        .iter()
        .map(|row| row.label.chars().count())
        .max()
        .unwrap_or_default();
    joined(rows.iter().map(|row| {
        let value = if row.past {
            format!("({})", row.value)
        } else {
            row.value.clone()
        };
        format!("  {:width$}  {value}", row.label)
    }))
}

fn button(button: &Button) -> String {
    format!("{}:\n{}", button.label, button.url)
}

/// Below the customary mark of a signature, which mail programs know to fold away. Its trailing space is
/// part of the mark.
fn signature(salon: &Signature) -> String {
    let lines = std::iter::once(&salon.name)
        .chain(&salon.address)
        .chain(std::iter::once(&salon.phone))
        .chain(&salon.footer);
    let lines = lines
        .filter(|line| !line.is_empty())
        .map(|line| wrapped(line));
    format!("-- \n{}", joined(lines))
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_wrapped_and_links_are_not() {
        let link = format!("https://example.com/{}", "x".repeat(100));
        let text = wrapped(&format!("{} {link} end", "word ".repeat(20).trim()));
        assert!(
            text.lines()
                .all(|line| line.chars().count() <= WIDTH || line == link)
        );
        assert_eq!(
            text.replace('\n', " "),
            format!("{}{link} end", "word ".repeat(20))
        );
    }
}
