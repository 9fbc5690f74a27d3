//! What the salon decides about itself, with every default (`contract` section 5). Kept as one row a key; a key
//! that nobody changed is not stored.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::hours::WeekHours;
use super::line;
use super::{Fields, Refusal, email};

/// The languages that the desk and the letters speak.
pub const LOCALES: [&str; 3] = ["en", "nl", "de"];
/// Up to a month, in hours and in minutes: further ahead or back nobody plans a letter.
const MONTH_HOURS: i64 = 31 * 24;
const MONTH_MINUTES: i64 = MONTH_HOURS * 60;
/// A fee above this is a slip of the finger.
const LARGEST_FEE_CENTS: i64 = 10_000_000;

/// All settings of the salon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Settings {
    /// The salon's name, in letters and on the clients' pages.
    pub salon_name: String,
    /// Postal address, one line.
    pub salon_address: String,
    /// Telephone number, as people write it.
    pub salon_phone: String,
    /// Where answers to letters go; empty: to the sender.
    pub reply_to: String,
    /// A line under every letter.
    pub letter_footer: String,
    /// ISO 3166 country, for reading national telephone numbers.
    pub country: String,
    /// IANA time zone of the salon; empty: the machine's.
    pub timezone: String,
    /// Language of the desk and of letters to clients without one: `en`, `nl` or `de`.
    pub locale: String,
    /// ISO 4217 currency.
    pub currency: String,
    /// When the salon is open.
    pub opening_hours: WeekHours,
    /// Steps of the time grid and of offered slots.
    pub slot_minutes: i64,
    /// How long letters wait, so that an undo is silent; 0 to 120.
    pub letter_delay_seconds: i64,
    /// Staff see and touch only their own bookings.
    pub staff_personal_agenda_enabled: bool,
    /// A no-show is asked for a fee.
    pub noshow_enabled: bool,
    /// That fee.
    pub noshow_fee_cents: i64,
    /// Clients are reminded.
    pub reminder_enabled: bool,
    /// How long before.
    pub reminder_hours_before: i64,
    /// Clients are asked how it was.
    pub review_enabled: bool,
    /// How long after.
    pub review_delay_minutes: i64,
    /// Where reviews are written in public.
    pub review_url: String,
    /// Follow-up sequences run.
    pub followup_enabled: bool,
    /// How long an offered slot is kept for the first in line.
    pub waitlist_offer_hours: i64,
    /// How long a provisional booking waits for the client's answer.
    pub provisional_hold_hours: i64,
    /// Letters a client may get a day; 0: no cap.
    pub letters_per_client_day: i64,
    /// Letters that one login may cause an hour; 0: no cap.
    pub letters_per_login_hour: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            salon_name: String::new(),
            salon_address: String::new(),
            salon_phone: String::new(),
            reply_to: String::new(),
            letter_footer: String::new(),
            country: String::new(),
            timezone: String::new(),
            locale: "en".to_owned(),
            currency: "EUR".to_owned(),
            opening_hours: WeekHours::usual(),
            slot_minutes: 15,
            letter_delay_seconds: 10,
            staff_personal_agenda_enabled: false,
            noshow_enabled: false,
            noshow_fee_cents: 2500,
            reminder_enabled: true,
            reminder_hours_before: 24,
            review_enabled: true,
            review_delay_minutes: 120,
            review_url: String::new(),
            followup_enabled: true,
            waitlist_offer_hours: 24,
            provisional_hold_hours: 48,
            letters_per_client_day: 6,
            letters_per_login_hour: 120,
        }
    }
}

impl Settings {
    /// The salon's zone. An empty or unknown name, which a checked book never holds, counts as UTC.
    pub fn zone(&self) -> Tz {
        self.timezone.parse().unwrap_or(Tz::UTC)
    }

    /// These settings with the given keys changed, checked; unknown keys and wrong types are refused by name.
    ///
    /// A new time zone moves no appointment: the book holds what the clock above the till shows, and 10:00 stays
    /// 10:00. Letters and reminders that are yet to leave keep the instant that was reckoned for them.
    pub fn changed(&self, keys: &Map<String, Value>) -> Result<Self, Refusal> {
        let mut settings = self.clone();
        let mut wrong = Fields::new();
        for (key, value) in keys {
            if let Err(what) = settings.change(key, value) {
                wrong.wrong(key, what);
            }
        }
        wrong.check()?;
        Ok(settings)
    }

