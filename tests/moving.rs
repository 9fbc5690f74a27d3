//! The README's paragraphs on bringing, taking and moving, command by command.

use std::fs;

use serde_json::{Value, json};

use crate::support::program::Place;
use crate::support::readme::typed;

fn salon() -> Place {
    let place = Place::new();
    let add = [
        "user",
        "add",
        "--email",
        "olga@salon.example",
        "--name",
        "Olga",
        "--role",
        "admin",
    ];
    assert_eq!(place.run(&add, "correct horse\n").status, 0);
    let book = rusqlite::Connection::open(place.book()).unwrap();
    book.execute_batch(
        "INSERT INTO staff (name) VALUES ('Eva');
         INSERT INTO services (name, duration_minutes) VALUES ('Cut', 30);",
    )
    .unwrap();
    place
}

#[test]
fn bring_and_take_as_the_readme_says() {
    let place = salon();
    fs::write(
        place.path().join("clients.csv"),
        "Name,Mobile\nAda,06 1234 5678\n",
    )
    .unwrap();
    let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20990101T100000Z\r\nDTEND:20990101T103000Z\r\n\
                    SUMMARY:Ada\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    fs::write(place.path().join("eva.ics"), calendar).unwrap();
    let _server = place.serve(&[]);
    let said = typed("daybook import clients clients.csv")
        .run(&place, "yes\n")
        .out;
    assert!(said.contains("Entered 1 new client and"), "{said}");
    let said = typed("daybook import calendar eva.ics --staff Eva --service Cut")
        .run(&place, "yes\n")
        .out;
    assert!(said.contains("Entered 1 appointment;"), "{said}");
    typed("daybook export everything").run(&place, "");
    let folder = place.path().join("everything");
    assert!(
        fs::read_to_string(folder.join("clients.csv"))
            .unwrap()
            .contains("Ada")
    );
    assert!(
        fs::read_to_string(folder.join("calendar.ics"))
            .unwrap()
            .contains("Cut – Ada")
    );
}

#[test]
fn a_book_moves_to_another_machine() {
    let old = salon();
    let server = old.serve(&[]);
    let login = json!({ "email": "olga@salon.example", "password": "correct horse" });
    let token = server.ask("POST", "/api/auth/login", None, &login).1["token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(server.stop("-TERM").0.success());
    let new = Place::new();
    for entry in fs::read_dir(old.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with("daybook.db") || name == "config.toml" {
            fs::copy(entry.path(), new.path().join(name)).unwrap();
        }
    }
    let checked = typed("daybook check").run(&new, "").out;
    assert!(checked.contains("The book is sound."), "{checked}");
    let server = typed("daybook serve").start(&new);
    let me = server.ask("GET", "/api/auth/me", Some(&token), &Value::Null);
    assert_eq!((me.0, &me.1["name"]), (200, &json!("Olga")));
}
