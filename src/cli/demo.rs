//! `daybook demo`: a sample salon to try things out on, in a folder of its own that is gone afterwards.
//!
//! It reads no configuration and no environment, listens on this machine alone, and sends nothing: letters are kept
//! in the folder.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use anyhow::Context;

use super::{say, serve};
use crate::app::App;
use crate::config::{Backup, Config, Database, Mail, Server};
use crate::demo::{self, LOGINS};
use crate::outside::clock::Clock;
use crate::outside::leaving::Leaving;
use crate::salon::time::Now;
use crate::store::lock::Lock;
use crate::{passwords, secrets};

/// The port to listen on, else the next that is free, up to the last.
const PORTS: std::ops::RangeInclusive<u16> = 8080..=8179;

/// Serves the sample salon until the system or the person at the terminal says stop.
pub(super) fn run() -> anyhow::Result<()> {
    let folder = Folder::make()?;
    let listener = listen()?;
    let address = listener.local_addr()?;
    let config = config(&folder.0, address);
    let letters = PathBuf::from(&config.mail.folder);
    fs::create_dir(&letters).with_context(|| format!("{} can't be made", letters.display()))?;
    let _lock = Lock::take(&config.database.path)?;
    let mut app = App::open(config, Clock::System)?;
    app.leaving = Leaving::for_good();
    app.leaving.listen()?;
    let app = Arc::new(app);
    let password = password()?;
    demo::fill(
        &app,
        &Now::new(app.clock.now(), demo::ZONE),
        &passwords::hash(&password)?,
    )?;
    serve::run(&app, vec![listener], || {
        announce(&app, address, &password, &letters);
        Ok(())
    })?;
    Ok(())
}

fn announce(app: &App, address: SocketAddr, password: &str, letters: &Path) {
    let [(admin, _), others @ ..] = LOGINS;
    say(&format!(
        "The sample salon is open at\n  http://{address}\n"
    ));
    say(&format!(
        "Sign in as\n  e-mail    {admin}\n  password  {password}"
    ));
    let others = others.map(|(email, role)| format!("{email} ({})", role.name()));
    say(&format!(
        "or, with the same password, as {}.\n",
        others.join(" or ")
    ));
    say(&format!("Its book is\n  {}", app.db.path().display()));
    say(&format!(
        "Its letters are kept, not sent, in\n  {}\n",
        letters.display()
    ));
    say("Ctrl-C ends it, and all of this is gone.");
}

/// The first free port; where none of them is, one that the system chooses.
fn listen() -> anyhow::Result<TcpListener> {
    let on = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let found = PORTS.into_iter().find_map(|port| on(port).ok());
    found
        .map_or_else(|| on(0), Ok)
        .context("No port of this machine can be listened on")
}

/// Links in letters lead back to this machine, so that they can be followed here.
fn config(folder: &Path, address: SocketAddr) -> Config {
    let within = |name: &str| folder.join(name);
    Config {
        server: Server {
            listen: address.to_string(),
            public_url: format!("http://{address}"),
            desk_outside: true,
            ..Server::default()
        },
        database: Database {
            path: within("daybook.db"),
        },
        mail: Mail {
            from: "Salon Mila <desk@salon.example>".to_owned(),
            folder: within("letters").display().to_string(),
            ..Mail::default()
        },
        backup: Backup {
            folder: within("backups").display().to_string(),
            ..Backup::default()
        },
        folder: folder.to_owned(),
        ..Config::default()
    }
}

/// A password of 60 random bits, without letters that look alike.
fn password() -> anyhow::Result<String> {
    const LETTERS: [u8; 32] = *b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |byte: u8| char::from(LETTERS[usize::from(byte % 32)]);
    Ok(secrets::random::<12>()?.map(letter).into_iter().collect())
}

/// A folder that goes, with all that is in it, when this does.
struct Folder(PathBuf);

impl Folder {
    fn make() -> anyhow::Result<Self> {
        let name: String = secrets::random::<8>()?
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let path = std::env::temp_dir().join(format!("daybook-demo-{name}"));
        private_folder(&path).with_context(|| format!("{} can't be made", path.display()))?;
        Ok(Self(path))
    }
}

/// Makes one that nobody else looks into, and that was not there.
fn private_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        fs::DirBuilder::new().mode(0o700).create(path)
    }
    #[cfg(not(unix))]
    fs::create_dir(path)
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            log::warn!("{} could not be removed: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_folder_goes_with_all_that_is_in_it() {
        let folder = Folder::make().unwrap();
        let path = folder.0.clone();
        fs::write(path.join("letter.eml"), "Dear Ada").unwrap();
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn passwords_are_long_and_never_the_same() {
        let (one, other) = (password().unwrap(), password().unwrap());
        assert_eq!(one.len(), 12);
        assert_ne!(one, other);
    }
}
