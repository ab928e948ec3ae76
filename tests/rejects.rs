//! What is refused: exactly the records with an error, kept verbatim, each with its reason and its
//! place, ready to be repaired, and without a word of what is in them.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use support::export::{self, record};
use support::naive;
use support::output::{Outcome, rows};
use support::payload::check_payloads;
use support::run::{FIXED, Home, testdata};

/// Kinds of defect that do not refuse a record; their rule is counted.
const HARMLESS: &[&str] = &[
    // Losing the second mention of a role loses nothing.
    "role-repeated",
    // The hash is sealed: no target can use it, whatever its form, and its loss is reported.
    "hash-without-algorithm",
    "hash-not-base64",
    // Earlier passwords have no place in the target; their loss is reported.
    "history-not-objects",
];

/// The numbers of the refused records, each with the rules that refused it and all others found.
fn refused(outcome: &Outcome) -> BTreeMap<u64, BTreeSet<String>> {
    let rules = |line: &Value| {
        let findings = line["findings"].as_array().unwrap().iter();
        findings.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    };
    let number = |line: &Value| line["findings"][0]["record"].as_u64().unwrap();
    outcome.reasons().iter().map(|line| (number(line), rules(line))).collect()
}

#[test]
fn exactly_the_records_with_an_error_are_refused() {
    for seed in [1, 2, 3] {
        let home = Home::new();
        let (input, planted) = export::with_defects(1_500, seed, 0.2);
        home.put("in.json", input);
        let outcome = home.convert("in.json").ended(1);
        let refused = refused(&outcome);
        let harmless = |kind: &str| HARMLESS.contains(&kind);
        for defect in &planted {
            match (harmless(&defect.kind), refused.get(&defect.record)) {
                (false, Some(rules)) => {
                    assert!(rules.contains(&defect.rule), "{} {rules:?}", defect.kind);
                }
                (true, None) => assert!(outcome.count(&defect.rule) > 0, "{}", defect.kind),
                (_, found) => panic!("{} in {}: {found:?}", defect.kind, defect.record),
            }
        }
        let due = planted.iter().filter(|defect| !harmless(&defect.kind));
        assert_eq!(refused.len(), due.count(), "seed {seed}: sound records are refused");
        let (report, manifest) = (outcome.report(), outcome.manifest());
        assert_eq!(report["refused"], refused.len());
        assert_eq!(manifest["converted"], 1_500 - refused.len());
        assert_eq!(check_payloads(&outcome.payloads()).unwrap().users, 1_500 - refused.len());
    }
}

#[test]
fn each_defect_of_the_bad_records_is_reported_under_its_rule() {
    let home = Home::new();
    home.take("bad-records.json");
    let refused = refused(&home.convert("bad-records.json").ended(1));
    let due = [
        (2, "CD-010"),
        (3, "CD-010"),
        (4, "CD-030"),
        (5, "CD-030"),
        (6, "CE-IDN-004"),
        (7, "CD-031"),
        (9, "CD-024"),
        (10, "CD-033"),
        (11, "CD-020"),
        (12, "CD-100"),
        (13, "CD-090"),
        (14, "CD-056"),
        (15, "CD-072"),
        (16, "CD-002"),
    ];
    assert_eq!(refused.keys().copied().collect::<Vec<_>>(), due.map(|(record, _)| record));
    for (record, rule) in due {
        assert!(refused[&record].contains(rule), "record {record}: {:?}", refused[&record]);
    }
}

#[test]
fn refused_records_are_kept_byte_for_byte_and_can_be_read_again() {
    let home = Home::new();
    let input = export::with_defects(400, 5, 0.3).0;
    home.put("in.json", &input);
    let outcome = home.convert("in.json").ended(1);
    let all = naive::records(&input);
    let numbers: Vec<_> = refused(&outcome).into_keys().collect();
    let records: Vec<_> =
        numbers.iter().map(|number| &input[all[*number as usize - 1].clone()]).collect();
    let due = [b"[\n".as_slice(), &records.join(b",\n".as_slice()), b"\n]\n"].concat();
    assert!(outcome.file("rejects.json") == due);

    let again = home.convert_into("again", "out/rejects.json");
    assert_eq!(again.manifest()["records"], numbers.len(), "{}", again.ran.stderr);
}

