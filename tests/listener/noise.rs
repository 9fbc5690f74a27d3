//! Noise: whatever comes in, the server stays.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Pieces that requests are made of; strung together they come closer to trouble than random bytes do.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known: &[&[u8]] = &[
        b"GET / HTTP/1.1\r\n",
        b"POST /api HTTP/1.1\r\nHost: a\r\n",
        b"HEAD http://a HTTP/1.0\r\n",
        b"OPTIONS * HTTP/1.1\r\n",
        b"Host: a\r\n",
        b"Content-Length: 5\r\n",
        b"Content-Length: 18446744073709551616\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Connection: keep-alive\r\n",
        b"Expect: 100-continue\r\n",
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b"5\r\nabcde\r\n",
        b"ffffffffffffffff\r\n",
        b"0\r\n\r\n",
    ];
    prop_oneof![
        5 => proptest::sample::select(known).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..64),
    ]
}

#[test]
fn noise_is_survived() {
    let server = serve(hasty(), echo_bytes);
    let noise = proptest::collection::vec(piece(), 0..12);
    let mut runner = TestRunner::new_with_rng(
        Config::with_cases(1000),
        proptest::test_runner::TestRng::deterministic_rng(Default::default()),
    );
    let outcome = runner.run(&noise, |pieces| {
        let mut client = Client::of(&server);
        // It may be refused, and the connection closed, before all of it is said.
        let _ = client.socket.write_all(&pieces.concat());
        let _ = client.socket.shutdown(std::net::Shutdown::Write);
        let said = client.rest();
        prop_assert!(said.is_empty() || said.starts_with("HTTP/1.1 "), "{said:?}");
        prop_assert!(!said.contains(" 500 "), "{said:?}");
        Ok(())
    });
    outcome.unwrap();
    assert_eq!(get(&server, "/").status, 200);
    assert_eq!(server.stop(SOON), 0);
}

fn echo_bytes(request: &Request) -> Response {
    let mut body = Vec::new();
    request.data().unwrap().read_to_end(&mut body).unwrap();
    Response::from_data("application/octet-stream", body)
}
