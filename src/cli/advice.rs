//! Advice on what surrounds the book: the clock, backups, jobs, mail, Stripe, the disk, and who can read what. None of it makes
//! the book unsound; each is a sentence or two with what to do.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use url::Url;

use super::clock;
use crate::backup::Backups;
use crate::config::Config;
use crate::connections::{self, Connections, Held};
use crate::outside::certificate::Certificate;
use crate::outside::disk;
use crate::outside::reach::reach;
use crate::salon::time::Stamp;
use crate::store::soundness::Snapshot;

/// A nightly backup is at most this old, with a night to spare.
const OLD_BACKUP: TimeDelta = TimeDelta::days(2);
/// So long before a certificate of the owner's ends they are told.
const WARNING: TimeDelta = TimeDelta::days(14);
/// With less room than this nothing goes well any more.
const LITTLE_ROOM: u64 = 200 << 20;

/// All that somebody should be told.
pub(super) fn on(config: &Config, book: &Snapshot, now: Stamp) -> Vec<String> {
    let mut advice = Vec::new();
    advice.extend(time(config, book, now));
    advice.extend(backups(config, now));
    advice.extend(jobs(book, now));
    advice.extend(certificate(config, now));
    match Held::load(config) {
        Ok(held) => {
            let connections = held.current();
            advice.extend(mail(&connections));
            advice.extend(stripe(&connections));
            advice.extend(readable(config, &connections));
        }
        Err(error) => advice.push(format!("{error:#}.")),
    }
    let size = config
        .database
        .path
        .metadata()
        .map_or(0, |about| about.len());
    advice.extend(disk::free_bytes(&config.database.path).and_then(|free| room(free, size)));
    if matches!(book.has_admin(), Ok(false)) {
        advice.push("Nobody may sign in who may do all: add somebody with \"daybook user add --role admin\".".to_owned());
    }
    advice
}

fn time(config: &Config, book: &Snapshot, now: Stamp) -> Vec<String> {
    let written = config.database.path.metadata();
    let written = written.and_then(|about| about.modified()).ok();
    let written = written.map(|at| Stamp(at.into()));
    let changed = book.changed_at().unwrap_or_default().max(written);
    let machine = iana_time_zone::get_timezone().unwrap_or_default();
    let zone = book.zone();
    let zone = zone.and_then(|zone| clock::advise_zone(now, zone, &machine));
    clock::advise(now, changed)
        .into_iter()
        .chain(zone)
        .collect()
}

/// One that Daybook made it renews by itself; the owner's own is theirs to renew.
fn certificate(config: &Config, now: Stamp) -> Option<String> {
    let end = match Certificate::end(&config.server, &config.folder) {
        Ok(end) => end?,
        Err(error) => return Some(format!("{error:#}: Daybook can't speak https.")),
    };
    let soon = !config.server.tls_own && end < now.0 + WARNING;
    soon.then(|| {
        format!(
            "The certificate in {} ends on {}: renew it, and Daybook takes it up within the hour.",
            config.server.tls_cert,
            end.format("%Y-%m-%d")
        )
    })
}

fn backups(config: &Config, now: Stamp) -> Vec<String> {
    let backups = Backups::new(config);
    let mut advice = Vec::new();
    let folder = backups.folder().display();
    let nightly = if config.backup.at.is_empty() {
        " Nightly backups are switched off: set [backup] at in config.toml."
    } else {
        ""
    };
    let make = "make one with \"daybook backup\".";
    match backups.last_good() {
        Ok(None) => advice.push(format!("There is no backup in {folder}: {make}{nightly}")),
        Ok(Some(last)) => {
            // A clock that was set back makes a backup of tomorrow; that one is new enough.
            let age = now.0 - last.created_at.0;
            if age > OLD_BACKUP {
                advice.push(format!(
                    "The newest good backup in {folder} is {} days old: {make}{nightly}",
                    age.num_days()
                ));
            }
        }
        Err(trouble) => advice.push(trouble.to_string()),
    }
    advice.extend(
        backups
            .second_folder()
            .and_then(|second| second_folder(&backups, second)),
    );
    advice
}

/// Whether the second folder would outlast what happens to the first.
fn second_folder(backups: &Backups, second: &Path) -> Option<String> {
    let shown = second.display();
    if !second.is_dir() {
        return Some(format!(
            "The second folder for backups, {shown}, is not there: plug the stick in, or make the folder."
        ));
    }
    disk::is_same(second, backups.folder()).then(|| {
        format!("The second folder for backups, {shown}, is on the same disk as the first: both would be lost together. Name one on a stick or on another machine.")
    })
}

