//! The page of a conversion.

use super::findings::findings;
use super::frame::{Head, Section, page};
use super::html::Html;
use super::parts::{Tone, bar, cell, note, number, row, table};
use super::validation::{became, first, lost};
use crate::convert::Converted;
use crate::formats::by_name;
use crate::inspect::{bytes, count, grouped};
use crate::output::{InputRecord, Manifest, PartRecord};

/// So many files are listed.
const LISTED: usize = 40;

/// So many columns has the chart of all files.
const COLUMNS: usize = 120;

/// The page of a conversion: neither the key of the ids nor the options are in it.
pub fn conversion(converted: &Converted) -> String {
    let Converted { report, manifest, rejects } = converted;
    let title =
        |name: &str| by_name(name).map_or(name.to_owned(), |format| format.title.to_owned());
    let about = match manifest.from == manifest.to {
        true => title(&manifest.from),
        false => format!("{} to {}", title(&manifest.from), title(&manifest.to)),
    };
    let mut lead = format!(
        "{} of {} converted into {}, as of {}.",
        grouped(report.converted),
        count(report.records, "record"),
        count(manifest.parts.len() as u64, "file"),
        manifest.now
    );
    if !rejects.is_empty() {
        lead += &format!(" What was refused is in {}.", rejects.join(", "));
    }
    let mut sections = vec![Section::new("findings", "Findings", |html| {
        findings(html, &report.rules, &report.findings);
    })];
    if manifest.from != manifest.to || !report.losses.is_empty() {
        sections.push(lost(report));
    }
    if !report.outcomes.is_empty() {
        sections.push(became(report));
    }
    sections.push(Section::new("files", "Files", |html| files(html, manifest)));
    let head = Head { kind: "Conversion", about: &about, lead: &lead };
    page(&head, |html| first(html, report, "converted", "refused"), sections)
}

fn files(html: &mut Html, manifest: &Manifest) {
    html.leaf("h3", &[], "Written");
    chart(html, &manifest.parts);
    parts(html, &manifest.parts);
    html.leaf("h3", &[], "Read");
    inputs(html, &manifest.inputs);
}

/// The sizes of all files, one column for each, or for some that follow each other.
fn chart(html: &mut Html, parts: &[PartRecord]) {
    if parts.len() < 3 {
        return;
    }
    let together = parts.len().div_ceil(COLUMNS);
    let sizes =
        || parts.chunks(together).filter_map(|some| some.iter().map(|part| part.size).max());
    let most = sizes().max().unwrap_or_default().max(1);
    let view = format!("0 0 {} 60", sizes().count() * 10);
    let text = format!("Sizes of {} files, the largest {}", parts.len(), bytes(most));
    html.tag("figure", &[], |html| {
        let attributes = [
            ("class", "columns"),
            ("viewBox", &*view),
            ("preserveAspectRatio", "none"),
            ("role", "img"),
            ("aria-label", &*text),
        ];
        html.tag("svg", &attributes, |html| {
            for (at, size) in sizes().enumerate() {
                let height = (size as f64 / most as f64 * 58.0).max(1.0);
                let (x, y) = (format!("{}", at * 10 + 1), format!("{:.2}", 60.0 - height));
                let height = format!("{height:.2}");
                let place = [("x", &*x), ("y", &*y), ("width", "8"), ("height", &*height)];
                html.void("rect", &place);
            }
        });
        html.leaf("figcaption", &[], &format!("{text}; in the order in which they are sent."));
    });
}

fn parts(html: &mut Html, parts: &[PartRecord]) {
    if parts.is_empty() {
        return note(html, "No file was written.");
    }
    let most = parts.iter().map(|part| part.size).max().unwrap_or_default();
    let headings = ["File", "Records", "Size"];
    table(html, "files", "Files that were written", &headings, |html| {
        for part in parts.iter().take(LISTED) {
            file(html, &part.name, part.users, part.size, most);
        }
    });
    if let Some(more) = parts.len().checked_sub(LISTED).filter(|more| *more > 0) {
        note(html, &format!("{} more, which manifest.json names.", grouped(more as u64)));
    }
}

fn inputs(html: &mut Html, inputs: &[InputRecord]) {
    let most = inputs.iter().map(|input| input.size).max().unwrap_or_default();
    let headings = ["File", "Records", "Size"];
    table(html, "files", "Files that were read", &headings, |html| {
        for input in inputs.iter().take(LISTED) {
            file(html, &input.name, input.records, input.size, most);
        }
    });
    if let Some(more) = inputs.len().checked_sub(LISTED).filter(|more| *more > 0) {
        note(html, &format!("{} more, which manifest.json names.", grouped(more as u64)));
    }
}

fn file(html: &mut Html, name: &str, records: u64, size: u64, most: u64) {
    row(
        html,
        |html| html.leaf("code", &[], name),
        |html| {
            number(html, "Records", &grouped(records));
            cell(html, "wide", |html| {
                html.tag("div", &[("class", "measure short")], |html| {
                    bar(html, size, most, Tone::Accent);
                    html.leaf("span", &[("class", "number")], &bytes(size));
                });
            });
        },
    );
}
