//! One Cloud Directory record becomes a neutral user.
//!
//! Reading never fails on what a record says: it notes what is wrong and goes on, so that all
//! that is wrong with a record is known at once. Only text that is not JSON stops it.

use super::paths::{self, META, NAME, PROFILE, RECORD, SCIM};
use super::rules::*;
use crate::findings::{Notes, Pointer, Shape};
use crate::formats::text_check::{is_email, is_uuid};
use crate::formats::{KeySpace, RecordReader};
use crate::json::{Broken, Cursor, Kind};
use crate::model::{
    Address, Attribute, Credential, Email, Home, Kept, Name, Phone, Photo, Sealed, Text, User,
};

/// Reads the records of a Cloud Directory export.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader;

const ID: u8 = 0;
const EMAIL: u8 = 1;
const USER_NAME: u8 = 2;

/// What must be unique among the records of an export.
pub(super) static KEY_SPACES: &[KeySpace] = &[
    KeySpace { pointer: "/scimUser/originalId", exactly: &CD_024, ignoring_case: None },
    KeySpace { pointer: "/scimUser/emails", exactly: &CD_033, ignoring_case: Some(&CD_034) },
    KeySpace { pointer: "/scimUser/userName", exactly: &CD_044, ignoring_case: Some(&CD_044) },
];

impl RecordReader for Reader {
    fn list(&self) -> &'static str {
        "users"
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn syntax_rule(&self) -> &'static crate::findings::Rule {
        &CD_002
    }

    fn structure_rule(&self) -> &'static crate::findings::Rule {
        &CD_001
    }

    fn read<'a>(
        &self,
        cursor: &mut Cursor<'a>,
        user: &mut User<'a>,
        notes: &mut Notes,
    ) -> Result<(), Broken> {
        let start = cursor.at();
        if cursor.kind() != Kind::Object {
            let kind = cursor.kind();
            cursor.skip_value()?;
            notes.error(&CD_010, start, Pointer::of(""), Shape::Kind(kind));
            return Ok(());
        }
        let mut record = Record { user, notes, sealed: Sealed::default(), seen: Seen::default() };
        record.read(cursor)?;
        record.conclude(start);
        Ok(())
    }
}

/// A record being read.
struct Record<'r, 'a> {
    user: &'r mut User<'a>,
    notes: &'r mut Notes,
    sealed: Sealed<'a>,
    seen: Seen<'a>,
}

/// What was there, for the rules that look at several members.
#[derive(Default)]
struct Seen<'a> {
    scim_user: bool,
    emails_at: Option<usize>,
    roles: bool,
    confirmed: bool,
    original_id: Option<Text<'a>>,
    orignal_id: Option<Text<'a>>,
    scim_id: Option<Text<'a>>,
    read_answer: bool,
}

type Read = Result<(), Broken>;

