//! Whether a book is sound: everything that schema and program promise about the rows, asked of all rows at once.
//!
//! It looks and never mends, on one snapshot of a read-only connection, so it may run beside the server. The rules
//! stand in `rules`, a query each; what SQLite knows of the file itself, and whether the schema and the full-text
//! search are what they should be, is asked here.

mod rules;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{anyhow, bail};
use chrono_tz::Tz;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, named_params};

use super::migrations::{self, Age};
use super::{replica, settings};
use crate::salon::job::Kind;
use crate::salon::time::Stamp;

/// So many examples are told of each finding.
const EXAMPLES: usize = 3;
/// What to do about a file that can't be trusted.
const RESTORE: &str = "Keep a copy of the file, then put the last sound backup in its place with \"daybook restore\".";

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong, a sentence without its full stop.
    pub what: String,
    /// How often.
    pub count: usize,
    /// Some of the cases.
    pub examples: Vec<String>,
    /// What to do about it, in sentences.
    pub remedy: &'static str,
}

/// A book as it stood at one moment.
pub struct Snapshot(Connection);

impl Snapshot {
    /// Opens the book of that path for reading. Fails, in one sentence, where there is no book of Daybook's, or one
    /// that a newer program wrote.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        Self::begun(path, begun)
    }

    /// The same of a replica that is only looked at: nothing is put beside it.
    pub fn of_replica(path: &Path) -> anyhow::Result<Self> {
        Self::begun(path, |path| replica::open(path).and_then(begin))
    }

    fn begun(
        path: &Path,
        begun: impl FnOnce(&Path) -> rusqlite::Result<Connection>,
    ) -> anyhow::Result<Self> {
        let shown = path.display();
        if !path.is_file() {
            bail!(
                "There is no book at {shown}: start in the folder that has config.toml, or name it with --config."
            );
        }
        let connection = begun(path).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                anyhow!("{shown} is not a book of Daybook's, or its very beginning is damaged. {RESTORE}")
            }
            _ => anyhow!("{shown} can't be read: {error}. Who may read it, and is its folder writable?"),
        })?;
        match migrations::age_of(&connection)? {
            Age::Empty => bail!("{shown} is not a book of Daybook's: it holds none of its tables."),
            Age::Newer => {
                bail!(
                    "{shown} was written by a newer Daybook than this one: use that one to check it."
                )
            }
            Age::Older => {
                bail!(
                    "{shown} was written by an older Daybook: start the server once, which brings it up to date, then check again."
                )
            }
            Age::Current => Ok(Self(connection)),
        }
    }

    /// Opens a copy of a book for reading, of today's schema or an older one.
    pub fn of_copy(path: &Path) -> rusqlite::Result<Self> {
        begun(path).map(Self)
    }

    /// Whether there is a table of bookings in it at all.
    pub fn has_bookings(&self) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'bookings')";
        self.0.query_row(sql, [], |row| row.get(0))
    }

    /// What is wrong with the file itself, whatever schema it has.
    pub fn damage(&self) -> Vec<Finding> {
        let found = [file(&self.0), references(&self.0)];
        found.into_iter().flatten().collect()
    }

    /// What is wrong with a book that comes from elsewhere. Unless its structure is to the letter what this program
    /// makes, nothing in it is looked at: a view or a trigger could be made to harm whoever uses it.
    pub fn distrustful_findings(&self) -> Vec<Finding> {
        match schema(&self.0) {
            Some(finding) => vec![finding],
            None => self.findings(),
        }
    }

    /// The open connection, for what else is to be read of the same moment.
    pub fn connection(&self) -> &Connection {
        &self.0
    }

    /// Everything that is wrong with it; nothing where it is sound.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = [
            file(&self.0),
            references(&self.0),
            schema(&self.0),
            chosen(&self.0),
        ]
        .into_iter()
        .flatten()
        .collect();
        findings.extend(search(&self.0));
        findings.extend(kinds_of_jobs(&self.0));
        findings.extend(
            rules::RULES
                .iter()
                .filter_map(|rule| rule.broken_in(&self.0)),
        );
        findings
    }

    /// How many jobs are overdue by more than some minutes, and how many ended in failure or wait for a person.
    pub fn jobs(&self, now: Stamp) -> rusqlite::Result<(i64, i64)> {
        self.0.query_row(
            "SELECT (SELECT count(*) FROM jobs WHERE state = 'pending' AND far = 0 AND run_at <= :late)
                  + (SELECT count(*) FROM jobs WHERE state = 'running' AND lease_until <= :late),
                    (SELECT count(*) FROM jobs WHERE state IN ('failed', 'held'))",
            named_params! { ":late": now.plus_minutes(-10) },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// When an appointment was last booked or changed.
    pub fn changed_at(&self) -> rusqlite::Result<Option<Stamp>> {
        let sql = "SELECT (SELECT at FROM audit ORDER BY id DESC LIMIT 1)";
        let text: Option<String> = self.0.query_row(sql, [], |row| row.get(0))?;
        Ok(text.as_deref().and_then(Stamp::stored))
    }

    /// The salon's time zone; none where the settings can't be read.
    pub fn zone(&self) -> Option<Tz> {
        settings::load(&self.0).ok().map(|settings| settings.zone())
    }

    /// Whether somebody may sign in who may do all.
    pub fn has_admin(&self) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND active = 1)";
        self.0.query_row(sql, [], |row| row.get(0))
    }
}

