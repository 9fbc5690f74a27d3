//! The waitlist: who would come sooner, or at all, if a slot came free.

use chrono::NaiveDate;
use serde::Serialize;

use super::time::{Stamp, Wall};
use super::{Fields, Refusal};

/// How far an entry has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "WaitlistStatus"))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// In line.
    Waiting,
    /// A slot was offered.
    Notified,
    /// Came to an appointment.
    Booked,
    /// The offer was not taken up.
    Passed,
    /// No longer wanted.
    Cancelled,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 5] = [
        Status::Waiting,
        Status::Notified,
        Status::Booked,
        Status::Passed,
        Status::Cancelled,
    ];
    /// Their names, in the same order.
    pub const NAMES: [&'static str; 5] = ["waiting", "notified", "booked", "passed", "cancelled"];

    /// The name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Status::Waiting => "waiting",
            Status::Notified => "notified",
            Status::Booked => "booked",
            Status::Passed => "passed",
            Status::Cancelled => "cancelled",
        }
    }

    /// The status of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// An entry as the API shows it: `contract` section 5, and the slot that was offered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "WaitlistEntry"))]
pub struct Entry {
    /// Its id; the line is in its order.
    pub id: i64,
    /// Who waits.
    pub client_id: i64,
    /// For what.
    pub service_id: i64,
    /// For which day.
    pub date: NaiveDate,
    /// For whom; null: anybody.
    pub staff_id: Option<i64>,
    /// Notes of the salon.
    pub notes: String,
    /// How far it has come.
    pub status: Status,
    /// When it was entered.
    pub created_at: Stamp,
    /// When a slot was offered.
    pub notified_at: Option<Stamp>,
    /// The client's name.
    pub client_name: String,
    /// Start of the slot that was offered, salon time.
    pub offered_start_at: Option<Wall>,
    /// Its end.
    pub offered_end_at: Option<Wall>,
    /// Whose slot that is.
    pub offered_staff_id: Option<i64>,
}

impl Entry {
    /// Whose agenda it touches; empty: nobody's in particular, everybody may know of it.
    pub fn touches(&self) -> Vec<i64> {
        self.staff_id
            .or(self.offered_staff_id)
            .into_iter()
            .collect()
    }

    /// Sets the status, and with it what is known of an offer: telling the client by telephone is an offer, too,
    /// and back in line there is none.
    pub fn set_status(&mut self, status: Status, now: Stamp) {
        if status == self.status {
            return;
        }
        self.status = status;
        match status {
            Status::Waiting => {
                self.notified_at = None;
                self.offered_start_at = None;
                self.offered_end_at = None;
                self.offered_staff_id = None;
            }
            Status::Notified => self.notified_at = Some(now),
            Status::Booked | Status::Passed | Status::Cancelled => {}
        }
    }
}

/// What somebody wants an entry to be: a POST's or a PUT's fields, as far as they were given and could be read.
/// `wrong` holds what could not.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Fields that could not be read.
    pub wrong: Fields,
    /// The client.
    pub client_id: Option<i64>,
    /// The service.
    pub service_id: Option<i64>,
    /// The day.
    pub date: Option<NaiveDate>,
    /// The staff member; `Some(None)`: anybody.
    pub staff_id: Option<Option<i64>>,
    /// Notes.
    pub notes: Option<String>,
    /// The status.
    pub status: Option<Status>,
}

impl Wish {
    /// Notes the fields that a new entry can't be without.
    pub fn require_essentials(&mut self) {
        let missing = [
            ("client_id", self.client_id.is_none()),
            ("service_id", self.service_id.is_none()),
            ("date", self.date.is_none()),
        ];
        for (field, _) in missing.into_iter().filter(|(_, missing)| *missing) {
            self.wrong.wrong(field, "is required");
        }
    }

    /// A new entry as wished, without an id and the client's name as yet.
    pub fn fresh(mut self, now: Stamp) -> Result<Entry, Refusal> {
        self.require_essentials();
        let (Some(client_id), Some(service_id), Some(date)) =
            (self.client_id, self.service_id, self.date)
        else {
            return Err(Refusal::Invalid(self.wrong));
        };
        let nobody = Entry {
            id: 0,
            client_id,
            service_id,
            date,
            staff_id: None,
            notes: String::new(),
            status: Status::Waiting,
            created_at: now,
            notified_at: None,
            client_name: String::new(),
            offered_start_at: None,
            offered_end_at: None,
            offered_staff_id: None,
        };
        self.applied_to(&nobody, now)
    }

    /// This entry with the wish fulfilled.
    pub fn applied_to(self, entry: &Entry, now: Stamp) -> Result<Entry, Refusal> {
        self.wrong.check()?;
        let mut entry = entry.clone();
        entry.client_id = self.client_id.unwrap_or(entry.client_id);
        entry.service_id = self.service_id.unwrap_or(entry.service_id);
        entry.date = self.date.unwrap_or(entry.date);
        entry.staff_id = self.staff_id.unwrap_or(entry.staff_id);
        entry.notes = self.notes.unwrap_or(entry.notes);
        entry.set_status(self.status.unwrap_or(entry.status), now);
        Ok(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_name() {
        for (status, name) in Status::ALL.into_iter().zip(Status::NAMES) {
            assert_eq!(status.name(), name);
            assert_eq!(Status::named(name), Some(status));
        }
        assert_eq!(Status::named("Waiting"), None);
    }
}
