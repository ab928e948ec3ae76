//! Keys that must be unique in a run, at 16 bytes a slot and at most 24 bytes a key, beside a megabyte
//! at most.
//!
//! A key is remembered as a 64-bit hash of its case-folded text, 28 bits of a hash of its exact
//! text, four bits for what it is to its record, and the number of the record. The hashes are keyed with random bytes of the run, so no
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

/// The most keys that room is made for before they come.
const RESERVED: usize = 16_000_000;

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

/// Buckets of a table that is not small. All tables of so many take a megabyte.
const SMALL: usize = 64;

/// The bits of a slot's `exact` that are roles.
const ROLES: u32 = Key::REMEMBERED as u32;

#[derive(Clone, Copy, Default)]
struct Slot {
    folded: u64,
    /// Bits of the hash of the exact text, and in the last four the roles.
    exact: u32,
    /// Number of the record, plus one; 0 for an empty slot.
    record: u32,
}

/// A record that has the text of a key already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number, from 0.
    pub record: u64,
    /// Is it the very same text? If not, it differs in letter case.
    pub exactly: bool,
    /// What the text is to that record.
    pub roles: u8,
}

impl Default for Seen {
    fn default() -> Self {
        Seen { tables: (0..TABLES).map(|_| Table::default()).collect() }
    }
}

