//! The far side of a mail server: the thread that talks SMTP.
//!
//! lettre's own transport sends a letter in one go. Here the “maybe sent” mark has to be made between the
//! server's 354 and the letter's first byte, so the commands are given one by one. The connection stays
//! open for the next letter until it has been idle for a while.

use super::{
    DeliveryError, MailSettingsError, Receipt,
    why::{self, Failure, Step, Talk},
};
use crate::config::Mail;
use lettre::{
    Address,
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{Certificate, SmtpConnection, TlsParameters},
        commands::{Data, Mail as MailFrom, Rcpt, Rset},
        extension::ClientId,
    },
};
use std::{
    net::{SocketAddr, ToSocketAddrs},
    sync::mpsc::{Receiver, Sender},
    time::Duration,
};

/// Longest silence within a conversation. Whoever waits for the letter gives up earlier; this is when the
/// thread does.
const SILENCE: Duration = Duration::from_secs(30);

/// A letter to deliver, and the three words that are exchanged about it.
pub(super) struct Errand {
    pub(super) from: Address,
    pub(super) to: Address,
    /// The whole message; lines end with CRLF.
    pub(super) message: String,
    /// Said when the server waits for the body, or when it came to nothing.
    pub(super) ready: Sender<Result<(), DeliveryError>>,
    /// Waited for before the body leaves.
    pub(super) go: Receiver<()>,
    /// Said at the end.
    pub(super) done: Sender<Result<Receipt, DeliveryError>>,
}

/// The mail server as configured.
pub(super) struct Server {
    pub(super) host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
}

/// How the conversation is kept from being overheard.
enum Security {
    /// Encrypted from the first byte.
    Tls(TlsParameters),
    /// Encrypted after a greeting in the open. A server that doesn't offer it is not talked to.
    StartTls(TlsParameters),
    /// Not at all, which is for servers on the same machine or network.
    None,
}

impl Server {
    /// Reads the settings.
    pub(super) fn new(mail: &Mail, ca_file: &str) -> Result<Self, MailSettingsError> {
        let host = mail.host.trim().to_owned();
        let security = match mail.security.as_str() {
            "tls" => Security::Tls(tls(&host, ca_file)?),
            "starttls" => Security::StartTls(tls(&host, ca_file)?),
            "none" => Security::None,
            other => return Err(MailSettingsError::Security(other.to_owned())),
        };
        let credentials = match mail.username.as_str() {
            "" => None,
            username => Some(Credentials::new(username.to_owned(), mail.password.clone())),
        };
        Ok(Self {
            host,
            port: mail.port,
            security,
            credentials,
        })
    }

    /// Connects, encrypts and signs in.
    fn connect(&self) -> Result<SmtpConnection, Failure> {
        let hello = ClientId::default();
        let found = (self.host.as_str(), self.port).to_socket_addrs();
        let addresses: Vec<SocketAddr> = found.map(Iterator::collect).unwrap_or_default();
        if addresses.is_empty() {
            return Err(Failure::NotFound);
        }
        let tls = if let Security::Tls(tls) = &self.security {
            Some(tls)
        } else {
            None
        };
        let connected =
            SmtpConnection::connect(addresses.as_slice(), Some(SILENCE), &hello, tls, None);
        let mut connection = connected.map_err(|error| Failure::At(Step::Connect, error))?;
        if let Security::StartTls(tls) = &self.security {
            if !connection.can_starttls() {
                return Err(Failure::NoStartTls);
            }
            connection
                .starttls(tls, &hello)
                .map_err(|error| Failure::At(Step::Connect, error))?;
        }
        if let Some(credentials) = &self.credentials {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            connection
                .auth(&mechanisms, credentials)
                .map_err(|error| Failure::At(Step::SignIn, error))?;
        }
        Ok(connection)
    }

    fn why(&self, failure: &Failure, errand: &Errand) -> DeliveryError {
        let talk = Talk {
            host: &self.host,
            port: self.port,
            from: &errand.from,
            to: &errand.to,
        };
        talk.explain(failure)
    }
}

