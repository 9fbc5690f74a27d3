//! The README's commands are commands: each that it names is one that the program understands.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

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

/// Who may sign in, and looking the book over: typed as they stand there.
#[test]
fn the_commands_of_every_day_do_what_it_says() {
    let place = Place::new();
    let all = commands();
    let typed = |begin: &str, input: &str| {
        let of_this: Vec<_> = all
            .iter()
            .filter(|words| words.join(" ").starts_with(begin))
            .collect();
        assert!(!of_this.is_empty(), "the README has no daybook {begin}");
        let mut out = String::new();
        for words in of_this {
            let said = place.run(words, input);
            assert_eq!(said.status, 0, "{words:?}: {}{}", said.out, said.err);
            out += &said.out;
        }
        out
    };
    typed("user add --email you@example.com", "correct horse\n");
    let anna = "user add --name Anna --role staff --email anna@salon.example";
    let anna: Vec<&str> = anna.split(' ').collect();
    assert_eq!(place.run(&anna, "correct horse\n").status, 0);
    typed(
        "user password --email anna@salon.example",
        "battery staple\n",
    );
    let list = typed("user list", "");
    assert!(
        list.contains("you@example.com") && list.contains("anna@salon.example"),
        "{list}"
    );
    assert!(typed("check", "").contains("The book is sound."));
    assert!(typed("--version", "").contains(env!("CARGO_PKG_VERSION")));
    assert!(typed("licences", "").contains("rusqlite"));
}

/// Whatever is typed into a terminal against the sample salon, with the sign-in and the token that it gave.
#[test]
fn its_requests_are_answered_by_the_sample_salon() {
    let place = Place::new();
    let mut server = place.demo();
    let last_word = |line: String| line.rsplit(' ').next().unwrap().to_owned();
    let email = last_word(server.line_with("e-mail"));
    let password = last_word(server.line_with("password"));
    let lines = README.replace("\\\n", "");
    let mut token = String::new();
    let mut asked = 0;
    for line in lines
        .lines()
        .filter_map(|line| line.strip_prefix("    curl "))
    {
        let line = line
            .replacen('…', &email, 1)
            .replacen('…', &password, 1)
            .replace("127.0.0.1:8080", &server.address)
            .replace("TOKEN", &token);
        let output = Command::new("sh")
            .args(["-c", &format!("curl --fail {line}")])
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        match answer["token"].as_str() {
            Some(given) => token = given.to_owned(),
            None => assert!(answer.is_array(), "{answer}"),
        }
        asked += 1;
    }
    assert_eq!(asked, 2);
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
