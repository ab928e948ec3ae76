//! What a conversion came to, told to a person.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use idport::convert::Converted;
use idport::findings::{Finding, RuleCount, Severity};
use idport::formats::Format;
use idport::output::{DeltaCounts, DeltaRecord, PartRecord, ReportFile};
use idport::visible::{self, name};

/// How many findings of a rule are shown.
const SHOWN: usize = 3;

/// How many losses are shown.
const LOSSES_SHOWN: usize = 40;

/// The summary of a conversion.
pub(super) fn converted(converted: &Converted, manifest: Option<&Path>, took: Duration) -> String {
    let report = &converted.report;
    let mut text = told(report);
    let _ = write!(
        text,
        "{} of {} converted into {} in {:.2} s",
        number(report.converted, "record"),
        report.records,
        extent(&converted.manifest.parts),
        took.as_secs_f64()
    );
    if report.refused > 0 {
        let _ = write!(text, "; {} refused", report.refused);
    }
    match manifest {
        Some(manifest) if !converted.rejects.is_empty() => {
            let _ =
                write!(text, "; what was refused is in {}", beside(manifest, &converted.rejects));
        }
        None if report.refused > 0 => {
            text.push_str(" and not kept; give --evidence FOLDER to keep them");
        }
        _ => {}
    }
    if let Some(delta) = &converted.manifest.delta {
        text.push_str(&since(delta));
    }
    let upload = converted.manifest.upload.iter().filter(|plan| plan.count > 0);
    text.extend(upload.map(super::upload::told));
    if let Some(manifest) = manifest {
        let _ = write!(
            text,
            "\nmanifest: {} (private: it holds the key of the ids)",
            visible::path(manifest)
        );
    } else {
        text.push_str(
            "\nno manifest is kept, so these ids cannot be repeated; give --evidence FOLDER",
        );
    }
    text
}

/// What became of users since an earlier run.
fn since(delta: &DeltaRecord) -> String {
    let DeltaCounts { new, changed, unchanged, refused, disappeared, unknown } = delta.users;
    let mut text = format!(
        "\nsince {}: {new} new and {changed} changed are written, {unchanged} unchanged are not",
        delta.since
    );
    if disappeared > 0 {
        let _ = write!(text, "; {disappeared} disappeared, listed in disappeared.csv");
    }
    if refused > 0 {
        let _ = write!(text, "; {refused} refused, and as they were in the target");
    }
    if unknown > 0 {
        let tells = if unknown == 1 { "tells" } else { "tell" };
        let records = number(unknown, "record");
        let _ = write!(text, "; {records} {tells} no id and may be of users who are listed");
    }
    if !delta.other_options.is_empty() {
        let _ = write!(text, "\nother options than then: {}", delta.other_options.join(", "));
    }
    text
}

/// How much was written.
fn extent(parts: &[PartRecord]) -> String {
    let payloads: u64 = parts.iter().map(|part| part.payloads).sum();
    match parts.len() as u64 {
        files if files == payloads => number(files, "file"),
        _ => number(payloads, "payload"),
    }
}

/// The findings of a validation, and what a conversion to `target` would come to.
pub(super) fn validated(report: &ReportFile, from: &str, target: Option<&Format>) -> String {
    let mut text = told(report);
    let _ = write!(text, "{} of {from}", number(report.records, "record"));
    match (target, report.refused) {
        (Some(target), refused) => {
            let _ = write!(text, ": {} would take {}, ", target.name, report.converted);
            let _ = write!(text, "{refused} would be refused");
        }
        (None, 0) if has_errors(report) => text.push_str(": the errors are beside them"),
        (None, 0) => text.push_str(": none has an error"),
        (None, refused) => {
            let _ = write!(text, ": {refused} with errors");
        }
    }
    text.push('\n');
    text
}

/// The findings of severity error and nothing else.
pub(super) fn errors(report: &ReportFile) -> String {
    let mut text = String::new();
    let mut errors = report.clone();
    errors.rules.retain(|rule| rule.severity == Severity::Error);
    findings(&mut text, &errors);
    text
}

