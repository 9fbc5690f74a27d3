//! A no-show on Thursday, for the stories about fees.

use chrono::Duration;
use serde_json::{Value, json};

use super::salon::{Person, Salon};
use super::stripe::FakeStripe;

pub const ADA: &str = "ada@example.com";

/// A salon that asks for fees, and a Stripe that can be asked.
pub fn salon_with_stripe() -> (Salon, FakeStripe) {
    let salon = Salon::open();
    salon.set("noshow_enabled", true);
    let stripe = FakeStripe::beside(&salon);
    (salon, stripe)
}

/// Ada's cut with Emre on Thursday at ten; now it is Thursday noon, and the desk has been told of nothing but that.
pub fn missed_appointment(salon: &Salon, anna: &Person<'_>) -> i64 {
    let (ada, emre) = (salon.client("Ada Jansen", ADA), salon.staff("Emre"));
    let cut = salon.service("Cut", 30, 3500);
    let body = json!({
        "client_id": ada, "staff_id": emre, "service_id": cut,
        "start_at": "2026-03-26 10:00:00", "end_at": "2026-03-26 10:30:00",
    });
    let id = anna.post("/api/bookings", body).ok()["id"]
        .as_i64()
        .unwrap();
    salon.pass(Duration::minutes(1));
    salon.pass(Duration::hours(75));
    salon.outbox.take();
    id
}

/// Says what came of a booking.
pub fn becomes(anna: &Person<'_>, id: i64, status: &str) -> Value {
    anna.put(&format!("/api/bookings/{id}"), json!({ "status": status }))
        .ok()
}

/// The booking's jobs of that kind, oldest first: state and reason.
pub fn jobs(salon: &Salon, booking_id: i64, kind: &str) -> Vec<(String, String)> {
    let of_kind = salon
        .jobs(booking_id)
        .into_iter()
        .filter(|job| job.0 == kind);
    of_kind.map(|job| (job.1, job.2)).collect()
}

/// What the desk was told of that type, oldest first.
pub fn told(anna: &Person<'_>, kind: &str) -> Vec<String> {
    let all = anna.get("/api/notifications").ok();
    let all = all.as_array().unwrap().iter().rev();
    all.filter(|told| told["type"] == kind)
        .map(|told| told["message"].as_str().unwrap().to_owned())
        .collect()
}
