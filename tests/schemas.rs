//! The published schemas: sound, honest about their sources, and wide enough for every legal file.
//! That they are narrow enough is shown in `schema_refusals`.

mod support;

use serde_json::Value;
use support::change::Change::{self, Drop, Fill};
use support::{schema, vendor};

/// The schemas of vendors' formats, and the test data each must accept.
const ACCEPTED: &[(&str, &[&str])] = &[
    (
        "appid-directory.read",
        &[
            "appid-directory/bulk.json",
            "appid-directory/import.json",
            "appid-directory/page-1.json",
            "appid-directory/page-2.json",
            "appid-directory/read-answer.json",
            "appid-directory/minimal.json",
            "appid-directory/hostile.json",
        ],
    ),
    (
        "appid-directory.import",
        &[
            "appid-directory/import.json",
            "appid-directory/page-1.json",
            "appid-directory/page-2.json",
            "appid-directory/hostile.json",
        ],
    ),
    ("appid-social.read", &["appid-social/export.json", "appid-social/import.json"]),
    ("appid-social.import", &["appid-social/import.json"]),
    ("cloudentity.2022", &["cloudentity/payload-2022.json", "cloudentity/payload.json"]),
    ("cloudentity.2025", &["cloudentity/payload.json", "cloudentity/dump.json"]),
];

/// For each record of `bad-records.json`: does it pass the read schema, and the import schema?
const BAD_RECORDS: [(bool, bool); 17] = [
    (true, true),   // good
    (false, false), // not an object
    (false, false), // no scimUser
    (false, false), // no e-mail
    (false, false), // e-mail a number
    (true, false),  // e-mail malformed
    (true, false),  // two primaries
    (true, true),   // good
    (true, true),   // source id of another record
    (true, true),   // e-mail of another record
    (true, false),  // both spellings of the id
    (false, false), // roles as objects
    (false, false), // attributes an array
    (true, false),  // plain-text password
    (true, false),  // active as text
    (true, true),   // duplicate member: only a parser sees it
    (true, true),   // good
];

#[test]
fn every_schema_is_valid_against_its_metaschema() {
    for name in schema::names() {
        let document = schema::document(&name);
        assert_eq!(document["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        if let Err(error) = jsonschema::meta::validate(&document) {
            panic!("{name}{}: {error}", error.instance_path());
        }
        schema::validators(&name);
    }
}

#[test]
fn every_schema_names_itself() {
    for name in schema::names() {
        let document = schema::document(&name);
        let id = format!("https://idport.example.org/schemas/{name}.json");
        assert_eq!(document["$id"], id.as_str(), "{name}");
        for text in ["title", "description"] {
            assert!(document[text].as_str().is_some_and(|text| !text.is_empty()), "{name} {text}");
        }
    }
}

#[test]
fn every_property_says_what_it_is_and_how_far_that_is_known() {
    for (name, _) in ACCEPTED {
        let mut silent = Vec::new();
        undescribed(&schema::document(name), "", &mut silent);
        assert!(silent.is_empty(), "{name}: {silent:?}");
    }
}

/// Collects the properties whose description is missing or tells no standing.
fn undescribed(schema: &Value, at: &str, silent: &mut Vec<String>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}/properties/{name}");
        let text = property["description"].as_str().unwrap_or_default();
        if !["documented", "observed", "inferred"].iter().any(|standing| text.contains(standing)) {
            silent.push(at.clone());
        }
        undescribed(property, &at, silent);
    }
    for (name, part) in schema["$defs"].as_object().into_iter().flatten() {
        undescribed(part, &format!("{at}/$defs/{name}"), silent);
    }
    if schema["items"].is_object() {
        undescribed(&schema["items"], &format!("{at}/items"), silent);
    }
}

#[test]
fn every_legal_file_is_accepted() {
    for (name, files) in ACCEPTED {
        let validators = schema::validators(name);
        for file in *files {
            if let Err(error) = validators["#"].validate(&schema::testdata(file)) {
                panic!("{name} refuses {file}{}: {error}", error.instance_path());
            }
        }
    }
}

#[test]
fn both_envelopes_are_read_and_may_be_empty() {
    for (name, array, object) in [
        ("appid-directory.read", true, true),
        ("appid-directory.import", true, true),
        ("appid-social.read", true, true),
        ("appid-social.import", false, true),
        ("cloudentity.2025", false, true),
    ] {
        let validators = schema::validators(name);
        assert_eq!(validators["#"].is_valid(&serde_json::json!([])), array, "{name} array");
        let users = serde_json::json!({ "users": [] });
        assert_eq!(validators["#"].is_valid(&users), object, "{name} object");
    }
}

