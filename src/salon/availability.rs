//! When a service can be had: where the staff member works, is not off, and has their hands free.
//!
//! What keeps hands busy is a booking without its processing gap, and the buffer after it. So a new service fits
//! into the gap of another, and its own gap may lie over one; it may lie over a break, too, but not beyond the
//! opening hours, since the client sits in the salon all the while.

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
    /// What live bookings and their buffers take: [`Booking::takes`](super::booking::Booking::takes).
    pub taken: Vec<Span>,
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
#[cfg_attr(test, derive(ts_rs::TS))]
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> Wall {
        Wall::stored("2026-03-24 00:00:00")
            .unwrap()
            .plus_minutes(minute)
    }

    fn span((from, to): (i64, i64)) -> Span {
        (at(from), at(to))
    }

    fn service(duration: i64, gap: (i64, i64), buffer: i64) -> Service {
        Service {
            duration_minutes: duration,
            gap_start_minutes: gap.0,
            gap_minutes: gap.1,
            buffer_minutes: buffer,
            ..Service::blank()
        }
    }

    fn day(open: &[(i64, i64)], taken: &[(i64, i64)]) -> Day {
        let open: Vec<Span> = open.iter().copied().map(span).collect();
        Day {
            works: open.clone(),
            open,
            off: Vec::new(),
            taken: taken.iter().copied().map(span).collect(),
        }
    }

    fn starts(day: &Day, service: &Service, step: i64) -> Vec<i64> {
        let slots = day.slots(service, span((0, 1440)), step);
        slots
            .iter()
            .map(|(start, _)| (start.0 - at(0).0).num_minutes())
            .collect()
    }

    #[test]
    fn slots_lie_between_what_is_booked() {
        let day = day(&[(540, 720)], &[(570, 600)]);
        assert_eq!(
            starts(&day, &service(30, (0, 0), 0), 30),
            [540, 600, 630, 660, 690]
        );
        assert_eq!(
            starts(&day, &service(30, (0, 0), 15), 30),
            [600, 630, 660, 690]
        );
        assert_eq!(starts(&day, &service(120, (0, 0), 0), 30), [600]);
    }

    #[test]
    fn the_gap_lies_over_busy_time_and_over_a_break_but_not_beyond_closing() {
        let colour = service(90, (30, 30), 0);
        let booked = day(&[(540, 660)], &[(570, 600)]);
        assert_eq!(starts(&booked, &colour, 30), [540]);
        let mut lunch = day(&[(540, 660)], &[]);
        lunch.works = vec![span((540, 570)), span((600, 630))];
        assert_eq!(starts(&lunch, &colour, 30), [540]);
        lunch.open = lunch.works.clone();
        assert_eq!(starts(&lunch, &colour, 30), [0; 0]);
    }

    #[test]
    fn work_goes_on_over_midnight_where_the_salon_does() {
        let night = day(&[(1380, 1500)], &[]);
        assert_eq!(starts(&night, &service(60, (0, 0), 0), 30), [1380, 1410]);
        assert_eq!(starts(&night, &service(30, (0, 0), 0), 90), [1380]);
    }

    /// Whether every minute from one to another is so.
    fn each(minutes: std::ops::Range<i64>, so: impl Fn(i64) -> bool) -> bool {
        minutes.into_iter().all(so)
    }

    fn spans_strategy(most: usize) -> impl Strategy<Value = Vec<(i64, i64)>> {
        prop::collection::vec((0..1500_i64, 1..400_i64), 0..most)
            .prop_map(|spans| spans.into_iter().map(|(f, long)| (f, f + long)).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Minute by minute: a slot is offered if and only if nobody's hands are wanted twice.
        #[test]
        fn what_is_offered_is_what_is_free(
            open in spans_strategy(3), works in spans_strategy(3), off in spans_strategy(2), taken in spans_strategy(4),
            rest in 0..100_i64, gap in (0..60_i64, 0..60_i64), buffer in 0..40_i64, step in 5..60_i64,
        ) {
            let duration = (gap.0 + gap.1 + rest).max(1);
            let walls = |spans: &[(i64, i64)]| -> Vec<Span> { spans.iter().copied().map(span).collect() };
            let open_spans = spans::joined(walls(&open));
            let works_spans = spans::common(&open_spans, &spans::joined(walls(&works)));
            let day = Day { open: open_spans, works: works_spans, off: walls(&off), taken: walls(&taken) };
            let service = service(duration, gap, buffer);
            let offered = starts(&day, &service, step);

            let holds = |spans: &[(i64, i64)], minute: i64| spans.iter().any(|(f, t)| (*f..*t).contains(&minute));
            let is_open = |minute| holds(&open, minute);
            let at_work = |minute| is_open(minute) && holds(&works, minute);
            let is_free = |start: i64| {
                let end = start + duration;
                let in_gap = |m: i64| (start + gap.0..start + gap.0 + gap.1).contains(&m);
                each(start..end, is_open)
                    && each(start..end, |m| in_gap(m) || (at_work(m) && !holds(&off, m) && !holds(&taken, m)))
                    && each(end..end + buffer, |m| !holds(&taken, m))
            };
            let mut expected = Vec::new();
            let mut anchor = 0;
            for minute in 0..1440 {
                if at_work(minute) && (minute == 0 || !at_work(minute - 1)) {
                    anchor = minute;
                }
                if at_work(minute) && (minute - anchor) % step == 0 && is_free(minute) {
                    expected.push(minute);
                }
            }
            prop_assert_eq!(offered, expected);
        }
    }
}
