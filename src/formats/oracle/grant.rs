//! One row of groups or application roles, and what is gathered of them.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::belongings::{AppRole, Belonging, Gathered, Grant};
use super::columns::{APP_ROLES, GROUPS};
use super::groups::{LEAST_CHARS, MOST_MEMBERS};
use super::headings::{REPEATED, ROW};
use super::memberships::{next_field, push_field};
use super::odd_cell::{is_plain, note_oddities};
use super::record::value_of;
use super::rules::*;
use super::spot::Spot;
use super::survey::lock;
use crate::csv::Cell;
use crate::findings::{Notes, Pointer, Purpose, Rule, Shape};
use crate::model::{KeyKind, Text};
use crate::outside::Table;
use crate::pack::{Encoded, Packer, Part};

/// The cells of a row, by their places in the table of the kind.
pub(super) struct Row<'r, 'a> {
    pub(super) table: &'r Table,
    pub(super) cells: &'r [Cell<'a>],
    pub(super) at: usize,
    /// The input, and where in it index 0 of the bytes is.
    pub(super) input: (u32, u64),
    /// The application that the import job is told.
    pub(super) app: Option<&'r str>,
    pub(super) notes: &'r mut Notes,
}

impl<'a> Row<'_, 'a> {
    /// Appends what the row says: the kind, where it stands and where its members do, and the rest.
    pub(super) fn gather(&mut self, out: &mut Vec<u8>) {
        let names = &self.table.header().names;
        let headed = |heading: &str| names.iter().any(|name| name.eq_ignore_ascii_case(heading));
        for ((cell, code), name) in self.cells.iter().zip(self.table.columns()).zip(names) {
            if *code != REPEATED && !is_plain(*cell) {
                let value = value_of(cell.text);
                let pointer = || Pointer::member(ROW, Text::plain(name));
                note_oddities(*cell, value, false, pointer, self.notes);
            }
        }
        match headed(GROUPS[2].heading) {
            true => self.group(out),
            false => self.app_role(out),
        }
    }

    /// Appends the kind of the row, where it stands, and where the cell of this code does.
    fn begin(&self, out: &mut Vec<u8>, kind: u8, code: u16) {
        let (input, offset_of_bytes) = self.input;
        let spot = |at: usize| Spot::new(input, offset_of_bytes.wrapping_add(at as u64));
        let cell = self.cell(code).map_or(self.at, |cell| cell.at);
        push_field(out, |out| {
            out.push(kind);
            out.extend_from_slice(&spot(self.at).number().to_le_bytes());
            out.extend_from_slice(&spot(cell).number().to_le_bytes());
        });
    }

    fn cell(&self, code: u16) -> Option<&Cell<'a>> {
        self.cells.get(self.table.columns().iter().position(|own| *own == code)?)
    }

    fn value(&self, code: u16) -> Option<Text<'a>> {
        value_of(self.cell(code)?.text)
    }

    fn place(&self, code: u16, heading: &str) -> (usize, Pointer) {
        let pointer = Pointer::member(ROW, Text::plain(heading));
        (self.cell(code).map_or(self.at, |cell| cell.at), pointer)
    }

    fn error(&mut self, rule: &'static Rule, code: u16, heading: &str, got: Shape) {
        let (at, pointer) = self.place(code, heading);
        self.notes.error(rule, at, pointer, got);
    }

    fn warning(&mut self, rule: &'static Rule, code: u16, heading: &str, got: Shape) {
        let (at, pointer) = self.place(code, heading);
        self.notes.warning(rule, at, pointer, got);
    }

    fn group(&mut self, out: &mut Vec<u8>) {
        let heading = |code: u16| GROUPS[usize::from(code)].heading;
        let name = self.value(0);
        if name.is_none() {
            self.error(&ORA_G_001, 0, heading(0), Shape::Nothing);
        }
        let spelled = self.value(3).map(|text| text.decode()).unwrap_or_default();
        let requestable = spelled.to_ascii_uppercase();
        let is_known = matches!(&*requestable, b"" | b"TRUE" | b"FALSE");
        if !is_known {
            self.error(&ORA_F_030, 3, heading(3), Shape::Text(requestable.len()));
        } else if requestable != *spelled {
            let (at, pointer) = self.place(3, heading(3));
            self.notes.info(&ORA_F_031, at, pointer, Shape::Text(spelled.len()));
        }
        if let Some(name) = name {
            self.group_name(name);
        }
        let start = out.len();
        self.begin(out, b'G', 2);
        push_field(out, |out| out.extend_from_slice(&name.unwrap_or(Text::plain("")).decode()));
        let description = self.value(1).map(|text| text.decode()).unwrap_or_default();
        push_field(out, |out| out.extend_from_slice(&description));
        push_field(out, |out| out.extend_from_slice(&requestable));
        self.members(out);
        if name.is_none() || !is_known {
            out.truncate(start);
        }
    }

    fn group_name(&mut self, name: Text<'_>) {
        self.notes.key(KeyKind::Group, name);
        let chars = name.chars();
        if chars < LEAST_CHARS {
            // Other targets take any name.
            let is_fatal = self.notes.purpose() != Purpose::Converting;
            let (at, pointer) = self.place(0, GROUPS[0].heading);
            let note = if is_fatal { Notes::error } else { Notes::warning };
            note(self.notes, &ORA_G_002, at, pointer, Shape::Text(chars));
        }
    }

    fn members(&mut self, out: &mut Vec<u8>) {
        let heading = GROUPS[2].heading;
        let list = self.value(2).map(|text| text.decode()).unwrap_or_default();
        if list.is_empty() {
            return;
        }
        let mut members = Vec::with_capacity(MOST_MEMBERS + 1);
        let mut known = Known::default();
        let mut start = 0;
        for end in memchr::memchr_iter(b';', &list).chain([list.len()]) {
            let member = list[start..end].trim_ascii();
            start = end + 1;
            let chars = match member.is_ascii() {
                true => member.len(),
                false => String::from_utf8_lossy(member).chars().count(),
            };
            match chars {
                0 => self.error(&ORA_G_011, 2, heading, Shape::Nothing),
                1 | 2 => self.error(&ORA_G_014, 2, heading, Shape::Text(chars)),
                _ if known.has(&members, member) => {
                    self.warning(&ORA_G_012, 2, heading, Shape::Text(chars));
                }
                _ => {
                    members.push(member);
                    push_field(out, |out| {
                        out.push(b'M');
                        out.extend_from_slice(member);
                    });
                }
            }
        }
        if members.len() > MOST_MEMBERS {
            self.warning(&ORA_G_010, 2, heading, Shape::Count(members.len() as u64));
        }
        if members.len() == 1 && members[0].iter().any(|byte| matches!(byte, b',' | b'|')) {
            self.warning(&ORA_G_013, 2, heading, Shape::Count(1));
        }
    }

    fn app_role(&mut self, out: &mut Vec<u8>) {
        let heading = |code: u16| APP_ROLES[usize::from(code)].heading;
        let values = [0, 1, 2].map(|code| self.value(code));
        for code in [0, 1, 2].into_iter().filter(|code| values[usize::from(*code)].is_none()) {
            self.error(&ORA_A_001, code, heading(code), Shape::Nothing);
        }
        let tag = values[2].and_then(|kind| self.grantee_kind(kind));
        let app = self.value(3).map(|text| text.decode());
        let chars = self.value(3).map_or(0, |text| text.chars());
        let is_other =
            { app.as_deref().zip(self.app) }.is_some_and(|(app, told)| *app != *told.as_bytes());
        if is_other {
            self.error(&ORA_A_012, 3, heading(3), Shape::Text(chars));
        }
        let app = app.unwrap_or_else(|| self.app.unwrap_or_default().as_bytes().into());
        if app.is_empty() && self.cell(3).is_some() {
            self.error(&ORA_A_010, 3, heading(3), Shape::Nothing);
        }
        let ([Some(role), Some(grantee), _], Some(tag), false) = (values, tag, is_other) else {
            return;
        };
        let (role, grantee) = (role.decode(), grantee.decode());
        self.begin(out, tag, 1);
        let start = out.len();
        for value in [&role, &grantee, &app] {
            push_field(out, |out| out.extend_from_slice(value));
        }
        out.push(tag);
        self.notes.key(KeyKind::Grant, Text::clean(&out[start..]));
        out.pop();
    }

    /// What stands for users or groups, who alone can have a role here.
    fn grantee_kind(&mut self, kind: Text<'_>) -> Option<u8> {
        let heading = APP_ROLES[2].heading;
        let rule = match &*kind.decode() {
            b"User" => return Some(b'U'),
            b"Group" => return Some(b'O'),
            b"App" | b"DynamicResourceGroup" => &ORA_A_003,
            _ => &ORA_A_002,
        };
        self.error(rule, 2, heading, Shape::Text(kind.decode().len()));
        None
    }
}

