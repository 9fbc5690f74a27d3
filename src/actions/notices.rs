//! What the desk is told: notifications, in the salon's language. The words are `letters::words`'; why a job failed
//! is kept beside it in English, and told here in the words of whoever said so: a mail server, Stripe.

use crate::letters::words::{Notices, fill};
use crate::letters::{self, Locale};
use crate::salon::booking::Booking;
use crate::salon::payment::Payment;
use crate::salon::telling::Held;
use crate::salon::time::{Now, Wall};
use crate::salon::who::Scope;
use crate::store::offers::Slot;
use crate::store::post::Job;
use crate::store::{Result, Write, bookings, notifications, references};

/// News of a no-show fee.
#[derive(Debug)]
pub(super) enum News<'a> {
    /// The money is there.
    Paid,
    /// The money is there, and nobody owes it.
    PaidForNothing,
    /// The client's bank did not pay.
    NotPaid,
    /// Its link ran out before the letter could leave.
    RanOut,
    /// A payment arrived that belongs to no session of Daybook's.
    OtherSession,
    /// Another amount arrived than was asked for.
    OtherAmount(String),
    /// There is no Stripe to ask.
    NotSetUp,
    /// What Stripe said, or that it did not answer.
    Said(&'a str),
}

fn locale(write: &Write<'_>) -> Locale {
    Locale::parse(&write.settings().locale)
}

fn notices(write: &Write<'_>) -> &'static Notices {
    &locale(write).words().notices
}

/// A client and a moment, put into a sentence.
fn told(write: &Write<'_>, sentence: &str, client: &str, at: Wall) -> String {
    let when = letters::moment(locale(write), at.0);
    fill(sentence, &[("client", client), ("when", when.as_str())])
}

fn about(write: &Write<'_>, kind: &str, booking: &Booking, message: &str, now: &Now) -> Result<()> {
    let (staff, client) = (Some(booking.staff_id), Some(booking.client_id));
    notifications::add(
        write,
        kind,
        Some(booking.id),
        staff,
        client,
        message,
        now.stamp,
    )
    .map(|_| ())
}

/// Tells the desk of a booking.
pub(super) fn booking(write: &Write<'_>, kind: &str, booking: &Booking, now: &Now) -> Result<()> {
    let words = notices(write);
    let sentence = match kind {
        "booking.created" => words.created,
        "booking.accepted" => words.accepted,
        "booking.declined" => words.declined,
        "booking.lapsed" => words.lapsed,
        "booking.taken" => words.taken,
        "booking.followup" => words.followup,
        _ => "{client}, {when}.",
    };
    let message = told(write, sentence, &booking.client_name, booking.start_at);
    about(write, kind, booking, &message, now)
}

/// Tells the desk whom a free time was offered.
pub(super) fn offered(
    write: &Write<'_>,
    slot: &Slot,
    client: (i64, &str),
    now: &Now,
) -> Result<()> {
    let message = told(write, notices(write).offered, client.1, slot.start_at);
    let (staff, client) = (Some(slot.staff_id), Some(client.0));
    notifications::add(
        write,
        "waitlist.available",
        None,
        staff,
        client,
        &message,
        now.stamp,
    )
    .map(|_| ())
}

/// Tells the desk that a letter was given up, and why.
pub(super) fn letter_failed(write: &Write<'_>, job: &Job, why: &str, now: &Now) -> Result<()> {
    letter(
        write,
        job,
        "mail.failed",
        notices(write).letter_failed,
        why,
        now,
    )
}

/// Tells the desk that a letter waits for a decision.
pub(super) fn letter_held(write: &Write<'_>, job: &Job, why: Held, now: &Now) -> Result<()> {
    let words = notices(write);
    letter(
        write,
        job,
        "mail.held",
        words.letter_held,
        held(words, why),
        now,
    )
}

/// Why a letter is held, as its job keeps it.
pub(super) fn reason(why: Held) -> &'static str {
    held(&Locale::En.words().notices, why)
}

fn held(words: &Notices, why: Held) -> &'static str {
    match why {
        Held::PossiblySent => words.possibly_sent,
        Held::ManyToClient => words.many_to_client,
        Held::ManyByLogin => words.many_by_login,
    }
}

fn letter(
    write: &Write<'_>,
    job: &Job,
    kind: &str,
    sentence: &str,
    why: &str,
    now: &Now,
) -> Result<()> {
    let booking = match job.booking_id {
        Some(id) => bookings::find(write, id, Scope::All)?,
        None => None,
    };
    let reader = job.client_id.or(booking.as_ref().map(|b| b.client_id));
    let client = match reader {
        Some(id) => references::client(write, id)?,
        None => None,
    };
    let mut message = fill(sentence, &[("why", why)]);
    if let Some(client) = client {
        message.push(' ');
        message += &fill(notices(write).it_is_for, &[("client", &client.name)]);
    }
    let staff_id = booking.map(|booking| booking.staff_id);
    notifications::add(
        write,
        kind,
        job.booking_id,
        staff_id,
        reader,
        &message,
        now.stamp,
    )
    .map(|_| ())
}

/// Tells the desk of a fee that was asked for. What was told before is not told again where `once`: Stripe repeats
/// itself.
pub(super) fn fee(
    write: &Write<'_>,
    kind: &str,
    fee: &Payment,
    news: &News<'_>,
    once: bool,
    now: &Now,
) -> Result<()> {
    let Some(booking) = bookings::find(write, fee.booking_id, Scope::All)? else {
        return Ok(());
    };
    let asked = references::client(write, fee.client_id)?;
    let booking = Booking {
        client_id: fee.client_id,
        client_name: asked.map_or(booking.client_name, |client| client.name),
        ..booking
    };
    let amount = letters::money(locale(write), fee.amount_cents, &fee.currency);
    let why = said(write, news);
    if once && notifications::exists(write, booking.id, kind, &why)? {
        return Ok(());
    }
    let message = of_fee(write, &booking, &format!("{amount}. {why}"));
    about(write, kind, &booking, &message, now)
}

/// Tells the desk that a booking's fee is not asked for, for want of Stripe.
pub(super) fn no_fee(write: &Write<'_>, booking_id: i64, now: &Now) -> Result<()> {
    let Some(booking) = bookings::find(write, booking_id, Scope::All)? else {
        return Ok(());
    };
    let message = of_fee(write, &booking, &said(write, &News::NotSetUp));
    about(write, "payment.not_configured", &booking, &message, now)
}

fn of_fee(write: &Write<'_>, booking: &Booking, what: &str) -> String {
    let date = letters::date(locale(write), booking.start_at.date());
    let values = [
        ("client", booking.client_name.as_str()),
        ("date", &date),
        ("what", what),
    ];
    fill(notices(write).fee, &values)
}

fn said(write: &Write<'_>, news: &News<'_>) -> String {
    let words = notices(write);
    match news {
        News::Paid => words.fee_paid.to_owned(),
        News::PaidForNothing => words.fee_paid_for_nothing.to_owned(),
        News::NotPaid => words.fee_not_paid.to_owned(),
        News::RanOut => words.fee_ran_out.to_owned(),
        News::OtherSession => words.fee_other_session.to_owned(),
        News::OtherAmount(amount) => fill(words.fee_other_amount, &[("amount", amount)]),
        News::NotSetUp => words.fee_not_set_up.to_owned(),
        News::Said(why) => (*why).to_owned(),
    }
}
