//! One row of users becomes a neutral user.
//!
//! A cell is freed of the quotes of CSV, then of Oracle's, then of blanks at its ends; an empty one
//! says nothing. What an import would refuse of the values themselves is the concern of who writes
//! such a file; here it matters what a row says, and whether that makes sense.

use super::columns::{Check, Holds, Part, USERS};
use super::conclude::Seen;
use super::custom::Custom;
use super::headings::{ATTRIBUTE, CUSTOM, KEPT, REPEATED, ROW};
use super::odd_cell::{is_plain, note_oddities};
use super::password::{self, Password};
use super::quotes::unescape;
use super::reader::{Reader, VALUES};
use super::rules::*;
use super::spot::Spot;
use crate::csv::Cell;
use crate::findings::{Notes, Pointer, Rule, Shape};
use crate::formats::text_check::is_time;
use crate::formats::{Companion, Companions, Source};
use crate::model::{Attribute, Field, Hash, Json, Kept, Text, User};
use crate::outside::Table;

/// A row being read.
pub(super) struct Record<'r, 'a> {
    pub(super) reader: &'a Reader,
    pub(super) table: &'a Table,
    /// Where the row starts.
    pub(super) at: usize,
    companions: &'a Companions,
    /// The input, and where in it index 0 of the bytes is.
    input: (u32, u64),
    pub(super) user: &'r mut User<'a>,
    pub(super) notes: &'r mut Notes,
    pub(super) seen: Seen<'a>,
}

