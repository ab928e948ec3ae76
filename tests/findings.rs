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
fn found(format: &str, files: &[(&str, &str)]) -> Vec<Finding> {
    found_for(None, format, files)
}

/// Everything that is found in files of a format that are for a target.
fn found_for(target: Option<&str>, format: &str, files: &[(&str, &str)]) -> Vec<Finding> {
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
    validation.target = target.and_then(by_name);
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
    let found = found("cloudentity", &[("payload.json", &text)]);
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
        let all = found("cloudentity", &[("payload.json", &text)]);
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

#[test]
fn a_primary_that_is_no_boolean_is_told_once() {
    let export = r#"[{"scimUser": {"originalId": "21b89ab2-8c88-4541-b3da-7e02b8f04281",
        "emails": [{"value": "ada@example.com", "primary": "yes"}]}}]"#;
    let all = found("appid-directory", &[("export.json", export)]);
    let all: Vec<_> = all.iter().map(said).filter(|one| one.starts_with("CD-03")).collect();
    assert_eq!(all, ["CD-031 /scimUser/emails/0/primary text"]);
}

#[test]
fn a_count_around_the_records_has_a_line() {
    let export = "{\n  \"users\": [],\n  \"itemsPerPage\": 1,\n  \"totalResults\": 7\n}";
    let all = found("appid-directory", &[("page.json", export)]);
    let places: Vec<_> = { all.iter() }
        .map(|one| format!("{} {} {}", one.rule.id, one.place, one.place.offset.unwrap()))
        .collect();
    assert_eq!(places, ["CD-003 page.json:3:19 35", "CD-004 page.json:4:19 56"]);
}

/// A file of users with one row that has these cells beside its names.
fn users(cells: &[(&str, &str)]) -> String {
    let names =
        |of: fn(&(&str, &str)) -> String| cells.iter().map(of).collect::<Vec<_>>().join(",");
    format!(
        "User Name,Last Name,Work Email,{}\r\nada,Quill,ada@example.com,{}\r\n",
        names(|cell| cell.0.to_owned()),
        names(|cell| cell.1.to_owned())
    )
}

#[test]
fn a_finding_about_a_cell_names_its_column() {
    for (cells, rule, heading) in [
        (
            &[("First Name", "Ada"), ("Home Address Country", "XX")][..],
            "ORA-U-040",
            "Home Address Country",
        ),
        (
            &[("First Name", "Ada"), ("Work Address Country", "XX")],
            "ORA-U-040",
            "Work Address Country",
        ),
        (&[("First Name", "Ada"), ("Mobile No", "call me")], "ORA-U-030", "Mobile No"),
        (&[("First Name", "")], "ORA-U-011", "First Name"),
    ] {
        let text = users(cells);
        let all = found_for(Some("oracle"), "oracle", &[("Users.csv", &text)]);
        let places = all.iter().filter(|one| one.rule.id == rule);
        let places: Vec<_> = places.map(|one| one.place.pointer.as_str()).collect();
        assert_eq!(places, [format!("/{heading}")], "{all:?}");
    }
}

#[test]
fn all_findings_of_a_row_of_groups_or_roles_are_told() {
    let groups = "Name,Description,User Members,Requestable\r\n,,ad;ada,maybe\r\n";
    let all = found_for(Some("oracle"), "oracle", &[("Groups.csv", groups)]);
    let all: Vec<_> = all.iter().map(said).collect();
    assert_eq!(
        all,
        [
            "ORA-G-001 /Name nothing",
            "ORA-F-030 /Requestable text of 5 characters",
            "ORA-G-014 /User Members text of 2 characters",
        ]
    );
    let roles = "Entitlement Value,Grantee Name,Grantee Type,App Name\r\n,,Robot,\r\n";
    let all = found_for(Some("oracle"), "oracle", &[("AppRoles.csv", roles)]);
    let all: Vec<_> = all.iter().map(said).collect();
    assert_eq!(
        all,
        [
            "ORA-A-001 /Entitlement Value nothing",
            "ORA-A-001 /Grantee Name nothing",
            "ORA-A-002 /Grantee Type text of 5 characters",
            "ORA-A-010 /App Name nothing",
        ]
    );
}

#[test]
fn the_record_of_another_file_is_told_with_its_file() {
    let user = |id: &str, mail: &str| json!({"scimUser": {"originalId": id, "emails": [{"value": mail, "primary": true}]}});
    let one = "21b89ab2-8c88-4541-b3da-7e02b8f04281";
    let two = "5b0d6f3a-1c2e-4d7f-9a8b-3c4d5e6f7a81";
    let three = "7a0c1de4-9f5b-4b12-8f3d-6a5e4d3c2b1a";
    let first = json!([user(one, "a@example.com"), user(two, "b@example.com")]).to_string();
    let empty = "[]".to_owned();
    let last = json!([
        user(three, "c@example.com"),
        user(two, "d@example.com"),
        user(three, "e@example.com"),
    ]);
    let files = [("a.json", &*first), ("b.json", &*empty), ("c.json", &*last.to_string())];
    let all = found("appid-directory", &files);
    let same: Vec<_> = { all.iter() }
        .filter(|one| one.got.to_string().starts_with("the same"))
        .map(|one| (one.place.file.as_str(), one.place.record, one.what()))
        .collect();
    assert_eq!(
        same,
        [
            ("c.json", Some(2), "the same as in record 2 of a.json".to_owned()),
            ("c.json", Some(3), "the same as in record 1".to_owned()),
        ]
    );
    let told = all.iter().find_map(|one| one.related.as_ref()).unwrap();
    assert_eq!(serde_json::to_value(told).unwrap(), json!({"file": "a.json", "record": 2}));
}

#[test]
fn lines_that_end_with_cr_alone_are_lines() {
    let text = users(&[("First Name", "Ada"), ("Mobile No", "call me")]).replace("\r\n", "\r");
    let all = found_for(Some("oracle"), "oracle", &[("Users.csv", &text)]);
    let one = all.iter().find(|one| one.rule.id == "ORA-U-030").unwrap();
    assert_eq!(one.place.line, Some(2), "{all:?}");
}

#[test]
fn a_telephone_number_that_is_no_address_names_its_column() {
    let text = users(&[("Work Phone", "+12025550147"), ("Pager", "call me")]);
    let all = found_for(Some("cloudentity"), "oracle", &[("Users.csv", &text)]);
    let odd = all.iter().filter(|one| one.rule.id == "CE-ADR-004").map(said);
    assert_eq!(odd.collect::<Vec<_>>(), ["CE-ADR-004 /Pager text of 7 characters"]);
    let export = json!([{"scimUser": {"originalId": ADA, "phoneNumbers": [
        {"value": "+12025550147"}, {"value": "call me"},
    ], "emails": [{"value": "ada@example.com", "primary": true}]}}]);
    for target in ["cloudentity", "oracle"] {
        let files = [("export.json", &*export.to_string())];
        let all = found_for(Some(target), "appid-directory", &files);
        let places: Vec<_> = { all.iter() }
            .filter(|one| ["CE-ADR-004", "ORA-U-030"].contains(&one.rule.id))
            .map(|one| one.place.pointer.as_str())
            .collect();
        assert_eq!(places, ["/scimUser/phoneNumbers/1/value"]);
    }
}
