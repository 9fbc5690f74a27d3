//! The pages behind a provisional booking's two links: yes, and no.

use super::sheet::{Desk, Page, Row};
use super::{answered, token};
use crate::actions;
use crate::letters::words::fill;
use crate::letters::{clean, format};
use crate::salon::Refusal;
use crate::salon::booking::{Booking, Standing};
use crate::salon::question::{self, Closed};
use crate::salon::who::Scope;
use crate::store::{Error, Result, bookings, links, references};
use crate::web::answer::Answer;
use crate::web::visit::Visit;

/// `GET /bookings/:token/accept`
pub(in crate::web) fn ask_accept(visit: &Visit<'_>) -> Answer {
    answered(visit, ask(visit, Reply::Accept))
}

/// `POST /bookings/:token/accept`
pub(in crate::web) fn accept(visit: &Visit<'_>) -> Answer {
    answered(visit, reply(visit, Reply::Accept))
}

/// `GET /bookings/:token/decline`
pub(in crate::web) fn ask_decline(visit: &Visit<'_>) -> Answer {
    answered(visit, ask(visit, Reply::Decline))
}

/// `POST /bookings/:token/decline`
pub(in crate::web) fn decline(visit: &Visit<'_>) -> Answer {
    answered(visit, reply(visit, Reply::Decline))
}

#[derive(Clone, Copy, PartialEq)]
enum Reply {
    Accept,
    Decline,
}

/// The booking that the link is about, with what its page says of it.
struct Question {
    booking: Booking,
    standing: Standing,
    language: String,
    service: String,
    staff: String,
}

impl Question {
    fn read(visit: &Visit<'_>) -> Result<Self> {
        visit.app.db.read(|book| {
            let unknown = || Refusal::NotFound("Link");
            let id = links::question(book, token(visit))?.ok_or_else(unknown)?;
            let booking = bookings::find(book, id, Scope::All)?.ok_or_else(unknown)?;
            let client = references::client(book, booking.client_id)?.ok_or_else(unknown)?;
            let service = references::service(book, booking.service_id)?;
            let staff = references::staff(book, booking.staff_id)?;
            Ok(Self {
                standing: bookings::standing(book, id)?,
                booking,
                language: client.language,
                service: service.map(|service| service.name).unwrap_or_default(),
                staff: staff.map(|staff| staff.name).unwrap_or_default(),
            })
        })
    }

    /// The table of the appointment, as in the letter.
    fn details(&self, desk: &Desk<'_>) -> Vec<Row> {
        let labels = &desk.locale.words().labels;
        let (start, end) = (self.booking.start_at.0, self.booking.end_at.0);
        let mut rows = vec![
            Row {
                label: labels.when,
                lines: vec![format::span(desk.locale, start, end)],
            },
            Row {
                label: labels.what,
                lines: clean::lines(&self.service, clean::NAME),
            },
            Row {
                label: labels.with,
                lines: clean::lines(&self.staff, clean::NAME),
            },
            Row {
                label: labels.notes,
                lines: clean::lines(&self.booking.notes, clean::NOTE),
            },
        ];
        rows.retain(|row| !row.lines.is_empty());
        rows
    }
}

fn ask(visit: &Visit<'_>, reply: Reply) -> Result<Page> {
    let question = Question::read(visit)?;
    let settings = visit.app.db.settings();
    let desk = Desk::new(&settings, &question.language);
    if let Some(closed) = question::closed(&question.booking, &question.standing, &visit.now) {
        return Ok(told_closed(&desk, &question, closed));
    }
    let mut page = desk.ask(match reply {
        Reply::Accept => &desk.words.accept,
        Reply::Decline => &desk.words.decline,
    });
    page.details = question.details(&desk);
    if let Some(form) = &mut page.form {
        form.quiet = reply == Reply::Decline;
    }
    if let (Reply::Accept, Some(until)) = (reply, question.standing.hold_until) {
        let until = format::moment(desk.locale, until.wall(visit.now.zone).0);
        page.paragraphs
            .push(fill(desk.words.kept_until, &[("until", until)]));
    }
    Ok(page)
}

fn reply(visit: &Visit<'_>, reply: Reply) -> Result<Page> {
    let (db, now) = (&visit.app.db, &visit.now);
    let outcome = match reply {
        Reply::Accept => actions::answer::accept(db, token(visit), now),
        Reply::Decline => actions::answer::decline(db, token(visit), now),
    };
    let question = Question::read(visit)?;
    let settings = db.settings();
    let desk = Desk::new(&settings, &question.language);
    let mut page = match (outcome, reply) {
        (Ok(_), Reply::Accept) => desk.say(200, &desk.words.accepted),
        (Ok(_), Reply::Decline) => desk.say_and_offer(200, &desk.words.declined),
        (Err(Error::Refused(Refusal::Overlap(_))), _) => {
            return Ok(desk.say_and_offer(409, &desk.words.taken));
        }
        (Err(Error::Refused(Refusal::Gone(_))), _) => {
            let closed = question::closed(&question.booking, &question.standing, now);
            return Ok(told_closed(
                &desk,
                &question,
                closed.unwrap_or(Closed::Expired),
            ));
        }
        (Err(error), _) => return Err(error),
    };
    page.details = question.details(&desk);
    Ok(page)
}

/// 410, with how it stands.
fn told_closed(desk: &Desk<'_>, question: &Question, closed: Closed) -> Page {
    let say = match closed {
        Closed::Answered => &desk.words.answered,
        Closed::Cancelled => &desk.words.cancelled,
        Closed::Expired => &desk.words.expired,
    };
    let mut page = desk.say_and_offer(410, say);
    page.details = question.details(desk);
    page
}
