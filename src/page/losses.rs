//! What a target has no place for.

use super::html::Html;
use super::parts::{Tone, cell, measure, note, path, prose, row, table};

/// A loss: where, how many records, why, and whether it was asked for.
pub(super) struct Lost<'l> {
    pub(super) path: &'l str,
    pub(super) records: u64,
    pub(super) reason: &'l str,
    pub(super) declared: bool,
}

/// Appends the losses of so many records.
pub(super) fn losses<'l>(
    html: &mut Html,
    caption: &str,
    records: u64,
    losses: impl Iterator<Item = Lost<'l>>,
) {
    let mut losses = losses.peekable();
    if losses.peek().is_none() {
        return note(html, "Every field is carried.");
    }
    table(html, "losses", caption, &["Field", "Records", "Why"], |html| {
        for loss in losses {
            row(
                html,
                |html| path(html, loss.path),
                |html| {
                    cell(html, "wide", |html| measure(html, loss.records, records, Tone::Quiet));
                    cell(html, "why", |html| {
                        prose(html, loss.reason);
                        if loss.declared {
                            html.leaf("span", &[("class", "allowed")], " · asked for");
                        }
                    });
                },
            );
        }
    });
}

/// Appends what became of records: names and numbers.
pub(super) fn outcomes<'o>(
    html: &mut Html,
    records: u64,
    outcomes: impl Iterator<Item = (&'o &'static str, &'o u64)>,
) {
    let mut outcomes = outcomes.peekable();
    if outcomes.peek().is_none() {
        return;
    }
    table(html, "outcomes", "Users by outcome", &["Outcome", "Users"], |html| {
        for (name, count) in outcomes {
            let words = name.replace('-', " ");
            row(
                html,
                |html| html.text(&words),
                |html| cell(html, "wide", |html| measure(html, *count, records, Tone::Accent)),
            );
        }
    });
}
