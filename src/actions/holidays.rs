//! Holidays: nothing new is booked on them. What was booked before stays, and is told.

use chrono::NaiveDate;

use crate::salon::booking::Booking;
use crate::salon::rota::Holiday;
use crate::salon::{Refusal, spans};
use crate::store::{Db, Result, Write, bookings, holidays};

/// Makes each day from one to another a holiday, both included. Days that are holidays already stay as they are;
/// it is refused when all of them are. Answers the new ones, by date, and the live bookings on them.
pub fn create(
    db: &Db,
    first: NaiveDate,
    last: NaiveDate,
    name: &str,
) -> Result<(Vec<Holiday>, Vec<Booking>)> {
    db.write(|write| {
        let (mut made, mut affected) = (Vec::new(), Vec::new());
        for date in first.iter_days().take_while(|date| *date <= last) {
            if holidays::on(write, date)?.is_some() {
                continue;
            }
            let id = holidays::insert(write, date, name)?;
            write.changed("holiday", id, "created", &[]);
            made.push(Holiday {
                id,
                date,
                name: name.to_owned(),
            });
            add_booked(write, date, &mut affected)?;
        }
        if made.is_empty() {
            return Err(taken(write, first)?.into());
        }
        Ok((made, affected))
    })
}

/// Moves or renames a holiday. Answers it, and the live bookings on its date.
pub fn update(
    db: &Db,
    id: i64,
    date: Option<NaiveDate>,
    name: Option<String>,
) -> Result<(Holiday, Vec<Booking>)> {
    db.write(|write| {
        let current = known(write, id)?;
        let holiday = Holiday {
            id,
            date: date.unwrap_or(current.date),
            name: name.unwrap_or(current.name),
        };
        if holidays::on(write, holiday.date)?.is_some_and(|other| other.id != id) {
            return Err(taken(write, holiday.date)?.into());
        }
        holidays::update(write, &holiday)?;
        write.changed("holiday", id, "updated", &[]);
        let mut affected = Vec::new();
        add_booked(write, holiday.date, &mut affected)?;
        Ok((holiday, affected))
    })
}

/// Makes a holiday an ordinary day again.
pub fn delete(db: &Db, id: i64) -> Result<()> {
    db.write(|write| {
        known(write, id)?;
        holidays::delete(write, id)?;
        write.changed("holiday", id, "deleted", &[]);
        Ok(())
    })
}

fn known(write: &Write<'_>, id: i64) -> Result<Holiday> {
    Ok(holidays::find(write, id)?.ok_or(Refusal::NotFound("Holiday"))?)
}

/// The refusal of a second holiday on a date.
fn taken(write: &Write<'_>, date: NaiveDate) -> Result<Refusal> {
    let name = holidays::on(write, date)?.map_or_else(String::new, |holiday| holiday.name);
    let named = if name.is_empty() {
        String::new()
    } else {
        format!(" ({name})")
    };
    let sentence = format!("{date} is a holiday already{named}.");
    Ok(Refusal::Clash("date_taken", sentence))
}

/// Adds the live bookings that touch a day; one that runs over midnight is told once.
fn add_booked(write: &Write<'_>, date: NaiveDate, affected: &mut Vec<Booking>) -> Result<()> {
    let (from, to) = spans::day(date);
    let booked = bookings::live_between(write, None, from, to)?;
    let told: Vec<i64> = affected.iter().map(|booking| booking.id).collect();
    affected.extend(
        booked
            .into_iter()
            .filter(|booking| !told.contains(&booking.id)),
    );
    Ok(())
}
