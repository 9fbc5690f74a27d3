//! Writing an answer: its head and as much of the body as fits leave in one piece, the rest piece by piece.
//!
//! A body whose length isn't known is sent in chunks, and only one that was read to its end gets the last,
//! empty chunk: when its reader fails midway the connection is cut, so that half a list never passes for a
//! whole one.

use super::wire::Fault;
use super::{Response, panic_message};
use rouille::ResponseBody;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::SystemTime;

/// Bytes of a body that are read before they are written. What is shorter goes out in one write.
const PIECE: usize = 16 << 10;
/// Where a chunk's size goes: four hexadecimal digits hold a piece's length, and a line break.
const CHUNK_HEAD: &[u8] = b"0000\r\n";

/// Headers that only the listener can know; a handler's own are left out.
const OURS: [&str; 7] = [
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What the request says about the form of its answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// The answer to a HEAD: all of the head, nothing of the body.
    pub(super) head_only: bool,
    /// The peer speaks HTTP/1.1, and so knows chunks.
    pub(super) modern: bool,
    /// Another request may follow on this connection.
    pub(super) keep: bool,
}

impl Manner {
    /// The last answer on a connection whose request could not be understood.
    pub(super) const LAST: Manner = Manner {
        head_only: false,
        modern: false,
        keep: false,
    };
}

/// How the peer learns where the body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    /// The status has no body.
    None,
    Length(usize),
    Chunked,
    /// By the connection's end: event streams, and streams to HTTP/1.0.
    Close,
}

impl Framing {
    fn of(response: &Response, size: Option<usize>, manner: Manner) -> Self {
        match (response.status_code, size) {
            (204 | 304, _) => Framing::None,
            _ if response.upgrade.is_some() => Framing::Close,
            (_, Some(size)) => Framing::Length(size),
            (_, None) if manner.modern => Framing::Chunked,
            (_, None) => Framing::Close,
        }
    }
}

