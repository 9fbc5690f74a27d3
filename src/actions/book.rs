//! Making a booking.

use sha2::{Digest, Sha256};

use super::{checks, effects};
use crate::salon::booking::{Booking, ClientKnows, Standing, Status, Wish};
use crate::salon::consequences::Cause;
use crate::salon::time::Now;
use crate::salon::who::{Actor, Who};
use crate::salon::{Fields, Refusal};
use crate::secrets;
use crate::store::references::Service;
use crate::store::{Db, Error, Result, Write, audit, bookings, idempotency, offers};

/// A POST that may be sent again: its key, and a hash of what was asked.
pub struct Idempotency {
    key: String,
    body_hash: String,
}

impl Idempotency {
    /// A key for this body.
    pub fn new(key: &str, body: &[u8]) -> Self {
        use base64::Engine;
        let body_hash =
            base64::engine::general_purpose::STANDARD_NO_PAD.encode(Sha256::digest(body));
        Self {
            key: key.to_owned(),
            body_hash,
        }
    }
}

/// Makes a booking as somebody at the desk wishes it, or answers the one that the same key made before.
pub fn book(
    db: &Db,
    who: &Who,
    wish: &Wish,
    again: Option<&Idempotency>,
    now: &Now,
) -> Result<Booking> {
    db.write(|write| {
        if let Some(again) = again {
            match idempotency::find(write, who.user_id, &again.key, now.stamp)? {
                Some((hash, _)) if hash != again.body_hash => return Err(other_body()),
                Some((_, id)) => {
                    return bookings::find(write, id, who.scope)?
                        .ok_or(Refusal::NotFound("Booking").into());
                }
                None => {}
            }
        }
        let booking = enter(write, who, wish, now)?;
        if let Some(again) = again {
            idempotency::keep(
                write,
                who.user_id,
                &again.key,
                &again.body_hash,
                booking.id,
                now.stamp,
            )?;
        }
        Ok(booking)
    })
}

fn other_body() -> Error {
    let sentence =
        "This Idempotency-Key was used for another booking. Use a new key for a new booking.";
    Refusal::Clash("idempotency_key_reused", sentence.to_owned()).into()
}

/// Makes a booking within a transaction.
pub(crate) fn enter(write: &Write<'_>, who: &Who, wish: &Wish, now: &Now) -> Result<Booking> {
    let actor = Actor::User(who);
    let mut wish = wish.clone();
    wish.require_essentials();
    if let Some(staff_id) = wish.staff_id {
        checks::own_agenda(&actor, staff_id)?;
    }
    let client_name = checks::client(write, wish.client_id, &mut wish.wrong)?;
    checks::staff(write, wish.staff_id, &mut wish.wrong)?;
    let service = checks::service(write, wish.service_id, &mut wish.wrong)?;
    let (booking, mut standing) = drafted(write, &wish, client_name, service.as_ref(), now)?;
    check(write, &booking, &mut wish)?;
    insert(write, &booking, &mut standing, wish.allow_overlap)?;
    if let Some(entry) = booking.waitlist_id {
        offers::set_status(write, entry, "booked")?;
    }
    effects::follow(write, &actor, Cause::Desk, None, (&booking, &standing), now)?;
    audit::note(
        write,
        &actor,
        "created",
        None,
        (&booking, &standing),
        now.stamp,
    )?;
    write.changed("booking", booking.id, "created", &[booking.staff_id]);
    Ok(booking)
}

/// Enters a booking where its time is free or an overlap is allowed. Whether somebody has that time already the database
/// sees on the way, so that only a taken time pays for the look at who that is.
fn insert(
    write: &Write<'_>,
    booking: &Booking,
    standing: &mut Standing,
    overlap_allowed: bool,
) -> Result<()> {
    if overlap_allowed || !checks::time_off(write, booking)?.is_empty() {
        standing.overlap_allowed = checks::free(write, booking, overlap_allowed)?;
    }
    match bookings::insert(write, booking, standing) {
        Err(taken @ Error::Refused(Refusal::Overlap(_))) => {
            checks::free(write, booking, false).and(Err(taken))
        }
        done => done,
    }
}

