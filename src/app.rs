//! The running program: what every edge is handed.

use std::sync::Arc;

use crate::config::Config;
use crate::outside::clock::Clock;
use crate::salon::time::Now;
use crate::store::Db;
use crate::web::throttle::Throttle;

/// Configuration, book, clock, and what the edges share.
pub struct App {
    /// What `config.toml` says.
    pub config: Config,
    /// The book.
    pub db: Arc<Db>,
    /// The clock.
    pub clock: Clock,
    /// Who guessed passwords lately.
    pub throttle: Throttle,
}

impl App {
    /// Opens the book that the configuration names.
    pub fn open(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let db = Arc::new(Db::open(&config.database.path)?);
        Ok(Self {
            config,
            db,
            clock,
            throttle: Throttle::default(),
        })
    }

    /// The present, in the salon's zone.
    pub fn now(&self) -> Now {
        Now::new(self.clock.now(), self.db.settings().zone())
    }
}
