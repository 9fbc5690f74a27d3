//! What went wrong with a delivery, in words for the front desk, and whether it is worth another try.
//!
//! Only two parties can be at fault for good: the recipient's address and the letter itself. All else (a
//! wrong password, a sender that the server doesn't like, a certificate) is the salon's to mend, and
//! letters wait until it has.

use super::DeliveryError;
use lettre::{Address, transport::smtp::Error as SmtpError};
use std::{error::Error as _, io, path::Path};

const SETTINGS: &str = "under Settings → Mail and payments";
const AGAIN: &str = "The letter will be tried again.";

/// How far a conversation had got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Reaching the server, greeting it, encrypting.
    Connect,
    /// User name and password.
    SignIn,
    /// `MAIL FROM`
    Sender,
    /// `RCPT TO`
    Recipient,
    /// `DATA`
    Data,
    /// The letter itself.
    Body,
}

/// What failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The host's name leads nowhere.
    NotFound,
    /// The server can't encrypt, and we won't do without.
    NoStartTls,
    /// The server said “yes” where it should have said “go ahead”.
    OutOfStep,
    /// A command got a bad answer, or none.
    At(Step, SmtpError),
}

impl Failure {
    /// The server said no and is ready for the next command. (With 421 it says goodbye.)
    pub(super) fn is_an_answer(&self) -> bool {
        self.code().is_some_and(|code| code != 421)
    }

    /// The server had hung up before it heard of the letter, which a kept connection finds out only now.
    pub(super) fn is_stale(&self) -> bool {
        matches!(self, Self::At(Step::Sender, _)) && !self.is_an_answer()
    }

    fn code(&self) -> Option<u16> {
        match self {
            Self::At(_, error) => error.status().map(u16::from),
            _ => None,
        }
    }
}

/// Who talked to whom.
pub(super) struct Talk<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) from: &'a Address,
    pub(super) to: &'a Address,
}

impl Talk<'_> {
    /// The failure as a verdict with a sentence.
    pub(super) fn explain(&self, failure: &Failure) -> DeliveryError {
        let Self { host, port, .. } = self;
        match failure {
            Failure::NotFound => not_sent(format!(
                "The mail server “{host}” was not found. Please check its name {SETTINGS}, and whether this \
                 computer is online."
            )),
            Failure::NoStartTls => not_sent(format!(
                "The mail server {host} offers no encryption (STARTTLS) on port {port}. Please check port and \
                 security {SETTINGS}."
            )),
            Failure::OutOfStep => not_sent(format!("The mail server {host} answered out of turn.")),
            Failure::At(step, error) => match error.status() {
                Some(code) => self.answered(*step, code.into(), error),
                None => self.unanswered(*step, error),
            },
        }
    }

    /// The server said no.
    fn answered(&self, step: Step, code: u16, error: &SmtpError) -> DeliveryError {
        let Self { host, from, to, .. } = self;
        let words = error.source().map(ToString::to_string).unwrap_or_default();
        let said = one_line(&format!("{code} {words}"));
        let refused = |why| DeliveryError::Refused { code, why };
        match (step, code) {
            // What a server says to a sign-in is not repeated: some answer with what they were given.
            (Step::SignIn, 400..=499) => not_sent(format!(
                "The mail server {host} could not check the sign-in just now ({code}). {AGAIN}"
            )),
            (Step::SignIn, _) => not_sent(format!(
                "The mail server {host} refused the sign-in ({code}). Please check user name and password {SETTINGS}."
            )),
            (_, 530) => not_sent(format!(
                "The mail server {host} wants a sign-in ({said}). Please enter user name and password {SETTINGS}."
            )),
            (Step::Connect, _) => not_sent(format!(
                "The mail server {host} turned us away ({said}). {AGAIN}"
            )),
            (Step::Sender, _) => not_sent(format!(
                "The mail server {host} takes no letters from {from} ({said}). Please check the sender {SETTINGS}."
            )),
            (Step::Recipient, 500..=599) => refused(format!(
                "The mail server {host} refused the address {to} ({said}). Please ask the client for the right one."
            )),
            (_, 500..=599) => refused(format!(
                "The mail server {host} refused the letter to {to} ({said})."
            )),
            _ => not_sent(format!(
                "The mail server {host} did not take the letter to {to} yet ({said}). {AGAIN}"
            )),
        }
    }

    /// The server said nothing, or nothing that makes sense.
    fn unanswered(&self, step: Step, error: &SmtpError) -> DeliveryError {
        let Self { host, port, .. } = self;
        if step == Step::Body {
            return no_answer(host);
        }
        if let Some(sentence) = rustls_error(error).and_then(|error| encryption(error, host, *port))
        {
            return not_sent(sentence);
        }
        if step == Step::SignIn && error.is_client() {
            return not_sent(format!(
                "The mail server {host} offers no sign-in that Daybook knows. Please check port and security {SETTINGS}."
            ));
        }
        let lost = format!("The connection to the mail server {host} was lost. {AGAIN}");
        let Some(error) = io_error(error) else {
            return not_sent(match step {
                Step::Connect => format!(
                    "The mail server {host} gave no proper answer on port {port}. Please check port and security {SETTINGS}."
                ),
                _ => lost,
            });
        };
        match error.kind() {
            io::ErrorKind::ConnectionRefused => not_sent(format!(
                "The mail server {host} takes no connections on port {port}. Please check the port {SETTINGS}."
            )),
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => too_slow(host),
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
                not_sent(format!(
                    "The mail server {host} could not be reached. Please check whether this computer is online."
                ))
            }
            _ => not_sent(lost),
        }
    }
}

