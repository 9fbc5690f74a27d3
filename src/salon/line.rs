//! Lines of text as people type and paste them: names, telephone numbers, addresses.

/// The line without blanks around it, and without the invisible characters that turn the direction of whatever stands
/// after them: a name is read beside other words, and must leave those as they are. Telephones put such characters
/// around the numbers that are copied from them. Letters of right-to-left scripts need none of them.
pub fn tidy(text: &str) -> String {
    let turns = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String = text.chars().filter(|c| !turns(c)).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_other_words_around_goes_and_all_else_stays() {
        assert_eq!(tidy(" \u{202a}+31 6 1234 5678\u{202c} "), "+31 6 1234 5678");
        assert_eq!(tidy("\u{2066}Ada\u{202e}\u{2069}"), "Ada");
        for kept in ["נועה", "O'Hara\u{200f}", "<b>&\"", "👩\u{200d}🦰"] {
            assert_eq!(tidy(kept), kept);
        }
    }
}
