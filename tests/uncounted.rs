//! Losses that were once not counted, or counted and then taken for something else, each under its
//! own name.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use serde_json::{Value, json};
use support::one_record::{Way, records_of};

const CLOUDENTITY: &[(&str, &str)] = &[("tenant-id", "acme"), ("user-pool-id", "customers")];

/// The losses of a conversion, which verify finds too.
#[track_caller]
fn losses(from: &'static str, to: &'static str, record: &Value) -> Vec<String> {
    let settings = if to == "cloudentity" { CLOUDENTITY } else { &[] };
    let way = Way { from, to, settings };
    let done = way.run(record);
    assert_eq!(done.refused, 0);
    assert_eq!(way.differences(record), [""; 0]);
    done.losses
}

#[test]
fn type_and_mark_of_a_single_picture_are_lost_to_a_profile() {
    let record = &records_of("cloudentity")[1];
    let lost = losses("cloudentity", "appid-social", record);
    assert!(lost.contains(&"/metadata/photos/*/type".to_owned()), "{lost:?}");
    assert!(lost.contains(&"/metadata/photos/*/primary".to_owned()), "{lost:?}");
    assert!(!lost.contains(&"/metadata/photos".to_owned()), "{lost:?}");
    // A directory has a place for both.
    let lost = losses("cloudentity", "appid-directory", record);
    assert!(!lost.iter().any(|path| path.contains("photos")), "{lost:?}");
}

/// A row of Oracle with the same address at work, where it is the primary one, and at home.
fn twice(work: &str, home: &str) -> Value {
    json!({ "Users": [{
        "User Name": "o.lind", "Last Name": "Lind", "First Name": "Olle", "Primary Email Type": "work",
        "Work Email": "olle@example.net", "Work Email Verified": work,
        "Home Email": "olle@example.net", "Home Email Verified": home,
    }] })
}

#[test]
fn a_repeated_address_is_not_verified_in_silence() {
    for (work, home, is_lost) in
        [("", "TRUE", true), ("TRUE", "", false), ("TRUE", "TRUE", false), ("", "", false)]
    {
        let lost = losses("oracle", "cloudentity", &twice(work, home));
        assert!(lost.contains(&"/Work Email".to_owned()), "{work} {home}: {lost:?}");
        let verified = "/Work Email Verified".to_owned();
        assert_eq!(lost.contains(&verified), is_lost, "{work} {home}: {lost:?}");
    }
}

/// The mark of one was taken for that of the other.
#[test]
fn verify_tells_repeated_addresses_of_a_directory_apart() {
    for (work, home, is_lost) in
        [("", "TRUE", true), ("TRUE", "", false), ("TRUE", "TRUE", true), ("", "", false)]
    {
        let lost = losses("oracle", "appid-directory", &twice(work, home));
        let verified = "/Work Email Verified".to_owned();
        assert_eq!(lost.contains(&verified), is_lost, "{work} {home}: {lost:?}");
    }
}

/// Both were taken for the one that is carried.
#[test]
fn verify_tells_repeated_pictures_of_a_profile_apart() {
    let record = &records_of("cloudentity")[3];
    let photos = record["users"][0]["metadata"]["photos"].as_array().unwrap();
    assert_eq!(photos[0]["value"], photos[1]["value"]);
    let lost = losses("cloudentity", "appid-social", record);
    assert!(lost.contains(&"/metadata/photos".to_owned()), "{lost:?}");
}
