//! Mapping files, end to end: what they do to a conversion, how they are printed, what is said
//! about wrong ones.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use idport::mapping::place_names;
use serde_json::{Value, json};
use support::output::rows;
use support::run::Home;
use support::schema;

const USERS: &str = r#"[
  {"scimUser":{"originalId":"11111111-1111-4111-8111-111111111111","displayName":"Ada Löve",
    "nickName":"ada\u0021","title":"Dr","photos":[{"value":"https://example.com/a.png"}],
    "name":{"givenName":"Ada","familyName":"Löve"},
    "emails":[{"value":"ada@example.com","primary":true}],"status":"CONFIRMED","active":true},
   "profile":{"attributes":{"tier":"gold","old":1.50,"legacy":{"a":[1]},"contract":"C-1",
     "phone":"+15550100","deep":{"x":1}}},
   "roles":["adult","temp","Adults","viewer"]},
  {"scimUser":{"originalId":"22222222-2222-4222-8222-222222222222","displayName":"Bo Berg",
    "name":{"givenName":"Bo","familyName":"Berg"},"locale":"sv-SE",
    "emails":[{"value":"bo@example.com","primary":true}],"status":"CONFIRMED","active":true},
   "profile":{"attributes":{"tier":7}},"roles":["viewer"]}
]"#;

const MAPPING: &str = r#"
[fields]
"nickName" = "attributes.alias"
"title" = "attributes.tier"
"attributes.tier" = "title"
"attributes.old" = "attributes.new"
"attributes.phone" = "phoneNumbers.mobile"
"attributes.deep" = "department"
"attributes.neverSeen" = "attributes.x"
drop = ["photos", "attributes.legacy"]

[defaults]
"locale" = "en"
"attributes.source" = "legacy"
"attributes.level" = 3

[roles]
"adult" = "Adults"
"temp" = false

[cloudentity.place]
"locale" = "payload.locale"
"attributes.contract" = "business_metadata.contract"
"attributes.source" = "metadata.source"
"#;

fn home(mapping: &str) -> Home {
    let home = Home::new();
    home.put("users.json", USERS);
    home.put("m.toml", mapping);
    home
}