/// Sends an answer through `deliver`, piece by piece, in the buffer `out`. Says whether the connection may be kept.
///
/// If the body's reader fails before anything was sent, the fault is a 500, else the peer is [`Fault::Gone`].
pub(super) fn send(
    response: &mut Response,
    manner: Manner,
    out: &mut Vec<u8>,
    deliver: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> Result<bool, Fault> {
    let data = std::mem::replace(&mut response.data, ResponseBody::empty());
    let (mut reader, size) = data.into_reader_and_size();
    let framing = Framing::of(response, size, manner);
    let keep = manner.keep && framing != Framing::Close;
    out.clear();
    write_head(out, response, framing, manner, keep);
    let handed_over = response.upgrade.is_some();
    if manner.head_only || handed_over || matches!(framing, Framing::None | Framing::Length(0)) {
        deliver(out)?;
        return Ok(keep);
    }
    let mut left = match framing {
        Framing::Length(size) => size,
        _ => usize::MAX,
    };
    let mut sent = false;
    loop {
        let ended = match add_piece(&mut *reader, out, framing, &mut left) {
            Ok(ended) => ended,
            Err(error) => {
                log::error!("an answer's body could not be read to its end: {error}");
                return Err(if sent {
                    Fault::Gone
                } else {
                    Fault::Refuse(500)
                });
            }
        };
        deliver(out)?;
        out.clear();
        sent = true;
        if ended {
            return Ok(keep);
        }
    }
}

/// Adds the next piece of the body to `out`, framed. Says whether it was the last.
fn add_piece(
    reader: &mut dyn Read,
    out: &mut Vec<u8>,
    framing: Framing,
    left: &mut usize,
) -> io::Result<bool> {
    let chunked = framing == Framing::Chunked;
    let head = out.len();
    if chunked {
        out.extend_from_slice(CHUNK_HEAD);
    }
    let most = PIECE.min(*left);
    let read = read_piece(reader, out, most)?;
    *left -= read;
    if chunked {
        if read == 0 {
            out.truncate(head);
        } else {
            write!(&mut out[head..][..4], "{read:04x}")?;
            out.extend_from_slice(b"\r\n");
        }
        if read < most {
            out.extend_from_slice(b"0\r\n\r\n");
        }
    }
    match framing {
        Framing::Length(_) if read < most => Err(io::ErrorKind::UnexpectedEof.into()),
        Framing::Length(_) => Ok(*left == 0),
        _ => Ok(read < most),
    }
}

/// Reads until the piece is full or the reader at its end. A reader that panics has failed like any other.
fn read_piece(reader: &mut dyn Read, out: &mut Vec<u8>, most: usize) -> io::Result<usize> {
    out.reserve(most + CHUNK_HEAD.len() + 8);
    catch_unwind(AssertUnwindSafe(|| {
        reader.take(most as u64).read_to_end(out)
    }))
    .unwrap_or_else(|panic| {
        let message = panic_message(&*panic);
        Err(io::Error::other(format!("its reader panicked: {message}")))
    })
}

fn write_head(
    out: &mut Vec<u8>,
    response: &Response,
    framing: Framing,
    manner: Manner,
    keep: bool,
) {
    let status = response.status_code;
    let date = httpdate::HttpDate::from(SystemTime::now());
    // Writing to memory doesn't fail.
    let _ = write!(
        out,
        "HTTP/1.1 {status} {}\r\nDate: {date}\r\n",
        reason(status)
    );
    let _ = match framing {
        Framing::Length(size) => write!(out, "Content-Length: {size}\r\n"),
        Framing::Chunked => write!(out, "Transfer-Encoding: chunked\r\n"),
        Framing::None | Framing::Close => Ok(()),
    };
    if !keep {
        out.extend_from_slice(b"Connection: close\r\n");
    } else if !manner.modern {
        out.extend_from_slice(b"Connection: keep-alive\r\n");
    }
    for (name, value) in &response.headers {
        if OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
            continue;
        }
        if !is_header(name, value) {
            log::error!(
                "a header of an answer was left out, since it would break its head: {name:?}"
            );
            continue;
        }
        for part in [name, ": ", value, "\r\n"] {
            out.extend_from_slice(part.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// Whether a header stays one header: text from outside must not be able to end the line.
fn is_header(name: &str, value: &str) -> bool {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    let text = |b: u8| b == b'\t' || !b.is_ascii_control();
    !name.is_empty() && name.bytes().all(token) && value.bytes().all(text)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        417 => "Expectation Failed",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        507 => "Insufficient Storage",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    const MODERN: Manner = Manner {
        head_only: false,
        modern: true,
        keep: true,
    };

    /// The pieces that were sent, without their `Date`, and what became of the connection.
    fn sent(mut response: Response, manner: Manner) -> (Vec<String>, Result<bool, Fault>) {
        let mut pieces = Vec::new();
        let kept = send(&mut response, manner, &mut Vec::new(), &mut |bytes| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            pieces.push(match text.split_once("Date: ") {
                Some((line, rest)) => format!("{line}{}", rest.split_once("\r\n").unwrap().1),
                None => text,
            });
            Ok(())
        });
        (pieces, kept)
    }

    fn stream(reader: impl Read + Send + 'static) -> Response {
        Response {
            status_code: 200,
            headers: vec![],
            data: ResponseBody::from_reader(reader),
            upgrade: None,
        }
    }

    struct Failing(bool);
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            assert!(!self.0, "on purpose");
            Err(io::Error::other("on purpose"))
        }
    }

    #[test]
    fn a_short_answer_is_one_write() {
        let (pieces, kept) = sent(Response::text("hi"), MODERN);
        assert_eq!(
            pieces,
            [
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhi"
            ]
        );
        assert_eq!(kept, Ok(true));
    }

    #[test]
    fn a_stream_is_chunked_and_ends_with_its_last_piece() {
        let (pieces, kept) = sent(stream(&b"hello"[..]), MODERN);
        assert_eq!(
            pieces,
            ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\n0\r\n\r\n"]
        );
        assert_eq!(kept, Ok(true));
        let (pieces, _) = sent(stream(io::repeat(b'x').take(2 * PIECE as u64)), MODERN);
        assert_eq!(pieces.len(), 3);
        assert!(pieces[1].starts_with("4000\r\nxxx") && pieces[1].ends_with("x\r\n"));
        assert_eq!(pieces[2], "0\r\n\r\n");
    }

    #[test]
    fn a_stream_to_an_old_client_ends_with_the_connection() {
        let old = Manner {
            modern: false,
            ..MODERN
        };
        let (pieces, kept) = sent(stream(&b"hello"[..]), old);
        assert_eq!(
            pieces,
            ["HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello"]
        );
        assert_eq!(kept, Ok(false));
        let (pieces, kept) = sent(Response::text("hi"), old);
        assert!(pieces[0].contains("Connection: keep-alive\r\n"));
        assert_eq!(kept, Ok(true));
    }

    #[test]
    fn answers_without_a_body() {
        let head_only = Manner {
            head_only: true,
            ..MODERN
        };
        let (pieces, _) = sent(Response::text("hello"), head_only);
        assert!(pieces[0].contains("Content-Length: 5\r\n") && pieces[0].ends_with("\r\n\r\n"));
        for status in [204, 304] {
            let (pieces, kept) = sent(Response::text("hello").with_status_code(status), MODERN);
            assert!(!pieces[0].contains("Length") && pieces[0].ends_with("\r\n\r\n"));
            assert_eq!(kept, Ok(true));
        }
    }

    #[test]
    fn a_reader_that_fails_at_once_is_a_500_and_later_a_cut() {
        for panics in [false, true] {
            let (pieces, kept) = sent(stream(Failing(panics)), MODERN);
            assert_eq!((pieces.len(), kept), (0, Err(Fault::Refuse(500))));
            let late = io::repeat(b'x').take(PIECE as u64).chain(Failing(panics));
            let (pieces, kept) = sent(stream(late), MODERN);
            assert_eq!((pieces.len(), kept), (1, Err(Fault::Gone)));
            assert!(!pieces[0].contains("0\r\n\r\n"));
        }
    }

    #[test]
    fn a_body_shorter_than_announced_is_cut_and_a_longer_one_trimmed() {
        let sized = |size| Response {
            data: ResponseBody::from_reader_and_size(&b"hello"[..], size),
            ..Response::text("")
        };
        assert_eq!(sent(sized(9), MODERN).1, Err(Fault::Refuse(500)));
        let (pieces, kept) = sent(sized(4), MODERN);
        assert!(pieces[0].ends_with("\r\n\r\nhell"));
        assert_eq!(kept, Ok(true));
    }

    #[test]
    fn headers_cannot_be_smuggled_in() {
        let response = Response::text("x")
            .with_additional_header("Location", "/a\r\nSet-Cookie: b")
            .with_additional_header("X\r\nY", "a")
            .with_additional_header("Content-Length", "7")
            .with_additional_header("X-Fine", "J\u{f6}rg");
        let (pieces, _) = sent(response, MODERN);
        let (head, _) = pieces[0].split_once("\r\n\r\n").unwrap();
        let mut lines: Vec<_> = head.lines().skip(1).collect();
        lines.sort_unstable();
        assert_eq!(
            lines,
            [
                "Content-Length: 1",
                "Content-Type: text/plain; charset=utf-8",
                "X-Fine: J\u{f6}rg"
            ]
        );
    }
}
