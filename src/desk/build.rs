//! Builds the front desk and lists its files, so that the program carries them; and says how it is linked.
//!
//! It is built in a copy under Cargo's own folder: the source tree stays as it was cloned, and a build that fails
//! leaves nothing behind in it. The packages are fetched anew only when the lock file changes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, io};

/// A desk that was built elsewhere, for machines without npm: the folder that `npm run build` makes.
const DIST: &str = "DAYBOOK_DESK_DIST";
/// What the build reads, beside all of `src`.
const FILES: [&str; 7] = [
    ".npmrc",
    "index.html",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error={problem}");
            ExitCode::FAILURE
        }
    }
}

/// Where in memory its parts lie is told to the program at each start; told in short, that takes a megabyte less. The
/// linkers of the other machines don't know how.
fn link_in_short() {
    let machine = ["ARCH", "OS", "ENV"]
        .map(|of| env::var(format!("CARGO_CFG_TARGET_{of}")).unwrap_or_default());
    if machine == ["x86_64", "linux", "gnu"] {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

fn run() -> Result<(), String> {
    link_in_short();
    println!("cargo::rerun-if-env-changed={DIST}");
    println!("cargo::rerun-if-changed=src/desk/build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("Cargo names no OUT_DIR.")?);
    let dist = match env::var_os(DIST) {
        Some(elsewhere) => built_elsewhere(PathBuf::from(elsewhere))?,
        None => build(Path::new("src/desk"), &out.join("desk"))?,
    };
    let list =
        list(&dist).map_err(|error| format!("{} can't be read: {error}.", dist.display()))?;
    fs::write(out.join("desk.rs"), list)
        .map_err(|error| format!("{} can't be written: {error}.", out.display()))
}

fn built_elsewhere(dist: PathBuf) -> Result<PathBuf, String> {
    let found = dist
        .canonicalize()
        .ok()
        .filter(|dist| dist.join("index.html").is_file());
    let dist = found.ok_or_else(|| {
        format!("{DIST} is {}, where there is no index.html: give the folder that `npm run build` made.", dist.display())
    })?;
    println!("cargo::rerun-if-changed={}", dist.display());
    Ok(dist)
}

/// Builds the desk from a copy of its sources and answers where it lies.
fn build(from: &Path, to: &Path) -> Result<PathBuf, String> {
    copy_sources(from, to)
        .map_err(|error| format!("The desk's sources can't be copied: {error}."))?;
    let lock = fs::read(to.join("package-lock.json"))
        .map_err(|error| format!("src/desk/package-lock.json can't be read: {error}."))?;
    let installed = to.join("node_modules/.installed");
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        npm(to, &["ci"])?;
        fs::write(&installed, lock)
            .map_err(|error| format!("{} can't be written: {error}.", installed.display()))?;
    }
    npm(to, &["run", "build"])?;
    Ok(to.join("dist"))
}

/// Copies what the build reads, and has Cargo watch it: each file for changes, each folder for files that come and go.
fn copy_sources(from: &Path, to: &Path) -> io::Result<()> {
    let copied = to.join("src");
    if copied.exists() {
        fs::remove_dir_all(&copied)?;
    }
    copy_folder(&from.join("src"), &copied)?;
    FILES
        .iter()
        .try_for_each(|name| copy_file(&from.join(name), &to.join(name)))
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", from.display());
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            copy_file(&from, &to)?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", from.display());
    fs::copy(from, to).map(drop)
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(arguments)
        .current_dir(folder)
        .output();
    let output = output.map_err(|error| {
        format!(
            "The front desk is built with npm, which did not start ({error}): install Node.js 18.19 or later with npm, \
             or set {DIST} to a desk that was built elsewhere."
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    // Cargo shows one line of an error; the rest is said beside it.
    let said = [output.stdout, output.stderr].concat();
    for line in String::from_utf8_lossy(&said)
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        println!("cargo::warning={line}");
    }
    Err(format!(
        "`npm {}` failed for the front desk; what it said stands above.",
        arguments.join(" ")
    ))
}

/// The table of the desk's files as Rust, each with its compressed forms where the build made them.
fn list(dist: &Path) -> io::Result<String> {
    let mut list = String::from("const INDEX: File = ");
    list += &entry("index.html", &dist.join("index.html"))?;
    list += ";\nconst ASSETS: &[File] = &[\n";
    let mut assets = fs::read_dir(dist.join("assets"))?.collect::<io::Result<Vec<_>>>()?;
    assets.sort_by_key(fs::DirEntry::file_name);
    for asset in assets {
        let name = asset.file_name().to_string_lossy().into_owned();
        if !(name.ends_with(".gz") || name.ends_with(".br")) {
            list += &entry(&name, &asset.path())?;
            list += ",\n";
        }
    }
    Ok(list + "];\n")
}

fn entry(name: &str, path: &Path) -> io::Result<String> {
    let bytes = |ending: &str| {
        let path = format!("{}{ending}", path.display());
        Path::new(&path)
            .exists()
            .then(|| format!("include_bytes!({path:?})"))
    };
    let mut entry = format!("File {{ name: {name:?}");
    // Where there is a gzip form, the plain one is had from it.
    let gzip = bytes(".gz");
    let plain = bytes("").filter(|_| gzip.is_none());
    for (field, found) in [("plain", plain), ("gzip", gzip), ("brotli", bytes(".br"))] {
        let found = found.map_or("None".to_owned(), |bytes| format!("Some({bytes})"));
        // Writing to a string can't fail.
        let _ = write!(entry, ", {field}: {found}");
    }
    Ok(entry + " }")
}
