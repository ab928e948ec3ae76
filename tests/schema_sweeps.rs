//! What the published schemas refuse at every place of a kind: null, another type, a missing
//! member that the sources demand, empty ids, times and counts out of their form. Single cases are in
//! `schema_refusals`.

mod support;

use std::mem::discriminant;

use serde_json::{Value, json};
use support::change::Change::{self, Drop};
use support::schema;

/// Schemas that allow no null, and files that together show nearly every member.
const STRICT: &[(&str, &[&str])] = &[
    (
        "appid-directory.import",
        &[
            "appid-directory/bulk.json",
            "appid-directory/import.json",
            "appid-directory/page-1.json",
        ],
    ),
    ("appid-social.import", &["appid-social/export.json", "appid-social/import.json"]),
    ("cloudentity.2022", &["cloudentity/payload-2022.json"]),
    ("cloudentity.2025", &["cloudentity/payload.json", "cloudentity/dump.json"]),
];

/// Members that hold free data: nothing is asked of what is below them.
const FREE: &[&str] = &["attributes", "metadata", "business_metadata", "schema", "mfaContext"];

/// Members no schema knows.
const UNKNOWN: &[&str] = &["branch", "data"];

/// Texts that may be empty.
const MAY_BE_EMPTY: &[&str] = &["description", "salt", "path", "workspace_id", "badge_color"];

/// Members that hold text or a number.
const DURATIONS: &[&str] = &["ttl", "mfa_session_ttl", "expires_after"];

/// What each row must hold, by the vendor's specification, and its own id by the vendor's page.
const REQUIRED: &[(&str, &[&str])] = &[
    ("users", &["id", "tenant_id", "user_pool_id", "status"]),
    ("user_credentials", &["id", "type", "payload", "user_id", "tenant_id", "user_pool_id"]),
    ("user_credentials", &["created_at", "updated_at"]),
    ("user_identifiers", &["id", "type", "identifier", "user_id", "tenant_id", "user_pool_id"]),
    ("user_identifiers", &["created_at", "updated_at"]),
    ("user_verifiable_addresses", &["id", "type", "address", "status", "verified"]),
    ("user_verifiable_addresses", &["user_id", "tenant_id", "user_pool_id"]),
    ("user_verifiable_addresses", &["created_at", "updated_at"]),
    ("pools", &["tenant_id", "name"]),
    ("schemas", &["tenant_id", "name", "schema"]),
    ("codes", &["tenant_id", "user_pool_id", "user_id", "type", "code"]),
];

/// The same for what came after 2022.
const REQUIRED_2025: &[(&str, &[&str])] = &[
    ("user_identifiers", &["identifier_lc"]),
    ("user_verifiable_addresses", &["address_lc"]),
    ("groups", &["user_pool_id"]),
];

#[test]
fn null_is_legal_nowhere() {
    sweep(|_, _| vec![Value::Null]);
}

#[test]
fn no_value_stands_for_one_of_another_type() {
    let others = [json!({}), json!([]), json!(false), json!("7"), json!(7)];
    sweep(|name, value| {
        if DURATIONS.contains(&name) || ["", "picture"].contains(&name) {
            return vec![];
        }
        let other = |other: &&Value| discriminant(*other) != discriminant(value);
        others.iter().filter(other).cloned().collect()
    });
}

#[test]
fn ids_and_names_are_not_empty() {
    sweep_cloudentity(|name, value| {
        let free = MAY_BE_EMPTY.contains(&name) || name.parse::<usize>().is_ok();
        if value.is_string() && !free { vec![json!("")] } else { vec![] }
    });
}

#[test]
fn times_are_instants() {
    sweep_cloudentity(|name, _| match name.ends_with("_at") {
        true => vec![json!("yesterday"), json!("2026-03-14"), json!("2026-03-14T08:30:00")],
        false => vec![],
    });
}

#[test]
fn counts_are_whole_and_fit_64_bits() {
    sweep(|name, value| match value.as_u64() {
        Some(_) if !DURATIONS.contains(&name) => {
            vec![json!(-1), json!(1.5), json!("1"), json!(9_223_372_036_854_775_808_u64)]
        }
        _ => vec![],
    });
}

#[test]
fn every_required_member_is_demanded() {
    for (name, tables) in [
        ("cloudentity.2022", [REQUIRED, &[]].as_slice()),
        ("cloudentity.2025", [REQUIRED, REQUIRED_2025].as_slice()),
    ] {
        let validators = schema::validators(name);
        let dump = dump_of(name);
        assert!(validators["#"].is_valid(&dump), "{name} accepts the dump");
        for (array, members) in tables.iter().copied().flatten() {
            for member in *members {
                let changed = Drop.applied(&dump, &format!("/{array}/0/{member}"));
                assert!(!validators["#"].is_valid(&changed), "{name} /{array} without {member}");
            }
        }
    }
}

#[test]
fn a_hash_has_the_parameters_of_its_method_alone() {
    for (name, methods) in [
        ("cloudentity.2022", ["bcrypt", "pbkdf2", "argon2", "sha"].as_slice()),
        ("cloudentity.2025", ["bcrypt", "pbkdf2", "argon2", "sha", "md5"].as_slice()),
    ] {
        let validators = schema::validators(name);
        let config = &validators["#/$defs/hash_config"];
        for method in methods {
            let own = json!({ "method": method, *method: {} });
            assert!(config.is_valid(&own), "{name} {method}");
            assert!(!config.is_valid(&json!({ "method": method })), "{name} bare {method}");
            assert!(!config.is_valid(&json!({ "method": method, *method: [] })), "{name} {method}");
            for other in methods.iter().filter(|other| *other != method) {
                let both = json!({ "method": method, *method: {}, *other: {} });
                assert!(!config.is_valid(&both), "{name} {method} with {other}");
            }
        }
    }
}

