//! The sample salon's book as it ends up: who sits in which chair, from eight weeks back to eight weeks ahead.
//!
//! Each working day is filled chair by chair. Whoever is most overdue comes next, and rather to whom they always
//! come, so that people return every few weeks as they do in a real book.

use chrono::{Days, NaiveDate, Timelike};

use super::chance::Chance;
use super::clients::Regular;
use super::menu;
use super::team::Rota;
use crate::salon::catalogue::Service;
use crate::salon::rota::StaffMember;
use crate::salon::time::Wall;

/// The book reaches so far back and ahead.
const DAYS_AROUND: u64 = 8 * 7;
/// The time grid.
const STEP_MINUTES: i64 = 15;
/// Nobody comes again before so much of their usual time has passed, in percent.
const SOONEST_PERCENT: i64 = 60;

/// An appointment in the finished book.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    /// Whose, by their place among the regulars; `None`: somebody who walked in.
    pub(super) client: Option<usize>,
    /// With whom.
    pub(super) staff_id: i64,
    /// For what.
    pub(super) service_id: i64,
    /// From when.
    pub(super) start_at: Wall,
    /// Until when.
    pub(super) end_at: Wall,
    /// When the chair is free again.
    pub(super) free_at: Wall,
    /// The place of the visit's first appointment, where this is not it.
    pub(super) first: Option<usize>,
    /// Whether a further service of the visit follows.
    pub(super) goes_on: bool,
}

/// Everything in the finished book, and where it is free.
pub(super) struct Plan {
    /// The appointments, day by day and chair by chair.
    pub(super) seats: Vec<Seat>,
    /// Free time within working hours: whose, from when, until when.
    pub(super) holes: Vec<(i64, Wall, Wall)>,
}

/// Fills the book around this day.
pub(super) fn plan(
    regulars: &[Regular],
    services: &[Service],
    rota: &Rota,
    today: NaiveDate,
    chance: &Chance,
) -> Plan {
    let first = today - Days::new(DAYS_AROUND);
    let last_visit = |regular: &Regular| {
        let ago = chance.between(1, regular.days).unsigned_abs();
        first - Days::new(ago)
    };
    let mut planner = Planner {
        regulars,
        services,
        chance,
        today,
        last_visits: regulars.iter().map(last_visit).collect(),
        plan: Plan {
            seats: Vec::new(),
            holes: Vec::new(),
        },
    };
    for day in first
        .iter_days()
        .take_while(|day| *day <= today + Days::new(DAYS_AROUND))
    {
        let fullness = fullness((day - today).num_days());
        for member in &rota.staff {
            for (from, to) in rota.spans(member, day) {
                planner.fill(Chair { member, to }, from, fullness);
            }
        }
    }
    planner.plan
}

/// How willingly a free moment is taken, in percent: the past and this week are full, then it thins out.
fn fullness(days_ahead: i64) -> i64 {
    match days_ahead / 7 {
        ..=0 => 93,
        1 => 78,
        2 => 60,
        3 => 46,
        4 => 34,
        5 => 24,
        6 => 16,
        _ => 10,
    }
}

/// A stretch of somebody's time, until it ends.
#[derive(Clone, Copy)]
struct Chair<'a> {
    member: &'a StaffMember,
    to: Wall,
}

struct Planner<'a> {
    regulars: &'a [Regular],
    services: &'a [Service],
    chance: &'a Chance,
    today: NaiveDate,
    last_visits: Vec<NaiveDate>,
    plan: Plan,
}

impl<'a> Planner<'a> {
    /// Fills a stretch from `at` on.
    fn fill(&mut self, chair: Chair<'_>, mut at: Wall, fullness: i64) {
        while at < chair.to {
            let taken = self.chance.percent(fullness);
            at = taken
                .then(|| self.visit(chair, at))
                .flatten()
                .unwrap_or_else(|| {
                    let to = at
                        .plus_minutes(STEP_MINUTES * self.chance.between(1, 4))
                        .min(chair.to);
                    self.plan.holes.push((chair.member.id, at, to));
                    to
                });
        }
    }

