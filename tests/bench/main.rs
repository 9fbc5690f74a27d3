//! How fast the book is, and how little memory it takes: `cargo bench`.
//!
//! Everything is a ratio of two things done in turns on the same machine within seconds of each other, so that the
//! answer is the program's and not the machine's. Server and load are processes of their own; both sides of a ratio
//! are asked by the same client, or do the same work in this process on one thread.
//!
//! ```text
//! cargo bench                          all of it: some ten minutes
//! cargo bench -- day create            only these: one, day, newest, create, age, memory, start
//! cargo bench -- --rounds 9 --seconds 4
//! cargo bench -- --smoke               tiny numbers, to see that it runs
//! ```
//!
//! ```text
//! measures  what is measured, and what is wanted
//! book      fills a book: staff, clients, a hundred bookings a day
//! server    the processes that serve: Daybook itself, and bare bytes
//! load      the process that asks, over keep-alive connections
//! alone     the same work on one thread, without a server
//! report    the table
//! ```
#![allow(clippy::print_stdout, missing_docs, unreachable_pub)]

mod alone;
mod book;
mod load;
mod measures;
mod report;
mod server;

use std::time::Duration;

use anyhow::{Context, Result, bail};

/// How thoroughly to measure.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Turns that each side of a ratio gets; their median counts.
    pub rounds: usize,
    /// How long one turn takes.
    pub turn: Duration,
    /// Bookings in the book that most is measured on.
    pub bookings: i64,
    /// Bookings in a young and in an old book.
    pub ages: [i64; 2],
    /// Connections that ask at once.
    pub connections: Vec<usize>,
    /// Measures to take; none named: all.
    pub only: Vec<String>,
}

impl Plan {
    fn read(words: impl Iterator<Item = String>) -> Result<Self> {
        let mut plan = Plan {
            rounds: 5,
            turn: Duration::from_secs(2),
            bookings: 100_000,
            ages: [10_000, 1_000_000],
            connections: vec![1, 8, 64],
            only: Vec::new(),
        };
        let mut words = words;
        while let Some(word) = words.next() {
            let mut number = || -> Result<f64> {
                let next = words.next().unwrap_or_default();
                next.parse()
                    .with_context(|| format!("{word} wants a number"))
            };
            match word.as_str() {
                // Cargo says so to every benchmark.
                "--bench" => {}
                "--rounds" => plan.rounds = number()?.max(1.0) as usize,
                "--seconds" => plan.turn = Duration::from_secs_f64(number()?),
                "--smoke" => {
                    plan.rounds = 1;
                    plan.turn = Duration::from_millis(100);
                    plan.bookings = 10_000;
                    plan.ages = [5_000, 20_000];
                }
                name if measures::NAMES.contains(&name) => plan.only.push(word),
                _ => bail!("unknown: {word}; there are {}", measures::NAMES.join(", ")),
            }
        }
        Ok(plan)
    }

    /// Whether a measure is to be taken.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    match words.next().as_deref() {
        Some(server::SERVE_BARE) => server::serve_bare(),
        Some(load::LOAD) => load::run(&words.next().unwrap_or_default()),
        first => {
            let plan = Plan::read(first.map(str::to_owned).into_iter().chain(words))?;
            measures::take(&plan)
        }
    }
}
