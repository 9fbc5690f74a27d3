//! `daybook serve`: the server and, beside it, the job thread. When a backup is restored from the desk, both end, the
//! book is exchanged, and both begin anew in the same process.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use chrono::Utc;
use clap::Args;

use super::announce::announce;
use crate::actions;
use crate::app::App;
use crate::backup::Backups;
use crate::config::{Config, Server};
use crate::http::{self, Limits, Site};
use crate::jobs::worker;
use crate::outside::clock::Clock;
use crate::outside::keeper;
use crate::outside::leaving::{Leaving, Why};
use crate::store::lock::Lock;
use crate::web;

/// What is in flight when the server is told to stop may take this long; all in all it takes under five seconds.
const GRACE: Duration = Duration::from_secs(4);

/// Before a book is exchanged, a letter that is on its way gets so long to arrive or not.
const LAST_LETTER: Duration = Duration::from_secs(120);
/// What the desk is told after a restore where the old book could not be read.
const UNREADABLE: &str = "The book was restored, but the one before could not be read: clients who asked to be forgotten since the backup must be erased again.";

#[derive(Args)]
pub(super) struct Options {
    /// Listen on every address of this machine, not only the configured one.
    #[arg(long)]
    lan: bool,
    /// Only show the book, which may be a copy: nothing is written, no letters are sent.
    #[arg(long)]
    read_only: bool,
    /// Write the log to this file; it stays small, and older lines stay for a while in files beside it.
    #[arg(long, value_name = "FILE")]
    pub(super) log: Option<PathBuf>,
}

/// Serves until the system or the person at the terminal says stop.
pub(super) fn serve(config: Config, options: &Options) -> anyhow::Result<()> {
    let in_log = options.log.is_some();
    if options.read_only {
        let mut app = App::open_read_only(config, Clock::System)?;
        app.leaving = Leaving::for_good();
        app.leaving.listen()?;
        let app = Arc::new(app);
        let listeners = listen(&app.config.server, options.lan)?;
        return run(&app, listeners, || announce(&app, in_log)).map(drop);
    }
    // Held until the end: two servers would each send the letters of one book.
    let lock = Lock::take(&config.database.path)?;
    let listeners = listen(&config.server, options.lan)?;
    let leaving = Arc::new(Leaving::default());
    leaving.listen()?;
    loop {
        let app = open(&config, &lock, &leaving)?;
        // The sockets stay open meanwhile: whoever calls while the book is exchanged waits a moment.
        let sockets = listeners.iter().map(TcpListener::try_clone);
        let sockets = sockets.collect::<io::Result<Vec<_>>>()?;
        match run(&app, sockets, || announce(&app, in_log))? {
            Why::Stop => return Ok(()),
            Why::Restore => close(app)?,
        }
    }
}

/// Opens the book, once what is to be done before that is done: a restore that somebody confirmed, and an upgrade.
fn open(config: &Config, lock: &Lock, leaving: &Arc<Leaving>) -> anyhow::Result<Arc<App>> {
    let backups = Backups::new(config);
    let restored = backups.finish(lock, Utc::now());
    if let Some(backup) = backups.bring_up_to_date(lock, Utc::now())? {
        let path = backup.path.display();
        log::info!("the book was brought up to date; as it was before it is in {path}");
    }
    let mut app = App::open(config.clone(), Clock::System)?;
    app.leaving = Arc::clone(leaving);
    let problem = match restored {
        Ok(None) => None,
        Ok(Some(restored)) => {
            log::info!("the book was restored");
            (!restored.knows_forgotten).then(|| UNREADABLE.to_owned())
        }
        Err(trouble) => Some(format!(
            "The book could not be restored, and is as it was. {trouble}"
        )),
    };
    if let Some(problem) = problem {
        log::error!("{problem}");
        let now = app.now();
        app.db
            .write(|write| actions::backups::tell(write, &problem, &now))?;
    }
    Ok(Arc::new(app))
}

/// Closes the book, so that another can take its place: waits until the last thread has let go of it.
fn close(mut app: Arc<App>) -> anyhow::Result<()> {
    let deadline = Instant::now() + LAST_LETTER;
    loop {
        app = match Arc::try_unwrap(app) {
            // A backup that is still being made reads the book, too.
            Ok(app) if Arc::strong_count(&app.db) == 1 && Arc::strong_count(&app.backups) == 1 => {
                return Ok(());
            }
            Ok(app) => Arc::new(app),
            Err(app) => app,
        };
        if Instant::now() > deadline {
            bail!(
                "The book could not be closed, so it was not restored yet: start Daybook again, and it is done first."
            );
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Serves an open book on these sockets, says so, and ends when told to; answers why.
pub(super) fn run(
    app: &Arc<App>,
    listeners: Vec<TcpListener>,
    announce: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<Why> {
    let server = http::serve(listeners, Limits::default(), site(app)?)
        .context("The server can't be started")?;
    // A copy's jobs are done where the book is.
    let jobs = (!app.db.is_read_only()).then(|| worker::start(app.clone()));
    let jobs = jobs
        .transpose()
        .context("The job thread can't be started")?;
    let _ = app.listening.set(server.addresses().to_vec());
    announce()?;
    keeper::tell("READY=1");
    let why = app.leaving.wait();
    log::info!("stopping");
    if why == Why::Stop {
        keeper::tell("STOPPING=1");
    }
    let deadline = Instant::now() + GRACE;
    app.bell.end();
    server.stop(GRACE);
    // A letter that is on its way gets the rest of the time; cut off, it is found out about at the next start.
    while jobs.as_ref().is_some_and(|jobs| !jobs.is_finished()) && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(20));
    }
    Ok(why)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::mpsc;

    use super::*;

    /// What reads the book holds on to a part of the app, and need not hold on to the app itself.
    #[test]
    fn a_book_is_closed_once_nobody_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.database.path = folder.path().join("daybook.db");
        type Held = Box<dyn Send>;
        for what in [
            |app: &Arc<App>| Box::new(Arc::clone(app)) as Held,
            |app: &Arc<App>| Box::new(Arc::clone(&app.db)) as Held,
            // As the thread of the nightly backup does.
            |app: &Arc<App>| Box::new(Arc::clone(&app.backups)) as Held,
        ] {
            let app = Arc::new(App::open(config.clone(), Clock::System).unwrap());
            let held = what(&app);
            let (told, closed) = mpsc::channel();
            let closing = thread::spawn(move || {
                let outcome = close(app);
                told.send(()).unwrap();
                outcome
            });
            let patience = Duration::from_millis(300);
            let early = closed.recv_timeout(patience);
            assert!(early.is_err(), "it was closed while somebody read it");
            drop(held);
            closing.join().unwrap().unwrap();
        }
    }
}
