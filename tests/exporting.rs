//! Everything that the book holds can be taken along, and nothing in it opens a door.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use daybook::salon::time::Stamp;
use rusqlite::Connection;
use serde_json::json;

use crate::support::program::Place;
use crate::support::python;
use crate::support::salon::{OPENING, Salon};
use crate::support::sample;

type Files = BTreeMap<String, String>;

/// A download's files.
fn unpacked(bytes: Vec<u8>) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Files::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.insert(name, text);
    }
    files
}

fn download(salon: &Salon) -> Files {
    let reply = salon.admin("Olga").get("/api/export");
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("Content-Type"), Some("application/zip"));
    assert_eq!(
        reply.header("Content-Disposition"),
        Some("attachment; filename=\"daybook-2026-03-23.zip\"")
    );
    unpacked(reply.bytes)
}

/// A table's rows, as its columns name them.
fn rows(files: &Files, table: &str) -> Vec<BTreeMap<String, String>> {
    let text = &files[&format!("{table}.csv")];
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn every_table_and_the_calendar_are_there_and_no_key() {
    let salon =
        Salon::open_with(|config| config.server.public_url = "https://salon.example".into());
    salon.hire("olga@salon.example", "admin", "correct horse");
    let (staff, service) = (salon.staff("Emre"), salon.service("Cut", 30, 3500));
    let client = salon.client("Ada Lovelace", "ada@client.example");
    let desk = salon.desk("Anna");
    let wish = json!({ "client_id": client, "staff_id": staff, "service_id": service, "provisional": true,
                       "start_at": "2026-03-24 10:00", "end_at": "2026-03-24 10:30" });
    let booking = desk.post("/api/bookings", wish).ok();
    let address = desk
        .salon
        .admin("Bea")
        .post(&format!("/api/staff/{staff}/calendar"), json!({}));
    salon.pass(chrono::Duration::minutes(1));

    let files = download(&salon);
    for name in [
        "README.txt",
        "calendar.ics",
        "audit.csv",
        "bookings.csv",
        "clients.csv",
        "feedback.csv",
        "holidays.csv",
        "jobs.csv",
        "letters.csv",
        "payments.csv",
        "services.csv",
        "settings.csv",
        "staff.csv",
        "time_off.csv",
        "users.csv",
        "waitlist.csv",
    ] {
        assert!(files.contains_key(name), "{name} is missing");
    }
    for name in ["sessions.csv", "ended_tokens.csv", "idempotency_keys.csv"] {
        assert!(!files.contains_key(name), "{name} is there");
    }
    assert_eq!(
        rows(&files, "bookings")[0]["start_at"],
        "2026-03-24 10:00:00"
    );
    assert_eq!(
        rows(&files, "letters")[0]["recipient"],
        "ada@client.example"
    );
    let everything: String = files.into_values().collect();
    let token = booking["provisional_token"].as_str().unwrap();
    let feed = address.ok()["url"].as_str().unwrap().to_owned();
    let feed = feed
        .rsplit('/')
        .next()
        .unwrap()
        .trim_end_matches(".ics")
        .to_owned();
    for secret in ["$argon2", token, &feed, desk.token.as_deref().unwrap()] {
        assert!(!everything.contains(secret), "{secret}");
        assert!(
            !everything.contains(&daybook::secrets::hash_token(secret)),
            "the hash of {secret}"
        );
    }
}

#[test]
fn what_was_typed_is_inert_and_comes_back_to_the_letter() {
    let salon = Salon::open();
    let typed = [
        "=cmd|' /C calc'!A0",
        "+31 6",
        "-x",
        "@x",
        "'t Hart",
        "a\"b,c;d",
        "zwei\nZeilen",
        "<img src=x>",
        "\u{200f}abc",
    ];
    for name in typed {
        salon.client(name, "");
    }
    let files = download(&salon);
    assert!(files["clients.csv"].contains("\r\n") && !files["clients.csv"].contains('\u{feff}'));
    let clients = rows(&files, "clients");
    for (row, name) in clients[1..].iter().zip(typed) {
        let cell = &row["name"];
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), name);
    }
    // What was taken along can be brought in: nobody is new.
    let file = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        &files["clients.csv"],
    );
    let report = salon
        .admin("Cleo")
        .post("/api/import/clients", json!({ "file": file }))
        .ok();
    assert_eq!(
        (&report["new"], &report["refused"]),
        (&json!(0), &json!([])),
        "{report}"
    );
}

