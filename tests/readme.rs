//! The README's commands are commands, and each is run somewhere: the stories type what stands there.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::program::{Place, Server};
use crate::support::readme::{README, Typed, commands, typed};

/// Commands for engineers that no story types, since they would begin the stories anew or take hours: the file that does
/// what they do, and by what it is seen there.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "apt install gcc nodejs npm",
        "tests/run",
        "install nodejs npm",
    ),
    (
        "cargo build --release",
        "src/packaging/build",
        "--release --locked --bin daybook",
    ),
    ("cargo bench", "Cargo.toml", "[[bench]]"),
    ("npm run check", "tests/run", "npm run --silent check"),
    ("tests/run", ".ci/run", "exec tests/run"),
    (
        "src/packaging/build",
        "tests/run",
        "src/packaging/build x86_64",
    ),
    (
        "src/packaging/drill target/dist/daybook_0.1.0_amd64.deb",
        "src/packaging/drill",
        "drill-story",
    ),
];

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Which commands are typed by the stories, on the clean machine, and under Windows; and where.
fn typed_in() -> BTreeMap<String, String> {
    let stories = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")).unwrap();
    let stories = stories
        .flatten()
        .map(|story| story.file_name().into_string().unwrap());
    let stories = stories.filter(|name| name.ends_with(".rs"));
    let mut all = BTreeMap::new();
    for name in stories.map(|name| format!("tests/{name}")) {
        let text = file(&name);
        for call in text
            .split(concat!("typed", "("))
            .skip(1)
            .map(str::trim_start)
        {
            let plain = call.strip_prefix('"').and_then(|call| call.split_once('"'));
            let raw = call
                .strip_prefix("r#\"")
                .and_then(|call| call.split_once("\"#"));
            if let Some((command, _)) = plain.or(raw) {
                all.insert(command.to_owned(), name.clone());
            }
        }
    }
    for script in ["src/packaging/drill-story", "src/packaging/build"] {
        for call in file(script).split(concat!("typed", " '")).skip(1) {
            let command = call.split('\'').next().unwrap();
            all.insert(command.to_owned(), script.to_owned());
        }
    }
    all
}

/// A drill of the README's: `DAYBOOK_KILLS=10000 cargo test kill`. It is the story that runs each time, longer.
fn is_drill(command: &str) -> bool {
    let Some((variable, filter)) = command.split_once(" cargo test ") else {
        return false;
    };
    let variable = format!("\"{}\"", variable.split('=').next().unwrap());
    let stories = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")).unwrap();
    let mut named = stories.flatten().filter(|story| {
        let name = story.file_name().into_string().unwrap();
        name.starts_with(filter) && name.ends_with(".rs")
    });
    named.any(|story| {
        fs::read_to_string(story.path())
            .unwrap()
            .contains(&variable)
    })
}

