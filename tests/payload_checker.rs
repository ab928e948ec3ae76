//! The judge of payloads is judged: it passes what is right and sees each fault alone.

mod support;

use serde_json::{Value, json};
use support::change::Change::{self, Drop, Fill};
use support::payload::{Summary, check_payloads};
use support::schema;

/// The rows of `payload.json`.
const WHOLE: Summary = Summary { users: 5, credentials: 4, identifiers: 7, addresses: 5 };

#[test]
fn a_good_payload_passes() {
    assert_eq!(check_payloads(&[payload()]), Ok(WHOLE));
}

#[test]
fn a_run_of_several_payloads_passes() {
    let parts = [with_users(&[0, 3]), with_users(&[1]), with_users(&[2, 4])];
    assert_eq!(check_payloads(&parts), Ok(WHOLE));
}

#[test]
fn nothing_at_all_passes() {
    assert_eq!(check_payloads(&[]), Ok(Summary::default()));
    assert_eq!(check_payloads(&[json!({})]), Ok(Summary::default()));
}

#[test]
fn passwords_that_are_meant_to_work_pass() {
    for (pointer, change) in [
        ("/user_credentials/0/expires_at", Drop),
        ("/user_credentials/0/expires_at", set("2999-01-01T00:00:00Z")),
        ("/user_credentials/3/state", set("must_be_changed")),
        ("/user_credentials/1/expires_at", set("1999-12-31T23:59:59.999+14:00")),
        ("/user_credentials/1/state", Drop),
        (
            "/user_credentials/3/payload/hashed_password",
            set(json!({ "config": { "method": "sha", "sha": { "function": "s" } }, "value": "v" })),
        ),
        ("/user_credentials/0/payload/hashed_password/config/sha/function", set("sha256")),
        ("/user_credentials", Drop),
    ] {
        let got = check_payloads(&[change.applied(&payload(), pointer)]);
        assert!(got.is_ok(), "{pointer} {change:?}: {got:?}");
    }
}

#[test]
fn each_fault_is_seen() {
    let own = |array: &str| payload()[array][0]["id"].clone();
    for (pointer, change, fault) in [
        ("/users", Fill(101), "schema"),
        ("/users/0/status", Drop, "schema"),
        ("/user_identifiers/0/identifier_lc", Drop, "schema"),
        ("/users/1/created_at", set("2026-03-14"), "schema"),
        ("/user_credentials/0/payload/hashed_password/config/md5", set(json!({})), "schema"),
        ("/users/4/id", set("E8D1A41E-2AA0-42EC-9613-B37327EF42D8"), "not a canonical"),
        ("/user_identifiers/0/id", set("70584dd3b8384e1ab5c5f1c424c30a50"), "not a canonical"),
        ("/user_identifiers/0/id", set("70584dd3-b838-1e1a-b5c5-f1c424c30a50"), "not a canonical"),
        ("/user_identifiers/0/id", set("70584dd3-b838-4e1a-c5c5-f1c424c30a50"), "not a canonical"),
        ("/user_credentials/1/id", set(own("user_credentials")), "id already used"),
        ("/user_credentials/1/id", set(own("users")), "id already used"),
        ("/user_verifiable_addresses/0/id", set(own("user_identifiers")), "id already used"),
        ("/user_credentials/0/user_id", set("nobody"), "names no user"),
        ("/user_identifiers/0/user_id", set("nobody"), "names no user"),
        ("/user_verifiable_addresses/0/user_id", set("nobody"), "names no user"),
        ("/group_members/0/user_id", set("nobody"), "names no user"),
        ("/group_members/0/user_id", Drop, "names no user"),
        ("/group_members/0/group_id", set("none"), "names no group"),
        ("/group_members", Fill(2), "stated twice"),
        ("/users/2/tenant_id", set("other"), "tenant_id differs"),
        ("/pools/0/tenant_id", set("other"), "tenant_id differs"),
        ("/user_verifiable_addresses/4/user_pool_id", set("other"), "user_pool_id differs"),
        ("/users/0/updated_at", set("2026-03-14t08:30:00Z"), "not a time in upper case"),
        ("/user_credentials/2/expires_at", set("2000-01-01T00:00:00z"), "not a time in upper case"),
        ("/user_identifiers/0/identifier_lc", set("Runa.Halvorsen@example.org"), "lower case"),
        ("/user_verifiable_addresses/0/address_lc", set("else@example.org"), "lower case"),
        ("/user_identifiers/6/identifier_lc", set("IGNATIUS@EXAMPLE.COM"), "lower case"),
        ("/user_credentials/1/user_id", set(own("users")), "second password"),
        ("/user_credentials/1/expires_at", Drop, "never expires"),
        ("/user_credentials/1/expires_at", set("2999-01-01T00:00:00Z"), "in the future"),
        ("/user_credentials/1/expires_at", set("1900-01-01T00:00:00Z"), "means never"),
        ("/user_credentials/2/expires_at", set("1900-01-01T00:00:00Z"), "means never"),
        ("/user_credentials/2/expires_at", set("1900-01-01T06:00:00+02:00"), "means never"),
        ("/user_credentials/2/expires_at", set("0001-01-01T00:00:00Z"), "zero time"),
        ("/user_credentials/0/state", Drop, "means never"),
        ("/user_credentials/2/payload/hashed_password", set(pbkdf2()), "labelled pbkdf2"),
        ("/user_credentials/2/payload/hashed_password/value", set("AAAA"), "does not fit"),
        ("/user_credentials/2/payload/hashed_password/value", set("not base64"), "does not fit"),
        (
            "/user_credentials/2/payload/hashed_password/config/sha/salt_length",
            set(19),
            "salt_length",
        ),
        (
            "/user_credentials/2/payload/hashed_password/config/sha/function",
            set("sha256"),
            "unknown function",
        ),
    ] {
        sees(&[change.applied(&payload(), pointer)], fault, pointer);
    }
}

