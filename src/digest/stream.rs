//! The digest of one file whose bytes are in order, while the work of hashing them need not be.
//!
//! Two ways to take bytes, which may be mixed:
//!
//! - the stream first, the work later: [`Stream::reserve`] gives out a [`Job`], [`Job::run`] does
//!   the work on any thread, and [`Stream::complete`] takes what came of it, in any order;
//! - the work first, the stream later: [`piece`] hashes what was read at a known offset, and
//!   [`Stream::adopt`] takes it.
//!
//! For BLAKE3, a call on the stream itself copies less than 2 KiB and merges some nodes of 64
//! bytes: a few microseconds for a run of half a megabyte. Memory is two nodes of 48 bytes for each
//! doubling of the length (2 GB: 42 nodes, 2 KiB) while jobs are completed roughly in order, and
//! about 1 KiB more for each gap.
//!
//! Bytes that are missing or there twice are a panic, never a wrong digest; see [`Stream::finish`].
//! What it cannot see is a job that is run over other bytes of the same length.

use std::mem;

use blake3::CHUNK_LEN;
use sha2::{Digest as _, Sha256};

use super::tree::{ALIGNMENT, Done, Tree};
use super::walk::{self, Walk};
use super::{Algorithm, Digest};

/// The digest of a file, while the file becomes known.
#[derive(Debug)]
pub struct Stream {
    len: u64,
    state: State,
}

#[derive(Debug)]
enum State {
    Blake3 {
        tree: Tree,
        /// The bytes since the last whole chunk.
        open: Vec<u8>,
    },
    Sha256(Sha256),
    None,
}

impl Stream {
    /// A stream of no bytes yet.
    pub fn new(algorithm: Algorithm) -> Self {
        let state = match algorithm {
            Algorithm::Blake3 => State::Blake3 { tree: Tree::default(), open: Vec::new() },
            Algorithm::Sha256 => State::Sha256(Sha256::new()),
            Algorithm::None => State::None,
        };
        Self { len: 0, state }
    }

    /// How many bytes were taken, or where the furthest piece ends: the length of the file, once it
    /// is whole.
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether no bytes were taken yet.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes the next bytes of the stream.
    ///
    /// BLAKE3 only reserves their place; the job does the work. SHA-256 hashes them here, and the
    /// job has nothing to do.
    pub fn reserve(&mut self, slices: &[&[u8]]) -> Job {
        let len = walk::len(slices);
        let start = self.len;
        self.len += len as u64;
        match &mut self.state {
            State::Blake3 { open, .. } => Job::cut(start, open, slices),
            State::Sha256(hasher) => {
                update(hasher, slices);
                Job::idle(len)
            }
            State::None => Job::idle(len),
        }
    }

    /// Takes what a job of this stream brought forth. The order does not matter.
    ///
    /// # Panics
    ///
    /// If its bytes were completed before.
    pub fn complete(&mut self, done: Done) {
        if let State::Blake3 { tree, .. } = &mut self.state {
            tree.insert(done);
        }
    }

    /// Takes a piece, which holds the bytes of `slices`.
    ///
    /// BLAKE3 takes pieces in any order and does not look at `slices`. SHA-256 takes the next piece
    /// only, and hashes it here.
    ///
    /// # Panics
    ///
    /// - If the piece was made for another algorithm.
    /// - BLAKE3: if a piece lies behind the end of the file. The end is known from the only piece,
    ///   or last bytes reserved, whose length is not a multiple of [`ALIGNMENT`].
    /// - SHA-256: if the piece is not the next one, or `slices` are not as long as it is.
    pub fn adopt(&mut self, piece: Piece, slices: &[&[u8]]) {
        assert_eq!(piece.algorithm, self.algorithm(), "a piece was hashed for another algorithm");
        let end = piece.offset + piece.len;
        match &mut self.state {
            State::Blake3 { tree, open } => {
                if end > self.len {
                    assert!(open.is_empty(), "a piece lies behind the end, at {}", self.len);
                    *open = piece.tail;
                } else {
                    assert!(piece.tail.is_empty(), "two ends, at {end} and at {}", self.len);
                }
                tree.insert(piece.done);
            }
            State::Sha256(hasher) => {
                assert_eq!(piece.offset, self.len, "SHA-256 takes pieces in order");
                assert_eq!(piece.len, walk::len(slices) as u64, "a piece comes with its own bytes");
                update(hasher, slices);
            }
            State::None => {}
        }
        self.len = self.len.max(end);
    }

