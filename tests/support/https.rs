//! Both ends of https, over certificates that are made for the occasion.

use std::io::BufReader;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use daybook::config;
use daybook::outside::certificate::Certificate;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, StreamOwned};

/// A certificate of Daybook's own making, and the client who believes it alone.
static MADE: LazyLock<(Arc<ServerConfig>, Arc<ClientConfig>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let wish = config::Server {
        tls_own: true,
        ..config::Server::default()
    };
    let certificate = Certificate::open(&wish, folder.path()).unwrap().unwrap();
    let believer = believer(&folder.path().join("certificate.pem"));
    (certificate.server().unwrap(), believer)
});

/// What a listener needs.
pub fn server() -> Arc<ServerConfig> {
    MADE.0.clone()
}

/// A connection to it, shaken hands with.
pub fn connect(address: SocketAddr) -> BufReader<StreamOwned<ClientConnection, TcpStream>> {
    let socket = TcpStream::connect(address).unwrap();
    let patience = Some(Duration::from_secs(10));
    socket.set_read_timeout(patience).unwrap();
    socket.set_write_timeout(patience).unwrap();
    let name = ServerName::from(address.ip());
    let client = ClientConnection::new(MADE.1.clone(), name).unwrap();
    BufReader::new(StreamOwned::new(client, socket))
}

/// A client who believes this certificate and no other.
fn believer(certificate: &Path) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(certificate).unwrap())
        .unwrap();
    let versions = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap();
    Arc::new(versions.with_root_certificates(roots).with_no_client_auth())
}

/// ureq, believing this certificate and no other, and following nowhere.
pub fn agent(certificate: &Path) -> ureq::Agent {
    let pem = std::fs::read(certificate).unwrap();
    let root = ureq::tls::Certificate::from_pem(&pem).unwrap();
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::new_with_certs(&[root]))
        .build();
    ureq::Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into()
}
