//! One row of `Users.csv`, cell by cell.

use super::cell::{self, Oddities};
use super::columns::{Column, Holds, Part};
use super::conclude::APP_ROLES;
use super::country::is_country;
use super::headings::ROW;
use super::names::{Filled, fill};
use super::options::{Passwords, RefusedValues, Roles};
use super::password;
use super::rules::*;
use super::slots::{ADDRESSES, EMAILS, PHONES, Slots};
use super::stretches::Of;
use super::values::{self, is_absolute_url, is_blank};
use super::writer::Writer;
use crate::findings::{NO_PLACE, Notes, Pointer, Rule, Shape};
use crate::model::{Field, Kept, Outcome, Text, User};

/// Some of the first custom columns, a bit each.
pub(super) type Columns = u128;

/// A user being written.
pub(super) struct Row<'w, 'u> {
    pub(super) writer: &'w Writer,
    pub(super) user: &'w User<'u>,
    pub(super) notes: &'w mut Notes,
    /// The name to sign in with.
    pub(super) user_name: &'w [u8],
    /// Is it [usual](values::is_usual_name)?
    pub(super) is_usual_name: bool,
    pub(super) emails: Slots<4>,
    pub(super) phones: Slots<7>,
    pub(super) addresses: Slots<3>,
    /// The custom columns that hold something.
    pub(super) filled: Columns,
}

const TRUE: &[u8] = b"TRUE";
const FALSE: &[u8] = b"FALSE";

