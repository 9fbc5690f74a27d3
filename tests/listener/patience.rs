//! Deadlines: what is slow is waited for, what is too slow is dropped.

use super::*;
use std::io;
use std::sync::mpsc;
use std::thread::sleep;
use std::time::Instant;

#[test]
fn a_head_that_drips_is_cut_at_the_deadline() {
    let server = serve(hasty(), echo);
    let mut client = Client::of(&server);
    let begun = Instant::now();
    let mut dripping = client.socket.try_clone().unwrap();
    std::thread::spawn(move || {
        for byte in b"GET / HTTP/1.1\r\nHost: salon\r\nX-Slow: ".iter().cycle() {
            sleep(millis(20));
            if dripping.write_all(&[*byte]).is_err() {
                return;
            }
        }
    });
    assert_eq!(client.answer().status, 408);
    assert!(begun.elapsed() > millis(250) && begun.elapsed() < millis(900));
}

#[test]
fn a_body_that_drips_is_cut_at_the_deadline() {
    let server = serve(hasty(), echo);
    let mut client = Client::of(&server);
    client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
    let begun = Instant::now();
    assert_eq!(client.answer().status, 408);
    assert!(begun.elapsed() < millis(900));
}

#[test]
fn silence_ends_a_connection_without_a_word() {
    let server = serve(hasty(), echo);
    let begun = Instant::now();
    assert_eq!(Client::of(&server).rest(), "");
    let mut client = Client::of(&server);
    assert_eq!(client.get("/").status, 200);
    assert_eq!(client.rest(), "");
    assert!(begun.elapsed() > millis(500) && begun.elapsed() < millis(2000));
}

/// An endless body that tells when it is given up.
struct Endless(mpsc::Sender<()>);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill(b'x');
        Ok(buffer.len())
    }
}

impl Drop for Endless {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

fn endless(limits: Limits) -> (Handle, mpsc::Receiver<()>) {
    let (sender, given_up) = mpsc::channel();
    let server = serve(limits, move |_| Response {
        data: rouille::ResponseBody::from_reader(Endless(sender.clone())),
        ..Response::text("")
    });
    (server, given_up)
}

#[test]
fn who_reads_nothing_is_dropped() {
    let (server, given_up) = endless(hasty());
    let mut client = Client::of(&server);
    client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    given_up.recv_timeout(millis(2000)).unwrap();
}

#[test]
fn no_answer_lasts_for_ever_however_well_it_is_read() {
    let (server, given_up) = endless(Limits {
        answer: millis(400),
        ..hasty()
    });
    let mut client = Client::of(&server);
    client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    io::copy(&mut client.socket, &mut io::sink()).unwrap();
    given_up.recv_timeout(millis(100)).unwrap();
}

#[test]
fn a_slow_reader_gets_all_of_a_long_answer() {
    const LENGTH: usize = 30 << 20;
    let server = serve(hasty(), |_| Response {
        data: rouille::ResponseBody::from_reader_and_size(io::repeat(b'x'), LENGTH),
        ..Response::text("")
    });
    let mut client = Client::of(&server);
    client.say("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    client.head();
    let (begun, mut read, mut part) = (Instant::now(), 0, vec![0; 512 << 10]);
    loop {
        match client.reader.read(&mut part).unwrap() {
            0 => break,
            n => read += n,
        }
        sleep(millis(8));
    }
    assert_eq!(read, LENGTH);
    assert!(begun.elapsed() > millis(400), "it was no slow reader");
}
