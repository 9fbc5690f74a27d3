//! The sample salon: what the README's first command shows.

use chrono::{DateTime, Utc};
use daybook::app::App;
use daybook::config::Config;
use daybook::demo;
use daybook::outside::clock::Clock;
use daybook::salon::time::Now;

fn fill() -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.database.path = folder.path().join("daybook.db");
    let noon: DateTime<Utc> = "2026-03-24T12:10:00Z".parse().unwrap();
    let app = App::open(config, Clock::fixed(noon)).unwrap();
    let t = std::time::Instant::now();
    demo::fill(&app, &Now::new(noon, demo::ZONE), "!").unwrap();
    println!("{:?}", t.elapsed());
    (folder, app)
}

#[test]
fn it_fills() {
    let (folder, _app) = fill();
    std::fs::copy(folder.path().join("daybook.db"), "/tmp/demo.db").unwrap();
    let _ = std::fs::copy(folder.path().join("daybook.db-wal"), "/tmp/demo.db-wal");
}
