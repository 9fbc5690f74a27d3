//! A sample salon that looks alive: six people, 24 services, 300 clients, and a book from eight weeks back to eight
//! weeks ahead of today.
//!
//! Nothing of the book is written by hand. `plan` says who sits in which chair, `script` how that came to be, and
//! here it is lived through by the clock with the verbs that every desk uses, so that jobs, letters, audit log,
//! notifications and waitlist are what they would be, and can't drift from the rules. The same moment gives the
//! same salon, but for tokens.
//!
//! | file | holds |
//! |---|---|
//! | `team.rs` | who works, and when |
//! | `menu.rs` | what is offered, and what kinds of clients come for |
//! | `clients.rs` | who comes |
//! | `plan.rs` | the finished book, chair by chair |
//! | `script/` | what happened when |
//! | `chance.rs` | chance that can be repeated |

mod chance;
mod clients;
mod menu;
mod plan;
mod script;
mod team;

use chrono::NaiveDate;
use serde_json::json;

use crate::actions::{book, change};
use crate::app::App;
use crate::jobs::bygone::Past;
use crate::salon::booking::Wish;
use crate::salon::consequences::Cause;
use crate::salon::followup::{Followup, Step};
use crate::salon::rota::StaffMember;
use crate::salon::settings::Settings;
use crate::salon::time::{Now, Stamp};
use crate::salon::waitlist::Entry;
use crate::salon::who::{Actor, Role, Scope, Who};
use crate::store::users::{self, User};
use crate::store::{self, Result, Write, bookings, feedback, followups, notifications, settings};
use chance::Chance;
use clients::Regular;
use script::{By, Deed, Made, Script};
use team::Rota;

/// The sample salon's zone.
pub const ZONE: chrono_tz::Tz = chrono_tz::Europe::Amsterdam;

/// The sign-in addresses, with what each may do.
pub const LOGINS: [(&str, Role); 3] = [
    ("mila@salon.example", Role::Admin),
    ("desk@salon.example", Role::Desk),
    ("emre@salon.example", Role::Staff),
];

/// Fills an empty book with the sample salon as it stands at this moment; everybody signs in with one password.
pub fn fill(app: &App, now: &Now, password_hash: &str) -> Result<()> {
    app.db.write(settle_in)?;
    let today = now.wall().date();
    let chance = Chance::new(u64::from(today.to_epoch_days().unsigned_abs()));
    let (rota, services) = (Rota::around(today), menu::services());
    let mut regulars = clients::regulars(today, &chance);
    let misspelt = misspell(&mut regulars);
    let plan = plan::plan(&regulars, &services, &rota, today, &chance);
    let script = script::script(&plan, &regulars, now, &chance);
    app.db.write(|write| {
        open(write, &rota)?;
        let [mila, sanne] = sign_ups(write, &rota.staff, password_hash, today)?;
        let enter = |regular: &Regular| store::clients::insert(write, &regular.client);
        let life = Life {
            write,
            past: Past::new(app, write, (&misspelt, now.stamp.plus_hours(-24 * 4))),
            clients: regulars.iter().map(enter).collect::<Result<_>>()?,
            walk_in: store::clients::walk_in(write)?,
            desk: [sanne, mila],
            bookings: vec![0; script.made.len()],
            entries: vec![0; script.entries.len()],
        };
        life.live(script, now)?;
        notifications::read_until(write, now.stamp.plus_minutes(-100))
    })
}

/// What was there before the first client came.
fn open(write: &Write<'_>, rota: &Rota) -> Result<()> {
    for service in &menu::services() {
        store::services::insert(write, service)?;
    }
    for member in &rota.staff {
        store::staff::insert(write, member)?;
    }
    for off in &rota.time_off {
        store::rota::insert_time_off(write, off)?;
    }
    for (date, name) in &rota.holidays {
        store::holidays::insert(write, *date, name)?;
    }
    sequences(write)
}

/// The address that one client gave wrongly: letters there come back, as they do to every salon.
fn misspell(regulars: &mut [Regular]) -> String {
    let busy = regulars
        .iter_mut()
        .filter(|regular| !regular.client.email.is_empty());
    busy.min_by_key(|regular| regular.days)
        .map_or_else(String::new, |regular| {
            let email = &mut regular.client.email;
            *email = format!(
                "{}@exmaple.com",
                email.split('@').next().unwrap_or_default()
            );
            email.clone()
        })
}

/// What the salon has set.
fn settle_in(write: &Write<'_>) -> Result<()> {
    let chosen = json!({
        "salon_name": "Salon Mila",
        "salon_address": "Kapperskade 12, 1099 XX Amsterdam",
        "salon_phone": "+31 20 000 00 00",
        "reply_to": "desk@salon.example",
        "letter_footer": "Can't make it? Let us know a day before, please.",
        "country": "NL",
        "timezone": ZONE.name(),
        "locale": "en",
        "currency": "EUR",
        "opening_hours": team::opening_hours(),
        "review_url": "https://salon.example/review",
    });
    let keys: Vec<String> = chosen
        .as_object()
        .into_iter()
        .flat_map(|keys| keys.keys().cloned())
        .collect();
    let chosen: Settings = serde_json::from_value(chosen).map_err(anyhow::Error::from)?;
    settings::save(write, &keys, &chosen)
}

