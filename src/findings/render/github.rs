//! Workflow commands of GitHub Actions, which annotate the lines of files.

use std::fmt::Write as _;

use super::{Found, detail};
use crate::findings::Severity;
use crate::visible::name;

/// A line for each finding: `::error file=…,line=…,col=…,title=RULE::what`.
pub fn github(found: &Found<'_>) -> String {
    let mut text = String::new();
    for line in found.rules.iter().filter(|line| !line.allowed) {
        let command = match line.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        for finding in found.of(line) {
            let place = &finding.place;
            let _ = write!(text, "::{command} file={}", property(&name(&place.file)));
            if let (Some(line), Some(column)) = (place.line, place.column) {
                let _ = write!(text, ",line={line},col={column}");
            }
            let what = format!("{} ({}). {}", line.title, detail(finding), line.remedy);
            let _ = writeln!(text, ",title={}::{}", property(line.rule), data(&what));
        }
        match found.more(line) {
            0 => {}
            more => {
                let _ = writeln!(
                    text,
                    "::{command} title={}::{more} more findings of this rule",
                    property(line.rule)
                );
            }
        }
    }
    text
}

/// Text behind the two colons.
fn data(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '%' => out.push_str("%25"),
            char if char.is_ascii_control() => {
                let _ = write!(out, "%{:02X}", char as u32);
            }
            char => out.push(char),
        }
    }
    out
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