/// A connection that only reads, on one snapshot.
fn begun(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reading = || Connection::open_with_flags(path, flags).and_then(begin);
    reading()
        .or_else(|error| match error.sqlite_error_code() {
            // A program was killed in the middle of a change, and only whoever may write can take that back.
            Some(ErrorCode::ReadOnly) => mended(path).and_then(|()| reading()),
            _ => Err(error),
        })
        .or_else(|error| match error.sqlite_error_code() {
            // A copy in a folder where nothing may be written.
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
                replica::open(path).and_then(begin)
            }
            _ => Err(error),
        })
}

/// Has SQLite take back what a killed program left half-done.
fn mended(path: &Path) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let book = Connection::open_with_flags(path, flags)?;
    book.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Begins a snapshot.
fn begin(connection: Connection) -> rusqlite::Result<Connection> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; BEGIN")?;
    // The snapshot begins with the first look.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// A finding, where there are cases of it; one that can't be looked for is a finding, too.
fn found(
    what: &str,
    remedy: &'static str,
    cases: rusqlite::Result<Vec<String>>,
) -> Option<Finding> {
    match cases {
        Ok(cases) if cases.is_empty() => None,
        Ok(mut cases) => {
            let count = cases.len();
            cases.truncate(EXAMPLES);
            Some(Finding {
                what: what.to_owned(),
                count,
                examples: cases,
                remedy,
            })
        }
        Err(error) => Some(Finding {
            what: format!(
                "Part of the file can't be read, so this could not be looked for: {what}"
            ),
            count: 1,
            examples: vec![error.to_string()],
            remedy: RESTORE,
        }),
    }
}

