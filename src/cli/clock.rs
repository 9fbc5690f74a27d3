//! Whether the machine's clock can be believed: reminders go out by it, and a Raspberry Pi has none that runs on
//! while it is off. There is nothing to compare it with but the book, and the year that this program was made in.

use chrono::{DateTime, Datelike, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::salon::time::Stamp;

/// No book was kept before.
const FIRST_YEAR: i32 = 2026;
/// Past that somebody mistyped.
const LAST_YEAR: i32 = 2099;
/// Clocks are set now and then by a little.
const SLACK: TimeDelta = TimeDelta::minutes(10);
/// No salon is closed for so long.
const QUIET: TimeDelta = TimeDelta::days(200);
const REMEDY: &str =
    "Set it; with the internet at hand, \"sudo timedatectl set-ntp true\" does that.";

/// What makes the present implausible: its year, or the moment of the book's last change.
pub(super) fn advise(now: Stamp, changed: Option<Stamp>) -> Option<String> {
    let shown = now.0.format("%Y-%m-%d %H:%M UTC");
    if !(FIRST_YEAR..=LAST_YEAR).contains(&now.0.year()) {
        return Some(format!(
            "The clock of this machine is wrong, it says {shown}. {REMEDY}"
        ));
    }
    let changed = changed?.0;
    let last = changed.format("%Y-%m-%d %H:%M UTC");
    if changed > now.0 + SLACK {
        return Some(format!(
            "The clock of this machine says {shown}, but the book was written at {last}, which is still to come. {REMEDY}"
        ));
    }
    (now.0 - changed > QUIET).then(|| {
        format!(
            "The clock of this machine says {shown}, and the book was not written since {last}. If it is ahead: {REMEDY}"
        )
    })
}

/// Where the machine's clock shows another time than the salon's.
pub(super) fn advise_zone(now: Stamp, salon: Tz, machine: &str) -> Option<String> {
    let own: Tz = machine.parse().ok()?;
    let hours = |zone: Tz| zone.offset_from_utc_datetime(&now.0.naive_utc()).fix();
    // A machine without a face often keeps UTC, and nobody looks at it.
    let differ = hours(own) != hours(salon) && hours(own) != hours(Tz::UTC);
    let shown = |zone: Tz| {
        let there: DateTime<Tz> = now.0.with_timezone(&zone);
        format!("{} ({})", there.format("%H:%M"), zone.name())
    };
    differ.then(|| {
        format!(
            "It is {} on this machine and {} in the salon. Appointments follow the salon's clock: if that one is wrong, set the time zone at the desk.",
            shown(own),
            shown(salon)
        )
    })
}

/// The present as the salon's own clock shows it.
pub(super) fn present(now: Stamp, salon: Tz) -> String {
    let there = now.0.with_timezone(&Utc).with_timezone(&salon);
    format!(
        "It is {} in the salon ({}).",
        there.format("%Y-%m-%d %H:%M"),
        salon.name()
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Stamp {
        Stamp::stored(text).unwrap()
    }

    #[test]
    fn a_clock_is_believed_until_the_book_or_the_year_says_otherwise() {
        let says = |now, changed: Option<&str>| advise(at(now), changed.map(at));
        let changed = Some("2026-03-24T09:00:00Z");
        assert_eq!(says("2026-03-24T09:00:01Z", changed), None);
        assert_eq!(says("2026-03-24T08:55:00Z", changed), None);
        assert_eq!(says("2026-03-24T09:00:00Z", None), None);
        for (now, because) in [
            (
                "1970-01-01T00:00:12Z",
                "is wrong, it says 1970-01-01 00:00 UTC",
            ),
            ("2126-03-24T09:00:00Z", "is wrong"),
            (
                "2026-03-24T08:00:00Z",
                "written at 2026-03-24 09:00 UTC, which is still to come",
            ),
            ("2027-03-24T08:00:00Z", "If it is ahead"),
        ] {
            let said = says(now, changed).unwrap();
            assert!(
                said.contains(because) && said.contains("timedatectl"),
                "{said}"
            );
        }
    }

    #[test]
    fn zones_matter_where_their_clocks_differ() {
        let now = at("2026-07-01T12:00:00Z");
        let amsterdam = Tz::Europe__Amsterdam;
        for same in ["Europe/Berlin", "Etc/UTC", "nonsense"] {
            assert_eq!(advise_zone(now, amsterdam, same), None, "{same}");
        }
        let said = advise_zone(now, amsterdam, "Europe/London").unwrap();
        assert!(said.starts_with(
            "It is 13:00 (Europe/London) on this machine and 14:00 (Europe/Amsterdam) in the salon."
        ));
        assert_eq!(
            present(now, amsterdam),
            "It is 2026-07-01 14:00 in the salon (Europe/Amsterdam)."
        );
    }
}
