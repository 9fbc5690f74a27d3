//! How a request comes in: under which name, from which address, over http or https, and whether from outside.
//!
//! A browser can be tricked into calling this machine under a stranger's name (DNS rebinding), so only our own
//! names are answered. Under the name that clients use from the Internet, only what is made for them answers.

use std::net::IpAddr;

use rouille::Request;

use crate::config::Server;
use crate::outside::host::Host;
use crate::outside::machine::Machine;
use crate::salon::Refusal;

/// The names under which Daybook answers, and the proxy that it believes.
#[derive(Debug)]
pub struct Doors {
    /// This machine's own names and addresses.
    pub machine: Machine,
    hosts: Vec<Host>,
    public: Option<Host>,
    proxy: Option<IpAddr>,
    desk_outside: bool,
}

/// One request's way in.
#[derive(Debug)]
pub struct Arrival {
    /// Whose call it is: the peer, or whom the trusted proxy says it speaks for.
    pub client: IpAddr,
    /// Whether the caller's connection is https.
    pub secure: bool,
    /// Whether it came under the name for clients, where the desk doesn't answer.
    pub outside: bool,
    host: Host,
    port: u16,
}

impl Doors {
    /// The doors that the configuration describes.
    pub fn new(server: &Server) -> Self {
        let public = url::Url::parse(&server.public_url).ok();
        let proxy = server.trusted_proxy.parse::<IpAddr>().ok();
        Self {
            machine: Machine::default(),
            hosts: server
                .hosts
                .iter()
                .filter_map(|text| Host::read(text))
                .collect(),
            public: public.and_then(|url| Host::read(url.host_str()?)),
            proxy: proxy.map(|address| address.to_canonical()),
            desk_outside: server.desk_outside,
        }
    }

    /// Whether a name or address is one of ours: `public_url`'s, one of `hosts`, or this machine's own.
    pub fn know(&self, host: &Host) -> bool {
        self.public.as_ref() == Some(host) || self.hosts.contains(host) || self.machine.is(host)
    }

    /// Looks at how a request came in; refuses one under a name that isn't ours.
    pub fn admit(&self, request: &Request) -> Result<Arrival, Refusal> {
        let said = request.header("Host").unwrap_or_default();
        let (host, port) = Host::read_with_port(said).ok_or(Refusal::UnknownHost)?;
        if !self.know(&host) {
            return Err(Refusal::UnknownHost);
        }
        let peer = request.remote_addr().ip().to_canonical();
        let proxied = self.proxy == Some(peer);
        let secure = request.is_secure() || (proxied && forwarded_over_https(request));
        Ok(Arrival {
            client: if proxied {
                self.forwarded_for(request)
            } else {
                None
            }
            .unwrap_or(peer),
            secure,
            outside: self.is_outside(&host, request),
            port: port.unwrap_or(default_port(secure)),
            host,
        })
    }

    /// A `public_url` that can only be reached nearby (`http://192.168.1.10`) is one where the desk works, too.
    ///
    /// Many a proxy or tunnel replaces the name it was called by with this machine's own. What it passed on still
    /// comes from outside, unless it came under one of `hosts`, a name that somebody gave to the desk on purpose.
    fn is_outside(&self, host: &Host, request: &Request) -> bool {
        let Some(public) = &self.public else {
            return false;
        };
        let renamed = host != public && !self.hosts.contains(host) && was_passed_on(request);
        !self.desk_outside && !public.is_near() && (host == public || renamed)
    }

    /// Whom the proxy speaks for: the rightmost address that isn't its own. What stands to the left of it the
    /// caller could have written.
    fn forwarded_for(&self, request: &Request) -> Option<IpAddr> {
        let said = values(request, "X-Forwarded-For");
        let addresses = said.iter().flat_map(|value| value.split(',')).rev();
        let mut others = addresses
            .map(|text| {
                text.trim()
                    .parse::<IpAddr>()
                    .map(|address| address.to_canonical())
            })
            .filter(|address| address.as_ref().ok() != self.proxy.as_ref());
        others.next()?.ok()
    }
}

impl Arrival {
    /// Whether the browser says that a change comes from our own pages; `None` where it says nothing. Browsers on
    /// plain http send no `Sec-Fetch-Site`: there the `Origin` must be ours by scheme, host and port.
    pub fn same_origin(&self, request: &Request) -> Option<bool> {
        if let Some(site) = request.header("Sec-Fetch-Site") {
            return Some(site == "same-origin");
        }
        request.header("Origin").map(|origin| self.is_own(origin))
    }

    /// The same place for somebody who comes again over https.
    pub fn over_https(&self, target: &str) -> String {
        format!("https://{}:{}{target}", self.host, self.port)
    }

    fn is_own(&self, origin: &str) -> bool {
        let scheme = if self.secure { "https" } else { "http" };
        let Some((given, rest)) = origin.split_once("://") else {
            return false;
        };
        given == scheme
            && Host::read_with_port(rest).is_some_and(|(host, port)| {
                host == self.host && port.unwrap_or(default_port(self.secure)) == self.port
            })
    }
}

fn default_port(secure: bool) -> u16 {
    if secure { 443 } else { 80 }
}

/// Whether a proxy or tunnel passed the request on. No browser says so by itself; who says it without need only
/// shuts doors to themselves.
fn was_passed_on(request: &Request) -> bool {
    [
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Real-IP",
        "Forwarded",
        "CF-Connecting-IP",
    ]
    .iter()
    .any(|name| request.header(name).is_some())
}

fn forwarded_over_https(request: &Request) -> bool {
    let said = values(request, "X-Forwarded-Proto");
    let last = said.last().and_then(|value| value.rsplit(',').next());
    last.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"))
}

/// Every value of a header, in the order in which they stand.
fn values<'r>(request: &'r Request, name: &str) -> Vec<&'r str> {
    request
        .headers()
        .filter(|(given, _)| given.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
        .collect()
}
