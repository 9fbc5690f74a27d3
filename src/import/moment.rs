//! Times and lengths as calendar files write them: on the clock of a named zone, in UTC, or on no clock in particular,
//! which is the salon's.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use icalendar::parser::Property;

use super::zones;
use crate::salon::time::{Now, Wall};

/// A time as the file gives it.
pub(super) struct Moment {
    pub(super) local: NaiveDateTime,
    /// None: the salon's own clock.
    zone: Option<Tz>,
    pub(super) all_day: bool,
}

impl Moment {
    pub(super) fn of(property: &Property<'_>) -> Result<Self, String> {
        Self::read(property.val.as_str(), property)
    }

    pub(super) fn read(text: &str, property: &Property<'_>) -> Result<Self, String> {
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
    pub(super) fn wall(&self, local: NaiveDateTime, salon: Tz) -> Result<Wall, String> {
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
    pub(super) fn here(&self, now: &Now) -> NaiveDateTime {
        now.stamp.wall(self.zone.unwrap_or(now.zone)).0
    }

    /// This moment on the clock of another, as an exception has to be on that of its series.
    pub(super) fn local_in(&self, other: &Moment) -> NaiveDateTime {
        match (self.zone, other.zone) {
            (Some(own), Some(other)) => Wall(self.local).instant(own).wall(other).0,
            _ if self.all_day && !other.all_day => self.local.date().and_time(other.local.time()),
            _ => self.local,
        }
    }

    pub(super) fn written(&self, local: NaiveDateTime) -> String {
        local
            .format(if self.all_day {
                "%Y%m%d"
            } else {
                "%Y%m%dT%H%M%S"
            })
            .to_string()
    }

    /// The rule with its last moment on this moment's own clock, written as UTC.
    pub(super) fn own_until(&self, rule: &str) -> Option<String> {
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

/// `P1DT2H30M`, `P2W`.
pub(super) fn duration(text: &str) -> Option<Duration> {
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
