//! Stretches of salon time, from a moment up to but not including another: joined, cut with each other, asked
//! what they cover. Touching ends don't overlap.

use chrono::{Duration, NaiveDate, NaiveTime};

use super::time::Wall;

/// From the first moment up to the second, which is later and not part of it.
pub type Span = (Wall, Wall);

/// A whole day, from midnight to midnight.
pub fn day(date: NaiveDate) -> Span {
    let midnight = date.and_time(NaiveTime::MIN);
    (Wall(midnight), Wall(midnight + Duration::days(1)))
}

/// Whether two spans share a moment.
pub fn overlap(a: Span, b: Span) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// The same moments in as few spans as can be, in order.
pub fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// The moments that both hold, in order.
pub fn common(a: &[Span], b: &[Span]) -> Vec<Span> {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    let shared = pairs.map(|(a, b)| (a.0.max(b.0), a.1.min(b.1)));
    joined(shared.filter(|(from, to)| from < to).collect())
}

/// How long these [`joined`] spans are together, in minutes.
pub fn minutes(spans: &[Span]) -> i64 {
    spans
        .iter()
        .map(|(from, to)| (to.0 - from.0).num_minutes())
        .sum()
}

/// Whether one of these [`joined`] spans holds all of this one.
pub fn cover(spans: &[Span], span: Span) -> bool {
    spans
        .iter()
        .any(|(from, to)| *from <= span.0 && span.1 <= *to)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn span(from: &str, to: &str) -> Span {
        let at = |clock: &str| Wall::stored(&format!("2026-03-24 {clock}:00")).unwrap();
        (at(from), at(to))
    }

    #[test]
    fn touching_spans_join_and_do_not_overlap() {
        let (morning, noon) = (span("09:00", "12:00"), span("12:00", "13:00"));
        assert!(!overlap(morning, noon));
        assert_eq!(joined(vec![noon, morning]), [span("09:00", "13:00")]);
        assert!(cover(&joined(vec![noon, morning]), span("11:00", "12:30")));
        assert!(!cover(&[morning, noon], span("11:00", "12:30")));
    }

    #[test]
    fn what_two_share_is_what_both_hold() {
        let open = [span("09:00", "12:00"), span("13:00", "18:00")];
        let own = [span("10:00", "14:00"), span("18:00", "19:00")];
        assert_eq!(
            common(&open, &own),
            [span("10:00", "12:00"), span("13:00", "14:00")]
        );
    }
}
