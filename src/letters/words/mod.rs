//! Every sentence that clients read in a letter, and every one that the desk is told, one file per language.
//!
//! A language is one [`Words`] value, so a sentence that is missing in a translation does not compile.
//! Sentences hold placeholders in braces, `{date}`; [`fill`] puts the values in. The tests below make sure
//! that no translation names a placeholder which that sentence doesn't have in English.

mod de;
mod en;
mod nl;

use crate::letters::Locale;

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    /// First line, to a client whose name is known: `{client_name}`.
    pub greeting: &'static str,
    /// First line, to nobody in particular.
    pub greeting_nameless: &'static str,
    /// The line above the salon's name at the end.
    pub regards: &'static str,
    /// How to answer, where the salon has a telephone: `{phone}`. Other sentences take it in as `{reach_us}`.
    pub reach_us: &'static str,
    /// How to answer, where it has none.
    pub reach_us_by_mail: &'static str,
    /// Names of the lines in the table of an appointment.
    pub labels: Labels,
    /// What buttons say.
    pub buttons: Buttons,
    /// How dates are written.
    pub dates: Dates,
    /// How amounts are written; no line breaks within one.
    pub money: Money,

    /// The appointment is booked.
    pub created: Prose,
    /// It has moved.
    pub updated: Prose,
    /// It is cancelled.
    pub cancelled: Prose,
    /// Accept or decline; also `{until}`.
    pub provisional: Prose,
    /// Added where links may not work outside the salon.
    pub provisional_answer_by_mail: &'static str,
    /// It is near.
    pub reminder: Prose,
    /// A place came free; also `{until}`.
    pub waitlist_available: Prose,
    /// Booked from the waiting list.
    pub waitlist_confirmed: Prose,
    /// How was it?
    pub review: Prose,
    /// The fee for a missed appointment; also `{amount}`.
    pub no_show_fee: Prose,
    /// The test letter.
    pub test: Prose,

    /// At the foot of review and follow-up letters, above the link that ends them.
    pub unsubscribe: &'static str,
    /// The same, where there is no link.
    pub unsubscribe_by_mail: &'static str,
    /// The subject of the mail that asks for an end to such letters.
    pub unsubscribe_subject: &'static str,

    /// What the desk is told.
    pub notices: Notices,
}

/// What the desk is told of. Where a sentence is about an appointment: `{client}`, `{when}`.
#[derive(Debug)]
pub struct Notices {
    /// A booking was made.
    pub created: &'static str,
    /// The client said yes.
    pub accepted: &'static str,
    /// The client said no.
    pub declined: &'static str,
    /// The client did not answer.
    pub lapsed: &'static str,
    /// The client said yes to a time that is taken.
    pub taken: &'static str,
    /// The appointment's end has passed.
    pub followup: &'static str,
    /// A free time was offered.
    pub offered: &'static str,
    /// A letter was given up: `{why}`.
    pub letter_failed: &'static str,
    /// A letter waits for a decision: `{why}`.
    pub letter_held: &'static str,
    /// Whose letter it is: `{client}`.
    pub it_is_for: &'static str,
    /// The mail server took it without saying so.
    pub possibly_sent: &'static str,
    /// Too many letters to one client.
    pub many_to_client: &'static str,
    /// Too many letters by one login.
    pub many_by_login: &'static str,
    /// A no-show fee: `{client}`, `{date}`, and `{what}` became of it.
    pub fee: &'static str,
    /// It is paid.
    pub fee_paid: &'static str,
    /// It is paid and not owed.
    pub fee_paid_for_nothing: &'static str,
    /// The bank did not pay.
    pub fee_not_paid: &'static str,
    /// Its link ran out.
    pub fee_ran_out: &'static str,
    /// A payment of another session.
    pub fee_other_session: &'static str,
    /// A payment of another amount: `{amount}`.
    pub fee_other_amount: &'static str,
    /// There is no Stripe.
    pub fee_not_set_up: &'static str,
}

/// The sentences of one letter. All may use `{client_name}`, `{salon_name}`, `{service_name}`, `{date}`,
/// `{time}` and `{reach_us}`.
#[derive(Debug)]
pub struct Prose {
    /// The subject line.
    pub subject: &'static str,
    /// The paragraph above the appointment.
    pub opening: &'static str,
    /// The paragraph below it; may be empty.
    pub closing: &'static str,
}

