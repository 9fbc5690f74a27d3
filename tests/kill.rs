//! The program is killed amid writes, again and again: what was acknowledged is there, no letter is lost, and the
//! few that are repeated are the same to the byte.
//!
//! `DAYBOOK_KILLS=10000` makes it the long drill. A new book is begun every fifty kills, so that each check stays
//! short.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::caller::Caller;
use crate::support::program::{Place, Server};
use crate::support::shop::{self, LISTEN, Shop, number};
use crate::support::smtp::SmtpServer;

const WRITERS: usize = 4;
const KILLS_A_BOOK: usize = 50;

#[test]
fn nothing_acknowledged_is_lost_however_often_the_program_is_killed() {
    let mut left = std::env::var("DAYBOOK_KILLS").map_or(15, |n| n.parse().unwrap());
    let seed = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
    let mut dice = Dice(seed | 1);
    while left > 0 {
        let kills = left.min(KILLS_A_BOOK);
        one_book(kills, &mut dice);
        left -= kills;
    }
}

fn one_book(kills: usize, dice: &mut Dice) {
    let post = SmtpServer::start(&[]);
    let mail = format!(
        "{LISTEN}[mail]\nhost = \"localhost\"\nport = {}\nsecurity = \"none\"\n",
        post.port()
    );
    let (shop, mut server) = Shop::open(Place::with_config(&mail), WRITERS, 100);
    let mut writers: Vec<Writer> = (0..WRITERS)
        .map(|lane| Writer::new(&shop, lane, dice.roll()))
        .collect();
    for _ in 0..kills {
        let life = Duration::from_millis(30 + dice.roll() % 300);
        write_until_killed(&mut writers, server, life);
        server = shop.place.serve(&[]);
        let book = shop.book();
        shop::assert_sound(&book);
        let rows = bookings(&book);
        writers.iter_mut().for_each(|writer| writer.compare(&rows));
        nothing_is_half_there(&book);
        six_minutes_pass(&book);
    }
    settle(&shop, &server);
    letters_agree(&shop.book(), &post, kills);
}

fn write_until_killed(writers: &mut [Writer<'_>], server: Server, life: Duration) {
    let killed = AtomicBool::new(false);
    let address = server.address.clone();
    thread::scope(|scope| {
        for writer in writers {
            let (killed, address) = (&killed, &address);
            scope.spawn(move || {
                if let Err(error) = writer.write(address) {
                    let why = "an answer failed to come before the kill";
                    assert!(killed.load(Ordering::SeqCst), "{why}: {error}");
                }
            });
        }
        thread::sleep(life);
        killed.store(true, Ordering::SeqCst);
        server.stop("-KILL");
    });
}

/// When a booking begins, and its status.
type Row = (String, String);

/// One person at the desk, and what the program has acknowledged to them.
struct Writer<'a> {
    shop: &'a Shop,
    lane: i64,
    dice: Dice,
    next_slot: i64,
    told: BTreeMap<i64, Row>,
    /// What was asked for when the program was killed; it may have happened or not.
    asked: Option<(i64, Row)>,
}

impl<'a> Writer<'a> {
    fn new(shop: &'a Shop, lane: usize, seed: u64) -> Self {
        Self {
            shop,
            lane: shop.staff[lane],
            dice: Dice(seed | 1),
            next_slot: 0,
            told: BTreeMap::new(),
            asked: None,
        }
    }

    /// Books, moves and cancels until no answer comes.
    fn write(&mut self, address: &str) -> std::io::Result<()> {
        let mut caller = Caller::connect(address, &self.shop.token)?;
        loop {
            self.next_slot += 1;
            let times = shop::slot_times(self.next_slot);
            let live: Vec<i64> = self
                .told
                .iter()
                .filter(|(_, row)| row.1 == "scheduled")
                .map(|(id, _)| *id)
                .collect();
            let (start, chance) = (text(&times["start_at"]), self.dice.roll() % 4);
            if chance < 2 || live.is_empty() {
                let client = self.shop.clients[self.dice.roll() as usize % self.shop.clients.len()];
                let wish = self.shop.wish(client, self.lane, self.next_slot);
                let booking = answer(caller.ask("POST", "/api/bookings", &wish)?);
                self.told
                    .insert(booking["id"].as_i64().unwrap(), (start, "scheduled".into()));
                continue;
            }
            let id = live[self.dice.roll() as usize % live.len()];
            let path = format!("/api/bookings/{id}");
            let (method, body, row) = if chance == 2 {
                ("PUT", times, (start, "scheduled".to_owned()))
            } else {
                (
                    "DELETE",
                    json!({}),
                    (self.told[&id].0.clone(), "cancelled".to_owned()),
                )
            };
            self.asked = Some((id, row.clone()));
            answer(caller.ask(method, &path, &body)?);
            self.asked = None;
            self.told.insert(id, row);
        }
    }

