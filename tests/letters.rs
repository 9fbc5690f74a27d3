//! Letters, as those who receive them read them: rendered to files, and read back by programs that know
//! nothing of Daybook.

mod examples;
mod hostile;

use crate::support::python;
use daybook::letters::{Kind, Letter, Locale, Rendered, render};
use examples::{at, kinds, letter};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Reads letters back with Python's mail package and PyPI's icalendar.
fn read_back(letters: &[(&str, &Letter)]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    for (name, letter) in letters {
        fs::write(
            folder.path().join(format!("{name}.eml")),
            render(letter).unwrap().message,
        )
        .unwrap();
    }
    python::read_letters(folder.path())
}

fn name(kind: &Kind) -> String {
    let debug = format!("{kind:?}");
    let name = debug.split(|c: char| !c.is_alphanumeric()).next().unwrap();
    let spaced = name.char_indices().map(|(i, c)| {
        if i > 0 && c.is_uppercase() {
            format!("-{c}")
        } else {
            c.to_string()
        }
    });
    spaced.collect::<String>().to_lowercase()
}

#[test]
fn a_confirmation_is_read_by_strangers_as_it_was_meant() {
    let written = letter(Locale::En, Kind::Created);
    let read = &read_back(&[("created", &written)])["created"];

    let headers = &read["headers"];
    assert_eq!(
        headers["Subject"],
        "Your appointment on Tuesday 24 March 2026 at 10:00"
    );
    assert_eq!(headers["From"], "Salon Bloom <desk@bloom.example>");
    assert_eq!(headers["Reply-To"], "hello@bloom.example");
    assert_eq!(headers["To"], "Ada Jansen <ada@client.example>");
    assert_eq!(headers["Message-ID"], "<job-17@daybook.example>");
    assert_eq!(headers["Date"], "Fri, 20 Mar 2026 09:46:40 +0000");
    assert_eq!(headers["Auto-Submitted"], "auto-generated");
    assert_eq!(headers["List-Unsubscribe"], Value::Null);
    assert_eq!(
        read["parts"],
        serde_json::json!(["text/plain", "text/html", "text/calendar"])
    );
    assert_eq!(read["method"], serde_json::json!([null, null, "REQUEST"]));

    let event = &read["calendars"][0];
    assert_eq!(event["method"], "REQUEST");
    assert_eq!(event["uid"], "booking-7@daybook.example");
    assert_eq!(event["sequence"], 2);
    assert_eq!(event["stamp"], "2026-03-20T09:46:40+00:00");
    assert_eq!(event["start"], "2026-03-24T09:00:00+00:00");
    assert_eq!(event["end"], "2026-03-24T09:30:00+00:00");
    assert_eq!(event["summary"], "Haircut – Salon Bloom");
    assert_eq!(
        event["location"],
        "Salon Bloom, Kerkstraat 1, 1017 GA Amsterdam"
    );
    assert_eq!(event["status"], "CONFIRMED");
    assert_eq!(event["organizer"], "mailto:desk@bloom.example");
    assert_eq!(event["organizer_name"], "Salon Bloom");
    assert_eq!(event["attendee"], "mailto:ada@client.example");
    assert_eq!(event["rsvp"], "FALSE");
}

#[test]
fn the_text_part_is_a_letter_in_its_own_right() {
    let text = render(&letter(Locale::En, Kind::Created)).unwrap().text;
    assert_eq!(
        text,
        "Dear Ada Jansen,\n\n\
         Your appointment is booked. We look forward to seeing you.\n\n\
         \x20 When   Tuesday 24 March 2026, 10:00–10:30\n\
         \x20 What   Haircut\n\
         \x20 With   Bea\n\
         \x20 Price  €25.00\n\n\
         Please note:\n\
         Ring the bell <twice>.\n\n\
         Can you not make it after all? Please call us on 020 123 45 67, or\n\
         simply reply to this e-mail.\n\n\
         Kind regards,\n\
         Salon Bloom\n\n\
         -- \n\
         Salon Bloom\n\
         Kerkstraat 1\n\
         1017 GA Amsterdam\n\
         020 123 45 67\n\
         Open Monday to Saturday.\n"
    );
}

