//! How the salon's types stand in SQLite, so that `salon` need not know of it.

use chrono::NaiveDate;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::salon::booking::{How, Status};
use crate::salon::hours::{DayHours, WeekHours};
use crate::salon::job::{Kind, State};
use crate::salon::payment;
use crate::salon::rota::Repeat;
use crate::salon::time::{Stamp, Wall};
use crate::salon::waitlist;
use crate::salon::who::Role;

/// Reads a text column with a parser that knows the stored form.
fn parsed<T>(value: ValueRef<'_>, parse: impl FnOnce(&str) -> Option<T>) -> FromSqlResult<T> {
    parse(value.as_str()?).ok_or(FromSqlError::InvalidType)
}

macro_rules! stored_as_text {
    ($type:ty, $parse:expr) => {
        impl FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                parsed(value, $parse)
            }
        }
        impl ToSql for $type {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.to_string().into())
            }
        }
    };
}

macro_rules! stored_by_name {
    ($type:ty) => {
        impl FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                parsed(value, <$type>::named)
            }
        }
        impl ToSql for $type {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.name().into())
            }
        }
    };
}

macro_rules! stored_as_json {
    ($type:ty) => {
        impl FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                parsed(value, |text| serde_json::from_str(text).ok())
            }
        }
        impl ToSql for $type {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let json = serde_json::to_string(self);
                json.map(Into::into)
                    .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
            }
        }
    };
}

stored_as_text!(Wall, Wall::stored);
stored_as_text!(Stamp, Stamp::stored);
stored_by_name!(Status);
stored_by_name!(How);
stored_by_name!(Role);
stored_by_name!(Repeat);
stored_by_name!(Kind);
stored_by_name!(State);
stored_by_name!(waitlist::Status);
stored_as_json!(DayHours);
stored_as_json!(WeekHours);
stored_by_name!(payment::Status);

/// A date, `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub NaiveDate);

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        parsed(value, |text| text.parse().ok().map(Day))
    }
}

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}