/// Names of the lines in the table of an appointment.
#[derive(Debug)]
pub struct Labels {
    /// Date and time.
    pub when: &'static str,
    /// The time that no longer holds.
    pub instead_of: &'static str,
    /// The service.
    pub what: &'static str,
    /// The staff member.
    pub with: &'static str,
    /// The price.
    pub price: &'static str,
    /// The sum of several prices.
    pub total: &'static str,
    /// The notes that the client may see.
    pub notes: &'static str,
}

/// What buttons say.
#[derive(Debug)]
pub struct Buttons {
    /// Accepts the appointment.
    pub accept: &'static str,
    /// Declines it.
    pub decline: &'static str,
    /// Opens the feedback page.
    pub review: &'static str,
    /// Opens the payment page; `{amount}`.
    pub pay: &'static str,
    /// Ends letters of this kind.
    pub unsubscribe: &'static str,
}

/// How dates are written.
#[derive(Debug)]
pub struct Dates {
    /// Monday first.
    pub weekdays: [&'static str; 7],
    /// January first.
    pub months: [&'static str; 12],
    /// `{weekday}`, `{day}`, `{month}`, `{year}`.
    pub long: &'static str,
    /// A moment within a sentence: `{date}`, `{time}`.
    pub moment: &'static str,
    /// A stretch of time in a table: `{date}`, `{from}`, `{to}`.
    pub span: &'static str,
}

/// How amounts are written; no line breaks within one.
#[derive(Debug)]
pub struct Money {
    /// A currency that has a sign, `€`: `{sign}`, `{number}`.
    pub with_sign: &'static str,
    /// A currency that is named by its code: `{sign}`, `{number}`.
    pub with_code: &'static str,
    /// Between thousands.
    pub thousands: char,
    /// Before the minor unit.
    pub decimal: char,
}

impl Locale {
    /// The words of this language.
    #[must_use]
    pub fn words(self) -> &'static Words {
        match self {
            Self::En => &en::WORDS,
            Self::Nl => &nl::WORDS,
            Self::De => &de::WORDS,
        }
    }
}

/// Puts values in the place of `{placeholders}`, in one pass: braces inside a value, such as a client named
/// `{salon_name}`, stay as they are, and so does a placeholder that has no value.
#[must_use]
pub fn fill<V: AsRef<str>>(sentence: &str, values: &[(&str, V)]) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let value = after.split_once('}').and_then(|(name, tail)| {
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (value, tail))
        });
        match value {
            Some((value, tail)) => {
                out.push_str(value.as_ref());
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn placeholders_are_filled_once_and_unknown_ones_stay() {
        let values = [("client_name", "{salon_name}"), ("salon_name", "Salon")];
        assert_eq!(
            fill("{client_name} at {salon_name}", &values),
            "{salon_name} at Salon"
        );
        assert_eq!(
            fill("{unknown} {client_name", &values),
            "{unknown} {client_name"
        );
        assert_eq!(fill("{{salon_name}} {}", &values), "{Salon} {}");
    }

    /// Every sentence of a language in a fixed order, with its field's name.
    fn sentences(words: &Words) -> Vec<(String, BTreeSet<String>)> {
        let debug = format!("{words:#?}").replace("\\u{a0}", " ");
        let mut sentences = Vec::new();
        for line in debug.lines() {
            let Some((field, text)) = line.split_once(": \"") else {
                continue;
            };
            let names = text
                .split('{')
                .skip(1)
                .filter_map(|part| Some(part.split_once('}')?.0.to_owned()));
            sentences.push((field.trim().to_owned(), names.collect()));
        }
        sentences
    }

    #[test]
    fn translations_know_no_placeholder_that_english_lacks() {
        let english = sentences(Locale::En.words());
        for locale in Locale::ALL {
            let translated = sentences(locale.words());
            assert_eq!(english.len(), translated.len());
            for ((field, there), (_, here)) in english.iter().zip(&translated) {
                assert_eq!(there, here, "{field} in {locale:?}");
            }
        }
    }
}
