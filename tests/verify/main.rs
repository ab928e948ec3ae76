//! A conversion is proved, and whatever is changed afterwards is found: by its rule, and at its
//! place.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

#[path = "../support/mod.rs"]
mod support;

mod beside;
mod changes;
mod claims;
mod evidence;
mod kinds;
mod output;
mod proved;
mod reasons;
mod refused;

use std::fs;

use serde_json::{Value, json};
use support::run::{Home, Ran};

/// What a target must be told.
fn settings(target: &str) -> &'static str {
    match target {
        "cloudentity" => "--tenant-id acme --user-pool-id customers",
        "oracle" => "--missing-name split-display --refused-values drop",
        _ => "",
    }
}

/// A conversion of test data into the folder `out`.
fn converted(from: &str, to: &str, kind: &str, more: &str) -> Home {
    let home = Home::of(from);
    let input = home.take_kind(from, kind);
    convert(&home, &input, to, more);
    home
}

fn convert(home: &Home, input: &str, to: &str, more: &str) {
    let ran = home.idport(&format!(
        "convert {input} --to {to} -o out --ids-from ids.manifest.json --now 2026-01-02T03:04:05Z \
         --no-sync --quiet {} {more}",
        settings(to)
    ));
    assert!(ran.code < 2, "{}", ran.stderr);
}

fn verify(home: &Home, arguments: &str) -> (Ran, Value) {
    let ran = home.idport(&format!("verify {arguments} --output json"));
    let document = serde_json::from_slice(&ran.stdout).unwrap_or_default();
    (ran, document)
}

/// Rule and pointers in source and output of each difference, in order.
fn told(document: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let differences = document["differences"].as_array().unwrap();
    let one = |difference: &Value| {
        let pointers = ["source", "output"].map(|side| text(&difference[side]["pointer"]));
        let [source, output] = pointers;
        (text(&difference["rule"]), source, output)
    };
    differences.iter().map(one).collect()
}

/// Makes the manifest agree with the parts again, so that only values can differ.
fn sign(home: &Home) {
    let path = home.path("out/manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for part in manifest["parts"].as_array_mut().unwrap() {
        let bytes = fs::read(home.path("out").join(part["name"].as_str().unwrap())).unwrap();
        part["size"] = json!(bytes.len());
        part["digest"] = json!(blake3::hash(&bytes).to_hex().to_string());
    }
    fs::write(path, manifest.to_string()).unwrap();
}

/// Changes the only place in a file of the output where a text stands.
#[track_caller]
fn change(home: &Home, file: &str, from: &str, to: &str) {
    let path = home.path("out").join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}
