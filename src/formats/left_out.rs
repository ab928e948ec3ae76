//! What a source says of groups and a target leaves out.

use super::SourcePaths;
use crate::findings::{Note, Rule, Severity, Shape};
use crate::model::Field;

/// Something of a group that is not written.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The number of the group among those that the source describes.
    pub group: usize,
    /// What it is of the group.
    pub field: Field,
    /// What else of the group is left out with it.
    pub also: Vec<Field>,
    /// Why, unless nobody asked for it.
    pub refusal: Option<Refusal>,
}

/// The product would refuse it, or read it as something else.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// The rule that would be broken.
    pub rule: &'static Rule,
    /// How much that matters.
    pub severity: Severity,
    /// What was there.
    pub got: Shape,
    /// Where: the number of an input that was looked over, and the offset.
    pub place: (u32, u64),
}

impl LeftOut {
    /// All of it.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        [self.field].into_iter().chain(self.also.iter().copied())
    }

    /// What there is to say of it.
    pub fn note(&self, paths: SourcePaths) -> Option<Note> {
        let Refusal { rule, severity, got, place } = self.refusal?;
        Some(Note::on_place(rule, severity, path_of_group(self.field, paths), got, place))
    }
}

/// Where something stands that a source says of a group.
pub fn path_of_group(field: Field, paths: SourcePaths) -> &'static str {
    match paths(field) {
        // A row of a list is what the source has of a group.
        "" => "/groups",
        path => path,
    }
}
