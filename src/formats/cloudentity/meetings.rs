//! What a text that stands in the rows of two users breaks: identifiers, addresses and ids.
//!
//! A text of a user is remembered once, whatever it is: an identifier, an address, a verified one.

use super::common::Member;
use super::lists::{ADDRESSES, CREDENTIALS, IDENTIFIERS, USERS};
use super::record::{Entry, Record};
use super::rules::*;
use crate::findings::{Pointer, Purpose, Rule, Severity, Shape};
use crate::formats::{KeySpace, Meeting, Pair};
use crate::json::Cursor;
use crate::model::{Field, Home, Key, KeyKind, Text};

/// The text is an identifier: nobody else may have it.
const IDENTIFIER: u8 = Key::OWN;
/// It is an address.
const ADDRESS: u8 = 2;
/// It is a verified address.
const VERIFIED: u8 = 4;
/// It is the id of a user. Those of other rows have the bits of their lists.
const ID_OF_USER: u8 = 2;

/// What must be unique among users. Identifiers are unique whatever their type.
pub(super) static KEY_SPACES: &[KeySpace] = &[
    KeySpace {
        kind: KeyKind::SourceId,
        field: Field::SourceId,
        exactly: &CE_ID_001,
        ignoring_case: None,
    },
    KeySpace {
        kind: KeyKind::Email,
        field: Field::UserName,
        exactly: &CE_IDN_001,
        ignoring_case: Some(&CE_IDN_002),
    },
    KeySpace {
        kind: KeyKind::Identifier,
        field: Field::UserName,
        exactly: &CE_IDN_001,
        ignoring_case: Some(&CE_IDN_002),
    },
];

/// What else two users must not have in common.
pub(super) static MEETINGS: &[Meeting] = &[
    of_id(KeyKind::SourceId, &CE_ID_001, |pair| same_list(pair) && pair.same_input),
    of_id(KeyKind::SourceId, &CE_ID_004, |pair| same_list(pair) && !pair.same_input),
    of_id(KeyKind::RowId, &CE_ID_001, |pair| same_list(pair) && pair.same_input),
    of_id(KeyKind::RowId, &CE_ID_004, |pair| same_list(pair) && !pair.same_input),
    Meeting {
        severity: Severity::Warning,
        ..of_id(KeyKind::RowId, &CE_ID_003, |pair| pair.exactly && pair.roles.0 & pair.roles.1 == 0)
    },
    of_address(KeyKind::Email, &CE_ADR_001, Severity::Error, verified_twice),
    of_address(KeyKind::Identifier, &CE_ADR_001, Severity::Error, verified_twice),
    of_address(KeyKind::Email, &CE_ADR_002, Severity::Warning, verified_once),
    of_address(KeyKind::Identifier, &CE_ADR_002, Severity::Warning, verified_once),
    of_address(KeyKind::Email, &CE_IDN_013, Severity::Warning, address_of_other),
    of_address(KeyKind::Identifier, &CE_IDN_013, Severity::Warning, address_of_other),
    of_hash(KeyKind::Salt),
    of_hash(KeyKind::PasswordHash),
];

const fn of_id(kind: KeyKind, rule: &'static Rule, when: fn(Pair) -> bool) -> Meeting {
    Meeting { kind, field: Field::SourceId, rule, severity: Severity::Error, when }
}

const fn of_address(
    kind: KeyKind,
    rule: &'static Rule,
    severity: Severity,
    when: fn(Pair) -> bool,
) -> Meeting {
    Meeting { kind, field: Field::Emails, rule, severity, when }
}

const fn of_hash(kind: KeyKind) -> Meeting {
    let (field, severity) = (Field::PasswordHash, Severity::Warning);
    Meeting { kind, field, rule: &CE_CRD_012, severity, when: |pair| pair.exactly }
}

fn same_list(pair: Pair) -> bool {
    // The bit of users, who have keys of their own, is that of identifiers.
    pair.exactly && pair.both(!Key::OWN)
}

fn verified_twice(pair: Pair) -> bool {
    pair.both(VERIFIED)
}

fn verified_once(pair: Pair) -> bool {
    pair.both(ADDRESS) && (pair.roles.0 ^ pair.roles.1) & VERIFIED != 0
}

/// An identifier that is a verified address of the other, who does not sign in with it.
fn address_of_other(pair: Pair) -> bool {
    let (later, earlier) = pair.roles;
    let is = |one: u8, other: u8| one & IDENTIFIER != 0 && other & VERIFIED != 0;
    !pair.both(IDENTIFIER) && (is(later, earlier) || is(earlier, later))
}

