//! This machine as its network knows it: addresses and names. Asked of the system at most once a minute, since
//! every request wants to know and a cable is seldom pulled.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::host::Host;
use super::local_name;

/// How long an answer of the system's holds.
const FRESH: Duration = Duration::from_secs(60);

/// What the system last said.
#[derive(Debug, Default)]
pub struct Machine {
    known: Mutex<Option<(Instant, Arc<Known>)>>,
    announced: Mutex<Option<(Instant, Option<String>)>>,
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

    /// Under which hosts others on the network reach what listens on these sockets: first its addresses, then its
    /// name. Nobody does where all of them are for this machine alone.
    pub fn reached_at(&self, listening: &[SocketAddr]) -> Vec<(Host, u16)> {
        let mut reached = Vec::new();
        for socket in listening {
            let hosts = if socket.ip().is_unspecified() {
                self.hosts_on_the_network()
            } else if socket.ip().is_loopback() {
                Vec::new()
            } else {
                vec![Host::Address(socket.ip())]
            };
            for host in hosts {
                if !reached.contains(&(host.clone(), socket.port())) {
                    reached.push((host, socket.port()));
                }
            }
        }
        reached
    }

    fn hosts_on_the_network(&self) -> Vec<Host> {
        let addresses = self.network_addresses().into_iter();
        let mut hosts: Vec<Host> = addresses
            .filter(IpAddr::is_ipv4)
            .map(Host::Address)
            .collect();
        hosts.extend(self.announced().map(Host::Name));
        hosts
    }

    /// The name under which others find it, `till.local`, where they do.
    fn announced(&self) -> Option<String> {
        let addresses = self.network_addresses().into_iter();
        let own: Vec<Ipv4Addr> = addresses
            .filter_map(|address| match address {
                IpAddr::V4(address) => Some(address),
                IpAddr::V6(_) => None,
            })
            .collect();
        let mut announced = self
            .announced
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match &*announced {
            Some((asked, answer)) if asked.elapsed() < FRESH => answer.clone(),
            _ => {
                let mut names = self.names().into_iter();
                let local = names.find(|name| name.ends_with(".local"));
                let answer = local.filter(|name| local_name::is_announced(name, &own));
                *announced = Some((Instant::now(), answer.clone()));
                answer
            }
        }
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
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_listens_for_this_machine_alone_is_reached_by_nobody() {
        let machine = Machine::default();
        let here = ["127.0.0.1:80".parse().unwrap(), "[::1]:80".parse().unwrap()];
        assert_eq!(machine.reached_at(&here), []);
        let one = machine.reached_at(&["192.0.2.7:80".parse().unwrap()]);
        assert_eq!(one, [(Host::read("192.0.2.7").unwrap(), 80)]);
    }

    #[test]
    fn every_address_told_is_one_that_a_browser_can_open_and_told_once() {
        let both = ["[::]:80".parse().unwrap(), "0.0.0.0:80".parse().unwrap()];
        let told = Machine::default().reached_at(&both);
        for (place, (host, _)) in told.iter().enumerate() {
            let Host::Address(address) = host else {
                continue;
            };
            assert!(!address.is_unspecified() && !address.is_loopback());
            assert!(!told[..place].iter().any(|(before, _)| before == host));
        }
    }

    #[test]
    fn a_machine_answers_to_its_short_name_and_under_local() {
        assert_eq!(
            names("till.fritz.box"),
            ["till.fritz.box", "till", "till.local"]
        );
        assert!(names("").is_empty());
    }
}
