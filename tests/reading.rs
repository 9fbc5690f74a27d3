//! Ada looks things up.

use crate::support::salon::Salon;

#[test]
fn an_empty_book_lists_nothing() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    assert_eq!(anna.get("/api/bookings").ok(), serde_json::json!([]));
    assert_eq!(anna.get("/api/bookings?page=1").ok()["total"], 0);
    salon
        .stranger()
        .get("/api/bookings")
        .refused(401, "not_logged_in");
    assert_eq!(
        anna.get("/api/bookings/7").refused(404, "not_found")["error"],
        "Booking not found"
    );
}
