//! Keys that must be unique in a run, at 16 bytes a slot and at most 24 bytes a key.
//!
//! A key is remembered as a 64-bit hash of its case-folded text, 32 bits of a hash of its exact
//! text, and the number of its record. The hashes are keyed with random bytes of the run, so no
//! input can be made to collide. Among ten million keys the chance that two different ones are
//! taken for the same is below one in 300,000; such a finding names both records.

use crate::model::Key;

/// The keys seen so far, with the records that they came from.
///
/// They lie in many small tables, so that growing one never needs much room besides.
pub struct Seen {
    tables: Vec<Table>,
}

/// Tables of a [`Seen`]; the first bits of a hash choose one.
const TABLES: usize = 256;

#[derive(Default)]
struct Table {
    buckets: Vec<Bucket>,
    used: usize,
}

/// Slots of one line of the cache: looking at four costs as much as looking at one.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Bucket([Slot; SLOTS]);

const SLOTS: usize = 4;

#[derive(Clone, Copy, Default)]
struct Slot {
    folded: u64,
    exact: u32,
    /// Number of the record, plus one; 0 for an empty slot.
    record: u32,
}

/// How a key is known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// This record has the very same text.
    Exactly(u64),
    /// This record has a text that differs in letter case only.
    IgnoringCase(u64),
}

impl Default for Seen {
    fn default() -> Self {
        Seen { tables: (0..TABLES).map(|_| Table::default()).collect() }
    }
}

impl Seen {
    /// Remembers a key of a record (numbered from 0), and says whether it was known.
    ///
    /// # Panics
    /// When a run has more than 4,294,967,294 records.
    #[inline]
    pub fn insert(&mut self, key: Key, record: u64) -> Option<Known> {
        let record = u32::try_from(record + 1).expect("a run has fewer than 2^32 - 1 records");
        self.tables[table(key.folded)].insert(Slot { folded: key.folded, exact: key.exact, record })
    }

    /// Reads the places where keys belong, shortly before they are inserted. A large table is not
    /// in any cache; read together, the places come from memory side by side.
    #[inline]
    pub fn expect(&self, keys: &[Key]) {
        let places = keys.iter().map(|key| {
            let buckets = &self.tables[table(key.folded)].buckets;
            buckets.get(home(key.folded, buckets.len())).map_or(0, |bucket| bucket.0[0].record)
        });
        std::hint::black_box(places.fold(0, |all, record| all | record));
    }

    /// How many keys are remembered.
    pub fn len(&self) -> usize {
        self.tables.iter().map(|table| table.used).sum()
    }

    /// Is none remembered?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Table {
    fn insert(&mut self, new: Slot) -> Option<Known> {
        if self.used * 20 >= self.buckets.len() * SLOTS * 17 {
            self.grow();
        }
        let mut at = home(new.folded, self.buckets.len());
        let mut folded = None;
        loop {
            for slot in &mut self.buckets[at].0 {
                if slot.record == 0 {
                    *slot = new;
                    self.used += 1;
                    return folded;
                }
                if slot.folded == new.folded {
                    let other = u64::from(slot.record - 1);
                    if slot.exact == new.exact {
                        return Some(Known::Exactly(other));
                    }
                    folded.get_or_insert(Known::IgnoringCase(other));
                }
            }
            at = if at + 1 == self.buckets.len() { 0 } else { at + 1 };
        }
    }

    /// Grows by a quarter.
    #[cold]
    fn grow(&mut self) {
        let size = (self.buckets.len() + self.buckets.len() / 4).max(4);
        let old = std::mem::replace(&mut self.buckets, vec![Bucket::default(); size]);
        for slot in old.iter().flat_map(|bucket| bucket.0).filter(|slot| slot.record != 0) {
            let mut at = home(slot.folded, size);
            loop {
                if let Some(free) = self.buckets[at].0.iter_mut().find(|free| free.record == 0) {
                    *free = slot;
                    break;
                }
                at = if at + 1 == size { 0 } else { at + 1 };
            }
        }
    }
}

/// The table of a key of this hash.
#[inline(always)]
fn table(hash: u64) -> usize {
    (hash >> 56) as usize % TABLES
}

/// The bucket where a key of this hash belongs in a table of so many. The first bits, which chose
/// the table, do not count.
#[inline(always)]
fn home(hash: u64, buckets: usize) -> usize {
    ((u128::from(hash << 8) * buckets as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{KeyHasher, KeyKind, Text};
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn key(text: &str) -> Key {
        KeyHasher::new([7; 32]).key(KeyKind::Email, Text::plain(text))
    }

    #[test]
    fn tells_the_same_text_from_one_in_another_case() {
        let mut seen = Seen::default();
        assert_eq!(seen.insert(key("a@example.com"), 0), None);
        assert_eq!(seen.insert(key("A@example.com"), 1), Some(Known::IgnoringCase(0)));
        assert_eq!(seen.insert(key("A@example.com"), 2), Some(Known::Exactly(1)));
        assert_eq!(seen.insert(key("a@example.com"), 3), Some(Known::Exactly(0)));
        assert_eq!(seen.insert(key("ÄÖ@example.com"), 4), None);
        assert_eq!(seen.insert(key("äö@example.com"), 5), Some(Known::IgnoringCase(4)));
    }

    #[test]
    fn spaces_do_not_meet_and_spelling_does_not_matter() {
        let hasher = KeyHasher::new([7; 32]);
        let mut seen = Seen::default();
        seen.insert(hasher.key(KeyKind::Email, Text::plain("x")), 0);
        assert_eq!(seen.insert(hasher.key(KeyKind::UserName, Text::plain("x")), 1), None);
        let escaped = hasher.key(KeyKind::Email, Text::escaped(br"\u0078"));
        assert_eq!(seen.insert(escaped, 2), Some(Known::Exactly(0)));
    }

    #[test]
    fn names_of_accounts_are_the_same_in_any_case() {
        let hasher = KeyHasher::new([7; 32]);
        let mut seen = Seen::default();
        seen.insert(hasher.key(KeyKind::Account, Text::plain("Jörg")), 0);
        let other = hasher.key(KeyKind::Account, Text::plain("JÖRG"));
        assert_eq!(seen.insert(other, 1), Some(Known::Exactly(0)));
    }

    #[test]
    fn a_key_takes_at_most_24_bytes() {
        let mut seen = Seen::default();
        for record in 0..300_000 {
            assert_eq!(seen.insert(key(&record.to_string()), record), None);
            if record > 50_000 && record % 1_000 == 0 {
                let buckets: usize = seen.tables.iter().map(|table| table.buckets.len()).sum();
                assert!(buckets * size_of::<Bucket>() <= 24 * seen.len());
            }
        }
    }

    proptest! {
        #[test]
        fn equals_a_map(texts in prop::collection::vec("[a-c]{1,3}", 0..2000)) {
            let mut seen = Seen::default();
            let mut map = HashMap::new();
            for (record, text) in (0u64..).zip(&texts) {
                let known = map.get(text).copied();
                map.entry(text.clone()).or_insert(record);
                prop_assert_eq!(seen.insert(key(text), record), known.map(Known::Exactly));
            }
        }
    }
}
