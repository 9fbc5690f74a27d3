//! Who comes to the sample salon: 300 people with names from all over, and what the desk knows of them.
//!
//! Nobody real can be reached: addresses end in `example`, numbers lie in ranges that no network gives out.

use chrono::{Days, NaiveDate, NaiveTime};

use super::chance::Chance;
use super::menu::{self, HABITS, Habit};
use crate::salon::client::Client;
use crate::salon::time::Stamp;

/// How many there are.
const CLIENTS: usize = 300;

/// Names of one language: women, men, families.
struct Names {
    language: &'static str,
    country: Country,
    share: i64,
    women: &'static [&'static str],
    men: &'static [&'static str],
    families: &'static [&'static str],
}

#[derive(Clone, Copy)]
enum Country {
    Netherlands,
    Germany,
    Britain,
    France,
}

use Country::{Britain, France, Germany, Netherlands};

#[rustfmt::skip]
const NAMES: [Names; 12] = [
    Names { language: "nl", country: Netherlands, share: 34,
        women: &["Sanne", "Lotte", "Fleur", "Anouk", "Marieke", "Eva", "Ilse", "Roos", "Tess", "Hanneke", "Willemijn", "Jet"],
        men: &["Daan", "Sem", "Bram", "Thijs", "Ruben", "Joost", "Maarten", "Pieter", "Koen", "Sjoerd"],
        families: &["de Jong", "Jansen", "van den Berg", "Visser", "Smit", "Meijer", "Mulder", "Bos", "Dekker", "van Dijk", "Hendriks", "Kuipers", "Postma", "van der Linden"] },
    Names { language: "", country: Netherlands, share: 9,
        women: &["Elif", "Zeynep", "Ayşe", "Defne", "Esra"], men: &["Mehmet", "Burak", "Can", "Kerem", "Ömer"],
        families: &["Kaya", "Demir", "Çelik", "Şahin", "Öztürk", "Aydın", "Arslan"] },
    Names { language: "", country: Netherlands, share: 9,
        women: &["Fatima", "Samira", "Yasmina", "Imane", "Salma"], men: &["Youssef", "Bilal", "Karim", "Hamza", "Ilias"],
        families: &["El Amrani", "Benali", "Bouzid", "El Idrissi", "Haddou", "Ziani"] },
    Names { language: "nl", country: Netherlands, share: 8,
        women: &["Chantal", "Gracia", "Naomi", "Shanice", "Joyce"], men: &["Ruud", "Clarence", "Jermaine", "Dwight", "Romano"],
        families: &["Pinas", "Kromosoeto", "Ramdin", "Blokland", "Wijdenbosch", "Sedney"] },
    Names { language: "de", country: Germany, share: 9,
        women: &["Anna", "Katharina", "Jule", "Friederike", "Lena"], men: &["Jonas", "Felix", "Matthias", "Till", "Jörg"],
        families: &["Müller", "Schäfer", "Köhler", "Brandt", "Vogel", "Weiß"] },
    Names { language: "en", country: Britain, share: 8,
        women: &["Charlotte", "Imogen", "Grace", "Niamh", "Rosie"], men: &["Oliver", "Harry", "Callum", "Declan", "Rhys"],
        families: &["Thompson", "O'Connor", "Hughes", "Campbell", "Bennett", "Walsh"] },
    Names { language: "en", country: France, share: 5,
        women: &["Camille", "Élodie", "Chloé", "Manon"], men: &["Théo", "Julien", "Antoine", "Baptiste"],
        families: &["Lefèvre", "Moreau", "Girard", "Dubois", "Roche"] },
    Names { language: "en", country: Netherlands, share: 5,
        women: &["Giulia", "Chiara", "Lucía", "Carmen"], men: &["Matteo", "Davide", "Javier", "Álvaro"],
        families: &["Rossi", "Ferrari", "García", "Romero", "Conti"] },
    Names { language: "en", country: Netherlands, share: 5,
        women: &["Agnieszka", "Zofia", "Oksana", "Iryna"], men: &["Tomasz", "Piotr", "Andrij", "Paweł"],
        families: &["Nowak", "Wiśniewska", "Kowalczyk", "Shevchenko", "Zając"] },
    Names { language: "en", country: Netherlands, share: 4,
        women: &["Priya", "Ananya", "Kavita", "Meera"], men: &["Arjun", "Rohan", "Vikram", "Sanjay"],
        families: &["Sharma", "Patel", "Iyer", "Reddy", "Bose"] },
    Names { language: "en", country: Netherlands, share: 2,
        women: &["Mei", "Linh", "Yuki", "Soo-jin"], men: &["Wei", "Minh", "Kenji", "Jun"],
        families: &["Chen", "Nguyen", "Tanaka", "Lim", "Park"] },
    Names { language: "en", country: Netherlands, share: 2,
        women: &["Amara", "Abena", "Selam"], men: &["Kwame", "Chidi", "Tesfaye"],
        families: &["Mensah", "Okafor", "Bekele", "Owusu"] },
];

const ALERTS: [&str; 10] = [
    "Allergic to PPD: no dark colour without a patch test",
    "Latex allergy: use nitrile gloves",
    "Sensitive scalp: no ammonia",
    "Pregnant: no bleach on the roots",
    "Nut allergy: no almond oil",
    "Patch test needed before any tint",
    "Takes blood thinners: careful with the razor",
    "Asthma: no hair spray near the face",
    "Eczema on the hands: fragrance-free products only",
    "Hard of hearing on the left side: please speak up",
];