fn tls(host: &str, ca_file: &str) -> Result<TlsParameters, MailSettingsError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if !ca_file.is_empty() {
        let unusable = |why: String| MailSettingsError::CaFile {
            file: ca_file.to_owned(),
            why,
        };
        let pem = std::fs::read(ca_file).map_err(|error| unusable(error.to_string()))?;
        if !String::from_utf8_lossy(&pem).contains("BEGIN CERTIFICATE") {
            return Err(unusable(
                "there is no certificate in PEM form in it".to_owned(),
            ));
        }
        let certificate =
            Certificate::from_pem(&pem).map_err(|error| unusable(error.to_string()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder
        .build()
        .map_err(|_| MailSettingsError::Host(host.to_owned()))
}

/// Delivers letters as they come, until none has come for `idle` or nobody is left to bring any.
pub(super) fn work(server: &Server, inbox: &Receiver<Errand>, idle: Duration) {
    let mut connection = None;
    while let Ok(errand) = inbox.recv_timeout(idle) {
        deliver(server, &mut connection, &errand);
    }
    if let Some(mut connection) = connection {
        // A goodbye is politeness; whether it arrives changes nothing.
        let _ = connection.quit();
    }
}

/// Delivers one letter. Leaves a connection in `kept` only where it is fit for another one.
fn deliver(server: &Server, kept: &mut Option<SmtpConnection>, errand: &Errand) {
    let prepared = prepare(server, kept, errand);
    let connection = kept.take();
    if let Err(failure) = prepared {
        if failure.is_an_answer() {
            *kept = connection.and_then(reset);
        }
        let _ = errand.ready.send(Err(server.why(&failure, errand)));
        return;
    }
    let Some(mut connection) = connection else {
        return;
    };
    // Nobody waits any more: the connection ends here, in the middle of a letter, which for the server is
    // no letter.
    if errand.ready.send(Ok(())).is_err() || errand.go.recv().is_err() {
        return;
    }
    let answer = match connection.command(body(&errand.message)) {
        Ok(response) => {
            *kept = Some(connection);
            let words: Vec<&str> = response.message().collect();
            Ok(Receipt {
                answer: why::one_line(&format!("{} {}", response.code(), words.join(" "))),
            })
        }
        Err(error) => {
            let failure = Failure::At(Step::Body, error);
            if failure.is_an_answer() {
                *kept = reset(connection);
            }
            Err(server.why(&failure, errand))
        }
    };
    let _ = errand.done.send(answer);
}

/// Brings the connection in `kept` to the point where the letter's body can be sent. Where there is none,
/// or the server has meanwhile hung up, it makes a new one.
fn prepare(
    server: &Server,
    kept: &mut Option<SmtpConnection>,
    errand: &Errand,
) -> Result<(), Failure> {
    if let Some(connection) = kept {
        match announce(connection, errand) {
            Err(failure) if failure.is_stale() => {}
            settled => return settled,
        }
    }
    announce(kept.insert(server.connect()?), errand)
}

/// Says who writes to whom, and asks to begin.
fn announce(connection: &mut SmtpConnection, errand: &Errand) -> Result<(), Failure> {
    let from = MailFrom::new(Some(errand.from.clone()), Vec::new());
    connection
        .command(from)
        .map_err(|error| Failure::At(Step::Sender, error))?;
    let to = Rcpt::new(errand.to.clone(), Vec::new());
    connection
        .command(to)
        .map_err(|error| Failure::At(Step::Recipient, error))?;
    let go_ahead = connection
        .command(Data)
        .map_err(|error| Failure::At(Step::Data, error))?;
    if go_ahead.has_code(354) {
        Ok(())
    } else {
        Err(Failure::OutOfStep)
    }
}

/// The message as SMTP carries it: a dot that begins a line is doubled, and a lone dot ends it all. lettre
/// has this too, but sends the final dot as a packet of its own; that one waits for the server's delayed
/// acknowledgement, 44 ms a letter as measured.
fn body(message: &str) -> String {
    let first = if message.starts_with('.') { "." } else { "" };
    let end = if message.ends_with("\r\n") {
        ".\r\n"
    } else {
        "\r\n.\r\n"
    };
    format!("{first}{}{end}", message.replace("\r\n.", "\r\n.."))
}

/// Clears the table for another letter.
fn reset(mut connection: SmtpConnection) -> Option<SmtpConnection> {
    connection.command(Rset).is_ok().then_some(connection)
}

#[cfg(test)]
mod tests {
    use super::body;

    #[test]
    fn no_line_of_a_letter_can_end_it_early() {
        assert_eq!(body("a\r\n.\r\n.b\r\n"), "a\r\n..\r\n..b\r\n.\r\n");
        assert_eq!(body(".\r\n"), "..\r\n.\r\n");
        assert_eq!(body("a"), "a\r\n.\r\n");
        assert_eq!(body("a\r\n."), "a\r\n..\r\n.\r\n");
    }
}
