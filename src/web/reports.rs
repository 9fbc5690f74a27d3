//! Reports over HTTP, for admins.

use chrono::{Datelike, Months, NaiveTime};

use super::answer::{self, Answer};
use super::visit::{Admin, Visit};
use crate::salon::report;
use crate::salon::time::Wall;
use crate::store::reports;

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
    query.check()?;
    let cells = visit.app.db.read(|book| reports::cells(book, from, to))?;
    let currency = &visit.app.db.settings().currency;
    answer::json(&report::summary(from, to, currency, &cells))
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
