//! A booking: its statuses, its shape in the API, and the rules that need nothing but itself.

use serde::Serialize;

use super::time::{Stamp, Wall};
use super::{Fields, Refusal};

/// A booking lasts at most this long; searches for overlaps rely on it (schema.sql, `busy`).
pub const LONGEST_MINUTES: i64 = 24 * 60;

/// The statuses of the user's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "BookingStatus"))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Confirmed appointment.
    Scheduled,
    /// Awaiting the client's approval.
    Provisional,
    /// Finished appointment.
    Completed,
    /// Cancelled appointment.
    Cancelled,
    /// The client did not show up.
    NoShow,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 5] = [
        Status::Scheduled,
        Status::Provisional,
        Status::Completed,
        Status::Cancelled,
        Status::NoShow,
    ];

    /// The name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Status::Scheduled => "scheduled",
            Status::Provisional => "provisional",
            Status::Completed => "completed",
            Status::Cancelled => "cancelled",
            Status::NoShow => "no-show",
        }
    }

    /// The status of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether it keeps the staff member busy.
    pub fn is_live(self) -> bool {
        matches!(self, Status::Scheduled | Status::Provisional)
    }
}

/// How the client was last told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// By a letter that left.
    Letter,
    /// By the desk, on the telephone.
    Phone,
    /// Not at all.
    None,
}

impl How {
    /// The name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            How::Letter => "letter",
            How::Phone => "phone",
            How::None => "none",
        }
    }

    /// The way of that name.
    pub fn named(name: &str) -> Option<Self> {
        [How::Letter, How::Phone, How::None]
            .into_iter()
            .find(|how| how.name() == name)
    }
}

/// What the client was last told of a booking, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClientKnows {
    /// The status that was told.
    pub status: Option<Status>,
    /// The start that was told, salon time.
    pub start_at: Option<Wall>,
    /// The way it was told.
    pub how: How,
    /// When.
    pub at: Option<Stamp>,
}

impl ClientKnows {
    /// Nobody told the client anything.
    pub const NOTHING: Self = Self {
        status: None,
        start_at: None,
        how: How::None,
        at: None,
    };
}

/// A booking as the API shows it: the user's page, plus `contract` section 6.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Booking {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub client_id: i64,
    /// Who does it.
    pub staff_id: i64,
    /// What is done.
    pub service_id: i64,
    /// Start, salon time.
    pub start_at: Wall,
    /// End, salon time.
    pub end_at: Wall,
    /// Its status.
    pub status: Status,
    /// Notes that the client sees.
    pub notes: String,
    /// Notes that the client never sees.
    pub internal_notes: String,
    /// The token in the accept and decline links.
    pub provisional_token: Option<String>,
    /// The token in the review request's link.
    pub feedback_token: Option<String>,
    /// The waitlist entry that it came from.
    pub waitlist_id: Option<i64>,
    /// The client's name.
    pub client_name: String,
    /// Rises with every change.
    pub version: i64,
    /// Joins the services of one visit: the id of its first booking.
    pub visit_id: i64,
    /// When the client came in; no status.
    pub arrived_at: Option<Stamp>,
    /// Its own price, in minor units.
    pub price_cents: i64,
    /// From the start to the processing gap.
    pub gap_start_minutes: i64,
    /// How long the staff member is free in between; 0: no gap.
    pub gap_minutes: i64,
    /// Kept free afterwards.
    pub buffer_minutes: i64,
    /// What the client was last told.
    pub client_knows: ClientKnows,
    /// When it was entered.
    pub created_at: Stamp,
    /// When it was last changed.
    pub updated_at: Stamp,
}

impl Booking {
    /// The processing gap in salon time, where there is one.
    pub fn gap(&self) -> Option<(Wall, Wall)> {
        let from = self.start_at.plus_minutes(self.gap_start_minutes);
        (self.gap_minutes > 0).then(|| (from, from.plus_minutes(self.gap_minutes)))
    }

    /// The spans in which it keeps the staff member busy: all of it but the gap.
    pub fn busy(&self) -> Vec<(Wall, Wall)> {
        match self.gap() {
            None => vec![(self.start_at, self.end_at)],
            Some((from, to)) => [(self.start_at, from), (to, self.end_at)]
                .into_iter()
                .filter(|(from, to)| from < to)
                .collect(),
        }
    }

    /// Lets the gap go where the booking is too short for it; a shortened appointment has no processing time.
    pub fn drop_gap_that_does_not_fit(&mut self) {
        if self
            .start_at
            .plus_minutes(self.gap_start_minutes + self.gap_minutes)
            > self.end_at
        {
            (self.gap_start_minutes, self.gap_minutes) = (0, 0);
        }
    }

    /// When the staff member is free again: its end, and the buffer after it.
    pub fn free_at(&self) -> Wall {
        self.end_at.plus_minutes(self.buffer_minutes)
    }

