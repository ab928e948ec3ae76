//! The `metadata` of a user as they are read.
//!
//! Metadata that this program wrote (they say where the user came from, under `migration`) go back
//! into the fields that they were made of. Of others only `groups` mean something, as in the
//! vendor's sample, and `identities` that have the shape of accounts at providers; the rest is the
//! operator's own.

use super::paths::{METADATA, MIGRATION};
use super::record::{Read, Record};
use super::row_names::{Metadata, Origin};
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Address, Attribute, Identity, Info, Json, Phone, Photo, Text, User};

impl<'a> Record<'_, 'a> {
    pub(super) fn metadata(&mut self, cursor: &mut Cursor<'a>) -> Read {
        let (migrated, roles) = look_ahead(cursor.clone());
        self.seen.migrated = migrated;
        cursor.members(Metadata::NAMES, |cursor, name, named| {
            let start = cursor.clone();
            let taken = match (migrated, named) {
                (true, Some(named)) => self.migrated(cursor, (named, name), roles)?,
                (false, Some(Metadata::Groups)) => self.groups(cursor)?,
                (false, Some(Metadata::Roles)) if cursor.kind() == Kind::Array => {
                    let user = &mut *self.user;
                    texts(cursor, |role| user.roles.push(role))?
                }
                (false, Some(Metadata::Identities)) if cursor.kind() == Kind::Array => {
                    identities(cursor, self.user)?
                }
                _ => false,
            };
            if !taken {
                *cursor = start;
                self.attribute(cursor, METADATA, name)?;
            }
            Ok(())
        })
    }

    /// A member that this program wrote; false when it has not the shape that it writes.
    fn migrated(
        &mut self,
        cursor: &mut Cursor<'a>,
        (named, name): (Metadata, Text<'a>),
        roles: bool,
    ) -> Result<bool, Broken> {
        let user = &mut *self.user;
        let field = match (named, cursor.kind()) {
            (Metadata::UserName, Kind::Text) => &mut user.user_name,
            (Metadata::DisplayName, Kind::Text) => &mut user.display_name,
            (Metadata::NickName, Kind::Text) => &mut user.nick_name,
            (Metadata::Title, Kind::Text) => &mut user.title,
            (Metadata::UserType, Kind::Text) => &mut user.user_type,
            (Metadata::ProfileUrl, Kind::Text) => &mut user.profile_url,
            (Metadata::Locale, Kind::Text) => &mut user.locale,
            (Metadata::PreferredLanguage, Kind::Text) => &mut user.preferred_language,
            (Metadata::Timezone, Kind::Text) => &mut user.timezone,
            (Metadata::EmployeeNumber, Kind::Text) => &mut user.enterprise.employee_number,
            (Metadata::CostCenter, Kind::Text) => &mut user.enterprise.cost_center,
            (Metadata::Organization, Kind::Text) => &mut user.enterprise.organization,
            (Metadata::Division, Kind::Text) => &mut user.enterprise.division,
            (Metadata::Department, Kind::Text) => &mut user.enterprise.department,
            (Metadata::Manager, Kind::Text) => &mut user.enterprise.manager,
            (Metadata::Groups, Kind::Array) if roles => return self.groups(cursor),
            (Metadata::Groups | Metadata::Roles, Kind::Array) => {
                return texts(cursor, |role| user.roles.push(role));
            }
            (Metadata::PhoneNumbers, Kind::Array) => {
                return texts(cursor, |value| {
                    let phone =
                        Phone { value, kind: None, primary: None, verified: false, at: None };
                    user.phones.push(phone);
                });
            }
            (Metadata::Name, Kind::Object) => return name_parts(cursor, user),
            (Metadata::Addresses, Kind::Array) => return addresses(cursor, user),
            (Metadata::Photos, Kind::Array) => return photos(cursor, user),
            (Metadata::Identities, Kind::Array) => return identities(cursor, user),
            (Metadata::Attributes, Kind::Object) => {
                cursor.object(|cursor, name| self.attribute(cursor, METADATA, name))?;
                return Ok(true);
            }
            (Metadata::Kept, Kind::Object) => {
                self.keep(cursor, METADATA, name)?;
                return Ok(true);
            }
            (Metadata::Migration, Kind::Object) => {
                self.migration(cursor)?;
                return Ok(true);
            }
            _ => return Ok(false),
        };
        *field = Some(cursor.text()?);
        Ok(true)
    }

    /// Where the user came from: its id there is its id again.
    fn migration(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.members(Origin::NAMES, |cursor, name, named| {
            if named == Some(Origin::Id) && cursor.kind() == Kind::Text {
                self.user.id = Some(cursor.text()?).filter(|id| !id.is_empty());
                return Ok(());
            }
            self.keep(cursor, MIGRATION, name)
        })
    }

    fn groups(&mut self, cursor: &mut Cursor<'a>) -> Result<bool, Broken> {
        if cursor.kind() != Kind::Array {
            return Ok(false);
        }
        texts(cursor, |name| self.push_group(name))
    }
}

