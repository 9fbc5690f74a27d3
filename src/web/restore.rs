//! Putting a backup in the place of the book, from the desk: an admin hands one in or names one, reads what it holds
//! and what would be lost, and gives the password again. The server then closes the book and opens the other.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::json;

use super::answer::{self, Answer};
use super::auth;
use super::form::Form;
use super::visit::{Admin, Desk, Visit};
use crate::actions::restored;
use crate::backup::{Preview, Source};
use crate::outside::leaving::Why;
use crate::salon::Refusal;
use crate::salon::login::LONGEST_PASSWORD;

/// A backup may be this long.
const LONGEST: i64 = 1 << 40;
/// The longest name of a backup, in characters.
const LONGEST_NAME: usize = 200;

/// A restore that begins now.
#[derive(Serialize)]
struct Begun {
    restoring: bool,
    #[serde(flatten)]
    preview: Preview,
}

/// `POST /api/restore/upload`
pub(super) fn upload(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut form = visit.form()?;
    form.require(&["offset", "data"]);
    let offset = form.integer("offset", 0, LONGEST).unwrap_or_default();
    let data = form.raw("data").and_then(serde_json::Value::as_str);
    let piece = data.and_then(|data| STANDARD.decode(data).ok());
    if piece.is_none() && form.has("data") {
        form.wrong.wrong("data", "must be bytes in Base64");
    }
    form.check()?;
    let offset = u64::try_from(offset).unwrap_or_default();
    match visit.app.backups.upload(offset, &piece.unwrap_or_default()) {
        Ok(size) => answer::json(&json!({ "size_bytes": size })),
        Err(trouble) => Ok(answer::trouble(&trouble)),
    }
}

/// `POST /api/restore/preview`
pub(super) fn preview(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut form = visit.form()?;
    let source = source(&mut form);
    form.check()?;
    match visit.app.backups.look_at(&source, visit.now.stamp) {
        Ok(preview) => answer::json(&preview.ok_or(Refusal::NotFound("Backup"))?),
        Err(trouble) => Ok(answer::trouble(&trouble)),
    }
}

/// `POST /api/restore`
pub(super) fn restore(visit: &Visit<'_>, admin: &Admin) -> Answer {
    let mut form = visit.form()?;
    let source = source(&mut form);
    form.require(&["password"]);
    let password = form.text("password", LONGEST_PASSWORD).unwrap_or_default();
    form.check()?;
    auth::confirm(visit, admin, &password, "password")?;
    if !visit.app.leaving.comes_back() {
        let sentence = "The sample salon keeps the book that it has.";
        return Err(Refusal::Clash("sample_salon", sentence.to_owned()).into());
    }
    match visit.app.backups.restore_next(&source, visit.now.stamp) {
        Ok(preview) => {
            let preview = preview.ok_or(Refusal::NotFound("Backup"))?;
            log::info!("{} restores a backup", admin.name);
            visit.app.leaving.ask(Why::Restore);
            answer::json(&Begun {
                restoring: true,
                preview,
            })
        }
        Err(trouble) => Ok(answer::trouble(&trouble)),
    }
}

/// `POST /api/jobs/release`
pub(super) fn release(visit: &Visit<'_>, _: &Desk) -> Answer {
    let released = restored::release(&visit.app.db, &visit.now)?;
    answer::json(&json!({ "released": released }))
}

/// Which backup: one that is listed, or the one that was handed in.
fn source(form: &mut Form) -> Source {
    let backup = form
        .line("backup", LONGEST_NAME)
        .filter(|name| !name.is_empty());
    let uploaded = form.boolean("uploaded").unwrap_or(false);
    if backup.is_some() == uploaded {
        form.wrong.wrong(
            "backup",
            "must be the name of a backup, unless \"uploaded\" is true",
        );
    }
    backup.map_or(Source::Uploaded, Source::Kept)
}
