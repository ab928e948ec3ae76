//! What an inspection came to, told to a person.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use idport::findings::{RuleCount, Severity};
use idport::inspect::{
    Field, Fit, InspectionFile, Names, Range, Table, Users, bytes, count, grouped, share,
};
use idport::visible::name;

/// How many losses of a target are shown.
const LOSSES: usize = 12;

/// How wide a column of fields is at least, and at most.
const NARROW: usize = 24;
const WIDE: usize = 64;

/// How wide a bar is.
const BAR: u64 = 12;

pub(super) fn told(found: &InspectionFile) -> String {
    let mut text = head(found);
    found.tables.iter().for_each(|table| fields(&mut text, table));
    users(&mut text, &found.users);
    for (what, names) in
        [("providers", &found.providers), ("roles", &found.roles), ("groups", &found.groups)]
    {
        of_names(&mut text, what, names);
    }
    findings(&mut text, found);
    found.targets.iter().for_each(|fit| target(&mut text, fit));
    text
}

fn head(found: &InspectionFile) -> String {
    let form = &found.format;
    let mut text = format!("{} ({}), ", form.title, form.name);
    let _ = match (form.told_by, form.telltales.as_slice()) {
        ("operator", _) => writeln!(text, "as --from says"),
        (_, names) => writeln!(text, "told by {}", names.join(", ")),
    };
    if let Some(other) = form.looks_like {
        let _ = writeln!(text, "its content speaks for {other}");
    }
    let _ = write!(text, "{} in {}", count(found.records, "record"), inputs(found));
    if found.unreadable > 0 {
        let _ = write!(text, "; {} cannot be read", found.unreadable);
    }
    let _ = writeln!(text, ", read {} times", found.readings);
    text
}

fn inputs(found: &InspectionFile) -> String {
    let size = found.inputs.iter().map(|input| input.size).sum();
    format!("{} of {}", count(found.inputs.len() as u64, "input"), bytes(size))
}

fn fields(text: &mut String, table: &Table) {
    if table.fields.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nfields of {} ({})", name(&table.name), table.records);
    let told = || table.fields.iter().filter(|field| !field.is_frame());
    let longest = told().map(|field| name(&field.path).chars().count()).max();
    let width = longest.unwrap_or_default().clamp(NARROW, WIDE);
    for field in told() {
        let _ = writeln!(
            text,
            "  {:<width$} {:>9} {} {:>5}  {}",
            name(&field.path),
            grouped(field.records),
            bar(field.records, table.records),
            share(field.records, table.records),
            kinds(field)
        );
    }
    if table.untold > 0 {
        let _ = writeln!(text, "  {} values stand in further fields", table.untold);
    }
}

fn bar(part: u64, whole: u64) -> String {
    let full = (part * BAR).div_ceil(whole.max(1)).min(BAR);
    let full = if part < whole && full == BAR { BAR - 1 } else { full };
    (0..BAR).map(|at| if at < full { '█' } else { '░' }).collect()
}

fn kinds(field: &Field) -> String {
    let mut parts: Vec<_> = field
        .kinds
        .there()
        .map(|(kind, _)| match (kind, field.characters, field.elements) {
            ("text", Some(range), _) => format!("text of {}", span(range)),
            ("list", _, Some(range)) => format!("list of {}", span(range)),
            _ => kind.to_owned(),
        })
        .collect();
    if field.empty > 0 {
        parts.push(format!("{} empty", field.empty));
    }
    parts.join(", ")
}

fn span(Range { least, most }: Range) -> String {
    if least == most { least.to_string() } else { format!("{least} to {most}") }
}

fn users(text: &mut String, users: &Users) {
    if users.accounts.is_empty() {
        return;
    }
    text.push_str("\nusers\n");
    for (what, counts) in [
        ("password", &users.passwords),
        ("e-mail address", &users.emails),
        ("account", &users.accounts),
    ] {
        let _ = writeln!(text, "  {what:<16}{}", told_counts(counts));
    }
    for (what, dates) in [("created", &users.created), ("last changed", &users.modified)] {
        if let Some(dates) = dates {
            let known = count(dates.users, "user");
            let _ = writeln!(text, "  {what:<16}{} to {} ({known})", dates.earliest, dates.latest);
        }
    }
}

fn told_counts(counts: &BTreeMap<&'static str, u64>) -> String {
    let counts: Vec<_> = counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
    counts.join(", ")
}

fn of_names(text: &mut String, what: &str, names: &Names) {
    if names.users == 0 {
        return;
    }
    let users = count(names.users, "user");
    let _ = writeln!(text, "\n{what} ({}): {users} with up to {}", names.distinct, names.most);
    for one in &names.shown {
        let _ = writeln!(text, "  {:<44} {:>9}", name(&one.name), grouped(one.users));
    }
    for (count, why) in [
        (names.more, "more names"),
        (names.hidden, "names that could be those of people are not shown"),
        (names.untold, "times a name came that was not told apart any more"),
    ] {
        if count > 0 {
            let _ = writeln!(text, "  … {count} {why}");
        }
    }
}

fn findings(text: &mut String, found: &InspectionFile) {
    let _ = match found.with_errors {
        0 => writeln!(text, "\nfindings: no record has an error"),
        some => writeln!(text, "\nfindings: {} with errors", count(some, "record")),
    };
    found.rules.iter().for_each(|line| rule(text, line, &found.duplicates));
    if !found.rules.is_empty() {
        text.push_str("  `idport validate` names the places\n");
    }
}

fn rule(text: &mut String, line: &RuleCount, duplicates: &[&str]) {
    let twice = if duplicates.contains(&line.rule) { " (duplicates)" } else { "" };
    let RuleCount { severity, rule, count, title, .. } = line;
    let severity = severity.to_string();
    let _ = writeln!(text, "  {severity:<8}{rule:<10}{count:>9}  {title}{twice}");
}

fn target(text: &mut String, fit: &Fit) {
    if let Some(why) = &fit.unknown {
        let _ = writeln!(text, "\nto {}: {}", fit.format, name(why));
        return;
    }
    let (taken, refused) = (grouped(fit.taken), grouped(fit.refused));
    let _ = write!(text, "\nto {}: takes {taken}, refuses {refused}", fit.format);
    if fit.taken > 0 {
        let carried = count(fit.carried.len() as u64, "field");
        let _ = write!(text, "; carries {carried} whole, loses {}", fit.losses.len());
    }
    text.push('\n');
    let errors = fit.rules.iter().filter(|line| line.severity == Severity::Error);
    errors.for_each(|line| rule(text, line, &[]));
    for loss in fit.losses.iter().take(LOSSES) {
        let records = count(loss.records, "record");
        let _ = writeln!(text, "  {:<44} {records:>16}  {}", name(&loss.path), loss.reason);
    }
    if let Some(more) = fit.losses.len().checked_sub(LOSSES).filter(|more| *more > 0) {
        let _ = writeln!(text, "  … and {more} more; --output json and --html name them");
    }
    if !fit.outcomes.is_empty() {
        let _ = writeln!(text, "  users: {}", told_counts(&fit.outcomes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_is_full_and_only_nothing_is_empty() {
        let full = |part, whole| bar(part, whole).matches('█').count() as u64;
        assert_eq!([full(1, 1_000_000), full(999_999, 1_000_000)], [1, BAR - 1]);
        assert_eq!([full(0, 5), full(5, 5), full(0, 0)], [0, BAR, 0]);
    }
}
