//! The command line: one file a command. A command ends with 0 (done), 1 (it could not be done: one line says what,
//! why and what to do) or 2 (not understood); never with a panic or a debugger's form of an error.

mod advice;
mod announce;
mod backup;
mod check;
mod clock;
mod demo;
mod export;
mod import;
mod licences;
mod log_file;
mod password;
mod restore;
mod serve;
mod service;
mod user;

use std::fmt::Display;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use self::log_file::LogFile;
use crate::about;
use crate::config::Config;
use crate::store::lock::InUse;

/// The appointment book of a small salon.
#[derive(Parser)]
#[command(name = "daybook", version, long_version = about::version())]
struct Cli {
    /// The configuration file; without it ./config.toml, where there is one.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the front desk's server.
    Serve(serve::Options),
    /// Serve a sample salon from a folder that is gone afterwards.
    Demo,
    /// Make a backup, also while the server runs.
    Backup(backup::Options),
    /// Put a backup in the place of the book.
    Restore(restore::Options),
    /// Say whether the book is sound, also while the server runs.
    Check,
    /// Run from boot on, by itself.
    #[command(subcommand)]
    Service(service::Command),
    /// List whose work the program is built on, and under which licences.
    Licences,
    /// Say who may sign in.
    #[command(subcommand)]
    User(user::Command),
    /// Bring in what another program exported.
    #[command(subcommand)]
    Import(import::Command),
    /// Write all that the book holds into a folder, as CSV and .ics, also while the server runs.
    Export(export::Options),
}

/// Runs the program on the arguments that it was given.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // Nobody is left to tell when this can't be printed.
            let _ = usage.print();
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
        }
    };
    panic::set_hook(Box::new(|panic| {
        log::error!("this should not have happened: {panic}")
    }));
    let outcome = start_log(&cli.command).and_then(|()| {
        panic::catch_unwind(AssertUnwindSafe(|| run(cli))).unwrap_or_else(|_| {
            Err(anyhow::anyhow!(
                "something went wrong inside; please report it"
            ))
        })
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "daybook: {}", one_line(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let config = || Config::load(cli.config.as_deref());
    match cli.command {
        Command::Serve(options) => serve::serve(config()?, &options),
        Command::Demo => demo::run(),
        Command::Restore(options) => restore::run(&config()?, &options),
        Command::Backup(options) => {
            beside_server(&config()?, |config| backup::run(config, &options))
        }
        Command::Check => beside_server(&config()?, check::run),
        Command::Service(command) => service::run(cli.config.as_deref(), config, command),
        Command::Licences => {
            licences::run();
            Ok(())
        }
        Command::User(command) => beside_server(&config()?, |config| user::run(config, command)),
        Command::Import(command) => {
            beside_server(&config()?, |config| import::run(config, command))
        }
        Command::Export(options) => {
            beside_server(&config()?, |config| export::run(config, &options))
        }
    }
}

/// Runs a command that has the book open for a moment, also while the server runs, but not while another file is being
/// put in its place.
fn beside_server(
    config: &Config,
    command: impl FnOnce(&Config) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let _in_use = InUse::shared(&config.database.path)?;
    command(config)
}

/// The log goes to standard error or to the file that was named, one line an entry whatever it holds; RUST_LOG says
/// how much.
fn start_log(command: &Command) -> anyhow::Result<()> {
    let usual = match command {
        Command::Serve(_) => "warn,daybook=info",
        Command::Demo => "warn",
        _ => "error",
    };
    let mut builder =
        env_logger::Builder::from_env(env_logger::Env::default().default_filter_or(usual));
    if let Command::Serve(serve::Options {
        log: Some(path), ..
    }) = command
    {
        let file = LogFile::open(path)
            .with_context(|| format!("The log can't be written to {}", path.display()))?;
        builder.target(env_logger::Target::Pipe(Box::new(file)));
    }
    builder
        .format(|out, record| {
            let message = one_line(&record.args().to_string());
            writeln!(
                out,
                "{} {} {message}",
                out.timestamp_seconds(),
                record.level()
            )
        })
        .init();
    Ok(())
}

/// Text without what would begin another line or steer a terminal.
fn one_line(text: &str) -> String {
    let words = text.split(char::is_control).map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// So many of something: "1 booking", "2 bookings".
fn some<N: Display + PartialEq + From<u8>>(count: N, one: &str) -> String {
    let ending = if count == N::from(1) { "" } else { "s" };
    format!("{count} {one}{ending}")
}

/// Says something on standard output. Somebody who closed it wants to hear no more.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_in_order() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(one_line("a\n b\r\n\u{1b}[31mc\n"), "a b [31mc");
    }
}
