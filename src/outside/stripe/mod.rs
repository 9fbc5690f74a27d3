//! Stripe, as far as a no-show fee needs it: Checkout Sessions opened, looked at, found again and closed.
//!
//! What a failed call may be called decides whether a client is charged twice. [`StripeError::Unreachable`] and
//! [`StripeError::Conflict`] leave open what Stripe did: the same is asked again under the same key.
//! [`StripeError::Refused`] is certain, and for a person.
//!
//! | file | holds |
//! |---|---|
//! | `request.rs` | what Stripe is asked, in its own words |
//! | `answer.rs` | what it answered, and what went wrong in words for the front desk |
//! | `signature.rs` | whether a webhook call is Stripe's |
//!
//! Deliberately absent: proxies from the environment, redirects (the key goes to one address), cards and customers.

mod answer;
mod request;
pub mod signature;

use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use crate::config;
use crate::salon::payment::{Progress, Session};
use crate::salon::time::Stamp;

pub use answer::{StripeError, event};
pub use request::Terms;

/// The version of Stripe's API that our parameters and the answers' fields were checked against.
pub const API_VERSION: &str = "2026-10-28.endive";

/// How long one call may take in all.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a search through the list of sessions goes on before it is broken off. With a call before and one after
/// it, no other job is kept waiting for more than a minute.
const SEARCH_PATIENCE: Duration = Duration::from_secs(20);
/// Answers are some kilobytes, a page of a list some hundred; more is not Stripe.
const LONGEST_ANSWER: u64 = 4 << 20;

/// Stripe, with the salon's key; or nobody, where there is none.
pub struct Stripe {
    base: String,
    key: String,
    webhook_secret: String,
    /// Trusts the public authorities, and the salon's own where it named some.
    agents: Vec<Agent>,
}

