//! The catalogue of rules, and what the operator says about them.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeMap;
use std::fs;

use idport::catalogue;
use idport::findings::Purpose;
use serde_json::{Value, json};
use support::run::{Home, Ran, names_in, testdata};
use support::schema;

fn home() -> Home {
    let home = Home::new();
    for name in ["bad-records.json", "bulk.json", "minimal.json"] {
        home.put(name, testdata(name));
    }
    home
}

fn stdout(ran: &Ran) -> String {
    String::from_utf8(ran.stdout.clone()).unwrap()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// The counts of a report, by rule and severity.
fn counts(report: &Value) -> BTreeMap<(String, String), u64> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let lines = report["rules"].as_array().unwrap().iter();
    lines
        .map(|line| ((text(line, "rule"), text(line, "severity")), line["count"].as_u64().unwrap()))
        .collect()
}

#[test]
fn explain_lists_every_rule_and_tells_each() {
    let home = home();
    let listed = stdout(&home.idport("explain"));
    for entry in catalogue::rules() {
        let rule = entry.rule;
        let mut lines = listed.lines();
        assert!(lines.any(|line| line.starts_with(rule.id) && line.ends_with(rule.title)));
        assert!(rule.remedy.ends_with('.'), "{}", rule.id);
    }
    let told = stdout(&home.idport("explain cd-033"));
    for part in ["CD-033", "severity  error", "App ID docs", "appid-directory", "delete this"] {
        assert!(told.contains(part), "{told}");
    }
    let document = json(&home.idport("explain CD-033 cd-040 --output json"));
    let severities = &document["rules"][0]["severities"];
    assert_eq!(severities["reading"], serde_json::json!(["error"]));
    let told = stdout(&home.idport("explain cd-011"));
    assert!(told.contains("severity  warning, error, warning"), "{told}");
    assert_eq!(document["rules"][1]["needs"], "--identity-field userName");
}

