//! The tree of BLAKE3, put together from subtrees that were hashed apart.
//!
//! A run of whole chunks is cut into the largest aligned subtrees that it holds, at most two of
//! each size, so every one is hashed with the vector instructions that its length allows. Where the
//! bytes lie in several slices, smaller subtrees are hashed in place, and those that lie across an
//! edge are copied together. Neighbours are merged as soon as both are there.
//!
//! It promises the hash of the whole, or a panic: a subtree that is missing or there twice never
//! goes unnoticed.
//!
//! One thing is left until the end. A node that starts at byte 0 may turn out to be the root, which
//! is hashed differently. Therefore the first chunk stays alone, and what follows it grows as 1, 2,
//! 4, 8 … chunks: one node for each doubling.

use std::collections::BTreeMap;

use blake3::hazmat::{
    ChainingValue, HasherExt, Mode, max_subtree_len, merge_subtrees_non_root, merge_subtrees_root,
};
use blake3::{CHUNK_LEN, Hash, Hasher};

use super::walk::Walk;

/// Pieces of a file that are hashed apart start at a multiple of this.
pub const ALIGNMENT: u64 = CHUNK_LEN as u64;

/// Hashed subtrees of a stream, to be handed to [`Stream::complete`](super::Stream::complete) of
/// the stream that they are of.
#[derive(Debug, Default)]
#[must_use = "the stream cannot be finished without it"]
pub struct Done {
    subtrees: Vec<Subtree>,
    /// The hash of the first chunk, were it the whole file.
    alone: Option<Hash>,
}

/// A subtree that lies in several slices is put together in memory up to this length, so that as
/// many chunks as the widest vectors take are hashed side by side.
const GATHERED: usize = 16 * CHUNK_LEN;

impl Done {
    /// Hashes the next `len` bytes of `walk`, whole chunks, which are at `start` in the stream.
    pub(super) fn hash(&mut self, mut start: u64, mut len: usize, walk: &mut Walk<'_>) {
        let mut gathered = Vec::new();
        while len > 0 {
            let most = subtree_len(start, len);
            let whole = walk.contiguous().min(most).checked_ilog2().map_or(0, |log| 1 << log);
            let taken = whole.max(most.min(GATHERED));
            if whole == taken {
                walk.take(taken, |part| self.hash_subtree(start, part));
            } else {
                gathered.clear();
                walk.take(taken, |part| gathered.extend_from_slice(part));
                self.hash_subtree(start, &gathered);
            }
            start += taken as u64;
            len -= taken;
        }
    }

    fn hash_subtree(&mut self, start: u64, bytes: &[u8]) {
        let mut hasher = Hasher::new();
        hasher.set_input_offset(start).update(bytes);
        if start == 0 {
            self.alone = Some(hasher.finalize());
        }
        let len = bytes.len() as u64;
        let mut subtree = Subtree { start, len, value: hasher.finalize_non_root() };
        while let Some(left) = self.subtrees.pop_if(|left| left.is_left_of(&subtree)) {
            subtree = left.and(&subtree);
        }
        self.subtrees.push(subtree);
    }
}

/// The length of the largest subtree that starts at `start` and lies within `len` bytes.
fn subtree_len(start: u64, len: usize) -> usize {
    let fits = 1 << len.ilog2();
    match max_subtree_len(start) {
        None => CHUNK_LEN,
        Some(most) => usize::try_from(most).map_or(fits, |most| most.min(fits)),
    }
}

/// A power of two of bytes that starts at a multiple of its length, or the short last chunk.
#[derive(Clone, Copy, Debug)]
struct Subtree {
    start: u64,
    len: u64,
    value: ChainingValue,
}

impl Subtree {
    /// Is this the left sibling of `right`, in a pair that cannot be the root?
    fn is_left_of(&self, right: &Subtree) -> bool {
        self.len == right.len
            && self.start != 0
            && self.start == right.start ^ right.len
            && self.start < right.start
    }

    /// The parent of this and its right sibling.
    fn and(&self, right: &Subtree) -> Self {
        let value = merge(&self.value, &right.value);
        Subtree { start: self.start, len: self.len * 2, value }
    }
}

/// The subtrees that are there so far, by the offset of their first byte.
///
/// Completed in order, they are one for each power of two in the length. Each gap costs the edges
/// of the runs beside it.
#[derive(Debug, Default)]
pub(super) struct Tree {
    subtrees: BTreeMap<u64, Subtree>,
    alone: Option<Hash>,
}

impl Tree {
    /// # Panics
    ///
    /// If a subtree is there already.
    pub(super) fn insert(&mut self, done: Done) {
        self.alone = self.alone.or(done.alone);
        for subtree in done.subtrees {
            self.insert_subtree(subtree);
        }
    }

    fn insert_subtree(&mut self, mut subtree: Subtree) {
        while let Some(sibling) = self.take_sibling(&subtree) {
            subtree = match sibling.start < subtree.start {
                true => sibling.and(&subtree),
                false => subtree.and(&sibling),
            };
        }
        let before = self.subtrees.insert(subtree.start, subtree);
        assert!(before.is_none(), "bytes at {} of a stream were completed twice", subtree.start);
    }

    fn take_sibling(&mut self, subtree: &Subtree) -> Option<Subtree> {
        let start = subtree.start ^ subtree.len;
        let may_be_root = start == 0 || subtree.start == 0;
        if may_be_root || self.subtrees.get(&start)?.len != subtree.len {
            return None;
        }
        self.subtrees.remove(&start)
    }

