//! Clients come from other programs: whatever the file, nobody is doubled and nothing is half-done.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::program::Place;
use crate::support::salon::{Person, Salon};

const FRESHA: &str = include_str!("support/exports/fresha.csv");
const SQUARE: &str = include_str!("support/exports/square.csv");
const SALONIZED: &str = include_str!("support/exports/salonized.csv");
const EASY_APPOINTMENTS: &str = include_str!("support/exports/easyappointments.csv");
const BOOKSY: &str = include_str!("support/exports/booksy.csv");
const SPREADSHEET: &str = include_str!("support/exports/spreadsheet.csv");

fn body(file: &[u8], save: bool) -> Value {
    json!({ "file": STANDARD.encode(file), "save": save })
}

#[track_caller]
fn bring(admin: &Person<'_>, file: impl AsRef<[u8]>, save: bool) -> Value {
    admin
        .post("/api/import/clients", body(file.as_ref(), save))
        .ok()
}

fn counts(report: &Value) -> [i64; 5] {
    let many = |key: &str| report[key].as_array().unwrap().len() as i64;
    let one = |key: &str| report[key].as_i64().unwrap();
    [
        one("new"),
        one("completed"),
        one("same"),
        many("doubtful"),
        many("refused"),
    ]
}

fn client(admin: &Person<'_>, name: &str) -> Value {
    let found = admin
        .get(&format!("/api/clients?q={}", name.replace(' ', "%20")))
        .ok();
    assert_eq!(found.as_array().unwrap().len(), 1, "{name}: {found}");
    found[0].clone()
}

fn salon_in(country: &str) -> Salon {
    let salon = Salon::open();
    salon.set("country", country);
    salon
}

#[test]
fn every_programs_export_is_understood_looked_at_first_and_entered_once() {
    for (file, expected, refused) in [
        (FRESHA, 3, 1),
        (SQUARE, 3, 0),
        (SALONIZED, 2, 0),
        (EASY_APPOINTMENTS, 2, 0),
        (BOOKSY, 2, 0),
        (SPREADSHEET, 2, 0),
    ] {
        let salon = salon_in("NL");
        let admin = salon.admin("Cleo");
        let before = salon.dump();
        let looked = bring(&admin, file, false);
        assert_eq!(looked["saved"], false);
        assert_eq!(counts(&looked), [expected, 0, 0, 0, refused], "{looked}");
        assert_eq!(salon.dump(), before, "looking changes nothing");
        let mut done = bring(&admin, file, true);
        assert_eq!(done["saved"].take(), true);
        let (mut looked, done) = (looked, done);
        looked["saved"].take();
        assert_eq!(done, looked, "what was shown is what is done");
        let after = salon.dump();
        assert_eq!(
            counts(&bring(&admin, file, true)),
            [0, 0, expected, 0, refused]
        );
        assert_eq!(salon.dump(), after, "a second time changes nothing");
    }
}

#[test]
fn what_each_program_says_of_a_client_arrives() {
    let salon = salon_in("NL");
    let admin = salon.admin("Cleo");
    for file in [
        FRESHA,
        SQUARE,
        SALONIZED,
        EASY_APPOINTMENTS,
        BOOKSY,
        SPREADSHEET,
    ] {
        bring(&admin, file, true);
    }
    let sanne = client(&admin, "Sanne de Wit");
    assert_eq!(sanne["email"], "sanne@client.example");
    assert_eq!(sanne["birthday"], "1988-07-02");
    assert_eq!(sanne["notes"], "Likes tea,\nnot coffee");
    assert_eq!(sanne["marketing_consent"], true);
    let joris = client(&admin, "Joris Mol");
    assert_eq!(
        (&joris["phone"], &joris["notes"]),
        (&json!("31611113333"), &json!("030 1112233"))
    );
    assert_eq!(joris["marketing_consent"], false, "texts are not letters");
    let grace = client(&admin, "Grace Hopper");
    assert_eq!(
        (&grace["phone"], &grace["marketing_consent"]),
        (&json!("+12025550101"), &json!(true))
    );
    assert_eq!(
        client(&admin, "Margaret Hamilton")["marketing_consent"],
        false
    );
    let zoe = client(&admin, "Zoë Müller");
    assert_eq!(
        (&zoe["birthday"], &zoe["marketing_consent"]),
        (&json!("1991-02-14"), &json!(true))
    );
    assert_eq!(client(&admin, "Chloë van 't Hart")["phone"], "0622224444");
    assert_eq!(client(&admin, "Konrad Zuse")["language"], "de");
    assert_eq!(client(&admin, "Aisha Khan")["notes"], "Prefers mornings");
    let juergen = client(&admin, "Jürgen Groß");
    assert_eq!(
        (&juergen["alert"], &juergen["birthday"]),
        (&json!("Latex"), &json!("1970-04-03"))
    );
    assert_eq!(client(&admin, "0622224444")["name"], "Chloë van 't Hart");
}

