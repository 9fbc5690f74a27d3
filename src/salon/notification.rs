//! A notification: what the desk is told of what happened by itself or at another screen.

use serde::Serialize;

use super::time::Stamp;

/// A notification as one user sees it: `contract` section 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Notification {
    /// Its id; rises with time.
    pub id: i64,
    /// What it is about: `booking.created`, `mail.failed`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The booking that it is about, if any.
    pub booking_id: Option<i64>,
    /// A sentence for a person.
    pub message: String,
    /// Whether this user has read it.
    pub read: bool,
    /// When it appeared.
    pub created_at: Stamp,
}
