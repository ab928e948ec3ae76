//! JUnit's XML, which test servers read: a test case for each rule of which something was found.

use std::fmt::Write as _;

use super::{Found, detail};
use crate::findings::{RuleCount, Severity};

/// One suite; rules with errors fail, others carry their findings as output.
pub fn junit(found: &Found<'_>) -> String {
    let failures = found.rules.iter().filter(|line| fails(line)).count();
    let counts = format!("tests=\"{}\" failures=\"{failures}\"", found.rules.len());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"idport\" {counts}>\n  <testsuite name=\"{}\" {counts}>\n",
        escaped(found.subject)
    );
    for line in found.rules {
        let _ = writeln!(
            text,
            "    <testcase classname=\"{}\" name=\"{}: {}\">",
            escaped(found.subject),
            escaped(line.rule),
            escaped(line.title)
        );
        let mut places: String = found.of(line).fold(String::new(), |mut places, finding| {
            let _ = writeln!(places, "{}: {}", finding.place, detail(finding));
            places
        });
        if found.more(line) > 0 {
            let _ = writeln!(places, "… and {} more", found.more(line));
        }
        let places = escaped(&places);
        let _ = match fails(line) {
            true => writeln!(
                text,
                "      <failure message=\"{} finding{}. {}\" type=\"{}\">{places}</failure>",
                line.count,
                if line.count == 1 { "" } else { "s" },
                escaped(line.remedy),
                line.severity
            ),
            false => {
                let allowed = if line.allowed { ", allowed" } else { "" };
                let severity = line.severity;
                writeln!(text, "      <system-out>{severity}{allowed}: {places}</system-out>")
            }
        };
        text.push_str("    </testcase>\n");
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

fn fails(line: &RuleCount) -> bool {
    line.severity == Severity::Error && !line.allowed
}

/// Text inside of an element or attribute; characters that XML 1.0 cannot hold become U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. => {
                out.push(char);
            }
            _ => out.push('\u{FFFD}'),
        }
    }
    out
}
