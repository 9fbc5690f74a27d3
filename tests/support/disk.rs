//! A disk that fails when told to, and one that keeps a diary: see `failing_disk.c` and `logging_disk.c`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::program::Place;

/// Lays one that fails under every program that runs in this place; answers the file that takes its orders.
pub fn failing(place: Place) -> (Place, PathBuf) {
    let order = place.path().join("order");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/failing_disk.c");
    (laid_under(place, source, "FAILING_DISK", &order), order)
}

/// Lays one that keeps a diary under every program that runs in this place; answers the diary, which begins once it
/// is there.
pub fn keeping_a_diary(place: Place) -> (Place, PathBuf) {
    let diary = place.path().join("diary");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/logging_disk.c");
    (laid_under(place, source, "DISK_DIARY", &diary), diary)
}

/// Where the library lies that stands for the disk of a place.
pub fn library(place: &Path) -> PathBuf {
    place.join("disk.so")
}

fn laid_under(place: Place, source: &str, variable: &'static str, file: &Path) -> Place {
    let library = library(place.path());
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .args([source, "-ldl", "-lpthread"])
        .status();
    assert!(built.unwrap().success(), "the disk could not be compiled");
    place
        .with_variable("LD_PRELOAD", library.as_os_str())
        .with_variable(variable, file.as_os_str())
}

/// From so many calls on, it fails so.
pub fn order(file: &Path, word: &str, from: usize) {
    let part = file.with_extension("part");
    fs::write(&part, format!("{word} {from}")).unwrap();
    fs::rename(part, file).unwrap();
}

/// How many calls a program makes that can be killed at each of them.
pub fn calls(killed_at: &impl Fn(usize) -> bool) -> usize {
    let mut low = 1;
    while killed_at(low * 2) {
        low *= 2;
    }
    let mut high = low * 2;
    while high - low > 1 {
        let middle = (low + high) / 2;
        if killed_at(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// About so many of these calls, and each of the last six: that is where one thing takes the place of another.
pub fn chosen(calls: usize, most: usize) -> impl Iterator<Item = usize> {
    let stride = (calls / most).max(1);
    (1..=calls).filter(move |call| call % stride == 0 || calls - call < 6)
}

/// Tells how a drill went; seen with `--nocapture`.
pub fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{text}");
}
