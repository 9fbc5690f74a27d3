//! How the sample salon's book came to be: for each appointment, what happened to it and when.
//!
//! Somebody rang three weeks ago, another had the slot first and cancelled, a third had to be asked twice, and one
//! never came. The result is a list of deeds by the clock, none of them later than now.

mod fates;

use chrono::{Datelike, Duration, NaiveDate, NaiveTime, Timelike, Weekday};

use super::chance::Chance;
use super::clients::Regular;
use super::plan::{Plan, Seat};
use crate::salon::booking::{Status, Wish};
use crate::salon::time::{Now, Stamp, Wall};
use crate::salon::waitlist::{self, Entry};

/// One thing that somebody did.
pub(super) enum Deed {
    /// Put somebody on the waitlist; its place among the entries.
    Wait(usize),
    /// Made the appointment of this place among those that were ever made.
    Book(usize),
    /// Changed that appointment.
    Change(usize, By, Box<Wish>),
    /// The client said how it was: stars and words.
    Feedback(usize, i64, &'static str),
}

/// Who did it.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// The desk.
    Desk,
    /// The client, through a link.
    Client,
}

/// An appointment that was made, whatever became of it.
pub(super) struct Made {
    /// What was wished for; ids of the client, the visit and the waitlist entry are filled in when it is made.
    pub(super) wish: Wish,
    /// Whose; `None`: somebody who walked in.
    pub(super) client: Option<usize>,
    /// The place of the visit's first appointment, where this is not it.
    pub(super) first: Option<usize>,
    /// The place of the waitlist entry that it came from.
    pub(super) entry: Option<usize>,
}

/// All that happened.
pub(super) struct Script {
    /// By the clock.
    pub(super) deeds: Vec<(Stamp, Deed)>,
    /// The appointments.
    pub(super) made: Vec<Made>,
    /// Who waited: the client's place among the regulars, and the rest.
    pub(super) entries: Vec<(usize, Entry)>,
}

const NOTES: [&str; 6] = [
    "Please come with dry hair.",
    "Please bring a photo of what you have in mind.",
    "The entrance is at the canal side.",
    "Please come without mascara.",
    "Patch test done.",
    "Parking behind the house, ring for the barrier.",
];

const INTERNAL: [&str; 6] = [
    "Running late last time: call if not here by five past.",
    "Wants to talk about going shorter.",
    "New colour: check the formula card first.",
    "Birthday this week, a small present is in the drawer.",
    "Asked for a quote for her wedding.",
    "Gift card at the till.",
];

/// Writes down what happened until now.
pub(super) fn script(plan: &Plan, regulars: &[Regular], now: &Now, chance: &Chance) -> Script {
    let mut writer = Writer {
        now,
        regulars,
        chance,
        visits: vec![None; regulars.len()],
        holes: plan.holes.clone(),
        offered: false,
        script: Script {
            deeds: Vec::new(),
            made: Vec::new(),
            entries: Vec::new(),
        },
    };
    let mut places: Vec<Option<Place>> = Vec::with_capacity(plan.seats.len());
    for seat in &plan.seats {
        // Who will walk in is not known yet.
        let is_known = seat.client.is_some() || seat.start_at <= now.wall();
        let place = is_known.then(|| writer.seat(seat, seat.first.and_then(|first| places[first])));
        places.push(place);
    }
    writer.wait_in_vain();
    let mut script = writer.script;
    script.deeds.sort_by_key(|(at, _)| *at);
    script
}

/// An appointment's place among those made, and when it was made.
type Place = (usize, Stamp);

/// Writes the story down, appointment by appointment.
struct Writer<'a> {
    now: &'a Now,
    regulars: &'a [Regular],
    chance: &'a Chance,
    /// When each client's last visit ended.
    visits: Vec<Option<Wall>>,
    holes: Vec<(i64, Wall, Wall)>,
    /// Whether a slot that came free today is being offered.
    offered: bool,
    script: Script,
}

