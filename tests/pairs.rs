//! Every pair of formats, on rich, minimal and hostile records: every byte of what a conversion
//! leaves. With `IDPORT_BLESS=1` the expected files are written anew.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use idport::formats::FORMATS;
use support::golden::{bless, expected, left_by};
use support::run::{Home, names_in};
use support::schema;

/// The kinds of records, each a file or folder of every source's test data.
const KINDS: &[&str] = &["rich", "minimal", "hostile"];

/// What a target must be told.
fn settings(target: &str) -> &'static str {
    match target {
        "cloudentity" => "--tenant-id acme --user-pool-id customers",
        "oracle" => "--missing-name split-display --refused-values drop",
        _ => "",
    }
}

#[test]
fn every_pair_leaves_the_bytes_that_it_left() {
    let mut differences = Vec::new();
    for (from, to, kind) in cases() {
        let case = format!("{from}-to-{to}-{kind}");
        let got = convert(from, to, kind);
        let folder = folder(&case);
        if std::env::var_os("IDPORT_BLESS").is_some() {
            bless(&folder, &got);
        }
        let due = expected(&folder);
        let names = got.keys().chain(due.keys().filter(|name| !got.contains_key(*name)));
        let odd = names.filter(|name| got.get(*name) != due.get(*name));
        differences.extend(odd.map(|name| format!("{case}/{name}")));
    }
    assert!(differences.is_empty(), "other bytes than expected: {differences:#?}");
}

#[test]
fn every_pair_has_three_cases() {
    assert_eq!(cases().count(), 3 * FORMATS.len() * FORMATS.len());
    let mut names: Vec<_> =
        cases().map(|(from, to, kind)| format!("{from}-to-{to}-{kind}")).collect();
    names.sort_unstable();
    assert_eq!(names_in(&schema::root().join("tests/golden/pairs")), names);
}

#[test]
fn evidence_keeps_its_schemas() {
    for name in ["manifest", "report"] {
        let validators = schema::validators(name);
        let validator = validators.get("#").unwrap();
        for (from, to, kind) in cases() {
            let file = folder(&format!("{from}-to-{to}-{kind}")).join(format!("{name}.json"));
            let document = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
            let errors: Vec<_> = validator.iter_errors(&document).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{from} to {to}, {kind}: {errors:?}");
        }
    }
}

#[test]
fn nothing_is_broken_by_hostile_records() {
    for (from, to, kind) in cases() {
        let files = convert(from, to, kind);
        let code = String::from_utf8(files["code"].clone()).unwrap();
        assert!(["0\n", "1\n"].contains(&code.as_str()), "{from} to {to}, {kind}: {code}");
        let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        let count = |name: &str| manifest[name].as_u64().unwrap();
        assert!(count("records") > 0, "{from} to {to}, {kind}");
        assert_eq!(count("records"), count("converted") + count("refused"));
    }
}

fn cases() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let pairs = FORMATS.iter().flat_map(|from| FORMATS.iter().map(|to| (from.name, to.name)));
    pairs.flat_map(|(from, to)| KINDS.iter().map(move |kind| (from, to, *kind)))
}

fn convert(from: &str, to: &str, kind: &str) -> BTreeMap<String, Vec<u8>> {
    let home = Home::of(from);
    let input = home.take_kind(from, kind);
    let arguments = format!(
        "convert {input} --to {to} -o out --ids-from ids.manifest.json \
        --now 2026-01-02T03:04:05Z --no-sync --threads 2 --quiet {}",
        settings(to)
    );
    let ran = home.idport(&arguments);
    left_by(&home, ran)
}

fn folder(case: &str) -> PathBuf {
    let folder = schema::root().join("tests/golden/pairs").join(case);
    if std::env::var_os("IDPORT_BLESS").is_some() {
        fs::create_dir_all(&folder).unwrap();
    }
    folder
}
