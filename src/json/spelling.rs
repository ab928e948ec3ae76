//! Finding the next byte of a JSON string that means something, many bytes at a time.

use wide::u8x16;

/// Bytes that are looked at side by side.
const WIDTH: usize = 16;

/// The index of the first byte at or after `from` that is a quote, a backslash or a control
/// character, or the length of `bytes` when there is none.
#[inline]
pub(crate) fn skip_plain(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk::<{ 2 * WIDTH }>) {
        let [first, second] = block.as_chunks().0 else { break };
        let special = specials(first) | specials(second) << WIDTH;
        if special != 0 {
            return at + special.trailing_zeros() as usize;
        }
        at += 2 * WIDTH;
    }
    if let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let special = specials(chunk);
        if special != 0 {
            return at + special.trailing_zeros() as usize;
        }
        at += WIDTH;
    }
    while at < bytes.len() && !is_special(bytes[at]) {
        at += 1;
    }
    at
}

/// As [`skip_plain`], for strings that are mostly short: one look tells where they end.
#[inline(always)]
pub(super) fn skip_short(bytes: &[u8], mut from: usize) -> usize {
    if let Some(chunk) = bytes.get(from..).and_then(<[u8]>::first_chunk) {
        let special = specials(chunk);
        if special != 0 {
            return from + special.trailing_zeros() as usize;
        }
        from += WIDTH;
    }
    skip_long(bytes, from)
}

#[inline(never)]
fn skip_long(bytes: &[u8], from: usize) -> usize {
    skip_plain(bytes, from)
}

/// A bit for each byte that is special, the first one last.
#[inline(always)]
fn specials(chunk: &[u8; WIDTH]) -> u32 {
    let bytes = u8x16::new(*chunk);
    let quotes = bytes.simd_eq(u8x16::splat(b'"'));
    let backslashes = bytes.simd_eq(u8x16::splat(b'\\'));
    let controls = bytes.min(u8x16::splat(0x1F)).simd_eq(bytes);
    (quotes | backslashes | controls).to_bitmask()
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
        fn short_strings_end_where_all_do(bytes in prop::collection::vec(prop::sample::select(b"aaaaaaaab\"\\\n\xC3".to_vec()), 0..80), from in 0usize..40) {
            let from = from.min(bytes.len());
            prop_assert_eq!(skip_short(&bytes, from), slow(&bytes, from));
        }

        #[test]
        fn equals_the_byte_loop_on_text(text in "[ -~é中\u{1f600}]{0,80}") {
            prop_assert_eq!(skip_plain(text.as_bytes(), 0), slow(text.as_bytes(), 0));
        }
    }
}
