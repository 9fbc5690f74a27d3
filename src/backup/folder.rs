//! Which backups there are, and which are let go.
//!
//! A backup's name says when it was made by the clock above the till, so that a person finds the right one. Only files
//! of such names are listed, handed out or let go: whatever else lies in the folder is none of ours.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::seal::Seal;
use super::{Backups, Result, Trouble};
use crate::salon::time::{Stamp, Wall};
use crate::store::files;

const START: &str = "daybook-";
const END: &str = ".db";
/// The newest are kept however many were made that day: before a risky step somebody presses the button.
const KEEP_NEWEST: usize = 5;
/// Of those that are not sound, this many: they may be all that is left of something.
const KEEP_UNVERIFIED: usize = 3;

/// A backup that is there: `contract`, section 5.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// The file's name.
    pub name: String,
    /// The moment that it holds.
    pub created_at: Stamp,
    /// Its length.
    pub size_bytes: u64,
    /// Whether it was found sound when it was made.
    pub verified: bool,
    /// How many bookings it holds; null where it doesn't say.
    pub bookings: Option<i64>,
    /// Where it is.
    #[serde(skip)]
    pub path: PathBuf,
}

impl Backups {
    /// All of them, newest first.
    pub fn list(&self) -> Result<Vec<Kept>> {
        list(&self.folder)
    }

    /// The one of this name.
    pub fn find(&self, name: &str) -> Result<Option<Kept>> {
        Ok(self.list()?.into_iter().find(|kept| kept.name == name))
    }

    /// The newest that was found sound.
    pub fn last_good(&self) -> Result<Option<Kept>> {
        Ok(self.list()?.into_iter().find(|kept| kept.verified))
    }
}

/// The backups in a folder, newest first; none where there is no folder yet.
pub(super) fn list(folder: &Path) -> Result<Vec<Kept>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Trouble::io("read", folder, &error)),
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    let names = names.filter_map(|name| name.into_string().ok());
    let ours = names.filter(|name| made_at(name).is_some());
    let mut all: Vec<Kept> = ours.filter_map(|name| kept(folder, name)).collect();
    all.sort_by(|a, b| (b.created_at, &b.name).cmp(&(a.created_at, &a.name)));
    Ok(all)
}

fn kept(folder: &Path, name: String) -> Option<Kept> {
    let path = folder.join(&name);
    let mut file = files::open_plain(&path).ok()?;
    let about = file.metadata().ok()?;
    let said = Seal::read(&mut file, about.len()).ok().flatten();
    let said = said.map(|seal| seal.said);
    let written = || about.modified().ok().map(|at| Stamp(at.into()));
    Some(Kept {
        created_at: said
            .as_ref()
            .and_then(|said| said.made_at())
            .or_else(written)?,
        size_bytes: about.len(),
        verified: said.as_ref().is_some_and(|said| said.verified),
        bookings: said.map(|said| said.contents.bookings),
        name,
        path,
    })
}

/// What the salon's clock showed, by the name of a backup; none where it is no name of ours.
fn made_at(name: &str) -> Option<Wall> {
    let name = name.strip_prefix(START)?.strip_suffix(END)?;
    let (time, rest) = name.split_at_checked(17)?;
    let of_ours = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_suffix = rest.starts_with('-') && rest.bytes().all(of_ours);
    if !(rest.is_empty() || is_suffix) {
        return None;
    }
    let form = "%Y-%m-%d-%H%M%S";
    let time = chrono::NaiveDateTime::parse_from_str(time, form).ok()?;
    Some(Wall(time))
}

/// The name of a backup of this moment that no file in the folder has yet.
pub(super) fn free_name(folder: &Path, at: Wall, suffix: &str) -> String {
    let time = at.0.format("%Y-%m-%d-%H%M%S");
    let nth = |n: u32| match n {
        1 => format!("{START}{time}{suffix}{END}"),
        _ => format!("{START}{time}{suffix}-{n}{END}"),
    };
    let mut n = 1;
    while folder.join(nth(n)).symlink_metadata().is_ok() {
        n += 1;
    }
    nth(n)
}

/// Lets go of what need not be kept: kept are the newest few, the last of each of the newest days, and the last of each
/// of the newest months. Days without a backup don't count, so a salon that was closed loses nothing. One that is not
/// sound never takes the place of one that is.
pub(super) fn let_go(folder: &Path, daily: usize, monthly: usize) -> Result<()> {
    let all = list(folder)?;
    let (verified, others): (Vec<&Kept>, Vec<&Kept>) = all.iter().partition(|kept| kept.verified);
    let keep = worth_keeping(&verified, daily, monthly);
    let spent = verified
        .iter()
        .filter(|kept| !keep.contains(kept.name.as_str()));
    for kept in spent.chain(others.iter().skip(KEEP_UNVERIFIED)) {
        fs::remove_file(&kept.path).map_err(|error| Trouble::io("let go", &kept.path, &error))?;
    }
    Ok(())
}