    /// Seats somebody; answers when the chair is free again.
    fn visit(&mut self, chair: Chair<'_>, at: Wall) -> Option<Wall> {
        let expected = if self.chance.percent(94) {
            self.most_overdue(chair, at)
        } else {
            None
        };
        let Some(client) = expected else {
            return self.walk_in(chair, at);
        };
        let regular = &self.regulars[client];
        let main = self.fitting(chair, at, &regular.mains)?;
        let place = self.plan.seats.len();
        let after = self.sit(chair, at, Some(client), main, None);
        let more = self.chance.percent(30);
        let Some(extra) = self.fitting(chair, after, &regular.extras).filter(|_| more) else {
            return Some(after);
        };
        self.plan.seats[place].goes_on = true;
        Some(self.sit(chair, after, Some(client), extra, Some(place)))
    }

    /// Now and then somebody comes in from the street, but not early, and nobody knows of it before.
    fn walk_in(&mut self, chair: Chair<'_>, at: Wall) -> Option<Wall> {
        let comes = self.chance.percent(20) && at.date() <= self.today && at.0.hour() >= 10;
        let service = self
            .fitting(chair, at, &menu::walk_in())
            .filter(|_| comes)?;
        Some(self.sit(chair, at, None, service, None))
    }

    /// One service in the chair, and perhaps another client while it takes effect; answers when the chair is free.
    fn sit(
        &mut self,
        chair: Chair<'_>,
        at: Wall,
        client: Option<usize>,
        service: &Service,
        first: Option<usize>,
    ) -> Wall {
        let end_at = at.plus_minutes(service.duration_minutes);
        let free_at = end_at.plus_minutes(service.buffer_minutes);
        self.plan.seats.push(Seat {
            client,
            staff_id: chair.member.id,
            service_id: service.id,
            start_at: at,
            end_at,
            free_at,
            first,
            goes_on: false,
        });
        if let Some(client) = client {
            self.last_visits[client] = at.date();
        }
        if service.gap_minutes > 0 && self.chance.percent(60) {
            let gap = at.plus_minutes(service.gap_start_minutes);
            self.visit(
                Chair {
                    to: gap.plus_minutes(service.gap_minutes),
                    ..chair
                },
                gap,
            );
        }
        free_at
    }

    /// One of these services that this person gives and that is over in time.
    fn fitting(&self, chair: Chair<'_>, at: Wall, ids: &[i64]) -> Option<&'a Service> {
        let fitting: Vec<&Service> = ids
            .iter()
            .filter_map(|id| self.fits(chair, at, *id))
            .collect();
        (!fitting.is_empty()).then(|| self.chance.pick(&fitting))
    }

    fn fits(&self, chair: Chair<'_>, at: Wall, service_id: i64) -> Option<&'a Service> {
        let service = self
            .services
            .iter()
            .find(|service| service.id == service_id)?;
        let over = at.plus_minutes(service.duration_minutes + service.buffer_minutes);
        (over <= chair.to && chair.member.gives(service_id)).then_some(service)
    }

    /// Who should have come longest ago, measured by their own habit, among those whom this person can serve now.
    fn most_overdue(&self, chair: Chair<'_>, at: Wall) -> Option<usize> {
        let overdue = |(client, regular): (usize, &Regular)| {
            let due = 100 * (at.date() - self.last_visits[client]).num_days() / regular.days;
            let served = due >= SOONEST_PERCENT
                && regular
                    .mains
                    .iter()
                    .any(|id| self.fits(chair, at, *id).is_some());
            // Two in three come to the same person each time.
            let faithful =
                client % 3 != 0 && client % 6 + 1 == usize::try_from(chair.member.id).unwrap_or(0);
            served.then(|| {
                (
                    due + if faithful { 60 } else { 0 } + self.chance.between(0, 20),
                    client,
                )
            })
        };
        self.regulars
            .iter()
            .enumerate()
            .filter_map(overdue)
            .max()
            .map(|(_, client)| client)
    }
}
