//! The running program: what every edge is handed.

use std::sync::{Arc, PoisonError, RwLock};

use crate::config::Config;
use crate::jobs::worker::Bell;
use crate::outside::clock::Clock;
use crate::outside::mailer::Mailer;
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
    /// Wakes the job thread.
    pub bell: Arc<Bell>,
    mailer: RwLock<Arc<Mailer>>,
}

impl App {
    /// Opens the book that the configuration names.
    pub fn open(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let db = Arc::new(Db::open(&config.database.path)?);
        let mailer = RwLock::new(Arc::new(Mailer::open(
            &config.mail,
            &config.server.ca_file,
        )?));
        let bell = Arc::new(Bell::default());
        let wake = bell.clone();
        db.on_commit(move |changes| {
            if changes.iter().any(|change| change.noun == "job") {
                wake.ring();
            }
        });
        Ok(Self {
            config,
            db,
            clock,
            throttle: Throttle::default(),
            bell,
            mailer,
        })
    }

    /// Where letters go now.
    pub fn mailer(&self) -> Arc<Mailer> {
        self.mailer
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Sends letters another way from now on.
    pub fn set_mailer(&self, mailer: Mailer) {
        *self.mailer.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(mailer);
        self.bell.ring();
    }

    /// Where links in letters lead, without a slash at the end: the address at which clients reach this machine,
    /// else its address in the salon's own network.
    pub fn client_base(&self) -> String {
        let public = self.config.server.public_url.trim_end_matches('/');
        if !public.is_empty() {
            return public.to_owned();
        }
        let port = self
            .config
            .server
            .listen
            .rsplit(':')
            .next()
            .unwrap_or("8080");
        let scheme = if self.config.server.tls_cert.is_empty() {
            "http"
        } else {
            "https"
        };
        let own = if_addrs::get_if_addrs()
            .unwrap_or_default()
            .into_iter()
            .map(|interface| interface.ip());
        let lan = own.filter(|ip| ip.is_ipv4() && !ip.is_loopback()).min();
        lan.map_or_else(
            || format!("{scheme}://localhost:{port}"),
            |ip| format!("{scheme}://{ip}:{port}"),
        )
    }

    /// The present, in the salon's zone.
    pub fn now(&self) -> Now {
        Now::new(self.clock.now(), self.db.settings().zone())
    }
}