#[test]
fn no_cell_of_any_table_begins_a_formula() {
    let salon = Salon::open();
    let olga = salon.admin("Olga");
    let made = |path: &str, body: serde_json::Value| olga.post(path, body).ok()["id"].clone();
    for (number, sign) in ["=", "+", "-", "@"].into_iter().enumerate() {
        let bad = format!("{sign}cmd|' /C calc'!A0");
        let client = made(
            "/api/clients",
            json!({ "name": bad, "phone": bad, "notes": bad, "alert": bad }),
        );
        let service = json!({ "name": bad, "category": bad, "duration_minutes": 30 });
        let service = made("/api/services", service);
        let staff = made("/api/staff", json!({ "name": bad }));
        let times = (
            format!("2026-03-2{} 10:00", 4 + number),
            format!("2026-03-2{} 10:30", 4 + number),
        );
        let booking = json!({ "client_id": client, "service_id": service, "staff_id": staff, "start_at": times.0,
                              "end_at": times.1, "notes": bad, "internal_notes": bad });
        let booking = made("/api/bookings", booking);
        let off = json!({ "staff_id": staff, "start_at": "2026-04-27 12:00", "end_at": "2026-04-27 12:30", "reason": bad });
        made("/api/time-off", off);
        let holiday = json!({ "date": format!("2026-05-0{}", 1 + number), "name": bad });
        made("/api/holidays", holiday);
        let wait = json!({ "client_id": client, "service_id": service, "date": "2026-04-01", "notes": bad });
        made("/api/waitlist", wait);
        let step = json!({ "delay_days": 1, "subject": bad, "body": bad });
        made("/api/followups", json!({ "name": bad, "steps": [step] }));
        let user = json!({ "name": bad, "email": format!("user{number}@salon.example"), "role": "desk", "password": "a long password" });
        made("/api/users", user);
        let set = json!({ "salon_name": bad, "salon_address": bad, "salon_phone": bad, "letter_footer": bad });
        olga.put("/api/settings", set).ok();
        salon.row(
            "INSERT INTO feedback (booking_id, rating, comment, created_at) VALUES (:booking, 1, :bad, :now)",
            rusqlite::named_params! { ":booking": booking.as_i64(), ":bad": bad, ":now": OPENING },
        );
    }
    let mut inert = std::collections::BTreeSet::new();
    for (name, text) in download(&salon)
        .iter()
        .filter(|(name, _)| name.ends_with(".csv"))
    {
        for row in csv::Reader::from_reader(text.as_bytes()).records() {
            for cell in &row.unwrap() {
                let number = cell.parse::<f64>().is_ok();
                assert!(
                    number || !cell.starts_with(['=', '+', '-', '@']),
                    "{name}: {cell}"
                );
                if cell.starts_with('\'') {
                    inert.insert(name.clone());
                }
            }
        }
    }
    for table in [
        "bookings", "clients", "feedback", "holidays", "services", "staff", "time_off", "users",
        "waitlist",
    ] {
        assert!(
            inert.contains(&format!("{table}.csv")),
            "{table}: {inert:?}"
        );
    }
}

#[test]
fn another_calendar_reads_the_calendar() {
    let salon = Salon::open();
    salon.set("salon_name", "Anna; & co, \\");
    let (staff, service) = (
        salon.staff("Emre, the first"),
        salon.service("Cut; wash", 30, 3500),
    );
    let client = salon.client("Ada\r\nEND:VEVENT", "");
    salon.booking(
        client,
        staff,
        service,
        "2026-03-28 23:30:00",
        "2026-03-29 00:30:00",
        "scheduled",
    );
    salon.booking(
        client,
        staff,
        service,
        "2026-03-24 10:00:00",
        "2026-03-24 11:00:00",
        "cancelled",
    );
    let off = json!({ "staff_id": staff, "start_at": "2026-03-27 12:00", "end_at": "2026-03-27 12:30",
                      "reason": "lunch", "repeat": "weekly", "until": "2026-12-31" });
    salon.desk("Anna").post("/api/time-off", off).ok();
    let path = salon.folder().join("calendar.ics");
    fs::write(&path, &download(&salon)["calendar.ics"]).unwrap();
    let script = "import icalendar, sys, json\n\
        events = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read()).events\n\
        print(json.dumps([[str(e['SUMMARY']), e.decoded('DTSTART').isoformat(), e.decoded('DTEND').isoformat(),\n\
                           e['RRULE'].to_ical().decode() if 'RRULE' in e else None] for e in events]))";
    let read = Command::new(python::venv())
        .args(["-c", script])
        .arg(&path)
        .output()
        .unwrap();
    let read: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
    assert_eq!(
        read,
        json!([
            [
                "Cut; wash – Ada END:VEVENT",
                "2026-03-28T22:30:00+00:00",
                "2026-03-28T23:30:00+00:00",
                null
            ],
            [
                "Emre, the first: lunch",
                "2026-03-27T12:00:00",
                "2026-03-27T12:30:00",
                "FREQ=WEEKLY;UNTIL=20261231T235959"
            ],
        ])
    );
}

fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_command_writes_a_folder_that_only_its_owner_reads_and_replaces_nothing_else() {
    let place = Place::new();
    assert_eq!(
        place.run(&["export", "out"], "").status,
        1,
        "there is no book yet"
    );
    let add = [
        "user",
        "add",
        "--email",
        "cleo@salon.example",
        "--name",
        "Cleo",
        "--role",
        "admin",
    ];
    assert_eq!(place.run(&add, "correct horse\n").status, 0);
    let before = listing(place.path());
    let out = place.path().join("out");
    for _ in 0..2 {
        let said = place.run(&["export", "out"], "");
        assert_eq!(said.status, 0, "{}", said.err);
        assert!(
            said.out.contains("README.txt there says what is what"),
            "{}",
            said.out
        );
    }
    assert!(listing(&out).contains(&"clients.csv".to_owned()));
    let now: Vec<String> = listing(place.path())
        .into_iter()
        .filter(|name| name != "out")
        .collect();
    let beside = |name: &&String| {
        ![".open", "-shm", "-wal"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    assert_eq!(
        now.iter().filter(beside).collect::<Vec<_>>(),
        before.iter().filter(beside).collect::<Vec<_>>()
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&out), mode(&out.join("clients.csv"))), (0o700, 0o600));
    }
    fs::write(out.join("my sums.xlsx"), "mine").unwrap();
    let refused = place.run(&["export", "out"], "");
    assert_eq!(
        refused.err,
        "daybook: out holds something that is not of an export, my sums.xlsx: name another folder.\n"
    );
    let onto_a_file = place.run(&["export", "config.toml"], "");
    assert_eq!(
        (onto_a_file.status, onto_a_file.err.as_str()),
        (
            1,
            "daybook: config.toml is a file: name a folder for the export.\n"
        )
    );
    assert_eq!(
        fs::read_to_string(out.join("my sums.xlsx")).unwrap(),
        "mine"
    );
}

/// Bookings, their audit entries and their clients come from one moment, however much is written meanwhile.
#[test]
fn an_export_is_of_one_moment_while_the_server_writes() {
    let salon = Salon::open();
    let (staff, service) = (salon.staff("Emre"), salon.service("Cut", 10, 3500));
    let desk = salon.desk("Anna");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for number in 0..60 {
                let client = desk.post("/api/clients", json!({ "name": format!("C{number}") })).ok();
                let start = format!("2026-04-{:02} {:02}:00", 1 + number / 10, 8 + number % 10);
                let wish = json!({ "client_id": client["id"], "staff_id": staff, "service_id": service,
                                   "start_at": start, "end_at": start.replace(":00", ":10") });
                desk.post("/api/bookings", wish).ok();
            }
        });
        while !writing.is_finished() {
            let book = salon.app.db.stream_reader().unwrap();
            let folder = salon.folder().join("out");
            daybook::export::folder::write(&book, Stamp::stored(OPENING).unwrap(), &folder)
                .unwrap();
            let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
            let files: Files = ["bookings.csv", "audit.csv", "clients.csv"]
                .map(|name| (name.to_owned(), read(name)))
                .into();
            let [bookings, audit] = ["bookings", "audit"].map(|table| rows(&files, table).len());
            assert_eq!(bookings, audit);
            let events = read("calendar.ics").matches("BEGIN:VEVENT").count();
            assert_eq!(bookings, events);
        }
    });
}

#[test]
fn a_large_book_is_sent_in_pieces_and_a_reader_who_leaves_ends_it() {
    let book = Connection::open(sample::book()).unwrap();
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        book.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    let held = ["bookings", "audit", "jobs"].map(|table| (table, count(table)));
    let stream = || {
        let book = Connection::open(sample::book()).unwrap();
        daybook::export::archive::stream(book, Stamp::stored(OPENING).unwrap()).unwrap()
    };
    let mut first = [0; 4];
    let mut left = stream();
    left.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"PK\x03\x04");
    drop(left);
    let mut bytes = Vec::new();
    stream().read_to_end(&mut bytes).unwrap();
    let files = unpacked(bytes);
    for (table, count) in held {
        assert_eq!(rows(&files, table).len() as i64, count, "{table}");
    }
}

/// A column that is named like a key is left out of every table, those to come included.
#[test]
fn a_new_table_is_taken_along_and_its_keys_are_not() {
    let book = Connection::open_in_memory().unwrap();
    book.execute_batch(include_str!("../schema.sql")).unwrap();
    book.execute_batch(
        "CREATE TABLE gift_cards (id INTEGER PRIMARY KEY, worth_cents INTEGER, claim_token TEXT, pin_hash TEXT);
         CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);",
    )
    .unwrap();
    let tables = daybook::store::export::tables(&book).unwrap();
    let table = |name: &str| tables.iter().find(|table| table.name == name);
    assert_eq!(table("gift_cards").unwrap().columns, ["id", "worth_cents"]);
    for left_out in [
        "sessions",
        "_litestream_seq",
        "client_words",
        "client_words_data",
        "sqlite_sequence",
    ] {
        assert!(table(left_out).is_none(), "{left_out}");
    }
}
