//! Every sentence of the clients' pages, one file a language; built like [`crate::letters::words`].

mod de;
mod en;
mod nl;

use crate::letters::Locale;

/// The words of one language.
pub(super) struct Words {
    /// The page behind the accept link: may this be booked?
    pub(super) accept: Ask,
    /// The page behind the decline link.
    pub(super) decline: Ask,
    /// What the time is kept until: `{until}`.
    pub(super) kept_until: &'static str,
    /// The client said yes.
    pub(super) accepted: Say,
    /// The client said no.
    pub(super) declined: Say,
    /// It was said yes to before.
    pub(super) answered: Say,
    /// The appointment is cancelled.
    pub(super) cancelled: Say,
    /// Nobody answered in time.
    pub(super) expired: Say,
    /// Somebody else has the time.
    pub(super) taken: Say,

    /// How was it?
    pub(super) feedback: Ask,
    /// The form below it.
    pub(super) form: Form,
    /// The client has said how it was.
    pub(super) thanks: Say,
    /// An invitation to write the same where others can read it.
    pub(super) review: &'static str,
    /// Leads there.
    pub(super) review_button: &'static str,
    /// The client said it before.
    pub(super) told: Say,

    /// Really no more such letters?
    pub(super) unsubscribe: Ask,
    /// No more such letters.
    pub(super) unsubscribed: Say,

    /// Back from Stripe, having paid.
    pub(super) paid: Say,
    /// Back from Stripe, not having paid.
    pub(super) not_paid: Say,

    /// The link was withdrawn.
    pub(super) withdrawn: Say,
    /// There is no such link.
    pub(super) unknown: Say,
    /// The program or its machine failed.
    pub(super) broken: Say,
    /// How to reach the salon: `{phone}`.
    pub(super) reach_us: &'static str,
    /// The same, where the salon has no telephone.
    pub(super) reach_us_by_mail: &'static str,
}

/// A page that asks something, with the button that does it.
pub(super) struct Ask {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) button: &'static str,
}

/// A page that says something.
pub(super) struct Say {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
}

/// The words of the feedback form.
pub(super) struct Form {
    /// Above the stars.
    pub(super) rating: &'static str,
    /// What one to five stars mean.
    pub(super) ratings: [&'static str; 5],
    /// Above the field for words.
    pub(super) comment: &'static str,
    /// No star was chosen.
    pub(super) no_rating: &'static str,
    /// Too many words.
    pub(super) too_long: &'static str,
}

/// The words of this language.
pub(super) fn of(locale: Locale) -> &'static Words {
    match locale {
        Locale::En => &en::WORDS,
        Locale::Nl => &nl::WORDS,
        Locale::De => &de::WORDS,
    }
}
