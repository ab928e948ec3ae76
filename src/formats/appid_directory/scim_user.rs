//! The `scimUser` of a Cloud Directory record.

use super::paths::{META, NAME, SCIM};
use super::reader::{Read, Record};
use super::rules::*;
use crate::findings::{Pointer, Shape};
use crate::json::{Cursor, Kind, member_names};
use crate::model::{Field, Home, Json, Name, Text, User};

member_names! {
    /// The members of a `scimUser` that are known.
    Member {
        OriginalId = "originalId",
        OrignalId = "orignalId",
        Id = "id",
        Name = "name",
        Emails = "emails",
        Active = "active",
        Status = "status",
        DisplayName = "displayName",
        UserName = "userName",
        PhoneNumbers = "phoneNumbers",
        Locale = "locale",
        NickName = "nickName",
        Title = "title",
        UserType = "userType",
        ProfileUrl = "profileUrl",
        PreferredLanguage = "preferredLanguage",
        Timezone = "timezone",
        Addresses = "addresses",
        Photos = "photos",
        PasswordHistory = "passwordHistory",
        PasswordExpirationTimestamp = "passwordExpirationTimestamp",
        PasswordUpdatedTimestamp = "passwordUpdatedTimestamp",
        MfaContext = "mfaContext",
        Meta = "meta",
        Schemas = "schemas",
        LockedUntil = "lockedUntil",
        Roles = "roles",
        Password = "password",
    }
}

member_names! {
    /// The members of `meta` that are known.
    MetaMember {
        Created = "created",
        LastModified = "lastModified",
    }
}

member_names! {
    /// The members of a `name` that are known.
    NameMember {
        Formatted = "formatted",
        GivenName = "givenName",
        FamilyName = "familyName",
        MiddleName = "middleName",
        HonorificPrefix = "honorificPrefix",
        HonorificSuffix = "honorificSuffix",
    }
}

