//! The page of an inspection.

use std::collections::BTreeMap;

use super::findings::findings;
use super::frame::{Head, Section, page};
use super::html::Html;
use super::losses::{Lost, losses, outcomes};
use super::parts::{
    Card, Tone, cards, cell, measure, note, number, path, prose, row, stack, table,
};
use crate::findings::Severity;
use crate::inspect::{
    Dates, Fate, Field, Fit, InspectionFile, Names, Range, Table, bytes, count, grouped,
};

/// The page of an inspection.
pub fn inspection(found: &InspectionFile) -> String {
    let lead = lead(found);
    let head = Head { kind: "Inspection", about: found.format.title, lead: &lead };
    let mut sections = Vec::new();
    if !found.targets.is_empty() {
        sections.push(Section::new("targets", "Where it could go", |html| targets(html, found)));
    }
    sections.push(Section::new("fields", "Fields", |html| {
        found.tables.iter().for_each(|table| fields(html, table));
    }));
    if found.records > 0 {
        sections.push(Section::new("users", "Users", |html| users(html, found)));
    }
    sections.push(Section::new("findings", "Findings", |html| {
        findings(html, &found.rules, &[]);
        if !found.duplicates.is_empty() {
            let rules = found.duplicates.join(", ");
            note(html, &format!("Duplicates are what {rules} found."));
        }
    }));
    sections.push(Section::new("inputs", "Inputs", |html| inputs(html, found)));
    page(&head, |html| first(html, found), sections)
}

fn lead(found: &InspectionFile) -> String {
    let form = &found.format;
    let told = match form.told_by {
        "operator" => "as --from says".to_owned(),
        _ => format!("told by {}", form.telltales.join(", ")),
    };
    let mut lead = format!("Format {}, {told}.", form.name);
    if let Some(other) = form.looks_like {
        lead += &format!(" Its content speaks for {other}.");
    }
    lead
}

fn first(html: &mut Html, found: &InspectionFile) {
    let tone = |count: u64| (count > 0).then_some(Tone::Error);
    let fields: usize = { found.tables.iter() }
        .map(|table| table.fields.iter().filter(|field| !field.is_frame()).count())
        .sum();
    let mut own: Vec<Card<'_>> = vec![
        (grouped(found.records), "records", None),
        (grouped(found.inputs.len() as u64), "inputs", None),
        (grouped(fields as u64), "fields", None),
        (grouped(found.with_errors), "with errors", tone(found.with_errors)),
    ];
    if found.unreadable > 0 {
        own.push((grouped(found.unreadable), "unreadable", Some(Tone::Error)));
    }
    cards(html, &own);
}

/// What each target would take, what of which field, and why not.
fn targets(html: &mut Html, found: &InspectionFile) {
    let caption = "Records that a conversion would take";
    table(html, "targets", caption, &["Target", "Taken", "Refused", "Losses"], |html| {
        for fit in &found.targets {
            target(html, fit);
        }
    });
    if let Some(users) = found.tables.first() {
        matrix(html, users, &found.targets);
    }
    for fit in found.targets.iter().filter(|fit| fit.unknown.is_none()) {
        html.line();
        html.tag("article", &[("class", "target")], |html| {
            html.leaf("h3", &[("id", &format!("to-{}", fit.format))], fit.title);
            refusals(html, fit);
            if fit.taken == 0 {
                return;
            }
            let lost = fit.losses.iter().map(|loss| Lost {
                path: &loss.path,
                records: loss.records,
                reason: loss.reason,
                declared: false,
            });
            losses(html, &format!("Not carried to {}", fit.format), fit.taken, lost);
            outcomes(html, fit.taken, fit.outcomes.iter());
        });
    }
}