/// Checks every place that is named against the naive computation; how many there are.
fn check_places(input: &[u8], outcome: &Outcome) -> usize {
    let (all, places) = (naive::records(input), naive::lines_and_columns(input));
    let report = outcome.report();
    let reasons = outcome.reasons();
    let kept = reasons.iter().flat_map(|line| line["findings"].as_array().unwrap());
    let findings: Vec<_> = kept
        .chain(report["findings"].as_array().unwrap())
        .filter(|f| f["record"].is_u64())
        .collect();
    for finding in &findings {
        let number = |name: &str| finding[name].as_u64().unwrap();
        let offset = number("offset") as usize;
        assert_eq!((number("line"), number("column")), places[offset], "{finding}");
        let record = &all[number("record") as usize - 1];
        assert!(record.contains(&offset), "{finding}");
        if offset == record.start {
            continue;
        }
        let starts_with: &[u8] = match finding["got"].as_str().unwrap() {
            // A target knows where a list stands, not where each of its values does.
            _ if finding["rule"].as_str().unwrap().starts_with("CE-") => b"[{\"",
            "an object" => b"{",
            "an array" => b"[",
            "a boolean" => b"tf",
            "null" => b"n",
            "a number" => b"-0123456789",
            got if got == "text" || got.starts_with("text of") => b"\"",
            _ => continue,
        };
        assert!(starts_with.contains(&input[offset]), "{finding}");
    }
    findings.len()
}

#[test]
fn every_finding_is_where_it_says() {
    let home = Home::new();
    let compact = export::with_defects(900, 1, 0.4).0;
    let array: Vec<_> = naive::records(&compact).into_iter().map(|at| &compact[at]).collect();
    let lines = [b"[\n".as_slice(), &array.join(b",\n\t".as_slice()), b"\n]"].concat();
    let crlf = [b"[\r\n".as_slice(), &array.join(b"\r\n , ".as_slice()), b"\r\n]\r\n"].concat();
    let marked = [b"\xEF\xBB\xBF".as_slice(), &compact].concat();
    let bad = testdata("bad-records.json");
    for (number, input) in [compact, lines, crlf, marked, bad].iter().enumerate() {
        home.put("in.json", input);
        let outcome = home.convert_into(&format!("file{number}"), "in.json").ended(1);
        assert!(check_places(input, &outcome) > 14);
        let folder = format!("pipe{number}");
        let piped = home.idport_fed(&format!("convert {FIXED} -o {folder} -"), input);
        let piped = Outcome::new(piped, home.path(&folder)).ended(1);
        assert_eq!(check_places(input, &piped), check_places(input, &outcome));
    }
}

#[test]
fn repaired_rejects_give_exactly_the_missing_users() {
    let home = Home::new();
    home.take("bad-records.json");
    let first = home.convert("bad-records.json").ended(1);
    let mut records: Vec<Value> = serde_json::from_slice(&first.file("rejects.json")).unwrap();
    repair(&mut records);
    home.put("repaired.json", serde_json::to_vec(&records).unwrap());
    let target = "--to cloudentity --tenant-id acme --user-pool-id customers --no-sync";
    let ran = home.idport(&format!(
        "convert {target} --now 2026-01-02T03:04:05Z --ids-from out/manifest.json -o second repaired.json"
    ));
    let second = Outcome::new(ran, home.path("second")).ended(0);
    assert_eq!(check_payloads(&second.payloads()).unwrap().users, 14);
    let both = [first.payloads(), second.payloads()].concat();
    assert_eq!(check_payloads(&both).unwrap().users, 17, "no id occurs twice");
    let users = rows(&both, "users");
    let known_by = users.iter().filter_map(|user| user["metadata"]["migration"]["id"].as_str());
    assert_eq!(known_by.collect::<BTreeSet<_>>().len(), 17);
}

