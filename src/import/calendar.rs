//! From a calendar file (RFC 5545) to what it puts into a person's time: each event once, and of what comes back each
//! occurrence within a window. Times become the salon's wall clock: those of a named zone and UTC are converted, those
//! without a zone are the salon's own.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::{DateTime, Duration, NaiveDateTime, TimeZone};
use icalendar::parser::{Component, Property, read_components, unfold};
use rrule::{RRule, Unvalidated};
use sha2::{Digest, Sha256};

use super::moment::{Moment, duration};
use super::text;
use crate::salon::time::{Now, Wall};

/// What comes back is followed so far back and ahead.
const DAYS_BACK: i64 = 366;
const DAYS_AHEAD: i64 = 366;
/// More occurrences than this no appointment has.
const MOST_OCCURRENCES: u16 = 1000;
/// More events than this are another file.
const MOST_EVENTS: usize = 50_000;
/// A calendar, its events and their alarms are three.
const MOST_NESTED: usize = 8;
/// The longest text that is taken over.
const LONGEST: usize = 2000;

/// A calendar as it was read.
#[derive(Debug, Default)]
pub struct Calendar {
    /// What takes time, by its start.
    pub events: Vec<Event>,
    /// What doesn't, or can't be read: what it is called, and why.
    pub left_out: Vec<(String, String)>,
}

/// Something that takes time, once.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The file's own name for it; an occurrence's has its original time behind it.
    pub uid: String,
    /// Start, salon time.
    pub start_at: Wall,
    /// End, salon time; the start where the file doesn't say.
    pub end_at: Wall,
    /// It takes whole days.
    pub all_day: bool,
    /// What it is called.
    pub summary: String,
    /// What else is said of it.
    pub description: String,
    /// Its kinds, as the file names them.
    pub categories: Vec<String>,
    /// Who else is invited: name and e-mail address.
    pub attendees: Vec<(String, String)>,
}

/// Reads a calendar file. The error is a sentence for a person.
pub fn read(bytes: &[u8], now: &Now) -> Result<Calendar, String> {
    let text = text::decode(bytes)?;
    if !text
        .trim_start()
        .to_ascii_uppercase()
        .starts_with("BEGIN:VCALENDAR")
    {
        return Err("The file is not a calendar: export it as iCalendar (.ics).".to_owned());
    }
    let unfolded = unfold(&text);
    if depth(&unfolded) > MOST_NESTED {
        return Err("The calendar is nested as no calendar is: export it anew.".to_owned());
    }
    let calendars = read_components(&unfolded)
        .map_err(|_| "The calendar is damaged or breaks off: export it anew.".to_owned())?;
    let events: Vec<&Component<'_>> = calendars
        .iter()
        .flat_map(|calendar| &calendar.components)
        .filter(|component| component.name == "VEVENT")
        .collect();
    if events.len() > MOST_EVENTS {
        return Err(format!(
            "The calendar holds more than {MOST_EVENTS} events: is it the right one?"
        ));
    }
    // An occurrence that was changed stands beside its series, and in the place of what the rule says.
    let changed: BTreeSet<(&str, &str)> = events
        .iter()
        .filter_map(|event| {
            Some((
                value(event, "UID"),
                event.find_prop("RECURRENCE-ID")?.val.as_str(),
            ))
        })
        .collect();
    let mut calendar = Calendar::default();
    for event in events {
        match occurrences(event, &changed, now) {
            Ok(found) => calendar.events.extend(found),
            Err(why) => calendar.left_out.push((said(event, "SUMMARY"), why)),
        }
    }
    calendar
        .events
        .sort_by(|a, b| (a.start_at, &a.uid).cmp(&(b.start_at, &b.uid)));
    Ok(calendar)
}

/// How deep components stand in each other. The reader goes down one call a level, and the stack is only so deep.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for line in text.lines() {
        let begins = |word: &str| {
            let start = line.trim_start().get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        if begins("BEGIN:") {
            depth += 1;
            deepest = deepest.max(depth);
        } else if begins("END:") {
            depth = depth.saturating_sub(1);
        }
    }
    deepest
}

fn occurrences(
    event: &Component<'_>,
    changed: &BTreeSet<(&str, &str)>,
    now: &Now,
) -> Result<Vec<Event>, String> {
    match (value(event, "STATUS"), value(event, "TRANSP")) {
        ("CANCELLED", _) => return Err("was cancelled".to_owned()),
        (_, "TRANSPARENT") => return Err("takes nobody's time".to_owned()),
        _ => {}
    }
    let begins = event.find_prop("DTSTART").ok_or("has no start")?;
    let start = Moment::of(begins)?;
    let length = length(event, &start)?;
    let uid = match value(event, "UID") {
        "" => unnamed(event),
        uid => uid.to_owned(),
    };
    let starts = match event.find_prop("RRULE") {
        Some(rule) => series(event, (begins, rule), &start, changed, now)?,
        None => vec![start.local],
    };
    let once = event.find_prop("RRULE").is_none();
    let of_start = |local: NaiveDateTime| {
        let uid = match value(event, "RECURRENCE-ID") {
            "" if once => uid.clone(),
            "" => format!("{uid}/{}", start.written(local)),
            original => format!("{uid}/{original}"),
        };
        let (start_at, end_at) = (
            start.wall(local, now.zone)?,
            start.wall(local + length, now.zone)?,
        );
        Ok(Event {
            uid: uid.chars().take(LONGEST).collect(),
            start_at,
            end_at,
            all_day: start.all_day,
            summary: said(event, "SUMMARY"),
            description: said(event, "DESCRIPTION"),
            categories: listed(event, "CATEGORIES"),
            attendees: attendees(event),
        })
    };
    starts.into_iter().map(of_start).collect()
}

