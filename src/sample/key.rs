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

    /// By how many days the dates of a record are moved.
    pub(super) fn days(&self, record: &[u8]) -> i64 {
        let record = blake3::keyed_hash(&self.0, record);
        i64::from(self.stream("days", &record.to_hex(), 0)() % 300) + 30
    }

    /// A word of the same length and kinds of characters.
    pub(super) fn word(&self, word: &str, turn: u32) -> String {
        if word == "0" {
            return word.to_owned();
        }
        let mut next = self.stream("word", word, turn);
        word.chars().enumerate().map(|(at, char)| letter(char, at == 0, next())).collect()
    }
}

impl SampleKey {
    /// A text of signs alone can be a message too, as Morse code is: the same signs, drawn anew.
    pub(super) fn signs(&self, signs: &str) -> String {
        let is_sign = |char: &char| !char.is_whitespace();
        let mut kinds: Vec<_> = signs.chars().filter(is_sign).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let count = signs.chars().filter(is_sign).count();
        if kinds.len() < 2 || count < 3 {
            return signs.to_owned();
        }
        let draw = |turn| {
            let mut next = self.stream("signs", signs, turn);
            let other = signs.chars().map(|char| match is_sign(&char) {
                true => kinds[next() as usize % kinds.len()],
                false => char,
            });
            other.collect::<String>()
        };
        let mut others = (0..64).map(draw);
        others.find(|other| other != signs).unwrap_or_default()
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
    (0x0905, 0x0939), // Devanagari
    (0x0E01, 0x0E2E), // Thai
    (0x10D0, 0x10F0), // Georgian
    (0x3041, 0x3096), // Hiragana
    (0x30A1, 0x30FA), // Katakana
    (0x4E00, 0x9FA5), // Han
    (0xAC00, 0xD7A3), // Hangul
    (0x0660, 0x0669), // digits of other scripts
    (0x06F0, 0x06F9),
    (0x0966, 0x096F),
    (0xFF10, 0xFF19),
    (0xFF21, 0xFF3A), // wide letters
    (0xFF41, 0xFF5A),
    (0xFF66, 0xFF9D),   // narrow Katakana
    (0x1F600, 0x1F64F), // faces
    (0x01, 0x08),       // control characters
    (0x86, 0x8F),       // and the second set of them
    (0x0300, 0x036F),   // accents that stand alone
    (0x200B, 0x200D),   // invisible: without width, direction, joining, variants, tags
    (0x200E, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2064),
    (0x2066, 0x2069),
    (0xFE00, 0xFE0F),
    (0xE0020, 0xE007E),
    (0x2460, 0x249B), // circled and in parentheses
    (0x249C, 0x24B5),
    (0x24B6, 0x24CF),
    (0x24D0, 0x24E9),
    (0x2800, 0x28FF), // Braille
    (0x2F00, 0x2FD5), // Kangxi radicals
    (0xE000, 0xF8FF), // private use
    (0xF0000, 0xFFFFD),
    (0x100000, 0x10FFFD),
    (0xFDD0, 0xFDEF),   // no characters
    (0x1F1E6, 0x1F1FF), // flags
];

/// Punctuation outside of ASCII that stays, the mark for what could not be decoded, and the mark of
/// byte order.
const PUNCTUATION: &str = "‘’‚“”„«»‹›‐‑–—…、。「」・（），：；！？¡¿،؛؟\u{FEFF}\u{FFFD}";

/// Could this character say something? Whatever is not known to be structure could.
pub(super) fn is_replaced(char: char) -> bool {
    !(char == '\0'
        || char.is_ascii_punctuation()
        || char.is_whitespace()
        || PUNCTUATION.contains(char))
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
    // Another script, or a character that stands alone: one of the same length.
    match (char.len_utf8(), char.is_uppercase()) {
        (1, _) => pick(0x01, 0x08),
        (2, false) => pick(0x0430, 0x044F),
        (2, true) => pick(0x0410, 0x042F),
        (3, _) => pick(0x3041, 0x3096),
        _ => pick(0x1F600, 0x1F64F),
    }
}
