//! The names under which machines call each other: what stands in a `Host` header or a URL.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A machine, by address or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// An IP address; one of IPv4 in IPv6's clothes counts as IPv4.
    Address(IpAddr),
    /// A name, in lower case and without the dot that may end it.
    Name(String),
}

impl Host {
    /// Reads a name or an address, IPv6 in brackets or bare.
    pub fn read(text: &str) -> Option<Self> {
        let bare = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(text);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Some(Host::Address(address.to_canonical()));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        let sound = !name.is_empty() && name.len() <= 253 && name.chars().all(fits);
        sound.then(|| Host::Name(name.to_ascii_lowercase()))
    }

    /// Reads a host and the port that may follow it.
    pub fn read_with_port(text: &str) -> Option<(Self, Option<u16>)> {
        let (host, port) = match text.rsplit_once(':') {
            // The colons of a bracketed address without a port.
            Some((_, rest)) if rest.ends_with(']') => (text, None),
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (text, None),
        };
        Some((Host::read(host)?, port))
    }

    /// Whether this can only mean a machine nearby: a private address, or a name that the Internet doesn't give.
    pub fn is_near(&self) -> bool {
        match self {
            Host::Address(IpAddr::V4(address)) => is_near_v4(*address),
            Host::Address(IpAddr::V6(address)) => is_near_v6(*address),
            Host::Name(name) => {
                let endings = [".local", ".localhost", ".lan", ".internal", ".home.arpa"];
                !name.contains('.') || endings.iter().any(|ending| name.ends_with(ending))
            }
        }
    }
}

fn is_near_v4(address: Ipv4Addr) -> bool {
    address.is_loopback() || address.is_private() || address.is_link_local()
}

fn is_near_v6(address: Ipv6Addr) -> bool {
    address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Host::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
            Host::Address(address) => write!(f, "{address}"),
            Host::Name(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hosts_are_read_with_and_without_a_port() {
        for (text, host, port) in [
            ("Salon-PC.local.:8080", "salon-pc.local", Some(8080)),
            ("127.0.0.1", "127.0.0.1", None),
            ("[::1]:80", "[::1]", Some(80)),
            ("[::1]", "[::1]", None),
            ("[::ffff:127.0.0.1]:80", "127.0.0.1", Some(80)),
        ] {
            let (read, read_port) = Host::read_with_port(text).unwrap();
            assert_eq!((read.to_string().as_str(), read_port), (host, port));
        }
    }

    #[test]
    fn what_is_no_host_is_not_read() {
        for text in [
            "",
            ":80",
            "a b",
            "salon:http",
            "user@salon",
            "salon/x",
            "salon:1:2",
            "[::1",
        ] {
            assert_eq!(Host::read_with_port(text), None, "{text}");
        }
    }

    #[test]
    fn some_names_can_only_be_nearby() {
        for near in [
            "127.0.0.1",
            "192.168.1.10",
            "[fe80::1]",
            "salon-pc",
            "till.local",
            "localhost",
        ] {
            assert!(Host::read(near).unwrap().is_near(), "{near}");
        }
        for far in ["198.51.100.7", "salon.example", "[2001:db8::1]"] {
            assert!(!Host::read(far).unwrap().is_near(), "{far}");
        }
    }
}
