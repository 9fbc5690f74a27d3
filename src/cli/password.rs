//! A password from whoever runs a command: typed twice unseen on a terminal, else the first line that comes in.

use std::io::{self, BufRead, IsTerminal};

use anyhow::{Context, bail};

/// Reads a new password.
pub(super) fn read() -> anyhow::Result<String> {
    if io::stdin().is_terminal() {
        ask_twice()
    } else {
        first_line(&mut io::stdin().lock())
    }
}

fn ask_twice() -> anyhow::Result<String> {
    let ask = |prompt| rpassword::prompt_password(prompt).context("The password can't be read");
    let (first, second) = (ask("New password: ")?, ask("Once more: ")?);
    if first != second {
        bail!("The two passwords differ, so nothing was changed. Try again.");
    }
    Ok(first)
}

fn first_line(input: &mut impl BufRead) -> anyhow::Result<String> {
    let mut line = String::new();
    input
        .read_line(&mut line)
        .context("The password can't be read")?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("No password came in: give it as the first line of standard input.");
    }
    Ok(password.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_the_first_line_counts_and_blanks_are_part_of_it() {
        let read = |text: &str| first_line(&mut text.as_bytes());
        assert_eq!(read(" correct horse \r\nmore").unwrap(), " correct horse ");
        assert!(read("\nsecond").is_err());
        assert!(read("").is_err());
    }
}
