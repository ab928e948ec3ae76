//! No message holds a value of a person: secrets are planted in every value of every format, and
//! nothing that is told may hold one.
//!
//! What is planted are values. Names of members (JSON) and headings (CSV) are structure and are
//! named where something is wrong with them, and so are the names of files; a source id is named
//! only where it is a UUID, which a planted one is not.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::fs;

use serde_json::Value;
use support::run::{Home, Ran, names_in};
use support::schema;

/// What is searched for. It is of letters and a hyphen, so that no spelling changes it.
const MARK: &str = "CANARY-";

const FORMATS: [&str; 4] = ["appid-directory", "appid-social", "cloudentity", "oracle"];
const OUTPUTS: [&str; 7] = ["text", "json", "jsonl", "sarif", "junit", "github", "html"];

/// How a value is replaced.
#[derive(Clone, Copy, Debug)]
enum Plant {
    /// The mark before the value: most values break a rule then.
    Before,
    /// The mark behind it, within the local part of addresses: most values keep their form.
    Within,
    /// The mark alone, and in place of numbers and booleans too.
    Instead,
}

const PLANTS: [Plant; 3] = [Plant::Before, Plant::Within, Plant::Instead];

impl Plant {
    fn text(self, text: &str, number: usize) -> String {
        let mark = format!("{MARK}{number}");
        match self {
            Plant::Before => format!("{mark} {text}"),
            Plant::Within => match text.split_once('@') {
                Some((local, domain)) => format!("{local}.{mark}@{domain}"),
                None => format!("{text}{mark}"),
            },
            Plant::Instead => mark,
        }
    }

    fn value(self, value: &mut Value, number: &mut usize) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item, number)),
            Value::Object(members) => {
                members.values_mut().for_each(|member| self.value(member, number));
            }
            Value::String(text) => {
                *number += 1;
                *text = self.text(text, *number);
            }
            Value::Number(_) | Value::Bool(_) if matches!(self, Plant::Instead) => {
                *number += 1;
                *value = Value::String(self.text("", *number));
            }
            _ => {}
        }
    }

    /// The file with the mark in each value, or none if it is not one of values.
    fn file(self, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut number = 0;
        if name.ends_with(".json") {
            let mut document: Value = serde_json::from_slice(bytes).ok()?;
            self.value(&mut document, &mut number);
            return Some(serde_json::to_vec_pretty(&document).unwrap());
        }
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        out.write_record(rows.headers().ok()?).unwrap();
        for row in rows.records() {
            let row = row.ok()?;
            let planted: Vec<_> = { row.iter() }
                .map(|cell| {
                    number += 1;
                    match (cell, self) {
                        ("", _) | ("TRUE" | "FALSE", Plant::Within) => cell.to_owned(),
                        (cell, _) => self.text(cell, number),
                    }
                })
                .collect();
            out.write_record(&planted).unwrap();
        }
        Some(out.into_inner().unwrap())
    }
}

/// A folder with one planted file for each of the format's test data that can be planted.
fn planted(home: &Home, format: &str, plant: Plant) -> Vec<String> {
    let folder = schema::root().join("testdata").join(format);
    let mut files = Vec::new();
    for name in names_in(&folder) {
        let bytes = fs::read(folder.join(&name)).unwrap();
        if let Some(bytes) = plant.file(&name, &bytes) {
            assert!(bytes.windows(MARK.len()).any(|window| window == MARK.as_bytes()), "{name}");
            home.put(&name, bytes);
            files.push(name);
        }
    }
    assert!(files.len() >= 3, "{files:?}");
    files
}

#[track_caller]
fn assert_silent(bytes: &[u8], what: &str) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(at) = text.find(MARK) {
        let from = text[..at].char_indices().rev().nth(200).map_or(0, |(at, _)| at);
        panic!("{what} tells a value: …{}", text[from..].chars().take(300).collect::<String>());
    }
}

fn assert_told_nothing(ran: &Ran, what: &str) {
    assert!((0..=2).contains(&ran.code), "{what} ends with {}: {}", ran.code, ran.stderr);
    assert_silent(ran.stderr.as_bytes(), &format!("{what}: standard error"));
    assert_silent(&ran.stdout, &format!("{what}: standard output"));
}

fn settings(target: &str) -> &'static str {
    match target {
        "cloudentity" => "--tenant-id acme --user-pool-id customers",
        _ => "",
    }
}

fn validations_tell_no_value(format: &str) {
    for plant in PLANTS {
        let home = Home::of(format);
        for file in planted(&home, format, plant) {
            for output in OUTPUTS {
                let what = format!("validate {file} --from {format} --output {output}");
                assert_told_nothing(&home.idport(&what), &format!("{plant:?} {what}"));
            }
            for target in FORMATS {
                let what = format!("validate {file} --from {format} --for {target} --output jsonl");
                assert_told_nothing(&home.idport(&what), &format!("{plant:?} {what}"));
            }
        }
    }
}

