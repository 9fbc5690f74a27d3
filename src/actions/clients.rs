//! Clients come into the book, change, and leave it while nothing names them.

use super::change;
use crate::salon::Refusal;
use crate::salon::booking::Wish as Wished;
use crate::salon::client::{Client, Wish};
use crate::salon::consequences::Cause;
use crate::salon::time::Now;
use crate::salon::who::{Actor, Scope, Who};
use crate::store::{Db, Result, Write, bookings, clients};

/// Enters a client.
pub fn create(db: &Db, wish: Wish, now: &Now) -> Result<Client> {
    let client = wish.fresh(now.stamp)?;
    db.write(|write| {
        let id = clients::insert(write, &client)?;
        write.changed("client", id, "created", &[]);
        existing(write, id)
    })
}

/// Changes a client. Another e-mail address ends the links in letters that went to the old one; what was asked there
/// is asked anew at the new one.
pub fn update(db: &Db, who: &Who, id: i64, wish: Wish, now: &Now) -> Result<Client> {
    db.write(|write| {
        let before = existing(write, id)?;
        let mut client = wish.applied_to(&before)?;
        if client == before {
            return Ok(before);
        }
        if clients::is_erased(write, id)? {
            let sentence =
                "This client asked to be forgotten, so nothing is written down any more.";
            return Err(Refusal::Clash("erased", sentence.to_owned()).into());
        }
        client.updated_at = now.stamp;
        clients::update(write, &client)?;
        write.changed("client", id, "updated", &[]);
        if !client.email.eq_ignore_ascii_case(&before.email) {
            for (booking_id, staff_id) in clients::end_links(write, id)? {
                write.changed("booking", booking_id, "updated", &[staff_id]);
            }
            if !client.email.is_empty() {
                ask_anew(write, who, id, now)?;
            }
        }
        existing(write, id)
    })
}

/// Asks a client anew whether the times that wait for an answer suit them, whoever's agenda they are in: only who
/// changed the address is known, and that was everybody's to change.
fn ask_anew(write: &Write<'_>, who: &Who, id: i64, now: &Now) -> Result<()> {
    let everywhere = Who {
        scope: Scope::All,
        ..who.clone()
    };
    let actor = Actor::User(&everywhere);
    for booking_id in bookings::unanswered(write, id, now.wall())? {
        // A provisional booking without a link gets a new one, whatever else is wished.
        change::apply(
            write,
            &actor,
            Cause::Desk,
            booking_id,
            &Wished::default(),
            now,
        )?;
    }
    Ok(())
}

/// Takes a client whom nothing names out of the book.
pub fn delete(db: &Db, id: i64) -> Result<()> {
    db.write(|write| {
        let client = existing(write, id)?;
        if client.walk_in {
            let sentence = "The walk-in client belongs to the book and can't be deleted.";
            return Err(Refusal::InUse(sentence.to_owned()).into());
        }
        clients::delete(write, &client)?;
        write.changed("client", id, "deleted", &[]);
        Ok(())
    })
}

fn existing(write: &Write<'_>, id: i64) -> Result<Client> {
    Ok(clients::find(write, id)?.ok_or(Refusal::NotFound("Client"))?)
}