#[test]
fn each_of_its_commands_is_run_somewhere() {
    let all = typed_in();
    let mut nowhere = Vec::new();
    for command in commands() {
        let begin = command
            .trim_end_matches(" FILE")
            .trim_end_matches(" FOLDER");
        let of_this = |typed: &&String| {
            let rest = typed.strip_prefix(begin);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let elsewhere = ELSEWHERE.iter().find(|(one, ..)| *one == command);
        if let Some(typed) = all.keys().find(of_this) {
            println!("{command}: {}", all[typed]);
        } else if let Some((_, name, sign)) = elsewhere {
            assert!(file(name).contains(sign), "{command}: {name} has no {sign}");
            println!("{command}: {name}");
        } else if !is_drill(&command) {
            nowhere.push(command);
        }
    }
    assert!(nowhere.is_empty(), "run nowhere: {nowhere:#?}");
    // The other way round: whoever types a command that no longer stands there would show it off in vain.
    let stands_there = commands();
    let gone = |command: &&String| !stands_there.contains(command);
    let gone: Vec<&String> = all.keys().filter(gone).collect();
    assert!(gone.is_empty(), "not in the README: {gone:#?}");
}

#[test]
fn every_command_that_it_names_is_understood() {
    let all = commands();
    let called = all.iter().filter_map(|command| {
        let command = command.strip_prefix("sudo ").unwrap_or(command);
        let command = command.strip_prefix("./").unwrap_or(command);
        command.strip_prefix("daybook ")
    });
    let place = Place::new();
    let mut count = 0;
    for command in called {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let said = place.run(&words, "");
        assert_eq!(said.status, 0, "daybook {command}: {}", said.err);
        count += 1;
    }
    assert!(count > 25, "{count} in {all:#?}");
}

/// Who may sign in, and looking the book over.
#[test]
fn the_commands_of_every_day_do_what_it_says() {
    let place = Place::new();
    typed("daybook user add --email you@example.com --name You --role admin")
        .run(&place, "correct horse\n");
    let open = typed("daybook serve").start(&place);
    let mut anna = typed("daybook user add")
        .and("--name Anna --role staff --email anna@salon.example")
        .run(&place, "correct horse\n");
    assert!(anna.out.contains("anna@salon.example"), "{}", anna.out);
    typed("daybook user password --email anna@salon.example").run(&place, "battery staple\n");
    let list = typed("daybook user list").run(&place, "").out;
    assert!(
        list.contains("you@example.com") && list.contains("anna@salon.example"),
        "{list}"
    );
    anna = typed("daybook user disable")
        .and("--email anna@salon.example")
        .run(&place, "");
    assert!(anna.out.contains("can't sign in any more"), "{}", anna.out);
    let checked = typed("daybook check").run(&place, "").out;
    assert!(checked.contains("The book is sound."), "{checked}");
    let version = typed("daybook --version").run(&place, "").out;
    assert!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
    let licences = typed("daybook licences").run(&place, "").out;
    assert!(licences.contains("rusqlite"), "{licences}");
    assert!(open.stop("-INT").0.success(), "Ctrl-C closes it");
    assert!(
        typed("daybook serve --lan")
            .start(&place)
            .stop("-INT")
            .0
            .success()
    );
}

/// The sample salon, as an owner opens it and as Cargo does: the program that Cargo built for the stories stands for the
/// one that it would build.
#[test]
fn its_requests_are_answered_by_the_sample_salon() {
    let place = Place::new();
    drop(typed("daybook demo").start(&place));
    for command in [
        typed("cargo run -- demo").with("cargo run --", env!("CARGO_BIN_EXE_daybook")),
        typed("cargo run --release -- demo")
            .with("cargo run --release --", env!("CARGO_BIN_EXE_daybook")),
    ] {
        let mut server = Server::of(
            command
                .shell(place.path())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap(),
        );
        let last_word = |line: String| line.rsplit(' ').next().unwrap().to_owned();
        let email = last_word(server.line_with("e-mail"));
        let password = last_word(server.line_with("password"));
        let ask = |command: Typed| -> Value {
            let command = command
                .with("curl", "curl --fail")
                .with("127.0.0.1:8080", &server.address);
            serde_json::from_slice(&command.run_in(place.path()).stdout).unwrap()
        };
        let signed_in = ask(typed(
            r#"curl -s http://127.0.0.1:8080/api/auth/login -H 'Content-Type: application/json' -d '{"email": "…", "password": "…"}'"#,
        )
        .with("\"email\": \"…\"", &format!("\"email\": \"{email}\""))
        .with("\"password\": \"…\"", &format!("\"password\": \"{password}\"")));
        let bookings = ask(typed(
            "curl -s 'http://127.0.0.1:8080/api/bookings?from=2026-03-24&to=2026-03-25' -H 'Authorization: Bearer TOKEN'",
        )
        .with("TOKEN", signed_in["token"].as_str().unwrap()));
        assert!(bookings.is_array(), "{bookings}");
    }
}

/// npm and what it starts; all of it is ended with the story.
struct Dev(Child);

impl Drop for Dev {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-TERM", "--", &group]).status();
        let _ = self.0.wait();
    }
}

