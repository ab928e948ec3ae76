//! What the invented profiles are like.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::*;

fn export(users: u64, seed: u64, envelope: &str, defects: f64) -> (Vec<u8>, Vec<Value>) {
    let settings = BTreeMap::from([("envelope".to_owned(), envelope.to_owned())]);
    let wish = Wish { users, seed, defects, settings: &settings };
    let (mut out, mut list) = (Vec::new(), Vec::new());
    write(&wish, &mut [&mut out], Some(&mut list)).unwrap();
    let lines = std::str::from_utf8(&list).unwrap().lines();
    (out, lines.map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn profiles(users: u64, seed: u64) -> Vec<Value> {
    serde_json::from_slice(&export(users, seed, "array", 0.0).0).unwrap()
}

#[test]
fn every_provider_and_every_shape_occurs() {
    for seed in [1, 2] {
        let profiles = profiles(2_000, seed);
        let identities: Vec<_> =
            profiles.iter().flat_map(|profile| profile["identities"].as_array().unwrap()).collect();
        let has = |is: &dyn Fn(&Value) -> bool| identities.iter().any(|identity| is(identity));
        for provider in ["google", "facebook", "saml", "appid_custom", "ibmid"] {
            assert!(has(&|identity| identity["provider"] == provider), "{provider}");
        }
        assert!(has(&|identity| identity["idpUserInfo"].is_object()));
        assert!(has(&|identity| identity["profile"].is_object()));
        assert!(has(&|identity| identity["first_name"].is_string()));
        assert!(has(&|identity| identity.as_object().unwrap().len() == 2));
        assert!(has(&|identity| identity["id"].is_number()));
        assert!(profiles.iter().any(|profile| profile["identities"] == Value::Array(vec![])));
    }
}

#[test]
fn ids_are_unique_and_profiles_come_again() {
    let profiles = profiles(3_000, 4);
    let mut seen = HashSet::new();
    for profile in &profiles {
        assert!(seen.insert(profile["id"].to_string()));
        for identity in profile["identities"].as_array().unwrap() {
            let id = identity["id"].to_string();
            assert!(seen.insert(format!("{} {}", identity["provider"], id.trim_matches('"'))));
        }
    }
    let page: Value = serde_json::from_slice(&export(50, 4, "page", 0.0).0).unwrap();
    assert_eq!(page["users"].as_array().unwrap()[..], profiles[..50]);
    assert_eq!(page["totalResults"], 50);
}

#[test]
fn the_published_schema_takes_sound_profiles() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../../schemas/appid-social.read.json")).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for seed in [1, 2] {
        let users: Value = serde_json::from_slice(&export(1_000, seed, "users", 0.0).0).unwrap();
        if let Err(error) = validator.validate(&users) {
            panic!("{}: {error}", error.instance_path());
        }
    }
}

#[test]
fn defects_are_listed_and_every_kind_occurs() {
    let (text, list) = export(2_000, 3, "array", 0.1);
    let records: Vec<Value> = serde_json::from_slice(&text).unwrap();
    assert!((150..250).contains(&list.len()), "{}", list.len());
    for kind in Defect::ALL {
        assert!(list.iter().any(|line| line["kind"] == kind.name()), "{kind:?}");
    }
    for line in &list {
        let at = line["record"].as_u64().unwrap() as usize - 1;
        match line["kind"].as_str().unwrap() {
            "not-an-object" => assert!(records[at].is_string()),
            "id-missing" => assert!(records[at].get("id").is_none()),
            "id-repeated" => assert_eq!(records[at]["id"], records[at - 1]["id"]),
            _ => {}
        }
    }
}
