//! Finding the next byte of a JSON string that means something, eight bytes at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The index of the first byte at or after `from` that is a quote, a backslash or a control
/// character, or the length of `bytes` when there is none.
#[inline]
pub(crate) fn skip_plain(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(word) = word(bytes, at) {
        let special = special(word);
        if special != 0 {
            return at + (special.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < bytes.len() && !matches!(bytes[at], b'"' | b'\\' | 0..0x20) {
        at += 1;
    }
    at
}

/// The eight bytes at `at` as a little-endian word.
#[inline(always)]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk::<8>().map(|chunk| u64::from_le_bytes(*chunk))
}

/// The high bit of each byte that is special. Only the lowest set bit is exact: a borrow can
/// raise false bits above a true one, never below.
#[inline(always)]
fn special(word: u64) -> u64 {
    let quote = word ^ (ONES * u64::from(b'"'));
    let backslash = word ^ (ONES * u64::from(b'\\'));
    let is_quote = quote.wrapping_sub(ONES) & !quote;
    let is_backslash = backslash.wrapping_sub(ONES) & !backslash;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    (is_quote | is_backslash | is_control) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow(bytes: &[u8], from: usize) -> usize {
        (from..bytes.len())
            .find(|&at| matches!(bytes[at], b'"' | b'\\' | 0..0x20))
            .unwrap_or(bytes.len())
    }

    proptest! {
        #[test]
        fn equals_the_byte_loop(bytes in prop::collection::vec(any::<u8>(), 0..64), from in 0usize..64) {
            let from = from.min(bytes.len());
            prop_assert_eq!(skip_plain(&bytes, from), slow(&bytes, from));
        }

        #[test]
        fn equals_the_byte_loop_on_text(text in "[ -~é中\u{1f600}]{0,80}") {
            prop_assert_eq!(skip_plain(text.as_bytes(), 0), slow(text.as_bytes(), 0));
        }
    }
}
