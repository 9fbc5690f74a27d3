//! Brings another calendar's events into one staff member's book.
//!
//! An event becomes an appointment where a service and a client can be told of it, else time off: whoever is looked for
//! at that hour must not be free. Clients who were told by the other program are not told again: nothing that is brought
//! in sends a letter. What is over is taken as completed, so that nobody is asked how hundreds of visits went.

use std::collections::HashMap;

use serde::Serialize;

use super::super::checks;
use crate::import::Menu;
use crate::import::calendar::{self, Event};
use crate::salon::booking::{Booking, ClientKnows, How, LONGEST_MINUTES, Standing, Status};
use crate::salon::catalogue::Service;
use crate::salon::client::{self, Client, Wish};
use crate::salon::job::Kind;
use crate::salon::rota::TimeOff;
use crate::salon::time::{Now, Wall};
use crate::salon::who::Actor;
use crate::salon::{Refusal, email};
use crate::store::imports::{self, Became};
use crate::store::jobs::{self, NewJob};
use crate::store::{Db, Result, Write, audit, bookings, clients, rota, services, staff};

/// So much is shown as examples.
const EXAMPLES: usize = 10;
/// The longest reason of time off.
const LONGEST_REASON: usize = 200;

/// Whose calendar it is, and what is done where an event doesn't say.
#[derive(Debug, Clone, Copy)]
pub struct Whose {
    /// The staff member.
    pub staff_id: i64,
    /// The service of events that name none; none: they are time off.
    pub service_id: Option<i64>,
}

/// What an import did, or would do.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Whether it was done; else it was only looked at.
    pub saved: bool,
    /// Events that become appointments.
    pub bookings: usize,
    /// Events that become time off.
    pub time_off: usize,
    /// Names of clients whom the book doesn't know.
    pub new_clients: Vec<String>,
    /// Appointments that overlap others.
    pub overlapping: usize,
    /// Events that were brought in before.
    pub known: usize,
    /// Events that are not entered.
    pub left_out: Vec<LeftOut>,
    /// The first of what is new.
    pub examples: Vec<Example>,
}

/// An event that is not entered.
#[derive(Debug, Serialize)]
pub struct LeftOut {
    /// What it is called.
    pub summary: String,
    /// Why.
    pub why: String,
}

/// What an event becomes.
#[derive(Debug, Serialize)]
pub struct Example {
    /// Start, salon time.
    pub start_at: Wall,
    /// End, salon time.
    pub end_at: Wall,
    /// Who comes; none: it is time off.
    pub client_name: Option<String>,
    /// For what.
    pub service_id: Option<i64>,
    /// What the event is called.
    pub summary: String,
}

/// Looks at a file and, when `save` is set, enters what it holds. Both are one and the same: a look is taken back.
pub fn bring(
    db: &Db,
    actor: &Actor<'_>,
    file: &[u8],
    whose: Whose,
    save: bool,
    now: &Now,
) -> Result<Report> {
    let calendar = calendar::read(file, now).map_err(Refusal::Malformed)?;
    let left_out = calendar.left_out.into_iter();
    let left_out = left_out.map(|(summary, why)| LeftOut { summary, why });
    let mut report = Report {
        saved: save,
        left_out: left_out.collect(),
        ..Report::default()
    };
    let enter = |write: &Write<'_>| -> Result<Report> {
        let mut bringer = Bringer::new(write, actor, whose, now)?;
        bringer.report = std::mem::take(&mut report);
        for event in &calendar.events {
            bringer.enter(event)?;
        }
        Ok(bringer.report)
    };
    if save {
        db.write(enter)
    } else {
        db.try_out(enter)
    }
}

/// Enters events, one after the other.
struct Bringer<'a> {
    write: &'a Write<'a>,
    actor: &'a Actor<'a>,
    whose: Whose,
    now: &'a Now,
    menu: Menu,
    services: HashMap<i64, Service>,
    people: HashMap<String, i64>,
    walk_in: i64,
    known: std::collections::HashSet<String>,
    report: Report,
}

