//! Fields of a body or a query, read by name and type. What can't be read is noted in [`Form::wrong`] and reading
//! goes on, so that a person is told everything at once. A field that is left out is `None`; a null counts as left
//! out except where `…_or_null` says otherwise.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Map, Value};

use crate::salon::line;
use crate::salon::time::{self, Stamp, Wall};
use crate::salon::{Fields, Refusal};

/// Fields that somebody sent.
pub struct Form {
    given: Map<String, Value>,
    from_query: bool,
    zone: Tz,
    /// What could not be read.
    pub wrong: Fields,
}

impl Form {
    /// The fields of a JSON body.
    pub fn of_body(given: Map<String, Value>, zone: Tz) -> Self {
        Self {
            given,
            from_query: false,
            zone,
            wrong: Fields::new(),
        }
    }

    /// The fields of a query string: all text, numbers and booleans spelled out.
    pub fn of_query(given: Map<String, Value>, zone: Tz) -> Self {
        Self {
            given,
            from_query: true,
            zone,
            wrong: Fields::new(),
        }
    }

    /// Whether the field was sent, if only as null.
    pub fn has(&self, field: &str) -> bool {
        self.given.contains_key(field)
    }

    /// The field as it was sent; null counts as left out.
    pub fn raw(&self, field: &str) -> Option<&Value> {
        self.given.get(field).filter(|value| !value.is_null())
    }

    /// The fields as JSON with sorted keys: the same for every spelling of the same body.
    pub fn canonical(&self) -> Vec<u8> {
        serde_json::to_vec(&self.given).unwrap_or_default()
    }

    /// A field that is an object of fields, read by `read`; what is wrong in it is told as `part.field`.
    pub fn part<T>(&mut self, field: &str, read: impl FnOnce(&mut Form) -> T) -> Option<T> {
        let zone = self.zone;
        let given = self.read(field, |value| {
            let object = value.as_object().cloned();
            object.ok_or_else(|| "must be an object".to_owned())
        })?;
        let mut part = Form::of_body(given, zone);
        let value = read(&mut part);
        self.wrong.wrong_within(field, part.wrong);
        Some(value)
    }

    /// Refuses when anything was wrong.
    pub fn check(&self) -> Result<(), Refusal> {
        self.wrong.check()
    }

