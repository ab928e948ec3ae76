//! The report of a run: exact counts for every rule, and the first findings of each.

use std::cmp::Reverse;

use serde::Serialize;

use super::{Finding, Rule, Severity};

/// What was found in a run. Memory does not grow with the number of findings.
pub struct Report {
    /// How many findings of one rule and severity are kept with their places.
    kept: usize,
    /// In the order in which they were found first. There are few, so the eye finds them sooner
    /// than a map does.
    rules: Vec<RuleFindings>,
}

struct RuleFindings {
    rule: &'static Rule,
    severity: Severity,
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
    /// Nothing is found yet; so many findings of one rule and severity will be kept.
    pub fn keeping(kept: usize) -> Self {
        Report { kept, rules: Vec::new() }
    }

    /// Counts a finding, and keeps it while there is room.
    pub fn add(&mut self, finding: Finding) {
        let kept = self.kept;
        let entry = self.entry(finding.rule, finding.severity);
        entry.count += 1;
        if entry.first.len() < kept {
            entry.first.push(finding);
        }
    }

    /// Adds what another report holds, as what was found first.
    pub fn merge(&mut self, earlier: Report) {
        let kept = self.kept;
        for mut found in earlier.rules {
            let entry = self.entry(found.rule, found.severity);
            entry.count += found.count;
            found.first.append(&mut entry.first);
            found.first.truncate(kept);
            entry.first = found.first;
        }
    }

    /// Is there still room to keep a finding of this rule with its place?
    pub fn wants(&self, rule: &'static Rule, severity: Severity) -> bool {
        let found = self.rules.iter().find(|entry| entry.is_of(rule, severity));
        found.map_or(0, |entry| entry.first.len()) < self.kept
    }

    /// Counts a finding if there is no room to keep it.
    pub fn count_if_full(&mut self, rule: &'static Rule, severity: Severity) -> bool {
        let kept = self.kept;
        let found = self.rules.iter_mut().find(|entry| entry.is_of(rule, severity));
        let full = found.filter(|entry| entry.first.len() >= kept);
        full.map(|entry| entry.count += 1).is_some()
    }

    /// Counts findings whose places nobody needs.
    pub fn count(&mut self, rule: &'static Rule, severity: Severity, count: u64) {
        self.entry(rule, severity).count += count;
    }

    fn entry(&mut self, rule: &'static Rule, severity: Severity) -> &mut RuleFindings {
        let known = self.rules.iter().position(|entry| entry.is_of(rule, severity));
        let at = known.unwrap_or_else(|| {
            self.rules.push(RuleFindings { rule, severity, count: 0, first: Vec::new() });
            self.rules.len() - 1
        });
        &mut self.rules[at]
    }

    /// How many findings there are of a severity.
    pub fn total(&self, severity: Severity) -> u64 {
        let entries = self.rules.iter().filter(|entry| entry.severity == severity);
        entries.map(|entry| entry.count).sum()
    }

    /// Errors first, then by the ids of rules.
    fn sorted(&self) -> Vec<&RuleFindings> {
        let mut entries: Vec<_> = self.rules.iter().collect();
        entries.sort_by_key(|entry| (Reverse(entry.severity), entry.rule.id));
        entries
    }

    /// The counts per rule, errors first.
    pub fn counts(&self) -> Vec<RuleCount> {
        let count = |entry: &RuleFindings| RuleCount {
            rule: entry.rule.id,
            severity: entry.severity,
            count: entry.count,
            title: entry.rule.title,
            remedy: entry.rule.remedy,
            vendor_message: entry.rule.says,
            allowed: false,
        };
        self.sorted().into_iter().map(count).collect()
    }

    /// The findings kept, errors first, then by rule and in the order of the input.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.sorted().into_iter().flat_map(|entry| &entry.first)
    }
}

impl RuleFindings {
    #[inline]
    fn is_of(&self, rule: &'static Rule, severity: Severity) -> bool {
        std::ptr::eq(self.rule, rule) && self.severity == severity
    }
}
