//! Pseudonyms: other characters of the same kind, derived from a key that nobody keeps.
//!
//! The same word gets the same pseudonym wherever it stands and in whatever letter case, so what
//! belongs together in the source does in the sample. Without the key nobody can test a guess.

/// What all pseudonyms of a sample come from.
pub struct SampleKey([u8; 32]);

impl SampleKey {
    /// A key of these bytes. They should be random, and forgotten.
    pub fn new(bytes: [u8; 32]) -> Self {
        SampleKey(bytes)
    }

    /// Bytes without end that a word gives, whatever its letter case.
    pub(super) fn stream(&self, kind: &str, word: &str, turn: u32) -> impl FnMut() -> u32 + use<> {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher
            .update(kind.as_bytes())
            .update(&turn.to_le_bytes())
            .update(word.to_lowercase().as_bytes());
        let mut stream = hasher.finalize_xof();
        move || {
            let mut bytes = [0; 4];
            stream.fill(&mut bytes);
            u32::from_le_bytes(bytes)
        }
    }

    /// By how many days dates are moved.
    pub(super) fn days(&self) -> i64 {
        i64::from(self.stream("days", "", 0)() % 300) + 30
    }

    /// A word of the same length and kinds of characters, and another one.
    pub(super) fn word(&self, word: &str) -> String {
        if word == "0" {
            return word.to_owned();
        }
        for turn in 0..64 {
            let mut next = self.stream("word", word, turn);
            let other: String =
                word.chars().enumerate().map(|(at, char)| letter(char, at == 0, next())).collect();
            if other.to_lowercase() != word.to_lowercase() || !word.chars().any(is_replaced) {
                return other;
            }
        }
        word.chars().map(|char| if char.is_ascii() { 'x' } else { char }).collect()
    }
}

/// Kinds of characters that are exchanged among themselves: all of one length in UTF-8.
const RANGES: &[(u32, u32)] = &[
    ('0' as u32, '9' as u32),
    ('a' as u32, 'z' as u32),
    ('A' as u32, 'Z' as u32),
    (0x00E0, 0x00F6), // à to ö
    (0x00F8, 0x00FE), // ø to þ
    (0x00C0, 0x00D6), // À to Ö
    (0x00D8, 0x00DE), // Ø to Þ
    (0x03B1, 0x03C1), // Greek
    (0x0391, 0x03A1),
    (0x0430, 0x044F), // Cyrillic
    (0x0410, 0x042F),
    (0x05D0, 0x05EA), // Hebrew
    (0x0627, 0x063A), // Arabic
    (0x0641, 0x064A),
    (0x0905, 0x0939),   // Devanagari
    (0x0E01, 0x0E2E),   // Thai
    (0x10D0, 0x10F0),   // Georgian
    (0x3041, 0x3096),   // Hiragana
    (0x30A1, 0x30FA),   // Katakana
    (0x4E00, 0x9FA5),   // Han
    (0xAC00, 0xD7A3),   // Hangul
    (0x1F600, 0x1F64F), // faces
];

/// Is this a character that says something?
pub(super) fn is_replaced(char: char) -> bool {
    char.is_alphanumeric() || ('\u{1F300}'..='\u{1FAFF}').contains(&char)
}

/// Another character of the same kind. A leading zero stays, and no other number begins with one.
fn letter(char: char, is_first: bool, random: u32) -> char {
    if !is_replaced(char) || char == '0' && is_first {
        return char;
    }
    let code = char as u32;
    let pick =
        |first: u32, last: u32| char::from_u32(first + random % (last - first + 1)).unwrap_or(char);
    if char.is_ascii_digit() && is_first {
        return pick('1' as u32, '9' as u32);
    }
    if let Some((first, last)) =
        RANGES.iter().find(|(first, last)| (*first..=*last).contains(&code))
    {
        return pick(*first, *last);
    }
    // Another script, or a letter that stands alone: one of the same length.
    match (char.len_utf8(), char.is_uppercase()) {
        (1, _) => 'x',
        (2, false) => pick(0x0430, 0x044F),
        (2, true) => pick(0x0410, 0x042F),
        (3, _) => pick(0x3041, 0x3096),
        _ => pick(0x1F600, 0x1F64F),
    }
}
