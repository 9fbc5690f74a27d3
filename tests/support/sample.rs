//! The sample salon of one moment, filled once for all stories that look at it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, Duration, Utc};
use daybook::app::App;
use daybook::config::Config;
use daybook::demo;
use daybook::outside::clock::Clock;
use daybook::salon::time::Now;
use rusqlite::{Connection, named_params};
use serde_json::json;

use super::salon::{OPENING, Salon};

/// A Tuesday, ten past one in Amsterdam; the clocks change on the Sunday after.
pub const NOON: &str = "2026-03-24T12:10:00Z";

/// Fills a sample salon in this folder as it stands at that moment, and closes it.
pub fn fill(folder: &Path, moment: &str) -> PathBuf {
    let mut config = Config::default();
    config.database.path = folder.join("daybook.db");
    config.folder = folder.to_owned();
    let path = config.database.path.clone();
    let moment: DateTime<Utc> = moment.parse().unwrap();
    let app = App::open(config, Clock::fixed(moment)).unwrap();
    demo::fill(&app, &Now::new(moment, demo::ZONE), "!").unwrap();
    path
}

/// The book of [`NOON`], to look at and not to change.
pub fn book() -> &'static Path {
    static BOOK: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = BOOK.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = fill(folder.path(), NOON);
        (folder, path)
    });
    path
}

/// Makes a book with a little of everything, so that whoever tries ids at random finds something behind the first few.
pub fn few_rows(path: &Path) {
    let salon = Salon::open();
    let olga = salon.admin("Olga");
    let (eva, fay) = (salon.staff("Eva"), salon.staff("Fay"));
    let cut = salon.service("Cut", 30, 3500);
    let ada = salon.client("Ada", "ada@client.example");
    let bea = salon.client("Bea", "bea@client.example");
    let post = |path: &str, body| olga.post(path, body).ok();
    let step = json!({ "delay_days": 3, "subject": "Hello {client_name}", "body": "How is it?" });
    post(
        "/api/followups",
        json!({ "name": "After a cut", "steps": [step] }),
    );
    let waiting = json!({ "client_id": bea, "service_id": cut, "date": "2026-03-26" });
    post("/api/waitlist", waiting.clone());
    post("/api/waitlist", waiting);
    let statuses = [
        "scheduled",
        "completed",
        "no-show",
        "cancelled",
        "provisional",
    ];
    for (hour, status) in (9..).zip(statuses) {
        let wish = json!({
            "client_id": ada, "staff_id": if hour % 2 == 0 { fay } else { eva }, "service_id": cut,
            "start_at": format!("2026-03-26 {hour:02}:00:00"), "end_at": format!("2026-03-26 {hour:02}:30:00"),
        });
        let id = &post("/api/bookings", wish)["id"];
        salon.pass(Duration::minutes(1));
        let become_so = json!({ "status": status });
        olga.put(&format!("/api/bookings/{id}"), become_so).ok();
    }
    let away =
        json!({ "staff_id": eva, "start_at": "2026-03-27 09:00", "end_at": "2026-03-27 12:00" });
    post("/api/time-off", away);
    let other = json!({ "staff_id": eva, "date": "2026-03-30", "hours": [["09:00", "12:00"]] });
    post("/api/hours-exceptions", other);
    post(
        "/api/holidays",
        json!({ "date": "2026-04-06", "name": "Easter" }),
    );
    let now = named_params! { ":now": OPENING };
    salon.row(
        "INSERT INTO feedback (booking_id, rating, created_at) VALUES (2, 5, :now)",
        now,
    );
    salon.row(
        "INSERT INTO payments (booking_id, visit_id, client_id, kind, amount_cents, currency, status, idempotency_key,
            key_since, created_at)
         SELECT id, visit_id, client_id, 'no_show_fee', 2500, 'EUR', 'expired', '', :now, :now FROM bookings WHERE id = 3",
        now,
    );
    salon.pass(Duration::minutes(1));
    let book = Connection::open(salon.app.db.path()).unwrap();
    let copied = book.execute("VACUUM INTO ?", [path.to_str().unwrap()]);
    copied.unwrap();
}
