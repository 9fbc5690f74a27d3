//! The power goes, at any call that writes or makes safe: what was acknowledged is in the book, whole, and the book is
//! sound. What the disk was not yet told to make safe it may have dropped, torn at a sector, or done in another order.
//!
//! `DAYBOOK_POWER_CUTS=10000` makes it the long drill.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::json;

use crate::support::disk;
use crate::support::program::Place;
use crate::support::shop::{self, Shop, number};

/// So many bookings fill the log again and again, so that the job thread carries it over into the book amid them.
const BOOKINGS: i64 = 800;
const SECTOR: usize = 512;

#[test]
fn what_was_acknowledged_outlives_a_power_cut_at_any_moment() {
    let states = std::env::var("DAYBOOK_POWER_CUTS").map_or(60, |n| n.parse().unwrap());
    let (place, diary) = disk::keeping_a_diary(Place::new());
    let (mut shop, server) = Shop::open(place, 1, 1);
    assert_eq!(server.stop("-TERM").0.code(), Some(0));
    let before = fs::read(shop.place.book()).unwrap();
    fs::write(&diary, "").unwrap();
    let acknowledged = life(&mut shop, &diary);
    let calls = read_diary(&fs::read(&diary).unwrap());
    let carried_over = calls.iter().any(|call| call.file == 0 && !call.is_safe());
    assert!(carried_over, "the log was never carried over into the book");

    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut disk = Disk::holding(before);
    let mut cuts = chosen(&calls, states, &mut dice).into_iter().peekable();
    for (number, call) in calls.iter().enumerate() {
        disk.take(call);
        while cuts.next_if_eq(&number).is_some() {
            let folder = tempfile::tempdir().unwrap();
            disk.after_a_power_cut(folder.path(), &mut dice);
            let known = acknowledged.iter().filter(|told| told.at <= call.end);
            assert_kept(&folder.path().join("daybook.db"), known);
        }
    }
    disk::say(&format!(
        "the power went {states} times among {} calls",
        calls.len()
    ));
}

/// What somebody was told, and how long the diary was by then.
struct Told {
    at: usize,
    id: i64,
    cancelled: bool,
}

/// Bookings, every third of which is cancelled again, until the power goes.
fn life(shop: &mut Shop, diary: &Path) -> Vec<Told> {
    let server = shop.place.serve(&[]);
    let mut told = Vec::new();
    let mut note = |id, cancelled| {
        let at = fs::metadata(diary).unwrap().len() as usize;
        told.push(Told { at, id, cancelled });
    };
    for slot in 0..BOOKINGS {
        let wish = shop.wish(shop.clients[0], shop.staff[0], slot);
        let booking = shop.must(&server, "POST", "/api/bookings", &wish);
        let id = booking["id"].as_i64().unwrap();
        note(id, false);
        if slot % 3 == 0 {
            let path = format!("/api/bookings/{id}");
            shop.must(&server, "DELETE", &path, &json!({}));
            note(id, true);
        }
    }
    server.stop("-KILL");
    told
}

/// One call in the diary: on the book (0) or on its log (1).
struct Call {
    file: usize,
    what: What,
    /// How long the diary is with it.
    end: usize,
}

enum What {
    Write(usize, Vec<u8>),
    Cut(usize),
    Safe,
}

impl Call {
    fn is_safe(&self) -> bool {
        matches!(self.what, What::Safe)
    }
}

fn read_diary(diary: &[u8]) -> Vec<Call> {
    let (mut calls, mut end) = (Vec::new(), 0);
    // The last entry may be half there: the program was killed.
    while let Some(head) = diary.get(end..end + 32) {
        let number =
            |n: usize| u64::from_le_bytes(head[8 * n..8 * n + 8].try_into().unwrap()) as usize;
        let (length, from) = (number(3), end + 32);
        let what = match number(0) {
            1 => match diary.get(from..from + length) {
                Some(bytes) => What::Write(number(2), bytes.to_vec()),
                None => break,
            },
            2 => What::Cut(length),
            _ => What::Safe,
        };
        end = from + if number(0) == 1 { length } else { 0 };
        calls.push(Call {
            file: number(1) - 1,
            what,
            end,
        });
    }
    calls
}

