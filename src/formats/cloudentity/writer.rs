//! One neutral user becomes a user, a credential, identifiers and addresses.
//!
//! Rows are copied together from templates and from the raw text of the source; nothing goes
//! through a serialiser. Every row starts with the comma that separates it from the one before.

use super::mapped::IdMapRow;
use super::metadata::{Aside, push_metadata};
use super::names::push_names;
use super::options::Options;
use super::placed::Object;
use super::rules::*;
use super::templates::{Form, Templates};
use crate::findings::{NO_PLACE, Notes, Pointer, Shape};
use crate::formats::members::{Members, push_text};
use crate::formats::text_check::{is_e164, is_time};
use crate::formats::{KeySpace, RecordWriter, SourcePaths};
use crate::ids::{Ids, UserIds, uuid_text};
use crate::model::{Field, KeyKind, Outcome, Text, User};
use crate::pack::Encoded;

const USERS: usize = 0;
pub(super) const CREDENTIALS: usize = 1;
pub(super) const IDENTIFIERS: usize = 2;
pub(super) const ADDRESSES: usize = 3;
pub(super) const MEMBERS: usize = 5;
/// The section of the rows of groups, behind those of the payload.
pub(super) const GROUPS: usize = 6;
/// The section of the id map.
pub(super) const ID_MAP: usize = 7;
/// From this one on, sections of a payload are left out where they are empty.
pub(super) const OPTIONAL: usize = 4;

/// What stands before, between and behind the arrays of a payload; each payload is one line.
pub static FRAME: &[&[u8]] = &[
    br#"{"users":["#,
    br#"],"user_credentials":["#,
    br#"],"user_identifiers":["#,
    br#"],"user_verifiable_addresses":["#,
    br#"],"codes":["#,
    br#"],"group_members":["#,
    b"]}\n",
];

/// User names that look like e-mail addresses meet the primary e-mail addresses of others, those
/// that look like telephone numbers meet the numbers, and numbers meet each other.
/// Primary addresses are identifiers also where the source allows them twice.
static KEY_SPACES: &[KeySpace] = &[
    KeySpace {
        kind: KeyKind::Identifier,
        field: Field::UserName,
        exactly: &CE_IDN_001,
        ignoring_case: Some(&CE_IDN_001),
    },
    KeySpace {
        kind: KeyKind::Email,
        field: Field::Emails,
        exactly: &CE_IDN_001,
        ignoring_case: Some(&CE_IDN_001),
    },
    KeySpace {
        kind: KeyKind::PhoneIdentifier,
        field: Field::Phones,
        exactly: &CE_IDN_001,
        ignoring_case: None,
    },
];

/// Writes the rows of users.
pub struct Writer {
    pub(super) options: Options,
    pub(super) templates: Templates,
    pub(super) ids: Ids,
    pub(super) paths: SourcePaths,
}

impl Writer {
    /// A writer for one run. `paths` tells where the fields stand in the source.
    pub fn new(options: Options, ids: Ids, paths: SourcePaths) -> Self {
        Writer { templates: Templates::new(&options), options, ids, paths }
    }
}

impl RecordWriter for Writer {
    fn sections(&self) -> usize {
        ID_MAP + usize::from(self.options.id_map)
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn write(&self, user: &User<'_>, out: &mut Encoded, notes: &mut Notes) {
        let Some(ids) = self.ids.of(user) else {
            let pointer = Pointer::of((self.paths)(Field::Emails));
            return notes.error(&CE_IDN_004, NO_PLACE, pointer, Shape::Nothing);
        };
        let mapped = IdMapRow::default();
        let id_text = [0; 36];
        let has_identifier = false;
        let mut row = Row { writer: self, user, ids, id_text, out, notes, mapped, has_identifier };
        row.write();
    }

    fn loss_reason(&self, field: Field) -> &'static str {
        match field {
            Field::EmailType => "a verifiable address has no type of use",
            Field::EmailRepeated => "a user has each address once",
            Field::EmailVerified => {
                "a user has each address once, and only what repeats it says that it is verified"
            }
            Field::PhoneType | Field::PhonePrimary => {
                "a verifiable address has no type of use and no primary mark"
            }
            Field::PasswordHash => {
                "sealed, or made in a way that this target cannot verify; the outcomes tell which"
            }
            Field::Password => "a password in clear text is not written",
            Field::PhoneVerified => "the number is not in E.164 and is no address",
            Field::Locked => "there is no lock; the user is inactive until somebody changes that",
            Field::PasswordAlgorithm => "it describes a sealed hash that is not carried",
            Field::PasswordHistory => "earlier passwords have no documented place",
            Field::PasswordExpires | Field::PasswordUpdated => {
                "it describes a password that is not carried"
            }
            Field::SecondFactors => "factors cannot be moved; the user enrols again",
            Field::Created | Field::LastModified => "the time is not in RFC 3339",
            Field::PhoneRepeated => "a user has each number once",
            _ => "it is carried",
        }
    }
}

