//! Advice on what surrounds the book: backups, jobs, mail, Stripe, the disk, and who can read what. None of it makes
//! the book unsound; each is a sentence or two with what to do.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use url::Url;

use crate::backup::Backups;
use crate::config::Config;
use crate::connections::{self, Connections, Held};
use crate::outside::disk;
use crate::outside::reach::reach;
use crate::salon::time::Stamp;
use crate::store::soundness::Snapshot;

/// A nightly backup is at most this old, with a night to spare.
const OLD_BACKUP: TimeDelta = TimeDelta::days(2);
/// With less room than this nothing goes well any more.
const LITTLE_ROOM: u64 = 200 << 20;

/// All that somebody should be told.
pub(super) fn on(config: &Config, book: &Snapshot, now: Stamp) -> Vec<String> {
    let mut advice = Vec::new();
    advice.extend(backups(config, now));
    advice.extend(jobs(book, now));
    match Held::load(config) {
        Ok(held) => {
            let connections = held.current();
            advice.extend(mail(&connections));
            advice.extend(stripe(&connections));
            advice.extend(readable(config, &connections));
        }
        Err(error) => advice.push(format!("{error:#}.")),
    }
    advice.extend(room(&config.database.path));
    if matches!(book.has_admin(), Ok(false)) {
        advice.push("Nobody may sign in who may do all: add somebody with \"daybook user add --role admin\".".to_owned());
    }
    advice
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
        format!("The second folder for backups, {shown}, is on the same disk as the first: both would be lost together.")
    })
}

fn jobs(book: &Snapshot, now: Stamp) -> Vec<String> {
    let Ok((overdue, stuck)) = book.jobs(now) else {
        return Vec::new();
    };
    let mut advice = Vec::new();
    if overdue > 0 {
        advice.push(format!(
            "{overdue} jobs, such as letters, are overdue: they are done while the server runs. Is it running?"
        ));
    }
    if stuck > 0 {
        advice.push(format!(
            "{stuck} jobs, such as letters, failed or wait for somebody to decide: look at them at the desk."
        ));
    }
    advice
}

fn mail(connections: &Connections) -> Option<String> {
    let mail = &connections.mail;
    if !connections.has_mail() {
        return Some(
            "No mail server is set up, so letters wait: set one up under Settings → Connections."
                .to_owned(),
        );
    }
    if !mail.folder.is_empty() {
        return None;
    }
    let why = reach(&mail.host, mail.port).err()?;
    Some(format!(
        "The mail server {}, port {}, can't be reached: {why}. Letters wait until it can.",
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
            "[stripe] api_base in config.toml is no address: {base}."
        ));
    };
    let why = reach(host, port).err()?;
    Some(format!(
        "Stripe at {host} can't be reached: {why}. Fees are asked for once it can."
    ))
}

/// Files that nobody but their owner should read.
fn readable(config: &Config, connections: &Connections) -> Vec<String> {
    let mut private = vec![
        config.database.path.clone(),
        config.folder.join(connections::FILE),
    ];
    if !connections.mail.password.is_empty() || connections.has_stripe() {
        private.push(config.folder.join("config.toml"));
    }
    let open = private.into_iter().filter(|path| others_can_read(path));
    let advise = |path: PathBuf| {
        let path = path.display();
        format!(
            "Other accounts of this machine can read {path}: forbid it with \"chmod 600 {path}\"."
        )
    };
    open.map(advise).collect()
}

#[cfg(unix)]
fn others_can_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|about| about.permissions().mode() & 0o077 != 0)
}

/// Elsewhere a file in somebody's own folder is theirs alone.
#[cfg(not(unix))]
fn others_can_read(_path: &Path) -> bool {
    false
}

/// A backup needs as much room as the book, and the book must be able to grow.
fn room(book: &Path) -> Option<String> {
    let size = book.metadata().map_or(0, |about| about.len());
    let free = disk::free_bytes(book)?;
    let mega = |bytes: u64| bytes >> 20;
    (free < LITTLE_ROOM.max(2 * size)).then(|| {
        format!(
            "The disk of the book has only {} MB left: make room, else nothing can be booked soon.",
            mega(free)
        )
    })
}