impl<'a> Bringer<'a> {
    fn new(write: &'a Write<'a>, actor: &'a Actor<'a>, whose: Whose, now: &'a Now) -> Result<Self> {
        if staff::find(write, whose.staff_id)?.is_none() {
            return Err(Refusal::field("staff_id", "names no staff member").into());
        }
        let services = services::all(write)?;
        let named = |id: i64| services.iter().any(|service| service.id == id);
        if whose.service_id.is_some_and(|id| !named(id)) {
            return Err(Refusal::field("service_id", "names no service").into());
        }
        let mut people = HashMap::new();
        for known in clients::known(write)?
            .into_iter()
            .filter(|known| !known.merged)
        {
            let Client {
                id, name, email, ..
            } = known.client;
            people.entry(name.to_lowercase()).or_insert(id);
            if !email.is_empty() {
                people.entry(email.to_lowercase()).or_insert(id);
            }
        }
        Ok(Self {
            write,
            actor,
            whose,
            now,
            menu: Menu::new(
                services
                    .iter()
                    .map(|service| (service.name.as_str(), service.id)),
            ),
            services: services
                .into_iter()
                .map(|service| (service.id, service))
                .collect(),
            people,
            walk_in: clients::walk_in(write)?,
            known: imports::known(write, whose.staff_id)?,
            report: Report::default(),
        })
    }

    fn enter(&mut self, event: &Event) -> Result<()> {
        if !self.known.insert(event.uid.clone()) {
            self.report.known += 1;
            return Ok(());
        }
        let (service_id, client) = self.told(event);
        let end_at = match service_id.and_then(|id| self.services.get(&id)) {
            Some(service) if event.end_at <= event.start_at => {
                event.start_at.plus_minutes(service.duration_minutes)
            }
            _ => event.end_at,
        };
        if end_at <= event.start_at {
            self.leave(event, "takes no time");
            return Ok(());
        }
        let fits = end_at <= event.start_at.plus_minutes(LONGEST_MINUTES) && !event.all_day;
        let became = match (service_id, &client) {
            (Some(service_id), Some((name, email))) if fits => {
                let client_id = self.client(name, email)?;
                self.book(event, end_at, service_id, client_id)?
            }
            _ => self.block(event, end_at)?,
        };
        if self.report.examples.len() < EXAMPLES {
            let booked = matches!(became, Became::Booking(_));
            self.report.examples.push(Example {
                start_at: event.start_at,
                end_at,
                client_name: client.map(|(name, _)| name).filter(|_| booked),
                service_id: service_id.filter(|_| booked),
                summary: event.summary.clone(),
            });
        }
        imports::note(self.write, self.whose.staff_id, &event.uid, became)
    }

    fn leave(&mut self, event: &Event, why: &str) {
        self.report.left_out.push(LeftOut {
            summary: event.summary.clone(),
            why: why.to_owned(),
        });
    }

    /// What is done, and for whom: name and address. A service without anybody's name is somebody who walked in.
    fn told(&self, event: &Event) -> (Option<i64>, Option<(String, String)>) {
        let reading = self.menu.read(&event.summary);
        let of_kind = event
            .categories
            .iter()
            .find_map(|name| self.menu.named(name));
        let named = reading.service_id.or(of_kind);
        let mut invited = event.attendees.iter();
        let invited = invited.find(|(_, address)| email::read(address).is_ok());
        let client = match (invited, reading.client) {
            (Some((name, address)), said) => {
                let name = if name.is_empty() {
                    said.unwrap_or_else(|| address.clone())
                } else {
                    name.clone()
                };
                Some((name, address.clone()))
            }
            (None, Some(name)) => Some((name, String::new())),
            (None, None) if named.is_some() => Some((String::new(), String::new())),
            (None, None) => None,
        };
        (named.or(self.whose.service_id), client)
    }

