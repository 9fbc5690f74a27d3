//! Thousands of random histories of appointments: made, moved, undone, cancelled, accepted, declined, completed,
//! reinstated, while the clock jumps and the mail server fails. Whatever happened, once the dust has settled the
//! last letter that a client holds says what is so, no job is without a reason, and nobody is booked twice.
//!
//! A failing history prints its seed and its steps. `DAYBOOK_HISTORIES` sets how many are tried.

use std::collections::HashMap;

use chrono::{Duration, NaiveDateTime};
use daybook::outside::mailer::DeliveryError;
use numbers::Numbers;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

/// Histories that share a salon: making a book takes longer than filling it.
const SHARED: u64 = 200;

mod numbers {
    //! Random numbers from proptest's generator.
    use proptest::prelude::Rng;

    pub struct Numbers(pub super::TestRng);

    impl Numbers {
        /// A number below `bound`.
        pub fn below(&mut self, bound: u64) -> u64 {
            self.0.next_u64() % bound
        }
    }
}

/// One appointment's life.
struct History<'a> {
    salon: &'a Salon,
    anna: &'a Person<'a>,
    email: String,
    booking_id: i64,
    /// Start hours on the same day that it is moved between: few, so that moves back happen.
    day: NaiveDateTime,
    steps: Vec<String>,
}

impl History<'_> {
    fn path(&self) -> String {
        format!("/api/bookings/{}", self.booking_id)
    }

    fn put(&mut self, body: Value) {
        let reply = self.anna.put(&self.path(), body.clone());
        self.steps.push(format!("{body} → {}", reply.status));
        assert!(
            matches!(reply.status, 200 | 409),
            "{:?}\n{}",
            self.steps,
            reply.text()
        );
    }

    fn step(&mut self, numbers: &mut Numbers) {
        match numbers.below(14) {
            0..=3 => {
                let start = self.day + Duration::hours(numbers.below(3) as i64);
                let end = start + Duration::minutes(30 + 15 * numbers.below(2) as i64);
                self.put(json!({ "start_at": start.to_string(), "end_at": end.to_string() }));
            }
            4 => {
                let reply = self.anna.delete(&self.path());
                self.steps.push(format!("cancel → {}", reply.status));
            }
            5 | 6 => self.put(json!({ "status": "scheduled" })),
            7 => self.put(json!({ "status": "provisional" })),
            8 => self.put(json!({ "status": "completed" })),
            9 => self.put(json!({ "status": "no-show" })),
            10 => self.put(json!({ "told": true })),
            11 => {
                self.steps.push("the mail server goes".to_owned());
                let why = "The mail server can't be reached.".to_owned();
                self.salon
                    .outbox
                    .fail_for(&self.email, DeliveryError::NotSent { why });
            }
            12 => {
                self.steps.push("the mail server comes back".to_owned());
                self.salon.outbox.recover();
            }
            _ => {}
        }
        let pause = [0, 1, 5, 10, 60, 1_000, 1_800, 4_000][numbers.below(8) as usize];
        self.steps.push(format!("{pause} s"));
        self.salon.pass(Duration::seconds(pause));
    }
}

/// What a letter says, as its reader would understand it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    Comes(String),
    Cancelled,
    Asked,
}

/// Reads a message without any of Daybook's own code.
fn heard(message: &[u8]) -> Option<Heard> {
    let text = String::from_utf8_lossy(message).replace("=\r\n", "");
    if text.contains("/accept") {
        return Some(Heard::Asked);
    }
    if text.contains("METHOD:CANCEL") {
        return Some(Heard::Cancelled);
    }
    let start = text.split("DTSTART:").nth(1)?;
    Some(Heard::Comes(start[..16].to_owned()))
}