impl<'a> Record<'_, 'a> {
    pub(super) fn scim_user(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.each_member(Member::NAMES, |cursor, name, member| match member {
            Some(Member::OriginalId) => {
                self.text(cursor, "/scimUser/originalId", |record, text| {
                    record.seen.original_id = Some(text);
                })
            }
            Some(Member::OrignalId) => self.text(cursor, "/scimUser/orignalId", |record, text| {
                record.seen.orignal_id = Some(text);
            }),
            Some(Member::Id) => {
                self.seen.read_answer = true;
                if cursor.kind() != Kind::Text {
                    return self.not_text_or_null(cursor, Pointer::of("/scimUser/id"));
                }
                let (value, id) = cursor.value_and_text()?;
                self.seen.scim_id = id.map(|id| (id, *name, value));
                Ok(())
            }
            Some(Member::Name) => self.name(cursor, name),
            Some(Member::Emails) => self.emails(cursor),
            Some(Member::Active) => self.active(cursor),
            Some(Member::Status) => self.status(cursor, name),
            Some(Member::DisplayName) => {
                self.text(cursor, "/scimUser/displayName", |record, text| {
                    record.user.display_name = Some(text);
                })
            }
            Some(Member::UserName) => self.text(cursor, "/scimUser/userName", |record, text| {
                record.user.user_name = Some(text);
            }),
            Some(Member::PhoneNumbers) => self.phones(cursor, name),
            Some(Member::Locale) => self.profile_text(cursor, SCIM, name, |user| &mut user.locale),
            Some(Member::NickName) => {
                self.profile_text(cursor, SCIM, name, |user| &mut user.nick_name)
            }
            Some(Member::Title) => self.profile_text(cursor, SCIM, name, |user| &mut user.title),
            Some(Member::UserType) => {
                self.profile_text(cursor, SCIM, name, |user| &mut user.user_type)
            }
            Some(Member::ProfileUrl) => {
                self.profile_text(cursor, SCIM, name, |user| &mut user.profile_url)
            }
            Some(Member::PreferredLanguage) => {
                self.profile_text(cursor, SCIM, name, |user| &mut user.preferred_language)
            }
            Some(Member::Timezone) => {
                self.profile_text(cursor, SCIM, name, |user| &mut user.timezone)
            }
            Some(Member::Addresses) => self.addresses(cursor, name),
            Some(Member::Photos) => self.photos(cursor, name),
            Some(Member::PasswordHistory) => {
                self.value(cursor, |user| &mut user.credential.history)
            }
            Some(Member::PasswordExpirationTimestamp) => {
                self.value(cursor, |user| &mut user.credential.expires)
            }
            Some(Member::PasswordUpdatedTimestamp) => {
                self.value(cursor, |user| &mut user.credential.updated)
            }
            Some(Member::MfaContext) => self.second_factors(cursor),
            Some(Member::Meta) if cursor.kind() == Kind::Object => self.meta(cursor, name),
            Some(Member::Meta) | Some(Member::Schemas) => {
                self.seen.read_answer = true;
                self.keep(cursor, SCIM, name)
            }
            Some(Member::LockedUntil) => {
                let (at, is_there) = (cursor.at(), cursor.kind() != Kind::Null);
                self.keep_as(Field::LockedUntil, cursor, SCIM, name)?;
                self.seen.locked_until = is_there.then(|| cursor.since(at));
                Ok(())
            }
            Some(Member::Roles) if cursor.kind() != Kind::Null => {
                let got = Shape::Kind(cursor.kind());
                self.notes.warning(&CD_085, cursor.at(), Pointer::of("/scimUser/roles"), got);
                self.keep(cursor, SCIM, name)
            }
            Some(Member::Password) => {
                self.plain_password(cursor, Pointer::of("/scimUser/password"))
            }
            _ if cursor.kind() == Kind::Array => self.unknown_list(cursor, name),
            _ => self.unknown(cursor, SCIM, name),
        })
    }

    #[inline(never)]
    fn meta(&mut self, cursor: &mut Cursor<'a>, name: &Text<'a>) -> Read {
        self.seen.read_answer = true;
        let (start, kept) = (cursor.at(), self.user.kept.len());
        cursor.each_member(MetaMember::NAMES, |cursor, name, member| match member {
            Some(MetaMember::Created) => {
                self.profile_text(cursor, META, name, |user| &mut user.created)
            }
            Some(MetaMember::LastModified) => {
                self.profile_text(cursor, META, name, |user| &mut user.last_modified)
            }
            _ => self.keep(cursor, META, name),
        })?;
        let user = &self.user;
        if user.created.is_none() && user.last_modified.is_none() && user.kept.len() == kept {
            cursor.go_back(start);
            return self.keep(cursor, SCIM, name);
        }
        Ok(())
    }

    #[inline(never)]
    fn name(&mut self, cursor: &mut Cursor<'a>, name: &Text<'a>) -> Read {
        if cursor.kind() != Kind::Object {
            return self.not_text_or_null(cursor, Pointer::member(SCIM, *name));
        }
        let (start, kept) = (cursor.at(), self.user.kept.len());
        cursor.each_member(NameMember::NAMES, |cursor, part, member| match member {
            Some(NameMember::Formatted) => self.name_part(cursor, part, |name| &mut name.formatted),
            Some(NameMember::GivenName) => self.name_part(cursor, part, |name| &mut name.given),
            Some(NameMember::FamilyName) => self.name_part(cursor, part, |name| &mut name.family),
            Some(NameMember::MiddleName) => self.name_part(cursor, part, |name| &mut name.middle),
            Some(NameMember::HonorificPrefix) => {
                self.name_part(cursor, part, |name| &mut name.honorific_prefix)
            }
            Some(NameMember::HonorificSuffix) => {
                self.name_part(cursor, part, |name| &mut name.honorific_suffix)
            }
            _ => self.unusual(cursor, NAME, part),
        })?;
        if self.user.name.is_empty() && self.user.kept.len() == kept {
            cursor.go_back(start);
            return self.keep_as(Field::Names, cursor, SCIM, name);
        }
        Ok(())
    }

    #[inline(always)]
    fn name_part(
        &mut self,
        cursor: &mut Cursor<'a>,
        part: &Text<'a>,
        field: impl for<'n> FnOnce(&'n mut Name<'a>) -> &'n mut Option<Text<'a>>,
    ) -> Read {
        if cursor.kind() == Kind::Text {
            *field(&mut self.user.name) = Some(cursor.text()?);
            return Ok(());
        }
        self.not_text_or_null(cursor, Pointer::member(NAME, *part))
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

    #[inline(never)]
    fn status(&mut self, cursor: &mut Cursor<'a>, name: &Text<'a>) -> Read {
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
        let status = cursor.text()?;
        if status.is("CONFIRMED") {
            self.seen.confirmed = true;
        } else if status.is("PENDING") {
            self.user.activation_pending = true;
        } else {
            let shape = Shape::Text(status.chars());
            self.notes.warning(&CD_070, at, Pointer::of("/scimUser/status"), shape);
            cursor.go_back(at);
            self.keep(cursor, SCIM, name)?;
        }
        Ok(())
    }

    #[inline(never)]
    fn second_factors(&mut self, cursor: &mut Cursor<'a>) -> Read {
        let at = cursor.at();
        let kind = cursor.kind();
        self.value(cursor, |user| &mut user.second_factors)?;
        let (pointer, got) = (Pointer::of("/scimUser/mfaContext"), Shape::Kind(kind));
        if !matches!(kind, Kind::Object | Kind::Null) {
            self.notes.warning(&CD_075, at, pointer, got);
        } else if self.user.second_factors.is_some_and(|value| !value.is_hollow()) {
            // Any object is one to the schema.
            self.notes.beyond_schema(|notes| notes.warning(&CD_075, at, pointer, got));
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
        name: &Text<'a>,
        field: impl for<'u> FnOnce(&'u mut User<'a>) -> &'u mut Option<Text<'a>>,
    ) -> Read {
        if cursor.kind() == Kind::Text {
            *field(self.user) = Some(cursor.text()?);
            return Ok(());
        }
        self.misshapen(cursor, home, name)
    }
}
