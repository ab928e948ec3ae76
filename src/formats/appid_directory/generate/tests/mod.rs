//! What an export promises, held against what serde_json reads in it.

mod defects;

use super::*;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashSet};

fn export(options: &Options) -> (Vec<u8>, Vec<Value>, Summary) {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    let summary = write_export(options, &mut out, Some(&mut list)).unwrap();
    let list = std::str::from_utf8(&list).unwrap();
    let list: Vec<Value> = list.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(summary.bytes, out.len() as u64);
    assert_eq!(summary.records, options.users);
    assert_eq!(summary.defects, list.len() as u64);
    (out, list, summary)
}

fn values(options: &Options) -> Vec<Value> {
    match serde_json::from_slice(&export(options).0).unwrap() {
        Value::Array(records) => records,
        _ => panic!("not an array"),
    }
}

/// The compact text of each record: record by record, so that one that is no JSON does not matter.
fn records(options: &Options) -> Vec<Vec<u8>> {
    assert_eq!(options.envelope, Envelope::Array);
    let plan = Plan::new(options.seed, options.defects, 0);
    let records = Records::new(options.seed, options.key_order);
    let mut texts = vec![];
    for number in 0..options.users {
        let mut json = Json::new(options.layout, options.key_order);
        records.write(number, plan.at(number), &mut json);
        let mut text = Vec::new();
        json.hand_over(&mut text).unwrap();
        texts.push(text);
    }
    if options.layout == Layout::Compact {
        let joined = [b"[".to_vec(), texts.join(&b","[..]), b"]\n".to_vec()].concat();
        assert!(joined == export(options).0, "the records are not what the export is made of");
    }
    texts
}

fn with_defects(users: u64, seed: u64, defects: f64) -> Options {
    Options { defects, ..Options::new(users, seed) }
}

fn scim(record: &Value) -> &Map<String, Value> {
    record["scimUser"].as_object().unwrap()
}

fn source_id(record: &Value) -> Option<&str> {
    let scim = scim(record);
    ["originalId", "orignalId", "id"].iter().find_map(|key| scim.get(*key)?.as_str())
}

fn primary_email(record: &Value) -> &str {
    let emails = record["scimUser"]["emails"].as_array().unwrap();
    let primaries: Vec<_> = emails.iter().filter(|email| email["primary"] == true).collect();
    assert_eq!(primaries.len(), 1, "{emails:?}");
    primaries[0]["value"].as_str().unwrap()
}

#[test]
fn the_same_options_give_the_same_bytes() {
    for seed in 0..4 {
        let options = with_defects(300, seed, 0.1);
        assert!(export(&options).0 == export(&options).0);
    }
    assert!(export(&Options::new(300, 1)).0 != export(&Options::new(300, 3)).0);
}

/// Exports that somebody made earlier, on any machine, must be what is made today. Whoever changes
/// the invented data on purpose puts the new digests here.
#[test]
fn the_bytes_do_not_change() {
    let digest = |seed| blake3::hash(&export(&with_defects(1_000, seed, 0.1)).0).to_string();
    assert_eq!(digest(0), "8bc3b751528411703543edd913c08a630f13ab2d5764787fb78f520d1c268edc");
    assert_eq!(digest(1), "c9a2a91e504dc1213e4796e4dc60bbf448acfcd311a54cb3441d646e6d017d06");
}

#[test]
fn a_longer_export_starts_with_the_same_people() {
    for seed in [0, 1] {
        let (short, _, _) = export(&with_defects(200, seed, 0.05));
        let (long, _, _) = export(&with_defects(500, seed, 0.05));
        assert!(long.starts_with(&short[..short.len() - "]\n".len()]));
    }
}

#[test]
fn layout_and_order_of_keys_change_no_value() {
    let compact = Options::new(500, 2);
    let pretty = Options { layout: Layout::Pretty, ..compact.clone() };
    assert!(export(&compact).0.len() < export(&pretty).0.len());
    assert!(values(&compact) == values(&pretty));

    let observed = Options { key_order: KeyOrder::Observed, ..compact.clone() };
    let mut alphabetical = values(&compact);
    for record in &mut alphabetical {
        // What the other order leaves out.
        let record = record.as_object_mut().unwrap();
        record.retain(|key, value| !key.starts_with("passwordHash") || !value.is_null());
    }
    assert!(alphabetical == values(&observed));
}

#[test]
fn every_envelope_holds_the_same_records() {
    let array = Options::new(120, 1);
    let all = values(&array);
    let read = |envelope, users| -> Value {
        let options = Options { envelope, users, ..array.clone() };
        serde_json::from_slice(&export(&options).0).unwrap()
    };
    let users = read(Envelope::Users, 120);
    assert_eq!(users.as_object().unwrap().keys().collect::<Vec<_>>(), ["users"]);
    assert!(*users["users"].as_array().unwrap() == all);

    let page = read(Envelope::Page { start_index: 50, total_results: 120 }, 50);
    assert_eq!((&page["itemsPerPage"], &page["totalResults"]), (&50.into(), &120.into()));
    assert!(page["users"].as_array().unwrap()[..] == all[50..100]);
    assert_eq!(export(&Options::new(0, 1)).0, b"[]\n");
}

#[test]
fn the_first_key_of_every_record_is_the_same() {
    for (seed, first) in [(2, &b"{\"passwordHash\":"[..]), (3, &b"{\"scimUser\":{"[..])] {
        for record in records(&Options::new(2_000, seed)) {
            assert!(record.starts_with(first));
        }
    }
}