/// The calls after which the power goes, in their order: half of them just before or at one that makes safe.
fn chosen(calls: &[Call], states: usize, dice: &mut Dice) -> Vec<usize> {
    let safe: Vec<usize> = (1..calls.len()).filter(|n| calls[*n].is_safe()).collect();
    let mut cuts: Vec<usize> = (0..states)
        .map(|state| match state % 4 {
            0 => safe[dice.below(safe.len())],
            1 => safe[dice.below(safe.len())] - 1,
            _ => dice.below(calls.len()),
        })
        .collect();
    cuts.sort_unstable();
    cuts
}

/// What each file surely holds, and what it was told since.
struct Disk<'c> {
    surely: [Vec<u8>; 2],
    since: [Vec<&'c What>; 2],
}

impl<'c> Disk<'c> {
    fn holding(book: Vec<u8>) -> Self {
        Self {
            surely: [book, Vec::new()],
            since: [Vec::new(), Vec::new()],
        }
    }

    fn take(&mut self, call: &'c Call) {
        if call.is_safe() {
            for what in std::mem::take(&mut self.since[call.file]) {
                apply(what, &mut self.surely[call.file], |_| true);
            }
        } else {
            self.since[call.file].push(&call.what);
        }
    }

    /// The files as they are found when the power is back.
    fn after_a_power_cut(&self, folder: &Path, dice: &mut Dice) {
        let manner = dice.below(4);
        for (file, name) in ["daybook.db", "daybook.db-wal"].into_iter().enumerate() {
            let mut bytes = self.surely[file].clone();
            for what in &self.since[file] {
                match manner {
                    0 => {}
                    1 => apply(what, &mut bytes, |_| true),
                    // One that is left out while a later one is done: they were done in another order.
                    2 if dice.below(2) == 0 => {}
                    2 => apply(what, &mut bytes, |_| true),
                    _ => apply(what, &mut bytes, |_| dice.below(2) == 0),
                }
            }
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

/// Does what a call says, in those sectors that are wanted.
fn apply(what: &What, bytes: &mut Vec<u8>, mut wanted: impl FnMut(usize) -> bool) {
    match what {
        What::Safe => {}
        What::Cut(length) if wanted(0) => bytes.resize(*length, 0),
        What::Cut(_) => {}
        What::Write(at, written) => {
            let mut from = 0;
            while from < written.len() {
                let sector = (at + from) / SECTOR;
                let to = written.len().min((sector + 1) * SECTOR - at);
                if wanted(sector) {
                    bytes.resize(bytes.len().max(at + to), 0);
                    bytes[at + from..at + to].copy_from_slice(&written[from..to]);
                }
                from = to;
            }
        }
    }
}

/// The book is sound, each booking is there with all that belongs to it, and nothing of this is missing.
#[track_caller]
fn assert_kept<'t>(book: &Path, known: impl Iterator<Item = &'t Told>) {
    let book = Connection::open(book).unwrap();
    shop::assert_sound(&book);
    for without in [
        "SELECT count(*) FROM bookings AS b WHERE NOT EXISTS (SELECT 1 FROM audit WHERE booking_id = b.id)",
        "SELECT count(*) FROM bookings AS b WHERE NOT EXISTS
            (SELECT 1 FROM jobs WHERE booking_id = b.id AND type = 'booking.created')",
        "SELECT count(*) FROM bookings AS b WHERE status = 'cancelled' AND NOT EXISTS
            (SELECT 1 FROM jobs WHERE booking_id = b.id AND type = 'booking.cancelled')",
    ] {
        assert_eq!(number(&book, without), 0, "{without}");
    }
    let mut found = book
        .prepare("SELECT status FROM bookings WHERE id = ?")
        .unwrap();
    for told in known {
        let status: Result<String, _> = found.query_row([told.id], |row| row.get(0));
        let status = status.unwrap_or_else(|error| panic!("booking {} is lost: {error}", told.id));
        assert!(
            !told.cancelled || status == "cancelled",
            "the cancellation of booking {} is lost",
            told.id
        );
    }
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most
    }
}