fn worth_keeping<'a>(newest_first: &[&'a Kept], daily: usize, monthly: usize) -> HashSet<&'a str> {
    let newest = newest_first.iter().take(KEEP_NEWEST);
    let mut keep: HashSet<&str> = newest.map(|kept| kept.name.as_str()).collect();
    for (form, most) in [("%Y-%m-%d", daily), ("%Y-%m", monthly)] {
        let mut seen = HashSet::new();
        for kept in newest_first {
            let Some(wall) = made_at(&kept.name) else {
                continue;
            };
            if seen.len() < most && seen.insert(wall.0.format(form).to_string()) {
                keep.insert(&kept.name);
            }
        }
    }
    keep
}

/// Removes what a backup that was broken off left behind, but not what another program is just writing.
pub(super) fn sweep(folder: &Path) {
    let an_hour = std::time::Duration::from_secs(3600);
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !(name.starts_with(".daybook-") && name.ends_with(".part")) {
            continue;
        }
        let written = entry.metadata().and_then(|about| about.modified());
        let old = written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > an_hour));
        if old && let Err(error) = fs::remove_file(entry.path()) {
            log::warn!("{} could not be removed: {error}", entry.path().display());
        }
    }
}

/// A file in the folder that is nobody's backup until it is renamed.
pub(super) fn part(folder: &Path) -> Result<(PathBuf, File)> {
    let path = folder.join(format!(".daybook-{}.part", crate::secrets::short_id()));
    let file =
        files::create_private(&path).map_err(|error| Trouble::io("written to", folder, &error))?;
    Ok((path, file))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_names_of_ours_are_backups() {
        for name in [
            "daybook-2026-03-24-033000.db",
            "daybook-2026-03-24-033000-before-upgrade.db",
            "daybook-2026-03-24-033000-2.db",
        ] {
            assert!(made_at(name).is_some(), "{name}");
        }
        for name in [
            "daybook.db",
            "daybook-2026-03-24.db",
            "daybook-2026-13-24-033000.db",
            "daybook-2026-03-24-033000.db-wal",
            "daybook-2026-03-24-033000x.db",
            "daybook-2026-03-24-033000-../../etc.db",
            "../daybook-2026-03-24-033000.db",
            "daybook-2026-03-24-03300é.db",
        ] {
            assert_eq!(made_at(name), None, "{name}");
        }
    }

    fn of(name: &str) -> Kept {
        Kept {
            name: format!("daybook-{name}.db"),
            created_at: Stamp::stored("2026-03-24T09:00:00Z").unwrap(),
            size_bytes: 0,
            verified: true,
            bookings: None,
            path: PathBuf::new(),
        }
    }

    #[test]
    fn the_last_of_each_day_and_month_are_kept_and_the_newest_few() {
        let first = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        let mut nights: Vec<Kept> = (0..400)
            .map(|day| first + chrono::Duration::days(day))
            .map(|day| of(&format!("{day}-033000")))
            .collect();
        nights.reverse();
        let all: Vec<&Kept> = nights.iter().collect();
        let keep = worth_keeping(&all, 14, 12);
        // 14 nights to 4 February, of which one is the last of January, and the last of eleven months, February's
        // being one of the nights.
        assert_eq!(keep.len(), 14 + 10);
        assert!(keep.contains("daybook-2025-03-31-033000.db"));
        assert!(!keep.contains("daybook-2025-02-28-033000.db"));
        assert_eq!(worth_keeping(&all, 0, 0).len(), KEEP_NEWEST);
    }

    #[test]
    fn night_by_night_the_same_are_kept_as_at_once() {
        let first = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        let mut there: Vec<Kept> = Vec::new();
        for day in 0..400 {
            there.insert(
                0,
                of(&format!("{}-033000", first + chrono::Duration::days(day))),
            );
            let keep: HashSet<String> = {
                let all: Vec<&Kept> = there.iter().collect();
                worth_keeping(&all, 14, 12)
                    .into_iter()
                    .map(str::to_owned)
                    .collect()
            };
            there.retain(|kept| keep.contains(&kept.name));
        }
        assert_eq!(there.len(), 14 + 10);
    }
}
