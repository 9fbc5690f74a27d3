//! What becomes of an appointment of the sample salon: it is cancelled, moved, asked about first, missed, or simply
//! goes as planned.

use chrono::Duration;

use super::{By, Deed, Writer, status};
use crate::demo::plan::Seat;
use crate::salon::booking::{Status, Wish};
use crate::salon::time::{Stamp, Wall};
use crate::salon::waitlist;

const PRAISE: [(i64, &str); 8] = [
    (5, "Exactly what I had hoped for."),
    (5, "Best cut in years, thank you!"),
    (5, ""),
    (5, "So kind, and on time."),
    (4, "Lovely, the music was a bit loud."),
    (4, ""),
    (3, "Good, but I waited twenty minutes."),
    (5, "The colour gets compliments every day."),
];

impl Writer<'_> {
    /// Cancelled between the making and the start; one of them this very day, and offered to somebody who waits.
    pub(super) fn cancelled(&mut self, place: usize, seat: &Seat, made_at: Stamp) {
        let start = seat.start_at.instant(self.now.zone);
        let ahead = (start.0 - self.now.stamp.0).num_hours();
        if !self.offered
            && (30..120).contains(&ahead)
            && (self.now.stamp.0 - made_at.0).num_hours() > 5
        {
            self.offered = true;
            let waiting = (seat.client.unwrap_or(0) + 97) % self.regulars.len();
            self.wait(
                waiting,
                seat,
                self.now.stamp.plus_hours(-4),
                waitlist::Status::Waiting,
            );
            return self.change(
                self.now.stamp.plus_minutes(-35),
                place,
                By::Desk,
                status(Status::Cancelled),
            );
        }
        let last = start.min(self.now.stamp).0 - made_at.0;
        let after = self
            .chance
            .between(last.num_minutes() / 2, last.num_minutes() - 10)
            .max(1);
        let after = self
            .by_daylight(made_at.plus_minutes(after))
            .max(made_at.plus_minutes(7));
        if (start.0 - after.0).num_hours() > 26 && self.chance.percent(12) {
            // Somebody else would have liked it, and finds the letter too late.
            let waiting = (seat.client.unwrap_or(0) + 97) % self.regulars.len();
            let since = after.plus_hours(-3);
            self.wait(waiting, seat, since, waitlist::Status::Waiting);
        }
        self.change(after, place, By::Desk, status(Status::Cancelled));
    }

    /// The client never came, which somebody noticed after a while.
    pub(super) fn no_show(&mut self, place: usize, seat: &Seat) {
        let noticed = seat
            .start_at
            .plus_minutes(self.chance.between(15, 30))
            .instant(self.now.zone);
        self.change(noticed, place, By::Desk, status(Status::NoShow));
    }

    /// It stood elsewhere first, in time that was free and remained so.
    pub(super) fn moved(&mut self, place: usize, seat: &Seat, made_at: Stamp) {
        let length = seat.end_at.0 - seat.start_at.0;
        let earliest = made_at.plus_hours(30).wall(self.now.zone);
        let hole = self.holes.iter().position(|(staff_id, from, to)| {
            let near = (from.0 - seat.start_at.0).num_days().abs() <= 6;
            *staff_id == seat.staff_id
                && near
                && *from > earliest
                && to.0 - from.0 >= seat.free_at.0 - seat.start_at.0
        });
        let moved_at = self
            .by_daylight(made_at.plus_hours(self.chance.between(2, 26)))
            .max(made_at.plus_minutes(25));
        if let Some(hole) = hole.filter(|_| moved_at <= self.now.stamp && earliest < seat.start_at)
        {
            let (_, from, _) = self.holes.swap_remove(hole);
            let wish = &mut self.script.made[place].wish;
            (wish.start_at, wish.end_at) = (Some(from), Some(Wall(from.0 + length)));
            let there = Wish {
                start_at: Some(seat.start_at),
                end_at: Some(seat.end_at),
                ..Wish::default()
            };
            self.change(moved_at, place, By::Desk, there);
        }
        self.goes_as_planned(place, seat, made_at);
    }

    /// The client is asked first, and accepts through the link; the latest have not answered yet.
    pub(super) fn asked_first(&mut self, place: usize, seat: &Seat, made_at: Stamp) {
        let start = seat.start_at.instant(self.now.zone);
        let answered_at = made_at.plus_minutes(self.chance.between(20, 20 * 60));
        let has_address = seat
            .client
            .is_some_and(|client| !self.regulars[client].client.email.is_empty());
        if !has_address || answered_at.plus_hours(1) > start {
            return;
        }
        let wish = &mut self.script.made[place].wish;
        wish.provisional = true;
        let waits = self.now.stamp.0 - made_at.0 < Duration::hours(40) && start > self.now.stamp;
        if !waits {
            self.change(answered_at, place, By::Client, status(Status::Scheduled));
        }
    }

    /// The client comes and goes; what ended a moment ago may still wait for its outcome.
    pub(super) fn goes_as_planned(&mut self, place: usize, seat: &Seat, made_at: Stamp) {
        let zone = self.now.zone;
        let (start, end) = (seat.start_at.instant(zone), seat.end_at.instant(zone));
        let arrived = start.plus_minutes(self.chance.between(-8, 3)).max(made_at);
        let done = end.plus_minutes(self.chance.between(-4, 6));
        let forgotten = (self.now.stamp.0 - end.0).num_minutes() < 50 && self.chance.percent(60);
        if done > self.now.stamp || forgotten {
            return self.change(
                arrived,
                place,
                By::Desk,
                Wish {
                    arrived_at: Some(Some(arrived)),
                    ..Wish::default()
                },
            );
        }
        let wish = Wish {
            arrived_at: Some(Some(arrived)),
            ..status(Status::Completed)
        };
        self.change(done, place, By::Desk, wish);
        let answered = done.plus_hours(self.chance.between(3, 30));
        if answered <= self.now.stamp && self.chance.percent(16) {
            let (stars, words) = self.chance.pick(&PRAISE);
            self.script
                .deeds
                .push((answered, Deed::Feedback(place, stars, words)));
        }
    }
}
