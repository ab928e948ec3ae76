//! The multi-valued attributes of a `scimUser` (RFC 7643 section 2.4).

use super::paths::{self, SCIM};
use super::reader::{Read, Record};
use super::rules::*;
use crate::findings::{Pointer, Shape};
use crate::formats::text_check::is_email;
use crate::json::{Cursor, Kind};
use crate::model::{Address, Email, Phone, Photo, Text};

impl<'a> Record<'_, 'a> {
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
            b"primary" => {
                self.primary(cursor, &mut primary, Pointer::at("/scimUser/emails/*/primary", index))
            }
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

    pub(super) fn phones(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Array {
            return self.misshapen(cursor, SCIM, name);
        }
        cursor.array(|cursor, index| {
            let at = cursor.at();
            if cursor.kind() != Kind::Object {
                return self
                    .misshapen_element(cursor, Pointer::at("/scimUser/phoneNumbers/*", index));
            }
            let (mut element, kept) = (cursor.clone(), self.user.kept.len());
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
                b"primary" => self.primary(
                    cursor,
                    &mut primary,
                    Pointer::at("/scimUser/phoneNumbers/*/primary", index),
                ),
                _ => self.unknown(cursor, paths::phone(index), name),
            })?;
            match value {
                Some(value) => self.user.phones.push(Phone { value, kind, primary }),
                None => {
                    let pointer = Pointer::at("/scimUser/phoneNumbers/*/value", index);
                    self.notes.warning(&CD_084, at, pointer, Shape::Nothing);
                    self.user.kept.truncate(kept);
                    element.object(|cursor, name| self.keep(cursor, paths::phone(index), name))?;
                }
            }
            Ok(())
        })
    }

    pub(super) fn addresses(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Array {
            return self.misshapen(cursor, SCIM, name);
        }
        cursor.array(|cursor, index| {
            if cursor.kind() != Kind::Object {
                return self.misshapen_element(cursor, Pointer::at("/scimUser/addresses/*", index));
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

    pub(super) fn photos(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Array {
            return self.misshapen(cursor, SCIM, name);
        }
        cursor.array(|cursor, index| {
            let at = cursor.at();
            if cursor.kind() != Kind::Object {
                return self.misshapen_element(cursor, Pointer::at("/scimUser/photos/*", index));
            }
            let (mut element, kept) = (cursor.clone(), self.user.kept.len());
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
                    self.user.kept.truncate(kept);
                    element.object(|cursor, name| self.keep(cursor, paths::photo(index), name))?;
                }
            }
            Ok(())
        })
    }

    /// A `primary` member: a boolean, or as good as absent.
    fn primary(&mut self, cursor: &mut Cursor<'a>, primary: &mut bool, pointer: Pointer) -> Read {
        match cursor.boolean()? {
            Some(value) => *primary = value,
            None => {
                if cursor.kind() != Kind::Null {
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
