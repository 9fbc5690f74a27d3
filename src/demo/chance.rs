//! Chance that can be repeated: the same day gives the same salon, so that a test can say what is in it.

use std::cell::Cell;

/// A small generator (SplitMix64): no secret depends on it.
pub(super) struct Chance(Cell<u64>);

impl Chance {
    /// The chance that this seed stands for.
    pub(super) fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.0.set(state);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from `least` to `most`, both included.
    pub(super) fn between(&self, least: i64, most: i64) -> i64 {
        let width = (most - least + 1).max(1).unsigned_abs();
        least + i64::try_from(self.next() % width).unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of these, of which there is at least one.
    pub(super) fn pick<T: Copy>(&self, from: &[T]) -> T {
        let last = i64::try_from(from.len()).unwrap_or(1) - 1;
        from[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }
}
