//! The service under systemd: one unit, which may do no more than it needs.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, bail};

use super::{Plan, ask, must};
use crate::cli::say;

const PATTERN: &str = include_str!("../../packaging/daybook.service");
const UNIT: &str = "/etc/systemd/system/daybook.service";
const NAME: &str = "daybook.service";
/// Where the unit of the Debian package lies.
const PACKAGED: [&str; 2] = [
    "/usr/lib/systemd/system/daybook.service",
    "/lib/systemd/system/daybook.service",
];
/// It is there where systemd keeps the machine.
const RUNNING: &str = "/run/systemd/system";
/// People's own folders, which a service has no business in, unless the book lies there.
const HOMES: [&str; 3] = ["/home", "/root", "/run/user"];

/// The unit, filled in.
pub(super) fn written(plan: &Plan) -> anyhow::Result<String> {
    let owner = fs::metadata(&plan.folder)
        .with_context(|| format!("{} can't be looked at", plan.folder.display()))?
        .uid();
    if owner == 0 {
        bail!(
            "The folder {0} belongs to root, and what listens to the network should not run as root. \
             Give it to an account of its own with \"useradd --system --home-dir {0} daybook\" and \
             \"chown -R daybook: {0}\", then try again.",
            plan.folder.display()
        );
    }
    let mut command = quoted(&plan.program)?;
    if let Some(config) = &plan.config {
        command.push_str(&format!(" --config {}", quoted(config)?));
    }
    command.push_str(" serve");
    if plan.lan {
        command.push_str(" --lan");
    }
    let at_home = |path: &Path| HOMES.iter().any(|home| path.starts_with(home));
    let mut all = plan.writes.iter().chain([&plan.program]);
    let home = if all.any(|path| at_home(path)) {
        "read-only"
    } else {
        "yes"
    };
    let writes: Vec<String> = plan
        .writes
        .iter()
        .map(|path| Ok(format!("\"-{}", &quoted(path)?[1..])))
        .collect::<anyhow::Result<_>>()?;
    quoted(&plan.folder)?;
    Ok(PATTERN
        .replace("@COMMAND@", &command)
        .replace("@USER@", &owner.to_string())
        .replace("@FOLDER@", &plan.folder.display().to_string())
        .replace("@HOME@", home)
        .replace("@WRITES@", &writes.join(" ")))
}

/// A path as systemd takes it.
fn quoted(path: &Path) -> anyhow::Result<String> {
    let odd = |c: char| c.is_control() || matches!(c, '"' | '\'' | '\\' | '%' | '$');
    match path.to_str() {
        Some(text) if !text.contains(odd) => Ok(format!("\"{text}\"")),
        _ => bail!(
            "systemd can't be given the path {}: use letters, digits and blanks only.",
            path.display()
        ),
    }
}

pub(super) fn install(plan: &Plan) -> anyhow::Result<()> {
    if let Some(packaged) = packaged() {
        bail!("The Debian package has installed Daybook as a service already, {packaged}.");
    }
    let unit = written(plan)?;
    fs::write(UNIT, unit).map_err(|error| not_root(&error))?;
    if !is_running() {
        say(&format!(
            "{UNIT} is written. systemd doesn't run on this machine now: where it does, \"systemctl enable --now daybook\" \
             starts Daybook, now and at every boot."
        ));
        return Ok(());
    }
    must("systemctl", &["daemon-reload"])?;
    must("systemctl", &["enable", NAME])?;
    must("systemctl", &["restart", NAME])
        .context("Daybook doesn't start; \"journalctl -u daybook\" says why")?;
    say(
        "Daybook runs, and will run at every boot. \"daybook service status\" says how it is, and where.",
    );
    Ok(())
}

pub(super) fn status() -> anyhow::Result<()> {
    if !Path::new(UNIT).exists() && packaged().is_none() {
        bail!("Daybook is not installed as a service: \"daybook service install\" does that.");
    }
    if !is_running() {
        bail!("Daybook is installed as a service, but systemd doesn't run on this machine now.");
    }
    let active = ask("systemctl", &["is-active", "--quiet", NAME])?;
    // On the first day the last lines say how to set it up.
    let said = ask(
        "journalctl",
        &["--unit", NAME, "--lines=30", "--no-pager", "--output=cat"],
    );
    if let Ok(said) = said {
        say(String::from_utf8_lossy(&said.stdout).trim_end());
    }
    if !active.status.success() {
        bail!(
            "Daybook is installed as a service, but it doesn't run; its last words are above. \"systemctl restart daybook\" starts it again."
        );
    }
    // What the server said of itself when it opened, however long ago.
    let open = ask(
        "systemctl",
        &["show", "--property=StatusText", "--value", NAME],
    )?;
    let open = String::from_utf8_lossy(&open.stdout);
    say(format!("\nDaybook runs. {}", open.trim()).trim_end());
    Ok(())
}

pub(super) fn uninstall() -> anyhow::Result<()> {
    if !Path::new(UNIT).exists() {
        match packaged() {
            Some(_) => bail!(
                "The service came with the Debian package: \"apt remove daybook\" takes it away."
            ),
            None => bail!("Daybook is not installed as a service."),
        }
    }
    if is_running() {
        must("systemctl", &["disable", "--now", NAME])?;
    }
    fs::remove_file(UNIT).map_err(|error| not_root(&error))?;
    if is_running() {
        must("systemctl", &["daemon-reload"])?;
    }
    say("Daybook no longer runs by itself. The book stays where it is.");
    Ok(())
}

fn packaged() -> Option<&'static str> {
    PACKAGED.into_iter().find(|unit| Path::new(unit).exists())
}

fn is_running() -> bool {
    Path::new(RUNNING).exists()
}

fn not_root(error: &io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            anyhow::anyhow!("{UNIT} may be changed by root alone: put \"sudo\" before the command.")
        }
        io::ErrorKind::NotFound => {
            anyhow::anyhow!("{UNIT} can't be written: this machine has no systemd.")
        }
        _ => anyhow::anyhow!("{UNIT} can't be changed: {error}."),
    }
}
