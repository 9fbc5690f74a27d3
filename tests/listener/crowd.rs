//! Too many at once: the newcomer always gets in, and who is being served is never sent out.

use super::*;
use crate::support::program::{Place, Server, program};
use serde_json::json;
use std::process::Stdio;
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

/// The real program with a thousand files to open, and somebody at the desk.
struct Besieged {
    server: Server,
    process: String,
    token: String,
    _place: Place,
}

impl Besieged {
    fn open() -> Self {
        let place = Place::new();
        let add = [
            "user",
            "add",
            "--email",
            "anna@salon.example",
            "--name",
            "Anna",
        ];
        let said = place.run(
            &[&add[..], &["--role", "desk"]].concat(),
            "a long password\n",
        );
        assert_eq!(said.status, 0, "{}", said.err);
        let program = program();
        let child = Command::new("sh")
            .args(["-c", "ulimit -n 1024 && exec \"$@\"", "sh"])
            .arg(program.get_program())
            .args(program.get_args())
            .arg("serve")
            .current_dir(place.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let process = child.id().to_string();
        let server = Server::of(child);
        let login = json!({ "email": "anna@salon.example", "password": "a long password" });
        let (status, session) = server.ask("POST", "/api/auth/login", None, &login);
        assert_eq!(status, 200);
        let token = session["token"].as_str().unwrap().to_owned();
        Self {
            server,
            process,
            token,
            _place: place,
        }
    }

    fn client(&self) -> Client {
        Client::at(self.server.address.parse().unwrap())
    }

    /// The start of a request to this server, up to its further headers.
    fn head(&self, method: &str, target: &str) -> String {
        let (host, token) = (&self.server.address, &self.token);
        format!(
            "{method} {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\n"
        )
    }

    /// The desk books and looks: how long the slower of the two took.
    fn desk_works(&self) -> Duration {
        let calls = [
            ("POST", "/api/clients", json!({ "name": "Ada" })),
            ("GET", "/api/clients?page=1", json!({})),
        ];
        let took = calls.map(|(method, path, body)| {
            let begun = Instant::now();
            let (status, answer) = self.server.ask(method, path, Some(&self.token), &body);
            assert_eq!(status, 200, "{answer}");
            begun.elapsed()
        });
        took[0].max(took[1])
    }

    /// The most memory that it ever held, in megabytes.
    fn megabytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process)).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.unwrap().split_whitespace().nth(1).unwrap();
        kilobytes.parse::<u64>().unwrap() / 1024
    }

    /// What one bad client sends, and the status that it gets.
    fn bad_requests(&self) -> Vec<(String, &'static str)> {
        let length = |bytes: usize| format!("Content-Length: {bytes}\r\n\r\n");
        let deep = format!("{{\"name\":{}", "[".repeat(900_000));
        let long = "x".repeat(100_000);
        let post = self.head("POST", "/api/clients");
        vec![
            (format!("{post}{}{deep}", length(deep.len())), "400"),
            (
                format!("{}\r\n", self.head("GET", &format!("/{long}"))),
                "414",
            ),
            (
                format!(
                    "{}\r\n",
                    self.head("GET", &format!("/api/clients?q={long}"))
                ),
                "414",
            ),
            (
                format!("{post}Transfer-Encoding: chunked\r\n{}0\r\n\r\n", length(3)),
                "400",
            ),
            (format!("{post}X: {long}\r\n\r\n"), "431"),
        ]
    }
}

/// Sends 60 MB, of which not all is read; answers the status.
fn send_sixty_megabytes(mut client: Client, head: &str, chunked: bool) -> String {
    let part = vec![b'x'; 1 << 20];
    let _ = client.socket.write_all(head.as_bytes());
    for _ in 0..60 {
        let framed = if chunked {
            [b"100000\r\n", &part[..], b"\r\n"].concat()
        } else {
            part.clone()
        };
        if client.socket.write_all(&framed).is_err() {
            break;
        }
    }
    client.rest()
}

#[test]
fn the_desk_works_on_in_a_siege() {
    if !with_files(4096, "the_desk_works_on_in_a_siege") {
        return;
    }
    // What is slow is dropped within half a minute; that deadlines are kept stands in `patience.rs`.
    let limits = Limits::default();
    let slowest = limits
        .idle
        .max(limits.head)
        .max(limits.body)
        .max(limits.piece);
    assert!(slowest <= Duration::from_secs(30), "{slowest:?}");

    let besieged = Besieged::open();
    let mut stream = besieged.client();
    stream.say(format!("{}\r\n", besieged.head("GET", "/api/events")));
    assert!(stream.head().starts_with("HTTP/1.1 200"));
    let mut crowd = Vec::new();
    for number in 0..1300 {
        let mut client = besieged.client();
        let half = number % 4 == 0;
        let asked = if half {
            "GET / HTTP/1.1\r\nHost:"
        } else {
            "GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        };
        // Who had to make room for others can't be written to.
        let _ = client.socket.write_all(asked.as_bytes());
        crowd.push(client);
        if number % 100 == 0 {
            let took = besieged.desk_works();
            assert!(took < millis(500), "among {number}: {took:?}");
        }
    }
    let mut slowest = Duration::ZERO;
    std::thread::scope(|scope| {
        let mut bad = Vec::new();
        for chunked in [false, true, false, true] {
            let how = if chunked {
                "Transfer-Encoding: chunked"
            } else {
                "Content-Length: 62914560"
            };
            let head = format!("{}{how}\r\n\r\n", besieged.head("POST", "/api/clients"));
            let client = besieged.client();
            bad.push(scope.spawn(move || {
                let said = send_sixty_megabytes(client, &head, chunked);
                assert!(said.starts_with("HTTP/1.1 413"), "{said}");
            }));
        }
        for (request, status) in besieged.bad_requests() {
            let mut client = besieged.client();
            bad.push(scope.spawn(move || {
                let _ = client.socket.write_all(request.as_bytes());
                let _ = client.socket.shutdown(std::net::Shutdown::Write);
                let said = client.rest();
                assert!(
                    said.starts_with(&format!("HTTP/1.1 {status}")),
                    "{status}: {said}"
                );
            }));
        }
        while !bad.iter().all(|thread| thread.is_finished()) {
            slowest = slowest.max(besieged.desk_works());
        }
    });
    assert!(slowest < millis(500), "{slowest:?}");
    let memory = besieged.megabytes();
    assert!(memory < 64, "{memory} MB");
    // Whoever listens for changes was not sent out meanwhile.
    let mut heard = String::new();
    while !heard.contains("\"type\":\"client\"") {
        assert_ne!(
            stream.reader.read_line(&mut heard).unwrap(),
            0,
            "the stream ended: {heard}"
        );
    }
    drop(crowd);
}
