//! Makes text from people harmless before it goes into headers, letters and calendars.
//!
//! Names and notes are typed at the desk or imported, so they may hold anything: line breaks that would
//! start a new mail header (lettre panics on those), control characters, marks that reverse the reading
//! direction of what follows, a megabyte of nothing. Everything is cleaned here once, on the way in, so
//! that no later step has to think of it. HTML escaping is not done here: that belongs to the template.

/// Longest name of a person, salon or service, in characters.
pub(crate) const NAME: usize = 100;
/// Longest subject.
pub(super) const SUBJECT: usize = 200;
/// Longest address, footer or note.
pub(crate) const NOTE: usize = 2_000;
/// Longest body of a letter in the salon's own words.
pub(super) const BODY: usize = 20_000;

/// One line: breaks and runs of white space become one space, at most `max` characters.
pub(crate) fn line(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut gap = false;
    for c in text.chars().filter(|c| !is_mark(*c)) {
        if c.is_whitespace() || c.is_control() {
            gap = count > 0;
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push(' ');
            count += 1;
        }
        out.push(c);
        count += 1;
        if count > max {
            break;
        }
    }
    shorten(out, max)
}

/// Several lines: every kind of line break becomes one, no line is empty, at most `max` characters in all.
pub(crate) fn lines(text: &str, max: usize) -> Vec<String> {
    paragraphs(text, max).into_iter().flatten().collect()
}

/// Paragraphs of lines, parted by empty lines.
pub(super) fn paragraphs(text: &str, max: usize) -> Vec<Vec<String>> {
    let text = shorten(text.chars().take(max + 1).collect(), max).replace("\r\n", "\n");
    let mut paragraphs = vec![Vec::new()];
    for raw in text.split([
        '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
    ]) {
        let cleaned = line(raw, max);
        match (cleaned.is_empty(), paragraphs.last_mut()) {
            (false, Some(paragraph)) => paragraph.push(cleaned),
            _ => paragraphs.push(Vec::new()),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// Invisible characters that change how their surroundings read. Letters of right-to-left scripts need none
/// of them.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// Cuts at `max` characters and says so with an ellipsis.
fn shorten(text: String, max: usize) -> String {
    match text.char_indices().nth(max.saturating_sub(1)) {
        Some((cut, last)) if text.len() > cut + last.len_utf8() => {
            format!("{}…", text[..cut].trim_end())
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(
            line("Ada\r\nBcc: all@example.com\0!", 100),
            "Ada Bcc: all@example.com !"
        );
        assert_eq!(line("  Ada \t\u{2028} Lovelace  ", 100), "Ada Lovelace");
        assert_eq!(line("\u{202e}gpj.exe", 100), "gpj.exe");
        assert_eq!(line("\r\n\0", 100), "");
    }

    #[test]
    fn long_text_is_cut_with_an_ellipsis() {
        assert_eq!(line("abcdef", 6), "abcdef");
        assert_eq!(line("abcdefg", 6), "abcde…");
        assert_eq!(line("ab cd ef gh", 6), "ab cd…");
        assert_eq!(line(&"ä".repeat(1_000_000), 100).chars().count(), 100);
    }

    #[test]
    fn paragraphs_are_parted_by_empty_lines() {
        assert_eq!(
            paragraphs("a\r\nb\n\n\nc\r", 100),
            [vec!["a", "b"], vec!["c"]]
        );
        assert_eq!(lines("a\n\nb", 100), ["a", "b"]);
        assert!(paragraphs("\n\n", 100).is_empty());
    }
}
