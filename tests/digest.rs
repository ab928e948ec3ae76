//! The digest of a file does not depend on how it was cut, nor on the order of the work.

use idport::digest::{self, Algorithm, Job, Stream};
use proptest::prelude::*;
use sha2::Digest as _;

const CHUNK: usize = 1024;

/// Lengths at which the tree of BLAKE3 changes its shape, in bytes.
fn edges() -> Vec<usize> {
    let doubling = (0..9).map(|power| CHUNK << power);
    let others = [3, 5, 6, 7, 96, 100].into_iter().map(|chunks| chunks * CHUNK);
    let around = doubling.chain(others).flat_map(|len| [len - 1, len, len + 1, len + CHUNK / 2]);
    [0, 1, 2, 63, 64, 65].into_iter().chain(around).collect()
}

fn bytes(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8 ^ (i / CHUNK) as u8).collect()
}

fn blake3(bytes: &[u8]) -> Option<String> {
    Some(blake3::hash(bytes).to_hex().to_string())
}

fn sha256(bytes: &[u8]) -> Option<String> {
    Some(sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn hex(digest: Option<digest::Digest>) -> Option<String> {
    digest.map(|digest| digest.to_string())
}

/// Cuts `bytes` at `places` in any order, which may be the same or behind the end.
fn cut<'a>(bytes: &'a [u8], places: &[usize]) -> Vec<&'a [u8]> {
    let mut places: Vec<_> = places.iter().map(|place| place % (bytes.len() + 1)).collect();
    places.sort_unstable();
    let ends = places.iter().copied().chain([bytes.len()]);
    let mut start = 0;
    ends.map(|end| &bytes[std::mem::replace(&mut start, end)..end]).collect()
}

/// Puts `items` into an order that depends on `keys`.
fn shuffle<T>(items: Vec<T>, keys: &[u32]) -> Vec<T> {
    let keys = keys.iter().copied().cycle();
    let mut items: Vec<_> =
        items.into_iter().zip(keys).enumerate().map(|(i, (item, key))| (key, i, item)).collect();
    items.sort_by_key(|&(key, i, _)| key.rotate_left(i as u32) ^ i as u32);
    items.into_iter().map(|(.., item)| item).collect()
}

/// Every run of slices goes through a job. Half of the work is done at once, half at the end,
/// shuffled.
fn by_jobs(algorithm: Algorithm, runs: &[Vec<&[u8]>], keys: &[u32]) -> Option<String> {
    let mut stream = Stream::new(algorithm);
    let mut later: Vec<(Job, &[&[u8]])> = Vec::new();
    for (run, key) in runs.iter().zip(keys.iter().cycle()) {
        let job = stream.reserve(run);
        if key % 2 == 0 {
            stream.complete(job.run(run));
        } else {
            later.push((job, run));
        }
    }
    let done = shuffle(later, keys).into_iter().map(|(job, run)| job.run(run)).collect();
    for done in shuffle(done, &keys[1..]) {
        stream.complete(done);
    }
    assert_eq!(stream.len(), runs.iter().flatten().map(|slice| slice.len() as u64).sum::<u64>());
    hex(stream.finish())
}

/// Pieces of `len` bytes, adopted in the order of `keys`.
fn by_pieces(algorithm: Algorithm, bytes: &[u8], len: usize, keys: &[u32]) -> Option<String> {
    let numbered = bytes.chunks(len).enumerate();
    let pieces = numbered
        .map(|(i, chunk)| (digest::piece(algorithm, (i * len) as u64, &[chunk]), chunk))
        .collect();
    let in_order = algorithm == Algorithm::Sha256;
    let pieces = if in_order { pieces } else { shuffle(pieces, keys) };

    let mut stream = Stream::new(algorithm);
    for (piece, chunk) in pieces {
        let slices: &[&[u8]] = &[chunk];
        stream.adopt(piece, if in_order { slices } else { &[] });
    }
    assert_eq!(stream.len(), bytes.len() as u64);
    hex(stream.finish())
}

fn lens() -> impl Strategy<Value = usize> {
    prop_oneof![prop::sample::select(edges()), 0..4 * CHUNK, 0..300 * CHUNK]
}

fn keys() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), 2..40)
}

