//! Growing past one machine: another program keeps a copy of the live book, and Daybook shows that copy.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use daybook::app::App;
use daybook::config::Config;
use daybook::outside::clock::Clock;
use daybook::web::routes::ROUTES;
use rouille::Request;
use serde_json::{Value, json};

use crate::support::program::{Place, Server};
use crate::support::python;
use crate::support::readme::{Typed, typed};
use crate::support::salon::{OPENING, Salon};

/// A copy of a book, shown by a program of its own.
struct Copy(Arc<App>);

impl Copy {
    fn of(path: &Path) -> Self {
        let mut config = Config::default();
        config.database.path = path.to_owned();
        config.folder = path.parent().unwrap().to_owned();
        let clock = Clock::fixed(OPENING.parse::<DateTime<Utc>>().unwrap());
        Self(Arc::new(App::open_read_only(config, clock).unwrap()))
    }

    fn ask(&self, method: &str, path: &str, token: Option<&str>, body: &Value) -> (u16, Value) {
        let mut headers = vec![
            ("Host".to_owned(), "127.0.0.1:8080".to_owned()),
            ("Content-Type".to_owned(), "application/json".to_owned()),
        ];
        headers.extend(token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))));
        let peer = "127.0.0.1:50000".parse().unwrap();
        let request =
            Request::fake_http_from(peer, method, path, headers, body.to_string().into_bytes());
        let answer = daybook::web::handle(&self.0, &request);
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut answer.data.into_reader_and_size().0, &mut bytes).unwrap();
        (
            answer.status_code,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    fn sign_in(&self, email: &str, password: &str) -> (u16, Value) {
        self.ask(
            "POST",
            "/api/auth/login",
            None,
            &json!({ "email": email, "password": password }),
        )
    }

    fn get(&self, path: &str, token: &str) -> (u16, Value) {
        self.ask("GET", path, Some(token), &Value::Null)
    }
}

/// A copy of this salon's book in a folder of its own, as a single file.
fn copied(salon: &Salon, folder: &Path) -> std::path::PathBuf {
    let path = folder.join("copy.db");
    let fresh = folder.join("fresh.db");
    let book = rusqlite::Connection::open(salon.app.db.path()).unwrap();
    book.execute("VACUUM INTO ?", [fresh.to_str().unwrap()])
        .unwrap();
    // As a restored copy is: still marked as one with a write-ahead log.
    let copy = rusqlite::Connection::open(&fresh).unwrap();
    copy.pragma_update(None, "journal_mode", "wal").unwrap();
    drop(copy);
    fs::rename(&fresh, &path).unwrap();
    path
}

fn listing(folder: &Path) -> Vec<(String, u64)> {
    let entry = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        (
            entry.file_name().into_string().unwrap(),
            entry.metadata().unwrap().len(),
        )
    };
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(entry).collect();
    all.sort();
    all
}

#[test]
fn a_copy_is_read_and_signed_in_to_and_never_written() {
    let salon = Salon::open();
    salon.hire("olga@salon.example", "admin", "correct horse");
    salon.client("Ada", "ada@client.example");
    let folder = tempfile::tempdir().unwrap();
    let path = copied(&salon, folder.path());
    let (bytes, files) = (fs::read(&path).unwrap(), listing(folder.path()));

    let copy = Copy::of(&path);
    let (status, health) = copy.ask("GET", "/api/health", None, &Value::Null);
    assert_eq!(
        (status, &health["read_only"], &health["status"]),
        (200, &json!(true), &json!("ok"))
    );
    assert_eq!(copy.sign_in("olga@salon.example", "wrong horse").0, 401);
    let (status, signed_in) = copy.sign_in("olga@salon.example", "correct horse");
    assert_eq!(status, 200, "{signed_in}");
    let token = signed_in["token"].as_str().unwrap();
    assert_eq!(
        copy.get("/api/auth/me", token).1["email"],
        "olga@salon.example"
    );
    assert_eq!(
        copy.get("/api/clients?q=ada", token).1[0]["email"],
        "ada@client.example"
    );
    assert_eq!(
        copy.get("/api/settings", token).1["salon_name"],
        "Salon Anna"
    );
    for route in ROUTES
        .iter()
        .filter(|route| route.method != "GET" && !route.path.contains("/auth/log"))
    {
        let path: Vec<_> = route
            .path
            .split('/')
            .map(|part| if part.starts_with(':') { "1" } else { part })
            .collect();
        let (status, answer) = copy.ask(route.method, &path.join("/"), Some(token), &json!({}));
        assert_eq!(
            (status, &answer["code"]),
            (409, &json!("read_only")),
            "{} {}",
            route.method,
            route.path
        );
        assert!(
            answer["error"]
                .as_str()
                .unwrap()
                .starts_with("This is a copy of the book that is only looked at")
        );
    }
    for route in ROUTES
        .iter()
        .filter(|route| route.method == "GET" && route.path != "/api/events")
    {
        let path: Vec<_> = route
            .path
            .split('/')
            .map(|part| if part.starts_with(':') { "1" } else { part })
            .collect();
        let (status, answer) = copy.ask("GET", &path.join("/"), Some(token), &Value::Null);
        assert!(status < 500, "{} {answer}", route.path);
    }
    assert_eq!(
        copy.ask("POST", "/api/auth/logout", Some(token), &json!({}))
            .0,
        200
    );
    assert_eq!(copy.get("/api/auth/me", token).0, 401);
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(listing(folder.path()), files, "nothing is put beside it");
}

