//! Reports over HTTP, for admins.

use chrono::{Datelike, Months, NaiveTime, TimeDelta};

use super::answer::{self, Answer};
use super::visit::{Admin, Visit};
use crate::salon::report;
use crate::salon::time::Wall;
use crate::store::reports;

/// The hours of each day are counted, so that a longer stretch would take its time.
const LONGEST: TimeDelta = TimeDelta::days(3_660);

/// `GET /api/reports/summary`: of bookings with `from` ≤ start < `to`; without them, of this month.
pub(super) fn summary(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut query = visit.query(&["from", "to"]);
    let from = query
        .wall_or_date("from")
        .unwrap_or(first_of_month(visit.now.wall(), 0));
    let to = query.wall_or_date("to").unwrap_or(first_of_month(from, 1));
    if to <= from {
        query.wrong.wrong("to", "must be after from");
    }
    if to.0 - from.0 > LONGEST {
        query
            .wrong
            .wrong("to", "must be at most ten years after from");
    }
    query.check()?;
    let settings = visit.app.db.settings();
    let counted = |book: &_| reports::counted(book, &settings, from, to);
    let counted = visit.app.db.read(counted)?;
    answer::json(&report::summary(from, to, &settings.currency, &counted))
}

/// The beginning of this time's month, or of one so many months later.
fn first_of_month(time: Wall, later: u32) -> Wall {
    let date = time.date();
    let first = date.with_day(1).unwrap_or(date);
    let first = first
        .checked_add_months(Months::new(later))
        .unwrap_or(first);
    Wall(first.and_time(NaiveTime::MIN))
}