/// Members of a row that are compared one by one.
const FEW: usize = 16;

/// The members of a row in small letters, once they are many.
#[derive(Default)]
struct Known(HashSet<Vec<u8>>);

impl Known {
    /// Is a name among those before it, which all differ? They may only grow from call to call.
    fn has(&mut self, before: &[&[u8]], name: &[u8]) -> bool {
        if before.len() <= FEW {
            return before.iter().any(|other| other.eq_ignore_ascii_case(name));
        }
        self.0.extend(before[self.0.len()..].iter().map(|other| other.to_ascii_lowercase()));
        self.0.contains(&name.to_ascii_lowercase())
    }
}

/// Gathers rows, in order.
pub(super) struct Gatherer {
    gathered: Arc<Mutex<Gathered>>,
}

impl Gatherer {
    pub(super) fn new(gathered: Arc<Mutex<Gathered>>) -> Self {
        Gatherer { gathered }
    }

    fn record(&mut self, mut fields: &[u8]) {
        let mut gathered = lock(&self.gathered);
        let Some(begin) = next_field(&mut fields) else { return };
        let Some((tag, [row, cell])) = begun(begin) else { return };
        let mut text = || {
            let field = next_field(&mut fields).unwrap_or_default();
            String::from_utf8_lossy(field).into_owned()
        };
        let (first, second, third) = (text(), text(), text());
        match tag {
            b'G' => {
                let number = gathered.group(&first, row);
                let group = &mut gathered.groups[number as usize];
                let description = Some(second).filter(|text| !text.is_empty());
                let requestable = Some(third == "TRUE").filter(|_| !third.is_empty());
                let differs = description.is_some()
                    && group.description.is_some()
                    && description != group.description
                    || requestable.is_some()
                        && group.requestable.is_some()
                        && requestable != group.requestable;
                if group.description.is_none() && description.is_some() {
                    (group.description, group.description_place) = (description, row.place());
                }
                group.requestable = group.requestable.or(requestable);
                if differs {
                    gathered.differing.push(row);
                }
                while let Some([_, member @ ..]) = next_field(&mut fields) {
                    gathered.add(member, Belonging::Group(number), cell);
                }
            }
            b'U' => {
                gathered.is_of(&third, row);
                let number = gathered.role(AppRole { role: first, app: third });
                gathered.add(second.as_bytes(), Belonging::AppRole(number), cell);
            }
            _ => {
                gathered.is_of(&third, row);
                let role = AppRole { role: first, app: third };
                gathered.grants.push(Grant { role, group: second, spot: cell });
            }
        }
    }
}

