//! One cell: Oracle's quotes inside, RFC 4180's outside, and what is odd about the value.
//!
//! Most cells can be copied as they are; whether one can is told from 16 bytes at a time.

use wide::u8x16;

use super::quotes::{escape, is_trigger, is_unquoted_by_import};
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
    if is_plain(value) {
        push_plain(out, value);
        return Oddities::default();
    }
    push_special(out, value)
}

/// Is a value that begins with this byte no formula, not in quotes that were put around one, and not
/// in typographic ones? These begin with E2, and the full-width forms of signs with EF.
#[inline(always)]
pub(super) fn begins_plainly(first: u8) -> bool {
    first.is_ascii_alphanumeric() || first >= 0x80 && !matches!(first, 0xE2 | 0xEF)
}

/// Can a value be copied as it is, with nothing odd about it?
#[inline]
pub(super) fn is_plain(value: &[u8]) -> bool {
    let (Some(&first), Some(&last)) = (value.first(), value.last()) else { return true };
    begins_plainly(first) && last != b' ' && !has_specials(value)
}

/// Appends a text; a short one in two pieces that overlap, which takes no call.
#[inline(always)]
pub(super) fn push_plain(out: &mut Vec<u8>, text: &[u8]) {
    match text.len() {
        33..=64 => push_in_two::<32>(out, text),
        16..=32 => push_in_two::<16>(out, text),
        8..=15 => push_in_two::<8>(out, text),
        4..=7 => push_in_two::<4>(out, text),
        _ => out.extend_from_slice(text),
    }
}

/// Appends a text of `N` to `2 * N` bytes.
#[inline(always)]
fn push_in_two<const N: usize>(out: &mut Vec<u8>, text: &[u8]) {
    let (Some(head), Some(tail)) = (text.first_chunk::<N>(), text.last_chunk::<N>()) else {
        return out.extend_from_slice(text);
    };
    let start = out.len();
    out.extend_from_slice(head);
    out.truncate(start + text.len() - N);
    out.extend_from_slice(tail);
}

/// Bytes that are looked at side by side.
const WIDTH: usize = 16;

/// Has a value a byte that needs quotes, or that is odd? Some may be looked at twice.
#[inline(always)]
fn has_specials(value: &[u8]) -> bool {
    let all = match (value.first_chunk(), value.last_chunk()) {
        (Some(head), Some(tail)) if value.len() <= 2 * WIDTH => specials(head) | specials(tail),
        (Some(_), Some(tail)) => {
            let chunks = value.as_chunks().0.iter();
            chunks.fold(specials(tail), |all, chunk| all | specials(chunk))
        }
        _ => specials(&of_short(value)),
    };
    all.to_bitmask() != 0
}

/// All bytes of a value that has fewer than a chunk, and none that is special beside them.
#[inline(always)]
fn of_short(value: &[u8]) -> [u8; WIDTH] {
    let mut chunk = [b'a'; WIDTH];
    if let (Some(head), Some(tail)) = (value.first_chunk::<8>(), value.last_chunk::<8>()) {
        chunk[..8].copy_from_slice(head);
        chunk[8..].copy_from_slice(tail);
    } else if let (Some(head), Some(tail)) = (value.first_chunk::<4>(), value.last_chunk::<4>()) {
        chunk[..4].copy_from_slice(head);
        chunk[4..8].copy_from_slice(tail);
    } else {
        chunk.iter_mut().zip(value).for_each(|(to, from)| *to = *from);
    }
    chunk
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
    if has_specials(value) { found_one_by_one(value) } else { 0 }
}

fn found_one_by_one(value: &[u8]) -> u8 {
    value.iter().fold(0, |found, byte| found | BYTES[usize::from(*byte)])
}

fn oddities(value: &[u8], found: u8) -> Oddities {
    let is_blank = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
    let is_quote = |text: &[u8]| matches!(text, [0xE2, 0x80, 0x98 | 0x99 | 0x9C | 0x9D]);
    let escaped = is_unquoted_by_import(value);
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
    use crate::formats::oracle::quotes::{is_escaped, unescape};
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
            value in prop::collection::vec(prop_oneof![30 => Just(b'a'), 1 => any::<u8>()], 0..70),
        ) {
            prop_assert_eq!(has_specials(&value), found_one_by_one(&value) != 0);
        }

        #[test]
        fn pieces_are_the_whole(
            before in "[a-z]{0,5}",
            text in prop::collection::vec(any::<u8>(), 0..70),
        ) {
            let mut out = before.clone().into_bytes();
            push_plain(&mut out, &text);
            prop_assert_eq!(out, [before.as_bytes(), &text].concat());
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
