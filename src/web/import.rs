//! Bringing in another program's files from the desk: look first, then save. The file comes whole, in base64, since
//! nobody knows how its text is encoded before it was looked at.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::answer::{self, Answer};
use super::form::Form;
use super::visit::{Admin, LONGEST_BODY, Visit};
use crate::actions::import::{self, calendar::Whose};
use crate::salon::who::Actor;

/// `POST /api/import/clients`
pub(super) fn clients(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut form = visit.form()?;
    let file = file(&mut form);
    let save = form.boolean("save").unwrap_or(false);
    form.check()?;
    let (db, now) = (&visit.app.db, &visit.now);
    answer::json(&import::clients::bring(db, &file, save, now)?)
}

/// `POST /api/import/calendar`
pub(super) fn calendar(visit: &Visit<'_>, admin: &Admin) -> Answer {
    let mut form = visit.form()?;
    form.require(&["staff_id"]);
    let file = file(&mut form);
    let whose = Whose {
        staff_id: form.id("staff_id").unwrap_or(0),
        service_id: form.id_or_null("service_id").flatten(),
    };
    let save = form.boolean("save").unwrap_or(false);
    form.check()?;
    let (db, now) = (&visit.app.db, &visit.now);
    let actor = Actor::User(admin);
    answer::json(&import::calendar::bring(
        db, &actor, &file, whose, save, now,
    )?)
}

/// The bytes of a file. A browser hands them over as a data URL.
fn file(form: &mut Form) -> Vec<u8> {
    form.require(&["file"]);
    let bytes = form.read("file", |value| {
        let text = value.as_str().ok_or("must be a file in base64")?;
        let text = match text.split_once(";base64,") {
            Some((head, rest)) if head.starts_with("data:") => rest,
            _ => text,
        };
        let longest = LONGEST_BODY as usize;
        if text.len() > longest {
            return Err(format!("must be at most {longest} characters long"));
        }
        STANDARD
            .decode(text.trim())
            .map_err(|_| "must be a file in base64".to_owned())
    });
    bytes.unwrap_or_default()
}
