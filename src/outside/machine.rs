//! This machine as its network knows it: addresses and names. Asked of the system at most once a minute, since
//! every request wants to know and a cable is seldom pulled.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::host::Host;

/// How long an answer of the system's holds.
const FRESH: Duration = Duration::from_secs(60);

/// What the system last said.
#[derive(Debug, Default)]
pub struct Machine {
    known: Mutex<Option<(Instant, Arc<Known>)>>,
}

#[derive(Debug)]
struct Known {
    addresses: Vec<IpAddr>,
    names: Vec<String>,
}

impl Machine {
    /// Whether the machine goes by this address or name. Loopback and `localhost` are every machine's own.
    pub fn is(&self, host: &Host) -> bool {
        match host {
            Host::Address(address) if address.is_loopback() => true,
            Host::Address(address) => self.known().addresses.contains(address),
            Host::Name(name) if name == "localhost" => true,
            Host::Name(name) => self.known().names.contains(name),
        }
    }

    /// The addresses at which others on the network reach it, IPv4 first.
    pub fn network_addresses(&self) -> Vec<IpAddr> {
        let known = self.known();
        let mut reachable: Vec<IpAddr> = known
            .addresses
            .iter()
            .copied()
            .filter(|address| match address {
                IpAddr::V4(v4) => !v4.is_loopback() && !v4.is_link_local(),
                // A link-local address needs a zone, which no browser takes.
                IpAddr::V6(v6) => !v6.is_loopback() && !v6.is_unicast_link_local(),
            })
            .collect();
        reachable.sort_by_key(IpAddr::is_ipv6);
        reachable
    }

    /// Its own names: in full, its first part, and that under `.local`.
    pub fn names(&self) -> Vec<String> {
        self.known().names.clone()
    }

    fn known(&self) -> Arc<Known> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((asked, answer)) if asked.elapsed() < FRESH => answer.clone(),
            _ => {
                let answer = Arc::new(Known::ask());
                *known = Some((Instant::now(), answer.clone()));
                answer
            }
        }
    }
}

impl Known {
    fn ask() -> Self {
        let interfaces = if_addrs::get_if_addrs().unwrap_or_else(|error| {
            log::warn!("this machine's addresses can't be told: {error}");
            Vec::new()
        });
        let name = hostname::get().map_or_else(
            |_| String::new(),
            |name| name.to_string_lossy().to_ascii_lowercase(),
        );
        Self {
            addresses: interfaces
                .iter()
                .map(|interface| interface.ip().to_canonical())
                .collect(),
            names: names(&name),
        }
    }
}

/// A machine's own name: in full, its first part, and that under `.local`, as the network announces it.
fn names(full: &str) -> Vec<String> {
    let short = full.split('.').next().unwrap_or_default();
    if short.is_empty() {
        return Vec::new();
    }
    vec![full.to_owned(), short.to_owned(), format!("{short}.local")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_answers_to_its_short_name_and_under_local() {
        assert_eq!(
            names("till.fritz.box"),
            ["till.fritz.box", "till", "till.local"]
        );
        assert!(names("").is_empty());
    }
}
