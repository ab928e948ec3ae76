//! Finding the next byte of a JSON string that means something, 16 bytes at a time.

/// Bytes that are looked at side by side.
const WIDTH: usize = 16;

/// The index of the first byte at or after `from` that is a quote, a backslash or a control
/// character, or the length of `bytes` when there is none.
#[inline]
pub(crate) fn skip_plain(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let special = specials(chunk);
        if special != 0 {
            return at + (special.trailing_zeros() / 8) as usize;
        }
        at += WIDTH;
    }
    while at < bytes.len() && !is_special(bytes[at]) {
        at += 1;
    }
    at
}

/// A byte of ones for each byte that is special. In this form, and not in that of two words, the
/// compiler makes vector instructions of it.
#[inline(always)]
fn specials(chunk: &[u8; WIDTH]) -> u128 {
    let mut marks = [0; WIDTH];
    for (mark, byte) in marks.iter_mut().zip(chunk) {
        *mark = if is_special(*byte) { 0xFF } else { 0 };
    }
    u128::from_le_bytes(marks)
}

#[inline(always)]
fn is_special(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\') | (byte < 0x20)
}

/// The eight bytes at `at` as a little-endian word.
#[inline(always)]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk::<8>().map(|chunk| u64::from_le_bytes(*chunk))
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
