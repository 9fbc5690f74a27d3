//! Addresses that people type: of a mailbox, of a page.

use lettre::Address;
use url::Url;

/// The longest address that mail can carry.
const LONGEST_EMAIL: usize = 254;

/// An e-mail address, or nothing. The error is a clause about the field.
pub fn email(text: &str) -> Result<String, String> {
    let text = text.trim();
    let sound = text.len() <= LONGEST_EMAIL && text.parse::<Address>().is_ok();
    if text.is_empty() || sound {
        Ok(text.to_owned())
    } else {
        Err("must be an e-mail address such as anna@example.com".to_owned())
    }
}

/// The address of a page on the web, or nothing. The error is a clause about the field.
pub fn web_address(text: &str) -> Result<String, String> {
    let text = text.trim();
    let on_the_web = |url: Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    if text.is_empty() || Url::parse(text).is_ok_and(on_the_web) {
        Ok(text.to_owned())
    } else {
        Err("must be an address such as https://example.com/review".to_owned())
    }
}
