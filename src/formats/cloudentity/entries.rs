//! Identifiers and addresses.

use super::common::{Common, Member};
use super::lists::IDENTIFIERS;
use super::options::Profile;
use super::record::{Entry, Read, Record};
use super::row_names::{Named, names_of};
use super::rules::*;
use crate::findings::{Pointer, Rule, Shape};
use crate::formats::text_check::{has_invisible, is_e164, is_email, is_visible_ascii};
use crate::json::{Cursor, Foreseen, Kind};
use crate::model::{Home, Text};

/// The members of a row, as far as they are held against each other.
#[derive(Default)]
struct Row<'a> {
    /// Where the row starts.
    at: usize,
    is_identifier: bool,
    common: Common<'a>,
    value: Member<'a>,
    lower: Member<'a>,
    kind: Member<'a>,
    status: Member<'a>,
    verified: Option<bool>,
    says_verified: bool,
    verified_at: Member<'a>,
    method: Member<'a>,
}

impl Row<'_> {
    /// The names of the value and of its copy in lower case.
    fn names(&self) -> (&'static str, &'static str) {
        match self.is_identifier {
            true => ("identifier", "identifier_lc"),
            false => ("address", "address_lc"),
        }
    }
}

impl<'a> Record<'_, 'a> {
    /// An identifier or an address.
    pub(super) fn entry(&mut self, cursor: &mut Cursor<'a>, home: Home, list: u8) -> Read {
        let is_identifier = list == IDENTIFIERS;
        let mut row = Row { at: cursor.at(), is_identifier, ..Row::default() };
        self.entry_row(cursor, home, list, &mut row)?;
        self.conclude_common(&row.common, row.at, home);
        if !row.is_identifier {
            self.judge_address(&row, home);
        }
        self.require(row.value, row.at, home, row.names().0);
        self.require(row.kind, row.at, home, "type");
        let (Some(value), Some(kind)) = (row.value.filled(), row.kind.filled()) else {
            if row.is_identifier {
                self.judge_blanks(row.value, home);
            }
            return Ok(());
        };
        // An address that is switched off proves nothing elsewhere.
        let is_on = row.is_identifier || row.status.text.is_some_and(|status| status.is("active"));
        let verified = is_on && row.verified == Some(true);
        let formed = self.has_form(&row, home, value, kind);
        self.judge_lower(&row, home, value);
        let known =
            if row.is_identifier { &mut self.seen.identifiers } else { &mut self.seen.addresses };
        let twice = known.iter().find(|other| other.value.same_as(value)).copied();
        known.push(Entry { kind, value, formed, verified });
        if let Some(other) = twice {
            let (at, pointer) =
                (row.value.at.unwrap_or(row.at), || Pointer::named(home, row.names().0));
            let got = Shape::Text(value.chars());
            match (row.is_identifier, other.kind.same_as(kind)) {
                (true, true) => self.notes.error(&CE_IDN_003, at, pointer(), got),
                (true, false) => self.notes.warning(&CE_IDN_003, at, pointer(), got),
                (false, _) => self.notes.error(&CE_ADR_003, at, pointer(), got),
            }
        }
        Ok(())
    }

    fn entry_row(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        list: u8,
        row: &mut Row<'a>,
    ) -> Read {
        let take = |member: &Foreseen<'a, Named>| match member.meaning {
            Named::Value => row.value = Member::of(member),
            Named::Lower => row.lower = Member::of(member),
            Named::Type => row.kind = Member::of(member),
            Named::Status => row.status = Member::of(member),
            Named::Verified => {
                row.says_verified = true;
                row.verified = member.boolean();
            }
            Named::VerifiedAt => row.verified_at = Member::of(member),
            Named::ContactMethod => row.method = Member::of(member),
            _ => row.common.take(member),
        };
        let progress = self.plain_members(cursor, (home, list), |_, _| false, take)?;
        cursor.further_members(names_of(list), progress, |cursor, name, named| {
            if self.common(cursor, home, (named, name), list, &mut row.common)? {
                return Ok(());
            }
            match named {
                Some(Named::Value) => row.value = self.text(cursor, home, name)?,
                Some(Named::Lower) => {
                    self.too_new(cursor, home, name);
                    row.lower = self.kept_text(cursor, home, name)?;
                }
                Some(Named::Type) => row.kind = self.text(cursor, home, name)?,
                Some(Named::Status) => row.status = self.kept_text(cursor, home, name)?,
                Some(Named::Verified) => {
                    row.says_verified = true;
                    if cursor.kind() == Kind::Boolean {
                        row.verified = cursor.boolean()?;
                        return Ok(());
                    }
                    let (got, pointer) = (Shape::Kind(cursor.kind()), Pointer::member(home, name));
                    self.notes.error(&CE_STR_004, cursor.at(), pointer, got);
                    self.keep(cursor, home, name)?;
                }
                Some(Named::VerifiedAt) => {
                    self.row_time(cursor, home, name, &mut row.verified_at)?;
                }
                Some(Named::ContactMethod) => {
                    let text = cursor.clone().value()?.as_text();
                    row.method = Member { at: Some(cursor.at()), text };
                    self.keep(cursor, home, name)?;
                }
                Some(Named::Metadata) => {
                    self.too_new(cursor, home, name);
                    self.keep(cursor, home, name)?;
                }
                _ => self.unknown(cursor, home, name)?,
            }
            Ok(())
        })
    }

    /// What only addresses have.
    fn judge_address(&mut self, row: &Row<'a>, home: Home) {
        let pointer = |name| Pointer::named(home, name);
        let known = |status: Text<'_>| status.is("active") || status.is("inactive");
        match row.status {
            Member { at: None, .. } => {
                self.notes.error(&CE_STR_004, row.at, pointer("status"), Shape::Nothing);
            }
            Member { at: Some(at), text: Some(odd) } if !known(odd) => {
                let got = Shape::Text(odd.chars());
                self.notes.error(&CE_STR_007, at, pointer("status"), got);
            }
            Member { .. } => {}
        }
        if let Member { at: Some(at), text } = row.method {
            let pointer = || pointer("preferred_contact_method");
            if !text.is_some_and(|method| method.is("sms") || method.is("voice")) {
                self.notes.warning(&CE_STR_007, at, pointer(), Shape::Nothing);
            }
            if row.kind.text.is_some_and(|kind| kind.is("email")) {
                self.notes.info(&CE_ADR_008, at, pointer(), Shape::Nothing);
            }
        }
        if !row.says_verified {
            self.notes.error(&CE_STR_004, row.at, pointer("verified"), Shape::Nothing);
        }
        match (row.verified, row.verified_at) {
            (Some(true), Member { at: None, .. }) => {
                self.notes.info(&CE_ADR_007, row.at, pointer("verified_at"), Shape::Nothing);
            }
            (Some(false), Member { at: Some(at), text: Some(_) }) => {
                self.notes.warning(&CE_ADR_006, at, pointer("verified_at"), Shape::Nothing);
            }
            _ => {}
        }
    }

    /// Has the value the form that its type demands?
    fn has_form(&mut self, row: &Row<'a>, home: Home, value: Text<'a>, kind: Text<'a>) -> bool {
        let is_identifier = row.is_identifier;
        match (&*kind.decode(), is_identifier) {
            (b"email", _) if is_email(value) => {
                if is_identifier {
                    self.judge_email(row, home, value);
                }
                return true;
            }
            (b"mobile", _) if is_e164(value) => return true,
            (b"uid", true) if is_visible_ascii(value) => {
                if is_email(value) || is_e164(value) {
                    let (at, got) = (row.value.at.unwrap_or(row.at), Shape::Text(value.chars()));
                    self.notes.info(&CE_IDN_012, at, Pointer::named(home, "identifier"), got);
                }
                return true;
            }
            (b"external", true) if is_visible_ascii(value) => return true,
            _ => {}
        }
        self.judge_odd(row, home, value, kind);
        false
    }

    /// A value that has not the form of its type, or whose type has none.
    fn judge_odd(&mut self, row: &Row<'a>, home: Home, value: Text<'a>, kind: Text<'a>) {
        if row.is_identifier {
            self.judge_blanks(row.value, home);
        }
        let (at, at_kind) = (row.value.at.unwrap_or(row.at), row.kind.at.unwrap_or(row.at));
        let got = Shape::Text(value.chars());
        let pointer = |name| Pointer::named(home, name);
        let text = value.decode();
        let text = String::from_utf8_lossy(&text);
        let inner = Text::plain(text.trim());
        let rule: &'static Rule = match (&*kind.decode(), row.is_identifier) {
            (b"email" | b"mobile", false) => {
                return self.notes.error(&CE_ADR_004, at, pointer("address"), got);
            }
            (b"federated", true) => {
                if self.reader.known.profile == Profile::Of2022 {
                    self.notes.warning(&CE_STR_009, at_kind, pointer("type"), Shape::Nothing);
                }
                return self.notes.warning(&CE_IDN_011, at_kind, pointer("type"), Shape::Nothing);
            }
            (b"email", true) if !is_email(inner) => &CE_IDN_004,
            (b"mobile", true) if !is_e164(inner) => &CE_IDN_005,
            (b"uid" | b"external", true) if !is_visible_ascii(inner) => {
                let is_control = |char: char| char.is_ascii_graphic() || char.is_ascii_control();
                if inner.decode().iter().all(|byte| is_control(char::from(*byte))) {
                    let pointer = pointer("identifier");
                    return self.notes.warning(&CE_IDN_006, at, pointer, got);
                }
                &CE_IDN_006
            }
            (b"email" | b"mobile" | b"uid" | b"external", true) => return,
            _ => {
                let got = Shape::Text(kind.chars());
                return self.notes.error(&CE_STR_007, at_kind, pointer("type"), got);
            }
        };
        self.notes.error(rule, at, pointer("identifier"), got);
    }

    /// What is wrong with an identifier whatever its type: blanks at its ends, and what nobody sees.
    fn judge_blanks(&mut self, identifier: Member<'a>, home: Home) {
        let Member { at: Some(at), text: Some(value) } = identifier else { return };
        let text = value.decode();
        let text = String::from_utf8_lossy(&text);
        let (got, pointer) = (Shape::Text(value.chars()), || Pointer::named(home, "identifier"));
        if text.trim().len() < text.len() {
            self.notes.error(&CE_IDN_009, at, pointer(), got);
        }
        if has_invisible(Text::plain(text.trim())) {
            self.notes.warning(&CE_SEC_002, at, pointer(), got);
        }
    }

    /// An e-mail address is well-formed; is it one that every mail server takes?
    fn judge_email(&mut self, row: &Row<'a>, home: Home, value: Text<'a>) {
        if value.as_plain().is_some_and(<[u8]>::is_ascii) || value.decode().is_ascii() {
            return;
        }
        let (at, got) = (row.value.at.unwrap_or(row.at), Shape::Text(value.chars()));
        let pointer = || Pointer::named(home, "identifier");
        if has_invisible(value) {
            self.notes.warning(&CE_SEC_002, at, pointer(), got);
        }
        self.notes.warning(&CE_IDN_014, at, pointer(), got);
    }

    /// Is the copy in lower case there, and is it one?
    fn judge_lower(&mut self, row: &Row<'a>, home: Home, value: Text<'a>) {
        let (missing, wrong) = match row.is_identifier {
            true => (&CE_IDN_007, &CE_IDN_008),
            false => (&CE_ADR_005, &CE_ADR_005),
        };
        let pointer = Pointer::named(home, row.names().1);
        match row.lower {
            Member { at: None, .. } => match self.reader.known.profile {
                Profile::Of2025 => self.notes.error(missing, row.at, pointer, Shape::Nothing),
                Profile::Either => self.notes.warning(missing, row.at, pointer, Shape::Nothing),
                Profile::Of2022 => {}
            },
            Member { at: Some(_), text: Some(lower) } if is_lower_of(lower, value) => {}
            Member { at: Some(at), text: Some(lower) } => {
                let value = value.decode();
                let due = String::from_utf8_lossy(&value).to_lowercase();
                if !lower.is(&due) {
                    self.wrong(wrong, at, pointer, Shape::Text(lower.chars()));
                }
            }
            Member { .. } => {}
        }
    }
}

/// Is a text plainly its own copy in lower case, as nearly all are? Others may be copies too.
fn is_lower_of(lower: Text<'_>, value: Text<'_>) -> bool {
    let (Some(lower), Some(value)) = (lower.as_plain(), value.as_plain()) else { return false };
    // Every byte is looked at, so that many are looked at side by side.
    let changes = |byte: &u8| (byte.wrapping_sub(b'A') < 26) | !byte.is_ascii();
    lower == value && !value.iter().fold(false, |odd, byte| odd | changes(byte))
}