impl Writer<'_> {
    /// What happened to one appointment.
    fn seat(&mut self, seat: &Seat, first: Option<Place>) -> Place {
        let made_at = first.map_or_else(|| self.when_made(seat), |(_, made_at)| made_at);
        let is_alone = first.is_none() && !seat.goes_on && seat.client.is_some();
        let entry = if is_alone {
            self.taken_before(seat, made_at)
        } else {
            None
        };
        let place = self.make(seat, made_at, first.map(|(place, _)| place), entry);
        if let Some(client) = seat.client {
            self.visits[client] = Some(seat.end_at);
        }
        let fate = self.chance.between(1, 100);
        let began = seat.start_at <= self.now.wall();
        match fate {
            1..=5 if is_alone && entry.is_none() => self.cancelled(place, seat, made_at),
            6..=8 if is_alone && began => self.no_show(place, seat),
            9..=11 if is_alone && entry.is_none() => self.moved(place, seat, made_at),
            12..=20 if is_alone && entry.is_none() => {
                self.asked_first(place, seat, made_at);
                self.goes_as_planned(place, seat, made_at);
            }
            _ => self.goes_as_planned(place, seat, made_at),
        }
        (place, made_at)
    }

    /// Some make the next appointment at the till; others ring days or weeks ahead, while the desk is there.
    fn when_made(&mut self, seat: &Seat) -> Stamp {
        let now = self.now.wall();
        let Some(client) = seat.client else {
            return self.stamp(seat.start_at.plus_minutes(-2).min(now));
        };
        let rebooked = self.visits[client].map(|end| end.plus_minutes(self.chance.between(1, 6)));
        if let Some(at_the_till) =
            rebooked.filter(|at| *at < now && *at < seat.start_at && self.chance.percent(45))
        {
            return self.stamp(at_the_till);
        }
        let days_before = self.chance.between(1, 20);
        let mut day = seat.start_at.date() - Duration::days(days_before);
        if day >= now.date() {
            day = now.date() - Duration::days(self.chance.between(1, 9));
        }
        let rung = self.at_the_desk(day);
        self.stamp(rung.min(seat.start_at.plus_minutes(-30)))
    }

    /// A moment while the desk is there.
    fn at_the_desk(&mut self, day: NaiveDate) -> Wall {
        let day = if day.weekday() == Weekday::Sun {
            day - Duration::days(1)
        } else {
            day
        };
        Wall(day.and_time(NaiveTime::MIN)).plus_minutes(self.chance.between(9 * 60, 17 * 60 + 45))
    }

    fn make(
        &mut self,
        seat: &Seat,
        made_at: Stamp,
        first: Option<usize>,
        entry: Option<usize>,
    ) -> usize {
        // Most of those without an address are told on the telephone.
        let told = seat
            .client
            .is_some_and(|client| self.regulars[client].client.email.is_empty() && client % 3 != 0);
        let wish = Wish {
            staff_id: Some(seat.staff_id),
            service_id: Some(seat.service_id),
            start_at: Some(seat.start_at),
            end_at: Some(seat.end_at),
            notes: self
                .chance
                .percent(5)
                .then(|| self.chance.pick(&NOTES).to_owned()),
            internal_notes: self
                .chance
                .percent(6)
                .then(|| self.chance.pick(&INTERNAL).to_owned()),
            told,
            ..Wish::default()
        };
        let place = self.script.made.len();
        self.script.made.push(Made {
            wish,
            client: seat.client,
            first,
            entry,
        });
        self.script.deeds.push((made_at, Deed::Book(place)));
        place
    }

    fn change(&mut self, at: Stamp, place: usize, by: By, wish: Wish) {
        if at <= self.now.stamp {
            self.script
                .deeds
                .push((at, Deed::Change(place, by, Box::new(wish))));
        }
    }

    /// Sometimes another client had the slot first and cancelled; in half of these cases the one who has it now
    /// was waiting for it. Answers their place on the waitlist.
    fn taken_before(&mut self, seat: &Seat, made_at: Stamp) -> Option<usize> {
        let client = seat.client?;
        let other = (client + 41) % self.regulars.len();
        let ahead = seat.start_at.instant(self.now.zone).0 - made_at.0;
        if !self.chance.percent(4) || ahead < Duration::hours(26) {
            return None;
        }
        let cancelled_at = self.by_daylight(made_at.plus_minutes(-self.chance.between(45, 5 * 60)));
        let first_made_at =
            self.by_daylight(cancelled_at.plus_hours(-self.chance.between(26, 200)));
        let before = self.make(
            &Seat {
                client: Some(other),
                ..*seat
            },
            first_made_at,
            None,
            None,
        );
        self.change(cancelled_at, before, By::Desk, status(Status::Cancelled));
        if !self.chance.percent(30) {
            return None;
        }
        let waits_since =
            self.by_daylight(cancelled_at.plus_minutes(-self.chance.between(60, 9 * 60)));
        Some(self.wait(client, seat, waits_since, waitlist::Status::Waiting))
    }

    fn wait(
        &mut self,
        client: usize,
        seat: &Seat,
        since: Stamp,
        status: waitlist::Status,
    ) -> usize {
        let notes = [
            "",
            "Any time after four.",
            "Mornings only.",
            "Can come at short notice.",
        ];
        let entry = Entry {
            id: 0,
            client_id: 0,
            service_id: seat.service_id,
            date: seat.start_at.date(),
            staff_id: self.chance.percent(35).then_some(seat.staff_id),
            notes: self.chance.pick(&notes).to_owned(),
            status,
            created_at: since,
            notified_at: None,
            client_name: String::new(),
            offered_start_at: None,
            offered_end_at: None,
            offered_staff_id: None,
        };
        self.script.entries.push((client, entry));
        let place = self.script.entries.len() - 1;
        self.script.deeds.push((since, Deed::Wait(place)));
        place
    }

    /// Those who wait for a day on which nothing has come free so far.
    fn wait_in_vain(&mut self) {
        let (now, today) = (self.now.stamp, self.now.wall().date());
        for (number, ahead) in [1_i64, 1, 2, 3, 4, 5, 8, 9].into_iter().enumerate() {
            let client = 7 + 31 * number;
            let Some(service_id) = self.regulars[client % self.regulars.len()]
                .mains
                .first()
                .copied()
            else {
                continue;
            };
            let start_at = Wall((today + Duration::days(ahead)).and_time(NaiveTime::MIN));
            let seat = Seat {
                client: Some(client),
                staff_id: 1 + ahead % 6,
                service_id,
                start_at,
                end_at: start_at,
                free_at: start_at,
                first: None,
                goes_on: false,
            };
            let since = now.plus_hours(-self.chance.between(3, 90));
            self.wait(
                client % self.regulars.len(),
                &seat,
                since,
                if number == 3 {
                    waitlist::Status::Cancelled
                } else {
                    waitlist::Status::Waiting
                },
            );
        }
    }

    /// The same moment, or an earlier one where nobody would be at the desk.
    fn by_daylight(&mut self, at: Stamp) -> Stamp {
        let wall = at.wall(self.now.zone);
        let day = match wall.0.hour() {
            9..18 => return at,
            18.. => wall.date(),
            _ => wall.date() - Duration::days(1),
        };
        Wall(day.and_time(NaiveTime::MIN))
            .plus_minutes(17 * 60 + self.chance.between(0, 55))
            .instant(self.now.zone)
    }

    fn stamp(&self, wall: Wall) -> Stamp {
        wall.instant(self.now.zone).min(self.now.stamp)
    }
}

/// A change of status alone.
fn status(status: Status) -> Wish {
    Wish {
        status: Some(status),
        ..Wish::default()
    }
}
