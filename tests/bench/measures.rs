//! What is measured, and what is wanted of it. Each ratio is taken in rounds, one side after the other; the middle
//! round's ratio counts, so that a neighbour's noise in one of them does not.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::Plan;
use crate::alone::{Inserter, Reader};
use crate::book;
use crate::load::{Ask, Client, Load};
use crate::report::{Report, Wanted, median, per_second};
use crate::server::Server;

/// The names of all measures.
pub const NAMES: [&str; 7] = ["one", "day", "newest", "create", "age", "memory", "start"];

/// Takes the measures of a plan and prints what was found.
pub fn take(plan: &Plan) -> Result<()> {
    let folder = Folder::make()?;
    let mut bench = Bench {
        plan,
        report: Report::default(),
        folder: &folder.0,
        created: 0,
    };
    if ["one", "day", "newest", "create", "memory"]
        .iter()
        .any(|name| plan.wants(name))
    {
        bench.rates_and_memory()?;
    }
    if ["age", "start"].iter().any(|name| plan.wants(name)) {
        bench.age()?;
    }
    bench.report.print();
    Ok(())
}

/// A folder for the books, on the disk that the program was built on: a memory disk would flatter every commit.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("books-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            println!("{} could not be removed: {error}", self.0.display());
        }
    }
}

/// The rates of both sides, round by round.
type Pair = (f64, f64);

struct Bench<'a> {
    plan: &'a Plan,
    report: Report,
    folder: &'a Path,
    /// How many bookings the load has asked for, so that none is asked for twice.
    created: i64,
}