/// The rows of one user being written.
pub(super) struct Row<'w> {
    pub(super) writer: &'w Writer,
    pub(super) user: &'w User<'w>,
    pub(super) ids: UserIds,
    pub(super) id_text: [u8; 36],
    pub(super) out: &'w mut Encoded,
    pub(super) notes: &'w mut Notes,
    pub(super) mapped: IdMapRow,
    pub(super) has_identifier: bool,
}

impl<'w> Row<'w> {
    fn write(&mut self) {
        self.id_text = uuid_text(&self.ids.user());
        self.credential();
        let verified = self.emails();
        let user_name = self.user_name();
        let phones = self.phones();
        self.accounts();
        if !self.has_identifier {
            let pointer = Pointer::of((self.writer.paths)(Field::Emails));
            self.notes.warning(&CE_IDN_010, NO_PLACE, pointer, Shape::Nothing);
        }
        if verified == Some(false) {
            self.notes.account.note(Outcome::ResetWithoutVerifiedAddress);
        }
        self.user_row(Aside {
            user_name,
            display_name: None,
            phones,
            native_groups: self.writer.options.native_groups,
        });
        if self.writer.options.native_groups {
            self.groups();
        }
        if self.writer.options.id_map {
            self.id_map_row();
        }
    }

    fn user_row(&mut self, mut aside: Aside<'w>) {
        let (user, writer) = (self.user, self.writer);
        let status = self.status();
        let created = self.time(user.created, Field::Created);
        let updated = self.time(user.last_modified, Field::LastModified);
        let out = self.out.section(USERS);
        let push_time = |out: &mut Vec<u8>, time: Option<Text<'_>>| match time {
            Some(time) => push_text(out, time),
            None => out.extend_from_slice(&writer.templates.now),
        };
        status.push(out, [&self.id_text]);
        push_time(out, created);
        out.extend_from_slice(br#","updated_at":"#);
        push_time(out, updated);
        out.extend_from_slice(&writer.templates.schemas);
        let places = &writer.options.places;
        let mut payload = Members::new(out);
        let outcome = push_names(&mut payload, user, &mut aside);
        places.push(&mut payload, user, Object::Payload);
        out.extend_from_slice(br#"},"metadata":{"#);
        push_metadata(out, user, &aside, is_e164, places, &writer.templates.migration);
        out.push(b'}');
        places.push_business(out, user);
        out.push(b'}');
        let names = &user.name;
        if outcome == Some(Outcome::NameMissing) || names.given.is_none() || names.family.is_none()
        {
            let pointer = Pointer::of((writer.paths)(Field::Names));
            self.notes.warning(&CE_PAY_002, NO_PLACE, pointer, Shape::Nothing);
        }
        if let Some(outcome) = outcome {
            self.notes.account.note(outcome);
        }
    }

    /// The start of the row of a user of this status.
    fn status(&mut self) -> &'w Form<1> {
        let users = &self.writer.templates.users;
        let account = &mut self.notes.account;
        if self.user.locked {
            account.lose(Field::Locked);
        }
        match self.user.active {
            Some(false) => return &users.inactive,
            Some(true) if self.user.locked => return &users.inactive,
            Some(true) => {}
            None if self.user.locked => return &users.inactive,
            None => account.note(Outcome::ActiveAssumed),
        }
        if self.user.activation_pending {
            account.note(Outcome::ActivationPending);
            return &users.new;
        }
        &users.active
    }

    /// A time of the source, if it is one.
    fn time(&mut self, time: Option<Text<'w>>, field: Field) -> Option<Text<'w>> {
        let text = time?;
        let valid = is_time(text);
        if !valid {
            let pointer = Pointer::of((self.writer.paths)(field));
            self.notes.warning(&CE_TIM_001, NO_PLACE, pointer, Shape::Text(text.chars()));
            self.notes.account.lose(field);
        }
        time.filter(|_| valid)
    }
}
