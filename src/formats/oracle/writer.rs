//! One neutral user becomes a row of users, and memberships in groups or application roles.

use super::cell::{self, oddities_of};
use super::columns::{Column, Holds, USERS as COLUMNS, header};
use super::options::{Options, Roles};
use super::quotes::is_escaped;
use super::row::Row;
use super::rules::*;
use super::slots::{ADDRESSES, EMAILS, Fate, PHONES, Typed, assign};
use super::values::{self, Phone, is_blank, user_name_rules};
use crate::findings::{NO_PLACE, Note, Notes, Pointer, Rule, Severity, Shape};
use crate::formats::text_check::is_email;
use crate::formats::{Encoded, KeySpace, RecordWriter, SourcePaths};
use crate::model::{Field, KeyKind, Outcome, Text, User};

/// The section of rows of users.
pub(super) const USERS: usize = 0;
/// The section of memberships, as [fields](next_field): group and user by turns, or whole rows of
/// application roles.
pub(super) const MEMBERSHIPS: usize = 1;

static KEY_SPACES: &[KeySpace] = &[KeySpace {
    kind: KeyKind::Account,
    field: Field::UserName,
    exactly: &ORA_U_004,
    ignoring_case: Some(&ORA_U_004),
}];

/// Writes the rows of users.
pub struct Writer {
    pub(super) options: Options,
    pub(super) columns: Vec<&'static Column>,
    pub(super) paths: SourcePaths,
    pub(super) longest_row: u64,
}

impl Writer {
    /// A writer for one run. `paths` tells where the fields stand in the source: there is a column
    /// for every field that has a place there, since what records will hold is not known when the
    /// headings are written, and an empty column is legal.
    pub fn new(options: Options, paths: SourcePaths) -> Self {
        let is_written = |column: &&Column| match column.holds {
            Holds::Nothing(_) | Holds::Membership => false,
            Holds::Federated => options.federated,
            Holds::BypassNotification => options.bypass_notification,
            _ => column.needs().is_none_or(|field| !paths(field).is_empty()),
        };
        let columns = COLUMNS.iter().filter(is_written).collect();
        let mut writer = Writer { options, columns, paths, longest_row: 0 };
        let header = writer.header().len() as u64;
        writer.longest_row = writer.options.limits.bytes.saturating_sub(header);
        writer
    }

    /// The heading row of the files of users.
    pub fn header(&self) -> Vec<u8> {
        let mut text = header(self.columns.iter().copied(), self.options.headings);
        text.truncate(text.len() - 2);
        for (_, heading) in &self.options.custom_columns {
            text.push(b',');
            crate::csv::push_cell(&mut text, heading.as_bytes());
        }
        text.extend_from_slice(b"\r\n");
        text
    }
}

impl RecordWriter for Writer {
    fn sections(&self) -> usize {
        MEMBERSHIPS + 1
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn write(&self, user: &User<'_>, out: &mut Encoded, notes: &mut Notes) {
        let there = |text: Text<'_>| !is_blank(&text.decode());
        let name = user.user_name.filter(|name| there(*name));
        let Some(name) = name.or_else(|| user.primary_email().map(|email| email.value)) else {
            let pointer = Pointer::of((self.paths)(Field::UserName));
            return notes.error(&ORA_U_001, NO_PLACE, pointer, Shape::Nothing);
        };
        let name = name.decode();
        let emails = assign(&user.emails, &EMAILS, |fate| match fate {
            Fate::TypeLost => notes.account.lose(Field::EmailType),
            Fate::Repeated => notes.account.lose(Field::EmailRepeated),
            Fate::Lost => notes.account.lose(Field::Emails),
        });
        let phones = assign(&user.phones, &PHONES, |fate| match fate {
            Fate::TypeLost => notes.account.lose(Field::PhoneType),
            Fate::Repeated => notes.account.lose(Field::PhoneRepeated),
            Fate::Lost => notes.account.lose(Field::Phones),
        });
        let addresses =
            assign(&user.addresses, &ADDRESSES, |_| notes.account.lose(Field::Addresses));
        let mut row =
            Row { writer: self, user, notes, user_name: &name, emails, phones, addresses };
        row.account();
        row.check_user_name();
        row.check_emails();
        row.check_phones();
        row.write(out.section(USERS));
        row.memberships(out.section(MEMBERSHIPS));
    }

    fn loss_reason(&self, field: Field) -> &'static str {
        match field {
            Field::Emails => "no column is left for another address, or Oracle would refuse it",
            Field::EmailType | Field::PhoneType => {
                "no column is made for the type, or another one has it"
            }
            Field::EmailRepeated | Field::PhoneRepeated => "it is in another column",
            Field::Phones => "no column is left for another number, or Oracle would refuse it",
            Field::PhonePrimary => "one number is the primary one",
            Field::Addresses => "one address each for work, home and other, one of them primary",
            Field::UserType => "it is none of Oracle's kinds of user",
            Field::Roles => "roles were not asked for, or Oracle would refuse the name",
            Field::Attributes => "no --custom-column is declared for them",
            Field::Photos => "there is no column for pictures",
            Field::Identities => "there is no column for accounts at providers",
            Field::PasswordHash => {
                "the hash is sealed with the secret of the export and verifies no password elsewhere"
            }
            Field::PasswordAlgorithm => "it describes a sealed hash that is not carried",
            Field::PasswordHistory => "there is no column for earlier passwords",
            Field::PasswordExpires | Field::PasswordUpdated => {
                "it describes a password that is not carried"
            }
            Field::SecondFactors => "factors cannot be moved; the user enrols again",
            Field::Created | Field::LastModified => "Oracle sets it itself",
            Field::Kept => "there is no column for it; findings of ORA-K-001 name the members",
            _ => "Oracle would refuse it",
        }
    }
}

