//! German, with the formal “Sie”.

use super::{Ask, Form, Say, Words};

pub(super) static WORDS: Words = Words {
    accept: Ask {
        title: "Passt Ihnen diese Zeit?",
        text: "Bitte bestätigen Sie Ihren Termin.",
        button: "Ja, ich komme",
    },
    decline: Ask {
        title: "Passt Ihnen diese Zeit nicht?",
        text: "Wenn Sie absagen, vergeben wir die Zeit an jemand anderen.",
        button: "Nein, das passt mir nicht",
    },
    kept_until: "Wir halten diese Zeit bis {until} für Sie frei.",
    accepted: Say {
        title: "Ihr Termin ist eingetragen",
        text: "Vielen Dank. Wir freuen uns auf Sie und schicken Ihnen eine Bestätigung per E-Mail.",
    },
    declined: Say {
        title: "Sie haben abgesagt",
        text: "Vielen Dank für Ihre Nachricht. Passt Ihnen eine andere Zeit besser?",
    },
    answered: Say {
        title: "Dieser Termin ist schon bestätigt",
        text: "Sie brauchen nichts weiter zu tun. Können Sie doch nicht kommen?",
    },
    cancelled: Say {
        title: "Dieser Termin ist abgesagt",
        text: "Sie brauchen nichts weiter zu tun. Möchten Sie einen neuen Termin?",
    },
    expired: Say {
        title: "Diese Zeit ist nicht mehr für Sie frei gehalten",
        text: "Wir hatten nicht rechtzeitig von Ihnen gehört. Möchten Sie einen neuen Termin?",
    },
    taken: Say {
        title: "Diese Zeit ist inzwischen vergeben",
        text: "Es tut uns leid: Diese Zeit hat nun jemand anderes. Wir wissen, dass Sie sie wollten, und finden mit Ihnen eine andere.",
    },

    feedback: Ask {
        title: "Wie war Ihr Besuch?",
        text: "Ihre Antwort ist nur für uns und wird nicht veröffentlicht.",
        button: "Absenden",
    },
    form: Form {
        rating: "Ihre Bewertung",
        ratings: [
            "Schlecht",
            "Nicht so gut",
            "In Ordnung",
            "Gut",
            "Ausgezeichnet",
        ],
        comment: "Möchten Sie etwas hinzufügen?",
        no_rating: "Bitte wählen Sie einen bis fünf Sterne.",
        too_long: "Das ist zu lang. Bitte sagen Sie es mit höchstens 4000 Zeichen.",
    },
    thanks: Say {
        title: "Vielen Dank",
        text: "Ihre Antwort ist bei uns angekommen.",
    },
    review: "Wenn Sie mögen, erzählen Sie auch anderen davon.",
    review_button: "Eine Bewertung schreiben",
    told: Say {
        title: "Sie haben schon geantwortet",
        text: "Vielen Dank: Ihre Antwort ist bei uns angekommen. Gibt es noch etwas?",
    },

    unsubscribe: Ask {
        title: "Keine E-Mails dieser Art mehr?",
        text: "Sie erhalten dann keine Fragen zu Ihren Besuchen und keine Neuigkeiten mehr von uns. E-Mails zu Ihren Terminen erhalten Sie weiterhin.",
        button: "Keine E-Mails dieser Art mehr",
    },
    unsubscribed: Say {
        title: "Erledigt",
        text: "Sie erhalten keine E-Mails dieser Art mehr. E-Mails zu Ihren Terminen erhalten Sie weiterhin.",
    },

    paid: Say {
        title: "Vielen Dank",
        text: "Ihre Zahlung ist auf dem Weg zu uns. Sie können diese Seite schließen.",
    },
    not_paid: Say {
        title: "Es wurde nichts bezahlt",
        text: "Der Link in unserer E-Mail gilt einen Tag lang, wann immer es Ihnen passt.",
    },

    withdrawn: Say {
        title: "Dieser Link gilt nicht mehr",
        text: "Er wurde ersetzt oder zurückgezogen. Vielleicht steht der richtige in einer neueren E-Mail von uns.",
    },
    unknown: Say {
        title: "Diesen Link kennen wir nicht",
        text: "Vielleicht wurde er abgeschnitten: Bitte öffnen Sie ihn noch einmal aus der E-Mail.",
    },
    broken: Say {
        title: "Das hat nicht geklappt",
        text: "Bei uns ist etwas schiefgegangen, und nichts wurde geändert. Bitte versuchen Sie es gleich noch einmal.",
    },
    reach_us: "Bitte rufen Sie uns unter {phone} an.",
    reach_us_by_mail: "Bitte antworten Sie auf unsere E-Mail.",
};
