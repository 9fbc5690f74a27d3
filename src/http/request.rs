//! Reading a request: where its head ends, what the head says, and the body it announces.
//!
//! `httparse` reads the syntax; the rules here are those that two servers in a row must not read differently
//! (RFC 9112): one length, one host, one line ending. Whatever is ambiguous is refused, never guessed.

use super::Limits;
use super::wire::{Fault, Wire};
use std::io::Read;

/// Headers in one request; 431 past that. Browsers send about twenty.
const MOST_HEADERS: usize = 64;
/// Bytes in the line that gives a chunk's size, with the extensions that nobody uses.
const CHUNK_LINE_BYTES: usize = 256;
/// Bytes of trailers after the last chunk. They are read and dropped.
const TRAILER_BYTES: usize = 4 << 10;
/// A body's buffer starts no larger than this, however much was announced.
const FIRST_BODY_BYTES: usize = 64 << 10;

const BAD: Fault = Fault::Refuse(400);
const BODY_TOO_LARGE: Fault = Fault::Refuse(413);
const TARGET_TOO_LONG: Fault = Fault::Refuse(414);
const HEAD_TOO_LARGE: Fault = Fault::Refuse(431);
const NOT_IMPLEMENTED: Fault = Fault::Refuse(501);

/// What a request's head says.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) method: String,
    /// Path and query, or `*` for `OPTIONS *`.
    pub(super) target: String,
    /// In their order; values that are no UTF-8 have replacement characters where they aren't.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
    /// HTTP/1.1 rather than 1.0.
    pub(super) modern: bool,
    /// Whether the connection can take another request afterwards.
    pub(super) keep: bool,
    /// Whether the client waits for a `100 Continue` before it sends the body.
    pub(super) expects: bool,
}

/// How the end of the body is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    Length(usize),
    Chunked,
}

/// Reads a head. What was read beyond it stays on the wire; a refused head stays there whole.
pub(super) fn read_head<S: Read>(wire: &mut Wire<S>, limits: &Limits) -> Result<Head, Fault> {
    let mut searched = 0;
    loop {
        if searched == 0 {
            skip_blank_lines(&mut wire.input);
        }
        // Each byte is looked at once, so that dripping them costs the dripper and not us.
        if let Some(end) = end_of_head(&wire.input, searched)? {
            if end > limits.head_bytes {
                return Err(HEAD_TOO_LARGE);
            }
            let head = parse(&wire.input[..end], limits)?;
            wire.input.drain(..end);
            return Ok(head);
        }
        searched = wire.input.len();
        if searched >= limits.head_bytes {
            let whole_line = wire.input.contains(&b'\n');
            return Err(if whole_line {
                HEAD_TOO_LARGE
            } else {
                TARGET_TOO_LONG
            });
        }
        wire.fill()?;
    }
}

/// Drops the empty lines that old clients send after a body.
fn skip_blank_lines(input: &mut Vec<u8>) {
    let blank = input.chunks(2).take_while(|pair| *pair == b"\r\n").count();
    input.drain(..blank * 2);
}

/// Where the head ends, if it does. Lines must end in CR LF: a bare LF is where smuggling begins.
fn end_of_head(input: &[u8], searched: usize) -> Result<Option<usize>, Fault> {
    // TLS on the wrong port, and most other things that aren't HTTP, show it in the first byte.
    if input
        .first()
        .is_some_and(|b| !b.is_ascii_alphabetic() && *b != b'\r')
    {
        return Err(BAD);
    }
    for (at, _) in input
        .iter()
        .enumerate()
        .skip(searched)
        .filter(|(_, b)| **b == b'\n')
    {
        match &input[..at] {
            [.., b'\n', b'\r'] => return Ok(Some(at + 1)),
            [.., b'\r'] => {}
            _ => return Err(BAD),
        }
    }
    Ok(None)
}

/// What follows the method, as far as it can be read in a head that was refused.
pub(super) fn rough_target(input: &[u8]) -> String {
    let mut words = input.split(|b| b.is_ascii_whitespace());
    let target = words.nth(1).unwrap_or_default();
    String::from_utf8_lossy(&target[..target.len().min(256)]).into_owned()
}

