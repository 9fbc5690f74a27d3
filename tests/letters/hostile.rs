//! Letters about people with impossible names. Nothing that is typed anywhere may start a header, close a
//! tag, break a calendar or bring the program down.

use super::examples::{kinds, letter};
use daybook::letters::{Appointment, Kind, Letter, LetterError, Locale, Rendered, render};
use proptest::prelude::*;

/// A letter in which every free text is `text`.
fn filled_with(text: &str, locale: Locale, mut kind: Kind) -> Letter {
    match &mut kind {
        Kind::FollowupStep { subject, body, .. } => (*subject, *body) = (text.into(), text.into()),
        Kind::WaitlistAvailable { service, staff, .. } => {
            (*service, *staff) = (text.into(), text.into())
        }
        Kind::NoShowFee { currency, .. } => *currency = text.into(),
        _ => {}
    }
    let mut letter = letter(locale, kind);
    let salon = &mut letter.salon;
    for field in [
        &mut salon.name,
        &mut salon.address,
        &mut salon.phone,
        &mut salon.footer,
        &mut salon.currency,
    ] {
        *field = text.into();
    }
    letter.recipient.name = text.into();
    for Appointment {
        service,
        staff,
        notes,
        uid,
        ..
    } in &mut letter.appointments
    {
        (*service, *staff, *notes) = (text.into(), text.into(), text.into());
        uid.push_str(text);
    }
    letter
}

/// Header names of a message, in order, after checking that every line is plain ASCII and short enough for
/// any server.
fn header_names(rendered: &Rendered) -> Vec<String> {
    let message = std::str::from_utf8(&rendered.message).unwrap();
    assert!(message.is_ascii());
    assert!(!message.replace("\r\n", "").contains(['\r', '\n', '\0']));
    assert!(message.lines().all(|line| line.len() <= 998));
    let (head, _) = message.split_once("\r\n\r\n").unwrap();
    head.split("\r\n")
        .filter(|line| !line.starts_with(' '))
        .map(|line| line.split_once(": ").unwrap().0.to_owned())
        .collect()
}

fn assert_harmless(text: &str, locale: Locale, kind: Kind) {
    let plain = render(&letter(locale, kind.clone())).unwrap();
    let hostile = filled_with(text, locale, kind);
    let rendered = render(&hostile).unwrap();
    assert_eq!(
        rendered,
        render(&hostile).unwrap(),
        "the same facts give the same bytes"
    );
    assert_eq!(header_names(&rendered), header_names(&plain));
    assert!(
        !rendered.subject.contains(['\r', '\n', '\0']) && rendered.subject.chars().count() <= 200
    );
    // Every tag and attribute comes from the template, so their number doesn't depend on what people typed.
    for mark in ["<script", "<img", "<svg", "<a ", " href=", " onerror=\""] {
        assert_eq!(
            rendered.html.matches(mark).count(),
            plain.html.matches(mark).count(),
            "{mark}"
        );
    }
    for (ics, model) in rendered.calendars.iter().zip(&plain.calendars) {
        let names = |ics: &str| {
            let unfolded = ics.replace("\r\n ", "");
            let names = unfolded
                .split("\r\n")
                .map(|line| line.split([':', ';']).next().unwrap_or_default().to_owned());
            names
                .filter(|name| name != "DESCRIPTION")
                .collect::<Vec<_>>()
        };
        assert_eq!(names(ics), names(model));
    }
    assert!(
        rendered.message.len() < 300_000,
        "{} bytes",
        rendered.message.len()
    );
}

