//! Hours as people write them: a day's `[["09:00","12:30"],["13:00","18:00"]]`, and a week of such days.
//!
//! They are read once, when somebody sends them or the book is opened, and checked then; whoever holds some can
//! rely on spans that are in order and don't overlap.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::spans::{self, Span};
use super::time::Wall;

/// The days of the week as the API names them.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Nobody's day falls into more pieces.
const MOST_SPANS: usize = 24;
/// The form that is asked for.
const FORM: &str = r#"must be spans such as [["09:00","12:30"],["13:00","18:00"]]"#;

/// A time of day, in minutes from midnight; 24:00 is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct TimeOfDay(u16);

impl TimeOfDay {
    const END: Self = Self(24 * 60);

    /// Reads `HH:MM`, exactly.
    fn read(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let number = |digits: &str| {
            let two = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            two.then(|| digits.parse::<u16>().ok()).flatten()
        };
        let time = Self(number(hours)? * 60 + number(minutes).filter(|m| *m < 60)?);
        (time <= Self::END).then_some(time)
    }

    fn on(self, midnight: Wall) -> Wall {
        midnight.plus_minutes(i64::from(self.0))
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

/// The hours of one day; none: closed, or a day off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "[string, string][]"))]
#[serde(try_from = "Value")]
pub struct DayHours(Vec<(TimeOfDay, TimeOfDay)>);

impl DayHours {
    /// Reads a list of spans in order. The error is a clause about the field.
    pub fn read(value: &Value) -> Result<Self, String> {
        let spans = value.as_array().ok_or(FORM)?;
        if spans.len() > MOST_SPANS {
            return Err(format!("must be at most {MOST_SPANS} spans a day"));
        }
        let spans = spans.iter().map(read_span).collect::<Result<Vec<_>, _>>()?;
        if spans.windows(2).any(|pair| pair[1].0 < pair[0].1) {
            return Err("must be spans in order that don't overlap".to_owned());
        }
        Ok(Self(spans))
    }

    /// These hours on a date, in salon time.
    pub fn on(&self, date: NaiveDate) -> Vec<Span> {
        let (midnight, _) = spans::day(date);
        let spans = self
            .0
            .iter()
            .map(|(from, to)| (from.on(midnight), to.on(midnight)));
        spans.collect()
    }
}

fn read_span(value: &Value) -> Result<(TimeOfDay, TimeOfDay), String> {
    let time = |value: &Value| {
        let read = value.as_str().and_then(TimeOfDay::read);
        read.ok_or_else(|| "must hold times from 00:00 to 24:00, such as 09:00".to_owned())
    };
    match value.as_array().map(Vec::as_slice) {
        Some([from, to]) => match (time(from)?, time(to)?) {
            (from, to) if from < to => Ok((from, to)),
            _ => Err("must be spans that end after they begin, by 24:00".to_owned()),
        },
        _ => Err(FORM.to_owned()),
    }
}

impl TryFrom<Value> for DayHours {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        Self::read(&value)
    }
}

/// The hours of a week. A day that is left out is a day off; the book gives back what was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    test,
    derive(ts_rs::TS),
    ts(
        type = "{ [day in \"mon\" | \"tue\" | \"wed\" | \"thu\" | \"fri\" | \"sat\" | \"sun\"]?: DayHours }"
    )
)]
#[serde(try_from = "Value")]
pub struct WeekHours(BTreeMap<usize, DayHours>);

impl WeekHours {
    /// Mondays to Saturdays, 09:00 to 18:00: what a salon begins with.
    pub fn usual() -> Self {
        let day = DayHours(vec![(TimeOfDay(9 * 60), TimeOfDay(18 * 60))]);
        Self((0..6).map(|weekday| (weekday, day.clone())).collect())
    }

    /// Reads `{"mon": [["09:00","18:00"]], …}`. The error is a clause about the field.
    pub fn read(value: &Value) -> Result<Self, String> {
        let form = r#"must be hours by day, such as {"mon": [["09:00","18:00"]]}"#;
        let days = value.as_object().ok_or(form)?;
        let read = |(name, hours): (&String, &Value)| {
            let weekday = DAYS.iter().position(|day| day == name);
            let weekday = weekday.ok_or_else(|| format!("must name days {}", DAYS.join(", ")))?;
            let hours = DayHours::read(hours).map_err(|what| format!("{what} ({name})"))?;
            Ok((weekday, hours))
        };
        Ok(Self(days.iter().map(read).collect::<Result<_, String>>()?))
    }

    /// These hours on a date, in salon time.
    pub fn on(&self, date: NaiveDate) -> Vec<Span> {
        let weekday = date.weekday().num_days_from_monday() as usize;
        self.0
            .get(&weekday)
            .map(|hours| hours.on(date))
            .unwrap_or_default()
    }
}

impl TryFrom<Value> for WeekHours {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        Self::read(&value)
    }
}

impl Serialize for WeekHours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut days = serializer.serialize_map(Some(self.0.len()))?;
        for (name, hours) in self
            .0
            .iter()
            .filter_map(|(day, h)| Some((DAYS.get(*day)?, h)))
        {
            days.serialize_entry(name, hours)?;
        }
        days.end()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn a_week_comes_back_as_it_was_given() {
        let week = json!({ "mon": [["09:00", "12:30"], ["13:00", "24:00"]], "sun": [] });
        let read = WeekHours::read(&week).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), week);
        let monday = NaiveDate::from_ymd_opt(2026, 3, 23).unwrap();
        let last = *read.on(monday).last().unwrap();
        assert_eq!(last.1.to_string(), "2026-03-24 00:00:00");
        assert!(read.on(monday.pred_opt().unwrap()).is_empty());
    }

    #[test]
    fn hours_that_no_clock_shows_are_refused_in_words() {
        for (day, what) in [
            (json!("09:00-18:00"), "must be spans such as"),
            (json!([["09:00"]]), "must be spans such as"),
            (json!([["9:00", "18:00"]]), "must hold times"),
            (json!([["09:00", "24:01"]]), "must hold times"),
            (json!([["09:60", "18:00"]]), "must hold times"),
            (json!([[9, 18]]), "must hold times"),
            (json!([["+9:00", "18:00"]]), "must hold times"),
            (json!([["18:00", "09:00"]]), "end after they begin"),
            (json!([["09:00", "09:00"]]), "end after they begin"),
            (json!([["13:00", "18:00"], ["09:00", "12:00"]]), "in order"),
            (json!([["09:00", "13:00"], ["12:00", "18:00"]]), "in order"),
            (json!(vec![["09:00", "09:01"]; 25]), "at most 24"),
        ] {
            assert!(DayHours::read(&day).unwrap_err().contains(what), "{day}");
        }
        assert!(
            WeekHours::read(&json!({ "monday": [] }))
                .unwrap_err()
                .contains("must name days mon")
        );
        assert!(
            WeekHours::read(&json!({ "tue": 1 }))
                .unwrap_err()
                .contains("(tue)")
        );
    }
}
