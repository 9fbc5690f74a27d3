//! Taking staff on, changing what is known of them, letting them go.

use crate::salon::rota::{StaffMember, StaffWish};
use crate::salon::{Fields, Refusal};
use crate::store::{Db, Result, Write, services, staff};

/// Takes somebody on.
pub fn create(db: &Db, wish: StaffWish) -> Result<StaffMember> {
    db.write(|write| {
        let mut member = checked(write, StaffMember::blank(), wish)?;
        member.id = staff::insert(write, &member)?;
        write.changed("staff", member.id, "created", &[]);
        Ok(member)
    })
}

/// Changes what is known of a staff member.
pub fn update(db: &Db, id: i64, wish: StaffWish) -> Result<StaffMember> {
    db.write(|write| {
        let member = checked(write, known(write, id)?, wish)?;
        staff::update(write, &member)?;
        write.changed("staff", id, "updated", &[]);
        Ok(member)
    })
}

/// Deletes a staff member whom nothing names.
pub fn delete(db: &Db, id: i64) -> Result<()> {
    db.write(|write| {
        let member = known(write, id)?;
        if let Some(what) = staff::in_use(write, id)? {
            let sentence = format!(
                "{} is still named by {what} and can't be deleted. Make this staff member inactive instead.",
                member.name
            );
            return Err(Refusal::InUse(sentence).into());
        }
        staff::delete(write, id)?;
        write.changed("staff", id, "deleted", &[]);
        Ok(())
    })
}

fn known(write: &Write<'_>, id: i64) -> Result<StaffMember> {
    Ok(staff::find(write, id)?.ok_or(Refusal::NotFound("Staff member"))?)
}

fn checked(write: &Write<'_>, current: StaffMember, mut wish: StaffWish) -> Result<StaffMember> {
    let mut wrong = std::mem::take(&mut wish.wrong);
    let mut member = current.with(wish);
    if let Some(ids) = &mut member.service_ids {
        ids.sort_unstable();
        ids.dedup();
        check_services(write, ids, &mut wrong)?;
    }
    wrong.check()?;
    Ok(member)
}

fn check_services(write: &Write<'_>, ids: &[i64], wrong: &mut Fields) -> Result<()> {
    for id in ids {
        if services::find(write, *id)?.is_none() {
            wrong.wrong("service_ids", format!("names {id}, which is no service"));
        }
    }
    Ok(())
}
