//! The README's commands are commands: each that it names is one that the program understands.

use std::collections::BTreeSet;

use crate::support::program::Place;

const README: &str = include_str!("../README.md");

/// Every `daybook …` in code, as the words that follow the program's name.
fn commands() -> BTreeSet<Vec<&'static str>> {
    let indented = README.lines().filter_map(|line| line.strip_prefix("    "));
    let quoted = README.split('`').skip(1).step_by(2);
    let code = indented.chain(quoted).map(str::trim);
    let called = code.filter_map(|code| {
        let code = code.strip_prefix("sudo ").unwrap_or(code);
        let code = code.strip_prefix("./").unwrap_or(code);
        let words = code.strip_prefix("daybook ")?;
        Some(words.split_whitespace().collect())
    });
    called.collect()
}

#[test]
fn every_command_that_it_names_is_understood() {
    let commands = commands();
    assert!(commands.len() > 10, "{commands:?}");
    let place = Place::new();
    for mut command in commands {
        command.push("--help");
        let said = place.run(&command, "");
        assert_eq!(
            said.status,
            0,
            "daybook {}: {}",
            command.join(" "),
            said.err
        );
    }
}

#[test]
fn what_it_says_of_files_and_keys_is_so() {
    let unit = include_str!("../src/packaging/deb");
    for word in ["/var/lib/daybook", "/etc/daybook"] {
        assert!(README.contains(word) && unit.contains(word), "{word}");
    }
    let example = include_str!("../config.example.toml");
    for key in [
        "tls_own",
        "tls_cert",
        "tls_key",
        "public_url",
        "trusted_proxy",
        "listen",
    ] {
        assert!(
            README.contains(&format!("`{key}")) && example.contains(key),
            "{key}"
        );
    }
    let package = format!("daybook_{}_arm64.deb", env!("CARGO_PKG_VERSION"));
    assert!(README.contains(&package), "{package}");
}
