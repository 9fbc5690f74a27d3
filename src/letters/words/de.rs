//! German, with the formal “Sie”.

use super::{Buttons, Dates, Labels, Money, Prose, Words};

pub(super) static WORDS: Words = Words {
    greeting: "Guten Tag {client_name},",
    greeting_nameless: "Guten Tag,",
    regards: "Mit freundlichen Grüßen",
    reach_us: "Rufen Sie uns unter {phone} an oder antworten Sie einfach auf diese E-Mail.",
    reach_us_by_mail: "Antworten Sie einfach auf diese E-Mail.",
    labels: Labels {
        when: "Wann",
        instead_of: "Statt",
        what: "Was",
        with: "Bei",
        price: "Preis",
        total: "Summe",
        notes: "Bitte beachten",
    },
    buttons: Buttons {
        accept: "Ja, ich komme",
        decline: "Nein, es passt mir nicht",
        review: "Sagen Sie uns, wie es war",
        pay: "{amount} bezahlen",
        unsubscribe: "Keine solchen E-Mails mehr",
    },
    dates: Dates {
        weekdays: [
            "Montag",
            "Dienstag",
            "Mittwoch",
            "Donnerstag",
            "Freitag",
            "Samstag",
            "Sonntag",
        ],
        months: [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
        long: "{weekday}, {day}. {month} {year}",
        moment: "{date}, {time} Uhr",
        span: "{date}, {from}–{to} Uhr",
    },
    money: Money {
        with_sign: "{number} {sign}",
        with_code: "{number} {sign}",
        thousands: '.',
        decimal: ',',
    },

    created: Prose {
        subject: "Ihr Termin am {date} um {time} Uhr",
        opening: "Ihr Termin ist eingetragen. Wir freuen uns auf Sie.",
        closing: "Können Sie doch nicht kommen? {reach_us}",
    },
    updated: Prose {
        subject: "Ihr Termin ist nun am {date} um {time} Uhr",
        opening: "Ihr Termin wurde auf eine neue Zeit verlegt.",
        closing: "Passt Ihnen die neue Zeit nicht? {reach_us}",
    },
    cancelled: Prose {
        subject: "Ihr Termin am {date} um {time} Uhr ist abgesagt",
        opening: "Der folgende Termin ist abgesagt. Sie brauchen nichts weiter zu tun.",
        closing: "Möchten Sie einen neuen Termin, oder ist das ein Irrtum? {reach_us}",
    },
    provisional: Prose {
        subject: "Passt Ihnen {date} um {time} Uhr?",
        opening: "Wir haben diese Zeit für Sie vorgemerkt. Bitte sagen Sie uns, ob sie Ihnen passt.",
        closing: "Wir halten die Zeit für Sie frei bis {until}. Passt es Ihnen zu einer anderen Zeit besser? {reach_us}",
    },
    provisional_answer_by_mail: "Falls die Schaltflächen auf Ihrem Gerät nicht funktionieren, antworten Sie bitte auf diese E-Mail mit „ja“ oder „nein“.",
    reminder: Prose {
        subject: "Erinnerung: Ihr Termin am {date} um {time} Uhr",
        opening: "Bald ist es so weit. Hier noch einmal Ihr Termin.",
        closing: "Sind Sie verhindert? Bitte sagen Sie uns so bald wie möglich Bescheid. {reach_us}",
    },
    waitlist_available: Prose {
        subject: "Am {date} ist ein Platz frei geworden",
        opening: "Gute Nachricht: Sie stehen auf unserer Warteliste für {service_name}, und es ist ein Platz frei geworden.",
        closing: "Möchten Sie ihn haben? {reach_us} Unser Angebot gilt bis {until}.",
    },
    waitlist_confirmed: Prose {
        subject: "Ihr Platz von der Warteliste ist bestätigt: {date} um {time} Uhr",
        opening: "Ihr Platz von unserer Warteliste ist bestätigt und der Termin eingetragen. Wir freuen uns auf Sie.",
        closing: "Können Sie doch nicht kommen? {reach_us}",
    },
    review: Prose {
        subject: "Wie war Ihr Besuch bei {salon_name}?",
        opening: "Vielen Dank für Ihren Besuch am {date}. Wie war es? Ihre Antwort dauert keine Minute und hilft uns sehr.",
        closing: "",
    },
    no_show_fee: Prose {
        subject: "Ihr versäumter Termin am {date}",
        opening: "Wir hatten Sie am {date} um {time} Uhr erwartet und haben Sie vermisst. Da wir die Zeit für Sie freigehalten hatten, berechnen wir eine Gebühr von {amount}.",
        closing: "Ist das ein Irrtum, oder möchten Sie einen neuen Termin? {reach_us}",
    },
    test: Prose {
        subject: "Test-E-Mail von {salon_name}",
        opening: "Dies ist ein Test. Wenn Sie ihn lesen können, kommen E-Mails aus Ihrem Terminbuch bei Ihren Kunden an.",
        closing: "",
    },

    unsubscribe: "Sie erhalten diese E-Mail, weil Sie bei uns waren. Lieber nicht mehr?",
    unsubscribe_by_mail: "Sie erhalten diese E-Mail, weil Sie bei uns waren. Lieber nicht mehr? Eine kurze Antwort genügt.",
    unsubscribe_subject: "Bitte keine E-Mails mehr",
};