#[test]
fn every_plural_attribute_has_one_primary_at_most() {
    let validators = schema::validators("appid-directory.import");
    let user = &validators["#/$defs/scimUser"];
    let emails = json!([{ "value": "a@example.com", "primary": true }]);
    for name in
        ["phoneNumbers", "addresses", "photos", "ims", "entitlements", "groups", "x509Certificates"]
    {
        let with = |values: Value| json!({ "emails": emails, name: values });
        let [one, none] = [true, false].map(|primary| json!({ "type": "a", "primary": primary }));
        assert!(user.is_valid(&with(json!([]))), "{name} empty");
        assert!(user.is_valid(&with(json!([one, none, none]))), "{name} with one primary");
        let silent = json!({ "type": "a" });
        assert!(user.is_valid(&with(json!([silent, silent, none]))), "{name} without primary");
        assert!(!user.is_valid(&with(json!({}))), "{name} as an object");
        assert!(!user.is_valid(&with(json!([one, none, one]))), "{name} with two primaries");
        assert!(!user.is_valid(&with(json!(["text"]))), "{name} of text");
        assert!(!user.is_valid(&with(json!([{ "type": 1 }]))), "{name} with a number");
    }
}

#[test]
fn claims_have_one_type_nested_and_flattened() {
    let parts = schema::document("appid-social.import")["$defs"].take();
    let validators = schema::validators("appid-social.import");
    let flattened =
        |name: &str, value: Value| json!({ "provider": "saml", "id": "1", name: value });
    for name in parts["info"]["properties"].as_object().expect("claims").keys() {
        let nested = json!({ name: [1] });
        assert!(!validators["#/$defs/info"].is_valid(&nested), "{name} nested");
        if name != "name_id" {
            let identity = flattened(name, json!([1]));
            assert!(!validators["#/$defs/identity"].is_valid(&identity), "{name} flattened");
        }
    }
}

/// Puts other values at every place of every strict file, and asserts that each is refused.
fn sweep(others: impl Fn(&str, &Value) -> Vec<Value>) {
    for (name, files) in STRICT {
        sweep_files(name, files, &others);
    }
}

/// The same for Cloudentity alone.
fn sweep_cloudentity(others: impl Fn(&str, &Value) -> Vec<Value>) {
    for (name, files) in STRICT.iter().filter(|(name, _)| name.starts_with("cloudentity")) {
        sweep_files(name, files, &others);
    }
}

fn sweep_files(name: &str, files: &[&str], others: impl Fn(&str, &Value) -> Vec<Value>) {
    let validators = schema::validators(name);
    let mut missed = Vec::new();
    for file in files {
        let document = legal(name, schema::testdata(file));
        assert!(validators["#"].is_valid(&document), "{name} accepts {file}");
        for pointer in places(&document) {
            let member = pointer.rsplit('/').next().unwrap_or_default();
            let value = document.pointer(&pointer).expect("a place of the document");
            for other in others(member, value) {
                let change = Change::Set(other);
                if validators["#"].is_valid(&change.applied(&document, &pointer)) {
                    missed.push(format!("{file} {pointer} {change:?}"));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{name} misses:\n{}", missed.join("\n"));
}

/// The document without what a strict schema refuses by design.
fn legal(name: &str, mut document: Value) -> Value {
    match (name, &mut document) {
        ("appid-directory.import", Value::Array(records)) => {
            for record in records {
                *record = Drop.applied(record, "/scimUser/orignalId");
            }
        }
        ("appid-social.import", Value::Object(envelope)) => {
            let users = envelope["users"].as_array_mut().expect("users");
            users.retain(|user| user.pointer("/identities/0/profile").is_none());
        }
        _ => {}
    }
    document
}

/// The dump, as far as a schema knows its rows.
fn dump_of(name: &str) -> Value {
    let mut dump = schema::testdata("cloudentity/dump.json");
    if name == "cloudentity.2022" {
        let rows = |rows: &mut Value, kept: &[&str], member: &str| {
            let rows = rows.as_array_mut().expect("rows");
            rows.retain(|row| row.pointer(member).is_some_and(|value| kept.contains(&text(value))));
        };
        let method = "/payload/hashed_password/config/method";
        rows(&mut dump["user_credentials"], &["pbkdf2", "argon2", "sha"], method);
        rows(&mut dump["user_identifiers"], &["email", "mobile", "uid"], "/type");
    }
    dump
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// All places of a document that are not below free data.
fn places(document: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut next = 0;
    while let Some(at) = found.get(next).cloned() {
        next += 1;
        let name = at.rsplit('/').next().unwrap_or_default();
        let below_row = at.matches('/').count() == 3;
        if FREE.contains(&name) || (name == "payload" && below_row && free_payload(document, &at)) {
            continue;
        }
        match document.pointer(&at) {
            Some(Value::Object(members)) => {
                found.extend(members.keys().map(|key| format!("{at}/{key}")));
            }
            Some(Value::Array(elements)) => {
                found.extend((0..elements.len()).map(|index| format!("{at}/{index}")));
            }
            _ => {}
        }
    }
    found.retain(|at| !UNKNOWN.iter().any(|name| at.contains(&format!("/{name}"))));
    found
}

/// Whether a payload is a user's, or that of a credential without a published shape.
fn free_payload(document: &Value, at: &str) -> bool {
    document.pointer(at).is_some_and(|payload| payload.get("hashed_password").is_none())
}