    /// The digest of all the bytes taken; nothing for [`Algorithm::None`].
    ///
    /// Where the length of the file is known otherwise, compare it with [`Stream::len`] first: a
    /// last piece that is missing cannot be seen here.
    ///
    /// # Panics
    ///
    /// BLAKE3: if a job was not completed, a piece is missing before the last one, or bytes were
    /// taken twice. Work of another stream shows as one of these, unless it takes the very place of
    /// work that is missing.
    pub fn finish(self) -> Option<Digest> {
        match self.state {
            State::Blake3 { tree, open } => Some(Digest::blake3(tree.finish(self.len, &open))),
            State::Sha256(hasher) => Some(Digest::sha256(hasher)),
            State::None => None,
        }
    }

    const fn algorithm(&self) -> Algorithm {
        match self.state {
            State::Blake3 { .. } => Algorithm::Blake3,
            State::Sha256(_) => Algorithm::Sha256,
            State::None => Algorithm::None,
        }
    }
}

/// Hashing that is left to do for bytes that a [`Stream`] has taken.
#[derive(Debug)]
#[must_use = "the stream cannot be finished before the job has run"]
pub struct Job {
    /// How many bytes the slices hold.
    len: usize,
    /// Where in the stream the work starts.
    start: u64,
    /// A chunk that begins before the slices, with the first bytes of the slices; or nothing.
    joined: Vec<u8>,
    /// How many of the first bytes those are.
    skip: usize,
    /// How many bytes follow that are whole chunks.
    whole: usize,
}

impl Job {
    /// Hashes. For any thread, any time after, as long as the slices live.
    ///
    /// # Panics
    ///
    /// If the slices are not as long as those that the stream took. They need not be cut alike.
    pub fn run(self, slices: &[&[u8]]) -> Done {
        assert_eq!(walk::len(slices), self.len, "a job runs over the bytes it was made for");
        let mut done = Done::default();
        done.hash(self.start, self.joined.len(), &mut Walk::over(&[&self.joined]));
        let mut walk = Walk::over(slices);
        walk.skip(self.skip);
        done.hash(self.start + self.joined.len() as u64, self.whole, &mut walk);
        done
    }

    /// Whether there is nothing to hash. It costs nothing to run it all the same.
    pub const fn is_idle(&self) -> bool {
        self.joined.is_empty() && self.whole == 0
    }

    const fn idle(len: usize) -> Self {
        Self { len, start: 0, joined: Vec::new(), skip: 0, whole: 0 }
    }

    /// The work for `slices`, which follow at `start` behind the bytes of the `open` chunk. Leaves
    /// open what is behind the last whole chunk.
    fn cut(start: u64, open: &mut Vec<u8>, slices: &[&[u8]]) -> Self {
        let len = walk::len(slices);
        let mut walk = Walk::over(slices);
        let skip = if open.is_empty() { 0 } else { CHUNK_LEN - open.len() };
        if len < skip {
            walk.take(len, |part| open.extend_from_slice(part));
            return Self::idle(len);
        }
        let start = start - open.len() as u64;
        walk.take(skip, |part| open.extend_from_slice(part));
        let joined = mem::take(open);
        let tail = (len - skip) % CHUNK_LEN;
        let whole = len - skip - tail;
        walk.skip(whole);
        walk.take(tail, |part| open.extend_from_slice(part));
        Self { len, start, joined, skip, whole }
    }
}

/// Hashes a piece of a file, `offset` bytes from its start, on any thread; [`Stream::adopt`] takes
/// it.
///
/// SHA-256 cannot be hashed in pieces: there the work is left to the stream.
///
/// Pieces of a power of two, at multiples of their length, are the fastest. Only the last piece of
/// a file may have a length that is not a multiple of [`ALIGNMENT`].
///
/// # Panics
///
/// If the algorithm is BLAKE3 and `offset` is not a multiple of [`ALIGNMENT`].
pub fn piece(algorithm: Algorithm, offset: u64, slices: &[&[u8]]) -> Piece {
    let aligned = algorithm != Algorithm::Blake3 || offset.is_multiple_of(ALIGNMENT);
    assert!(aligned, "a piece starts at {offset}, within a chunk");
    let mut tail = Vec::new();
    let done = match algorithm {
        Algorithm::Blake3 => Job::cut(offset, &mut tail, slices).run(slices),
        Algorithm::Sha256 | Algorithm::None => Done::default(),
    };
    Piece { algorithm, offset, len: walk::len(slices) as u64, done, tail }
}