#[test]
fn the_encoding_of_a_file_makes_no_difference() {
    let old_windows: Vec<u8> = SALONIZED
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let units = |text: &str| -> Vec<u16> { text.encode_utf16().collect() };
    let tabs = SALONIZED.replace(';', "\t");
    let unicode_text = [
        vec![0xFF, 0xFE],
        units(&tabs).iter().flat_map(|u| u.to_le_bytes()).collect(),
    ]
    .concat();
    let marked = [b"\xEF\xBB\xBF", SALONIZED.replace('\n', "\r\n").as_bytes()].concat();
    for file in [old_windows, unicode_text, marked] {
        let salon = salon_in("NL");
        let admin = salon.admin("Cleo");
        assert_eq!(counts(&bring(&admin, &file, true)), [2, 0, 0, 0, 0]);
        assert_eq!(client(&admin, "Zoë Müller")["email"], "zoe@client.example");
        assert_eq!(counts(&bring(&admin, SALONIZED, true)), [0, 0, 2, 0, 0]);
    }
}

#[test]
fn whoever_is_in_the_book_is_completed_and_never_overwritten() {
    let salon = salon_in("NL");
    let admin = salon.admin("Cleo");
    let ada = json!({ "name": "Ada Lovelace", "phone": "+31 6 1234 5678", "notes": "ours" });
    let id = admin.post("/api/clients", ada).ok()["id"].clone();
    let file = "Name,Email,Mobile,Notes,Allergies,Newsletter\nAda  lovelace,Ada@client.example,06-12345678,theirs,nuts,yes\n";
    assert_eq!(counts(&bring(&admin, file, true)), [0, 1, 0, 0, 0]);
    let ada = admin.get(&format!("/api/clients/{id}")).ok();
    assert_eq!(
        (&ada["email"], &ada["alert"]),
        (&json!("Ada@client.example"), &json!("nuts"))
    );
    assert_eq!(
        (&ada["notes"], &ada["phone"]),
        (&json!("ours"), &json!("+31 6 1234 5678"))
    );
    assert_eq!(
        ada["marketing_consent"], false,
        "somebody in the book said nothing of the kind here"
    );
    assert_eq!(counts(&bring(&admin, file, true)), [0, 0, 1, 0, 0]);
}

#[test]
fn one_telephone_may_be_a_whole_familys() {
    let salon = salon_in("NL");
    let admin = salon.admin("Cleo");
    let file = "Name,Email,Mobile,Notes\n\
                Anna Jansen,anna@client.example,0612345678,\n\
                Lotte Jansen,,06 12345678,child\n\
                Bram Jansen,bram@client.example,+31612345678,\n\
                Anna Jansen,,0031612345678,likes tea\n\
                Anne Other,ANNA@client.example,,\n";
    let report = bring(&admin, file, true);
    assert_eq!(counts(&report), [2, 0, 1, 2, 0], "{report}");
    assert_eq!(
        report["doubtful"][0],
        json!({ "line": 3, "name": "Lotte Jansen",
                "why": "has the telephone number of Anna Jansen in line 2: enter this client by hand if it is somebody else" })
    );
    assert_eq!(
        client(&admin, "Anna Jansen")["notes"],
        "likes tea",
        "two rows of one person are one client"
    );
    assert_eq!(counts(&bring(&admin, file, true)), [0, 0, 3, 2, 0]);
}

