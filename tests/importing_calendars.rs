//! The appointments of another calendar come into the book: each once, at the right hour, and nobody is written to.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use serde_json::{Value, json};

use crate::support::program::Place;
use crate::support::salon::{Person, Salon};

/// A calendar of these events, each a few lines.
fn calendar(events: &[&str]) -> String {
    let events: String = events
        .iter()
        .map(|lines| format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n"))
        .collect();
    format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\n{events}END:VCALENDAR\n").replace('\n', "\r\n")
}

struct Shop {
    salon: Salon,
    emre: i64,
    cut: i64,
}

impl Shop {
    fn open() -> Self {
        let salon = Salon::open();
        let (emre, cut) = (salon.staff("Emre"), salon.service("Cut", 30, 3500));
        Self { salon, emre, cut }
    }

    #[track_caller]
    fn bring(&self, file: &str, service: Option<i64>, save: bool) -> Value {
        let olga = self.salon.admin("Olga");
        let body = json!({ "file": STANDARD.encode(file), "staff_id": self.emre, "service_id": service, "save": save });
        olga.post("/api/import/calendar", body).ok()
    }

    /// What the book holds: start, end, client, status.
    fn bookings(&self) -> Vec<[String; 4]> {
        let all = self.salon.admin("Olga").get("/api/bookings").ok();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let row = |b: &Value| {
            [
                &b["start_at"],
                &b["end_at"],
                &b["client_name"],
                &b["status"],
            ]
            .map(text)
        };
        all.as_array().unwrap().iter().rev().map(row).collect()
    }

    fn time_off(&self) -> Vec<[String; 3]> {
        let all = self.salon.admin("Olga").get("/api/time-off").ok();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        all.as_array()
            .unwrap()
            .iter()
            .map(|t| [&t["start_at"], &t["end_at"], &t["reason"]].map(text))
            .collect()
    }
}

fn counts(report: &Value) -> [i64; 4] {
    let one = |key: &str| report[key].as_i64().unwrap();
    [
        one("bookings"),
        one("time_off"),
        one("known"),
        report["left_out"].as_array().unwrap().len() as i64,
    ]
}

#[test]
fn appointments_become_bookings_once_and_nobody_is_written_to() {
    let shop = Shop::open();
    let ada = shop.salon.client("Ada Lovelace", "ada@client.example");
    let file = calendar(&[
        "UID:1@google.com\nDTSTART:20260325T090000Z\nDTEND:20260325T093000Z\nSUMMARY:Cut – Ada Lovelace\nDESCRIPTION:short\\, please",
        "UID:2@google.com\nDTSTART;TZID=Europe/Amsterdam:20260326T100000\nDURATION:PT45M\nSUMMARY:Bea Nova (Cut)",
        "UID:3@google.com\nDTSTART:20260105T090000Z\nDTEND:20260105T093000Z\nSUMMARY:Cut\nORGANIZER:mailto:desk@salon.example\n\
         ATTENDEE;CN=desk@salon.example:mailto:desk@salon.example\nATTENDEE;CN=Cara Sol:mailto:Cara@client.example",
        "UID:4@google.com\nDTSTART:20260327T120000\nDTEND:20260327T123000\nSUMMARY:Lunch",
    ]);
    let before = shop.salon.dump();
    let looked = shop.bring(&file, None, false);
    assert_eq!(counts(&looked), [3, 1, 0, 0], "{looked}");
    assert_eq!(looked["new_clients"], json!(["Cara Sol", "Bea Nova"]));
    let rows = |dump: &str| {
        dump.lines()
            .filter(|l| !l.starts_with("users|") && !l.starts_with("sessions|"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(
        rows(&shop.salon.dump()),
        rows(&before),
        "looking changes nothing"
    );

    assert_eq!(counts(&shop.bring(&file, None, true)), [3, 1, 0, 0]);
    assert_eq!(
        shop.bookings(),
        [
            [
                "2026-01-05 10:00:00",
                "2026-01-05 10:30:00",
                "Cara Sol",
                "completed"
            ],
            [
                "2026-03-25 10:00:00",
                "2026-03-25 10:30:00",
                "Ada Lovelace",
                "scheduled"
            ],
            [
                "2026-03-26 10:00:00",
                "2026-03-26 10:45:00",
                "Bea Nova",
                "scheduled"
            ],
        ]
    );
    assert_eq!(
        shop.time_off(),
        [["2026-03-27 12:00:00", "2026-03-27 12:30:00", "Lunch"]]
    );
    let olga = shop.salon.admin("Olga");
    let of_ada = olga.get(&format!("/api/clients/{ada}/bookings")).ok();
    assert_eq!(
        of_ada[0]["internal_notes"],
        "Cut – Ada Lovelace\nshort, please"
    );
    assert_eq!(of_ada[0]["client_knows"]["how"], "phone");
    assert_eq!(
        (&of_ada[0]["price_cents"], &of_ada[0]["notes"]),
        (&json!(3500), &json!(""))
    );
    let audit = olga
        .get(&format!("/api/audit?booking_id={}", of_ada[0]["id"]))
        .ok();
    assert_eq!(audit[0]["action"], "imported");

    assert_eq!(
        counts(&shop.bring(&file, None, true)),
        [0, 0, 4, 0],
        "a second time doubles nothing"
    );
    assert_eq!(shop.bookings().len(), 3);
    assert_eq!(
        shop.salon.letters_after(Duration::days(10)),
        [],
        "and no letter ever left for it"
    );
    // How it went is asked all the same, of those that were to come.
    let asked: i64 = shop
        .salon
        .value("SELECT count(*) FROM notifications WHERE type = 'booking.followup'");
    assert_eq!(asked, 2);
}

#[test]
fn a_move_after_the_import_is_told_like_any_other() {
    let shop = Shop::open();
    shop.salon.client("Ada", "ada@client.example");
    shop.bring(
        &calendar(&["UID:1\nDTSTART:20260325T090000Z\nDTEND:20260325T093000Z\nSUMMARY:Cut - Ada"]),
        None,
        true,
    );
    let moved = json!({ "start_at": "2026-03-25 15:00", "end_at": "2026-03-25 15:30" });
    shop.salon.desk("Anna").put("/api/bookings/1", moved).ok();
    let letters = shop.salon.letters_after(Duration::hours(1));
    assert_eq!(letters.len(), 1, "{letters:?}");
}

#[test]
fn every_way_of_writing_a_time_is_the_salons_hour() {
    let shop = Shop::open();
    let file = calendar(&[
        "UID:utc\nDTSTART:20260401T080000Z\nDTEND:20260401T083000Z\nSUMMARY:A",
        "UID:here\nDTSTART:20260401T110000\nDTEND:20260401T113000\nSUMMARY:B",
        "UID:zone\nDTSTART;TZID=America/New_York:20260401T060000\nDTEND;TZID=America/New_York:20260401T063000\nSUMMARY:C",
        "UID:outlook\nDTSTART;TZID=\"W. Europe Standard Time\":20260401T130000\nDTEND;TZID=\"W. Europe Standard Time\":20260401T133000\nSUMMARY:D",
        "UID:autumn\nDTSTART:20261025T013000Z\nDTEND:20261025T020000Z\nSUMMARY:E",
        "UID:skipped\nDTSTART;TZID=Europe/Amsterdam:20260329T023000\nDTEND;TZID=Europe/Amsterdam:20260329T033000\nSUMMARY:F",
        "UID:day\nDTSTART;VALUE=DATE:20260403\nDTEND;VALUE=DATE:20260405\nSUMMARY:Easter",
        "UID:lost\nDTSTART;TZID=Customized Time Zone:20260401T060000\nDTEND;TZID=Customized Time Zone:20260401T063000\nSUMMARY:G",
        "UID:free\nDTSTART;VALUE=DATE:20260324\nTRANSP:TRANSPARENT\nSUMMARY:Birthday of Emre",
        "UID:gone\nDTSTART:20260401T080000Z\nDTEND:20260401T083000Z\nSTATUS:CANCELLED\nSUMMARY:H",
        "UID:back\nDTSTART:20260401T080000Z\nDTEND:20260401T073000Z\nSUMMARY:I",
        "UID:never\nDTSTART:yesterday\nSUMMARY:J",
        "UID:far\nDTSTART:99990401T080000Z\nDTEND:99990401T083000Z\nSUMMARY:K",
    ]);
    let report = shop.bring(&file, Some(shop.cut), true);
    let starts: Vec<[String; 2]> = shop
        .bookings()
        .into_iter()
        .map(|[start, _, client, _]| [start, client])
        .collect();
    assert_eq!(
        starts,
        [
            ["2026-03-29 03:30:00", "F"],
            ["2026-04-01 10:00:00", "A"],
            ["2026-04-01 11:00:00", "B"],
            ["2026-04-01 12:00:00", "C"],
            ["2026-04-01 13:00:00", "D"],
            ["2026-10-25 02:30:00", "E"],
        ]
    );
    assert_eq!(
        shop.time_off(),
        [["2026-04-03 00:00:00", "2026-04-05 00:00:00", "Easter"]]
    );
    let why: Vec<_> = report["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["summary"].as_str().unwrap(),
                one["why"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        why,
        [
            (
                "G",
                "is in a time zone that Daybook doesn't know: Customized Time Zone"
            ),
            ("Birthday of Emre", "takes nobody's time"),
            ("H", "was cancelled"),
            ("I", "ends before it begins"),
            ("J", "has a time that can't be read: yesterday"),
            ("K", "has a time that must lie between 1970 and 2199"),
        ]
    );
}

#[test]
fn what_comes_back_is_entered_occurrence_by_occurrence() {
    let shop = Shop::open();
    let file = calendar(&[
        // Every other Wednesday at ten, over the change of the clocks; one left out, one moved.
        "UID:series\nDTSTART;TZID=Europe/Amsterdam:20260318T100000\nDTEND;TZID=Europe/Amsterdam:20260318T103000\n\
         RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260513T080000Z\nEXDATE;TZID=Europe/Amsterdam:20260415T100000\nSUMMARY:Cut - Ada",
        "UID:series\nRECURRENCE-ID;TZID=Europe/Amsterdam:20260429T100000\nDTSTART;TZID=Europe/Amsterdam:20260430T140000\n\
         DTEND;TZID=Europe/Amsterdam:20260430T143000\nSUMMARY:Cut - Ada",
        "UID:lunch\nDTSTART;TZID=Europe/Amsterdam:20260323T123000\nDTEND;TZID=Europe/Amsterdam:20260323T130000\nRRULE:FREQ=DAILY;COUNT=3\nSUMMARY:Lunch",
        "UID:odd\nDTSTART:20260323T123000Z\nDTEND:20260323T130000Z\nRRULE:FREQ=SOMETIMES\nSUMMARY:Odd",
        "UID:endless\nDTSTART:20200101T060000Z\nDTEND:20200101T061500Z\nRRULE:FREQ=WEEKLY\nSUMMARY:Team meeting",
    ]);
    let report = shop.bring(&file, None, true);
    let starts: Vec<String> = shop
        .bookings()
        .into_iter()
        .map(|[start, ..]| start)
        .collect();
    assert_eq!(
        starts,
        [
            "2026-03-18 10:00:00",
            "2026-04-01 10:00:00",
            "2026-04-30 14:00:00",
            "2026-05-13 10:00:00"
        ]
    );
    let lunches = shop
        .time_off()
        .into_iter()
        .filter(|off| off[2] == "Lunch")
        .count();
    let meetings = shop
        .time_off()
        .into_iter()
        .filter(|off| off[2] == "Team meeting")
        .count();
    assert_eq!(lunches, 3);
    assert!(
        (104..=106).contains(&meetings),
        "a year back and a year ahead: {meetings}"
    );
    assert_eq!(
        report["left_out"],
        json!([{ "summary": "Odd", "why": "comes back in a way that can't be followed: FREQ=SOMETIMES" }])
    );
    let again = shop.bring(&file, None, true);
    assert_eq!(
        (&again["bookings"], &again["time_off"]),
        (&json!(0), &json!(0)),
        "{again}"
    );
}

#[test]
fn two_at_one_hour_are_entered_and_said_and_what_was_deleted_stays_so() {
    let shop = Shop::open();
    let file = calendar(&[
        "UID:1\nDTSTART:20260325T090000Z\nDTEND:20260325T093000Z\nSUMMARY:Cut - Ada",
        "UID:2\nDTSTART:20260325T091500Z\nDTEND:20260325T094500Z\nSUMMARY:Cut - Bea",
        "UID:3\nDTSTART:20260325T120000Z\nDTEND:20260325T123000Z\nSUMMARY:Pauze",
        "DTSTART:20260325T140000Z\nDTEND:20260325T143000Z\nSUMMARY:Cut - Nameless",
    ]);
    assert_eq!(shop.bring(&file, None, true)["overlapping"], 1);
    assert!(
        !shop
            .salon
            .value::<String>("SELECT group_concat(uid) FROM imported_events")
            .contains("Nameless")
    );
    let desk = shop.salon.desk("Anna");
    desk.delete("/api/bookings/1").ok();
    desk.delete("/api/time-off/1").ok();
    assert_eq!(counts(&shop.bring(&file, None, true)), [0, 0, 4, 0]);
    assert_eq!((shop.bookings().len(), shop.time_off().len()), (2, 0));
}

#[test]
fn what_is_no_calendar_is_refused_in_words() {
    let shop = Shop::open();
    let olga: Person<'_> = shop.salon.admin("Olga");
    let mut body = json!({ "staff_id": shop.emre });
    for (file, sentence) in [
        (
            "Name\nAda\n",
            "The file is not a calendar: export it as iCalendar (.ics).",
        ),
        (
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n",
            "The calendar is damaged or breaks off: export it anew.",
        ),
    ] {
        body["file"] = json!(STANDARD.encode(file));
        assert_eq!(
            olga.post("/api/import/calendar", body.clone())
                .refused(400, "invalid")["error"],
            sentence
        );
    }
    body["file"] = json!(STANDARD.encode(calendar(&[])));
    body["staff_id"] = json!(99);
    let refused = olga
        .post("/api/import/calendar", body.clone())
        .refused(400, "invalid");
    assert_eq!(refused["fields"]["staff_id"], "names no staff member");
}

#[test]
fn hostile_calendars_end_in_time() {
    let shop = Shop::open();
    let bomb =
        "UID:b\nDTSTART:19700101T000000Z\nDTEND:19700101T000001Z\nRRULE:FREQ=SECONDLY\nSUMMARY:x"
            .to_owned();
    let never = "UID:n\nDTSTART:20260101T000000Z\nDTEND:20260101T001000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:x".to_owned();
    let long = format!(
        "UID:{}\nDTSTART:20260325T090000Z\nDTEND:20260325T093000Z\nSUMMARY:Cut - {}\u{7}<b>",
        "u".repeat(9000),
        "A".repeat(9000)
    );
    let started = std::time::Instant::now();
    for event in [bomb, never, long] {
        shop.bring(&calendar(&[&event]), Some(shop.cut), true);
    }
    let deep = format!("BEGIN:VCALENDAR\r\n{}", "BEGIN:VEVENT\r\n".repeat(40_000));
    let body = json!({ "file": STANDARD.encode(deep), "staff_id": shop.emre });
    let refused = shop.salon.admin("Cleo").post("/api/import/calendar", body);
    refused.refused(400, "invalid");
    assert!(
        started.elapsed() < std::time::Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
}

/// What one salon takes along, another can bring in.
#[test]
fn an_exported_calendar_comes_back() {
    let shop = Shop::open();
    let ada = shop.salon.client("Ada Lovelace", "");
    shop.salon.booking(
        ada,
        shop.emre,
        shop.cut,
        "2026-03-25 10:00:00",
        "2026-03-25 10:30:00",
        "scheduled",
    );
    shop.salon.booking(
        ada,
        shop.emre,
        shop.cut,
        "2026-03-20 10:00:00",
        "2026-03-20 10:30:00",
        "completed",
    );
    let book = shop.salon.app.db.stream_reader().unwrap();
    let folder = shop.salon.folder().join("out");
    daybook::export::folder::write(&book, shop.salon.app.now().stamp, &folder).unwrap();
    let file = std::fs::read_to_string(folder.join("calendar.ics")).unwrap();
    let other = Shop::open();
    assert_eq!(counts(&other.bring(&file, None, true)), [2, 0, 0, 0]);
    assert_eq!(other.bookings(), shop.bookings());
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
    let book = rusqlite::Connection::open(place.book()).unwrap();
    book.execute_batch("INSERT INTO staff (name) VALUES ('Emre'), ('Femke'); INSERT INTO services (name, duration_minutes) VALUES ('Cut', 30);").unwrap();
    let file = calendar(&["UID:1\nDTSTART:20990325T090000Z\nDTEND:20990325T093000Z\nSUMMARY:Ada"]);
    std::fs::write(place.path().join("emre.ics"), file).unwrap();
    let run = |more: &[&str]| {
        place.run(
            &[&["import", "calendar", "emre.ics", "--staff"], more].concat(),
            "",
        )
    };
    let unknown = run(&["Bob"]);
    assert_eq!(
        (unknown.status, unknown.err.as_str()),
        (
            1,
            "daybook: Bob names no one staff member. There are: Emre, Femke\n"
        )
    );
    let looked = run(&["emre", "--service", "cut", "--dry-run"]);
    assert!(
        looked
            .out
            .contains("1 appointment, 0 over others; time off: 0")
            && looked.out.contains("New clients: Ada"),
        "{}",
        looked.out
    );
    let done = run(&["Emre", "--service", "Cut", "--yes"]);
    assert!(
        done.out
            .contains("Entered 1 appointment; time off: 0. No letters were sent."),
        "{} {}",
        done.out,
        done.err
    );
    assert!(
        run(&["1", "--yes"])
            .out
            .contains("There is nothing to enter.")
    );
    assert!(place.run(&["check"], "").out.contains("The book is sound."));
}
