//! Findings by rule: how many, how grave, what to do, and where the first of them are.

use super::html::Html;
use super::parts::{Tone, bar, cell, note, prose, row, severity, table};
use crate::findings::{Finding, RuleCount};
use crate::inspect::{count, grouped};

/// Appends all findings; those of a rule with the places that are known.
pub(super) fn findings(html: &mut Html, rules: &[RuleCount], findings: &[Finding]) {
    if rules.is_empty() {
        return note(html, "Nothing was found.");
    }
    let most = rules.iter().map(|line| line.count).max().unwrap_or_default();
    table(html, "findings", "Findings by rule", &["Rule", "Severity", "Findings"], |html| {
        for line in rules {
            overview(html, line, most);
        }
    });
    html.leaf("h3", &[], "What to do");
    for line in rules {
        html.line();
        let of_line =
            |finding: &&Finding| finding.rule.id == line.rule && finding.severity == line.severity;
        rule(html, line, &findings.iter().filter(of_line).collect::<Vec<_>>());
    }
}

fn overview(html: &mut Html, line: &RuleCount, most: u64) {
    let heading = |html: &mut Html| {
        html.leaf("a", &[("href", &format!("#{}", id(line)))], line.rule);
        html.text(" ");
        html.tag("span", &[("class", "title")], |html| prose(html, line.title));
    };
    row(html, heading, |html| {
        cell(html, "grave", |html| {
            severity(html, line.severity);
            if line.allowed {
                html.leaf("span", &[("class", "allowed")], " allowed");
            }
        });
        cell(html, "wide", |html| {
            html.tag("div", &[("class", "measure short")], |html| {
                bar(html, line.count, most, Tone::of(line.severity));
                html.leaf("span", &[("class", "number")], &grouped(line.count));
            });
        });
    });
}

fn id(line: &RuleCount) -> String {
    format!("{}-{}", line.rule, line.severity)
}

/// One rule, folded unless something is to be done about it.
fn rule(html: &mut Html, line: &RuleCount, findings: &[&Finding]) {
    let id = id(line);
    let class = format!("rule {}", Tone::of(line.severity).class());
    html.tag("article", &[("class", &class), ("id", &id)], |html| {
        html.tag("h4", &[], |html| {
            html.leaf("code", &[], line.rule);
            html.text(" ");
            prose(html, line.title);
        });
        html.tag("p", &[("class", "meta")], |html| {
            severity(html, line.severity);
            html.text(&format!(" · {}", count(line.count, "finding")));
            if line.allowed {
                html.text(" · allowed");
            }
        });
        html.tag("p", &[], |html| prose(html, line.remedy));
        if let Some(message) = line.vendor_message {
            html.tag("p", &[("class", "vendor")], |html| {
                html.text("The product says: ");
                html.leaf("q", &[], message);
            });
        }
        places(html, line, findings);
    });
}

/// So many places are seen at once, the others when somebody asks.
const AT_ONCE: usize = 3;

fn places(html: &mut Html, line: &RuleCount, findings: &[&Finding]) {
    if findings.is_empty() {
        return;
    }
    let known = findings.len();
    match known <= AT_ONCE {
        true => list(html, findings),
        false => html.tag("details", &[], |html| {
            html.leaf("summary", &[], &format!("{known} places"));
            list(html, findings);
        }),
    }
    if line.count > known as u64 {
        let more = count(line.count - known as u64, "more finding");
        note(html, &format!("{more}: --max-findings names more, --output jsonl all of them."));
    }
}

fn list(html: &mut Html, findings: &[&Finding]) {
    html.tag("ul", &[("class", "places")], |html| {
        for finding in findings {
            html.tag("li", &[], |html| place(html, finding));
        }
    });
}

fn place(html: &mut Html, finding: &Finding) {
    let place = &finding.place;
    html.leaf("code", &[], &place.to_string());
    if let Some(record) = place.record {
        html.text(&format!(" record {}", grouped(record)));
    }
    if !place.pointer.is_empty() {
        html.text(" ");
        super::parts::path(html, &place.pointer);
    }
    html.leaf("span", &[("class", "got")], &format!(": {}", finding.what()));
}
