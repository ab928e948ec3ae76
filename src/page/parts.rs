//! What pages are built from: cards, bars, tables, marks.

use super::html::Html;
use crate::findings::Severity;
use crate::inspect::{grouped, share};

/// The meaning of a colour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// The one accent: what is there, what is taken.
    Accent,
    /// What is lost, or left.
    Quiet,
    Error,
    Warning,
    Info,
}

impl Tone {
    pub(super) fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Tone::Error,
            Severity::Warning => Tone::Warning,
            Severity::Info => Tone::Info,
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Tone::Accent => "accent",
            Tone::Quiet => "quiet",
            Tone::Error => "error",
            Tone::Warning => "warning",
            Tone::Info => "info",
        }
    }
}

/// A number that is to be seen first, what it counts, and a tone where it is one to look at.
pub(super) type Card<'c> = (String, &'c str, Option<Tone>);

/// The numbers of a page.
pub(super) fn cards(html: &mut Html, cards: &[Card<'_>]) {
    html.tag("dl", &[("class", "cards")], |html| {
        for (number, label, tone) in cards {
            let class = tone.map_or("card".to_owned(), |tone| format!("card {}", tone.class()));
            html.tag("div", &[("class", &class)], |html| {
                html.leaf("dt", &[], label);
                html.leaf("dd", &[], number);
            });
        }
    });
}

/// A bar: so much of the whole. The number stands beside it, so it is not read out.
pub(super) fn bar(html: &mut Html, part: u64, whole: u64, tone: Tone) {
    stack(html, &[(part, tone)], whole);
}

/// A bar of several parts, one behind the other.
pub(super) fn stack(html: &mut Html, parts: &[(u64, Tone)], whole: u64) {
    // The sizes are those where a reader drops the style sheet.
    let attributes = [
        ("class", "bar"),
        ("width", "160"),
        ("height", "8"),
        ("aria-hidden", "true"),
        ("focusable", "false"),
    ];
    html.tag("svg", &attributes, |html| {
        rect(html, "track", "0", "100%");
        let mut x = 0.0;
        for (part, tone) in parts.iter().filter(|(part, _)| *part > 0) {
            // What is there is seen, however little it is.
            let width = (*part as f64 / whole.max(1) as f64 * 100.0).clamp(0.8, 100.0);
            rect(html, tone.class(), &format!("{x:.2}%"), &format!("{width:.2}%"));
            x += width;
        }
    });
}

fn rect(html: &mut Html, class: &str, x: &str, width: &str) {
    html.void("rect", &[("class", class), ("x", x), ("width", width), ("height", "100%")]);
}

/// A bar with its number, and the share where that says more.
pub(super) fn measure(html: &mut Html, part: u64, whole: u64, tone: Tone) {
    html.tag("div", &[("class", "measure")], |html| {
        bar(html, part, whole, tone);
        html.leaf("span", &[("class", "number")], &grouped(part));
        html.leaf("span", &[("class", "share")], &share(part, whole));
    });
}

/// The attributes of a mark of a few pixels beside a word that says the same.
pub(super) fn icon(view: &str) -> [(&str, &str); 5] {
    [
        ("viewBox", view),
        ("width", "12"),
        ("height", "12"),
        ("aria-hidden", "true"),
        ("focusable", "false"),
    ]
}

/// A severity: a shape, a colour and a word.
pub(super) fn severity(html: &mut Html, severity: Severity) {
    let tone = Tone::of(severity).class();
    html.tag("span", &[("class", &format!("severity {tone}"))], |html| {
        let view = icon("0 0 12 12");
        html.tag("svg", &view, |html| match severity {
            Severity::Error => {
                html.void("rect", &[("width", "12"), ("height", "12"), ("rx", "2.500")]);
                html.void(
                    "path",
                    &[("class", "cross"), ("d", "M3.700 3.700l4.600 4.600m0-4.600-4.600 4.600")],
                );
            }
            Severity::Warning => html.void("path", &[("d", "M6 .8 11.600 11H.4z")]),
            Severity::Info => html.void("circle", &[("cx", "6"), ("cy", "6"), ("r", "5")]),
        });
        html.text(&severity.to_string());
    });
}

/// A table: its caption, its headings, and its rows. Rows become blocks on a narrow screen, and
/// keep their roles.
pub(super) fn table(
    html: &mut Html,
    class: &str,
    caption: &str,
    headings: &[&str],
    rows: impl FnOnce(&mut Html),
) {
    html.tag("table", &[("class", class), ("role", "table")], |html| {
        html.leaf("caption", &[], caption);
        html.tag("thead", &[("role", "rowgroup")], |html| {
            html.tag("tr", &[("role", "row")], |html| {
                for heading in headings {
                    let attributes = [("scope", "col"), ("role", "columnheader")];
                    html.leaf("th", &attributes, heading);
                }
            });
        });
        html.tag("tbody", &[("role", "rowgroup")], rows);
    });
}

/// A row: what it is about, as its heading, and its cells.
pub(super) fn row(html: &mut Html, heading: impl FnOnce(&mut Html), cells: impl FnOnce(&mut Html)) {
    html.line();
    html.tag("tr", &[("role", "row")], |html| {
        html.tag("th", &[("scope", "row"), ("role", "rowheader")], heading);
        cells(html);
    });
}

/// A cell of a class.
pub(super) fn cell(html: &mut Html, class: &str, inner: impl FnOnce(&mut Html)) {
    html.tag("td", &[("role", "cell"), ("class", class)], inner);
}

/// A cell with a number; on a narrow screen its label stands beside it.
pub(super) fn number(html: &mut Html, label: &str, text: &str) {
    let attributes = [("role", "cell"), ("class", "count"), ("data-label", label)];
    html.leaf("td", &attributes, text);
}

/// A place in a record, which may be broken at its slashes.
pub(super) fn path(html: &mut Html, path: &str) {
    html.tag("code", &[], |html| {
        for (at, part) in path.split('/').enumerate() {
            if at > 0 {
                html.void("wbr", &[]);
                html.text("/");
            }
            html.text(part);
        }
    });
}

/// A sentence of ours, with names in backticks.
pub(super) fn prose(html: &mut Html, text: &str) {
    for (at, part) in text.split('`').enumerate() {
        match at % 2 {
            0 => html.text(part),
            _ => html.leaf("code", &[], part),
        }
    }
}

/// A sentence beside the matter.
pub(super) fn note(html: &mut Html, text: &str) {
    html.leaf("p", &[("class", "note")], text);
}
