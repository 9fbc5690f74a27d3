//! The README's commands, typed as they stand there.
//!
//! Who runs one says which with [`typed`], in Rust, or with `typed '…'`, in the scripts for a clean machine and for
//! Windows: so which command is run where can be read in the stories themselves, and a story reads it there.

use std::path::Path;
use std::process::{Command, Output};

use super::program::{Place, Said, Server};

pub const README: &str = include_str!("../../README.md");

/// With these begins what is typed into a terminal.
const BEGINNINGS: [&str; 9] = [
    "./",
    "apt ",
    "cargo ",
    "curl ",
    "daybook ",
    "DAYBOOK_",
    "litestream ",
    "npm ",
    "sudo ",
];

/// Every command, in the README's order: the lines that are set apart, and what is quoted in a sentence or a table.
pub fn commands() -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in README.replace("\\\n", " ").lines() {
        let found = match line.strip_prefix("    ") {
            Some(command) => vec![plain(command)],
            None => quoted(line),
        };
        for command in found {
            if !all.contains(&command) {
                all.push(command);
            }
        }
    }
    all
}

/// Without the remark behind it and the blanks that set it apart.
fn plain(command: &str) -> String {
    let command = command.split("  #").next().unwrap();
    command.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is quoted in a line and is a command. In the table of commands those after the first have only its last words:
/// `daybook user add`, `list`.
fn quoted(line: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let in_table = line.starts_with("| `daybook ");
    for code in line.split('`').skip(1).step_by(2) {
        let words = code.split(' ').count();
        if BEGINNINGS.iter().any(|begin| code.starts_with(begin)) && words > 1
            || ["tests/run", "src/packaging/build", "src/packaging/drill"]
                .iter()
                .any(|begin| code.starts_with(begin))
        {
            found.push(code.to_owned());
        } else if in_table && let Some(first) = found.first() {
            let first: Vec<&str> = first.split(' ').collect();
            found.push([&first[..first.len() - words], &[code]].concat().join(" "));
        }
    }
    found
}

/// A command of the README's.
pub struct Typed(String);

/// The command that stands there so; in the table of commands FILE or FOLDER may follow.
#[track_caller]
pub fn typed(command: &str) -> Typed {
    let is_there = commands().iter().any(|one| one == command);
    assert!(is_there, "the README has no {command}");
    Typed(command.to_owned())
}

impl Typed {
    /// With something of this story's in the place of the README's example.
    #[track_caller]
    pub fn with(self, example: &str, ours: &str) -> Self {
        assert!(self.0.contains(example), "{} has no {example}", self.0);
        Self(self.0.replace(example, ours))
    }

    /// With more behind it.
    pub fn and(self, more: &str) -> Self {
        Self(format!("{} {more}", self.0))
    }

    /// What follows the program's name.
    fn arguments(&self) -> Vec<&str> {
        let words = self.0.strip_prefix("daybook ").unwrap();
        words.split(' ').collect()
    }

    /// Runs it with this on its standard input; it must go well.
    #[track_caller]
    pub fn run(self, place: &Place, input: &str) -> Said {
        let said = place.run(&self.arguments(), input);
        assert_eq!(said.status, 0, "{}: {}{}", self.0, said.out, said.err);
        said
    }

    /// Starts the server that it is.
    pub fn start(self, place: &Place) -> Server {
        place.start(&self.arguments())
    }

    /// Hands it to a shell in this folder, which it takes the place of, so that ending the one ends the other.
    pub fn shell(&self, folder: &Path) -> Command {
        let one_after_the_other = self.0.contains(" && ");
        let exec = if one_after_the_other { "" } else { "exec " };
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("{exec}{}", self.0)])
            .current_dir(folder);
        command
    }

    /// Has a shell run it in this folder; it must go well.
    #[track_caller]
    pub fn run_in(&self, folder: &Path) -> Output {
        let output = self.shell(folder).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", self.0);
        output
    }
}
