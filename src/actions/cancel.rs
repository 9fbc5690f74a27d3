//! Cancelling a booking.

use super::change;
use crate::salon::booking::{Booking, Status, Wish};
use crate::salon::time::Now;
use crate::salon::who::Who;
use crate::store::{Db, Result};

/// Cancels a booking; a second time changes nothing.
pub fn cancel(db: &Db, who: &Who, id: i64, now: &Now) -> Result<Booking> {
    change::change(
        db,
        who,
        id,
        &Wish {
            status: Some(Status::Cancelled),
            ..Wish::default()
        },
        now,
    )
}
