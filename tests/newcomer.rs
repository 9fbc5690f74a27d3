//! What a newcomer does on the first day: a configuration, a login, the server, and a client who gets three letters
//! through a mail server of somebody else's making.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::program::{Place, Server};
use crate::support::python;
use crate::support::shop::{self, LISTEN, Shop};
use crate::support::smtp::{Received, SmtpServer};

/// A server of ours that sends through this one, encrypted and signed in.
fn configuration(post: &SmtpServer) -> String {
    format!(
        "{LISTEN}ca_file = \"{}\"\n[mail]\nhost = \"localhost\"\nport = {}\nsecurity = \"starttls\"\n\
         username = \"bloom\"\npassword = \"s3cret\"\nfrom = \"Salon Bloom <desk@bloom.example>\"\n",
        post.ca_file().display(),
        post.port()
    )
}

fn wait_for_letters(post: &SmtpServer, count: usize) -> Vec<Received> {
    let begun = Instant::now();
    loop {
        let letters = post.letters();
        if letters.len() >= count {
            return letters;
        }
        let late = begun.elapsed() > Duration::from_secs(10);
        assert!(!late, "{count} letters were expected: {letters:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The job of this kind, which is the booking's only one.
fn job(shop: &Shop, server: &Server, kind: &str) -> Value {
    let path = format!("/api/jobs?booking_id=1&type={kind}");
    let jobs = shop.must(server, "GET", &path, &json!({}));
    assert_eq!(jobs.as_array().unwrap().len(), 1, "{jobs}");
    jobs[0].clone()
}

#[test]
fn book_move_and_cancel_make_three_letters_arrive() {
    let post = SmtpServer::start(&[
        "--security",
        "starttls",
        "--user",
        "bloom",
        "--password",
        "s3cret",
    ]);
    let (shop, server) = Shop::open(Place::with_config(&configuration(&post)), 1, 1);

    let wish = shop.wish(shop.clients[0], shop.staff[0], 20);
    let booking = shop.must(&server, "POST", "/api/bookings", &wish);
    assert_eq!(booking["id"], 1);
    wait_for_letters(&post, 1);

    shop.must(&server, "PUT", "/api/bookings/1", &shop::slot_times(22));
    let waiting = job(&shop, &server, "booking.updated");
    assert_eq!(waiting["state"], "pending");
    let run = format!("/api/jobs/{}/run", waiting["id"]);
    shop.must(&server, "POST", &run, &json!({}));
    wait_for_letters(&post, 2);

    shop.must(&server, "DELETE", "/api/bookings/1", &json!({}));
    let letters = wait_for_letters(&post, 3);
    for kind in ["booking.created", "booking.updated", "booking.cancelled"] {
        let begun = Instant::now();
        while job(&shop, &server, kind)["state"] != "done" {
            assert!(
                begun.elapsed() < Duration::from_secs(5),
                "{kind} is not done"
            );
            thread::sleep(Duration::from_millis(50));
        }
    }
    let (status, took) = server.stop("-TERM");
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
    the_letters_tell_it(&letters, [20, 22, 22]);
}

/// Created, moved, cancelled, each with the calendar entry that a calendar program makes the same of.
fn the_letters_tell_it(letters: &[Received], slots: [i64; 3]) {
    let folder = tempfile::tempdir().unwrap();
    for (number, letter) in letters.iter().enumerate() {
        assert!(letter.encrypted);
        assert_eq!(letter.user.as_deref(), Some("bloom"));
        assert_eq!(letter.from, "desk@bloom.example");
        assert_eq!(letter.to, "client0@client.example");
        let path = folder.path().join(format!("{number}.eml"));
        fs::write(path, &letter.message).unwrap();
    }
    let read = python::read_letters(folder.path());
    let events: Vec<&Value> = ["0", "1", "2"]
        .map(|name| &read[name]["calendars"][0])
        .into();
    for (number, (event, slot)) in events.iter().zip(slots).enumerate() {
        let start = shop::slot_times(slot)["start_at"]
            .as_str()
            .unwrap()
            .replace(' ', "T");
        assert!(
            event["start"].as_str().unwrap().starts_with(&start),
            "{event}"
        );
        assert_eq!(event["sequence"], number);
        assert_eq!(event["uid"], events[0]["uid"]);
    }
    let methods: Vec<&str> = events
        .iter()
        .map(|event| event["method"].as_str().unwrap())
        .collect();
    assert_eq!(methods, ["REQUEST", "REQUEST", "CANCEL"]);
}
