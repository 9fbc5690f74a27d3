//! `daybook import`: brings in what another program exported, also while the server runs. It says what it would do and
//! asks before it does it.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::Utc;
use clap::{Args, Subcommand};

use super::{one_line, say, some, user};
use crate::actions::import::calendar::{self, Whose};
use crate::actions::import::clients::{self, Line};
use crate::config::Config;
use crate::salon::catalogue::Service;
use crate::salon::rota::StaffMember;
use crate::salon::time::Now;
use crate::salon::who::Actor;
use crate::store::{Db, services, staff};

/// Larger files are something else.
const LONGEST_FILE: u64 = 64 << 20;
/// So many lines of a kind are shown.
const SHOWN: usize = 20;

/// What may be brought in.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Bring in a list of clients: a CSV file as Fresha, Square, Salonized, Booksy, Easy!Appointments or a spreadsheet
    /// writes it.
    Clients(Clients),
    /// Bring a calendar (.ics) into a staff member's book; no letters are sent.
    Calendar(Calendar),
}

#[derive(Args)]
pub(super) struct Clients {
    /// The file.
    file: PathBuf,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Args)]
pub(super) struct Calendar {
    /// The file.
    file: PathBuf,
    /// Whose calendar it is: name, e-mail address or id.
    #[arg(long)]
    staff: String,
    /// What is done where an event names no service; without this, such events become time off.
    #[arg(long)]
    service: Option<String>,
    #[command(flatten)]
    consent: Consent,
}

/// Whether to ask before anything is entered.
#[derive(Args)]
pub(super) struct Consent {
    /// Enter them without asking.
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Only say what would be entered.
    #[arg(long)]
    dry_run: bool,
}

/// Runs one of them.
pub(super) fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    let book = user::existing(config)?;
    match command {
        Command::Clients(options) => bring_clients(&book, &options),
        Command::Calendar(options) => bring_calendar(&book, &options),
    }
}

fn bring_clients(book: &Db, options: &Clients) -> anyhow::Result<()> {
    let file = read(&options.file)?;
    let report = clients::bring(book, &file, false, &now(book))?;
    let columns = report.columns.iter().map(|one| one.column.as_str());
    say(&format!("Understood: {}", one_line(&listed(columns))));
    if !report.ignored.is_empty() {
        let ignored = listed(report.ignored.iter().map(String::as_str));
        say(&format!("Left behind: {}", one_line(&ignored)));
    }
    say(&format!(
        "{}, {} in the book already of whom the file knows more, {} of whom it says nothing new.",
        some(report.new, "new client"),
        report.completed,
        report.same
    ));
    lines(
        "Look at these yourself; they are not entered",
        &report.doubtful,
    );
    lines("These can't be entered", &report.refused);
    if let Some(advice) = report.advice {
        say(&format!("Advice: {advice}"));
    }
    if report.new + report.completed == 0 {
        say("There is nothing to enter.");
        return Ok(());
    }
    if !agreed(&options.consent)? {
        return Ok(());
    }
    let done = clients::bring(book, &file, true, &now(book))?;
    say(&format!(
        "Entered {} and completed {}.",
        some(done.new, "new client"),
        done.completed
    ));
    Ok(())
}

fn bring_calendar(book: &Db, options: &Calendar) -> anyhow::Result<()> {
    let file = read(&options.file)?;
    let whose = Whose {
        staff_id: staff_member(book, &options.staff)?,
        service_id: options
            .service
            .as_deref()
            .map(|name| service(book, name))
            .transpose()?,
    };
    let bring = |save| calendar::bring(book, &Actor::Daybook, &file, whose, save, &now(book));
    let report = bring(false)?;
    say(&format!(
        "{}, {} over others; time off: {}; brought in before: {}.",
        some(report.bookings, "appointment"),
        report.overlapping,
        report.time_off,
        report.known
    ));
    if !report.new_clients.is_empty() {
        let names = report.new_clients.iter().take(SHOWN).map(String::as_str);
        let more = report.new_clients.len().saturating_sub(SHOWN);
        let more = if more > 0 {
            format!(", and {more} more")
        } else {
            String::new()
        };
        say(&format!("New clients: {}{more}", one_line(&listed(names))));
    }
    if !report.left_out.is_empty() {
        say("Left out:");
    }
    for event in report.left_out.iter().take(SHOWN) {
        say(&format!(
            "  {}: {}",
            one_line(&event.summary),
            one_line(&event.why)
        ));
    }
    if report.bookings + report.time_off == 0 {
        say("There is nothing to enter.");
        return Ok(());
    }
    if agreed(&options.consent)? {
        let done = bring(true)?;
        say(&format!(
            "Entered {}; time off: {}. No letters were sent.",
            some(done.bookings, "appointment"),
            done.time_off
        ));
    }
    Ok(())
}

fn staff_member(book: &Db, typed: &str) -> anyhow::Result<i64> {
    let everybody = book.read(staff::all)?;
    let is = |member: &&StaffMember| {
        let same = |text: &str| {
            text.eq_ignore_ascii_case(typed) || text.to_lowercase() == typed.to_lowercase()
        };
        member.id.to_string() == typed
            || same(&member.name)
            || !member.email.is_empty() && same(&member.email)
    };
    only(everybody.iter().filter(is).map(|member| member.id)).with_context(|| {
        let names = listed(everybody.iter().map(|member| member.name.as_str()));
        format!(
            "{typed} names no one staff member. There are: {}",
            one_line(&names)
        )
    })
}

fn service(book: &Db, typed: &str) -> anyhow::Result<i64> {
    let all = book.read(services::all)?;
    let is = |service: &&Service| {
        service.id.to_string() == typed || service.name.to_lowercase() == typed.to_lowercase()
    };
    only(all.iter().filter(is).map(|service| service.id)).with_context(|| {
        let names = listed(all.iter().map(|service| service.name.as_str()));
        format!(
            "{typed} names no one service. There are: {}",
            one_line(&names)
        )
    })
}

/// The only one; none where there are several.
fn only(mut ids: impl Iterator<Item = i64>) -> Option<i64> {
    let first = ids.next();
    first.filter(|_| ids.next().is_none())
}

/// Whether what was shown is to be done.
fn agreed(consent: &Consent) -> anyhow::Result<bool> {
    if consent.dry_run {
        say("Nothing was changed.");
        return Ok(false);
    }
    if consent.yes {
        return Ok(true);
    }
    say("Enter them? Type yes:");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    if answer.trim().eq_ignore_ascii_case("yes") {
        return Ok(true);
    }
    bail!("Nothing was changed: answer yes, or give --yes.")
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn lines(heading: &str, lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    say(&format!("{heading}:"));
    for Line { line, name, why } in lines.iter().take(SHOWN) {
        let name = if name.is_empty() { "?" } else { name };
        say(&format!(
            "  line {line}, {}: {}",
            one_line(name),
            one_line(why)
        ));
    }
    if lines.len() > SHOWN {
        say(&format!("  and {} more", lines.len() - SHOWN));
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("{shown} can't be read"))?;
    let mut bytes = Vec::new();
    let read = file.take(LONGEST_FILE + 1).read_to_end(&mut bytes);
    read.with_context(|| format!("{shown} can't be read"))?;
    if bytes.len() as u64 > LONGEST_FILE {
        bail!("{shown} is larger than 64 MiB: is it the right file?");
    }
    Ok(bytes)
}

fn now(book: &Db) -> Now {
    Now::new(Utc::now(), book.settings().zone())
}
