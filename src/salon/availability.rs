//! When a service can be had: where the staff member works, is not off, and has their hands free.
//!
//! What keeps hands busy is a booking without its processing gap, and the buffer after it. So a new service fits
//! into the gap of another, and its own gap may lie over one; it may lie over a break, too, but not beyond the
//! opening hours, since the client sits in the salon all the while.

use super::booking::Booking;
use super::catalogue::Service;
use super::spans::{self, Span};
use super::time::Wall;

/// One staff member's day, as far as it decides what is free. Times after midnight belong to it, too, so that
/// a service may run on into the next morning.
#[derive(Debug, Clone, Default)]
pub struct Day {
    /// When the salon is open: [`spans::joined`].
    pub open: Vec<Span>,
    /// When the staff member works, within the opening hours: [`spans::joined`].
    pub works: Vec<Span>,
    /// Time off.
    pub off: Vec<Span>,
    /// What live bookings and their buffers take: [`taken`].
    pub taken: Vec<Span>,
}

/// What a live booking takes of its staff member's time: all of it but the gap, and the buffer after it.
pub fn taken(booking: &Booking) -> Vec<Span> {
    let mut taken = booking.busy();
    if booking.buffer_minutes > 0 {
        let cleared = booking.end_at.plus_minutes(booking.buffer_minutes);
        taken.push((booking.end_at, cleared));
    }
    taken
}

impl Day {
    /// The slots in which the service can be had, in order. They begin within `starting`, at steps of so many
    /// minutes from the beginning of each stretch of work.
    pub fn slots(&self, service: &Service, starting: Span, step_minutes: i64) -> Vec<Span> {
        let mut slots = Vec::new();
        for (from, to) in &self.works {
            let mut start = *from;
            while start < *to && start < starting.1 {
                let slot = (start, start.plus_minutes(service.duration_minutes));
                if starting.0 <= start && self.is_free(service, slot) {
                    slots.push(slot);
                }
                start = start.plus_minutes(step_minutes.max(1));
            }
        }
        slots
    }

    fn is_free(&self, service: &Service, slot: Span) -> bool {
        let hands_on = hands_on(service, slot);
        let cleared = slot.1.plus_minutes(service.buffer_minutes);
        let is_clear =
            |spans: &[Span], wanted: Span| !spans.iter().any(|span| spans::overlap(*span, wanted));
        spans::cover(&self.open, slot)
            && hands_on.iter().all(|part| {
                spans::cover(&self.works, *part)
                    && is_clear(&self.off, *part)
                    && is_clear(&self.taken, *part)
            })
            && is_clear(&self.taken, (slot.1, cleared))
    }
}

/// The parts of a slot in which the staff member is at work: all of it but the service's gap.
fn hands_on(service: &Service, (start, end): Span) -> Vec<Span> {
    let gap_from = start.plus_minutes(service.gap_start_minutes);
    let gap_to = gap_from.plus_minutes(service.gap_minutes);
    let parts = match service.gap_minutes {
        0 => vec![(start, end)],
        _ => vec![(start, gap_from), (gap_to, end)],
    };
    parts.into_iter().filter(|(from, to)| from < to).collect()
}

/// A slot that can be booked, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Slot {
    /// With whom.
    pub staff_id: i64,
    /// Their name.
    pub staff_name: String,
    /// Start, salon time.
    pub start_at: Wall,
    /// End, salon time.
    pub end_at: Wall,
}
