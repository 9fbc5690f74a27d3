//! The house rules that a compiler does not check: who may call whom, and what no file may hold.

use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms a room may use, beside itself. What is missing here may use everything.
const LAYERS: &[(&str, &[&str])] = &[
    ("salon", &[]),
    ("letters", &[]),
    ("import", &["salon"]),
    ("export", &["letters", "salon", "store"]),
    ("http", &[]),
    ("outside", &["config", "letters", "salon"]),
    ("store", &["salon", "secrets"]),
    (
        "actions",
        &[
            "import",
            "letters",
            "passwords",
            "salon",
            "secrets",
            "store",
        ],
    ),
    (
        "backup",
        &["actions", "config", "outside", "salon", "secrets", "store"],
    ),
    (
        "jobs",
        &[
            "actions", "app", "backup", "letters", "outside", "salon", "secrets", "store",
        ],
    ),
    ("demo", &["actions", "app", "jobs", "salon", "store"]),
    (
        "web",
        &[
            "about",
            "actions",
            "app",
            "backup",
            "config",
            "connections",
            "export",
            "http",
            "import",
            "letters",
            "outside",
            "passwords",
            "salon",
            "secrets",
            "store",
        ],
    ),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// The rooms that a line of code names: `crate::store` and the like.
fn rooms_named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).map(|rest| {
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn every_room_keeps_to_the_layer_rule() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for (room, allowed) in LAYERS {
        for file in sources(&src.join(room)) {
            let text = fs::read_to_string(&file).unwrap();
            for line in text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
            {
                for named in
                    rooms_named(line).filter(|named| named != room && !allowed.contains(named))
                {
                    broken.push(format!("{} uses {named}: {}", file.display(), line.trim()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_file_says_why_it_is_there_and_can_be_read_in_one_sitting() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for file in sources(&src) {
        let text = fs::read_to_string(&file).unwrap();
        if !text.starts_with("//!") {
            broken.push(format!("{} has no header", file.display()));
        }
        if text.lines().count() > 500 {
            broken.push(format!(
                "{} is too long to read in one sitting",
                file.display()
            ));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn only_the_store_speaks_sql_and_nobody_asks_it_for_the_time() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for file in sources(&src) {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let in_store = file.starts_with(src.join("store"));
        if !in_store
            && ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"]
                .iter()
                .any(|word| code.contains(word))
        {
            broken.push(format!("{} speaks SQL", file.display()));
        }
        if ["datetime('now')", "CURRENT_TIMESTAMP", "strftime("]
            .iter()
            .any(|word| code.contains(word))
        {
            broken.push(format!("{} asks SQLite for the time", file.display()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_desk_can_say_in_every_language_why_a_letter_did_not_leave() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let text = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let words = ["nl", "de"].map(|language| {
        let path = format!("desk/src/words/{language}/letters.ts");
        (language, text(&path))
    });
    let files = [
        "salon/telling.rs",
        "salon/consequences.rs",
        "jobs/facts.rs",
        "jobs/prepare.rs",
        "actions/followups.rs",
        "store/erasure.rs",
        "store/restored.rs",
    ];
    // Not about letters, or never met by one: the moment's own jobs, and kinds of job that are no letter.
    let elsewhere = [
        "The appointment's end has passed already.",
        "There is no such letter.",
    ];
    for file in files {
        let code = text(file);
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim().starts_with("//"));
        let reasons: Vec<&str> = lines
            .flat_map(|line| line.split('"').skip(1).step_by(2))
            .filter(|said| said.starts_with(char::is_uppercase) && said.ends_with('.'))
            .filter(|said| said.contains(' ') && !elsewhere.contains(said))
            .collect();
        assert!(!reasons.is_empty(), "{file} gives no reason any more");
        for reason in reasons {
            for (language, words) in &words {
                let known = [format!("'{reason}': "), format!("\"{reason}\": ")];
                assert!(
                    known.iter().any(|known| words.contains(known)),
                    "{file} says {reason:?}, which the desk has no words for in {language}"
                );
            }
        }
    }
}
