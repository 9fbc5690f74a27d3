//! A disk that fails when told to: see `failing_disk.c`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::program::Place;

/// Lays it under every program that runs in this place; answers the file that takes its orders.
pub fn failing(place: Place) -> (Place, PathBuf) {
    let (library, order) = (
        place.path().join("failing_disk.so"),
        place.path().join("order"),
    );
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/failing_disk.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .args([source, "-ldl", "-lpthread"])
        .status();
    assert!(
        built.unwrap().success(),
        "the failing disk could not be compiled"
    );
    let place = place
        .with_variable("LD_PRELOAD", library.as_os_str())
        .with_variable("FAILING_DISK", order.as_os_str());
    (place, order)
}

/// From so many calls on, it fails so.
pub fn order(file: &Path, word: &str, from: usize) {
    let part = file.with_extension("part");
    fs::write(&part, format!("{word} {from}")).unwrap();
    fs::rename(part, file).unwrap();
}
