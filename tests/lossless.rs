//! What goes in comes out: App ID to App ID gives back every value as it was spelled, and every
//! other pair carries each leaf or counts it as lost. serde_json is the judge, on texts in which
//! each value was first replaced by its own spelling.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use idport::convert::{Conversion, Converted, Delta, convert};
use idport::digest::Algorithm;
use idport::formats::appid_directory::generate::{Envelope, Options, write_export};
use idport::formats::by_name;
use idport::generate::{KeyOrder, Layout as Spacing};
use idport::ids::RunKey;
use idport::input::{Feed, Input};
use idport::output::{Destination, Layout, Outputs};
use serde_json::{Value, json};
use support::schema;

const DIRECTORY: &str = "appid-directory";
const SOCIAL: &str = "appid-social";
const CLOUDENTITY: &str = "cloudentity";

#[test]
fn directory_files_come_back_as_they_were() {
    for name in ["bulk", "hostile", "import", "minimal", "page-1", "page-2", "read-answer"] {
        let text = testdata(&format!("{DIRECTORY}/{name}.json"));
        assert_eq!(same_again(DIRECTORY, &text), 0, "{name}");
    }
    let text = testdata(&format!("{DIRECTORY}/bad-records.json"));
    assert!(same_again(DIRECTORY, &text) > 0);
}

#[test]
fn odd_directory_records_come_back_as_they_were() {
    assert_eq!(same_again(DIRECTORY, ODD_DIRECTORY), 0);
}

#[test]
fn generated_directories_come_back_as_they_were() {
    for (seed, key_order, layout) in
        [(1, KeyOrder::Observed, Spacing::Compact), (2, KeyOrder::Alphabetical, Spacing::Compact)]
    {
        let envelope = Envelope::Array;
        let options = Options { users: 700, seed, defects: 0.0, envelope, key_order, layout };
        let mut text = Vec::new();
        write_export(&options, &mut text, None).unwrap();
        assert_eq!(same_again(DIRECTORY, &String::from_utf8(text).unwrap()), 0);
    }
}

#[test]
fn social_files_come_back_as_they_were() {
    for name in ["export", "import"] {
        let text = testdata(&format!("{SOCIAL}/{name}.json"));
        assert_eq!(same_again(SOCIAL, &text), 0, "{name}");
    }
    assert_eq!(same_again(SOCIAL, ODD_SOCIAL), 0);
}

#[test]
fn what_is_written_can_be_read_and_imported() {
    for (format, file, strict) in [
        (DIRECTORY, "bulk", true),
        (DIRECTORY, "import", true),
        (DIRECTORY, "hostile", true),
        (DIRECTORY, "minimal", false),
        (SOCIAL, "export", false),
        (SOCIAL, "import", true),
    ] {
        let done = run(format, format, &testdata(&format!("{format}/{file}.json")), &[]);
        let level = if strict { "import" } else { "read" };
        let output: Value = serde_json::from_str(&done.output()).unwrap();
        let validators = schema::validators(&format!("{format}.{level}"));
        let validator = validators.get("#").unwrap();
        let errors: Vec<_> =
            validator.iter_errors(&output).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{format}/{file}: {errors:?}");
    }
}

#[test]
fn pages_are_import_bodies() {
    for (format, file) in [(DIRECTORY, "bulk"), (SOCIAL, "export")] {
        let text = testdata(&format!("{format}/{file}.json"));
        let done = run(format, format, &text, &[("page-size", "4")]);
        let mut users = Vec::new();
        for name in ["page-000001.json", "page-000002.json"] {
            let page: Value = serde_json::from_str(&done.file(name)).unwrap();
            assert_eq!(page.as_object().unwrap().len(), 1);
            users.extend(page["users"].as_array().unwrap().clone());
        }
        assert_eq!(users.len(), records(&text).len());
        let whole: Value = serde_json::from_str(&run(format, format, &text, &[]).output()).unwrap();
        assert_eq!(whole.get("users").unwrap_or(&whole), &Value::Array(users));
    }
}

#[test]
fn directory_users_are_no_social_users() {
    let done = run(DIRECTORY, SOCIAL, &testdata("appid-directory/bulk.json"), &[]);
    assert_eq!((done.converted.report.converted, done.converted.report.refused), (0, 6));
    assert!(done.converted.report.rules.iter().any(|rule| rule.rule == "SF-015"));
    let output: Value = serde_json::from_str(&done.output()).unwrap();
    assert_eq!(output["totalResults"], 0);
}