impl Bench<'_> {
    fn fill(&self, size: i64) -> Result<PathBuf> {
        let begun = Instant::now();
        let path = book::fill(self.folder, size)?;
        println!(
            "a book of {size} bookings was filled in {:.1} s",
            begun.elapsed().as_secs_f64()
        );
        Ok(path)
    }

    /// What is measured on one book, at several numbers of connections.
    fn rates_and_memory(&mut self) -> Result<()> {
        let size = self.plan.bookings;
        let path = self.fill(size)?;
        let copy = self.folder.join("copy.db");
        std::fs::copy(&path, &copy)?;
        let server = Server::of(&path)?;
        if self.plan.wants("memory") {
            self.idle_memory(&server)?;
        }
        for (name, ask, least) in [("day", Ask::Day, 0.6), ("newest", Ask::Newest, 0.5)] {
            if self.plan.wants(name) {
                self.list_beside_one_thread(name, ask, least, &server, &path)?;
            }
        }
        if self.plan.wants("one") {
            self.one_beside_bare_bytes(&server)?;
        }
        if self.plan.wants("create") {
            self.create_beside_inserts(&server, &copy)?;
        }
        if self.plan.wants("memory") {
            self.memory_under_load(&server)?;
            // One book has one server.
            drop(server);
            self.memory_of_the_whole_list(&path)?;
        }
        Ok(())
    }

    fn one_beside_bare_bytes(&mut self, server: &Server) -> Result<()> {
        let (mut client, mut body) = (Client::connect(server.address)?, Vec::new());
        client.send(Ask::One.request(1, self.plan.bookings))?;
        let headers = client.answer(&mut body)?;
        let mut told: Vec<u8> = headers
            .iter()
            .flat_map(|(n, v)| format!("{n}: {v}\r\n").into_bytes())
            .collect();
        told.extend_from_slice(b"\r\n");
        told.extend_from_slice(&body);
        let bare = Server::bare(&told)?;
        for connections in self.plan.connections.clone() {
            let rounds = self.rounds(|bench| {
                Ok((
                    bench.rate(server, Ask::One, connections)?,
                    bench.rate(&bare, Ask::One, connections)?,
                ))
            })?;
            self.ratio("one booking : bare handler", connections, &rounds, 0.5);
        }
        Ok(())
    }

    fn list_beside_one_thread(
        &mut self,
        name: &str,
        ask: Ask,
        least: f64,
        server: &Server,
        path: &Path,
    ) -> Result<()> {
        let alone = Reader::open(path, self.plan.bookings)?;
        let (mut client, mut body) = (Client::connect(server.address)?, Vec::new());
        client.send(ask.request(3, self.plan.bookings))?;
        client.answer(&mut body)?;
        ensure!(
            serde_json::from_slice::<serde_json::Value>(&body)?
                == serde_json::from_slice::<serde_json::Value>(&alone.json(ask, 3)?)?,
            "server and thread make different JSON of the {name}"
        );
        for connections in self.plan.connections.clone() {
            let rounds = self.rounds(|bench| {
                Ok((
                    bench.rate(server, ask, connections)?,
                    alone.per_second(ask, bench.plan.turn)?,
                ))
            })?;
            self.ratio(&format!("{name} : one thread"), connections, &rounds, least);
        }
        Ok(())
    }

    fn create_beside_inserts(&mut self, server: &Server, copy: &Path) -> Result<()> {
        let mut inserter = Inserter::open(copy, self.plan.bookings)?;
        for connections in self.plan.connections.clone() {
            let rounds = self.rounds(|bench| {
                let created = bench.rate(server, Ask::Create, connections)?;
                Ok((created, inserter.per_second(bench.plan.turn)?))
            })?;
            self.ratio("create : bare insert", connections, &rounds, 0.5);
        }
        Ok(())
    }

    /// What a young and an old book cost, and how soon the old one answers.
    fn age(&mut self) -> Result<()> {
        let [young, old] = self.plan.ages;
        let paths = [self.fill(young)?, self.fill(old)?];
        if self.plan.wants("start") {
            self.first_answer(&paths[1], old)?;
        }
        if !self.plan.wants("age") {
            return Ok(());
        }
        let servers = [Server::of(&paths[0])?, Server::of(&paths[1])?];
        for (name, ask) in [
            ("day", Ask::Day),
            ("newest", Ask::Newest),
            ("create", Ask::Create),
        ] {
            let rounds = self.rounds(|bench| {
                Ok((
                    bench.rate_in(&servers[1], ask, 1, old)?,
                    bench.rate_in(&servers[0], ask, 1, young)?,
                ))
            })?;
            let (old_rate, young_rate) = medians(&rounds);
            let cost = median(rounds.iter().map(|(old, young)| young / old));
            self.report.add(
                (
                    &format!("{name} in an old book : in a young one"),
                    format!("{old} : {young} bookings"),
                ),
                (per_second(old_rate), per_second(young_rate)),
                (cost, " × the cost"),
                Wanted::AtMost(1.2),
            );
        }
        Ok(())
    }

    fn first_answer(&mut self, path: &Path, size: i64) -> Result<()> {
        let once = || -> Result<f64> {
            let begun = Instant::now();
            let server = Server::of(path)?;
            let mut client = Client::connect(server.address)?;
            client.send(Ask::One.request(1, size))?;
            client.answer(&mut std::io::sink())?;
            Ok(begun.elapsed().as_secs_f64() * 1000.0)
        };
        let times = (0..self.plan.rounds.max(5))
            .map(|_| once())
            .collect::<Result<Vec<_>>>()?;
        let at = (
            "first answer after the process started",
            format!("{size} bookings"),
        );
        self.report.add(
            at,
            (String::new(), String::new()),
            (median(times), " ms"),
            Wanted::AtMost(30.0),
        );
        Ok(())
    }

    fn idle_memory(&mut self, server: &Server) -> Result<()> {
        // Signing in is the hungriest thing that a desk does: a password hash takes 19 MiB for a moment.
        for _ in 0..3 {
            let mut client = Client::connect(server.address)?;
            let body = json!({ "email": book::EMAIL, "password": book::PASSWORD }).to_string();
            client.send(("POST", "/api/auth/login".to_owned(), body))?;
            client.answer(&mut std::io::sink())?;
        }
        std::thread::sleep(Duration::from_millis(500));
        self.memory("idle, after three sign-ins", server.memory()?.0, 12.0);
        Ok(())
    }

    fn memory_under_load(&mut self, server: &Server) -> Result<()> {
        let most = self.plan.connections.iter().copied().max().unwrap_or(1);
        let mut held: f64 = 0.0;
        for ask in [Ask::One, Ask::Day, Ask::Newest, Ask::Create] {
            self.rate(server, ask, most)?;
            held = held.max(server.memory()?.0);
        }
        self.memory(&format!("under {most} connections"), held, 40.0);
        Ok(())
    }

    fn memory_of_the_whole_list(&mut self, path: &Path) -> Result<()> {
        let server = Server::of(path)?;
        let mut client = Client::connect(server.address)?;
        client.send(("GET", "/api/bookings".to_owned(), String::new()))?;
        client.answer(&mut std::io::sink())?;
        self.memory(
            "the whole list in one answer, at most",
            server.memory()?.1,
            64.0,
        );
        Ok(())
    }

    fn memory(&mut self, when: &str, megabytes: f64, most: f64) {
        let at = (
            &*format!("memory: {when}"),
            format!("{} bookings", self.plan.bookings),
        );
        self.report.add(
            at,
            (String::new(), String::new()),
            (megabytes, " MB"),
            Wanted::AtMost(most),
        );
    }

    /// Both sides in turns.
    fn rounds(&mut self, mut round: impl FnMut(&mut Self) -> Result<Pair>) -> Result<Vec<Pair>> {
        (0..self.plan.rounds).map(|_| round(self)).collect()
    }

    fn rate(&mut self, server: &Server, ask: Ask, connections: usize) -> Result<f64> {
        self.rate_in(server, ask, connections, self.plan.bookings)
    }

    fn rate_in(&mut self, server: &Server, ask: Ask, connections: usize, size: i64) -> Result<f64> {
        let load = Load {
            address: server.address,
            ask,
            connections,
            turn: self.plan.turn,
            size,
            first: self.created,
        };
        let outcome = load
            .outcome()
            .with_context(|| format!("{ask:?} at {connections} connections"))?;
        if ask == Ask::Create {
            self.created += outcome.answers;
        }
        Ok(outcome.per_second)
    }

    fn ratio(&mut self, what: &str, connections: usize, rounds: &[Pair], least: f64) {
        let (own, other) = medians(rounds);
        let ratio = median(rounds.iter().map(|(own, other)| own / other));
        let at = (what, format!("{connections} connections"));
        self.report.add(
            at,
            (per_second(own), per_second(other)),
            (ratio, ""),
            Wanted::AtLeast(least),
        );
    }
}

fn medians(rounds: &[Pair]) -> Pair {
    (
        median(rounds.iter().map(|pair| pair.0)),
        median(rounds.iter().map(|pair| pair.1)),
    )
}
