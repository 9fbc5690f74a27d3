//! What a cell of a list says: yes, nothing, a language, a number that a spreadsheet spoilt.

use crate::salon::line;

/// What plainly says yes.
pub(super) fn is_yes(cell: &str) -> bool {
    matches!(
        cell.to_lowercase().as_str(),
        "yes"
            | "y"
            | "true"
            | "1"
            | "subscribed"
            | "opted in"
            | "opted-in"
            | "opt-in"
            | "ja"
            | "j"
            | "waar"
            | "wahr"
    )
}

/// What people and programs write where there is nothing.
pub(super) fn is_blank(cell: &str) -> bool {
    matches!(
        cell.to_lowercase().as_str(),
        "" | "-"
            | "--"
            | "n/a"
            | "na"
            | "null"
            | "none"
            | "nil"
            | "geen"
            | "keine"
            | "unknown"
            | "onbekend"
    )
}

/// A number that a spreadsheet took for one: 3.16123E+10.
pub(super) fn spoilt(number: &str) -> bool {
    let number = number.to_lowercase();
    number.split_once("e+").is_some_and(|(_, power)| {
        !power.is_empty() && power.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The language of letters that a cell names; empty: the salon's.
pub(super) fn language(said: &str) -> &'static str {
    let said = said.to_lowercase();
    let begins = |words: &[&str]| {
        words.iter().any(|word| {
            said == *word
                || said.starts_with(&format!("{word}-"))
                || said.starts_with(&format!("{word}_"))
        })
    };
    if begins(&["nl", "dutch", "nederlands", "niederländisch"]) {
        "nl"
    } else if begins(&["de", "german", "deutsch", "duits"]) {
        "de"
    } else if begins(&["en", "english", "engels", "englisch"]) {
        "en"
    } else {
        ""
    }
}

/// One line, without doubled blanks and control characters.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    line::tidy(&words.join(" "))
}

/// Several lines, without other control characters.
pub(super) fn several_lines(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}
