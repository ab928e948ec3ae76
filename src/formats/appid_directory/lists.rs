//! The multi-valued attributes of a `scimUser` (RFC 7643 section 2.4).

use super::paths::{self, SCIM};
use super::reader::{Read, Record};
use super::rules::*;
use crate::findings::{Pointer, Shape};
use crate::formats::registered::is_country;
use crate::formats::text_check::{is_absolute_url, is_e164, is_email};
use crate::json::{Cursor, Kind, member_names};
use crate::model::{Address, Email, Field, Home, Phone, Photo, Text};

member_names! {
    /// The members of an e-mail address, a telephone number or a picture that are known.
    Element {
        Value = "value",
        Primary = "primary",
        Type = "type",
    }
}

member_names! {
    /// The members of an address that are known.
    AddressMember {
        Formatted = "formatted",
        StreetAddress = "streetAddress",
        Locality = "locality",
        Region = "region",
        PostalCode = "postalCode",
        Country = "country",
        Type = "type",
        Primary = "primary",
    }
}

/// Where a list began: one that is empty, or has an empty element, is kept as it is.
struct List {
    start: usize,
    kept: usize,
}

impl List {
    fn begin<'a>(cursor: &Cursor<'a>, record: &Record<'_, 'a>) -> Self {
        List { start: cursor.at(), kept: record.user.kept.len() }
    }

    #[cold]
    fn keep_whole<'a>(
        self,
        field: Field,
        record: &mut Record<'_, 'a>,
        cursor: &mut Cursor<'a>,
        name: &Text<'a>,
    ) -> Read {
        cursor.go_back(self.start);
        record.user.kept.truncate(self.kept);
        record.keep_as(field, cursor, SCIM, name)
    }
}