#[test]
fn a_newer_copy_is_seen_at_once_and_whoever_lost_the_login_is_out() {
    let salon = Salon::open();
    let olga = salon.hire("olga@salon.example", "admin", "correct horse");
    let folder = tempfile::tempdir().unwrap();
    let copy = Copy::of(&copied(&salon, folder.path()));
    let (_, signed_in) = copy.sign_in("olga@salon.example", "correct horse");
    let token = signed_in["token"].as_str().unwrap();
    assert_eq!(copy.get("/api/clients?q=late", token).1, json!([]));
    salon.client("Late", "");
    salon.set("salon_name", "Another name");
    copied(&salon, folder.path());
    assert_eq!(copy.get("/api/clients?q=late", token).1[0]["name"], "Late");
    assert_eq!(
        copy.get("/api/settings", token).1["salon_name"],
        "Another name"
    );
    let admin = salon.admin("Cleo");
    admin
        .put(&format!("/api/users/{olga}"), json!({ "active": false }))
        .ok();
    copied(&salon, folder.path());
    assert_eq!(copy.get("/api/clients", token).0, 401);
    assert_eq!(copy.sign_in("olga@salon.example", "correct horse").0, 401);
    // A session of the salon's own holds at the copy, too.
    assert_eq!(
        copy.get("/api/clients?q=late", admin.token.as_deref().unwrap())
            .0,
        200
    );
}

/// Where nothing may be written, not even by mistake: the file 0400, the folder 0500, by somebody without rights.
#[cfg(unix)]
#[test]
fn a_copy_is_shown_and_checked_where_nothing_may_be_written() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;

    let salon = Salon::open();
    salon.client("Ada", "");
    let outer = tempfile::tempdir().unwrap();
    let mode =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(outer.path(), 0o755);
    let folder = outer.path().join("book");
    fs::create_dir(&folder).unwrap();
    let path = copied(&salon, &folder);
    let program = outer.path().join("daybook");
    fs::copy(env!("CARGO_BIN_EXE_daybook"), &program).unwrap();
    let config = outer.path().join("config.toml");
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[database]\npath = \"{}\"\n",
        path.display()
    );
    fs::write(&config, text).unwrap();
    let as_root = fs::metadata(&program).unwrap().uid_is_root();
    if as_root {
        chown(&folder, Some(NOBODY), None).unwrap();
        chown(&path, Some(NOBODY), None).unwrap();
    }
    mode(&path, 0o400);
    mode(&folder, 0o500);
    let start = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command
            .arg("--config")
            .arg(&config)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if as_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.spawn().unwrap()
    };
    let checked = start(&["check"]).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(
        checked.status.success() && said.contains("The book is sound."),
        "{said}{}",
        String::from_utf8_lossy(&checked.stderr)
    );
    let server = Server::of(start(&["serve", "--read-only"]));
    assert_eq!(
        server.ask("GET", "/api/health", None, &Value::Null).1["read_only"],
        true
    );
    assert!(server.stop("-TERM").0.success());
    mode(&folder, 0o700);
    assert_eq!(listing(&folder).len(), 1);
}

#[cfg(unix)]
trait Root {
    fn uid_is_root(&self) -> bool;
}

