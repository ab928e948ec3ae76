//! Reads rows of users; what other files say of them was looked over before.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use super::belongings::{Belonging, Belongings};
use super::custom::Custom;
use super::cut::Cut;
use super::dialect::Unreadable;
use super::domain::{Domain, Existing};
use super::headings::{CUSTOM, Kind, Layout};
use super::instance::instance;
use super::look::look;
use super::paths::path_of;
use super::record::{Record, value_of};
use super::rules::*;
use super::together::Together;
use super::whole_file::{judge, unused};
use super::writer::Writer;
use crate::csv::Cells;
use crate::error::Error;
use crate::findings::{Mark, Note, Notes, Pointer, Purpose, Rule, Shape};
use crate::formats::{
    Companion, Companions, InputFacts, Judged, KeySpace, RecordReader, Records, Source,
    SourcePaths, Standing,
};
use crate::json::push_escaped;
use crate::limits::Limit;
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
    // A warning, as its grade says.
    KeySpace {
        kind: KeyKind::WorkEmail,
        field: Field::Emails,
        exactly: &ORA_U_027,
        ignoring_case: None,
    },
];

/// Reads the rows of files of users.
pub(super) struct Reader {
    pub(super) declared: Vec<Custom>,
    pub(super) belongings: Belongings,
    /// Was there a file of groups?
    pub(super) has_groups: bool,
    /// Has a declared attribute several values?
    pub(super) has_lists: bool,
    /// The kind of domain that the files are for.
    pub(super) domain: Option<Domain>,
    pub(super) existing: Existing,
    pub(super) purpose: Purpose,
    /// How many import jobs the files that were looked over need.
    pub(super) surveyed: u64,
    pub(super) together: Together,
    /// Looks at rows that are not written.
    pub(super) looking: Writer,
}

/// The outside of a file that starts like this, if it is of this kind. One that cannot be read
/// stops a conversion; otherwise [`judge`] tells of it, and no row of it is looked at.
pub(super) fn outside(
    head: &[u8],
    declared: &[Custom],
    kinds: &[Kind],
    purpose: Purpose,
) -> Result<Outside, String> {
    let is_converted = purpose == Purpose::Converting;
    let layout = match Layout::read(head, declared) {
        Ok(layout) => layout,
        Err(Unreadable { rule: Some(_), .. }) if !is_converted => {
            return Ok(Outside::Rows(Table::unread()));
        }
        Err(Unreadable { what, .. }) => return Err(what),
    };
    if !kinds.contains(&layout.kind) {
        return Err("this is no file of users".to_owned());
    }
    match layout.conflict().filter(|_| is_converted) {
        Some(what) => Err(what),
        None => Ok(Outside::Rows(Table::new(layout.header, layout.columns))),
    }
}