/// Gathers `path -> kinds of value` of all members.
fn gather(value: &Value, path: &str, seen: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "flag",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "integer",
        Value::String(_) => "text",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    seen.entry(path.to_owned()).or_default().insert(kind);
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, path, seen)),
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| gather(member, &format!("{path}.{key}"), seen));
        }
        _ => {}
    }
}

#[test]
fn every_field_occurs_among_2000_users() {
    let mut seen = BTreeMap::new();
    for record in values(&Options::new(2_000, 4)) {
        gather(&record, "", &mut seen);
    }
    let record = "passwordHash passwordHashAlg profile profile.attributes roles scimUser status";
    let flat = "originalId orignalId id schemas externalId displayName userName nickName title \
        profileUrl userType active lockedUntil preferredLanguage locale timezone status mfaContext \
        passwordExpirationTimestamp passwordUpdatedTimestamp idpType profileId name.givenName \
        name.familyName name.formatted name.middleName name.honorificPrefix name.honorificSuffix \
        emails.value emails.primary emails.type phoneNumbers.value phoneNumbers.type \
        phoneNumbers.primary passwordHistory.passwordHash passwordHistory.hashAlgorithm \
        meta.created meta.lastModified meta.lastLogin meta.location meta.resourceType ims.value \
        photos.value photos.type groups.value entitlements.value roles.value \
        x509Certificates.value addresses.type addresses.streetAddress addresses.locality \
        addresses.region addresses.postalCode addresses.country addresses.formatted \
        addresses.primary";
    for key in record.split_whitespace() {
        assert!(seen.contains_key(&format!(".{key}")), "{key}");
    }
    for key in flat.split_whitespace() {
        assert!(seen.contains_key(&format!(".scimUser.{key}")), "{key}");
    }
    assert!(seen.contains_key(".sourceSystem.name"), "no unknown member");
    let kinds: BTreeSet<_> = seen
        .iter()
        .filter(|(path, _)| path.starts_with(".profile.attributes."))
        .flat_map(|(_, kinds)| kinds.iter().copied())
        .collect();
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    assert_eq!(seen[".profile.attributes.points"], BTreeSet::from(["integer", "text"]));
}

#[test]
fn clean_records_break_no_rule_of_severity_error() {
    for record in values(&Options::new(5_000, 5)) {
        assert!(record["scimUser"].is_object());
        let email = primary_email(&record);
        let (local, domain) = email.split_once('@').unwrap();
        assert!(!local.is_empty() && !domain.is_empty() && !domain.contains('@'), "{email}");
        assert!(record["profile"]["attributes"].is_object() || record["profile"].is_null());
        if let Some(roles) = record.get("roles") {
            let roles: Vec<_> =
                roles.as_array().unwrap().iter().map(|role| role.as_str().unwrap()).collect();
            assert!(roles.iter().all(|role| !role.is_empty()));
            assert_eq!(roles.iter().collect::<HashSet<_>>().len(), roles.len(), "{roles:?}");
        }
        let (hash, algorithm) = (&record["passwordHash"], &record["passwordHashAlg"]);
        assert_eq!(hash.is_null(), algorithm.is_null());
        assert!(hash.is_null() || hash.as_str().is_some_and(is_hash));
        for entry in record["scimUser"]["passwordHistory"].as_array().into_iter().flatten() {
            assert!(entry["passwordHash"].as_str().is_some_and(is_hash));
        }
        let ids = ["originalId", "orignalId", "id"];
        assert!(ids.iter().filter(|key| scim(&record).contains_key(**key)).count() <= 1);
    }
}

fn is_hash(text: &str) -> bool {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text);
    text.len() == 172 && bytes.is_ok_and(|bytes| bytes.len() == 128)
}

#[test]
fn no_clean_record_has_a_key_twice() {
    for record in records(&Options::new(5_000, 7)) {
        let value: Value = serde_json::from_slice(&record).unwrap();
        // serde_json keeps one of two members with one key, so it would write fewer of them.
        let colons = |text: &[u8]| text.windows(2).filter(|pair| *pair == b"\":").count();
        assert_eq!(colons(&record), colons(&serde_json::to_vec(&value).unwrap()));
    }
}

#[test]
fn ids_and_addresses_are_unique_ignoring_case() {
    for seed in [5, 6] {
        let (mut ids, mut emails, mut user_names) = Default::default();
        let add = |set: &mut HashSet<String>, text: &str| {
            assert!(set.insert(text.to_lowercase()), "{text}");
        };
        for record in values(&Options::new(6_000, seed)) {
            if let Some(id) = source_id(&record) {
                add(&mut ids, id);
            }
            for email in record["scimUser"]["emails"].as_array().unwrap() {
                add(&mut emails, email["value"].as_str().unwrap());
            }
            if let Some(name) = record["scimUser"]["userName"].as_str() {
                add(&mut user_names, name);
            }
        }
    }
}

#[test]
fn some_records_are_spelt_in_ascii_and_some_letters_take_two_escapes() {
    let records = records(&Options::new(2_000, 8));
    let share = |test: &dyn Fn(&[u8]) -> bool| records.iter().filter(|record| test(record)).count();
    let has = |text: &'static [u8]| {
        move |record: &[u8]| record.windows(text.len()).any(|window| window == text)
    };
    assert!((200..400).contains(&share(&has(b"\\/"))));
    assert!(share(&has(b"\\ud83d\\ude00")) > 0);
    assert!(share(&has(b"\\uD83D\\uDE00")) > 0);
    assert!(share(&has("😀".as_bytes())) > 0);
    assert!(share(&has(b"\\u0001")) > 0);
}