#[test]
fn the_page_of_rules_is_made_from_the_catalogue() {
    let home = home();
    let page = stdout(&home.idport("explain --output markdown"));
    let path = schema::root().join("docs/rules.md");
    if std::env::var_os("IDPORT_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), page, "IDPORT_BLESS=1 writes it anew");
}

#[test]
fn unknown_rules_are_refused_with_what_may_be_meant() {
    let home = home();
    for (arguments, says) in [
        ("explain CD-03", "did you mean CD-003 or CD-013"),
        ("explain nonsense", "`idport explain` lists all"),
        ("validate bulk.json --deny warnings", "did you mean warning?"),
        ("validate bulk.json --deny CD-34", "did you mean CD-034"),
        ("validate bulk.json --allow warning", "--allow: there is no rule warning"),
        ("validate bulk.json --allow CD-034 --deny cd-034", "to --deny and to --allow"),
        ("convert bulk.json --to oracle -o out --allow ORA-U-01", "did you mean ORA-U-001"),
    ] {
        let ran = home.idport(arguments);
        assert!(ran.code == 2 && ran.stderr.contains(says), "{arguments}: {}", ran.stderr);
    }
}

#[test]
fn findings_have_the_severities_of_the_catalogue() {
    for format in ["appid-directory", "appid-social", "cloudentity", "oracle"] {
        let home = Home::of(format);
        let folder = schema::root().join("testdata").join(format);
        for name in names_in(&folder) {
            home.put(&name, fs::read(folder.join(&name)).unwrap());
            for target in ["appid-directory", "appid-social", "cloudentity", "oracle"] {
                let purpose = if target == format { Purpose::Writing } else { Purpose::Converting };
                let ran = home.idport(&format!(
                    "validate {name} --from {format} --for {target} --output json"
                ));
                if ran.code == 2 {
                    continue;
                }
                for ((rule, severity), _) in counts(&json(&ran)) {
                    let entry = catalogue::find(&rule).unwrap();
                    let known = entry.severities(purpose);
                    let is_known = known.iter().any(|one| one.to_string() == severity);
                    assert!(is_known, "{rule} {severity}");
                }
            }
        }
    }
}

#[test]
fn schemas_are_printed_as_they_are_published() {
    let home = home();
    let listed = stdout(&home.idport("schema"));
    let mut names: Vec<_> = listed.lines().collect();
    names.sort_unstable();
    assert_eq!(names, schema::names());
    for name in names {
        let file = fs::read(schema::root().join(format!("schemas/{name}.json"))).unwrap();
        assert_eq!(home.idport(&format!("schema {name}")).stdout, file, "{name}");
    }
    for (name, says) in [
        ("reprot", "did you mean report?"),
        ("cloudentity", "cloudentity.2022 or cloudentity.2025"),
        ("oracle", "oracle.approles or oracle.groups or oracle.users"),
    ] {
        let ran = home.idport(&format!("schema {name}"));
        assert!(ran.code == 2 && ran.stderr.contains(says), "{}", ran.stderr);
    }
}

#[test]
fn what_is_denied_fails_and_what_is_allowed_does_not() {
    let home = home();
    let report = json(&home.idport("validate minimal.json --output json"));
    let warning = counts(&report).into_keys().find(|(_, severity)| severity == "warning");
    let (rule, _) = warning.expect("a warning in the test data");
    for (arguments, code) in [
        (String::new(), 0),
        ("--deny warning".to_owned(), 1),
        ("--strict".to_owned(), 1),
        (format!("--deny info,{rule}"), 1),
        (format!("--deny {}", rule.to_lowercase()), 1),
        ("--deny CD-056".to_owned(), 0),
        ("--deny loss".to_owned(), 2),
    ] {
        let ran = home.idport(&format!("validate minimal.json {arguments}"));
        assert_eq!(ran.code, code, "{arguments}: {}", ran.stderr);
    }
    let all: Vec<_> = counts(&report).into_keys().map(|(rule, _)| rule).collect();
    let ran = home.idport(&format!("validate minimal.json --strict --allow {}", all.join(",")));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn allowed_refusals_stay_refused_counted_and_marked() {
    let home = home();
    let before = json(&home.idport("validate bad-records.json --for cloudentity --output json"));
    let errors: Vec<_> = { counts(&before).into_keys() }
        .filter_map(|(rule, severity)| (severity == "error").then_some(rule))
        .collect();
    let allow = errors.join(",");
    home.convert(&format!("bad-records.json --allow {allow}"));
    let text = fs::read(home.path("out/report.json")).unwrap();
    let report: Value = serde_json::from_slice(&text).unwrap();
    assert!(schema::validators("report")["#"].is_valid(&report));
    for count in ["records", "converted", "refused"] {
        assert_eq!(report[count], before[count], "{count}");
    }
    for line in report["rules"].as_array().unwrap() {
        let is_allowed = errors.iter().any(|rule| line["rule"] == rule.as_str());
        assert_eq!(line["allowed"] == true, is_allowed, "{line}");
    }
    let ran = home.idport(&format!("validate bad-records.json --for cloudentity --allow {allow}"));
    assert_eq!(ran.code, 0);
    assert!(stdout(&ran).contains("allowed: ") && !stdout(&ran).contains("error["));
    assert!(home.path("out/rejects.json").exists());
    let rest = home.idport(&format!("validate bad-records.json --allow {}", errors[1..].join(",")));
    assert_eq!(rest.code, 1);
}

#[test]
fn lines_hold_every_finding_in_order_and_end_with_the_counts() {
    let home = home();
    let bad: Vec<Value> = serde_json::from_slice(&testdata("bad-records.json")).unwrap_or_default();
    assert!(!bad.is_empty());
    home.put("many.json", serde_json::to_vec(&vec![&bad[3]; 500]).unwrap());
    for (file, threads) in [("bad-records.json", 1), ("many.json", 1), ("many.json", 4)] {
        let ran = home.idport(&format!("validate {file} --threads {threads} --output jsonl"));
        let lines: Vec<Value> =
            stdout(&ran).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (last, findings) = lines.split_last().unwrap();
        assert!(schema::validators("report")["#"].is_valid(&last["summary"]));
        let records: Vec<_> = findings.iter().filter_map(|line| line["record"].as_u64()).collect();
        assert!(records.is_sorted());
        let mut found = BTreeMap::new();
        for line in findings {
            assert!(schema::validators("report")["#/$defs/finding"].is_valid(line), "{line}");
            assert!(line["line"].as_u64().is_some() || line["record"].is_null(), "{line}");
            let key = ["rule", "severity"].map(|name| line[name].as_str().unwrap().to_owned());
            *found.entry(key.into()).or_insert(0) += 1;
        }
        let mut counted = counts(&last["summary"]);
        counted.retain(|(_, severity), _| severity != "info");
        found.retain(|(_, severity): &(String, String), _| severity != "info");
        assert_eq!(found, counted, "{file}");
    }
}

/// A payload of two users who sign in with these names, for a pool that says this of itself.
fn payload_of_two(names: [&str; 2], pool: &Value) -> String {
    let ids = ["21b89ab2-8c88-4541-b3da-7e02b8f04281", "5b0d6f3a-1c2e-4d7f-9a8b-3c4d5e6f7a81"];
    let rows = ["7a0c1de4-9f5b-4b12-8f3d-6a5e4d3c2b1a", "8e1f2a3b-4c5d-4e6f-8a9b-0c1d2e3f4a5b"];
    let users = ids.map(|id| {
        json!({ "id": id, "tenant_id": "acme", "user_pool_id": "customers", "status": "active" })
    });
    let row = |at: usize| {
        json!({
            "id": rows[at], "user_id": ids[at], "tenant_id": "acme", "user_pool_id": "customers",
            "type": "uid", "identifier": names[at], "identifier_lc": names[at].to_lowercase(),
        })
    };
    json!({ "pools": [pool], "users": users, "user_identifiers": [row(0), row(1)] }).to_string()
}

#[test]
fn the_pool_says_whether_letter_case_tells_identifiers_apart() {
    let home = Home::new();
    let found = |pool: &Value, options: &str| {
        home.put("two.json", payload_of_two(["ada", "Ada"], pool));
        let report = json(&home.idport(&format!("validate two.json --output json {options}")));
        let lines = counts(&report).into_keys().filter(|(rule, _)| rule == "CE-IDN-002");
        lines.map(|(_, severity)| severity).collect::<Vec<_>>()
    };
    let silent = json!({ "id": "customers", "tenant_id": "acme", "name": "Customers" });
    let with = |ignored: bool| {
        let mut pool = silent.clone();
        pool["identifier_case_insensitive"] = json!(ignored);
        pool
    };
    assert_eq!(found(&silent, ""), ["warning"]);
    assert_eq!(found(&silent, "--pool-letter-case ignored"), ["error"]);
    assert!(found(&silent, "--pool-letter-case counts").is_empty());
    assert_eq!(found(&with(true), "--pool-letter-case counts"), ["error"]);
    assert!(found(&with(false), "").is_empty());
    assert_eq!(found(&with(true), "--for appid-directory"), ["warning"]);
}

#[test]
fn rows_without_times_are_errors_where_they_are_to_be_imported() {
    let home = Home::new();
    let pool = json!({ "id": "customers", "tenant_id": "acme", "name": "Customers" });
    home.put("two.json", payload_of_two(["ada", "bo"], &pool));
    for (target, severity) in
        [("", "error"), ("--for cloudentity", "error"), ("--for appid-directory", "warning")]
    {
        let report = json(&home.idport(&format!("validate two.json --output json {target}")));
        let key = ("CE-TIM-002".to_owned(), severity.to_owned());
        // Two rows, each without both times.
        assert_eq!(counts(&report).get(&key), Some(&4), "{target}");
    }
}
