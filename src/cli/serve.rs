//! `daybook serve`: the server and, beside it, the job thread.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;

use super::say;
use crate::app::App;
use crate::config::{Config, Server};
use crate::http::{self, Limits, Site};
use crate::jobs::worker;
use crate::outside::clock::Clock;
use crate::outside::machine::Machine;
use crate::store::lock::Lock;
use crate::store::users;
use crate::web;

/// What is in flight when the server is told to stop may take this long; all in all it takes under five seconds.
const GRACE: Duration = Duration::from_secs(4);

#[derive(Args)]
pub(super) struct Options {
    /// Listen on every address of this machine, not only the configured one.
    #[arg(long)]
    lan: bool,
    /// Only show the book, which may be a copy: nothing is written, no letters are sent.
    #[arg(long)]
    read_only: bool,
}

/// Serves until the system or the person at the terminal says stop.
pub(super) fn serve(config: Config, options: &Options) -> anyhow::Result<()> {
    if !config.server.tls_cert.is_empty() {
        bail!(
            "[server] tls_cert is set, but this version of Daybook doesn't speak https: leave tls_cert and tls_key empty and put a proxy in front."
        );
    }
    if options.read_only {
        let app = Arc::new(App::open_read_only(config, Clock::System)?);
        let listeners = listen(&app.config.server, options.lan)?;
        return run(&app, listeners, |addresses| announce(&app, addresses));
    }
    // Held until the end: two servers would each send the letters of one book.
    let _lock = Lock::take(&config.database.path)?;
    let app = Arc::new(App::open(config, Clock::System)?);
    let listeners = listen(&app.config.server, options.lan)?;
    run(&app, listeners, |addresses| announce(&app, addresses))
}

/// Serves an open book on these sockets, says so, and ends when told to.
pub(super) fn run(
    app: &Arc<App>,
    listeners: Vec<TcpListener>,
    announce: impl FnOnce(&[SocketAddr]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let stop = stopping::Stop::prepare()?;
    let server = http::serve(listeners, Limits::default(), site(app))
        .context("The server can't be started")?;
    // A copy's jobs are done where the book is.
    let jobs = (!app.db.is_read_only()).then(|| worker::start(app.clone()));
    let jobs = jobs
        .transpose()
        .context("The job thread can't be started")?;
    announce(server.addresses())?;
    stop.wait();
    log::info!("stopping");
    let deadline = Instant::now() + GRACE;
    app.bell.end();
    server.stop(GRACE);
    // A letter that is on its way gets the rest of the time; cut off, it is found out about at the next start.
    while jobs.as_ref().is_some_and(|jobs| !jobs.is_finished()) && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn site(app: &Arc<App>) -> Site {
    let (app, hub) = (app.clone(), app.hub.clone());
    Site::new(move |request| web::handle(&app, request))
        .refusals(|status, _| web::turn_away(status))
        .on_stop(move || hub.close_all())
}

fn listen(server: &Server, lan: bool) -> anyhow::Result<Vec<TcpListener>> {
    let address: SocketAddr = server.listen.parse()?;
    let opened = if lan {
        listen_everywhere(address.port())
    } else {
        TcpListener::bind(address).map(|listener| vec![listener])
    };
    opened.with_context(|| {
        format!("Port {} can't be listened on: is Daybook running already? Otherwise change [server] listen in config.toml", address.port())
    })
}

/// Most systems take calls over IPv4 on an IPv6 socket, too, and then refuse a second one; some don't, and on
/// some there is no IPv6.
fn listen_everywhere(port: u16) -> io::Result<Vec<TcpListener>> {
    let Ok(all) = TcpListener::bind((Ipv6Addr::UNSPECIFIED, port)) else {
        return Ok(vec![TcpListener::bind((Ipv4Addr::UNSPECIFIED, port))?]);
    };
    let port = all.local_addr()?.port();
    let over_ipv4 = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port));
    Ok([Some(all), over_ipv4.ok()].into_iter().flatten().collect())
}

/// Tells where the desk is and, on the first day, how to set it up.
fn announce(app: &App, listening: &[SocketAddr]) -> anyhow::Result<()> {
    let addresses = addresses(listening, &app.doors.machine);
    let urls: Vec<String> = addresses
        .iter()
        .map(|address| format!("http://{address}"))
        .collect();
    say(&format!("Daybook is open at\n  {}", urls.join("\n  ")));
    if app.db.is_read_only() {
        say("It is a copy of the book, only to look at: nothing can be changed here.");
        return Ok(());
    }
    if app.db.read(users::count)? == 0 {
        let base = urls.into_iter().next().unwrap_or_default();
        // Behind the #, the code stays in the browser and out of every log on the way.
        app.setup_code.open(move |code| {
            say(&format!(
                "Nobody can sign in yet. Set the salon up at\n  {base}/setup#{code}"
            ));
        })?;
    }
    Ok(())
}

/// The addresses under which browsers reach what is listened on.
fn addresses(listening: &[SocketAddr], machine: &Machine) -> Vec<SocketAddr> {
    let mut reachable = Vec::new();
    for address in listening {
        let hosts = if address.ip().is_unspecified() {
            let mut hosts: Vec<IpAddr> = vec![Ipv4Addr::LOCALHOST.into()];
            hosts.extend(
                machine
                    .network_addresses()
                    .into_iter()
                    .filter(IpAddr::is_ipv4),
            );
            hosts
        } else {
            vec![address.ip()]
        };
        for host in hosts {
            let reached = SocketAddr::new(host, address.port());
            if !reachable.contains(&reached) {
                reachable.push(reached);
            }
        }
    }
    reachable
}

#[cfg(unix)]
mod stopping {
    //! SIGTERM from the system, SIGINT from the terminal.

    use anyhow::Context;
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    pub(super) struct Stop(Signals);

    impl Stop {
        /// From here on, a signal waits for [`Stop::wait`] and ends nothing by itself.
        pub(super) fn prepare() -> anyhow::Result<Self> {
            Ok(Self(
                Signals::new([SIGTERM, SIGINT]).context("Signals can't be heard")?,
            ))
        }

        pub(super) fn wait(mut self) {
            self.0.forever().next();
        }
    }
}

#[cfg(not(unix))]
mod stopping {
    //! Ctrl-C; elsewhere there is no signal to sleep for.

    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use anyhow::Context;
    use signal_hook::consts::{SIGINT, SIGTERM};

    pub(super) struct Stop(Arc<AtomicBool>);

    impl Stop {
        pub(super) fn prepare() -> anyhow::Result<Self> {
            let told = Arc::new(AtomicBool::new(false));
            for signal in [SIGTERM, SIGINT] {
                signal_hook::flag::register(signal, told.clone())
                    .context("Signals can't be heard")?;
            }
            Ok(Self(told))
        }

        pub(super) fn wait(self) {
            while !self.0.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(200));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_address_told_is_one_that_a_browser_can_open() {
        let told = addresses(
            &["[::]:80".parse().unwrap(), "0.0.0.0:80".parse().unwrap()],
            &Machine::default(),
        );
        assert_eq!(told[0].to_string(), "127.0.0.1:80");
        assert!(told.iter().all(|address| !address.ip().is_unspecified()));
        let own = addresses(&["127.0.0.1:8080".parse().unwrap()], &Machine::default());
        assert_eq!(own.len(), 1);
    }
}
