//! The laws that the fuzz targets assert, over their seeds, and over seeds that were damaged.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

#[path = "../fuzz/laws/mod.rs"]
mod laws;
mod support;

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use support::schema;

/// Files of the test data that are seeds for a format.
fn seeds(format: &str) -> Vec<Vec<u8>> {
    let folder = schema::root().join("testdata").join(format);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let seeds: Vec<_> = paths.into_iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(seeds.len() > 3, "{format}");
    seeds
}

#[test]
fn laws_hold_for_the_seeds() {
    for format in ["appid-directory", "appid-social", "cloudentity", "oracle"] {
        for seed in seeds(format) {
            laws::json(&seed);
            laws::csv(&seed);
            laws::format(format, &seed);
        }
    }
    for text in ["", "[fields]\n\"title\" = \"nickName\"\n", "[fields", "drop = 7", "x\u{0}"] {
        laws::mapping(text.as_bytes());
    }
}

/// A seed with a few bytes replaced, left out or repeated.
fn damaged(format: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let seeds = seeds(format);
    let count = seeds.len();
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..4);
    (0..count, edits).prop_map(move |(seed, edits)| {
        let mut bytes = seeds[seed].clone();
        bytes.truncate(6_000);
        for (at, byte, kind) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, byte),
                _ => bytes.truncate(at),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_for_damaged_directories(data in damaged("appid-directory")) {
        laws::json(&data);
        laws::format("appid-directory", &data);
    }

    #[test]
    fn laws_hold_for_damaged_profiles(data in damaged("appid-social")) {
        laws::format("appid-social", &data);
    }

    #[test]
    fn laws_hold_for_damaged_payloads(data in damaged("cloudentity")) {
        laws::format("cloudentity", &data);
    }

    #[test]
    fn laws_hold_for_damaged_tables(data in damaged("oracle")) {
        laws::csv(&data);
        laws::format("oracle", &data);
    }

    #[test]
    fn laws_hold_for_any_text(data in prop::collection::vec(any::<u8>(), 0..200), toml in "[\\[\\]a-z.= \"\\n]{0,60}") {
        laws::json(&data);
        laws::csv(&data);
        laws::mapping(toml.as_bytes());
    }
}
