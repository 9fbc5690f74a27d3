//! The settings table: one row a key, JSON values; a key that nobody changed has no row.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::{Result, Write};
use crate::salon::settings::Settings;

/// All settings, defaults filled in. A row that this program doesn't know is passed over.
pub fn load(connection: &Connection) -> anyhow::Result<Settings> {
    let mut rows = connection.prepare_cached("SELECT key, value FROM settings")?;
    let stored = rows
        .query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?
        .map(|row| -> anyhow::Result<(String, Value)> {
            let (key, value) = row?;
            Ok((key, serde_json::from_str(&value)?))
        })
        .collect::<anyhow::Result<Map<String, Value>>>()?;
    let mut settings: Settings = serde_json::from_value(Value::Object(stored))?;
    if settings.timezone.is_empty() {
        settings.timezone = iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned());
    }
    Ok(settings)
}

/// Stores the given keys of these settings; they hold from the commit on.
pub fn save(write: &Write<'_>, keys: &[String], settings: &Settings) -> Result<()> {
    let Ok(Value::Object(all)) = serde_json::to_value(settings) else {
        return Ok(());
    };
    let mut insert = write.prepare_cached(
        "INSERT INTO settings (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?;
    for key in keys {
        if let Some(value) = all.get(key) {
            insert.execute(rusqlite::named_params! { ":key": key, ":value": value.to_string() })?;
        }
    }
    write.set(settings);
    Ok(())
}