/// What a cell says; nothing when it is empty.
pub(super) fn value_of(text: Text<'_>) -> Option<Text<'_>> {
    let value = text.piece(|raw| unescape(raw).trim_ascii());
    (!value.is_empty()).then_some(value)
}

fn pointer_of(table: &Table, column: usize) -> Pointer {
    Pointer::member(ROW, Text::plain(&table.header().names[column]))
}

impl<'r, 'a> Record<'r, 'a> {
    pub(super) fn new(
        reader: &'a Reader,
        table: &'a Table,
        source: Source<'a>,
        user: &'r mut User<'a>,
        notes: &'r mut Notes,
    ) -> Self {
        let Source { at, companions, input, offset_of_bytes, .. } = source;
        let input = (input, offset_of_bytes);
        Record { reader, table, at, companions, input, user, notes, seen: Seen::default() }
    }

    /// Where an index stands in the input.
    pub(super) fn spot(&self, at: usize) -> Spot {
        let (input, offset_of_bytes) = self.input;
        Spot::new(input, offset_of_bytes.wrapping_add(at as u64))
    }

    /// Reads the cell of a column; `code` says what the column means.
    #[inline(always)]
    pub(super) fn cell(&mut self, column: usize, code: u16, cell: Cell<'a>) {
        if cell.text.is_empty() {
            return;
        }
        let holds = USERS.get(usize::from(code)).map(|column| &column.holds);
        let text = match is_plain(cell) {
            true => cell.text,
            false => {
                let text = value_of(cell.text);
                let may_break = matches!(holds, Some(Holds::Address(_, Part::Lines, ..)));
                let table = self.table;
                let pointer = || pointer_of(table, column);
                note_oddities(cell, text, may_break, pointer, self.notes);
                let Some(text) = text else { return };
                text
            }
        };
        match (holds, code) {
            (Some(holds), _) => self.fill(holds, column, cell.at, text),
            (None, REPEATED) => {}
            (None, ATTRIBUTE) => self.attribute(&self.table.header().names[column], text),
            (None, KEPT) => self.keep(column, text),
            (None, _) => {
                if let Some(custom) = self.reader.declared.get(usize::from(code - CUSTOM)) {
                    self.custom(custom, column, text);
                }
            }
        }
    }

    #[inline(always)]
    fn fill(&mut self, holds: &Holds, column: usize, at: usize, text: Text<'a>) {
        let seen = &mut self.seen;
        match *holds {
            Holds::UserName => (self.user.user_name, seen.user_name_at) = (Some(text), at),
            Holds::LastName => self.user.name.family = Some(text),
            Holds::FirstName => self.user.name.given = Some(text),
            Holds::Text(Field::Manager, _, place) => {
                (*place(self.user), seen.manager_at) = (Some(text), at);
            }
            Holds::Text(_, _, place) | Holds::Checked(_, _, place, ..) => {
                *place(self.user) = Some(text);
            }
            Holds::ProfileUrl => self.user.profile_url = Some(text),
            Holds::UserType => self.user.user_type = Some(text),
            Holds::Active => self.user.active = self.boolean(column, at, text),
            Holds::Email(slot) => seen.emails[slot] = Some(text),
            Holds::EmailVerified(slot) => {
                let verified = self.boolean(column, at, text);
                self.seen.verified[slot] = verified.map(|verified| (verified, at));
            }
            Holds::PrimaryEmailType => seen.primary_email = Some((text, at)),
            Holds::Phone(slot) => seen.phones[slot] = Some(text),
            Holds::PrimaryPhoneType => seen.primary_phone = Some((text, at)),
            Holds::Address(slot, _, _, place) => {
                *place(seen.addresses[slot].get_or_insert_default()) = Some(text);
            }
            Holds::PrimaryAddressType => seen.primary_address = Some((text, at)),
            Holds::Password => self.password(column, at, text),
            Holds::Locked => self.user.locked = self.boolean(column, at, text) == Some(true),
            Holds::Created => self.user.created = Some(text),
            Holds::Federated => {
                self.seen.federated = self.boolean(column, at, text);
                self.keep(column, text);
            }
            Holds::BypassNotification => {
                self.seen.bypass = self.boolean(column, at, text);
                self.keep(column, text);
            }
            Holds::Own(check) => {
                self.check(check, column, at, text);
                self.keep(column, text);
            }
            Holds::Membership | Holds::Nothing(_) => self.keep(column, text),
        }
    }

    pub(super) fn pointer(&self, column: usize) -> Pointer {
        pointer_of(self.table, column)
    }

    pub(super) fn error(&mut self, rule: &'static Rule, column: usize, at: usize, text: Text<'_>) {
        let pointer = self.pointer(column);
        self.notes.error(rule, at, pointer, Shape::Text(text.chars()));
    }

    #[inline(always)]
    fn boolean(&mut self, column: usize, at: usize, text: Text<'a>) -> Option<bool> {
        match text.as_plain() {
            Some(b"TRUE") => Some(true),
            Some(b"FALSE") => Some(false),
            _ => self.odd_boolean(column, at, text),
        }
    }

    #[cold]
    fn odd_boolean(&mut self, column: usize, at: usize, text: Text<'a>) -> Option<bool> {
        let value = match &*text.decode() {
            yes if yes.eq_ignore_ascii_case(b"TRUE") => true,
            no if no.eq_ignore_ascii_case(b"FALSE") => false,
            _ => {
                self.error(&ORA_F_030, column, at, text);
                return None;
            }
        };
        let pointer = self.pointer(column);
        self.notes.info(&ORA_F_031, at, pointer, Shape::Text(text.chars()));
        Some(value)
    }

    fn password(&mut self, column: usize, at: usize, text: Text<'a>) {
        match password::tell(&text.decode()) {
            Ok(Password::Clear) => {
                self.user.credential.clear = Some(text);
                let pointer = self.pointer(column);
                self.notes.warning(&ORA_U_070, at, pointer, Shape::Text(text.chars()));
            }
            Ok(Password::Hash(method)) => {
                self.user.credential.hash = Some(Hash { method, raw: Json::text(text) });
            }
            Err(rule) => self.error(rule, column, at, text),
        }
    }

    fn check(&mut self, check: Check, column: usize, at: usize, text: Text<'a>) {
        let fits = match check {
            Check::Boolean => {
                self.boolean(column, at, text);
                return;
            }
            Check::Reason => matches!(*text.decode(), [b'0'..=b'5']),
            Check::Time => is_time(text),
        };
        self.seen.lock_details.get_or_insert((column, at));
        if !fits {
            self.error(&ORA_U_060, column, at, text);
        }
    }

    /// A declared attribute, of one value or several.
    fn custom(&mut self, custom: &'a Custom, column: usize, text: Text<'a>) {
        let rows = &self.companions.rows;
        let is_own = |row: &&Companion| row.list == VALUES && row.offset == column as u64;
        let Some(row) = rows.iter().find(is_own) else {
            return self.attribute(&custom.attribute, text);
        };
        let value = Json::new(&self.companions.bytes[row.range.clone()], false);
        let name = Text::plain(&custom.attribute);
        self.user.attributes.push(Attribute { home: "", name, value });
    }

    fn attribute(&mut self, name: &'a str, text: Text<'a>) {
        let value = Json::text(text);
        self.user.attributes.push(Attribute { home: "", name: Text::plain(name), value });
    }

    /// What no field can hold stays under its heading.
    fn keep(&mut self, column: usize, text: Text<'a>) {
        let name = Text::plain(&self.table.header().names[column]);
        let value = Json::text(text);
        self.user.kept.push(Kept { field: Field::Kept, home: ROW, name, value });
    }
}
