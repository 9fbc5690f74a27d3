//! `daybook check`: whether the book is sound, in words, with what to do; and advice on what surrounds it.
//!
//! It reads one snapshot of the book and changes nothing, so it may run beside the server. Only what is wrong with
//! the book itself makes it fail.

use anyhow::bail;
use chrono::Utc;

use super::{advice, clock, one_line, say, some};
use crate::about;
use crate::backup::Backups;
use crate::config::Config;
use crate::salon::time::Stamp;
use crate::store::copy;
use crate::store::soundness::{Finding, Snapshot};

/// Looks at the book and says what it found.
pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    let path = &config.database.path;
    let book = Snapshot::open(path)?;
    let findings = book.findings();
    let now = Stamp(Utc::now());
    say(&format!(
        "Daybook {}, SQLite {}.",
        about::VERSION,
        about::sqlite()
    ));
    match copy::contents(book.connection()) {
        Ok(contents) => say(&format!(
            "{} holds {} and {}.",
            path.display(),
            some(contents.bookings, "booking"),
            some(contents.clients, "client")
        )),
        Err(_) => say(&format!("{} can't be counted.", path.display())),
    }
    if let Some(zone) = book.zone() {
        say(&clock::present(now, zone));
    }
    let zone = book.zone().unwrap_or(chrono_tz::UTC);
    if let Ok(Some(last)) = Backups::new(config).last_good() {
        let made = last.created_at.wall(zone);
        say(&format!(
            "The last good backup is of {} {}.",
            made.date(),
            made.clock()
        ));
    }
    for finding in &findings {
        say(&told(finding));
    }
    let advice = advice::on(config, &book, now);
    if !advice.is_empty() {
        say("\nAdvice:");
    }
    for line in &advice {
        say(&format!("- {}", one_line(line)));
    }
    match findings.len() {
        0 => say("\nThe book is sound."),
        1 => bail!("The book is not sound: what is wrong, and what to do, is said above."),
        many => {
            bail!("The book is not sound: {many} things are wrong, said above with what to do.")
        }
    }
    Ok(())
}

/// A finding as a shop owner reads it.
fn told(finding: &Finding) -> String {
    let Finding {
        what,
        count,
        examples,
        remedy,
    } = finding;
    let times = if *count == 1 {
        String::new()
    } else {
        format!(" ({count} cases)")
    };
    let mut text = format!("\nWrong: {}{times}.", one_line(what));
    for example in examples {
        text.push_str(&format!("\n  {}", one_line(example)));
    }
    if *count > examples.len() {
        text.push_str(&format!("\n  and {} more", count - examples.len()));
    }
    text.push_str(&format!("\n  What to do: {remedy}"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_what_is_wrong_where_and_what_to_do() {
        let finding = Finding {
            what: "Jobs were lost".to_owned(),
            count: 5,
            examples: vec!["job 1\n".to_owned(), "job 2".to_owned()],
            remedy: "Look for them.",
        };
        let text = "\nWrong: Jobs were lost (5 cases).\n  job 1\n  job 2\n  and 3 more\n  What to do: Look for them.";
        assert_eq!(told(&finding), text);
    }
}
