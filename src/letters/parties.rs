//! Who writes to whom, checked once for the headers, the text and the calendar alike.

use crate::letters::{Letter, LetterError, Mailbox, clean};

/// The two ends of a letter.
pub(super) struct Parties {
    /// The sender. Where the setting names only an address, the salon's name stands before it.
    pub(super) from: Mailbox,
    /// The reader.
    pub(super) to: Mailbox,
    /// Where answers go, if not to the sender.
    pub(super) reply_to: Option<Mailbox>,
    /// What the salon is called in the letter: its name, else the sender's, else the sender's address.
    pub(super) salon: String,
}

impl Parties {
    /// Reads them from the facts.
    pub(super) fn of(letter: &Letter) -> Result<Self, LetterError> {
        let salon = &letter.salon;
        let mut from = own(Mailbox::parse(&letter.from))?;
        let name = [
            clean::line(&salon.name, clean::NAME),
            from.name.clone(),
            from.address.clone(),
        ];
        let salon_name = name
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default();
        if from.name.is_empty() {
            from.name = clean::line(&salon.name, clean::NAME);
        }
        let reply_to = match salon.reply_to.trim() {
            "" => None,
            address => Some(own(Mailbox::parse(address))?),
        };
        let to = Mailbox::new(&letter.recipient.name, &letter.recipient.email)?;
        Ok(Self {
            from,
            to,
            reply_to,
            salon: salon_name,
        })
    }

    /// Where an answer ends up.
    pub(super) fn answers(&self) -> &Mailbox {
        self.reply_to.as_ref().unwrap_or(&self.from)
    }
}

/// A wrong address of the salon's own is another problem than a client's, and another person mends it.
fn own(mailbox: Result<Mailbox, LetterError>) -> Result<Mailbox, LetterError> {
    mailbox.map_err(|error| match error {
        LetterError::BadAddress(address) => LetterError::BadSender(address),
        other => other,
    })
}
