//! Letters over HTTP, as a person asks about them. Sending one, trying again and calling it off are words on its job.

use serde::Serialize;

use super::answer::{self, Answer};
use super::visit::{Member, Visit};
use crate::connections::Connections;
use crate::salon::who::Role;
use crate::store::correspondence::{self as letters, Filter, Stage};
use crate::store::restored;

/// Where letters go.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "MailWay"))]
pub(crate) enum Way {
    /// To a mail server, which passes them on.
    Server,
    /// Into a folder of this machine; nobody gets them.
    Folder,
    /// Nowhere: they wait until a mail server is set up.
    Nowhere,
}

impl Way {
    fn of(connections: &Connections) -> Self {
        if !connections.mail.folder.is_empty() {
            Way::Folder
        } else if connections.has_mail() {
            Way::Server
        } else {
            Way::Nowhere
        }
    }
}

/// How the salon's letters stand, at a glance.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Correspondence"))]
pub(crate) struct Standing {
    /// Where letters go.
    mail: Way,
    /// Letters that leave by themselves.
    waiting: i64,
    /// Letters that wait for a person's word.
    held: i64,
    /// Those among them that a restore held back, for whoever may let go of them all at once.
    restored: i64,
    /// Letters that could not be sent.
    failed: i64,
}

/// `GET /api/letters`
pub(super) fn list(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut query = visit.query(&["stage", "client_id", "page"]);
    let filter = Filter {
        stage: query.one_of("stage", &Stage::NAMES, Stage::named),
        client_id: query.id("client_id"),
        of_bookings: member.role == Role::Staff,
    };
    let page = query.integer("page", 1, 1_000_000_000).unwrap_or(1);
    query.check()?;
    let found = visit
        .app
        .db
        .read(|book| letters::page(book, filter, member.scope, page))?;
    answer::json(&found)
}

/// `GET /api/letters/standing`
pub(super) fn standing(visit: &Visit<'_>, member: &Member) -> Answer {
    let of_bookings = member.role == Role::Staff;
    let [waiting, held, failed, restored] = visit.app.db.read(|book| {
        let count = |stage| letters::count(book, stage, of_bookings, member.scope);
        Ok([
            count(Stage::Waiting)?,
            count(Stage::Held)?,
            count(Stage::Failed)?,
            if of_bookings {
                0
            } else {
                restored::held(book)?
            },
        ])
    })?;
    answer::json(&Standing {
        mail: Way::of(&visit.app.connections()),
        waiting,
        held,
        restored,
        failed,
    })
}
