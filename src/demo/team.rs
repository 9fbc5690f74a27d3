//! Who works in the sample salon, and when.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use serde_json::{Value, json};

use super::menu;
use crate::salon::hours::WeekHours;
use crate::salon::rota::{Repeat, StaffMember, TimeOff};
use crate::salon::spans::{self, Span};
use crate::salon::time::Wall;

/// The days of a week, as hours name them.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// When the salon is open.
const OPEN: [(&str, &str); 7] = [
    ("09:00", "18:00"),
    ("09:00", "18:00"),
    ("09:00", "18:00"),
    ("09:00", "21:00"),
    ("09:00", "18:00"),
    ("09:00", "17:00"),
    ("11:00", "17:00"),
];

/// Somebody who works here.
struct Person {
    name: &'static str,
    email: &'static str,
    color: &'static str,
    /// From when to when, Monday to Sunday; `None` is a day off.
    week: [Option<(&'static str, &'static str)>; 7],
    /// When half an hour of lunch begins; part-timers have none.
    lunch: Option<&'static str>,
    /// Categories of services; empty: all.
    skills: &'static [&'static str],
}

const DAY: Option<(&str, &str)> = Some(("09:00", "18:00"));
const EARLY: Option<(&str, &str)> = Some(("09:00", "17:00"));
const LATE: Option<(&str, &str)> = Some(("12:00", "21:00"));
const SHORT: Option<(&str, &str)> = Some(("10:00", "15:00"));
const SUNDAY: Option<(&str, &str)> = Some(("11:00", "17:00"));

#[rustfmt::skip]
const TEAM: [Person; 6] = [
    Person {
        name: "Mila de Vries", email: "mila@salon.example", color: "#b4532a", lunch: Some("12:30"),
        skills: &["Hair", "Colour", "Brows & lashes"],
        week: [None, DAY, DAY, LATE, DAY, EARLY, None],
    },
    Person {
        name: "Emre Yılmaz", email: "emre@salon.example", color: "#2f6f8f", lunch: Some("13:00"),
        skills: &["Barber"],
        week: [EARLY, DAY, DAY, None, DAY, EARLY, None],
    },
    Person {
        name: "Noor Haddad", email: "noor@salon.example", color: "#6d8b3c", lunch: Some("13:00"),
        skills: &["Hair", "Colour", "Face"],
        week: [DAY, None, DAY, DAY, None, EARLY, SUNDAY],
    },
    Person {
        name: "Femke Bakker", email: "femke@salon.example", color: "#9c4f86", lunch: Some("12:00"),
        skills: &["Nails", "Brows & lashes", "Face"],
        week: [DAY, DAY, None, EARLY, DAY, EARLY, None],
    },
    Person {
        name: "Luca Romano", email: "luca@salon.example", color: "#3f7d6b", lunch: Some("13:30"),
        skills: &["Hair", "Colour", "Barber"],
        week: [None, DAY, EARLY, None, DAY, EARLY, SUNDAY],
    },
    Person {
        name: "Ayesha Rahman", email: "ayesha@salon.example", color: "#b98a1d", lunch: None,
        skills: &[],
        week: [None, None, None, SHORT, SHORT, None, SUNDAY],
    },
];

/// Opening hours, as the settings keep them.
pub(super) fn opening_hours() -> Value {
    week(OPEN.map(Some))
}

/// Hours of a week, Monday to Sunday, as people send them.
fn week(days: [Option<(&str, &str)>; 7]) -> Value {
    let hours = |hours: Option<_>| hours.map_or(json!([]), |hours| json!([hours]));
    let days = DAYS.iter().zip(days);
    days.map(|(day, spans)| ((*day).to_owned(), hours(spans)))
        .collect()
}

/// The six, in the order of their ids.
pub(super) fn staff() -> Vec<StaffMember> {
    let member = |(id, person): (i64, &Person)| StaffMember {
        id,
        name: person.name.to_owned(),
        email: person.email.to_owned(),
        color: person.color.to_owned(),
        active: true,
        service_ids: (!person.skills.is_empty()).then(|| menu::of_categories(person.skills)),
        hours: WeekHours::read(&week(person.week)).ok(),
    };
    (1..).zip(&TEAM).map(member).collect()
}