/// A name for an event that has none, always the same. It is kept, so it must not tell whom the event is about.
fn unnamed(event: &Component<'_>) -> String {
    let mut hash = Sha256::new();
    for name in ["DTSTART", "DTEND", "SUMMARY"] {
        hash.update(value(event, name));
        hash.update([0]);
    }
    let digits = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    format!("unnamed-{digits}")
}

/// The starts of what comes back, on the clock of its own zone, within the window.
fn series(
    event: &Component<'_>,
    (begins, rule): (&Property<'_>, &Property<'_>),
    start: &Moment,
    changed: &BTreeSet<(&str, &str)>,
    now: &Now,
) -> Result<Vec<NaiveDateTime>, String> {
    let not_followed = || {
        format!(
            "comes back in a way that can't be followed: {}",
            rule.val.as_str()
        )
    };
    // All of it on one clock that is never changed: the rule speaks of wall-clock times.
    let clock = |local: NaiveDateTime| rrule::Tz::UTC.from_utc_datetime(&local);
    let rule = start
        .own_until(rule.val.as_str())
        .ok_or_else(not_followed)?;
    if is_finer_than_days(&rule) {
        return Err(not_followed());
    }
    let rule = RRule::<Unvalidated>::from_str(&rule).map_err(|_| not_followed())?;
    let set = rule.build(clock(start.local)).map_err(|_| not_followed())?;
    let today = start.here(now);
    let result = set
        .after(clock(today - Duration::days(DAYS_BACK)))
        .before(clock(today + Duration::days(DAYS_AHEAD)))
        .all(MOST_OCCURRENCES);
    let mut without = BTreeSet::new();
    for exception in event.properties.iter().filter(|p| p.name == "EXDATE") {
        for date in exception.val.as_str().split(',') {
            without.insert(Moment::read(date, exception)?.local_in(start));
        }
    }
    let uid = value(event, "UID");
    for (_, original) in changed.range((uid, "")..).take_while(|(of, _)| *of == uid) {
        without.insert(Moment::read(original, begins)?.local_in(start));
    }
    let dates = result.dates.iter().map(DateTime::naive_utc);
    Ok(dates.filter(|date| !without.contains(date)).collect())
}

/// No appointment comes back every second, and following one that does takes minutes.
fn is_finer_than_days(rule: &str) -> bool {
    let rule = rule.to_ascii_uppercase();
    let fine = [
        "SECONDLY", "MINUTELY", "HOURLY", "BYHOUR", "BYMINUTE", "BYSECOND",
    ];
    fine.iter().any(|word| rule.contains(word))
}

/// How long an event takes; nothing where the file doesn't say.
fn length(event: &Component<'_>, start: &Moment) -> Result<Duration, String> {
    let length = match (event.find_prop("DTEND"), event.find_prop("DURATION")) {
        (Some(end), _) => Moment::of(end)?.local_in(start) - start.local,
        (None, Some(length)) => duration(length.val.as_str())
            .ok_or_else(|| format!("has a length that can't be read: {}", length.val.as_str()))?,
        (None, None) if start.all_day => Duration::days(1),
        (None, None) => Duration::zero(),
    };
    if length < Duration::zero() {
        return Err("ends before it begins".to_owned());
    }
    Ok(length)
}

fn value<'a>(event: &'a Component<'_>, name: &str) -> &'a str {
    event
        .find_prop(name)
        .map_or("", |property| property.val.as_str().trim())
}

/// A text with its escapes resolved, no longer than what the book takes.
fn said(event: &Component<'_>, name: &str) -> String {
    let Some(property) = event.find_prop(name) else {
        return String::new();
    };
    let text = property.val.clone().unescape_text();
    let text = text.as_str().replace("\r\n", "\n");
    let kept = text.chars().filter(|c| !c.is_control() || *c == '\n');
    kept.take(LONGEST).collect::<String>().trim().to_owned()
}

fn listed(event: &Component<'_>, name: &str) -> Vec<String> {
    let all = event
        .properties
        .iter()
        .filter(|property| property.name == name);
    all.flat_map(|property| property.val.as_str().split(','))
        .map(|one| one.trim().to_owned())
        .collect()
}

/// Those who were invited; the organizer is the salon itself.
fn attendees(event: &Component<'_>) -> Vec<(String, String)> {
    let organizer = address(value(event, "ORGANIZER"));
    let all = event
        .properties
        .iter()
        .filter(|property| property.name == "ATTENDEE");
    let found = all.filter_map(|property| {
        let email = address(property.val.as_str());
        let name = property.params.iter().find(|param| param.key == "CN");
        let name = name
            .and_then(|param| param.val.as_ref())
            .map_or("", |name| name.as_str());
        let name = name.trim_matches('"').trim();
        // Calendars put the address where they know no name.
        let name = if name.contains('@') { "" } else { name };
        (!email.is_empty() && email != organizer).then(|| (name.to_owned(), email))
    });
    found.collect()
}

fn address(text: &str) -> String {
    let bare = text.trim();
    let bare = match bare.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &bare[7..],
        _ => "",
    };
    bare.to_lowercase()
}
