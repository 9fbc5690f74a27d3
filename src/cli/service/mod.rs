//! `daybook service`: Daybook runs from boot on, without anybody signing in, and is started again should it ever end.
//!
//! The system's own keeper does the work: systemd, and on Windows the Task Scheduler. These commands write down for
//! it what it needs to know, and say in words how things stand.

#[cfg(unix)]
mod systemd;
#[cfg(any(windows, test))]
mod windows;

use std::path::{Path, PathBuf};
use std::process::Output;

use anyhow::Context;
use clap::{Args, Subcommand};

#[cfg(unix)]
use systemd as keeper;
#[cfg(windows)]
use windows as keeper;

use crate::config::Config;

/// What may be done with the service.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Run from now on and at every boot, on the book of this folder.
    Install(Options),
    /// Say whether it runs.
    Status,
    /// Run no longer. The book stays.
    Uninstall,
}

#[derive(Args)]
pub(super) struct Options {
    /// Listen on every address of this machine, not only the configured one.
    #[arg(long)]
    lan: bool,
    /// Only show what would be written.
    #[arg(long)]
    print: bool,
}

/// What the keeper must know.
struct Plan {
    program: PathBuf,
    /// The configuration, where it was named.
    config: Option<PathBuf>,
    /// Where the command was given, and where names of files without a folder lie.
    folder: PathBuf,
    /// All folders that it writes to.
    writes: Vec<PathBuf>,
    lan: bool,
    /// Whether other machines may call.
    #[cfg_attr(not(any(windows, test)), allow(dead_code))]
    is_open: bool,
}

impl Plan {
    fn new(file: Option<&Path>, config: &Config, lan: bool) -> anyhow::Result<Self> {
        let absolute = |path: &Path| {
            std::path::absolute(path).with_context(|| format!("{} is no path", path.display()))
        };
        let book = absolute(&config.database.path)?;
        let folder = absolute(Path::new("."))?;
        let mut writes = vec![folder.clone()];
        writes.extend(book.parent().map(Path::to_owned));
        writes.push(absolute(&config.folder.join("."))?);
        writes.push(absolute(Path::new(&config.backup.folder))?);
        if !config.backup.second_folder.is_empty() {
            writes.push(absolute(Path::new(&config.backup.second_folder))?);
        }
        // What lies in a folder that may be written need not be named.
        let inner = |path: &PathBuf| {
            !writes
                .iter()
                .any(|all| path != all && path.starts_with(all))
        };
        let mut outer: Vec<PathBuf> = writes.iter().filter(|path| inner(path)).cloned().collect();
        outer.sort();
        outer.dedup();
        Ok(Self {
            program: std::env::current_exe().context("The program can't find itself")?,
            config: file.map(absolute).transpose()?,
            folder,
            writes: outer,
            lan,
            is_open: lan || config.server.listens_to_others(),
        })
    }
}

/// Runs one of them.
pub(super) fn run(
    file: Option<&Path>,
    config: impl FnOnce() -> anyhow::Result<Config>,
    command: Command,
) -> anyhow::Result<()> {
    match command {
        Command::Install(options) => {
            let plan = Plan::new(file, &config()?, options.lan)?;
            if options.print {
                super::say(keeper::written(&plan)?.trim_end());
                return Ok(());
            }
            keeper::install(&plan)
        }
        Command::Status => keeper::status(),
        Command::Uninstall => keeper::uninstall(),
    }
}

/// Runs a command of the system's.
fn ask(program: &str, arguments: &[&str]) -> anyhow::Result<Output> {
    std::process::Command::new(program)
        .args(arguments)
        .output()
        .with_context(|| format!("{program} can't be run"))
}

/// Runs a command of the system's that must go well.
fn must(program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let output = ask(program, arguments)?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        anyhow::bail!("{program} {} failed: {}", arguments.join(" "), why.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
