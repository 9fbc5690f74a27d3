//! How letters leave: through a mail server, into a folder, into a test's memory, or not at all.
//!
//! What a failed delivery may be called decides whether a letter is lost or sent twice, so there are three
//! words for it and no more: [`DeliveryError::NotSent`] is certain and may be tried again,
//! [`DeliveryError::Refused`] is certain and final, and [`DeliveryError::Ambiguous`] is the honest rest.
//! The moment between the first and the last is the one in which the server has said “go ahead” (354) and
//! the first byte of the letter leaves: just then `about_to_send_body` is called, so that the book can note
//! “maybe sent” before it becomes true.
//!
//! | file | holds |
//! |---|---|
//! | `smtp.rs` | the near side of a mail server: hands letters over and doesn't wait for ever |
//! | `postman.rs` | the far side: the thread that talks SMTP and keeps one connection open |
//! | `why.rs` | what went wrong, in words for the front desk |
//! | `folder.rs` | letters as files |
//! | `memory.rs` | letters of a test |

mod folder;
mod memory;
mod postman;
mod smtp;
mod why;

use crate::config::Mail;
use crate::letters::Mailbox;
use std::{path::PathBuf, time::Duration};

pub use memory::{Delivered, Outbox};
pub use smtp::Smtp;

/// Where letters go.
pub enum Mailer {
    /// To a mail server.
    Smtp(Smtp),
    /// Into a folder, as `.eml` files.
    Folder(PathBuf),
    /// Into a test's memory.
    Memory(Outbox),
    /// Nowhere, since no mail server is configured: they wait.
    Nowhere,
}

/// A letter on its way.
#[derive(Debug, Clone, Copy)]
pub struct Parcel<'a> {
    /// The letter's message id, without angle brackets.
    pub message_id: &'a str,
    /// The sender's bare address.
    pub from: &'a str,
    /// The recipient's bare address.
    pub to: &'a str,
    /// The whole message.
    pub message: &'a [u8],
}

/// The letter was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What the mail server said to it, one line; often a number under which its owner can find the letter.
    pub answer: String,
}

/// Why a letter was not delivered. Each sentence is for the front desk and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// Surely not accepted by anybody: worth another try.
    #[error("{why}")]
    NotSent {
        /// What went wrong and what to do.
        why: String,
    },
    /// Surely not accepted, and never will be.
    #[error("{why}")]
    Refused {
        /// The mail server's code, 500 to 599.
        code: u16,
        /// What went wrong and what to do.
        why: String,
    },
    /// The letter had begun to leave and no answer came: it may have been delivered, or not.
    #[error("{why}")]
    Ambiguous {
        /// What happened.
        why: String,
    },
}

/// What is wrong with the `[mail]` settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailSettingsError {
    /// The sender is no mailbox.
    #[error("The sender “{0}” is not an e-mail address. Write it as My Salon <desk@example.com>.")]
    From(String),
    /// An unknown kind of encryption.
    #[error("The mail server's security must be starttls, tls or none, not “{0}”.")]
    Security(String),
    /// The file of further authorities can't be used.
    #[error("The certificates in {file} can't be used: {why}.")]
    CaFile {
        /// Its path.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The host can't be anybody's name.
    #[error("“{0}” can't be the name of a mail server.")]
    Host(String),
}

/// How long a mail server may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From the first contact to the moment at which the letter itself can leave.
    pub prepare: Duration,
    /// For one letter in all.
    pub letter: Duration,
    /// How long a connection without letters is kept open.
    pub idle: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            prepare: seconds(15),
            letter: seconds(30),
            idle: seconds(30),
        }
    }
}

impl Mailer {
    /// The mailer that these settings ask for. Nothing is connected yet. `ca_file` is `[server] ca_file`;
    /// it may be empty.
    ///
    /// # Errors
    /// When a setting can't be right.
    pub fn open(mail: &Mail, ca_file: &str) -> Result<Self, MailSettingsError> {
        Self::open_with(mail, ca_file, Patience::default())
    }

    /// The same, with another patience.
    ///
    /// # Errors
    /// When a setting can't be right.
    pub fn open_with(
        mail: &Mail,
        ca_file: &str,
        patience: Patience,
    ) -> Result<Self, MailSettingsError> {
        Mailbox::parse(&mail.from).map_err(|_| MailSettingsError::From(mail.from.clone()))?;
        if !mail.folder.is_empty() {
            return Ok(Self::Folder(PathBuf::from(&mail.folder)));
        }
        if mail.host.trim().is_empty() {
            return Ok(Self::Nowhere);
        }
        Ok(Self::Smtp(Smtp::new(
            postman::Server::new(mail, ca_file)?,
            patience,
        )))
    }

    /// Delivers one letter. `about_to_send_body` is called at most once, at the last moment at which the
    /// letter has surely not been delivered; if it fails, nothing leaves.
    ///
    /// # Errors
    /// Says whether the letter may be tried again.
    pub fn deliver(
        &self,
        parcel: &Parcel<'_>,
        about_to_send_body: &mut dyn FnMut() -> anyhow::Result<()>,
    ) -> Result<Receipt, DeliveryError> {
        let mut commit = || about_to_send_body().map_err(|error| why::not_noted(&error));
        match self {
            Self::Smtp(smtp) => smtp.deliver(parcel, &mut commit),
            Self::Folder(folder) => folder::deliver(folder, parcel, &mut commit),
            Self::Memory(outbox) => outbox.deliver(parcel, &mut commit),
            Self::Nowhere => Err(why::no_server()),
        }
    }

    /// Whether letters can leave at all.
    pub fn is_configured(&self) -> bool {
        !matches!(self, Self::Nowhere)
    }

    /// Ends a connection that is kept open for further letters.
    pub fn close_idle(&self) {
        if let Self::Smtp(smtp) = self {
            smtp.close_idle();
        }
    }
}

// Never derived: a password must not reach a log by way of a `{:?}`.
impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Smtp(_) => "Smtp",
            Self::Folder(_) => "Folder",
            Self::Memory(_) => "Memory",
            Self::Nowhere => "Nowhere",
        })
    }
}

/// Notes “maybe sent”; while it fails, nothing may leave.
type Commit<'a> = &'a mut dyn FnMut() -> Result<(), DeliveryError>;
