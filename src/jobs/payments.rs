//! Asking for a no-show fee, and asking Stripe whether it was paid.
//!
//! First the session: what is asked is in the book before Stripe hears of it, so that a repeat is the same to the
//! byte. Then the letter with its link, on the way of all letters. Most salons can't be reached by Stripe's calls,
//! so each fee is looked at again from time to time until it is paid or nobody can pay it any more.

use super::{Outcome, letters, settle};
use crate::actions::fees::{self, Step};
use crate::app::App;
use crate::letters::{Kind, Locale};
use crate::outside::stripe::{Stripe, StripeError, Terms};
use crate::salon::booking::Booking;
use crate::salon::payment::{KEY_HOURS, Payment, Progress, Session, Status};
use crate::salon::time::Now;
use crate::store::post::Job;
use crate::store::{Result, Write, payments};

/// Stripe is tried so often before a person is called: with growing pauses, some three days.
const MOST_TRIES: i64 = 20;
/// Where Stripe took longer, the letter with the link waits for the job's next turn: the mail server may take its time,
/// too, and no other job is to wait for both.
const LONGEST_BEFORE_LETTER_SECONDS: i64 = 10;
/// A check fails for good after so many; it is claimed some forty times when all goes well.
const MOST_CHECKS: i64 = 55;

/// Raises a no-show fee, opens its session and mails the link.
pub(super) fn ask(app: &App, job: &Job, now: &Now) -> Result<()> {
    let stripe = app.stripe();
    let request = |fee: &Payment| request(app, fee);
    let set_up = stripe.is_configured();
    let step = app
        .db
        .write(|write| fees::raise(write, job, set_up, &request, now))?;
    let (fee, answer) = match step {
        Step::Nothing(why) => return settle(app, job, &Outcome::Needless(why), now),
        Step::NotSetUp => return app.db.write(|write| fees::not_set_up(write, job, now)),
        Step::Mail => return letters::send(app, job, now),
        Step::Ask(fee) => {
            let answer = stripe.create(&fee.key, &fee.request);
            (fee, answer)
        }
        Step::SearchFirst(fee) => search_first(app, &stripe, job, fee)?,
    };
    let begun = now.stamp.0;
    let now = app.now();
    let slow = (now.stamp.0 - begun).num_seconds() > LONGEST_BEFORE_LETTER_SECONDS;
    match answer {
        Ok(session) => {
            app.db
                .write(|write| fees::opened(write, &fee, &session, &now))?;
            match session.progress {
                Progress::Open if slow => {
                    let why = "Stripe took its time; the letter with the link comes next.";
                    settle(app, job, &Outcome::Later(now.stamp, why.to_owned()), &now)
                }
                Progress::Open => letters::send(app, job, &now),
                _ => settle(
                    app,
                    job,
                    &Outcome::Needless("The client paid already."),
                    &now,
                ),
            }
        }
        Err(error) if error.is_passing() && job.attempts < MOST_TRIES => {
            let later = Outcome::Later(
                letters::next_try(job.attempts, now.stamp),
                error.to_string(),
            );
            settle(app, job, &later, &now)
        }
        Err(error) => {
            let why = error.to_string();
            app.db
                .write(|write| fees::fail(write, job, &fee, &why, &now))
        }
    }
}

/// Stripe may have forgotten the key: it is searched for a session that can be or was paid, and only where there is
/// none it is asked for a new one, under a new key.
fn search_first(
    app: &App,
    stripe: &Stripe,
    job: &Job,
    fee: Payment,
) -> Result<(Payment, std::result::Result<Session, StripeError>)> {
    match stripe.find(&fee.reference(), fee.created_at) {
        Ok(Some(session)) if !matches!(session.progress, Progress::Expired | Progress::Failed) => {
            Ok((fee, Ok(session)))
        }
        Ok(_) => {
            let (now, request) = (app.now(), |fee: &Payment| request(app, fee));
            let fee = app
                .db
                .write(|write| fees::freeze(write, job, fee.id, &request, &now))?;
            let answer = stripe.create(&fee.key, &fee.request);
            Ok((fee, answer))
        }
        Err(error) => Ok((fee, Err(error))),
    }
}

/// What Stripe is asked for a fee.
fn request(app: &App, fee: &Payment) -> String {
    let settings = app.db.settings();
    let (base, locale) = (app.client_base(), Locale::parse(&settings.locale));
    let what = match locale {
        Locale::En => "Missed appointment",
        Locale::Nl => "Gemiste afspraak",
        Locale::De => "Versäumter Termin",
    };
    let product = match settings.salon_name.trim() {
        "" => what.to_owned(),
        salon => format!("{what}, {salon}"),
    };
    let language = locale.code();
    Terms {
        amount_cents: fee.amount_cents,
        currency: &fee.currency,
        product: &product,
        reference: &fee.reference(),
        booking_id: fee.booking_id,
        success_url: &format!("{base}/payments/thanks?lang={language}"),
        cancel_url: &format!("{base}/payments/later?lang={language}"),
    }
    .to_request()
}