/// What is wrong with the server's certificate, or with encryption as such.
fn encryption(error: &rustls::Error, host: &str, port: u16) -> Option<String> {
    use rustls::{CertificateError, Error};
    let about = match error {
        Error::InvalidCertificate(about) => about,
        Error::InvalidMessage(_) => {
            return Some(format!(
                "The mail server {host} does not speak TLS on port {port} from the start. Please try the security “starttls” {SETTINGS}."
            ));
        }
        _ => return None,
    };
    let what = match about {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "has expired, or this computer's clock is wrong"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "is not valid yet, or this computer's clock is wrong"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "was made for another name. Please check the server's name"
        }
        CertificateError::UnknownIssuer => {
            "was issued by nobody whom this computer trusts. If the server is your own, name its authority as ca_file in config.toml"
        }
        _ => "can't be trusted",
    };
    Some(format!(
        "Nothing was sent: the certificate of the mail server {host} {what}."
    ))
}

fn io_error(error: &SmtpError) -> Option<&io::Error> {
    error.source()?.downcast_ref::<io::Error>()
}

fn rustls_error(error: &SmtpError) -> Option<&rustls::Error> {
    io_error(error)?.get_ref()?.downcast_ref::<rustls::Error>()
}

fn not_sent(why: String) -> DeliveryError {
    DeliveryError::NotSent { why }
}

/// The server kept us waiting before the letter could leave.
pub(super) fn too_slow(host: &str) -> DeliveryError {
    not_sent(format!(
        "The mail server {host} did not answer in time. {AGAIN}"
    ))
}

/// The letter had begun to leave, and nothing more was heard.
pub(super) fn no_answer(host: &str) -> DeliveryError {
    DeliveryError::Ambiguous {
        why: format!(
            "The mail server {host} did not say whether it took the letter. It may have arrived, or not."
        ),
    }
}

/// The thread that talks to the server ended.
pub(super) fn broke_off(host: &str) -> DeliveryError {
    not_sent(format!(
        "The conversation with the mail server {host} broke off before the letter left. {AGAIN}"
    ))
}

/// There is no mail server.
pub(super) fn no_server() -> DeliveryError {
    not_sent(format!(
        "No mail server is set up yet, so letters wait. Please enter one {SETTINGS}."
    ))
}

/// “Maybe sent” could not be noted.
pub(super) fn not_noted(error: &anyhow::Error) -> DeliveryError {
    not_sent(format!(
        "The letter was held back because the book could not be written: {error:#}."
    ))
}

/// The folder can't be written.
pub(super) fn folder(folder: &Path, error: &io::Error) -> DeliveryError {
    not_sent(format!(
        "The letter could not be written to the folder {}: {error}.",
        folder.display()
    ))
}

/// An address for the envelope. What no mail server would take gets the code that one would give.
pub(super) fn address(text: &str) -> Result<Address, DeliveryError> {
    text.parse().map_err(|_| DeliveryError::Refused {
        code: 553,
        why: format!("“{}” is not a valid e-mail address.", one_line(text)),
    })
}

/// A message as text. Ours are ASCII; anything else was damaged where it was kept.
pub(super) fn text(message: &[u8]) -> Result<String, DeliveryError> {
    let text = std::str::from_utf8(message).map(str::to_owned);
    text.map_err(|_| DeliveryError::Refused {
        code: 554,
        why: "The stored letter is damaged, so it was not sent.".to_owned(),
    })
}

/// A server's words, fit to stand in a sentence of ours.
pub(super) fn one_line(words: &str) -> String {
    let clean: String = words
        .chars()
        .take(200)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
