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
    /// The number of the group among those that the source describes.
    pub group: usize,
    /// What it is of the group.
    pub field: Field,
    /// What else of the group is left out with it.
    pub also: Vec<Field>,
    /// What was there.
    pub got: Shape,
    /// Where: the number of an input that was looked over, and the offset.
    pub place: (u32, u64),
}

impl LeftOut {
    /// Where all of it stands in what the source says of a group.
    pub fn lost(&self, paths: SourcePaths) -> impl Iterator<Item = &'static str> {
        let fields = [self.field].into_iter().chain(self.also.iter().copied());
        fields.map(move |field| path_of(field, paths))
    }

    /// What there is to say of it.
    pub fn note(&self, paths: SourcePaths) -> Note {
        let LeftOut { rule, severity, field, got, place, .. } = self.clone();
        Note::on_place(rule, severity, path_of(field, paths), got, place)
    }
}

fn path_of(field: Field, paths: SourcePaths) -> &'static str {
    match paths(field) {
        // A row of a list is what the source has of a group.
        "" => "/groups",
        path => path,
    }
}