#[test]
fn the_usual_suspects_are_harmless_in_every_letter() {
    let megabyte = "<b>\"'\\;,:\u{1F600}".repeat(80_000);
    let suspects = [
        "<img src=x onerror=\"alert(1)\"><script>x</script>",
        "x\r\nBcc: everyone@example.com\r\n\r\nHello",
        "x\nEND:VEVENT\nBEGIN:VEVENT\nATTENDEE:mailto:a@b.c",
        "NUL \0 and bell \u{7}",
        "\u{202e}txt.exe\u{2066}\u{200f}",
        "\"; DROP TABLE; \\ , : = \" \"",
        "{client_name} {{ 7*7 }} {% raw %}",
        "=cmd|' /C calc'!A0",
        "--=_2_deadbeef\r\nContent-Type: text/html\r\n\r\n<b>",
        ".\r\n.\r\nQUIT",
        &megabyte,
    ];
    for text in suspects {
        for kind in kinds() {
            for locale in Locale::ALL {
                assert_harmless(text, locale, kind.clone());
            }
        }
    }
}

#[test]
fn a_nameless_client_and_a_nameless_salon_still_get_a_decent_letter() {
    let mut letter = filled_with("", Locale::En, Kind::Created);
    letter.appointments[0].service = "Haircut".into();
    let rendered = render(&letter).unwrap();
    assert!(
        rendered
            .text
            .starts_with("Hello,\n\nYour appointment is booked.")
    );
    assert!(
        rendered
            .text
            .contains("Please simply reply to this e-mail.")
    );
    assert!(
        rendered
            .text
            .ends_with("Kind regards,\nSalon Bloom\n\n-- \nSalon Bloom\n"),
        "{}",
        rendered.text
    );
}

#[test]
fn what_can_not_be_sent_is_refused_with_a_sentence() {
    let refusal = |change: &dyn Fn(&mut Letter)| {
        let mut letter = letter(Locale::En, kinds().remove(3));
        change(&mut letter);
        render(&letter).unwrap_err()
    };
    assert_eq!(
        refusal(&|l| l.recipient.email = "ada@@x".into()),
        LetterError::BadAddress("ada@@x".into())
    );
    assert_eq!(
        refusal(&|l| l.from = "My Salon".into()),
        LetterError::BadSender("My Salon".into())
    );
    assert_eq!(
        refusal(&|l| l.salon.reply_to = "x\r\ny".into()),
        LetterError::BadSender("x y".into())
    );
    assert_eq!(
        refusal(&|l| l.appointments.clear()),
        LetterError::NoAppointment
    );
    assert_eq!(
        refusal(&|l| l.message_id = "a>\r\nBcc: x".into()),
        LetterError::BadMessageId("a> Bcc: x".into())
    );
    let script = "javascript:alert(1)";
    let error = refusal(&|l| {
        if let Kind::Provisional { accept_url, .. } = &mut l.kind {
            *accept_url = script.into()
        }
    });
    assert_eq!(error, LetterError::BadLink(script.into()));
}

#[test]
fn a_line_of_a_body_that_looks_like_the_boundary_is_none() {
    let rendered = render(&letter(Locale::En, Kind::Created)).unwrap();
    let message = String::from_utf8(rendered.message).unwrap();
    let boundary = message
        .split("boundary=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let forged = filled_with(&format!("--{boundary}--"), Locale::En, Kind::Created);
    let forged = String::from_utf8(render(&forged).unwrap().message).unwrap();
    assert_eq!(forged.matches(&format!("\r\n--{boundary}--")).count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_whatever_is_harmless(text in any::<String>(), kind in 0_usize..11, locale in 0_usize..3) {
        assert_harmless(&text, Locale::ALL[locale], kinds().remove(kind));
    }

    #[test]
    fn nasty_alphabets_are_harmless(text in "[\r\n\0\"<>&:;,={}\\\\ a-c\u{202e}é\u{1F600}-]{0,400}", kind in 0_usize..11) {
        assert_harmless(&text, Locale::De, kinds().remove(kind));
    }

    #[test]
    fn any_address_is_taken_or_refused(address in "[a-c@<>\\. \"\r\n\0é-]{0,30}", seconds in any::<i64>()) {
        let mut letter = letter(Locale::Nl, Kind::Created);
        letter.recipient.email = address.clone();
        letter.from = address;
        letter.date = chrono::DateTime::from_timestamp(seconds % 500_000_000_000, 0).unwrap_or_default();
        if let Ok(rendered) = render(&letter) {
            header_names(&rendered);
        }
    }
}
