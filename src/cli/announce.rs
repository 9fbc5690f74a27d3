//! What `daybook serve` says once it is open: where, how a telephone finds it, and how the salon is set up.

use std::io::{self, IsTerminal};

use anyhow::Context;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::say;
use crate::app::App;
use crate::outside::keeper;
use crate::store::users;

/// Tells where the desk is and, on the first day, how to set it up.
pub(super) fn announce(app: &App, in_log: bool) -> anyhow::Result<()> {
    // Whoever has the log in a file sees nothing else.
    let tell = move |text: &str| {
        say(text);
        if in_log {
            log::info!("{text}");
        }
    };
    let others = app.addresses();
    let here = app.address_here().into_iter();
    let mut all: Vec<String> = here.chain(others.iter().cloned()).collect();
    all.dedup();
    tell(&format!("Daybook is open at\n  {}", all.join("\n  ")));
    // "daybook service status" asks for it when these lines are long gone from the log.
    keeper::tell(&format!("STATUS=Daybook is open at {}", all.join(" ")));
    if let Some(certificate) = &app.certificate
        && certificate.is_own()
    {
        tell(&format!(
            "Browsers ask once whether to believe its certificate. Its SHA-256 fingerprint is\n  {}",
            certificate.fingerprint()
        ));
    }
    if let Some(address) = others.first()
        && io::stdout().is_terminal()
    {
        say(&format!(
            "A telephone finds it with its camera:\n{}",
            qr(address)?
        ));
    }
    if app.db.is_read_only() {
        tell("It is a copy of the book, only to look at: nothing can be changed here.");
        return Ok(());
    }
    if app.db.read(users::count)? == 0 {
        // Another screen can open the first address of the network, and so can this machine.
        let base = others.into_iter().next().or(app.address_here());
        let base = base.unwrap_or_default();
        // Behind the #, the code stays in the browser and out of every log on the way.
        app.setup_code.open(move |code| {
            tell(&format!(
                "Nobody can sign in yet. Set the salon up at\n  {base}/setup#{code}"
            ));
        })?;
    }
    Ok(())
}

/// An address as a terminal with light letters on a dark ground shows it to a camera.
fn qr(address: &str) -> anyhow::Result<String> {
    let code = QrCode::new(address).context("The address fits no QR code")?;
    let mut drawing = code.render::<Dense1x2>();
    drawing
        .dark_color(Dense1x2::Dark)
        .light_color(Dense1x2::Light);
    Ok(drawing.build())
}