#[cfg(unix)]
impl Root for fs::Metadata {
    fn uid_is_root(&self) -> bool {
        std::os::unix::fs::MetadataExt::uid(self) == 0
    }
}

/// The README's command, by the litestream of PyPI, with the copy in this folder.
fn litestream(command: Typed, elsewhere: &Path) -> Typed {
    let program = python::venv().with_file_name("litestream");
    command
        .with("litestream ", &format!("{} ", program.display()))
        .with("/mnt/elsewhere", elsewhere.to_str().unwrap())
}

/// litestream, ended with the test.
struct Litestream(Child);

impl Litestream {
    fn start(command: &Typed, folder: &Path) -> Self {
        let mut command = command.shell(folder);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    /// Lets it send what it has and end.
    fn stop(mut self) {
        let pid = self.0.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &pid])
                .status()
                .unwrap()
                .success()
        );
        self.0.wait().unwrap();
    }
}

impl Drop for Litestream {
    fn drop(&mut self) {
        // Most are stopped already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Until that is so; a loaded machine gets its time.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What the README says of a copy on a second machine, typed as it stands there on a first, a second and a third one.
#[test]
fn litestream_replicates_the_live_book_and_the_copy_is_sound_and_shown() {
    let (first, mnt) = (Place::new(), tempfile::tempdir().unwrap());
    typed("daybook user add")
        .and("--email olga@salon.example --name Olga --role admin")
        .run(&first, "correct horse\n");
    let server = typed("daybook serve").start(&first);
    let login = json!({ "email": "olga@salon.example", "password": "correct horse" });
    let signed_in = |server: &Server| {
        let (status, answer) = server.ask("POST", "/api/auth/login", None, &login);
        assert_eq!(status, 200, "{answer}");
        answer["token"].as_str().unwrap().to_owned()
    };
    let token = signed_in(&server);
    let replicate = litestream(
        typed("litestream replicate daybook.db file:///mnt/elsewhere/daybook"),
        mnt.path(),
    );
    let replication = Litestream::start(&replicate, first.path());
    let enter = |server: &Server, name: &str| {
        let client = json!({ "name": name, "notes": "x".repeat(5000) });
        server.ask("POST", "/api/clients", Some(&token), &client).0
    };
    // More than SQLite's own checkpoint would leave in the log.
    for number in 0..400 {
        assert_eq!(enter(&server, &format!("Client {number}")), 200);
    }

    // The second machine follows, as soon as there is something to follow.
    let second =
        Place::with_config("[server]\nlisten = \"127.0.0.1:0\"\n[database]\npath = \"copy.db\"\n");
    let follow = litestream(
        typed("litestream restore -f -o copy.db file:///mnt/elsewhere/daybook"),
        mnt.path(),
    );
    let copy = second.path().join("copy.db");
    let mut following = Litestream::start(&follow, second.path());
    wait_until("the copy is there", || {
        if !copy.exists() && following.0.try_wait().unwrap().is_some() {
            following = Litestream::start(&follow, second.path());
        }
        copy.exists()
    });
    let shown = typed("daybook serve --read-only").start(&second);
    let there = signed_in(&shown);
    assert_eq!(enter(&server, "Somebody late"), 200);
    wait_until("what is entered here is seen there", || {
        let late = "/api/clients?q=late";
        let found = shown.ask("GET", late, Some(&there), &Value::Null).1;
        found[0]["name"] == "Somebody late"
    });
    let nobody = json!({ "name": "Nobody" });
    let refused = shown.ask("POST", "/api/clients", Some(&there), &nobody);
    assert_eq!((refused.0, &refused.1["code"]), (409, &json!("read_only")));
    assert!(shown.stop("-TERM").0.success());
    following.stop();
    replication.stop();

    // The first machine is lost: the copy is the book from now on.
    assert!(first.run(&["check"], "").out.contains("The book is sound."));
    drop(server);
    let third = Place::new();
    litestream(
        typed("litestream restore -o daybook.db file:///mnt/elsewhere/daybook"),
        mnt.path(),
    )
    .run_in(third.path());
    let checked = typed("daybook check").run(&third, "").out;
    for said in ["holds 0 bookings and 401 clients.", "The book is sound."] {
        assert!(checked.contains(said), "{checked}");
    }
    let server = typed("daybook serve").start(&third);
    assert_eq!(enter(&server, "First here"), 200);
}
