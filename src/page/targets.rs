//! What each target would take of what was inspected, and what it would lose.

use super::html::Html;
use super::losses::{Lost, losses, outcomes};
use super::parts::{Tone, cell, icon, note, number, path, prose, row, stack, table};
use crate::findings::Severity;
use crate::inspect::{Fate, Field, Fit, InspectionFile, Table, grouped};

/// What each target would take, what of which field, and why not.
pub(super) fn targets(html: &mut Html, found: &InspectionFile) {
    let caption = "Records that a conversion would take";
    table(
        html,
        "targets",
        caption,
        &["Target", "Taken and refused", "Refused", "Losses"],
        |html| {
            for fit in &found.targets {
                target(html, fit);
            }
        },
    );
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
        let view = icon("0 0 14 14");
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
