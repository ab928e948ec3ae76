//! Exports to convert: generated ones, and records put together by hand.

use idport::formats::appid_directory::generate::{Envelope, Options, write_export};
use idport::generate::Layout;
use serde_json::{Value, json};

/// A defect that was planted, as the generator's list names it.
pub(crate) struct Planted {
    /// Position of the record in the file, from 1.
    pub(crate) record: u64,
    pub(crate) kind: String,
    pub(crate) rule: String,
}

/// So many users of a seed, as a compact array.
pub(crate) fn users(users: u64, seed: u64) -> Vec<u8> {
    written(&Options::new(users, seed)).0
}

/// The same with lines and indentation.
pub(crate) fn pretty(users: u64, seed: u64) -> Vec<u8> {
    written(&Options { layout: Layout::Pretty, ..Options::new(users, seed) }).0
}

/// Users some of which have a defect, and the list of the defects.
pub(crate) fn with_defects(users: u64, seed: u64, share: f64) -> (Vec<u8>, Vec<Planted>) {
    written(&Options { defects: share, ..Options::new(users, seed) })
}

/// One page of an export.
pub(crate) fn page(users: u64, seed: u64, start_index: u64, total_results: u64) -> Vec<u8> {
    let envelope = Envelope::Page { start_index, total_results };
    written(&Options { envelope, ..Options::new(users, seed) }).0
}

fn written(options: &Options) -> (Vec<u8>, Vec<Planted>) {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    write_export(options, &mut out, Some(&mut list)).unwrap();
    let lines = std::str::from_utf8(&list).unwrap().lines();
    let planted = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    (out, planted.map(|line| Planted::of(&line)).collect())
}

impl Planted {
    fn of(line: &Value) -> Self {
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        let record = line["record"].as_u64().unwrap();
        Planted { record, kind: text("kind"), rule: text("rule") }
    }
}

/// The least record: user `number`, with further members of `scimUser`.
pub(crate) fn record(number: u64, scim_user: Value) -> Value {
    let mut record = json!({
        "scimUser": {
            "originalId": format!("00000000-0000-4000-8000-{number:012}"),
            "active": true,
            "emails": [{ "value": format!("user{number}@example.com"), "primary": true }],
            "name": { "givenName": "Given", "familyName": "Family" },
            "status": "CONFIRMED",
        },
        "passwordHash": "c2VhbGVk",
        "passwordHashAlg": "PBKDF2WithHmacSHA512",
        "profile": { "attributes": {} },
        "roles": [],
    });
    if let (Some(own), Value::Object(members)) = (record["scimUser"].as_object_mut(), scim_user) {
        own.extend(members);
    }
    record
}
