//! Facts and words become a sheet: which sentences a letter holds, which lines, which buttons.

use crate::letters::{
    Appointment, Kind, Letter, LetterError, Locale, clean, format,
    parties::Parties,
    sheet::{Block, Button, Courtesies, Row, Sheet, Signature, Unsubscribe},
    words::{Prose, Words, fill},
};
use chrono::{NaiveDate, NaiveDateTime};

/// Longest link.
const LINK: usize = 2_000;

/// Writes down what the letter says.
pub(super) fn compose(letter: &Letter, parties: &Parties) -> Result<Sheet, LetterError> {
    let mut desk = Desk::new(letter, parties);
    let words = desk.words;
    match &letter.kind {
        Kind::Created => desk.appointment(&words.created, PRICED),
        Kind::Updated { previous } => {
            let previous = Some(*previous);
            desk.appointment(&words.updated, Table { previous, ..PRICED })
        }
        Kind::Cancelled => desk.appointment(&words.cancelled, PLAIN),
        Kind::Reminder => desk.appointment(&words.reminder, PLAIN),
        Kind::WaitlistConfirmed => desk.appointment(&words.waitlist_confirmed, PRICED),
        Kind::Provisional {
            accept_url,
            decline_url,
            answer_by_mail,
            hold_until,
        } => {
            desk.know("until", format::moment(desk.locale, *hold_until));
            let buttons = vec![
                button(words.buttons.accept, accept_url)?,
                button(words.buttons.decline, decline_url)?,
            ];
            desk.provisional(buttons, *answer_by_mail)
        }
        Kind::WaitlistAvailable {
            service,
            date,
            start,
            staff,
            until,
        } => {
            desk.know("until", format::moment(desk.locale, *until));
            Ok(desk.offer(service, staff, *date, *start))
        }
        Kind::ReviewRequest {
            url,
            unsubscribe_url,
        } => {
            let buttons = vec![button(words.buttons.review, url)?];
            desk.visit(&words.review, buttons, unsubscribe_url.as_deref())
        }
        Kind::FollowupStep {
            subject,
            body,
            unsubscribe_url,
        } => desk.followup(subject, body, unsubscribe_url.as_deref()),
        Kind::NoShowFee {
            amount_cents,
            currency,
            url,
        } => {
            let amount = format::money(desk.locale, *amount_cents, &clean::line(currency, 3));
            desk.know("amount", amount.clone());
            let label = fill(words.buttons.pay, &[("amount", amount)]);
            desk.visit(&words.no_show_fee, vec![button(&label, url)?], None)
        }
        Kind::Test => Ok(desk.prose(&words.test, Vec::new())),
    }
}

/// Which lines the table of an appointment shows besides when, what and with whom.
#[derive(Clone, Copy)]
struct Table {
    prices: bool,
    /// When the visit began, before it was moved.
    previous: Option<NaiveDateTime>,
}

const PLAIN: Table = Table {
    prices: false,
    previous: None,
};
const PRICED: Table = Table {
    prices: true,
    previous: None,
};

/// Where one letter is being written.
struct Desk<'a> {
    letter: &'a Letter,
    locale: Locale,
    words: &'static Words,
    salon: Signature,
    appointments: Vec<Appointment>,
    /// What the placeholders stand for.
    values: Vec<(&'static str, String)>,
}

impl<'a> Desk<'a> {
    fn new(letter: &'a Letter, parties: &Parties) -> Self {
        let locale = letter.recipient.language;
        let salon = Signature {
            name: parties.salon.clone(),
            address: clean::lines(&letter.salon.address, clean::NOTE),
            phone: clean::line(&letter.salon.phone, clean::NAME),
            footer: clean::lines(&letter.salon.footer, clean::NOTE),
        };
        let mut desk = Self {
            letter,
            locale,
            words: locale.words(),
            salon,
            appointments: cleaned(letter),
            values: Vec::new(),
        };
        desk.know("client_name", parties.to.name.clone());
        desk.know("salon_name", parties.salon.clone());
        desk.know(
            "service_name",
            joined(&desk.appointments, |appointment| &appointment.service),
        );
        desk.know(
            "staff_name",
            joined(&desk.appointments, |appointment| &appointment.staff),
        );
        let reach_us = match desk.salon.phone.as_str() {
            "" => desk.words.reach_us_by_mail.to_owned(),
            phone => fill(desk.words.reach_us, &[("phone", phone)]),
        };
        desk.know("reach_us", reach_us);
        if let Some(first) = desk
            .appointments
            .first()
            .map(|appointment| appointment.start)
        {
            desk.know("date", format::date(locale, first.date()));
            desk.know("time", format::time(first.time()));
        }
        desk
    }

