//! What Daybook does by itself, later: the kinds of jobs and their states.

/// Kinds of jobs; the names are the contract's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// "Your appointment": the confirmation.
    BookingCreated,
    /// "Your appointment has moved", thirty minutes after the last move.
    BookingUpdated,
    /// "Your appointment is cancelled."
    BookingCancelled,
    /// "Does this suit you?", with links to accept and decline.
    BookingProvisional,
    /// A provisional booking that nobody answered lapses.
    BookingLapse,
    /// "See you tomorrow."
    BookingReminder,
    /// The desk is asked to say how an appointment went.
    BookingFollowup,
    /// "A slot is free."
    WaitlistAvailable,
    /// The offered slot goes to the next in line.
    WaitlistLapse,
    /// "Your waitlist slot is confirmed."
    WaitlistConfirmed,
    /// "How was it?"
    ReviewRequest,
    /// One letter of a follow-up sequence.
    FollowupStep,
    /// A Checkout Session is made and its link mailed.
    NoshowFee,
    /// Stripe is asked whether a fee was paid.
    NoshowCheck,
    /// The nightly backup.
    BackupNightly,
}

impl Kind {
    /// What each new booking brings.
    pub const EVERYDAY: [Kind; 3] = [
        Kind::BookingCreated,
        Kind::BookingReminder,
        Kind::BookingFollowup,
    ];

    /// All of them.
    pub const ALL: [Kind; 15] = [
        Kind::BookingCreated,
        Kind::BookingUpdated,
        Kind::BookingCancelled,
        Kind::BookingProvisional,
        Kind::BookingLapse,
        Kind::BookingReminder,
        Kind::BookingFollowup,
        Kind::WaitlistAvailable,
        Kind::WaitlistLapse,
        Kind::WaitlistConfirmed,
        Kind::ReviewRequest,
        Kind::FollowupStep,
        Kind::NoshowFee,
        Kind::NoshowCheck,
        Kind::BackupNightly,
    ];

    /// Whether each new booking brings it, for a moment within a day of the booking or before that.
    pub fn follows_the_booking(self) -> bool {
        matches!(self, Kind::BookingReminder | Kind::BookingFollowup)
    }

    /// The name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Kind::BookingCreated => "booking.created",
            Kind::BookingUpdated => "booking.updated",
            Kind::BookingCancelled => "booking.cancelled",
            Kind::BookingProvisional => "booking.provisional",
            Kind::BookingLapse => "booking.lapse",
            Kind::BookingReminder => "booking.reminder",
            Kind::BookingFollowup => "booking.followup",
            Kind::WaitlistAvailable => "waitlist.available",
            Kind::WaitlistLapse => "waitlist.lapse",
            Kind::WaitlistConfirmed => "waitlist.confirmed",
            Kind::ReviewRequest => "review.request",
            Kind::FollowupStep => "followup.step",
            Kind::NoshowFee => "noshow.fee",
            Kind::NoshowCheck => "noshow.check",
            Kind::BackupNightly => "backup.nightly",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for its moment.
    Pending,
    /// Is being done.
    Running,
    /// Was done.
    Done,
    /// Was tried, and won't be again by itself.
    Failed,
    /// Is not to be done; the reason is in `last_error`.
    Cancelled,
    /// Waits for a person to say "send" or "don't".
    Held,
}

impl State {
    /// The name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
            State::Held => "held",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<Self> {
        [
            State::Pending,
            State::Running,
            State::Done,
            State::Failed,
            State::Cancelled,
            State::Held,
        ]
        .into_iter()
        .find(|state| state.name() == name)
    }
}