#[test]
fn each_language_writes_dates_times_and_money_its_own_way() {
    let text = |locale, kind| render(&letter(locale, kind)).unwrap();
    let dutch = text(Locale::Nl, Kind::Created);
    assert_eq!(
        dutch.subject,
        "Uw afspraak op dinsdag 24 maart 2026 om 10:00"
    );
    assert!(
        dutch.text.contains("  Prijs    €\u{a0}25,00\n"),
        "{}",
        dutch.text
    );
    let german = text(Locale::De, Kind::Created);
    assert_eq!(
        german.subject,
        "Ihr Termin am Dienstag, 24. März 2026 um 10:00 Uhr"
    );
    assert!(
        german.text.contains("  Preis  25,00\u{a0}€\n"),
        "{}",
        german.text
    );
    let fee = Kind::NoShowFee {
        amount_cents: 4000,
        currency: "JPY".into(),
        url: "https://pay.example/x".into(),
    };
    assert!(
        text(Locale::De, fee)
            .text
            .contains("4.000\u{a0}JPY bezahlen:\nhttps://pay.example/x\n")
    );
}

#[test]
fn a_move_names_both_times_and_a_cancellation_strikes_the_calendar_entry_out() {
    let moved = letter(
        Locale::En,
        Kind::Updated {
            previous: at(23, 9, 0),
        },
    );
    let cancelled = letter(Locale::En, Kind::Cancelled);
    let read = read_back(&[("moved", &moved), ("cancelled", &cancelled)]);

    let text = read["moved"]["text"].as_str().unwrap();
    assert!(text.contains("  When        Tuesday 24 March 2026, 10:00–10:30\n  Instead of  (Monday 23 March 2026 at 09:00)\n"));
    assert!(
        read["moved"]["html"]
            .as_str()
            .unwrap()
            .contains("<s>Monday 23 March 2026 at 09:00</s>")
    );
    assert_eq!(read["moved"]["calendars"][0]["method"], "REQUEST");

    assert_eq!(read["cancelled"]["method"][2], "CANCEL");
    assert_eq!(read["cancelled"]["calendars"][0]["method"], "CANCEL");
    assert_eq!(read["cancelled"]["calendars"][0]["status"], "CANCELLED");
    assert_eq!(
        read["cancelled"]["calendars"][0]["uid"],
        "booking-7@daybook.example"
    );
}

#[test]
fn a_visit_of_two_services_is_one_letter_with_two_calendar_entries() {
    let mut visit = letter(Locale::En, Kind::Created);
    let mut colour = visit.appointments[0].clone();
    colour.uid = "booking-8@daybook.example".into();
    (colour.service, colour.staff, colour.price_cents) = ("Colour".into(), "Cem".into(), 6000);
    (colour.start, colour.end) = (at(24, 10, 30), at(24, 12, 0));
    visit.appointments.insert(0, colour);
    let read = &read_back(&[("visit", &visit)])["visit"];

    assert_eq!(
        read["parts"],
        serde_json::json!(["text/plain", "text/html", "text/calendar", "text/calendar"])
    );
    let uids: Vec<_> = read["calendars"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["uid"].as_str().unwrap())
        .collect();
    assert_eq!(
        uids,
        ["booking-7@daybook.example", "booking-8@daybook.example"]
    );
    let text = read["text"].as_str().unwrap();
    assert!(
        text.contains("  What   Colour\n  With   Cem\n  Price  €60.00\n  Total  €85.00\n"),
        "{text}"
    );
    assert_eq!(
        text.matches("Ring the bell <twice>.").count(),
        1,
        "the same note is said once"
    );
    assert!(
        read["html"]
            .as_str()
            .unwrap()
            .contains("Ring the bell &lt;twice&gt;.")
    );
}

