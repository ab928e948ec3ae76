//! The published schemas are the authority: what they refuse, validation refuses. Values of legal
//! records are replaced or taken away one by one; each result that the schema refuses must have a
//! finding of severity error, when it is read and when it is to be imported.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::{Arc, Mutex};

use idport::digest::Algorithm;
use idport::findings::Severity;
use idport::formats::by_name;
use idport::input::{Feed, Input};
use idport::validate::{Validation, validate};
use serde_json::{Value, json};
use support::schema;

/// What stands in the records in place of numbers that make them different.
const NUMBER: &str = "000000000000";

#[test]
fn what_the_schemas_of_directory_records_refuse_is_refused() {
    for (schema, purpose) in [("appid-directory.read", None), ("appid-directory.import", Some(()))]
    {
        let names = ["page-1.json", "import.json", "minimal.json", "hostile.json"];
        holds("appid-directory", &names, &[(schema, "#/$defs/record")], purpose.is_some());
    }
}

#[test]
fn what_the_schemas_of_profiles_refuse_is_refused() {
    for (schema, purpose) in [("appid-social.read", None), ("appid-social.import", Some(()))] {
        let names = ["export.json", "import.json", "minimal.json"];
        holds("appid-social", &names, &[(schema, "#/$defs/record")], purpose.is_some());
    }
}

#[test]
fn what_the_schemas_of_payloads_refuse_is_refused() {
    let schemas = [("cloudentity.2025", "#"), ("cloudentity.2022", "#")];
    holds("cloudentity", &["payload.json", "payload-2022.json", "minimal.json"], &schemas, false);
}

/// Every record with every change: is what all the schemas refuse an error?
fn holds(format: &str, names: &[&str], schemas: &[(&str, &str)], is_import: bool) {
    let validators: Vec<_> =
        schemas.iter().map(|(name, part)| (schema::validators(name), *part)).collect();
    let accepts =
        |instance: &Value| validators.iter().any(|(map, part)| map[part].is_valid(instance));
    let mut records = Vec::new();
    for name in names {
        let all = records_of(format, &schema::testdata(&format!("{format}/{name}")));
        for record in all.iter().filter(|record| accepts(record)).take(3) {
            records.extend(changed(record));
        }
    }
    assert!(records.len() > 1_000, "{format} {}", records.len());
    let lines: Vec<_> = (0u64..)
        .zip(&records)
        .map(|(number, (_, record))| record.to_string().replace(NUMBER, &format!("{number:012}")))
        .collect();
    let refused = refused(format, &lines, is_import);
    let mut wrong = BTreeMap::<String, u32>::new();
    let mut count = 0;
    for ((line, text), (what, _)) in (1..).zip(&lines).zip(&records) {
        let refuses = !accepts(&serde_json::from_str(text).unwrap());
        count += u32::from(refuses);
        if refuses && !refused.contains(&line) {
            *wrong.entry(what.clone()).or_default() += 1;
        }
    }
    assert!(count > 100, "the schema refuses {count} of {}", records.len());
    assert!(wrong.is_empty(), "{schemas:?} refuses, and nobody says so:\n{wrong:#?}");
}

/// The lines that have an error.
fn refused(format: &str, lines: &[String], is_import: bool) -> BTreeSet<u64> {
    let format = by_name(format).unwrap();
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("in.json");
    let text = match format.name {
        "cloudentity" => lines.join("\n"),
        _ => format!("[{}]", lines.join(",\n")),
    };
    fs::write(&path, text).unwrap();
    let found = Arc::new(Mutex::new(BTreeSet::new()));
    let lines = Arc::clone(&found);
    let input = Input { name: "in".to_owned(), path: Some(path) };
    let feed = Feed::new(vec![input], Algorithm::None);
    validate(Validation {
        target: is_import.then_some(format),
        told: Some(Box::new(move |finding| {
            if finding.severity == Severity::Error {
                lines.lock().unwrap().extend(finding.place.line);
            }
            Ok(())
        })),
        ..Validation::new(feed, format, "2026-01-02T03:04:05Z")
    })
    .unwrap();
    let found = found.lock().unwrap();
    found.clone()
}

