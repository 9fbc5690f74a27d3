//! Emre has his agenda on his telephone.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::python;
use crate::support::salon::{Person, Reply, Salon};

fn book(anna: &Person<'_>, client: i64, staff: i64, service: i64, start: &str, end: &str) -> i64 {
    let body = json!({
        "client_id": client, "staff_id": staff, "service_id": service, "start_at": start, "end_at": end,
        "notes": "visible notes", "internal_notes": "secret notes",
    });
    let booking = anna.post("/api/bookings", body).ok();
    booking["id"].as_i64().unwrap()
}

/// The path of the address that was told.
fn address(reply: &Reply) -> String {
    let url = reply.ok()["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("https://salon.example").unwrap();
    assert!(
        path.starts_with("/calendar/") && path.ends_with(".ics"),
        "{url}"
    );
    path.to_owned()
}

/// A feed as a program of somebody else's making reads it.
fn read(feed: &Reply) -> Value {
    assert_eq!(feed.status, 200, "{}", feed.text());
    assert_eq!(
        feed.header("Content-Type"),
        Some("text/calendar; charset=utf-8")
    );
    let mut reader = Command::new(python::venv())
        .arg(python::script("read_calendar.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    reader.stdin.take().unwrap().write_all(&feed.bytes).unwrap();
    let output = reader.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn reachable() -> Salon {
    Salon::open_with(|config| config.server.public_url = "https://salon.example".into())
}

#[test]
fn the_agenda_tells_first_names_and_services_and_no_more() {
    let salon = reachable();
    salon.set("salon_name", "Salon; Anna, & co");
    let (anna, olga) = (salon.desk("Anna"), salon.admin("Olga"));
    let (emre, femke) = (salon.staff("Emre"), salon.staff("Femke"));
    let ada = salon.client("Ada\r\nEND:VEVENT Jansen", "ada@example.com");
    let cut = salon.service("Cut, wash; \\ \"go\"", 30, 3500);
    book(
        &anna,
        ada,
        emre,
        cut,
        "2026-03-24 10:00:00",
        "2026-03-24 10:30:00",
    );
    book(
        &anna,
        ada,
        emre,
        cut,
        "2026-07-24 10:00:00",
        "2026-07-24 10:30:00",
    );
    book(
        &anna,
        ada,
        femke,
        cut,
        "2026-03-24 10:00:00",
        "2026-03-24 10:30:00",
    );
    book(
        &anna,
        ada,
        emre,
        cut,
        "2026-02-01 10:00:00",
        "2026-02-01 10:30:00",
    );
    let gone = book(
        &anna,
        ada,
        emre,
        cut,
        "2026-03-25 10:00:00",
        "2026-03-25 10:30:00",
    );
    anna.delete(&format!("/api/bookings/{gone}")).ok();
    let done = book(
        &anna,
        ada,
        emre,
        cut,
        "2026-03-20 10:00:00",
        "2026-03-20 10:30:00",
    );
    anna.put(
        &format!("/api/bookings/{done}"),
        json!({ "status": "completed" }),
    )
    .ok();
    anna.put("/api/bookings/2", json!({ "status": "provisional" }))
        .ok();

    let path = address(&olga.post(&format!("/api/staff/{emre}/calendar"), json!({})));
    let feed = salon.stranger().get(&path);
    for secret in ["Jansen", "example.com", "notes"] {
        assert!(!feed.text().contains(secret), "{}", feed.text());
    }
    let feed = read(&feed);
    assert_eq!(feed["name"], "Emre – Salon; Anna, & co");
    assert_eq!(feed["refresh"], "PT15M");
    let event = |uid: &str, start: &str, end: &str, status: &str| {
        json!({
            "uid": uid, "start": start, "end": end, "status": status, "summary": "Cut, wash; \\ \"go\" – Ada",
            "fields": ["DTEND", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "UID"],
        })
    };
    let expected = json!([
        event(
            "agenda-6@daybook",
            "2026-03-20T09:00:00+00:00",
            "2026-03-20T09:30:00+00:00",
            "CONFIRMED"
        ),
        event(
            "agenda-1@daybook",
            "2026-03-24T09:00:00+00:00",
            "2026-03-24T09:30:00+00:00",
            "CONFIRMED"
        ),
        event(
            "agenda-2@daybook",
            "2026-07-24T08:00:00+00:00",
            "2026-07-24T08:30:00+00:00",
            "TENTATIVE"
        ),
    ]);
    assert_eq!(feed["events"], expected);
}

#[test]
fn the_address_is_told_once_to_its_owner_and_renewing_ends_the_one_before() {
    let salon = reachable();
    let (emre, femke) = (salon.staff("Emre"), salon.staff("Femke"));
    let (own, others) = (
        format!("/api/staff/{emre}/calendar"),
        format!("/api/staff/{femke}/calendar"),
    );
    let stylist = salon.stylist("Emre", emre);
    stylist.post(&others, json!({})).refused(403, "forbidden");
    salon
        .desk("Anna")
        .post(&own, json!({}))
        .refused(403, "forbidden");
    salon
        .admin("Olga")
        .post("/api/staff/99/calendar", json!({}))
        .refused(404, "not_found");
    let stranger = salon.stranger();
    stranger.post(&own, json!({})).refused(401, "not_logged_in");

    let first = address(&stylist.post(&own, json!({})));
    let token = first
        .trim_start_matches("/calendar/")
        .trim_end_matches(".ics");
    assert!(!salon.dump().contains(token), "a token is kept as its hash");
    assert_eq!(stranger.get(&first).status, 200);
    let second = address(&stylist.post(&own, json!({})));
    stranger.get(&first).refused(404, "not_found");
    assert_eq!(stranger.get(&second).status, 200);
    stranger
        .get(second.trim_end_matches(".ics"))
        .refused(404, "not_found");
    salon.row("UPDATE staff SET active = 0", &[]);
    stranger.get(&second).refused(404, "not_found");
}
