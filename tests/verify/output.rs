//! Users who are taken out, added, repeated or moved.

use std::fs;

use serde_json::{Value, json};

use super::support::run::Home;
use super::support::schema;
use super::{converted, sign, told, verify};

const LISTS: [&str; 4] =
    ["users", "user_credentials", "user_identifiers", "user_verifiable_addresses"];

fn payload(home: &Home) -> Value {
    serde_json::from_slice(&fs::read(home.path("out/batch-000001.json")).unwrap()).unwrap()
}

fn put(home: &Home, name: &str, payload: &Value) {
    fs::write(home.path("out").join(name), format!("{payload}\n")).unwrap();
}

/// The rows of a user, of all lists.
fn rows_of(payload: &Value, number: usize) -> Value {
    let id = payload["users"][number]["id"].clone();
    let mut rows = json!({});
    for list in LISTS {
        let own = payload[list].as_array().unwrap().iter();
        let own = own.filter(|row| row["id"] == id || row["user_id"] == id);
        rows[list] = own.cloned().collect();
    }
    rows
}

/// The rules that were told, with the number of the record on each side.
fn records(document: &Value) -> Vec<(String, u64, u64)> {
    let differences = document["differences"].as_array().unwrap();
    let one = |difference: &Value| {
        let record = |side: &str| difference[side]["record"].as_u64().unwrap_or_default();
        (difference["rule"].as_str().unwrap().to_owned(), record("source"), record("output"))
    };
    differences.iter().map(one).collect()
}

fn due(rows: &[(&str, u64, u64)]) -> Vec<(String, u64, u64)> {
    rows.iter().map(|(rule, source, output)| ((*rule).to_owned(), *source, *output)).collect()
}

#[test]
fn a_user_who_is_gone_is_told() {
    let home = converted("appid-directory", "cloudentity", "rich", "");
    let mut payload = payload(&home);
    let gone = rows_of(&payload, 1);
    for list in LISTS {
        let gone = gone[list].as_array().unwrap();
        payload[list].as_array_mut().unwrap().retain(|row| !gone.contains(row));
    }
    put(&home, "batch-000001.json", &payload);
    sign(&home);
    let (ran, document) = verify(&home, "rich --against out");
    assert_eq!(ran.code, 1);
    let told = records(&document);
    assert!(told.contains(&("VE-001".to_owned(), 2, 0)), "{told:?}");
    // Losses and users are fewer than the evidence says.
    assert!(told.iter().all(|(rule, ..)| ["VE-001", "VE-005", "VE-015"].contains(&rule.as_str())));
    assert_eq!(document["compared"], 5);
}

#[test]
fn a_user_who_is_there_twice_is_told() {
    let home = converted("appid-directory", "cloudentity", "rich", "--batch-size 3");
    let twice = rows_of(&payload(&home), 0);
    let second = fs::read(home.path("out/batch-000002.json")).unwrap();
    let mut second: Value = serde_json::from_slice(&second).unwrap();
    for list in LISTS {
        let more = twice[list].as_array().unwrap().clone();
        second[list].as_array_mut().unwrap().extend(more);
    }
    put(&home, "batch-000002.json", &second);
    sign(&home);
    let (ran, document) = verify(&home, "rich --against out");
    assert_eq!(ran.code, 1);
    let told = records(&document);
    assert!(told.contains(&("VE-002".to_owned(), 0, 4)), "{told:?}");
}

#[test]
fn users_who_changed_places_are_told() {
    let home = converted("appid-directory", "oracle", "rich", "");
    let text = fs::read_to_string(home.path("out/Users.csv")).unwrap();
    let mut lines: Vec<_> = text.split_inclusive("\r\n").collect();
    lines.swap(2, 3);
    fs::write(home.path("out/Users.csv"), lines.concat()).unwrap();
    sign(&home);
    let (ran, document) = verify(&home, "rich --against out");
    assert_eq!((ran.code, records(&document)), (1, due(&[("VE-002", 3, 2)])));
}

#[test]
fn a_user_whom_nobody_knows_is_told() {
    let home = converted("appid-directory", "oracle", "rich", "");
    let text = fs::read_to_string(home.path("out/Users.csv")).unwrap();
    let text = text.replacen("teo.vasquez,", "eve.vasquez,", 1);
    fs::write(home.path("out/Users.csv"), text).unwrap();
    sign(&home);
    let (ran, document) = verify(&home, "rich --against out");
    assert_eq!(ran.code, 1);
    let told = records(&document);
    assert!(told.contains(&("VE-001".to_owned(), 2, 0)), "{told:?}");
    assert!(told.contains(&("VE-002".to_owned(), 0, 2)), "{told:?}");
}

/// The rows of a user in an output that was written by hand would pass for those of the run.
#[test]
fn ids_that_the_run_key_does_not_give_are_told() {
    let home = converted("appid-directory", "cloudentity", "rich", "");
    let text = fs::read_to_string(home.path("out/batch-000001.json")).unwrap();
    let id = payload(&home)["user_verifiable_addresses"][0]["id"].as_str().unwrap().to_owned();
    let other = format!("{}{}", &id[..35], if id.ends_with('0') { '1' } else { '0' });
    fs::write(home.path("out/batch-000001.json"), text.replace(&id, &other)).unwrap();
    sign(&home);
    let (ran, document) = verify(&home, "rich --against out");
    let rows = "/user_verifiable_addresses/*";
    assert_eq!(ran.code, 1);
    let told = told(&document);
    assert!(told.iter().any(|(rule, _, output)| rule == "VE-003" && output == rows), "{told:?}");
    assert!(told.iter().any(|(rule, _, output)| rule == "VE-004" && output == rows), "{told:?}");
}

#[test]
fn another_source_is_told() {
    let home = converted("appid-directory", "cloudentity", "minimal", "");
    home.take("bulk.json");
    let (ran, document) = verify(&home, "bulk.json --against out");
    assert_eq!(ran.code, 1);
    let rules: Vec<_> = records(&document).into_iter().map(|(rule, ..)| rule).collect();
    for rule in ["VE-001", "VE-002", "VE-010"] {
        assert!(rules.iter().any(|own| own == rule), "{rule}: {rules:?}");
    }
}

/// What people are shown, to the letter. With `IDPORT_BLESS=1` the pages are written anew.
#[test]
fn the_text_is_what_it_was() {
    let proved = converted("appid-directory", "cloudentity", "rich", "");
    let differs = converted("appid-directory", "cloudentity", "rich", "");
    super::change(&differs, "batch-000001.json", "amara.lindqvist@", "amara@");
    super::change(&differs, "batch-000001.json", "\"harbour_pilot\",", "");
    fs::copy(differs.path("out/report.json"), differs.path("out/notes.json")).unwrap();
    for (home, page, code) in
        [(&proved, "verify.proved.txt", 0), (&differs, "verify.differs.txt", 1)]
    {
        let ran = home.idport("verify rich --against out");
        assert_eq!(ran.code, code, "{}", ran.stderr);
        let path = schema::root().join("tests/golden").join(page);
        if std::env::var_os("IDPORT_BLESS").is_some() {
            fs::write(&path, &ran.stdout).unwrap();
        }
        assert_eq!(String::from_utf8(ran.stdout).unwrap(), fs::read_to_string(path).unwrap());
    }
}
