//! What is asked of every byte of a text, of 16 of them at a time.

use wide::u8x16;

/// Is it so of all bytes? `is_so` marks the bytes of which it is; some are looked at twice.
#[inline(always)]
pub(crate) fn all_bytes(text: &[u8], is_so: impl Fn(u8x16) -> u8x16) -> bool {
    let Some(last) = last_bytes(text) else { return true };
    let mut all = is_so(u8x16::new(last));
    for chunk in text.as_chunks().0 {
        all &= is_so(u8x16::new(*chunk));
    }
    all.to_bitmask() == 0xFFFF
}

/// Marks the bytes among so many from the first one on.
#[inline(always)]
pub(crate) fn within(bytes: u8x16, first: u8, count: u8) -> u8x16 {
    let distance = bytes - u8x16::splat(first);
    distance.min(u8x16::splat(count - 1)).simd_eq(distance)
}

/// Is each byte from the one in the same place of `least` to that of `most`?
#[inline(always)]
pub(crate) fn is_each_within(bytes: &[u8; 16], least: &[u8; 16], most: &[u8; 16]) -> bool {
    let (least, most) = (u8x16::new(*least), u8x16::new(*most));
    let distance = u8x16::new(*bytes) - least;
    distance.min(most - least).simd_eq(distance).to_bitmask() == 0xFFFF
}

/// The last 16 bytes; of a shorter text all, some of them more than once.
#[inline(always)]
fn last_bytes(text: &[u8]) -> Option<[u8; 16]> {
    if let Some(last) = text.last_chunk() {
        return Some(*last);
    }
    let mut bytes = [*text.first()?; 16];
    let (low, high) = bytes.split_at_mut(8);
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        low.copy_from_slice(first);
        high.copy_from_slice(last);
    } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        low[..4].copy_from_slice(first);
        high[..4].copy_from_slice(last);
    } else {
        (low[1], high[0]) = (text[text.len() / 2], text[text.len() - 1]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_is_within_its_own_bounds(
            bytes: [u8; 16], least in prop::array::uniform16(0u8..128), most in prop::array::uniform16(128u8..),
        ) {
            let is_within = (0..16).all(|at| (least[at]..=most[at]).contains(&bytes[at]));
            prop_assert_eq!(is_each_within(&bytes, &least, &most), is_within);
            let inside: [u8; 16] = std::array::from_fn(|at| bytes[at].clamp(least[at], most[at]));
            prop_assert!(is_each_within(&inside, &least, &most));
        }

        #[test]
        fn equals_one_byte_after_the_other(text in "[b-y]{0,40}[a-z]?[b-y]{0,40}") {
            let text = text.as_bytes();
            prop_assert_eq!(
                all_bytes(text, |bytes| within(bytes, b'b', 24)),
                text.iter().all(|byte| (b'b'..=b'y').contains(byte))
            );
        }

        #[test]
        fn bytes_are_within_as_numbers_are(byte: u8, first: u8, count in 1u8..) {
            let is_within = (u16::from(first)..u16::from(first) + u16::from(count))
                .any(|one| one % 256 == u16::from(byte));
            prop_assert_eq!(all_bytes(&[byte], |bytes| within(bytes, first, count)), is_within);
        }
    }
}
