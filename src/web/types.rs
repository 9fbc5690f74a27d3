//! The API's shapes as the desk's TypeScript knows them. They are written from the Rust types; this fails where they
//! have drifted.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::{env, fs};

use ts_rs::{Config, TS};

use super::{auth, letters, now};
use crate::salon::{
    Conflict, availability, booking, catalogue, client, followup, hours, notification, payment,
    report, rota, settings, time, waitlist, who,
};
use crate::store::{audit, correspondence, day_sheet, feedback, job_lists, to_call, untold, users};

const FILE: &str = "src/desk/src/api/types/index.ts";
/// Set to write the file anew instead of comparing it.
const WRITE: &str = "DAYBOOK_WRITE_TYPES";

fn declared<T: TS>(config: &Config) -> String {
    let about = T::docs().unwrap_or_default();
    format!("\n{about}export {}\n", T::decl(config))
}

macro_rules! declare {
    ($($shape:ty),* $(,)?) => {{
        let config = Config::new().with_large_int("number");
        [$(declared::<$shape>(&config)),*].concat()
    }};
}

#[test]
fn the_desk_knows_the_shapes_that_the_api_has() {
    let shapes = declare!(
        time::Wall,
        time::Stamp,
        hours::DayHours,
        hours::WeekHours,
        who::Role,
        auth::Myself<'_>,
        users::User,
        now::Present,
        settings::Settings,
        booking::Status,
        booking::How,
        booking::ClientKnows,
        booking::Booking,
        Conflict,
        availability::Slot,
        client::Client,
        catalogue::Service,
        rota::StaffMember,
        rota::Repeat,
        rota::TimeOff,
        rota::HoursException,
        rota::Holiday,
        waitlist::Status,
        waitlist::Entry,
        notification::Notification,
        job_lists::Shown,
        correspondence::Letter,
        letters::Way,
        letters::Standing,
        untold::Way,
        untold::Untold,
        day_sheet::Line,
        to_call::Why,
        to_call::ToCall,
        audit::Entry,
        payment::Status,
        payment::Purpose,
        payment::Payment,
        feedback::Feedback,
        feedback::Ratings,
        followup::Step,
        followup::Followup,
        report::Totals,
        report::OfDay,
        report::Occupancy,
        report::People,
        report::OfWeekday,
        report::OfStaff,
        report::OfService,
        report::Summary,
    );
    let head = "// The shapes of the API, written from the Rust types by a test (src/web/types.rs): change them there, then\n\
                // run DAYBOOK_WRITE_TYPES=1 cargo test --lib types\n";
    let current = format!("{head}{shapes}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if env::var_os(WRITE).is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &current).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "{FILE} has drifted from the Rust types: run {WRITE}=1 cargo test --lib types"
    );
}