#[test]
fn whoever_was_merged_stays_merged_and_whoever_has_only_a_name_stays_one() {
    let salon = salon_in("NL");
    let admin = salon.admin("Cleo");
    let file =
        "Name,Email\nAda Lovelace,ada@client.example\nAda King,ada.king@client.example\nBea,\n";
    assert_eq!(counts(&bring(&admin, file, true)), [3, 0, 0, 0, 0]);
    let (one, other) = (client(&admin, "Ada Lovelace"), client(&admin, "Ada King"));
    let path = format!("/api/clients/{}/merge", other["id"]);
    admin.post(&path, json!({ "into": one["id"] })).ok();
    assert_eq!(counts(&bring(&admin, file, true)), [0, 0, 3, 0, 0]);
}

#[test]
fn hostile_cells_are_only_text_and_hostile_files_are_refused_in_words() {
    let salon = salon_in("NL");
    let admin = salon.admin("Cleo");
    let file = "Name,Notes\n=cmd|' /C calc'!A0,\"<img src=x onerror=alert(1)>\u{7}\u{202e}\"\n";
    assert_eq!(counts(&bring(&admin, file, true)), [1, 0, 0, 0, 0]);
    for (file, sentence) in [
        (&b""[..], "The file is empty."),
        (
            b"PK\x03\x04rest",
            "The file is an Excel workbook or a zip archive, not text: open it in a spreadsheet and save it as CSV (UTF-8).",
        ),
        (
            b"a\0b\0\0\0",
            "The file is not text: export it as CSV, and try again.",
        ),
    ] {
        let before = salon.dump();
        let refused = admin
            .post("/api/import/clients", body(file, true))
            .refused(400, "invalid");
        assert_eq!(refused["error"], sentence);
        assert_eq!(salon.dump(), before);
    }
    let not_base64 = admin.post("/api/import/clients", json!({ "file": "***" }));
    assert!(not_base64.refused(400, "invalid")["fields"]["file"].is_string());
    let as_url = format!("data:text/csv;base64,{}", STANDARD.encode("Name\nBea\n"));
    assert_eq!(
        admin
            .post("/api/import/clients", json!({ "file": as_url }))
            .ok()["new"],
        1
    );
}

#[test]
fn the_command_shows_asks_and_enters() {
    let place = Place::new();
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
    std::fs::write(place.path().join("fresha.csv"), FRESHA).unwrap();
    let looked = place.run(&["import", "clients", "fresha.csv", "--dry-run"], "");
    assert_eq!(looked.status, 0, "{}", looked.err);
    assert!(
        looked.out.contains("3 new clients, 0 in the book already"),
        "{}",
        looked.out
    );
    assert!(
        looked.out.contains("line 6, ?: name is missing"),
        "{}",
        looked.out
    );
    assert!(
        looked.out.contains("Left behind: Client ID, Blocked"),
        "{}",
        looked.out
    );
    let no = place.run(&["import", "clients", "fresha.csv"], "no\n");
    assert_eq!(
        (no.status, no.err.as_str()),
        (
            1,
            "daybook: Nothing was changed: answer yes, or give --yes.\n"
        )
    );
    let yes = place.run(&["import", "clients", "fresha.csv"], "yes\n");
    assert!(
        yes.status == 0 && yes.out.contains("Entered 3 new clients"),
        "{} {}",
        yes.out,
        yes.err
    );
    let again = place.run(&["import", "clients", "fresha.csv", "--yes"], "");
    assert!(
        again.status == 0 && again.out.contains("There is nothing to enter."),
        "{}",
        again.out
    );
    let missing = place.run(&["import", "clients", "nowhere.csv"], "");
    assert_eq!(missing.status, 1);
    assert!(
        missing
            .err
            .starts_with("daybook: nowhere.csv can't be read"),
        "{}",
        missing.err
    );
    assert!(place.run(&["check"], "").out.contains("The book is sound."));
}