/// What is wrong with the `[stripe]` settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StripeSettingsError {
    /// The key can't be one.
    #[error("Stripe's secret key holds characters that no key has. Copy it again from Stripe.")]
    Key,
    /// The key would travel in the clear.
    #[error(
        "Stripe's address “{0}” must begin with https://; only on this machine itself may it be http://."
    )]
    Base(String),
    /// The file of further authorities can't be used.
    #[error("The certificates in {file} can't be used: {why}.")]
    CaFile {
        /// Its path.
        file: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Stripe {
    /// Stripe as these settings have it. Nothing is connected yet. `ca_file` is `[server] ca_file`; it may be empty.
    ///
    /// # Errors
    /// When a setting can't be right.
    pub fn open(stripe: &config::Stripe, ca_file: &str) -> Result<Self, StripeSettingsError> {
        Self::open_with(stripe, ca_file, PATIENCE)
    }

    /// The same, with another patience for each call.
    ///
    /// # Errors
    /// When a setting can't be right.
    pub fn open_with(
        stripe: &config::Stripe,
        ca_file: &str,
        patience: Duration,
    ) -> Result<Self, StripeSettingsError> {
        let key = stripe.secret_key.trim();
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(StripeSettingsError::Key);
        }
        let base = stripe.api_base.trim_end_matches('/');
        if !is_safe(base) {
            return Err(StripeSettingsError::Base(base.to_owned()));
        }
        let mut agents = vec![agent(RootCerts::WebPki, patience)];
        if !ca_file.is_empty() {
            agents.push(agent(authorities(ca_file)?, patience));
        }
        Ok(Self {
            base: base.to_owned(),
            key: key.to_owned(),
            webhook_secret: stripe.webhook_secret.trim().to_owned(),
            agents,
        })
    }

    /// Whether fees can be asked for at all.
    pub fn is_configured(&self) -> bool {
        !self.key.is_empty()
    }

    /// What webhook calls are signed with; none where the salon takes none.
    pub fn webhook_secret(&self) -> Option<&str> {
        Some(self.webhook_secret.as_str()).filter(|secret| !secret.is_empty())
    }

    /// Opens a Checkout Session with these parameters ([`Terms::to_request`]). The same key and parameters answer the
    /// same session, however often they are sent within a day.
    ///
    /// # Errors
    /// Says whether the call is to be repeated.
    pub fn create(&self, idempotency_key: &str, request: &str) -> Result<Session, StripeError> {
        answer::session(&self.post("/v1/checkout/sessions", Some(idempotency_key), request)?)
    }

    /// Looks at one session.
    ///
    /// # Errors
    /// Says whether the call is to be repeated.
    pub fn retrieve(&self, session_id: &str) -> Result<Session, StripeError> {
        let path = format!("/v1/checkout/sessions/{session_id}?{}", request::RETRIEVE);
        answer::session(&self.get(&path)?)
    }

    /// Closes an open session, so that it can't be paid any more.
    ///
    /// # Errors
    /// Says whether the call is to be repeated. A session that is open no longer is refused.
    pub fn expire(&self, session_id: &str) -> Result<Session, StripeError> {
        let path = format!("/v1/checkout/sessions/{session_id}/expire");
        answer::session(&self.post(&path, None, "")?)
    }

    /// The session of this reference that has come furthest, among those made since then. Stripe can't be asked for
    /// a reference, so its list is read.
    ///
    /// # Errors
    /// Says whether the call is to be repeated.
    pub fn find(&self, reference: &str, since: Stamp) -> Result<Option<Session>, StripeError> {
        let begun = Instant::now();
        let mut found: Option<Session> = None;
        let mut after = None;
        loop {
            let query = request::list(since, after.as_deref());
            let page = answer::page(&self.get(&format!("/v1/checkout/sessions?{query}"))?)?;
            after = page.sessions.last().map(|session| session.id.clone());
            for session in page.sessions {
                let ours = session.reference.as_deref() == Some(reference);
                if ours
                    && found
                        .as_ref()
                        .is_none_or(|best| rank(session.progress) > rank(best.progress))
                {
                    found = Some(session);
                }
            }
            if !page.has_more || after.is_none() {
                return Ok(found);
            }
            if begun.elapsed() > SEARCH_PATIENCE {
                return Err(answer::too_many());
            }
        }
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, StripeError> {
        self.call(|agent| {
            let request = agent.get(format!("{}{path}", self.base));
            request
                .header("Authorization", format!("Bearer {}", self.key))
                .header("Stripe-Version", API_VERSION)
                .call()
        })
    }

    fn post(&self, path: &str, key: Option<&str>, body: &str) -> Result<Vec<u8>, StripeError> {
        self.call(|agent| {
            let mut request = agent
                .post(format!("{}{path}", self.base))
                .header("Authorization", format!("Bearer {}", self.key))
                .header("Stripe-Version", API_VERSION)
                .header("Content-Type", "application/x-www-form-urlencoded");
            if let Some(key) = key {
                request = request.header("Idempotency-Key", key);
            }
            request.send(body)
        })
    }

    /// Makes a call. Where the public authorities don't vouch for the other side, nothing was said yet, and the
    /// salon's own are asked.
    fn call(
        &self,
        send: impl Fn(&Agent) -> Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Vec<u8>, StripeError> {
        let mut tried = Err(answer::nobody());
        for agent in &self.agents {
            tried = send(agent).map_err(|error| answer::unreachable(&error, &self.base));
            if !matches!(tried, Err(StripeError::Untrusted { .. })) {
                break;
            }
        }
        let mut response = tried?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(LONGEST_ANSWER);
        let body = body
            .read_to_vec()
            .map_err(|error| answer::unreachable(&error, &self.base))?;
        match status {
            200..=299 => Ok(body),
            _ => Err(answer::refused(status, &body, &self.key)),
        }
    }
}

/// Money on its way counts for more than an open link, and that for more than one that ran out.
fn rank(progress: Progress) -> u8 {
    match progress {
        Progress::Expired => 0,
        Progress::Failed => 1,
        Progress::Open => 2,
        Progress::UnderWay => 3,
        Progress::Paid => 4,
    }
}

/// Whether the key can travel to this address unread.
fn is_safe(base: &str) -> bool {
    let Ok(url) = url::Url::parse(base) else {
        return false;
    };
    let here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    url.scheme() == "https" && url.has_host() || url.scheme() == "http" && here
}

fn agent(roots: RootCerts, patience: Duration) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(patience))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(concat!("Daybook/", env!("CARGO_PKG_VERSION")))
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    config.build().new_agent()
}

fn authorities(ca_file: &str) -> Result<RootCerts, StripeSettingsError> {
    let unusable = |why: String| StripeSettingsError::CaFile {
        file: ca_file.to_owned(),
        why,
    };
    let pem = std::fs::read(ca_file).map_err(|error| unusable(error.to_string()))?;
    let mut certificates: Vec<Certificate<'static>> = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) =
            item.map_err(|error| unusable(error.to_string()))?
        {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(unusable(
            "there is no certificate in PEM form in it".to_owned(),
        ));
    }
    Ok(RootCerts::Specific(Arc::new(certificates)))
}

// Never derived: the key must not reach a log by way of a `{:?}`.
impl std::fmt::Debug for Stripe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stripe({})", self.base)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_key_travels_encrypted_or_not_at_all() {
        for safe in [
            "https://api.stripe.com",
            "http://127.0.0.1:12111",
            "http://localhost:1",
            "http://[::1]:1",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_ in [
            "http://api.stripe.com",
            "http://192.168.1.2",
            "ftp://a",
            "",
            "api",
        ] {
            assert!(!is_safe(unsafe_), "{unsafe_}");
        }
    }

    #[test]
    fn nothing_shows_the_key() {
        let settings = config::Stripe {
            secret_key: "sk_test_hidden".into(),
            ..config::Stripe::default()
        };
        let stripe = Stripe::open(&settings, "").unwrap();
        assert_eq!(format!("{stripe:?}"), "Stripe(https://api.stripe.com)");
        let broken = config::Stripe {
            secret_key: "sk_test\nhidden".into(),
            ..config::Stripe::default()
        };
        let error = Stripe::open(&broken, "").unwrap_err();
        assert!(!error.to_string().contains("hidden"));
    }
}
