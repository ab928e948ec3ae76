//! The `scimUser` of a Cloud Directory record.

use super::paths::{META, NAME, SCIM};
use super::reader::{Read, Record};
use super::rules::*;
use crate::findings::{Pointer, Shape};
use crate::json::{Cursor, Kind};
use crate::model::{Field, Home, Json, Name, Text, User};

impl<'a> Record<'_, 'a> {
    pub(super) fn scim_user(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.object(|cursor, name| match &*name.decode() {
            b"originalId" => self.text(cursor, "/scimUser/originalId", |record, text| {
                record.seen.original_id = Some(text);
            }),
            b"orignalId" => self.text(cursor, "/scimUser/orignalId", |record, text| {
                record.seen.orignal_id = Some(text);
            }),
            b"id" => {
                self.seen.read_answer = true;
                let start = cursor.clone();
                self.text(cursor, "/scimUser/id", |record, text| {
                    record.seen.scim_id = Some((text, name, start));
                })
            }
            b"name" => self.name(cursor, name),
            b"emails" => self.emails(cursor),
            b"active" => self.active(cursor),
            b"status" => self.status(cursor, name),
            b"displayName" => self.text(cursor, "/scimUser/displayName", |record, text| {
                record.user.display_name = Some(text);
            }),
            b"userName" => self.text(cursor, "/scimUser/userName", |record, text| {
                record.user.user_name = Some(text);
            }),
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
            b"passwordHistory" => self.value(cursor, |user| &mut user.credential.history),
            b"passwordExpirationTimestamp" => {
                self.value(cursor, |user| &mut user.credential.expires)
            }
            b"passwordUpdatedTimestamp" => self.value(cursor, |user| &mut user.credential.updated),
            b"mfaContext" => self.second_factors(cursor),
            b"meta" if cursor.kind() == Kind::Object => self.meta(cursor, name),
            b"meta" | b"schemas" => {
                self.seen.read_answer = true;
                self.keep(cursor, SCIM, name)
            }
            b"lockedUntil" => {
                let (at, is_there) = (cursor.at(), cursor.kind() != Kind::Null);
                self.keep_as(Field::LockedUntil, cursor, SCIM, name)?;
                self.seen.locked_until = is_there.then(|| cursor.since(at));
                Ok(())
            }
            b"roles" if cursor.kind() != Kind::Null => {
                let got = Shape::Kind(cursor.kind());
                self.notes.warning(&CD_085, cursor.at(), Pointer::of("/scimUser/roles"), got);
                self.keep(cursor, SCIM, name)
            }
            b"password" => self.plain_password(cursor, Pointer::of("/scimUser/password")),
            _ if cursor.kind() == Kind::Array => self.unknown_list(cursor, name),
            _ => self.unknown(cursor, SCIM, name),
        })
    }

    fn meta(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        self.seen.read_answer = true;
        let (start, kept) = (cursor.clone(), self.user.kept.len());
        cursor.object(|cursor, name| match &*name.decode() {
            b"created" => self.profile_text(cursor, META, name, |user| &mut user.created),
            b"lastModified" => {
                self.profile_text(cursor, META, name, |user| &mut user.last_modified)
            }
            _ => self.keep(cursor, META, name),
        })?;
        let user = &self.user;
        if user.created.is_none() && user.last_modified.is_none() && user.kept.len() == kept {
            *cursor = start;
            return self.keep(cursor, SCIM, name);
        }
        Ok(())
    }

    fn name(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Object {
            return self.not_text_or_null(cursor, Pointer::member(SCIM, name));
        }
        let (start, kept) = (cursor.clone(), self.user.kept.len());
        cursor.object(|cursor, part| match &*part.decode() {
            b"formatted" => self.name_part(cursor, part, |name| &mut name.formatted),
            b"givenName" => self.name_part(cursor, part, |name| &mut name.given),
            b"familyName" => self.name_part(cursor, part, |name| &mut name.family),
            b"middleName" => self.name_part(cursor, part, |name| &mut name.middle),
            b"honorificPrefix" => self.name_part(cursor, part, |name| &mut name.honorific_prefix),
            b"honorificSuffix" => self.name_part(cursor, part, |name| &mut name.honorific_suffix),
            _ => self.unusual(cursor, NAME, part),
        })?;
        if self.user.name.is_empty() && self.user.kept.len() == kept {
            *cursor = start;
            return self.keep_as(Field::Names, cursor, SCIM, name);
        }
        Ok(())
    }

    #[inline(always)]
    fn name_part(
        &mut self,
        cursor: &mut Cursor<'a>,
        part: Text<'a>,
        field: impl for<'n> FnOnce(&'n mut Name<'a>) -> &'n mut Option<Text<'a>>,
    ) -> Read {
        if cursor.kind() == Kind::Text {
            *field(&mut self.user.name) = Some(cursor.text()?);
            return Ok(());
        }
        self.not_text_or_null(cursor, Pointer::member(NAME, part))
    }

    fn active(&mut self, cursor: &mut Cursor<'a>) -> Read {
        self.seen.active = cursor.kind() != Kind::Null;
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
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind == Kind::Null {
            return cursor.skip_value();
        }
        self.seen.status = true;
        if kind != Kind::Text {
            let pointer = Pointer::of("/scimUser/status");
            self.notes.warning(&CD_070, at, pointer, Shape::Kind(kind));
            return self.keep(cursor, SCIM, name);
        }
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
        self.value(cursor, |user| &mut user.second_factors)?;
        let is_odd = !matches!(kind, Kind::Object | Kind::Null);
        if is_odd || self.user.second_factors.is_some_and(|value| !value.is_hollow()) {
            self.notes.warning(&CD_075, at, Pointer::of("/scimUser/mfaContext"), Shape::Kind(kind));
        }
        Ok(())
    }

    /// A member that is carried as it is; null is as good as absent.
    fn value(
        &mut self,
        cursor: &mut Cursor<'a>,
        field: impl for<'u> FnOnce(&'u mut User<'a>) -> &'u mut Option<Json<'a>>,
    ) -> Read {
        if cursor.kind() == Kind::Null {
            return cursor.skip_value();
        }
        *field(self.user) = Some(cursor.value()?);
        Ok(())
    }

    /// A profile field that should be text; anything else is kept as it is.
    #[inline(always)]
    fn profile_text(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
        field: impl for<'u> FnOnce(&'u mut User<'a>) -> &'u mut Option<Text<'a>>,
    ) -> Read {
        if cursor.kind() == Kind::Text {
            *field(self.user) = Some(cursor.text()?);
            return Ok(());
        }
        self.misshapen(cursor, home, name)
    }
}
