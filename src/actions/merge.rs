//! Joining two clients who are one person.

use crate::salon::Refusal;
use crate::salon::client::Client;
use crate::salon::time::Now;
use crate::salon::who::{Actor, Scope, Who};
use crate::store::merge::{self, Candidate};
use crate::store::{Db, Result, Write, audit, bookings, clients};

/// Merges a client into another, who is answered: bookings, waitlist, letters and all; the record stays, hidden.
pub fn merge(db: &Db, who: &Who, from: i64, into: i64, now: &Now) -> Result<Client> {
    db.write(|write| {
        let source = merge::candidate(write, from)?.ok_or(Refusal::NotFound("Client"))?;
        let target = merge::candidate(write, into)?;
        let target = target
            .ok_or_else(|| Refusal::field("into", "names no client, or one merged already"))?;
        if from == into {
            return Err(Refusal::field("into", "must be another client").into());
        }
        for candidate in [&source, &target] {
            check(candidate)?;
        }
        for id in merge::bookings(write, from)? {
            take_over(write, who, id, into, now)?;
        }
        merge::hand_over(write, from, into, now.stamp)?;
        let person = target.person.joined(source.person);
        merge::save(write, into, &person, now.stamp)?;
        write.changed("client", from, "deleted", &[]);
        write.changed("client", into, "updated", &[]);
        Ok(clients::find(write, into)?.ok_or(Refusal::NotFound("Client"))?)
    })
}

fn check(candidate: &Candidate) -> Result<()> {
    let (code, sentence) = match candidate {
        Candidate { walk_in: true, .. } => (
            "walk_in",
            "Walk-ins are nobody in particular and can't be merged.",
        ),
        Candidate { erased: true, .. } => ("erased", "A client who was erased can't be merged."),
        _ => return Ok(()),
    };
    Err(Refusal::Clash(code, sentence.to_owned()).into())
}

/// The booking is the other client's now. They know of it, being the same person, so nothing is sent.
fn take_over(write: &Write<'_>, who: &Who, id: i64, into: i64, now: &Now) -> Result<()> {
    let missing = || Refusal::NotFound("Booking");
    let before = bookings::find(write, id, Scope::All)?.ok_or_else(missing)?;
    let standing = bookings::standing(write, id)?;
    let mut after = before.clone();
    (after.client_id, after.version) = (into, before.version + 1);
    after.updated_at = now.stamp;
    bookings::update(write, &after, &standing)?;
    let after = bookings::find(write, id, Scope::All)?.ok_or_else(missing)?;
    let change = (Some((&before, &standing)), (&after, &standing));
    let actor = Actor::User(who);
    audit::note(write, &actor, "merged", change.0, change.1, now.stamp)?;
    write.changed("booking", id, "updated", &[after.staff_id]);
    Ok(())
}