    /// The spans that it takes of the staff member's time: all of it but the gap, and the buffer after it.
    pub fn takes(&self) -> Vec<(Wall, Wall)> {
        let mut takes = self.busy();
        match takes.last_mut() {
            Some((_, to)) if *to == self.end_at => *to = self.free_at(),
            _ if self.buffer_minutes > 0 => takes.push((self.end_at, self.free_at())),
            _ => {}
        }
        takes
    }

    /// The days that it touches; one that it ends at midnight is not touched.
    pub fn days(&self) -> (chrono::NaiveDate, chrono::NaiveDate) {
        let last = Wall(self.end_at.0 - chrono::Duration::seconds(1));
        (self.start_at.date(), last.date().max(self.start_at.date()))
    }

    /// Notes what is wrong with its times and minutes.
    pub fn check_times(&self, wrong: &mut Fields) {
        let minutes = (self.end_at.0 - self.start_at.0).num_minutes();
        if self.end_at <= self.start_at {
            wrong.wrong("end_at", "must be after start_at");
        } else if self.end_at.0 - self.start_at.0 > chrono::Duration::minutes(LONGEST_MINUTES) {
            wrong.wrong("end_at", "must be at most 24 hours after start_at");
        } else if self.gap_minutes > 0 && self.gap_start_minutes + self.gap_minutes > minutes {
            wrong.wrong("gap_minutes", "must end before the booking ends");
        }
    }
}

/// What the book keeps about a booking beside what it shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// Somebody said "book anyway".
    pub overlap_allowed: bool,
    /// A provisional booking that is not answered by then is cancelled.
    pub hold_until: Option<Stamp>,
    /// Where the links of the provisional letter lead, when the desk said so.
    pub base_url: Option<String>,
    /// SEQUENCE of the last calendar part.
    pub sequence: i64,
    /// The end that the client was last told.
    pub known_end_at: Option<Wall>,
    /// What the last letter said.
    pub letter: Option<Said>,
    /// A letter to the present client left without the mail server's word that it arrived.
    pub possibly_told: bool,
}

impl Standing {
    /// That of a booking just made.
    pub const NEW: Self = Self {
        overlap_allowed: false,
        hold_until: None,
        base_url: None,
        sequence: 0,
        known_end_at: None,
        letter: None,
        possibly_told: false,
    };
}

/// What a letter said of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The status.
    pub status: Status,
    /// The start, salon time.
    pub start_at: Wall,
    /// The end, salon time.
    pub end_at: Wall,
}

/// What somebody wants a booking to be: a POST's or a PUT's fields, each as far as it was given and could be read.
/// `wrong` holds what could not, so that the rules' findings join it and all is told at once.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Fields that could not be read.
    pub wrong: Fields,
    /// The client.
    pub client_id: Option<i64>,
    /// The staff member.
    pub staff_id: Option<i64>,
    /// The service.
    pub service_id: Option<i64>,
    /// Start, salon time.
    pub start_at: Option<Wall>,
    /// End, salon time.
    pub end_at: Option<Wall>,
    /// Status; PUT alone.
    pub status: Option<Status>,
    /// Notes for the client.
    pub notes: Option<String>,
    /// Notes for the desk.
    pub internal_notes: Option<String>,
    /// POST alone: ask the client first.
    pub provisional: bool,
    /// The waitlist entry; `Some(None)` unlinks.
    pub waitlist_id: Option<Option<i64>>,
    /// Where the links of a provisional letter lead.
    pub base_url: Option<String>,
    /// Its price.
    pub price_cents: Option<i64>,
    /// Minutes to the gap.
    pub gap_start_minutes: Option<i64>,
    /// Minutes of gap.
    pub gap_minutes: Option<i64>,
    /// Minutes of buffer.
    pub buffer_minutes: Option<i64>,
    /// The visit it belongs to.
    pub visit_id: Option<i64>,
    /// When the client came in; `Some(None)` takes it back.
    pub arrived_at: Option<Option<Stamp>>,
    /// The version that the change was made against.
    pub version: Option<i64>,
    /// Book over what is there.
    pub allow_overlap: bool,
    /// The desk told the client on the telephone.
    pub told: bool,
}

impl Wish {
    /// Notes the fields that a new booking can't be without.
    pub fn require_essentials(&mut self) {
        let missing = [
            ("client_id", self.client_id.is_none()),
            ("staff_id", self.staff_id.is_none()),
            ("service_id", self.service_id.is_none()),
            ("start_at", self.start_at.is_none()),
            ("end_at", self.end_at.is_none()),
        ];
        for (field, _) in missing.into_iter().filter(|(_, missing)| *missing) {
            self.wrong.wrong(field, "is required");
        }
    }

    /// Refuses a change made against another version than the current one.
    pub fn check_version(&self, current: &Booking) -> Result<(), Refusal> {
        match self.version {
            Some(version) if version != current.version => {
                Err(Refusal::Stale(Box::new(current.clone())))
            }
            _ => Ok(()),
        }
    }
}
