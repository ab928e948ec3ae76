//! The page of an inspection.

use std::collections::BTreeMap;

use super::findings::findings;
use super::frame::{Head, Section, page};
use super::html::Html;
use super::parts::{Card, Tone, cards, cell, measure, note, number, path, row, table};
use super::targets::targets;
use crate::inspect::{Dates, Field, InspectionFile, Names, Range, Table, bytes, count, grouped};

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
