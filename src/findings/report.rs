//! The report of a run: exact counts for every rule, and the first findings of each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Finding, Rule, Severity};

/// How many findings of one rule and severity are kept with their places.
const KEPT_PER_RULE: usize = 20;

/// What was found in a run. Memory does not grow with the number of findings.
#[derive(Default)]
pub struct Report {
    rules: BTreeMap<(&'static str, Severity), RuleFindings>,
}

struct RuleFindings {
    rule: &'static Rule,
    count: u64,
    first: Vec<Finding>,
}

/// One line of the report's summary.
#[derive(Clone, Debug, Serialize)]
pub struct RuleCount {
    /// The rule's id.
    pub rule: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    /// How many there are.
    pub count: u64,
    /// What must hold.
    pub title: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// What the product says itself, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor_message: Option<&'static str>,
    /// Did the operator allow such findings? They refuse records all the same.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allowed: bool,
}

impl Report {
    /// Is there still room to keep a finding of this rule with its place?
    pub fn wants(&self, rule: &'static Rule, severity: Severity) -> bool {
        self.rules.get(&(rule.id, severity)).is_none_or(|entry| entry.first.len() < KEPT_PER_RULE)
    }

    /// Counts a finding, and keeps it while there is room.
    pub fn add(&mut self, finding: Finding) {
        let entry = self.entry(finding.rule, finding.severity);
        entry.count += 1;
        if entry.first.len() < KEPT_PER_RULE {
            entry.first.push(finding);
        }
    }

    /// Adds what another report holds, as what was found first.
    pub fn merge(&mut self, earlier: Report) {
        for ((_, severity), mut found) in earlier.rules {
            let entry = self.entry(found.rule, severity);
            entry.count += found.count;
            found.first.append(&mut entry.first);
            found.first.truncate(KEPT_PER_RULE);
            entry.first = found.first;
        }
    }

    /// Counts findings whose places nobody needs.
    pub fn count(&mut self, rule: &'static Rule, severity: Severity, count: u64) {
        self.entry(rule, severity).count += count;
    }

    fn entry(&mut self, rule: &'static Rule, severity: Severity) -> &mut RuleFindings {
        self.rules.entry((rule.id, severity)).or_insert_with(|| RuleFindings {
            rule,
            count: 0,
            first: Vec::new(),
        })
    }

    /// How many findings there are of a severity.
    pub fn total(&self, severity: Severity) -> u64 {
        self.rules.iter().filter(|((_, of), _)| *of == severity).map(|(_, entry)| entry.count).sum()
    }

    /// The counts per rule, errors first.
    pub fn counts(&self) -> Vec<RuleCount> {
        let mut counts: Vec<_> = self
            .rules
            .iter()
            .map(|((_, severity), entry)| RuleCount {
                rule: entry.rule.id,
                severity: *severity,
                count: entry.count,
                title: entry.rule.title,
                remedy: entry.rule.remedy,
                vendor_message: entry.rule.says,
                allowed: false,
            })
            .collect();
        counts.sort_by_key(|line| std::cmp::Reverse(line.severity));
        counts
    }

    /// The findings kept, errors first, then by rule and in the order of the input.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let mut entries: Vec<_> = self.rules.iter().collect();
        entries.sort_by_key(|((_, severity), _)| std::cmp::Reverse(*severity));
        entries.into_iter().flat_map(|(_, entry)| &entry.first)
    }
}
