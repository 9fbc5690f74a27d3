//! All that the book holds, as one download.

use rouille::{Response, ResponseBody};

use super::answer::Answer;
use super::visit::{Admin, Visit};
use crate::export::archive;

/// `GET /api/export`
pub(super) fn download(visit: &Visit<'_>, _: &Admin) -> Answer {
    let book = visit.app.db.stream_reader()?;
    let name = format!("daybook-{}.zip", visit.now.wall().date());
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(Response {
        status_code: 200,
        headers: vec![
            ("Content-Type".into(), "application/zip".into()),
            ("Content-Disposition".into(), disposition.into()),
        ],
        data: ResponseBody::from_reader(archive::stream(book, visit.now.stamp)?),
        upgrade: None,
    })
}
