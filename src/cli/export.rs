//! `daybook export`: all that the book holds into a folder, from one snapshot, also while the server runs.

use std::path::PathBuf;

use chrono::{SubsecRound, Utc};
use clap::Args;

use super::say;
use crate::config::Config;
use crate::export::folder;
use crate::salon::time::Stamp;
use crate::store::soundness::Snapshot;

#[derive(Args)]
pub(super) struct Options {
    /// The folder: a new one, an empty one, or one that holds an export, which is replaced.
    folder: PathBuf,
}

/// Writes the export.
pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let book = Snapshot::open(&config.database.path)?;
    let now = Stamp(Utc::now().trunc_subsecs(0));
    folder::write(book.connection(), now, &options.folder)?;
    say(&format!(
        "Everything in the book is in {}: README.txt there says what is what. It holds your clients' details, so keep it safe.",
        options.folder.display()
    ));
    Ok(())
}