impl<'a> Record<'_, 'a> {
    /// Remembers identifiers and addresses, each text once.
    pub(super) fn key_entries(&mut self) {
        let (identifiers, addresses) = (&self.seen.identifiers, &self.seen.addresses);
        let same = |value: Text<'a>| move |other: &&Entry<'a>| other.value.same_as(value);
        let (mut case, mut scope) = (0, None);
        if self.notes.purpose() != Purpose::Converting {
            case = match self.seen.rules_of(self.reader).ignores_case {
                Some(true) => Key::IN_ANY_CASE,
                Some(false) => Key::IN_THIS_CASE,
                None => 0,
            };
            scope = self.seen.pool.filter(|_| self.reader.known.several_pools);
        }
        for (index, entry) in identifiers.iter().enumerate() {
            if identifiers[..index].iter().any(|other| other.value.same_as(entry.value)) {
                continue;
            }
            let is_email = entry.kind.is("email");
            let kind = if is_email { KeyKind::Email } else { KeyKind::Identifier };
            let roles = roles(addresses.iter().filter(same(entry.value)));
            self.notes.key_as(kind, IDENTIFIER | case | roles, scope, entry.value);
        }
        for (index, entry) in addresses.iter().enumerate() {
            let is_known = identifiers
                .iter()
                .chain(&addresses[..index])
                .any(|other| same(entry.value)(&other));
            if !is_known {
                let roles = roles(addresses.iter().filter(same(entry.value)));
                self.notes.key_as(KeyKind::Identifier, case | roles, scope, entry.value);
            }
        }
    }

    /// Remembers the id of the user.
    pub(super) fn key_user(&mut self, id: Text<'a>) {
        self.notes.key_as(KeyKind::SourceId, ID_OF_USER, None, id);
        if self.is_repeated(id) {
            self.notes.key_as(KeyKind::RowId, 1 << USERS, None, id);
        }
    }

    /// The id of a row that belongs to the user.
    pub(super) fn row_id(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
        list: u8,
    ) -> Result<Member<'a>, crate::json::Broken> {
        let member = self.kept_text(cursor, home, name)?;
        let (Some(at), Some(id)) = (member.at, member.filled()) else { return Ok(member) };
        let (pointer, got) = (|| Pointer::member(home, name), Shape::Text(id.chars()));
        let is_of_four = matches!(list, CREDENTIALS | IDENTIFIERS | ADDRESSES);
        if is_of_four && !super::is_uuid_v4(id) {
            self.notes.warning(&CE_ID_002, at, pointer(), got);
        }
        let is_met = self.is_met(id);
        let known = &self.seen.row_ids;
        let of_list = |known: &&RowId<'a>| is_met && known.list == list && known.id.same_as(id);
        match known.iter().find(of_list) {
            Some(known) if known.input == self.seen.input => {
                self.notes.error(&CE_ID_001, at, pointer(), got);
            }
            Some(_) => self.notes.error(&CE_ID_004, at, pointer(), got),
            None if is_of_four => {
                let others = known.iter().filter(|known| known.list <= ADDRESSES);
                let mut others = others.map(|known| known.id).chain(self.seen.id);
                if is_met && others.any(|one| one.same_as(id)) {
                    self.notes.warning(&CE_ID_003, at, pointer(), got);
                }
                if self.is_repeated(id) {
                    self.notes.key_as(KeyKind::RowId, 1 << list, None, id);
                }
            }
            None => {}
        }
        self.seen.row_ids.push(RowId { list, input: self.seen.input, id });
        Ok(member)
    }

    /// Has another row of the user this id?
    pub(super) fn is_met(&self, id: Text<'a>) -> bool {
        let known = self.seen.row_ids.iter().map(|known| known.id);
        { known }.chain(self.seen.id).any(|one| one.same_as(id))
    }

    /// Have several rows of the run this id?
    pub(super) fn is_repeated(&self, id: Text<'_>) -> bool {
        let known = &self.reader.known.repeated_ids;
        !known.is_empty() && known.contains(&self.reader.hash.of(&id.decode()))
    }
}

/// The id of a row of the user.
pub(super) struct RowId<'a> {
    pub(super) list: u8,
    /// The input that the row stands in.
    pub(super) input: u32,
    pub(super) id: Text<'a>,
}

fn roles<'e, 'a: 'e>(addresses: impl Iterator<Item = &'e Entry<'a>>) -> u8 {
    addresses
        .fold(0, |roles, address| roles | ADDRESS | if address.verified { VERIFIED } else { 0 })
}
