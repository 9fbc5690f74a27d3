//! Anna keeps the book: booking, moving, cancelling.

use serde_json::{Value, json};

use crate::support::salon::{Person, Salon};

/// A salon with Ada the client, Emre the stylist and a cut of half an hour.
struct Shop {
    salon: Salon,
    ada: i64,
    emre: i64,
    cut: i64,
}

impl Shop {
    fn open() -> Self {
        let salon = Salon::open();
        let (ada, emre) = (
            salon.client("Ada Jansen", "ada@example.com"),
            salon.staff("Emre"),
        );
        let cut = salon.service("Cut", 30, 3500);
        Self {
            salon,
            ada,
            emre,
            cut,
        }
    }

    fn ten_o_clock(&self) -> Value {
        json!({
            "client_id": self.ada, "staff_id": self.emre, "service_id": self.cut,
            "start_at": "2026-03-24 10:00:00", "end_at": "2026-03-24 10:30:00",
        })
    }

    fn book(&self, anna: &Person<'_>, start: &str, end: &str) -> Value {
        let mut body = self.ten_o_clock();
        (body["start_at"], body["end_at"]) = (json!(start), json!(end));
        anna.post("/api/bookings", body).ok()
    }
}

#[test]
fn a_booking_looks_as_on_the_users_page() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    let booking = anna.post("/api/bookings", shop.ten_o_clock()).ok();
    let page = json!({
        "id": 1, "client_id": shop.ada, "staff_id": shop.emre, "service_id": shop.cut,
        "start_at": "2026-03-24 10:00:00", "end_at": "2026-03-24 10:30:00", "status": "scheduled",
        "notes": "", "internal_notes": "", "provisional_token": null, "feedback_token": null,
        "waitlist_id": null, "client_name": "Ada Jansen", "price_cents": 3500, "version": 1, "visit_id": 1,
        "client_knows": { "status": null, "start_at": null, "how": "none", "at": null },
    });
    for (field, value) in page.as_object().unwrap() {
        assert_eq!(&booking[field], value, "{field}");
    }
    assert_eq!(anna.get("/api/bookings/1").ok(), booking);
    assert_eq!(anna.get("/api/bookings").ok(), json!([booking]));
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    let refused = anna
        .post(
            "/api/bookings",
            json!({ "client_id": 99, "start_at": "tomorrow" }),
        )
        .refused(400, "invalid");
    assert_eq!(
        refused["fields"],
        json!({
            "client_id": "names no client",
            "staff_id": "is required",
            "service_id": "is required",
            "start_at": "must be a date and time such as 2026-03-24 10:00:00",
            "end_at": "is required",
        })
    );
}

#[test]
fn an_overlap_is_refused_with_whose_it_is_and_can_be_booked_anyway() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    anna.post("/api/bookings", shop.ten_o_clock()).ok();
    let bea = shop.salon.client("Bea", "");
    let mut late = shop.ten_o_clock();
    (late["client_id"], late["start_at"], late["end_at"]) = (
        json!(bea),
        json!("2026-03-24T10:15"),
        json!("2026-03-24T10:45"),
    );
    let refused = anna
        .post("/api/bookings", late.clone())
        .refused(409, "overlap");
    assert_eq!(
        refused["error"],
        "That time is taken: Ada Jansen, 10:00 to 10:30."
    );
    assert_eq!(refused["conflicts"][0]["id"], 1);
    late["allow_overlap"] = json!(true);
    anna.post("/api/bookings", late).ok();
    shop.book(&anna, "2026-03-24 10:45:00", "2026-03-24 11:00:00");
}

#[test]
fn a_holiday_takes_no_bookings_and_no_moves() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    let booking = shop.book(&anna, "2026-03-24 23:00:00", "2026-03-25 00:00:00");
    shop.salon.holiday("2026-03-25", "Day of the comb");
    let mut body = shop.ten_o_clock();
    (body["start_at"], body["end_at"]) =
        (json!("2026-03-25 10:00:00"), json!("2026-03-25 10:30:00"));
    let refused = anna.post("/api/bookings", body).refused(400, "invalid");
    assert_eq!(
        refused["fields"]["start_at"],
        "falls on 2026-03-25, a holiday (Day of the comb)"
    );
    let path = format!("/api/bookings/{}", booking["id"]);
    let refused = anna
        .put(&path, json!({ "end_at": "2026-03-25 00:15:00" }))
        .refused(400, "invalid");
    assert_eq!(
        refused["fields"]["end_at"],
        "falls on 2026-03-25, a holiday (Day of the comb)"
    );
    anna.put(&path, json!({ "notes": "Parking behind the house" }))
        .ok();
}

#[test]
fn a_cancelled_booking_leaves_the_list_and_frees_its_time() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    anna.post("/api/bookings", shop.ten_o_clock()).ok();
    let cancelled = anna.delete("/api/bookings/1").ok();
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(anna.delete("/api/bookings/1").ok(), cancelled);
    assert_eq!(anna.get("/api/bookings").ok(), json!([]));
    assert_eq!(
        anna.get("/api/bookings?status=cancelled").ok(),
        json!([cancelled])
    );
    anna.post("/api/bookings", shop.ten_o_clock()).ok();
    anna.put("/api/bookings/1", json!({ "status": "scheduled" }))
        .refused(409, "overlap");
}