/// What follows a visit by itself.
fn sequences(write: &Write<'_>) -> Result<()> {
    let letter = |after: &str, service: &str, delay_days, subject: &str, body: &str| {
        let (name, service_id) = (after.to_owned(), Some(menu::id(service)));
        let followup = Followup {
            id: 0,
            name,
            service_id,
            active: true,
            steps: Vec::new(),
        };
        let id = followups::save(write, &followup)?;
        let (subject, body) = (subject.to_owned(), body.to_owned());
        followups::save_step(
            write,
            id,
            0,
            &Step {
                id: 0,
                delay_days,
                subject,
                body,
            },
        )
    };
    let gloss = "Dear {client_name}, six weeks after a balayage a gloss brings the shine back. Shall we see you?";
    letter(
        "After a balayage",
        "Balayage",
        42,
        "Time for a gloss?",
        gloss,
    )?;
    let care = "Dear {client_name}, your nails last longest with a drop of oil every evening.";
    letter(
        "After gel nails",
        "Gel nails",
        2,
        "How to keep your nails",
        care,
    )
}

/// Everybody's login; answers the owner and the receptionist, who keep the book.
fn sign_ups(
    write: &Write<'_>,
    staff: &[StaffMember],
    password_hash: &str,
    today: NaiveDate,
) -> Result<[Who; 2]> {
    let since = Stamp(today.and_time(chrono::NaiveTime::MIN).and_utc()).plus_hours(-24 * 400);
    let sign_up = |name: &str, email: &str, role, staff_id| -> Result<Who> {
        let (name, email) = (name.to_owned(), email.to_owned());
        let user = User {
            id: 0,
            name,
            email,
            role,
            staff_id,
            active: true,
            password_hash: password_hash.to_owned(),
        };
        let user_id = users::insert(write, &user, since)?;
        Ok(Who {
            user_id,
            session_id: 0,
            name: user.name,
            email: user.email,
            role,
            staff_id,
            scope: Scope::All,
        })
    };
    let [(mila, _), (sanne, _), _] = LOGINS;
    let keepers = [
        sign_up("Mila de Vries", mila, Role::Admin, Some(1))?,
        sign_up("Sanne Kok", sanne, Role::Desk, None)?,
    ];
    for member in staff.iter().filter(|member| member.email != mila) {
        sign_up(&member.name, &member.email, Role::Staff, Some(member.id))?;
    }
    Ok(keepers)
}

/// The salon's past, as it is lived through.
struct Life<'a> {
    write: &'a Write<'a>,
    past: Past<'a>,
    clients: Vec<i64>,
    walk_in: i64,
    /// Who keeps the book: the first most of the time.
    desk: [Who; 2],
    /// Ids of the appointments made, by their place in the script.
    bookings: Vec<i64>,
    /// Ids of the waitlist's entries, likewise.
    entries: Vec<i64>,
}

impl Life<'_> {
    fn live(mut self, script: Script, now: &Now) -> Result<()> {
        for (stamp, deed) in &script.deeds {
            let then = Now {
                stamp: *stamp,
                ..*now
            };
            self.past.pass(&then)?;
            self.act(&script, deed, &then)?;
        }
        self.past.pass(now)
    }

    fn act(&mut self, script: &Script, deed: &Deed, now: &Now) -> Result<()> {
        match deed {
            Deed::Wait(place) => {
                let (client, entry) = &script.entries[*place];
                let entry = Entry {
                    client_id: self.client(Some(*client)),
                    ..entry.clone()
                };
                self.entries[*place] = store::waitlist::insert(self.write, &entry)?;
            }
            Deed::Book(place) => {
                let mut wish = self.wish(&script.made[*place]);
                wish.told = self.was_told(&wish)?;
                self.bookings[*place] = book::enter(self.write, self.who(*place), &wish, now)?.id;
            }
            Deed::Change(place, by, wish) => {
                let (actor, cause) = match by {
                    By::Desk => (Actor::User(self.who(*place)), Cause::Desk),
                    By::Client => (Actor::Client, Cause::Client),
                };
                change::apply(self.write, &actor, cause, self.bookings[*place], wish, now)?;
            }
            Deed::Feedback(place, stars, words) => {
                let id = self.bookings[*place];
                let booking = bookings::find(self.write, id, Scope::All)?;
                // Only those are heard who were asked.
                if booking.is_some_and(|booking| booking.feedback_token.is_some()) {
                    feedback::insert(self.write, id, *stars, words, now.stamp)?;
                }
            }
        }
        Ok(())
    }

    /// What was wished for, with the ids that are known by now.
    fn wish(&self, made: &Made) -> Wish {
        Wish {
            client_id: Some(self.client(made.client)),
            visit_id: made.first.map(|first| self.bookings[first]),
            waitlist_id: made.entry.map(|entry| Some(self.entries[entry])),
            ..made.wish.clone()
        }
    }

    /// Who has no address was told when the appointment was made, at the till or on the telephone.
    fn was_told(&self, wish: &Wish) -> Result<bool> {
        let client = wish.client_id.unwrap_or(self.walk_in);
        let client = store::clients::find(self.write, client)?;
        Ok(client.is_some_and(|client| client.email.is_empty() && !client.walk_in))
    }

    fn client(&self, place: Option<usize>) -> i64 {
        place
            .and_then(|place| self.clients.get(place).copied())
            .unwrap_or(self.walk_in)
    }

    fn who(&self, place: usize) -> &Who {
        &self.desk[usize::from(place % 4 == 3)]
    }
}
