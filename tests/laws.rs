//! What holds for every conversion: sound payloads, steady ids, and no value that goes astray.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};
use support::export::{self, record};
use support::leaves::{Rows, unaccounted};
use support::output::{Outcome, rows};
use support::payload::check_payloads;
use support::run::Home;

const USERS: u64 = 300;

/// Source id to user id; a user without source id is known by an identifier.
fn ids(payloads: &[Value]) -> BTreeMap<String, String> {
    let emails: HashMap<_, _> = rows(payloads, "user_identifiers")
        .into_iter()
        .map(|row| (row["user_id"].as_str(), row["identifier"].as_str()))
        .collect();
    let pair = |user: &Value| {
        let known_by = user["metadata"]["migration"]["id"].as_str();
        let known_by = known_by.or(emails[&user["id"].as_str()]).unwrap();
        (known_by.to_owned(), user["id"].as_str().unwrap().to_owned())
    };
    rows(payloads, "users").into_iter().map(pair).collect()
}

/// All ids of all rows.
fn all_ids(payloads: &[Value]) -> HashSet<String> {
    ["users", "user_credentials", "user_identifiers", "user_verifiable_addresses"]
        .into_iter()
        .flat_map(|array| rows(payloads, array))
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

fn home_with(users: u64, seed: u64) -> Home {
    let home = Home::new();
    home.put("in.json", export::users(users, seed));
    home
}

#[test]
fn every_payload_is_sound_whatever_the_batch_size() {
    for seed in 1..=4 {
        let home = home_with(USERS, seed);
        for size in [1, 7, 100] {
            let folder = format!("by-{size}");
            let outcome =
                home.convert_into(&folder, &format!("in.json --batch-size {size}")).ended(0);
            let payloads = outcome.payloads();
            let summary = check_payloads(&payloads).unwrap();
            assert_eq!(summary.users as u64, USERS, "seed {seed}");
            let lengths = payloads.iter().map(|payload| payload["users"].as_array().unwrap().len());
            let full = lengths.clone().filter(|length| *length == size).count();
            assert!(lengths.clone().all(|length| length <= size) && full + 1 >= payloads.len());
        }
    }
}

#[test]
fn the_batch_size_changes_no_row() {
    let home = home_with(USERS, 1);
    let all = |size: u32| {
        let outcome = home
            .convert_into(&format!("by-{size}"), &format!("in.json --batch-size {size}"))
            .ended(0);
        let payloads = outcome.payloads();
        ["users", "user_credentials", "user_identifiers", "user_verifiable_addresses"]
            .map(|array| rows(&payloads, array).into_iter().cloned().collect::<Vec<_>>())
    };
    let hundred = all(100);
    assert!(hundred == all(7) && hundred == all(1));
}

#[test]
fn ids_repeat_with_the_manifest_of_an_earlier_run_and_not_without() {
    let home = home_with(USERS, 2);
    home.put("later.json", export::users(USERS + 50, 2));
    let run = |folder: &str, arguments: &str| -> Outcome {
        let target = "--to cloudentity --tenant-id acme --user-pool-id customers --no-sync";
        let ran = home.idport(&format!("convert {target} -o {folder} {arguments}"));
        Outcome::new(ran, home.path(folder)).ended(0)
    };
    let first = run("first", "in.json").payloads();
    let again = run("again", "in.json --ids-from first/manifest.json --batch-size 3").payloads();
    let later = run("later", "later.json --ids-from again/manifest.json").payloads();
    let other = run("other", "in.json").payloads();

    assert_eq!(all_ids(&first), all_ids(&again));
    assert!(all_ids(&later).is_superset(&all_ids(&first)));
    assert!(ids(&first).iter().all(|(user, id)| ids(&later)[user] == *id));
    assert!(all_ids(&first).is_disjoint(&all_ids(&other)));
}

#[test]
fn the_id_map_lists_each_converted_user_once_with_the_ids_that_occur() {
    let home = Home::new();
    home.put("in.json", export::with_defects(USERS, 3, 0.2).0);
    let outcome = home.convert("in.json --id-map ids.csv --mobile-identifiers");
    let payloads = outcome.ended(1).payloads();
    let mut due = BTreeMap::new();
    for user in rows(&payloads, "users") {
        due.insert(user["id"].as_str().unwrap(), vec![HashSet::new(); 3]);
    }
    for (column, array) in
        ["user_credentials", "user_identifiers", "user_verifiable_addresses"].iter().enumerate()
    {
        for row in rows(&payloads, array) {
            let owner = row["user_id"].as_str().unwrap();
            due.get_mut(owner).unwrap()[column].insert(row["id"].as_str().unwrap().to_owned());
        }
    }
    let source_ids: HashMap<_, _> = rows(&payloads, "users")
        .into_iter()
        .map(|user| (user["id"].as_str().unwrap(), user["metadata"]["migration"]["id"].as_str()))
        .collect();
    let mut reader = csv::Reader::from_path(home.path("ids.csv")).unwrap();
    for line in reader.records() {
        let line = line.unwrap();
        let columns = due.remove(&line[1]).expect("a user of the payloads, once");
        assert!(source_ids[&line[1]].is_none_or(|id| id == &line[0]), "{line:?}");
        for (index, ids) in columns.iter().enumerate() {
            let listed: Vec<_> = line[index + 2].split(';').filter(|id| !id.is_empty()).collect();
            assert_eq!(listed.len(), ids.len());
            assert!(listed.iter().all(|id| ids.contains(*id)));
        }
    }
    assert!(due.is_empty(), "{} users are not listed", due.len());
}

#[test]
fn every_value_is_carried_or_reported_as_lost() {
    for (seed, users) in [(1, 2_000), (2, 1_000)] {
        let home = home_with(users, seed);
        let outcome = home.convert("in.json").ended(0);
        let records: Vec<Value> =
            serde_json::from_slice(&std::fs::read(home.path("in.json")).unwrap()).unwrap();
        assert_all_accounted(&records, &outcome);
    }
}

#[test]
fn every_value_of_a_record_with_all_fields_is_carried_or_reported_as_lost() {
    let text = |name: &str| json!(format!("the {name}"));
    let mut all = record(1, json!({}));
    let scim = all["scimUser"].as_object_mut().unwrap();
    for name in ["displayName", "userName", "nickName", "title", "userType", "profileUrl"] {
        scim.insert(name.to_owned(), text(name));
    }
    for name in ["locale", "preferredLanguage", "timezone", "externalId", "unknown", "id"] {
        scim.insert(name.to_owned(), text(name));
    }
    for part in ["formatted", "middleName", "honorificPrefix", "honorificSuffix", "odd"] {
        scim["name"][part] = text(part);
    }
    let lists = json!({
        "lockedUntil": 17,
        "emails": [
            { "value": "all@example.com", "primary": true, "type": "work", "display": "shown" },
            { "value": "more@example.com", "primary": false, "type": "home" },
            { "value": "more@example.com" },
        ],
        "phoneNumbers": [
            { "value": "+12025550101", "primary": true, "type": "mobile", "display": "shown" },
            { "value": "(202) 555-0102", "type": "fax" },
            { "value": "+12025550101" },
            { "type": "no value" },
        ],
        "addresses": [
            { "formatted": "f", "streetAddress": "s", "locality": "l", "region": "r",
              "postalCode": "p", "country": "c", "type": "t", "primary": true, "odd": 1 },
            { "country": 7 },
        ],
        "photos": [{ "value": "v", "type": "t", "primary": false, "display": "d" }, { "type": "x" }],
        "groups": [{ "value": "g" }],
        "passwordHistory": [{ "passwordHash": "b2xk" }],
        "passwordExpirationTimestamp": 5,
        "passwordUpdatedTimestamp": 6,
        "mfaContext": { "enrolled": true },
        "meta": { "created": "2020-01-01T00:00:00Z", "lastModified": "yesterday", "odd": [1] },
        "schemas": ["urn:a"],
    });
    scim.extend(lists.as_object().unwrap().clone());
    all["roles"] = json!(["a", "b", "a"]);
    all["status"] = json!("CONFIRMED");
    all["sourceSystem"] = json!({ "name": "x/y~z", "a/b": null });
    all["profile"]["odd"] = json!("beside the attributes");
    all["profile"]["attributes"] = json!({ "a/b~c": { "1": [null, 0, ""] }, "0": false, "": "" });
    let home = Home::new();
    home.put("in.json", json!([all]).to_string());
    assert_all_accounted(&[all], &home.convert("in.json").ended(0));
}

#[test]
fn the_account_misses_what_was_taken_away() {
    let record = record(1, json!({ "nickName": "Nick", "status": "PENDING" }));
    let home = Home::new();
    home.put("in.json", json!([record]).to_string());
    let payloads = home.convert("in.json").ended(0).payloads();
    let mut user = payloads[0]["users"][0].clone();
    user["metadata"] = json!({});
    user["payload"]["given_name"].take();
    user["status"] = json!("active");
    let mut left = unaccounted(
        &record,
        &Rows { user: &user, identifiers: Vec::new(), addresses: Vec::new() },
        &HashSet::new(),
    );
    left.sort();
    let due = [
        "/passwordHash",
        "/passwordHashAlg",
        "/scimUser/emails/0/primary",
        "/scimUser/emails/0/value",
        "/scimUser/name/givenName",
        "/scimUser/nickName",
        "/scimUser/originalId",
        "/scimUser/status",
    ];
    assert_eq!(left, due);
}

/// Nothing of these records, all of them converted, may be unaccounted for.
#[track_caller]
fn assert_all_accounted(records: &[Value], outcome: &Outcome) {
    let payloads = outcome.payloads();
    let report = outcome.report();
    let losses: HashSet<String> = report["losses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|loss| loss["path"].as_str().unwrap().to_owned())
        .collect();
    let mut owned: HashMap<&str, Rows<'_>> = rows(&payloads, "users")
        .into_iter()
        .map(|user| {
            let rows = Rows { user, identifiers: Vec::new(), addresses: Vec::new() };
            (user["id"].as_str().unwrap(), rows)
        })
        .collect();
    for row in rows(&payloads, "user_identifiers") {
        owned.get_mut(row["user_id"].as_str().unwrap()).unwrap().identifiers.push(row);
    }
    for row in rows(&payloads, "user_verifiable_addresses") {
        owned.get_mut(row["user_id"].as_str().unwrap()).unwrap().addresses.push(row);
    }
    // Users come in the order of their records.
    let users = rows(&payloads, "users");
    assert_eq!(users.len(), records.len());
    for (record, user) in records.iter().zip(users) {
        let left = unaccounted(record, &owned[user["id"].as_str().unwrap()], &losses);
        assert!(left.is_empty(), "{left:?} of {record}\nin {user}");
    }
}

#[test]
fn numbers_keep_their_digits_and_texts_their_spelling() {
    let home = Home::new();
    home.take("hostile.json");
    let payload =
        String::from_utf8(home.convert("hostile.json").ended(0).file("batch-000001.json"));
    let payload = payload.unwrap();
    let source = String::from_utf8(support::run::testdata("hostile.json")).unwrap();
    let digits = ["123456789012345678901", "9007199254740993", "18446744073709551615"];
    let spelt = [r#""\u0000""#, r"\ud83d\ude80", r"\/\/example.org\/path", "İstanbul Işık"];
    for text in digits.into_iter().chain(spelt) {
        assert!(source.contains(text) && payload.contains(text), "{text}");
    }
}
