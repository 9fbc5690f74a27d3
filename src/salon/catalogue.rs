//! What the salon offers: its services.

use serde::Serialize;

use super::Fields;
use super::booking::LONGEST_MINUTES;

/// A buffer is at most this long; looking back for buffers that reach into a day relies on it.
pub const LONGEST_BUFFER_MINUTES: i64 = LONGEST_MINUTES;
/// Above this a price is a slip of the finger.
pub const LARGEST_PRICE_CENTS: i64 = 100_000_000;

/// A colour as the desk draws it; empty: the desk's choice. The error is a clause about the field.
pub fn read_color(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    if text.is_empty() || (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit())) {
        Ok(text.to_owned())
    } else {
        Err("must be a colour such as #c2410c".to_owned())
    }
}

/// A service, as the API shows it. Bookings copy its price and minutes, so that editing it changes no booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Service {
    /// Its id.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The heading under which it is listed.
    pub category: String,
    /// How long it takes.
    pub duration_minutes: i64,
    /// From the start to the processing gap.
    pub gap_start_minutes: i64,
    /// How long the staff member is free in between; 0: no gap.
    pub gap_minutes: i64,
    /// Kept free afterwards when slots are offered.
    pub buffer_minutes: i64,
    /// What it costs, in minor units.
    pub price_cents: i64,
    /// Its colour on the desk, `#rrggbb`; empty: the desk's choice.
    pub color: String,
    /// Whether it can be booked.
    pub active: bool,
}

impl Service {
    /// A service of which nothing is known yet but the defaults.
    pub fn blank() -> Self {
        Self {
            id: 0,
            name: String::new(),
            category: String::new(),
            duration_minutes: 0,
            gap_start_minutes: 0,
            gap_minutes: 0,
            buffer_minutes: 0,
            price_cents: 0,
            color: String::new(),
            active: true,
        }
    }

    /// This service as somebody wishes it to be, or everything that is wrong with that.
    pub fn with(self, wish: Wish) -> Result<Self, super::Refusal> {
        let mut wrong = wish.wrong;
        let service = Self {
            id: self.id,
            name: wish.name.unwrap_or(self.name),
            category: wish.category.unwrap_or(self.category),
            duration_minutes: wish.duration_minutes.unwrap_or(self.duration_minutes),
            gap_start_minutes: wish.gap_start_minutes.unwrap_or(self.gap_start_minutes),
            gap_minutes: wish.gap_minutes.unwrap_or(self.gap_minutes),
            buffer_minutes: wish.buffer_minutes.unwrap_or(self.buffer_minutes),
            price_cents: wish.price_cents.unwrap_or(self.price_cents),
            color: wish.color.unwrap_or(self.color),
            active: wish.active.unwrap_or(self.active),
        };
        // Without a duration nothing can be said about a gap in it.
        if !wrong.names("duration_minutes") {
            service.check_gap(&mut wrong);
        }
        wrong.check()?;
        Ok(service)
    }

    fn check_gap(&self, wrong: &mut Fields) {
        if self.gap_start_minutes > self.duration_minutes {
            wrong.wrong(
                "gap_start_minutes",
                "must not be longer than the service takes",
            );
        } else if self.gap_start_minutes + self.gap_minutes > self.duration_minutes {
            wrong.wrong("gap_minutes", "must end before the service ends");
        }
    }
}

/// What somebody wishes a service to be: the fields that were given and could be read.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Fields that could not be read.
    pub wrong: Fields,
    /// What it is called.
    pub name: Option<String>,
    /// Its heading.
    pub category: Option<String>,
    /// How long it takes, 1 to [`LONGEST_MINUTES`].
    pub duration_minutes: Option<i64>,
    /// From the start to the gap.
    pub gap_start_minutes: Option<i64>,
    /// How long the gap is.
    pub gap_minutes: Option<i64>,
    /// Kept free afterwards, at most [`LONGEST_BUFFER_MINUTES`].
    pub buffer_minutes: Option<i64>,
    /// Its price.
    pub price_cents: Option<i64>,
    /// Its colour.
    pub color: Option<String>,
    /// Whether it can be booked.
    pub active: Option<bool>,
}
