//! The certificate under which Daybook speaks https in the salon's network: the owner's own, or one that Daybook
//! makes for the names and addresses of this machine.
//!
//! Shops run for years. So the certificate is looked at again while the server runs: the owner's may have been
//! renewed by whoever renews it, and one of Daybook's making is made anew before it ends.

mod der;
mod own;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use sha2::{Digest, Sha256};

use super::machine::Machine;
use crate::config::Server;

/// How often somebody who comes has it looked at again.
const LOOK: Duration = Duration::from_secs(60 * 60);

/// A certificate that is kept up to date.
pub struct Certificate {
    source: Source,
    held: Mutex<(Instant, Arc<CertifiedKey>)>,
}

/// Where the certificate comes from.
enum Source {
    Files { chain: PathBuf, key: PathBuf },
    Own { file: PathBuf, hosts: Vec<String> },
}

impl Certificate {
    /// The certificate that the configuration asks for; none where Daybook is to speak plain http. One of Daybook's
    /// own is kept in `folder`, and made where there is none.
    pub fn open(server: &Server, folder: &Path) -> anyhow::Result<Option<Arc<Self>>> {
        let Some(source) = Source::of(server, folder) else {
            return Ok(None);
        };
        let key = Arc::new(source.fresh()?);
        Ok(Some(Arc::new(Self {
            source,
            held: Mutex::new((Instant::now(), key)),
        })))
    }

    /// When the certificate that is there ends; none where there is none. Nothing is made for the asking.
    pub fn end(server: &Server, folder: &Path) -> anyhow::Result<Option<DateTime<Utc>>> {
        match Source::of(server, folder) {
            Some(Source::Own { file, .. }) if !file.exists() => Ok(None),
            Some(source) => Ok(der::end(leaf(&source.read()?))),
            None => Ok(None),
        }
    }

    /// What the browser shows of it, so that people can compare: SHA-256 in pairs of hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        let pairs = Sha256::digest(leaf(&self.current()));
        let pairs: Vec<String> = pairs.iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }

    /// Whether Daybook made it itself, so that browsers ask before they believe it.
    pub fn is_own(&self) -> bool {
        matches!(self.source, Source::Own { .. })
    }

    /// What the listener needs to speak https.
    pub fn server(self: &Arc<Self>) -> anyhow::Result<Arc<ServerConfig>> {
        let versions = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .context("TLS can't be prepared")?;
        let resolver: Arc<dyn ResolvesServerCert> = self.clone();
        Ok(Arc::new(
            versions.with_no_client_auth().with_cert_resolver(resolver),
        ))
    }

    fn current(&self) -> Arc<CertifiedKey> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (looked, key) = &mut *held;
        if looked.elapsed() >= LOOK {
            *looked = Instant::now();
            match self.source.fresh() {
                Ok(fresh) => *key = Arc::new(fresh),
                Err(error) => log::error!("the certificate can't be renewed: {error:#}"),
            }
        }
        key.clone()
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate")
    }
}

impl Source {
    fn of(server: &Server, folder: &Path) -> Option<Self> {
        if server.tls_own {
            let file = folder.join(own::FILE);
            let hosts = server.hosts.clone();
            return Some(Source::Own { file, hosts });
        }
        (!server.tls_cert.is_empty()).then(|| Source::Files {
            chain: PathBuf::from(&server.tls_cert),
            key: PathBuf::from(&server.tls_key),
        })
    }

    /// The certificate as it should be from now on.
    fn fresh(&self) -> anyhow::Result<CertifiedKey> {
        if let Source::Own { file, hosts } = self {
            let (machine, now) = (Machine::default(), Utc::now());
            // One that can't be read, or no longer does, is made anew. Where that fails, as on a full disk, one that
            // browsers complain about is better than none.
            let kept = self.read().ok();
            let serves = |kept: &CertifiedKey| own::serves(leaf(kept), &machine, hosts, now);
            if !kept.as_ref().is_some_and(serves) {
                match (own::make(file, &machine, hosts, now), kept) {
                    (Ok(()), _) => {}
                    (Err(error), None) => return Err(error),
                    (Err(error), Some(kept)) => {
                        log::error!("the certificate stays the old one: {error:#}");
                        return Ok(kept);
                    }
                }
            }
        }
        self.read()
    }