#[test]
fn who_changes_the_desk_sees_it_beside_the_sample_salon() {
    let (place, tree) = (Place::new(), tempfile::tempdir().unwrap());
    let salon = place.demo();
    // A copy, so that nobody's own packages are exchanged.
    fs::create_dir(tree.path().join("src")).unwrap();
    let desk = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk");
    let copied = Command::new("cp")
        .arg("-r")
        .args([&desk, &tree.path().join("src/desk")])
        .status();
    assert!(copied.unwrap().success());
    let mut dev = Dev(typed("cd src/desk && npm ci && npm run dev")
        .shell(tree.path())
        .env("DAYBOOK_SERVER", format!("http://{}", salon.address))
        // Where `CI` is set, vite's lines are coloured even into a pipe.
        .env("NO_COLOR", "1")
        .process_group(0)
        .stderr(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap());
    let mut said = BufReader::new(dev.0.stdout.take().unwrap()).lines();
    let address = said.find_map(|line| {
        let line = line.unwrap();
        let (_, address) = line.split_once("http://127.0.0.1:")?;
        Some(format!(
            "http://127.0.0.1:{}",
            address.trim_end_matches('/')
        ))
    });
    let address = address.expect("vite says where it is");
    let get = |path: &str| {
        let mut answer = ureq::get(format!("{address}{path}")).call().unwrap();
        answer.body_mut().read_to_string().unwrap()
    };
    assert!(get("/").contains("<script type=\"module\""));
    assert!(get("/src/main.ts").contains("import"));
    assert!(get("/api/health").contains("\"status\":\"ok\""));
}

#[test]
fn what_it_says_of_files_and_keys_is_so() {
    let unit = include_str!("../src/packaging/deb");
    for word in ["/var/lib/daybook", "/etc/daybook"] {
        assert!(README.contains(word) && unit.contains(word), "{word}");
    }
    let example = include_str!("../config.example.toml");
    for key in [
        "tls_own",
        "tls_cert",
        "tls_key",
        "public_url",
        "trusted_proxy",
        "listen",
    ] {
        assert!(
            README.contains(&format!("`{key}")) && example.contains(key),
            "{key}"
        );
    }
    let package = format!("daybook_{}_arm64.deb", env!("CARGO_PKG_VERSION"));
    assert!(README.contains(&package), "{package}");
}

/// A path to a screen, `Settings → Backups`, in the README or in what the program says, is made of the desk's own words.
#[test]
fn what_leads_to_a_screen_is_called_as_the_desk_calls_it() {
    fn texts(folder: &Path, ending: &str) -> String {
        let mut all = String::new();
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                all += &texts(&path, ending);
            } else if path.to_string_lossy().ends_with(ending) {
                all += &fs::read_to_string(path).unwrap();
            }
        }
        all
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let program = texts(&root, ".rs");
    let mut count = 0;
    for (language, beginnings) in [
        ("en", ["Settings → ", "Letters → ", "your initial → "]),
        ("nl", ["Instellingen → ", "Brieven → ", "uw initiaal → "]),
        ("de", ["Einstellungen → ", "Briefe → ", "Ihre Initiale → "]),
    ] {
        let words = texts(&root.join("desk/src/words").join(language), ".ts");
        let said = [README, &program, &words];
        let places = said.iter().flat_map(|text| {
            beginnings
                .iter()
                .flat_map(|begin| text.split(begin).skip(1))
        });
        for rest in places {
            let end = |c: char| !(c.is_alphabetic() || c == ' ');
            let name = rest.split(end).next().unwrap();
            let named = |name: &str| words.contains(&format!("'{name}'"));
            // Where the sentence goes on without a comma, its first words are the name.
            let mut ends = name
                .match_indices(' ')
                .map(|(end, _)| end)
                .chain([name.len()]);
            assert!(ends.any(|end| named(&name[..end])), "{language}: {name}");
            count += 1;
        }
    }
    assert!(count > 15, "{count}");
}
