//! Reads rows of users; what other files say of them was looked over before.

use std::io;

use super::belongings::{Belonging, Belongings};
use super::headings::{Declared, Kind, Layout, judge};
use super::paths::path_of;
use super::record::{Record, value_of};
use super::rules::*;
use crate::csv::Cells;
use crate::findings::{Note, Notes, Pointer, Rule, Severity, Shape};
use crate::formats::{
    Companions, InputFacts, KeySpace, RecordReader, Records, Source, SourcePaths,
};
use crate::json::push_escaped;
use crate::model::{Field, KeyKind, User};
use crate::outside::{Outside, Table};

static KEY_SPACES: &[KeySpace] = &[
    KeySpace {
        kind: KeyKind::Account,
        field: Field::UserName,
        exactly: &ORA_U_004,
        ignoring_case: Some(&ORA_U_004),
    },
    KeySpace {
        kind: KeyKind::SourceId,
        field: Field::SourceId,
        exactly: &ORA_K_002,
        ignoring_case: None,
    },
];

/// Reads the rows of files of users.
pub(super) struct Reader {
    pub(super) declared: Vec<Declared>,
    pub(super) belongings: Belongings,
    /// Was there a file of groups?
    pub(super) has_groups: bool,
}

/// The outside of a file that starts like this, if it is of this kind.
pub(super) fn outside(
    head: &[u8],
    declared: &[Declared],
    kinds: &[Kind],
) -> Result<Outside, String> {
    let layout = Layout::read(head, declared)?;
    if !kinds.contains(&layout.kind) {
        return Err("this is no file of users".to_owned());
    }
    Ok(Outside::Rows(Table::new(layout.header, layout.columns)))
}

/// Where the cell of a heading starts in the row at `at`.
pub(super) fn locate_cell(bytes: &[u8], at: usize, outside: &Outside, pointer: &str) -> usize {
    let Outside::Rows(table) = outside else { return at };
    let name = pointer.strip_prefix('/').unwrap_or(pointer).replace("~1", "/").replace("~0", "~");
    let names = &table.header().names;
    let by_name = names.iter().position(|own| own.eq_ignore_ascii_case(&name));
    let number = by_name.or_else(|| {
        let column = Kind::Users.table().iter().position(|column| column.is_headed(&name))?;
        table.columns().iter().position(|code| usize::from(*code) == column)
    });
    number.and_then(|number| Cells::new(bytes, at).nth(number)).map_or(at, |cell| cell.at)
}

impl Records for Reader {
    fn outside(&self, head: &[u8]) -> Result<Outside, String> {
        outside(head, &self.declared, &[Kind::Users])
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn paths(&self) -> SourcePaths {
        path_of
    }

    fn syntax_rule(&self) -> &'static Rule {
        &ORA_F_001
    }

    fn structure_rule(&self) -> &'static Rule {
        &ORA_F_007
    }

    fn judge_inputs(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)> {
        let mut notes = judge(inputs, &self.declared);
        let (groups, roles) = self.belongings.unmet();
        for (count, rule) in [(groups, &ORA_X_001), (roles, &ORA_X_003)] {
            if count > 0 && !inputs.is_empty() {
                let got = Shape::Count(count);
                notes.push((0, Note::on_input(rule, Severity::Warning, "", got)));
            }
        }
        notes
    }

    fn locate(&self, bytes: &[u8], at: usize, outside: &Outside, pointer: &str) -> usize {
        locate_cell(bytes, at, outside, pointer)
    }
}

impl RecordReader for Reader {
    /// The roles of the user as JSON, with their applications, which no list of names could hold.
    fn gather(
        &self,
        bytes: &[u8],
        at: usize,
        outside: &Outside,
        companions: &mut Companions,
    ) -> io::Result<()> {
        let Outside::Rows(table) = outside else { return Ok(()) };
        if self.belongings.roles.is_empty() {
            return Ok(());
        }
        let column = table.columns().iter().position(|code| *code == 0);
        let cell = column.and_then(|column| Cells::new(bytes, at).nth(column));
        let Some(name) = cell.and_then(|cell| value_of(cell.text)) else { return Ok(()) };
        let out = &mut companions.bytes;
        for what in self.belongings.at(self.belongings.of(&name.decode())) {
            let Belonging::AppRole(number) = what else { continue };
            let role = &self.belongings.roles[number as usize];
            out.extend_from_slice(if out.is_empty() { b"[" } else { b"," });
            out.extend_from_slice(b"{\"app\":\"");
            push_escaped(out, role.app.as_bytes());
            out.extend_from_slice(b"\",\"role\":\"");
            push_escaped(out, role.role.as_bytes());
            out.extend_from_slice(b"\"}");
        }
        if !out.is_empty() {
            out.push(b']');
        }
        Ok(())
    }

    fn read<'a>(
        &'a self,
        source: Source<'a>,
        user: &mut User<'a>,
        notes: &mut Notes,
    ) -> Option<usize> {
        let Outside::Rows(table) = source.outside else { return None };
        let columns = table.columns();
        let mut cells = Cells::new(source.bytes, source.at);
        let mut record = Record::new(self, table, source.at, user, notes);
        let (mut count, mut sound) = (0, true);
        for cell in cells.by_ref() {
            sound &= cell.is_sound;
            if let Some(code) = columns.get(count) {
                record.cell(count, *code, cell);
            }
            count += 1;
        }
        let Some(end) = cells.end() else {
            notes.take_back();
            return None;
        };
        if count == columns.len() && sound {
            record.conclude(&source.companions.bytes);
            return Some(end);
        }
        notes.take_back();
        let rule = if sound { &ORA_F_006 } else { &ORA_F_007 };
        notes.error(rule, source.at, Pointer::of(""), Shape::Count(count as u64));
        Some(end)
    }
}
