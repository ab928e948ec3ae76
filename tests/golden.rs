//! Every byte of the output of some small conversions. With `IDPORT_BLESS=1` the expected files
//! are written anew; the payloads among them must pass an independent judge all the same.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use support::golden::{bless, expected, left_by};
use support::output::is_payload;
use support::payload::check_payloads;
use support::run::{FIXED, Home, names_in};
use support::schema;

/// A folder of expected files, the inputs, and further options.
const CASES: &[(&str, &[&str], &str)] = &[
    ("bulk", &["bulk.json"], "--quiet"),
    ("import", &["import.json"], "--quiet --batch-size 1"),
    ("pages", &["page-1.json", "page-2.json"], "--quiet --digest sha256"),
    ("read-answer", &["read-answer.json"], "--quiet --mobile-identifiers --assert-verified"),
    ("minimal", &["minimal.json"], "--quiet --id-map ids.csv"),
    ("hostile", &["hostile.json"], "--quiet --digest none"),
    ("bad-records", &["bad-records.json"], ""),
    ("lines", &["bulk.json"], "--quiet --layout jsonl --batch-size 4"),
];

#[test]
fn every_byte_of_the_output_is_what_it_was() {
    let mut differences = Vec::new();
    for (case, inputs, options) in CASES {
        let got = run(inputs, options);
        if std::env::var_os("IDPORT_BLESS").is_some() {
            bless(&folder(case), &got);
        }
        let due = expected(&folder(case));
        let names = got.keys().chain(due.keys().filter(|name| !got.contains_key(*name)));
        let odd = names.filter(|name| got.get(*name) != due.get(*name));
        differences.extend(odd.map(|name| format!("{case}/{name}")));
    }
    assert!(differences.is_empty(), "other bytes than expected: {differences:?}");
}

#[test]
fn the_expected_payloads_pass_the_judge() {
    for (case, ..) in CASES {
        let files = expected(&folder(case));
        let mut payloads = Vec::new();
        for (name, bytes) in &files {
            if is_payload(name) || name == "payloads.jsonl" {
                let lines = bytes.split_inclusive(|byte| *byte == b'\n');
                payloads.extend(lines.map(|line| serde_json::from_slice(line).unwrap()));
            }
        }
        assert!(!payloads.is_empty(), "{case}");
        check_payloads(&payloads).unwrap_or_else(|faults| panic!("{case}: {faults:#?}"));
    }
}

/// Formats, and the files of test data that are inspected together.
const INSPECTIONS: &[(&str, &str)] = &[
    ("appid-directory", "bulk.json"),
    ("appid-directory", "bad-records.json"),
    ("appid-social", "export.json"),
    ("cloudentity", "payload.json"),
    ("oracle", "Users.csv Groups.csv AppRoles.csv"),
];

#[test]
fn every_byte_of_an_inspection_is_what_it_was() {
    let mut got = BTreeMap::new();
    for (format, names) in INSPECTIONS {
        let home = Home::of(format);
        for name in names.split(' ') {
            let path = schema::root().join("testdata").join(format).join(name);
            home.put(name, std::fs::read(path).unwrap());
        }
        for output in ["text", "json"] {
            let now = "--now 2026-01-02T03:04:05Z";
            let ran = home.idport(&format!("inspect {names} {now} --output {output}"));
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{format}");
            let stem = names.split('.').next().unwrap();
            got.insert(format!("{format}.{stem}.{output}"), ran.stdout);
        }
    }
    if std::env::var_os("IDPORT_BLESS").is_some() {
        bless(&folder("inspections"), &got);
    }
    let due = expected(&folder("inspections"));
    assert_eq!(got.keys().collect::<Vec<_>>(), due.keys().collect::<Vec<_>>());
    for (name, bytes) in &got {
        assert!(due[name] == *bytes, "other bytes than expected: {name}");
    }
}

#[test]
fn every_case_has_its_folder_and_every_folder_its_case() {
    let mut folders = names_in(&schema::root().join("tests/golden"));
    let others = ["pairs", "inspections"];
    folders.retain(|name| !name.contains('.') && !others.contains(&name.as_str()));
    let mut cases: Vec<_> = CASES.iter().map(|(case, ..)| *case).collect();
    cases.sort_unstable();
    assert_eq!(folders, cases);
}

/// Everything that a run leaves.
fn run(inputs: &[&str], options: &str) -> BTreeMap<String, Vec<u8>> {
    let home = Home::new();
    inputs.iter().for_each(|name| home.take(name));
    let arguments = format!("convert {FIXED} --threads 1 -o out/ {options} {}", inputs.join(" "));
    let ran = home.idport(&arguments);
    left_by(&home, ran)
}

fn folder(case: &str) -> PathBuf {
    schema::root().join("tests/golden").join(case)
}
