//! Dutch, with the formal “u”.

use super::{Buttons, Dates, Labels, Money, Prose, Words};

pub(super) static WORDS: Words = Words {
    greeting: "Beste {client_name},",
    greeting_nameless: "Hallo,",
    regards: "Met vriendelijke groet,",
    reach_us: "Bel ons op {phone} of beantwoord gewoon deze e-mail.",
    reach_us_by_mail: "Beantwoord gewoon deze e-mail.",
    labels: Labels {
        when: "Wanneer",
        instead_of: "In plaats van",
        what: "Wat",
        with: "Bij",
        price: "Prijs",
        total: "Totaal",
        notes: "Let op",
    },
    buttons: Buttons {
        accept: "Ja, ik kom",
        decline: "Nee, het komt niet uit",
        review: "Vertel ons hoe het was",
        pay: "{amount} betalen",
        unsubscribe: "Geen e-mails meer van deze soort",
    },
    dates: Dates {
        weekdays: [
            "maandag",
            "dinsdag",
            "woensdag",
            "donderdag",
            "vrijdag",
            "zaterdag",
            "zondag",
        ],
        months: [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        long: "{weekday} {day} {month} {year}",
        moment: "{date} om {time}",
        span: "{date}, {from}–{to}",
    },
    money: Money {
        with_sign: "{sign} {number}",
        with_code: "{sign} {number}",
        thousands: '.',
        decimal: ',',
    },

    created: Prose {
        subject: "Uw afspraak op {date} om {time}",
        opening: "Uw afspraak staat genoteerd. Wij kijken uit naar uw komst.",
        closing: "Kunt u toch niet? {reach_us}",
    },
    updated: Prose {
        subject: "Uw afspraak is nu op {date} om {time}",
        opening: "Uw afspraak is verzet naar een ander tijdstip.",
        closing: "Komt de nieuwe tijd u niet uit? {reach_us}",
    },
    cancelled: Prose {
        subject: "Uw afspraak op {date} om {time} is geannuleerd",
        opening: "Onderstaande afspraak is geannuleerd. U hoeft verder niets te doen.",
        closing: "Wilt u een nieuwe afspraak, of is dit een vergissing? {reach_us}",
    },
    provisional: Prose {
        subject: "Komt {date} om {time} u uit?",
        opening: "Wij hebben deze tijd voor u gereserveerd. Wilt u ons laten weten of het u uitkomt?",
        closing: "Wij houden de tijd voor u vrij tot {until}. Komt een ander moment u beter uit? {reach_us}",
    },
    provisional_answer_by_mail: "Werken de knoppen niet op uw apparaat? Beantwoord deze e-mail dan met “ja” of “nee”.",
    reminder: Prose {
        subject: "Herinnering: uw afspraak op {date} om {time}",
        opening: "Binnenkort verwachten wij u. Hierbij nog eens uw afspraak.",
        closing: "Bent u verhinderd? Laat het ons zo snel mogelijk weten. {reach_us}",
    },
    waitlist_available: Prose {
        subject: "Er is een plaats vrijgekomen op {date}",
        opening: "Goed nieuws: u staat op onze wachtlijst voor {service_name} en er is een plaats vrijgekomen.",
        closing: "Wilt u die hebben? {reach_us} Ons aanbod geldt tot {until}.",
    },
    waitlist_confirmed: Prose {
        subject: "Uw plaats van de wachtlijst is bevestigd: {date} om {time}",
        opening: "Uw plaats van onze wachtlijst is bevestigd en de afspraak staat genoteerd. Wij kijken uit naar uw komst.",
        closing: "Kunt u toch niet? {reach_us}",
    },
    review: Prose {
        subject: "Hoe was uw bezoek aan {salon_name}?",
        opening: "Dank u wel voor uw bezoek op {date}. Hoe is het u bevallen? Antwoorden kost nog geen minuut en helpt ons enorm.",
        closing: "",
    },
    no_show_fee: Prose {
        subject: "Uw gemiste afspraak op {date}",
        opening: "Wij verwachtten u op {date} om {time}, maar hebben u gemist. Omdat wij die tijd voor u hadden vrijgehouden, brengen wij {amount} in rekening.",
        closing: "Is dit een vergissing, of wilt u een nieuwe afspraak? {reach_us}",
    },
    test: Prose {
        subject: "Test-e-mail van {salon_name}",
        opening: "Dit is een test. Kunt u dit lezen, dan komen e-mails uit uw afsprakenboek bij uw klanten aan.",
        closing: "",
    },

    unsubscribe: "U ontvangt deze e-mail omdat u bij ons bent geweest. Liever niet?",
    unsubscribe_by_mail: "U ontvangt deze e-mail omdat u bij ons bent geweest. Liever niet? Laat het ons weten in een antwoord op deze e-mail.",
    unsubscribe_subject: "Geen e-mails meer, alstublieft",
};
