//! Keeping follow-up sequences.

use crate::salon::Refusal;
use crate::salon::followup::{self, Followup, Wish};
use crate::salon::time::Now;
use crate::store::{Db, Result, Write, followups, references};

/// Makes a sequence.
pub fn create(db: &Db, wish: Wish, now: &Now) -> Result<Followup> {
    let fresh = Followup {
        id: 0,
        name: String::new(),
        service_id: None,
        active: true,
        steps: Vec::new(),
    };
    db.write(|write| save(write, &fresh, wish, "created", now))
}

/// Changes a sequence. Letters that wait and are no longer part of it are dropped; the others say what it says now.
pub fn update(db: &Db, id: i64, wish: Wish, now: &Now) -> Result<Followup> {
    db.write(|write| {
        let before = present(write, id)?;
        save(write, &before, wish, "updated", now)
    })
}

/// Deletes a sequence, with its letters that wait; answers what it was.
pub fn delete(db: &Db, id: i64, now: &Now) -> Result<Followup> {
    db.write(|write| {
        let followup = present(write, id)?;
        for step in &followup.steps {
            followups::remove_step(write, step.id, "The sequence was deleted.", now.stamp)?;
        }
        followups::remove(write, id)?;
        write.changed("followup", id, "deleted", &[]);
        Ok(followup)
    })
}

fn present(write: &Write<'_>, id: i64) -> Result<Followup> {
    Ok(followups::find(write, id)?.ok_or(Refusal::NotFound("Sequence"))?)
}

fn save(
    write: &Write<'_>,
    before: &Followup,
    wish: Wish,
    action: &'static str,
    now: &Now,
) -> Result<Followup> {
    let mut wrong = wish.wrong;
    if let Some(Some(service_id)) = wish.service_id
        && references::service(write, service_id)?.is_none()
    {
        wrong.wrong("service_id", "names no service");
    }
    wrong.check()?;
    let mut after = Followup {
        id: before.id,
        name: wish.name.unwrap_or_else(|| before.name.clone()),
        service_id: wish.service_id.unwrap_or(before.service_id),
        active: wish.active.unwrap_or(before.active),
        steps: wish.steps.unwrap_or_else(|| before.steps.clone()),
    };
    followup::matched(&mut after.steps, &before.steps);
    let id = followups::save(write, &after)?;
    let kept = |id| after.steps.iter().any(|step| step.id == id);
    for step in before.steps.iter().filter(|step| !kept(step.id)) {
        let why = "The sequence was changed and no longer has this letter.";
        followups::remove_step(write, step.id, why, now.stamp)?;
    }
    for (position, step) in after.steps.iter().enumerate() {
        followups::save_step(write, id, position, step)?;
    }
    write.changed("followup", id, action, &[]);
    present(write, id)
}