impl Seen {
    /// Remembers a key of a record (numbered from 0), and says by whom it was known. The very same
    /// text is remembered again only where it is more to this record than to those before.
    ///
    /// # Panics
    /// When a run has more than 4,294,967,294 records.
    #[inline]
    pub fn insert(&mut self, key: Key, record: u64, known: &mut Vec<Known>) {
        let record = u32::try_from(record + 1).expect("a run has fewer than 2^32 - 1 records");
        let exact = key.exact & !ROLES | u32::from(key.roles) & ROLES;
        self.tables[table(key.folded)].insert(Slot { folded: key.folded, exact, record }, known);
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

    /// Makes room for so many more keys, for some millions at once at most, since they may not come.
    /// Keys beyond that find room all the same.
    pub fn reserve(&mut self, more: usize) {
        let keys = (self.len() + more.min(RESERVED)) / TABLES;
        let tables = self.tables.iter_mut().filter(|table| !table.has_room(keys));
        tables.for_each(|table| table.resize(keys * 5 / 4 / SLOTS));
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
    fn insert(&mut self, new: Slot, known: &mut Vec<Known>) {
        if !self.has_room(self.used) {
            self.resize(grown(self.buckets.len()));
        }
        let mut at = home(new.folded, self.buckets.len());
        loop {
            for slot in &mut self.buckets[at].0 {
                if slot.record == 0 {
                    *slot = new;
                    self.used += 1;
                    return;
                }
                if slot.folded == new.folded {
                    let exactly = slot.exact & !ROLES == new.exact & !ROLES;
                    let roles = slot.exact & ROLES;
                    let record = u64::from(slot.record - 1);
                    known.push(Known { record, exactly, roles: roles as u8 });
                    if exactly && new.exact & ROLES & !roles == 0 {
                        return;
                    }
                }
            }
            at = if at + 1 == self.buckets.len() { 0 } else { at + 1 };
        }
    }

    /// Is there room for another key when so many are there? Some slots stay free.
    #[inline(always)]
    fn has_room(&self, keys: usize) -> bool {
        keys * 20 < self.buckets.len() * SLOTS * 17
    }

    /// Goes over to so many buckets, if they are more.
    #[cold]
    fn resize(&mut self, size: usize) {
        if size <= self.buckets.len() {
            return;
        }
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

/// How many buckets a table has when those it has are full: twice as many as long as all tables
/// together are small, then a quarter more.
fn grown(buckets: usize) -> usize {
    match buckets {
        0..SMALL => (2 * buckets).max(SMALL / 4),
        _ => buckets + buckets / 4,
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

    /// How a key is known: the record, and whether it has the very same text.
    fn insert(seen: &mut Seen, key: Key, record: u64) -> Option<(u64, bool)> {
        let mut known = Vec::new();
        seen.insert(key, record, &mut known);
        let exactly = known.iter().find(|known| known.exactly).or(known.first());
        exactly.map(|known| (known.record, known.exactly))
    }

    fn key(text: &str) -> Key {
        KeyHasher::new([7; 32]).key(KeyKind::Email, Text::plain(text))
    }

    #[test]
    fn tells_the_same_text_from_one_in_another_case() {
        let mut seen = Seen::default();
        assert_eq!(insert(&mut seen, key("a@example.com"), 0), None);
        assert_eq!(insert(&mut seen, key("A@example.com"), 1), Some((0, false)));
        assert_eq!(insert(&mut seen, key("A@example.com"), 2), Some((1, true)));
        assert_eq!(insert(&mut seen, key("a@example.com"), 3), Some((0, true)));
        assert_eq!(insert(&mut seen, key("ÄÖ@example.com"), 4), None);
        assert_eq!(insert(&mut seen, key("äö@example.com"), 5), Some((4, false)));
    }

    #[test]
    fn spaces_do_not_meet_and_spelling_does_not_matter() {
        let hasher = KeyHasher::new([7; 32]);
        let mut seen = Seen::default();
        insert(&mut seen, hasher.key(KeyKind::Email, Text::plain("x")), 0);
        assert_eq!(insert(&mut seen, hasher.key(KeyKind::UserName, Text::plain("x")), 1), None);
        let escaped = hasher.key(KeyKind::Email, Text::escaped(br"\u0078"));
        assert_eq!(insert(&mut seen, escaped, 2), Some((0, true)));
    }

    #[test]
    fn names_of_accounts_are_the_same_in_any_case() {
        let hasher = KeyHasher::new([7; 32]);
        let mut seen = Seen::default();
        insert(&mut seen, hasher.key(KeyKind::Account, Text::plain("Jörg")), 0);
        let other = hasher.key(KeyKind::Account, Text::plain("JÖRG"));
        assert_eq!(insert(&mut seen, other, 1), Some((0, true)));
    }

    #[test]
    fn a_text_is_remembered_again_where_it_is_more() {
        let mut seen = Seen::default();
        let mut known = Vec::new();
        for (record, roles) in [(0, 2), (1, 6), (2, 2), (3, 4)] {
            known.clear();
            seen.insert(Key { roles, ..key("a") }, record, &mut known);
        }
        let known: Vec<_> = known.iter().map(|known| (known.record, known.roles)).collect();
        assert_eq!(known, [(0, 2), (1, 6)]);
        assert_eq!(seen.len(), 2);
    }

    #[test]
    fn a_key_takes_at_most_24_bytes() {
        let mut seen = Seen::default();
        for record in 0..300_000 {
            assert_eq!(insert(&mut seen, key(&record.to_string()), record), None);
            if record > 50_000 && record % 1_000 == 0 {
                let buckets: usize = seen.tables.iter().map(|table| table.buckets.len()).sum();
                assert!(buckets * size_of::<Bucket>() <= 24 * seen.len());
            }
        }
    }

    #[test]
    fn room_that_was_made_suffices_and_is_no_more_than_24_bytes_a_key() {
        let mut seen = Seen::default();
        let keys = |range: std::ops::Range<u64>, seen: &mut Seen| {
            range.for_each(|record| {
                assert_eq!(insert(seen, key(&record.to_string()), record), None);
            });
        };
        keys(0..10_000, &mut seen);
        seen.reserve(190_000);
        let room = |seen: &Seen| seen.tables.iter().map(|table| table.buckets.len()).sum::<usize>();
        let made = room(&seen);
        keys(10_000..200_000, &mut seen);
        assert!(room(&seen) <= made + made / 20, "few tables had to grow");
        assert!(room(&seen) * size_of::<Bucket>() <= 24 * 200_000);
        assert_eq!(insert(&mut seen, key("5"), 300_000), Some((5, true)));
    }

    proptest! {
        #[test]
        fn equals_a_map(texts in prop::collection::vec("[a-c]{1,3}", 0..2000)) {
            let mut seen = Seen::default();
            let mut map = HashMap::new();
            for (record, text) in (0u64..).zip(&texts) {
                let known = map.get(text).copied();
                map.entry(text.clone()).or_insert(record);
                prop_assert_eq!(insert(&mut seen, key(text), record), known.map(|record| (record, true)));
            }
        }
    }
}
