//! A salon that has something to lose: a backup, and what happened since.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use daybook::store::soundness::Snapshot;
use serde_json::{Value, json};

use super::caller::Caller;
use super::program::{Place, Said, Server};
use super::shop::{self, Shop, number};

/// A salon with a backup, and what happened since: one booking more, and a client forgotten.
pub struct Lost {
    pub shop: Shop,
    pub server: Option<Server>,
}

impl Lost {
    pub fn new(place: Place) -> Self {
        let (shop, server) = Shop::open(place, 1, 3);
        let lost = Self {
            shop,
            server: Some(server),
        };
        lost.book(0, 1);
        let made = lost.must("POST", "/api/backups", json!({}));
        assert_eq!(made["bookings"], 1, "{made}");
        lost.book(1, 2);
        lost.must(
            "POST",
            &format!("/api/clients/{}/erase", lost.shop.clients[2]),
            json!({}),
        );
        lost
    }

    pub fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    #[track_caller]
    pub fn must(&self, method: &str, path: &str, body: Value) -> Value {
        self.shop.must(self.server(), method, path, &body)
    }

    pub fn book(&self, client: usize, slot: i64) {
        let wish = self
            .shop
            .wish(self.shop.clients[client], self.shop.staff[0], slot);
        self.must("POST", "/api/bookings", wish);
    }

    /// The backup, and the folder that it is in.
    pub fn backup(&self) -> PathBuf {
        let folder = self.shop.place.path().join("backups");
        let first = fs::read_dir(&folder).unwrap().flatten().next().unwrap();
        folder.join(first.file_name())
    }

    pub fn stop(&mut self) {
        self.server.take().unwrap().stop("-TERM");
    }

    pub fn restore(&self, input: &str, more: &[&str]) -> Said {
        let backup = self.backup();
        let mut arguments = vec!["restore", backup.to_str().unwrap()];
        arguments.extend(more);
        self.shop.place.run(&arguments, input)
    }

    pub fn bookings(&self) -> i64 {
        number(&self.shop.book(), "SELECT count(*) FROM bookings")
    }

    pub fn is_as_restored(&self) {
        let book = self.shop.book();
        shop::assert_sound(&book);
        assert_eq!(number(&book, "SELECT count(*) FROM bookings"), 1);
        assert_eq!(number(&book, "SELECT count(*) FROM sessions"), 0);
        let erased = format!(
            "SELECT count(*) FROM clients WHERE id = {} AND erased_at IS NOT NULL AND name = 'Erased client'",
            self.shop.clients[2]
        );
        assert_eq!(number(&book, &erased), 1);
        let unfinished = "SELECT count(*) FROM jobs WHERE state IN ('pending', 'running') AND type IN ('booking.created', 'booking.reminder')";
        assert_eq!(number(&book, unfinished), 0);
        assert_eq!(
            number(&book, "SELECT count(*) FROM jobs WHERE state = 'held'"),
            2
        );
        let told = "SELECT count(*) FROM notifications WHERE type = 'backup.restored'";
        assert_eq!(number(&book, told), 1);
        assert!(
            Snapshot::open(&self.shop.place.book())
                .unwrap()
                .findings()
                .is_empty()
        );
    }
}

/// A new session of the admin's.
pub fn sign_in(server: &Server) -> String {
    let body = json!({ "email": "anna@salon.example", "password": "correct horse" });
    let (status, answer) = server.ask("POST", "/api/auth/login", None, &body);
    assert_eq!(status, 200, "{answer}");
    answer["token"].as_str().unwrap().to_owned()
}

/// Waits until the restore is over: the same server, on the same socket, knows the session no more.
pub fn signed_out(server: &Server, token: &str) {
    let begun = Instant::now();
    // A caller in the very moment of the exchange may be cut off.
    let ended = || -> std::io::Result<bool> {
        let mut caller = Caller::connect(&server.address, token)?;
        Ok(caller.ask("GET", "/api/auth/me", &json!({}))?.0 == 401)
    };
    while !ended().unwrap_or(false) {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "the book was not restored"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}
