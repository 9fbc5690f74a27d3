//! Chromium, as Debian has it, before a real server: the stories of the front desk, which are written in JavaScript
//! under `tests/desk`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::node;

const PACKAGE: &str = include_str!("../desk/package.json");
const LOCK: &str = include_str!("../desk/package-lock.json");
/// Another browser than Debian's.
const BROWSER: &str = "DAYBOOK_CHROMIUM";

/// One story at a time: two browsers beside everything else would make each other wait, and stories would fail that
/// are right.
static STAGE: Mutex<()> = Mutex::new(());

/// Plays the story `tests/desk/NAME.mjs` against a server; `facts` is what it is told besides. Where it fails, what
/// the browser showed lies as `target/desk-shots/NAME*.png`.
///
/// # Panics
/// With what the story said, where it fails, and with a sentence where there is no Node or Chromium.
pub fn play(name: &str, address: &str, facts: &Value) {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/desk");
    let files: Vec<PathBuf> = fs::read_dir(&scripts)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "mjs"))
        .collect();
    let folder = node::installed("desk-stories", PACKAGE, LOCK, &files);
    let shots = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("desk-shots");
    fs::create_dir_all(&shots).unwrap();
    let mut told = json!({ "name": name, "address": format!("http://{address}"), "browser": browser(), "shots": shots });
    told.as_object_mut()
        .unwrap()
        .extend(facts.as_object().unwrap().clone());
    let _alone = STAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let output = Command::new("node")
        .arg(folder.join(format!("{name}.mjs")))
        .env("DAYBOOK_STORY", told.to_string())
        .output()
        .expect("The desk's stories need Node (on Debian: apt install nodejs npm).");
    // What a story measured; `--nocapture` shows it.
    print!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(
        output.status.success(),
        "the story {name} failed; see {}\n{}",
        shots.display(),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn browser() -> PathBuf {
    if let Some(path) = std::env::var_os(BROWSER) {
        return path.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .flat_map(|folder| ["chromium", "chromium-browser"].map(|name| folder.join(name)))
        .find(|path| path.is_file())
        .unwrap_or_else(|| {
            panic!("The desk's stories need Chromium (on Debian: apt install chromium; elsewhere set {BROWSER}).")
        })
}