fn jobs(book: &Snapshot, now: Stamp) -> Vec<String> {
    let Ok((overdue, stuck)) = book.jobs(now) else {
        return Vec::new();
    };
    let mut advice = Vec::new();
    if overdue > 0 {
        advice.push(format!(
            "What should be done by now, such as letters, is overdue ({overdue}): it is done while the server runs. Is it running?"
        ));
    }
    if stuck > 0 {
        advice.push(format!(
            "Some of what is to be done, such as letters, failed or waits for somebody to decide ({stuck}): look at it at the desk, under Letters."
        ));
    }
    advice
}

fn mail(connections: &Connections) -> Option<String> {
    let mail = &connections.mail;
    if !connections.has_mail() {
        return Some(
            "No mail server is set up, so letters wait: set one up at the desk, under Settings → Mail and payments."
                .to_owned(),
        );
    }
    if !mail.folder.is_empty() {
        return None;
    }
    let why = reach(&mail.host, mail.port).err()?;
    Some(format!(
        "The mail server {}, port {}, can't be reached: {why}. Letters wait until it can. If this machine is in the \
         internet, see that both are right at the desk, under Settings → Mail and payments.",
        mail.host, mail.port
    ))
}

fn stripe(connections: &Connections) -> Option<String> {
    if !connections.has_stripe() {
        return None;
    }
    let base = &connections.stripe.api_base;
    let url = Url::parse(base).ok();
    let address = url
        .as_ref()
        .and_then(|url| Some((url.host_str()?, url.port_or_known_default()?)));
    let Some((host, port)) = address else {
        return Some(format!(
            "[stripe] api_base in config.toml is no address: {base}. Take that line out, and Stripe's own is used."
        ));
    };
    let why = reach(host, port).err()?;
    Some(format!(
        "Stripe at {host} can't be reached: {why}. Fees are asked for once it can: see that this machine is in the internet."
    ))
}

/// Files that nobody but their owner should read.
fn readable(config: &Config, connections: &Connections) -> Vec<String> {
    let mut private = vec![
        config.database.path.clone(),
        config.folder.join(connections::FILE),
        config.folder.join("certificate.pem"),
        PathBuf::from(&config.server.tls_key),
    ];
    let backups = fs::read_dir(&config.backup.folder).into_iter().flatten();
    private.extend(backups.flatten().map(|file| file.path()));
    let mut open: Vec<PathBuf> = private
        .into_iter()
        .filter(|path| is_open(path, 0o077))
        .collect();
    // A group may be let in here, so that a service reads what root alone may change.
    let file = config.folder.join("config.toml");
    if (!connections.mail.password.is_empty() || connections.has_stripe()) && is_open(&file, 0o027)
    {
        open.push(file);
    }
    let advise = |path: PathBuf| {
        let path = path.display();
        format!(
            "Other accounts of this machine can get at {path}: forbid it with \"chmod go= {path}\"."
        )
    };
    open.into_iter().map(advise).collect()
}

/// Whether a file has any of these rights for others than its owner.
#[cfg(unix)]
fn is_open(path: &Path, rights: u32) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|about| about.is_file() && about.permissions().mode() & rights != 0)
}

/// Elsewhere a file in somebody's own folder is theirs alone.
#[cfg(not(unix))]
fn is_open(_path: &Path, _rights: u32) -> bool {
    false
}

/// A backup needs as much room as the book, and the book must be able to grow.
fn room(free: u64, size: u64) -> Option<String> {
    let mega = |bytes: u64| bytes >> 20;
    (free < LITTLE_ROOM.max(2 * size)).then(|| {
        format!(
            "The disk of the book has only {} MB left: make room, else nothing can be booked soon.",
            mega(free)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_needs_room_for_the_book_and_a_backup() {
        assert_eq!(room(LITTLE_ROOM, LITTLE_ROOM / 2), None);
        for (free, size) in [(LITTLE_ROOM - 1, 0), (LITTLE_ROOM, LITTLE_ROOM)] {
            let said = room(free, size).unwrap_or_default();
            assert!(said.contains(" MB left: make room"), "{said}");
        }
    }
}
