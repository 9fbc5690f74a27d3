//! What the sample salon offers: 24 services, and what kinds of clients come for.

use crate::salon::catalogue::Service;

const HAIR: &str = "Hair";
const COLOUR: &str = "Colour";
const BARBER: &str = "Barber";
const NAILS: &str = "Nails";
const BROWS: &str = "Brows & lashes";
const FACE: &str = "Face";

/// Name, category, minutes, minutes to the gap, minutes of gap, minutes of buffer, price in cents.
type Line = (&'static str, &'static str, i64, i64, i64, i64, i64);

/// The price list; a service's id is its place in it, from 1.
#[rustfmt::skip]
const LIST: [Line; 24] = [
    ("Women's cut",             HAIR,    45,  0,  0,  0,  5200),
    ("Cut & blow-dry",          HAIR,    60,  0,  0,  0,  6800),
    ("Men's cut",               BARBER,  30,  0,  0,  0,  3400),
    ("Children's cut",          BARBER,  30,  0,  0,  0,  2400),
    ("Fringe trim",             HAIR,    15,  0,  0,  0,  1200),
    ("Wash & blow-dry",         HAIR,    45,  0,  0,  0,  3900),
    ("Curl cut",                HAIR,    75,  0,  0,  0,  7900),
    ("Updo",                    HAIR,    75,  0,  0, 15,  8500),
    ("Root colour",             COLOUR, 105, 30, 45,  0,  7900),
    ("Full colour",             COLOUR, 120, 45, 45,  0,  9500),
    ("Highlights",              COLOUR, 150, 60, 45,  0, 13500),
    ("Balayage",                COLOUR, 180, 75, 45, 15, 16500),
    ("Toner & gloss",           COLOUR,  45, 15, 15,  0,  4200),
    ("Beard trim",              BARBER,   15,  0,  0,  0,  1800),
    ("Hot towel shave",         BARBER,   30,  0,  0,  0,  3200),
    ("Cut & beard",             BARBER,   45,  0,  0,  0,  4900),
    ("Manicure",                NAILS,   45,  0,  0,  0,  3500),
    ("Gel nails",               NAILS,   75,  0,  0,  0,  5500),
    ("Gel removal",             NAILS,   30,  0,  0,  0,  2000),
    ("Pedicure",                NAILS,   60,  0,  0, 15,  4800),
    ("Brow shaping",            BROWS,   15,  0,  0,  0,  2000),
    ("Brow tint",               BROWS,   30,  0,  0,  0,  2900),
    ("Lash lift",               BROWS,   60, 15, 30,  0,  5900),
    ("Express facial",          FACE,    45,  0,  0, 15,  5500),
];

/// The colour of a category in the calendar.
fn color(category: &str) -> &'static str {
    match category {
        HAIR => "#c98a3c",
        COLOUR => "#a2476b",
        BARBER => "#4f6d7a",
        NAILS => "#b5588f",
        BROWS => "#7a6a9e",
        _ => "#5b8c6e",
    }
}

/// All services, in the order of their ids.
pub(super) fn services() -> Vec<Service> {
    let service = |(id, line): (i64, &Line)| {
        let &(
            name,
            category,
            duration_minutes,
            gap_start_minutes,
            gap_minutes,
            buffer_minutes,
            price_cents,
        ) = line;
        Service {
            id,
            name: name.to_owned(),
            category: category.to_owned(),
            duration_minutes,
            gap_start_minutes,
            gap_minutes,
            buffer_minutes,
            price_cents,
            color: color(category).to_owned(),
            active: true,
        }
    };
    (1..).zip(&LIST).map(service).collect()
}

/// The ids of all services of these categories.
pub(super) fn of_categories(categories: &[&str]) -> Vec<i64> {
    let ids = (1..).zip(&LIST);
    ids.filter(|(_, line)| categories.contains(&line.1))
        .map(|(id, _)| id)
        .collect()
}

/// What one kind of client comes for: what they may be, the services by turns, what may be added, and after how
/// many weeks they come again.
pub(super) struct Habit {
    /// Only women (`'w'`), only men (`'m'`), or anybody (`' '`).
    pub(super) who: char,
    /// One of these each time.
    pub(super) mains: &'static [&'static str],
    /// Sometimes one of these right after.
    pub(super) extras: &'static [&'static str],
    /// The weeks between two visits.
    pub(super) weeks: &'static [i64],
}

const fn habit(
    who: char,
    mains: &'static [&'static str],
    extras: &'static [&'static str],
    weeks: &'static [i64],
) -> Habit {
    Habit {
        who,
        mains,
        extras,
        weeks,
    }
}

/// The kinds of clients; the common ones stand here more than once.
#[rustfmt::skip]
pub(super) const HABITS: [Habit; 14] = [
    habit('w', &["Women's cut", "Cut & blow-dry"], &["Brow shaping", "Fringe trim"], &[5, 6, 8]),
    habit('w', &["Root colour", "Root colour", "Full colour"], &["Women's cut", "Wash & blow-dry"], &[4, 5, 6]),
    habit('w', &["Balayage", "Toner & gloss", "Cut & blow-dry"], &["Wash & blow-dry"], &[5, 6]),
    habit('w', &["Highlights", "Toner & gloss", "Women's cut"], &["Fringe trim"], &[5, 6, 8]),
    habit('w', &["Curl cut", "Wash & blow-dry"], &["Brow shaping"], &[4, 6]),
    habit('w', &["Wash & blow-dry"], &[], &[1, 2]),
    habit('w', &["Gel nails", "Gel nails", "Manicure"], &["Brow shaping", "Brow tint"], &[2, 3]),
    habit('w', &["Gel nails", "Pedicure"], &["Gel removal"], &[2, 3, 4]),
    habit('w', &["Brow tint", "Lash lift"], &["Brow shaping", "Express facial"], &[3, 4, 6]),
    habit('m', &["Men's cut"], &["Beard trim"], &[3, 4, 5]),
    habit('m', &["Cut & beard", "Men's cut"], &["Hot towel shave"], &[2, 3]),
    habit('m', &["Hot towel shave", "Cut & beard"], &[], &[1, 2]),
    habit(' ', &["Pedicure", "Manicure"], &["Gel removal"], &[3, 4]),
    habit(' ', &["Express facial"], &["Brow shaping"], &[4, 5]),
];

/// What somebody who walks in gets.
pub(super) fn walk_in() -> Vec<i64> {
    ids(&["Men's cut", "Children's cut", "Beard trim", "Fringe trim"])
}

/// The ids of services.
pub(super) fn ids(names: &[&str]) -> Vec<i64> {
    names.iter().map(|name| id(name)).collect()
}

/// The id of a service.
pub(super) fn id(name: &str) -> i64 {
    let place = LIST.iter().position(|line| line.0 == name);
    place.map_or(0, |place| i64::try_from(place).unwrap_or(0) + 1)
}
