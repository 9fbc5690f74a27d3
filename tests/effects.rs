//! Everything that a booking sets off, seen from outside: the real program on the sample salon's book, a mail server of
//! somebody else's making that insists on encryption, and a Stripe with a memory. What arrived is listed in
//! `target/arrived.txt`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use chrono::Utc;
use daybook::outside::clock::Clock;
use serde_json::{Value, json};

use crate::support::program::{Place, Server};
use crate::support::shop::{self, LISTEN, Shop};
use crate::support::smtp::{Received, SmtpServer};
use crate::support::stripe::{FakeStripe, KEY, WEBHOOK_SECRET};
use crate::support::{node, python, sample};

/// Yesterday at noon, counted in half hours from the day after tomorrow.
const YESTERDAY: i64 = 24 - 3 * 48;

struct Day {
    shop: Shop,
    server: Server,
    post: SmtpServer,
    stripe: FakeStripe,
    /// Letters that the story has told of: what set them off, and which one it was.
    told: Vec<(String, usize)>,
}

impl Day {
    fn begin() -> Self {
        let options = "--security starttls --user bloom --password s3cret";
        let post = SmtpServer::start(&options.split(' ').collect::<Vec<_>>());
        let stripe = FakeStripe::start(Clock::System);
        let place = Place::with_config(&format!(
            "{LISTEN}public_url = \"https://bloom.example\"\nca_file = \"{}\"\n\
             [mail]\nhost = \"localhost\"\nport = {}\nsecurity = \"starttls\"\nusername = \"bloom\"\n\
             password = \"s3cret\"\nfrom = \"Salon Bloom <desk@bloom.example>\"\n\
             [stripe]\nsecret_key = \"{KEY}\"\nwebhook_secret = \"{WEBHOOK_SECRET}\"\napi_base = \"{}\"\n",
            post.ca_file().display(),
            post.port(),
            stripe.base()
        ));
        sample::fill(place.path(), &Utc::now().to_rfc3339());
        let (shop, server) = Shop::open(place, 2, 16);
        let day = Self {
            shop,
            server,
            post,
            stripe,
            told: Vec::new(),
        };
        for holiday in day.get("/api/holidays").as_array().unwrap() {
            day.call(
                "DELETE",
                &format!("/api/holidays/{}", holiday["id"]),
                json!({}),
            );
        }
        day.call(
            "PUT",
            "/api/settings",
            json!({ "noshow_enabled": true, "letters_per_client_day": 0 }),
        );
        let step = json!({ "delay_days": 0, "subject": "How is your hair, {client_name}?", "body": "Rinse it cold." });
        let sequence =
            json!({ "name": "After a cut", "service_id": day.shop.service, "steps": [step] });
        day.call("POST", "/api/followups", sequence);
        day
    }

    #[track_caller]
    fn call(&self, method: &str, path: &str, body: Value) -> Value {
        self.shop.must(&self.server, method, path, &body)
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.call("GET", path, json!({}))
    }

    fn wish(&self, client: usize, slot: i64) -> Value {
        self.shop
            .wish(self.shop.clients[client], self.shop.staff[0], slot)
    }

    #[track_caller]
    fn book(&self, wish: Value) -> String {
        format!(
            "/api/bookings/{}",
            self.call("POST", "/api/bookings", wish)["id"]
        )
    }

    #[track_caller]
    fn becomes(&self, booking: &str, status: &str) {
        self.call("PUT", booking, json!({ "status": status }));
    }

    /// Somebody waits for the day of the bookings; answers the entry.
    fn waits(&self, client: usize) -> Value {
        let date = shop::slot_times(20)["start_at"].as_str().unwrap()[..10].to_owned();
        let entry = json!({
            "client_id": self.shop.clients[client], "service_id": self.shop.service, "date": date,
        });
        self.call("POST", "/api/waitlist", entry)
    }

    /// Has the booking's waiting job of this kind done now.
    #[track_caller]
    fn run(&self, booking: &str, kind: &str) -> Value {
        let id = booking.rsplit('/').next().unwrap();
        let waiting = self.get(&format!(
            "/api/jobs?state=pending&type={kind}&booking_id={id}"
        ));
        let job = waiting.as_array().unwrap().first();
        let job = job.unwrap_or_else(|| panic!("no {kind} waits"));
        self.call("POST", &format!("/api/jobs/{}/run", job["id"]), json!({}))
    }

