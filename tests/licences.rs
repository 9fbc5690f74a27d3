//! The list of what others made is the truth: what cargo would build in, and nothing that may not be passed on.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The machines that Daybook is built for.
const TARGETS: [&str; 4] = [
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "armv7-unknown-linux-musleabihf",
    "x86_64-pc-windows-gnu",
];
/// What the front desk's pages carry along.
const DESK: [&str; 2] = ["svelte", "@lucide/svelte"];
/// One of these must do for every part.
const WELCOME: [&str; 11] = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unlicense",
    "Unicode-3.0",
    "CDLA-Permissive-2.0",
    "blessing",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .args(TARGETS.map(|target| format!("--filter-platform={target}")))
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The packages that become part of the program: what it needs, and what that needs, but nothing that only builds or
/// tests it.
fn built_in(metadata: &Value) -> BTreeSet<String> {
    let by_id = |list: &'static [&'static str]| -> HashMap<String, &Value> {
        let items = list.iter().fold(metadata, |value, key| &value[*key]);
        let items = items.as_array().unwrap().iter();
        items
            .map(|item| (item["id"].as_str().unwrap().to_owned(), item))
            .collect()
    };
    let (packages, nodes) = (by_id(&["packages"]), by_id(&["resolve", "nodes"]));
    let root = metadata["resolve"]["root"].as_str().unwrap();
    let (mut seen, mut open) = (BTreeSet::new(), vec![root.to_owned()]);
    while let Some(id) = open.pop() {
        for needed in nodes[&id]["deps"].as_array().unwrap() {
            let kinds = needed["dep_kinds"].as_array().unwrap();
            let id = needed["pkg"].as_str().unwrap().to_owned();
            if kinds.iter().any(|kind| kind["kind"].is_null()) && seen.insert(id.clone()) {
                open.push(id);
            }
        }
    }
    let line = |id: &String| {
        let package = packages[id];
        let word = |key: &str| package[key].as_str().unwrap_or("unknown");
        format!("{} {}: {}", word("name"), word("version"), word("license"))
    };
    seen.iter().map(line).collect()
}

/// What the desk's bundle holds, as its lock file has it.
fn desk() -> Vec<String> {
    let Ok(lock) = fs::read_to_string(root().join("src/desk/package-lock.json")) else {
        return Vec::new();
    };
    let lock: Value = serde_json::from_str(&lock).unwrap();
    let line = |name: &str| {
        let package = &lock["packages"][format!("node_modules/{name}")];
        let word = |key: &str| package[key].as_str().unwrap_or("unknown");
        format!("{name} {}: {}", word("version"), word("license"))
    };
    DESK.map(line).into()
}

#[test]
fn the_list_of_licences_is_what_is_built_in() {
    let mut parts: Vec<String> = built_in(&metadata()).into_iter().chain(desk()).collect();
    parts.push(format!("SQLite {}: blessing", rusqlite::version()));
    parts.sort_by_key(|line| line.to_lowercase());
    let truth = parts.join("\n") + "\n";
    let file = root().join("src/licences.txt");
    if std::env::var_os("DAYBOOK_LICENCES").is_some() {
        fs::write(&file, &truth).unwrap();
    }
    let told = fs::read_to_string(&file).unwrap_or_default();
    let (truth, told): (BTreeSet<_>, BTreeSet<_>) =
        (truth.lines().collect(), told.lines().collect());
    let (missing, gone) = (truth.difference(&told), told.difference(&truth));
    let wrong: Vec<_> = missing.chain(gone).collect();
    assert!(
        wrong.is_empty(),
        "src/licences.txt is behind on {wrong:?}: run \"DAYBOOK_LICENCES=write cargo test licences\""
    );
}

#[test]
fn every_part_may_be_passed_on() {
    for part in daybook::about::parts() {
        let terms = part.licence.split(['/', ' ', '(', ')']);
        assert!(
            terms.into_iter().any(|term| WELCOME.contains(&term)),
            "{} {}: {}",
            part.name,
            part.version,
            part.licence
        );
    }
}
