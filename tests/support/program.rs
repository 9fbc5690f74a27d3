//! The real program: run as a person would, in a folder of its own, and called over real sockets.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The program: what Cargo built, or what `DAYBOOK_PROGRAM` names in its stead, behind an emulator if need be
/// (`qemu-arm-static /…/daybook`).
pub fn program() -> Command {
    let named = std::env::var("DAYBOOK_PROGRAM").unwrap_or_default();
    let mut words = named.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(env!("CARGO_BIN_EXE_daybook")));
    command.args(words);
    command
}

/// A folder with a configuration in it.
pub struct Place {
    folder: tempfile::TempDir,
    variables: Vec<(String, OsString)>,
}

/// What a finished command said; the status of one that was killed is -1.
pub struct Said {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    /// Its server listens on a port that the system chooses.
    pub fn new() -> Self {
        Self::with_config("[server]\nlisten = \"127.0.0.1:0\"\n")
    }

    pub fn with_config(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        Self {
            folder,
            variables: Vec::new(),
        }
    }

    /// The same, where every command finds this variable in its environment.
    pub fn with_variable(mut self, name: &str, value: &OsStr) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn book(&self) -> PathBuf {
        self.path().join("daybook.db")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.current_dir(self.path()).args(arguments);
        command.env_remove("RUST_LOG");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Belongs to this account from now on, so that a service may run on it.
    pub fn give_to(&self, user: u32) {
        std::os::unix::fs::chown(self.path(), Some(user), None).unwrap();
    }

    /// Runs a command to its end, with this on its standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> Said {
        let mut child = self.command(arguments).spawn().unwrap();
        // A command that needs no input may be gone before it comes.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Said {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts the server and waits until it says where it is.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        let mut all = vec!["serve"];
        all.extend(arguments);
        self.start(&all)
    }

    /// Starts the sample salon and waits until it says where it is.
    pub fn demo(&self) -> Server {
        self.start(&["demo"])
    }

    /// Starts a server by this command and waits until it says where it is.
    pub fn start(&self, arguments: &[&str]) -> Server {
        Server::of(
            self.command(arguments)
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        )
    }
}

/// A running server; killed when the test is over.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// Host and port.
    pub address: String,
}

impl Server {
    /// A server that was just started, once it says where it is.
    pub fn of(mut child: Child) -> Self {
        let mut server = Server {
            out: BufReader::new(child.stdout.take().unwrap()),
            child,
            address: String::new(),
        };
        let url = server.line_with("://");
        server.address = url.split_once("://").unwrap().1.to_owned();
        server
    }

    /// The next printed line that holds this, without blanks around it.
    pub fn line_with(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(
                self.out.read_line(&mut line).unwrap(),
                0,
                "the server said no {text}"
            );
            if line.contains(text) {
                return line.trim().to_owned();
            }
        }
    }

    /// One request over a socket of its own: the status, and the answer's JSON.
    pub fn ask(&self, method: &str, path: &str, token: Option<&str>, body: &Value) -> (u16, Value) {
        let answer = self.exchange(method, path, token, &body.to_string());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// A page, as a browser would get it.
    pub fn page(&self, path: &str) -> String {
        let answer = self.exchange("GET", path, None, "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer
    }

    /// Everything that is answered to one request over a socket of its own.
    fn exchange(&self, method: &str, path: &str, token: Option<&str>, body: &str) -> String {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let token = token.map_or_else(String::new, |token| {
            format!("Authorization: Bearer {token}\r\n")
        });
        write!(
            socket,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{token}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Whether it has ended, by itself or because somebody killed it.
    pub fn is_gone(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Sends a signal and waits for the end; answers how it ended, and how long it took.
    pub fn stop(mut self, signal: &str) -> (ExitStatus, Duration) {
        let start = Instant::now();
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        (self.child.wait().unwrap(), start.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Most are stopped already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
