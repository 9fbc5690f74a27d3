//! Where Stripe sends a client back to: a word of thanks, or that the link still works. Both change nothing; whether
//! a fee is paid is for Stripe to say.

use rouille::{Response, ResponseBody};

use super::answer::Answer;
use super::visit::Visit;
use crate::letters::Locale;

/// `GET /payments/thanks`
pub(super) fn thanks(visit: &Visit<'_>) -> Answer {
    page(visit, |locale| match locale {
        Locale::En => [
            "Thank you",
            "Your payment is on its way to us. You can close this page.",
        ],
        Locale::Nl => [
            "Bedankt",
            "Uw betaling is naar ons onderweg. U kunt deze pagina sluiten.",
        ],
        Locale::De => [
            "Vielen Dank",
            "Ihre Zahlung ist auf dem Weg zu uns. Sie können diese Seite schließen.",
        ],
    })
}

/// `GET /payments/later`
pub(super) fn later(visit: &Visit<'_>) -> Answer {
    page(visit, |locale| match locale {
        Locale::En => [
            "Nothing was paid",
            "The link in our e-mail works for a day, whenever it suits you.",
        ],
        Locale::Nl => [
            "Er is niets betaald",
            "De link in onze e-mail werkt een dag lang, wanneer het u uitkomt.",
        ],
        Locale::De => [
            "Es wurde nichts bezahlt",
            "Der Link in unserer E-Mail gilt einen Tag lang, wann immer es Ihnen passt.",
        ],
    })
}

fn page(visit: &Visit<'_>, words: fn(Locale) -> [&'static str; 2]) -> Answer {
    let locale = Locale::parse(visit.parameter("lang").unwrap_or_default());
    let ([title, text], language) = (words(locale), locale.code());
    let html = format!(
        "<!doctype html>\n<html lang=\"{language}\"><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\n\
         <h1>{title}</h1>\n<p>{text}</p>\n</html>\n"
    );
    Ok(Response {
        status_code: 200,
        headers: vec![("Content-Type".into(), "text/html; charset=utf-8".into())],
        data: ResponseBody::from_string(html),
        upgrade: None,
    })
}