fn parse(bytes: &[u8], limits: &Limits) -> Result<Head, Fault> {
    let mut slots = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Request::new(&mut slots);
    match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(HEAD_TOO_LARGE),
        Err(httparse::Error::Version) => return Err(Fault::Refuse(505)),
        _ => return Err(BAD),
    }
    let (Some(method), Some(target), Some(version)) = (parsed.method, parsed.path, parsed.version)
    else {
        return Err(BAD);
    };
    if target.len() > limits.target_bytes {
        return Err(TARGET_TOO_LONG);
    }
    let modern = version == 1;
    let said = Said::in_headers(parsed.headers)?;
    let body = said.body(modern)?;
    if matches!(body, Body::Length(length) if length > limits.body_bytes) {
        return Err(BODY_TOO_LARGE);
    }
    if modern && said.host.is_none() {
        return Err(BAD);
    }
    let mut headers = parsed.headers.iter().map(owned).collect();
    let target = resolve(method, target, &mut headers)?;
    Ok(Head {
        method: method.to_owned(),
        target,
        headers,
        body,
        modern,
        keep: !said.close && (modern || said.keep_alive),
        expects: modern && said.expects && body != Body::Length(0),
    })
}

fn owned(header: &httparse::Header<'_>) -> (String, String) {
    let value = String::from_utf8_lossy(header.value).into_owned();
    (header.name.to_owned(), value)
}

/// The headers that decide how the message is read.
#[derive(Default)]
struct Said<'a> {
    host: Option<&'a [u8]>,
    length: Option<&'a [u8]>,
    coding: Option<&'a [u8]>,
    close: bool,
    keep_alive: bool,
    expects: bool,
}

impl<'a> Said<'a> {
    fn in_headers(headers: &[httparse::Header<'a>]) -> Result<Self, Fault> {
        let mut said = Said::default();
        for header in headers {
            let is = |name: &str| header.name.eq_ignore_ascii_case(name);
            if is("host") {
                once(&mut said.host, header.value)?;
            } else if is("content-length") {
                once(&mut said.length, header.value)?;
            } else if is("transfer-encoding") {
                once(&mut said.coding, header.value)?;
            } else if is("connection") {
                for token in header.value.split(|b| *b == b',').map(<[u8]>::trim_ascii) {
                    said.close |= token.eq_ignore_ascii_case(b"close");
                    said.keep_alive |= token.eq_ignore_ascii_case(b"keep-alive");
                }
            } else if is("expect") {
                if !header.value.eq_ignore_ascii_case(b"100-continue") {
                    return Err(Fault::Refuse(417));
                }
                said.expects = true;
            }
        }
        Ok(said)
    }

    fn body(&self, modern: bool) -> Result<Body, Fault> {
        match (self.length, self.coding) {
            (None, None) => Ok(Body::Length(0)),
            (Some(digits), None) => length(digits).map(Body::Length),
            (None, Some(coding)) if modern => match coding.eq_ignore_ascii_case(b"chunked") {
                true => Ok(Body::Chunked),
                false => Err(NOT_IMPLEMENTED),
            },
            // Both at once, or chunks in HTTP/1.0: whoever sits in front may have read it otherwise.
            (_, Some(_)) => Err(BAD),
        }
    }
}

/// Keeps a header that may come only once.
fn once<'a>(kept: &mut Option<&'a [u8]>, value: &'a [u8]) -> Result<(), Fault> {
    match kept.replace(value) {
        None => Ok(()),
        Some(_) => Err(BAD),
    }
}

/// A `Content-Length`: digits and nothing else. More of them than a number holds are simply very many bytes.
fn length(digits: &[u8]) -> Result<usize, Fault> {
    match std::str::from_utf8(digits) {
        Ok(text) if !text.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            Ok(text.parse().unwrap_or(usize::MAX))
        }
        _ => Err(BAD),
    }
}

/// The target as path and query. An absolute one, `http://host/path`, names the host, too, and outranks the
/// `Host` header (RFC 9112, 3.2.2).
fn resolve(
    method: &str,
    target: &str,
    headers: &mut Vec<(String, String)>,
) -> Result<String, Fault> {
    if target.starts_with('/') || (method == "OPTIONS" && target == "*") {
        return Ok(target.to_owned());
    }
    let (scheme, rest) = target.split_once("://").ok_or(BAD)?;
    if !["http", "https"]
        .iter()
        .any(|s| scheme.eq_ignore_ascii_case(s))
    {
        return Err(BAD);
    }
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if host.is_empty() || host.contains('@') {
        return Err(BAD);
    }
    headers.retain(|(name, _)| !name.eq_ignore_ascii_case("host"));
    headers.push(("Host".to_owned(), host.to_owned()));
    let slash = if path.starts_with('/') { "" } else { "/" };
    Ok(format!("{slash}{path}"))
}