#[test]
fn review_and_followup_letters_can_be_stopped() {
    let url = "https://bloom.example/unsubscribe/t0ken";
    let review = letter(
        Locale::En,
        Kind::ReviewRequest {
            url: "https://bloom.example/feedback/x".into(),
            unsubscribe_url: Some(url.into()),
        },
    );
    let followup = letter(
        Locale::De,
        Kind::FollowupStep {
            subject: "Zeit für {service_name}?".into(),
            body: "Liebe {client_name},\n\n{staff_name} wartet bei {salon_name}. {unknown} {date}"
                .into(),
            unsubscribe_url: None,
        },
    );
    let read = read_back(&[("review", &review), ("followup", &followup)]);

    let headers = &read["review"]["headers"];
    let mail = "<mailto:hello@bloom.example?subject=No%20more%20e-mails,%20please>";
    assert_eq!(headers["List-Unsubscribe"], format!("<{url}>, {mail}"));
    assert_eq!(
        headers["List-Unsubscribe-Post"],
        "List-Unsubscribe=One-Click"
    );
    assert!(read["review"]["text"].as_str().unwrap().contains(url));

    let headers = &read["followup"]["headers"];
    assert_eq!(headers["Subject"], "Zeit für Haircut?");
    assert_eq!(
        headers["List-Unsubscribe"],
        "<mailto:hello@bloom.example?subject=Bitte%20keine%20E-Mails%20mehr>"
    );
    assert_eq!(headers["List-Unsubscribe-Post"], Value::Null);
    let text = read["followup"]["text"].as_str().unwrap();
    assert!(
        text.starts_with("Liebe Ada Jansen,\n\nBea wartet bei Salon Bloom. {unknown} {date}\n"),
        "{text}"
    );
}

#[test]
fn hostile_names_are_read_back_as_harmless_names() {
    let mut letter = letter(Locale::En, Kind::Created);
    letter.recipient.name = "Ada \"A;B,C:D\" <x@y.z>\r\nBcc: all@example.com\0 Ünal 😀".into();
    letter.appointments[0].service = "Cut; \"wash\", dry: \\ blow\r\nEND:VEVENT".into();
    letter.salon.name = "Bloom, \"Hair\"; & Beauty".into();
    let read = &read_back(&[("hostile", &letter)])["hostile"];

    assert_eq!(read["defects"], serde_json::json!([]));
    assert_eq!(
        read["to_name"],
        "Ada \"A;B,C:D\" <x@y.z> Bcc: all@example.com Ünal 😀"
    );
    assert_eq!(read["to_address"], "ada@client.example");
    assert_eq!(read["headers"]["Bcc"], Value::Null);
    let event = &read["calendars"][0];
    assert_eq!(
        event["attendee_name"],
        "Ada 'A;B,C:D' <x@y.z> Bcc: all@example.com Ünal 😀"
    );
    assert_eq!(
        event["summary"],
        "Cut; \"wash\", dry: \\ blow END:VEVENT – Bloom, \"Hair\"; & Beauty"
    );
    assert_eq!(
        event["location"],
        "Bloom, \"Hair\"; & Beauty, Kerkstraat 1, 1017 GA Amsterdam"
    );
}

/// Writes every kind of letter in every language to `target/letters`, for a person to open and look at, and
/// reads them all back.
#[test]
fn samples_of_every_letter_lie_in_a_folder_to_look_at() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("letters");
    fs::create_dir_all(&folder).unwrap();
    let mut letters = Vec::new();
    for locale in Locale::ALL {
        for kind in kinds() {
            let name = format!("{}-{}", name(&kind), locale.code());
            letters.push((name, letter(locale, kind)));
        }
    }
    for (name, letter) in &letters {
        keep(&folder.join(name), &render(letter).unwrap());
    }
    let named: Vec<_> = letters
        .iter()
        .map(|(name, letter)| (name.as_str(), letter))
        .collect();
    let read = read_back(&named);
    for (name, letter) in named {
        let (rendered, read) = (render(letter).unwrap(), &read[name]);
        assert_eq!(read["headers"]["Subject"], rendered.subject, "{name}");
        assert_eq!(read["text"], rendered.text, "{name}");
        assert_eq!(
            read["html"].as_str().unwrap().trim_end(),
            rendered.html.trim_end(),
            "{name}"
        );
        assert_eq!(
            read["calendars"].as_array().unwrap().len(),
            rendered.calendars.len(),
            "{name}"
        );
        assert!(
            rendered
                .text
                .contains("Salon Bloom\nKerkstraat 1\n1017 GA Amsterdam\n020 123 45 67\n"),
            "{name}"
        );
        assert!(!rendered.text.contains(['{', '}']), "{name}");
    }
}

/// One letter as the files that mail programs, browsers and calendars open.
fn keep(path: &Path, rendered: &Rendered) {
    let write = |ending: &str, content: &[u8]| {
        fs::write(
            PathBuf::from(format!("{}.{ending}", path.display())),
            content,
        )
        .unwrap()
    };
    write("eml", &rendered.message);
    write("html", rendered.html.as_bytes());
    write("txt", rendered.text.as_bytes());
    for calendar in &rendered.calendars {
        write("ics", calendar.as_bytes());
    }
}