    fn arrived(&self) -> Vec<Received> {
        let mut letters = self.post.letters();
        letters.retain(|letter| letter.to.ends_with("@client.example"));
        letters
    }

    /// Waits for the one letter that this sets off, and gives it without the line breaks of its encoding.
    #[track_caller]
    fn letter(&mut self, cause: &str, client: usize) -> String {
        let letters = self.until(&format!("a letter: {cause}"), |day| {
            let letters = day.arrived();
            (letters.len() > day.told.len()).then_some(letters)
        });
        let number = self.told.len();
        assert_eq!(letters.len(), number + 1, "{cause}: {letters:?}");
        let letter = &letters[number];
        assert_eq!(
            letter.to,
            format!("client{client}@client.example"),
            "{cause}"
        );
        assert!(letter.encrypted && letter.user.as_deref() == Some("bloom"));
        self.told.push((cause.to_owned(), number));
        letter.message.replace("=\r\n", "").replace("=3D", "=")
    }

    /// Waits for something, ten seconds at most.
    #[track_caller]
    fn until<T>(&self, what: &str, look: impl Fn(&Self) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "{what} was expected"
            );
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// What a client does with a link: the answer's page.
    #[track_caller]
    fn client(&self, method: &str, path: &str, form: &str, status: u16) -> String {
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        let (answered, page) = self.raw(method, path, kind, form);
        assert_eq!(answered, status, "{page}");
        page
    }

