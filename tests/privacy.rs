//! Two cards of one person, what the salon holds about her, and forgetting her.

use chrono::Duration;
use daybook::actions::privacy;
use daybook::salon::time::Stamp;
use rusqlite::named_params;
use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

/// What a search of the whole book must not find once Xaviera is erased.
const TRACES: [&str; 8] = [
    "Xaviera",
    "xaviera",
    "Quillfeather",
    "quillfeather",
    "612345678",
    "hazelnut",
    "1987-06-05",
    "loves jazz",
];

/// Xaviera with all that one may know of her; answers her id.
fn xaviera(salon: &Salon) -> i64 {
    salon.row(
        "INSERT INTO clients (name, email, phone, phone_digits, notes, alert, language, birthday, marketing_consent,
            created_at, updated_at)
         VALUES ('Xaviera Quillfeather', 'xaviera@example.com', '06 12345678', '31612345678', 'Xaviera loves jazz',
            'hazelnut allergy', 'en', '1987-06-05', 1, :now, :now)",
        named_params! { ":now": crate::support::salon::OPENING },
    )
}

fn appointment(salon: &Salon, client: i64, start: &str) -> Value {
    let (staff, service) = if salon.value::<i64>("SELECT count(*) FROM staff") > 0 {
        (1, 1)
    } else {
        (salon.staff("Emre"), salon.service("Cut", 30, 3500))
    };
    json!({
        "client_id": client, "staff_id": staff, "service_id": service, "start_at": start,
        "end_at": start.replace(":00:00", ":30:00"),
        "notes": "Dear Xaviera, come early", "internal_notes": "Quillfeather pays late",
    })
}

/// Xaviera's time with the salon: something of her in every table. Answers her id.
fn history(salon: &Salon, anna: &Person<'_>) -> i64 {
    let id = xaviera(salon);
    let book = |body: Value| anna.post("/api/bookings", body).ok();
    book(appointment(salon, id, "2026-03-23 08:00:00"));
    anna.put("/api/bookings/1", json!({ "status": "completed" }))
        .ok();
    book(appointment(salon, id, "2026-03-26 10:00:00"));
    let mut asked = appointment(salon, id, "2026-03-26 12:00:00");
    asked["provisional"] = json!(true);
    book(asked);
    // One was hers and is another's now.
    book(appointment(salon, id, "2026-03-27 10:00:00"));
    salon.pass(Duration::minutes(1));
    let bea = salon.client("Bea Smit", "bea@example.com");
    anna.put(
        "/api/bookings/4",
        json!({ "client_id": bea, "notes": "", "internal_notes": "" }),
    )
    .ok();
    salon.row(
        "INSERT INTO waitlist (client_id, service_id, date, notes, created_at)
         VALUES (:id, 1, '2026-03-28', 'Xaviera prefers mornings', '2026-03-23T08:00:00Z')",
        named_params! { ":id": id },
    );
    salon.pass(Duration::minutes(120));
    let token: String = salon.value("SELECT feedback_token FROM bookings WHERE id = 1");
    let said = "rating=2&comment=Signed,+Xaviera";
    salon
        .stranger()
        .submit(&format!("/feedback/{token}"), said)
        .page(200);
    // A mail server answers with her address.
    salon
        .outbox
        .fail_next(daybook::outside::mailer::DeliveryError::Refused {
            code: 550,
            why: "<xaviera@example.com> is unknown.".into(),
        });
    anna.put(
        "/api/bookings/2",
        json!({ "start_at": "2026-03-26 11:00:00", "end_at": "2026-03-26 11:30:00" }),
    )
    .ok();
    salon.pass(Duration::minutes(30));
    salon.outbox.take();
    id
}

