//! The service under Windows: a task that begins with the machine, as an account that may do little.
//!
//! A task and not a service of Windows' own kind, since that would need a second way to start, stop and report. The
//! Task Scheduler ends a task without a word, which the book is made to withstand.

use std::fs;

use anyhow::Context;

use super::{Plan, ask, must};
use crate::cli::say;

const NAME: &str = "Daybook";
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
    say(&format!(
        "Daybook runs, and will run whenever this machine does. What it has to say stands in {}.",
        plan.folder.join(LOG).display()
    ));
    Ok(())
}

#[cfg_attr(not(windows), allow(dead_code))]
pub(super) fn status() -> anyhow::Result<()> {
    let found = ask("schtasks", &["/Query", "/TN", NAME, "/FO", "LIST"])?;
    if !found.status.success() {
        anyhow::bail!("Daybook is not installed: \"daybook service install\" does that.");
    }
    say(String::from_utf8_lossy(&found.stdout).trim());
    Ok(())
}

#[cfg_attr(not(windows), allow(dead_code))]
pub(super) fn uninstall() -> anyhow::Result<()> {
    // One that doesn't run can't be ended, and that is well.
    let _ = ask("schtasks", &["/End", "/TN", NAME]);
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
}
