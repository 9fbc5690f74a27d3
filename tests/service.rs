//! Running by itself: the unit that systemd is given, what systemd is told, the log in a file, and where the desk is.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::support::program::Place;
use crate::support::salon::Salon;

/// Some account that isn't root's.
const DAEMON: u32 = 1;

/// A folder that belongs to nobody in particular, and the unit for it.
fn unit(place: &Place, arguments: &[&str]) -> String {
    if place.path().metadata().unwrap().uid() == 0 {
        place.give_to(DAEMON);
    }
    let mut all = vec!["service", "install", "--print"];
    all.extend(arguments);
    let said = place.run(&all, "");
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    said.out
}

fn systemd_analyze(arguments: &[&str], unit: &Path) -> (bool, String) {
    let output = Command::new("systemd-analyze")
        .args(arguments)
        .arg(unit)
        .output()
        .expect("systemd-analyze is part of Debian's systemd");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn systemd_understands_the_unit_and_finds_it_may_do_little() {
    let place = Place::new();
    let text = unit(&place, &["--lan"]);
    let file = place.path().join("daybook.service");
    std::fs::write(&file, text).unwrap();
    let (sound, said) = systemd_analyze(&["verify", "--man=no"], &file);
    assert!(sound && !said.contains("daybook.service:"), "{said}");
    // Out of 10, a machine's usual services have 9.6; the threshold is in tenths.
    let (little, said) = systemd_analyze(&["security", "--offline=yes", "--threshold=20"], &file);
    assert!(little, "{said}");
}

#[test]
fn the_unit_runs_this_program_on_this_folder_as_its_owner() {
    let place = Place::with_config("[backup]\nfolder = \"/srv/copies\"\n");
    let text = unit(&place, &["--lan"]);
    let (folder, program) = (place.path().display(), env!("CARGO_BIN_EXE_daybook"));
    let owner = place.path().metadata().unwrap().uid();
    for line in [
        format!("ExecStart=\"{program}\" serve --lan"),
        format!("User={owner}"),
        format!("WorkingDirectory={folder}"),
        format!("ReadWritePaths=\"-/srv/copies\" \"-{folder}\" -/media -/mnt"),
        "Restart=always".to_owned(),
    ] {
        assert!(text.lines().any(|l| l == line), "{line}: {text}");
    }
    let named = unit(&place, &["--config", "config.toml"]);
    let line = format!("ExecStart=\"{program}\" --config \"{folder}/config.toml\" serve");
    assert!(named.lines().any(|l| l == line), "{named}");
}

#[test]
fn root_serves_nobody_and_odd_paths_are_refused() {
    let place = Place::new();
    if place.path().metadata().unwrap().uid() == 0 {
        let said = place.run(&["service", "install", "--print"], "");
        assert_eq!((said.status, said.err.lines().count()), (1, 1));
        assert!(said.err.contains("belongs to root") && said.err.contains("useradd"));
        place.give_to(DAEMON);
    }
    let odd = place.path().join("100%");
    std::fs::create_dir(&odd).unwrap();
    let odd = odd.join("config.toml");
    std::fs::write(&odd, "").unwrap();
    let said = place.run(
        &[
            "service",
            "install",
            "--print",
            "--config",
            odd.to_str().unwrap(),
        ],
        "",
    );
    assert_eq!(said.status, 1);
    assert!(
        said.err.contains("systemd can't be given the path"),
        "{}",
        said.err
    );
}

#[test]
fn who_started_it_hears_where_it_is_when_it_is_ready_and_when_it_stops() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("notify");
    let keeper = UnixDatagram::bind(&socket).unwrap();
    keeper
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let hear = || {
        let mut said = [0; 512];
        let length = keeper.recv(&mut said).unwrap();
        String::from_utf8(said[..length].to_vec()).unwrap()
    };
    let place = Place::new().with_variable("NOTIFY_SOCKET", socket.as_os_str());
    let server = place.serve(&[]);
    let open = format!("STATUS=Daybook is open at http://{}", server.address);
    assert_eq!([hear(), hear()], [open, "READY=1".to_owned()]);
    assert_eq!(server.stop("-TERM").0.code(), Some(0));
    assert_eq!(hear(), "STOPPING=1");
}

#[test]
fn the_log_in_a_file_tells_the_first_days_link_and_is_nobody_elses() {
    let place = Place::new();
    let server = place.serve(&["--log", "daybook.log"]);
    server.stop("-TERM");
    let file = place.path().join("daybook.log");
    let log = std::fs::read_to_string(&file).unwrap();
    assert!(
        log.contains("Set the salon up at http://127.0.0.1:"),
        "{log}"
    );
    assert!(
        log.lines().last().unwrap().ends_with("INFO stopping"),
        "{log}"
    );
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let said = place.run(&["serve", "--log", "/nowhere/daybook.log"], "");
    assert_eq!(
        (said.status, said.err.lines().count()),
        (1, 1),
        "{}",
        said.err
    );
}

#[test]
fn the_desk_shows_where_it_is_to_everybody_signed_in() {
    let salon = Salon::open();
    salon
        .app
        .listening
        .set(vec!["192.0.2.7:8080".parse().unwrap()])
        .unwrap();
    let told = salon.desk("Anna").get("/api/address").ok();
    assert_eq!(told["this_machine"], "http://192.0.2.7:8080");
    let address = &told["addresses"][0];
    assert_eq!(address["url"], "http://192.0.2.7:8080");
    let drawing = address["qr_svg"].as_str().unwrap();
    assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>"));
    let about = salon.desk("Ben").get("/api/about").ok();
    assert_eq!(about["licence"], "MIT");
    assert!(about["built_on"].as_array().unwrap().len() > 100);
}

#[test]
fn what_is_open_to_this_machine_alone_has_no_address_for_others() {
    let place = Place::new();
    let server = place.serve(&[]);
    let (status, _) = server.ask("GET", "/api/address", None, &json!({}));
    assert_eq!(status, 401);
    let salon = Salon::open();
    let here = vec!["127.0.0.1:8080".parse().unwrap()];
    salon.app.listening.set(here).unwrap();
    let told = salon.desk("Anna").get("/api/address").ok();
    assert_eq!(
        told,
        json!({ "this_machine": "http://127.0.0.1:8080", "addresses": [] })
    );
}

/// A terminal of its own for a command, through util-linux's `script`.
#[test]
fn a_terminal_shows_a_code_for_the_telephone() {
    let machine = daybook::outside::machine::Machine::default();
    let Some(address) = machine
        .network_addresses()
        .into_iter()
        .find(std::net::IpAddr::is_ipv4)
    else {
        // Without a network there is nothing that a telephone could find.
        return;
    };
    let config = format!("[server]\nlisten = \"{address}:0\"\n");
    let place = Place::with_config(&config);
    let command = format!("timeout -s INT 3 {} serve", env!("CARGO_BIN_EXE_daybook"));
    let output = Command::new("script")
        .args(["--quiet", "--command", &command, "/dev/null"])
        .current_dir(place.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("A telephone finds it with its camera"),
        "{said}"
    );
    assert!(said.contains('█') && said.contains('▄'), "{said}");
}