#[test]
fn an_erased_client_is_nowhere_in_the_book_and_the_totals_stay() {
    let salon = Salon::open();
    let (anna, olga) = (salon.desk("Anna"), salon.admin("Olga"));
    let id = history(&salon, &anna);
    let path = format!("/api/clients/{id}/erase");
    let report = olga.get("/api/reports/summary").ok();
    let before = salon.dump();
    for trace in TRACES {
        assert!(before.contains(trace), "{trace} was never there");
    }
    anna.post(&path, json!({})).refused(403, "forbidden");

    let left = olga.post(&path, json!({})).ok();
    assert_eq!(left["name"], "Erased client");
    let after = salon.dump();
    for trace in TRACES {
        let line = after.lines().find(|line| line.contains(trace));
        assert_eq!(line, None, "{trace}");
    }
    assert!(after.contains("Bea Smit"));
    assert_eq!(olga.get("/api/reports/summary").ok(), report);
    assert_eq!(olga.get("/api/feedback").ok()[0]["rating"], 2);
    assert_eq!(
        anna.get("/api/bookings/2").ok()["client_name"],
        "Erased client"
    );
    let audit = anna.get("/api/audit?booking_id=1").ok();
    let last = audit.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["actor"], &last["action"]),
        (&json!("Olga"), &json!("erased"))
    );

    // Nothing goes out to her any more, and a second time changes nothing.
    assert_eq!(olga.post(&path, json!({})).ok(), left);
    let letters = salon.letters_after(Duration::days(3));
    assert!(
        letters.iter().all(|letter| letter.0 == "bea@example.com"),
        "{letters:?}"
    );
}

#[test]
fn an_erased_client_is_wiped_from_the_file_too() {
    let salon = Salon::open();
    let (anna, olga) = (salon.desk("Anna"), salon.admin("Olga"));
    let id = history(&salon, &anna);
    olga.post(&format!("/api/clients/{id}/erase"), json!({}))
        .ok();
    let file = salon.folder().join("vacuumed.db");
    let book = rusqlite::Connection::open(salon.app.db.path()).unwrap();
    book.execute("VACUUM INTO ?", [file.to_str().unwrap()])
        .unwrap();
    let bytes = std::fs::read(&file).unwrap();
    for trace in TRACES {
        let found = bytes
            .windows(trace.len())
            .any(|part| part == trace.as_bytes());
        assert!(!found, "{trace}");
    }
}

#[test]
fn walk_ins_and_strangers_cannot_be_erased() {
    let salon = Salon::open();
    let olga = salon.admin("Olga");
    let refused = olga
        .post("/api/clients/1/erase", json!({}))
        .refused(409, "walk_in");
    assert_eq!(
        refused["error"],
        "Walk-ins are nobody in particular: there is nothing to erase."
    );
    olga.post("/api/clients/99/erase", json!({}))
        .refused(404, "not_found");
}

#[test]
fn an_older_book_that_is_put_back_forgets_again() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    let id = history(&salon, &anna);
    let erased = [(id, Stamp::stored("2026-03-23T09:00:00Z").unwrap())];
    let unknown = (77, erased[0].1);
    privacy::erase_again(&salon.app.db, &[erased[0], unknown], &salon.app.now()).unwrap();
    assert!(!salon.dump().contains("Xaviera"));
    let kept = salon.app.db.read(daybook::store::erasure::all).unwrap();
    assert_eq!(kept.len(), 1);
    let bea = "SELECT name FROM clients WHERE email = 'bea@example.com'";
    assert_eq!(salon.value::<String>(bea), "Bea Smit");
}

#[test]
fn a_client_can_have_all_that_is_held() {
    let salon = Salon::open();
    let (anna, olga) = (salon.desk("Anna"), salon.admin("Olga"));
    let id = history(&salon, &anna);
    let path = format!("/api/clients/{id}/export");
    anna.get(&path).refused(403, "forbidden");
    let export = olga.get(&path);
    assert_eq!(
        export.header("Content-Disposition"),
        Some("attachment; filename=\"client-2.json\"")
    );
    let tokens =
        "SELECT group_concat(coalesce(provisional_token, feedback_token), ' ') FROM bookings";
    for token in salon.value::<String>(tokens).split(' ') {
        assert!(!export.text().contains(token));
    }
    let export = export.ok();
    assert_eq!(export["client"]["name"], "Xaviera Quillfeather");
    assert_eq!(export["client"]["marketing_consent"], true);
    assert_eq!(export["client"]["walk_in"], false);
    let count = |part: &str| export[part].as_array().unwrap().len();
    assert_eq!(count("bookings"), 3);
    assert_eq!(
        export["bookings"][0]["internal_notes"],
        "Quillfeather pays late"
    );
    assert_eq!(export["bookings"][0]["service"], "Cut");
    assert_eq!(export["feedback"][0]["comment"], "Signed, Xaviera");
    assert_eq!(export["waitlist"][0]["notes"], "Xaviera prefers mornings");
    assert!(count("letters") >= 3 && count("jobs") >= 5 && count("notifications") >= 1);
    assert_eq!(
        export["changes"][0]["after"]["client_name"],
        "Xaviera Quillfeather"
    );
    olga.get("/api/clients/99/export").refused(404, "not_found");
}