    fn know(&mut self, name: &'static str, value: String) {
        self.values.push((name, value));
    }

    fn say(&self, sentence: &str) -> String {
        fill(sentence, &self.values)
    }

    /// The three paragraphs of a letter, with what belongs between the last two.
    fn prose(self, prose: &Prose, between: Vec<Block>) -> Sheet {
        let mut blocks = vec![Block::Paragraph(vec![self.say(prose.opening)])];
        blocks.extend(between);
        if !prose.closing.is_empty() {
            blocks.push(Block::Paragraph(vec![self.say(prose.closing)]));
        }
        let greeting = match self
            .values
            .iter()
            .find(|(name, value)| *name == "client_name" && !value.is_empty())
        {
            Some(_) => self.say(self.words.greeting),
            None => self.words.greeting_nameless.to_owned(),
        };
        let courtesies = Courtesies {
            greeting,
            regards: self.words.regards,
        };
        let subject = self.say(prose.subject);
        Sheet {
            courtesies: Some(courtesies),
            ..self.sheet(&subject, blocks)
        }
    }

    /// The bare letter: subject, content, signature.
    fn sheet(self, subject: &str, blocks: Vec<Block>) -> Sheet {
        Sheet {
            language: self.locale.code(),
            subject: clean::line(subject, clean::SUBJECT),
            courtesies: None,
            blocks,
            salon: self.salon,
            unsubscribe: None,
        }
    }

    /// A letter about an appointment, with its table and notes.
    fn appointment(self, prose: &Prose, table: Table) -> Result<Sheet, LetterError> {
        let between = self.details(table)?;
        Ok(self.prose(prose, between))
    }

    /// The question whether a time suits, with its two answers.
    fn provisional(self, buttons: Vec<Button>, answer_by_mail: bool) -> Result<Sheet, LetterError> {
        let words = self.words;
        let mut between = self.details(PRICED)?;
        between.push(Block::Buttons(buttons));
        if answer_by_mail {
            between.push(Block::Paragraph(vec![
                words.provisional_answer_by_mail.to_owned(),
            ]));
        }
        Ok(self.prose(&words.provisional, between))
    }

    /// A place for somebody on the waiting list. There is no booking yet, so the table is made of the offer.
    fn offer(
        mut self,
        service: &str,
        staff: &str,
        date: NaiveDate,
        start: Option<NaiveDateTime>,
    ) -> Sheet {
        let (words, service, staff) = (
            self.words,
            clean::line(service, clean::NAME),
            clean::line(staff, clean::NAME),
        );
        self.values
            .retain(|(name, _)| !matches!(*name, "service_name" | "date"));
        self.know("service_name", service.clone());
        self.know("date", format::date(self.locale, date));
        let when = start.map_or_else(
            || format::date(self.locale, date),
            |start| format::moment(self.locale, start),
        );
        let mut rows = vec![
            row(words.labels.when, when),
            row(words.labels.what, service),
        ];
        if !staff.is_empty() {
            rows.push(row(words.labels.with, staff));
        }
        self.prose(&words.waitlist_available, vec![Block::Details(rows)])
    }

    /// A letter after a visit, without a table.
    fn visit(
        self,
        prose: &Prose,
        buttons: Vec<Button>,
        unsubscribe: Option<&str>,
    ) -> Result<Sheet, LetterError> {
        if self.appointments.is_empty() {
            return Err(LetterError::NoAppointment);
        }
        let review = matches!(self.letter.kind, Kind::ReviewRequest { .. });
        let farewell = if review {
            Some(farewell(self.words, unsubscribe)?)
        } else {
            None
        };
        let sheet = self.prose(prose, vec![Block::Buttons(buttons)]);
        Ok(Sheet {
            unsubscribe: farewell,
            ..sheet
        })
    }

