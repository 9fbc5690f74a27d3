//! An older book: backed up first, then brought up to date in one transaction.

use anyhow::Context;
use chrono::{DateTime, Utc};

use super::{Backups, Kept, Why};
use crate::salon::time::Now;
use crate::store::copy;
use crate::store::lock::{InUse, Lock};
use crate::store::migrations::{self, Age};

impl Backups {
    /// Brings the book up to date where an older program wrote it; answers the backup that was made before. Without a
    /// backup there is no upgrade.
    pub fn bring_up_to_date(
        &self,
        lock: &Lock,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<Kept>> {
        self.upgrade_by(lock, now, migrations::STEPS)
    }

    /// The same with these steps.
    pub fn upgrade_by(
        &self,
        _: &Lock,
        now: DateTime<Utc>,
        steps: &[&str],
    ) -> anyhow::Result<Option<Kept>> {
        let book = &self.book;
        if !book.exists()
            || migrations::age_by(book, steps)
                .with_context(|| format!("{} can't be read", book.display()))?
                != Age::Older
        {
            return Ok(None);
        }
        let _alone = InUse::alone(book)?;
        let zone = copy::settings(book).map_or(chrono_tz::UTC, |settings| settings.zone());
        let made = self
            .make(Why::BeforeUpgrade, &Now::new(now, zone))
            .context("The book is to be brought up to date, and a backup comes first")?;
        anyhow::ensure!(
            made.kept.verified,
            "The book is to be brought up to date, but it is damaged: put the last sound backup in its place with \"daybook restore\""
        );
        migrations::upgrade_by(book, steps)?;
        Ok(Some(made.kept))
    }
}
