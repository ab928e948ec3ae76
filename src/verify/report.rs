//! What the report counts beside losses: outcomes and findings.
//!
//! They are not counted again: that would take the writer of the target. But they must fit the
//! records that were converted, each other, and the reasons why records were refused.

use std::collections::BTreeMap;

use serde_json::Value;

use super::difference::{Difference, Differences};
use super::evidence::Evidence;
use super::reasons::Tally;
use super::rules::*;
use crate::findings::Shape;
use crate::model::Outcome;
use crate::output::Manifest;

/// Every record that was converted has one verdict on its password, unless it stays in a format that
/// has none, and every password that must be reset has one reason.
const VERDICTS: [Outcome; 3] =
    [Outcome::PasswordUsable, Outcome::PasswordMustReset, Outcome::PasswordNone];
const RESETS: [Outcome; 4] =
    [Outcome::ResetSealed, Outcome::ResetMethod, Outcome::ResetSource, Outcome::ResetNotAskedFor];

/// Says that a count of the report is not what is due, which may not be known.
type Tell<'t> = &'t mut dyn FnMut(String, Shape, Option<u64>);

/// Do the outcomes and findings of the report fit?
pub(super) fn check(evidence: &Evidence, refused: &Tally, differences: &mut Differences<'_>) {
    if evidence.report.is_null() {
        return;
    }
    let mut tell = |pointer: String, got: Shape, due: Option<u64>| {
        let place = evidence.place("report.json", &pointer);
        let difference = Difference::new(&VE_015, got).at_output(place);
        differences.add(match due {
            Some(due) => difference.due(Shape::Count(due)),
            None => difference,
        });
    };
    check_outcomes(evidence, &mut tell);
    let counted = check_rules(&evidence.report["rules"], &mut tell);
    check_findings(&evidence.report["findings"], &counted, &mut tell);
    for (which, due) in refused {
        let count = counted.get(which).copied().unwrap_or_default();
        if count < *due {
            tell(format!("/rules/{}", which.0), Shape::Count(count), Some(*due));
        }
    }
}

fn check_outcomes(evidence: &Evidence, tell: Tell<'_>) {
    let Manifest { from, to, converted, .. } = &evidence.manifest;
    let (outcomes, converted) = (&evidence.report["outcomes"], *converted);
    let count = |outcome: Outcome| outcomes[outcome.name()].as_u64().unwrap_or_default();
    for (name, count) in outcomes.as_object().into_iter().flatten() {
        let known = Outcome::ALL.iter().find(|outcome| outcome.name() == name);
        let is_possible = count.as_u64().is_some_and(|count| (1..=converted).contains(&count));
        match known {
            Some(_) if is_possible => {}
            Some(outcome) => tell(format!("/outcomes/{}", outcome.name()), shape(count), None),
            // What somebody else wrote there is not shown.
            None => tell("/outcomes".to_owned(), shape(count), None),
        }
    }
    let resets = count(Outcome::PasswordMustReset);
    for (all, due) in [(&VERDICTS[..], converted), (&RESETS[..], resets)] {
        let sum = all.iter().fold(0_u64, |sum, outcome| sum.saturating_add(count(*outcome)));
        if sum != due && (sum > 0 || from != to) {
            tell("/outcomes".to_owned(), Shape::Count(sum), Some(due));
        }
    }
}

/// Each rule is there once for a severity, and was broken; how often.
fn check_rules(rules: &Value, tell: Tell<'_>) -> Tally {
    let mut counted = Tally::new();
    for (number, line) in rules.as_array().into_iter().flatten().enumerate() {
        let count = line["count"].as_u64().unwrap_or_default();
        if count == 0 || counted.insert(which(line), count).is_some() {
            tell(format!("/rules/{number}/count"), shape(&line["count"]), None);
        }
    }
    counted
}

/// No more findings are shown than were counted.
fn check_findings(findings: &Value, counted: &Tally, tell: Tell<'_>) {
    let mut shown: BTreeMap<_, u64> = BTreeMap::new();
    for (number, finding) in findings.as_array().into_iter().flatten().enumerate() {
        let which = which(finding);
        let counted = counted.get(&which).copied().unwrap_or_default();
        let shown = shown.entry(which).or_default();
        *shown += 1;
        if *shown > counted {
            tell(format!("/findings/{number}"), Shape::Count(*shown), Some(counted));
        }
    }
}

fn which(of: &Value) -> (String, String) {
    let text = |name: &str| of[name].as_str().unwrap_or_default().to_owned();
    (text("rule"), text("severity"))
}

fn shape(count: &Value) -> Shape {
    count.as_u64().map_or(Shape::Nothing, Shape::Count)
}
