//! E-mail addresses, as people type them into settings and client cards.

use crate::letters::{LetterError, clean};

/// A name and an address, `My Salon <desk@example.com>`. Both are safe to stand in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Display name, one line; may be empty.
    pub name: String,
    /// The address in ASCII: an international domain is kept in its `xn--` form, which every mail server
    /// understands.
    pub address: String,
}

impl Mailbox {
    /// A mailbox from a name and an address that are stored apart.
    ///
    /// # Errors
    /// When the address is none.
    pub fn new(name: &str, address: &str) -> Result<Self, LetterError> {
        let bad = || LetterError::BadAddress(clean::line(address, clean::NAME));
        let (local, domain) = address.trim().rsplit_once('@').ok_or_else(bad)?;
        let domain = url::Host::parse(domain).map_err(|_| bad())?;
        if !matches!(domain, url::Host::Domain(_)) {
            return Err(bad());
        }
        let address = format!("{local}@{domain}");
        // Letters outside ASCII before the @ need a mail server with SMTPUTF8, at our end and at theirs.
        // Hardly any pair has it, and a letter that vanishes on the way is worse than one that is refused
        // at the desk.
        if !address.is_ascii() || address.len() > 254 || address.parse::<lettre::Address>().is_err()
        {
            return Err(bad());
        }
        Ok(Self {
            name: clean::line(name, clean::NAME),
            address,
        })
    }

    /// Reads `My Salon <desk@example.com>`, `"Salon, My" <desk@example.com>` or a bare `desk@example.com`.
    ///
    /// # Errors
    /// When there is no valid address in it.
    pub fn parse(text: &str) -> Result<Self, LetterError> {
        let text = text.trim();
        match text
            .strip_suffix('>')
            .and_then(|text| text.rsplit_once('<'))
        {
            Some((name, address)) => {
                let name = name.trim();
                let unquoted = name
                    .strip_prefix('"')
                    .and_then(|name| name.strip_suffix('"'));
                Self::new(&unquoted.unwrap_or(name).replace("\\\"", "\""), address)
            }
            None => Self::new("", text),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parsed(text: &str) -> (String, String) {
        let mailbox = Mailbox::parse(text).unwrap();
        (mailbox.name, mailbox.address)
    }

    #[test]
    fn senders_are_read_as_people_write_them() {
        let desk = || "desk@example.com".to_owned();
        assert_eq!(parsed("desk@example.com"), (String::new(), desk()));
        assert_eq!(
            parsed("My Salon <desk@example.com>"),
            ("My Salon".into(), desk())
        );
        assert_eq!(
            parsed("Haar, Haut & Nägel <desk@example.com>"),
            ("Haar, Haut & Nägel".into(), desk())
        );
        assert_eq!(
            parsed("\"Salon, My\" < desk@example.com >"),
            ("Salon, My".into(), desk())
        );
    }

    #[test]
    fn an_international_domain_becomes_ascii() {
        assert_eq!(
            parsed("info@frisör.example").1,
            "info@xn--frisr-mua.example"
        );
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_sentence() {
        for wrong in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@exa mple.com",
            "a b@example.com",
            "ada@example.com\r\nBcc: x@y.z",
            "ada\0@example.com",
            "ädä@example.com",
            "<>",
            "ada@127.0.0.1",
            "ada@example.com, bea@example.com",
        ] {
            let error = Mailbox::parse(wrong).unwrap_err().to_string();
            assert!(
                error.ends_with("is not a valid e-mail address."),
                "{wrong:?}: {error}"
            );
            assert!(!error.contains(['\r', '\n', '\0']));
        }
    }
}
