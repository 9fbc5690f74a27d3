//! Live events: what changes at one screen shows at all the others that may know of it, within a second.
//!
//! An event says what changed and not how, so that a screen asks for it and gets what its user may see. Even so the
//! fact alone could tell a stylist of others' appointments; so each stream hears only of what its user could ask for.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::json;

use super::answer::Answer;
use super::visit::{Member, Visit};
use crate::http;
use crate::salon::Refusal;
use crate::salon::settings::Settings;
use crate::salon::who::{Role, Scope};
use crate::store::Change;

/// Streams that one session may have open: as many tabs.
const MOST_STREAMS: usize = 4;
/// When a session with too many may try again, in seconds.
const RETRY_SECONDS: u64 = 5;

/// All open streams, by session.
pub type Hub = http::Hub<i64, Seat>;

/// Who listens at a stream.
#[derive(Debug, Clone, Copy)]
pub struct Seat {
    role: Role,
    staff_id: Option<i64>,
}

/// `GET /api/events`
pub(super) fn open(visit: &Visit<'_>, member: &Member) -> Answer {
    let (db, clock) = (Arc::clone(&visit.app.db), visit.app.clock.clone());
    let (session_id, role, staff_id) = (member.session_id, member.role, member.staff_id);
    // Another process may end the session, `daybook user disable` for one, and can't say so here.
    let welcome = move || {
        let now = crate::salon::time::Now::new(clock.now(), db.settings().zone());
        db.look(|book| book.still_holds(session_id, (role, staff_id), now.stamp))
            .unwrap_or(true)
    };
    let seat = Seat { role, staff_id };
    let stream = visit
        .app
        .hub
        .stream(session_id, seat, MOST_STREAMS, welcome);
    stream.ok_or_else(|| Refusal::TooMany(RETRY_SECONDS).into())
}

/// Tells the screens what a commit changed, and ends the streams of sessions that it ended.
pub(crate) fn publish(hub: &Hub, changes: &[Change], settings: &Settings) {
    for change in changes.iter().filter(|change| change.noun == "session") {
        hub.close(&change.id);
    }
    let mut known = HashSet::new();
    let mut told: Vec<&Change> = changes.iter().collect();
    told.retain(|change| change.noun != "session" && known.insert(*change));
    let personal_agenda = settings.staff_personal_agenda_enabled;
    hub.publish("change", |seat| {
        let scope = Scope::of(seat.role, seat.staff_id, personal_agenda);
        let heard = told
            .iter()
            .filter(|change| may_hear(seat.role, scope, change));
        heard.map(|change| shown(change)).collect::<Vec<_>>()
    });
}

fn shown(change: &Change) -> String {
    json!({ "type": change.noun, "id": change.id, "action": change.action }).to_string()
}

/// Whether somebody could ask for what changed, or could before.
fn may_hear(role: Role, scope: Scope, change: &Change) -> bool {
    let for_the_role = match change.noun {
        "user" | "followup" | "feedback" | "connections" => role == Role::Admin,
        "backup" | "payment" => role != Role::Staff,
        _ => true,
    };
    let within = match scope {
        Scope::All => true,
        // A job or a message that is about nobody's agenda is for those who see everything.
        Scope::Only(_) if change.staff_ids.is_empty() => {
            !matches!(change.noun, "job" | "notification")
        }
        scope @ Scope::Only(_) => change.staff_ids.iter().any(|id| scope.covers(*id)),
    };
    for_the_role && within
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hears(role: Role, scope: Scope, noun: &'static str, staff_ids: &[i64]) -> bool {
        let change = Change {
            noun,
            id: 1,
            action: "updated",
            staff_ids: staff_ids.to_vec(),
        };
        may_hear(role, scope, &change)
    }

    #[test]
    fn a_personal_agenda_hears_of_its_own_and_of_what_is_everybodys() {
        let emre = Scope::Only(1);
        assert!(hears(Role::Staff, emre, "booking", &[1]));
        assert!(
            hears(Role::Staff, emre, "booking", &[2, 1]),
            "moved away or here"
        );
        assert!(!hears(Role::Staff, emre, "booking", &[2]));
        assert!(hears(Role::Staff, emre, "client", &[]));
        assert!(!hears(Role::Staff, emre, "job", &[]));
        assert!(hears(Role::Staff, Scope::All, "job", &[]));
    }

    #[test]
    fn a_role_hears_only_of_what_it_may_ask_for() {
        for (noun, desk, staff) in [
            ("payment", true, false),
            ("user", false, false),
            ("booking", true, true),
        ] {
            assert!(hears(Role::Admin, Scope::All, noun, &[1]));
            assert_eq!(hears(Role::Desk, Scope::All, noun, &[1]), desk, "{noun}");
            assert_eq!(hears(Role::Staff, Scope::All, noun, &[1]), staff, "{noun}");
        }
    }
}
