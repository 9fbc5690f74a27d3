//! The serving process: this program again, as `daybook serve` would run, or with a handler that only hands out
//! bytes. It says its address on standard output and ends when its standard input does.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result};
use daybook::app::App;
use daybook::config::Config;
use daybook::http::{self, Limits, Site};
use daybook::jobs::worker;
use daybook::outside::clock::Clock;
use daybook::web;
use rouille::{Response, ResponseBody};

/// The word that makes this program serve a book.
pub const SERVE: &str = "serve";
/// The word that makes it serve bare bytes.
pub const SERVE_BARE: &str = "serve-bare";

/// Serves a book, job thread and all.
pub fn serve(book: &Path) -> Result<()> {
    let mut config = Config::default();
    config.database.path = book.to_owned();
    let app = Arc::new(App::open(config, Clock::System)?);
    worker::start(app.clone())?;
    listen(Site::new(move |request| web::handle(&app, request)))?;
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}

/// Serves the head and body that come first on standard input, whatever is asked.
pub fn serve_bare() -> Result<()> {
    let mut input = BufReader::new(std::io::stdin());
    let (mut headers, mut line) = (Vec::new(), String::new());
    while input.read_line(&mut line)? > 2 {
        let (name, value) = line.trim_end().split_once(": ").context("no header")?;
        headers.push((name.to_owned(), value.to_owned()));
        line.clear();
    }
    let length = headers.iter().find(|(name, _)| name == "Content-Length");
    let mut body = vec![0; length.context("no length")?.1.parse()?];
    input.read_exact(&mut body)?;
    // Leaked, as a handler's own headers are constants.
    let headers: &[(String, String)] = Vec::leak(headers);
    listen(Site::new(move |_| Response {
        status_code: 200,
        headers: headers
            .iter()
            .map(|(n, v)| (n.as_str().into(), v.as_str().into()))
            .collect(),
        data: ResponseBody::from_data(body.clone()),
        upgrade: None,
    }))?;
    std::io::copy(&mut input, &mut std::io::sink())?;
    Ok(())
}

fn listen(site: Site) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let handle = http::serve(vec![listener], Limits::default(), site)?;
    let address = handle.addresses().first().context("no address")?;
    println!("{address}");
    Ok(())
}

/// A running server process; it is ended when dropped.
pub struct Server {
    child: Child,
    _input: ChildStdin,
    pub address: SocketAddr,
}

impl Server {
    /// Starts one for a book.
    pub fn of(book: &Path) -> Result<Self> {
        Self::start(&[SERVE.as_ref(), book.as_os_str()], &[])
    }

    /// Starts one that hands out these bytes: headers, an empty line, the body.
    pub fn bare(answer: &[u8]) -> Result<Self> {
        Self::start(&[SERVE_BARE.as_ref()], answer)
    }

    fn start(words: &[&std::ffi::OsStr], told: &[u8]) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().context("no standard input")?;
        input.write_all(told)?;
        input.flush()?;
        let mut said = String::new();
        let output = child.stdout.take().context("no standard output")?;
        BufReader::new(output).read_line(&mut said)?;
        let address = said.trim().parse().context("the server did not start")?;
        Ok(Server {
            child,
            _input: input,
            address,
        })
    }

    /// Memory that it holds now, and the most that it ever held; megabytes.
    pub fn memory(&self) -> Result<(f64, f64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let megabytes = |name: &str| -> Result<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|rest| rest.split_whitespace().next());
            Ok(kilobytes
                .with_context(|| format!("no {name}"))?
                .parse::<f64>()?
                / 1024.0)
        };
        Ok((megabytes("VmRSS:")?, megabytes("VmHWM:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the measure has noticed by then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
