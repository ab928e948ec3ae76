//! What is said of refused records is held against them.

use std::fs;

use serde_json::{Value, json};

use super::support::run::Home;
use super::{change, convert, told, verify};

/// Changes rows.
type Edit = fn(&mut Vec<Value>);

/// The rules that are told of a conversion in which what is said of refused records was changed.
#[track_caller]
fn after((format, to, input): (&str, &str, &str), what: &str, edit: Edit) -> Vec<String> {
    let home = Home::of(format);
    let data = super::support::schema::root().join("testdata").join(format);
    home.put(input, fs::read(data.join(input)).unwrap());
    convert(&home, input, to, "");
    let arguments = format!("{input} --against out");
    assert_eq!(verify(&home, &arguments).0.code, 0, "{format}");
    let path = home.path("out/rejects.findings.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let mut rows: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    edit(&mut rows);
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    fs::write(path, lines).unwrap();
    let (ran, document) = verify(&home, &arguments);
    assert_eq!(ran.code, 1, "{format}: {what}: {}", ran.stderr);
    told(&document).into_iter().map(|(rule, ..)| rule).collect()
}

const BAD: (&str, &str, &str) = ("appid-directory", "cloudentity", "bad-records.json");

#[test]
fn findings_of_refused_records_that_were_changed_are_told() {
    let cases: [(&str, Edit); 11] = [
        ("a rule that there is not", |rows| rows[0]["findings"][0]["rule"] = json!("CD-999")),
        ("another rule", |rows| rows[0]["findings"][0]["rule"] = json!("CD-044")),
        ("no error", |rows| rows[0]["findings"][0]["severity"] = json!("warning")),
        ("a line", |rows| rows[1]["findings"][0]["line"] = json!(999)),
        ("a column", |rows| rows[1]["findings"][0]["column"] = json!(999)),
        ("a place in another record", |rows| rows[1]["findings"][0]["offset"] = json!(9)),
        ("a pointer", |rows| rows[1]["findings"][0]["pointer"] = json!("/elsewhere")),
        ("a record", |rows| rows[2]["findings"][1]["record"] = json!(77)),
        ("a user", |rows| {
            rows[2]["findings"][0]["source_id"] = json!("00000000-0000-4000-8000-000000000000");
        }),
        ("a position", |rows| rows[1]["reject"] = json!(7)),
        ("a file", |rows| rows[2]["findings"][1]["file"] = json!("another.json")),
    ];
    for (what, edit) in cases {
        let rules = after(BAD, what, edit);
        assert_eq!(rules[0], "VE-014", "{what}: {rules:?}");
        assert!(rules.iter().all(|rule| rule == "VE-014" || rule == "VE-015"), "{what}: {rules:?}");
    }
}

/// Where a row of another format stands is told by its columns.
#[test]
fn findings_of_refused_rows_that_were_changed_are_told() {
    let rows = ("oracle", "cloudentity", "bad-rows.csv");
    for edit in [
        (|rows| rows[0]["findings"][0]["rule"] = json!("CD-999")) as Edit,
        |rows| rows[0]["findings"][0]["line"] = json!(999),
        |rows| rows[0]["findings"][0]["pointer"] = json!("/elsewhere"),
    ] {
        assert_eq!(after(rows, "", edit)[0], "VE-014");
    }
}

#[test]
fn rows_of_reasons_that_were_dropped_or_added_are_told() {
    let cases: [(&str, Edit); 3] = [
        ("the last one", |rows| drop(rows.pop())),
        ("one more", |rows| rows.push(rows[0].clone())),
        ("in another order", |rows| rows.reverse()),
    ];
    for (what, edit) in cases {
        assert!(after(BAD, what, edit).contains(&"VE-014".to_owned()), "{what}");
    }
}

/// The report counts them all.
#[test]
fn a_finding_that_was_added_is_told() {
    let twice = |rows: &mut Vec<Value>| {
        let findings = rows[0]["findings"].as_array_mut().unwrap();
        findings.push(findings[0].clone());
    };
    assert_eq!(after(BAD, "twice", twice), ["VE-015"]);
}

#[test]
fn the_place_of_a_row_of_reasons_is_told() {
    let home = Home::new();
    home.take("bad-records.json");
    convert(&home, "bad-records.json", "cloudentity", "");
    let path = home.path("out/rejects.findings.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"reject\":2", "\"reject\":22", 1)).unwrap();
    let (_, document) = verify(&home, "bad-records.json --against out");
    let difference = &document["differences"][0];
    assert_eq!(difference["rule"], "VE-014");
    assert_eq!(difference["source"]["record"], 3);
    assert_eq!(difference["output"]["file"], "out/rejects.findings.jsonl");
    assert_eq!(difference["output"]["line"], 2);
}

/// Whatever somebody wrote there.
#[test]
fn nothing_of_what_was_written_into_the_evidence_is_told() {
    let home = Home::new();
    home.take("bad-records.json");
    convert(&home, "bad-records.json", "cloudentity", "");
    for (file, from, to) in [
        ("rejects.findings.jsonl", "\"rule\":\"CD-010\"", "\"rule\":\"canary@example.com\""),
        ("rejects.findings.jsonl", "\"severity\":\"error\"", "\"severity\":\"canary\""),
        ("report.json", "\"password-must-reset\"", "\"canary@example.com\""),
    ] {
        change(&home, file, from, to);
    }
    for output in ["text", "json", "jsonl"] {
        let ran = home.idport(&format!("verify bad-records.json --against out --output {output}"));
        let text = String::from_utf8(ran.stdout).unwrap() + &ran.stderr;
        assert_eq!(ran.code, 1, "{text}");
        assert!(text.contains("VE-014") && text.contains("VE-015"), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }
}