    fn read(&self) -> anyhow::Result<CertifiedKey> {
        let (chain_file, key_file) = match self {
            Source::Files { chain, key } => (chain, key),
            Source::Own { file, .. } => (file, file),
        };
        let unreadable = |file: &Path| {
            format!(
                "The certificate or key {} can't be read; see tls_cert and tls_key in config.toml",
                file.display()
            )
        };
        let chain = CertificateDer::pem_file_iter(chain_file)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| unreadable(chain_file))?;
        if chain.is_empty() {
            bail!("{} holds no certificate", chain_file.display());
        }
        let key = PrivateKeyDer::from_pem_file(key_file).with_context(|| unreadable(key_file))?;
        CertifiedKey::from_der(chain, key, &provider()).with_context(|| {
            format!(
                "The certificate in {} and the key in {} don't go together",
                chain_file.display(),
                key_file.display()
            )
        })
    }
}

fn leaf(key: &CertifiedKey) -> &[u8] {
    key.cert.first().map_or(&[], |leaf| leaf.as_ref())
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn own() -> Server {
        Server {
            tls_own: true,
            hosts: vec!["till.example".to_owned()],
            ..Server::default()
        }
    }

    #[test]
    fn one_of_our_own_is_made_once_and_kept_from_others() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Certificate::end(&own(), folder.path()).unwrap(), None);
        let first = Certificate::open(&own(), folder.path()).unwrap().unwrap();
        let again = Certificate::open(&own(), folder.path()).unwrap().unwrap();
        assert_eq!(first.fingerprint(), again.fingerprint());
        assert_eq!(first.fingerprint().len(), 32 * 3 - 1);
        let end = Certificate::end(&own(), folder.path()).unwrap().unwrap();
        assert!((end - Utc::now()).num_days() > 700);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let about = folder.path().join(own::FILE).metadata().unwrap();
            assert_eq!(about.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_one_of_our_own_is_made_anew_and_one_of_the_owners_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(own::FILE);
        std::fs::write(&file, "nothing").unwrap();
        assert!(Certificate::open(&own(), folder.path()).unwrap().is_some());
        let owners = |chain: &Path, key: &Path| Server {
            tls_cert: chain.display().to_string(),
            tls_key: key.display().to_string(),
            ..Server::default()
        };
        let open = |server: &Server| Certificate::open(server, folder.path());
        assert!(!open(&owners(&file, &file)).unwrap().unwrap().is_own());
        let other = folder.path().join("other.pem");
        std::fs::write(&other, "nothing").unwrap();
        for (chain, key, because) in [
            (&other, &file, "holds no certificate"),
            (&file, &other, "other.pem can't be read"),
        ] {
            let error = open(&owners(chain, key)).unwrap_err();
            assert!(format!("{error:#}").contains(because), "{error:#}");
        }
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "nothing");
    }

    #[test]
    fn a_key_of_another_certificate_is_refused() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for folder in [&one, &other] {
            Certificate::open(&own(), folder.path()).unwrap();
        }
        let server = Server {
            tls_cert: one.path().join(own::FILE).display().to_string(),
            tls_key: other.path().join(own::FILE).display().to_string(),
            ..Server::default()
        };
        let error = Certificate::open(&server, one.path()).unwrap_err();
        assert!(
            format!("{error:#}").contains("don't go together"),
            "{error:#}"
        );
    }

    #[test]
    fn without_a_word_about_it_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let none = Certificate::open(&Server::default(), folder.path()).unwrap();
        assert!(none.is_none() && !folder.path().join(own::FILE).exists());
    }
}
