//! One cell: Oracle's quotes inside, RFC 4180's outside, and what is odd about the value.
//!
//! Most cells can be copied as they are; whether one can is told from 16 bytes at a time.

use wide::u8x16;

use super::quotes::{escape, is_escaped, is_trigger};
use super::rules::*;
use crate::csv::push_cell;
use crate::findings::Rule;

/// A comma or a quote: RFC 4180 quotes are needed.
const SEPARATOR: u8 = 1;
/// A line break: RFC 4180 quotes are needed too.
const LINE_BREAK: u8 = 2;
/// Another control character.
const CONTROL: u8 = 4;

static BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = CONTROL;
        byte += 1;
    }
    table[0x7F] = CONTROL;
    table[b'\n' as usize] = LINE_BREAK;
    table[b'\r' as usize] = LINE_BREAK;
    table[b',' as usize] = SEPARATOR;
    table[b'"' as usize] = SEPARATOR;
    table
};

/// What is odd about the value of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Oddities(u8);

impl Oddities {
    const BLANK_ENDS: Oddities = Oddities(1);
    const CONTROL: Oddities = Oddities(2);
    pub(super) const LINE_BREAK: Oddities = Oddities(4);
    pub(super) const UNREPRESENTABLE: Oddities = Oddities(8);
    const FOREIGN_ESCAPE: Oddities = Oddities(16);
    const FORMULA_ELSEWHERE: Oddities = Oddities(32);
    const TYPOGRAPHIC: Oddities = Oddities(64);

    #[inline(always)]
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn has(self, other: Oddities) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn without(self, other: Oddities) -> Oddities {
        Oddities(self.0 & !other.0)
    }

    fn with_if(self, holds: bool, other: Oddities) -> Oddities {
        if holds { Oddities(self.0 | other.0) } else { self }
    }

    /// The rules about them that warn.
    pub(super) fn warnings(self) -> impl Iterator<Item = &'static Rule> {
        [
            (Self::BLANK_ENDS, &ORA_F_040),
            (Self::CONTROL, &ORA_F_041),
            (Self::LINE_BREAK, &ORA_F_042),
            (Self::FOREIGN_ESCAPE, &ORA_F_052),
            (Self::FORMULA_ELSEWHERE, &ORA_F_053),
            (Self::TYPOGRAPHIC, &ORA_F_054),
        ]
        .into_iter()
        .filter(move |(oddity, _)| self.has(*oddity))
        .map(|(_, rule)| rule)
    }
}

/// Appends the cell of a value, and says what is odd about it.
#[inline]
pub(super) fn push(out: &mut Vec<u8>, value: &[u8]) -> Oddities {
    let (Some(&first), Some(&last)) = (value.first(), value.last()) else {
        return Oddities::default();
    };
    let start = out.len();
    out.extend_from_slice(value);
    let plain_ends = begins_plainly(first) && last != b' ';
    if plain_ends && is_plain_from(out, start) {
        return Oddities::default();
    }
    out.truncate(start);
    push_special(out, value)
}

/// Is a value that begins with this byte no formula, not in quotes that were put around one, and not
/// in typographic ones? These begin with E2, and the full-width forms of signs with EF.
#[inline(always)]
pub(super) fn begins_plainly(first: u8) -> bool {
    first.is_ascii_alphanumeric() || first >= 0x80 && !matches!(first, 0xE2 | 0xEF)
}

/// Bytes that are looked at side by side.
const WIDTH: usize = 16;

/// Are the last bytes, from an index on, without separators and control characters? Letters stand
/// behind them meanwhile, so that there are whole chunks to look at.
#[inline(always)]
fn is_plain_from(out: &mut Vec<u8>, start: usize) -> bool {
    let end = out.len();
    out.extend_from_slice(&[b'a'; WIDTH]);
    let (chunks, _) = out[start..].as_chunks();
    let special = chunks.iter().fold(u8x16::splat(0), |special, chunk| special | specials(chunk));
    out.truncate(end);
    special.to_bitmask() == 0
}

/// Marks the separators and control characters of a chunk.
#[inline(always)]
fn specials(chunk: &[u8; WIDTH]) -> u8x16 {
    let bytes = u8x16::new(*chunk);
    let controls = bytes.min(u8x16::splat(0x1F)).simd_eq(bytes);
    let others = [b',', b'"', 0x7F].map(|byte| bytes.simd_eq(u8x16::splat(byte)));
    others.into_iter().fold(controls, |all, one| all | one)
}

fn push_special(out: &mut Vec<u8>, value: &[u8]) -> Oddities {
    let found = found_in(value);
    if found & (SEPARATOR | LINE_BREAK) != 0 {
        push_cell(out, &escape(value));
    } else if value.first().is_some_and(|first| is_trigger(*first)) {
        out.push(b'\'');
        out.extend_from_slice(value);
        out.push(b'\'');
    } else {
        out.extend_from_slice(value);
    }
    oddities(value, found)
}