/// Where the cell of a heading starts in the row at `at`.
pub(super) fn locate_cell(bytes: &[u8], at: usize, outside: &Outside, pointer: &str) -> usize {
    let Outside::Rows(table) = outside else { return at };
    let name = pointer.strip_prefix('/').unwrap_or(pointer);
    let name = match name.contains('~') {
        true => Cow::Owned(name.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(name),
    };
    let names = &table.header().names;
    let by_name = names.iter().position(|own| own.eq_ignore_ascii_case(&name));
    let number = by_name.or_else(|| {
        // Most pointers that lead to no heading lead to no column.
        let mut all = Kind::ALL.iter().flat_map(|kind| kind.table());
        all.find(|column| column.is_headed(&name))?;
        let mut known = Kind::of(names)?.table().iter();
        let column = known.position(|column| column.is_headed(&name))?;
        table.columns().iter().position(|code| usize::from(*code) == column)
    });
    number.and_then(|number| Cells::new(bytes, at).nth(number)).map_or(at, |cell| cell.at)
}

impl Records for Reader {
    fn outside(&self, head: &[u8]) -> Result<Outside, String> {
        outside(head, &self.declared, &[Kind::Users], self.purpose)
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
        let mut notes = judge(inputs, &self.declared, self.purpose);
        let layouts = inputs.iter().map(|input| Layout::read(&input.head, &self.declared));
        let layouts: Vec<_> = layouts.filter_map(Result::ok).collect();
        if !layouts.is_empty() {
            notes.extend(unused(&self.declared, &layouts).map(|note| (0, note)));
        }
        let has_users = !layouts.is_empty();
        notes.extend(self.together.judge(has_users, self.domain, self.surveyed, inputs));
        notes
    }

    fn judge_records(&self, tell: Judged<'_>) -> Result<(), Error> {
        self.together.judge_users(self.existing, tell)
    }

    fn judge_survey(&self, tell: Judged<'_>) -> Result<(), Error> {
        self.together.judge_belongings(&self.belongings, self.domain, self.existing, tell)
    }

    fn lost_beside(&self) -> Vec<(Field, u64)> {
        let (groups, roles) = self.together.unmet(&self.belongings);
        vec![(Field::Groups, groups), (Field::Roles, roles)]
    }

    fn unmet(&self, tell: &mut dyn FnMut(&'static str, (u32, u64))) {
        let spots = self.together.unmet_spots(&self.belongings).into_iter();
        spots.for_each(|(pointer, spot)| tell(pointer, spot.place()));
    }

    fn take_marks(&self, marks: &[Mark]) {
        self.together.take(marks);
    }

    fn locate(&self, bytes: &[u8], at: usize, outside: &Outside, pointer: &str) -> usize {
        locate_cell(bytes, at, outside, pointer)
    }
}

/// The list of [companions](Companion) that holds the roles of the user.
const ROLES: u8 = 0;
/// The list of those that hold the values of a cell. Instead of an offset they have the number of
/// its column.
pub(super) const VALUES: u8 = 1;

fn companion(list: u8, range: Range<usize>) -> Companion {
    Companion { list, range, is_near: false, input: 0, offset: 0 }
}

impl Reader {
    /// The values of each cell that may have several, as a list in JSON.
    fn gather_lists(&self, bytes: &[u8], at: usize, columns: &[u16], companions: &mut Companions) {
        for ((number, code), cell) in columns.iter().enumerate().zip(Cells::new(bytes, at)) {
            let declared =
                code.checked_sub(CUSTOM).and_then(|at| self.declared.get(usize::from(at)));
            let delimiter = declared.and_then(|custom| custom.delimiter.as_deref());
            let (Some(delimiter), Some(text)) = (delimiter, value_of(cell.text)) else { continue };
            let text = text.decode();
            let start = companions.bytes.len();
            let out = &mut companions.bytes;
            for value in String::from_utf8_lossy(&text).split(delimiter).map(str::trim) {
                out.extend_from_slice(if out.len() == start { b"[\"" } else { b",\"" });
                push_escaped(out, value.as_bytes());
                out.push(b'"');
            }
            out.push(b']');
            let row = companion(VALUES, start..companions.bytes.len());
            companions.rows.push(Companion { offset: number as u64, ..row });
        }
    }
}

impl RecordReader for Reader {
    /// Values of one cell as JSON, and the roles of the user, with their applications, which no list of names could hold.
    fn gather(&self, place: Standing<'_>, companions: &mut Companions) -> io::Result<()> {
        let Standing { bytes, at, outside, .. } = place;
        let Outside::Rows(table) = outside else { return Ok(()) };
        if self.has_lists {
            self.gather_lists(bytes, at, table.columns(), companions);
        }
        if self.belongings.roles.is_empty() {
            return Ok(());
        }
        let column = table.columns().iter().position(|code| *code == 0);
        let cell = column.and_then(|column| Cells::new(bytes, at).nth(column));
        let Some(name) = cell.and_then(|cell| value_of(cell.text)) else { return Ok(()) };
        let named = self.belongings.names.of(&name.decode());
        let start = companions.bytes.len();
        let out = &mut companions.bytes;
        for what in self.belongings.at(self.belongings.of(named)) {
            let Belonging::AppRole(number) = what else { continue };
            let role = &self.belongings.roles[number as usize];
            out.extend_from_slice(if out.len() == start { b"[" } else { b"," });
            out.extend_from_slice(b"{\"app\":\"");
            push_escaped(out, role.app.as_bytes());
            out.extend_from_slice(b"\",\"role\":\"");
            push_escaped(out, role.role.as_bytes());
            out.extend_from_slice(b"\"}");
        }
        if out.len() > start {
            out.push(b']');
            companions.rows.push(companion(ROLES, start..companions.bytes.len()));
        }
        Ok(())
    }

    fn instance(&self, source: Source<'_>, _: usize, out: &mut Vec<u8>) {
        instance(source, out);
    }

    fn look(&self, user: &User<'_>, notes: &mut Notes) {
        look(&self.looking, user, notes);
    }

    fn read<'a>(
        &'a self,
        source: Source<'a>,
        user: &mut User<'a>,
        notes: &mut Notes,
    ) -> Option<usize> {
        let Outside::Rows(table) = source.outside else { return None };
        let mut record = Record::new(self, table, source, user, notes);
        let Some(Cut { count, end, is_sound, is_hollow, over }) = record.cells(source) else {
            notes.take_back();
            return None;
        };
        if let Some(at) = over {
            notes.take_back();
            let got = Shape::Over(Limit::Text(source.limits.text));
            notes.error(&ORA_F_001, at, Pointer::of(""), got);
            return Some(end);
        }
        if count == table.columns().len() && is_sound {
            if is_hollow {
                record.notes.doubt();
            }
            let roles = source.companions.rows.iter().find(|row| row.list == ROLES);
            let roles = roles.map(|row| &source.companions.bytes[row.range.clone()]);
            if source.bytes[end] != table.header().line_break[0] {
                Together::mixed(record.spot(end), record.notes);
            }
            record.conclude(roles.unwrap_or_default());
            return Some(end);
        }
        notes.take_back();
        let rule = if is_sound { &ORA_F_006 } else { &ORA_F_007 };
        notes.error(rule, source.at, Pointer::of(""), Shape::Count(count as u64));
        Some(end)
    }
}
