//! The service under Windows: a task that begins with the machine, as an account that may do little.
//!
//! A task and not a service of Windows' own kind, since that would need a second way to start, stop and report. The
//! Task Scheduler ends a task without a word, which the book is made to withstand.

use std::fs;

use anyhow::Context;

use super::{Plan, ask, must};
use crate::cli::say;

const NAME: &str = "Daybook";
/// How the firewall's rule is called.
const RULE: &str = "name=Daybook";
/// The account "Local Service", under its number, since its name is another in every language.
const ACCOUNT: &str = "S-1-5-19";
/// Where the server writes what it has to say, since nobody looks at a task.
const LOG: &str = "daybook.log";
const PATTERN: &str = include_str!("../../packaging/daybook-task.xml");

/// The task, filled in.
pub(super) fn written(plan: &Plan) -> anyhow::Result<String> {
    let mut arguments = String::new();
    if let Some(config) = &plan.config {
        arguments.push_str(&format!("--config \"{}\" ", config.display()));
    }
    arguments.push_str(&format!("serve --log {LOG}"));
    if plan.lan {
        arguments.push_str(" --lan");
    }
    Ok(PATTERN
        .replace("@ACCOUNT@", ACCOUNT)
        .replace("@PROGRAM@", &escaped(&plan.program.display().to_string()))
        .replace("@ARGUMENTS@", &escaped(&arguments))
        .replace("@FOLDER@", &escaped(&plan.folder.display().to_string())))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg_attr(not(windows), allow(dead_code))]
pub(super) fn install(plan: &Plan) -> anyhow::Result<()> {
    let file = plan.folder.join("daybook-task.xml");
    let shown = file.display().to_string();
    // The Task Scheduler reads UTF-16, which begins with a mark.
    let text: Vec<u8> = std::iter::once(0xfeff)
        .chain(written(plan)?.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(&file, text).with_context(|| format!("{shown} can't be written"))?;
    for folder in &plan.writes {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} can't be made", folder.display()))?;
        let right = format!("*{ACCOUNT}:(OI)(CI)M");
        let folder = folder.display().to_string();
        must("icacls", &[&folder, "/grant", &right, "/T", "/Q"])?;
    }
    let made = must("schtasks", &["/Create", "/TN", NAME, "/XML", &shown, "/F"]);
    let _ = fs::remove_file(&file);
    made.context("Open the command prompt as administrator and try again")?;
    must("schtasks", &["/Run", "/TN", NAME])?;
    if plan.is_open {
        let_in(plan);
    }
    say(&format!(
        "Daybook runs, and will run whenever this machine does. What it has to say stands in {}.",
        plan.folder.join(LOG).display()
    ));
    Ok(())
}

/// Nobody sits before a task to tell Windows' firewall that the other screens may call; so it is told now.
#[cfg_attr(not(windows), allow(dead_code))]
fn let_in(plan: &Plan) {
    shut_out();
    let program = plan.program.display().to_string();
    let rule = rule(&program);
    let rule: Vec<&str> = rule.iter().map(String::as_str).collect();
    if let Err(error) = must("netsh", &rule) {
        say(&format!(
            "But Windows' firewall could not be told to let the other screens in: allow {program} there yourself. {error:#}."
        ));
    }
}

/// What netsh is told: in a network that Windows holds for private, this program may be called.
fn rule(program: &str) -> [String; 10] {
    let about = format!("program={program}");
    [
        "advfirewall",
        "firewall",
        "add",
        "rule",
        RULE,
        "dir=in",
        "action=allow",
        "profile=private,domain",
        "enable=yes",
        &about,
    ]
    .map(str::to_owned)
}

/// Where there is no such rule, there is none to take away.
#[cfg_attr(not(windows), allow(dead_code))]
fn shut_out() {
    let _ = ask(
        "netsh",
        &["advfirewall", "firewall", "delete", "rule", RULE],
    );
}

/// Where the server said last that it is, by its log.
#[cfg_attr(not(windows), allow(dead_code))]
fn open_at(log: &str) -> Option<&str> {
    let mut said = log
        .lines()
        .rev()
        .filter_map(|line| line.split_once(" INFO "));
    said.find_map(|(_, said)| said.starts_with("Daybook is open at").then_some(said))
}

#[cfg_attr(not(windows), allow(dead_code))]
pub(super) fn status() -> anyhow::Result<()> {
    let found = ask("schtasks", &["/Query", "/TN", NAME, "/FO", "LIST"])?;
    if !found.status.success() {
        anyhow::bail!("Daybook is not installed: \"daybook service install\" does that.");
    }
    say(String::from_utf8_lossy(&found.stdout).trim());
    if let Ok(log) = fs::read_to_string(LOG)
        && let Some(open) = open_at(&log)
    {
        say(open);
    }
    Ok(())
}

#[cfg_attr(not(windows), allow(dead_code))]
pub(super) fn uninstall() -> anyhow::Result<()> {
    // One that doesn't run can't be ended, and that is well.
    let _ = ask("schtasks", &["/End", "/TN", NAME]);
    shut_out();
    must("schtasks", &["/Delete", "/TN", NAME, "/F"])
        .context("Is it installed, and is this command prompt an administrator's?")?;
    say("Daybook no longer runs by itself. The book stays where it is.");
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn the_task_names_program_folder_and_configuration() {
        let folder = PathBuf::from(r"C:\Salon Mila & Co");
        let plan = Plan {
            program: folder.join("daybook.exe"),
            config: Some(PathBuf::from(r"C:\Salon\config.toml")),
            writes: vec![folder.clone()],
            folder,
            lan: true,
            is_open: true,
        };
        let task = written(&plan).unwrap();
        for line in [
            "<WorkingDirectory>C:\\Salon Mila &amp; Co</WorkingDirectory>",
            "<Arguments>--config \"C:\\Salon\\config.toml\" serve --log daybook.log --lan</Arguments>",
            "<UserId>S-1-5-19</UserId>",
            "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
        ] {
            assert!(task.contains(line), "{line}: {task}");
        }
        assert!(!task.contains('@'), "{task}");
    }
    #[test]
    fn the_firewall_is_told_of_this_program_and_the_log_says_where_it_is() {
        let rule = rule(r"C:\Salon Mila & Co\daybook.exe").join(" ");
        assert_eq!(
            rule,
            "advfirewall firewall add rule name=Daybook dir=in action=allow profile=private,domain enable=yes \
             program=C:\\Salon Mila & Co\\daybook.exe"
        );
        let log = "2026-11-29T17:14:48Z INFO Daybook is open at http://192.0.2.6:8080\n\
                   2026-11-29T17:14:49Z INFO stopping\n\
                   2026-11-30T07:14:48Z INFO Daybook is open at http://192.0.2.7:8080\n\
                   2026-11-30T07:14:49Z WARN a letter waits\n";
        assert_eq!(
            open_at(log),
            Some("Daybook is open at http://192.0.2.7:8080")
        );
        assert_eq!(open_at(""), None);
    }
}