/// Did this program write the metadata, and are there roles beside the groups? What they hold is
/// read afterwards, and so is whether it is JSON.
fn look_ahead(mut cursor: Cursor<'_>) -> (bool, bool) {
    let (mut migrated, mut roles) = (false, false);
    let _ = cursor.members(Metadata::NAMES, |cursor, _, named| {
        migrated |= named == Some(Metadata::Migration) && cursor.kind() == Kind::Object;
        roles |= named == Some(Metadata::Roles) && cursor.kind() == Kind::Array;
        cursor.pass()
    });
    (migrated, roles)
}

/// Takes the elements of an array of texts; nothing of one that holds something else.
fn texts<'a>(cursor: &mut Cursor<'a>, mut take: impl FnMut(Text<'a>)) -> Result<bool, Broken> {
    let mut found = Vec::new();
    let mut odd = false;
    cursor.array(|cursor, _| {
        match cursor.value()?.as_text() {
            Some(text) => found.push(text),
            None => odd = true,
        }
        Ok(())
    })?;
    if !odd {
        found.into_iter().for_each(&mut take);
    }
    Ok(!odd)
}

fn name_parts<'a>(cursor: &mut Cursor<'a>, user: &mut User<'a>) -> Result<bool, Broken> {
    let mut parts = user.name;
    let odd = members(cursor, |name, value| {
        let field = match name {
            b"middleName" => &mut parts.middle,
            b"honorificPrefix" => &mut parts.honorific_prefix,
            b"honorificSuffix" => &mut parts.honorific_suffix,
            _ => return false,
        };
        *field = value.as_text();
        field.is_some()
    })?;
    if !odd {
        user.name = parts;
    }
    Ok(!odd)
}

/// Looks at all members of an object; is one of them not what `take` can take?
fn members<'a>(
    cursor: &mut Cursor<'a>,
    mut take: impl FnMut(&[u8], Json<'a>) -> bool,
) -> Result<bool, Broken> {
    let mut odd = false;
    if cursor.kind() != Kind::Object {
        cursor.skip_value()?;
        return Ok(true);
    }
    cursor.object(|cursor, name| {
        let value = cursor.value()?;
        odd |= !take(&name.decode(), value);
        Ok(())
    })?;
    Ok(odd)
}

fn boolean(value: Json<'_>) -> Option<bool> {
    match value.raw()? {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

fn addresses<'a>(cursor: &mut Cursor<'a>, user: &mut User<'a>) -> Result<bool, Broken> {
    let (before, mut odd) = (user.addresses.len(), false);
    cursor.array(|cursor, _| {
        let mut address = Address::default();
        odd |= members(cursor, |name, value| {
            let field = match name {
                b"primary" => {
                    address.primary = boolean(value);
                    return address.primary.is_some();
                }
                b"formatted" => &mut address.formatted,
                b"streetAddress" => &mut address.street_address,
                b"locality" => &mut address.locality,
                b"region" => &mut address.region,
                b"postalCode" => &mut address.postal_code,
                b"country" => &mut address.country,
                b"type" => &mut address.kind,
                _ => return false,
            };
            *field = value.as_text();
            field.is_some()
        })?;
        user.addresses.push(address);
        Ok(())
    })?;
    if odd {
        user.addresses.truncate(before);
    }
    Ok(!odd)
}

fn photos<'a>(cursor: &mut Cursor<'a>, user: &mut User<'a>) -> Result<bool, Broken> {
    let (before, mut odd) = (user.photos.len(), false);
    cursor.array(|cursor, _| {
        let (mut text, mut kind, mut primary) = (None, None, None);
        odd |= members(cursor, |name, value| match name {
            b"value" => {
                text = value.as_text();
                text.is_some()
            }
            b"type" => {
                kind = value.as_text();
                kind.is_some()
            }
            b"primary" => {
                primary = boolean(value);
                primary.is_some()
            }
            _ => false,
        })?;
        match text {
            Some(value) => user.photos.push(Photo { value, kind, primary }),
            None => odd = true,
        }
        Ok(())
    })?;
    if odd {
        user.photos.truncate(before);
    }
    Ok(!odd)
}

fn identities<'a>(cursor: &mut Cursor<'a>, user: &mut User<'a>) -> Result<bool, Broken> {
    let (before, claims, mut odd) = (user.identities.len(), user.claims.len(), false);
    cursor.array(|cursor, _| {
        let first = user.claims.len();
        let mut identity = Identity { siblings: first..first, ..Identity::default() };
        let mut beside = None;
        odd |= members(cursor, |name, value| match name {
            b"provider" => {
                identity.provider = value.as_text();
                identity.provider.is_some()
            }
            b"id" => {
                identity.subject = value.as_text();
                identity.subject.is_some()
            }
            b"claims" => {
                identity.info = Some(Info { name: "idpUserInfo", value });
                value.raw().is_some_and(|raw| raw.starts_with(b"{"))
            }
            b"siblings" => {
                beside = value.raw();
                beside.is_some_and(|raw| raw.starts_with(b"{"))
            }
            _ => false,
        })?;
        if let Some(raw) = beside.filter(|raw| raw.starts_with(b"{")) {
            Cursor::new(raw, 0).object(|cursor, name| {
                let value = cursor.value()?;
                user.claims.push(Attribute { home: "", name, value });
                Ok(())
            })?;
        }
        identity.siblings.end = user.claims.len();
        user.identities.push(identity);
        Ok(())
    })?;
    if odd {
        user.identities.truncate(before);
        user.claims.truncate(claims);
    }
    Ok(!odd)
}
