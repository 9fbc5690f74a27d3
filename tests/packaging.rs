//! The Debian package: what is in it, who may read it, and that the program in it serves.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::program::Place;

fn packed(folder: &Path, architecture: &str) -> Result<PathBuf, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/packaging/deb");
    let output = Command::new(script)
        .args([architecture, env!("CARGO_BIN_EXE_daybook")])
        .arg(folder)
        .output()
        .unwrap();
    if output.status.success() {
        Ok(PathBuf::from(
            String::from_utf8(output.stdout).unwrap().trim(),
        ))
    } else {
        Err(String::from_utf8(output.stderr).unwrap())
    }
}

fn dpkg_deb(arguments: &[&str], package: &Path, more: &[&Path]) -> String {
    let mut command = Command::new("dpkg-deb");
    let output = command
        .args(arguments)
        .arg(package)
        .args(more)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_package_installs_a_program_a_service_and_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let package = packed(folder.path(), "arm64").unwrap();
    let name = format!("daybook_{}_arm64.deb", env!("CARGO_PKG_VERSION"));
    assert!(package.ends_with(name));
    let about = dpkg_deb(&["--field"], &package, &[]);
    assert!(about.contains("Architecture: arm64") && about.contains("Recommends: avahi-daemon"));
    let tree = folder.path().join("tree");
    dpkg_deb(&["--extract"], &package, &[&tree]);

    let mode = |file: &str| tree.join(file).metadata().unwrap().permissions().mode() & 0o777;
    assert!(
        !tree.join("etc").exists(),
        "a newer package must not ask about the owner's configuration"
    );
    assert_eq!(mode("usr/bin/daybook"), 0o755);
    let unit = fs::read_to_string(tree.join("lib/systemd/system/daybook.service")).unwrap();
    assert!(
        !unit.contains('@') || !unit.split("SystemCallFilter").next().unwrap().contains('@'),
        "{unit}"
    );
    assert!(
        unit.contains("User=daybook") && unit.contains("ReadWritePaths=/var/lib/daybook -/media")
    );
    let copyright = fs::read_to_string(tree.join("usr/share/doc/daybook/copyright")).unwrap();
    assert!(copyright.contains("MIT License") && copyright.contains("rusqlite"));

    // The configuration is one that the packed program takes, and opens the desk to the salon's network.
    let text = fs::read_to_string(tree.join("usr/share/daybook/config.toml")).unwrap();
    let config = daybook::config::Config::read(&text, |_| None).unwrap();
    assert_eq!(config.server.listen, "0.0.0.0:8080");
    assert_eq!(
        config.database.path,
        Path::new("/var/lib/daybook/daybook.db")
    );
    assert_eq!(config.backup.folder, "/var/lib/daybook/backups");
    let program = tree.join("usr/lib/daybook/daybook");
    let version = Command::new(program).arg("--version").output().unwrap();
    assert!(version.status.success());
}

#[test]
fn its_scripts_are_sound_shell() {
    let folder = tempfile::tempdir().unwrap();
    let package = packed(folder.path(), "amd64").unwrap();
    let control = folder.path().join("control");
    dpkg_deb(&["--control"], &package, &[&control]);
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/packaging");
    for script in ["postinst", "prerm", "postrm"]
        .map(|name| control.join(name))
        .into_iter()
        .chain([sources.join("daybook.sh"), sources.join("deb")])
    {
        let checked = Command::new("sh").arg("-n").arg(&script).status().unwrap();
        assert!(checked.success(), "{}", script.display());
        assert_eq!(
            script.metadata().unwrap().permissions().mode() & 0o111 != 0,
            !script.ends_with("daybook.sh")
        );
    }
}

#[test]
fn another_machine_or_a_missing_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = packed(folder.path(), "sparc").unwrap_err();
    assert!(
        refused.contains("choose amd64, arm64 or armhf"),
        "{refused}"
    );
}

#[test]
fn the_version_and_the_licences_are_told() {
    let place = Place::new();
    let said = place.run(&["--version"], "");
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines[0], format!("daybook {}", env!("CARGO_PKG_VERSION")));
    assert!(
        lines[1].starts_with("SQLite 3.") && lines[2].starts_with("MIT licence"),
        "{lines:?}"
    );
    let said = place.run(&["licences"], "");
    assert_eq!(said.status, 0);
    assert!(said.out.contains("\nrustls 0.23") && said.out.lines().count() > 100);
}
