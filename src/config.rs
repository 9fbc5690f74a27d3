//! What the machine needs before the book is open, and secrets: `config.toml` and the environment.
//!
//! One struct, read and checked once at start. Unknown keys are refused by name. Each key can be given as an
//! environment variable, `DAYBOOK_MAIL_PASSWORD` for `password` under `[mail]`; an environment variable wins.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::outside::host::Host;

/// All of `config.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How the front desk and the clients reach this machine.
    pub server: Server,
    /// Where the book is.
    pub database: Database,
    /// How letters leave.
    pub mail: Mail,
    /// How no-show fees are asked for.
    pub stripe: Stripe,
    /// When and where backups are made.
    pub backup: Backup,
    /// The folder of the configuration file; what is set in the browser is kept there.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// `[server]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: String,
    /// Absolute URL at which clients reach this machine; empty: they can't.
    pub public_url: String,
    /// Further host names under which it may be called.
    pub hosts: Vec<String>,
    /// Address of a reverse proxy whose X-Forwarded-For counts.
    pub trusted_proxy: String,
    /// The desk and the API answer under `public_url` too.
    pub desk_outside: bool,
    /// PEM file of the certificate chain.
    pub tls_cert: String,
    /// PEM file of its key.
    pub tls_key: String,
    /// Speak https with a certificate that Daybook makes itself.
    pub tls_own: bool,
    /// PEM file of further authorities to trust when calling out.
    pub ca_file: String,
}

/// `[database]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// The SQLite file.
    pub path: PathBuf,
}

/// `[mail]`
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// The SMTP server; empty: letters wait in the queue.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `starttls`, `tls` or `none`.
    pub security: String,
    /// Sign-in; empty: none.
    pub username: String,
    /// Its password.
    pub password: String,
    /// The sender, `Name <address>`.
    pub from: String,
    /// When set, letters are written here and not sent.
    pub folder: String,
}

/// `[stripe]`
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stripe {
    /// Secret key; empty: no payments.
    pub secret_key: String,
    /// Signs webhook calls; empty: the webhook answers 404.
    pub webhook_secret: String,
    /// Where Stripe's API is.
    pub api_base: String,
}

/// `[backup]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backup {
    /// Folder of the backups.
    pub folder: String,
    /// Salon time of the nightly one; empty: none.
    pub at: String,
    /// A folder on a stick or a share that gets a copy of each; empty: none.
    pub second_folder: String,
    /// How many daily ones are kept.
    pub keep_daily: u32,
    /// How many monthly ones are kept.
    pub keep_monthly: u32,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            public_url: String::new(),
            hosts: Vec::new(),
            trusted_proxy: String::new(),
            desk_outside: false,
            tls_cert: String::new(),
            tls_key: String::new(),
            tls_own: false,
            ca_file: String::new(),
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self {
            path: PathBuf::from("daybook.db"),
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            security: "starttls".to_owned(),
            username: String::new(),
            password: String::new(),
            from: "My Salon <desk@example.com>".to_owned(),
            folder: String::new(),
        }
    }
}

impl Default for Stripe {
    fn default() -> Self {
        Self {
            secret_key: String::new(),
            webhook_secret: String::new(),
            api_base: "https://api.stripe.com".to_owned(),
        }
    }
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            folder: "backups".to_owned(),
            at: "03:30".to_owned(),
            second_folder: String::new(),
            keep_daily: 14,
            keep_monthly: 12,
        }
    }
}

// Secrets stay out of logs: neither of these prints its values.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({}:{})", self.host, self.port)
    }
}

impl std::fmt::Debug for Stripe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stripe({})", self.api_base)
    }
}

impl Server {
    /// `http` or `https`: what Daybook itself speaks.
    pub fn scheme(&self) -> &'static str {
        if self.tls_own || !self.tls_cert.is_empty() {
            "https"
        } else {
            "http"
        }
    }

    /// Whether other machines may call, as far as `listen` says.
    pub fn listens_to_others(&self) -> bool {
        let address = self.listen.parse::<SocketAddr>();
        address.is_ok_and(|address| !address.ip().is_loopback())
    }
}

