//! Addresses, numbers and pictures that repeat each other in every way, on the way to every format:
//! each of them, its type and its marks are in the output or counted as lost, and verify agrees.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use support::one_record::leaves;
use support::silence::{is_silent, ways_from};

/// Few values and types, so that they meet.
const KINDS: [&str; 5] = ["", "work", "home", "other", "recovery"];
const EMAILS: [&str; 2] = ["ada@example.com", "eve@example.net"];
const PHONES: [&str; 3] = ["+12025550101", "+12025550102", "call 17"];
const PHOTOS: [&str; 2] = ["https://example.com/1.png", "https://example.com/2.png"];

/// The element of a list of SCIM; what is empty is not there.
fn element(values: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let primary = select(vec![None, Some(true), Some(false)]);
    (select(values), select(&KINDS[..]), primary).prop_map(|(value, kind, primary)| {
        let kind = Some(kind).filter(|kind| !kind.is_empty());
        json!({ "value": value, "type": kind, "primary": primary })
    })
}

fn list(values: &'static [&'static str]) -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(element(values), 0..4)
}

fn postal() -> impl Strategy<Value = Vec<Value>> {
    let one = element(&["Porto", "Oslo"]).prop_map(|mut one| {
        one["locality"] = one["value"].take();
        one
    });
    prop::collection::vec(one, 0..4)
}

fn directory_user() -> impl Strategy<Value = Value> {
    let emails = prop::collection::vec(element(&EMAILS), 1..4);
    let status = select(vec!["CONFIRMED", "PENDING"]);
    (emails, list(&PHONES), list(&PHOTOS), postal(), status).prop_map(
        |(emails, phones, photos, addresses, status)| {
            json!({ "scimUser": {
                "originalId": "5b2d7c1e-0f4a-4e86-9c3b-71d2a8e6f905", "status": status,
                "name": { "givenName": "Ada", "familyName": "Quist" }, "active": true,
                "emails": emails, "phoneNumbers": phones, "photos": photos, "addresses": addresses,
            } })
        },
    )
}

/// A user that this program wrote, with what the metadata hold.
fn payload() -> impl Strategy<Value = Value> {
    let address = |values: &'static [&'static str]| (select(values), any::<bool>());
    let emails = prop::collection::vec(address(&EMAILS), 1..3);
    let phones = prop::collection::vec(address(&PHONES[..2]), 0..3);
    (emails, phones, list(&PHOTOS), postal(), any::<bool>()).prop_map(
        |(emails, phones, photos, addresses, has_account)| {
            const USER: &str = "21b89ab2-8c88-4541-b3da-7e02b8f04281";
            const TIME: &str = "2026-03-14T08:30:00Z";
            let own = |number: usize, mut row: Value| {
                for (name, value) in [("tenant_id", "t"), ("user_pool_id", "p"), ("created_at", TIME), ("updated_at", TIME)] {
                    row[name] = value.into();
                }
                if row["payload"].is_null() {
                    row["id"] = format!("70584dd3-b838-4e1a-b5c5-f1c424c3{number:04}").into();
                    row["user_id"] = USER.into();
                }
                row
            };
            let identities = has_account.then(|| json!([{ "provider": "google", "id": "77" }]));
            let user = json!({
                "id": USER, "status": "active",
                "payload": { "given_name": "Ada", "family_name": "Quist", "name": "Ada Quist" },
                "metadata": { "photos": photos, "addresses": addresses, "identities": identities,
                    "migration": { "source": "oracle", "id": "old-1" } },
            });
            let rows = emails.iter().map(|one| ("email", one)).chain(phones.iter().map(|one| ("mobile", one)));
            let rows = rows.enumerate().map(|(number, (kind, (value, verified)))| {
                own(number, json!({ "type": kind, "address": value, "address_lc": value, "status": "active", "verified": verified }))
            });
            json!({ "users": [own(0, user)], "user_verifiable_addresses": rows.collect::<Vec<_>>() })
        },
    )
}

fn oracle_row() -> impl Strategy<Value = Value> {
    let email = (select(vec!["", EMAILS[0], EMAILS[1]]), select(vec!["", "TRUE", "FALSE"]));
    let phone = select(vec!["", PHONES[0], PHONES[1]]);
    let columns = (prop::collection::vec(email, 4), prop::collection::vec(phone, 7));
    (columns, select(&KINDS[1..4]), select(vec!["", "work", "mobile", "fax"])).prop_map(
        |((emails, phones), primary, number)| {
            let mut row = json!({ "User Name": "o.lind", "Last Name": "Lind", "First Name": "Olle",
                "Primary Email Type": primary, "Primary Phone Type": number });
            for (kind, (email, verified)) in
                ["Work", "Home", "Other", "Recovery"].iter().zip(emails)
            {
                row[format!("{kind} Email")] = email.into();
                row[format!("{kind} Email Verified")] =
                    if email.is_empty() { "" } else { verified }.into();
            }
            let columns = [
                "Work Phone",
                "Mobile No",
                "Home Phone",
                "Fax",
                "Pager",
                "Other Phone",
                "Recovery Phone",
            ];
            columns.iter().zip(phones).for_each(|(column, phone)| row[*column] = phone.into());
            json!({ "Users": [row] })
        },
    )
}

fn assert_accounted(from: &'static str, record: &Value) {
    for way in ways_from(from) {
        let done = way.run(record);
        if done.refused > 0 {
            continue;
        }
        let differences = way.differences(record);
        assert!(differences.is_empty(), "{from} to {}: {differences:#?}", way.to);
        let mut pointers = Vec::new();
        leaves(record, "", &mut pointers);
        let silent: Vec<_> =
            pointers.iter().filter(|pointer| is_silent(way, record, pointer, &done)).collect();
        assert!(silent.is_empty(), "{from} to {}: {silent:?}, lost: {:?}", way.to, done.losses);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_a_directory_user(record in directory_user()) {
        assert_accounted("appid-directory", &record);
    }

    #[test]
    fn of_a_payload(record in payload()) {
        assert_accounted("cloudentity", &record);
    }

    #[test]
    fn of_a_row_of_oracle(record in oracle_row()) {
        assert_accounted("oracle", &record);
    }
}

const CASES: u32 = 40;