#[test]
fn what_the_limits_allow_is_accepted() {
    for (name, file, pointer, change) in [
        ("appid-directory.read", "appid-directory/import.json", "/users", Fill(51)),
        ("appid-directory.read", "appid-directory/page-1.json", "/users/0/scimUser/active", no()),
        ("appid-directory.read", "appid-directory/page-1.json", "/itemsPerPage", no()),
        ("appid-directory.read", "appid-directory/page-1.json", "/users/0/roles", Drop),
        ("appid-directory.import", "appid-directory/import.json", "/users", Fill(50)),
        ("appid-directory.import", "appid-directory/import.json", "/users/0/unknown", no()),
        ("appid-social.read", "appid-social/export.json", "/users/0/identities", no()),
        ("appid-social.read", "appid-social/export.json", "/users/0/identities/0/id", number()),
        ("appid-social.import", "appid-social/import.json", "/users", Fill(51)),
        ("appid-social.import", "appid-social/import.json", "/users/0/roles", Drop),
        ("cloudentity.2022", "cloudentity/payload-2022.json", "/users", Fill(100)),
        ("cloudentity.2022", "cloudentity/payload-2022.json", "/users", Drop),
        ("cloudentity.2025", "cloudentity/payload.json", "/users", Fill(100)),
        ("cloudentity.2025", "cloudentity/payload.json", "/users/0/unknown", no()),
        ("cloudentity.2025", "cloudentity/payload.json", "/users/0/metadata/free", no()),
        ("cloudentity.2025", "cloudentity/dump.json", "/user_credentials/6/payload/secret", no()),
    ] {
        let changed = change.applied(&schema::testdata(file), pointer);
        if let Err(error) = schema::validators(name)["#"].validate(&changed) {
            panic!("{name} refuses {pointer} {change:?}{}: {error}", error.instance_path());
        }
    }
    let records = Fill(51).applied(&schema::testdata("appid-directory/import.json"), "/users");
    let bulk = schema::validators("appid-directory.import");
    assert!(bulk["#"].is_valid(&records["users"]), "a bulk file has no cap");
}

/// Null, or what else a field may hold without a word.
fn no() -> Change {
    Change::Set(Value::Null)
}

/// An identifier that was written as a number.
fn number() -> Change {
    Change::Set(serde_json::json!(102_938_475_610_293_847_u64))
}

#[test]
fn one_record_is_checked_alone() {
    let file = schema::testdata("appid-directory/bad-records.json");
    let records = file.as_array().expect("an array");
    assert_eq!(records.len(), BAD_RECORDS.len());
    let [read, import] = ["appid-directory.read", "appid-directory.import"].map(schema::validators);
    for (index, (record, expected)) in records.iter().zip(BAD_RECORDS).enumerate() {
        let got = [&read, &import].map(|schema| schema["#/$defs/record"].is_valid(record));
        assert_eq!(got, [expected.0, expected.1], "record {index}");
    }
}

#[test]
fn a_row_is_checked_alone() {
    let validators = schema::validators("cloudentity.2025");
    let dump = schema::testdata("cloudentity/dump.json");
    for (array, row) in [
        ("users", "user"),
        ("user_credentials", "user_credential"),
        ("user_identifiers", "user_identifier"),
        ("user_verifiable_addresses", "user_verifiable_address"),
        ("pools", "pool"),
        ("schemas", "schema"),
        ("codes", "code"),
        ("groups", "group"),
        ("group_members", "group_member"),
    ] {
        let schema = &validators[format!("#/$defs/{row}").as_str()];
        for value in dump[array].as_array().expect("an array of rows") {
            assert!(schema.is_valid(value), "{row}");
        }
        assert!(!schema.is_valid(&serde_json::json!("text")), "{row} accepts text");
    }
}

#[test]
fn the_form_of_2022_lacks_only_what_came_later() {
    let [old, new] =
        ["cloudentity.2022", "cloudentity.2025"].map(|name| schema::document(name)["$defs"].take());
    for (part, old) in old.as_object().expect("parts") {
        let new = &new[part];
        assert_eq!(old["type"], new["type"], "{part}");
        assert_eq!([&old["if"], &old["then"]], [&new["if"], &new["then"]], "{part}");
        let mut required = new["required"].clone();
        if let Some(names) = required.as_array_mut() {
            names.retain(|name| name != "identifier_lc" && name != "address_lc");
        }
        assert_eq!(old["required"], required, "{part}");
        for (name, property) in old["properties"].as_object().expect("properties") {
            let [old, new] = [property, &new["properties"][name]].map(without_words);
            assert_eq!(old, new, "{part}/{name}");
        }
    }
}

/// A property without its description, and without the values of an `enum`, which may grow.
fn without_words(property: &Value) -> Value {
    let mut property = property.clone();
    for key in ["description", "enum"] {
        if let Some(words) = property.get_mut(key) {
            *words = Value::Bool(true);
        }
    }
    if let Some(parts) = property.get_mut("properties").and_then(Value::as_object_mut) {
        parts.values_mut().for_each(|part| *part = without_words(part));
    }
    property
}

#[test]
fn the_vendors_samples_are_accepted() {
    let Some(samples) = vendor::samples() else {
        println!("the vendors' sample pages are absent: nothing was checked against them");
        return;
    };
    for (format, least) in [("appid-directory", 1), ("appid-social", 3), ("cloudentity", 1)] {
        let found = samples.iter().filter(|sample| sample.format == format).count();
        assert!(found >= least, "{format}: {found} samples");
    }
    for sample in &samples {
        let (wide, narrow) = match sample.format {
            "appid-directory" => ("appid-directory.read", "appid-directory.import"),
            "appid-social" => ("appid-social.read", "appid-social.import"),
            _ => ("cloudentity.2022", "cloudentity.2025"),
        };
        let page = &sample.page;
        if let Err(error) = schema::validators(wide)["#"].validate(&sample.value) {
            panic!("{wide} refuses a sample of {page}{}: {error}", error.instance_path());
        }
        // The misspelt id is not to be written, and lower-case copies came after the page.
        let strict = schema::validators(narrow)["#"].is_valid(&sample.value);
        assert_eq!(strict, sample.format == "appid-social", "{narrow} and {page}");
    }
}
