//! `daybook licences`: whose work the program is built on, and under which terms.

use super::say;
use crate::about;

/// Lists them.
pub(super) fn run() {
    say(&format!(
        "Daybook {} is under the {} licence. It is built on the work of others:\n",
        about::VERSION,
        about::LICENCE
    ));
    for part in about::parts() {
        say(&format!("{} {}: {}", part.name, part.version, part.licence));
    }
}