/// The text of a query's first column, row by row.
fn texts(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare(sql)?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// What SQLite finds wrong with pages, indexes, types and constraints.
fn file(connection: &Connection) -> Option<Finding> {
    let said = texts(connection, "PRAGMA integrity_check(100)");
    let said = said.map(|lines| lines.into_iter().filter(|line| line != "ok").collect());
    found("The file is damaged", RESTORE, said)
}

/// Rows that name others which are not there.
fn references(connection: &Connection) -> Option<Finding> {
    let dangling = || {
        let mut rows = connection.prepare("PRAGMA foreign_key_check")?;
        let rows = rows.query_map([], |row| {
            let (table, id, parent): (String, Option<i64>, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let id = id.map_or_else(String::new, |id| format!(" {id}"));
            Ok(format!("row{id} of {table} names something in {parent}"))
        })?;
        rows.collect()
    };
    found("Rows name others that are not there", RESTORE, dangling())
}

/// Tables, indexes and triggers as this program makes them: without a trigger nothing guards its rule. A further table
/// does no harm, and replication keeps one; a further trigger or view might.
fn schema(connection: &Connection) -> Option<Finding> {
    let differing = || {
        let there = objects(connection)?;
        let due = objects(&migrations::in_memory()?)?;
        let lacking = due.iter().filter_map(|(name, sql)| match there.get(name) {
            None => Some(name.clone()),
            Some(other) if other != sql => Some(format!("{name}, which was changed")),
            Some(_) => None,
        });
        let further = there.iter().filter(|(name, sql)| {
            !due.contains_key(*name)
                && (!(name.starts_with("table ") || name.starts_with("index "))
                    || sql.starts_with("CREATE VIRTUAL"))
        });
        let further = further.map(|(name, _)| format!("{name}, which is not Daybook's"));
        Ok(lacking.chain(further).collect())
    };
    let remedy = "Some other program changed the book. Put the last sound backup in its place with \"daybook restore\".";
    found(
        "Parts of the book's structure are missing or changed",
        remedy,
        differing(),
    )
}

/// What a book is made of: kind and name, and the SQL that makes it. How full-text search keeps its own tables is for
/// SQLite to say.
fn objects(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    connection
        .prepare(
            "SELECT type || ' ' || name,
                iif(name LIKE 'client!_words!_%' ESCAPE '!' OR name LIKE 'client!_parts!_%' ESCAPE '!', '', coalesce(sql, ''))
             FROM sqlite_schema WHERE NOT (type IN ('table', 'index') AND name LIKE 'sqlite!_%' ESCAPE '!')",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Settings that the program can read.
fn chosen(connection: &Connection) -> Option<Finding> {
    let wrong = settings::load(connection)
        .err()
        .map(|error| format!("{error:#}"));
    let remedy = "Some other program changed the book. Put the last sound backup in its place with \"daybook restore\".";
    found(
        "The salon's settings can't be read",
        remedy,
        Ok(wrong.into_iter().collect()),
    )
}

/// Clients who can't be found under their names, or are found under others: the full-text tables against fresh ones.
fn search(connection: &Connection) -> Option<Finding> {
    let differing = || {
        let mut differing = Vec::new();
        for (table, options) in [
            (
                "client_words",
                "tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2', detail = 'none'",
            ),
            ("client_parts", "tokenize = 'trigram remove_diacritics 1'"),
        ] {
            connection.execute_batch(&format!(
                "CREATE VIRTUAL TABLE temp.fresh USING fts5 (name, email, phone_digits, content = '', {options});
                 INSERT INTO temp.fresh (rowid, name, email, phone_digits)
                     SELECT id, name, email, phone_digits FROM main.clients;
                 CREATE VIRTUAL TABLE temp.want USING fts5vocab (temp, fresh, instance);
                 CREATE VIRTUAL TABLE temp.have USING fts5vocab (main, {table}, instance);"
            ))?;
            differing.extend(texts(
                connection,
                "SELECT DISTINCT 'client ' || doc FROM (
                    SELECT * FROM (SELECT * FROM temp.have EXCEPT SELECT * FROM temp.want)
                    UNION ALL
                    SELECT * FROM (SELECT * FROM temp.want EXCEPT SELECT * FROM temp.have))",
            )?);
            connection.execute_batch(
                "DROP TABLE temp.want; DROP TABLE temp.have; DROP TABLE temp.fresh;",
            )?;
        }
        differing.sort_unstable();
        differing.dedup();
        Ok(differing)
    };
    let remedy = "Open each of these clients at the desk, change the name and change it back.";
    found(
        "Clients are not found under their names, or under wrong ones",
        remedy,
        differing(),
    )
}

/// Jobs of a kind that this program does not know would never be done.
fn kinds_of_jobs(connection: &Connection) -> Option<Finding> {
    let unknown = || {
        let kinds = texts(
            connection,
            "SELECT DISTINCT type FROM jobs WHERE state IN ('pending', 'running', 'held')",
        )?;
        Ok(kinds
            .into_iter()
            .filter(|kind| Kind::named(kind).is_none())
            .collect())
    };
    let remedy =
        "Was the book used with a newer Daybook? Use that one, or cancel these jobs at the desk.";
    found("Jobs are of a kind that nobody knows", remedy, unknown())
}
