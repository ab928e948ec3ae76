//! The page of a validation.

use super::findings::findings;
use super::frame::{Head, Section, page};
use super::html::Html;
use super::losses::{Lost, losses, outcomes};
use super::parts::{Card, Tone, cards, stack};
use crate::findings::Severity;
use crate::formats::Format;
use crate::inspect::{count, grouped};
use crate::output::ReportFile;

/// The page of a validation of inputs of a format, for a target if there was one.
pub fn validation(report: &ReportFile, from: &Format, target: Option<&Format>) -> String {
    let records = count(report.records, "record");
    let about = match target {
        Some(target) if target.name != from.name => format!("{} for {}", from.title, target.title),
        Some(_) => format!("{}, for import", from.title),
        None => from.title.to_owned(),
    };
    let lead = match (target, report.refused) {
        (Some(target), 0) => format!("{} would take every one of {records}.", target.name),
        (Some(target), refused) => {
            format!("{} would refuse {} of {records}.", target.name, grouped(refused))
        }
        (None, 0) => format!("None of {records} has an error."),
        (None, refused) => format!("{} of {records} have errors.", grouped(refused)),
    };
    let (taken, refused) = match target {
        Some(_) => ("would be taken", "would be refused"),
        None => ("without error", "with errors"),
    };
    let mut sections = vec![Section::new("findings", "Findings", |html| {
        findings(html, &report.rules, &report.findings);
    })];
    if target.is_some_and(|target| target.name != from.name) {
        sections.push(lost(report));
    }
    if !report.outcomes.is_empty() {
        sections.push(became(report));
    }
    let head = Head { kind: "Validation", about: &about, lead: &lead };
    page(&head, |html| first(html, report, taken, refused), sections)
}

/// The numbers of a report, and how its records divide.
pub(super) fn first(html: &mut Html, report: &ReportFile, taken: &str, refused: &str) {
    let refused_tone = (report.refused > 0).then_some(Tone::Error);
    let found = |severity| {
        let lines = report.rules.iter().filter(move |line| line.severity == severity);
        lines.map(|line| line.count).sum::<u64>()
    };
    let (errors, warnings) = (found(Severity::Error), found(Severity::Warning));
    let tone = |count: u64, tone| (count > 0).then_some(tone);
    let own: [Card<'_>; 5] = [
        (grouped(report.records), "records", None),
        (grouped(report.converted), taken, Some(Tone::Accent)),
        (grouped(report.refused), refused, refused_tone),
        (grouped(errors), "errors", tone(errors, Tone::Error)),
        (grouped(warnings), "warnings", tone(warnings, Tone::Warning)),
    ];
    cards(html, &own);
    html.tag("div", &[("class", "divide")], |html| {
        let parts = [(report.converted, Tone::Accent), (report.refused, Tone::Error)];
        stack(html, &parts, report.records);
    });
}

/// The losses of a report.
pub(super) fn lost(report: &ReportFile) -> Section<'_> {
    Section::new("losses", "Not carried", |html| {
        let lost = report.losses.iter().map(|loss| Lost {
            path: &loss.path,
            records: loss.records,
            reason: loss.reason,
            declared: loss.declared,
        });
        losses(html, "Fields that have no place in the target", report.converted, lost);
    })
}

/// What became of the users of a report.
pub(super) fn became(report: &ReportFile) -> Section<'_> {
    Section::new("users", "What becomes of users", |html| {
        outcomes(html, report.converted, report.outcomes.iter());
    })
}