#[test]
fn social_users_become_directory_users_without_password() {
    let text = testdata("appid-social/export.json");
    let done = run(SOCIAL, DIRECTORY, &text, &[]);
    let output: Value = serde_json::from_str(&done.output()).unwrap();
    let scim = &output[0]["scimUser"];
    assert_eq!(scim["originalId"], "2c83371f-5ed1-4bcf-8c2b-cd40dbde700d");
    assert_eq!(scim["emails"], json!([{ "value": "linnea.abara@example.com", "primary": true }]));
    assert_eq!(scim["status"], "CONFIRMED");
    assert_eq!(scim["name"]["givenName"], "Linnea");
    assert!(output[0].get("passwordHash").is_none());
    // Not stated as verified, so not confirmed.
    assert!(output[1]["scimUser"].get("status").is_none());
    // One has no address, one has the address of another.
    assert_eq!(done.converted.report.refused, 2);
    let rules: Vec<_> = done.converted.report.rules.iter().map(|rule| rule.rule).collect();
    assert!(rules.contains(&"CD-030") && rules.contains(&"CD-033"), "{rules:?}");
    let lost: Vec<_> = done.converted.report.losses.iter().map(|loss| &*loss.path).collect();
    assert_eq!(lost, ["/preferred_username", "/identities", "/idp"]);
}

#[test]
fn social_users_keep_their_identities_as_metadata() {
    let settings = [
        ("tenant-id", "acme"),
        ("user-pool-id", "pool"),
        ("external-identifiers", "true"),
        ("no-password", "expired"),
    ];
    let done = run(SOCIAL, CLOUDENTITY, &testdata("appid-social/export.json"), &settings);
    let output: Value = serde_json::from_str(&done.file("batch-000001.json")).unwrap();
    let users = output["users"].as_array().unwrap();
    // The address of the first user is an identifier, and cannot be that of the last one too.
    assert_eq!((users.len(), done.converted.report.refused), (7, 1));
    let identity = &users[1]["metadata"]["identities"][0];
    assert_eq!(
        (&identity["provider"], &identity["id"]),
        (&json!("facebook"), &json!("9851968896201509"))
    );
    assert_eq!(identity["claims"]["last_name"], "Ferreira-Lund");
    assert_eq!(users[1]["payload"]["family_name"], "Ferreira-Lund");
    assert_eq!(users[4]["metadata"]["kept"]["/idp"], "google");
    assert_eq!(output["user_credentials"].as_array().unwrap().len(), 7);
    let identifiers = output["user_identifiers"].as_array().unwrap();
    let external = identifiers.iter().filter(|row| row["type"] == "external");
    let external: Vec<_> = external.map(|row| row["identifier"].as_str().unwrap()).collect();
    assert_eq!(external[0], "appid:google:145996356539202623785");
    assert_eq!(external.len(), 6);
    let validators = schema::validators("cloudentity.2025");
    let errors: Vec<_> =
        validators.get("#").unwrap().iter_errors(&output).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn every_leaf_is_carried_or_counted_as_lost() {
    let sources = [
        (DIRECTORY, testdata("appid-directory/bulk.json")),
        (DIRECTORY, testdata("appid-directory/page-1.json")),
        (DIRECTORY, ODD_DIRECTORY.to_owned()),
        (SOCIAL, testdata("appid-social/export.json")),
        (SOCIAL, ODD_SOCIAL.to_owned()),
    ];
    for (from, text) in &sources {
        for to in [DIRECTORY, SOCIAL, CLOUDENTITY] {
            let settings = [("tenant-id", "acme"), ("user-pool-id", "pool")];
            let settings = if to == CLOUDENTITY { &settings[..] } else { &[] };
            let done = run(from, to, text, settings);
            let file = if to == CLOUDENTITY { "batch-000001.json" } else { "users.json" };
            let (output, rejects) = (done.file(file), done.file("rejects.json"));
            let mut found = Vec::new();
            leaves(
                &serde_json::from_str(&spelled(&output, false)).unwrap_or_default(),
                "",
                &mut found,
            );
            leaves(
                &serde_json::from_str(&spelled(&rejects, false)).unwrap_or_default(),
                "",
                &mut found,
            );
            let lost: Vec<_> =
                done.converted.report.losses.iter().map(|loss| &*loss.path).collect();
            for record in records(text) {
                let mut wanted = Vec::new();
                leaves(&record, "", &mut wanted);
                for (path, value) in wanted {
                    let carried = found.iter().any(|(_, other)| *other == value)
                        // These two are told by other values in the output.
                        || path == "/scimUser/status"
                        || path.ends_with("/primary");
                    assert!(
                        carried || lost.iter().any(|lost| covers(lost, &path)),
                        "{from} to {to}: {path} is neither carried nor lost ({lost:?})"
                    );
                }
            }
        }
    }
}

/// Does the path of a loss cover this path?
fn covers(lost: &str, path: &str) -> bool {
    if lost == "(other members)" {
        return true;
    }
    let mut tokens = path.split('/');
    lost.split('/').all(|token| tokens.next().is_some_and(|own| token == "*" || token == own))
}

/// All leaves of a value that are no null, true or false, with their paths.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, value)| leaves(value, &format!("{path}/{name}"), found));
        }
        Value::Array(items) => (0..)
            .zip(items)
            .for_each(|(index, item): (usize, _)| leaves(item, &format!("{path}/{index}"), found)),
        Value::String(text) => {
            found.push((path.to_owned(), text.trim_start_matches('#').to_owned()));
        }
        _ => {}
    }
}

