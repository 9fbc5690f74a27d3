//! Jobs of a past that is told, not lived: the sample salon's. Each ends as it would have ended in its moment, by
//! the same rules, within one transaction; nothing leaves the house.

use super::prepare::{self, Sender};
use crate::actions::{letters as settle, moments};
use crate::app::App;
use crate::letters;
use crate::salon::job::{Kind, State};
use crate::salon::time::{Now, Stamp};
use crate::store::post::{self, Job, Letter};
use crate::store::{Result, Write, horizon};

/// The past, told up to some moment.
pub(crate) struct Past<'a> {
    write: &'a Write<'a>,
    sender: Sender,
    /// An address that was misspelt: letters there come back, from then on.
    misspelt: (&'a str, Stamp),
}

impl<'a> Past<'a> {
    /// A past in which nothing has happened yet.
    pub(crate) fn new(app: &App, write: &'a Write<'a>, misspelt: (&'a str, Stamp)) -> Self {
        Self {
            write,
            sender: Sender::of(app),
            misspelt,
        }
    }

    /// Time passes until then, and what came due is done in its moment.
    pub(crate) fn pass(&self, until: &Now) -> Result<()> {
        horizon::advance(self.write, until.stamp)?;
        let due = |next: Option<Stamp>| next.filter(|due| *due <= until.stamp);
        while let Some(stamp) = due(post::next_due(self.write)?) {
            let now = Now { stamp, ..*until };
            let Some(job) = post::claim(self.write, stamp)? else {
                break;
            };
            self.perform(&job, &now)?;
        }
        Ok(())
    }

    fn perform(&self, job: &Job, now: &Now) -> Result<()> {
        let write = self.write;
        let done = match (job.kind, job.booking_id.or(job.waitlist_id)) {
            (
                Kind::BookingCreated
                | Kind::BookingUpdated
                | Kind::BookingCancelled
                | Kind::BookingProvisional
                | Kind::BookingReminder
                | Kind::WaitlistAvailable
                | Kind::WaitlistConfirmed
                | Kind::ReviewRequest
                | Kind::FollowupStep,
                _,
            ) => return self.send(job, now),
            (Kind::BookingFollowup, Some(id)) => moments::ended(write, id, now)?,
            (Kind::BookingLapse, Some(id)) => moments::hold_ran_out(write, id, now)?,
            (Kind::WaitlistLapse, Some(id)) => moments::offer_ran_out(write, id, now)?,
            (Kind::BookingFollowup | Kind::BookingLapse | Kind::WaitlistLapse, None)
            | (Kind::NoshowFee | Kind::NoshowCheck | Kind::BackupNightly, _) => false,
        };
        if done {
            post::settle(write, job.id, State::Done, None, now.stamp)
        } else {
            post::settle(
                write,
                job.id,
                State::Cancelled,
                Some("It was settled already."),
                now.stamp,
            )
        }
    }

    fn send(&self, job: &Job, now: &Now) -> Result<()> {
        let (write, sender) = (self.write, &self.sender);
        let (draft, client) = match prepare::addressed(write, sender, job, now)? {
            Ok(addressed) => addressed,
            Err(why) => return post::settle(write, job.id, State::Cancelled, Some(why), now.stamp),
        };
        let words = prepare::letter(write, sender, job, &draft, &client, now);
        let letter = Letter {
            recipient: client.email,
            subject: letters::subject(&words).map_err(anyhow::Error::from)?,
            message_id: words.message_id,
            // It would have been let go by now, so it is not written.
            message: Vec::new(),
            says: draft.says,
            sequence: draft.sequence,
            others: draft.others,
            rendered_at: now.stamp,
            maybe_sent: 0,
        };
        post::keep(write, job, Some(draft.client_id), &letter)?;
        if letter.recipient == self.misspelt.0 && now.stamp >= self.misspelt.1 {
            let why =
                "The mail server says: 550 No such mailbox. Ask the client for the right address.";
            return settle::fail(write, job, why, now);
        }
        settle::sent(write, job, &letter, now)
    }
}