#[test]
fn values_go_where_they_are_sent() {
    let home = home(MAPPING);
    let outcome = home.convert("users.json --mapping m.toml").ended(0);
    let payloads = outcome.payloads();
    let users = rows(&payloads, "users");
    let (ada, bo) = (users[0], users[1]);
    assert_eq!(ada["payload"]["locale"], "en");
    assert_eq!(bo["payload"]["locale"], "sv-SE");
    assert_eq!(ada["business_metadata"], json!({ "contract": "C-1" }));
    assert!(bo.get("business_metadata").is_none());
    let metadata = &ada["metadata"];
    assert_eq!(metadata["source"], "legacy");
    assert_eq!(metadata["groups"], json!(["Adults", "viewer"]));
    assert_eq!(metadata["title"], "gold");
    for gone in ["photos", "nickName", "locale"] {
        assert!(metadata.get(gone).is_none(), "{gone}");
    }
    let expected =
        json!({ "deep": {"x": 1}, "alias": "ada!", "tier": "Dr", "new": 1.50, "level": 3 });
    assert_eq!(metadata["attributes"], expected);
    assert_eq!(bo["metadata"]["title"], "7");
    let addresses = rows(&payloads, "user_verifiable_addresses");
    assert!(addresses.iter().any(|row| row["address"] == "+15550100" && row["verified"] == false));
    let text = String::from_utf8(outcome.file("batch-000001.json")).unwrap();
    assert!(text.contains(r#""alias":"ada\u0021""#) && text.contains(r#""new":1.50"#));
}

#[test]
fn everything_is_accounted_for() {
    let home = home(MAPPING);
    let outcome = home.convert("users.json --mapping m.toml").ended(0);
    let report = outcome.report();
    let declared: Vec<_> = report["losses"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|loss| loss["declared"] == true)
        .map(|loss| (loss["path"].as_str().unwrap(), loss["records"].as_u64().unwrap()))
        .collect();
    let dropped = [("/scimUser/photos", 1), ("/profile/attributes/legacy", 1), ("/roles", 1)];
    assert_eq!(declared, dropped);
    assert_eq!(report["outcomes"]["filled-by-mapping"], 2);
    let finding = |rule: &str| {
        let findings = report["findings"].as_array().unwrap();
        findings.iter().find(|finding| finding["rule"] == rule).unwrap().clone()
    };
    let unused = finding("MP-001");
    assert_eq!(unused["severity"], "warning");
    assert_eq!(
        [&unused["file"], &unused["line"], &unused["column"]],
        [&json!("m.toml"), &json!(9), &json!(1)]
    );
    let stayed = finding("MP-002");
    assert_eq!(stayed["pointer"], "/profile/attributes/deep");
    assert_eq!([outcome.count("MP-001"), outcome.count("MP-002")], [1, 1]);
    assert_eq!(outcome.manifest()["options"]["mapping"], MAPPING);
    for (name, document) in [("report", report), ("manifest", outcome.manifest())] {
        if let Err(error) = schema::validators(name)["#"].validate(&document) {
            panic!("{name}{}: {error}", error.instance_path());
        }
    }
}

#[test]
fn declared_losses_are_not_denied() {
    let home = home("[fields]\ndrop = [\"attributes\", \"nickName\"]\n");
    home.put("users.json", USERS);
    let target = "--to appid-directory --now 2026-01-02T03:04:05Z --no-sync --deny loss";
    let outcome = home.idport(&format!("convert users.json --mapping m.toml -o out {target}"));
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let columns = "[oracle.columns]\n\"attributes.tier\" = \"Custom_tier\"\n";
    home.put("m.toml", format!("[roles]\n\"temp\" = false\n{columns}"));
    let target = target.replace("appid-directory", "oracle");
    let outcome = home.idport(&format!("convert users.json --mapping m.toml -o csv {target}"));
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let users = std::fs::read_to_string(home.path("csv/Users.csv")).unwrap();
    let mut lines = users.lines();
    assert!(lines.next().unwrap().ends_with(",Custom_tier"));
    assert!(lines.next().unwrap().ends_with(",gold"));
}

#[test]
fn a_field_that_only_the_mapping_fills_has_its_column() {
    let home = home("[defaults]\n\"timezone\" = \"Europe/Oslo\"\n");
    let user = json!({ "id": "2c83371f-5ed1-4bcf-8c2b-cd40dbde700d", "name": "Linnea Abara",
        "email": "linnea@example.com", "attributes": {}, "roles": [],
        "identities": [{ "provider": "google", "id": "145996356539202623785",
            "idpUserInfo": { "given_name": "Linnea", "family_name": "Abara" } }] });
    home.put("social.json", json!({ "users": [user] }).to_string());
    let ran = home.idport(
        "convert social.json --mapping m.toml --to oracle -o csv --no-sync --missing-name split-display",
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let users = std::fs::read_to_string(home.path("csv/Users.csv")).unwrap();
    assert!(users.contains("Time Zone") && users.contains("Europe/Oslo"), "{users}");
}

#[test]
fn a_printed_mapping_changes_nothing() {
    for to in ["appid-directory", "appid-social", "cloudentity", "oracle"] {
        let home = home("");
        let print = format!("convert --from appid-directory --to {to} --print-mapping");
        let first = home.idport(&print);
        assert_eq!(first.code, 0, "{}", first.stderr);
        home.put("m.toml", &first.stdout);
        let again = home.idport(&format!("{print} --mapping m.toml"));
        assert_eq!(again.stdout, first.stdout, "{to}");
        validate(&String::from_utf8(first.stdout).unwrap());
    }
    let home = home("");
    let plain = home.convert_into("plain", "users.json").ended(0);
    let print = "convert --from appid-directory --to cloudentity --print-mapping";
    home.put("m.toml", home.idport(print).stdout);
    let mapped = home.convert_into("mapped", "users.json --mapping m.toml").ended(0);
    assert_eq!(plain.file("batch-000001.json"), mapped.file("batch-000001.json"));
    assert_eq!(plain.file("report.json"), mapped.file("report.json"));
}

#[test]
fn a_mapping_is_printed_as_it_works() {
    let home = home(MAPPING);
    let print = "convert --from appid-directory --to cloudentity --print-mapping";
    let printed = home.idport(&format!("{print} --mapping m.toml")).stdout;
    let one = home.convert_into("one", "users.json --mapping m.toml").ended(0);
    home.put("printed.toml", &printed);
    let other = home.convert_into("other", "users.json --mapping printed.toml").ended(0);
    assert_eq!(one.file("batch-000001.json"), other.file("batch-000001.json"));
    let again = home.idport(&format!("{print} --mapping printed.toml")).stdout;
    assert_eq!(String::from_utf8(printed.clone()), String::from_utf8(again));
    validate(&String::from_utf8(printed).unwrap());
    validate(MAPPING);
}

/// The content of a mapping file against the published schema.
#[track_caller]
fn validate(text: &str) {
    let document: Value = toml::from_str(text).unwrap();
    if let Err(error) = schema::validators("mapping")["#"].validate(&document) {
        panic!("{}: {error}", error.instance_path());
    }
}

#[test]
fn wrong_files_are_told_with_their_place() {
    for (text, expected) in [
        ("[feilds]\n", "m.toml:1:2: there is no table [feilds]; did you mean fields?"),
        (
            "[fields]\n\"nickNme\" = \"title\"\n",
            "m.toml:2:1: there is no field \"nickNme\"; did you mean nickName?",
        ),
        (
            "[fields]\n\"title\" = \"dipslayName\"\n",
            "m.toml:2:11: there is no field \"dipslayName\"; did you mean displayName?",
        ),
        ("[oracle.columns]\n", "m.toml:1:2: [oracle] is for another target"),
        (
            "[cloudentity.plase]\n",
            "m.toml:1:14: there is no table [cloudentity.plase]; did you mean place?",
        ),
        (
            "[cloudentity.place]\n\"attributes.a\" = \"payload.name\"\n",
            "m.toml:2:18: payload.name is written anyway",
        ),
        (
            "[cloudentity.place]\n\"attributes.a\" = \"metadata.x\"\n\"attributes.b\" = \"metadata.x\"\n",
            "m.toml:3:18: metadata.x is the place of something else already",
        ),
        ("[fields\n", "m.toml:1:8: "),
        ("[fields]\ndrop = [\"id\"]\n", "m.toml:2:9: there is no field \"id\""),
        (
            "[fields]\ndrop = [\"title\"]\n\"title\" = \"locale\"\n",
            "m.toml:3:1: title is dropped already",
        ),
        ("[fields]\n\"emails\" = \"title\"\n", "m.toml:2:1: emails cannot be moved"),
        ("[fields]\n\"title\" = \"roles\"\n", "m.toml:2:11: title and roles hold different things"),
        ("[fields]\n\"title\" = 1\n", "m.toml:2:11: this must be the name of a place"),
        ("[defaults]\n\"userName\" = \"x\"\n", "m.toml:2:1: userName has no default"),
        ("[defaults]\n\"locale\" = 1\n", "m.toml:2:12: this must be text"),
        ("[defaults]\n\"attributes.a\" = []\n", "m.toml:2:18: a default is text, a number"),
        ("[roles]\n\"a\" = true\n", "m.toml:2:7: a role gets another name, or false"),
        ("fields = 1\n", "m.toml:1:10: fields must be a table"),
    ] {
        let home = home(text);
        let outcome = home.convert("users.json --mapping m.toml").ended(2);
        let stderr = &outcome.ran.stderr;
        assert!(stderr.starts_with(&format!("error: {expected}")), "{text}\n{stderr}");
    }
    let outcome = home("").convert("users.json --mapping absent.toml").ended(2);
    assert!(outcome.ran.stderr.contains("cannot read absent.toml"));
}

#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let validators = schema::validators("mapping");
    for wrong in [
        json!({ "feilds": {} }),
        json!({ "fields": { "nickNme": "title" } }),
        json!({ "fields": { "title": "dipslayName" } }),
        json!({ "fields": { "title": 1 } }),
        json!({ "fields": { "drop": ["id"] } }),
        json!({ "fields": { "drop": ["emails.work"] } }),
        json!({ "defaults": { "userName": "x" } }),
        json!({ "defaults": { "locale": 1 } }),
        json!({ "defaults": { "attributes.a": [] } }),
        json!({ "roles": { "a": true } }),
        json!({ "roles": { "a": "" } }),
        json!({ "cloudentity": { "plase": {} } }),
        json!({ "cloudentity": { "place": { "attributes.a": "payload.name" } } }),
        json!({ "oracle": { "columns": { "attributes.a": "" } } }),
    ] {
        assert!(!validators["#"].is_valid(&wrong), "{wrong}");
    }
    let names = place_names();
    for name in names.iter().filter(|name| !name.ends_with("NAME")) {
        assert!(validators["#/$defs/place"].is_valid(&json!(name)), "{name}");
    }
    let document = schema::document("mapping");
    let listed =
        ["field", "list"].map(|part| document["$defs"][part]["enum"].as_array().unwrap().len());
    assert_eq!(listed.iter().sum::<usize>() + 4, names.len());
    for format in idport::formats::FORMATS {
        let tables = &document["properties"][format.name]["properties"];
        assert_eq!(format.placing.is_some(), tables.is_object(), "{}", format.name);
        if let Some(placing) = format.placing {
            assert!(tables[placing.table].is_object());
        }
    }
}

#[test]
fn user_names_of_a_mapping_are_unique_in_the_target() {
    let home =
        home("[fields]\n\"attributes.login\" = \"userName\"\n\"userName\" = \"attributes.was\"\n");
    let record = |login: &str, at: u32| {
        json!({ "scimUser": { "userName": format!("u{at}"), "displayName": "A B",
            "name": { "givenName": "A", "familyName": "B" }, "active": true,
            "emails": [{ "value": format!("a{at}@example.com"), "primary": true }] },
            "profile": { "attributes": { "login": login } }, "roles": [] })
    };
    home.put("same.json", json!([record("x", 1), record("x", 2)]).to_string());
    home.put("swapped.json", json!([record("u2", 1), record("u1", 2)]).to_string());
    let run = |name: &str| {
        home.idport(&format!(
            "convert {name}.json --mapping m.toml --to appid-directory -o {name} --no-sync"
        ))
    };
    assert_eq!(run("same").code, 1);
    let swapped = run("swapped");
    assert_eq!(swapped.code, 0, "{}", swapped.stderr);
}

#[test]
fn a_chain_that_ends_at_a_taken_place_stays_where_it_was() {
    let home = home("[fields]\n'userName' = 'displayName'\n'displayName' = 'nickName'\n");
    let user = json!([{ "scimUser": {
        "originalId": "0d1f6a3e-8f0b-4f0e-9a11-2f6d8c4b7a01", "userName": "uname1",
        "displayName": "Dname", "nickName": "Nick", "name": { "formatted": "F" },
        "emails": [{ "value": "u@example.com", "primary": true }] } }]);
    home.put("chain.json", user.to_string());
    let outcome = home.convert("chain.json --mapping m.toml").ended(0);
    let payloads = outcome.payloads();
    let metadata = &rows(&payloads, "users")[0]["metadata"];
    assert_eq!(
        (&metadata["displayName"], &metadata["nickName"]),
        (&json!("Dname"), &json!("Nick"))
    );
    let identifiers = rows(&payloads, "user_identifiers");
    assert!(identifiers.iter().any(|row| row["identifier"] == "uname1"));
}