/// Converts a text to its own format and compares; how many records were refused.
fn same_again(format: &str, text: &str) -> usize {
    let done = run(format, format, text, &[]);
    let rejects = match done.file("rejects.json") {
        none if none.is_empty() => Vec::new(),
        rejects => records(&rejects),
    };
    let wanted: Vec<_> = records(text)
        .into_iter()
        .filter(|record| !rejects.contains(record))
        .map(declared)
        .collect();
    let found: Vec<_> = records(&done.output()).into_iter().map(without_null).collect();
    assert_eq!(found.len(), wanted.len());
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(found, wanted);
    }
    assert!(done.converted.report.losses.is_empty());
    rejects.len()
}

/// What a record becomes that is read and written: the declared transformations, nothing else.
fn declared(record: Value) -> Value {
    let mut record = without_null(record);
    let members = record.as_object_mut().unwrap();
    members.entry("roles").or_insert(json!([]));
    if let Some(scim) = members.get_mut("scimUser").and_then(Value::as_object_mut) {
        if let Some(id) = scim.remove("orignalId") {
            scim.insert("originalId".to_owned(), id);
        }
        let profile = members.entry("profile").or_insert(json!({}));
        profile.as_object_mut().unwrap().entry("attributes").or_insert(json!({}));
    } else {
        members.entry("attributes").or_insert(json!({}));
        let identities = members.entry("identities").or_insert(json!([]));
        for identity in identities.as_array_mut().unwrap() {
            // A number becomes text, digit for digit.
            if let Some(Value::String(id)) = identity.get_mut("id") {
                *id = id.trim_start_matches('#').to_owned();
            }
        }
    }
    record
}

/// Members that are null are left out, but not those of attributes.
fn without_null(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| match name.as_str() {
                "attributes" => (name, value),
                _ => (name, without_null(value)),
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(without_null).collect(),
        other => other,
    }
}

/// The records of a text; each value is its own spelling.
fn records(text: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(&spelled(text, true)).unwrap();
    let list = document.get("users").unwrap_or(&document);
    list.as_array().unwrap().clone()
}

/// The same JSON with every number replaced by the text `#` and its digits, and every text that is
/// no member name by the text of its escapes. Without `mark` numbers are their bare digits.
fn spelled(text: &str, mark: bool) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (String::new(), 0);
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'"' => {
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
                let is_name = text[at..].trim_start().starts_with(':');
                match is_name {
                    true => out.push_str(&text[start..at]),
                    false => out.push_str(&Value::from(&text[start + 1..at - 1]).to_string()),
                }
            }
            b'-' | b'0'..=b'9' => {
                while matches!(bytes.get(at), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'))
                {
                    at += 1;
                }
                let sign = if mark { "#" } else { "" };
                out.push_str(&format!("\"{sign}{}\"", &text[start..at]));
            }
            _ => {
                at += text[at..].chars().next().unwrap().len_utf8();
                out.push_str(&text[start..at]);
            }
        }
    }
    out
}

/// A conversion that was done.
struct Done {
    folder: tempfile::TempDir,
    converted: Converted,
}