#[test]
fn an_identifier_serves_one_user_only() {
    let mut twice = payload();
    for name in ["identifier", "identifier_lc"] {
        twice["user_identifiers"][6][name] = json!("olesia@example.com");
    }
    sees(&[twice], "identifier already used", "twice");
}

#[test]
fn an_unusable_password_has_a_hash_of_its_own() {
    let mut shared = payload();
    shared["user_credentials"][2]["payload"] = shared["user_credentials"][1]["payload"].clone();
    sees(&[shared], "hash shared", "shared");
}

#[test]
fn faults_across_payloads_are_seen() {
    sees(&[with_users(&[0]), with_users(&[0])], "id already used", "the same user twice");

    let (mut first, mut second) = (with_users(&[0]), with_users(&[1]));
    second["user_identifiers"] = first["user_identifiers"].take();
    first["user_identifiers"] = json!([]);
    sees(&[first, second], "split off into payload 0", "a user over two payloads");

    let mut moved = with_users(&[1]);
    for array in ["users", "user_credentials", "user_identifiers", "user_verifiable_addresses"] {
        moved[array][0]["tenant_id"] = json!("other");
    }
    sees(&[with_users(&[0]), moved], "tenant_id differs", "two tenants");
}

#[test]
fn faults_show_no_values() {
    let changed = set("secret-status").applied(&payload(), "/users/0/status");
    let faults = check_payloads(&[changed]).expect_err("a fault");
    assert!(faults.iter().all(|fault| !fault.contains("secret")), "{faults:?}");
}

/// Asserts that the payloads have faults, and that one of them says so.
fn sees(payloads: &[Value], fault: &str, case: &str) {
    match check_payloads(payloads) {
        Ok(_) => panic!("{case}: passes instead of '{fault}'"),
        Err(faults) => {
            assert!(faults.iter().any(|line| line.contains(fault)), "{case}: {faults:?}");
        }
    }
}

fn payload() -> Value {
    schema::testdata("cloudentity/payload.json")
}

/// The payload with some of its users only, and the rows that belong to them.
fn with_users(kept: &[usize]) -> Value {
    let mut part = payload();
    let ids: Vec<Value> = kept.iter().map(|&index| part["users"][index]["id"].clone()).collect();
    for rows in part.as_object_mut().expect("an object").values_mut() {
        let rows = rows.as_array_mut().expect("an array");
        rows.retain(|row| row.get("user_id").is_none_or(|id| ids.contains(id)));
    }
    let users = part["users"].as_array_mut().expect("an array");
    users.retain(|user| ids.contains(&user["id"]));
    part
}

fn pbkdf2() -> Value {
    json!({ "config": { "method": "pbkdf2", "pbkdf2": {} }, "value": "AAAA" })
}

fn set(value: impl Into<Value>) -> Change {
    Change::Set(value.into())
}