    /// The client's id; somebody new is entered.
    fn client(&mut self, name: &str, email: &str) -> Result<i64> {
        if name.is_empty() {
            return Ok(self.walk_in);
        }
        let name: String = name.chars().take(client::LONGEST_NAME).collect();
        let by_email = self.people.get(email).filter(|_| !email.is_empty());
        if let Some(id) = by_email.or_else(|| self.people.get(&name.to_lowercase())) {
            return Ok(*id);
        }
        let wish = Wish {
            name: Some(name.clone()),
            email: Some(email.to_owned()),
            ..Wish::default()
        };
        let id = clients::insert(self.write, &wish.fresh(self.now.stamp)?)?;
        self.write.changed("client", id, "created", &[]);
        self.people.insert(name.to_lowercase(), id);
        if !email.is_empty() {
            self.people.insert(email.to_owned(), id);
        }
        self.report.new_clients.push(name);
        Ok(id)
    }

    fn book(
        &mut self,
        event: &Event,
        end_at: Wall,
        service_id: i64,
        client_id: i64,
    ) -> Result<Became> {
        let over = end_at <= self.now.wall();
        let status = if over {
            Status::Completed
        } else {
            Status::Scheduled
        };
        let mut standing = Standing::NEW;
        let mut booking = self.drafted(event, end_at, service_id, client_id, status)?;
        if let Some(told) = (!over).then_some(&mut booking.client_knows) {
            *told = ClientKnows {
                status: Some(status),
                start_at: Some(event.start_at),
                how: How::Phone,
                at: Some(self.now.stamp),
            };
            standing.known_end_at = Some(end_at);
            standing.overlap_allowed = checks::free(self.write, &booking, true)?;
            self.report.overlapping += usize::from(standing.overlap_allowed);
        }
        bookings::insert(self.write, &booking, &standing)?;
        let (actor, now) = (self.actor, self.now);
        audit::note(
            self.write,
            actor,
            "imported",
            None,
            (&booking, &standing),
            now.stamp,
        )?;
        if !over {
            let ends = end_at.instant(now.zone);
            let job = NewJob::about(Kind::BookingFollowup, booking.id, actor.user_id(), ends);
            jobs::enqueue(self.write, &job, now.stamp)?;
        }
        self.write
            .changed("booking", booking.id, "created", &[booking.staff_id]);
        self.report.bookings += 1;
        Ok(Became::Booking(booking.id))
    }

    fn drafted(
        &self,
        event: &Event,
        end_at: Wall,
        service_id: i64,
        client_id: i64,
        status: Status,
    ) -> Result<Booking> {
        let id = bookings::next_id(self.write)?;
        let service = self.services.get(&service_id);
        let minutes = |of: fn(&Service) -> i64| service.map_or(0, of);
        let said = [event.summary.as_str(), event.description.as_str()];
        let said: Vec<_> = said.into_iter().filter(|text| !text.is_empty()).collect();
        let mut booking = Booking {
            id,
            client_id,
            staff_id: self.whose.staff_id,
            service_id,
            start_at: event.start_at,
            end_at,
            status,
            notes: String::new(),
            internal_notes: said.join("\n"),
            provisional_token: None,
            feedback_token: None,
            waitlist_id: None,
            client_name: String::new(),
            version: 1,
            visit_id: id,
            arrived_at: None,
            price_cents: minutes(|service| service.price_cents),
            gap_start_minutes: minutes(|service| service.gap_start_minutes),
            gap_minutes: minutes(|service| service.gap_minutes),
            buffer_minutes: minutes(|service| service.buffer_minutes),
            client_knows: ClientKnows::NOTHING,
            created_at: self.now.stamp,
            updated_at: self.now.stamp,
        };
        booking.drop_gap_that_does_not_fit();
        Ok(booking)
    }

    fn block(&mut self, event: &Event, end_at: Wall) -> Result<Became> {
        let off = TimeOff {
            id: 0,
            staff_id: self.whose.staff_id,
            start_at: event.start_at,
            end_at,
            reason: event
                .summary
                .replace('\n', " ")
                .chars()
                .take(LONGEST_REASON)
                .collect(),
            repeat: None,
            until: None,
        };
        let id = rota::insert_time_off(self.write, &off)?;
        self.write
            .changed("time_off", id, "created", &[off.staff_id]);
        self.report.time_off += 1;
        Ok(Became::TimeOff(id))
    }
}
