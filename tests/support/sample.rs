//! The sample salon of one moment, filled once for all stories that look at it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use daybook::app::App;
use daybook::config::Config;
use daybook::demo;
use daybook::outside::clock::Clock;
use daybook::salon::time::Now;

/// A Tuesday, ten past one in Amsterdam; the clocks change on the Sunday after.
pub const NOON: &str = "2026-03-24T12:10:00Z";

/// Fills a sample salon in this folder as it stands at that moment, and closes it.
pub fn fill(folder: &Path, moment: &str) -> PathBuf {
    let mut config = Config::default();
    config.database.path = folder.join("daybook.db");
    config.folder = folder.to_owned();
    let path = config.database.path.clone();
    let moment: DateTime<Utc> = moment.parse().unwrap();
    let app = App::open(config, Clock::fixed(moment)).unwrap();
    demo::fill(&app, &Now::new(moment, demo::ZONE), "!").unwrap();
    path
}

/// The book of [`NOON`], to look at and not to change.
pub fn book() -> &'static Path {
    static BOOK: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = BOOK.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = fill(folder.path(), NOON);
        (folder, path)
    });
    path
}