/// The letter with the link to pay, while that leads somewhere.
pub(super) fn letter(write: &Write<'_>, booking: &Booking) -> Result<Option<Kind>> {
    let fee = payments::of_visit(write, booking)?;
    let open = fee.filter(|fee| fee.status == Status::Open);
    Ok(open.and_then(|fee| {
        Some(Kind::NoShowFee {
            amount_cents: fee.amount_cents,
            currency: fee.currency,
            url: fee.url?,
        })
    }))
}

/// Asks Stripe how a fee stands, and closes the session of one that was waived. None where it settled the job itself.
pub(super) fn check(app: &App, job: &Job) -> Result<Option<Outcome>> {
    let id = job.payment_id.unwrap_or(0);
    let Some((fee, wanted)) = app.db.read(|book| {
        let fee = payments::find(book, id)?;
        fee.map(|fee| Ok((fee, payments::is_wanted(book, id)?)))
            .transpose()
    })?
    else {
        return Ok(Some(Outcome::Needless("The payment is gone.")));
    };
    if fee.status == Status::Paid {
        return Ok(Some(Outcome::Done));
    }
    let stripe = app.stripe();
    if !stripe.is_configured() {
        return Ok(Some(Outcome::Needless(
            "Stripe is no longer set up, so it can't be asked.",
        )));
    }
    let seen = look(&stripe, &fee, wanted);
    let now = &app.now();
    match seen {
        Ok(session) => seen_as(app, &fee, session, wanted, now).map(Some),
        Err(error) if job.attempts < MOST_CHECKS => Ok(Some(Outcome::Later(
            letters::next_try(job.attempts, now.stamp),
            error.to_string(),
        ))),
        Err(error) => {
            let why = format!("{error} Whether it was paid is not known; look into Stripe.");
            app.db
                .write(|write| fees::fail(write, job, &fee, &why, now))?;
            Ok(None)
        }
    }
}

/// The fee's session as it is at Stripe now; one that nobody needs any more is closed.
fn look(
    stripe: &Stripe,
    fee: &Payment,
    wanted: bool,
) -> std::result::Result<Option<Session>, StripeError> {
    let session = match &fee.session_id {
        Some(id) => Some(stripe.retrieve(id)?),
        // The answer may have been lost on its way.
        None => stripe.find(&fee.reference(), fee.key_since)?,
    };
    match session {
        Some(session) if session.progress == Progress::Open && !wanted => {
            match stripe.expire(&session.id) {
                // The client was quicker.
                Err(StripeError::Refused { status: 400, .. }) => {
                    stripe.retrieve(&session.id).map(Some)
                }
                other => other.map(Some),
            }
        }
        Some(session) if session.progress == Progress::Expired && wanted => {
            // The client may have taken it up again by Stripe's own link.
            let taken_up = stripe.find(&fee.reference(), fee.key_since)?;
            let paid = taken_up.filter(|other| other.progress == Progress::Paid);
            Ok(Some(paid.unwrap_or(session)))
        }
        other => Ok(other),
    }
}

/// Takes in how a fee stands, and says when Stripe is asked again.
fn seen_as(
    app: &App,
    fee: &Payment,
    session: Option<Session>,
    wanted: bool,
    now: &Now,
) -> Result<Outcome> {
    let later = |why: &str| match fee.next_check(now.stamp) {
        Some(at) => Outcome::Later(at, why.to_owned()),
        None => Outcome::Done,
    };
    app.db
        .write(|write| fees::seen(write, fee, session.as_ref(), now))?;
    let Some(session) = session else {
        return Ok(Outcome::Done);
    };
    Ok(match session.progress {
        Progress::Open if wanted => later("It is not paid yet; Stripe is asked again."),
        Progress::Open => Outcome::Later(
            now.stamp.plus_minutes(1),
            "The fee was waived, but its link still works.".to_owned(),
        ),
        Progress::UnderWay => Outcome::Later(
            now.stamp.plus_hours(KEY_HOURS),
            "The client's bank takes its time; Stripe is asked again.".to_owned(),
        ),
        Progress::Expired if wanted && session.url.is_some() => {
            later("Its link ran out; Stripe is asked whether the client took it up again.")
        }
        Progress::Expired | Progress::Failed | Progress::Paid => Outcome::Done,
    })
}
