//! A certificate of Daybook's own making: for the names and addresses of this machine, signed by nobody else.

use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Datelike, Days, TimeDelta, Utc};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;

use super::der;
use crate::outside::disk;
use crate::outside::machine::Machine;

/// The file that holds certificate and key, beside the configuration.
pub(super) const FILE: &str = "certificate.pem";
/// Telephones believe no certificate that is good for longer.
const LIFE: Days = Days::new(825);
/// So long before its end it is made anew.
const LAST_DAYS: TimeDelta = TimeDelta::days(30);
const HEADING: &str =
    "Made by Daybook for https in the salon's network. It holds a key: keep it to yourself.\n\n";

/// Whether it holds for a while, and for every name and address that the machine has now, and these hosts.
pub(super) fn serves(
    certificate: &[u8],
    machine: &Machine,
    hosts: &[String],
    now: DateTime<Utc>,
) -> bool {
    let holds = der::end(certificate).is_some_and(|end| end - LAST_DAYS > now);
    let certificate = CertificateDer::from(certificate);
    let Ok(parsed) = ParsedCertificate::try_from(&certificate) else {
        return false;
    };
    let covers = |name: String| {
        ServerName::try_from(name).is_ok_and(|name| verify_server_name(&parsed, &name).is_ok())
    };
    holds && names(machine, hosts).into_iter().all(covers)
}

/// Makes one for the machine and these further host names, and keeps it in the file.
pub(super) fn make(
    file: &Path,
    machine: &Machine,
    hosts: &[String],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let failed = "A certificate can't be made";
    let mut wish = CertificateParams::new(names(machine, hosts)).context(failed)?;
    wish.distinguished_name.push(DnType::CommonName, "Daybook");
    wish.is_ca = IsCa::ExplicitNoCa;
    wish.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    wish.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // A telephone's clock may be a little behind.
    let (begin, end) = (now - Days::new(1), now + LIFE);
    let midnight =
        |day: DateTime<Utc>| rcgen::date_time_ymd(day.year(), day.month() as u8, day.day() as u8);
    (wish.not_before, wish.not_after) = (midnight(begin), midnight(end));
    let key = KeyPair::generate().context(failed)?;
    let certificate = wish.self_signed(&key).context(failed)?;
    let text = format!("{HEADING}{}{}", certificate.pem(), key.serialize_pem());
    disk::replace(file, &text).with_context(|| format!("{} can't be written", file.display()))?;
    log::info!("made a certificate for this machine, {}", file.display());
    Ok(())
}

/// Under what the machine is called from its network. Names that no certificate can hold are left out.
fn names(machine: &Machine, hosts: &[String]) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    names.extend(machine.names());
    names.extend(machine.network_addresses().iter().map(ToString::to_string));
    names.extend(hosts.iter().cloned());
    names.retain(|name| ServerName::try_from(name.as_str()).is_ok());
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rustls::pki_types::pem::PemObject;

    use super::*;

    #[test]
    fn what_it_can_not_hold_is_left_out_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let odd = ["till_2.example".to_owned(), "-".to_owned()];
        make(&file, &Machine::default(), &odd, Utc::now()).unwrap();
    }

    #[test]
    fn it_serves_until_its_last_days_or_a_new_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let (machine, now) = (Machine::default(), Utc::now());
        make(&file, &machine, &[], now).unwrap();
        let made = CertificateDer::from_pem_file(&file).unwrap();
        assert!(serves(&made, &machine, &[], now));
        assert!(serves(&made, &machine, &[], now + Days::new(790)));
        assert!(!serves(&made, &machine, &[], now + Days::new(796)));
        let stranger = rcgen::generate_simple_self_signed(["till.example".to_owned()]).unwrap();
        assert!(!serves(&made, &machine, &["till.example".to_owned()], now));
        assert!(!serves(stranger.cert.der(), &machine, &[], now));
        assert!(!serves(b"nothing", &machine, &[], now));
    }
}