    /// Changes one key. The error is a clause about it.
    fn change(&mut self, key: &str, value: &Value) -> Result<(), String> {
        match key {
            "salon_name" => self.salon_name = line(value, 200)?,
            "salon_address" => self.salon_address = line(value, 300)?,
            "salon_phone" => self.salon_phone = line(value, 50)?,
            "reply_to" => self.reply_to = email::read(&line(value, email::LONGEST)?)?,
            "letter_footer" => self.letter_footer = line(value, 1000)?,
            "country" => self.country = country(value)?,
            "timezone" => self.timezone = zone(value)?,
            "locale" => self.locale = locale(value)?,
            "currency" => self.currency = currency(value)?,
            "opening_hours" => self.opening_hours = WeekHours::read(value)?,
            "slot_minutes" => self.slot_minutes = whole(value, 5, 120)?,
            "letter_delay_seconds" => self.letter_delay_seconds = whole(value, 0, 120)?,
            "staff_personal_agenda_enabled" => self.staff_personal_agenda_enabled = truth(value)?,
            "noshow_enabled" => self.noshow_enabled = truth(value)?,
            "noshow_fee_cents" => self.noshow_fee_cents = whole(value, 1, LARGEST_FEE_CENTS)?,
            "reminder_enabled" => self.reminder_enabled = truth(value)?,
            "reminder_hours_before" => self.reminder_hours_before = whole(value, 0, MONTH_HOURS)?,
            "review_enabled" => self.review_enabled = truth(value)?,
            "review_delay_minutes" => self.review_delay_minutes = whole(value, 0, MONTH_MINUTES)?,
            "review_url" => self.review_url = web_address(value)?,
            "followup_enabled" => self.followup_enabled = truth(value)?,
            // An offer or a hold of no time at all would be gone before anybody read of it.
            "waitlist_offer_hours" => self.waitlist_offer_hours = whole(value, 1, MONTH_HOURS)?,
            "provisional_hold_hours" => self.provisional_hold_hours = whole(value, 1, MONTH_HOURS)?,
            "letters_per_client_day" => self.letters_per_client_day = whole(value, 0, 1_000)?,
            "letters_per_login_hour" => self.letters_per_login_hour = whole(value, 0, 100_000)?,
            _ => return Err("is not a setting".to_owned()),
        }
        Ok(())
    }
}

/// One line of text, tidied.
fn line(value: &Value, longest: usize) -> Result<String, String> {
    let text = line::tidy(value.as_str().ok_or("must be text")?);
    if text.chars().count() > longest {
        return Err(format!("must be at most {longest} characters long"));
    }
    if text.chars().any(char::is_control) {
        return Err("must be one line without control characters".to_owned());
    }
    Ok(text)
}

fn whole(value: &Value, least: i64, most: i64) -> Result<i64, String> {
    let number = value.as_i64().ok_or("must be a whole number")?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(format!("must lie between {least} and {most}"))
    }
}

fn truth(value: &Value) -> Result<bool, String> {
    Ok(value.as_bool().ok_or("must be true or false")?)
}

fn zone(value: &Value) -> Result<String, String> {
    let name = line(value, 100)?;
    match name.parse::<Tz>() {
        Ok(zone) => Ok(zone.name().to_owned()),
        Err(_) => Err("must be a time zone such as Europe/Amsterdam".to_owned()),
    }
}

fn web_address(value: &Value) -> Result<String, String> {
    let text = line(value, 2000)?;
    let on_the_web = |url: Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    if text.is_empty() || Url::parse(&text).is_ok_and(on_the_web) {
        Ok(text)
    } else {
        Err("must be an address such as https://example.com/review".to_owned())
    }
}

fn locale(value: &Value) -> Result<String, String> {
    let name = line(value, 10)?;
    if LOCALES.contains(&name.as_str()) {
        Ok(name)
    } else {
        Err(format!("must be one of {}", LOCALES.join(", ")))
    }
}

fn currency(value: &Value) -> Result<String, String> {
    let code = line(value, 10)?;
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err("must be three capitals such as EUR".to_owned())
    }
}

fn country(value: &Value) -> Result<String, String> {
    let code = line(value, 10)?;
    if code.is_empty()
        || COUNTRIES
            .split_ascii_whitespace()
            .any(|known| known == code)
    {
        Ok(code)
    } else {
        Err("must be a country such as NL or GB, two capitals".to_owned())
    }
}

/// ISO 3166-1 alpha-2. The list refuses what people take for a country's code and isn't, such as UK and EN.
const COUNTRIES: &str = "
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";