/// Reads a body of at most `most` bytes.
pub(super) fn read_body<S: Read>(
    wire: &mut Wire<S>,
    body: Body,
    most: usize,
) -> Result<Vec<u8>, Fault> {
    match body {
        Body::Length(length) => {
            let mut bytes = Vec::with_capacity(length.min(FIRST_BODY_BYTES));
            wire.take(&mut bytes, length)?;
            Ok(bytes)
        }
        Body::Chunked => read_chunks(wire, most),
    }
}

fn read_chunks<S: Read>(wire: &mut Wire<S>, most: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    loop {
        let size = chunk_size(&wire.line(CHUNK_LINE_BYTES)?)?;
        if size == 0 {
            skip_trailers(wire)?;
            return Ok(bytes);
        }
        if size > most - bytes.len() {
            return Err(BODY_TOO_LARGE);
        }
        wire.take(&mut bytes, size)?;
        wire.line(0)?;
    }
}

/// The hexadecimal number at the start of a chunk's first line; an extension may follow.
fn chunk_size(line: &[u8]) -> Result<usize, Fault> {
    let end = line.iter().position(|b| *b == b';').unwrap_or(line.len());
    let digits = line[..end].trim_ascii_end();
    match std::str::from_utf8(digits) {
        Ok(text) if !text.is_empty() && digits.iter().all(u8::is_ascii_hexdigit) => {
            Ok(usize::from_str_radix(text, 16).unwrap_or(usize::MAX))
        }
        _ => Err(BAD),
    }
}

