//! What this program is: its version, its licence, and whose work it is built on.

use std::sync::LazyLock;

/// Its version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Under which licence it may be used.
pub const LICENCE: &str = env!("CARGO_PKG_LICENSE");
/// All that is built into it, a line each: `name version: licence`. `tests/licences.rs` holds it true.
const PARTS: &str = include_str!("licences.txt");

/// A piece of somebody else's work within the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it is called where it was published.
    pub name: &'static str,
    /// Which version of it.
    pub version: &'static str,
    /// Under which licences it may be used, as SPDX writes them.
    pub licence: &'static str,
}

/// Everything that others made.
pub fn parts() -> impl Iterator<Item = Part> {
    PARTS.lines().filter_map(|line| {
        let (what, licence) = line.split_once(": ")?;
        let (name, version) = what.rsplit_once(' ')?;
        Some(Part {
            name,
            version,
            licence,
        })
    })
}

/// The version of SQLite that keeps the book.
pub fn sqlite() -> &'static str {
    rusqlite::version()
}

/// What `--version` says after the program's name.
pub fn version() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let sqlite = sqlite();
        format!(
            "{VERSION}\nSQLite {sqlite}\n{LICENCE} licence; \"daybook licences\" lists what it is built on"
        )
    });
    &TEXT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_part() {
        assert_eq!(parts().count(), PARTS.lines().count());
        assert!(parts().any(|part| part.name == "rusqlite"));
    }
}