/// The booking as it would be, with stand-ins for what is missing; those are refused before it is saved.
fn drafted(
    write: &Write<'_>,
    wish: &Wish,
    client_name: String,
    service: Option<&Service>,
    now: &Now,
) -> Result<(Booking, Standing)> {
    let id = bookings::next_id(write)?;
    let mut booking = Booking {
        id,
        client_id: wish.client_id.unwrap_or(0),
        staff_id: wish.staff_id.unwrap_or(0),
        service_id: wish.service_id.unwrap_or(0),
        start_at: wish.start_at.unwrap_or(now.wall()),
        end_at: wish.end_at.unwrap_or(now.wall()),
        status: if wish.provisional {
            Status::Provisional
        } else {
            Status::Scheduled
        },
        notes: wish.notes.clone().unwrap_or_default(),
        internal_notes: wish.internal_notes.clone().unwrap_or_default(),
        provisional_token: None,
        feedback_token: None,
        waitlist_id: wish.waitlist_id.flatten(),
        client_name,
        version: 1,
        visit_id: wish.visit_id.unwrap_or(id),
        arrived_at: wish.arrived_at.flatten(),
        price_cents: wish
            .price_cents
            .or(service.map(|s| s.price_cents))
            .unwrap_or(0),
        gap_start_minutes: wish
            .gap_start_minutes
            .or(service.map(|s| s.gap_start_minutes))
            .unwrap_or(0),
        gap_minutes: wish
            .gap_minutes
            .or(service.map(|s| s.gap_minutes))
            .unwrap_or(0),
        buffer_minutes: wish
            .buffer_minutes
            .or(service.map(|s| s.buffer_minutes))
            .unwrap_or(0),
        client_knows: ClientKnows::NOTHING,
        created_at: now.stamp,
        updated_at: now.stamp,
    };
    if wish.gap_minutes.is_none() {
        booking.drop_gap_that_does_not_fit();
    }
    let mut standing = Standing::NEW;
    if wish.provisional {
        ask(
            &mut booking,
            &mut standing,
            wish.base_url.clone(),
            write.settings().provisional_hold_hours,
            now,
        )?;
    }
    if wish.told {
        told(&mut booking, &mut standing, now);
    }
    Ok((booking, standing))
}

fn check(write: &Write<'_>, booking: &Booking, wish: &mut Wish) -> Result<()> {
    let mut wrong: Fields = std::mem::take(&mut wish.wrong);
    if wish.start_at.is_some() && wish.end_at.is_some() {
        booking.check_times(&mut wrong);
        if !wrong.names("end_at") {
            checks::holidays(write, booking, &mut wrong)?;
        }
    }
    if wish.client_id.is_some() && wish.service_id.is_some() {
        checks::waitlist_entry(write, booking, &mut wrong)?;
    }
    checks::visit(write, booking, &mut wrong)?;
    Ok(wrong.check()?)
}

/// Makes a booking one that waits for the client's answer.
pub(super) fn ask(
    booking: &mut Booking,
    standing: &mut Standing,
    base_url: Option<String>,
    hold_hours: i64,
    now: &Now,
) -> Result<()> {
    booking.status = Status::Provisional;
    booking.provisional_token = Some(secrets::token()?);
    standing.base_url = base_url;
    hold(booking, standing, hold_hours, now);
    Ok(())
}

/// Keeps a provisional booking's time from now on. It lapses once it begins, if nobody answered sooner.
pub(super) fn hold(booking: &Booking, standing: &mut Standing, hold_hours: i64, now: &Now) {
    let begins = booking.start_at.instant(now.zone).max(now.stamp);
    standing.hold_until = Some(now.stamp.plus_hours(hold_hours).min(begins));
}

/// Notes that the desk told the client on the telephone how things stand.
pub(super) fn told(booking: &mut Booking, standing: &mut Standing, now: &Now) {
    booking.client_knows = ClientKnows {
        status: Some(booking.status),
        start_at: Some(booking.start_at),
        how: crate::salon::booking::How::Phone,
        at: Some(now.stamp),
    };
    standing.known_end_at = Some(booking.end_at);
}
