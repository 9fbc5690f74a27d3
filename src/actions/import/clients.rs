//! Holds a list of clients against the book: who is new, who is there already, who can't be entered.
//!
//! A person is known by the e-mail address, else by the telephone number as the salon's country dials it, else, where
//! a row gives neither, by the name. What the book knows stays; what it lacks is filled in. One number may be a whole
//! family's: a row with another name is not taken for the same person but shown to somebody who can tell.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;
use serde::Serialize;

use crate::import::clients::{self as list, List};
use crate::salon::client::Client;
use crate::salon::time::Now;
use crate::salon::{Refusal, phone};
use crate::store::clients::{self, Known};
use crate::store::{Db, Result};

/// Fewer digits tell nobody apart.
const TELLING_DIGITS: usize = 6;
/// So many new clients are shown as examples.
const EXAMPLES: usize = 10;
/// More changes than these are told to the screens as one: they look anew at the first.
const MOST_TOLD: usize = 20;

/// What an import did, or would do.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Whether it was done; else it was only looked at.
    pub saved: bool,
    /// Clients that are new.
    pub new: usize,
    /// Clients in the book of whom the list knows more; what was empty is filled in.
    pub completed: usize,
    /// Rows that say nothing new.
    pub same: usize,
    /// Rows that name somebody else's address or number; they are not entered.
    pub doubtful: Vec<Line>,
    /// Rows that can't be entered.
    pub refused: Vec<Line>,
    /// The columns that were understood.
    pub columns: Vec<Understood>,
    /// The columns that stay behind.
    pub ignored: Vec<String>,
    /// The first of the new clients.
    pub examples: Vec<Example>,
    /// What to do first, so that more is recognised.
    pub advice: Option<&'static str>,
}

/// A row of which something is to be said.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The line of the file.
    pub line: u64,
    /// Whom it is about.
    pub name: String,
    /// What is to be said.
    pub why: String,
}

/// A client who is new.
#[derive(Debug, Serialize)]
pub struct Example {
    name: String,
    email: String,
    phone: String,
    birthday: Option<NaiveDate>,
    alert: String,
    marketing_consent: bool,
}

impl From<Client> for Example {
    fn from(client: Client) -> Self {
        Self {
            name: client.name,
            email: client.email,
            phone: client.phone,
            birthday: client.birthday,
            alert: client.alert,
            marketing_consent: client.marketing_consent,
        }
    }
}

/// A column that was understood.
#[derive(Debug, Serialize)]
pub struct Understood {
    /// Its name in the file.
    pub column: String,
    /// The field that it goes to.
    pub field: &'static str,
}

/// Looks at a file and, when `save` is set, enters what it holds.
pub fn bring(db: &Db, file: &[u8], save: bool, now: &Now) -> Result<Report> {
    let country = db.settings().country.clone();
    let list = list::read(file, &country, now).map_err(Refusal::Malformed)?;
    if !save {
        return db.read(|book| Ok(plan(&list, clients::known(book)?, &country).report(&list)));
    }
    db.write(|write| {
        let plan = plan(&list, clients::known(write)?, &write.settings().country);
        for client in &plan.new {
            clients::insert(write, client)?;
        }
        for client in plan.completed.values() {
            let updated_at = now.stamp;
            clients::update(
                write,
                &Client {
                    updated_at,
                    ..client.clone()
                },
            )?;
        }
        for client in plan.completed.values().take(MOST_TOLD) {
            write.changed("client", client.id, "updated", &[]);
        }
        if !plan.new.is_empty() {
            write.changed("client", write.last_insert_rowid(), "created", &[]);
        }
        Ok(Report {
            saved: true,
            ..plan.report(&list)
        })
    })
}

/// What is to be done with each row.
#[derive(Default)]
struct Plan {
    new: Vec<Client>,
    completed: HashMap<i64, Client>,
    same: usize,
    doubtful: Vec<Line>,
    refused: Vec<Line>,
    lacks_country: bool,
}

impl Plan {
    fn report(self, list: &List) -> Report {
        let understood = |(column, field): &(String, &'static str)| Understood {
            column: column.clone(),
            field,
        };
        let advice = "Say which country the salon is in first (setting country), so that one number written in two \
                      ways is recognised.";
        Report {
            saved: false,
            new: self.new.len(),
            completed: self.completed.len(),
            same: self.same,
            doubtful: self.doubtful,
            refused: self.refused,
            columns: list.columns.iter().map(understood).collect(),
            ignored: list.ignored.clone(),
            examples: self
                .new
                .into_iter()
                .take(EXAMPLES)
                .map(Into::into)
                .collect(),
            advice: self.lacks_country.then_some(advice),
        }
    }
}

