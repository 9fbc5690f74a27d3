//! What somebody types while looking for a client, taken apart: every word must be found, each in the name, the
//! e-mail address or the telephone number.

use super::phone;

/// Something to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Needle {
    /// The beginning of a word: one or two letters or digits, too short to look for in the middle.
    Beginning(String),
    /// Three letters or more, anywhere.
    Part(String),
    /// The beginning of a telephone number in international digits; three digits or more.
    Number(String),
}

impl Needle {
    /// A piece of text.
    pub(super) fn of(text: &str) -> Self {
        if text.chars().count() < 3 {
            Needle::Beginning(text.to_owned())
        } else {
            Needle::Part(text.to_owned())
        }
    }

    /// The beginning of a telephone number.
    pub(super) fn number(digits: &str) -> Self {
        if digits.len() < 3 {
            Needle::Beginning(digits.to_owned())
        } else {
            Needle::Number(digits.to_owned())
        }
    }

    /// What is looked for.
    pub fn text(&self) -> &str {
        match self {
            Needle::Beginning(text) | Needle::Part(text) | Needle::Number(text) => text,
        }
    }
}

/// A search: of each inner list at least one needle must be found. Empty: everybody is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search(pub Vec<Vec<Needle>>);

impl Search {
    /// Takes apart what was typed; `country` is the salon's, for national numbers. Punctuation that stands alone,
    /// such as the `+` with which a number begins, says nothing yet.
    pub fn typed(text: &str, country: &str) -> Self {
        let mut terms = Vec::new();
        let mut number = String::new();
        let words = text.split_whitespace().filter(|word| says_something(word));
        // A last empty word ends a number at the end.
        for word in words.chain([""]) {
            if is_piece_of_number(word) {
                number.push_str(word);
                continue;
            }
            if !number.is_empty() {
                terms.push(phone::needles(&std::mem::take(&mut number), country));
            }
            if !word.is_empty() {
                terms.push(vec![Needle::of(word)]);
            }
        }
        terms.retain(|needles| !needles.is_empty());
        Self(terms)
    }
}

fn says_something(word: &str) -> bool {
    word.chars().count() > 2 || word.chars().any(char::is_alphanumeric)
}

fn is_piece_of_number(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || "+-./()".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> Needle {
        Needle::Part(text.to_owned())
    }

    fn beginning(text: &str) -> Needle {
        Needle::Beginning(text.to_owned())
    }

    #[test]
    fn every_word_is_looked_for() {
        assert_eq!(
            Search::typed(" Ada  Lo ", "NL").0,
            [[part("Ada")], [beginning("Lo")]]
        );
        assert_eq!(Search::typed("   ", "NL"), Search::default());
        assert_eq!(Search::typed("+", "NL"), Search::default());
        assert_eq!(
            Search::typed("ada1815@example", "").0,
            [[part("ada1815@example")]]
        );
    }

    #[test]
    fn a_number_in_pieces_is_one_number() {
        let whole = Search::typed("0612345678", "NL");
        assert_eq!(whole.0.len(), 1);
        assert_eq!(Search::typed("06 - 1234 5678", "NL"), whole);
        let with_name = Search::typed("ada 06 12", "NL");
        assert_eq!(
            with_name.0,
            [
                vec![part("ada")],
                vec![Needle::Number("31612".to_owned()), part("0612")]
            ]
        );
    }
}
