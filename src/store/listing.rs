//! What lists have in common: conditions that are put together, and reading a page or a stretch at a time.

use std::borrow::Cow;

use rusqlite::Connection;
use rusqlite::types::ToSql;
use serde::Serialize;

use super::Result;

/// Where in a list to begin.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a, Row> {
    /// After so many rows: a page.
    Offset(i64),
    /// After this row: the next stretch of a long list.
    After(&'a Row),
}

/// A list with its filter and the scope of who asks, readable by the page and by the stretch.
pub trait Listing: Sized + Send + 'static {
    /// What it lists.
    type Row: Serialize + Send;

    /// Makes ready for being read whole, a stretch at a time, on a connection that does nothing else.
    fn gathered(self, _connection: &Connection) -> Result<Self> {
        Ok(self)
    }

    /// At most `limit` rows from this place on.
    fn rows(
        &self,
        connection: &Connection,
        place: Place<'_, Self::Row>,
        limit: i64,
    ) -> Result<Vec<Self::Row>>;

    /// How many there are in all.
    fn count(&self, connection: &Connection) -> Result<i64>;
}

/// SQL conditions with the values they name.
#[derive(Default)]
pub(super) struct Conditions {
    sql: String,
    values: Vec<(Cow<'static, str>, Box<dyn ToSql + Send>)>,
}

impl Conditions {
    /// Adds a condition that names no value.
    pub(super) fn require(&mut self, sql: &str) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(sql);
    }

    /// Adds a condition with the value that it names.
    pub(super) fn add(
        &mut self,
        sql: &str,
        name: &'static str,
        value: impl ToSql + Send + 'static,
    ) {
        self.require(sql);
        self.value(name, value);
    }

    /// Adds a value that is named elsewhere.
    pub(super) fn value(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl ToSql + Send + 'static,
    ) {
        self.values.push((name.into(), Box::new(value)));
    }

    /// All conditions, joined by AND.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// The values by name.
    pub(super) fn values(&self) -> Vec<(&str, &dyn ToSql)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_ref(), &**value as &dyn ToSql))
            .collect()
    }
}

/// How many rows to pass over at a place.
pub(super) fn offset<Row>(place: Place<'_, Row>) -> i64 {
    match place {
        Place::Offset(offset) => offset,
        Place::After(_) => 0,
    }
}
