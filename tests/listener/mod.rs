//! The listener's promises, kept on raw sockets: what a client may do, what it can't do, and who pays for it.

mod crowd;
mod live;
mod noise;
mod patience;
mod requests;
mod stopping;
mod tls;

use daybook::http::{self, Handle, Limits, Site};
use rouille::{Request, Response};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;

/// Long enough for anything that works, short enough to fail a test that doesn't.
const SOON: Duration = Duration::from_secs(10);

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Limits whose deadlines a test can wait for.
fn hasty() -> Limits {
    Limits {
        idle: millis(300),
        head: millis(300),
        body: millis(300),
        piece: millis(300),
        event: millis(300),
        ..Limits::default()
    }
}

fn open(limits: Limits, site: Site) -> Handle {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    http::serve(vec![listener], limits, site).unwrap()
}

fn serve(limits: Limits, handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Handle {
    open(limits, Site::new(handler))
}

/// Answers with what was asked: method, target and the body's length.
fn echo(request: &Request) -> Response {
    let mut body = String::new();
    request.data().unwrap().read_to_string(&mut body).unwrap();
    let (method, target) = (request.method(), request.raw_url());
    Response::text(format!("{method} {target} {body}"))
}

fn address(handle: &Handle) -> SocketAddr {
    handle.addresses()[0]
}

/// A client that says exactly what it is told to.
struct Client {
    socket: TcpStream,
    reader: BufReader<TcpStream>,
}

#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn has(&self, line: &str) -> bool {
        self.head.lines().any(|l| l.eq_ignore_ascii_case(line))
    }
}

impl Client {
    fn of(handle: &Handle) -> Self {
        Self::at(address(handle))
    }

    fn at(address: SocketAddr) -> Self {
        let socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(SOON)).unwrap();
        socket.set_write_timeout(Some(SOON)).unwrap();
        let reader = BufReader::new(socket.try_clone().unwrap());
        Client { socket, reader }
    }

    fn say(&mut self, text: impl AsRef<[u8]>) -> &mut Self {
        self.socket.write_all(text.as_ref()).unwrap();
        self
    }

    fn get(&mut self, target: &str) -> Answer {
        self.say(format!("GET {target} HTTP/1.1\r\nHost: salon\r\n\r\n"));
        self.answer()
    }

    /// The next answer, which must be a whole one.
    fn answer(&mut self) -> Answer {
        let head = self.head();
        let body = self.body(&head).unwrap();
        let status = head[9..12].parse().unwrap();
        Answer { status, head, body }
    }

    fn head(&mut self) -> String {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(
                self.reader.read_line(&mut head).unwrap(),
                0,
                "no answer: {head:?}"
            );
        }
        head
    }

    fn body(&mut self, head: &str) -> std::io::Result<String> {
        let lower = head.to_ascii_lowercase();
        if lower.contains("transfer-encoding: chunked") {
            return self.chunks();
        }
        let length = lower
            .lines()
            .find_map(|l| l.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |l| l.parse().unwrap())];
        self.reader.read_exact(&mut body)?;
        Ok(String::from_utf8(body).unwrap())
    }

    /// A chunked body; an error if the last chunk never comes.
    fn chunks(&mut self) -> std::io::Result<String> {
        let mut body = String::new();
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line)?;
            let size = usize::from_str_radix(line.trim_end(), 16)
                .map_err(|_| std::io::ErrorKind::UnexpectedEof)?;
            let mut chunk = vec![0; size + 2];
            self.reader.read_exact(&mut chunk)?;
            if size == 0 {
                return Ok(body);
            }
            body.push_str(std::str::from_utf8(&chunk[..size]).unwrap());
        }
    }

    /// Everything up to the end of the connection.
    fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        // A reset ends a connection, too.
        let _ = self.reader.read_to_end(&mut rest);
        String::from_utf8_lossy(&rest).into_owned()
    }
}

/// One request on a connection of its own.
fn get(handle: &Handle, target: &str) -> Answer {
    Client::of(handle).get(target)
}

/// Whether this process may go on with the test: it is the one that may open so many files. Any other runs the test
/// in such a process, and fails where that fails.
fn with_files(files: u32, test: &str) -> bool {
    const CHILD: &str = "DAYBOOK_TEST_FILES";
    if std::env::var_os(CHILD).is_some() {
        return true;
    }
    let script = format!("ulimit -n {files} && exec \"$0\" --exact listener::crowd::{test}");
    let output = Command::new("sh")
        .arg("-c")
        .arg(script)
        .arg(std::env::current_exe().unwrap())
        .env(CHILD, "set")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.contains("1 passed"), "{test} was not found");
    false
}
