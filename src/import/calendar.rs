//! From a calendar file (RFC 5545) to what it puts into a person's time: each event once, and of what comes back each
//! occurrence within a window. Times become the salon's wall clock: those of a named zone and UTC are converted, those
//! without a zone are the salon's own.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use icalendar::parser::{Component, Property, read_components, unfold};
use rrule::{RRule, Unvalidated};
use sha2::{Digest, Sha256};

use super::{text, zones};
use crate::salon::time::{Now, Wall};

/// What comes back is followed so far back and ahead.
const DAYS_BACK: i64 = 366;
const DAYS_AHEAD: i64 = 366;
/// More occurrences than this no appointment has.
const MOST_OCCURRENCES: u16 = 1000;
/// More events than this are another file.
const MOST_EVENTS: usize = 50_000;
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
    let start = Moment::of(begins, now.zone)?;
    let length = length(event, &start, now.zone)?;
    let uid = match value(event, "UID") {
        "" => unnamed(event),
        uid => uid.to_owned(),
    };
    let starts = match event.find_prop("RRULE") {
        Some(rule) => series(event, rule, &start, changed, now)?,
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
    rule: &Property<'_>,
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
            without.insert(Moment::read(date, exception, now.zone)?.local_in(start));
        }
    }
    let uid = value(event, "UID");
    for (_, original) in changed.range((uid, "")..).take_while(|(of, _)| *of == uid) {
        without.insert(Moment::read(original, rule_less(event), now.zone)?.local_in(start));
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

/// The property whose zone an occurrence's original time is in where it doesn't say: the series' start.
fn rule_less<'a>(event: &'a Component<'a>) -> &'a Property<'a> {
    event.find_prop("DTSTART").unwrap_or(&event.properties[0])
}

/// A time as the file gives it.
struct Moment {
    local: NaiveDateTime,
    /// None: the salon's own clock.
    zone: Option<Tz>,
    all_day: bool,
}

impl Moment {
    fn of(property: &Property<'_>, salon: Tz) -> Result<Self, String> {
        Self::read(property.val.as_str(), property, salon)
    }

    fn read(text: &str, property: &Property<'_>, _salon: Tz) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y%m%d") {
            return Ok(Self {
                local: date.and_time(NaiveTime::MIN),
                zone: None,
                all_day: true,
            });
        }
        let unreadable = || format!("has a time that can't be read: {text}");
        let (bare, utc) = text
            .strip_suffix('Z')
            .map_or((text, false), |bare| (bare, true));
        let local =
            NaiveDateTime::parse_from_str(bare, "%Y%m%dT%H%M%S").map_err(|_| unreadable())?;
        let named = property.params.iter().find(|param| param.key == "TZID");
        let zone = match named.and_then(|param| param.val.as_ref()) {
            _ if utc => Some(Tz::UTC),
            Some(name) => {
                let unknown = || {
                    format!(
                        "is in a time zone that Daybook doesn't know: {}",
                        name.as_str()
                    )
                };
                Some(zones::named(name.as_str()).ok_or_else(unknown)?)
            }
            None => None,
        };
        Ok(Self {
            local,
            zone,
            all_day: false,
        })
    }

    /// What the salon's clock shows when the clock of this zone shows that. A time that is skipped is an hour later.
    fn wall(&self, local: NaiveDateTime, salon: Tz) -> Result<Wall, String> {
        let wall = match self.zone {
            Some(zone) => Wall(local).instant(zone).wall(salon),
            None if Wall(local).exists(salon) => Wall(local),
            None => Wall(local).instant(salon).wall(salon),
        };
        // The book's own years.
        let form = wall.0.format("%Y-%m-%d %H:%M:%S").to_string();
        Wall::read(&form, salon).map_err(|what| format!("has a time that {what}"))
    }

    /// The present on this moment's clock.
    fn here(&self, now: &Now) -> NaiveDateTime {
        now.stamp.wall(self.zone.unwrap_or(now.zone)).0
    }

    /// This moment on the clock of another, as an exception has to be on that of its series.
    fn local_in(&self, other: &Moment) -> NaiveDateTime {
        match (self.zone, other.zone) {
            (Some(own), Some(other)) => Wall(self.local).instant(own).wall(other).0,
            _ if self.all_day && !other.all_day => self.local.date().and_time(other.local.time()),
            _ => self.local,
        }
    }

    fn written(&self, local: NaiveDateTime) -> String {
        local
            .format(if self.all_day {
                "%Y%m%d"
            } else {
                "%Y%m%dT%H%M%S"
            })
            .to_string()
    }

    /// The rule with its last moment on this moment's own clock, written as UTC.
    fn own_until(&self, rule: &str) -> Option<String> {
        let parts = rule.split(';').map(|part| {
            let Some(until) = part.strip_prefix("UNTIL=") else {
                return Some(part.to_owned());
            };
            let own = match until.strip_suffix('Z') {
                Some(utc) => {
                    let utc = NaiveDateTime::parse_from_str(utc, "%Y%m%dT%H%M%S").ok()?;
                    self.zone
                        .map_or(utc, |zone| zone.from_utc_datetime(&utc).naive_local())
                }
                None if until.len() == 8 => {
                    let day = NaiveDate::parse_from_str(until, "%Y%m%d").ok()?;
                    day.and_hms_opt(23, 59, 59)?
                }
                None => NaiveDateTime::parse_from_str(until, "%Y%m%dT%H%M%S").ok()?,
            };
            Some(format!("UNTIL={}Z", own.format("%Y%m%dT%H%M%S")))
        });
        parts
            .collect::<Option<Vec<_>>>()
            .map(|parts| parts.join(";"))
    }
}

/// How long an event takes; nothing where the file doesn't say.
fn length(event: &Component<'_>, start: &Moment, salon: Tz) -> Result<Duration, String> {
    let length = match (event.find_prop("DTEND"), event.find_prop("DURATION")) {
        (Some(end), _) => Moment::of(end, salon)?.local_in(start) - start.local,
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

/// `P1DT2H30M`, `P2W`.
fn duration(text: &str) -> Option<Duration> {
    let mut all = Duration::zero();
    let mut number = String::new();
    for sign in text.trim_start_matches('+').strip_prefix('P')?.chars() {
        let unit = match sign {
            '0'..='9' => {
                number.push(sign);
                continue;
            }
            'T' => continue,
            'W' => Duration::weeks(1),
            'D' => Duration::days(1),
            'H' => Duration::hours(1),
            'M' => Duration::minutes(1),
            'S' => Duration::seconds(1),
            _ => return None,
        };
        all += unit
            * std::mem::take(&mut number)
                .parse()
                .ok()
                .filter(|n| *n < 100_000)?;
    }
    Some(all)
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
