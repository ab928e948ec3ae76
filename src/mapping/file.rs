//! A mapping as it was read from its file.

use super::place::{Place, TextField};
use super::rules::MP_001;
use crate::findings::{Finding, Place as FindingPlace, Severity, Shape};
use crate::formats::{Placement, SourcePaths};
use crate::model::{Field, Group, Json, KeyKind, Text};

/// What an operator wants done with the users between source and target.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// The file, as it was called.
    pub(super) file: String,
    /// Its text.
    pub(super) text: String,
    pub(super) drops: Vec<Drop>,
    pub(super) moves: Vec<Move>,
    pub(super) defaults: Vec<Default_>,
    pub(super) roles: Vec<Role>,
    /// Fields on their way to attributes that the target places.
    pub(super) lifts: Vec<Move>,
    pub(super) placements: Vec<Placement>,
    /// For each placement, as it stands in the file: its key, its table, its effect.
    pub(super) placed: Vec<Placed>,
    pub(super) effects: Vec<Effect>,
}

/// A value goes elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Move {
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) effect: usize,
}

/// A value goes nowhere.
#[derive(Clone, Debug)]
pub(super) struct Drop {
    pub(super) place: Place,
    pub(super) effect: usize,
}

/// A value where the source has none.
#[derive(Clone, Debug)]
pub(super) struct Default_ {
    pub(super) place: Place,
    pub(super) value: Constant,
    pub(super) effect: usize,
}

/// A role or group gets another name, or goes nowhere.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) from: String,
    pub(super) to: Option<String>,
    pub(super) effect: usize,
}

/// A placement as the file has it.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) from: Place,
    pub(super) effect: usize,
}

/// A value of the mapping's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Constant {
    /// Text.
    Text(String),
    /// A number, `true` or `false`, as JSON and TOML spell it.
    Literal(String),
}

impl Constant {
    pub(super) fn json(&self) -> Json<'_> {
        match self {
            Constant::Text(text) => Json::text(Text::plain(text)),
            Constant::Literal(text) => Json::new(text.as_bytes(), false),
        }
    }
}

/// One entry of a mapping that can act on records; its number is its place in the list.
#[derive(Clone, Debug)]
pub struct Effect {
    /// What kind of entry it is.
    pub kind: EffectKind,
    place: Place,
    line: u64,
    column: u64,
    offset: u64,
}

/// What an entry of a mapping does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectKind {
    /// A value goes elsewhere, or gets another name.
    Moved,
    /// A value goes nowhere, as declared.
    Dropped,
    /// A value is filled in.
    Filled,
}

impl Effect {
    pub(super) fn new(kind: EffectKind, place: Place, at: usize, text: &str) -> Self {
        let (line, column) = super::error::position(text, at);
        Effect { kind, place, line, column, offset: at as u64 }
    }

    /// Where in a record of the source the value stands that the entry acts on; empty where the
    /// source has no such place.
    pub fn path(&self, paths: SourcePaths) -> String {
        match self.place.field() {
            (field, _) if paths(field).is_empty() => String::new(),
            // Such members can stand anywhere.
            (Field::Kept, name) => {
                format!("/*{}", name.map_or("".into(), |name| format!("/{name}")))
            }
            (field, Some(name)) => {
                format!("{}/{}", paths(field), name.replace('~', "~0").replace('/', "~1"))
            }
            (field, None) => paths(field).to_owned(),
        }
    }
}

impl Mapping {
    /// The text of the file, for the manifest: with it the run can be repeated.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The entries, by number.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// What the target does with attributes.
    pub fn placements(&self) -> &[Placement] {
        &self.placements
    }

    /// Kinds of text that are no longer those of the source, so that its demands on them say
    /// nothing.
    pub fn replaces(&self) -> &'static [KeyKind] {
        let is_user_name = |place: &Place| *place == Place::Text(TextField::UserName);
        match self.moves.iter().any(|one| is_user_name(&one.to)) {
            true => &[KeyKind::UserName],
            false => &[],
        }
    }

    /// Fields that users can have although the source has no place for them.
    pub fn fills(&self) -> Vec<Field> {
        let moved = self.moves.iter().map(|one| &one.to);
        let filled = self.defaults.iter().map(|one| &one.place);
        moved.chain(filled).map(|place| place.field().0).collect()
    }

    /// Does it change names of roles or groups?
    pub fn maps_roles(&self) -> bool {
        !self.roles.is_empty()
    }

    /// The groups that a source describes, under the names that they get. Where two get one name,
    /// the group that had it stays what it is.
    pub fn groups(&self, groups: &[Group]) -> Vec<Group> {
        let own = groups.iter().filter(|group| self.role(Text::plain(&group.name)).is_none());
        let mut kept: Vec<Group> = own.cloned().collect();
        for group in groups {
            let Some(Role { to: Some(name), .. }) = self.role(Text::plain(&group.name)) else {
                continue;
            };
            match kept.iter_mut().find(|known| known.name == *name) {
                Some(known) => known.has_members |= group.has_members,
                None => kept.push(Group { name: name.clone(), ..group.clone() }),
            }
        }
        kept
    }

    /// What is said about the role or group of this name.
    pub(super) fn role(&self, name: Text<'_>) -> Option<&Role> {
        self.roles.iter().find(|role| name.is(&role.from))
    }

    /// The finding that an entry acted on no record.
    pub fn without_effect(&self, effect: &Effect) -> Finding {
        let place = FindingPlace {
            file: self.file.clone(),
            offset: Some(effect.offset),
            line: Some(effect.line),
            column: Some(effect.column),
            ..FindingPlace::default()
        };
        // An attribute that nobody has may be misspelt; a field can simply be empty.
        let severity = match effect.place {
            Place::Attribute(_) => Severity::Warning,
            _ => Severity::Info,
        };
        Finding { rule: &MP_001, severity, place, got: Shape::Nothing, related: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::FORMATS;

    #[test]
    fn groups_get_the_names_of_their_members() {
        let file = "[roles]\n'a' = 'c'\n'b' = false\n";
        let mapping = Mapping::parse("m.toml", file, FORMATS[0]).unwrap();
        let group = |name: &str| Group { name: name.to_owned(), ..Group::default() };
        let renamed = mapping.groups(&["a", "b", "c", "d"].map(group));
        let names: Vec<_> = renamed.iter().map(|group| group.name.as_str()).collect();
        assert_eq!(names, ["c", "d"]);
    }

    #[test]
    fn there_are_so_many_entries_and_no_more() {
        let file = |count: usize| {
            let entries = (0..count).map(|at| format!("'attributes.a{at}' = 'attributes.b{at}'\n"));
            format!("[fields]\n{}", entries.collect::<String>())
        };
        assert!(Mapping::parse("m.toml", &file(256), FORMATS[0]).is_ok());
        let error = Mapping::parse("m.toml", &file(257), FORMATS[0]).unwrap_err();
        assert_eq!((error.line, error.column), (258, 1));
        assert!(error.to_string().contains("at most 256 entries"));
    }
}