fn skip_trailers<S: Read>(wire: &mut Wire<S>) -> Result<(), Fault> {
    let mut left = TRAILER_BYTES;
    loop {
        let length = wire.line(left)?.len();
        if length == 0 {
            return Ok(());
        }
        left = left.saturating_sub(length + 2);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    fn head(text: &str) -> Result<Head, u16> {
        read_head(&mut Wire::new(text.as_bytes()), &Limits::default()).map_err(status)
    }

    fn status(fault: Fault) -> u16 {
        match fault {
            Fault::Refuse(status) => status,
            Fault::Gone => 0,
        }
    }

    fn get(headers: &str) -> Result<Head, u16> {
        head(&format!("GET / HTTP/1.1\r\nHost: a\r\n{headers}\r\n"))
    }

    fn chunks(text: &str) -> Result<Vec<u8>, u16> {
        read_body(&mut Wire::new(text.as_bytes()), Body::Chunked, 8).map_err(status)
    }

    #[test]
    fn a_plain_head() {
        let head =
            head("\r\n\r\nGET /a?b=c HTTP/1.1\r\nHost: salon\r\nX-Name: J\u{f6}rg \r\n\r\nrest")
                .unwrap();
        assert_eq!((&*head.method, &*head.target), ("GET", "/a?b=c"));
        assert_eq!(head.headers[1], ("X-Name".into(), "J\u{f6}rg".into()));
        assert!(head.keep && head.modern && !head.expects);
    }

    #[test]
    fn what_was_read_ahead_stays_on_the_wire() {
        let mut wire = Wire::new(&b"GET / HTTP/1.0\r\n\r\nGET /2"[..]);
        read_head(&mut wire, &Limits::default()).unwrap();
        assert_eq!(wire.input, b"GET /2");
    }

    #[test]
    fn values_that_are_no_utf8_do_no_harm() {
        let mut wire = Wire::new(&b"GET / HTTP/1.1\r\nHost: a\r\nX: \xff\xfe\r\n\r\n"[..]);
        let head = read_head(&mut wire, &Limits::default()).unwrap();
        assert_eq!(head.headers[1].1, "\u{fffd}\u{fffd}");
    }

    #[test]
    fn ambiguous_heads_are_refused() {
        let both = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n";
        for (headers, expected) in [
            (both, 400),
            ("Content-Length: 3\r\nContent-Length: 3\r\n", 400),
            ("Content-Length: 3, 3\r\n", 400),
            ("Content-Length: +3\r\n", 400),
            ("Content-Length:\r\n", 400),
            ("Transfer-Encoding: gzip, chunked\r\n", 501),
            (
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                400,
            ),
            ("Host: b\r\n", 400),
            ("Expect: a miracle\r\n", 417),
            ("X: a\rb\r\n", 400),
            ("X: a\nY: b\r\n", 400),
            ("X : a\r\n", 400),
            ("X: a\r\n folded\r\n", 400),
            ("X: a\0b\r\n", 400),
        ] {
            assert_eq!(get(headers).unwrap_err(), expected, "{headers:?}");
        }
        for (text, expected) in [
            ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
            ("GET path HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("\u{16}\u{3}\u{1}", 400),
            ("GET / HTTP/1.1\n", 400),
        ] {
            assert_eq!(head(text).unwrap_err(), expected, "{text:?}");
        }
    }

    #[test]
    fn too_much_is_refused_by_name() {
        let long = "x".repeat(9000);
        let longer = "x".repeat(20_000);
        let many = "X: y\r\n".repeat(65);
        assert_eq!(get(&format!("X: {longer}\r\n")).unwrap_err(), 431);
        assert_eq!(get(&many).unwrap_err(), 431);
        for path in [long, longer] {
            assert_eq!(
                head(&format!("GET /{path} HTTP/1.1\r\nHost: a\r\n\r\n")).unwrap_err(),
                414
            );
        }
        for length in ["1048577", "100000000000", "99999999999999999999999999"] {
            assert_eq!(
                get(&format!("Content-Length: {length}\r\n")).unwrap_err(),
                413
            );
        }
        assert_eq!(
            get("Content-Length: 1048576\r\n").unwrap().body,
            Body::Length(1 << 20)
        );
    }

    #[test]
    fn keeping_the_connection() {
        assert!(!get("Connection: foo, Close\r\n").unwrap().keep);
        assert!(get("Connection: closet\r\n").unwrap().keep);
        let old = |headers: &str| {
            head(&format!("GET / HTTP/1.0\r\n{headers}\r\n"))
                .unwrap()
                .keep
        };
        assert!(!old(""));
        assert!(old("Connection: Keep-Alive\r\n"));
    }

    #[test]
    fn an_absolute_target_names_the_host() {
        for (target, expected) in [
            ("http://salon/a?b", "/a?b"),
            ("HTTP://salon", "/"),
            ("https://salon?b", "/?b"),
        ] {
            let head = head(&format!("GET {target} HTTP/1.1\r\nHost: evil\r\n\r\n")).unwrap();
            assert_eq!(head.target, expected);
            assert_eq!(head.headers, [("Host".to_owned(), "salon".to_owned())]);
        }
        assert_eq!(
            head("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
                .unwrap()
                .target,
            "*"
        );
    }

    #[test]
    fn chunks_are_joined() {
        assert_eq!(
            chunks("3\r\nabc\r\n0002;x=y\r\nde\r\n0\r\n\r\n").unwrap(),
            b"abcde"
        );
        assert_eq!(
            chunks("3 \r\nabc\r\n0\r\nTrailer: x\r\n\r\n").unwrap(),
            b"abc"
        );
        assert_eq!(chunks("0\r\n\r\n").unwrap(), b"");
    }

    #[test]
    fn bad_chunks_are_refused() {
        for text in [
            "x\r\n",
            "\r\n",
            "+3\r\nabc\r\n",
            "3\nabc\r\n",
            "3\r\nabcd\r\n",
            "-1\r\n",
            "0x3\r\n",
        ] {
            assert_eq!(chunks(text).unwrap_err(), 400, "{text:?}");
        }
        let endless = format!("1;{}", "x".repeat(1000));
        assert_eq!(chunks(&endless).unwrap_err(), 400);
        let trailers = format!("0\r\n{}", "X: y\r\n".repeat(1000));
        assert_eq!(chunks(&trailers).unwrap_err(), 400);
        for text in ["9\r\n", "5\r\nabcde\r\n5\r\n", "fffffffffffffffff\r\n"] {
            assert_eq!(chunks(text).unwrap_err(), 413, "{text:?}");
        }
        assert_eq!(chunks("3\r\nab").unwrap_err(), 0);
    }

    #[test]
    fn the_target_of_a_refused_head_is_still_known() {
        assert_eq!(rough_target(b"POST /api/x HTTP/1.1\r\n"), "/api/x");
        assert_eq!(rough_target(b"GET /api/xyz"), "/api/xyz");
        assert_eq!(rough_target(b"\x16\x03"), "");
    }
}
