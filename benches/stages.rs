//! The stages of a conversion one by one, over the same invented export in memory; README.md tells
//! what each one is.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use idport::convert::{Conversion, Delta, convert};
use idport::digest::{self, Algorithm};
use idport::findings::{Notes, Purpose};
use idport::formats::appid_directory::generate::{Options, write_export};
use idport::formats::{
    Companions, Format, Reading, RecordReader, Request, Source, Target, by_name,
};
use idport::ids::{Ids, RunKey, push_uuid};
use idport::input::{Feed, Input};
use idport::json::value_end;
use idport::model::{Key, KeyHasher, KeyKind, Text, User};
use idport::output::{Destination, Layout, Outputs};
use idport::outside::{Outside, Step};
use idport::pack::Encoded;

const USERS: u64 = 20_000;
const NOW: &str = "2026-01-01T00:00:00Z";

static EXPORT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut export = Vec::new();
    write_export(&Options::new(USERS, 1), &mut export, None).expect("memory takes it");
    export
});

static OUTSIDE: LazyLock<Outside> = LazyLock::new(outside);
static COMPANIONS: LazyLock<Companions> = LazyLock::new(Companions::default);

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
    let (reader, Target { writer, .. }) = (reader(), target());
    let (mut notes, mut encoded) = (notes(), Encoded::new(writer.sections()));
    over_export(bencher).bench_local(|| {
        notes.clear();
        encoded.clear();
        let mut user = User::default();
        for_each_record(|bytes, at| {
            let end = read(reader, bytes, at, &mut user, &mut notes);
            writer.write(&user, &mut encoded, &mut notes);
            encoded.keep_record();
            // A worker starts over after each chunk, and its buffers stay as small as that.
            if encoded.len() == 800 {
                notes.clear();
                encoded.clear();
            }
            end
        });
    });
}

#[divan::bench]
fn ids(bencher: Bencher<'_, '_>) {
    let source_ids = source_ids(USERS);
    let ids = Ids::new(&run_key(), source().name);
    let mut text = Vec::new();
    bencher.counter(ItemsCount::new(USERS)).bench_local(|| {
        for id in &source_ids {
            let user = User { id: Some(Text::plain(id)), ..User::default() };
            let Some(mut ids) = ids.of(&user) else { continue };
            text.clear();
            for id in [ids.user(), ids.credential(), ids.email_identifier(), ids.email_address(0)] {
                push_uuid(&mut text, &id);
            }
            push_uuid(&mut text, &ids.phone_address(0));
            black_box(ids.secret());
        }
    });
}

#[divan::bench]
fn unique_keys_hash(bencher: Bencher<'_, '_>) {
    let source_ids = source_ids(USERS);
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
    let hasher = hasher();
    let key = |id: &String| hasher.key(KeyKind::SourceId, Text::plain(id));
    let keys: Vec<Key> = source_ids(count).iter().map(key).collect();
    bencher.counter(ItemsCount::new(count)).bench(|| {
        let mut seen = idport::checks::Seen::default();
        let mut known = Vec::new();
        for (run, keys) in (0..).zip(keys.chunks(64)) {
            seen.expect(keys);
            for key in keys {
                seen.insert(*key, run, &mut known);
            }
        }
        seen
    });
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
    let mut file = tempfile::NamedTempFile::new().expect("a file can be made");
    file.write_all(&EXPORT).expect("the export fits");
    let name = file.path().display().to_string();
    let input = Input { name, path: Some(file.path().to_owned()) };
    over_export(bencher).bench(|| {
        let outputs = Outputs::new(Destination::Stream, false, false).expect("nothing is made");
        let converted = convert(Conversion {
            feed: Feed::new(vec![input.clone()], setup.digest),
            from: source(),
            to: by_name("cloudentity").expect("it is a format"),
            settings: settings(),
            outputs: &outputs,
            layout: Layout::Lines(Box::new(io::sink()), "nowhere".to_owned()),
            id_map: None,
            mapping: None,
            now: NOW.to_owned(),
            run_key: run_key(),
            digest: setup.digest,
            threads: setup.threads,
            allow: Vec::new(),
            delta: Delta::None,
        });
        assert_eq!(converted.map(|converted| converted.manifest.converted).ok(), Some(USERS));
    });
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

/// Calls `record` with the place of each record of the export; it tells where the record ends.
fn for_each_record(mut record: impl FnMut(&'static [u8], usize) -> usize) {
    let bytes: &'static [u8] = &EXPORT;
    let (mut outside, mut at, mut count) = (outside(), 0, 0);
    while let Step::Record = outside.next(bytes, &mut at).expect("the export is sound") {
        at = record(bytes, at);
        outside.record_read();
        count += 1;
    }
    assert_eq!(count, USERS);
}

/// Reads a record; where it ends.
fn read(
    reader: &'static dyn RecordReader,
    bytes: &'static [u8],
    at: usize,
    user: &mut User<'static>,
    notes: &mut Notes,
) -> usize {
    *user = std::mem::take(user).recycled();
    notes.begin();
    let source = Source { at, ..Source::at_start(bytes, &OUTSIDE, &COMPANIONS) };
    reader.read(source, user, notes).expect("the record is whole")
}

fn outside() -> Outside {
    reader().outside(&EXPORT).expect("it is an export")
}

fn source() -> &'static Format {
    by_name("appid-directory").expect("it is a format")
}

fn reader() -> &'static dyn RecordReader {
    Box::leak(source().reading.and_then(Reading::undecided).expect("it is read directly"))
}

fn target() -> Target {
    let make = by_name("cloudentity").and_then(|format| format.target).expect("it can be written");
    make(Request {
        settings: &settings(),
        now: NOW,
        ids: Ids::new(&run_key(), source().name),
        source: source().name,
        paths: reader().paths(),
        unique: reader().key_spaces(),
        id_map: false,
        groups: &[],
        applications: &[],
        configuration: &[],
        is_mapped: false,
        maps_roles: false,
        placements: &[],
        fills: &[],
        replaced: &[],
    })
    .expect("the settings make sense")
}

fn settings() -> BTreeMap<String, String> {
    [("tenant-id", "tenant"), ("user-pool-id", "pool")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

fn run_key() -> RunKey {
    RunKey::new([7; 32])
}

fn hasher() -> KeyHasher {
    KeyHasher::new([7; 32])
}

fn notes() -> Notes {
    Notes::new(hasher(), Purpose::Converting)
}

/// Texts of the length of a source id.
fn source_ids(count: u64) -> Vec<String> {
    (0..count).map(|number| format!("db0d6919-e4f5-4d4b-85aa-{number:012x}")).collect()
}
