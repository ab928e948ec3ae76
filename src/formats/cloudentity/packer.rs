//! Payloads of so many users, and the part that holds what is about more than users.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::pack::{Batcher, Encoded, Packer, Part};

/// The part of groups, pools and schemas.
const CONFIGURATION: &str = "configuration.json";

/// Packs users, and writes the configuration once.
pub(super) struct Payloads {
    batcher: Batcher,
    /// Schemas, pools and groups of the source, to be written first.
    configuration: Option<Vec<u8>>,
    groups: Option<Groups>,
}

/// Groups that are made of the names that users have.
pub(super) struct Groups {
    /// The section that has a row of each group of each user, a line feed behind each.
    section: usize,
    /// The rows, in the order in which they were first met.
    rows: Vec<Vec<u8>>,
    known: BTreeSet<Vec<u8>>,
}

impl Groups {
    /// No groups yet; their rows come in a section.
    pub(super) fn new(section: usize) -> Self {
        Groups { section, rows: Vec::new(), known: BTreeSet::new() }
    }
}

impl Payloads {
    pub(super) fn new(
        batcher: Batcher,
        configuration: Option<Vec<u8>>,
        groups: Option<Groups>,
    ) -> Self {
        Payloads { batcher, configuration, groups }
    }

    fn first(&mut self) -> Vec<Part> {
        self.configuration.take().map(|text| part(&text)).into_iter().collect()
    }

    fn learn(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) {
        let Some(groups) = &mut self.groups else { return };
        for range in accepted {
            for row in encoded.bytes(groups.section, range).split(|byte| *byte == b'\n') {
                if !row.is_empty() && groups.known.insert(row.to_vec()) {
                    groups.rows.push(row.to_vec());
                }
            }
        }
    }
}

fn part(text: &[u8]) -> Part {
    let mut part = Part::growing(CONFIGURATION.to_owned(), 0);
    part.whole = true;
    part.push_text(text);
    part
}

impl Packer for Payloads {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        self.learn(encoded, accepted);
        let mut parts = self.first();
        parts.append(&mut self.batcher.take(encoded, accepted));
        parts
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        self.learn(encoded, accepted);
        let mut parts = self.first();
        parts.append(&mut self.batcher.take_copies(encoded, accepted));
        parts
    }

    fn finish(&mut self) -> Vec<Part> {
        let mut parts = self.first();
        parts.append(&mut self.batcher.finish());
        // Their names are known only now.
        if let Some(groups) = self.groups.take().filter(|groups| !groups.rows.is_empty()) {
            let rows = groups.rows.join(&b","[..]);
            parts.push(part(&[b"{\"groups\":[".as_slice(), &rows, b"]}\n"].concat()));
        }
        parts
    }
}