const NOTES: [&str; 14] = [
    "Likes it quiet.",
    "Black coffee, no sugar.",
    "Oat milk cappuccino.",
    "Comes with her dog, Pip.",
    "Colour 7.43 + 6.4, 6 %, 35 minutes.",
    "Roots 6.0 with 3 %, lengths 7.1.",
    "Number 2 on the sides, scissors on top.",
    "Parting on the left, never on the right.",
    "Works nights: never call before noon.",
    "Pays with a gift card, 40 euros left.",
    "Brings the twins; needs the big chair.",
    "Prefers late afternoons.",
    "Growing out the fringe.",
    "Wheelchair: chair 1 by the door.",
];

/// A client, and what brings them.
pub(super) struct Regular {
    /// What the book keeps.
    pub(super) client: Client,
    /// The services that they come for, by turns.
    pub(super) mains: Vec<i64>,
    /// What they sometimes add.
    pub(super) extras: Vec<i64>,
    /// The days between two visits.
    pub(super) days: i64,
}

/// All of them, in the order of their ids.
pub(super) fn regulars(today: NaiveDate, chance: &Chance) -> Vec<Regular> {
    let mut regulars: Vec<Regular> = Vec::with_capacity(CLIENTS);
    while regulars.len() < CLIENTS {
        let names = one_of_many(chance);
        let woman = chance.percent(60);
        let given = chance.pick(if woman { names.women } else { names.men });
        let name = format!("{given} {}", chance.pick(names.families));
        if regulars.iter().any(|regular| regular.client.name == name) {
            continue;
        }
        let number = regulars.len();
        let fitting: Vec<&'static Habit> = HABITS
            .iter()
            .filter(|habit| habit.who == ' ' || (habit.who == 'w') == woman)
            .collect();
        let habit = chance.pick(&fitting);
        let days = 7 * chance.pick(habit.weeks);
        let client = client(name, names, number, today, chance);
        let (mains, extras) = (menu::ids(habit.mains), menu::ids(habit.extras));
        regulars.push(Regular {
            client,
            mains,
            extras,
            days,
        });
    }
    regulars
}

fn one_of_many(chance: &Chance) -> &'static Names {
    let mut drawn = chance.between(1, NAMES.iter().map(|names| names.share).sum());
    for names in &NAMES {
        drawn -= names.share;
        if drawn <= 0 {
            return names;
        }
    }
    &NAMES[0]
}

fn client(name: String, names: &Names, number: usize, today: NaiveDate, chance: &Chance) -> Client {
    // Every eighth gave no address, every eleventh no number.
    let email = if number % 8 == 5 {
        String::new()
    } else {
        email(&name, chance)
    };
    let phone = if number % 11 == 7 {
        String::new()
    } else {
        phone(names.country, number, chance)
    };
    let born = today.checked_sub_days(Days::new(chance.between(7_000, 25_000).unsigned_abs()));
    let language = if chance.percent(80) {
        names.language
    } else {
        ""
    };
    let since = Stamp(today.and_time(NaiveTime::MIN).and_utc())
        .plus_hours(-24 * chance.between(100, 1_300) + 11);
    let text = |percent, texts: &[&str]| {
        if chance.percent(percent) {
            chance.pick(texts).to_owned()
        } else {
            String::new()
        }
    };
    Client {
        id: 0,
        name,
        email,
        phone,
        phone_digits: String::new(),
        notes: text(22, &NOTES),
        alert: text(8, &ALERTS),
        language: language.to_owned(),
        birthday: born.filter(|_| chance.percent(55)),
        marketing_consent: chance.percent(58),
        walk_in: false,
        created_at: since,
        updated_at: since,
    }
}

/// `anna.mueller@example.org`.
fn email(name: &str, chance: &Chance) -> String {
    let plain: String = name.to_lowercase().chars().map(plain).collect();
    let parts: Vec<&str> = plain.split(' ').collect();
    let host = chance.pick(&["example.com", "example.org", "example.net", "mail.example"]);
    let (given, family) = parts
        .split_first()
        .map_or(("", String::new()), |(given, rest)| (*given, rest.concat()));
    format!("{given}.{}@{host}", family.replace('\'', ""))
}

/// A letter as an address spells it.
fn plain(c: char) -> char {
    match c {
        'á' | 'ä' | 'ą' => 'a',
        'ç' | 'ć' => 'c',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ı' => 'i',
        'ł' => 'l',
        'ö' | 'ó' => 'o',
        'ş' | 'ś' | 'ß' => 's',
        'ü' | 'ú' => 'u',
        other => other,
    }
}

/// A number that nobody has: the Netherlands give out none that begin with 060, the others reserved theirs for films.
fn phone(country: Country, number: usize, chance: &Chance) -> String {
    let two = number % 100;
    match country {
        Netherlands if chance.percent(50) => {
            format!(
                "06 0{} {:02} {:02} {two:02}",
                number % 10,
                number / 10,
                chance.between(0, 99)
            )
        }
        Netherlands => format!(
            "+31 6 0{}{:02} {:02}{two:02}",
            number % 10,
            number / 10,
            chance.between(0, 99)
        ),
        Germany => format!("+49 171 39200{two:02}"),
        Britain => format!("+44 7700 900{:03}", number % 1_000),
        France => format!("+33 6 39 98 {:02} {two:02}", number / 10),
    }
}
