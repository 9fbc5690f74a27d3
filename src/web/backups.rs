//! Backups over HTTP: which there are, a new one, one to take away, and whether all is well.

use percent_encoding::percent_decode_str;
use rouille::Response;
use serde::Serialize;
use serde_json::json;

use super::answer::{self, Answer};
use super::auth;
use super::visit::{Admin, Desk, Visit};
use crate::actions::backups as noted;
use crate::backup::{Kept, Why};
use crate::salon::Refusal;
use crate::salon::time::Stamp;
use crate::store::{copy, files, nightly};

/// A salon without a good backup for so long is told so loudly: a night, and one to spare.
const OVERDUE_HOURS: i64 = 48;
/// The header in which a password comes along with a GET.
const PASSWORD: &str = "X-Password";

/// A backup that was made, and what did not go as it should.
#[derive(Serialize)]
struct Made<'a> {
    #[serde(flatten)]
    kept: &'a Kept,
    warnings: &'a [String],
}

/// `GET /api/backups`
pub(super) fn list(visit: &Visit<'_>, _: &Admin) -> Answer {
    let mut query = visit.query(&["page", "limit"]);
    let page = query.page();
    query.check()?;
    match visit.app.backups.list() {
        Ok(all) => answer::short_list(&all, page),
        Err(trouble) => Ok(answer::trouble(&trouble)),
    }
}

/// `POST /api/backups`
pub(super) fn create(visit: &Visit<'_>, _: &Admin) -> Answer {
    let made = match visit.app.backups.make(Why::Routine, &visit.now) {
        Ok(made) => made,
        Err(trouble) => return Ok(answer::trouble(&trouble)),
    };
    // The backup is there, whether or not the screens can be told.
    let told = visit.app.db.write(|write| {
        noted::changed(write);
        Ok(())
    });
    if let Err(error) = told {
        log::warn!("the screens could not be told of a backup: {error}");
    }
    answer::json(&Made {
        kept: &made.kept,
        warnings: &made.warnings,
    })
}

/// `GET /api/backups/:name`
pub(super) fn download(visit: &Visit<'_>, admin: &Admin) -> Answer {
    let name = visit.segments().get(2).map_or("", AsRef::as_ref);
    let kept = match visit.app.backups.find(name) {
        Ok(kept) => kept.ok_or(Refusal::NotFound("Backup"))?,
        Err(trouble) => return Ok(answer::trouble(&trouble)),
    };
    let given = visit.request.header(PASSWORD);
    let given = given
        .ok_or_else(|| Refusal::field(PASSWORD, "is required: your own password, as a header"))?;
    let password = percent_decode_str(given).decode_utf8_lossy();
    auth::confirm(visit, admin, &password, PASSWORD)?;
    let file = files::open_plain(&kept.path).map_err(|_| Refusal::NotFound("Backup"))?;
    let disposition = format!("attachment; filename=\"{}\"", kept.name);
    Ok(Response::from_file("application/vnd.sqlite3", file)
        .with_additional_header("Content-Disposition", disposition))
}

/// `GET /api/backups/status`
pub(super) fn status(visit: &Visit<'_>, _: &Desk) -> Answer {
    let (problem, next_at, begun_at) = visit.app.db.read(|book| {
        Ok((
            nightly::last_problem(book)?,
            nightly::next_at(book)?,
            copy::begun_at(book)?,
        ))
    })?;
    let (last_good, problem) = match visit.app.backups.last_good() {
        Ok(last_good) => (last_good, problem),
        Err(trouble) => (None, Some(trouble.to_string())),
    };
    let now = visit.now.stamp;
    let hours = |then: Stamp| (now.0 - then.0).num_hours().max(0);
    let last_at = last_good.as_ref().map(|kept| kept.created_at);
    let begun_at = begun_at.as_deref().and_then(Stamp::stored);
    let without = last_at.or(begun_at).map_or(OVERDUE_HOURS, hours);
    let overdue = without >= OVERDUE_HOURS;
    let mut message = match last_at {
        Some(at) if !overdue => format!("The last good backup is of {}.", at.wall(visit.now.zone)),
        None if !overdue => "There is no backup yet.".to_owned(),
        _ => format!("There has been no good backup for {} days.", without / 24),
    };
    if let Some(problem) = &problem {
        message = format!("{message} {problem}");
    }
    answer::json(&json!({
        "last_good_at": last_at, "age_hours": last_at.map(hours), "overdue": overdue, "next_at": next_at,
        "problem": problem, "message": message,
    }))
}
