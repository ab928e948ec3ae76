//! The spelling of texts in JSON: what is escaped, and how.
//!
//! Promises: all spellings of a text carry the same text.

use std::fmt;

/// How texts are spelt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Escapes only where JSON demands them.
    Utf8,
    /// `/` as `\/`, and everything beyond ASCII as `\u00e9`.
    Ascii,
    /// The same with capitals, `\u00E9`.
    AsciiCapitals,
}

/// Escapes what is written to it.
pub(super) struct Escaped<'a> {
    bytes: &'a mut Vec<u8>,
    spelling: Spelling,
}

impl fmt::Write for Escaped<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| self.is_special(byte)) {
            // The first special byte starts a character, so the cut is between two.
            let (plain, special) = rest.split_at(at);
            self.bytes.extend_from_slice(plain.as_bytes());
            let mut characters = special.chars();
            if let Some(character) = characters.next() {
                self.escape(character);
            }
            rest = characters.as_str();
        }
        self.bytes.extend_from_slice(rest.as_bytes());
        Ok(())
    }
}

impl<'a> Escaped<'a> {
    pub(super) fn new(bytes: &'a mut Vec<u8>, spelling: Spelling) -> Self {
        Self { bytes, spelling }
    }

    #[inline]
    fn is_special(&self, byte: u8) -> bool {
        let ascii = self.spelling != Spelling::Utf8;
        byte < b' ' || byte == b'"' || byte == b'\\' || ascii && (byte >= 0x80 || byte == b'/')
    }

    fn escape(&mut self, character: char) {
        let short = match character {
            '"' | '\\' | '/' => character as u8,
            '\u{8}' => b'b',
            '\u{c}' => b'f',
            '\n' => b'n',
            '\r' => b'r',
            '\t' => b't',
            _ => return self.escape_units(character),
        };
        self.bytes.extend_from_slice(&[b'\\', short]);
    }

    fn escape_units(&mut self, character: char) {
        let capitals = self.spelling == Spelling::AsciiCapitals;
        let digits = if capitals { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        for unit in character.encode_utf16(&mut [0; 2]) {
            let digit = |shift: u16| digits[usize::from(*unit >> shift & 15)];
            let escape = [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)];
            self.bytes.extend_from_slice(&escape);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    const ODD: &str = "\"q\" \\ / é 吉 😀 \u{0}\u{1}\u{8}\u{c}\n\r\t\u{7f}\u{2028}\u{ffff}";

    #[test]
    fn every_spelling_carries_the_same_text() {
        for spelling in [Spelling::Utf8, Spelling::Ascii, Spelling::AsciiCapitals] {
            let mut bytes = b"\"".to_vec();
            Escaped::new(&mut bytes, spelling).write_str(ODD).unwrap();
            bytes.push(b'"');
            assert_eq!(serde_json::from_slice::<String>(&bytes).unwrap(), ODD);
            assert_eq!(bytes.is_ascii(), spelling != Spelling::Utf8);
        }
    }

    #[test]
    fn letters_beyond_the_first_plane_take_two_escapes() {
        let mut bytes = vec![];
        Escaped::new(&mut bytes, Spelling::Ascii).write_str("😀/").unwrap();
        assert_eq!(bytes, br"\ud83d\ude00\/");
    }
}
