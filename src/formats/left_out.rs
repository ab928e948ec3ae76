//! What a source says of groups and a target leaves out.

use super::SourcePaths;
use crate::findings::{Note, Rule, Severity, Shape};
use crate::model::Field;

/// Something of a group that the product would refuse, or read as something else.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The rule that would be broken.
    pub rule: &'static Rule,
    /// How much that matters.
    pub severity: Severity,
    /// What it is of the group.
    pub field: Field,
    /// What was there.
    pub got: Shape,
    /// Where: the number of an input that was looked over, and the offset.
    pub place: (u32, u64),
}

impl LeftOut {
    /// Where it stands in what the source says of a group.
    pub fn pointer(&self, paths: SourcePaths) -> &'static str {
        match paths(self.field) {
            // A row of a list is what the source has of a group.
            "" => "/groups",
            path => path,
        }
    }

    /// What there is to say of it.
    pub fn note(&self, paths: SourcePaths) -> Note {
        let LeftOut { rule, severity, got, place, .. } = self.clone();
        Note::on_place(rule, severity, self.pointer(paths), got, place)
    }
}
