//! What a letter is told, read from the book when its moment has come: about which appointments, and what it says.

use serde_json::Value;

use super::prepare::Sender;
use crate::letters::{self, Appointment};
use crate::salon::booking::{Booking, Said, Standing};
use crate::salon::job::Kind;
use crate::salon::telling;
use crate::salon::time::{Now, Wall};
use crate::salon::who::Scope;
use crate::store::post::{self, Job, Other};
use crate::store::{Result, Write, bookings, offers, references, tokens};

/// A booking with all that its letters say of it.
struct Subject {
    booking: Booking,
    standing: Standing,
}

impl Subject {
    fn load(write: &Write<'_>, id: i64) -> Result<Option<Self>> {
        let Some(booking) = bookings::find(write, id, Scope::All)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            standing: bookings::standing(write, id)?,
            booking,
        }))
    }

    fn says(&self) -> Said {
        Said {
            status: self.booking.status,
            start_at: self.booking.start_at,
            end_at: self.booking.end_at,
        }
    }

    fn appointment(&self, write: &Write<'_>) -> Result<Appointment> {
        let booking = &self.booking;
        let staff = references::staff(write, booking.staff_id)?.map(|staff| staff.name);
        let service = references::service(write, booking.service_id)?.map(|service| service.name);
        Ok(Appointment {
            uid: format!(
                "booking-{}-{}@daybook",
                booking.id,
                booking.created_at.0.timestamp()
            ),
            sequence: u32::try_from(self.standing.sequence).unwrap_or(0),
            start: booking.start_at.0,
            end: booking.end_at.0,
            service: service.unwrap_or_default(),
            staff: staff.unwrap_or_default(),
            notes: booking.notes.clone(),
            price_cents: booking.price_cents,
        })
    }
}

/// What one kind of letter says, and about what.
pub(super) struct Draft {
    /// Which letter, and what only this one needs to know.
    pub(super) kind: letters::Kind,
    /// Who reads it.
    pub(super) client_id: i64,
    /// The appointments that it tells of.
    pub(super) appointments: Vec<Appointment>,
    /// What its reader knows of the booking then.
    pub(super) says: Option<Said>,
    /// SEQUENCE of its calendar part.
    pub(super) sequence: Option<i64>,
    /// Further bookings of the visit that it tells of.
    pub(super) others: Vec<Other>,
}

/// What the letter would say now, or why it is not to go out.
pub(super) fn draft(
    write: &Write<'_>,
    sender: &Sender,
    job: &Job,
    now: &Now,
) -> Result<std::result::Result<Draft, &'static str>> {
    if job.kind == Kind::WaitlistAvailable {
        return offer(write, job, now);
    }
    let Some(subject) = job
        .booking_id
        .map(|id| Subject::load(write, id))
        .transpose()?
        .flatten()
    else {
        return Ok(Err("The appointment is gone."));
    };
    if job.kind == Kind::BookingCancelled && job.client_id.is_some() {
        return farewell(write, job, subject, now);
    }
    if let Some(why) = telling::obsolete(job.kind, &subject.booking, &subject.standing, now) {
        return Ok(Err(why));
    }
    let once_a_visit = matches!(
        job.kind,
        Kind::BookingReminder | Kind::ReviewRequest | Kind::FollowupStep
    );
    if once_a_visit && post::visit_had(write, subject.booking.id, job.kind, job.followup_step_id)? {
        return Ok(Err("It went out for another service of the same visit."));
    }
    let kind = match kind(write, sender, job, &subject, now)? {
        Ok(kind) => kind,
        Err(why) => return Ok(Err(why)),
    };
    let (appointments, others) = visit(write, job.kind, &subject, now)?;
    let calendar = matches!(
        job.kind,
        Kind::BookingCreated
            | Kind::BookingUpdated
            | Kind::BookingCancelled
            | Kind::WaitlistConfirmed
    );
    let says = calendar || matches!(job.kind, Kind::BookingProvisional | Kind::BookingReminder);
    Ok(Ok(Draft {
        kind,
        client_id: subject.booking.client_id,
        appointments,
        says: says.then(|| subject.says()),
        sequence: calendar.then_some(subject.standing.sequence),
        others,
    }))
}

/// The appointments that one letter tells of: this one, and those of the same visit that wait for the same letter.
fn visit(
    write: &Write<'_>,
    kind: Kind,
    subject: &Subject,
    now: &Now,
) -> Result<(Vec<Appointment>, Vec<Other>)> {
    let mut appointments = vec![subject.appointment(write)?];
    let mut told = Vec::new();
    // Each provisional booking has links of its own, and a waitlist letter is about one slot.
    if matches!(
        kind,
        Kind::BookingProvisional | Kind::WaitlistConfirmed | Kind::FollowupStep
    ) {
        return Ok((appointments, told));
    }
    for other in post::of_same_visit(write, subject.booking.id, kind)? {
        let Some(sibling) = Subject::load(write, other.booking_id)? else {
            continue;
        };
        if telling::obsolete(kind, &sibling.booking, &sibling.standing, now).is_none() {
            appointments.push(sibling.appointment(write)?);
            told.push(other);
        }
    }
    Ok((appointments, told))
}

