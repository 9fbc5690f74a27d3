//! What is done to a book that was put back, and what a person decides about its letters afterwards.

use super::privacy;
use crate::salon::time::{Now, Stamp};
use crate::store::restored::{self, Forgotten};
use crate::store::{Db, Result, copy, notifications};

/// Signs everybody out of a book that is about to be put in place, forgets again who was forgotten since, holds the
/// letters that may have gone out already, and tells the desk; answers how many are held.
pub fn settle(db: &Db, forgotten: &[Forgotten], now: &Now) -> Result<usize> {
    let (again, last_change) = db.read(|book| {
        let mut again = Vec::new();
        for one in forgotten {
            if restored::is_same_client(book, one)? {
                again.push((one.client_id, one.erased_at));
            }
        }
        Ok((again, copy::contents(book)?.last_change_at))
    })?;
    privacy::erase_again(db, &again, now)?;
    db.write(|write| {
        restored::end_sessions(write)?;
        restored::remember(write, forgotten)?;
        let held = restored::hold(write, now.stamp)?;
        let last_change = last_change.as_deref().and_then(Stamp::stored);
        let message = message(last_change, held, now);
        // One notice tells of the last restore; killed midway it is settled once more.
        notifications::delete(write, &restored::notices(write)?)?;
        notifications::add(
            write,
            "backup.restored",
            None,
            None,
            None,
            &message,
            now.stamp,
        )?;
        Ok(held)
    })
}

fn message(last_change: Option<Stamp>, held: usize, now: &Now) -> String {
    let as_of = last_change.map_or_else(String::new, |at| {
        let wall = at.wall(now.zone);
        format!(
            " Its last change is of {} at {}.",
            wall.date().format("%Y-%m-%d"),
            wall.clock()
        )
    });
    let letters = match held {
        0 => String::new(),
        1 => " A letter that may have gone out already is held: send it or cancel it.".to_owned(),
        many => {
            format!(" {many} letters that may have gone out already are held: send or cancel them.")
        }
    };
    format!("The book was restored from a backup.{as_of}{letters}")
}

/// Lets go of the letters that were held because of a restore; answers how many.
pub fn release(db: &Db, now: &Now) -> Result<usize> {
    db.write(|write| restored::release(write, now.stamp))
}