/// Are there errors that nobody allows?
fn has_errors(report: &ReportFile) -> bool {
    report.rules.iter().any(|line| line.severity == Severity::Error && !line.allowed)
}

/// Findings, losses and outcomes.
fn told(report: &ReportFile) -> String {
    let mut text = String::new();
    findings(&mut text, report);
    allowed(&mut text, report);
    losses(&mut text, report);
    outcomes(&mut text, report);
    text
}

/// Files that stand beside the manifest and are named like it.
fn beside(manifest: &Path, names: &[String]) -> String {
    let own = manifest.file_name().unwrap_or_default().to_string_lossy();
    let path = |name: &String| manifest.with_file_name(own.replace("manifest.json", name));
    let paths: Vec<_> = names.iter().map(|name| visible::path(&path(name))).collect();
    paths.join(", ")
}

fn findings(text: &mut String, report: &ReportFile) {
    let is_shown = |rule: &&RuleCount| rule.severity != Severity::Info && !rule.allowed;
    for rule in report.rules.iter().filter(is_shown) {
        let _ = writeln!(text, "{}[{}]: {} ({})", rule.severity, rule.rule, rule.title, rule.count);
        let of_rule =
            |finding: &&Finding| finding.rule.id == rule.rule && finding.severity == rule.severity;
        for finding in report.findings.iter().filter(of_rule).take(SHOWN) {
            let _ = writeln!(text, "  {}", place(finding));
        }
        let kept = report.findings.iter().filter(of_rule).count();
        if rule.count > SHOWN.min(kept) as u64 {
            let _ = write!(text, "  … and {} more", rule.count - SHOWN.min(kept) as u64);
            match rule.count > kept as u64 {
                true => {
                    let _ = writeln!(text, "; {kept} are named, and more with --max-findings");
                }
                false => text.push('\n'),
            }
        }
        let _ = writeln!(text, "  {}", rule.remedy);
        if let Some(message) = rule.vendor_message {
            let _ = writeln!(text, "  the product says: {message}");
        }
    }
}

/// What the operator allowed, in one line: it is not shown, and not kept quiet either.
fn allowed(text: &mut String, report: &ReportFile) {
    let lines = report.rules.iter().filter(|rule| rule.allowed);
    let counts: Vec<_> = lines.map(|rule| format!("{} {}", rule.rule, rule.count)).collect();
    if !counts.is_empty() {
        let _ = writeln!(text, "allowed: {}", counts.join(", "));
    }
}

fn place(finding: &Finding) -> String {
    let place = &finding.place;
    let mut text = place.to_string();
    if let Some(record) = place.record {
        let _ = write!(text, " record {record}");
    }
    if let Some(id) = &place.source_id {
        let _ = write!(text, " ({id})");
    }
    if !place.pointer.is_empty() {
        let _ = write!(text, " {}", name(&place.pointer));
    }
    let _ = write!(text, ": {}", finding.what());
    text
}

fn losses(text: &mut String, report: &ReportFile) {
    if !report.losses.is_empty() {
        text.push_str("not carried:\n");
    }
    for loss in report.losses.iter().take(LOSSES_SHOWN) {
        let records = number(loss.records, "record");
        let _ = writeln!(text, "  {:<44} {:>16}  {}", name(&loss.path), records, loss.reason);
    }
    if report.losses.len() > LOSSES_SHOWN {
        let more = report.losses.len() - LOSSES_SHOWN;
        let _ = writeln!(text, "  … and {more} more, which the report names");
    }
}

fn outcomes(text: &mut String, report: &ReportFile) {
    let outcomes: Vec<_> =
        report.outcomes.iter().map(|(name, count)| format!("{name} {count}")).collect();
    if !outcomes.is_empty() {
        let _ = writeln!(text, "users: {}", outcomes.join(", "));
    }
}

pub(super) fn number(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