impl<'a> Record<'_, 'a> {
    #[inline(never)]
    pub(super) fn emails(&mut self, cursor: &mut Cursor<'a>) -> Read {
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
            self.seen.lost_primary = true;
            return cursor.skip_value();
        }
        let (mut value, mut kind, mut stated) = (None, None, None);
        let mut odd = (at, Shape::Nothing);
        cursor.each_member(Element::NAMES, |cursor, name, member| match member {
            Some(Element::Value) if cursor.kind() == Kind::Text => {
                let at = cursor.at();
                let text = cursor.text()?;
                if !is_email(text) {
                    let pointer = Pointer::at("/scimUser/emails/*/value", index);
                    self.notes.warning(&CD_032, at, pointer, Shape::Text(text.chars()));
                }
                value = Some(text);
                Ok(())
            }
            Some(Element::Value) => {
                odd = (cursor.at(), Shape::Kind(cursor.kind()));
                cursor.skip_value()
            }
            Some(Element::Primary) => {
                self.seen.lost_primary |= !matches!(cursor.kind(), Kind::Boolean | Kind::Null);
                self.primary(cursor, &mut stated, ("/scimUser/emails/*/primary", index))
            }
            Some(Element::Type) if cursor.kind() == Kind::Text => {
                kind = Some(cursor.text()?);
                Ok(())
            }
            _ => self.unusual(cursor, paths::email(index), name),
        })?;
        match value {
            Some(value) => {
                if self.user.emails.iter().any(|other| other.value.same_as(value)) {
                    let pointer = Pointer::at("/scimUser/emails/*/value", index);
                    self.notes.warning(&CD_035, at, pointer, Shape::Text(value.chars()));
                }
                let primary = stated == Some(true);
                self.user.emails.push(Email { value, kind, primary, stated, verified: false });
            }
            None => {
                let pointer = Pointer::at("/scimUser/emails/*/value", index);
                self.notes.error(&CD_030, odd.0, pointer, odd.1);
                self.seen.lost_primary |= stated == Some(true);
            }
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn phones(&mut self, cursor: &mut Cursor<'a>, name: &Text<'a>) -> Read {
        if cursor.kind() != Kind::Array {
            return self.misshapen(cursor, SCIM, name);
        }
        let list = List::begin(cursor, self);
        let mut odd = false;
        cursor.array(|cursor, index| {
            let at = cursor.at();
            if cursor.kind() != Kind::Object {
                return self
                    .misshapen_element(cursor, Pointer::at("/scimUser/phoneNumbers/*", index));
            }
            let kept = self.user.kept.len();
            let (mut value, mut kind, mut primary) = (None, None, None);
            cursor.each_member(Element::NAMES, |cursor, name, member| match member {
                Some(Element::Value) if cursor.kind() == Kind::Text => {
                    value = Some(cursor.text()?);
                    Ok(())
                }
                Some(Element::Type) if cursor.kind() == Kind::Text => {
                    kind = Some(cursor.text()?);
                    Ok(())
                }
                Some(Element::Primary) => {
                    self.primary(cursor, &mut primary, ("/scimUser/phoneNumbers/*/primary", index))
                }
                _ => self.unusual(cursor, paths::phone(index), name),
            })?;
            match value {
                Some(value) => {
                    if !is_e164(value) {
                        let pointer = Pointer::at("/scimUser/phoneNumbers/*/value", index);
                        self.notes.warning(&CD_082, at, pointer, Shape::Text(value.chars()));
                    }
                    let at = Some(Home { path: "/scimUser/phoneNumbers/*/value", index });
                    self.user.phones.push(Phone { value, kind, primary, verified: false, at });
                }
                None => {
                    let pointer = Pointer::at("/scimUser/phoneNumbers/*/value", index);
                    self.notes.warning(&CD_084, at, pointer, Shape::Nothing);
                    self.user.kept.truncate(kept);
                    cursor.go_back(at);
                    cursor.object(|cursor, name| {
                        self.keep_as(Field::Phones, cursor, paths::phone(index), &name)
                    })?;
                    odd |= self.user.kept.len() == kept;
                }
            }
            Ok(())
        })?;
        if odd || self.user.phones.is_empty() && self.user.kept.len() == list.kept {
            self.user.phones.clear();
            return list.keep_whole(Field::Phones, self, cursor, name);
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn addresses(&mut self, cursor: &mut Cursor<'a>, name: &Text<'a>) -> Read {
        if cursor.kind() != Kind::Array {
            return self.misshapen(cursor, SCIM, name);
        }
        let list = List::begin(cursor, self);
        cursor.array(|cursor, index| {
            let at = cursor.at();
            if cursor.kind() != Kind::Object {
                return self.misshapen_element(cursor, Pointer::at("/scimUser/addresses/*", index));
            }
            let mut address = Address::default();
            cursor.each_member(AddressMember::NAMES, |cursor, name, member| {
                let field = match member {
                    Some(AddressMember::Formatted) => &mut address.formatted,
                    Some(AddressMember::StreetAddress) => &mut address.street_address,
                    Some(AddressMember::Locality) => &mut address.locality,
                    Some(AddressMember::Region) => &mut address.region,
                    Some(AddressMember::PostalCode) => &mut address.postal_code,
                    Some(AddressMember::Country) => &mut address.country,
                    Some(AddressMember::Type) => &mut address.kind,
                    Some(AddressMember::Primary) if cursor.kind() == Kind::Boolean => {
                        address.primary = cursor.boolean()?;
                        return Ok(());
                    }
                    _ => return self.unusual(cursor, paths::address(index), name),
                };
                if cursor.kind() != Kind::Text {
                    return self.misshapen(cursor, paths::address(index), name);
                }
                *field = Some(cursor.text()?);
                Ok(())
            })?;
            if let Some(country) = address.country.filter(|country| !is_country(*country)) {
                let pointer = Pointer::at("/scimUser/addresses/*/country", index);
                self.notes.warning(&CD_084, at, pointer, Shape::Text(country.chars()));
            }
            self.user.addresses.push(address);
            Ok(())
        })?;
        if self.user.addresses.is_empty() {
            return list.keep_whole(Field::Addresses, self, cursor, name);
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn photos(&mut self, cursor: &mut Cursor<'a>, name: &Text<'a>) -> Read {
        if cursor.kind() != Kind::Array {
            return self.misshapen(cursor, SCIM, name);
        }
        let list = List::begin(cursor, self);
        let mut odd = false;
        cursor.array(|cursor, index| {
            let at = cursor.at();
            if cursor.kind() != Kind::Object {
                return self.misshapen_element(cursor, Pointer::at("/scimUser/photos/*", index));
            }
            let kept = self.user.kept.len();
            let (mut value, mut kind, mut primary) = (None, None, None);
            cursor.each_member(Element::NAMES, |cursor, name, member| match member {
                Some(Element::Value) if cursor.kind() == Kind::Text => {
                    value = Some(cursor.text()?);
                    Ok(())
                }
                Some(Element::Type) if cursor.kind() == Kind::Text => {
                    kind = Some(cursor.text()?);
                    Ok(())
                }
                Some(Element::Primary) if cursor.kind() == Kind::Boolean => {
                    primary = cursor.boolean()?;
                    Ok(())
                }
                _ => self.unusual(cursor, paths::photo(index), name),
            })?;
            match value {
                Some(value) => {
                    if !is_absolute_url(value) {
                        let pointer = Pointer::at("/scimUser/photos/*/value", index);
                        self.notes.warning(&CD_084, at, pointer, Shape::Text(value.chars()));
                    }
                    self.user.photos.push(Photo { value, kind, primary });
                }
                None => {
                    let pointer = Pointer::at("/scimUser/photos/*/value", index);
                    self.notes.warning(&CD_084, at, pointer, Shape::Nothing);
                    self.user.kept.truncate(kept);
                    cursor.go_back(at);
                    cursor.object(|cursor, name| {
                        self.keep_as(Field::Photos, cursor, paths::photo(index), &name)
                    })?;
                    odd |= self.user.kept.len() == kept;
                }
            }
            Ok(())
        })?;
        if odd || self.user.photos.is_empty() && self.user.kept.len() == list.kept {
            self.user.photos.clear();
            return list.keep_whole(Field::Photos, self, cursor, name);
        }
        Ok(())
    }

    /// Keeps a list that the neutral user has no field for, such as `ims`.
    #[inline(never)]
    pub(super) fn unknown_list(&mut self, cursor: &mut Cursor<'a>, name: &Text<'a>) -> Read {
        let (at, mut list, mut primaries) = (cursor.at(), cursor.clone(), 0);
        self.unknown(cursor, SCIM, name)?;
        list.array(|cursor, _| {
            if cursor.kind() != Kind::Object {
                return cursor.skip_value();
            }
            cursor.object(|cursor, name| {
                primaries += u64::from(name.is("primary") && cursor.peek() == b't');
                cursor.skip_value()
            })
        })?;
        if primaries > 1 {
            let pointer = Pointer::member(SCIM, *name);
            self.notes.warning(&CD_083, at, pointer, Shape::Count(primaries));
        }
        Ok(())
    }

    /// A `primary` member: a boolean, or as good as absent.
    #[inline(always)]
    fn primary(
        &mut self,
        cursor: &mut Cursor<'a>,
        primary: &mut Option<bool>,
        (path, index): (&'static str, u32),
    ) -> Read {
        match cursor.boolean()? {
            Some(value) => *primary = Some(value),
            None => {
                if cursor.kind() != Kind::Null {
                    let pointer = Pointer::at(path, index);
                    self.notes.error(&CD_031, cursor.at(), pointer, Shape::Kind(cursor.kind()));
                }
                cursor.skip_value()?;
            }
        }
        Ok(())
    }

    /// An element of an array that is not an object.
    #[cold]
    fn misshapen_element(&mut self, cursor: &mut Cursor<'a>, pointer: Pointer) -> Read {
        self.notes.error(&CD_084, cursor.at(), pointer, Shape::Kind(cursor.kind()));
        cursor.skip_value()
    }
}
