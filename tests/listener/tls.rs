//! The same promises over TLS: what a client may do, what it can't do, and who pays for it.

use super::*;
use crate::support::https;
use daybook::http::Hub;
use rustls::{ClientConnection, StreamOwned};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Instant;

fn astray(request: &Request) -> Response {
    Response::redirect_307(format!("https://salon{}", request.raw_url()))
}

fn secure(limits: Limits, site: Site) -> Handle {
    open(limits, site.secure(https::server(), astray))
}

/// Says whether the request was secure, and echoes it.
fn telling(request: &Request) -> Response {
    assert!(request.is_secure());
    echo(request)
}

type Tls = BufReader<StreamOwned<ClientConnection, TcpStream>>;

fn client(server: &Handle) -> Tls {
    https::connect(address(server))
}

fn ask(client: &mut Tls, request: &str) -> String {
    client.get_mut().write_all(request.as_bytes()).unwrap();
    read_answer(client).unwrap()
}

/// Status line and body of the next answer, which has a length.
fn read_answer(client: &mut Tls) -> std::io::Result<String> {
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let mut line = String::new();
        if client.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(said) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = said.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    client.read_exact(&mut body)?;
    let status = head.lines().next().unwrap();
    Ok(format!("{status} {}", String::from_utf8(body).unwrap()))
}

const GET: &str = "GET /a HTTP/1.1\r\nHost: salon\r\n\r\n";

#[test]
fn requests_follow_each_other_on_one_connection() {
    let server = secure(Limits::default(), Site::new(telling));
    let mut client = client(&server);
    for _ in 0..3 {
        assert_eq!(ask(&mut client, GET), "HTTP/1.1 200 OK GET /a ");
    }
    let body = "x".repeat(100_000);
    let post = format!("POST /b HTTP/1.1\r\nHost: salon\r\nContent-Length: 100000\r\n\r\n{body}");
    assert!(ask(&mut client, &post).ends_with(&body));
    let huge = "POST /b HTTP/1.1\r\nHost: salon\r\nContent-Length: 99000000\r\n\r\n";
    assert!(ask(&mut client, huge).contains(" 413 "));
    let mut rest = Vec::new();
    assert_eq!(
        client.read_to_end(&mut rest).unwrap(),
        0,
        "it ends in good order"
    );
}

#[test]
fn plain_http_is_told_where_to_go() {
    let server = secure(Limits::default(), Site::new(telling));
    let mut lost = Client::of(&server);
    let answer = lost.get("/diary?day=1");
    assert_eq!(answer.status, 307);
    assert!(
        answer.has("Location: https://salon/diary?day=1"),
        "{}",
        answer.head
    );
    assert_eq!(lost.get("/again").status, 307, "like any other connection");
}

#[test]
fn a_handshake_that_drips_or_never_comes_is_cut_at_the_deadline() {
    let server = secure(hasty(), Site::new(telling));
    let begun = Instant::now();
    assert_eq!(Client::of(&server).rest(), "", "a word never came");
    assert!(begun.elapsed() > millis(250) && begun.elapsed() < millis(900));

    let begun = Instant::now();
    let mut client = Client::of(&server);
    let mut dripping = client.socket.try_clone().unwrap();
    std::thread::spawn(move || {
        // The beginning of a handshake of 512 bytes.
        for byte in b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
            .iter()
            .chain(&[7; 500])
        {
            if dripping.write_all(&[*byte]).is_err() {
                return;
            }
            sleep(millis(20));
        }
    });
    client.rest();
    assert!(begun.elapsed() > millis(250) && begun.elapsed() < millis(900));
}

#[test]
fn noise_in_the_place_of_a_handshake_harms_nobody() {
    let server = secure(Limits::default(), Site::new(telling));
    for noise in [
        &b"\x16\x03\x01\xff\xff"[..],
        b"\x16\x16\x16\x16\x16\x16",
        b"\x16\x03\x01\0\x05hello",
    ] {
        let mut client = Client::of(&server);
        client.say(noise);
        client.socket.shutdown(std::net::Shutdown::Write).unwrap();
        client.rest();
    }
    assert!(ask(&mut client(&server), GET).contains(" 200 "));
}

