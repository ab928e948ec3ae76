//! Seeded numbers.
//!
//! A record has a seed of its own, and each of its fields draws from a stream of its own, named
//! after the field. So a field's value depends on the file's seed, the record's number and the
//! field's name, and on nothing that was drawn before it: fields can be written in any order, left
//! out or spoilt without changing another one.
//!
//! Not for secrets: this is SplitMix64, chosen because starting a stream costs next to nothing.

/// What all streams of one record start from.
#[derive(Clone, Copy, Debug)]
pub struct RecordSeed(u64);

impl RecordSeed {
    /// The seed of record `number` (from 0) of the file with this `seed`.
    pub fn new(seed: u64, number: u64) -> Self {
        Self(mix(mix(seed) ^ number))
    }

    /// The stream of the field `name`.
    #[inline]
    pub fn stream(self, name: &str) -> Random {
        let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Random(mix(self.0 ^ name.bytes().fold(0xcbf2_9ce4_8422_2325, fnv)))
    }
}

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The next 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let bits = mix(self.0);
        self.0 = self.0.wrapping_add(GOLDEN);
        bits
    }

    /// A number of `0..limit`; 0 if there is none.
    #[inline]
    pub fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(limit)) >> 64) as u64
    }

    /// True in `share` of 100 cases.
    #[inline]
    pub fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// True in one of `cases` cases.
    #[inline]
    pub fn one_in(&mut self, cases: u64) -> bool {
        self.below(cases) == 0
    }

    /// One of the items, of which there must be one.
    #[inline]
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    /// So many bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for word in bytes.chunks_mut(8) {
            word.copy_from_slice(&self.bits().to_le_bytes()[..word.len()]);
        }
        bytes
    }
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's step and finaliser: each number goes to another one, no two to the same.
#[inline]
pub(super) fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(GOLDEN);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_splitmix64() {
        // The published first outputs for the state 1234567.
        let mut random = Random(1_234_567);
        assert_eq!(random.bits(), 6_457_827_717_110_365_317);
        assert_eq!(random.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn streams_are_told_apart_by_seed_record_and_name() {
        let first = |seed, number, name| RecordSeed::new(seed, number).stream(name).bits();
        let numbers = [first(1, 2, "a"), first(2, 1, "a"), first(1, 2, "b"), first(1, 3, "a")];
        for (at, number) in numbers.iter().enumerate() {
            assert!(!numbers[..at].contains(number));
        }
        assert_eq!(first(1, 2, "a"), numbers[0]);
    }

    #[test]
    fn shares_come_out_as_asked() {
        let mut random = RecordSeed::new(1, 1).stream("shares");
        let hits = (0..100_000).filter(|_| random.percent(15)).count();
        assert!((14_500..15_500).contains(&hits), "{hits}");
        let rare = (0..100_000).filter(|_| random.one_in(50)).count();
        assert!((1_800..2_200).contains(&rare), "{rare}");
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn bytes_may_end_within_a_word() {
        let mut random = RecordSeed::new(1, 1).stream("bytes");
        let bytes: [u8; 11] = random.bytes();
        assert_ne!(bytes[8..], [0, 0, 0]);
    }
}