/// What is odd about a value.
pub(super) fn oddities_of(value: &[u8]) -> Oddities {
    oddities(value, found_in(value))
}

/// What kinds of special bytes there are in a value.
fn found_in(value: &[u8]) -> u8 {
    value.iter().fold(0, |found, byte| found | BYTES[usize::from(*byte)])
}

fn oddities(value: &[u8], found: u8) -> Oddities {
    let is_blank = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
    let is_quote = |text: &[u8]| matches!(text, [0xE2, 0x80, 0x98 | 0x99 | 0x9C | 0x9D]);
    let escaped = is_escaped(value);
    // CR, LF, NUL and tab, and the full-width forms of = + - @.
    let elsewhere = matches!(
        value,
        [b'\t' | b'\r' | b'\n' | 0, ..] | [0xEF, 0xBC, 0x8B | 0x8D | 0x9D | 0xA0, ..]
    );
    let typographic =
        value.len() >= 6 && is_quote(&value[..3]) && is_quote(&value[value.len() - 3..]);
    Oddities::default()
        .with_if(is_blank(value.first()) || is_blank(value.last()), Oddities::BLANK_ENDS)
        .with_if(found & CONTROL != 0, Oddities::CONTROL)
        .with_if(found & LINE_BREAK != 0, Oddities::LINE_BREAK)
        .with_if(escaped, Oddities::UNREPRESENTABLE)
        .with_if(
            !escaped && matches!(value, [b'\'', first, ..] if is_trigger(*first)),
            Oddities::FOREIGN_ESCAPE,
        )
        .with_if(elsewhere, Oddities::FORMULA_ELSEWHERE)
        .with_if(typographic, Oddities::TYPOGRAPHIC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::oracle::quotes::unescape;
    use proptest::prelude::*;

    fn cell(value: &str) -> String {
        let mut out = Vec::new();
        push(&mut out, value.as_bytes());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn both_kinds_of_quotes() {
        assert_eq!(cell("plain text"), "plain text");
        assert_eq!(cell("+4420"), "'+4420'");
        assert_eq!(cell("=1,2"), "\"'=1,2'\"");
        assert_eq!(cell("a \"b\"\nc"), "\"a \"\"b\"\"\nc\"");
        assert_eq!(cell(""), "");
    }

    #[test]
    fn odd_values_have_their_rules() {
        for (value, rules) in [
            ("plain", &[][..]),
            ("Ödön", &[]),
            (" a", &[&ORA_F_040]),
            ("a ", &[&ORA_F_040]),
            ("a\u{7f}", &[&ORA_F_041]),
            ("a\nb", &[&ORA_F_042]),
            ("'@a", &[&ORA_F_052]),
            ("'@a'", &[]),
            ("＝1", &[&ORA_F_053]),
            ("\ta", &[&ORA_F_040, &ORA_F_041, &ORA_F_053]),
            ("‘a’", &[&ORA_F_054]),
            ("“a”", &[&ORA_F_054]),
            ("a “b” c", &[]),
        ] {
            let oddities = oddities_of(value.as_bytes());
            let found: Vec<_> = oddities.warnings().map(|rule| rule.id).collect();
            let expected: Vec<_> = rules.iter().map(|rule| rule.id).collect();
            assert_eq!(found, expected, "{value:?}");
            assert_eq!(oddities.has(Oddities::UNREPRESENTABLE), value == "'@a'");
            assert_eq!(push(&mut Vec::new(), value.as_bytes()), oddities, "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn whole_chunks_tell_what_single_bytes_tell(
            before in "[a,]{0,5}",
            value in prop::collection::vec(prop_oneof![8 => Just(b'a'), 1 => any::<u8>()], 0..70),
        ) {
            let mut out = [before.as_bytes(), &value].concat();
            prop_assert_eq!(is_plain_from(&mut out, before.len()), found_in(&value) == 0);
            prop_assert_eq!(out, [before.as_bytes(), &value].concat());
        }

        #[test]
        fn nothing_is_odd_about_what_begins_plainly(value in "[aé‘＝'=\"\u{e000} ]{1,4}[a ’é=]?") {
            let value = value.as_bytes();
            if begins_plainly(value[0]) && value.last() != Some(&b' ') && found_in(value) == 0 {
                prop_assert!(oddities_of(value).is_empty() && escape(value) == value);
            }
        }

        #[test]
        fn what_was_written_is_read(values in prop::collection::vec("['\",\r\n =+@|%a‘é-]{0,6}", 2..5)) {
            let mut out = Vec::new();
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                push(&mut out, value.as_bytes());
            }
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
            let row = reader.byte_records().next().unwrap().unwrap();
            for (cell, value) in row.iter().zip(&values) {
                if !is_escaped(value.as_bytes()) {
                    prop_assert_eq!(unescape(cell), value.as_bytes());
                }
            }
            prop_assert_eq!(row.len(), values.len());
        }
    }
}
