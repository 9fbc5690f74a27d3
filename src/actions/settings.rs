//! Changing the salon's settings.

use serde_json::{Map, Value};

use crate::salon::settings::Settings;
use crate::store::{Db, Result, clients, settings};

/// Changes the given settings, all of them or none, and answers all that there are.
pub fn change(db: &Db, keys: &Map<String, Value>) -> Result<Settings> {
    db.write(|write| {
        let changed = write.settings().changed(keys)?;
        let names: Vec<String> = keys.keys().cloned().collect();
        settings::save(write, &names, &changed)?;
        if changed.country != write.settings().country {
            clients::reread_phones(write, &changed.country)?;
        }
        write.changed("settings", 0, "updated", &[]);
        Ok(changed)
    })
}
