//! Findings name what is wrong, where it is, and nothing else.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::fs;

use idport::digest::Algorithm;
use idport::findings::Finding;
use idport::formats::by_name;
use idport::input::{Feed, Input};
use idport::validate::{Validation, validate};
use serde_json::{Value, json};

const ADA: &str = "21b89ab2-8c88-4541-b3da-7e02b8f04281";

/// Everything that is found in files of a format, in order.
fn found(format: &str, files: &[(&str, &str)], settings: &[(&str, &str)]) -> Vec<Finding> {
    let home = tempfile::tempdir().unwrap();
    let inputs = files.iter().map(|(name, text)| {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        Input { name: (*name).to_owned(), path: Some(path) }
    });
    let feed = Feed::new(inputs.collect(), Algorithm::None);
    let format = by_name(format).unwrap();
    let mut all = Vec::new();
    let mut validation = Validation::new(feed, format, "2026-01-02T03:04:05Z");
    validation.target = (!settings.is_empty()).then_some(format);
    validation.settings =
        settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    validation.told = Some(Box::new(|finding| {
        all.push(finding.clone());
        Ok(())
    }));
    validate(validation).unwrap();
    all
}

/// A finding as rule, pointer and shape.
fn said(finding: &Finding) -> String {
    format!("{} {} {}", finding.rule.id, finding.place.pointer, finding.got)
}

/// The findings of a payload, other than those of these rules.
fn of_payload(payload: &Value, but: &[&str]) -> Vec<String> {
    let text = payload.to_string();
    let found = found("cloudentity", &[("payload.json", &text)], &[]);
    found.iter().filter(|one| !but.contains(&one.rule.id)).map(said).collect()
}

/// A payload with nothing wrong.
fn payload() -> Value {
    let row = |id: &str, other: Value| {
        let mut row = json!({
            "id": id, "user_id": ADA, "tenant_id": "acme", "user_pool_id": "customers",
            "created_at": "2025-03-14T08:30:00Z", "updated_at": "2025-03-14T08:30:00Z",
        });
        row.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        row
    };
    let user = row(ADA, json!({"status": "active"}));
    let address = json!({
        "type": "email", "address": "ada@example.com", "address_lc": "ada@example.com",
        "status": "active", "verified": true, "verified_at": "2025-03-14T08:30:00Z",
    });
    let identifier = json!({
        "type": "email", "identifier": "ada@example.com", "identifier_lc": "ada@example.com",
    });
    let mut payload = json!({
        "users": [user],
        "user_identifiers": [row("7a0c1de4-9f5b-4b12-8f3d-6a5e4d3c2b1a", identifier)],
        "user_verifiable_addresses": [row("0f8a1f57-9d55-4b5f-8e35-0b6f4b7f6a21", address)],
    });
    payload["users"][0].as_object_mut().unwrap().remove("user_id");
    payload
}

#[test]
fn a_row_that_lacks_a_member_names_the_member() {
    assert_eq!(of_payload(&payload(), &[]), <[&str; 0]>::default());
    for (list, member, rule) in [
        ("user_identifiers", "identifier", "CE-STR-004"),
        ("user_identifiers", "type", "CE-STR-004"),
        ("user_identifiers", "id", "CE-STR-005"),
        ("user_identifiers", "tenant_id", "CE-STR-004"),
        ("user_identifiers", "updated_at", "CE-TIM-002"),
        ("user_identifiers", "identifier_lc", "CE-IDN-007"),
        ("user_verifiable_addresses", "status", "CE-STR-004"),
        ("user_verifiable_addresses", "verified", "CE-STR-004"),
        ("user_verifiable_addresses", "verified_at", "CE-ADR-007"),
        ("user_verifiable_addresses", "address_lc", "CE-ADR-005"),
    ] {
        let mut payload = payload();
        payload[list][0].as_object_mut().unwrap().remove(member);
        let due = format!("{rule} /{list}/0/{member} nothing");
        assert_eq!(of_payload(&payload, &[]), [due]);
    }
}

#[test]
fn a_wrong_member_of_a_row_is_where_its_value_stands() {
    let early = "2025-03-13T08:30:00Z";
    for (list, member, value, rule) in [
        ("user_verifiable_addresses", "status", json!("on"), "CE-STR-007"),
        ("user_verifiable_addresses", "preferred_contact_method", json!("fax"), "CE-STR-007"),
        ("user_identifiers", "type", json!("name"), "CE-STR-007"),
        ("user_identifiers", "updated_at", json!(early), "CE-TIM-003"),
        ("user_identifiers", "created_at", json!("2027-01-01T00:00:00Z"), "CE-TIM-004"),
        ("user_identifiers", "identifier_lc", json!("bo@example.com"), "CE-IDN-008"),
        ("user_identifiers", "identifier", json!(""), "CE-STR-004"),
        ("user_identifiers", "tenant_id", json!(""), "CE-STR-004"),
        ("users", "status", json!(""), "CE-STR-004"),
        ("users", "updated_at", json!(early), "CE-TIM-003"),
    ] {
        let mut payload = payload();
        payload[list][0][member] = value.clone();
        let text = payload.to_string();
        let all = found("cloudentity", &[("payload.json", &text)], &[]);
        let pointer = match list {
            "users" => format!("/{member}"),
            list => format!("/{list}/0/{member}"),
        };
        let one = all.iter().find(|one| one.rule.id == rule && one.place.pointer == pointer);
        let offset = one.unwrap_or_else(|| panic!("{rule} {pointer}: {all:?}")).place.offset;
        let there = format!("\"{member}\":{value}");
        assert!(text[..offset.unwrap() as usize].ends_with(&format!("\"{member}\":")));
        assert!(text[offset.unwrap() as usize..].starts_with(&value.to_string()), "{there}");
    }
}

#[test]
fn a_member_of_a_wrong_type_is_told_once() {
    for (list, member, rule) in [
        ("users", "tenant_id", "CE-STR-004"),
        ("users", "status", "CE-STR-004"),
        ("users", "id", "CE-STR-004"),
        ("user_identifiers", "identifier", "CE-STR-004"),
        ("user_identifiers", "id", "CE-STR-004"),
        ("user_identifiers", "tenant_id", "CE-STR-004"),
        ("user_verifiable_addresses", "address", "CE-STR-004"),
        ("user_verifiable_addresses", "status", "CE-STR-004"),
        ("user_verifiable_addresses", "verified", "CE-STR-004"),
        ("user_verifiable_addresses", "verified_at", "CE-TIM-001"),
        ("user_identifiers", "created_at", "CE-TIM-001"),
    ] {
        let mut payload = payload();
        payload[list][0][member] = json!(7);
        // Nobody knows whose rows they are then, or of which tenant they should be.
        let but = ["CE-REF-001", "CE-IDN-010", "SC-001"];
        let pointer = match list {
            "users" => format!("/{member}"),
            list => format!("/{list}/0/{member}"),
        };
        assert_eq!(of_payload(&payload, &but), [format!("{rule} {pointer} a number")]);
    }
}
