//! Letters for the stories about letters: one salon, one client, every kind.

use chrono::{NaiveDate, NaiveDateTime, TimeZone, Utc};
use daybook::letters::{Appointment, Kind, Letter, Locale, Recipient, Salon};

/// A moment in the week of the examples.
pub fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, day)
        .and_then(|date| date.and_hms_opt(hour, minute, 0))
        .unwrap_or_default()
}

/// A letter about a haircut.
pub fn letter(language: Locale, kind: Kind) -> Letter {
    Letter {
        message_id: "job-17@daybook.example".into(),
        date: Utc
            .timestamp_opt(1_774_000_000, 0)
            .single()
            .unwrap_or_default(),
        from: "Salon Bloom <desk@bloom.example>".into(),
        salon: Salon {
            name: "Salon Bloom".into(),
            address: "Kerkstraat 1\n1017 GA Amsterdam".into(),
            phone: "020 123 45 67".into(),
            reply_to: "hello@bloom.example".into(),
            footer: "Open Monday to Saturday.".into(),
            timezone: chrono_tz::Europe::Amsterdam,
            currency: "EUR".into(),
        },
        recipient: Recipient {
            name: "Ada Jansen".into(),
            email: "ada@client.example".into(),
            language,
        },
        appointments: vec![Appointment {
            uid: "booking-7@daybook.example".into(),
            sequence: 2,
            start: at(24, 10, 0),
            end: at(24, 10, 30),
            service: "Haircut".into(),
            staff: "Bea".into(),
            notes: "Ring the bell <twice>.".into(),
            price_cents: 2500,
        }],
        kind,
    }
}

/// Every kind of letter.
pub fn kinds() -> Vec<Kind> {
    let link = |page: &str| format!("https://bloom.example/{page}");
    vec![
        Kind::Created,
        Kind::Updated { previous: at(23, 9, 0) },
        Kind::Cancelled,
        Kind::Provisional {
            accept_url: link("bookings/t0ken/accept"),
            decline_url: link("bookings/t0ken/decline"),
            answer_by_mail: true,
            hold_until: at(22, 18, 0),
        },
        Kind::Reminder,
        Kind::WaitlistAvailable {
            service: "Haircut".into(),
            date: at(24, 0, 0).date(),
            start: Some(at(24, 10, 0)),
            staff: "Bea".into(),
            until: at(23, 12, 0),
        },
        Kind::WaitlistConfirmed,
        Kind::ReviewRequest { url: link("feedback/t0ken"), unsubscribe_url: Some(link("unsubscribe/t0ken")) },
        Kind::FollowupStep {
            subject: "Time for another {service_name}?".into(),
            body: "Dear {client_name},\n\nit has been six weeks. See you soon?\n\nYours,\n{staff_name} at {salon_name}".into(),
            unsubscribe_url: None,
        },
        Kind::NoShowFee { amount_cents: 2500, currency: "EUR".into(), url: link("pay/t0ken") },
        Kind::Test,
    ]
}
