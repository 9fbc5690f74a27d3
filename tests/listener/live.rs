//! Live events: each screen hears what it may, at once, whatever the others do.

use super::*;
use daybook::http::Hub;
use std::sync::Arc;
use std::time::Instant;

type Streams = Hub<String, u32>;

/// A server that opens a stream for the session and the number in the path: `/anna/2`.
fn live(limits: Limits) -> (Handle, Arc<Streams>) {
    let hub: Arc<Streams> = Hub::new();
    let (subscribing, stopping) = (Arc::clone(&hub), Arc::clone(&hub));
    let site = Site::new(move |request| {
        let (session, tag) = request.raw_url()[1..].split_once('/').unwrap();
        subscribing.subscribe(session.to_owned(), tag.parse().unwrap())
    });
    (
        open(limits, site.on_stop(move || stopping.close_all())),
        hub,
    )
}

/// A client that has opened a stream and read its greeting.
fn listen(server: &Handle, target: &str) -> Client {
    let mut client = Client::of(server);
    client.say(format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert!(
        client
            .head()
            .contains("Content-Type: text/event-stream\r\n")
    );
    assert_eq!(event(&mut client), "retry: 2000\n\n");
    client
}

fn event(client: &mut Client) -> String {
    let mut event = String::new();
    while !event.ends_with("\n\n") {
        assert_ne!(
            client.reader.read_line(&mut event).unwrap(),
            0,
            "the stream ended"
        );
    }
    event
}

fn until(what: impl Fn() -> bool) {
    let begun = Instant::now();
    while !what() {
        assert!(begun.elapsed() < SOON);
        std::thread::sleep(millis(10));
    }
}

#[test]
fn every_screen_hears_what_it_may() {
    let (server, hub) = live(Limits::default());
    let mut anna = listen(&server, "/anna/1");
    let mut ben = listen(&server, "/ben/2");
    hub.publish("change", |tag| (*tag == 2).then(|| "for ben".to_owned()));
    hub.publish("change", |_| Some("for all".to_owned()));
    assert_eq!(event(&mut anna), "event: change\ndata: for all\n\n");
    assert_eq!(event(&mut ben), "event: change\ndata: for ben\n\n");
    assert_eq!(event(&mut ben), "event: change\ndata: for all\n\n");
}

#[test]
fn a_session_that_ends_takes_its_streams_along() {
    let (server, hub) = live(Limits::default());
    let mut anna = listen(&server, "/anna/1");
    let mut ben = listen(&server, "/ben/2");
    hub.close(&"anna".to_owned());
    assert_eq!(anna.rest(), "");
    hub.publish("change", |_| Some("on".to_owned()));
    assert_eq!(event(&mut ben), "event: change\ndata: on\n\n");
}

#[test]
fn a_client_that_leaves_is_forgotten() {
    let (server, hub) = live(Limits::default());
    let anna = listen(&server, "/anna/1");
    assert_eq!(hub.count(&"anna".to_owned()), 1);
    drop(anna);
    until(|| hub.count(&"anna".to_owned()) == 0);
}

#[test]
fn a_slow_screen_is_dropped_and_delays_nobody() {
    let (server, hub) = live(hasty());
    let _slow = listen(&server, "/slow/1");
    let mut quick = listen(&server, "/quick/2");
    let large = "x".repeat(1 << 20);
    let begun = Instant::now();
    let mut worst = Duration::ZERO;
    while hub.count(&"slow".to_owned()) > 0 {
        assert!(begun.elapsed() < SOON);
        hub.publish("change", |tag| (*tag == 1).then(|| large.clone()));
        let published = Instant::now();
        hub.publish("change", |tag| (*tag == 2).then(|| "quick".to_owned()));
        assert_eq!(event(&mut quick), "event: change\ndata: quick\n\n");
        worst = worst.max(published.elapsed());
    }
    assert!(worst < millis(100), "{worst:?}");
    assert_eq!(hub.count(&"quick".to_owned()), 1);
}

#[test]
fn twenty_screens_hear_of_it_at_once() {
    let (server, hub) = live(Limits::default());
    let mut screens: Vec<_> = (0..20)
        .map(|n| listen(&server, &format!("/{n}/{n}")))
        .collect();
    let begun = Instant::now();
    hub.publish("change", |_| Some("now".to_owned()));
    let published = begun.elapsed();
    for screen in &mut screens {
        event(screen);
    }
    assert!(published < millis(5), "{published:?}");
    assert!(begun.elapsed() < millis(100), "{:?}", begun.elapsed());
}

#[test]
fn streams_end_first_when_the_server_stops() {
    let (server, _hub) = live(Limits::default());
    let mut anna = listen(&server, "/anna/1");
    let begun = Instant::now();
    assert_eq!(server.stop(SOON), 0);
    assert!(begun.elapsed() < millis(500), "{:?}", begun.elapsed());
    assert_eq!(anna.rest(), "");
}

#[test]
fn streams_are_not_idle_and_keep_their_seats() {
    let (server, _hub) = live(Limits {
        connections: 3,
        ..Limits::default()
    });
    let streams = [listen(&server, "/anna/1"), listen(&server, "/ben/2")];
    // Each of these takes the seat of the one before, never a stream's.
    let silent = [(); 4].map(|()| Client::of(&server));
    listen(&server, "/carla/3");
    drop(silent);
    for mut client in streams {
        client.socket.set_read_timeout(Some(millis(50))).unwrap();
        let error = client.reader.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock, "still open");
    }
}