impl Config {
    /// Reads the named file, else `./config.toml` where there is one, else the defaults; then the environment.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let path = file.unwrap_or(Path::new("config.toml"));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                String::new()
            }
            Err(error) => bail!("{} can't be read: {error}", path.display()),
        };
        let mut config = Self::read(&text, |name| std::env::var(name).ok())
            .with_context(|| format!("{} has a mistake", path.display()))?;
        config.folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(config)
    }

    /// Reads the text of a configuration file, and the environment through `env`.
    pub fn read(text: &str, env: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let mut given: Table = text.parse().map_err(|error| in_one_line(text, &error))?;
        for (section, keys) in Table::try_from(Self::default())? {
            let Value::Table(keys) = keys else { continue };
            for (key, default) in keys {
                let name = format!("DAYBOOK_{section}_{key}").to_uppercase();
                if let Some(text) = env(&name) {
                    let value = like(&default, &text)
                        .with_context(|| format!("{name} has the wrong form"))?;
                    let table = given
                        .entry(section.clone())
                        .or_insert_with(|| Value::Table(Table::new()));
                    if let Value::Table(table) = table {
                        table.insert(key, value);
                    }
                }
            }
        }
        let config: Self = Value::Table(given).try_into()?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        let server = &self.server;
        if server.listen.parse::<std::net::SocketAddr>().is_err() {
            bail!("[server] listen must be an address and a port, such as 127.0.0.1:8080");
        }
        if !server.public_url.is_empty() {
            let url = url::Url::parse(&server.public_url)
                .context("[server] public_url must be an absolute URL")?;
            if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
                bail!("[server] public_url must begin with http:// or https://");
            }
        }
        if let Some(host) = server.hosts.iter().find(|host| Host::read(host).is_none()) {
            bail!(
                "[server] hosts must be names alone, such as desk.example.com; \"{host}\" is none"
            );
        }
        if server.tls_cert.is_empty() != server.tls_key.is_empty() {
            bail!("[server] tls_cert and tls_key go together: set both or neither");
        }
        if server.tls_own && !server.tls_cert.is_empty() {
            bail!(
                "[server] tls_own asks for a certificate of Daybook's own and tls_cert names another: choose one"
            );
        }
        if !server.trusted_proxy.is_empty()
            && server.trusted_proxy.parse::<std::net::IpAddr>().is_err()
        {
            bail!("[server] trusted_proxy must be an IP address");
        }
        if !matches!(self.mail.security.as_str(), "starttls" | "tls" | "none") {
            bail!("[mail] security must be starttls, tls or none");
        }
        if !self.backup.at.is_empty()
            && chrono::NaiveTime::parse_from_str(&self.backup.at, "%H:%M").is_err()
        {
            bail!("[backup] at must be a time such as 03:30, or empty");
        }
        Ok(())
    }
}

/// Where the file can't be read as TOML, without quoting a line that may hold a password.
fn in_one_line(text: &str, error: &toml::de::Error) -> anyhow::Error {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.unwrap_or_default().matches('\n').count() + 1;
    anyhow::anyhow!("line {line}: {}", error.message().replace('\n', ", "))
}

/// An environment variable's text as a value of the same type as the default.
fn like(default: &Value, text: &str) -> anyhow::Result<Value> {
    Ok(match default {
        Value::Integer(_) => Value::Integer(text.parse().context("a whole number is needed")?),
        Value::Boolean(_) => Value::Boolean(text.parse().context("true or false is needed")?),
        Value::Array(_) => {
            let items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        _ => Value::String(text.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let error = Config::read("[mail]\nhots = \"x\"", |_| None).unwrap_err();
        assert!(format!("{error:#}").contains("hots"), "{error:#}");
    }

    #[test]
    fn the_environment_wins_over_the_file_and_keeps_types() {
        let env = |name: &str| match name {
            "DAYBOOK_MAIL_PORT" => Some("2525".to_owned()),
            "DAYBOOK_SERVER_HOSTS" => Some("desk.example, till.example".to_owned()),
            "DAYBOOK_SERVER_DESK_OUTSIDE" => Some("true".to_owned()),
            _ => None,
        };
        let config = Config::read("[mail]\nport = 25", env).unwrap();
        assert_eq!(config.mail.port, 2525);
        assert_eq!(config.server.hosts, ["desk.example", "till.example"]);
        assert!(config.server.desk_outside);
    }

    #[test]
    fn the_example_file_is_the_defaults() {
        let example = include_str!("../config.example.toml");
        assert_eq!(Config::read(example, |_| None).unwrap(), Config::default());
    }
}
