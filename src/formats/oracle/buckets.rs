//! Items in the order of their hashes, which are found without a search.
//!
//! Hashes are spread evenly. So the first bits of one tell nearly where it belongs: items are put into
//! buckets by them, in place, and few are left to sort in each.

use std::ops::Range;

/// What has a hash.
pub(super) trait Hashed: Ord {
    /// Its hash. Items must be in the order of their hashes.
    fn hash(&self) -> u64;
}

/// Items in their order.
pub(super) struct Buckets<T> {
    pub(super) all: Vec<T>,
    /// Where each bucket starts, and where the last one ends.
    starts: Vec<usize>,
    /// How many bits of a hash choose a bucket.
    bits: u32,
}

/// Items of a bucket, as far as there are enough buckets.
const FEW: usize = 4;

/// The most bits that choose a bucket: where they start takes half a megabyte then.
const MOST_BITS: u32 = 16;

impl<T> Default for Buckets<T> {
    fn default() -> Self {
        Buckets { all: Vec::new(), starts: Vec::new(), bits: 0 }
    }
}

impl<T: Hashed> Buckets<T> {
    /// Items in their order; of those with the same key the first one.
    pub(super) fn new<K: PartialEq>(mut all: Vec<T>, key: impl Fn(&T) -> K) -> Self {
        let bits = (all.len() / FEW).max(1).ilog2().min(MOST_BITS);
        let starts = starts(&all, bits);
        distribute(&mut all, &starts, bits);
        starts.windows(2).for_each(|ends| all[ends[0]..ends[1]].sort_unstable());
        all.dedup_by_key(|item| key(item));
        Buckets { starts: self::starts(&all, bits), all, bits }
    }

    /// Where the items of a hash are.
    pub(super) fn of(&self, hash: u64) -> Range<usize> {
        let number = bucket(hash, self.bits);
        let (Some(start), Some(end)) = (self.starts.get(number), self.starts.get(number + 1))
        else {
            return 0..0;
        };
        let items = &self.all[*start..*end];
        let before = items.partition_point(|item| item.hash() < hash);
        let count = items[before..].iter().take_while(|item| item.hash() == hash).count();
        start + before..start + before + count
    }
}

/// The bucket of a hash.
#[inline(always)]
fn bucket(hash: u64, bits: u32) -> usize {
    hash.checked_shr(u64::BITS - bits).map_or(0, |number| number as usize)
}

/// Where buckets start that hold these items, and where the last one ends.
fn starts(items: &[impl Hashed], bits: u32) -> Vec<usize> {
    let mut starts = vec![0; (1 << bits) + 1];
    items.iter().for_each(|item| starts[bucket(item.hash(), bits) + 1] += 1);
    for number in 1..starts.len() {
        starts[number] += starts[number - 1];
    }
    starts
}

/// Puts items into their buckets.
fn distribute(items: &mut [impl Hashed], starts: &[usize], bits: u32) {
    // Where the next item of each bucket goes.
    let mut next = starts.to_vec();
    for number in 0..starts.len() - 1 {
        while next[number] < starts[number + 1] {
            let at = next[number];
            let home = bucket(items[at].hash(), bits);
            if home != number {
                items.swap(at, next[home]);
            }
            next[home] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Hashed for (u64, u8) {
        fn hash(&self) -> u64 {
            self.0
        }
    }

    proptest! {
        #[test]
        fn items_are_sorted_and_found_as_a_search_finds_them(
            hashes in prop::collection::vec((any::<u64>(), 0u64..3, any::<u8>()), 0..300),
            other: u64,
        ) {
            // Some are close to each other, and some the same.
            let items: Vec<_> = hashes.iter().map(|(hash, low, item)| match low {
                0 => (*hash, *item),
                _ => (*low, *item % 2),
            }).collect();
            let mut sorted = items.clone();
            sorted.sort_unstable();
            sorted.dedup();
            let buckets = Buckets::new(items, |item| *item);
            prop_assert_eq!(&buckets.all, &sorted);
            for hash in sorted.iter().map(|item| item.0).chain([other, 0, 1, u64::MAX]) {
                let start = sorted.partition_point(|item| item.0 < hash);
                let end = sorted.partition_point(|item| item.0 <= hash);
                let found = buckets.of(hash);
                prop_assert_eq!(found.len(), end - start);
                prop_assert!(found.is_empty() || found == (start..end));
            }
        }
    }
}
