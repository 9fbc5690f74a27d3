//! Time in the salon. Appointments are wall-clock times ([`Wall`]): what the clock above the till shows.
//! Everything else that happens is an instant in UTC ([`Stamp`]). [`Now`] is both at once, read once a request.

use std::fmt;

use chrono::{
    DateTime, Datelike, Duration, LocalResult, NaiveDate, NaiveDateTime, SubsecRound, TimeZone,
    Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Serialize, Serializer};

/// Years that the book takes; beyond them text no longer sorts, and nobody books.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// A wall-clock time in the salon's zone, to the second; reads and writes `YYYY-MM-DD HH:MM:SS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
pub struct Wall(pub NaiveDateTime);

impl Wall {
    /// Reads the stored form, `YYYY-MM-DD HH:MM:SS`.
    pub fn stored(text: &str) -> Option<Self> {
        read_stored(text, b' ').map(Wall)
    }

    /// Reads what a person or a program sent: `YYYY-MM-DD HH:MM[:SS]`, the same with a `T`, or with an offset or `Z`,
    /// which is converted to the salon's zone. The error is a clause about the field.
    pub fn read(text: &str, zone: Tz) -> Result<Self, String> {
        let text = text.trim();
        let instant = || text.parse::<DateTime<chrono::FixedOffset>>().ok();
        let wall = read_stored(text, b' ')
            .or_else(|| Some(instant()?.with_timezone(&zone).naive_local()))
            .or_else(|| read_local(text))
            .ok_or("must be a date and time such as 2026-03-24 10:00:00")?;
        if !YEARS.contains(&wall.year()) {
            return Err(format!(
                "must lie between {} and {}",
                YEARS.start(),
                YEARS.end()
            ));
        }
        if wall.nanosecond() >= 1_000_000_000 {
            return Err("must not be a leap second".to_owned());
        }
        let wall = Wall(wall.trunc_subsecs(0));
        if wall.exists(zone) {
            Ok(wall)
        } else {
            Err(format!(
                "does not exist: the clock skips {} that day",
                wall.clock()
            ))
        }
    }

    /// The day it falls on.
    pub fn date(self) -> NaiveDate {
        self.0.date()
    }

    /// `HH:MM`, as a person says it.
    pub fn clock(self) -> String {
        self.0.format("%H:%M").to_string()
    }

    /// This many minutes later.
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Wall(self.0 + Duration::minutes(minutes))
    }

    /// Whether the salon's clock ever shows this, or skips it.
    pub fn exists(self, zone: Tz) -> bool {
        !matches!(zone.from_local_datetime(&self.0), LocalResult::None)
    }

    /// The instant at which the salon's clock shows this: the first where the clock is set back, an hour on where
    /// it skips.
    pub fn instant(self, zone: Tz) -> Stamp {
        let at = |wall: NaiveDateTime| zone.from_local_datetime(&wall).earliest();
        let utc = at(self.0).or_else(|| at(self.0 + Duration::hours(1)));
        Stamp(utc.map_or_else(|| self.0.and_utc(), |t| t.with_timezone(&Utc)))
    }
}

