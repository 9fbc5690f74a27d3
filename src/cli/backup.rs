//! `daybook backup`: a copy of the book in one file, also while the server runs and writes.

use std::path::PathBuf;

use chrono::Utc;
use clap::Args;

use super::{say, some};
use crate::backup::{Backups, Why};
use crate::config::Config;
use crate::salon::time::Now;
use crate::store::copy;

#[derive(Args)]
pub(super) struct Options {
    /// Where to, in the place of an older backup there; without it, into the folder of backups.
    file: Option<PathBuf>,
}

/// Makes a backup and says where it is.
pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let backups = Backups::new(config);
    let zone =
        copy::settings(&config.database.path).map_or(chrono_tz::UTC, |settings| settings.zone());
    let now = Now::new(Utc::now(), zone);
    let (path, bookings, warnings) = match &options.file {
        Some(file) => {
            let (path, bookings, fault) = backups.make_at(file, &now)?;
            (path, bookings, fault.into_iter().collect())
        }
        None => {
            let made = backups.make(Why::Routine, &now)?;
            (
                made.kept.path,
                made.kept.bookings.unwrap_or(0),
                made.warnings,
            )
        }
    };
    let holds = some(bookings, "booking");
    say(&format!("{} holds {holds}.", path.display()));
    for warning in &warnings {
        say(&format!("But: {warning}"));
    }
    Ok(())
}
