//! Groups that a source describes and that Oracle would refuse, or read as something else: what of
//! them is left out is told where it stands, and counted as lost.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use serde_json::{Value, json};
use support::run::Home;

const USERS: &str = "User Name,Last Name,First Name,Work Email,Primary Email Type\r\n\
    o.lind,Lind,Olle,olle@example.net,work\r\n";
/// The third group is another one for the import, and so are the second description and the role.
const GROUPS: &str = "Name,Description,User Members,Requestable\r\n\
    Nordic,,o.lind,\r\n\
    Nordic,\" '=sum'\",,\r\n\
    \" '=xabc'\",Spreadsheets,,TRUE\r\n";
const ROLES: &str = "Entitlement Value,Grantee Name,Grantee Type,App Name\r\n\
    Reader,Nordic,Group,Ledger\r\n\
    \" '=role'\",Nordic,Group,Ledger\r\n";

/// The findings of a rule, as file, line, column and pointer.
fn places(findings: &Value, rule: &str) -> Vec<(String, u64, u64, String)> {
    let of_rule = findings.as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let place = |finding: &Value| {
        let (line, column) = (number(&finding["line"]), number(&finding["column"]));
        (text(&finding["file"]), line, column, text(&finding["pointer"]))
    };
    of_rule.map(place).collect()
}

fn due(places: &[(&str, u64, u64, &str)]) -> Vec<(String, u64, u64, String)> {
    let own = |(file, line, column, pointer): &(&str, u64, u64, &str)| {
        ((*file).to_owned(), *line, *column, (*pointer).to_owned())
    };
    places.iter().map(own).collect()
}

/// The report of a conversion to Oracle, which `verify` agrees with.
#[track_caller]
fn report(home: &Home, arguments: &str, inputs: &str) -> Value {
    let ran = home.idport(&format!("convert {arguments} --to oracle -o out --no-sync"));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(!ran.stderr.contains("\n   /"), "a finding without a file: {}", ran.stderr);
    let verified = home.idport(&format!("verify {inputs} --against out"));
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    serde_json::from_slice(&std::fs::read(home.path("out/report.json")).unwrap()).unwrap()
}

fn oracle() -> (Home, &'static str) {
    let home = Home::of("oracle");
    for (name, text) in [("Users.csv", USERS), ("Groups.csv", GROUPS), ("AppRoles.csv", ROLES)] {
        home.put(name, text);
    }
    (home, "Users.csv Groups.csv AppRoles.csv")
}

#[test]
fn what_is_left_out_of_groups_stands_in_a_file_line_and_column() {
    let (home, inputs) = oracle();
    let due = due(&[
        ("Groups.csv", 3, 1, "/Description"),
        ("AppRoles.csv", 3, 12, "/Grantee Name"),
        ("Groups.csv", 4, 1, "/Name"),
    ]);
    assert_eq!(places(&report(&home, inputs, inputs)["findings"], "ORA-F-051"), due);
    // The forecast says the same, line by line too.
    let ran = home.idport(&format!("validate {inputs} --for oracle --output jsonl"));
    let lines = String::from_utf8(ran.stdout).unwrap();
    let lines: Value =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect();
    assert_eq!(places(&lines, "ORA-F-051"), due);
}

#[test]
fn what_is_left_out_of_groups_is_counted_as_lost() {
    let (home, inputs) = oracle();
    let report = report(&home, inputs, inputs);
    for path in ["/Name", "/Description", "/Grantee Name", "/Requestable"] {
        let losses = report["losses"].as_array().unwrap();
        let loss = losses.iter().find(|loss| loss["path"] == path);
        // Of one group the description alone is left out, and the other one whole.
        let records = if path == "/Description" { 2 } else { 1 };
        assert_eq!(loss.map(|loss| &loss["records"]), Some(&json!(records)), "{path}");
    }
}

/// They went without a word.
#[test]
fn roles_of_groups_that_nobody_asked_for_are_counted_as_lost() {
    let (home, inputs) = oracle();
    let report = report(&home, &format!("{inputs} --roles none"), inputs);
    let losses = report["losses"].as_array().unwrap();
    let loss = losses.iter().find(|loss| loss["path"] == "/Grantee Name").unwrap();
    assert_eq!(loss["records"], 1);
    assert!(loss["reason"].as_str().unwrap().starts_with("roles were not asked for"), "{loss}");
    let told = due(&[("Groups.csv", 3, 1, "/Description"), ("Groups.csv", 4, 1, "/Name")]);
    assert_eq!(places(&report["findings"], "ORA-F-051"), told);
}

#[test]
fn a_group_of_a_payload_that_is_left_out_stands_in_its_row() {
    let home = Home::of("cloudentity");
    let payload = json!({
        "groups": [
            { "id": "1", "user_pool_id": "p", "name": "abc" },
            { "id": "2", "user_pool_id": "p", "name": "Nordic", "description": "'=sum'" },
        ],
        "users": [{ "id": "9b2f0a6e-6d5c-4d0e-8a51-0f3f6f0f5d11", "user_pool_id": "p",
            "payload": { "given_name": "Olle", "family_name": "Lind" } }],
        "user_identifiers": [{ "user_id": "9b2f0a6e-6d5c-4d0e-8a51-0f3f6f0f5d11",
            "type": "email", "identifier": "olle@example.net" }],
    });
    let text = payload.to_string();
    home.put("in.json", &text);
    let report = report(&home, "in.json", "in.json");
    let column = |row: &str| text.find(row).unwrap() as u64 + 1;
    let (short, quoted) = (column("{\"id\":\"1\""), column("{\"description\""));
    for (rule, column) in [("ORA-G-002", short), ("ORA-F-051", quoted)] {
        let due = due(&[("in.json", 1, column, "/groups")]);
        assert_eq!(places(&report["findings"], rule), due);
    }
    let loss = report["losses"].as_array().unwrap().iter().find(|loss| loss["path"] == "/groups");
    assert_eq!(loss.unwrap()["records"], 2);
}
