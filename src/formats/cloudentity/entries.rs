//! Identifiers, addresses, codes and memberships.

use super::common::Common;
use super::lists::{ADDRESSES, CODES, IDENTIFIERS, MEMBERS};
use super::options::Profile;
use super::record::{Entry, Read, Record};
use super::rules::*;
use crate::findings::{Pointer, Rule, Shape};
use crate::formats::text_check::{has_invisible, is_e164, is_email, is_visible_ascii};
use crate::json::{Cursor, Kind};
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
    /// An identifier or an address.
    pub(super) fn entry(&mut self, cursor: &mut Cursor<'a>, home: Home, list: u8) -> Read {
        let start = cursor.at();
        let is_identifier = list == IDENTIFIERS;
        let mut common = Common::default();
        let (mut value, mut lower, mut kind, mut status) = (None, None, None, None);
        let (mut verified, mut verified_at, mut method) = (None, None, None);
        cursor.object(|cursor, name| {
            if self.common(cursor, home, name, list, &mut common)? {
                return Ok(());
            }
            match (&*name.decode(), is_identifier) {
                (b"identifier", true) | (b"address", false) => {
                    value = self.text(cursor, home, name)?;
                }
                (b"identifier_lc", true) | (b"address_lc", false) => {
                    self.too_new(cursor, home, name);
                    lower = self.kept_text(cursor, home, name)?;
                }
                (b"type", _) => kind = self.text(cursor, home, name)?,
                (b"status", false) => status = self.kept_text(cursor, home, name)?,
                (b"verified", false) if cursor.kind() == Kind::Boolean => {
                    verified = cursor.boolean()?;
                }
                (b"verified_at", false) => {
                    let before = cursor.clone();
                    self.time(cursor, home, name, &mut verified_at)?;
                    self.keep(&mut before.clone(), home, name)?;
                }
                (b"preferred_contact_method", false) => {
                    method = Some(cursor.clone().value()?);
                    self.keep(cursor, home, name)?;
                }
                (b"metadata", _) => {
                    self.too_new(cursor, home, name);
                    self.keep(cursor, home, name)?;
                }
                _ => self.unknown(cursor, home, name)?,
            }
            Ok(())
        })?;
        self.conclude_common(&common, start, home);
        let pointer = || Pointer::at(home.path, home.index);
        if !is_identifier {
            let known = |status: Text<'_>| status.is("active") || status.is("inactive");
            match status {
                None => self.notes.error(&CE_STR_004, start, pointer(), Shape::Nothing),
                Some(odd) if !known(odd) => {
                    self.notes.error(&CE_STR_007, start, pointer(), Shape::Text(odd.chars()));
                }
                Some(_) => {}
            }
            if let Some(method) = method {
                let method = method.as_text();
                if !method.is_some_and(|method| method.is("sms") || method.is("voice")) {
                    self.notes.warning(&CE_STR_007, start, pointer(), Shape::Nothing);
                }
                if kind.is_some_and(|kind: Text<'_>| kind.is("email")) {
                    self.notes.info(&CE_ADR_008, start, pointer(), Shape::Nothing);
                }
            }
            match (verified, verified_at) {
                (None, _) => self.notes.error(&CE_STR_004, start, pointer(), Shape::Nothing),
                (Some(true), None) => {
                    self.notes.info(&CE_ADR_007, start, pointer(), Shape::Nothing);
                }
                (Some(false), Some(_)) => {
                    self.notes.warning(&CE_ADR_006, start, pointer(), Shape::Nothing);
                }
                _ => {}
            }
        }
        let there = |text: &Text<'_>| !text.is_empty();
        let (Some(value), Some(kind)) = (value.filter(there), kind.filter(there)) else {
            self.notes.error(&CE_STR_004, start, pointer(), Shape::Nothing);
            return Ok(());
        };
        // An address that is switched off proves nothing elsewhere.
        let is_on = is_identifier || status.is_some_and(|status| status.is("active"));
        let entry = Entry { kind, value, verified: is_on && verified == Some(true) };
        self.judge_form(entry, is_identifier, start, home);
        self.judge_lower(entry, lower, is_identifier, start, home);
        let known =
            if is_identifier { &mut self.seen.identifiers } else { &mut self.seen.addresses };
        let twice = known.iter().find(|other| other.value.same_as(value)).copied();
        known.push(entry);
        if let Some(other) = twice {
            let got = Shape::Text(value.chars());
            match (is_identifier, other.kind.same_as(kind)) {
                (true, true) => self.notes.error(&CE_IDN_003, start, pointer(), got),
                (true, false) => self.notes.warning(&CE_IDN_003, start, pointer(), got),
                (false, _) => self.notes.error(&CE_ADR_003, start, pointer(), got),
            }
        }
        Ok(())
    }

    /// Has the value the form that its type demands?
    fn judge_form(&mut self, entry: Entry<'a>, is_identifier: bool, at: usize, home: Home) {
        let Entry { kind, value, .. } = entry;
        let got = Shape::Text(value.chars());
        let pointer = || Pointer::at(home.path, home.index);
        let rule: &'static Rule = match (&*kind.decode(), is_identifier) {
            (b"email", _) if is_email(value) => {
                return self.judge_email(value, is_identifier, at, home);
            }
            (b"mobile", _) if is_e164(value) => return,
            (b"uid", true) if is_visible_ascii(value) => {
                if is_email(value) || is_e164(value) {
                    self.notes.info(&CE_IDN_012, at, pointer(), got);
                }
                return;
            }
            (b"external", true) if is_visible_ascii(value) => return,
            (b"federated", true) => {
                if self.reader.known.profile == Profile::Of2022 {
                    self.notes.warning(&CE_STR_009, at, pointer(), Shape::Nothing);
                }
                return self.notes.warning(&CE_IDN_011, at, pointer(), Shape::Nothing);
            }
            (b"email" | b"mobile" | b"uid" | b"external", true) => {
                return self.judge_odd_identifier(entry, at, home);
            }
            (b"email" | b"mobile", false) => &CE_ADR_004,
            _ => &CE_STR_007,
        };
        self.notes.error(rule, at, pointer(), got);
    }

    /// An identifier that has not the form of its type. Blanks at its ends are a fault of their own.
    fn judge_odd_identifier(&mut self, entry: Entry<'a>, at: usize, home: Home) {
        let Entry { kind, value, .. } = entry;
        let text = value.decode();
        let text = String::from_utf8_lossy(&text);
        let (got, inner) = (Shape::Text(value.chars()), Text::plain(text.trim()));
        let pointer = || Pointer::at(home.path, home.index);
        if text.trim().len() < text.len() {
            self.notes.error(&CE_IDN_009, at, pointer(), got);
        }
        if has_invisible(inner) {
            self.notes.warning(&CE_SEC_002, at, pointer(), got);
        }
        match &*kind.decode() {
            b"email" if !is_email(inner) => self.notes.error(&CE_IDN_004, at, pointer(), got),
            b"mobile" if !is_e164(inner) => self.notes.error(&CE_IDN_005, at, pointer(), got),
            b"uid" | b"external" if !is_visible_ascii(inner) => {
                let is_control = |char: char| char.is_ascii_graphic() || char.is_ascii_control();
                match inner.decode().iter().all(|byte| is_control(char::from(*byte))) {
                    true => self.notes.warning(&CE_IDN_006, at, pointer(), got),
                    false => self.notes.error(&CE_IDN_006, at, pointer(), got),
                }
            }
            _ => {}
        }
    }

    /// An e-mail address is well-formed; is it one that every mail server takes?
    fn judge_email(&mut self, value: Text<'a>, is_identifier: bool, at: usize, home: Home) {
        if !is_identifier
            || value.as_plain().is_some_and(<[u8]>::is_ascii)
            || value.decode().is_ascii()
        {
            return;
        }
        let (pointer, got) = (|| Pointer::at(home.path, home.index), Shape::Text(value.chars()));
        if has_invisible(value) {
            self.notes.warning(&CE_SEC_002, at, pointer(), got);
        }
        self.notes.warning(&CE_IDN_014, at, pointer(), got);
    }

    /// Is the copy in lower case there, and is it one?
    fn judge_lower(
        &mut self,
        entry: Entry<'a>,
        lower: Option<Text<'a>>,
        is_identifier: bool,
        at: usize,
        home: Home,
    ) {
        let pointer = Pointer::at(home.path, home.index);
        let missing = if is_identifier { &CE_IDN_007 } else { &CE_ADR_005 };
        match (lower, self.reader.known.profile) {
            (None, Profile::Of2025) => self.notes.error(missing, at, pointer, Shape::Nothing),
            (None, Profile::Either) => self.notes.warning(missing, at, pointer, Shape::Nothing),
            (None, Profile::Of2022) => {}
            (Some(lower), _) => {
                let value = entry.value.decode();
                let due = String::from_utf8_lossy(&value).to_lowercase();
                if !lower.is(&due) {
                    let rule = if is_identifier { &CE_IDN_008 } else { &CE_ADR_005 };
                    self.wrong(rule, at, pointer, Shape::Text(lower.chars()));
                }
            }
        }
    }

    /// A one-time code: nothing of it means anything elsewhere.
    pub(super) fn code(&mut self, cursor: &mut Cursor<'a>, home: Home) -> Read {
        let start = cursor.at();
        let mut common = Common::default();
        let (mut kind, mut code, mut address) = (None, false, None);
        cursor.object(|cursor, name| {
            if self.common(cursor, home, name, CODES, &mut common)? {
                return Ok(());
            }
            let value = cursor.clone().value()?;
            match &*name.decode() {
                b"type" => kind = value.as_text(),
                b"code" => code = true,
                b"verifiable_address_id" => address = value.as_text(),
                b"issued_at" | b"expires_at" | b"metadata" => {}
                _ => return self.unknown(cursor, home, name),
            }
            self.keep(cursor, home, name)
        })?;
        self.conclude_owner(&common, start, home);
        let pointer = || Pointer::at(home.path, home.index);
        self.notes.warning(&CE_STR_010, start, pointer(), Shape::Nothing);
        match kind {
            Some(kind) if CODE_TYPES.iter().any(|known| kind.is(known)) && code => {}
            Some(kind) if code => {
                self.notes.warning(&CE_STR_007, start, pointer(), Shape::Text(kind.chars()));
            }
            _ => self.notes.warning(&CE_STR_004, start, pointer(), Shape::Nothing),
        }
        let mut addresses = self.seen.row_ids.iter().filter(|row| row.list == ADDRESSES);
        if address.is_some_and(|address| !addresses.any(|row| row.id.same_as(address))) {
            self.notes.warning(&CE_REF_011, start, pointer(), Shape::Nothing);
        }
        Ok(())
    }

    /// A membership in a group.
    pub(super) fn member(&mut self, cursor: &mut Cursor<'a>, home: Home) -> Read {
        let start = cursor.at();
        let mut common = Common::default();
        let mut group = None;
        cursor.object(|cursor, name| {
            if self.common(cursor, home, name, MEMBERS, &mut common)? {
                return Ok(());
            }
            if name.is("group_id") {
                self.too_new(cursor, home, name);
                group = self.text(cursor, home, name)?;
                return Ok(());
            }
            self.unknown(cursor, home, name)
        })?;
        let pointer = Pointer::at(home.path, home.index);
        let Some(id) = group else {
            self.notes.error(&CE_STR_004, start, pointer, Shape::Nothing);
            return Ok(());
        };
        if self.seen.repeated_members.has(&self.seen.members, id) {
            self.notes.warning(&CE_REF_008, start, pointer, Shape::Nothing);
            return Ok(());
        }
        self.seen.members.push(id);
        match self.reader.known.groups.get(&*id.decode()) {
            Some(name) => self.push_group(Text::plain(name)),
            None => {
                self.notes.warning(&CE_REF_007, start, pointer, Shape::Nothing);
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