/// The kind of a row, where it stands, and where the cell with its members does.
fn begun(field: &[u8]) -> Option<(u8, [Spot; 2])> {
    let (tag, rest) = field.split_first()?;
    let (row, cell) = rest.split_first_chunk::<8>()?;
    let cell = cell.first_chunk::<8>()?;
    Some((*tag, [row, cell].map(|spot| Spot::of_number(u64::from_le_bytes(*spot)))))
}

impl Packer for Gatherer {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        for record in accepted.iter().cloned().flatten() {
            self.record(encoded.bytes(0, &(record..record + 1)));
        }
        Vec::new()
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        self.take(encoded, accepted)
    }

    /// Files come in any order, so roles of groups find their groups at the end.
    fn finish(&mut self) -> Vec<Part> {
        lock(&self.gathered).grant_to_groups();
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_repeat_are_found_among_few_and_among_many() {
        let names: Vec<_> = (0..3 * FEW).map(|number| format!("Ada{number}")).collect();
        let mut known = Known::default();
        let mut before: Vec<&[u8]> = Vec::new();
        for name in &names {
            assert!(!known.has(&before, name.as_bytes()), "{name}");
            before.push(name.as_bytes());
            assert!(known.has(&before, name.to_ascii_uppercase().as_bytes()), "{name}");
            assert!(known.has(&before, b"aDA0"), "{name}");
        }
    }
}
