//! Findings as other programs read them: what SARIF 2.1.0 (OASIS), XML 1.0 and the commands of
//! GitHub Actions demand.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::fs;

use serde_json::Value;
use support::run::{Home, names_in};
use support::schema;

/// What is told of every file of test data, with and without a rule that is allowed.
fn told(output: &str) -> Vec<String> {
    let mut all = Vec::new();
    for format in ["appid-directory", "appid-social", "cloudentity", "oracle"] {
        let home = Home::of(format);
        let folder = schema::root().join("testdata").join(format);
        for name in names_in(&folder) {
            let own = format!("a:b,<&>\"{name}");
            home.put(&own, fs::read(folder.join(&name)).unwrap());
            for allow in ["", "--allow CD-010,CE-STR-004,ORA-U-001"] {
                let ran = home
                    .idport(&format!("validate {own} --from {format} --output {output} {allow}"));
                if ran.code != 2 {
                    all.push(String::from_utf8(ran.stdout).unwrap());
                }
            }
        }
    }
    assert!(all.len() > 20);
    all
}

#[test]
fn sarif_has_what_the_standard_demands() {
    let mut suppressed = 0;
    for text in told("sarif") {
        let log: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(log["version"], "2.1.0");
        assert!(log["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
        for run in log["runs"].as_array().unwrap() {
            let driver = &run["tool"]["driver"];
            assert_eq!(driver["name"], "idport");
            let rules = driver["rules"].as_array().unwrap();
            let mut ids: Vec<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count);
            for result in run["results"].as_array().unwrap() {
                check_result(result, rules);
                suppressed += usize::from(result["suppressions"].is_array());
            }
        }
    }
    assert!(suppressed > 0);
}

#[test]
fn sarif_is_valid_against_the_schema_of_oasis() {
    let Some(path) = std::env::var_os("IDPORT_SARIF_SCHEMA") else {
        eprintln!("left out: IDPORT_SARIF_SCHEMA does not name sarif-schema-2.1.0.json of OASIS");
        return;
    };
    let document: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::options().offline().build(&document).unwrap();
    for text in told("sarif") {
        let log: Value = serde_json::from_str(&text).unwrap();
        let wrong: Vec<_> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

fn check_result(result: &Value, rules: &[Value]) {
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(result["ruleId"], rules[index]["id"]);
    assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
    assert!(!result["message"]["text"].as_str().unwrap().is_empty());
    for location in result["locations"].as_array().unwrap() {
        let physical = &location["physicalLocation"];
        let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
        let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/:,@+=%".contains(&byte);
        assert!(!uri.is_empty() && uri.bytes().all(is_legal), "{uri}");
        assert!(!uri.split('/').next().unwrap().contains(':'), "{uri} has a scheme");
        if let Some(region) = physical["region"].as_object() {
            for name in ["startLine", "startColumn"] {
                assert!(region[name].as_u64().unwrap() >= 1, "{region:?}");
            }
        }
    }
    for suppression in result["suppressions"].as_array().into_iter().flatten() {
        assert_eq!(suppression["kind"], "external");
    }
}

#[test]
fn junit_is_well_formed_xml_with_true_counts() {
    for text in told("junit") {
        let body = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap();
        check_elements(body);
        let cases = body.matches("<testcase ").count();
        let failures = body.matches("<failure ").count();
        let counts = format!("tests=\"{cases}\" failures=\"{failures}\"");
        assert_eq!(body.matches(&counts).count(), 2, "{body}");
    }
}

/// Elements are closed in order, attributes are quoted, references and characters are legal.
fn check_elements(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    let mut roots = 0;
    while let Some(at) = rest.find('<') {
        check_text(&rest[..at]);
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None => {
                roots += usize::from(open.is_empty());
                open.push(check_tag(tag));
            }
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty() && roots == 1 && rest.trim().is_empty());
}

/// The name in a start tag.
fn check_tag(tag: &str) -> &str {
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let pieces: Vec<_> = attributes.split('"').collect();
    assert!(pieces.len() % 2 == 1 && pieces.last().unwrap().is_empty(), "{tag}");
    for attribute in pieces.chunks_exact(2) {
        let name = attribute[0].trim().strip_suffix('=').unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase()), "{tag}");
        check_text(attribute[1]);
    }
    name
}

fn check_text(text: &str) {
    for part in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;"];
        assert!(known.iter().any(|name| part.starts_with(name)), "{part}");
    }
    assert!(text.chars().all(|char| char >= ' ' || char == '\n' || char == '\t'), "{text:?}");
}

#[test]
fn commands_for_github_are_one_line_each() {
    for text in told("github") {
        for line in text.lines() {
            let (command, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
            let (kind, properties) = command.split_once(' ').unwrap();
            assert!(["error", "warning", "notice"].contains(&kind), "{line}");
            for property in properties.split(',') {
                let (name, value) = property.split_once('=').unwrap();
                assert!(["file", "line", "col", "title"].contains(&name), "{line}");
                assert!(!value.is_empty() && !value.contains(':'), "{line}");
            }
            assert!(!message.is_empty(), "{line}");
        }
    }
}
