//! Findings for other programs: one file for each kind of document.
//!
//! All of them are made from the same findings, hold no value of a person, and say how many more
//! there are of a rule than are named.

mod github;
mod junit;
mod sarif;

pub use github::github;
pub use junit::junit;
pub use sarif::sarif;

use std::fmt::Write as _;

use super::{Finding, RuleCount};
use crate::visible::name;

/// What is to be told.
#[derive(Clone, Copy)]
pub struct Found<'f> {
    /// What was looked at, such as the name of a format.
    pub subject: &'f str,
    /// The exact counts, by rule and severity.
    pub rules: &'f [RuleCount],
    /// The findings that are kept with their places.
    pub findings: &'f [Finding],
}

impl<'f> Found<'f> {
    /// The findings of a line of the counts.
    fn of(&self, line: &RuleCount) -> impl Iterator<Item = &'f Finding> + use<'f> {
        let (rule, severity) = (line.rule, line.severity);
        let findings = self.findings.iter();
        findings.filter(move |finding| finding.rule.id == rule && finding.severity == severity)
    }

    /// How many findings of a line are counted only.
    fn more(&self, line: &RuleCount) -> u64 {
        line.count.saturating_sub(self.of(line).count() as u64)
    }
}

/// Where a finding is, beside line and column, and what was there.
fn detail(finding: &Finding) -> String {
    let mut text = String::new();
    if let Some(record) = finding.place.record {
        let _ = write!(text, "record {record} ");
    }
    if !finding.place.pointer.is_empty() {
        let _ = write!(text, "{} ", name(&finding.place.pointer));
    }
    let text = text.trim_end();
    match text.is_empty() {
        true => finding.what(),
        false => format!("{text}: {}", finding.what()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Grades, Place, Related, Report, Rule, Severity, Shape};
    use super::*;

    static RULE: Rule = Rule {
        grades: Grades::of("W"),
        id: "XX-001",
        title: "a <title> & \"more\", 100 %",
        remedy: "Do\nsomething.",
        source: "judgement",
        says: None,
    };

    fn findings(count: u64) -> (Vec<RuleCount>, Vec<Finding>) {
        let mut report = Report::keeping(20);
        for record in 1..=count {
            let place = Place {
                file: "a:b, c.json".into(),
                line: Some(record),
                column: Some(2),
                offset: Some(7),
                record: Some(record),
                pointer: "/a\u{1}".into(),
                ..Place::default()
            };
            let severity = if record == 1 { Severity::Error } else { Severity::Warning };
            let related = (record == 1).then(|| Related { file: "b c.json".into(), record: 7 });
            report.add(Finding { rule: &RULE, severity, place, got: Shape::Text(3), related });
        }
        (report.counts(), report.findings().cloned().collect())
    }

    #[test]
    fn commands_for_github_are_one_line_each() {
        let (rules, findings) = findings(30);
        let text = github(&Found { subject: "x", rules: &rules, findings: &findings });
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines[0],
            "::error file=a%3Ab%2C c.json,line=1,col=2,title=XX-001::a <title> & \"more\", 100 %25 (record 1 /a\\u{1}: text of 3 characters of b c.json). Do%0Asomething."
        );
        assert_eq!(lines.len(), 22);
        assert_eq!(lines[21], "::warning title=XX-001::9 more findings of this rule");
    }

    #[test]
    fn sarif_counts_and_places() {
        let (rules, findings) = findings(30);
        let text = sarif(&Found { subject: "x", rules: &rules, findings: &findings });
        let log: serde_json::Value = serde_json::from_str(&text).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 1);
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 21);
        let region = &results[0]["locations"][0]["physicalLocation"]["region"];
        assert_eq!(
            (region["startLine"].as_u64(), region["startColumn"].as_u64()),
            (Some(1), Some(2))
        );
        assert_eq!(
            results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "./a:b,%20c.json"
        );
        let other = &results[0]["relatedLocations"][0];
        assert_eq!(other["physicalLocation"]["artifactLocation"]["uri"], "b%20c.json");
        assert_eq!(other["message"]["text"], "record 7");
        assert!(results[1]["relatedLocations"].is_null());
        assert_eq!(run["properties"]["counts"]["XX-001"]["warning"], 29);
    }

    #[test]
    fn junit_is_well_formed_and_counts() {
        let (rules, findings) = findings(30);
        let text = junit(&Found { subject: "x", rules: &rules, findings: &findings });
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "));
        assert!(text.contains("tests=\"2\" failures=\"1\""));
        assert!(text.contains("a &lt;title&gt; &amp; &quot;more&quot;"));
        assert!(!text.contains('\u{1}'));
        assert!(text.contains("message=\"1 finding. Do"), "{text}");
        assert_eq!(text.matches("<testcase ").count(), text.matches("</testcase>").count());
    }
}