#[test]
fn three_hundred_half_handshakes_and_a_newcomer() {
    let server = secure(Limits::default(), Site::new(telling));
    let half: Vec<_> = (0..300)
        .map(|_| {
            let mut client = Client::of(&server);
            let _ = client.socket.write_all(b"\x16\x03\x01\x02\x00\x01\x00");
            client
        })
        .collect();
    let begun = Instant::now();
    assert!(ask(&mut client(&server), GET).contains(" 200 "));
    assert!(begun.elapsed() < millis(800), "{:?}", begun.elapsed());
    drop(half);
}

#[test]
fn a_half_handshake_goes_before_an_idle_connection() {
    let limits = Limits {
        connections: 2,
        ..Limits::default()
    };
    let server = secure(limits, Site::new(telling));
    let mut idle = client(&server);
    ask(&mut idle, GET);
    let mut half = Client::of(&server);
    half.say(b"\x16\x03\x01");
    sleep(millis(1100));
    assert!(ask(&mut client(&server), GET).contains(" 200 "));
    assert_eq!(half.rest(), "");
    assert!(ask(&mut idle, GET).contains(" 200 "));
}

#[test]
fn who_reads_nothing_is_dropped() {
    let endless = |_: &Request| Response::from_data("text/plain", vec![b'x'; 64 << 20]);
    let server = secure(hasty(), Site::new(endless));
    let mut client = client(&server);
    client.get_mut().write_all(GET.as_bytes()).unwrap();
    sleep(millis(1000));
    let begun = Instant::now();
    let read = std::io::copy(&mut client, &mut std::io::sink());
    assert!(
        read.is_err(),
        "an answer that was cut off must not look finished"
    );
    assert!(begun.elapsed() < millis(900));
}

#[test]
fn events_arrive_at_once_and_leaving_is_noticed() {
    let hub: Arc<Hub<u8, u8>> = Hub::new();
    let (subscribing, stopping) = (Arc::clone(&hub), Arc::clone(&hub));
    let site =
        Site::new(move |_| subscribing.subscribe(1, 1)).on_stop(move || stopping.close_all());
    let server = secure(Limits::default(), site);
    let mut screens = [client(&server), client(&server)];
    for screen in &mut screens {
        screen.get_mut().write_all(GET.as_bytes()).unwrap();
        until_line(screen, "retry: 2000");
    }
    let [mut stays, leaves] = screens;
    hub.publish("change", |_| Some("one".to_owned()));
    until_line(&mut stays, "data: one");
    // A stream that has nothing to say still finds out who has left.
    drop(leaves);
    let begun = Instant::now();
    while hub.count(&1) > 1 {
        assert!(begun.elapsed() < SOON);
        sleep(millis(20));
    }
    hub.publish("change", |_| Some("two".to_owned()));
    until_line(&mut stays, "data: two");
    assert_eq!(server.stop(SOON), 0);
}

fn until_line(client: &mut Tls, wanted: &str) {
    let mut line = String::new();
    while line.trim_end() != wanted {
        line.clear();
        assert_ne!(client.read_line(&mut line).unwrap(), 0, "no {wanted}");
    }
}

#[test]
fn it_stops_while_handshakes_are_open() {
    let server = secure(Limits::default(), Site::new(telling));
    let mut idle = client(&server);
    ask(&mut idle, GET);
    let mut half = Client::of(&server);
    half.say(b"\x16\x03\x01");
    sleep(millis(100));
    let begun = Instant::now();
    assert_eq!(server.stop(SOON), 0);
    assert!(begun.elapsed() < millis(2000), "{:?}", begun.elapsed());
}