/// Why a target would refuse records.
fn refusals(html: &mut Html, fit: &Fit) {
    let mut errors = fit.rules.iter().filter(|line| line.severity == Severity::Error).peekable();
    if errors.peek().is_none() {
        return;
    }
    table(
        html,
        "refusals",
        "Why records are refused",
        &["Rule", "Findings", "What to do"],
        |html| {
            for line in errors {
                let heading = |html: &mut Html| {
                    html.leaf("code", &[], line.rule);
                    html.text(" ");
                    html.tag("span", &[("class", "title")], |html| prose(html, line.title));
                };
                row(html, heading, |html| {
                    number(html, "Findings", &grouped(line.count));
                    cell(html, "why", |html| prose(html, line.remedy));
                });
            }
        },
    );
}

fn target(html: &mut Html, fit: &Fit) {
    let heading = |html: &mut Html| {
        let href = format!("#to-{}", fit.format);
        match fit.unknown {
            None => html.leaf("a", &[("href", &href)], fit.title),
            Some(_) => html.text(fit.title),
        }
    };
    row(html, heading, |html| {
        if let Some(why) = &fit.unknown {
            return cell(html, "why", |html| html.text(why));
        }
        cell(html, "wide", |html| {
            html.tag("div", &[("class", "measure short")], |html| {
                let parts = [(fit.taken, Tone::Accent), (fit.refused, Tone::Error)];
                stack(html, &parts, fit.taken + fit.refused);
                html.leaf("span", &[("class", "number")], &grouped(fit.taken));
            });
        });
        number(html, "Refused", &grouped(fit.refused));
        number(html, "Losses", &grouped(fit.losses.len() as u64));
    });
}

/// For each field that some target loses: who carries it?
fn matrix(html: &mut Html, users: &Table, targets: &[Fit]) {
    let takers: Vec<_> = targets.iter().filter(|fit| fit.taken > 0).collect();
    if takers.is_empty() {
        return;
    }
    let is_safe = |field: &&Field| takers.iter().all(|fit| fit.fate(field) == Fate::Carried);
    let there = users.leaves().filter(|field| field.records > 0);
    let (safe, doubtful): (Vec<_>, Vec<_>) = there.partition(is_safe);
    html.leaf("h3", &[], "Field by field");
    if !doubtful.is_empty() {
        let headings: Vec<_> =
            ["Field"].into_iter().chain(takers.iter().map(|fit| fit.format)).collect();
        table(html, "matrix", "Fields that one of them loses", &headings, |html| {
            for field in doubtful {
                row(
                    html,
                    |html| path(html, &field.path),
                    |html| {
                        for fit in &takers {
                            cell(html, "mark", |html| mark(html, fit.fate(field)));
                        }
                    },
                );
            }
        });
    }
    let carried = match safe.len() as u64 {
        1 => "1 field is carried by all of them.".to_owned(),
        some => format!("{} fields are carried by all of them.", grouped(some)),
    };
    note(
        html,
        &format!(
            "{carried} Where several fields make one thing, such as the parts of an address, a \
             loss is named by one of them."
        ),
    );
}

/// A mark: its shape tells as much as its colour, and its word as much as both.
fn mark(html: &mut Html, fate: Fate) {
    let (class, word) = match fate {
        Fate::Carried => ("carried", "carried"),
        Fate::Partly => ("partly", "partly"),
        Fate::Lost => ("lost", "lost"),
    };
    html.tag("span", &[("class", &format!("fate {class}"))], |html| {
        let view = [("viewBox", "0 0 14 14"), ("aria-hidden", "true"), ("focusable", "false")];
        html.tag("svg", &view, |html| {
            html.void("circle", &[("cx", "7"), ("cy", "7"), ("r", "5.500")]);
            match fate {
                Fate::Carried => html.void("path", &[("d", "M4.300 7.200l2 2 3.600-4")]),
                Fate::Partly => html.void("path", &[("d", "M7 1.500a5.500 5.500 0 0 1 0 11z")]),
                Fate::Lost => html.void("path", &[("d", "M4.500 7h5")]),
            }
        });
        html.leaf("span", &[], word);
    });
}

fn told(table: &Table) -> impl Iterator<Item = &Field> {
    table.fields.iter().filter(|field| !field.is_frame())
}

