//! Time zones by the names that calendars give them: those of the world's own list, with whatever some programs put in
//! front, and those of Windows that the salons of Daybook's languages meet.

use chrono_tz::Tz;

/// Names of Windows' own.
const WINDOWS: &[(&str, &str)] = &[
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("GMT Standard Time", "Europe/London"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("FLE Standard Time", "Europe/Kyiv"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("India Standard Time", "Asia/Kolkata"),
    ("China Standard Time", "Asia/Shanghai"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("SA Western Standard Time", "America/La_Paz"),
    ("Eastern Standard Time", "America/New_York"),
    ("Central Standard Time", "America/Chicago"),
    ("Mountain Standard Time", "America/Denver"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
];

/// The zone of that name.
pub(super) fn named(name: &str) -> Option<Tz> {
    let name = name.trim().trim_matches('"');
    if let Some((_, zone)) = WINDOWS.iter().find(|(windows, _)| *windows == name) {
        return zone.parse().ok();
    }
    // "/mozilla.org/20050126_1/Europe/Amsterdam"
    let starts = name.match_indices('/').map(|(slash, _)| slash + 1);
    std::iter::once(0)
        .chain(starts)
        .find_map(|start| name[start..].parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_every_programs_names() {
        for (name, zone) in [
            ("Europe/Amsterdam", Some(Tz::Europe__Amsterdam)),
            (
                "/mozilla.org/20050126_1/Europe/Amsterdam",
                Some(Tz::Europe__Amsterdam),
            ),
            ("W. Europe Standard Time", Some(Tz::Europe__Berlin)),
            ("Customized Time Zone", None),
        ] {
            assert_eq!(named(name), zone, "{name}");
        }
        assert!(WINDOWS.iter().all(|(windows, _)| named(windows).is_some()));
    }
}
