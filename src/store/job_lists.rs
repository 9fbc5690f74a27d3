//! Jobs as people see them: lists of them, and each with the letter that it sends.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::Serialize;

use super::Result;
use super::jobs;
use super::listing::{self, Conditions, Listing, Place};
use crate::salon::job::{Kind, State};
use crate::salon::time::Stamp;
use crate::salon::who::Scope;

/// A job, as the API shows it, with the letter that it sends.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Job"))]
pub struct Shown {
    /// Its id.
    pub id: i64,
    /// What is to be done; the contract's names.
    #[serde(rename = "type")]
    pub kind: String,
    /// About which booking.
    pub booking_id: Option<i64>,
    /// Where it stands.
    pub state: String,
    /// From when on.
    pub run_at: Stamp,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed, was cancelled, waits or is held, in words.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Stamp,
    /// When it ended.
    pub finished_at: Option<Stamp>,
    /// To whom its letter goes, once that is written.
    pub recipient: Option<String>,
    /// The letter's subject.
    pub subject: Option<String>,
}

/// Which jobs a list holds.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// About this booking.
    pub booking_id: Option<i64>,
    /// Only those about a booking; what a staff user may see.
    pub of_bookings: bool,
}

const SHOWN: &str =
    "j.id, j.type, j.booking_id, j.state, j.run_at, j.attempts, j.last_error, j.created_at,
    j.finished_at, l.recipient, l.subject";

fn shown(row: &Row<'_>) -> rusqlite::Result<Shown> {
    Ok(Shown {
        id: row.get(0)?,
        kind: row.get(1)?,
        booking_id: row.get(2)?,
        state: row.get(3)?,
        run_at: row.get(4)?,
        attempts: row.get(5)?,
        last_error: row.get(6)?,
        created_at: row.get(7)?,
        finished_at: row.get(8)?,
        recipient: row.get(9)?,
        subject: row.get(10)?,
    })
}

/// The jobs of a filter, as far as they are within the scope; newest first.
#[derive(Debug, Clone)]
pub struct List {
    /// Which.
    pub filter: Filter,
    /// Whose.
    pub scope: Scope,
}

impl List {
    /// What every job of the list is, in this state or in whichever was asked for. A constant state lets SQLite use
    /// the partial index on it.
    fn conditions(&self, state: Option<State>) -> Conditions {
        let (filter, mut all) = (&self.filter, Conditions::default());
        match state {
            Some(state) => all.require(&format!("j.state = '{}'", state.name())),
            None => all.require("true"),
        }
        if let Some(kind) = filter.kind {
            all.add("j.type = :type", ":type", kind);
            if !Kind::EVERYDAY.contains(&kind) {
                // For the index on the kinds that not every booking brings: SQLite does not conclude it.
                for everyday in Kind::EVERYDAY {
                    all.require(&format!("j.type <> '{}'", everyday.name()));
                }
            }
        }
        if let Some(booking_id) = filter.booking_id {
            all.add(
                "j.id IN (SELECT job_id FROM booking_jobs WHERE booking_id = :booking)",
                ":booking",
                booking_id,
            );
        }
        if filter.of_bookings {
            all.require("j.booking_id IS NOT NULL");
        }
        if let Some(own) = self.scope.staff_id() {
            all.add(
                "EXISTS (SELECT 1 FROM bookings AS b WHERE b.id = j.booking_id AND b.staff_id = :own)",
                ":own",
                own,
            );
        }
        all
    }

