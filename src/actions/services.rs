//! Offering services, changing them, dropping them. No booking is touched: each has its own price and minutes.

use crate::salon::Refusal;
use crate::salon::catalogue::{Service, Wish};
use crate::store::{Db, Result, Write, services};

/// Adds a service.
pub fn create(db: &Db, wish: Wish) -> Result<Service> {
    db.write(|write| {
        let mut service = Service::blank().with(wish)?;
        service.id = services::insert(write, &service)?;
        write.changed("service", service.id, "created", &[]);
        Ok(service)
    })
}

/// Changes a service.
pub fn update(db: &Db, id: i64, wish: Wish) -> Result<Service> {
    db.write(|write| {
        let service = known(write, id)?.with(wish)?;
        services::update(write, &service)?;
        write.changed("service", id, "updated", &[]);
        Ok(service)
    })
}

/// Deletes a service that nothing names.
pub fn delete(db: &Db, id: i64) -> Result<()> {
    db.write(|write| {
        let service = known(write, id)?;
        if let Some(what) = services::in_use(write, id)? {
            let sentence = format!(
                "{} is still named by {what} and can't be deleted. Make this service inactive instead.",
                service.name
            );
            return Err(Refusal::InUse(sentence).into());
        }
        services::delete(write, id)?;
        write.changed("service", id, "deleted", &[]);
        Ok(())
    })
}

fn known(write: &Write<'_>, id: i64) -> Result<Service> {
    Ok(services::find(write, id)?.ok_or(Refusal::NotFound("Service"))?)
}
