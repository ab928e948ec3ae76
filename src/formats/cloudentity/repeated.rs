//! Ids that rows have in common: 8 bytes a row while payloads are looked over, and afterwards only
//! what is there more than once, which is mostly nothing.

use std::collections::HashSet;

/// Tables; the first bits of the hash choose one, so that none has to grow by much.
const TABLES: usize = 256;

/// Hashes of the ids of all rows.
pub(super) struct Repeated {
    tables: Vec<Vec<u64>>,
}

impl Default for Repeated {
    fn default() -> Self {
        Repeated { tables: vec![Vec::new(); TABLES] }
    }
}

impl Repeated {
    /// Adds hashes, each in 8 bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        for hash in bytes.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes)) {
            self.push(hash);
        }
    }

    /// Adds a hash.
    pub(super) fn push(&mut self, hash: u64) {
        let table = &mut self.tables[(hash >> 56) as usize];
        if table.len() == table.capacity() {
            table.reserve_exact(64.max(table.len() / 4));
        }
        table.push(hash);
    }

    /// Those that are there more than once; table by table, all others are forgotten.
    pub(super) fn settle(&mut self) -> HashSet<u64> {
        let mut repeated = HashSet::new();
        for mut table in self.tables.drain(..) {
            table.sort_unstable();
            let pairs = table.windows(2).filter(|pair| pair[0] == pair[1]);
            repeated.extend(pairs.map(|pair| pair[0]));
        }
        repeated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_twice_is_left() {
        let mut repeated = Repeated::default();
        for hash in [7, u64::MAX, 1 << 60, 7, u64::MAX, 7, 8u64] {
            repeated.add(&hash.to_le_bytes());
        }
        assert_eq!(repeated.settle(), HashSet::from([7, u64::MAX]));
    }
}
