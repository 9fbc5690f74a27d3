//! Dates, times and money as people of each language write them. Times are 24-hour everywhere.

use crate::letters::{Locale, words::fill};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

/// `Tuesday 24 March 2026`.
pub(crate) fn date(locale: Locale, date: NaiveDate) -> String {
    let dates = &locale.words().dates;
    let weekday = dates
        .weekdays
        .get(date.weekday().num_days_from_monday() as usize)
        .unwrap_or(&"");
    let month = dates.months.get(date.month0() as usize).unwrap_or(&"");
    let (day, year) = (date.day().to_string(), date.year().to_string());
    fill(
        dates.long,
        &[
            ("weekday", *weekday),
            ("day", &day),
            ("month", month),
            ("year", &year),
        ],
    )
}

/// `10:00`.
pub(super) fn time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// `Tuesday 24 March 2026 at 10:00`.
pub(crate) fn moment(locale: Locale, at: NaiveDateTime) -> String {
    fill(
        locale.words().dates.moment,
        &[
            ("date", &date(locale, at.date())),
            ("time", &time(at.time())),
        ],
    )
}

/// `Tuesday 24 March 2026, 10:00–10:30`.
pub(crate) fn span(locale: Locale, from: NaiveDateTime, to: NaiveDateTime) -> String {
    let values = [
        ("date", date(locale, from.date())),
        ("from", time(from.time())),
        ("to", time(to.time())),
    ];
    fill(locale.words().dates.span, &values)
}

/// `€25.00`, `€ 25,00` or `25,00 €`. `minor` is in minor units, of which not every currency has a hundred.
pub(crate) fn money(locale: Locale, minor: i64, currency: &str) -> String {
    let style = &locale.words().money;
    let code = currency.trim().to_ascii_uppercase();
    let digits = decimals(&code);
    let padded = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, part) = padded.split_at(padded.len() - digits);
    let mut number = String::from(if minor < 0 { "-" } else { "" });
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            number.push(style.thousands);
        }
        number.push(digit);
    }
    if digits > 0 {
        number.push(style.decimal);
        number.push_str(part);
    }
    let (pattern, sign) = match sign(&code) {
        Some(sign) => (style.with_sign, sign),
        None => (style.with_code, code.as_str()),
    };
    fill(pattern, &[("sign", sign), ("number", &number)])
}

/// How many digits the minor unit of a currency has (ISO 4217).
fn decimals(code: &str) -> usize {
    match code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// Signs that can't be mistaken for another currency's; dollars and crowns have too many owners.
fn sign(code: &str) -> Option<&'static str> {
    match code {
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        "USD" => Some("$"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn dates_are_written_out() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 24).unwrap();
        assert_eq!(date(Locale::En, day), "Tuesday 24 March 2026");
        assert_eq!(date(Locale::Nl, day), "dinsdag 24 maart 2026");
        assert_eq!(date(Locale::De, day), "Dienstag, 24. März 2026");
        let (ten, half_past) = (
            day.and_hms_opt(10, 0, 0).unwrap(),
            day.and_hms_opt(22, 30, 0).unwrap(),
        );
        assert_eq!(
            span(Locale::En, ten, half_past),
            "Tuesday 24 March 2026, 10:00–22:30"
        );
        assert_eq!(
            span(Locale::De, ten, half_past),
            "Dienstag, 24. März 2026, 10:00–22:30\u{a0}Uhr"
        );
        assert_eq!(
            moment(Locale::Nl, half_past),
            "dinsdag 24 maart 2026 om 22:30"
        );
    }

    #[test]
    fn money_follows_language_and_currency() {
        let cases = [
            (Locale::En, 2500, "EUR", "€25.00"),
            (Locale::Nl, 2500, "EUR", "€\u{a0}25,00"),
            (Locale::De, 2500, "EUR", "25,00\u{a0}€"),
            (Locale::En, 123_456_789, "GBP", "£1,234,567.89"),
            (Locale::De, 123_456, "CHF", "1.234,56\u{a0}CHF"),
            (Locale::En, 2500, "jpy", "JPY\u{a0}2,500"),
            (Locale::Nl, 2500, "JPY", "JPY\u{a0}2.500"),
            (Locale::En, 2500, "KWD", "KWD\u{a0}2.500"),
            (Locale::En, 5, "EUR", "€0.05"),
            (Locale::En, 0, "EUR", "€0.00"),
            (Locale::En, -150, "EUR", "€-1.50"),
            (
                Locale::En,
                i64::MIN,
                "JPY",
                "JPY\u{a0}-9,223,372,036,854,775,808",
            ),
        ];
        for (locale, minor, currency, expected) in cases {
            assert_eq!(money(locale, minor, currency), expected);
        }
    }
}