impl<'u> Row<'_, 'u> {
    /// Appends the row.
    pub(super) fn write(&mut self, out: &mut Vec<u8>) {
        let start = out.len();
        let writer = self.writer;
        let name = &self.user.name;
        let decode = |text: Option<Text<'u>>| text.map(|text| text.decode());
        let (first, last) = (decode(name.given), decode(name.family));
        // What could stand in is looked for only where something is missing.
        let is_missing =
            [&first, &last].into_iter().any(|name| name.as_deref().is_none_or(is_blank));
        let stands_in = |text| if is_missing { decode(text) } else { None };
        let display = stands_in(self.user.display_name.or(name.formatted));
        let email = { self.user.emails.iter() }.find(|email| email.primary);
        let email = stands_in(email.map(|email| email.value));
        let (first, last) = (first.as_deref(), last.as_deref());
        let how = writer.options.missing_name;
        let (first, last, filled) = match is_missing {
            true => fill(first, last, how, display.as_deref(), email.as_deref()),
            false => (first, last, None),
        };
        if let Some(filled) = filled {
            self.notes.account.note(match filled {
                Filled::DisplayName => Outcome::NameSplit,
                Filled::Email => Outcome::NameFromEmail,
            });
        }
        for stretch in &writer.stretches {
            if stretch.is_empty_in(self) {
                stretch.push_empty(out);
                continue;
            }
            if let (Of::Start, [_, last_name, first_name, ..]) = (stretch.of, &*stretch.columns) {
                self.start(out, (last, last_name), (first, first_name));
                continue;
            }
            for column in &stretch.columns {
                self.cell(out, column, first, last);
                out.push(b',');
            }
        }
        for (number, custom) in writer.options.custom_columns.iter().enumerate() {
            if self.attribute(out, custom) && number < Columns::BITS as usize {
                self.filled |= 1 << number;
            }
            out.push(b',');
        }
        out.pop();
        out.extend_from_slice(b"\r\n");
        let length = (out.len() - start) as u64;
        if length > writer.longest_row {
            self.notes.error(&ORA_F_011, NO_PLACE, Pointer::of(""), Shape::Count(length));
        }
    }

    /// The cells that [every row begins with](Of::Start), names with their columns.
    #[inline(always)]
    pub(super) fn start(
        &mut self,
        out: &mut Vec<u8>,
        (last, last_name): (Option<&[u8]>, &Column),
        (first, first_name): (Option<&[u8]>, &Column),
    ) {
        self.bytes(out, self.user_name, Field::UserName);
        out.push(b',');
        self.name(out, last, last_name, &ORA_U_010);
        out.push(b',');
        self.name(out, first, first_name, &ORA_U_011);
        out.push(b',');
        let email = self.emails.get(&self.user.emails, 0);
        self.text(out, email.map(|email| email.value), Field::Emails);
        out.push(b',');
        push_kind(out, self.emails.primary, &EMAILS.names);
        out.push(b',');
    }

    #[inline(always)]
    pub(super) fn cell(
        &mut self,
        out: &mut Vec<u8>,
        column: &Column,
        first_name: Option<&[u8]>,
        last_name: Option<&[u8]>,
    ) {
        let (user, writer_options) = (self.user, &self.writer.options);
        match column.holds {
            Holds::UserName => self.bytes(out, self.user_name, Field::UserName),
            Holds::LastName => self.name(out, last_name, column, &ORA_U_010),
            Holds::FirstName => self.name(out, first_name, column, &ORA_U_011),
            Holds::Text(field, text, _) => self.text(out, text(user), field),
            Holds::Checked(field, text, _, check, rule) => {
                self.checked(out, text(user), (column, field), check, rule);
            }
            Holds::ProfileUrl => {
                let url = user.profile_url;
                let place = (column, Field::ProfileUrl);
                self.checked(out, url, place, is_absolute_url, &ORA_U_053);
            }
            Holds::UserType => self.user_type(out),
            Holds::Active => out.extend_from_slice(self.active()),
            Holds::Email(slot) => {
                let email = self.emails.get(&user.emails, slot);
                self.text(out, email.map(|email| email.value), Field::Emails);
            }
            Holds::EmailVerified(slot) => {
                let email = self.emails.get(&user.emails, slot).filter(|email| email.verified);
                out.extend_from_slice(email.map_or(b"", |_| TRUE));
            }
            Holds::PrimaryEmailType => push_kind(out, self.emails.primary, &EMAILS.names),
            Holds::Phone(slot) => {
                let phone = self.phones.get(&user.phones, slot);
                self.text(out, phone.map(|phone| phone.value), Field::Phones);
            }
            Holds::PrimaryPhoneType => push_kind(out, self.phones.primary, &PHONES.names),
            Holds::Address(slot, part, text, _) => {
                let Some(address) = self.addresses.get(&user.addresses, slot) else { return };
                self.address_part(out, text(address), column, part);
            }
            Holds::PrimaryAddressType => push_kind(out, self.addresses.primary, &ADDRESSES.names),
            Holds::Federated if writer_options.federated && !user.identities.is_empty() => {
                out.extend_from_slice(TRUE);
            }
            Holds::BypassNotification if writer_options.bypass_notification => {
                out.extend_from_slice(TRUE);
            }
            Holds::Federated | Holds::BypassNotification | Holds::Own(_) => {
                self.own(out, column.heading);
            }
            Holds::Locked if user.locked => out.extend_from_slice(TRUE),
            Holds::Password => {
                let Some(text) = self.password() else { return };
                if user.credential.hash.is_none() {
                    let pointer = Pointer::of((self.writer.paths)(Field::Password));
                    let got = Shape::Text(text.chars());
                    if !writer_options.own {
                        self.notes.warning(&ORA_U_070, NO_PLACE, pointer, got);
                    }
                }
                self.text(out, Some(text), Field::Password);
            }
            _ => {}
        }
    }

    /// The password that Oracle can use.
    pub(super) fn password(&self) -> Option<Text<'u>> {
        if self.writer.options.passwords == Passwords::None {
            return None;
        }
        let credential = &self.user.credential;
        let hash = credential.hash.and_then(|hash| hash.raw.as_text());
        let hash = hash.filter(|text| {
            matches!(password::tell(&text.decode()), Ok(password::Password::Hash(_)))
        });
        hash.or(credential.clear)
    }

    /// Has a member of the source that no field holds a column here?
    pub(super) fn has_column(&self, kept: &Kept<'_>) -> bool {
        let is_own = |column: &Column| {
            matches!(column.holds, Holds::Federated | Holds::BypassNotification | Holds::Own(_))
                && kept.name.is(column.heading)
        };
        let writer = self.writer;
        writer.options.own
            && (writer.columns().any(is_own)
                || kept.name.is(APP_ROLES) && writer.options.roles != Roles::None)
    }

    /// What only Oracle has, from a file of its own.
    fn own(&mut self, out: &mut Vec<u8>, heading: &str) {
        if !self.writer.options.own {
            return;
        }
        let Some(kept) = self.user.kept.iter().find(|kept| kept.name.is(heading)) else { return };
        let Some(text) = kept.value.as_text() else { return };
        let value = text.decode();
        match [TRUE, FALSE].into_iter().find(|known| value.eq_ignore_ascii_case(known)) {
            Some(known) => out.extend_from_slice(known),
            None => self.bytes(out, &value, Field::Kept),
        }
    }

    fn name(
        &mut self,
        out: &mut Vec<u8>,
        name: Option<&[u8]>,
        column: &Column,
        missing: &'static Rule,
    ) {
        match name {
            Some(name) => self.bytes(out, name, Field::Names),
            None => {
                let pointer = self.place(column, Field::Names);
                if missing.id == ORA_U_011.id && self.writer.options.optional.first_names {
                    self.notes.warning(missing, NO_PLACE, pointer, Shape::Nothing);
                } else {
                    self.notes.error(missing, NO_PLACE, pointer, Shape::Nothing);
                }
            }
        }
    }

    /// Oracle has no state before activation, and an empty cell would make the account active.
    fn active(&self) -> &'static [u8] {
        match (self.user.active, self.user.activation_pending) {
            (Some(false), _) | (_, true) => FALSE,
            (Some(true), false) => TRUE,
            (None, false) => b"",
        }
    }

    fn user_type(&mut self, out: &mut Vec<u8>) {
        let Some(text) = self.user.user_type.filter(|text| !text.is_empty()) else { return };
        match values::user_type(&text.decode()) {
            Some(known) => out.extend_from_slice(known.as_bytes()),
            None => self.refuse(&ORA_U_050, Field::UserType, Shape::Text(text.chars())),
        }
    }

    fn address_part(
        &mut self,
        out: &mut Vec<u8>,
        text: Option<Text<'u>>,
        column: &Column,
        part: Part,
    ) {
        match (part, text) {
            (Part::Plain, _) | (_, None) => self.text(out, text, Field::Addresses),
            (Part::Country, _) => {
                self.checked(out, text, (column, Field::Addresses), is_country, &ORA_U_040);
            }
            (Part::Lines, Some(text)) => {
                let start = out.len();
                let oddities = cell::push(out, &text.decode()).without(Oddities::LINE_BREAK);
                self.odd(out, start, oddities, Field::Addresses, text.chars());
            }
        }
    }

    /// A cell whose value is doubtful when a check fails.
    fn checked(
        &mut self,
        out: &mut Vec<u8>,
        text: Option<Text<'u>>,
        (column, field): (&Column, Field),
        check: fn(&[u8]) -> bool,
        rule: &'static Rule,
    ) {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return };
        let value = text.decode();
        if !check(&value) {
            let pointer = self.place(column, field);
            self.notes.warning(rule, NO_PLACE, pointer, Shape::Text(text.chars()));
        }
        self.bytes(out, &value, field);
    }

    /// Where a value stands: in a file of Oracle's own that is the column it goes to.
    pub(super) fn place(&self, column: &Column, field: Field) -> Pointer {
        match self.writer.options.own {
            true => Pointer::named(ROW, column.heading),
            false => Pointer::of((self.writer.paths)(field)),
        }
    }

    #[inline]
    fn text(&mut self, out: &mut Vec<u8>, text: Option<Text<'u>>, field: Field) {
        let Some(text) = text else { return };
        match text.as_plain() {
            Some(plain) => self.bytes(out, plain, field),
            None => self.bytes(out, &text.decode(), field),
        }
    }

    #[inline]
    pub(super) fn bytes(&mut self, out: &mut Vec<u8>, value: &[u8], field: Field) {
        let start = out.len();
        let oddities = cell::push(out, value);
        if !oddities.is_empty() {
            self.odd(out, start, oddities, field, String::from_utf8_lossy(value).chars().count());
        }
    }

    /// Notes what is odd about a cell; one that cannot be written is taken away again.
    #[cold]
    fn odd(&mut self, out: &mut Vec<u8>, start: usize, odd: Oddities, field: Field, chars: usize) {
        // Files of Oracle's own are looked at when they are read.
        for rule in odd.warnings().filter(|_| !self.writer.options.own) {
            let pointer = Pointer::of((self.writer.paths)(field));
            self.notes.warning(rule, NO_PLACE, pointer, Shape::Text(chars));
        }
        if odd.has(Oddities::UNREPRESENTABLE) {
            out.truncate(start);
            match field {
                Field::UserName | Field::Names => {
                    let pointer = Pointer::of((self.writer.paths)(field));
                    self.notes.error(&ORA_F_051, NO_PLACE, pointer, Shape::Text(chars));
                }
                _ => self.refuse(&ORA_F_051, field, Shape::Text(chars)),
            }
        }
    }

    /// Oracle refuses an optional value: so is the record, or the value is left out.
    pub(super) fn refuse(&mut self, rule: &'static Rule, field: Field, got: Shape) {
        self.refuse_at(rule, field, Pointer::of((self.writer.paths)(field)), got);
    }

    /// As [`refuse`](Self::refuse), where the place is known better.
    pub(super) fn refuse_at(
        &mut self,
        rule: &'static Rule,
        field: Field,
        pointer: Pointer,
        got: Shape,
    ) {
        match self.writer.options.refused_values {
            RefusedValues::Reject => self.notes.error(rule, NO_PLACE, pointer, got),
            RefusedValues::Drop => {
                self.notes.warning(rule, NO_PLACE, pointer, got);
                self.notes.account.lose(field);
            }
        }
    }
}

fn push_kind(out: &mut Vec<u8>, slot: Option<usize>, names: &[&str]) {
    if let Some(name) = slot.and_then(|slot| names.get(slot)) {
        out.extend_from_slice(name.as_bytes());
    }
}