/// Inspections tell the names of roles, groups and providers, and nothing else.
fn inspections_tell_no_value(format: &str) {
    let mut told = 0;
    for plant in PLANTS {
        let home = Home::of(format);
        for file in planted(&home, format, plant) {
            let run =
                |output| home.idport(&format!("inspect {file} --from {format} --output {output}"));
            let ran = run("json");
            if ran.code == 2 {
                assert_told_nothing(&ran, &file);
                continue;
            }
            let names = names_of(&serde_json::from_slice(&ran.stdout).unwrap());
            told += 1;
            for output in ["json", "text", "html"] {
                let what = format!("{plant:?} inspect {file} --output {output}");
                let Ran { code, stdout, stderr } = run(output);
                assert_eq!(code, 0, "{what}");
                assert_silent(stderr.as_bytes(), &what);
                let mut text = String::from_utf8(stdout).unwrap();
                for name in &names {
                    text = text.replace(name, "");
                }
                assert_silent(text.as_bytes(), &what);
            }
        }
    }
    assert!(told > 5, "{format}: only {told} inspections");
}

/// The names that an inspection shows, as they are spelled in any output, the longest first.
fn names_of(inspection: &Value) -> Vec<String> {
    let kinds = ["providers", "roles", "groups"].iter();
    let shown = kinds.flat_map(|kind| inspection[kind]["shown"].as_array().unwrap());
    let names = shown.map(|one| one["name"].as_str().unwrap().to_owned());
    let mut names: Vec<_> = { names }
        .flat_map(|name| {
            let json = serde_json::to_string(&name).unwrap();
            let html = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let html = html.replace('"', "&quot;").replace('\'', "&#39;");
            [json.trim_matches('"').to_owned(), html, name]
        })
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

#[test]
fn directory_inspections() {
    inspections_tell_no_value("appid-directory");
}

#[test]
fn social_inspections() {
    inspections_tell_no_value("appid-social");
}

#[test]
fn payload_inspections() {
    inspections_tell_no_value("cloudentity");
}

#[test]
fn table_inspections() {
    inspections_tell_no_value("oracle");
}

/// A manifest without the names of roles that must be there before: the one thing of users that it
/// tells, because it is configuration.
fn without_roles(name: &str, bytes: Vec<u8>) -> Vec<u8> {
    if name != "manifest.json" {
        return bytes;
    }
    let mut manifest: Value = serde_json::from_slice(&bytes).unwrap();
    for need in manifest["upload"]["needs"].as_array_mut().unwrap() {
        need["names"].take();
    }
    manifest.to_string().into_bytes()
}

fn conversions_tell_no_value(format: &str) {
    let mut refused = 0;
    let mut written = 0;
    for plant in PLANTS {
        let home = Home::of(format);
        for file in planted(&home, format, plant) {
            for target in FORMATS {
                let settings = settings(target);
                let what = format!(
                    "convert {file} --from {format} --to {target} {settings} --no-sync --force -o out --html page.html --keep-hashes --upload-script send.sh"
                );
                let ran = home.idport(&what);
                let what = format!("{plant:?} {what}");
                assert_told_nothing(&ran, &what);
                if ran.code == 2 {
                    continue;
                }
                written += 1;
                let page = fs::read(home.path("page.html")).unwrap();
                assert_silent(&page, &format!("{what}: the page"));
                let script = fs::read(home.path("send.sh")).unwrap();
                assert_silent(&script, &format!("{what}: the script"));
                for name in names_in(&home.path("out")) {
                    refused += usize::from(name.ends_with(".findings.jsonl"));
                    if name == "report.json"
                        || name == "manifest.json"
                        || name.ends_with(".findings.jsonl")
                    {
                        let bytes = fs::read(home.path("out").join(&name)).unwrap();
                        let bytes = without_roles(&name, bytes);
                        assert_silent(&bytes, &format!("{what}: {name}"));
                    }
                }
            }
        }
    }
    assert!(written > 10 && refused > 5, "{format}: {written} written, {refused} refused");
}

#[test]
fn broken_files_tell_no_value() {
    for format in FORMATS {
        let home = Home::of(format);
        for file in planted(&home, format, Plant::Within) {
            let whole = fs::read(home.path(&file)).unwrap();
            for part in [1, 2, 3] {
                home.put("cut", &whole[..whole.len() * part / 4]);
                let what = format!("validate cut --from {format}");
                assert_told_nothing(&home.idport(&what), &format!("{part}/4 of {file}: {what}"));
            }
        }
    }
}

#[test]
fn directory_validations() {
    validations_tell_no_value("appid-directory");
}

#[test]
fn directory_conversions() {
    conversions_tell_no_value("appid-directory");
}

#[test]
fn social_validations() {
    validations_tell_no_value("appid-social");
}

#[test]
fn social_conversions() {
    conversions_tell_no_value("appid-social");
}

#[test]
fn payload_validations() {
    validations_tell_no_value("cloudentity");
}

#[test]
fn payload_conversions() {
    conversions_tell_no_value("cloudentity");
}

#[test]
fn table_validations() {
    validations_tell_no_value("oracle");
}

#[test]
fn table_conversions() {
    conversions_tell_no_value("oracle");
}
