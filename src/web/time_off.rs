//! Time off over HTTP. A staff user reads when the others are off, but not why.

use super::answer::{self, Affecting, Answer};
use super::form::Form;
use super::visit::{Desk, Member, Visit};
use crate::actions;
use crate::salon::Refusal;
use crate::salon::rota::{Repeat, TimeOff, TimeOffWish};
use crate::salon::who::{Role, Who};
use crate::store::rota::{self, Filter};

/// `GET /api/time-off`
pub(super) fn list(visit: &Visit<'_>, member: &Member) -> Answer {
    let mut query = visit.query(&["staff_id", "from", "to", "page", "limit"]);
    let filter = filter(&mut query);
    let page = query.page();
    query.check()?;
    let read = visit
        .app
        .db
        .read(|book| rota::time_off(book, &filter, member.scope))?;
    let shown: Vec<TimeOff> = read.into_iter().map(|off| shown(off, member)).collect();
    answer::short_list(&shown, page)
}

/// `GET /api/time-off/:id`
pub(super) fn show(visit: &Visit<'_>, member: &Member) -> Answer {
    let id = visit.id("Time off")?;
    let found = visit
        .app
        .db
        .read(|book| rota::find_time_off(book, id, member.scope))?;
    let time_off = found.ok_or(Refusal::NotFound("Time off"))?;
    answer::json(&shown(time_off, member))
}

/// `POST /api/time-off`
pub(super) fn create(visit: &Visit<'_>, _: &Desk) -> Answer {
    let mut form = visit.form()?;
    form.require(&["staff_id", "start_at", "end_at"]);
    let (time_off, affected) = actions::rota::give_time_off(&visit.app.db, wish(form))?;
    answer::json(&Affecting::new(&time_off, &affected))
}

/// `PUT /api/time-off/:id`
pub(super) fn update(visit: &Visit<'_>, _: &Desk) -> Answer {
    let id = visit.id("Time off")?;
    let wish = wish(visit.form()?);
    let (time_off, affected) = actions::rota::change_time_off(&visit.app.db, id, wish)?;
    answer::json(&Affecting::new(&time_off, &affected))
}

/// `DELETE /api/time-off/:id`
pub(super) fn delete(visit: &Visit<'_>, _: &Desk) -> Answer {
    actions::rota::end_time_off(&visit.app.db, visit.id("Time off")?)?;
    answer::done()
}

/// The filter that time off and other hours have in common.
pub(super) fn filter(query: &mut Form) -> Filter {
    Filter {
        staff_id: query.id("staff_id"),
        from: query.wall_or_date("from"),
        to: query.wall_or_date("to"),
    }
}

/// Time off as this user may see it.
fn shown(time_off: TimeOff, who: &Who) -> TimeOff {
    let own = who.staff_id == Some(time_off.staff_id);
    if who.role == Role::Staff && !own {
        let reason = String::new();
        return TimeOff { reason, ..time_off };
    }
    time_off
}

fn wish(mut form: Form) -> TimeOffWish {
    TimeOffWish {
        staff_id: form.id("staff_id"),
        start_at: form.wall("start_at"),
        end_at: form.wall("end_at"),
        reason: form.line("reason", 500),
        repeat: form.nullable("repeat", |form| {
            form.one_of("repeat", &["weekly"], Repeat::named)
        }),
        until: form.date_or_null("until"),
        wrong: form.wrong,
    }
}