fn plan(list: &List, known: Vec<Known>, country: &str) -> Plan {
    let mut plan = Plan {
        lacks_country: country.is_empty()
            && list.columns.iter().any(|(_, field)| *field == "phone"),
        ..Plan::default()
    };
    let mut people = People::default();
    for person in known {
        people.add(person);
    }
    for row in &list.rows {
        let line = |why: String| Line {
            line: row.line,
            name: row.name.clone(),
            why,
        };
        let client = match &row.client {
            Ok(client) => client,
            Err(wrong) => {
                plan.refused.push(line(wrong.to_string()));
                continue;
            }
        };
        let digits = phone::digits(&client.phone, country);
        match people.meet(client, &digits) {
            Meeting::Nobody => {
                people.add(Known {
                    digits,
                    row: Some(row.line),
                    ..Known::of(client)
                });
            }
            Meeting::Same(id) => match people.completed(id, client) {
                Some(better) => {
                    plan.completed.insert(better.id, better);
                }
                None => plan.same += 1,
            },
            Meeting::Doubt(why) => plan.doubtful.push(line(why)),
        }
    }
    let of_the_list = people.all.into_iter().filter(|person| person.row.is_some());
    plan.new = of_the_list.map(|person| person.client).collect();
    plan
}

/// Everybody who is known so far: those in the book, and those of the rows before.
#[derive(Default)]
struct People {
    all: Vec<Known>,
    by_email: HashMap<String, usize>,
    by_phone: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, usize>,
}

/// Whom a row is about.
enum Meeting {
    Nobody,
    /// The same person, by the place among all.
    Same(usize),
    /// Perhaps the same person: why.
    Doubt(String),
}

impl People {
    fn add(&mut self, person: Known) {
        let place = self.all.len();
        let client = &person.client;
        if !client.email.is_empty() {
            self.by_email
                .entry(client.email.to_lowercase())
                .or_insert(place);
        }
        if person.digits.len() >= TELLING_DIGITS {
            self.by_phone
                .entry(person.digits.clone())
                .or_default()
                .push(place);
        }
        if let Entry::Vacant(first) = self.by_name.entry(folded(&client.name)) {
            first.insert(place);
        }
        self.all.push(person);
    }

    fn meet(&self, client: &Client, digits: &str) -> Meeting {
        if let Some(&place) = self.by_email.get(&client.email.to_lowercase()) {
            let other = &self.all[place];
            return if agree(&other.client.name, &client.name) {
                Meeting::Same(place)
            } else {
                Meeting::Doubt(doubt("e-mail address", other))
            };
        }
        let at_number = self.by_phone.get(digits).map_or(&[][..], Vec::as_slice);
        let named = |place: &&usize| agree(&self.all[**place].client.name, &client.name);
        if let Some(&place) = at_number.iter().find(named) {
            return Meeting::Same(place);
        }
        // Another address and another name: another person at the same telephone.
        let with_address = |place: &&usize| !self.all[**place].client.email.is_empty();
        match at_number.first() {
            Some(_)
                if !client.email.is_empty()
                    && at_number.iter().all(|place| with_address(&place)) =>
            {
                Meeting::Nobody
            }
            Some(&place) => Meeting::Doubt(doubt("telephone number", &self.all[place])),
            None if client.email.is_empty() && client.phone.is_empty() => {
                let same = self.by_name.get(&folded(&client.name));
                same.map_or(Meeting::Nobody, |place| Meeting::Same(*place))
            }
            None => Meeting::Nobody,
        }
    }

    /// Somebody in the book with what this row knows besides; none where it knows no more.
    fn completed(&mut self, place: usize, row: &Client) -> Option<Client> {
        let known = &mut self.all[place];
        // Whoever was merged into somebody else has no record any more that could be completed.
        if known.merged || known.client.walk_in {
            return None;
        }
        let filled =
            |ours: &String, theirs: &String| if ours.is_empty() { theirs } else { ours }.clone();
        let client = &known.client;
        let better = Client {
            email: filled(&client.email, &row.email),
            phone: filled(&client.phone, &row.phone),
            notes: filled(&client.notes, &row.notes),
            alert: filled(&client.alert, &row.alert),
            language: filled(&client.language, &row.language),
            birthday: client.birthday.or(row.birthday),
            ..client.clone()
        };
        if better == *client {
            return None;
        }
        known.client = better.clone();
        // Somebody of a row before is entered with all that the rows know.
        known.row.is_none().then_some(better)
    }
}

fn doubt(what: &str, other: &Known) -> String {
    let whose = other.row.map_or_else(
        || format!("{}, who is in the book", other.client.name),
        |line| format!("{} in line {line}", other.client.name),
    );
    format!("has the {what} of {whose}: enter this client by hand if it is somebody else")
}

/// Two ways of writing one name: one holds all words of the other.
fn agree(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        folded(name)
            .split(' ')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (one, other) = (words(one), words(other));
    one.iter().all(|word| other.contains(word)) || other.iter().all(|word| one.contains(word))
}

fn folded(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
