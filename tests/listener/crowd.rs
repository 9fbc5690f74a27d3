//! Too many at once: the newcomer always gets in, and who is being served is never sent out.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::sleep;
use std::time::Instant;

fn answered_at_once(server: &Handle) {
    let begun = Instant::now();
    assert_eq!(get(server, "/").status, 200);
    assert!(begun.elapsed() < millis(500), "{:?}", begun.elapsed());
}

#[test]
fn three_hundred_half_requests_and_a_newcomer() {
    let server = serve(Limits::default(), echo);
    let half: Vec<_> = (0..300)
        .map(|_| {
            let mut client = Client::of(&server);
            // Those that were evicted meanwhile can't be written to.
            let _ = client.socket.write_all(b"GET / HTTP/1.1\r\nHost:");
            client
        })
        .collect();
    answered_at_once(&server);
    drop(half);
}

#[test]
fn a_thousand_idle_clients_and_a_newcomer() {
    if !with_files(4096, "a_thousand_idle_clients_and_a_newcomer") {
        return;
    }
    let server = serve(Limits::default(), echo);
    let mut clients = Vec::new();
    for _ in 0..1000 {
        let mut client = Client::of(&server);
        assert_eq!(client.get("/").status, 200);
        clients.push(client);
    }
    answered_at_once(&server);
    assert_eq!(
        clients[999].get("/").status,
        200,
        "the youngest kept its seat"
    );
    assert_eq!(clients[0].rest(), "", "the oldest gave up its own");
}

#[test]
fn a_stalled_request_goes_before_an_idle_connection() {
    let server = serve(
        Limits {
            connections: 2,
            ..Limits::default()
        },
        echo,
    );
    let mut idle = Client::of(&server);
    idle.get("/");
    let mut stalled = Client::of(&server);
    stalled.say("GET / HTTP/1.1\r\n");
    sleep(millis(1100));
    assert_eq!(get(&server, "/").status, 200);
    assert_eq!(stalled.rest(), "");
    assert_eq!(idle.get("/").status, 200);
}

#[test]
fn who_is_being_served_stays_and_the_newcomer_waits() {
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let opened = Arc::clone(&gate);
    let server = serve(
        Limits {
            connections: 2,
            ..Limits::default()
        },
        move |_| {
            let closed = opened.0.lock().unwrap();
            drop(opened.1.wait_while(closed, |open| !*open).unwrap());
            Response::text("served")
        },
    );
    let mut clients = [(); 4].map(|()| {
        let mut client = Client::of(&server);
        client.say("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        client
    });
    sleep(millis(300));
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    for client in &mut clients {
        assert_eq!(client.answer().body, "served");
    }
}

#[test]
fn running_out_of_files_is_survived() {
    if !with_files(64, "running_out_of_files_is_survived") {
        return;
    }
    static FAILURES: Failures = Failures(AtomicUsize::new(0));
    log::set_logger(&FAILURES).unwrap();
    log::set_max_level(log::LevelFilter::Info);
    let server = serve(Limits::default(), echo);
    let mut sockets = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < millis(400) {
        match TcpStream::connect(address(&server)) {
            Ok(socket) => sockets.push(socket),
            Err(_) => sleep(millis(5)),
        }
    }
    assert!(
        FAILURES.0.load(Ordering::SeqCst) > 0,
        "accepting never failed"
    );
    sockets.truncate(20);
    answered_at_once(&server);
}

/// Counts the log lines about connections that could not be accepted.
struct Failures(AtomicUsize);

impl log::Log for Failures {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let failed = record.args().to_string().starts_with("could not accept");
        self.0.fetch_add(failed.into(), Ordering::SeqCst);
    }

    fn flush(&self) {}
}

#[test]
fn more_clients_than_seats_are_all_served() {
    let server = serve(
        Limits {
            connections: 8,
            ..Limits::default()
        },
        echo,
    );
    std::thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| {
                for _ in 0..20 {
                    // One that dawdles may lose its seat before it has spoken; like a browser, it comes again.
                    let answered = (0..50).any(|_| {
                        let mut client = Client::of(&server);
                        let asked = b"GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
                        let _ = client.socket.write_all(asked);
                        client.rest().ends_with("GET /a ")
                    });
                    assert!(answered);
                }
            });
        }
    });
}
