//! Clients get in line, and leave it.

use super::{checks, effects};
use crate::salon::Refusal;
use crate::salon::time::Now;
use crate::salon::waitlist::{Entry, Status, Wish};
use crate::salon::who::{Scope, Who};
use crate::store::offers::Slot;
use crate::store::{Db, Result, Write, jobs, offers, waitlist};

/// Puts a client in line.
pub fn create(db: &Db, who: &Who, mut wish: Wish, now: &Now) -> Result<Entry> {
    db.write(|write| {
        check_scope(&wish, who.scope)?;
        check_names(write, &mut wish, None)?;
        let entry = wish.fresh(now.stamp)?;
        let id = waitlist::insert(write, &entry)?;
        write.changed("waitlist", id, "created", &entry.touches());
        existing(write, id, who.scope)
    })
}

/// Changes an entry. Any status may follow any other: the desk knows what was said on the telephone.
pub fn update(db: &Db, who: &Who, id: i64, mut wish: Wish, now: &Now) -> Result<Entry> {
    db.write(|write| {
        let before = existing(write, id, who.scope)?;
        check_scope(&wish, who.scope)?;
        check_names(write, &mut wish, Some(&before))?;
        let entry = wish.applied_to(&before, now.stamp)?;
        if entry == before {
            return Ok(before);
        }
        let offered = offers::offered(write, id)?;
        waitlist::update(write, &entry)?;
        if before.status == Status::Notified && entry.status != Status::Notified {
            end_offer(write, who, &entry, offered.as_ref(), now)?;
        }
        write.changed("waitlist", id, "updated", &touched(&before, &entry));
        existing(write, id, who.scope)
    })
}

/// Ends an offer: its letter, where it hasn't left, stays here. A slot that was declined goes to the next in line.
fn end_offer(
    write: &Write<'_>,
    who: &Who,
    entry: &Entry,
    offered: Option<&Slot>,
    now: &Now,
) -> Result<()> {
    let why = "The offer was answered or withdrawn at the desk.";
    jobs::drop_offer(write, entry.id, why, now.stamp)?;
    match (entry.status, offered) {
        (Status::Passed | Status::Cancelled, Some(slot)) => {
            effects::pass_on(write, slot, Some(who.user_id), now)
        }
        _ => Ok(()),
    }
}

/// Deletes an entry that nothing names.
pub fn delete(db: &Db, who: &Who, id: i64) -> Result<()> {
    db.write(|write| {
        let entry = existing(write, id, who.scope)?;
        waitlist::delete(write, id)?;
        write.changed("waitlist", id, "deleted", &entry.touches());
        Ok(())
    })
}

fn existing(write: &Write<'_>, id: i64, scope: Scope) -> Result<Entry> {
    Ok(waitlist::find(write, id, scope)?.ok_or(Refusal::NotFound("Waitlist entry"))?)
}

/// Whose agenda a change touches: what was or is for anybody, everybody may know of.
fn touched(before: &Entry, after: &Entry) -> Vec<i64> {
    let (mut before, after) = (before.touches(), after.touches());
    if before.is_empty() || after.is_empty() {
        return Vec::new();
    }
    before.extend(after);
    before.dedup();
    before
}

fn check_scope(wish: &Wish, scope: Scope) -> Result<()> {
    let staff_id = wish.staff_id.flatten();
    if staff_id.is_some_and(|staff_id| !scope.covers(staff_id)) {
        let sentence =
            "You may put clients in line for yourself or for anybody, not for a colleague.";
        return Err(Refusal::Forbidden(sentence).into());
    }
    Ok(())
}

/// Notes ids that name nothing, or nothing that one can still wait for. What an entry names already may stay, and
/// must where a booking came from it.
fn check_names(write: &Write<'_>, wish: &mut Wish, before: Option<&Entry>) -> Result<()> {
    let named = |before: Option<Option<i64>>, wished: Option<i64>| {
        wished.filter(|id| before.flatten() != Some(*id))
    };
    let client_id = named(before.map(|b| Some(b.client_id)), wish.client_id);
    let service_id = named(before.map(|b| Some(b.service_id)), wish.service_id);
    let staff_id = named(before.map(|b| b.staff_id), wish.staff_id.flatten());
    let wrong = &mut wish.wrong;

    checks::client(write, client_id, wrong)?;
    checks::service(write, service_id, wrong)?;
    checks::staff(write, staff_id, wrong)?;
    if let Some(before) = before
        && (client_id.is_some() || service_id.is_some())
        && waitlist::is_booked(write, before.id)?
    {
        let field = if client_id.is_some() {
            "client_id"
        } else {
            "service_id"
        };
        wrong.wrong(
            field,
            "can't change any more: a booking came from this entry",
        );
    }
    Ok(())
}
