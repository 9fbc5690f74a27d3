//! Where the desk is: what a telephone or another screen of the salon types, or reads off this one with its camera.

use anyhow::Context;
use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::visit::{Member, Visit};

/// `GET /api/address`
pub(super) fn show(visit: &Visit<'_>, _: &Member) -> Answer {
    let addresses = visit.app.addresses();
    let told: Vec<Value> = addresses
        .iter()
        .map(|url| Ok(json!({ "url": url, "qr_svg": drawn(url)? })))
        .collect::<anyhow::Result<_>>()?;
    answer::json(&json!({ "this_machine": visit.app.address_here(), "addresses": told }))
}

/// An address as a drawing that a camera reads, black on white whatever the page around it.
fn drawn(url: &str) -> anyhow::Result<String> {
    let code = QrCode::new(url).context("The address fits no QR code")?;
    let file = code
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .build();
    // What stands before the drawing itself is for files, and a page would show it.
    let begin = file.find("<svg").unwrap_or_default();
    Ok(file[begin..].to_owned())
}