#[test]
fn two_cards_of_one_person_become_one() {
    let salon = Salon::open();
    let (anna, olga) = (salon.desk("Anna"), salon.admin("Olga"));
    salon.set("letters_per_client_day", 100);
    let double = history(&salon, &anna);
    let into = salon.client("X. Quillfeather", "");
    salon.row(
        "UPDATE clients SET phone = '06 999', alert = 'latex', notes = 'Tea' WHERE id = :id",
        named_params! { ":id": into },
    );
    let mut asked = appointment(&salon, double, "2026-03-26 14:00:00");
    asked["provisional"] = json!(true);
    anna.post("/api/bookings", asked).ok();
    salon.outbox.take();
    let path = format!("/api/clients/{double}/merge");
    anna.post(&path, json!({ "into": into }))
        .refused(403, "forbidden");

    let one = olga.post(&path, json!({ "into": into })).ok();
    assert_eq!(one["id"], into);
    assert_eq!(one["name"], "X. Quillfeather");
    assert_eq!(one["email"], "xaviera@example.com");
    assert_eq!(one["phone"], "06 999");
    assert_eq!(one["alert"], "latex\nhazelnut allergy");
    assert_eq!(one["notes"], "Tea\nXaviera loves jazz\n06 12345678");
    assert_eq!(one["birthday"], "1987-06-05");
    assert_eq!(one["marketing_consent"], true);
    for table in ["bookings", "waitlist", "jobs", "letters", "notifications"] {
        let left = format!("SELECT count(*) FROM {table} WHERE client_id = {double}");
        assert_eq!(salon.value::<i64>(&left), 0, "{table}");
    }
    let booking = anna.get("/api/bookings/1").ok();
    assert_eq!(booking["client_name"], "X. Quillfeather");
    let audit = anna.get("/api/audit?booking_id=1").ok();
    assert_eq!(
        audit.as_array().unwrap().last().unwrap()["action"],
        "merged"
    );
    // The letter that waited goes to the one, and nothing else goes out.
    let letters = salon.letters_after(Duration::minutes(1));
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].0, "xaviera@example.com");

    // The old card is gone, and its link unsubscribes the person.
    olga.post(&path, json!({ "into": into }))
        .refused(404, "not_found");
    let token = format!("SELECT unsubscribe_token FROM clients WHERE id = {double}");
    let token: String = salon.value(&token);
    salon
        .stranger()
        .submit(&format!("/unsubscribe/{token}"), "")
        .page(200);
    let consent = format!("SELECT marketing_consent FROM clients WHERE id = {into}");
    assert_eq!(salon.value::<i64>(&consent), 0);

    // Whoever is erased is erased on both cards.
    olga.post(&format!("/api/clients/{into}/erase"), json!({}))
        .ok();
    assert!(!salon.dump().contains("Quillfeather"));
}

#[test]
fn what_cannot_be_merged_is_refused_in_words() {
    let salon = Salon::open();
    let olga = salon.admin("Olga");
    let (ada, bea) = (salon.client("Ada", ""), salon.client("Bea", ""));
    let merge = |from: i64, body: Value| olga.post(&format!("/api/clients/{from}/merge"), body);
    let wrong = |from: i64, body: Value| {
        let refused = merge(from, body).refused(400, "invalid");
        refused["fields"]["into"].as_str().unwrap().to_owned()
    };
    assert_eq!(wrong(ada, json!({})), "is required");
    assert_eq!(wrong(ada, json!({ "into": ada })), "must be another client");
    assert_eq!(
        wrong(ada, json!({ "into": 99 })),
        "names no client, or one merged already"
    );
    merge(99, json!({ "into": ada })).refused(404, "not_found");
    merge(1, json!({ "into": ada })).refused(409, "walk_in");
    merge(ada, json!({ "into": 1 })).refused(409, "walk_in");
    olga.post(&format!("/api/clients/{bea}/erase"), json!({}))
        .ok();
    let refused = merge(ada, json!({ "into": bea })).refused(409, "erased");
    assert_eq!(refused["error"], "A client who was erased can't be merged.");
    merge(bea, json!({ "into": ada })).refused(409, "erased");
}
