//! The serving processes: `daybook serve` itself, and this program again with a handler that only hands out bytes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result};
use daybook::http::{self, Limits, Site};
use rouille::{Response, ResponseBody};

/// The word that makes this program serve bare bytes.
pub const SERVE_BARE: &str = "serve-bare";

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
    let site = Site::new(move |_| Response {
        status_code: 200,
        headers: headers
            .iter()
            .map(|(n, v)| (n.as_str().into(), v.as_str().into()))
            .collect(),
        data: ResponseBody::from_data(body.clone()),
        upgrade: None,
    });
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let handle = http::serve(vec![listener], Limits::default(), site)?;
    let address = handle.addresses().first().context("no address")?;
    println!("http://{address}");
    std::io::copy(&mut input, &mut std::io::sink())?;
    Ok(())
}

/// A running server process; it is ended when dropped.
pub struct Server {
    child: Child,
    _input: ChildStdin,
    _output: BufReader<ChildStdout>,
    pub address: SocketAddr,
}

impl Server {
    /// Starts `daybook serve` for a book.
    pub fn of(book: &Path) -> Result<Self> {
        let config = book.with_extension("toml");
        let path = book.display();
        let text = format!("[server]\nlisten = \"127.0.0.1:0\"\n[database]\npath = \"{path}\"\n");
        std::fs::write(&config, text)?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_daybook"));
        command.arg("--config").arg(config).arg("serve");
        Self::start(command, &[])
    }

    /// Starts one that hands out these bytes: headers, an empty line, the body.
    pub fn bare(answer: &[u8]) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(SERVE_BARE);
        Self::start(command, answer)
    }

    fn start(mut command: Command, told: &[u8]) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().context("no standard input")?;
        input.write_all(told)?;
        input.flush()?;
        let mut output = BufReader::new(child.stdout.take().context("no standard output")?);
        // Each says its address once it accepts connections.
        let mut said = String::new();
        let address = loop {
            said.clear();
            anyhow::ensure!(output.read_line(&mut said)? > 0, "a server did not start");
            if let Some((_, address)) = said.trim().split_once("http://") {
                break address.parse()?;
            }
        };
        Ok(Server {
            child,
            _input: input,
            _output: output,
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
