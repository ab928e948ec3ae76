//! What the invented payloads are like.

use std::collections::{BTreeMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::*;

fn payloads(users: u64, batch_size: &str) -> Vec<Value> {
    let settings = BTreeMap::from([("batch-size".to_owned(), batch_size.to_owned())]);
    let wish = Wish { users, seed: 5, defects: 0.0, settings: &settings };
    let mut out = Vec::new();
    write(&wish, &mut [&mut out], None).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn rows<'p>(payloads: &'p [Value], array: &str) -> Vec<&'p Value> {
    payloads.iter().flat_map(|payload| payload[array].as_array().unwrap()).collect()
}

#[test]
fn a_user_does_not_depend_on_the_batches() {
    let (small, one) = (payloads(250, "100"), payloads(250, "250"));
    assert_eq!((small.len(), one.len()), (3, 1));
    for (array, _) in ARRAYS {
        assert_eq!(rows(&small, array), rows(&one, array));
    }
    assert_eq!(payloads(0, "100").len(), 1);
    assert_eq!(payloads(200, "100").len(), 2);
}

#[test]
fn the_published_schema_takes_them() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../../schemas/cloudentity.2025.json")).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for payload in payloads(1_000, "100") {
        if let Err(error) = validator.validate(&payload) {
            panic!("{}: {error}", error.instance_path());
        }
    }
}

#[test]
fn ids_and_identifiers_are_unique_and_rows_stay_together() {
    let payloads = payloads(3_000, "100");
    let mut ids = HashSet::new();
    for (array, _) in ARRAYS {
        assert!(rows(&payloads, array).iter().all(|row| ids.insert(row["id"].clone())));
    }
    let mut identifiers = HashSet::new();
    let texts = rows(&payloads, "user_identifiers");
    assert!(texts.iter().all(|row| identifiers.insert(row["identifier_lc"].clone())));
    for payload in &payloads {
        let users: HashSet<_> =
            payload["users"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
        for (array, _) in &ARRAYS[1..] {
            let rows = payload[*array].as_array().unwrap();
            assert!(rows.iter().all(|row| users.contains(&row["user_id"])));
        }
    }
}

#[test]
fn hashes_open_with_the_password_of_the_user() {
    let payloads = payloads(200, "1");
    let mut opened = 0;
    for (number, payload) in payloads.iter().enumerate() {
        let hash = &payload["user_credentials"][0]["payload"]["hashed_password"];
        if hash["config"]["sha"]["function"] != "SHA-256" {
            continue;
        }
        let salt = hash["config"]["sha"]["salt"].as_str().unwrap();
        let digest = Sha256::digest(format!("{salt}correct horse {number}"));
        assert_eq!(hash["value"], STANDARD.encode(digest));
        opened += 1;
    }
    assert!(opened > 80);
}
