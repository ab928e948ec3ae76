//! One row of groups or application roles, and what is gathered of them.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::belongings::{AppRole, Belonging, Gathered};
use super::columns::{APP_ROLES, GROUPS};
use super::groups::MOST_MEMBERS;
use super::headings::ROW;
use super::memberships::{next_field, push_field};
use super::record::value_of;
use super::rules::*;
use super::survey::lock;
use crate::csv::Cell;
use crate::findings::{Notes, Pointer, Rule, Shape};
use crate::model::Text;
use crate::outside::Table;
use crate::pack::{Encoded, Packer, Part};

/// The cells of a row, by their places in the table of the kind.
struct Row<'r, 'a> {
    table: &'r Table,
    cells: &'r [Cell<'a>],
    at: usize,
    /// The application that the import job is told.
    app: Option<&'r str>,
    notes: &'r mut Notes,
}

/// Appends what a row says; the first field tells the kind.
pub(super) fn row_of(
    table: &Table,
    at: usize,
    cells: &[Cell<'_>],
    app: Option<&str>,
    out: &mut Vec<u8>,
    notes: &mut Notes,
) {
    let mut row = Row { table, cells, at, app, notes };
    let is_groups =
        table.header().names.iter().any(|name| name.eq_ignore_ascii_case(GROUPS[2].heading));
    match is_groups {
        true => row.group(out),
        false => row.app_role(out),
    }
}

impl<'a> Row<'_, 'a> {
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
        let Some(name) = self.value(0) else {
            return self.error(&ORA_G_001, 0, heading(0), Shape::Nothing);
        };
        let requestable = self.value(3).map(|text| text.decode().to_ascii_uppercase());
        let requestable = requestable.unwrap_or_default();
        if !matches!(&*requestable, b"" | b"TRUE" | b"FALSE") {
            return self.error(&ORA_F_030, 3, heading(3), Shape::Text(requestable.len()));
        }
        push_field(out, |out| out.push(b'G'));
        push_field(out, |out| out.extend_from_slice(&name.decode()));
        let description = self.value(1).map(|text| text.decode()).unwrap_or_default();
        push_field(out, |out| out.extend_from_slice(&description));
        push_field(out, |out| out.extend_from_slice(&requestable));
        self.members(out);
    }

    fn members(&mut self, out: &mut Vec<u8>) {
        let heading = GROUPS[2].heading;
        let list = self.value(2).map(|text| text.decode()).unwrap_or_default();
        if list.is_empty() {
            return;
        }
        let mut members: Vec<&[u8]> = Vec::new();
        for member in list.split(|byte| *byte == b';').map(<[u8]>::trim_ascii) {
            let chars = String::from_utf8_lossy(member).chars().count();
            let is_same = |other: &&[u8]| other.eq_ignore_ascii_case(member);
            match chars {
                0 => self.error(&ORA_G_011, 2, heading, Shape::Nothing),
                1 | 2 => self.error(&ORA_G_014, 2, heading, Shape::Text(chars)),
                _ if members.iter().any(is_same) => {
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
        if let Some(absent) = values.iter().position(Option::is_none) {
            return self.error(&ORA_A_001, absent as u16, heading(absent as u16), Shape::Nothing);
        }
        let [role, grantee, kind] =
            values.map(|value| value.map(|text| text.decode()).unwrap_or_default());
        let tag = match &*kind {
            b"User" => b'U',
            b"Group" => b'O',
            other => {
                let known = matches!(other, b"App" | b"DynamicResourceGroup");
                let rule = if known { &ORA_A_003 } else { &ORA_A_002 };
                return self.error(rule, 2, heading(2), Shape::Text(other.len()));
            }
        };
        let app = self.value(3).map(|text| text.decode());
        let chars = self.value(3).map_or(0, |text| text.chars());
        let app = match (app, self.app) {
            (Some(app), Some(told)) if *app != *told.as_bytes() => {
                return self.error(&ORA_A_012, 3, heading(3), Shape::Text(chars));
            }
            (Some(app), _) => app,
            (None, told) => told.unwrap_or_default().as_bytes().into(),
        };
        if app.is_empty() {
            self.warning(&ORA_A_010, 3, heading(3), Shape::Nothing);
        }
        push_field(out, |out| out.push(tag));
        for value in [&role, &grantee, &app] {
            push_field(out, |out| out.extend_from_slice(value));
        }
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
        let Some(tag) = next_field(&mut fields) else { return };
        let mut text = || {
            let field = next_field(&mut fields).unwrap_or_default();
            String::from_utf8_lossy(field).into_owned()
        };
        let (first, second, third) = (text(), text(), text());
        match tag {
            b"G" => {
                let (number, is_new) = gathered.group(&first);
                let group = &mut gathered.groups[number as usize];
                let description = Some(second).filter(|text| !text.is_empty());
                let requestable = Some(third == "TRUE").filter(|_| !third.is_empty());
                let repeated = u64::from(!is_new);
                let differs = description.is_some()
                    && group.description.is_some()
                    && description != group.description
                    || requestable.is_some()
                        && group.requestable.is_some()
                        && requestable != group.requestable;
                group.description = group.description.take().or(description);
                group.requestable = group.requestable.or(requestable);
                gathered.repeated += repeated;
                gathered.differing += u64::from(differs);
                while let Some([_, member @ ..]) = next_field(&mut fields) {
                    gathered.add(member, Belonging::Group(number));
                }
            }
            b"U" => {
                let number = gathered.role(AppRole { role: first, app: third });
                gathered.add(second.as_bytes(), Belonging::AppRole(number));
            }
            _ => gathered.grants.push((first, third, second)),
        }
    }
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
