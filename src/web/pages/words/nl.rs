//! Dutch, with the formal “u”.

use super::{Ask, Form, Say, Words};

pub(super) static WORDS: Words = Words {
    accept: Ask {
        title: "Komt deze tijd u uit?",
        text: "Bevestig hier uw afspraak.",
        button: "Ja, ik kom",
    },
    decline: Ask {
        title: "Komt deze tijd u niet uit?",
        text: "Als u afzegt, geven wij de tijd aan iemand anders.",
        button: "Nee, het komt niet uit",
    },
    kept_until: "Wij houden deze tijd voor u vrij tot {until}.",
    accepted: Say {
        title: "Uw afspraak staat genoteerd",
        text: "Dank u wel. Wij kijken uit naar uw komst en sturen u een bevestiging per e-mail.",
    },
    declined: Say {
        title: "U hebt afgezegd",
        text: "Dank u wel voor uw bericht. Komt een ander moment u beter uit?",
    },
    answered: Say {
        title: "Deze afspraak is al bevestigd",
        text: "U hoeft verder niets te doen. Kunt u toch niet?",
    },
    cancelled: Say {
        title: "Deze afspraak is geannuleerd",
        text: "U hoeft verder niets te doen. Wilt u een nieuwe afspraak?",
    },
    expired: Say {
        title: "Deze tijd wordt niet langer vrijgehouden",
        text: "Wij hadden niet op tijd van u gehoord. Wilt u een nieuwe afspraak?",
    },
    taken: Say {
        title: "Deze tijd is intussen bezet",
        text: "Het spijt ons: iemand anders heeft deze tijd nu. Wij weten dat u hem wilde en zoeken samen met u een andere.",
    },

    feedback: Ask {
        title: "Hoe was uw bezoek?",
        text: "Uw antwoord is alleen voor ons en wordt niet gepubliceerd.",
        button: "Versturen",
    },
    form: Form {
        rating: "Uw oordeel",
        ratings: ["Slecht", "Niet zo goed", "Redelijk", "Goed", "Uitstekend"],
        comment: "Wilt u er iets aan toevoegen?",
        no_rating: "Kies één tot vijf sterren.",
        too_long: "Dat is te lang. Zeg het in hoogstens 4000 tekens.",
    },
    thanks: Say {
        title: "Dank u wel",
        text: "Uw antwoord is aangekomen.",
    },
    review: "Vertel het ook aan anderen, als u wilt.",
    review_button: "Een recensie schrijven",
    told: Say {
        title: "U hebt al geantwoord",
        text: "Dank u wel: uw antwoord is aangekomen. Is er nog iets?",
    },

    unsubscribe: Ask {
        title: "Geen e-mails meer van deze soort?",
        text: "U krijgt dan geen vragen meer over uw bezoeken en geen nieuws van ons. E-mails over uw afspraken blijft u ontvangen.",
        button: "Geen e-mails meer van deze soort",
    },
    unsubscribed: Say {
        title: "Gelukt",
        text: "U krijgt geen e-mails meer van deze soort. E-mails over uw afspraken blijft u ontvangen.",
    },

    paid: Say {
        title: "Dank u wel",
        text: "Uw betaling is naar ons onderweg. U kunt deze pagina sluiten.",
    },
    not_paid: Say {
        title: "Er is niets betaald",
        text: "De link in onze e-mail werkt een dag lang, wanneer het u uitkomt.",
    },

    withdrawn: Say {
        title: "Deze link werkt niet meer",
        text: "Hij is vervangen of ingetrokken. Misschien staat de juiste in een nieuwere e-mail van ons.",
    },
    unknown: Say {
        title: "Deze link kennen wij niet",
        text: "Misschien is hij afgebroken: open hem nog eens vanuit de e-mail.",
    },
    broken: Say {
        title: "Dat is niet gelukt",
        text: "Er ging bij ons iets mis en er is niets veranderd. Probeer het zo meteen nog eens.",
    },
    reach_us: "Bel ons op {phone}.",
    reach_us_by_mail: "Beantwoord gewoon onze e-mail.",
};
