//! One input in every way in which it can be given.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::output::Outcome;
use super::run::{FIXED, Home};

/// What a conversion left: files by name, the standard error and the exit code.
pub(crate) type Left = BTreeMap<String, Vec<u8>>;

/// Converts an input with 1, 2, 3 and 8 threads, and from a pipe, gzip and Zstandard. All must
/// leave the same; what they left.
#[track_caller]
pub(crate) fn same_in_every_way(input: &[u8], options: &str) -> Left {
    let reference = left(input, &format!("{options} --threads 1"), false);
    for threads in [2, 3, 8] {
        let other = left(input, &format!("{options} --threads {threads}"), false);
        compare(&reference, &other, &format!("{threads} threads"));
    }
    let piped = left(input, options, true);
    compare(&reference, &piped, "a pipe");
    for (name, packed) in [("gzip", gzip(input)), ("Zstandard", zstandard(input))] {
        compare(&reference, &left(&packed, options, false), name);
    }
    compare(&reference, &left(&gzip(input), options, true), "gzip from a pipe");
    reference
}

/// The payloads among what was left, in order.
pub(crate) fn payloads(left: &Left) -> Vec<serde_json::Value> {
    let parts = left.iter().filter(|(name, _)| super::output::is_payload(name));
    parts.map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).collect()
}

/// Whether the input is given as a file or through a pipe, the name in findings is the same, and
/// how it was stored is left out of the manifest.
fn left(input: &[u8], options: &str, piped: bool) -> Left {
    let home = Home::new();
    let ran = if piped {
        home.idport_fed(&format!("convert {FIXED} -o out --quiet {options} -"), input)
    } else {
        home.put("in.json", input);
        home.idport(&format!("convert {FIXED} -o out --quiet {options} in.json"))
    };
    let outcome = Outcome::new(ran, home.path("out"));
    let mut left = if outcome.ran.code < 2 { outcome.files() } else { Left::new() };
    left.insert("code".to_owned(), vec![outcome.ran.code as u8]);
    left.insert("stderr".to_owned(), outcome.ran.stderr.clone().into_bytes());
    if left.contains_key("manifest.json") {
        let mut manifest = outcome.manifest();
        let input = manifest["inputs"][0].as_object_mut().unwrap();
        input.retain(|name, _| name == "records");
        left.insert("manifest.json".to_owned(), manifest.to_string().into_bytes());
    }
    for name in ["report.json", "rejects.findings.jsonl", "stderr"] {
        if let Some(text) = left.get_mut(name) {
            let renamed = String::from_utf8(std::mem::take(text)).unwrap();
            *text = renamed.replace("standard input", "in.json").into_bytes();
        }
    }
    left
}

#[track_caller]
fn compare(reference: &Left, other: &Left, how: &str) {
    let text = |left: &Left, name| String::from_utf8_lossy(&left[name]).into_owned();
    let ended = |left| (left_code(left), text(left, "stderr"));
    assert_eq!(ended(reference), ended(other), "{how}");
    let names = |left: &Left| left.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(reference), names(other), "{how}");
    for (name, bytes) in reference {
        assert!(*bytes == other[name], "{name} differs with {how}");
    }
}

pub(crate) fn left_code(left: &Left) -> u8 {
    left["code"][0]
}

pub(crate) fn gzip(input: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(input).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstandard(input: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(input, ruzstd::encoding::CompressionLevel::Fastest)
}
