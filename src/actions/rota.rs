//! Time off and other hours on a date. Bookings that stand in the way stay, and are told.

use crate::salon::booking::Booking;
use crate::salon::rota::{HoursException, HoursWish, TimeOff, TimeOffWish};
use crate::salon::who::Scope;
use crate::salon::{Fields, Refusal, spans};
use crate::store::{Db, Result, Write, bookings, references, rota};

/// Gives somebody time off. Answers it, and the live bookings that it hits.
pub fn give_time_off(db: &Db, mut wish: TimeOffWish) -> Result<(TimeOff, Vec<Booking>)> {
    db.write(|write| {
        check_staff(write, wish.staff_id, &mut wish.wrong)?;
        let mut entry = TimeOff::wished(None, wish)?;
        entry.id = rota::insert_time_off(write, &entry)?;
        write.changed("time_off", entry.id, "created", &[entry.staff_id]);
        let affected = hit_by(write, &entry)?;
        Ok((entry, affected))
    })
}

/// Changes time off. Answers it, and the live bookings that it hits.
pub fn change_time_off(db: &Db, id: i64, mut wish: TimeOffWish) -> Result<(TimeOff, Vec<Booking>)> {
    db.write(|write| {
        let current = known_time_off(write, id)?;
        let before = current.staff_id;
        check_staff(write, wish.staff_id, &mut wish.wrong)?;
        let entry = TimeOff::wished(Some(current), wish)?;
        rota::update_time_off(write, &entry)?;
        write.changed("time_off", id, "updated", &[before, entry.staff_id]);
        let affected = hit_by(write, &entry)?;
        Ok((entry, affected))
    })
}

/// Takes time off back.
pub fn end_time_off(db: &Db, id: i64) -> Result<()> {
    db.write(|write| {
        let entry = known_time_off(write, id)?;
        rota::delete_time_off(write, id)?;
        write.changed("time_off", id, "deleted", &[entry.staff_id]);
        Ok(())
    })
}

/// Gives somebody other hours on a date. Answers them, and the live bookings outside them.
pub fn set_hours(db: &Db, mut wish: HoursWish) -> Result<(HoursException, Vec<Booking>)> {
    db.write(|write| {
        check_staff(write, wish.staff_id, &mut wish.wrong)?;
        let mut entry = HoursException::wished(None, wish)?;
        check_date(write, &entry)?;
        entry.id = rota::insert_exception(write, &entry)?;
        write.changed("hours_exception", entry.id, "created", &[entry.staff_id]);
        let affected = left_outside(write, &entry)?;
        Ok((entry, affected))
    })
}

/// Changes somebody's other hours on a date. Answers them, and the live bookings outside them.
pub fn change_hours(
    db: &Db,
    id: i64,
    mut wish: HoursWish,
) -> Result<(HoursException, Vec<Booking>)> {
    db.write(|write| {
        let current = known_hours(write, id)?;
        let before = current.staff_id;
        check_staff(write, wish.staff_id, &mut wish.wrong)?;
        let entry = HoursException::wished(Some(current), wish)?;
        check_date(write, &entry)?;
        rota::update_exception(write, &entry)?;
        write.changed("hours_exception", id, "updated", &[before, entry.staff_id]);
        let affected = left_outside(write, &entry)?;
        Ok((entry, affected))
    })
}

/// Lets the usual hours hold again.
pub fn end_hours(db: &Db, id: i64) -> Result<()> {
    db.write(|write| {
        let entry = known_hours(write, id)?;
        rota::delete_exception(write, id)?;
        write.changed("hours_exception", id, "deleted", &[entry.staff_id]);
        Ok(())
    })
}

fn known_time_off(write: &Write<'_>, id: i64) -> Result<TimeOff> {
    Ok(rota::find_time_off(write, id, Scope::All)?.ok_or(Refusal::NotFound("Time off"))?)
}

fn known_hours(write: &Write<'_>, id: i64) -> Result<HoursException> {
    Ok(rota::find_exception(write, id, Scope::All)?.ok_or(Refusal::NotFound("Other hours"))?)
}

fn check_staff(write: &Write<'_>, id: Option<i64>, wrong: &mut Fields) -> Result<()> {
    match id {
        Some(id) if references::staff(write, id)?.is_none() => {
            wrong.wrong("staff_id", "names no staff member");
        }
        _ => {}
    }
    Ok(())
}

fn check_date(write: &Write<'_>, entry: &HoursException) -> Result<()> {
    match rota::exception_on(write, entry.staff_id, entry.date)? {
        Some(other) if other.id != entry.id => {
            let sentence = format!("Other hours are set for {} already.", entry.date);
            Err(Refusal::Clash("date_taken", sentence).into())
        }
        _ => Ok(()),
    }
}

/// The live bookings whose hands-on time falls into time off.
fn hit_by(write: &Write<'_>, entry: &TimeOff) -> Result<Vec<Booking>> {
    let (from, to) = entry.reach();
    let mut booked = bookings::live_between(write, Some(entry.staff_id), from, to)?;
    booked.retain(|booking| {
        let mut parts = booking.busy().into_iter();
        parts.any(|part| entry.within(part).next().is_some())
    });
    Ok(booked)
}

/// The live bookings of whose hands-on time that date something lies outside the hours.
fn left_outside(write: &Write<'_>, entry: &HoursException) -> Result<Vec<Booking>> {
    let day = spans::day(entry.date);
    let hours = spans::joined(entry.hours.on(entry.date));
    let mut booked = bookings::live_between(write, Some(entry.staff_id), day.0, day.1)?;
    booked.retain(|booking| {
        let parts = spans::common(&booking.busy(), &[day]);
        parts.into_iter().any(|part| !spans::cover(&hours, part))
    });
    Ok(booked)
}
