//! Somebody at one keep-alive connection, as a browser or a script holds it open.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

pub struct Caller {
    socket: BufReader<TcpStream>,
    address: String,
    token: String,
}

impl Caller {
    pub fn connect(address: &str, token: &str) -> io::Result<Self> {
        let socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self {
            socket: BufReader::new(socket),
            address: address.to_owned(),
            token: token.to_owned(),
        })
    }

    /// One request and its answer. An error means that no whole answer came.
    pub fn ask(&mut self, method: &str, path: &str, body: &Value) -> io::Result<(u16, Value)> {
        let body = body.to_string();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        self.socket.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?.split(' ').nth(1).and_then(|s| s.parse().ok());
        let mut length = 0;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(given) = line.strip_prefix("content-length: ") {
                length = given.parse().map_err(io::Error::other)?;
            }
        }
        let mut bytes = vec![0; length];
        self.socket.read_exact(&mut bytes)?;
        let status = status.ok_or_else(|| io::Error::other("no status"))?;
        Ok((status, serde_json::from_slice(&bytes)?))
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.socket.read_line(&mut line)? == 0 || !line.ends_with('\n') {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}