    /// What was acknowledged is there; what was asked for last has happened wholly or not at all.
    fn compare(&mut self, rows: &HashMap<i64, Row>) {
        if let Some((id, row)) = self.asked.take()
            && rows.get(&id) == Some(&row)
        {
            self.told.insert(id, row);
        }
        for (id, row) in &self.told {
            assert_eq!(rows.get(id), Some(row), "booking {id}");
        }
    }
}

#[track_caller]
fn answer((status, body): (u16, Value)) -> Value {
    assert_eq!(status, 200, "{body}");
    body
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn bookings(book: &Connection) -> HashMap<i64, Row> {
    let mut rows = book
        .prepare("SELECT id, start_at, status FROM bookings")
        .unwrap();
    let rows = rows
        .query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
        .unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// A booking comes with its job, its notification and its audit entry, a cancellation with its job.
fn nothing_is_half_there(book: &Connection) {
    for lacking in [
        "SELECT count(*) FROM bookings
         WHERE id NOT IN (SELECT booking_id FROM jobs WHERE type = 'booking.created' AND booking_id IS NOT NULL)",
        "SELECT count(*) FROM bookings WHERE status = 'cancelled'
            AND id NOT IN (SELECT booking_id FROM jobs WHERE type = 'booking.cancelled' AND booking_id IS NOT NULL)",
        "SELECT count(*) FROM bookings
         WHERE id NOT IN (SELECT booking_id FROM notifications WHERE type = 'booking.created' AND booking_id IS NOT NULL)",
        "SELECT count(*) FROM bookings LEFT JOIN
            (SELECT booking_id, count(*) AS changes FROM audit GROUP BY booking_id) AS noted ON noted.booking_id = id
         WHERE version IS NOT changes",
    ] {
        assert_eq!(number(book, lacking), 0, "{lacking}");
    }
}

/// The job that was in hand when the program was killed comes to its turn again once its claim has run out; the
/// drill does not wait for that.
fn six_minutes_pass(book: &Connection) {
    book.execute(
        "UPDATE jobs SET lease_until = '2020-01-01T00:00:00Z' WHERE state = 'running'",
        [],
    )
    .unwrap();
}

/// Waits until the job thread has nothing more to do for now.
fn settle(shop: &Shop, server: &Server) {
    // A change wakes the thread, which else would look at the claims within half a minute.
    let wish = shop.wish(shop.clients[0], shop.staff[0], 100_000);
    shop.must(server, "POST", "/api/bookings", &wish);
    let book = shop.book();
    let begun = Instant::now();
    while number(
        &book,
        "SELECT count(*) FROM jobs WHERE state = 'running'
            OR (state = 'pending' AND type IN ('booking.created', 'booking.cancelled'))",
    ) > 0
    {
        assert!(begun.elapsed() < Duration::from_secs(120), "jobs are left");
        thread::sleep(Duration::from_millis(100));
    }
}

/// What the book says of each letter is what the mail server saw.
fn letters_agree(book: &Connection, post: &SmtpServer, kills: usize) {
    let mut arrived: HashMap<String, Vec<String>> = HashMap::new();
    for letter in post.letters() {
        let id = letter.message.split("Message-ID: <").nth(1).unwrap();
        let id = id.split('>').next().unwrap().to_owned();
        arrived.entry(id).or_default().push(letter.message);
    }
    let mut jobs = book
        .prepare(
            "SELECT jobs.id, state, coalesce(last_error, ''), coalesce(message_id, '') FROM jobs
             LEFT JOIN letters ON job_id = jobs.id WHERE type IN ('booking.created', 'booking.cancelled')",
        )
        .unwrap();
    let jobs = jobs
        .query_map([], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
            ))
        })
        .unwrap();
    let mut known = HashSet::new();
    for (id, state, why, message_id) in jobs.map(Result::unwrap) {
        let copies = arrived.get(&message_id).map_or(0, Vec::len);
        match state.as_str() {
            "done" => assert!(
                (1..=2).contains(&copies),
                "job {id} is done: {copies} arrived"
            ),
            // A person decides, or the appointment changed since and another letter tells of it.
            "held" | "failed" => assert!(
                copies <= 2 && why.starts_with("It was possibly sent"),
                "job {id}: {why}"
            ),
            "cancelled" => assert!(copies == 0 && !why.is_empty(), "job {id} ({copies}): {why}"),
            other => panic!("job {id} is {other}: {why}"),
        }
        known.insert(message_id);
    }
    let mut repeats = 0;
    for (id, copies) in &arrived {
        assert!(known.contains(id), "{id} is no job's letter");
        assert!(
            copies.iter().all(|copy| copy == &copies[0]),
            "{id} was repeated in other words"
        );
        repeats += copies.len() - 1;
    }
    assert!(repeats <= kills, "{repeats} repeats after {kills} kills");
    assert!(arrived.len() > kills, "hardly a letter was written");
}

/// Chance enough for moments and choices: xorshift64. A kill is never the same twice, so no seed is told.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
