//! No-show fees: raised, asked for, heard of, waived and renewed.
//!
//! What Stripe is asked is frozen in the book before it is asked the first time, and so is the key under which it is
//! asked: a crash, a lost answer or a fault on Stripe's side leads to the same question, and to one session.

use super::notices::{self, News};
use crate::letters::{Locale, money};
use crate::salon::Refusal;
use crate::salon::booking::{Booking, Status};
use crate::salon::job::{Kind, State};
use crate::salon::payment::{self, Payment, Progress, Session};
use crate::salon::telling::{self, Reader};
use crate::salon::time::Now;
use crate::salon::who::{Scope, Who};
use crate::secrets;
use crate::store::jobs::NewJob;
use crate::store::post::{self, Job};
use crate::store::{Db, Error, Result, Write, bookings, jobs, payments, references};

/// A fee that could not be asked for, for want of Stripe.
pub(crate) const NOT_SET_UP: &str =
    "Stripe is not set up, so no fee is asked for. Set it up under Settings → Mail and payments.";

/// A fee whose link ran out before it was mailed.
const RAN_OUT: &str =
    "The link to pay ran out before the letter could leave. Renew the payment to send another.";

/// What is to be done about a no-show.
#[derive(Debug)]
pub(crate) enum Step {
    /// Nothing, for this reason.
    Nothing(&'static str),
    /// Nothing, since there is no Stripe; the desk is told.
    NotSetUp,
    /// Stripe is asked for this payment's session.
    Ask(Payment),
    /// Its key is too old: Stripe is first searched for a session that there may be already.
    SearchFirst(Payment),
    /// The session is there, and its link can be mailed.
    Mail,
}

/// Raises the fee that a job is about, or finds out where it stands. `ask` says what Stripe would be asked.
pub(crate) fn raise(
    write: &Write<'_>,
    job: &Job,
    set_up: bool,
    ask: &dyn Fn(&Payment) -> String,
    now: &Now,
) -> Result<Step> {
    let booking = match job.booking_id {
        Some(id) => bookings::find(write, id, Scope::All)?,
        None => None,
    };
    let Some(booking) = booking else {
        return Ok(Step::Nothing("The appointment is gone."));
    };
    if let Some(why) = pointless(write, &booking, now)? {
        return Ok(Step::Nothing(why));
    }
    match payments::of_visit(write, &booking)? {
        Some(fee) => resume(write, &booking, fee, set_up, now),
        None => {
            let settings = write.settings();
            if !settings.noshow_enabled {
                return Ok(Step::Nothing("No-show fees are switched off."));
            }
            if settings.noshow_fee_cents <= 0 {
                return Ok(Step::Nothing("The no-show fee is set to nothing."));
            }
            if !set_up {
                return Ok(Step::NotSetUp);
            }
            let (amount, currency) = (settings.noshow_fee_cents, &settings.currency);
            let id = payments::insert(write, booking.id, amount, currency, now.stamp)?;
            freeze(write, job, id, ask, now).map(Step::Ask)
        }
    }
}

/// Why nobody can be asked for a fee, if that is so.
fn pointless(write: &Write<'_>, booking: &Booking, now: &Now) -> Result<Option<&'static str>> {
    let standing = bookings::standing(write, booking.id)?;
    if let Some(why) = telling::obsolete(Kind::NoshowFee, booking, &standing, now) {
        return Ok(Some(why));
    }
    let Some(client) = references::client(write, booking.client_id)? else {
        return Ok(Some("The client is gone."));
    };
    Ok(telling::unreachable(Reader {
        email: &client.email,
        walk_in: client.walk_in,
        marketing_consent: client.marketing_consent,
        gone: client.gone,
    }))
}

/// Goes on with a fee that was raised before.
fn resume(
    write: &Write<'_>,
    booking: &Booking,
    mut fee: Payment,
    set_up: bool,
    now: &Now,
) -> Result<Step> {
    if fee.status == payment::Status::Paid {
        return Ok(Step::Nothing("The fee is paid."));
    }
    if fee.booking_id != booking.id {
        return Ok(Step::Nothing("The fee is asked for once a visit."));
    }
    if fee.session_id.is_some() && fee.status == payment::Status::Open {
        return Ok(Step::Mail);
    }
    if fee.session_id.is_some() {
        tell(write, "payment.failed", &fee, &News::RanOut, now)?;
        return Ok(Step::Nothing(RAN_OUT));
    }
    if !set_up {
        return Ok(Step::NotSetUp);
    }
    if fee.status != payment::Status::Open {
        // Somebody tries again what Stripe had refused.
        payments::reopen(write, fee.id)?;
        fee.status = payment::Status::Open;
    }
    Ok(if fee.key_holds(now.stamp) {
        Step::Ask(fee)
    } else {
        Step::SearchFirst(fee)
    })
}

/// Freezes what Stripe is asked for a payment, under a new key.
pub(crate) fn freeze(
    write: &Write<'_>,
    job: &Job,
    payment_id: i64,
    ask: &dyn Fn(&Payment) -> String,
    now: &Now,
) -> Result<Payment> {
    let key = format!("daybook-{}-{}", job.id, secrets::token()?);
    let fee = found(write, payment_id)?;
    payments::freeze(write, payment_id, &key, &ask(&fee), now.stamp)?;
    found(write, payment_id)
}

/// Keeps the session that Stripe answered, and has it looked at from time to time; at once, where the fee was waived
/// while Stripe was asked.
pub(crate) fn opened(write: &Write<'_>, fee: &Payment, session: &Session, now: &Now) -> Result<()> {
    payments::keep_session(write, fee.id, session)?;
    let check = if payments::is_wanted(write, fee.id)? {
        fee.next_check(now.stamp)
    } else {
        None
    };
    let at = check.unwrap_or(now.stamp);
    jobs::check_payment(write, fee.booking_id, fee.id, at, now.stamp)?;
    heard(write, session, now)
}

/// Takes in what Stripe says of a session, in a webhook call or when asked. Repeats and old news change nothing.
pub(crate) fn heard(write: &Write<'_>, session: &Session, now: &Now) -> Result<()> {
    let Some(fee) = payments::of_session(write, session)? else {
        // The salon may sell other things through the same account.
        return Ok(());
    };
    let own = fee.session_id.as_ref() == Some(&session.id);
    let ahead = |status| own && fee.status < status;
    match session.progress {
        Progress::Paid if !fee.owns(session) || !session.fits(&fee) => {
            doubt(write, &fee, session, now)
        }
        Progress::Paid if fee.status < payment::Status::Paid => paid(write, &fee, now),
        Progress::Failed if ahead(payment::Status::Failed) => {
            payments::set_status(write, fee.id, payment::Status::Failed, None, None)?;
            tell(write, "payment.failed", &fee, &News::NotPaid, now)
        }
        Progress::Expired if ahead(payment::Status::Expired) => {
            // Who need not pay any more gets no second link.
            let wanted = payments::is_wanted(write, fee.id)?;
            let url = session.url.as_deref().filter(|_| wanted);
            payments::set_status(write, fee.id, payment::Status::Expired, url, None)
        }
        _ => Ok(()),
    }
}

/// Takes in what a look at Stripe found of a fee: its session, or that there is none.
pub(crate) fn seen(
    write: &Write<'_>,
    fee: &Payment,
    session: Option<&Session>,
    now: &Now,
) -> Result<()> {
    match session {
        Some(session) => {
            if fee.session_id.is_none() {
                payments::keep_session(write, fee.id, session)?;
            }
            heard(write, session, now)
        }
        None if payments::is_wanted(write, fee.id)? => Ok(()),
        None => payments::set_status(write, fee.id, payment::Status::Expired, None, None),
    }
}

/// Takes in what a webhook call says.
pub fn hear(db: &Db, session: &Session, now: &Now) -> Result<()> {
    db.write(|write| heard(write, session, now))
}

fn paid(write: &Write<'_>, fee: &Payment, now: &Now) -> Result<()> {
    let status = payment::Status::Paid;
    payments::set_status(write, fee.id, status, None, Some(now.stamp))?;
    let news = if payments::is_wanted(write, fee.id)? {
        News::Paid
    } else {
        News::PaidForNothing
    };
    tell(write, "payment.paid", fee, &news, now)
}

/// A payment that is not what was asked for: a person looks into it.
fn doubt(write: &Write<'_>, fee: &Payment, session: &Session, now: &Now) -> Result<()> {
    let news = if session.fits(fee) {
        News::OtherSession
    } else {
        let (amount, currency) = (session.amount_cents, session.currency.as_deref());
        let locale = Locale::parse(&write.settings().locale);
        News::OtherAmount(money(
            locale,
            amount.unwrap_or(0),
            currency.unwrap_or_default(),
        ))
    };
    notices::fee(write, "payment.mismatch", fee, &news, true, now)
}

/// A fee is no longer asked for: its session is closed as soon as Stripe can be reached. `booking` is as it was, with
/// the client who was asked. What was paid stays paid; where the appointment was another client's all along, the desk
/// is told to pay it back.
pub(super) fn waive(
    write: &Write<'_>,
    booking: &Booking,
    to_another: bool,
    now: &Now,
) -> Result<()> {
    let Some(fee) = payments::of_visit(write, booking)? else {
        return Ok(());
    };
    if payments::is_wanted(write, fee.id)? {
        return Ok(());
    }
    match fee.status {
        payment::Status::Open => {
            jobs::check_payment(write, fee.booking_id, fee.id, now.stamp, now.stamp)
        }
        payment::Status::Paid if to_another => notices::fee(
            write,
            "payment.paid",
            &fee,
            &News::PaidForNothing,
            true,
            now,
        ),
        payment::Status::Paid | payment::Status::Expired | payment::Status::Failed => Ok(()),
    }
}

/// A no-show was taken back, its fee with it, and now is one again: the fee is asked for again. False where there is
/// no such fee.
pub(super) fn ask_again(
    write: &Write<'_>,
    booking: &Booking,
    user_id: Option<i64>,
    now: &Now,
) -> Result<bool> {
    let fee = payments::of_visit(write, booking)?;
    let ended = |fee: &Payment| {
        fee.booking_id == booking.id
            && fee.session_id.is_some()
            && matches!(
                fee.status,
                payment::Status::Expired | payment::Status::Failed
            )
    };
    match fee.filter(ended) {
        Some(fee) => start_over(write, &fee, user_id, now).map(|()| true),
        None => Ok(false),
    }
}

fn start_over(write: &Write<'_>, fee: &Payment, user_id: Option<i64>, now: &Now) -> Result<()> {
    payments::reopen(write, fee.id)?;
    let mut job = NewJob::about(Kind::NoshowFee, fee.booking_id, user_id, now.stamp);
    job.payment_id = Some(fee.id);
    jobs::enqueue(write, &job, now.stamp).map(|_| ())
}

/// Asks anew for a fee whose link ran out or that could not be asked for: a new session, a new letter.
pub fn renew(db: &Db, who: &Who, id: i64, set_up: bool, now: &Now) -> Result<Payment> {
    let clash = |code, sentence: &str| Err(Refusal::Clash(code, sentence.to_owned()).into());
    db.write(|write| {
        let fee = payments::find(write, id)?.ok_or(Refusal::NotFound("Payment"))?;
        let booking = bookings::find(write, fee.booking_id, Scope::All)?;
        match fee.status {
            payment::Status::Paid => return clash("payment_paid", "This fee is paid already."),
            // Somebody had cancelled its job before Stripe answered.
            payment::Status::Open
                if fee.session_id.is_none()
                    && !jobs::waiting(write, fee.booking_id)?.contains(&Kind::NoshowFee) => {}
            payment::Status::Open => {
                let sentence = "This fee is being asked for: its link works, or is on its way.";
                return clash("payment_open", sentence);
            }
            payment::Status::Expired | payment::Status::Failed => {}
        }
        let missed = |booking: Booking| {
            booking.status == Status::NoShow && booking.client_id == fee.client_id
        };
        if !booking.is_some_and(missed) {
            let sentence = "The appointment is not marked as a no-show of this client, so there is no fee to ask for.";
            return clash("not_a_no_show", sentence);
        }
        if !set_up {
            return clash("payments_not_set_up", NOT_SET_UP);
        }
        start_over(write, &fee, Some(who.user_id), now)?;
        found(write, id)
    })
}

/// Ends a job for want of Stripe. The no-show stands.
pub(crate) fn not_set_up(write: &Write<'_>, job: &Job, now: &Now) -> Result<()> {
    post::settle(write, job.id, State::Cancelled, Some(NOT_SET_UP), now.stamp)?;
    let Some(id) = job.booking_id else {
        return Ok(());
    };
    notices::no_fee(write, id, now)
}

/// Ends a job that Stripe refused, or that it did not answer for too long.
pub(crate) fn fail(
    write: &Write<'_>,
    job: &Job,
    fee: &Payment,
    why: &str,
    now: &Now,
) -> Result<()> {
    post::settle(write, job.id, State::Failed, Some(why), now.stamp)?;
    if fee.session_id.is_none() && fee.status == payment::Status::Open {
        payments::set_status(write, fee.id, payment::Status::Failed, None, None)?;
    }
    tell(write, "payment.failed", fee, &News::Said(why), now)
}

fn found(write: &Write<'_>, id: i64) -> Result<Payment> {
    payments::find(write, id)?.ok_or(Error::Refused(Refusal::NotFound("Payment")))
}

/// Tells the desk of a fee.
fn tell(write: &Write<'_>, kind: &str, fee: &Payment, news: &News<'_>, now: &Now) -> Result<()> {
    notices::fee(write, kind, fee, news, false, now)
}
