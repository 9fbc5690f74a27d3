//! A client's rights: to be forgotten, and to stay forgotten.

use crate::salon::Refusal;
use crate::salon::client::Client;
use crate::salon::time::{Now, Stamp};
use crate::salon::who::{Actor, Scope, Who};
use crate::store::{Db, Result, Write, audit, bookings, clients, erasure, merge};

/// Forgets a client, who is answered as what remains; a second time changes nothing.
pub fn erase(db: &Db, who: &Who, id: i64, now: &Now) -> Result<Client> {
    db.write(|write| {
        match erasure::is_walk_in(write, id)? {
            None => return Err(Refusal::NotFound("Client").into()),
            Some(true) => {
                let sentence = "Walk-ins are nobody in particular: there is nothing to erase.";
                return Err(Refusal::Clash("walk_in", sentence.to_owned()).into());
            }
            Some(false) => {}
        }
        if !erasure::is_erased(write, id)? {
            forget(write, &Actor::User(who), id, now)?;
        }
        Ok(clients::find(write, id)?.ok_or(Refusal::NotFound("Client"))?)
    })
}

/// Forgets again who was forgotten before: an older book that was put back knows them still. Clients whom that book
/// doesn't know are passed over.
pub fn erase_again(db: &Db, erased: &[(i64, Stamp)], now: &Now) -> Result<()> {
    db.write(|write| {
        for (id, _) in erased {
            if erasure::is_walk_in(write, *id)? == Some(false) && !erasure::is_erased(write, *id)? {
                forget(write, &Actor::Daybook, *id, now)?;
            }
        }
        Ok(())
    })
}

fn forget(write: &Write<'_>, actor: &Actor<'_>, id: i64, now: &Now) -> Result<()> {
    erasure::erase(write, id, now.stamp)?;
    for booking_id in merge::bookings(write, id)? {
        let Some(booking) = bookings::find(write, booking_id, Scope::All)? else {
            continue;
        };
        let standing = bookings::standing(write, booking_id)?;
        let row = (&booking, &standing);
        audit::note(write, actor, "erased", Some(row), row, now.stamp)?;
        write.changed("booking", booking_id, "updated", &[booking.staff_id]);
    }
    write.changed("client", id, "deleted", &[]);
    Ok(())
}
