//! The present, for screens: the clock of the machine that they run on may be wrong, and need not be in the salon's
//! zone.

use serde::Serialize;

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::salon::time::{Stamp, Wall};

/// The present as a screen is told it.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Now"))]
pub(crate) struct Present {
    /// What the salon's clock shows.
    wall: Wall,
    /// The same instant in UTC.
    instant: Stamp,
    /// The salon's zone, as IANA names it.
    timezone: &'static str,
}

/// `GET /api/now`
pub(super) fn show(visit: &Visit<'_>, _: &Member) -> Answer {
    answer::json(&Present {
        wall: visit.now.wall(),
        instant: visit.now.stamp,
        timezone: visit.now.zone.name(),
    })
}
