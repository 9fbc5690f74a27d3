//! Closing time: nobody new, what is in flight ends, and all of it in bounded time.

use super::*;
use std::thread::{sleep, spawn};
use std::time::Instant;

fn slow(_: &Request) -> Response {
    sleep(millis(300));
    Response::text("done")
}

#[test]
fn a_request_in_flight_is_answered() {
    let server = serve(Limits::default(), slow);
    let at = address(&server);
    let idle = Client::of(&server);
    let mut client = Client::of(&server);
    client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    sleep(millis(50));
    let begun = Instant::now();
    let stopping = spawn(move || server.stop(SOON));
    let answer = client.answer();
    assert_eq!(answer.body, "done");
    assert!(answer.has("Connection: close"));
    drop(client);
    idle.socket.shutdown(std::net::Shutdown::Both).unwrap();
    assert_eq!(stopping.join().unwrap(), 0);
    assert!(begun.elapsed() < millis(2000));
    assert!(TcpStream::connect(at).is_err(), "nobody listens any more");
}

#[test]
fn idle_and_half_open_connections_do_not_hold_it_up() {
    let server = serve(Limits::default(), echo);
    let mut idle = Client::of(&server);
    idle.get("/");
    let _silent = Client::of(&server);
    let mut half = Client::of(&server);
    half.say("GET / HTTP/1.1\r\n");
    let begun = Instant::now();
    assert_eq!(server.stop(SOON), 0);
    assert!(begun.elapsed() < millis(2000), "{:?}", begun.elapsed());
    assert_eq!(idle.rest(), "");
}

#[test]
fn what_does_not_end_in_time_is_counted() {
    let server = serve(Limits::default(), slow);
    let mut client = Client::of(&server);
    client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    sleep(millis(50));
    let begun = Instant::now();
    assert_eq!(server.stop(millis(100)), 1);
    assert!(begun.elapsed() < millis(1500));
}
