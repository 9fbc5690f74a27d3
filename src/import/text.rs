//! From the bytes of a file to text. Spreadsheets write UTF-8 with a mark in front, UTF-16 ("Unicode text"), or the
//! code page of old Windows; which one it was, no file says.

/// The text of a file. The error is a sentence for a person.
pub(super) fn decode(bytes: &[u8]) -> Result<String, String> {
    if let Some(what) = other_format(bytes) {
        return Err(format!(
            "The file is {what}, not text: open it in a spreadsheet and save it as CSV (UTF-8)."
        ));
    }
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a mark, every other byte of western text in UTF-16 is nought.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => utf16(bytes, u16::from_le_bytes),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => utf16(bytes, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        },
    };
    if text.contains('\0') {
        return Err("The file is not text: export it as CSV, and try again.".to_owned());
    }
    Ok(text)
}

/// What a file that is surely no text is.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    [
        (&b"PK\x03\x04"[..], "an Excel workbook or a zip archive"),
        (&b"\xD0\xCF\x11\xE0"[..], "an old Excel workbook"),
        (&b"%PDF"[..], "a PDF"),
        (&b"SQLite format 3\0"[..], "a database"),
    ]
    .into_iter()
    .find_map(|(magic, what)| bytes.starts_with(magic).then_some(what))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// What Windows-1252 has where Latin-1 has control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_same_name_is_read_from_every_encoding() {
        let name = "Zoë Łęcka";
        let units: Vec<u16> = name.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for bytes in [
            name.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", name.as_bytes()].concat(),
            [b"\xFF\xFE", little.as_slice()].concat(),
            [b"\xFE\xFF", big.as_slice()].concat(),
        ] {
            assert_eq!(decode(&bytes).unwrap(), name);
        }
        assert_eq!(decode(b"N\0a\0m\0e\0").unwrap(), "Name");
        assert_eq!(decode(b"\0N\0a\0m\0e").unwrap(), "Name");
        assert_eq!(
            decode(b"Zo\xEB M\xFCller \x80 25").unwrap(),
            "Zoë Müller € 25"
        );
    }

    #[test]
    fn what_is_no_text_is_refused_by_its_name() {
        let sentence = decode(b"PK\x03\x04\x14\0").unwrap_err();
        assert!(sentence.contains("Excel workbook"), "{sentence}");
        assert!(decode(b"Name\0\0\0\x01").is_err());
    }
}
