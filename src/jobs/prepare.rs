//! A letter before it leaves: whether it may still go, to whom, and the message as it is kept. One short transaction
//! reads what the letter needs (`facts`) and keeps the letter as it was written.

use super::facts::{self, Draft};
use crate::app::App;
use crate::letters::{self, Locale, Mailbox, Recipient};
use crate::salon::job::Kind;
use crate::salon::settings::Settings;
use crate::salon::telling::{self, Held, Reader};
use crate::salon::time::Now;
use crate::store::post::{self, Job, Letter};
use crate::store::{Result, Write, references};

/// Why a letter that left without an answer is not repeated once it no longer holds.
const POSSIBLY_SENT_AND_OVER: &str =
    "It was possibly sent, and is not sent again: it no longer holds.";

/// What is to become of a letter.
pub(super) enum Prepared {
    /// It goes out, like this.
    Send(Letter),
    /// It is not to go out, for this reason.
    Drop(&'static str),
    /// It may have gone out and is not to go again, for this reason.
    GiveUp(&'static str),
    /// A person is to decide, for this reason.
    Hold(Held),
    /// It can't be written, for this reason.
    Unwritable(String),
}

/// Who sends, and where links lead.
pub(super) struct Sender {
    /// Name and address, as configured.
    pub(super) mailbox: String,
    /// The bare address, for the envelope.
    pub(super) address: String,
    /// Where links lead, without a slash at the end.
    pub(super) base: String,
    /// Whether clients reach that from outside.
    pub(super) reachable: bool,
}

impl Sender {
    /// As the program is set up now.
    pub(super) fn of(app: &App) -> Self {
        let mailbox = app.connections().mail.from.clone();
        let address =
            Mailbox::parse(&mailbox).map_or_else(|_| mailbox.clone(), |mailbox| mailbox.address);
        Self {
            mailbox,
            address,
            base: app.client_base(),
            reachable: !app.config.server.public_url.is_empty(),
        }
    }

    /// The Message-ID of a job's letter: the same for ever, and another one after an older book was restored.
    fn message_id(&self, job: &Job) -> String {
        let domain = self.address.rsplit('@').next().unwrap_or("daybook");
        format!(
            "daybook-{}-{}@{domain}",
            job.id,
            job.created_at.0.timestamp()
        )
    }

    /// The link that ends letters that advertise, where it can be reached.
    pub(super) fn unsubscribe(&self, token: &str) -> Option<String> {
        self.reachable
            .then(|| format!("{}/unsubscribe/{token}", self.base))
    }
}

/// Decides what is to become of a job's letter, and writes it.
pub(super) fn prepare(
    write: &Write<'_>,
    sender: &Sender,
    job: &Job,
    now: &Now,
) -> Result<Prepared> {
    let earlier = post::letter(write, job.id)?;
    if earlier.as_ref().is_some_and(|letter| letter.maybe_sent > 1) {
        return Ok(Prepared::Hold(Held::PossiblySent));
    }
    let left = earlier.as_ref().is_some_and(|letter| letter.maybe_sent > 0);
    let (draft, client) = match addressed(write, sender, job, now)? {
        Ok(addressed) => addressed,
        Err(_) if left => return Ok(Prepared::GiveUp(POSSIBLY_SENT_AND_OVER)),
        Err(why) => return Ok(Prepared::Drop(why)),
    };
    if let Some(earlier) = earlier {
        let same = earlier.says == draft.says
            && earlier.others == draft.others
            && earlier.recipient == client.email;
        if same {
            return Ok(Prepared::Send(earlier));
        }
        if earlier.maybe_sent > 0 {
            return Ok(Prepared::Hold(Held::PossiblySent));
        }
    } else if let Some(why) = over_the_cap(write, job, draft.client_id, now)? {
        return Ok(Prepared::Hold(why));
    }
    write_down(write, sender, job, draft, &client, now)
}

/// What the letter would say now and to whom, or why it is not to go out.
pub(super) fn addressed(
    write: &Write<'_>,
    sender: &Sender,
    job: &Job,
    now: &Now,
) -> Result<std::result::Result<(Draft, references::Client), &'static str>> {
    let draft = match facts::draft(write, sender, job, now)? {
        Ok(draft) => draft,
        Err(why) => return Ok(Err(why)),
    };
    let Some(client) = references::client(write, draft.client_id)? else {
        return Ok(Err("The client is gone."));
    };
    let reader = Reader {
        email: &client.email,
        walk_in: client.walk_in,
        marketing_consent: client.marketing_consent,
        gone: client.gone,
    };
    if let Some(why) = telling::unreachable(reader) {
        return Ok(Err(why));
    }
    let unwanted = match job.kind {
        Kind::FollowupStep => !client.marketing_consent,
        Kind::ReviewRequest => client.unsubscribed,
        _ => false,
    };
    if unwanted {
        return Ok(Err("The client does not want such letters."));
    }
    Ok(Ok((draft, client)))
}

/// Too many letters to one client in a day, or by one login in an hour, are held: somebody's mistake, perhaps.
fn over_the_cap(write: &Write<'_>, job: &Job, client_id: i64, now: &Now) -> Result<Option<Held>> {
    let settings = write.settings();
    if job.payload.get("released").is_some() {
        return Ok(None);
    }
    if settings.letters_per_client_day > 0
        && post::to_client_since(write, client_id, now.stamp.plus_hours(-24))?
            >= settings.letters_per_client_day
    {
        return Ok(Some(Held::ManyToClient));
    }
    if let (Some(user_id), 1..) = (job.user_id, settings.letters_per_login_hour)
        && post::by_user_since(write, user_id, now.stamp.plus_hours(-1))?
            >= settings.letters_per_login_hour
    {
        return Ok(Some(Held::ManyByLogin));
    }
    Ok(None)
}

/// The salon as its letters show it.
pub(super) fn salon(settings: &Settings, now: &Now) -> letters::Salon {
    letters::Salon {
        name: settings.salon_name.clone(),
        address: settings.salon_address.clone(),
        phone: settings.salon_phone.clone(),
        reply_to: settings.reply_to.clone(),
        footer: settings.letter_footer.clone(),
        timezone: now.zone,
        currency: settings.currency.clone(),
    }
}

fn write_down(
    write: &Write<'_>,
    sender: &Sender,
    job: &Job,
    draft: Draft,
    client: &references::Client,
    now: &Now,
) -> Result<Prepared> {
    let letter = letter(write, sender, job, &draft, client, now);
    let rendered = match letters::render(&letter) {
        Ok(rendered) => rendered,
        Err(problem) => return Ok(Prepared::Unwritable(problem.to_string())),
    };
    let kept = Letter {
        recipient: rendered.to,
        subject: rendered.subject,
        message_id: letter.message_id,
        message: rendered.message,
        says: draft.says,
        sequence: draft.sequence,
        others: draft.others,
        rendered_at: now.stamp,
        maybe_sent: 0,
    };
    post::keep(write, job, Some(draft.client_id), &kept)?;
    Ok(Prepared::Send(kept))
}

/// The facts of a letter, for its words.
pub(super) fn letter(
    write: &Write<'_>,
    sender: &Sender,
    job: &Job,
    draft: &Draft,
    client: &references::Client,
    now: &Now,
) -> letters::Letter {
    let settings = write.settings();
    let language = if client.language.is_empty() {
        &settings.locale
    } else {
        &client.language
    };
    letters::Letter {
        message_id: sender.message_id(job),
        date: now.stamp.0,
        from: sender.mailbox.clone(),
        salon: salon(settings, now),
        recipient: Recipient {
            name: client.name.clone(),
            email: client.email.clone(),
            language: Locale::parse(language),
        },
        appointments: draft.appointments.clone(),
        kind: draft.kind.clone(),
    }
}