    /// The hash of `len` bytes: the subtrees, and behind them `tail`, what is left of less than a
    /// chunk.
    ///
    /// # Panics
    ///
    /// If the subtrees do not cover the bytes before the tail.
    pub(super) fn finish(self, len: u64, tail: &[u8]) -> Hash {
        let mut subtrees: Vec<Subtree> = self.subtrees.into_values().collect();
        let covered = len - tail.len() as u64;
        assert_cover(&subtrees, covered);
        if covered == 0 {
            return blake3::hash(tail);
        }
        if !tail.is_empty() {
            subtrees.push(short_chunk(covered, tail));
        }
        match (subtrees.as_slice(), self.alone) {
            ([_], Some(alone)) => alone,
            (subtrees, _) => root(subtrees),
        }
    }
}

fn assert_cover(subtrees: &[Subtree], len: u64) {
    let mut end = 0;
    for subtree in subtrees {
        assert!(
            subtree.start >= end,
            "bytes at {} of a stream were completed twice",
            subtree.start
        );
        assert!(subtree.start == end, "bytes at {end} of a stream were never completed");
        end += subtree.len;
    }
    assert!(end >= len, "bytes at {end} of a stream were never completed");
    assert!(end == len, "more bytes were completed than the {len} of the stream");
}

fn short_chunk(start: u64, bytes: &[u8]) -> Subtree {
    Subtree {
        start,
        len: bytes.len() as u64,
        value: Hasher::new().set_input_offset(start).update(bytes).finalize_non_root(),
    }
}

/// The root over two subtrees or more.
///
/// BLAKE3 puts the largest power of two that is less than the whole to the left. These are the
/// nodes that double from the first chunk on; the rest become smaller from there, so they are
/// merged from the right. Where there is no rest, the last that doubled is the right half.
fn root(subtrees: &[Subtree]) -> Hash {
    let doubling =
        subtrees.partition_point(|subtree| subtree.start == 0 || subtree.start == subtree.len);
    let (left, right) = subtrees.split_at(doubling.min(subtrees.len() - 1));
    let left = left.iter().map(|subtree| subtree.value).reduce(|left, right| merge(&left, &right));
    let right =
        right.iter().map(|subtree| subtree.value).rev().reduce(|right, left| merge(&left, &right));
    let (Some(left), Some(right)) = (left, right) else {
        unreachable!("a root has two subtrees or more: the first chunk is never merged before");
    };
    merge_subtrees_root(&left, &right, Mode::Hash)
}

fn merge(left: &ChainingValue, right: &ChainingValue) -> ChainingValue {
    merge_subtrees_non_root(left, right, Mode::Hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(start: u64, bytes: &[u8]) -> Done {
        let mut done = Done::default();
        done.hash(start, bytes.len(), &mut Walk::over(&[bytes]));
        done
    }

    fn cut(start: u64, len: usize) -> Vec<u64> {
        let bytes = vec![7; len * CHUNK_LEN];
        let done = done(start * ALIGNMENT, &bytes);
        done.subtrees.iter().map(|subtree| subtree.len / ALIGNMENT).collect()
    }

    #[test]
    fn runs_are_cut_into_the_largest_subtrees() {
        assert_eq!(cut(0, 1), [1]);
        assert_eq!(cut(0, 16), [1, 1, 2, 4, 8]);
        assert_eq!(cut(16, 16), [16]);
        assert_eq!(cut(16, 15), [8, 4, 2, 1]);
        assert_eq!(cut(5, 14), [1, 2, 8, 2, 1]);
        assert!(cut(512, 0).is_empty());
    }

    #[test]
    fn in_order_the_tree_stays_small() {
        let mut tree = Tree::default();
        let run = [1; 3 * CHUNK_LEN];
        for i in 0..1000 {
            tree.insert(done(i * run.len() as u64, &run));
            assert!(tree.subtrees.len() <= 2 * 12, "{} subtrees", tree.subtrees.len());
        }
        let whole = run.repeat(1000);
        assert_eq!(tree.finish(whole.len() as u64, &[]), blake3::hash(&whole));
    }

    #[test]
    #[should_panic(expected = "bytes at 1024 of a stream were never completed")]
    fn a_gap_is_noticed() {
        let mut tree = Tree::default();
        tree.insert(done(0, &[1; 1024]));
        tree.insert(done(2048, &[1; 1024]));
        tree.finish(3072, &[]);
    }

    #[test]
    #[should_panic(expected = "bytes at 2048 of a stream were never completed")]
    fn a_missing_end_is_noticed() {
        let mut tree = Tree::default();
        tree.insert(done(0, &[1; 2048]));
        tree.finish(3072, &[]);
    }

    #[test]
    #[should_panic(expected = "bytes at 3072 of a stream were completed twice")]
    fn an_overlap_is_noticed() {
        let mut tree = Tree::default();
        tree.insert(done(0, &[1; 4096]));
        tree.insert(done(3072, &[1; 1024]));
        tree.finish(4096, &[]);
    }

    #[test]
    #[should_panic(expected = "bytes at 0 of a stream were completed twice")]
    fn the_same_twice_is_noticed() {
        let mut tree = Tree::default();
        tree.insert(done(0, &[1; 1024]));
        tree.insert(done(0, &[1; 1024]));
    }

    #[test]
    #[should_panic(expected = "more bytes were completed than the 1024 of the stream")]
    fn too_much_is_noticed() {
        let mut tree = Tree::default();
        tree.insert(done(0, &[1; 2048]));
        tree.finish(1024, &[]);
    }
}
