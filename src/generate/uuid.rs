//! The text of version 4 UUIDs.

use super::random::{Random, RecordSeed, mix};
use std::fmt::{Display, from_fn};

/// A version 4 UUID of random bits. Two of them can be the same, if only in theory.
pub fn uuid(random: &mut Random) -> impl Display + use<> {
    version_4(random.bits(), random.bits())
}

/// A version 4 UUID for record `number` of the file with this `seed`.
///
/// No two records of a file share one: 64 of its bits are the record's number, shuffled.
pub fn unique_uuid(seed: u64, number: u64) -> impl Display + use<> {
    version_4(mix(number ^ mix(seed)), RecordSeed::new(seed, number).stream("uuid").bits())
}

/// Puts all of `unique` and the lower 58 bits of `filler` around the version and the variant.
fn version_4(unique: u64, filler: u64) -> impl Display + use<> {
    let high = (unique >> 16 << 16) | 0x4000 | (unique >> 4 & 0xfff);
    let low = (1 << 63) | (unique & 0xf) << 58 | (filler & ((1 << 58) - 1));
    from_fn(move |f| {
        let (time, version) = (high >> 32, high & 0xffff);
        write!(f, "{time:08x}-{:04x}-{version:04x}-", high >> 16 & 0xffff)?;
        write!(f, "{:04x}-{:012x}", low >> 48, low & 0xffff_ffff_ffff)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_have_the_shape_of_version_4_and_are_unique() {
        let mut seen = HashSet::new();
        for number in 0..10_000 {
            let id = unique_uuid(7, number).to_string();
            assert_eq!(id.len(), 36);
            assert_eq!(&id[14..15], "4");
            assert!("89ab".contains(&id[19..20]), "{id}");
            assert!(id.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit()), "{id}");
            assert!(seen.insert(id));
        }
    }

    #[test]
    fn every_bit_that_makes_an_id_unique_is_in_its_text() {
        let texts: HashSet<_> = (0..64).map(|bit| version_4(1 << bit, 0).to_string()).collect();
        assert_eq!(texts.len(), 64);
    }
}
