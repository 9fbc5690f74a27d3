//! How SQLite would go about a query: lists and searches must not cost more as the book grows.

use rusqlite::Connection;

/// What EXPLAIN QUERY PLAN says of it, line by line. Its values are left open, as they are when it is prepared.
pub fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut explained = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    let lines = explained.raw_query().mapped(|row| row.get("detail"));
    lines.collect::<rusqlite::Result<_>>().unwrap()
}

/// No table is read from end to end: every one is searched by an index or by id. What another part of the query
/// found (a full-text table's answer, a subquery's rows) may be walked.
#[track_caller]
pub fn assert_no_scan(connection: &Connection, sql: &str) {
    let plan = plan(connection, sql);
    let is_found = |name: &str| {
        plan.iter().any(|line| {
            [format!("MATERIALIZE {name}"), format!("CO-ROUTINE {name}")].contains(line)
        })
    };
    for line in &plan {
        // Which reads all of a table first.
        assert!(!line.contains("AUTOMATIC"), "{line}\n{sql}\n{plan:#?}");
        let Some(scanned) = line.strip_prefix("SCAN ") else {
            continue;
        };
        let name = scanned.split(' ').next().unwrap_or("");
        let fine = scanned.contains("VIRTUAL TABLE INDEX")
            || scanned.starts_with("CONSTANT ROW")
            || name.starts_with('(')
            || is_found(name);
        assert!(fine, "{line}\n{sql}\n{plan:#?}");
    }
}

/// The list is read in its own order, so that LIMIT ends the reading: nothing is sorted, and of every table but the
/// one that is walked a row is looked up.
#[track_caller]
pub fn assert_walks_in_order(connection: &Connection, sql: &str) {
    let plan = plan(connection, sql);
    let scans = plan.iter().filter(|line| line.starts_with("SCAN ")).count();
    let sorts = plan.iter().any(|line| line.contains("TEMP B-TREE"));
    assert!(!sorts && scans <= 1, "{sql}\n{plan:#?}");
}
