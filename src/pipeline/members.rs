//! Places of the members beside the records of an input, such as counts.

use super::ground::Ground;
use super::order::Ordered;
use crate::error::Error;
use crate::findings::{Note, Place, Pointer};
use crate::formats::InputFacts;
use crate::input::Lines;
use crate::json::Member;
use crate::model::{Home, Text};

/// The object around the records.
const OUTSIDE: Home = Home { path: "", index: 0 };

impl Ordered<'_, '_> {
    /// Remembers where members beside the records stand, if the input is a stream.
    pub(super) fn place_members(&mut self, members: &[Member], ground: &Ground<'_>) {
        if ground.chunk.file.is_some() {
            return;
        }
        let (mut lines, mut from) = (self.current.lines, ground.start);
        for member in members {
            let to = from + member.at.saturating_sub(lines.offset) as usize;
            lines.advance(&ground.bytes[from..to]);
            from = to;
            self.members.insert((ground.chunk.input as u32, member.at), lines);
        }
    }

    /// Reports what is said of an input: of a member beside its records, or of all of it.
    pub(super) fn judged_of_input(&mut self, input: usize, note: Note) -> Result<(), Error> {
        let facts = &self.facts[input];
        let Some(at) = facts.member(&note.pointer).map(|member| member.at) else {
            let place = facts.place(note.at);
            return self.judged(note, place);
        };
        let place = (input as u32, at);
        match self.members.get(&place) {
            Some(lines) => {
                let place = lines.place_in(&facts.name);
                self.judged(note, place)
            }
            None => self.judged_in_place(Note { elsewhere: Some(place), ..note }),
        }
    }
}

impl InputFacts {
    /// The member beside the records that a pointer leads to.
    fn member(&self, pointer: &Pointer) -> Option<&Member> {
        let pointer = pointer.to_string();
        let leads_to = |member: &&Member| {
            Pointer::member(OUTSIDE, Text::plain(&member.name)).to_string() == pointer
        };
        self.members.iter().find(leads_to)
    }
}

impl Lines {
    /// This place in an input of this name.
    pub(crate) fn place_in(&self, file: &str) -> Place {
        let (offset, line, column) = (Some(self.offset), Some(self.line), Some(self.column));
        Place { file: file.to_owned(), offset, line, column, ..Place::default() }
    }
}
