//! Telephone numbers, as far as finding people needs them: what a person writes, nationally or internationally, is
//! brought to international digits, and what a person types while looking for somebody becomes what to look for.
//!
//! No number is ever refused for its shape or rewritten: the book keeps it as it was written.

use super::search::Needle;

/// So many digits of a number without its country tell people apart.
const TELLING: usize = 4;

/// A country's way of dialling: digits before a national number, digits that lead abroad, and the calling code.
struct Dialling {
    trunk: &'static str,
    exit: &'static str,
    code: &'static str,
}

/// Trunk prefix, exit prefix, and the countries that use them with their calling codes. In countries without a trunk
/// prefix a leading 0 belongs to the number.
const COUNTRIES: &[(&str, &str, &str)] = &[
    (
        "0",
        "00",
        "AE971 AF93 AL355 AM374 AR54 AT43 AX358 AZ994 BA387 BD880 BE32 BG359 BL590 BO591 BR55 CD243 CH41 CN86 \
        CO57 CU53 DE49 DZ213 EC593 EG20 EH212 ER291 ET251 FI358 FR33 GB44 GE995 GF594 GG44 GH233 GP590 HR385 \
        ID62 IE353 IL972 IM44 IN91 IQ964 IR98 JE44 JO962 KE254 KG996 KH855 KI686 KP850 KR82 LA856 LB961 \
        LI423 LK94 LR231 LT370 LY218 MA212 MC377 MD373 ME382 MF590 MG261 MK389 MM95 MN976 MQ596 MW265 MY60 \
        NA264 NG234 NL31 NP977 NZ64 PE51 PH63 PK92 PM508 PS970 PY595 RE262 RO40 RS381 RW250 SA966 SD249 SE46 \
        SI386 SK421 SL232 SO252 SS211 SY963 TH66 TR90 TW886 TZ255 UA380 UG256 UY598 VE58 VN84 XK383 YE967 \
        YT262 ZA27 ZM260 ZW263",
    ),
    (
        "",
        "00",
        "AC247 AD376 AO244 AW297 BF226 BH973 BI257 BJ229 BN673 BQ599 BT975 BW267 BZ501 CF236 CG242 CI225 \
        CK682 CL56 CM237 CR506 CV238 CW599 CY357 CZ420 DJ253 DK45 EE372 ES34 FJ679 FK500 FM691 FO298 GA241 \
        GI350 GL299 GM220 GN224 GQ240 GR30 GT502 GW245 GY592 HK852 HN504 HT509 IO246 IS354 IT39 KM269 KW965 \
        LS266 LU352 LV371 ML223 MO853 MR222 MT356 MU230 MV960 MX52 MZ258 NC687 NE227 NF672 NI505 NO47 NR674 \
        NU683 OM968 PA507 PF689 PG675 PL48 PT351 PW680 QA974 SB677 SC248 SG65 SH290 SJ47 SM378 SN221 SR597 \
        ST239 SV503 SZ268 TA290 TD235 TG228 TK690 TL670 TN216 TO676 TV688 UZ998 VA39 VU678 WF681 WS685",
    ),
    (
        "1",
        "011",
        "AG1 AI1 AS1 BB1 BM1 BS1 CA1 DM1 DO1 GD1 GU1 JM1 KN1 KY1 LC1 MH692 MP1 MS1 PR1 SX1 TC1 TT1 US1 VC1 \
        VG1 VI1",
    ),
    ("8", "810", "BY375 KZ7 RU7 TM993"),
    ("0", "0011", "AU61 CC61 CX61"),
    ("06", "00", "HU36"),
    ("0", "010", "JP81"),
    ("", "810", "TJ992"),
];

/// Every country with its trunk prefix, its exit prefix and its calling code.
fn countries() -> impl Iterator<Item = (&'static str, Dialling)> {
    COUNTRIES.iter().flat_map(|&(trunk, exit, countries)| {
        let countries = countries.split_ascii_whitespace();
        countries.map(move |entry| {
            let (country, code) = entry.split_at(2);
            (country, Dialling { trunk, exit, code })
        })
    })
}

fn dialling(country: &str) -> Option<Dialling> {
    countries()
        .find(|(known, _)| known.eq_ignore_ascii_case(country))
        .map(|(_, dialling)| dialling)
}

/// Whether this is the two-letter code of a country whose numbers can be read.
pub fn is_country(country: &str) -> bool {
    dialling(country).is_some()
}

/// A number as a client's record may hold it; empty means none. The error is a clause about the field.
pub fn read(typed: &str) -> Result<String, String> {
    if typed.is_empty() || typed.chars().any(|c| c.is_ascii_digit()) {
        Ok(typed.to_owned())
    } else {
        Err("must be a telephone number".to_owned())
    }
}