/// Places to cut at; some are multiples of a chunk, some are the same.
fn places() -> impl Strategy<Value = Vec<usize>> {
    let place = prop_oneof![0..300 * CHUNK, (0..300_usize).prop_map(|i| i * CHUNK), 0..2 * CHUNK];
    prop::collection::vec(place, 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn slices_hash_as_the_whole(len in lens(), places in places()) {
        let bytes = bytes(len);
        let slices = cut(&bytes, &places);
        prop_assert_eq!(hex(digest::of_slices(Algorithm::Blake3, &slices)), blake3(&bytes));
        prop_assert_eq!(hex(digest::of_slices(Algorithm::Sha256, &slices)), sha256(&bytes));
        prop_assert_eq!(digest::of_slices(Algorithm::None, &slices), None);
    }

    #[test]
    fn jobs_hash_as_the_whole(
        len in lens(),
        places in places(),
        inner in places(),
        keys in keys(),
    ) {
        let bytes = bytes(len);
        let runs: Vec<_> = cut(&bytes, &places).into_iter().map(|run| cut(run, &inner)).collect();
        prop_assert_eq!(by_jobs(Algorithm::Blake3, &runs, &keys), blake3(&bytes));
        prop_assert_eq!(by_jobs(Algorithm::Sha256, &runs, &keys), sha256(&bytes));
        prop_assert_eq!(by_jobs(Algorithm::None, &runs, &keys), None);
    }

    #[test]
    fn pieces_hash_as_the_whole(len in lens(), chunks in 1..70_usize, keys in keys()) {
        let bytes = bytes(len);
        let piece = chunks * CHUNK;
        prop_assert_eq!(by_pieces(Algorithm::Blake3, &bytes, piece, &keys), blake3(&bytes));
        prop_assert_eq!(by_pieces(Algorithm::Sha256, &bytes, piece, &keys), sha256(&bytes));
        prop_assert_eq!(by_pieces(Algorithm::None, &bytes, piece, &keys), None);
    }

    #[test]
    fn pieces_and_jobs_mix(
        len in lens(),
        chunks in 0..100_usize,
        places in places(),
        keys in keys(),
    ) {
        let bytes = bytes(len);
        let (read, written) = bytes.split_at((chunks * CHUNK).min(len / CHUNK * CHUNK));
        let mut stream = Stream::new(Algorithm::Blake3);
        stream.adopt(digest::piece(Algorithm::Blake3, 0, &[read]), &[]);
        let runs = cut(written, &places).into_iter();
        let jobs = runs.map(|run| (stream.reserve(&[run]), run)).collect();
        for (job, run) in shuffle(jobs, &keys) {
            stream.complete(job.run(&[run]));
        }
        prop_assert_eq!(hex(stream.finish()), blake3(&bytes));
    }
}

#[test]
fn every_edge_hashes_as_the_whole() {
    for len in edges() {
        let bytes = bytes(len);
        let expected = blake3(&bytes);
        for run in [700, CHUNK, 3 * CHUNK + 1, 16 * CHUNK, len.max(1)] {
            let runs: Vec<_> = bytes.chunks(run).map(|run| vec![run]).collect();
            assert_eq!(by_jobs(Algorithm::Blake3, &runs, &[0, 0]), expected, "{len} by {run}");
            assert_eq!(by_jobs(Algorithm::Blake3, &runs, &[5, 9, 3]), expected, "{len} by {run}");
        }
        for piece in [CHUNK, 3 * CHUNK, 64 * CHUNK] {
            let pieces = by_pieces(Algorithm::Blake3, &bytes, piece, &[5, 9, 3]);
            assert_eq!(pieces, expected, "{len} in pieces of {piece}");
        }
    }
}

#[test]
fn large_pieces_hash_as_the_whole() {
    let piece = 512 * CHUNK;
    for len in [piece, 2 * piece, 4 * piece, 7 * piece / 2, 5 * piece + 1] {
        let bytes = bytes(len);
        let expected = blake3(&bytes);
        assert_eq!(by_pieces(Algorithm::Blake3, &bytes, piece, &[7, 1, 4]), expected);
    }
}

#[test]
fn jobs_run_on_other_threads() {
    let bytes = bytes(3_000_000);
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut stream = Stream::new(Algorithm::Blake3);
    std::thread::scope(|scope| {
        for run in bytes.chunks(333_333) {
            let job = stream.reserve(&[run]);
            let sender = sender.clone();
            scope.spawn(move || sender.send(job.run(&[run])));
        }
        drop(sender);
        receiver.iter().for_each(|done| stream.complete(done));
    });
    assert_eq!(hex(stream.finish()), blake3(&bytes));
}
