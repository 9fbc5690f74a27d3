//! E-mail addresses: one rule for clients, staff and users, the one that the letters' library keeps, so that what is
//! accepted here can be written to.

use lettre::Address;

/// The longest address that mail servers take.
pub const LONGEST: usize = 254;

/// An address as somebody typed it; empty means none. The error is a clause about the field.
pub fn read(typed: &str) -> Result<String, String> {
    if typed.is_empty() || typed.parse::<Address>().is_ok() {
        Ok(typed.to_owned())
    } else {
        Err("must be an e-mail address such as ada@example.com".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn addresses_are_told_from_typing_mistakes() {
        for good in [
            "",
            "ada@example.com",
            "a.b+c@mail.example",
            "ada@localhost",
            "zoë@exämple.de",
        ] {
            assert_eq!(read(good), Ok(good.to_owned()), "{good}");
        }
        for bad in [
            "ada",
            "ada@",
            "@example.com",
            "ada@@example.com",
            "ada example.com",
            "ada@exa mple.com",
            "Ada <ada@example.com>",
            "ada@example.com, bea@example.com",
            "ada@example.com\0",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
