//! `daybook serve`: the server and, beside it, the job thread.

use std::io::{self, IsTerminal};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::say;
use crate::app::App;
use crate::config::{Config, Server};
use crate::http::{self, Limits, Site};
use crate::jobs::worker;
use crate::outside::clock::Clock;
use crate::outside::keeper;
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
    /// Write the log to this file; it stays small, and older lines stay for a while in files beside it.
    #[arg(long, value_name = "FILE")]
    pub(super) log: Option<PathBuf>,
}

/// Serves until the system or the person at the terminal says stop.
pub(super) fn serve(config: Config, options: &Options) -> anyhow::Result<()> {
    // Held until the end: two servers would each send the letters of one book.
    let _lock = Lock::take(&config.database.path)?;
    let app = Arc::new(App::open(config, Clock::System)?);
    let listeners = listen(&app.config.server, options.lan)?;
    run(&app, listeners, || announce(&app, options.log.is_some()))
}

/// Serves an open book on these sockets, says so, and ends when told to.
pub(super) fn run(
    app: &Arc<App>,
    listeners: Vec<TcpListener>,
    announce: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let stop = stopping::Stop::prepare()?;
    let server = http::serve(listeners, Limits::default(), site(app)?)
        .context("The server can't be started")?;
    let jobs = worker::start(app.clone()).context("The job thread can't be started")?;
    let _ = app.listening.set(server.addresses().to_vec());
    announce()?;
    keeper::tell("READY=1");
    stop.wait();
    log::info!("stopping");
    keeper::tell("STOPPING=1");
    let deadline = Instant::now() + GRACE;
    app.bell.end();
    server.stop(GRACE);
    // A letter that is on its way gets the rest of the time; cut off, it is found out about at the next start.
    while !jobs.is_finished() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn site(app: &Arc<App>) -> anyhow::Result<Site> {
    let (desk, astray, hub) = (app.clone(), app.clone(), app.hub.clone());
    let site = Site::new(move |request| web::handle(&desk, request))
        .refusals(|status, _| web::turn_away(status))
        .on_stop(move || hub.close_all());
    Ok(match &app.certificate {
        None => site,
        Some(certificate) => site.secure(certificate.server()?, move |request| {
            web::point_to_https(&astray, request)
        }),
    })
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
fn announce(app: &App, in_log: bool) -> anyhow::Result<()> {
    // Whoever has the log in a file sees nothing else.
    let tell = move |text: &str| {
        say(text);
        if in_log {
            log::info!("{text}");
        }
    };
    let others = app.addresses();
    let here = app.address_here().into_iter();
    let mut all: Vec<String> = here.chain(others.iter().cloned()).collect();
    all.dedup();
    tell(&format!("Daybook is open at\n  {}", all.join("\n  ")));
    if let Some(certificate) = &app.certificate
        && certificate.is_own()
    {
        tell(&format!(
            "Browsers ask once whether to believe its certificate. Its SHA-256 fingerprint is\n  {}",
            certificate.fingerprint()
        ));
    }
    if let Some(address) = others.first()
        && io::stdout().is_terminal()
    {
        say(&format!(
            "A telephone finds it with its camera:\n{}",
            qr(address)?
        ));
    }
    if app.db.read(users::count)? == 0 {
        // Another screen can open the first address of the network, and so can this machine.
        let base = others.into_iter().next().or(app.address_here());
        let base = base.unwrap_or_default();
        // Behind the #, the code stays in the browser and out of every log on the way.
        app.setup_code.open(move |code| {
            tell(&format!(
                "Nobody can sign in yet. Set the salon up at\n  {base}/setup#{code}"
            ));
        })?;
    }
    Ok(())
}

/// An address as a terminal with light letters on a dark ground shows it to a camera.
fn qr(address: &str) -> anyhow::Result<String> {
    let code = QrCode::new(address).context("The address fits no QR code")?;
    let mut drawing = code.render::<Dense1x2>();
    drawing
        .dark_color(Dense1x2::Dark)
        .light_color(Dense1x2::Light);
    Ok(drawing.build())
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