impl Done {
    fn output(&self) -> String {
        self.file("users.json")
    }

    /// A file of the output, or nothing.
    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join("out").join(name)).unwrap_or_default()
    }
}

fn run(from: &str, to: &str, text: &str, settings: &[(&str, &str)]) -> Done {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("in.json");
    fs::write(&path, text).unwrap();
    let outputs =
        Outputs::new(Destination::Folder(folder.path().join("out")), false, false).unwrap();
    let settings: BTreeMap<_, _> =
        settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let input = Input { name: "in.json".into(), path: Some(path) };
    let converted = convert(Conversion {
        feed: Feed::new(vec![input], Algorithm::None),
        from: by_name(from).unwrap(),
        to: by_name(to).unwrap(),
        settings,
        outputs: &outputs,
        layout: Layout::Files,
        id_map: None,
        mapping: None,
        now: "2026-01-02T03:04:05Z".into(),
        run_key: RunKey::new([7; 32]),
        digest: Algorithm::None,
        threads: 2,
        allow: Vec::new(),
        delta: Delta::None,
    })
    .unwrap();
    outputs.commit().unwrap();
    Done { folder, converted }
}

fn testdata(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)).unwrap()
}

const ODD_DIRECTORY: &str = r#"[
  {"scimUser": {"originalId": "", "id": "x1", "emails": [{"value": "odd1@example.com"}, {"value": "odd1@example.net", "primary": true, "display": "two", "type": 5}],
    "name": {}, "meta": {}, "phoneNumbers": [{"type": "work"}, {"value": "+12025550100", "primary": false}], "photos": [], "addresses": [{}],
    "passwordHistory": [], "mfaContext": {}, "lockedUntil": 1792108800000, "status": "UNKNOWN", "active": false},
   "passwordHash": "", "profile": {"attributes": {"a": null, "b": 1.50}, "extra": [1, {"c": 2e1}]}, "roles": ["r1"], "future": {"x": [true]}},
  {"scimUser": {"originalId": "x2", "id": "x3", "schemas": ["urn:s"], "meta": {"created": "2020-01-01T00:00:00Z", "version": "7"},
    "emails": [{"value": "odd2@example.com", "primary": true, "verified": true}], "name": {"givenName": "G2", "nick": "N2"}, "locale": 7, "title": "",
    "phoneNumbers": [{"value": "+12025550101", "ext": "9"}, {"value": "555", "type": "home", "primary": true}],
    "photos": [{"value": "p2", "primary": false, "caption": "c2"}], "addresses": [{"country": "DE", "floor": 3, "primary": true}, {"type": "home", "region": 8}],
    "roles": [{"value": "scim"}], "passwordExpirationTimestamp": 0, "passwordUpdatedTimestamp": 1791676800000},
   "passwordHash": "aGFzaA==", "passwordHashAlg": "PBKDF2WithHmacSHA512"},
  {"scimUser": {"orignalId": "x4", "originalId": "x4", "emails": [{"value": "odd3@example.com", "primary": true}], "meta": 5, "phoneNumbers": "none", "name": {"givenName": "G\u00fc"}},
   "profile": {}, "roles": [], "displayName": "beside"}
]"#;

const ODD_SOCIAL: &str = r#"{"users": [
  {"id": "s1", "name": "S\u00e9 One", "email": "odd1@example.com", "future": {"a": [1.50]}, "gender": 5, "locale": 9, "hashedEmail": 7,
   "identities": [{"provider": "google", "id": 107350019284416620573, "idpUserInfo": {"id": 107350019284416620573, "x": null, "email": "ODD1@example.com", "verified_email": true}, "profile": {"given_name": "P"}, "given_name": "Q"}]},
  {"id": "s2", "identities": [{"provider": "w3id", "id": "a:b"}, {"provider": "cloud_directory"}, {}], "attributes": {"n": null, "m": 1E+2}, "roles": ["a", "b"]},
  {"id": "s3", "name": null, "email": {"not": "text"}, "identities": null, "idp": "google", "preferred_username": "s.three"},
  {"id": "s4", "name": {"first": "F"}, "email": "odd4@example.com", "picture": "relative.png", "attributes": {"address": {"city": "Lier"}},
   "identities": [{"provider": 4, "id": "77", "idpUserInfo": "text", "email_verified": true}], "hashedIdpId": "aGFzaA=="}
]}"#;
