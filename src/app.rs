//! The running program: what every edge is handed.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::backup::Backups;
use crate::config::{self, Config, Mail};
use crate::connections::{Connections, Held};
use crate::jobs::{nightly::Tonight, trial, worker::Bell};
use crate::outside::certificate::Certificate;
use crate::outside::clock::Clock;
use crate::outside::host::Host;
use crate::outside::leaving::Leaving;
use crate::outside::mailer::Mailer;
use crate::outside::stripe::Stripe;
use crate::salon::time::Now;
use crate::store::{Db, post};
use crate::web::doors::Doors;
use crate::web::health::Health;
use crate::web::live;
use crate::web::setup_code::SetupCode;
use crate::web::throttle::Throttle;

/// Configuration, book, clock, and what the edges share.
pub struct App {
    /// What `config.toml` says. Mail and Stripe may have been changed since: ask [`App::connections`].
    pub config: Config,
    /// The book.
    pub db: Arc<Db>,
    /// The clock.
    pub clock: Clock,
    /// Under which names Daybook answers, and to whom.
    pub doors: Doors,
    /// Who guessed passwords lately.
    pub throttle: Throttle,
    /// Its backups.
    pub backups: Arc<Backups>,
    /// The nightly one, while it is made.
    pub tonight: Tonight,
    /// Where the server is asked to stop, or to let another book take the place of this one.
    pub leaving: Arc<Leaving>,
    /// Wakes the job thread.
    pub bell: Arc<Bell>,
    /// The open event streams; the server closes them first when it stops.
    pub hub: Arc<live::Hub>,
    mailer: RwLock<Arc<Mailer>>,
    /// The one-time code of the first day.
    pub setup_code: SetupCode,
    /// Whether the book could be written when somebody last asked.
    pub health: Health,
    /// Mail and Stripe, as they stand.
    pub connections: Held,
    stripe: RwLock<Arc<Stripe>>,
    /// Under which certificate it speaks https; none where it speaks plain http.
    pub certificate: Option<Arc<Certificate>>,
    /// The sockets that it listens on, once it does.
    pub listening: OnceLock<Vec<SocketAddr>>,
}

impl App {
    /// Opens the book that the configuration names.
    pub fn open(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let db = Db::open(&config.database.path)?;
        Self::around(db, config, clock)
    }

    /// Opens the copy of a book that the configuration names, only to look at.
    pub fn open_read_only(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let db = Db::open_read_only(&config.database.path)?;
        Self::around(db, config, clock)
    }

    fn around(db: Db, config: Config, clock: Clock) -> anyhow::Result<Self> {
        let connections = Held::load(&config)?;
        let certificate = Certificate::open(&config.server, &config.folder)?;
        let db = Arc::new(db);
        let mailer = Mailer::open(&connections.current().mail, &config.server.ca_file)?;
        let stripe = Stripe::open(&connections.current().stripe, &config.server.ca_file)?;
        let (bell, hub) = (Arc::new(Bell::default()), live::Hub::new());
        let (wake, screens) = (bell.clone(), hub.clone());
        db.on_commit(move |changes, settings| {
            if changes.iter().any(|change| change.noun == "job") {
                wake.ring();
            }
            live::publish(&screens, changes, settings);
        });
        Ok(Self {
            doors: Doors::new(&config.server),
            backups: Arc::new(Backups::new(&config)),
            tonight: Tonight::default(),
            leaving: Arc::default(),
            config,
            db,
            clock,
            throttle: Throttle::default(),
            bell,
            mailer: RwLock::new(Arc::new(mailer)),
            setup_code: SetupCode::default(),
            health: Health::default(),
            connections,
            hub,
            stripe: RwLock::new(Arc::new(stripe)),
            certificate,
            listening: OnceLock::new(),
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

    /// How fees are asked for now.
    pub fn stripe(&self) -> Arc<Stripe> {
        self.stripe
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks for fees another way from now on.
    pub fn set_stripe(&self, stripe: Stripe) {
        *self.stripe.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(stripe);
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
        let scheme = self.config.server.scheme();
        let lan = self.doors.machine.network_addresses();
        let lan = lan.iter().filter(|address| address.is_ipv4()).min();
        lan.map_or_else(
            || format!("{scheme}://localhost:{port}"),
            |ip| format!("{scheme}://{ip}:{port}"),
        )
    }

    /// What people type on this machine to reach the front desk; none before it listens.
    pub fn address_here(&self) -> Option<String> {
        let listening = self.listening.get()?;
        let socket = listening.iter().min_by_key(|socket| socket.is_ipv6())?;
        let host = match socket.ip() {
            all if all.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            one => one,
        };
        Some(self.url(&Host::Address(host), socket.port()))
    }

    /// What people type on other screens of the salon to reach it; nothing where it is open to this machine alone.
    pub fn addresses(&self) -> Vec<String> {
        let listening = self.listening.get().map_or(&[][..], Vec::as_slice);
        let reached = self.doors.machine.reached_at(listening);
        reached
            .iter()
            .map(|(host, port)| self.url(host, *port))
            .collect()
    }

    fn url(&self, host: &Host, port: u16) -> String {
        format!("{}://{host}:{port}", self.config.server.scheme())
    }

    /// The present, in the salon's zone.
    pub fn now(&self) -> Now {
        Now::new(self.clock.now(), self.db.settings().zone())
    }

    /// Keeps mail and Stripe as an admin set them, and lets what waited for them go on at once.
    pub fn connect(
        &self,
        mail: Option<Mail>,
        stripe: Option<config::Stripe>,
    ) -> anyhow::Result<()> {
        let (sends_elsewhere, asks_elsewhere) = (mail.is_some(), stripe.is_some());
        self.connections.keep(mail, stripe)?;
        if sends_elsewhere {
            let mail = &self.connections().mail;
            self.set_mailer(Mailer::open(mail, &self.config.server.ca_file)?);
        }
        if asks_elsewhere {
            let stripe = &self.connections().stripe;
            self.set_stripe(Stripe::open(stripe, &self.config.server.ca_file)?);
        }
        let now = self.now().stamp;
        self.db.write(|write| post::hurry(write, now))?;
        self.bell.ring();
        Ok(())
    }

    /// Sends a test letter and says in words how it went; the error says why nothing left.
    pub fn send_test_letter(&self, name: &str, to: &str) -> Result<String, String> {
        trial::send(self, name, to)
    }

    /// How letters leave and fees are asked for, as it stands; each job asks anew.
    pub fn connections(&self) -> Arc<Connections> {
        self.connections.current()
    }
}
