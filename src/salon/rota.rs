//! Who works when: a staff member's usual hours, other hours on a date, time off, and the salon's holidays.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Serialize;

use super::hours::{DayHours, WeekHours};
use super::spans::{self, Span};
use super::time::Wall;
use super::{Fields, Refusal};

/// Time off that comes back each week can't be longer than the week.
const WEEK_DAYS: i64 = 7;

/// Later than any time that the book takes; still sorts as text.
const WITHOUT_END: Wall = Wall(match NaiveDate::from_ymd_opt(9999, 1, 1) {
    Some(date) => date.and_time(NaiveTime::MIN),
    None => NaiveDateTime::MAX,
});

/// Somebody who works here, as the API shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffMember {
    /// Their id.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Where they can be mailed.
    pub email: String,
    /// Their colour on the desk, `#rrggbb`; empty: the desk's choice.
    pub color: String,
    /// Whether they take new bookings.
    pub active: bool,
    /// The services that they give, in order; null: all.
    pub service_ids: Option<Vec<i64>>,
    /// Their usual week; null: the opening hours.
    pub hours: Option<WeekHours>,
}

/// What somebody wishes a staff member to be: the fields that were given and could be read.
#[derive(Debug, Clone, Default)]
pub struct StaffWish {
    /// Fields that could not be read.
    pub wrong: Fields,
    /// Their name.
    pub name: Option<String>,
    /// Where they can be mailed.
    pub email: Option<String>,
    /// Their colour.
    pub color: Option<String>,
    /// Whether they take new bookings.
    pub active: Option<bool>,
    /// The services that they give; `Some(None)`: all.
    pub service_ids: Option<Option<Vec<i64>>>,
    /// Their usual week; `Some(None)`: the opening hours.
    pub hours: Option<Option<WeekHours>>,
}

impl StaffMember {
    /// A staff member of whom nothing is known yet but the defaults.
    pub fn blank() -> Self {
        Self {
            id: 0,
            name: String::new(),
            email: String::new(),
            color: String::new(),
            active: true,
            service_ids: None,
            hours: None,
        }
    }

    /// This staff member as somebody wishes them to be.
    pub fn with(self, wish: StaffWish) -> Self {
        Self {
            id: self.id,
            name: wish.name.unwrap_or(self.name),
            email: wish.email.unwrap_or(self.email),
            color: wish.color.unwrap_or(self.color),
            active: wish.active.unwrap_or(self.active),
            service_ids: wish.service_ids.unwrap_or(self.service_ids),
            hours: wish.hours.unwrap_or(self.hours),
        }
    }

    /// Whether they take bookings for this service.
    pub fn gives(&self, service_id: i64) -> bool {
        let among = |ids: &Vec<i64>| ids.contains(&service_id);
        self.active && self.service_ids.as_ref().is_none_or(among)
    }

    /// When they work on a date: the salon's hours and, within them, that date's other hours or the usual ones.
    pub fn works(&self, date: NaiveDate, open: &[Span], other: Option<&DayHours>) -> Vec<Span> {
        match (other, &self.hours) {
            (Some(hours), _) => spans::common(open, &hours.on(date)),
            (None, Some(week)) => spans::common(open, &week.on(date)),
            (None, None) => open.to_vec(),
        }
    }
}

/// A break, leave or block, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TimeOff {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub staff_id: i64,
    /// Start, salon time; the first where it comes back.
    pub start_at: Wall,
    /// End, salon time.
    pub end_at: Wall,
    /// What it is for.
    pub reason: String,
    /// Whether and how it comes back.
    pub repeat: Option<Repeat>,
    /// The last date on which it may begin again; null: it goes on.
    pub until: Option<NaiveDate>,
}

/// How time off comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Repeat {
    /// Each week, on the same weekday at the same time.
    Weekly,
}

impl Repeat {
    /// The name in the API and in the database.
    pub fn name(self) -> &'static str {
        "weekly"
    }

    /// The repetition of that name.
    pub fn named(name: &str) -> Option<Self> {
        (name == Repeat::Weekly.name()).then_some(Repeat::Weekly)
    }
}