/// What a person would do to the refused records of `bad-records.json`, one after the other.
fn repair(records: &mut [Value]) {
    let new = |number| record(number, json!({}));
    records[0] = new(901);
    records[1]["scimUser"] = new(902)["scimUser"].clone();
    records[2]["scimUser"]["emails"] = json!([{ "value": "a@example.net", "primary": true }]);
    records[3]["scimUser"]["emails"][0]["value"] = json!("b@example.net");
    records[4]["scimUser"]["emails"][0]["value"] = json!("c@example.net");
    records[5]["scimUser"]["emails"][1]["primary"] = json!(false);
    records[6]["scimUser"]["originalId"] = json!("00000000-0000-4000-8000-000000000903");
    records[7]["scimUser"]["emails"][0]["value"] = json!("d@example.net");
    records[8]["scimUser"].as_object_mut().unwrap().remove("orignalId");
    records[9]["roles"] = json!(["viewer"]);
    records[10]["profile"]["attributes"] = json!({ "points": 3 });
    records[11]["scimUser"].as_object_mut().unwrap().remove("password");
    records[12]["scimUser"]["active"] = json!(false);
    // The parser of this test has kept one of the two members already.
    assert_eq!(records[13]["scimUser"]["active"], false);
    assert_eq!(records.len(), 14);
}

/// Replaces every text by one that is marked, as far as its form allows.
fn mark(value: &mut Value, count: &mut u32) {
    *count += 1;
    match value {
        Value::String(text) if ["CONFIRMED", "PENDING"].contains(&text.as_str()) => {}
        Value::String(text) if text.contains("@@") => *text = format!("canary{count}@@canary"),
        Value::String(text) if text.contains('@') => *text = format!("canary{count}@example.com"),
        Value::String(text) => *text = format!("canary {count}"),
        Value::Array(items) => items.iter_mut().for_each(|item| mark(item, count)),
        Value::Object(members) => members.values_mut().for_each(|member| mark(member, count)),
        _ => {}
    }
}

#[test]
fn no_value_of_a_person_is_in_what_is_said_about_the_run() {
    let (mut records, mut count): (Vec<Value>, _) = (Vec::new(), 0);
    for name in ["bulk.json", "read-answer.json", "minimal.json", "bad-records.json"] {
        let file: Value = serde_json::from_slice(&testdata(name)).unwrap();
        let list = file.get("users").unwrap_or(&file).as_array().unwrap().clone();
        records.extend(list);
    }
    let odd = json!({
        "status": "canary", "active": "canary", "userName": "canary é", "locale": ["canary"],
        "phoneNumbers": [{ "value": "canary" }, "canary"], "mfaContext": { "canary": "canary" },
        "meta": { "created": "canary" }, "unheardOf": "canary", "password": "canary",
        "addresses": "canary", "name": { "givenName": { "canary": 1 } },
    });
    records.push(record(1, odd.clone()));
    for name in odd.as_object().unwrap().keys() {
        records.push(record(2, json!({ name: odd[name] })));
    }
    records.iter_mut().for_each(|record| mark(record, &mut count));
    let mut input = serde_json::to_vec(&records).unwrap();
    input.pop();
    input.extend_from_slice(b",{\"scimUser\":{\"canary\":canary}},{\"scimUser\":{\"nickName\":\"canary\xFF\"}},{\"canary\":1,\"canary\":2}]");
    let home = Home::new();
    home.put("in.json", &input);
    let outcome = home.convert("in.json").ended(1);
    let (refused, converted) = (outcome.reasons().len(), &outcome.manifest()["converted"]);
    assert!(refused > 15 && converted.as_u64() > Some(8), "{refused} refused, {converted} not");
    assert!(outcome.ran.stdout.is_empty());
    let said = [
        outcome.ran.stderr.clone().into_bytes(),
        outcome.file("report.json"),
        outcome.file("rejects.findings.jsonl"),
        outcome.file("manifest.json"),
    ];
    for text in said {
        let text = String::from_utf8(text).unwrap().to_lowercase();
        let at = text.find("canary").map(|at| &text[at.saturating_sub(200)..at + 20]);
        assert_eq!(at, None);
    }
}
