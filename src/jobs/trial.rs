//! A test letter, sent while somebody waits: whether mail works is asked before a client needs it.

use super::prepare::{self, Sender};
use crate::app::App;
use crate::letters::{self, Kind, Locale, Recipient};
use crate::outside::mailer::{DeliveryError, Parcel};
use crate::secrets;

/// Sends one to this person. Answers in words how it went; the error says why nothing left.
pub(crate) fn send(app: &App, name: &str, to: &str) -> Result<String, String> {
    let (sender, now) = (Sender::of(app), app.now());
    let settings = app.db.settings();
    let domain = sender.address.rsplit('@').next().unwrap_or("daybook");
    let letter = letters::Letter {
        message_id: format!("daybook-test-{}@{domain}", secrets::short_id()),
        date: now.stamp.0,
        from: sender.mailbox.clone(),
        salon: prepare::salon(&settings, &now),
        recipient: Recipient {
            name: name.to_owned(),
            email: to.to_owned(),
            language: Locale::parse(&settings.locale),
        },
        appointments: Vec::new(),
        kind: Kind::Test,
    };
    let rendered = letters::render(&letter).map_err(|problem| problem.to_string())?;
    let parcel = Parcel {
        message_id: &letter.message_id,
        from: &sender.address,
        to: &rendered.to,
        message: &rendered.message,
    };
    match app.mailer().deliver(&parcel, &mut || Ok(())) {
        Ok(_) => Ok(format!(
            "The test letter to {to} has left. Look whether it arrived."
        )),
        Err(
            DeliveryError::NotSent { why }
            | DeliveryError::Refused { why, .. }
            | DeliveryError::Ambiguous { why },
        ) => Err(why),
    }
}
