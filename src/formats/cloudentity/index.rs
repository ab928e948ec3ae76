//! Where the rows of each user are: 24 bytes a row, and nothing of what they say.

use std::hash::{BuildHasher, Hasher, RandomState};

use foldhash::SharedSeed;
use foldhash::quality::FoldHasher;
use rayon::prelude::*;

use super::lists::USERS;

/// Where a row is, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    hash: u64,
    /// The offset, and in the last four bits the list.
    place: u64,
    /// The number of the input.
    pub(super) input: u32,
    /// The length of the row in bytes.
    pub(super) length: u32,
}

/// Bytes of an entry.
pub(super) const ENTRY: usize = 24;

const _: () = assert!(size_of::<Entry>() == ENTRY);

impl Entry {
    /// A row of a list.
    pub(super) fn new(hash: u64, list: u8, input: u32, offset: u64, length: usize) -> Self {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        Entry { hash, place: offset << 4 | u64::from(list), input, length }
    }

    /// The number of its list.
    pub(super) fn list(&self) -> u8 {
        (self.place & 15) as u8
    }

    /// Where it starts in its input.
    pub(super) fn offset(&self) -> u64 {
        self.place >> 4
    }

    pub(super) fn to_bytes(self) -> [u8; ENTRY] {
        let mut bytes = [0; ENTRY];
        bytes[..8].copy_from_slice(&self.hash.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.place.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.input.to_le_bytes());
        bytes[20..].copy_from_slice(&self.length.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8; ENTRY]) -> Self {
        let long = |at: usize| std::array::from_fn(|index| bytes[at + index]);
        let short = |at: usize| std::array::from_fn(|index| bytes[at + index]);
        Entry {
            hash: u64::from_le_bytes(long(0)),
            place: u64::from_le_bytes(long(8)),
            input: u32::from_le_bytes(short(16)),
            length: u32::from_le_bytes(short(20)),
        }
    }

    /// Rows of one user stand together, list by list, in the order of the inputs.
    fn key(&self) -> (u64, u8, u32, u64) {
        (self.hash, self.list(), self.input, self.place)
    }
}

/// The hash of the ids of users: its key is random, and nothing that is written depends on it.
#[derive(Clone)]
pub(super) struct IdHash {
    shared: SharedSeed,
    seed: u64,
}

impl Default for IdHash {
    fn default() -> Self {
        let random = RandomState::new();
        IdHash { shared: SharedSeed::from_u64(random.hash_one(0)), seed: random.hash_one(1) }
    }
}

impl IdHash {
    pub(super) fn of(&self, id: &[u8]) -> u64 {
        let mut hasher = FoldHasher::with_seed(self.seed, &self.shared);
        hasher.write(id);
        hasher.finish()
    }
}

/// Tables of an index; the first bits of the hash choose one, so that none has to grow by much.
const TABLES: usize = 256;

/// The rows of all users.
pub(super) struct Index {
    tables: Vec<Table>,
}

#[derive(Clone, Default)]
struct Table {
    rows: Vec<Entry>,
    /// Where the rows of each of so many equal stretches of hashes start, once they are in order;
    /// last where all rows end.
    starts: Vec<u32>,
}

/// How many rows share a stretch of hashes.
const STRETCH: usize = 32;

impl Default for Index {
    fn default() -> Self {
        Index { tables: vec![Table::default(); TABLES] }
    }
}

impl Index {
    /// Adds entries in the form of [`Entry::to_bytes`].
    pub(super) fn add(&mut self, bytes: &[u8]) {
        for entry in bytes.as_chunks::<ENTRY>().0.iter().map(Entry::from_bytes) {
            let table = &mut self.tables[(entry.hash >> 56) as usize].rows;
            if table.len() == table.capacity() {
                table.reserve_exact(64.max(table.len() / 4));
            }
            table.push(entry);
        }
    }

    /// Puts everything in order; rows can be looked up now.
    pub(super) fn sort(&mut self) {
        self.tables.par_iter_mut().for_each(Table::sort);
    }

    /// The rows of the user whose id has this hash.
    pub(super) fn rows(&self, hash: u64) -> &[Entry] {
        self.tables[(hash >> 56) as usize].rows_of(hash)
    }

    /// The rows whose user is not there, in the order of the inputs.
    pub(super) fn orphans(&self) -> Vec<Entry> {
        let mut orphans = Vec::new();
        for table in &self.tables {
            for rows in table.rows.chunk_by(|a, b| a.hash == b.hash) {
                if rows[0].list() != USERS {
                    orphans.extend_from_slice(rows);
                }
            }
        }
        orphans.sort_unstable_by_key(|entry| (entry.input, entry.place));
        orphans
    }
}

impl Table {
    fn sort(&mut self) {
        self.rows.sort_unstable_by_key(Entry::key);
        let stretches = self.rows.len() / STRETCH + 1;
        self.starts = vec![0; stretches + 1];
        for entry in &self.rows {
            self.starts[stretch(entry.hash, stretches) + 1] += 1;
        }
        for at in 0..stretches {
            self.starts[at + 1] += self.starts[at];
        }
    }

    fn rows_of(&self, hash: u64) -> &[Entry] {
        let Some(stretches) = self.starts.len().checked_sub(1) else { return &[] };
        let at = stretch(hash, stretches);
        let (start, end) = (self.starts[at] as usize, self.starts[at + 1] as usize);
        let start = start + self.rows[start..end].partition_point(|entry| entry.hash < hash);
        let length = self.rows[start..end].iter().take_while(|entry| entry.hash == hash).count();
        &self.rows[start..start + length]
    }
}

/// The stretch of hashes that a hash belongs to. Its first bits, which chose the table, do not
/// count.
fn stretch(hash: u64, stretches: usize) -> usize {
    ((u128::from(hash << 8) * stretches as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_in_order_and_orphans_too() {
        let mut index = Index::default();
        for (hash, list, input, offset) in
            [(7, 2, 1, 5), (u64::MAX, 1, 0, 9), (7, 2, 0, 80), (7, 0, 0, 3), (1 << 60, 0, 0, 1)]
        {
            let entry = Entry::new(hash, list, input, offset, 10);
            assert_eq!(Entry::from_bytes(&entry.to_bytes()), entry);
            index.add(&entry.to_bytes());
        }
        index.sort();
        let places: Vec<_> =
            index.rows(7).iter().map(|row| (row.list(), row.input, row.offset())).collect();
        assert_eq!(places, [(0, 0, 3), (2, 0, 80), (2, 1, 5)]);
        assert!(index.rows(8).is_empty());
        let orphans: Vec<_> = index.orphans().iter().map(Entry::offset).collect();
        assert_eq!(orphans, [9]);
    }
}