/// What somebody wishes time off to be: the fields that were given and could be read.
#[derive(Debug, Clone, Default)]
pub struct TimeOffWish {
    /// Fields that could not be read.
    pub wrong: Fields,
    /// Whose it is.
    pub staff_id: Option<i64>,
    /// Start, salon time.
    pub start_at: Option<Wall>,
    /// End, salon time.
    pub end_at: Option<Wall>,
    /// What it is for.
    pub reason: Option<String>,
    /// Whether it comes back; `Some(None)`: not, which also ends `until`.
    pub repeat: Option<Option<Repeat>>,
    /// The last date; `Some(None)`: none.
    pub until: Option<Option<NaiveDate>>,
}

impl TimeOff {
    /// Time off as somebody wishes it to be, or everything that is wrong with that. `current` is what a PUT changes.
    pub fn wished(current: Option<Self>, wish: TimeOffWish) -> Result<Self, Refusal> {
        let mut wrong = wish.wrong;
        let of = current.as_ref();
        let (Some(staff_id), Some(start_at), Some(end_at)) = (
            wish.staff_id.or(of.map(|of| of.staff_id)),
            wish.start_at.or(of.map(|of| of.start_at)),
            wish.end_at.or(of.map(|of| of.end_at)),
        ) else {
            // The form noted each of them that is missing.
            return Err(Refusal::Invalid(wrong));
        };
        let repeat = wish.repeat.unwrap_or(of.and_then(|of| of.repeat));
        let kept = of.and_then(|of| of.until).filter(|_| repeat.is_some());
        let time_off = Self {
            id: of.map_or(0, |of| of.id),
            staff_id,
            start_at,
            end_at,
            reason: wish
                .reason
                .or(of.map(|of| of.reason.clone()))
                .unwrap_or_default(),
            repeat,
            until: wish.until.unwrap_or(kept),
        };
        // A time that could not be read says nothing about the other.
        if !wrong.names("start_at") && !wrong.names("end_at") {
            time_off.check(&mut wrong);
        }
        wrong.check()?;
        Ok(time_off)
    }

    fn check(&self, wrong: &mut Fields) {
        let length = self.end_at.0 - self.start_at.0;
        if self.end_at <= self.start_at {
            wrong.wrong("end_at", "must be after start_at");
        } else if self.repeat.is_some() && length > Duration::days(WEEK_DAYS) {
            wrong.wrong(
                "end_at",
                "must be at most a week after start_at where it repeats",
            );
        }
        match self.until {
            Some(_) if self.repeat.is_none() => {
                wrong.wrong("until", "goes with repeat \"weekly\" only");
            }
            Some(until) if until < self.start_at.date() => {
                wrong.wrong("until", "must not be before start_at");
            }
            _ => {}
        }
    }

    /// Every time that it comes, as far as it overlaps with the given span, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let length = self.end_at.0 - self.start_at.0;
        // Whole weeks that lie between its first end and the span are passed over at once.
        let idle_weeks = (span.0.0 - self.end_at.0).num_weeks().max(0);
        let first = match self.repeat {
            None => self.start_at.0,
            Some(Repeat::Weekly) => self.start_at.0 + Duration::weeks(idle_weeks),
        };
        let next = move |start: &NaiveDateTime| {
            self.repeat?;
            start.checked_add_signed(Duration::weeks(1))
        };
        std::iter::successors(Some(first), next)
            .map(move |start| (Wall(start), Wall(start + length)))
            .take_while(move |(start, _)| {
                *start < span.1 && self.until.is_none_or(|until| start.date() <= until)
            })
            .filter(move |time| spans::overlap(*time, span))
    }

    /// From its first start to when it is over for good; without end where it goes on.
    pub fn reach(&self) -> Span {
        let length = self.end_at.0 - self.start_at.0;
        let end = match (self.repeat, self.until) {
            (None, _) => self.end_at,
            (Some(_), Some(until)) => Wall(spans::day(until).1.0 + length),
            (Some(_), None) => WITHOUT_END,
        };
        (self.start_at, end)
    }
}

/// Other hours on one date, in place of the usual ones, as the API shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HoursException {
    /// Its id.
    pub id: i64,
    /// Whose they are.
    pub staff_id: i64,
    /// The date.
    pub date: NaiveDate,
    /// The hours of that date; none: does not work.
    pub hours: DayHours,
}

/// What somebody wishes other hours to be: the fields that were given and could be read.
#[derive(Debug, Clone, Default)]
pub struct HoursWish {
    /// Fields that could not be read.
    pub wrong: Fields,
    /// Whose they are.
    pub staff_id: Option<i64>,
    /// The date.
    pub date: Option<NaiveDate>,
    /// The hours of that date.
    pub hours: Option<DayHours>,
}