/// The time in which people work: their hours without breaks, leave and holidays.
pub(super) struct Rota {
    /// Who works here, in the order of their ids.
    pub(super) staff: Vec<StaffMember>,
    /// Lunch, leave and errands.
    pub(super) time_off: Vec<TimeOff>,
    /// Days on which the salon is closed.
    pub(super) holidays: Vec<(NaiveDate, &'static str)>,
    open: WeekHours,
}

impl Rota {
    /// The rota around this day.
    pub(super) fn around(today: NaiveDate) -> Self {
        let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
        let mut time_off = lunches(monday - Days::new(7 * 9));
        time_off.extend(leave(monday));
        Self {
            staff: staff(),
            time_off,
            holidays: holidays(today, monday),
            open: WeekHours::read(&opening_hours()).unwrap_or_default(),
        }
    }

    /// When somebody works on that day.
    pub(super) fn spans(&self, member: &StaffMember, date: NaiveDate) -> Vec<Span> {
        if self.holidays.iter().any(|(holiday, _)| *holiday == date) {
            return Vec::new();
        }
        let day = spans::day(date);
        let mut works = member.works(date, &self.open.on(date), None);
        for off in self.time_off.iter().filter(|off| off.staff_id == member.id) {
            for (from, to) in off.within(day) {
                works = spans::common(&works, &[(day.0, from), (to, day.1)]);
            }
        }
        works
    }
}

/// Half an hour for lunch on every working day, from that Monday on.
fn lunches(monday: NaiveDate) -> Vec<TimeOff> {
    let mut lunches = Vec::new();
    for (staff_id, person) in (1..).zip(&TEAM) {
        let Some(lunch) = person.lunch else { continue };
        for (day, hours) in (0..).zip(person.week) {
            // Who works until nine eats later.
            let lunch = if hours == LATE { "16:30" } else { lunch };
            let start_at = at(monday + Days::new(day), lunch);
            if hours.is_some() {
                let lunch = off(staff_id, (start_at, start_at.plus_minutes(30)), "Lunch");
                lunches.push(TimeOff {
                    repeat: Some(Repeat::Weekly),
                    ..lunch
                });
            }
        }
    }
    lunches
}

/// Who is away, around the week of that Monday.
fn leave(monday: NaiveDate) -> [TimeOff; 5] {
    let on = |day: NaiveDate, from, to| (at(day, from), at(day, to));
    let whole = |day: NaiveDate, days| (at(day, "00:00"), at(day + Days::new(days), "00:00"));
    [
        off(3, whole(monday - Days::new(19), 2), "Flu"),
        off(1, on(monday + Days::new(9), "15:30", "18:00"), "Accountant"),
        off(
            5,
            on(monday + Days::new(11), "09:00", "12:30"),
            "Course: bridal hair",
        ),
        off(4, on(monday + Days::new(22), "09:00", "11:00"), "Dentist"),
        off(2, whole(monday + Days::new(28), 7), "Holiday in İzmir"),
    ]
}

fn off(staff_id: i64, (start_at, end_at): Span, reason: &str) -> TimeOff {
    TimeOff {
        id: 0,
        staff_id,
        start_at,
        end_at,
        reason: reason.to_owned(),
        repeat: None,
        until: None,
    }
}

/// Days on which the salon is closed, but for today: whoever tries the demo at Christmas wants to see a day's work.
fn holidays(today: NaiveDate, monday: NaiveDate) -> Vec<(NaiveDate, &'static str)> {
    let public = [
        (1, 1, "New Year's Day"),
        (4, 27, "King's Day"),
        (12, 25, "Christmas Day"),
        (12, 26, "Boxing Day"),
    ];
    let mut holidays = vec![
        (monday - Days::new(5 * 7), "Team day"),
        (monday + Days::new(3 * 7 + 1), "New floor is laid"),
    ];
    for year in today.year() - 1..=today.year() + 1 {
        let dates = public.iter().filter_map(|(month, day, name)| {
            NaiveDate::from_ymd_opt(year, *month, *day).map(|date| (date, *name))
        });
        holidays.extend(dates.filter(|(date, _)| (*date - today).num_days().abs() <= 120));
    }
    holidays.retain(|(date, _)| *date != today);
    holidays.sort_unstable();
    holidays.dedup_by_key(|(date, _)| *date);
    holidays
}

fn at(day: NaiveDate, clock: &str) -> Wall {
    Wall(day.and_time(NaiveTime::parse_from_str(clock, "%H:%M").unwrap_or_default()))
}
