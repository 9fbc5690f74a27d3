//! Mail and Stripe as they stand: what `config.toml` says, and over it what an admin set in the browser.
//!
//! The latter is kept in `secrets.toml` beside the configuration, readable by its owner alone, and not in the book,
//! so that a backup carries no password.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::config::{Config, Mail, Stripe};
use crate::outside::disk;

/// The file's name.
pub const FILE: &str = "secrets.toml";
const HEADING: &str =
    "# Kept by Daybook: what was set in the browser. It holds over config.toml.\n\n";

/// How letters leave and fees are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Connections {
    /// SMTP, or a folder.
    pub mail: Mail,
    /// Stripe.
    pub stripe: Stripe,
}

impl Connections {
    /// Whether letters can leave.
    pub fn has_mail(&self) -> bool {
        !self.mail.host.is_empty() || !self.mail.folder.is_empty()
    }

    /// Whether fees can be asked for.
    pub fn has_stripe(&self) -> bool {
        !self.stripe.secret_key.is_empty()
    }
}

/// What the file holds: only the sections that somebody set.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Kept {
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<Mail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stripe: Option<Stripe>,
}

/// The connections, held for all who need them.
pub struct Held {
    file: PathBuf,
    said: Connections,
    current: RwLock<(Kept, Arc<Connections>)>,
}

impl Held {
    /// Reads what was set in the browser, if anything was.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let file = config.folder.join(FILE);
        let said = Connections {
            mail: config.mail.clone(),
            stripe: config.stripe.clone(),
        };
        let kept = read(&file).with_context(|| format!("{} can't be read", file.display()))?;
        let current = Arc::new(over(&said, &kept));
        Ok(Self {
            file,
            said,
            current: RwLock::new((kept, current)),
        })
    }

    /// The connections as they stand.
    pub fn current(&self) -> Arc<Connections> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .1
            .clone()
    }

    /// Keeps the given sections in place of what holds now.
    pub fn keep(&self, mail: Option<Mail>, stripe: Option<Stripe>) -> anyhow::Result<()> {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let kept = Kept {
            mail: mail.or_else(|| current.0.mail.clone()),
            stripe: stripe.or_else(|| current.0.stripe.clone()),
        };
        let text = format!("{HEADING}{}", toml::to_string(&kept)?);
        disk::replace(&self.file, &text)
            .with_context(|| format!("{} can't be written", self.file.display()))?;
        let connections = Arc::new(over(&self.said, &kept));
        *current = (kept, connections);
        Ok(())
    }
}

/// Where letters are written instead of sent, and where Stripe is, only the configuration says.
fn over(said: &Connections, kept: &Kept) -> Connections {
    let mut result = said.clone();
    if let Some(mail) = &kept.mail {
        result.mail = Mail {
            folder: said.mail.folder.clone(),
            ..mail.clone()
        };
    }
    if let Some(stripe) = &kept.stripe {
        result.stripe = Stripe {
            api_base: said.stripe.api_base.clone(),
            ..stripe.clone()
        };
    }
    result
}

fn read(file: &Path) -> anyhow::Result<Kept> {
    match fs::read_to_string(file) {
        // The parser's own words would quote the line, and with it a secret.
        Ok(text) => toml::from_str(&text).map_err(|_| {
            anyhow::anyhow!("it is damaged; delete it and set mail and Stripe in the browser again")
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kept::default()),
        Err(error) => Err(error.into()),
    }
}
