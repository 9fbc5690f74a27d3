//! Free slots over HTTP.

use rusqlite::Connection;

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::salon::Fields;
use crate::salon::catalogue::Service;
use crate::store::availability::{self, Ask};
use crate::store::{Result, references, services};

/// `GET /api/availability`
pub(super) fn list(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut query = visit.query(&["service_id", "date", "staff_id"]);
    query.require(&["service_id", "date"]);
    let (service_id, staff_id) = (query.id("service_id"), query.id("staff_id"));
    let date = query.date("date");
    let settings = visit.app.db.settings();
    let slots = visit.app.db.read(|book| {
        let service = offered(book, service_id, &mut query.wrong)?;
        check_staff(book, staff_id, &mut query.wrong)?;
        query.check()?;
        let (Some(service), Some(date)) = (&service, date) else {
            return Ok(Vec::new());
        };
        let ask = Ask {
            service,
            date,
            staff_id,
        };
        availability::slots(book, &settings, &ask, member.scope, &visit.now)
    })?;
    answer::json(&slots)
}

/// The service that is asked for, as far as it can be booked.
fn offered(book: &Connection, id: Option<i64>, wrong: &mut Fields) -> Result<Option<Service>> {
    let Some(id) = id else {
        return Ok(None);
    };
    match services::find(book, id)? {
        Some(service) if service.active => return Ok(Some(service)),
        Some(service) => {
            let what = format!("names {}, which is no longer offered", service.name);
            wrong.wrong("service_id", what);
        }
        None => wrong.wrong("service_id", "names no service"),
    }
    Ok(None)
}

fn check_staff(book: &Connection, id: Option<i64>, wrong: &mut Fields) -> Result<()> {
    match id {
        Some(id) if references::staff(book, id)?.is_none() => {
            wrong.wrong("staff_id", "names no staff member");
        }
        _ => {}
    }
    Ok(())
}
