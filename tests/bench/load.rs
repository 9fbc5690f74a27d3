//! The asking process: a few threads over many keep-alive connections, each with one request under way. It is small,
//! since it shares the machine with the server that it asks.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use chrono::Days;
use serde::{Deserialize, Serialize};

use crate::book::{self, Slot, TOKEN};

/// The word that makes this program ask.
pub const LOAD: &str = "load";
/// Threads that ask; the machine in mind has two cores.
const THREADS: usize = 2;
/// Room for a day's answer, so that it is read in few calls.
const BUFFER: usize = 128 << 10;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// One of the bookings entered lately.
    One,
    /// One day's bookings.
    Day,
    /// The newest fifty.
    Newest,
    /// To make a booking.
    Create,
}

impl Ask {
    /// Request number `number` to a book of `size` bookings: method, target and body.
    pub fn request(self, number: i64, size: i64) -> (&'static str, String, String) {
        let plain = |target: String| ("GET", target, String::new());
        match self {
            Ask::One => plain(format!(
                "/api/bookings/{}",
                size - number * 7_919 % book::RECENT.min(size)
            )),
            Ask::Day => {
                let day = book::recent_day(number, size);
                plain(format!(
                    "/api/bookings?from={day}&to={}",
                    day + Days::new(1)
                ))
            }
            Ask::Newest => plain("/api/bookings?page=1&limit=50".to_owned()),
            Ask::Create => {
                let Slot {
                    staff_id,
                    start_at,
                    end_at,
                } = Slot::of(size + number, size);
                let (client_id, service_id) = (
                    number % book::clients(size) + 2,
                    number % book::SERVICES + 1,
                );
                let body = format!(
                    r#"{{"client_id":{client_id},"staff_id":{staff_id},"service_id":{service_id},"start_at":"{start_at}","end_at":"{end_at}","notes":"Likes the window seat"}}"#
                );
                ("POST", "/api/bookings".to_owned(), body)
            }
        }
    }
}

/// A stretch of asking.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Load {
    pub address: SocketAddr,
    pub ask: Ask,
    pub connections: usize,
    pub turn: Duration,
    /// Bookings that the book was filled with.
    pub size: i64,
    /// The first request's number.
    pub first: i64,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Outcome {
    pub answers: i64,
    pub per_second: f64,
}

impl Load {
    /// Asks from a process of its own.
    pub fn outcome(&self) -> Result<Outcome> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args([LOAD, &serde_json::to_string(self)?]);
        let output = command.stderr(Stdio::inherit()).output()?;
        ensure!(
            output.status.success(),
            "the load ended with {}",
            output.status
        );
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

/// The asking process: told what to do in JSON, says what came of it in JSON.
pub fn run(told: &str) -> Result<()> {
    let load: Load = serde_json::from_str(told)?;
    let threads = THREADS.min(load.connections);
    let mut clients = (0..load.connections)
        .map(|_| Client::connect(load.address))
        .collect::<Result<Vec<_>>>()?;
    let numbers = AtomicI64::new(load.first);
    let begun = Instant::now();
    let asked = std::thread::scope(|scope| {
        let shares = clients.chunks_mut(load.connections.div_ceil(threads));
        let asking: Vec<_> = shares
            .map(|share| scope.spawn(|| ask_on(share, &load, &numbers, begun + load.turn)))
            .collect();
        asking.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| bail!("an asking thread panicked"))
        })
    });
    asked?;
    let answers = numbers.into_inner() - load.first;
    let per_second = answers as f64 / begun.elapsed().as_secs_f64();
    println!(
        "{}",
        serde_json::to_string(&Outcome {
            answers,
            per_second
        })?
    );
    Ok(())
}

/// Keeps one request under way on each of these connections until the time is over.
fn ask_on(clients: &mut [Client], load: &Load, numbers: &AtomicI64, end: Instant) -> Result<()> {
    let next = || {
        load.ask
            .request(numbers.fetch_add(1, Ordering::Relaxed), load.size)
    };
    for client in &mut *clients {
        client.send(next())?;
    }
    while Instant::now() < end {
        for client in &mut *clients {
            client.answer(&mut std::io::sink())?;
            client.send(next())?;
        }
    }
    for client in clients {
        client.answer(&mut std::io::sink())?;
    }
    Ok(())
}

/// One keep-alive connection.
pub struct Client {
    stream: BufReader<TcpStream>,
    line: String,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Client {
            stream: BufReader::with_capacity(BUFFER, stream),
            line: String::new(),
        })
    }

    pub fn send(&mut self, (method, target, body): (&str, String, String)) -> Result<()> {
        let kind = if body.is_empty() {
            ""
        } else {
            "Content-Type: application/json\r\n"
        };
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n{kind}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        Ok(self.stream.get_mut().write_all(request.as_bytes())?)
    }

    /// Reads an answer that must be a 200, its body into `into`. Answers its headers.
    pub fn answer(&mut self, into: &mut impl Write) -> Result<Vec<(String, String)>> {
        let status = self.next_line()?.to_owned();
        let (mut length, mut headers) = (None, Vec::new());
        while let Some((name, value)) = self.next_line()?.split_once(": ") {
            if name == "Content-Length" {
                length = Some(value.parse()?);
            }
            headers.push((name.to_owned(), value.to_owned()));
        }
        if !status.starts_with("HTTP/1.1 200") {
            let mut said = Vec::new();
            self.pass(length.unwrap_or(0), &mut said)?;
            bail!("{status}: {}", String::from_utf8_lossy(&said));
        }
        match length {
            Some(length) => self.pass(length, into)?,
            None => loop {
                let size = usize::from_str_radix(self.next_line()?, 16)?;
                self.pass(size, into)?;
                self.next_line()?;
                if size == 0 {
                    break;
                }
            },
        }
        Ok(headers)
    }

    fn next_line(&mut self) -> Result<&str> {
        self.line.clear();
        self.stream.read_line(&mut self.line)?;
        self.line.strip_suffix("\r\n").context("the server hung up")
    }

    fn pass(&mut self, mut left: usize, into: &mut impl Write) -> Result<()> {
        while left > 0 {
            let arrived = self.stream.fill_buf()?;
            ensure!(!arrived.is_empty(), "the server hung up");
            let taken = arrived.len().min(left);
            into.write_all(&arrived[..taken])?;
            self.stream.consume(taken);
            left -= taken;
        }
        Ok(())
    }
}
