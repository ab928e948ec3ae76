//! Why records were refused: each row of reasons, held against the record that it is about.
//!
//! What only the writer found, or the comparison with other records, is not found again: of it a
//! row must name a rule that there is, and this record.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::entry::Entry;
use super::refused::Names;
use crate::formats::{FORMATS, Format};
use crate::input::Feed;
use crate::mapping;
use crate::pipeline::Distant;
use crate::schema;

/// How many findings of a rule and a severity there are.
pub(super) type Tally = BTreeMap<(String, String), u64>;

/// What is known of the rows so far.
pub(super) struct Reasons {
    names: Names,
    inputs: Vec<String>,
    rules: HashSet<&'static str>,
    distant: Distant,
    pub(super) tally: Tally,
}

/// What a row is about.
pub(super) struct About<'a> {
    /// The file of refused records, where it is not the first one.
    pub(super) file: Option<&'a str>,
    /// The position in it, from 1.
    pub(super) reject: u64,
    /// The record, if it is one.
    pub(super) record: Option<Of<'a>>,
}

/// The record of a row.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) entry: &'a Entry,
    /// The inputs that hold records.
    pub(super) feed: &'a Feed,
    /// Does all that belongs to it stand in its bytes?
    pub(super) is_whole: bool,
}

/// The severities of findings.
const SEVERITIES: [&str; 3] = ["info", "warning", "error"];

impl Reasons {
    /// No row was looked at yet. `inputs` are the names of all inputs of the format `from`.
    pub(super) fn of(from: &Format, inputs: Vec<String>, names: Names) -> Self {
        let of_formats = FORMATS.iter().flat_map(|format| format.rules).chain(from.rules);
        let rules = of_formats.chain(schema::RULES).chain(mapping::RULES);
        let rules = rules.map(|rule| rule.id).collect();
        Reasons { names, inputs, rules, distant: Distant::default(), tally: Tally::new() }
    }

    /// Does a row tell what can be known of the record that it is about?
    pub(super) fn are_sound(&mut self, row: &Value, about: &About<'_>) -> bool {
        let findings = row["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut is_sound = row["reject"] == about.reject && row["file"].as_str() == about.file;
        is_sound &= findings.iter().any(|finding| finding["severity"] == "error");
        for finding in findings {
            // What somebody else wrote there is neither counted nor shown.
            if !self.is_known(finding) {
                is_sound = false;
                continue;
            }
            let [rule, severity] = ["rule", "severity"].map(|name| text(finding, name).to_owned());
            *self.tally.entry((rule, severity)).or_default() += 1;
        }
        let Some(of) = about.record else { return is_sound };
        is_sound
            && findings.iter().all(|finding| is_about(finding, of.entry))
            && self.are_placed(findings, of)
            && has_errors(findings, of.entry)
    }

    /// Does a finding name a rule, a severity and an input that there are?
    fn is_known(&self, finding: &Value) -> bool {
        let file = text(finding, "file");
        self.rules.contains(text(finding, "rule"))
            && SEVERITIES.contains(&text(finding, "severity"))
            && self.inputs.iter().any(|input| self.names.are_of_one(file, input))
    }

    /// Do findings in the bytes of the record have the lines and columns of their offsets? In the
    /// order of their offsets, so that the input is read once.
    fn are_placed(&mut self, findings: &[Value], of: Of<'_>) -> bool {
        let Of { entry, feed, is_whole } = of;
        let own = entry.offset..=entry.offset + entry.kept.length;
        let name = &feed.inputs()[entry.input as usize].name;
        let here =
            findings.iter().filter(|finding| self.names.are_of_one(text(finding, "file"), name));
        let mut offsets: Vec<_> =
            here.filter_map(|finding| Some((finding["offset"].as_u64()?, finding))).collect();
        offsets.sort_by_key(|(offset, _)| *offset);
        offsets.into_iter().all(|(offset, finding)| {
            if !own.contains(&offset) {
                return !is_whole;
            }
            let place = self.distant.place(feed, entry.input, offset, true);
            let is = |name: &str, due: Option<u64>| {
                let told = finding[name].as_u64();
                told.is_none() || due.is_none() || told == due
            };
            is("line", place.line) && is("column", place.column)
        })
    }
}

/// Is a finding about this record, by its number and its own id?
fn is_about(finding: &Value, entry: &Entry) -> bool {
    finding["record"] == entry.number && finding["source_id"].as_str() == entry.id().as_deref()
}

/// Is everything there for which the reader refuses the record?
fn has_errors(findings: &[Value], entry: &Entry) -> bool {
    entry.errors().all(|error| {
        findings.iter().any(|finding| {
            finding["severity"] == "error"
                && text(finding, "rule").as_bytes() == &*error.term.value
                && text(finding, "pointer") == error.term.name
        })
    })
}

fn text<'v>(finding: &'v Value, name: &str) -> &'v str {
    finding[name].as_str().unwrap_or_default()
}
