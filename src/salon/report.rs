//! How a stretch of time went: how many appointments, what became of them, what they earned.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::booking::Status;
use super::time::Wall;

/// How many bookings of one day, staff member, service and status there are, and what they cost together.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The day on which they begin.
    pub date: NaiveDate,
    /// Who does them: id and name.
    pub staff: (i64, String),
    /// What is done: id and name.
    pub service: (i64, String),
    /// What became of them.
    pub status: Status,
    /// How many.
    pub bookings: i64,
    /// Their prices together, in minor units.
    pub price_cents: i64,
}

/// Numbers over some of the bookings.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Totals {
    /// All of them, cancelled ones included.
    pub bookings: i64,
    /// How many of each status, none left out.
    pub by_status: BTreeMap<&'static str, i64>,
    /// What the completed ones cost, in minor units.
    pub revenue_cents: i64,
    /// No-shows among those who were expected: of completed and no-show bookings, 0 to 1; 0 where there are none.
    pub no_show_rate: f64,
}

impl Totals {
    fn add(&mut self, cell: &Cell) {
        self.bookings += cell.bookings;
        for status in Status::ALL {
            *self.by_status.entry(status.name()).or_insert(0) += if status == cell.status {
                cell.bookings
            } else {
                0
            };
        }
        if cell.status == Status::Completed {
            self.revenue_cents += cell.price_cents;
        }
        let of = |status: Status| self.by_status.get(status.name()).copied().unwrap_or(0) as f64;
        let expected = of(Status::Completed) + of(Status::NoShow);
        if expected > 0.0 {
            let rate = of(Status::NoShow) / expected;
            self.no_show_rate = (rate * 10_000.0).round() / 10_000.0;
        }
    }
}

/// The numbers of one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfDay {
    /// Which day.
    pub date: NaiveDate,
    /// Its numbers.
    #[serde(flatten)]
    pub totals: Totals,
}

/// The numbers of one staff member.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfStaff {
    /// Whose.
    pub staff_id: i64,
    /// The name.
    pub staff_name: String,
    /// Their numbers.
    #[serde(flatten)]
    pub totals: Totals,
}

/// The numbers of one service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfService {
    /// Which.
    pub service_id: i64,
    /// Its name.
    pub service_name: String,
    /// Its numbers.
    #[serde(flatten)]
    pub totals: Totals,
}

/// The summary of a stretch of time, as the API shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Summary {
    /// From this start on.
    pub from: Wall,
    /// Before this start.
    pub to: Wall,
    /// ISO 4217.
    pub currency: String,
    /// All in all.
    #[serde(flatten)]
    pub totals: Totals,
    /// Days with bookings, in order.
    pub by_day: Vec<OfDay>,
    /// Staff members with bookings, by id.
    pub by_staff: Vec<OfStaff>,
    /// Services with bookings, by id.
    pub by_service: Vec<OfService>,
}

/// Sums the cells up.
pub fn summary(from: Wall, to: Wall, currency: &str, cells: &[Cell]) -> Summary {
    let mut totals = Totals {
        by_status: Status::ALL.map(|status| (status.name(), 0)).into(),
        ..Totals::default()
    };
    let mut days: BTreeMap<NaiveDate, Totals> = BTreeMap::new();
    let mut staff: BTreeMap<(i64, String), Totals> = BTreeMap::new();
    let mut services: BTreeMap<(i64, String), Totals> = BTreeMap::new();
    for cell in cells {
        totals.add(cell);
        days.entry(cell.date).or_default().add(cell);
        staff.entry(cell.staff.clone()).or_default().add(cell);
        services.entry(cell.service.clone()).or_default().add(cell);
    }
    Summary {
        from,
        to,
        currency: currency.to_owned(),
        totals,
        by_day: days
            .into_iter()
            .map(|(date, totals)| OfDay { date, totals })
            .collect(),
        by_staff: staff
            .into_iter()
            .map(|((staff_id, staff_name), totals)| OfStaff {
                staff_id,
                staff_name,
                totals,
            })
            .collect(),
        by_service: services
            .into_iter()
            .map(|((service_id, service_name), totals)| OfService {
                service_id,
                service_name,
                totals,
            })
            .collect(),
    }
}
