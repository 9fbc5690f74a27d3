//! The disk is full, or broken: nothing is half saved, reading goes on, and all is well again once the disk is.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::disk;
use crate::support::program::{Place, Server};
use crate::support::shop::{self, Shop, number};

/// Each order to the disk gives this answer when the first call fails already.
const FULL: (&str, u16, &str) = ("full", 507, "storage_full");
const BROKEN: (&str, u16, &str) = ("broken", 503, "storage_failed");

/// The salon, the server, and the file by which the disk is told to fail.
struct Trouble {
    shop: Shop,
    server: Server,
    order: PathBuf,
    slot: i64,
    booked: i64,
}

impl Trouble {
    fn new() -> Self {
        let (place, order) = disk::failing(Place::new());
        let (shop, server) = Shop::open(place, 1, 1);
        Self {
            shop,
            server,
            order,
            slot: 0,
            booked: 0,
        }
    }

    /// From so many calls on, the disk fails.
    fn fail(&self, word: &str, from: usize) {
        disk::order(&self.order, word, from);
    }

    fn mend(&self) {
        fs::remove_file(&self.order).unwrap();
    }

    /// Books the next slot.
    fn book(&mut self) -> (u16, Value) {
        self.slot += 1;
        let wish = self
            .shop
            .wish(self.shop.clients[0], self.shop.staff[0], self.slot);
        let (status, body) =
            self.server
                .ask("POST", "/api/bookings", Some(&self.shop.token), &wish);
        if status == 200 {
            self.booked += 1;
        }
        (status, body)
    }

    /// Reading goes on, and shows what was acknowledged and nothing else.
    #[track_caller]
    fn assert_reads(&self) {
        let page = self
            .shop
            .must(&self.server, "GET", "/api/bookings?page=1", &json!({}));
        assert_eq!(page["total"], self.booked);
    }

    fn health(&self) -> u16 {
        self.server.ask("GET", "/api/health", None, &json!({})).0
    }

    #[track_caller]
    fn wait_for_health(&self, status: u16) {
        let begun = Instant::now();
        while self.health() != status {
            assert!(
                begun.elapsed() < Duration::from_secs(5),
                "health is not {status}"
            );
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// A booking goes well again within five seconds.
    #[track_caller]
    fn assert_recovers(&mut self) {
        let begun = Instant::now();
        loop {
            let (status, body) = self.book();
            if status == 200 {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(5), "{body}");
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// Nothing is in the file that was not acknowledged, also after a restart.
    fn assert_sound_after_a_restart(self) {
        assert_eq!(self.server.stop("-TERM").0.code(), Some(0));
        let _again = self.shop.place.serve(&[]);
        let book = self.shop.book();
        shop::assert_sound(&book);
        for (table, condition) in [
            ("bookings", "1"),
            ("jobs", "type = 'booking.created'"),
            ("notifications", "type = 'booking.created'"),
            ("audit", "1"),
        ] {
            let sql = format!("SELECT count(*) FROM {table} WHERE {condition}");
            assert_eq!(number(&book, &sql), self.booked, "{table}");
        }
    }
}

#[test]
fn a_full_or_broken_disk_is_said_and_survived() {
    let mut trouble = Trouble::new();
    for (word, status, code) in [FULL, BROKEN] {
        assert_eq!(trouble.book().0, 200);
        trouble.wait_for_health(200);
        trouble.fail(word, 1);
        for _ in 0..3 {
            let (answered, body) = trouble.book();
            assert_eq!((answered, &body["code"]), (status, &json!(code)), "{body}");
            assert!(
                body["error"]
                    .as_str()
                    .unwrap()
                    .contains("nothing was saved"),
                "{body}"
            );
            trouble.assert_reads();
        }
        trouble.wait_for_health(503);
        trouble.mend();
        trouble.assert_recovers();
        trouble.assert_reads();
        trouble.wait_for_health(200);
    }
    trouble.assert_sound_after_a_restart();
}

#[test]
fn a_disk_that_fails_at_any_point_of_a_booking_leaves_all_of_it_or_nothing() {
    let mut trouble = Trouble::new();
    for from in 1..=12 {
        for (word, ..) in [FULL, BROKEN] {
            trouble.fail(word, from);
            for _ in 0..3 {
                let (status, body) = trouble.book();
                let code = body["code"].as_str().unwrap_or("");
                assert!(
                    matches!(
                        (status, code),
                        (200, "") | (503, "storage_failed") | (507, "storage_full")
                    ),
                    "{word} from {from}: {status} {body}"
                );
                trouble.assert_reads();
            }
            trouble.mend();
            trouble.assert_recovers();
            trouble.assert_reads();
        }
    }
    trouble.assert_sound_after_a_restart();
}
