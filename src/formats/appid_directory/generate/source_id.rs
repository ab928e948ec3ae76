//! The id that a user had in the source directory, under whichever key it stands.

use crate::generate::{RecordSeed, unique_uuid};
use std::fmt::{self, Display, Formatter};

/// A source id: its key and its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct SourceId {
    /// `originalId`, `orignalId` (the spelling of IBM's sample) or `id` (SCIM's).
    pub(super) key: &'static str,
    style: Style,
    seed: u64,
    number: u64,
}

#[derive(Clone, Copy, Debug)]
enum Style {
    Uuid,
    CapitalUuid,
    /// Left over from a directory before this one.
    Legacy,
}

impl SourceId {
    /// The source id of record `number`; a few have none.
    pub(super) fn new(seed: u64, number: u64) -> Option<Self> {
        let mut random = RecordSeed::new(seed, number).stream("source id");
        let usual = if is_misspelt_throughout(seed) { "orignalId" } else { "originalId" };
        let key = match random.below(1000) {
            0..5 => return None,
            5..20 => "id",
            20..80 => "orignalId",
            _ => usual,
        };
        let style = match random.below(200) {
            0 => Style::Legacy,
            1..4 => Style::CapitalUuid,
            _ => Style::Uuid,
        };
        Some(Self { key, style, seed, number })
    }

    /// The source id of a record that must have one.
    pub(super) fn always(seed: u64, number: u64) -> Self {
        let usual = Self { key: "originalId", style: Style::Uuid, seed, number };
        Self::new(seed, number).unwrap_or(usual)
    }

    /// The same text under another key.
    pub(super) fn under(self, key: &'static str) -> Self {
        Self { key, ..self }
    }
}

/// Some files have the other spelling in every record.
fn is_misspelt_throughout(seed: u64) -> bool {
    RecordSeed::new(seed, 0).stream("misspelt throughout").one_in(8)
}

impl Display for SourceId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let uuid = unique_uuid(self.seed, self.number);
        match self.style {
            Style::Uuid => uuid.fmt(f),
            Style::CapitalUuid => f.write_str(&uuid.to_string().to_uppercase()),
            Style::Legacy => write!(f, "legacy:{:09}", self.number),
        }
    }
}
