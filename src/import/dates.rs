//! Days of birth as people and programs write them. Whether 03/04 is in March or in April no single date says, but a
//! column of them does.

use chrono::NaiveDate;

use crate::salon::time;

/// What comes first in a date of three numbers that doesn't begin with the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Day,
    Month,
}

/// What comes first in a column: one date past the twelfth decides; where none does, the country does.
pub(super) fn order<'a>(dates: impl Iterator<Item = &'a str>, country: &str) -> Order {
    for date in dates {
        match numbers(date)[..] {
            [first, _, _] if (13..=31).contains(&first) => return Order::Day,
            [first, second, _] if first <= 12 && (13..=31).contains(&second) => {
                return Order::Month;
            }
            _ => {}
        }
    }
    if matches!(country, "US" | "us") {
        Order::Month
    } else {
        Order::Day
    }
}

/// Reads a day of birth; none where the cell says that there is none. The error is a clause about the field.
pub(super) fn read(
    text: &str,
    order: Order,
    today: NaiveDate,
) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() || numbers(text).iter().all(|number| *number == 0) && !has_letters(text) {
        return Ok(None);
    }
    let unreadable = || format!("can't be read: {text}");
    let (year, month, day) = match (numbers(text)[..].to_vec(), named_month(text)) {
        (numbers, Some(month)) => match numbers[..] {
            [year, day, ..] if year > 31 => (year, month, day),
            [day, year, ..] => (year, month, day),
            _ => return Err(unreadable()),
        },
        (numbers, None) => match (&numbers[..], order) {
            ([year, month, day, ..], _) if *year > 31 => (*year, *month, *day),
            ([day, month, year, ..], Order::Day) | ([month, day, year, ..], Order::Month) => {
                (*year, *month, *day)
            }
            // A day without its year.
            _ => return Err(unreadable()),
        },
    };
    let year = whole_year(year, today);
    let date = format!("{year:04}-{month:02}-{day:02}");
    NaiveDate::parse_from_str(&date, "%Y-%m-%d").map_err(|_| unreadable())?;
    time::read_birthday(&date, today).map(Some)
}

/// 85 is 1985, 12 is 2012 once that has passed.
fn whole_year(year: u32, today: NaiveDate) -> u32 {
    use chrono::Datelike;
    match year {
        100.. => year,
        _ if 2000 + year > today.year().unsigned_abs() => 1900 + year,
        _ => 2000 + year,
    }
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// The numbers of a date, as they stand; what comes after a `T` or a blank and holds a colon is a time of day.
fn numbers(text: &str) -> Vec<u32> {
    let text = text.split('T').next().unwrap_or(text);
    let words = text.split_whitespace().filter(|word| !word.contains(':'));
    words
        .flat_map(|word| word.split(|c: char| !c.is_ascii_digit()))
        .filter_map(|number| number.parse().ok())
        .collect()
}

/// The month that is written out, by its first letters in English, Dutch and German.
fn named_month(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan jän",
        "feb",
        "mar maa mrt mär",
        "apr",
        "may mei mai",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct okt",
        "nov",
        "dec dez",
    ];
    let mut words = text.split(|c: char| !c.is_alphabetic());
    words.find_map(|word| {
        let start: String = word.chars().take(3).flat_map(char::to_lowercase).collect();
        let known = |names: &&str| start.len() >= 3 && names.split(' ').any(|name| name == start);
        (1..)
            .zip(MONTHS)
            .find(|(_, names)| known(names))
            .map(|(month, _)| month)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 23).unwrap()
    }

    #[test]
    fn a_birthday_is_read_however_it_is_written() {
        for text in [
            "1985-03-24",
            "1985/03/24",
            "24-03-1985",
            "24/3/1985",
            "24.03.1985",
            "24-3-85",
            "1985-03-24 00:00:00",
            "1985-03-24T00:00:00Z",
            "24 Mar 1985",
            "24 mrt 1985",
            "24. März 1985",
            "March 24, 1985",
            "24 maart 1985",
        ] {
            let read = read(text, Order::Day, today()).unwrap();
            assert_eq!(read.unwrap().to_string(), "1985-03-24", "{text}");
        }
        for none in ["", "0000-00-00", "0", "-"] {
            assert_eq!(read(none, Order::Day, today()), Ok(None), "{none}");
        }
        for wrong in [
            "31-02-1985",
            "24-03",
            "yesterday",
            "2027-01-01",
            "1585-01-01",
        ] {
            assert!(read(wrong, Order::Day, today()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_column_tells_whether_the_day_or_the_month_comes_first() {
        assert_eq!(
            order(["03/04/1985", "12/31/1990"].into_iter(), "NL"),
            Order::Month
        );
        assert_eq!(
            order(["03/04/1985", "31/12/1990"].into_iter(), "US"),
            Order::Day
        );
        assert_eq!(
            order(["1985-03-24", "03/04/1985"].into_iter(), "US"),
            Order::Month
        );
        assert_eq!(order(["03/04/1985"].into_iter(), ""), Order::Day);
        let read = read("3/24/1985", Order::Month, today()).unwrap();
        assert_eq!(read.unwrap().to_string(), "1985-03-24");
    }
}
