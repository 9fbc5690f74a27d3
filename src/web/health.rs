//! Whether the book can be written: for whatever watches this machine.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use super::answer::{self, Answer};
use super::visit::Visit;
use crate::about;
use crate::store::{Db, users};

/// How long a finding holds: anybody may ask, and each try writes to the disk.
const FRESH: Duration = Duration::from_secs(2);

/// The last finding.
#[derive(Debug, Default)]
pub struct Health {
    found: Mutex<Option<(Instant, bool)>>,
}

impl Health {
    fn is_writable(&self, db: &Db) -> bool {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        match *found {
            Some((at, writable)) if at.elapsed() < FRESH => writable,
            _ => {
                let tried = db.write(|book| book.try_disk());
                if let Err(error) = &tried {
                    log::error!("the book can't be written: {error}");
                }
                *found = Some((Instant::now(), tried.is_ok()));
                tried.is_ok()
            }
        }
    }
}

/// `GET /api/health`
pub(super) fn show(visit: &Visit<'_>) -> Answer {
    if visit.app.db.is_read_only() {
        visit.app.db.read(users::count)?;
        return answer::json(&json!({
            "status": "ok", "version": about::VERSION, "read_only": true,
        }));
    }
    if visit.app.health.is_writable(&visit.app.db) {
        answer::json(&json!({ "status": "ok", "version": about::VERSION }))
    } else {
        Ok(answer::error(
            503,
            "storage_failed",
            "The book can't be written: the disk may be full or failing.",
        ))
    }
}
