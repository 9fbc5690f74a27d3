//! `daybook restore`: puts a backup in the place of the book, once somebody has read what that means.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::Utc;
use clap::Args;

use super::{say, some};
use crate::backup::{Backups, Preview, Restored};
use crate::config::Config;
use crate::salon::time::{Now, Stamp};
use crate::store::lock::Lock;

#[derive(Args)]
pub(super) struct Options {
    /// The backup.
    file: PathBuf,
    /// Don't ask.
    #[arg(long)]
    yes: bool,
}

/// Says what the file holds and what would be lost, asks, and does it.
pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    // A server would go on writing into the book that was replaced.
    let lock = Lock::take(&config.database.path)?;
    let backups = Backups::new(config);
    let staged = backups.stage(&options.file)?;
    let now = Now::new(Utc::now(), staged.zone);
    let preview = backups.preview(&staged, now.stamp);
    for line in told(&preview, &now) {
        say(&line);
    }
    if !options.yes && !agreed()? {
        bail!("Nothing was changed: only \"yes\" restores.");
    }
    let restored = backups.restore(staged, &lock, Utc::now())?;
    say(&outcome(&restored));
    Ok(())
}

fn agreed() -> anyhow::Result<bool> {
    let mut out = io::stdout().lock();
    let _ = write!(out, "\nPut it in the place of the book? Type yes: ").and_then(|()| out.flush());
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .context("The answer can't be read")?;
    Ok(line.trim() == "yes")
}

/// What a preview says, line by line.
fn told(preview: &Preview, now: &Now) -> Vec<String> {
    let clock = |at: Stamp| {
        let wall = at.wall(now.zone);
        format!("{} {}", wall.date(), wall.clock())
    };
    let of = |text: &Option<String>| text.as_deref().and_then(Stamp::stored).map(clock);
    let contents = &preview.contents;
    let mut lines = vec![match preview.made_at {
        Some(at) => format!(
            "The backup is of {}, {}.",
            clock(at),
            age(preview.age_hours.unwrap_or(0))
        ),
        None => "The file doesn't say when it was made.".to_owned(),
    }];
    lines.push(format!(
        "It holds {} and {}.",
        some(contents.bookings, "booking"),
        some(contents.clients, "client")
    ));
    if let Some(at) = of(&contents.newest_booking_at) {
        lines.push(format!("Its newest booking was made on {at}."));
    }
    if let Some(at) = of(&contents.last_change_at) {
        lines.push(format!("Its last change is of {at}."));
    }
    lines.push(match &preview.lost {
        Some(lost) if lost.bookings + lost.changed_bookings + lost.clients == 0 => {
            "No booking and no client would be lost.".to_owned()
        }
        Some(lost) => format!(
            "Lost would be {} and {} that were entered since, and what was changed in {}.",
            some(lost.bookings, "booking"),
            some(lost.clients, "client"),
            some(lost.changed_bookings, "booking")
        ),
        None => {
            "The present book can't be read, so what would be lost can't be counted.".to_owned()
        }
    });
    lines.push("Everybody is signed out.".to_owned());
    if preview.held_letters > 0 {
        lines.push(format!(
            "Held for you to release, since they may have gone out already: {}.",
            some(preview.held_letters, "letter")
        ));
    }
    if contents.admins == 0 {
        lines.push("Nobody in it may do all: afterwards, add somebody with \"daybook user add --role admin\".".to_owned());
    }
    lines
}

fn age(hours: i64) -> String {
    match hours {
        0 => "less than an hour old".to_owned(),
        1 => "an hour old".to_owned(),
        2..48 => format!("{hours} hours old"),
        _ => format!("{} days old", hours / 24),
    }
}

fn outcome(restored: &Restored) -> String {
    let mut said = match &restored.replaced {
        Some(path) => format!(
            "Restored. The book that it replaced is kept as {}.",
            path.display()
        ),
        None => "Restored.".to_owned(),
    };
    if restored.held > 0 {
        said += &format!(" Held for you: {}.", some(restored.held, "letter"));
    }
    if !restored.knows_forgotten {
        said += " The old book can't be read: clients who asked to be forgotten since this backup must be erased again.";
    }
    said
}