    /// Where jobs in this state are looked for.
    fn table(&self, state: Option<State>) -> &'static str {
        match (state, self.filter.booking_id) {
            (Some(State::Pending), None) => jobs::PENDING,
            _ => "jobs AS j",
        }
    }

    fn query(&self, place: Place<'_, Shown>, limit: i64) -> (String, Conditions) {
        let mut conditions = self.conditions(self.filter.state);
        if let Place::After(last) = place {
            conditions.add("j.id < :last_id", ":last_id", last.id);
        }
        conditions.value(":limit", limit);
        conditions.value(":offset", listing::offset(place));
        let sql = format!(
            "SELECT {SHOWN} FROM {} LEFT JOIN letters AS l ON l.job_id = j.id WHERE {}
             ORDER BY j.id DESC LIMIT :limit OFFSET :offset",
            self.table(self.filter.state),
            conditions.sql()
        );
        (sql, conditions)
    }

    /// The list's SQL from a place on, for whoever asks SQLite how it would go about it.
    pub fn sql(&self, place: Place<'_, Shown>) -> String {
        self.query(place, 1).0
    }

    /// Which jobs are counted one by one: one booking's, or those that have not come to an end.
    fn one_by_one(&self) -> Vec<Option<State>> {
        if self.filter.booking_id.is_some() {
            return vec![self.filter.state];
        }
        let waiting = [State::Pending, State::Running, State::Held];
        let asked = |state: &State| self.filter.state.is_none_or(|asked| asked == *state);
        waiting.into_iter().filter(asked).map(Some).collect()
    }

    fn counted(&self, state: Option<State>) -> (String, Conditions) {
        let conditions = self.conditions(state);
        let sql = format!(
            "SELECT count(*) FROM {} WHERE {}",
            self.table(state),
            conditions.sql()
        );
        (sql, conditions)
    }

    /// The SQL of what is counted one by one, for whoever asks SQLite how it would go about it.
    pub fn counting(&self) -> Vec<String> {
        let states = self.one_by_one().into_iter();
        states.map(|state| self.counted(state).0).collect()
    }

    /// Those that came to an end, of which the count is kept.
    fn finished(&self, connection: &Connection) -> Result<i64> {
        let mut counted = connection.prepare_cached(
            "SELECT coalesce(sum(jobs), 0) FROM finished_jobs
             WHERE (:state IS NULL OR state = :state) AND (:type IS NULL OR type = :type)
               AND (:own IS NULL OR staff_id = :own) AND (:any OR staff_id <> 0)",
        )?;
        let values = named_params! {
            ":state": self.filter.state, ":type": self.filter.kind, ":own": self.scope.staff_id(),
            ":any": !self.filter.of_bookings,
        };
        Ok(counted.query_row(values, |row| row.get(0))?)
    }
}

impl Listing for List {
    type Row = Shown;

    fn rows(
        &self,
        connection: &Connection,
        place: Place<'_, Shown>,
        limit: i64,
    ) -> Result<Vec<Shown>> {
        let (sql, conditions) = self.query(place, limit);
        let mut rows = connection.prepare_cached(&sql)?;
        let rows = rows.query_map(conditions.values().as_slice(), shown)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, connection: &Connection) -> Result<i64> {
        let mut count = match self.filter.booking_id {
            Some(_) => 0,
            None => self.finished(connection)?,
        };
        for state in self.one_by_one() {
            let (sql, conditions) = self.counted(state);
            let mut counted = connection.prepare_cached(&sql)?;
            count +=
                counted.query_row(conditions.values().as_slice(), |row| row.get::<_, i64>(0))?;
        }
        Ok(count)
    }
}

/// One job, if it exists and is within the scope.
pub fn find(
    connection: &Connection,
    id: i64,
    of_bookings: bool,
    scope: Scope,
) -> Result<Option<Shown>> {
    let mut found = connection.prepare_cached(&format!(
        "SELECT {SHOWN} FROM jobs AS j LEFT JOIN letters AS l ON l.job_id = j.id
         LEFT JOIN bookings AS b ON b.id = j.booking_id
         WHERE j.id = :id AND (:own IS NULL OR b.staff_id = :own) AND (:any OR j.booking_id IS NOT NULL)"
    ))?;
    let values = named_params! { ":id": id, ":own": scope.staff_id(), ":any": !of_bookings };
    Ok(found.query_row(values, shown).optional()?)
}
