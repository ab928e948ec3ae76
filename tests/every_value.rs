//! Nothing disappears silently, one value at a time: every value of a record is taken away, and
//! changed, and each time the output is another one, or the report counts the value as lost.
//!
//! This knows no format from within: a value that a writer drops leaves the bytes as they were,
//! whatever other value looks the same, and whatever another record loses.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeSet;

use idport::formats::FORMATS;
use serde_json::Value;
use support::one_record::{Done, Way, leaves, records_of};

/// A value is taken away, or becomes another one of its kind.
const CHANGES: &[fn(&Value) -> Option<Value>] = &[|_| Some(Value::Null), another];

/// Another value of the kind.
fn another(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Bool(truth) => Value::Bool(!truth),
        Value::Number(number) => Value::from(number.as_i64()? + 1),
        Value::String(text) => Value::String(other_text(text)),
        _ => return None,
    })
}

/// A text of the same form: its first letter or digit is the next one.
fn other_text(text: &str) -> String {
    match text {
        "TRUE" => return "FALSE".to_owned(),
        "FALSE" => return "TRUE".to_owned(),
        "work" => return "home".to_owned(),
        "CONFIRMED" => return "PENDING".to_owned(),
        "new" => return "active".to_owned(),
        "active" => return "inactive".to_owned(),
        "inactive" => return "active".to_owned(),
        "totp" => return "webauthn".to_owned(),
        "valid" => return "must_be_reset".to_owned(),
        "must_be_reset" => return "valid".to_owned(),
        "User" => return "Group".to_owned(),
        _ => {}
    }
    let Some(at) = text.rfind(|letter: char| letter.is_ascii_alphanumeric()) else {
        return format!("{text}x");
    };
    let next = match text.as_bytes()[at] {
        b'9' => '1',
        b'z' => 'a',
        b'Z' => 'A',
        byte => char::from(byte + 1),
    };
    format!("{}{next}{}", &text[..at], &text[at + 1..])
}

/// With what each target is written.
const SETTINGS: &[(&str, &[(&str, &str)])] = &[
    ("appid-directory", &[]),
    ("appid-social", &[]),
    ("cloudentity", &[("tenant-id", "acme"), ("user-pool-id", "customers")]),
    (
        "cloudentity",
        &[
            ("tenant-id", "acme"),
            ("user-pool-id", "customers"),
            ("groups", "native"),
            ("mobile-identifiers", "true"),
            ("external-identifiers", "true"),
        ],
    ),
    ("oracle", &[("missing-name", "split-display"), ("refused-values", "drop")]),
    ("oracle", &[("missing-name", "email"), ("roles", "app:Ledger"), ("passwords", "carry")]),
];

/// The ways from a format, with those records that are taken on each.
fn ways(from: &'static str) -> Vec<(Way, Vec<(usize, Value)>)> {
    let all = |&(to, settings): &(&'static str, &'static [_])| {
        let more = settings.len() > 3 && from == to;
        let way = Way { from, to, settings };
        let taken = |(_, record): &(usize, Value)| way.run(record).refused == 0;
        let records = records_of(from).into_iter().enumerate().filter(taken);
        (!more).then(|| (way, records.collect()))
    };
    SETTINGS.iter().filter_map(all).collect()
}

#[track_caller]
fn assert_accounted(from: &'static str) {
    let (mut silent, mut tried) = (BTreeSet::new(), 0);
    for (way, records) in ways(from) {
        // Most users have no account at a provider.
        let least = if way.to == "appid-social" && from != way.to { 0 } else { 2 };
        assert!(records.len() >= least, "{from} to {}: {}", way.to, records.len());
        for (number, record) in records {
            let done = way.run(&record);
            let mut pointers = Vec::new();
            leaves(&record, "", &mut pointers);
            tried += pointers.len();
            for pointer in pointers.iter().filter(|pointer| is_silent(way, &record, pointer, &done))
            {
                silent.insert(format!("{from} to {}, {number}: {pointer}", way.to));
            }
        }
    }
    assert!(tried > 200, "{from}: only {tried} values");
    assert!(silent.is_empty(), "{} values of {tried} do not count: {silent:#?}", silent.len());
}

