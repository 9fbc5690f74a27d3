//! Who comes for what, as far as an event says: "Cut – Ada Lovelace", "Ada Lovelace (Cut)", "Cut with Ada". What it
//! doesn't say is a service is taken for the client's name, but for the few words that salons block their time with.

use crate::salon::line;

/// Words that stand for no client.
const NOBODY: &[&str] = &[
    "lunch",
    "lunchbreak",
    "break",
    "pause",
    "pauze",
    "mittag",
    "mittagspause",
    "meeting",
    "overleg",
    "besprechung",
    "teammeeting",
    "holiday",
    "holidays",
    "vacation",
    "vakantie",
    "urlaub",
    "ferien",
    "feiertag",
    "vrij",
    "frei",
    "off",
    "dayoff",
    "closed",
    "gesloten",
    "geschlossen",
    "blocked",
    "block",
    "blocker",
    "busy",
    "bezet",
    "belegt",
    "unavailable",
    "private",
    "privé",
    "prive",
    "privat",
    "dentist",
    "tandarts",
    "zahnarzt",
    "training",
    "ziek",
    "krank",
    "sick",
];
/// What stands between a service and a client.
const BETWEEN: &[&str] = &[
    " – ", " — ", " - ", ": ", " | ", " / ", " with ", " for ", " met ", " voor ", " mit ",
    " für ", ", ",
];

/// What the salon offers, by name.
#[derive(Debug, Default)]
pub struct Menu(Vec<(String, i64)>);

impl Menu {
    /// Services by name and id.
    pub fn new<'a>(services: impl IntoIterator<Item = (&'a str, i64)>) -> Self {
        let folded = services.into_iter().map(|(name, id)| (fold(name), id));
        Self(folded.collect())
    }

    /// The service of that name.
    pub fn named(&self, name: &str) -> Option<i64> {
        let name = fold(name);
        let found = self.0.iter().find(|(service, _)| *service == name);
        found.map(|(_, id)| *id)
    }

    /// Reads what an event is called.
    pub fn read(&self, summary: &str) -> Reading {
        let summary = plain(summary);
        if let Some(id) = self.named(&summary) {
            return Reading {
                service_id: Some(id),
                client: None,
            };
        }
        // Of "Cut" and "Cut - long hair" it is the longer one where both fit.
        let both_ways = splits(&summary).flat_map(|(one, other)| {
            let turned = (other.clone(), one.clone());
            [(one, other), turned]
        });
        let fitting = both_ways
            .filter_map(|(service, client)| Some((self.named(&service)?, service, client)));
        match fitting.max_by_key(|(_, service, _)| service.len()) {
            Some((id, _, client)) => Reading {
                service_id: Some(id),
                client: client_name(&client),
            },
            None => Reading {
                service_id: None,
                client: client_name(&summary),
            },
        }
    }
}

/// What an event's name says.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// The service.
    pub service_id: Option<i64>,
    /// The client's name.
    pub client: Option<String>,
}

/// Every way of taking the name for two things.
fn splits(summary: &str) -> impl Iterator<Item = (String, String)> {
    let in_brackets = summary
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('));
    let around = BETWEEN.iter().flat_map(move |between| {
        let places = summary.match_indices(between);
        places.map(move |(at, sign)| (&summary[..at], &summary[at + sign.len()..]))
    });
    in_brackets
        .into_iter()
        .chain(around)
        .map(|(one, other)| (one.trim().to_owned(), other.trim().to_owned()))
}

/// Somebody's name; none for what is nobody's.
fn client_name(text: &str) -> Option<String> {
    let name = plain(text);
    let word: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let first = name.split(' ').next().unwrap_or_default().to_lowercase();
    let nobody =
        word.is_empty() || NOBODY.contains(&word.as_str()) || NOBODY.contains(&first.as_str());
    (!nobody).then_some(name)
}

/// One line, without doubled blanks.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    line::tidy(&words.join(" "))
}

fn fold(text: &str) -> String {
    plain(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_events_name_says_who_comes_for_what() {
        let menu = Menu::new([("Cut", 1), ("Cut - long hair", 2), ("Wash & cut", 3)]);
        let ada = Some("Ada Lovelace");
        for (summary, service_id, client) in [
            ("Cut – Ada Lovelace", Some(1), ada),
            ("Ada Lovelace: cut", Some(1), ada),
            ("Ada  Lovelace (CUT)", Some(1), ada),
            ("Cut with Ada Lovelace", Some(1), ada),
            ("Cut - long hair - Ada Lovelace", Some(2), ada),
            ("Wash & cut voor Ada Lovelace", Some(3), ada),
            ("Cut", Some(1), None),
            ("Ada Lovelace", None, ada),
            ("Lunch", None, None),
            ("Lunch met mama", None, None),
            ("Day off", None, None),
            ("", None, None),
        ] {
            let expected = Reading {
                service_id,
                client: client.map(str::to_owned),
            };
            assert_eq!(menu.read(summary), expected, "{summary}");
        }
    }
}
