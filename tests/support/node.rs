//! Programs of Node's: Stripe's own SDK, against which the stories check Daybook, and what drives the browser.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const PACKAGE: &str = include_str!("stripe/package.json");
const LOCK: &str = include_str!("stripe/package-lock.json");

/// A folder under `target/` in which the SDK is installed, made on first use. The stories run side by side, in
/// several processes perhaps, so the first one makes it under a lock and the others wait.
///
/// # Panics
/// With a sentence, where there is no npm or the packages can't be installed: a story that is skipped proves nothing.
pub fn sdk() -> PathBuf {
    installed("stripe-sdk", PACKAGE, LOCK, &[])
}

/// A folder under `target/` with these packages, and these files beside them, so that scripts find the packages.
pub fn installed(name: &str, package: &str, lock_file: &str, files: &[PathBuf]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    for file in files {
        fs::copy(file, folder.join(file.file_name().unwrap())).unwrap();
    }
    let ready = folder.join("ready");
    if fs::read_to_string(&ready).is_ok_and(|made_from| made_from == lock_file) {
        return folder;
    }
    fs::write(folder.join("package.json"), package).unwrap();
    fs::write(folder.join("package-lock.json"), lock_file).unwrap();
    run(Command::new("npm")
        .args([
            "ci",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
        ])
        .current_dir(&folder));
    fs::write(ready, lock_file).unwrap();
    folder
}

/// A command that has to succeed; gives what it wrote.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| {
        panic!("The tests need Node and npm: {command:?} did not start: {error}.")
    });
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?} failed (the tests need Node and npm; on Debian: apt install nodejs npm):\n{said}{complained}"
    );
    said
}

/// The `Stripe-Signature` of a webhook call, made by the SDK.
pub fn signature(payload: &str, secret: &str, timestamp: i64) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/stripe/sign.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .arg(sdk())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let call = json!({ "payload": payload, "secret": secret, "timestamp": timestamp });
    writeln!(node.stdin.take().unwrap(), "{call}").unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Compiles a TypeScript program beside the SDK's types; it must have no fault.
pub fn assert_compiles(name: &str, program: &str) {
    let folder = sdk();
    let file = folder.join(name);
    fs::write(&file, program).unwrap();
    run(Command::new("node")
        .arg("node_modules/typescript/bin/tsc")
        .args([
            "--noEmit",
            "--strict",
            "--skipLibCheck",
            "--target",
            "es2022",
        ])
        .args(["--module", "nodenext", "--moduleResolution", "nodenext"])
        .arg(&file)
        .current_dir(&folder));
}

/// Form-encoded parameters as the nested object that they stand for.
pub fn nested(request: &str) -> Value {
    let mut object = json!({});
    for (name, value) in url::form_urlencoded::parse(request.as_bytes()) {
        let value = match value.parse::<i64>() {
            Ok(number) => json!(number),
            Err(_) => value.parse::<bool>().map_or(json!(value), |yes| json!(yes)),
        };
        let mut place = &mut object;
        for part in name.split(['[', ']']).filter(|part| !part.is_empty()) {
            place = match part.parse::<usize>() {
                Ok(index) => {
                    if place.is_null() {
                        *place = json!([]);
                    }
                    let list = place.as_array_mut().unwrap();
                    if list.len() == index {
                        list.push(Value::Null);
                    }
                    &mut list[index]
                }
                Err(_) => {
                    if place.is_null() {
                        *place = json!({});
                    }
                    &mut place[part]
                }
            };
        }
        *place = value;
    }
    object
}
