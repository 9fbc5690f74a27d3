//! What HTTP asks of a server.

use super::*;
use std::io::{self};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

#[test]
fn a_connection_serves_request_after_request() {
    let server = serve(Limits::default(), echo);
    let mut client = Client::of(&server);
    for n in 0..3 {
        let answer = client.get(&format!("/{n}?a=b"));
        assert_eq!(
            (answer.status, answer.body),
            (200, format!("GET /{n}?a=b "))
        );
        assert!(answer.head.contains("\r\nDate: "));
    }
    client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    assert_eq!(client.answer().body, "POST / hello");
    client.say(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    );
    assert_eq!(client.answer().body, "POST / abc");
    client.say("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert!(client.answer().has("Connection: close"));
    assert_eq!(client.rest(), "");
}

#[test]
fn an_old_client_is_served_in_the_old_way() {
    let server = serve(Limits::default(), echo);
    let mut client = Client::of(&server);
    client.say("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert!(client.answer().has("Connection: keep-alive"));
    client.say("GET / HTTP/1.0\r\n\r\n");
    assert!(client.answer().has("Connection: close"));
    assert_eq!(client.rest(), "");
}

#[test]
fn every_listener_serves() {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let server = http::serve(listeners.into(), Limits::default(), Site::new(echo)).unwrap();
    assert_eq!(server.addresses().len(), 2);
    for address in server.addresses() {
        assert_eq!(Client::at(*address).get("/").status, 200);
    }
}

#[test]
fn a_thousand_requests_at_once_are_answered_in_order() {
    let server = serve(Limits::default(), echo);
    let mut client = Client::of(&server);
    let mut socket = client.socket.try_clone().unwrap();
    let writer = std::thread::spawn(move || {
        let all: String = (0..1000)
            .map(|n| format!("GET /{n} HTTP/1.1\r\nHost: a\r\n\r\n"))
            .collect();
        socket.write_all(all.as_bytes()).unwrap();
    });
    for n in 0..1000 {
        assert_eq!(client.answer().body, format!("GET /{n} "));
    }
    writer.join().unwrap();
}

#[test]
fn keep_alive_answers_do_not_stall() {
    let server = serve(Limits::default(), |_| Response::text("x".repeat(2000)));
    let mut client = Client::of(&server);
    let begun = Instant::now();
    for _ in 0..50 {
        assert_eq!(client.get("/").body.len(), 2000);
    }
    assert!(begun.elapsed() < millis(1000), "{:?}", begun.elapsed());
}

#[test]
fn a_client_that_asks_first_is_told_to_go_on() {
    let server = serve(hasty(), echo);
    let mut client = Client::of(&server);
    client.say("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assert_eq!(client.head(), "HTTP/1.1 100 Continue\r\n\r\n");
    assert_eq!(client.say("hi").answer().body, "POST / hi");
    client.say(
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n",
    );
    assert_eq!(client.answer().status, 413);
}

#[test]
fn answers_without_a_body_have_none() {
    let server = serve(Limits::default(), |request| match request.raw_url() {
        "/204" => Response::text("none").with_status_code(204),
        "/304" => Response::text("none").with_status_code(304),
        _ => Response::text("hello"),
    });
    let mut client = Client::of(&server);
    client.say("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(client.head().contains("Content-Length: 5\r\n"));
    assert_eq!(client.get("/204").status, 204);
    assert_eq!(client.get("/304").status, 304);
    assert_eq!(client.get("/").body, "hello", "nothing was left over");
}

#[test]
fn absolute_targets_and_options_star() {
    let host = |request: &Request| Response::text(request.header("Host").unwrap().to_owned());
    let server = serve(Limits::default(), host);
    let mut client = Client::of(&server);
    client.say("GET http://salon.example/x HTTP/1.1\r\nHost: other\r\n\r\n");
    assert_eq!(client.answer().body, "salon.example");
    client.say("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(client.answer().status, 204);
}

#[test]
fn a_long_answer_is_streamed_and_whole() {
    let server = serve(Limits::default(), |_| Response {
        data: rouille::ResponseBody::from_reader(io::repeat(b'x').take(3_000_000)),
        ..Response::text("")
    });
    let mut client = Client::of(&server);
    for _ in 0..2 {
        let answer = client.get("/");
        assert!(answer.has("Transfer-Encoding: chunked"));
        assert_eq!(answer.body.len(), 3_000_000);
    }
}

/// A body that breaks off after 100 kB.
struct Breaking(usize, bool);

impl Read for Breaking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            assert!(!self.1, "on purpose: the body panics");
            return Err(io::Error::other("on purpose"));
        }
        self.0 -= 1;
        let part = buffer.len().min(1000);
        buffer[..part].fill(b'x');
        Ok(part)
    }
}

#[test]
fn half_a_body_never_passes_for_a_whole_one() {
    let server = serve(Limits::default(), |request| Response {
        data: rouille::ResponseBody::from_reader(Breaking(100, request.raw_url() == "/panic")),
        ..Response::text("")
    });
    for target in ["/error", "/panic"] {
        let mut client = Client::of(&server);
        client.say(format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n"));
        let head = client.head();
        assert!(client.body(&head).is_err());
    }
}

#[test]
fn a_panic_costs_one_answer() {
    let server = serve(Limits::default(), |request| {
        assert_ne!(request.raw_url(), "/panic", "on purpose");
        Response::text("fine")
    });
    let mut client = Client::of(&server);
    assert_eq!(client.get("/panic").status, 500);
    assert_eq!(client.get("/").body, "fine");
    assert_eq!(get(&server, "/").body, "fine");
}

#[test]
fn refusals_are_worded_above() {
    let site = Site::new(|_| panic!("on purpose")).refusals(|status, target| {
        if target.starts_with("/api") {
            let code = if status == 413 {
                "too_large"
            } else {
                "refused"
            };
            Response::text(format!("{{\"code\":\"{code}\"}}")).with_status_code(status)
        } else {
            assert_ne!(status, 431, "on purpose: not even the refusal works");
            Response::text("sorry").with_status_code(status)
        }
    });
    let server = open(Limits::default(), site);
    let long = "x".repeat(100_000);
    for (request, status, body) in [
        (
            "POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000000\r\n\r\n",
            413,
            "{\"code\":\"too_large\"}",
        ),
        (
            &format!("GET /api/{long} HTTP/1.1\r\nHost: a\r\n\r\n"),
            414,
            "{\"code\":\"refused\"}",
        ),
        ("GET /api/x HTTP/1.1\r\n\r\n", 400, "{\"code\":\"refused\"}"),
        (
            "GET /api/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            500,
            "{\"code\":\"refused\"}",
        ),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
            501,
            "sorry",
        ),
        (
            &format!("GET / HTTP/1.1\r\nHost: a\r\nX: {long}\r\n\r\n"),
            431,
            "The request's headers are larger than this server takes.",
        ),
    ] {
        let mut client = Client::of(&server);
        let answer = client.say(request).answer();
        assert_eq!((answer.status, &*answer.body), (status, body));
        assert!(answer.has("Connection: close"));
        client.socket.shutdown(std::net::Shutdown::Write).unwrap();
        assert_eq!(client.rest(), "");
    }
}

#[test]
fn a_large_body_is_refused_and_the_refusal_arrives() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = serve(Limits::default(), move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        Response::text("")
    });
    let part = vec![b'x'; 1 << 20];
    let mut sized = Client::of(&server);
    sized.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20971520\r\n\r\n");
    let mut chunked = Client::of(&server);
    chunked.say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1400000\r\n");
    for client in [&mut sized, &mut chunked] {
        for _ in 0..20 {
            client.say(&part);
        }
        assert_eq!(client.answer().status, 413);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn ambiguous_requests_are_refused_and_what_follows_them_is_not_read() {
    let server = serve(Limits::default(), |_| panic!("must not be asked"));
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    for head in [
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
    ] {
        let mut client = Client::of(&server);
        client.say(format!("{head}{smuggled}"));
        assert_eq!(client.answer().status, 400, "{head:?}");
        client.socket.shutdown(std::net::Shutdown::Write).unwrap();
        assert_eq!(client.rest(), "");
    }
}