    /// A field with a meaning of its own, such as hours.
    pub fn read<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        match read(self.raw(field)?) {
            Ok(value) => Some(value),
            Err(what) => {
                self.wrong.wrong(field, what);
                None
            }
        }
    }

    /// `Some(None)` where the field was sent as null.
    pub fn nullable<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.given.get(field)? {
            Value::Null => Some(None),
            _ => read(self).map(Some),
        }
    }

    /// A whole number within bounds.
    pub fn integer(&mut self, field: &str, least: i64, most: i64) -> Option<i64> {
        let from_query = self.from_query;
        self.read(field, |value| {
            let number = if from_query {
                value.as_str().and_then(|t| t.parse().ok())
            } else {
                value.as_i64()
            };
            match number {
                Some(number) if (least..=most).contains(&number) => Ok(number),
                Some(_) => Err(format!("must lie between {least} and {most}")),
                None => Err("must be a whole number".to_owned()),
            }
        })
    }

    /// An id: a positive whole number.
    pub fn id(&mut self, field: &str) -> Option<i64> {
        let from_query = self.from_query;
        self.read(field, |value| {
            let number = if from_query {
                value.as_str().and_then(|t| t.parse().ok())
            } else {
                value.as_i64()
            };
            number
                .filter(|id| *id > 0)
                .ok_or_else(|| "must be an id, a positive whole number".to_owned())
        })
    }

    /// An id, or null for none.
    pub fn id_or_null(&mut self, field: &str) -> Option<Option<i64>> {
        self.nullable(field, |form| form.id(field))
    }

    /// True or false.
    pub fn boolean(&mut self, field: &str) -> Option<bool> {
        let from_query = self.from_query;
        self.read(field, |value| {
            let given = if from_query {
                value.as_str().and_then(|t| t.parse().ok())
            } else {
                value.as_bool()
            };
            given.ok_or_else(|| "must be true or false".to_owned())
        })
    }

    /// Text of at most so many characters. Line breaks are kept, other control characters are refused.
    pub fn text(&mut self, field: &str, longest: usize) -> Option<String> {
        self.read(field, |value| {
            let text = value.as_str().ok_or("must be text")?;
            if text.chars().count() > longest {
                return Err(format!("must be at most {longest} characters long"));
            }
            if text
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            {
                return Err("must not hold control characters".to_owned());
            }
            Ok(text.to_owned())
        })
    }

    /// One line of text, tidied.
    pub fn line(&mut self, field: &str, longest: usize) -> Option<String> {
        let text = self.text(field, longest)?;
        if text.contains(['\n', '\r', '\t']) {
            self.wrong.wrong(field, "must be one line");
            return None;
        }
        Some(line::tidy(&text))
    }

    /// One line of text that isn't empty: a name.
    pub fn name(&mut self, field: &str, longest: usize) -> Option<String> {
        let name = self.line(field, longest)?;
        if name.is_empty() {
            self.wrong.wrong(field, "must not be empty");
            return None;
        }
        Some(name)
    }

    /// One line of text with a meaning of its own: an address, a telephone number.
    pub fn line_as<T>(
        &mut self,
        field: &str,
        longest: usize,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let line = self.line(field, longest)?;
        read(&line)
            .map_err(|what| self.wrong.wrong(field, what))
            .ok()
    }

    /// The same, or null for none.
    pub fn line_as_or_null<T>(
        &mut self,
        field: &str,
        longest: usize,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<Option<T>> {
        self.nullable(field, |form| form.line_as(field, longest, read))
    }

    /// A wall-clock time in the salon's zone.
    pub fn wall(&mut self, field: &str) -> Option<Wall> {
        let zone = self.zone;
        self.read(field, |value| {
            Wall::read(
                value
                    .as_str()
                    .ok_or("must be a date and time such as 2026-03-24 10:00:00")?,
                zone,
            )
        })
    }

    /// A date, or a wall-clock time; a date counts as its first moment.
    pub fn wall_or_date(&mut self, field: &str) -> Option<Wall> {
        let zone = self.zone;
        self.read(field, |value| {
            let text = value.as_str().ok_or("must be a date or a time")?;
            match time::read_date(text) {
                Ok(date) => Ok(Wall(date.and_time(chrono::NaiveTime::MIN))),
                Err(_) => Wall::read(text, zone).map_err(|_| {
                    "must be a date such as 2026-03-24, or a date and time".to_owned()
                }),
            }
        })
    }

    /// An instant, or null for none.
    pub fn instant_or_null(&mut self, field: &str) -> Option<Option<Stamp>> {
        let zone = self.zone;
        self.nullable(field, |form| {
            form.read(field, |value| {
                let text = value
                    .as_str()
                    .ok_or("must be an instant such as 2026-03-24T09:00:00Z")?;
                Ok(Stamp::stored(text).unwrap_or(Wall::read(text, zone)?.instant(zone)))
            })
        })
    }

    /// A date.
    pub fn date(&mut self, field: &str) -> Option<NaiveDate> {
        self.read(field, |value| {
            time::read_date(value.as_str().ok_or("must be a date such as 2026-03-24")?)
        })
    }

    /// A date, or null for none.
    pub fn date_or_null(&mut self, field: &str) -> Option<Option<NaiveDate>> {
        self.nullable(field, |form| form.date(field))
    }

    /// One of a few words.
    pub fn one_of<T>(
        &mut self,
        field: &str,
        words: &[&str],
        named: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.read(field, |value| {
            let word = value
                .as_str()
                .ok_or_else(|| format!("must be one of {}", words.join(", ")))?;
            named(word).ok_or_else(|| format!("must be one of {}", words.join(", ")))
        })
    }

    /// Notes that a field that must be there was not.
    pub fn require(&mut self, fields: &[&str]) {
        for field in fields {
            if self.raw(field).is_none() {
                self.wrong.wrong(field, "is required");
            }
        }
    }

    /// Pagination: the page and its size where `page` was given.
    pub fn page(&mut self) -> Option<(i64, i64)> {
        let page = self.integer("page", 1, 1_000_000_000);
        let limit = self.integer("limit", 1, 500);
        Some((page?, limit.unwrap_or(50)))
    }
}
