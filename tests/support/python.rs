//! A Python with the packages that the stories check Daybook against.

use serde_json::Value;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

const REQUIREMENTS: &str = include_str!("requirements.txt");

/// The interpreter of a virtual environment under `target/`, made on first use. The stories run side by
/// side, in several processes perhaps, so the first one makes it under a lock and the others wait.
///
/// # Panics
/// With a sentence, where there is no Python or its packages can't be installed: a story that is skipped
/// proves nothing.
pub fn venv() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let (ready, python) = (folder.join("ready"), folder.join("venv/bin/python"));
    if fs::read_to_string(&ready).is_ok_and(|made_from| made_from == REQUIREMENTS) {
        return python;
    }
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS).unwrap();
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(folder.join("venv")));
    run(Command::new(&python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
        ])
        .arg(&requirements));
    fs::write(ready, REQUIREMENTS).unwrap();
    python
}

/// The letters of a folder, by file name, as Python's mail package and PyPI's icalendar read them.
pub fn read_letters(folder: &Path) -> Value {
    let mut command = Command::new(venv());
    let output = command
        .arg(script("read_letters.py"))
        .arg(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A command that has to succeed.
fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("The tests need Python 3: {command:?} did not start: {error}.")
    });
    assert!(
        output.status.success(),
        "The tests need Python 3 with venv and pip (on Debian: apt install python3-venv), and its packages from PyPI. \
         {command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

/// The path of a script beside this file.
pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/support")
        .join(name)
}
