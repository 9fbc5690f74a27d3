//! English.

use super::{Ask, Form, Say, Words};

pub(super) static WORDS: Words = Words {
    accept: Ask {
        title: "Does this time suit you?",
        text: "Please confirm your appointment.",
        button: "Yes, I will be there",
    },
    decline: Ask {
        title: "Does this time not suit you?",
        text: "If you decline, we give the time to somebody else.",
        button: "No, it does not suit me",
    },
    kept_until: "We keep this time free for you until {until}.",
    accepted: Say {
        title: "Your appointment is booked",
        text: "Thank you. We look forward to seeing you, and send you a confirmation by e-mail.",
    },
    declined: Say {
        title: "You have declined",
        text: "Thank you for telling us. Would another time suit you better?",
    },
    answered: Say {
        title: "This appointment is confirmed already",
        text: "There is nothing more you need to do. Can you not make it after all?",
    },
    cancelled: Say {
        title: "This appointment is cancelled",
        text: "There is nothing more you need to do. Would you like a new appointment?",
    },
    expired: Say {
        title: "This time is no longer kept free",
        text: "We had not heard from you in time. Would you like a new appointment?",
    },
    taken: Say {
        title: "This time has been taken meanwhile",
        text: "We are sorry: somebody else has this time now. We know that you wanted it and will find another with you.",
    },

    feedback: Ask {
        title: "How was your visit?",
        text: "Your answer goes to us alone and is not published.",
        button: "Send",
    },
    form: Form {
        rating: "Your rating",
        ratings: ["Bad", "Not so good", "All right", "Good", "Excellent"],
        comment: "Would you like to add something?",
        no_rating: "Please choose one to five stars.",
        too_long: "That is too long. Please say it in at most 4,000 characters.",
    },
    thanks: Say {
        title: "Thank you",
        text: "Your answer has reached us.",
    },
    review: "If you like, tell others about it, too.",
    review_button: "Write a review",
    told: Say {
        title: "You have answered already",
        text: "Thank you: your answer has reached us. Is there anything else?",
    },

    unsubscribe: Ask {
        title: "No more of these e-mails?",
        text: "You will get no more questions about your visits and no news from us. E-mails about your appointments will still reach you.",
        button: "No more of these e-mails",
    },
    unsubscribed: Say {
        title: "Done",
        text: "You will get no more of these e-mails. E-mails about your appointments will still reach you.",
    },

    paid: Say {
        title: "Thank you",
        text: "Your payment is on its way to us. You can close this page.",
    },
    not_paid: Say {
        title: "Nothing was paid",
        text: "The link in our e-mail works for a day, whenever it suits you.",
    },

    withdrawn: Say {
        title: "This link no longer works",
        text: "It was replaced or withdrawn. A newer e-mail from us may hold the right one.",
    },
    unknown: Say {
        title: "We don't know this link",
        text: "Perhaps it was cut off: please open it from the e-mail once more.",
    },
    broken: Say {
        title: "That did not work",
        text: "Something went wrong on our side and nothing was changed. Please try again in a moment.",
    },
    reach_us: "Please call us on {phone}.",
    reach_us_by_mail: "Please reply to our e-mail.",
};