fn fields(html: &mut Html, own: &Table) {
    if own.fields.is_empty() {
        return note(html, &format!("{}: no fields.", own.name));
    }
    let caption = format!("{}: {}", own.name, count(own.records, "record"));
    table(html, "fields", &caption, &["Field", "In records", "Values"], |html| {
        for field in told(own) {
            row(
                html,
                |html| path(html, &field.path),
                |html| {
                    cell(html, "wide", |html| {
                        measure(html, field.records, own.records, Tone::Accent);
                    });
                    cell(html, "kinds", |html| kinds(html, field));
                },
            );
        }
    });
    if own.untold > 0 {
        let untold = count(own.untold, "value");
        note(html, &format!("{untold} more in fields that were too many to be told apart."));
    }
}

fn kinds(html: &mut Html, field: &Field) {
    for (kind, _) in field.kinds.there() {
        let what = match (kind, field.characters, field.elements) {
            ("text", Some(range), _) => format!("text, {} long", span(range)),
            ("list", _, Some(range)) => format!("list of {}", span(range)),
            _ => kind.to_owned(),
        };
        html.leaf("span", &[("class", "kind")], &what);
        html.text(" ");
    }
    if field.empty > 0 {
        html.leaf("span", &[("class", "kind empty")], &format!("{} empty", grouped(field.empty)));
    }
}

fn span(Range { least, most }: Range) -> String {
    if least == most { grouped(least) } else { format!("{}–{}", grouped(least), grouped(most)) }
}

fn users(html: &mut Html, found: &InspectionFile) {
    let users = &found.users;
    html.tag("div", &[("class", "columns-2")], |html| {
        for (title, counts) in [
            ("Passwords", &users.passwords),
            ("E-mail addresses", &users.emails),
            ("Accounts", &users.accounts),
        ] {
            counted(html, title, counts, found.records);
        }
        for (title, names) in
            [("Providers", &found.providers), ("Roles", &found.roles), ("Groups", &found.groups)]
        {
            named(html, title, names, found.records);
        }
    });
    for (what, known) in [("created", &users.created), ("last changed", &users.modified)] {
        known.iter().for_each(|known| dates(html, what, known));
    }
}

fn dates(html: &mut Html, what: &str, Dates { earliest, latest, users }: &Dates) {
    let users = count(*users, "account");
    note(html, &format!("{users} {what} from {earliest} to {latest}."));
}

fn counted(html: &mut Html, title: &str, counts: &BTreeMap<&'static str, u64>, records: u64) {
    if counts.is_empty() {
        return;
    }
    table(html, "counts", title, &["What", "Users"], |html| {
        for (name, count) in counts {
            let words = name.replace('-', " ");
            row(
                html,
                |html| html.text(&words),
                |html| cell(html, "wide", |html| measure(html, *count, records, Tone::Accent)),
            );
        }
    });
}

fn named(html: &mut Html, title: &str, names: &Names, records: u64) {
    if names.users == 0 {
        return;
    }
    html.tag("div", &[], |html| {
        table(html, "counts", title, &["Name", "Users"], |html| {
            for one in &names.shown {
                row(
                    html,
                    |html| html.text(&one.name),
                    |html| {
                        cell(html, "wide", |html| measure(html, one.users, records, Tone::Accent));
                    },
                );
            }
        });
        let users = count(names.users, "user");
        let mut text = format!("{users} with up to {}.", grouped(names.most));
        for (some, why) in [
            (names.more, "more names."),
            (names.hidden, "could be names of people and are not shown."),
            (names.untold, "times a name came that was not told apart any more."),
        ] {
            if some > 0 {
                text += &format!(" {} {why}", grouped(some));
            }
        }
        note(html, &text);
    });
}

fn inputs(html: &mut Html, found: &InspectionFile) {
    table(html, "files", "Files that were read", &["File", "Records", "Size"], |html| {
        for input in &found.inputs {
            row(
                html,
                |html| html.leaf("code", &[], &input.name),
                |html| {
                    number(html, "Records", &grouped(input.records));
                    number(html, "Size", &bytes(input.size));
                },
            );
        }
    });
    note(html, &format!("They were read {} times.", grouped(found.readings)));
}