impl HoursException {
    /// Other hours as somebody wishes them to be. `current` is what a PUT changes.
    pub fn wished(current: Option<Self>, wish: HoursWish) -> Result<Self, Refusal> {
        wish.wrong.check()?;
        let of = current.as_ref();
        let (Some(staff_id), Some(date), Some(hours)) = (
            wish.staff_id.or(of.map(|of| of.staff_id)),
            wish.date.or(of.map(|of| of.date)),
            wish.hours.or(of.map(|of| of.hours.clone())),
        ) else {
            // The form noted each of them that is missing, and that was refused above.
            return Err(Refusal::Invalid(wish.wrong));
        };
        Ok(Self {
            id: of.map_or(0, |of| of.id),
            staff_id,
            date,
            hours,
        })
    }
}

/// A date on which nothing is booked, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Holiday {
    /// Its id.
    pub id: i64,
    /// The date.
    pub date: NaiveDate,
    /// What it is.
    pub name: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn wall(text: &str) -> Wall {
        Wall::stored(&format!("{text}:00")).unwrap()
    }

    fn weekly(start: &str, end: &str, until: Option<&str>) -> TimeOff {
        TimeOff {
            id: 1,
            staff_id: 1,
            start_at: wall(start),
            end_at: wall(end),
            reason: String::new(),
            repeat: Some(Repeat::Weekly),
            until: until.map(|date| date.parse().unwrap()),
        }
    }

    fn starts(time_off: &TimeOff, from: &str, to: &str) -> Vec<String> {
        let times = time_off.within((wall(from), wall(to)));
        times.map(|(start, _)| start.to_string()).collect()
    }

    #[test]
    fn weekly_time_off_comes_back_until_its_last_date() {
        let lunch = weekly("2026-03-24 12:00", "2026-03-24 13:00", Some("2026-04-07"));
        assert_eq!(
            starts(&lunch, "2026-03-01 00:00", "2026-12-31 00:00"),
            [
                "2026-03-24 12:00:00",
                "2026-03-31 12:00:00",
                "2026-04-07 12:00:00"
            ]
        );
        assert_eq!(
            starts(&lunch, "2026-03-31 12:30", "2026-04-01 00:00"),
            ["2026-03-31 12:00:00"]
        );
        assert!(starts(&lunch, "2026-03-31 13:00", "2026-04-07 12:00").is_empty());
        assert!(starts(&lunch, "2026-04-08 00:00", "2099-01-01 00:00").is_empty());
    }

    #[test]
    fn time_off_over_midnight_reaches_into_the_next_day() {
        let night = weekly("2026-03-24 22:00", "2026-03-25 02:00", None);
        assert_eq!(
            starts(&night, "2027-03-24 00:00", "2027-03-24 01:00"),
            ["2027-03-23 22:00:00"]
        );
    }

    #[test]
    fn time_off_of_a_whole_week_leaves_no_day() {
        let always = weekly("2026-03-24 00:00", "2026-03-31 00:00", None);
        for day in ["2026-03-24", "2026-04-05", "2026-04-06", "2030-01-01"] {
            let (from, to) = spans::day(day.parse().unwrap());
            let covered = spans::joined(always.within((from, to)).collect());
            assert!(spans::cover(&covered, (from, to)), "{day}");
        }
    }

    #[test]
    fn other_hours_take_the_place_of_the_usual_ones_within_the_opening_hours() {
        let date: NaiveDate = "2026-03-24".parse().unwrap();
        let hours = |json| DayHours::read(&serde_json::from_str(json).unwrap()).unwrap();
        let open = hours(r#"[["09:00","18:00"]]"#).on(date);
        let mut eva = StaffMember::blank();
        assert_eq!(eva.works(date, &open, None), open);
        eva.hours = Some(WeekHours::default());
        assert!(eva.works(date, &open, None).is_empty());
        let late = hours(r#"[["12:00","21:00"]]"#);
        assert_eq!(
            eva.works(date, &open, Some(&late)),
            [(wall("2026-03-24 12:00"), wall("2026-03-24 18:00"))]
        );
        assert!(
            eva.works(date, &open, Some(&DayHours::default()))
                .is_empty()
        );
    }
}
