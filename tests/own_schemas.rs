//! Schemas of the operator: users are held to them when they are read and when they are written.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use support::run::{Home, testdata};

/// A schema that the first user of the minimal records does not keep.
const NAMED: &str = r#"{"type": "object", "required": ["family_name"]}"#;

#[test]
fn a_payload_that_the_tenant_would_refuse_is_not_written() {
    let home = Home::new();
    home.put("in.json", testdata("minimal.json"));
    home.put("payload.schema.json", NAMED);
    let free = home.convert("in.json").ended(0).manifest();
    assert_eq!(free["refused"], 0);
    home.put("open.schema.json", r#"{"type": "object"}"#);
    let same = home.convert("in.json --payload-schema open.schema.json --force").ended(0);
    assert_eq!(same.manifest()["converted"], free["converted"]);
    let held = home.convert("in.json --payload-schema payload.schema.json --force").ended(1);
    let text = String::from_utf8(held.file("rejects.findings.jsonl")).unwrap();
    for part in ["CE-PAY-001", "/payload/family_name", "`required`"] {
        assert!(text.contains(part), "{text}");
    }
    let told =
        home.idport("validate in.json --for cloudentity --payload-schema payload.schema.json");
    assert_eq!(told.code, 1);
}

#[test]
fn attributes_are_held_to_a_schema_when_they_are_read() {
    let home = Home::new();
    home.put("in.json", testdata("bulk.json"));
    home.put("loose.json", r#"{"type": "object"}"#);
    home.put("tight.json", r#"{"additionalProperties": false}"#);
    assert_eq!(home.idport("validate in.json --attributes-schema loose.json").code, 0);
    let told = home.idport("validate in.json --attributes-schema tight.json --output jsonl");
    let text = String::from_utf8(told.stdout).unwrap();
    assert_eq!(told.code, 1);
    assert!(text.contains("SC-002") && text.contains("/profile/attributes"), "{text}");
}

#[test]
fn what_is_no_schema_is_refused_with_its_flag() {
    let home = Home::new();
    home.put("in.json", testdata("bulk.json"));
    for (text, says) in [
        ("{", "--attributes-schema: "),
        (r#"{"type": "person"}"#, "it is no JSON Schema"),
        (r#"{"$ref": "https://example.com/schema"}"#, "--attributes-schema: "),
    ] {
        home.put("own.json", text);
        let told = home.idport("validate in.json --attributes-schema own.json");
        assert!(told.code == 2 && told.stderr.contains(says), "{}", told.stderr);
    }
    let told = home.idport("validate in.json --payload-schema own.json");
    assert!(told.code == 2 && told.stderr.contains("cloudentity"), "{}", told.stderr);
}

#[test]
fn what_a_schema_cannot_be_asked_about_does_not_pass() {
    let home = Home::new();
    let record = |number: &str| {
        format!(
            r#"[{{"scimUser":{{"emails":[{{"value":"a@example.com","primary":true}}]}},
            "profile":{{"attributes":{{"n":{number}}}}},"roles":[]}}]"#
        )
    };
    home.put("own.json", r#"{"properties": {"n": {"type": "number"}}}"#);
    for (number, code) in [("1e99", 0), ("1e999", 1)] {
        home.put("in.json", record(number));
        let told = home.idport("validate in.json --attributes-schema own.json --output json");
        let text = String::from_utf8(told.stdout).unwrap();
        assert_eq!((told.code, text.contains("SC-002")), (code, code == 1), "{text}");
    }
}