impl Row<'_, '_> {
    /// What becomes of the user, and what has no column at all.
    fn account(&mut self) {
        let user = self.user;
        let credential = &user.credential;
        let written = |name: Text<'_>| {
            self.writer.options.custom_columns.iter().any(|(attribute, _)| name.is(attribute))
        };
        let lost = [
            (credential.sealed.is_some(), Field::PasswordHash),
            (credential.algorithm.is_some(), Field::PasswordAlgorithm),
            (credential.history.is_some(), Field::PasswordHistory),
            (credential.expires.is_some(), Field::PasswordExpires),
            (credential.updated.is_some(), Field::PasswordUpdated),
            (user.second_factors.is_some(), Field::SecondFactors),
            (!user.photos.is_empty(), Field::Photos),
            (!user.identities.is_empty(), Field::Identities),
            (user.created.is_some(), Field::Created),
            (user.last_modified.is_some(), Field::LastModified),
            (!user.kept.is_empty(), Field::Kept),
            (user.attributes.iter().any(|one| !written(one.name)), Field::Attributes),
            (several_primaries(&user.phones), Field::PhonePrimary),
            (several_primaries(&user.addresses), Field::Addresses),
        ];
        let account = &mut self.notes.account;
        lost.iter().filter(|(there, _)| *there).for_each(|(_, field)| account.lose(*field));
        if user.activation_pending {
            account.note(Outcome::ActivationPending);
        } else if user.active.is_none() {
            account.note(Outcome::ActiveAssumed);
        }
        let verified = user.emails.iter().any(|email| email.verified);
        match credential.sealed {
            None => account.note(Outcome::PasswordNone),
            Some(_) if verified => account.note(Outcome::PasswordMustReset),
            Some(_) => {
                account.note(Outcome::PasswordMustReset);
                account.note(Outcome::ResetWithoutVerifiedAddress);
            }
        }
        for kept in &user.kept {
            self.notes.list.push(Note {
                rule: &ORA_K_001,
                severity: Severity::Info,
                at: NO_PLACE,
                pointer: Pointer::member(kept.home, kept.name),
                got: Shape::Nothing,
            });
        }
    }

    fn check_user_name(&mut self) {
        let text = String::from_utf8_lossy(self.user_name);
        let trimmed = text.trim();
        self.notes.key(KeyKind::Account, Text::plain(trimmed));
        let chars = trimmed.chars().count();
        if chars < 3 {
            self.name_error(&ORA_U_002, Field::UserName, chars);
        }
        for rule in user_name_rules(self.user_name) {
            let pointer = Pointer::of((self.writer.paths)(Field::UserName));
            self.notes.warning(rule, NO_PLACE, pointer, Shape::Text(chars));
        }
    }

    fn check_emails(&mut self) {
        let user = self.user;
        let pointer = || Pointer::of((self.writer.paths)(Field::Emails));
        let first =
            (0..EMAILS.primaries).find(|slot| self.emails.get(&user.emails, *slot).is_some());
        match first {
            None => self.notes.error(&ORA_U_020, NO_PLACE, pointer(), Shape::Nothing),
            Some(0) => {}
            Some(_) => self.notes.warning(&ORA_U_020, NO_PLACE, pointer(), Shape::Nothing),
        }
        if self.emails.primary.is_none() && first.is_some() {
            self.emails.primary = first;
            self.notes.warning(&ORA_U_025, NO_PLACE, pointer(), Shape::Count(0));
        }
        for slot in 0..EMAILS.names.len() {
            let Some(email) = self.emails.get(&user.emails, slot) else { continue };
            let rule = match email.value {
                value if !is_email(value) => &ORA_U_021,
                value if is_escaped(&value.decode()) => &ORA_F_051,
                _ => continue,
            };
            let chars = email.value.chars();
            if self.emails.primary == Some(slot) {
                self.name_error(rule, Field::Emails, chars);
            } else {
                self.refuse(rule, Field::Emails, Shape::Text(chars));
                self.emails.remove(slot);
            }
        }
    }

    fn check_phones(&mut self) {
        let user = self.user;
        for slot in 0..PHONES.names.len() {
            let Some(phone) = self.phones.get(&user.phones, slot) else { continue };
            match values::phone(&phone.value.decode()) {
                Phone::Global => {}
                Phone::Local => self.notes.info(&ORA_U_032),
                Phone::Blanks => {
                    let pointer = Pointer::of((self.writer.paths)(Field::Phones));
                    let got = Shape::Text(phone.value.chars());
                    self.notes.warning(&ORA_U_031, NO_PLACE, pointer, got);
                }
                Phone::Wrong => {
                    self.refuse(&ORA_U_030, Field::Phones, Shape::Text(phone.value.chars()));
                    self.phones.remove(slot);
                }
            }
        }
        if self.phones.primary == Some(PHONES.names.len() - 1) {
            let pointer = Pointer::of((self.writer.paths)(Field::Phones));
            self.notes.warning(&ORA_U_035, NO_PLACE, pointer, Shape::Count(1));
        }
    }

    fn memberships(&mut self, out: &mut Vec<u8>) {
        let user = self.user;
        if user.roles.is_empty() {
            return;
        }
        let app = match &self.writer.options.roles {
            Roles::None => return self.notes.account.lose(Field::Roles),
            Roles::App(app) => Some(app.as_bytes()),
            Roles::Groups => None,
        };
        if app.is_none() && self.user_name.contains(&b';') {
            let chars = String::from_utf8_lossy(self.user_name).chars().count();
            self.name_error(&ORA_U_005, Field::UserName, chars);
        }
        for (index, role) in user.roles.iter().enumerate() {
            let pointer = || Pointer::of((self.writer.paths)(Field::Roles));
            if user.roles[..index].iter().any(|other| other.same_as(*role)) {
                let got = Shape::Text(role.chars());
                self.notes.warning(&ORA_G_012, NO_PLACE, pointer(), got);
                continue;
            }
            let name = role.decode();
            for rule in oddities_of(&name).warnings() {
                self.notes.warning(rule, NO_PLACE, pointer(), Shape::Text(role.chars()));
            }
            let length = 2 * (name.len() + self.user_name.len() + app.map_or(0, <[u8]>::len)) + 99;
            let refused = match role.chars() {
                _ if is_escaped(&name) => Some(&ORA_F_051),
                0..5 if app.is_none() => Some(&ORA_G_002),
                _ if length as u64 > self.writer.options.limits.bytes => Some(&ORA_F_011),
                _ => None,
            };
            match (refused, app) {
                (Some(rule), _) => self.refuse(rule, Field::Roles, Shape::Text(role.chars())),
                (None, None) => {
                    push_field(out, |out| out.extend_from_slice(&name));
                    push_field(out, |out| out.extend_from_slice(self.user_name));
                }
                (None, Some(app)) => push_field(out, |out| {
                    cell::push(out, &name);
                    out.push(b',');
                    cell::push(out, self.user_name);
                    out.extend_from_slice(b",User,");
                    cell::push(out, app);
                    out.extend_from_slice(b"\r\n");
                }),
            }
        }
    }

    fn name_error(&mut self, rule: &'static Rule, field: Field, chars: usize) {
        let pointer = Pointer::of((self.writer.paths)(field));
        self.notes.error(rule, NO_PLACE, pointer, Shape::Text(chars));
    }
}

fn several_primaries(items: &[impl Typed]) -> bool {
    items.iter().filter(|item| item.is_primary()).count() > 1
}

/// Appends a field: its length, and its bytes.
fn push_field(out: &mut Vec<u8>, field: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[0; 8]);
    field(out);
    let length = (out.len() - start - 8) as u64;
    out[start..start + 8].copy_from_slice(&length.to_le_bytes());
}

/// Takes the next field off the start.
pub(super) fn next_field<'f>(fields: &mut &'f [u8]) -> Option<&'f [u8]> {
    let (length, rest) = fields.split_first_chunk::<8>()?;
    let (field, rest) =
        rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    *fields = rest;
    Some(field)
}
