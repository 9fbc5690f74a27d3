//! The front desk's own files, which the program carries: `src/desk/build.rs` built and listed them.
//!
//! An asset's name holds a hash of what is in it, so a browser may keep it for ever; `index.html`, which names the
//! assets, it must ask for each time. Both were compressed when they were built, so serving them is a look-up; only
//! for somebody who takes no compressed form is one unpacked, so that the program needn't carry each file thrice.

use flate2::read::GzDecoder;
use rouille::{Request, Response, ResponseBody};

use super::answer::Answer;
use super::visit::Visit;
use crate::salon::Refusal;

/// One file: its compressed forms or, where it is too short to gain by that, the plain one.
struct File {
    name: &'static str,
    plain: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
    brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/desk.rs"));

/// `GET /` and `GET /setup`; which screen it is, the desk finds out.
pub(super) fn page(visit: &Visit<'_>) -> Answer {
    Ok(INDEX.answer(visit.request))
}

/// `GET /assets/:file`
pub(super) fn asset(visit: &Visit<'_>) -> Answer {
    let name = visit.segments().get(1).map_or("", AsRef::as_ref);
    let found = ASSETS.iter().find(|file| file.name == name);
    let file = found.ok_or(Refusal::NotFound("Page"))?;
    Ok(file
        .answer(visit.request)
        .with_unique_header("Cache-Control", "public, max-age=31536000, immutable"))
}

impl File {
    fn answer(&self, request: &Request) -> Response {
        let accepted = request.header("Accept-Encoding").unwrap_or_default();
        let compressed = [("br", self.brotli), ("gzip", self.gzip)]
            .into_iter()
            .find_map(|(coding, bytes)| {
                Some((coding, bytes.filter(|_| accepts(accepted, coding))?))
            });
        let mut answer = Response::from_data(self.media_type(), "");
        answer.data = match (compressed, self.plain, self.gzip) {
            (Some((coding, bytes)), ..) => {
                answer = answer.with_additional_header("Content-Encoding", coding);
                ResponseBody::from_data(bytes)
            }
            (None, Some(plain), _) => ResponseBody::from_data(plain),
            (None, None, gzip) => {
                ResponseBody::from_reader(GzDecoder::new(gzip.unwrap_or_default()))
            }
        };
        answer.with_additional_header("Vary", "Accept-Encoding")
    }

    fn media_type(&self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("woff2") => "font/woff2",
            _ => "application/octet-stream",
        }
    }
}

/// Whether an `Accept-Encoding` takes this coding; one with the weight 0 is refused.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
        named && weight != Some(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn a_coding_is_taken_where_it_is_named_and_not_refused() {
        assert!(accepts("gzip, deflate, br, zstd", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("gzip", "br"));
        assert!(!accepts("brotli", "br"));
        assert!(!accepts("", "gzip"));
    }
}