    fn raw(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let mut socket = TcpStream::connect(&self.server.address).unwrap();
        write!(
            socket,
            "{method} {path} HTTP/1.1\r\nHost: bloom.example\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        (answer[9..12].parse().unwrap(), answer)
    }

    /// What the desk was told of a booking, newest first.
    fn notices(&self, booking: &str) -> Vec<String> {
        let id: i64 = booking.rsplit('/').next().unwrap().parse().unwrap();
        let newest = self.get("/api/notifications?page=1&limit=100");
        let newest = newest["data"].as_array().unwrap().iter();
        let own = newest.filter(|notice| notice["booking_id"] == id);
        own.map(|n| n["type"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// The path of a link in a letter, from here to the end of its token.
fn link(letter: &str, begins: &str) -> String {
    let from = letter
        .find(begins)
        .unwrap_or_else(|| panic!("no {begins}: {letter}"));
    let link = &letter[from..];
    let end = link.find(|c: char| !c.is_ascii_alphanumeric() && !"/-_".contains(c));
    link[..end.unwrap_or(link.len())].to_owned()
}

#[test]
fn every_side_effect_of_a_booking_arrives() {
    let mut day = Day::begin();
    let screen = listening(&day);
    appointments(&mut day);
    questions(&mut day);
    waitlist(&mut day);
    aftercare(&mut day);
    fees(&mut day);
    heard_of(screen);
    // Nothing came that nobody expected, and the book is in order.
    thread::sleep(Duration::from_millis(500));
    assert_eq!(day.arrived().len(), day.told.len());
    table(&day);
    shop::assert_sound(&day.shop.book());
}

/// Made, moved, cancelled, and the reminder of another.
fn appointments(day: &mut Day) {
    let booking = day.book(day.wish(0, 20));
    day.letter("booking.created", 0);
    assert_eq!(day.notices(&booking), ["booking.created"]);
    day.call("PUT", &booking, shop::slot_times(22));
    day.run(&booking, "booking.updated");
    day.letter("booking.updated (POST /api/jobs/ID/run)", 0);
    day.call("DELETE", &booking, json!({}));
    day.letter("booking.cancelled", 0);
    let booking = day.book(day.wish(1, 20));
    day.letter("booking.created", 1);
    day.run(&booking, "booking.reminder");
    day.letter("booking.reminder (run now)", 1);
}

/// Provisional bookings: one client says yes, one no.
fn questions(day: &mut Day) {
    let ask = |day: &Day, client, slot| {
        let mut wish = day.wish(client, slot);
        wish["provisional"] = json!(true);
        day.book(wish)
    };
    let booking = ask(day, 2, 24);
    let letter = day.letter("booking.provisional", 2);
    let accept = link(&letter, "/bookings/");
    assert!(letter.contains(&format!("https://bloom.example{accept}")));
    day.client("GET", &accept, "", 200);
    assert_eq!(day.get(&booking)["status"], "provisional");
    day.client("POST", &accept, "", 200);
    day.letter("accepted by link: booking.created", 2);
    assert_eq!(day.notices(&booking), ["booking.accepted"]);
    day.client("POST", &accept, "", 410);

    let entry = day.waits(4);
    let booking = ask(day, 3, 26);
    let letter = day.letter("booking.provisional", 3);
    let decline = link(&letter, "/bookings/").replace("/accept", "/decline");
    day.client("POST", &decline, "", 200);
    assert_eq!(day.get(&booking)["status"], "cancelled");
    assert_eq!(day.notices(&booking), ["booking.declined"]);
    day.letter("declined by link: waitlist.available", 4);
    let entry = format!("/api/waitlist/{}", entry["id"]);
    assert_eq!(day.get(&entry)["status"], "notified");
}

/// A slot that is cancelled or moved away is offered; a booking from the waitlist is confirmed, and nothing else.
fn waitlist(day: &mut Day) {
    let cancelled = day.book(day.wish(5, 28));
    day.letter("booking.created", 5);
    let moved = day.book(day.wish(6, 30));
    day.letter("booking.created", 6);
    let entry = day.waits(7);
    // The client was told by telephone, so that this story has one letter at a time.
    day.call("PUT", &moved, {
        let mut times = shop::slot_times(32);
        times["told"] = json!(true);
        times
    });
    day.letter("moved away: waitlist.available", 7);
    let mut wish = day.wish(7, 30);
    wish["waitlist_id"] = entry["id"].clone();
    let booked = day.book(wish);
    day.letter("waitlist.confirmed", 7);
    assert_eq!(day.notices(&booked), [""; 0]);
    assert_eq!(
        day.get(&format!("/api/waitlist/{}", entry["id"]))["status"],
        "booked"
    );

    day.waits(8);
    day.call("DELETE", &cancelled, json!({}));
    let begun = day.told.len();
    let both = day.until("a cancellation and an offer", |day| {
        let letters = day.arrived();
        (letters.len() == begun + 2).then_some(letters)
    });
    let mut readers = [both[begun].to.clone(), both[begun + 1].to.clone()];
    for (at, letter) in both.iter().enumerate().skip(begun) {
        let cause = if letter.to.starts_with("client5@") {
            "booking.cancelled"
        } else {
            "cancelled: waitlist.available"
        };
        day.told.push((cause.to_owned(), at));
    }
    readers.sort();
    assert_eq!(
        readers,
        ["client5@client.example", "client8@client.example"]
    );
}

/// Completed: the review with its page, the sequence, and the end of such letters.
fn aftercare(day: &mut Day) {
    let consent = format!("/api/clients/{}", day.shop.clients[9]);
    day.call("PUT", &consent, json!({ "marketing_consent": true }));
    let booking = day.book(day.wish(9, YESTERDAY));
    day.until("the question how it went", |day| {
        day.notices(&booking)
            .contains(&"booking.followup".to_owned())
            .then_some(())
    });
    day.becomes(&booking, "completed");
    assert!(
        !day.notices(&booking)
            .contains(&"booking.followup".to_owned())
    );
    let letter = day.letter("completed: followup.step (after 0 days)", 9);
    let unsubscribe = link(&letter, "/unsubscribe/");
    day.run(&booking, "review.request");
    let letter = day.letter("completed: review.request (run now)", 9);
    let feedback = link(&letter, "/feedback/");
    day.client("GET", &feedback, "", 200);
    let thanks = day.client("POST", &feedback, "rating=5&comment=Lovely", 200);
    assert!(thanks.contains("Write a review"), "{thanks}");
    day.client("POST", &feedback, "rating=1", 410);
    let given = day.get("/api/feedback?page=1&limit=1");
    assert_eq!(
        (&given["data"][0]["rating"], &given["data"][0]["comment"]),
        (&json!(5), &json!("Lovely"))
    );
    day.client("GET", &unsubscribe, "", 200);
    assert_eq!(day.get(&consent)["marketing_consent"], true);
    day.client("POST", &unsubscribe, "List-Unsubscribe=One-Click", 200);
    assert_eq!(day.get(&consent)["marketing_consent"], false);
}

/// Two who did not come: one fee is heard of by webhook, one by asking.
fn fees(day: &mut Day) {
    for (number, client) in [10, 11].into_iter().enumerate() {
        let booking = day.book(day.wish(client, YESTERDAY + 2 + number as i64));
        day.becomes(&booking, "no-show");
        let letter = day.letter("no-show: noshow.fee", client);
        assert!(letter.contains("https://checkout.stripe.com/c/pay/cs_test_"));
        let id = booking.rsplit('/').next().unwrap().to_owned();
        let paths = format!("/api/payments?booking_id={id}");
        assert_eq!(day.get(&paths)[0]["status"], "open");
        let session = day.stripe.pay(number);
        if client == 10 {
            let event = FakeStripe::event("checkout.session.completed", &session);
            let signature = node::signature(&event, WEBHOOK_SECRET, Utc::now().timestamp());
            let headers =
                format!("Content-Type: application/json\r\nStripe-Signature: {signature}\r\n");
            assert_eq!(
                day.raw("POST", "/api/stripe/webhook", &headers, &event).0,
                200
            );
        } else {
            day.run(&booking, "noshow.check");
        }
        day.until("the payment", |day| {
            (day.get(&paths)[0]["status"] == "paid").then_some(())
        });
        assert_eq!(day.notices(&booking)[0], "payment.paid");
    }
}

/// A screen that has been listening from the start.
fn listening(day: &Day) -> BufReader<TcpStream> {
    let mut socket = TcpStream::connect(&day.server.address).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let (address, token) = (&day.server.address, &day.shop.token);
    write!(
        socket,
        "GET /api/events HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    BufReader::new(socket)
}

/// Bookings, jobs, notifications and payments were all heard of.
fn heard_of(screen: BufReader<TcpStream>) {
    let mut heard: BTreeMap<&str, bool> = ["booking", "job", "notification", "payment", "waitlist"]
        .map(|noun| (noun, false))
        .into();
    for line in screen.lines() {
        let line = line.unwrap();
        for (noun, is_heard) in &mut heard {
            *is_heard |= line.contains(&format!("\"type\":\"{noun}\""));
        }
        if heard.values().all(|is_heard| *is_heard) {
            return;
        }
    }
    panic!("{heard:?}");
}

/// Keeps a list of what arrived, as Python's own mail package and PyPI's icalendar read it.
fn table(day: &Day) {
    let folder = tempfile::tempdir().unwrap();
    let letters = day.arrived();
    for (cause, number) in &day.told {
        let path = folder.path().join(format!("{number:03}.eml"));
        fs::write(path, &letters[*number].message)
            .unwrap_or_else(|error| panic!("{cause}: {error}"));
    }
    let read = python::read_letters(folder.path());
    let mut table = String::new();
    for (cause, number) in &day.told {
        let letter = &read[&format!("{number:03}")];
        let parts: Vec<&str> = letter["parts"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let calendar =
            letter["calendars"]
                .as_array()
                .unwrap()
                .first()
                .map_or_else(String::new, |event| {
                    format!(
                        "; {} {}",
                        event["method"].as_str().unwrap_or(""),
                        event["sequence"]
                    )
                });
        let unsubscribe = letter["headers"]
            .get("List-Unsubscribe")
            .map_or("", |_| "; List-Unsubscribe");
        table += &format!(
            "{cause} → {}: {} [{}{calendar}{unsubscribe}]\n",
            letters[*number].to,
            letter["headers"]["Subject"],
            parts.join(", ")
        );
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("arrived.txt");
    fs::write(file, table).unwrap();
}
