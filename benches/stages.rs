//! The stages of a conversion one by one, over the same invented export in memory; README.md tells
//! what each one is.

mod fixture;

use std::hint::black_box;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use fixture::{EXPORT, USERS, file, for_each_record, hasher, notes, read, reader, target};
use idport::digest::{self, Algorithm};
use idport::json::value_end;
use idport::model::{KeyKind, Text, User};
use idport::pack::Encoded;

fn main() {
    divan::main();
}

/// The yardstick: another parser goes over the same bytes and keeps nothing.
#[divan::bench]
fn serde_json_ignored_any(bencher: Bencher<'_, '_>) {
    over_export(bencher)
        .bench(|| serde_json::from_slice::<serde::de::IgnoredAny>(&EXPORT).map(black_box));
}

#[divan::bench]
fn cut(bencher: Bencher<'_, '_>) {
    over_export(bencher).bench(|| {
        for_each_record(|bytes, at| value_end(bytes, at).expect("the record is whole"));
    });
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let reader = reader();
    let mut notes = notes();
    over_export(bencher).bench_local(|| {
        notes.clear();
        let mut user = User::default();
        for_each_record(|bytes, at| read(reader, bytes, at, &mut user, &mut notes));
    });
}

#[divan::bench]
fn encode(bencher: Bencher<'_, '_>) {
    let (reader, target) = (reader(), target());
    let (mut notes, mut encoded) = (notes(), Encoded::new(target.writer.sections()));
    over_export(bencher).bench_local(|| fixture::encode(reader, &target, &mut notes, &mut encoded));
}

#[divan::bench]
fn ids(bencher: Bencher<'_, '_>) {
    let source_ids = fixture::source_ids(USERS);
    bencher.counter(ItemsCount::new(USERS)).bench_local(|| fixture::make_ids(&source_ids));
}

#[divan::bench]
fn unique_keys_hash(bencher: Bencher<'_, '_>) {
    let source_ids = fixture::source_ids(USERS);
    let hasher = hasher();
    bencher.counter(ItemsCount::new(USERS)).bench(|| {
        for id in &source_ids {
            black_box(hasher.key(KeyKind::SourceId, Text::plain(id)));
        }
    });
}

/// The table alone, as large as it gets for so many keys.
#[divan::bench(args = [40_000, 2_000_000], sample_count = 20)]
fn unique_keys_table(bencher: Bencher<'_, '_>, count: u64) {
    let keys = fixture::keys(count);
    bencher.counter(ItemsCount::new(count)).bench(|| fixture::remember(&keys));
}

#[divan::bench(args = [Algorithm::Blake3, Algorithm::Sha256])]
fn digest(bencher: Bencher<'_, '_>, algorithm: Algorithm) {
    let export: &[u8] = &EXPORT;
    over_export(bencher).bench(|| digest::of_slices(algorithm, &[export]));
}

/// Everything, from a file in the page cache to a sink, with and without threads and digests.
#[divan::bench(args = [
    (1, Algorithm::Blake3), (2, Algorithm::Blake3), (1, Algorithm::None), (2, Algorithm::None),
].map(Setup::from))]
fn whole(bencher: Bencher<'_, '_>, setup: &Setup) {
    let (_file, input) = file();
    over_export(bencher).bench(|| fixture::convert_all(&input, setup.threads, setup.digest));
}

/// A check of the export as it stands.
#[divan::bench(args = [1, 2])]
fn check(bencher: Bencher<'_, '_>, threads: usize) {
    let (_file, input) = file();
    over_export(bencher).bench(|| fixture::validate_all(&input, threads));
}

/// How the whole is run.
struct Setup {
    threads: usize,
    digest: Algorithm,
}

impl From<(usize, Algorithm)> for Setup {
    fn from((threads, digest): (usize, Algorithm)) -> Self {
        Setup { threads, digest }
    }
}

impl std::fmt::Display for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} thread(s), digest {}", self.threads, self.digest)
    }
}

/// Counts the bytes and the users of the export.
fn over_export<'a, 'b>(bencher: Bencher<'a, 'b>) -> Bencher<'a, 'b> {
    bencher.counter(BytesCount::of_slice(EXPORT.as_slice())).counter(ItemsCount::new(USERS))
}