fn begin<'a>(
    salon: &'a Salon,
    anna: &'a Person<'a>,
    number: u64,
    service: i64,
    numbers: &mut Numbers,
) -> History<'a> {
    let email = format!("client{number}@example.com");
    let (client, staff) = (
        salon.client(&format!("Client {number}"), &email),
        salon.staff(&format!("Staff {number}")),
    );
    let now: NaiveDateTime = salon.app.now().wall().0;
    let day = (now.date() + Duration::days(20))
        .and_hms_opt(9, 0, 0)
        .unwrap();
    let provisional = numbers.below(4) == 0;
    let body = json!({
        "client_id": client, "staff_id": staff, "service_id": service, "provisional": provisional,
        "start_at": day.to_string(), "end_at": (day + Duration::minutes(30)).to_string(),
    });
    let booking = anna.post("/api/bookings", body).ok();
    let booking_id = booking["id"].as_i64().unwrap();
    History {
        salon,
        anna,
        email,
        booking_id,
        day,
        steps: vec![format!("made, provisional: {provisional}")],
    }
}

/// What the client should have heard last, given what was ever heard.
fn check(history: &History<'_>, letters: &[Heard], seed: u64) {
    let booking = history.anna.get(&history.path()).ok();
    let start: NaiveDateTime =
        NaiveDateTime::parse_from_str(booking["start_at"].as_str().unwrap(), "%Y-%m-%d %H:%M:%S")
            .unwrap();
    // April in Amsterdam: two hours ahead of UTC.
    let start = (start - Duration::hours(2))
        .format("%Y%m%dT%H%M%SZ")
        .to_string();
    let told = |say: &str| {
        panic!(
            "seed {seed}: {say}\nheard: {letters:?}\nsteps: {:#?}\n{booking}\n{:#?}",
            history.steps,
            history.salon.jobs(history.booking_id)
        )
    };
    match booking["status"].as_str().unwrap() {
        "scheduled" if letters.last() != Some(&Heard::Comes(start)) => {
            told("the client does not know when to come")
        }
        "cancelled" if !matches!(letters.last(), None | Some(Heard::Cancelled)) => {
            told("the client still means to come")
        }
        "provisional" if letters.last() != Some(&Heard::Asked) => told("the client was not asked"),
        _ => {}
    }
    for (kind, state, why) in history.salon.jobs(history.booking_id) {
        let explained = match state.as_str() {
            "done" | "pending" => true,
            "cancelled" => !why.is_empty(),
            _ => false,
        };
        assert!(
            explained,
            "seed {seed}: {kind} is {state} ({why}): {:#?}",
            history.steps
        );
    }
}

#[test]
fn whatever_happens_the_last_letter_says_what_is_so() {
    let histories: u64 = std::env::var("DAYBOOK_HISTORIES").map_or(2_000, |n| n.parse().unwrap());
    for group in 0..histories.div_ceil(SHARED) {
        live(group, SHARED.min(histories - group * SHARED));
    }
}

fn live(group: u64, histories: u64) {
    let salon = Salon::open();
    salon.set("letters_per_client_day", 1_000_000);
    salon.set("letters_per_login_hour", 0);
    salon.set("reminder_enabled", false);
    let anna = salon.desk("Anna");
    let service = salon.service("Cut", 30, 3500);
    for number in 0..histories {
        let seed = group * SHARED + number;
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut numbers = Numbers(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let mut history = begin(&salon, &anna, number, service, &mut numbers);
        for _ in 0..2 + numbers.below(8) {
            history.step(&mut numbers);
        }
        salon.outbox.recover();
        for minutes in [1, 31, 240] {
            salon.pass(Duration::minutes(minutes));
        }
        let mut letters: HashMap<String, Vec<Heard>> = HashMap::new();
        for letter in salon.outbox.take() {
            letters
                .entry(letter.to.clone())
                .or_default()
                .extend(heard(&letter.message));
        }
        check(
            &history,
            letters.get(&history.email).map_or(&[], Vec::as_slice),
            seed,
        );
    }
}
