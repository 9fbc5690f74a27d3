//! How a stretch of time went: how many appointments, what became of them, what they earned.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::booking::Status;
use super::hours;
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
    /// Their lengths together, in minutes.
    pub minutes: i64,
}

/// How long a staff member is there for clients on a day: their hours less holidays and time off.
#[derive(Debug, Clone)]
pub struct Open {
    /// Which day.
    pub date: NaiveDate,
    /// Who: id and name.
    pub staff: (i64, String),
    /// So many minutes.
    pub minutes: i64,
}

/// How full somebody's time is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Occupancy {
    /// The minutes of what is scheduled, provisional or completed.
    pub booked_minutes: i64,
    /// The minutes of their hours, less holidays and time off.
    pub open_minutes: i64,
    /// Booked among open minutes: 0 to 1, more where people work overtime; 0 where nothing is open.
    pub occupancy: f64,
}

impl Occupancy {
    fn book(&mut self, cell: &Cell) {
        if matches!(
            cell.status,
            Status::Scheduled | Status::Provisional | Status::Completed
        ) {
            self.booked_minutes += cell.minutes;
        }
        self.occupancy = share(self.booked_minutes, self.open_minutes);
    }

    fn open(&mut self, open: &Open) {
        self.open_minutes += open.minutes;
        self.occupancy = share(self.booked_minutes, self.open_minutes);
    }
}

/// A part of a whole, to four digits; 0 where there is no whole.
fn share(part: i64, whole: i64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0
}

/// The people who came, or are to come. Who walks in without a name isn't counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct People {
    /// Who had not been here before.
    pub new: i64,
    /// Who had.
    pub returning: i64,
    /// Who was served, with a completed booking.
    pub served: i64,
    /// Who among these has a booking on a later day.
    pub rebooked: i64,
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
    /// Before anything is counted: every status has its 0.
    fn none() -> Self {
        Self {
            by_status: Status::ALL.map(|status| (status.name(), 0)).into(),
            ..Self::default()
        }
    }

    fn add(&mut self, cell: &Cell) {
        self.bookings += cell.bookings;
        *self.by_status.entry(cell.status.name()).or_insert(0) += cell.bookings;
        if cell.status == Status::Completed {
            self.revenue_cents += cell.price_cents;
        }
        let of = |status: Status| self.by_status.get(status.name()).copied().unwrap_or(0);
        let missed = of(Status::NoShow);
        self.no_show_rate = share(missed, of(Status::Completed) + missed);
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
    /// How full their time is.
    #[serde(flatten)]
    pub time: Occupancy,
}

/// How full one day of the week is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfWeekday {
    /// `mon` to `sun`.
    pub weekday: &'static str,
    /// How full everybody's time is.
    #[serde(flatten)]
    pub time: Occupancy,
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
    /// The week's days, from Monday on.
    pub by_weekday: Vec<OfWeekday>,
    /// Staff members with bookings or hours, by id.
    pub by_staff: Vec<OfStaff>,
    /// Services with bookings, by id.
    pub by_service: Vec<OfService>,
    /// Who came.
    pub clients: People,
    /// Who among the served clients has a booking on a later day, 0 to 1; 0 where nobody was served.
    pub rebooking_rate: f64,
}

/// What is counted for a summary.
pub struct Counted {
    /// The bookings.
    pub cells: Vec<Cell>,
    /// The hours.
    pub open: Vec<Open>,
    /// The clients.
    pub people: People,
}

/// Sums up what was counted.
pub fn summary(from: Wall, to: Wall, currency: &str, counted: &Counted) -> Summary {
    let mut totals = Totals::none();
    let mut days: BTreeMap<NaiveDate, Totals> = BTreeMap::new();
    let mut services: BTreeMap<(i64, String), Totals> = BTreeMap::new();
    for cell in &counted.cells {
        totals.add(cell);
        days.entry(cell.date).or_insert_with(Totals::none).add(cell);
        let of_service = services.entry(cell.service.clone());
        of_service.or_insert_with(Totals::none).add(cell);
    }
    let by_day = days
        .into_iter()
        .map(|(date, totals)| OfDay { date, totals });
    let by_service = services.into_iter();
    let by_service = by_service.map(|((service_id, service_name), totals)| OfService {
        service_id,
        service_name,
        totals,
    });
    Summary {
        from,
        to,
        currency: currency.to_owned(),
        totals,
        by_day: by_day.collect(),
        by_weekday: by_weekday(counted),
        by_staff: by_staff(counted),
        by_service: by_service.collect(),
        clients: counted.people,
        rebooking_rate: share(counted.people.rebooked, counted.people.served),
    }
}

fn by_staff(counted: &Counted) -> Vec<OfStaff> {
    let mut staff: BTreeMap<(i64, String), (Totals, Occupancy)> = BTreeMap::new();
    let none = || (Totals::none(), Occupancy::default());
    for open in &counted.open {
        staff
            .entry(open.staff.clone())
            .or_insert_with(none)
            .1
            .open(open);
    }
    for cell in &counted.cells {
        let (totals, time) = staff.entry(cell.staff.clone()).or_insert_with(none);
        totals.add(cell);
        time.book(cell);
    }
    let of_staff = |((staff_id, staff_name), (totals, time))| OfStaff {
        staff_id,
        staff_name,
        totals,
        time,
    };
    staff.into_iter().map(of_staff).collect()
}

fn by_weekday(counted: &Counted) -> Vec<OfWeekday> {
    let mut week = hours::DAYS.map(|weekday| OfWeekday {
        weekday,
        time: Occupancy::default(),
    });
    let place = |date: NaiveDate| date.weekday().num_days_from_monday() as usize;
    for open in &counted.open {
        week[place(open.date)].time.open(open);
    }
    for cell in &counted.cells {
        week[place(cell.date)].time.book(cell);
    }
    week.into()
}
