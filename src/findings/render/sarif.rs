//! SARIF 2.1.0 (OASIS), which code scanning and editors read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Found, detail};
use crate::findings::{Finding, Severity};
use crate::visible;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One run with a result for each finding; the exact counts are in its properties.
pub fn sarif(found: &Found<'_>) -> String {
    let mut rules: BTreeMap<&str, Value> = BTreeMap::new();
    let mut counts: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
    for line in found.rules {
        counts.entry(line.rule).or_default().insert(line.severity.to_string(), line.count);
        rules.entry(line.rule).or_insert_with(|| {
            json!({
                "id": line.rule,
                "shortDescription": { "text": line.title },
                "help": { "text": line.remedy },
            })
        });
    }
    let numbers: BTreeMap<_, _> =
        rules.keys().enumerate().map(|(number, rule)| (*rule, number)).collect();
    let allowed: Vec<_> =
        found.rules.iter().filter(|line| line.allowed).map(|line| line.rule).collect();
    let results = found.findings.iter().map(|finding| {
        let mut result = result(finding, numbers[finding.rule.id]);
        if allowed.contains(&finding.rule.id) {
            result["suppressions"] = json!([{ "kind": "external" }]);
        }
        result
    });
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
            "properties": { "subject": found.subject, "counts": counts },
        }],
    });
    visible::json(&log).unwrap_or_default()
}

fn result(finding: &Finding, number: usize) -> Value {
    let place = &finding.place;
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let mut physical = json!({ "artifactLocation": { "uri": uri(&place.file) } });
    if let (Some(line), Some(column)) = (place.line, place.column) {
        physical["region"] = json!({ "startLine": line, "startColumn": column });
        if let Some(offset) = place.offset {
            physical["region"]["byteOffset"] = offset.into();
        }
    }
    let mut location = json!({ "physicalLocation": physical });
    if !place.pointer.is_empty() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": place.pointer }]);
    }
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": number,
        "level": level,
        "message": { "text": format!("{} ({})", finding.rule.title, detail(finding)) },
        "locations": [location],
    });
    if let Some(other) = &finding.related {
        result["relatedLocations"] = json!([{
            "physicalLocation": { "artifactLocation": { "uri": uri(&other.file) } },
            "message": { "text": format!("record {}", other.record) },
        }]);
    }
    result
}

/// A file name as the path of a URI reference (RFC 3986).
fn uri(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(byte as char),
            b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b',' | b'@' | b'+' | b'=' => {
                out.push(byte as char);
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    // A name with a colon in its first segment would be read as a scheme.
    match out.split('/').next().is_some_and(|first| first.contains(':')) {
        true => format!("./{out}"),
        false => out,
    }
}
