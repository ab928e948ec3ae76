//! Losses that were once not counted, or counted and then taken for something else, each under its
//! own name.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use serde_json::{Value, json};
use support::one_record::{Way, records_of};
use support::run::Home;

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

/// An import takes off the blanks, and then the quotes: the group would have another name.
#[test]
fn a_group_whose_name_has_blanks_around_quotes_is_not_renamed_in_silence() {
    for (name, rule) in
        [(" '=xabc'", "ORA-F-051"), ("'=xabc' ", "ORA-F-051"), (" ab   ", "ORA-G-002")]
    {
        let user = json!([{
            "scimUser": {
                "name": { "givenName": "Ada", "familyName": "Quist" },
                "emails": [{ "value": "ada@example.com", "primary": true }],
            },
            "roles": [name, "viewer"],
        }]);
        assert_told(name, rule, "appid-directory", &[("in.json", user.to_string())]);
        let groups =
            format!("Name,Description,User Members,Requestable\r\n\"{name}\",x,o.lind,\r\n");
        assert_told(
            name,
            rule,
            "oracle",
            &[("Users.csv", USERS.to_owned()), ("Groups.csv", groups)],
        );
    }
    // Nobody is in it, and a description has no member either.
    for groups in [
        "Name,Description,User Members\r\n\" '=xabc'\",,\r\n",
        "Name,Description,User Members\r\nNordic,\" '=xabc'\",\r\n",
    ] {
        let files = [("Users.csv", USERS.to_owned()), ("Groups.csv", groups.to_owned())];
        assert_told(groups, "ORA-F-051", "oracle", &files);
    }
}

const USERS: &str = "User Name,Last Name,First Name,Work Email,Primary Email Type\r\n\
    o.lind,Lind,Olle,olle@example.net,work\r\n";

/// What Oracle would read otherwise is told with a rule, and not written; verify agrees.
#[track_caller]
fn assert_told(what: &str, rule: &str, from: &str, files: &[(&str, String)]) {
    let home = Home::of(from);
    files.iter().for_each(|(name, text)| home.put(name, text));
    let names = files.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" ");
    let arguments = format!("convert {names} --to oracle -o out --refused-values drop --no-sync");
    let ran = home.idport(&arguments);
    assert!(ran.code < 2 && ran.stderr.contains(rule), "{from} {what}: {}", ran.stderr);
    let groups = std::fs::read_to_string(home.path("out/Groups.csv")).unwrap_or_default();
    assert!(
        !groups.contains("'=x") && (rule != "ORA-F-051" || !groups.contains("xabc")),
        "{groups}"
    );
    let verified = home.idport(&format!("verify {names} --against out"));
    assert_eq!(verified.code, 0, "{from} {what}: {}", verified.stderr);
}

/// The report counted the type too, and verify did not.
#[test]
fn a_number_that_oracle_refuses_takes_its_type_along() {
    let record = json!({ "scimUser": {
        "name": { "givenName": "Ada", "familyName": "Quist" },
        "emails": [{ "value": "ada@example.com", "primary": true }],
        "phoneNumbers": [
            { "value": "+12025550101", "type": "home" }, { "value": "call 17", "type": "home" },
        ],
    } });
    let way =
        Way { from: "appid-directory", to: "oracle", settings: &[("refused-values", "drop")] };
    let lost = way.run(&record).losses;
    assert_eq!(lost, ["/scimUser/phoneNumbers"]);
    assert_eq!(way.differences(&record), [""; 0]);
}

/// They were taken for one, which has its type.
#[test]
fn verify_tells_equal_postal_addresses_apart() {
    let address = json!({ "locality": "Oslo", "type": "work" });
    let record = json!({ "scimUser": {
        "name": { "givenName": "Ada", "familyName": "Quist" },
        "emails": [{ "value": "ada@example.com", "primary": true }],
        "addresses": [address, address],
    } });
    let lost = losses("appid-directory", "oracle", &record);
    assert_eq!(lost, ["/scimUser/addresses"]);
}