#[test]
fn verify_finds_every_record_accounted_for() {
    let mut alarms = Vec::new();
    for from in FORMATS {
        for (way, records) in ways(from.name) {
            for (number, record) in records {
                let found = way.differences(&record);
                let which = format!("{} to {}, {number}", from.name, way.to);
                alarms.extend(found.into_iter().map(|found| format!("{which}: {found}")));
            }
        }
    }
    assert!(alarms.is_empty(), "{alarms:#?}");
}

/// Every value of an output is changed, and every empty cell filled.
#[test]
fn verify_tells_every_value_that_was_changed() {
    let mut untold = BTreeSet::new();
    for from in FORMATS {
        for (way, records) in ways(from.name) {
            for (number, record) in records.iter().take(1) {
                let found = way.changes_that_verify_does_not_tell(record, other_text);
                let found = found.into_iter().filter(|place| !is_left_out(place));
                let which = format!("{} to {}, {number}", from.name, way.to);
                untold.extend(found.map(|place| format!("{which}: {place}")));
            }
        }
    }
    assert!(untold.is_empty(), "{}: {untold:#?}", untold.len());
}

/// Does verify say itself that it does not look there?
fn is_left_out(place: &str) -> bool {
    // Rows of groups, and roles that groups have: the second row of the only record with two.
    let starts = ["configuration.json ", "AppRoles.csv 2 "];
    let ends = ["/sha/salt", " Description", "/itemsPerPage", "/totalResults"];
    starts.iter().any(|start| place.starts_with(start))
        || ends.iter().any(|end| place.ends_with(end))
}

/// Is a value without which, and with another one instead, all comes out the same, though nothing
/// says that it is lost? What is refused tells nothing.
fn is_silent(way: Way, record: &Value, pointer: &str, done: &Done) -> bool {
    if done.loses(way.from, pointer) || is_declared(way.from, record, pointer, done) {
        return false;
    }
    let changed = CHANGES.iter().filter_map(|change| {
        let mut changed = record.clone();
        let leaf = changed.pointer_mut(pointer).unwrap();
        *leaf = change(leaf)?;
        Some(way.run(&changed)).filter(|changed| changed.refused == 0)
    });
    let changed: Vec<_> = changed.collect();
    !changed.is_empty() && changed.iter().all(|changed| changed == done)
}

/// Does a value say nothing of its own, or is it told by something else?
fn is_declared(from: &str, record: &Value, pointer: &str, done: &Done) -> bool {
    let value = record.pointer(pointer).unwrap();
    let ends = |names: &[&str]| names.iter().any(|name| pointer.ends_with(name));
    match from {
        _ if value.is_null() || value == "" => true,
        // A role that a user has twice.
        _ if repeats_its_neighbour(record, pointer) => true,
        // The first address is the primary one where nothing else is said.
        "appid-directory" => pointer == "/scimUser/emails/0/primary",
        // The options give another tenant and pool; rows hang together by ids.
        "cloudentity" => ends(&["tenant_id", "user_pool_id", "/user_id", "/group_id"]),
        // Whoever is locked is not active.
        "oracle" => pointer.ends_with("/Active") && done.loses(from, "/Users/0/Locked"),
        _ => false,
    }
}

/// Is a text in the same list before?
fn repeats_its_neighbour(record: &Value, pointer: &str) -> bool {
    let Some((list, index)) = pointer.rsplit_once('/') else { return false };
    let (Some(list), Ok(index)) = (record.pointer(list), index.parse::<usize>()) else {
        return false;
    };
    let before = list.as_array().is_some_and(|list| list[..index].contains(&list[index]));
    before && list[index].is_string()
}

#[test]
fn every_value_of_a_directory_user_is_accounted_for() {
    assert_accounted("appid-directory");
}

#[test]
fn every_value_of_a_social_profile_is_accounted_for() {
    assert_accounted("appid-social");
}

#[test]
fn every_value_of_a_payload_is_accounted_for() {
    assert_accounted("cloudentity");
}

#[test]
fn every_value_of_rows_of_oracle_is_accounted_for() {
    assert_accounted("oracle");
}
