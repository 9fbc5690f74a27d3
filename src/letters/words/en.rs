//! English.

use super::{Buttons, Dates, Labels, Money, Prose, Words};

pub(super) static WORDS: Words = Words {
    greeting: "Dear {client_name},",
    greeting_nameless: "Hello,",
    regards: "Kind regards,",
    reach_us: "Please call us on {phone}, or simply reply to this e-mail.",
    reach_us_by_mail: "Please simply reply to this e-mail.",
    labels: Labels {
        when: "When",
        instead_of: "Instead of",
        what: "What",
        with: "With",
        price: "Price",
        total: "Total",
        notes: "Please note",
    },
    buttons: Buttons {
        accept: "Yes, I will be there",
        decline: "No, it does not suit me",
        review: "Tell us how it was",
        pay: "Pay {amount}",
        unsubscribe: "No more of these e-mails",
    },
    dates: Dates {
        weekdays: [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ],
        months: [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        long: "{weekday} {day} {month} {year}",
        moment: "{date} at {time}",
        span: "{date}, {from}–{to}",
    },
    money: Money {
        with_sign: "{sign}{number}",
        with_code: "{sign} {number}",
        thousands: ',',
        decimal: '.',
    },

    created: Prose {
        subject: "Your appointment on {date} at {time}",
        opening: "Your appointment is booked. We look forward to seeing you.",
        closing: "Can you not make it after all? {reach_us}",
    },
    updated: Prose {
        subject: "Your appointment is now on {date} at {time}",
        opening: "Your appointment has moved to a new time.",
        closing: "Does the new time not suit you? {reach_us}",
    },
    cancelled: Prose {
        subject: "Your appointment on {date} at {time} is cancelled",
        opening: "The appointment below has been cancelled. There is nothing more you need to do.",
        closing: "Would you like a new appointment, or is this a mistake? {reach_us}",
    },
    provisional: Prose {
        subject: "Does {date} at {time} suit you?",
        opening: "We have set this time aside for you. Please let us know whether it suits you.",
        closing: "We keep the time free for you until {until}. Would another time suit you better? {reach_us}",
    },
    provisional_answer_by_mail: "If the buttons do not work on your device, just reply to this e-mail with “yes” or “no”.",
    reminder: Prose {
        subject: "Reminder: your appointment on {date} at {time}",
        opening: "We are expecting you soon. Here is your appointment once more.",
        closing: "Can you not make it? Please let us know as soon as possible. {reach_us}",
    },
    waitlist_available: Prose {
        subject: "A place has come free on {date}",
        opening: "Good news: you are on our waiting list for {service_name}, and a place has come free.",
        closing: "Would you like to have it? {reach_us} Our offer stands until {until}.",
    },
    waitlist_confirmed: Prose {
        subject: "Your waiting list place is confirmed: {date} at {time}",
        opening: "Your place from our waiting list is confirmed and the appointment is booked. We look forward to seeing you.",
        closing: "Can you not make it after all? {reach_us}",
    },
    review: Prose {
        subject: "How was your visit to {salon_name}?",
        opening: "Thank you for your visit on {date}. How was it? Your answer takes less than a minute and helps us a great deal.",
        closing: "",
    },
    no_show_fee: Prose {
        subject: "Your missed appointment on {date}",
        opening: "We were expecting you on {date} at {time} and missed you. We had kept that time free, so we charge a fee of {amount}.",
        closing: "Is this a mistake, or would you like a new appointment? {reach_us}",
    },
    test: Prose {
        subject: "Test e-mail from {salon_name}",
        opening: "This is a test. If you can read it, e-mails from your appointment book will reach your clients.",
        closing: "",
    },

    unsubscribe: "You receive this e-mail because you have visited us. Would you rather not?",
    unsubscribe_by_mail: "You receive this e-mail because you have visited us. Would you rather not? Just reply to it and say so.",
    unsubscribe_subject: "No more e-mails, please",
};