#[test]
fn a_change_over_anothers_change_is_stale() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    let booking = anna.post("/api/bookings", shop.ten_o_clock()).ok();
    anna.put("/api/bookings/1", json!({ "notes": "first", "version": 1 }))
        .ok();
    let stale = anna
        .put(
            "/api/bookings/1",
            json!({ "notes": "second", "version": 1 }),
        )
        .refused(409, "stale");
    assert_eq!(stale["current"]["notes"], "first");
    assert_eq!(stale["current"]["version"], 2);
    // Sending back the whole object as read is a change like any other, and without news none at all.
    let read = anna.get("/api/bookings/1").ok();
    assert_eq!(anna.put("/api/bookings/1", read.clone()).ok(), read);
    assert_ne!(read, booking);
}

#[test]
fn the_same_post_sent_twice_books_once() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    let key = [("Idempotency-Key", "8f14e45f")];
    let first = anna
        .send_with("POST", "/api/bookings", &key, Some(&shop.ten_o_clock()))
        .ok();
    assert_eq!(
        anna.send_with("POST", "/api/bookings", &key, Some(&shop.ten_o_clock()))
            .ok(),
        first
    );
    let mut other = shop.ten_o_clock();
    other["notes"] = json!("other");
    anna.send_with("POST", "/api/bookings", &key, Some(&other))
        .refused(409, "idempotency_key_reused");
    assert_eq!(anna.get("/api/bookings").ok().as_array().unwrap().len(), 1);
}

#[test]
fn the_hour_that_the_clock_skips_is_refused() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    let mut body = shop.ten_o_clock();
    (body["start_at"], body["end_at"]) =
        (json!("2026-03-29 02:30:00"), json!("2026-03-29 03:30:00"));
    let refused = anna
        .post("/api/bookings", body.clone())
        .refused(400, "invalid");
    assert_eq!(
        refused["fields"]["start_at"],
        "does not exist: the clock skips 02:30 that day"
    );
    (body["start_at"], body["end_at"]) = (
        json!("2026-10-25T01:30:00Z"),
        json!("2026-10-25T03:30:00+01:00"),
    );
    let booking = anna.post("/api/bookings", body).ok();
    assert_eq!(
        (booking["start_at"].as_str(), booking["end_at"].as_str()),
        (Some("2026-10-25 02:30:00"), Some("2026-10-25 03:30:00"))
    );
}

#[test]
fn the_gap_of_one_booking_takes_another() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    let mut colour = shop.ten_o_clock();
    (
        colour["end_at"],
        colour["gap_start_minutes"],
        colour["gap_minutes"],
    ) = (json!("2026-03-24 12:00:00"), json!(30), json!(60));
    anna.post("/api/bookings", colour).ok();
    shop.book(&anna, "2026-03-24 10:30:00", "2026-03-24 11:30:00");
    let mut body = shop.ten_o_clock();
    (body["start_at"], body["end_at"]) =
        (json!("2026-03-24 11:15:00"), json!("2026-03-24 11:45:00"));
    let refused = anna.post("/api/bookings", body).refused(409, "overlap");
    assert_eq!(refused["conflicts"].as_array().unwrap().len(), 2);
}

#[test]
fn the_buffer_after_one_booking_is_not_free_and_the_buffer_of_the_next_must_fit() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    let mut wash = shop.ten_o_clock();
    wash["buffer_minutes"] = json!(15);
    anna.post("/api/bookings", wash).ok();
    let mut next = shop.ten_o_clock();
    (next["start_at"], next["end_at"]) =
        (json!("2026-03-24 10:30:00"), json!("2026-03-24 11:00:00"));
    let refused = anna
        .post("/api/bookings", next.clone())
        .refused(409, "overlap");
    assert_eq!(refused["conflicts"][0]["id"], 1);
    next["start_at"] = json!("2026-03-24 10:45:00");
    anna.post("/api/bookings", next.clone()).ok();
    (next["start_at"], next["end_at"]) =
        (json!("2026-03-24 09:30:00"), json!("2026-03-24 10:00:00"));
    next["buffer_minutes"] = json!(5);
    anna.post("/api/bookings", next.clone())
        .refused(409, "overlap");
    next["buffer_minutes"] = json!(0);
    anna.post("/api/bookings", next).ok();
}

#[test]
fn time_off_is_in_the_way_and_does_not_say_why() {
    let shop = Shop::open();
    let anna = shop.salon.desk("Anna");
    let lunch = json!({
        "staff_id": shop.emre, "start_at": "2026-03-17 12:00:00", "end_at": "2026-03-17 13:00:00",
        "reason": "Doctor", "repeat": "weekly",
    });
    anna.post("/api/time-off", lunch).ok();
    let mut body = shop.ten_o_clock();
    (body["start_at"], body["end_at"]) =
        (json!("2026-03-24 12:30:00"), json!("2026-03-24 13:30:00"));
    let refused = anna
        .post("/api/bookings", body.clone())
        .refused(409, "overlap");
    let lunch = json!({
        "id": null, "start_at": "2026-03-24 12:00:00", "end_at": "2026-03-24 13:00:00", "client_name": "Time off",
    });
    assert_eq!(refused["conflicts"], json!([lunch]));
    body["allow_overlap"] = json!(true);
    anna.post("/api/bookings", body).ok();
}
