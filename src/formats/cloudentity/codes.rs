//! One-time codes and memberships in groups.

use super::common::{Common, Member};
use super::lists::{ADDRESSES, CODES, MEMBERS};
use super::record::{Read, Record};
use super::row_names::{Named, names_of};
use super::rules::*;
use crate::findings::{Pointer, Shape};
use crate::json::Cursor;
use crate::model::{Home, Json, Text};

/// What one-time codes are for.
const CODE_TYPES: &[&str] = &[
    "activation",
    "reset_password",
    "reset_totp",
    "enroll_webauthn",
    "challenge",
    "verify_address",
    "authentication",
];

impl<'a> Record<'_, 'a> {
    /// A one-time code: nothing of it means anything elsewhere.
    pub(super) fn code(&mut self, cursor: &mut Cursor<'a>, home: Home) -> Read {
        let start = cursor.at();
        let mut common = Common::default();
        let (mut kind, mut code, mut address) = (Member::default(), false, Member::default());
        cursor.members(names_of(CODES), |cursor, name, named| {
            if self.common(cursor, home, (named, name), CODES, &mut common)? {
                return Ok(());
            }
            let (at, value) = (Some(cursor.at()), cursor.clone().value()?);
            match named {
                Some(Named::Type) => kind = Member { at, text: value.as_text() },
                Some(Named::Code) => code = true,
                Some(Named::AddressId) => address = Member { at, text: value.as_text() },
                Some(Named::IssuedAt | Named::ExpiresAt | Named::Metadata) => {}
                _ => return self.unknown(cursor, home, name),
            }
            self.keep(cursor, home, name)
        })?;
        self.conclude_owner(&common, start, home);
        let pointer = |name| Pointer::named(home, name);
        self.notes.warning(&CE_STR_010, start, Pointer::at(home.path, home.index), Shape::Nothing);
        if !code {
            self.notes.warning(&CE_STR_004, start, pointer("code"), Shape::Nothing);
        }
        let at = kind.at.unwrap_or(start);
        match kind.text {
            None => self.notes.warning(&CE_STR_004, at, pointer("type"), Shape::Nothing),
            Some(kind) if !CODE_TYPES.iter().any(|known| kind.is(known)) => {
                let got = Shape::Text(kind.chars());
                self.notes.warning(&CE_STR_007, at, pointer("type"), got);
            }
            Some(_) => {}
        }
        let mut addresses = self.seen.row_ids.iter().filter(|row| row.list == ADDRESSES);
        if let Member { at: Some(at), text: Some(id) } = address
            && !addresses.any(|row| row.id.same_as(id))
        {
            let pointer = pointer("verifiable_address_id");
            self.notes.warning(&CE_REF_011, at, pointer, Shape::Nothing);
        }
        Ok(())
    }

    /// A membership in a group.
    pub(super) fn member(&mut self, cursor: &mut Cursor<'a>, home: Home) -> Read {
        let start = cursor.at();
        let mut common = Common::default();
        let mut group = Member::default();
        cursor.members(names_of(MEMBERS), |cursor, name, named| {
            if self.common(cursor, home, (named, name), MEMBERS, &mut common)? {
                return Ok(());
            }
            if named == Some(Named::GroupId) {
                self.too_new(cursor, home, name);
                group = self.text(cursor, home, name)?;
                return Ok(());
            }
            self.unknown(cursor, home, name)
        })?;
        let pointer = Pointer::named(home, "group_id");
        let Member { at: Some(at), text: Some(id) } = group else {
            self.require(group, start, home, "group_id");
            return Ok(());
        };
        if self.seen.repeated_members.has(&self.seen.members, id) {
            self.notes.warning(&CE_REF_008, at, pointer, Shape::Nothing);
            return Ok(());
        }
        self.seen.members.push(id);
        match self.reader.known.groups.get(&*id.decode()) {
            Some(name) => self.push_group(Text::plain(name)),
            None => {
                self.notes.warning(&CE_REF_007, at, pointer, Shape::Nothing);
                self.push_kept(home, Text::plain("group_id"), Json::text(id));
            }
        }
        Ok(())
    }

    pub(super) fn push_group(&mut self, name: Text<'a>) {
        if !self.seen.repeated_groups.has(&self.user.groups, name) {
            self.user.groups.push(name);
        }
    }
}