/// A piece of a file, hashed as far as its algorithm allows; see [`piece`].
#[derive(Debug)]
#[must_use = "the stream cannot be finished without it"]
pub struct Piece {
    algorithm: Algorithm,
    offset: u64,
    len: u64,
    done: Done,
    /// What is behind the last whole chunk.
    tail: Vec<u8>,
}

fn update(hasher: &mut Sha256, slices: &[&[u8]]) {
    for slice in slices {
        hasher.update(slice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: usize = 1024;

    #[test]
    fn everything_moves_between_threads() {
        fn assert_send<T: Send + Sync>() {}
        assert_send::<Stream>();
        assert_send::<Job>();
        assert_send::<Done>();
        assert_send::<Piece>();
    }

    #[test]
    fn little_is_copied() {
        let mut stream = Stream::new(Algorithm::Blake3);
        let bytes = [3; 5 * SMALL - 1];
        let _ = stream.reserve(&[&bytes]);
        let job = stream.reserve(&[&bytes]);
        assert_eq!((job.joined.len(), job.skip, job.whole), (SMALL, 1, 4 * SMALL));
        assert_eq!(stream.len(), 2 * bytes.len() as u64);
    }

    #[test]
    fn a_job_without_work_says_so() {
        let mut stream = Stream::new(Algorithm::Blake3);
        assert!(stream.is_empty());
        assert!(stream.reserve(&[&[3; SMALL - 1]]).is_idle());
        assert!(!stream.reserve(&[&[3]]).is_idle());
        assert!(stream.reserve(&[]).is_idle());
        assert!(Stream::new(Algorithm::Sha256).reserve(&[&[3; SMALL]]).is_idle());
    }

    #[test]
    #[should_panic(expected = "bytes at 0 of a stream were never completed")]
    fn a_forgotten_job_is_noticed() {
        let mut stream = Stream::new(Algorithm::Blake3);
        let _ = stream.reserve(&[&[3; SMALL]]);
        let _ = stream.finish();
    }

    #[test]
    #[should_panic(expected = "a job runs over the bytes it was made for")]
    fn other_slices_are_noticed() {
        let _ = Stream::new(Algorithm::Blake3).reserve(&[&[3; SMALL]]).run(&[&[3; SMALL + 1]]);
    }

    #[test]
    #[should_panic(expected = "a piece starts at 1, within a chunk")]
    fn a_piece_within_a_chunk_is_noticed() {
        let _ = piece(Algorithm::Blake3, 1, &[]);
    }

    #[test]
    #[should_panic(expected = "a piece lies behind the end, at 1023")]
    fn a_piece_behind_the_end_is_noticed() {
        let mut stream = Stream::new(Algorithm::Blake3);
        stream.adopt(piece(Algorithm::Blake3, 0, &[&[3; SMALL - 1]]), &[]);
        stream.adopt(piece(Algorithm::Blake3, 1024, &[&[3; SMALL]]), &[]);
    }

    #[test]
    #[should_panic(expected = "two ends, at 1 and at 1")]
    fn a_second_end_is_noticed() {
        let mut stream = Stream::new(Algorithm::Blake3);
        stream.adopt(piece(Algorithm::Blake3, 0, &[&[3]]), &[]);
        stream.adopt(piece(Algorithm::Blake3, 0, &[&[3]]), &[]);
    }

    #[test]
    #[should_panic(expected = "SHA-256 takes pieces in order")]
    fn a_piece_out_of_order_is_noticed() {
        let bytes: &[u8] = &[3; SMALL];
        Stream::new(Algorithm::Sha256).adopt(piece(Algorithm::Sha256, 1024, &[bytes]), &[bytes]);
    }

    #[test]
    #[should_panic(expected = "a piece comes with its own bytes")]
    fn a_piece_without_its_bytes_is_noticed() {
        let bytes: &[u8] = &[3; SMALL];
        Stream::new(Algorithm::Sha256).adopt(piece(Algorithm::Sha256, 0, &[bytes]), &[]);
    }

    #[test]
    #[should_panic(expected = "a piece was hashed for another algorithm")]
    fn a_piece_of_another_algorithm_is_noticed() {
        Stream::new(Algorithm::Blake3).adopt(piece(Algorithm::Sha256, 0, &[]), &[]);
    }
}