fn kind(
    write: &Write<'_>,
    sender: &Sender,
    job: &Job,
    subject: &Subject,
    now: &Now,
) -> Result<std::result::Result<letters::Kind, &'static str>> {
    let booking = &subject.booking;
    Ok(Ok(match job.kind {
        Kind::BookingCreated => letters::Kind::Created,
        Kind::BookingCancelled => letters::Kind::Cancelled,
        Kind::BookingReminder => letters::Kind::Reminder,
        Kind::WaitlistConfirmed => letters::Kind::WaitlistConfirmed,
        Kind::BookingUpdated => {
            let known = subject
                .standing
                .letter
                .map(|letter| letter.start_at)
                .or(booking.client_knows.start_at);
            match known {
                Some(known) => letters::Kind::Updated { previous: known.0 },
                // Nothing was told that could have changed: this is the first the client hears.
                None => letters::Kind::Created,
            }
        }
        Kind::BookingProvisional => provisional(sender, subject, now),
        Kind::ReviewRequest => letters::Kind::ReviewRequest {
            url: format!(
                "{}/feedback/{}",
                sender.base,
                tokens::feedback(write, booking.id)?
            ),
            unsubscribe_url: sender.unsubscribe(&tokens::unsubscribe(write, booking.client_id)?),
        },
        Kind::FollowupStep => {
            let Some((subject, body)) = tokens::step(write, job.followup_step_id)? else {
                return Ok(Err(
                    "The sequence was changed and no longer has this letter.",
                ));
            };
            let unsubscribe_url =
                sender.unsubscribe(&tokens::unsubscribe(write, booking.client_id)?);
            letters::Kind::FollowupStep {
                subject,
                body,
                unsubscribe_url,
            }
        }
        Kind::NoshowFee => match super::payments::letter(write, booking)? {
            Some(kind) => kind,
            None => return Ok(Err("The fee can't be paid any more.")),
        },
        Kind::BookingLapse
        | Kind::BookingFollowup
        | Kind::WaitlistAvailable
        | Kind::WaitlistLapse
        | Kind::NoshowCheck
        | Kind::BackupNightly => return Ok(Err("There is no such letter.")),
    }))
}

fn provisional(sender: &Sender, subject: &Subject, now: &Now) -> letters::Kind {
    let base = subject
        .standing
        .base_url
        .as_deref()
        .unwrap_or(&sender.base)
        .trim_end_matches('/');
    let token = subject
        .booking
        .provisional_token
        .as_deref()
        .unwrap_or_default();
    let until = subject
        .standing
        .hold_until
        .map_or(subject.booking.start_at, |until| until.wall(now.zone));
    letters::Kind::Provisional {
        accept_url: format!("{base}/bookings/{token}/accept"),
        decline_url: format!("{base}/bookings/{token}/decline"),
        answer_by_mail: !sender.reachable && subject.standing.base_url.is_none(),
        hold_until: until.0,
    }
}

/// The letter to a client whose appointment was given to another.
fn farewell(
    write: &Write<'_>,
    job: &Job,
    subject: Subject,
    now: &Now,
) -> Result<std::result::Result<Draft, &'static str>> {
    let wall = |key: &str| {
        job.payload
            .get(key)
            .and_then(Value::as_str)
            .and_then(Wall::stored)
    };
    let (Some(start_at), Some(end_at)) = (wall("start_at"), wall("end_at")) else {
        return Ok(Err("What was cancelled is not known any more."));
    };
    if job.payload.get("told") != Some(&Value::Bool(true)) {
        return Ok(Err("The client was never told of the appointment."));
    }
    if start_at <= now.wall() {
        return Ok(Err("The appointment has begun or is past."));
    }
    let mut appointment = subject.appointment(write)?;
    (appointment.start, appointment.end) = (start_at.0, end_at.0);
    appointment.notes.clear();
    Ok(Ok(Draft {
        kind: letters::Kind::Cancelled,
        client_id: job.client_id.unwrap_or(subject.booking.client_id),
        appointments: vec![appointment],
        says: None,
        sequence: None,
        others: Vec::new(),
    }))
}

/// The letter that offers a freed slot to somebody on the waitlist.
fn offer(
    write: &Write<'_>,
    job: &Job,
    now: &Now,
) -> Result<std::result::Result<Draft, &'static str>> {
    let (Some(entry_id), Some(client_id)) = (job.waitlist_id, job.client_id) else {
        return Ok(Err("The waitlist entry is gone."));
    };
    let Some(slot) = offers::offered(write, entry_id)? else {
        return Ok(Err("The offer was taken up or withdrawn."));
    };
    if slot.start_at <= now.wall() {
        return Ok(Err("The free time has begun or is past."));
    }
    if !bookings::is_free(write, slot.staff_id, slot.start_at, slot.end_at)? {
        offers::set_status(write, entry_id, "waiting")?;
        return Ok(Err("The time was taken again before the offer left."));
    }
    let service = references::service(write, slot.service_id)?.map(|service| service.name);
    let staff = references::staff(write, slot.staff_id)?.map(|staff| staff.name);
    let until = job
        .created_at
        .plus_hours(write.settings().waitlist_offer_hours)
        .wall(now.zone)
        .min(slot.start_at);
    Ok(Ok(Draft {
        kind: letters::Kind::WaitlistAvailable {
            service: service.unwrap_or_default(),
            date: slot.start_at.date(),
            start: Some(slot.start_at.0),
            staff: staff.unwrap_or_default(),
            until: until.0,
        },
        client_id,
        appointments: Vec::new(),
        says: None,
        sequence: None,
        others: Vec::new(),
    }))
}