    /// A letter in the salon's own words, which know fewer placeholders than ours.
    fn followup(
        mut self,
        subject: &str,
        body: &str,
        unsubscribe: Option<&str>,
    ) -> Result<Sheet, LetterError> {
        self.values.retain(|(name, _)| {
            matches!(
                *name,
                "client_name" | "salon_name" | "service_name" | "staff_name"
            )
        });
        let paragraphs = clean::paragraphs(body, clean::BODY).into_iter();
        let said = paragraphs
            .map(|lines| Block::Paragraph(lines.iter().map(|line| self.say(line)).collect()))
            .collect();
        let farewell = farewell(self.words, unsubscribe)?;
        let subject = self.say(&clean::line(subject, clean::SUBJECT));
        Ok(Sheet {
            unsubscribe: Some(farewell),
            ..self.sheet(&subject, said)
        })
    }

    /// One table for each appointment, the sum of several, and the notes.
    fn details(&self, table: Table) -> Result<Vec<Block>, LetterError> {
        let labels = &self.words.labels;
        let money = |cents| {
            format::money(
                self.locale,
                cents,
                &clean::line(&self.letter.salon.currency, 3),
            )
        };
        let mut tables: Vec<Vec<Row>> = Vec::new();
        for appointment in &self.appointments {
            let mut rows = vec![row(
                labels.when,
                format::span(self.locale, appointment.start, appointment.end),
            )];
            if let (Some(previous), true) = (table.previous, tables.is_empty()) {
                let value = format::moment(self.locale, previous);
                rows.push(Row {
                    label: labels.instead_of,
                    value,
                    past: true,
                });
            }
            rows.push(row(labels.what, appointment.service.clone()));
            if !appointment.staff.is_empty() {
                rows.push(row(labels.with, appointment.staff.clone()));
            }
            if table.prices && appointment.price_cents > 0 {
                rows.push(row(labels.price, money(appointment.price_cents)));
            }
            tables.push(rows);
        }
        let sum = self.appointments.iter().fold(0_i64, |sum, appointment| {
            sum.saturating_add(appointment.price_cents.max(0))
        });
        match tables.last_mut() {
            None => return Err(LetterError::NoAppointment),
            Some(last) if table.prices && sum > 0 && self.appointments.len() > 1 => {
                last.push(row(labels.total, money(sum)))
            }
            Some(_) => {}
        }
        let mut blocks: Vec<Block> = tables.into_iter().map(Block::Details).collect();
        let mut notes: Vec<String> = Vec::new();
        for line in self
            .appointments
            .iter()
            .flat_map(|appointment| clean::lines(&appointment.notes, clean::NOTE))
        {
            if !notes.contains(&line) {
                notes.push(line);
            }
        }
        if !notes.is_empty() {
            blocks.push(Block::Notes {
                label: labels.notes,
                lines: notes,
            });
        }
        Ok(blocks)
    }
}

/// The appointments in order, their names made harmless.
fn cleaned(letter: &Letter) -> Vec<Appointment> {
    let mut appointments = letter.appointments.clone();
    for appointment in &mut appointments {
        appointment.service = clean::line(&appointment.service, clean::NAME);
        appointment.staff = clean::line(&appointment.staff, clean::NAME);
    }
    appointments.sort_by(|a, b| (a.start, &a.uid).cmp(&(b.start, &b.uid)));
    appointments
}

/// The different names, in the order of the visit.
fn joined(appointments: &[Appointment], name: impl Fn(&Appointment) -> &String) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in appointments
        .iter()
        .map(|appointment| name(appointment).as_str())
    {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

fn row(label: &'static str, value: String) -> Row {
    Row {
        label,
        value,
        past: false,
    }
}

fn button(label: &str, url: &str) -> Result<Button, LetterError> {
    Ok(Button {
        label: label.to_owned(),
        url: link(url)?,
    })
}

/// How to get no more such letters: by the link, or by an answer.
fn farewell(words: &'static Words, url: Option<&str>) -> Result<Unsubscribe, LetterError> {
    Ok(match url {
        Some(url) => Unsubscribe {
            text: words.unsubscribe,
            link: Some(button(words.buttons.unsubscribe, url)?),
        },
        None => Unsubscribe {
            text: words.unsubscribe_by_mail,
            link: None,
        },
    })
}

/// A link as it may stand in a letter: http(s), and with everything odd in it percent-encoded.
pub(super) fn link(text: &str) -> Result<String, LetterError> {
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.as_str().len() <= LINK => {
            Ok(url.into())
        }
        _ => Err(LetterError::BadLink(clean::line(text, clean::NAME))),
    }
}