/// The records of a file, each with numbers in place of what must differ.
fn records_of(format: &str, file: &Value) -> Vec<Value> {
    if format == "cloudentity" {
        return payloads(file);
    }
    let records = file.get("users").unwrap_or(file).as_array().unwrap().clone();
    records
        .into_iter()
        .map(|mut record| {
            for place in ["/scimUser/originalId", "/scimUser/orignalId", "/id"] {
                set(&mut record, place, &format!("2c83371f-5ed1-4bcf-8c2b-{NUMBER}"));
            }
            set(&mut record, "/scimUser/userName", &format!("user.{NUMBER}"));
            set(&mut record, "/scimUser/emails/0/value", &format!("user{NUMBER}@example.com"));
            set(&mut record, "/identities/0/id", NUMBER);
            set(&mut record, "/identities/0/idpUserInfo/id", NUMBER);
            record
        })
        .collect()
}

/// A payload for each user, with the rows that belong to it.
fn payloads(file: &Value) -> Vec<Value> {
    let lists = ["user_credentials", "user_identifiers", "user_verifiable_addresses"];
    let rows = |name: &str| file[name].as_array().cloned().unwrap_or_default();
    let mut payloads = Vec::new();
    for user in rows("users") {
        let id = user["id"].clone();
        let mut payload = json!({ "users": [user] });
        for (list, digit) in lists.into_iter().zip(1..) {
            let mut own: Vec<_> =
                rows(list).into_iter().filter(|row| row["user_id"] == id).collect();
            for (row, number) in own.iter_mut().zip(1..) {
                row["id"] = format!("2c83371f-5ed1-4bc{digit}-8c2{number}-{NUMBER}").into();
                row["user_id"] = format!("2c83371f-5ed1-4bcf-8c2b-{NUMBER}").into();
                for name in ["identifier", "identifier_lc", "address", "address_lc"] {
                    if row.get(name).is_some() {
                        let value = match row["type"].as_str() {
                            Some("email") => format!("user{number}.{NUMBER}@example.com"),
                            Some("mobile") => format!("+{number}{NUMBER}"),
                            _ => format!("user-{number}-{NUMBER}"),
                        };
                        row[name] = value.into();
                    }
                }
            }
            payload[list] = own.into();
        }
        payload["users"][0]["id"] = format!("2c83371f-5ed1-4bcf-8c2b-{NUMBER}").into();
        payloads.push(payload);
    }
    payloads
}

fn set(record: &mut Value, place: &str, text: &str) {
    if let Some(value) = record.pointer_mut(place) {
        *value = text.into();
    }
}

/// The record with each change, and what that is.
fn changed(record: &Value) -> Vec<(String, Value)> {
    let mut places = Vec::new();
    collect(record, "", &mut places);
    let mut changed = vec![("nothing".to_owned(), record.clone())];
    for place in places {
        for new in [
            json!(null),
            json!(true),
            json!(7),
            json!(-1),
            json!(1.5),
            json!(""),
            json!("x"),
            json!([]),
            json!({}),
            json!(["a", "a"]),
            json!([{}]),
            json!({ "a": 1 }),
        ] {
            let what = format!("{place} = {new}");
            let mut record = record.clone();
            *record.pointer_mut(&place).unwrap() = new;
            changed.push((what, record));
        }
        let (parent, name) = place.rsplit_once('/').unwrap();
        let mut without = record.clone();
        if let Some(parent) = without.pointer_mut(parent).unwrap().as_object_mut() {
            parent.remove(&name.replace("~1", "/").replace("~0", "~"));
            changed.push((format!("{place} gone"), without));
        }
    }
    changed
}

/// The places below the root; of a payload, those in its rows.
fn collect(value: &Value, at: &str, places: &mut Vec<String>) {
    let is_list = at.is_empty() || at.starts_with("/user") && at.matches('/').count() <= 1;
    let is_payload = value.get("users").is_some() || is_list && !at.is_empty() && value.is_array();
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), value)).collect()
        }
        Value::Array(values) => {
            values.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (name, value) in members {
        let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        if !is_payload {
            places.push(at.clone());
        }
        if !at.contains("/attributes/") {
            collect(value, &at, places);
        }
    }
}