/// How a number was written.
enum Written {
    /// With its calling code, after `+` or the exit prefix.
    International(String),
    /// As one dials it within the country; without the trunk prefix, where it had one.
    National(String),
    /// Not to be told: without a trunk prefix, or in no known country.
    Unclear,
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn written(number: &str, country: Option<&Dialling>) -> Written {
    // "+31 (0)6 …": the bracketed trunk prefix is not dialled from abroad.
    let number = number.trim_start().replace("(0)", "");
    let digits = digits_of(&number);
    if number.starts_with('+') {
        return Written::International(digits);
    }
    if let Some(rest) = digits.strip_prefix(country.map_or("00", |country| country.exit)) {
        return Written::International(rest.to_owned());
    }
    match country {
        Some(Dialling { trunk: "", .. }) => Written::National(digits),
        // North America's numbers are dialled with and without the 1.
        Some(Dialling { trunk: "1", .. }) => {
            Written::National(digits.strip_prefix('1').unwrap_or(&digits).to_owned())
        }
        Some(country) => match digits.strip_prefix(country.trunk) {
            Some(rest) => Written::National(rest.to_owned()),
            None => Written::Unclear,
        },
        None => Written::Unclear,
    }
}

/// The international digits of a number, without `+`; of a number whose country can't be told, its digits.
pub fn digits(number: &str, country: &str) -> String {
    let country = dialling(country);
    match (written(number, country.as_ref()), country) {
        (Written::International(digits), _) => digits,
        (Written::National(rest), Some(country)) if !rest.is_empty() => {
            format!("{}{rest}", country.code)
        }
        _ => digits_of(number),
    }
}

/// What to look for among [`digits`] when somebody types this, or the beginning of it.
pub fn needles(typed: &str, country: &str) -> Vec<Needle> {
    let country = dialling(country);
    let as_typed = digits_of(typed);
    let mut needles = Vec::new();
    match written(typed, country.as_ref()) {
        Written::International(digits) => {
            needles.push(Needle::number(&digits));
            // A number that was written down before the salon said where it is has no calling code.
            needles.extend(telling(without_calling_code(&digits)));
        }
        Written::National(rest) => {
            let code = country.map_or("", |country| country.code);
            needles.push(Needle::number(&format!("{code}{rest}")));
            needles.extend(telling(&rest));
        }
        Written::Unclear => needles.extend(as_typed.strip_prefix('0').and_then(telling)),
    }
    if !typed.starts_with('+') {
        needles.push(Needle::of(&as_typed));
    }
    needles.retain(|needle| !needle.text().is_empty());
    needles.dedup();
    needles
}

fn telling(digits: &str) -> Option<Needle> {
    (digits.len() >= TELLING).then(|| Needle::of(digits))
}

/// Calling codes never begin one another, so that the first that fits is the one.
fn without_calling_code(digits: &str) -> &str {
    countries()
        .find_map(|(_, country)| digits.strip_prefix(country.code))
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_are_brought_to_international_digits() {
        for (number, country, expected) in [
            ("06 1234 5678", "NL", "31612345678"),
            ("06-12345678", "nl", "31612345678"),
            ("+31 (0)6 12345678", "", "31612345678"),
            ("0031 6 12345678", "NL", "31612345678"),
            ("0031 6 12345678", "", "31612345678"),
            ("030 1234567", "DE", "49301234567"),
            ("0470/12.34.56", "BE", "32470123456"),
            ("02 1234 5678", "IT", "390212345678"),
            ("612 345 678", "ES", "34612345678"),
            ("(212) 555-0100", "US", "12125550100"),
            ("1 212 555 0100", "US", "12125550100"),
            ("011 31 6 12345678", "US", "31612345678"),
            ("0011 31 6 12345678", "AU", "31612345678"),
            ("06 30 123 4567", "HU", "36301234567"),
            ("8 912 345-67-89", "RU", "79123456789"),
            ("06 1234 5678", "", "0612345678"),
            ("31612345678", "NL", "31612345678"),
            ("", "NL", ""),
            ("0", "NL", "0"),
        ] {
            assert_eq!(digits(number, country), expected, "{number} in {country}");
        }
    }

    #[test]
    fn every_country_is_there_once_and_no_calling_code_begins_another() {
        let all: Vec<_> = countries().collect();
        assert_eq!(all.len(), 245);
        let names: BTreeSet<_> = all.iter().map(|(country, _)| *country).collect();
        assert_eq!(names.len(), all.len());
        let codes: BTreeSet<_> = all.iter().map(|(_, dialling)| dialling.code).collect();
        for code in &codes {
            let longer = codes
                .iter()
                .filter(|other| other != &code && other.starts_with(code));
            assert_eq!(longer.count(), 0, "{code}");
        }
        assert!(is_country("NL") && is_country("de") && !is_country("ZZ") && !is_country(""));
    }

    #[test]
    fn a_number_is_found_at_every_keystroke_however_it_is_typed() {
        for (kept, kept_in) in [
            ("06 1234 5678", "NL"),
            ("+31612345678", ""),
            ("06 1234 5678", ""),
        ] {
            let haystack = digits(kept, kept_in);
            for typed in [
                "06 1234 5678",
                "0612345678",
                "+31 6 1234 5678",
                "0031612345678",
                "612345678",
            ] {
                for country in ["NL", ""] {
                    let found = |typed: &str| {
                        needles(typed, country).iter().any(|needle| match needle {
                            Needle::Number(n) => haystack.starts_with(n.as_str()),
                            Needle::Part(n) => haystack.contains(n.as_str()),
                            Needle::Beginning(n) => haystack.starts_with(n.as_str()),
                        })
                    };
                    assert!(found(typed), "{typed} in {country:?}, kept as {haystack}");
                    if kept_in == country && country == "NL" && !typed.starts_with('6') {
                        // The first digits of an exit prefix say nothing yet.
                        let from = if typed.starts_with("00") { 4 } else { 2 };
                        for end in from..typed.len() {
                            assert!(found(&typed[..end]), "{}", &typed[..end]);
                        }
                    }
                }
            }
        }
    }
}