impl<'a> Record<'_, 'a> {
    fn read(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.object(|cursor, name| match &*name.decode() {
            b"scimUser" if cursor.kind() == Kind::Object => {
                self.seen.scim_user = true;
                self.scim_user(cursor)
            }
            b"scimUser" => cursor.skip_value(),
            b"passwordHash" => self.text(cursor, "/passwordHash", |record, text| record.sealed.hash = Some(text)),
            b"passwordHashAlg" => {
                self.text(cursor, "/passwordHashAlg", |record, text| record.sealed.algorithm = Some(text))
            }
            b"profile" => self.profile(cursor),
            b"roles" => self.roles(cursor),
            b"password" => self.plain_password(cursor, "/password"),
            b"displayName" | b"emails" | b"status" => {
                self.notes.warning(&CD_011, cursor.at(), Pointer::member(RECORD, name), Shape::Kind(cursor.kind()));
                self.keep(cursor, RECORD, name)
            }
            _ => self.unknown(cursor, RECORD, name),
        })
    }

    fn scim_user(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.object(|cursor, name| match &*name.decode() {
            b"originalId" => self.text(cursor, "/scimUser/originalId", |record, text| {
                record.seen.original_id = Some(text);
            }),
            b"orignalId" => self.text(cursor, "/scimUser/orignalId", |record, text| {
                record.seen.orignal_id = Some(text);
            }),
            b"id" => {
                self.seen.read_answer = true;
                self.text(cursor, "/scimUser/id", |record, text| record.seen.scim_id = Some(text))
            }
            b"name" => self.name(cursor, name),
            b"emails" => self.emails(cursor),
            b"active" => self.active(cursor),
            b"status" => self.status(cursor, name),
            b"displayName" => {
                self.text(cursor, "/scimUser/displayName", |record, text| record.user.display_name = Some(text))
            }
            b"userName" => {
                self.text(cursor, "/scimUser/userName", |record, text| record.user.user_name = Some(text))
            }
            b"phoneNumbers" => self.phones(cursor, name),
            b"locale" => self.profile_text(cursor, SCIM, name, |user| &mut user.locale),
            b"nickName" => self.profile_text(cursor, SCIM, name, |user| &mut user.nick_name),
            b"title" => self.profile_text(cursor, SCIM, name, |user| &mut user.title),
            b"userType" => self.profile_text(cursor, SCIM, name, |user| &mut user.user_type),
            b"profileUrl" => self.profile_text(cursor, SCIM, name, |user| &mut user.profile_url),
            b"preferredLanguage" => {
                self.profile_text(cursor, SCIM, name, |user| &mut user.preferred_language)
            }
            b"timezone" => self.profile_text(cursor, SCIM, name, |user| &mut user.timezone),
            b"addresses" => self.addresses(cursor, name),
            b"photos" => self.photos(cursor, name),
            b"passwordHistory" => {
                self.sealed.history = Some(cursor.value()?).filter(|value| !value.is_hollow());
                Ok(())
            }
            b"passwordExpirationTimestamp" => {
                self.sealed.expires = Some(cursor.value()?);
                Ok(())
            }
            b"passwordUpdatedTimestamp" => {
                self.sealed.updated = Some(cursor.value()?);
                Ok(())
            }
            b"mfaContext" => self.second_factors(cursor),
            b"meta" if cursor.kind() == Kind::Object => self.meta(cursor),
            b"meta" | b"schemas" => {
                self.seen.read_answer = true;
                self.keep(cursor, SCIM, name)
            }
            b"lockedUntil" => self.keep(cursor, SCIM, name),
            b"password" => self.plain_password(cursor, "/scimUser/password"),
            _ => self.unknown(cursor, SCIM, name),
        })
    }

    fn meta(&mut self, cursor: &mut Cursor<'a>) -> Read {
        self.seen.read_answer = true;
        cursor.object(|cursor, name| match &*name.decode() {
            b"created" => self.profile_text(cursor, META, name, |user| &mut user.created),
            b"lastModified" => self.profile_text(cursor, META, name, |user| &mut user.last_modified),
            _ => self.keep(cursor, META, name),
        })
    }

    fn name(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Object {
            return self.not_text_or_null(cursor, Pointer::member(SCIM, name));
        }
        cursor.object(|cursor, part| match &*part.decode() {
            b"formatted" => self.name_part(cursor, part, |name| &mut name.formatted),
            b"givenName" => self.name_part(cursor, part, |name| &mut name.given),
            b"familyName" => self.name_part(cursor, part, |name| &mut name.family),
            b"middleName" => self.name_part(cursor, part, |name| &mut name.middle),
            b"honorificPrefix" => self.name_part(cursor, part, |name| &mut name.honorific_prefix),
            b"honorificSuffix" => self.name_part(cursor, part, |name| &mut name.honorific_suffix),
            _ => self.unknown(cursor, NAME, part),
        })
    }

    #[inline(always)]
    fn name_part(
        &mut self,
        cursor: &mut Cursor<'a>,
        part: Text<'a>,
        field: impl FnOnce(&mut Name<'a>) -> &mut Option<Text<'a>>,
    ) -> Read {
        if cursor.kind() == Kind::Text {
            *field(&mut self.user.name) = Some(cursor.text()?);
            return Ok(());
        }
        self.not_text_or_null(cursor, Pointer::member(NAME, part))
    }

    fn emails(&mut self, cursor: &mut Cursor<'a>) -> Read {
        self.seen.emails_at = Some(cursor.at());
        if cursor.kind() != Kind::Array {
            let got = Shape::Kind(cursor.kind());
            self.notes.error(&CD_030, cursor.at(), Pointer::of("/scimUser/emails"), got);
            return cursor.skip_value();
        }
        cursor.array(|cursor, index| self.email(cursor, index))
    }

    fn email(&mut self, cursor: &mut Cursor<'a>, index: u32) -> Read {
        let at = cursor.at();
        if cursor.kind() != Kind::Object {
            let got = Shape::Kind(cursor.kind());
            self.notes.error(&CD_030, at, Pointer::at("/scimUser/emails/*", index), got);
            return cursor.skip_value();
        }
        let (mut value, mut kind, mut primary) = (None, None, false);
        cursor.object(|cursor, name| match &*name.decode() {
            b"value" if cursor.kind() == Kind::Text => {
                let at = cursor.at();
                let text = cursor.text()?;
                if !is_email(text) {
                    let pointer = Pointer::at("/scimUser/emails/*/value", index);
                    self.notes.warning(&CD_032, at, pointer, Shape::Text(text.chars()));
                }
                value = Some(text);
                Ok(())
            }
            b"value" => cursor.skip_value(),
            b"primary" => self.primary(cursor, &mut primary, Pointer::at("/scimUser/emails/*/primary", index)),
            b"type" if cursor.kind() == Kind::Text => {
                kind = Some(cursor.text()?);
                Ok(())
            }
            _ => self.unknown(cursor, paths::email(index), name),
        })?;
        match value {
            Some(value) => self.user.emails.push(Email { value, kind, primary, verified: false }),
            None => {
                let pointer = Pointer::at("/scimUser/emails/*/value", index);
                self.notes.error(&CD_030, at, pointer, Shape::Nothing);
            }
        }
        Ok(())
    }

    fn phones(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Array {
            return self.misshapen(cursor, SCIM, name);
        }
        cursor.array(|cursor, index| {
            let at = cursor.at();
            if cursor.kind() != Kind::Object {
                return self.misshapen_element(cursor, SCIM, name, index);
            }
            let (mut value, mut kind, mut primary) = (None, None, false);
            cursor.object(|cursor, name| match &*name.decode() {
                b"value" if cursor.kind() == Kind::Text => {
                    value = Some(cursor.text()?);
                    Ok(())
                }
                b"type" if cursor.kind() == Kind::Text => {
                    kind = Some(cursor.text()?);
                    Ok(())
                }
                b"primary" => {
                    self.primary(cursor, &mut primary, Pointer::at("/scimUser/phoneNumbers/*/primary", index))
                }
                _ => self.unknown(cursor, paths::phone(index), name),
            })?;
            match value {
                Some(value) => self.user.phones.push(Phone { value, kind, primary }),
                None => {
                    let pointer = Pointer::at("/scimUser/phoneNumbers/*/value", index);
                    self.notes.warning(&CD_084, at, pointer, Shape::Nothing);
                }
            }
            Ok(())
        })
    }

    fn addresses(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Array {
            return self.misshapen(cursor, SCIM, name);
        }
        cursor.array(|cursor, index| {
            if cursor.kind() != Kind::Object {
                return self.misshapen_element(cursor, SCIM, name, index);
            }
            let mut address = Address::default();
            cursor.object(|cursor, name| {
                let field = match &*name.decode() {
                    b"formatted" => &mut address.formatted,
                    b"streetAddress" => &mut address.street_address,
                    b"locality" => &mut address.locality,
                    b"region" => &mut address.region,
                    b"postalCode" => &mut address.postal_code,
                    b"country" => &mut address.country,
                    b"type" => &mut address.kind,
                    b"primary" if cursor.kind() == Kind::Boolean => {
                        address.primary = cursor.boolean()?;
                        return Ok(());
                    }
                    _ => return self.unknown(cursor, paths::address(index), name),
                };
                if cursor.kind() != Kind::Text {
                    return self.misshapen(cursor, paths::address(index), name);
                }
                *field = Some(cursor.text()?);
                Ok(())
            })?;
            self.user.addresses.push(address);
            Ok(())
        })
    }

    fn photos(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Array {
            return self.misshapen(cursor, SCIM, name);
        }
        cursor.array(|cursor, index| {
            let at = cursor.at();
            if cursor.kind() != Kind::Object {
                return self.misshapen_element(cursor, SCIM, name, index);
            }
            let (mut value, mut kind, mut primary) = (None, None, None);
            cursor.object(|cursor, name| match &*name.decode() {
                b"value" if cursor.kind() == Kind::Text => {
                    value = Some(cursor.text()?);
                    Ok(())
                }
                b"type" if cursor.kind() == Kind::Text => {
                    kind = Some(cursor.text()?);
                    Ok(())
                }
                b"primary" if cursor.kind() == Kind::Boolean => {
                    primary = cursor.boolean()?;
                    Ok(())
                }
                _ => self.unknown(cursor, paths::photo(index), name),
            })?;
            match value {
                Some(value) => self.user.photos.push(Photo { value, kind, primary }),
                None => {
                    let pointer = Pointer::at("/scimUser/photos/*/value", index);
                    self.notes.warning(&CD_084, at, pointer, Shape::Nothing);
                }
            }
            Ok(())
        })
    }

    fn active(&mut self, cursor: &mut Cursor<'a>) -> Read {
        match cursor.kind() {
            Kind::Boolean => self.user.active = cursor.boolean()?,
            Kind::Null => cursor.skip_value()?,
            kind => {
                let pointer = Pointer::of("/scimUser/active");
                self.notes.error(&CD_072, cursor.at(), pointer, Shape::Kind(kind));
                cursor.skip_value()?;
            }
        }
        Ok(())
    }

    fn status(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Text {
            return self.misshapen(cursor, SCIM, name);
        }
        let at = cursor.at();
        let start = cursor.clone();
        let status = cursor.text()?;
        if status.is("CONFIRMED") {
            self.seen.confirmed = true;
        } else if status.is("PENDING") {
            self.user.activation_pending = true;
        } else {
            let shape = Shape::Text(status.chars());
            self.notes.warning(&CD_070, at, Pointer::of("/scimUser/status"), shape);
            *cursor = start;
            self.keep(cursor, SCIM, name)?;
        }
        Ok(())
    }

    fn second_factors(&mut self, cursor: &mut Cursor<'a>) -> Read {
        let at = cursor.at();
        let kind = cursor.kind();
        let value = cursor.value()?;
        if !value.is_hollow() {
            self.notes.warning(&CD_075, at, Pointer::of("/scimUser/mfaContext"), Shape::Kind(kind));
            self.user.second_factors = Some(value);
        }
        Ok(())
    }

    fn profile(&mut self, cursor: &mut Cursor<'a>) -> Read {
        match cursor.kind() {
            Kind::Object => cursor.object(|cursor, name| match &*name.decode() {
                b"attributes" => self.attributes(cursor),
                _ => self.unknown(cursor, PROFILE, name),
            }),
            Kind::Null => cursor.skip_value(),
            kind => {
                self.notes.error(&CD_090, cursor.at(), Pointer::of("/profile"), Shape::Kind(kind));
                cursor.skip_value()
            }
        }
    }

    fn attributes(&mut self, cursor: &mut Cursor<'a>) -> Read {
        let start = cursor.at();
        match cursor.kind() {
            Kind::Object => cursor.object(|cursor, name| {
                let value = cursor.value()?;
                self.user.attributes.push(Attribute { name, value });
                Ok(())
            })?,
            Kind::Null => cursor.skip_value()?,
            kind => {
                let pointer = Pointer::of("/profile/attributes");
                self.notes.error(&CD_090, start, pointer, Shape::Kind(kind));
                cursor.skip_value()?;
            }
        }
        let bytes = cursor.at() - start;
        let pointer = Pointer::of("/profile/attributes");
        match bytes {
            0..=100_000 => {}
            100_001..=102_400 => self.notes.warning(&CD_091, start, pointer, Shape::Count(bytes as u64)),
            _ => self.notes.error(&CD_091, start, pointer, Shape::Count(bytes as u64)),
        }
        Ok(())
    }

    fn roles(&mut self, cursor: &mut Cursor<'a>) -> Read {
        self.seen.roles = true;
        if cursor.kind() != Kind::Array {
            let got = Shape::Kind(cursor.kind());
            self.notes.error(&CD_100, cursor.at(), Pointer::of("/roles"), got);
            return cursor.skip_value();
        }
        cursor.array(|cursor, index| {
            let (at, kind) = (cursor.at(), cursor.kind());
            if kind != Kind::Text {
                self.notes.error(&CD_100, at, Pointer::at("/roles/*", index), Shape::Kind(kind));
                return cursor.skip_value();
            }
            let role = cursor.text()?;
            if role.is_empty() || self.user.roles.iter().any(|other| other.same_as(role)) {
                let got = Shape::Text(role.chars());
                self.notes.error(&CD_100, at, Pointer::at("/roles/*", index), got);
            }
            self.user.roles.push(role);
            Ok(())
        })
    }

    /// What only the whole record can tell.
    fn conclude(&mut self, start: usize) {
        if !self.seen.scim_user {
            self.notes.error(&CD_010, start, Pointer::of("/scimUser"), Shape::Nothing);
            return;
        }
        self.conclude_id(start);
        self.conclude_emails(start);
        self.conclude_credential(start);
        if self.user.active.is_none() {
            self.notes.warning(&CD_072, start, Pointer::of("/scimUser/active"), Shape::Nothing);
        }
        if !self.seen.roles {
            self.notes.info(&CD_103);
        }
        if self.seen.read_answer {
            self.notes.warning(&CD_013, start, Pointer::of("/scimUser"), Shape::Kind(Kind::Object));
        }
        if self.user.phones.iter().filter(|phone| phone.primary).count() > 1 {
            let pointer = Pointer::of("/scimUser/phoneNumbers");
            self.notes.warning(&CD_083, start, pointer, Shape::Kind(Kind::Array));
        }
        if let Some(user_name) = self.user.user_name {
            self.notes.key(USER_NAME, user_name);
        }
    }

    fn conclude_id(&mut self, start: usize) {
        let Seen { original_id, orignal_id, scim_id, .. } = self.seen;
        if let (Some(right), Some(wrong)) = (original_id, orignal_id)
            && !right.same_as(wrong)
        {
            let pointer = Pointer::of("/scimUser/orignalId");
            self.notes.error(&CD_020, start, pointer, Shape::Text(wrong.chars()));
        }
        if orignal_id.is_some() {
            self.notes.info(&CD_021);
        }
        self.user.id = original_id.or(orignal_id).or(scim_id).filter(|id| !id.is_empty());
        let Some(id) = self.user.id else {
            self.notes.warning(&CD_022, start, Pointer::of("/scimUser/originalId"), Shape::Nothing);
            return;
        };
        if !is_uuid(id) {
            let pointer = Pointer::of("/scimUser/originalId");
            self.notes.warning(&CD_023, start, pointer, Shape::Text(id.chars()));
        }
        self.notes.key(ID, id);
    }

    fn conclude_emails(&mut self, start: usize) {
        let at = self.seen.emails_at.unwrap_or(start);
        let pointer = Pointer::of("/scimUser/emails");
        let primaries = self.user.emails.iter().filter(|email| email.primary).count();
        match (self.user.emails.as_mut_slice(), primaries) {
            ([], _) if self.notes.is_refused() => {}
            ([], _) => self.notes.error(&CD_030, at, pointer, Shape::Nothing),
            (_, 1) => {}
            ([only], 0) => {
                only.primary = true;
                self.notes.warning(&CD_031, at, pointer, Shape::Count(0));
            }
            (_, count) => self.notes.error(&CD_031, at, pointer, Shape::Count(count as u64)),
        }
        let confirmed = self.seen.confirmed;
        if let Some(primary) = self.user.emails.iter_mut().find(|email| email.primary) {
            primary.verified = confirmed;
            self.notes.key(EMAIL, primary.value);
        }
    }

    fn conclude_credential(&mut self, start: usize) {
        if self.sealed.hash.is_some() != self.sealed.algorithm.is_some() {
            self.notes.warning(&CD_052, start, Pointer::of("/passwordHash"), Shape::Nothing);
        }
        let Sealed { hash, algorithm, history, .. } = self.sealed;
        if hash.is_some() || algorithm.is_some() || history.is_some() {
            self.user.credential = Credential::Sealed(self.sealed);
        } else {
            self.user.password_times = (self.sealed.expires, self.sealed.updated);
        }
    }
}