fn read_local(text: &str) -> Option<NaiveDateTime> {
    // chrono takes one digit for two, and signs in front; here the form is as written.
    let digits = |range: std::ops::Range<usize>| {
        text.get(range)
            .is_some_and(|t| t.bytes().all(|b| b.is_ascii_digit()))
    };
    if !(digits(0..4) && digits(5..7) && digits(8..10) && digits(11..13) && digits(14..16)) {
        return None;
    }
    [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
    ]
    .iter()
    .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

/// Bytes of `YYYY-MM-DD HH:MM:SS`.
const STORED: usize = 19;

/// Reads `YYYY-MM-DD HH:MM:SS`, exactly so, with `between` in the middle. A list holds hundreds of these, and format
/// strings, which chrono interprets anew each time, took a third of its time.
fn read_stored(text: &str, between: u8) -> Option<NaiveDateTime> {
    let text: &[u8; STORED] = text.as_bytes().try_into().ok()?;
    let marks = (text[4], text[7], text[10], text[13], text[16]);
    if marks != (b'-', b'-', between, b':', b':') {
        return None;
    }
    let number = |digits: std::ops::Range<usize>| {
        text[digits].iter().try_fold(0, |number, digit| {
            let digit = digit.wrapping_sub(b'0');
            (digit < 10).then_some(number * 10 + u32::from(digit))
        })
    };
    NaiveDate::from_ymd_opt(number(0..4)? as i32, number(5..7)?, number(8..10)?)?.and_hms_opt(
        number(11..13)?,
        number(14..16)?,
        number(17..19)?,
    )
}

/// What [`read_stored`] reads, and a `Z` after it.
struct Stored([u8; STORED + 1]);

impl Stored {
    fn of(time: NaiveDateTime, between: u8) -> Self {
        let digits = |number: u32| [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8];
        let year = time.year() as u32;
        let ([a, b], [c, d]) = (digits(year / 100), digits(year));
        let ([e, f], [g, h]) = (digits(time.month()), digits(time.day()));
        let ([i, j], [k, l], [m, n]) = (
            digits(time.hour()),
            digits(time.minute()),
            digits(time.second()),
        );
        Stored([
            a, b, c, d, b'-', e, f, b'-', g, h, between, i, j, b':', k, l, b':', m, n, b'Z',
        ])
    }

    fn wall(&self) -> &str {
        &self.stamp()[..STORED]
    }

    fn stamp(&self) -> &str {
        // They are ASCII, all of them.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Reads a date, `YYYY-MM-DD`. The error is a clause about the field.
pub fn read_date(text: &str) -> Result<NaiveDate, String> {
    match date_of(text)? {
        date if YEARS.contains(&date.year()) => Ok(date),
        _ => Err(format!(
            "must lie between {} and {}",
            YEARS.start(),
            YEARS.end()
        )),
    }
}

/// Reads a day of birth: older than the book, not in the future. The error is a clause about the field.
pub fn read_birthday(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    match date_of(text)? {
        date if date.year() >= 1870 && date <= today => Ok(date),
        _ => Err("must lie in the past".to_owned()),
    }
}

fn date_of(text: &str) -> Result<NaiveDate, String> {
    let date = (text.len() == 10)
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten();
    date.ok_or_else(|| "must be a date such as 2026-03-24".to_owned())
}

impl fmt::Display for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Stored::of(self.0, b' ').wall())
    }
}

impl Serialize for Wall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Stored::of(self.0, b' ').wall())
    }
}

/// An instant, to the second; reads and writes `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
pub struct Stamp(pub DateTime<Utc>);

impl Stamp {
    /// Reads the stored form, `YYYY-MM-DDTHH:MM:SSZ`.
    pub fn stored(text: &str) -> Option<Self> {
        read_stored(text.strip_suffix('Z')?, b'T').map(|t| Stamp(t.and_utc()))
    }

    /// This many seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Stamp(self.0 + Duration::seconds(seconds))
    }

    /// This many minutes later.
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes * 60)
    }

    /// This many hours later.
    pub fn plus_hours(self, hours: i64) -> Self {
        self.plus_minutes(hours * 60)
    }

    /// What the salon's clock shows at this instant.
    pub fn wall(self, zone: Tz) -> Wall {
        Wall(self.0.with_timezone(&zone).naive_local().trunc_subsecs(0))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Stored::of(self.0.naive_utc(), b'T').stamp())
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Stored::of(self.0.naive_utc(), b'T').stamp())
    }
}

/// The present, read once for a request or a job and passed on.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// The instant.
    pub stamp: Stamp,
    /// The salon's zone.
    pub zone: Tz,
}

impl Now {
    /// The present in the salon's zone.
    pub fn new(utc: DateTime<Utc>, zone: Tz) -> Self {
        Self {
            stamp: Stamp(utc.trunc_subsecs(0)),
            zone,
        }
    }

    /// What the salon's clock shows.
    pub fn wall(&self) -> Wall {
        self.stamp.wall(self.zone)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_stored_form_is_read_and_written_as_chrono_would() {
        let first = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
        for day in 0..84_000 {
            let time = (first + Duration::days(day)).and_time(chrono::NaiveTime::MIN)
                + Duration::seconds(day * 7_919 % 86_400);
            let (wall, stamp) = (Wall(time), Stamp(time.and_utc()));
            assert_eq!(
                wall.to_string(),
                time.format("%Y-%m-%d %H:%M:%S").to_string()
            );
            assert_eq!(
                stamp.to_string(),
                time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
            );
            assert_eq!(Wall::stored(&wall.to_string()), Some(wall));
            assert_eq!(Stamp::stored(&stamp.to_string()), Some(stamp));
        }
    }

    #[test]
    fn nothing_but_the_stored_form_is_stored() {
        for text in [
            "",
            "2026-03-24",
            "2026-03-24T10:00:00",
            "2026-03-24 10:00:0",
            "2026-03-24 10:00:00 ",
            "2026-03-24 10:00:60",
            "2026-02-29 10:00:00",
            "+026-03-24 10:00:00",
            "2026-03-24 1é:00:00",
        ] {
            assert_eq!(Wall::stored(text), None, "{text}");
        }
        assert_eq!(Stamp::stored("2026-03-24T10:00:00"), None);
        assert_eq!(Stamp::stored("2026-03-24 10:00:00Z"), None);
    }
}
