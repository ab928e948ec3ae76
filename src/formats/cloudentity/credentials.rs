//! Credentials as they are read: passwords, and further factors.

use super::common::Common;
use super::lists::CREDENTIALS;
use super::options::Profile;
use super::record::{Read, Record};
use super::rules::*;
use crate::findings::{Pointer, Shape};
use crate::json::{Cursor, Kind};
use crate::model::{Hash, Home, Text};

impl<'a> Record<'_, 'a> {
    pub(super) fn credential(&mut self, cursor: &mut Cursor<'a>, home: Home) -> Read {
        let start = cursor.at();
        let (mut common, mut kind, mut state) = (Common::default(), None, None);
        let (mut expires, mut payload, mut hash) = (None, None, None);
        let mut updated = None;
        cursor.object(|cursor, name| {
            if name.is("updated_at") {
                updated = Some(cursor.clone().value()?);
            }
            if self.common(cursor, home, name, CREDENTIALS, &mut common)? {
                return Ok(());
            }
            match &*name.decode() {
                b"type" => kind = self.text(cursor, home, name)?,
                b"state" => {
                    self.too_new(cursor, home, name);
                    state = self.kept_text(cursor, home, name)?;
                }
                b"expires_at" => {
                    let value = cursor.clone().value()?;
                    let mut time = None;
                    self.time(cursor, home, name, &mut time)?;
                    expires = time.map(|time| (time, value));
                }
                b"payload" if cursor.kind() == Kind::Object => {
                    payload = Some(cursor.clone());
                    hash = self.hash_of(cursor, home)?;
                }
                b"payload" => self.keep(cursor, home, name)?,
                _ => self.unknown(cursor, home, name)?,
            }
            Ok(())
        })?;
        self.conclude_common(&common, start, home);
        let pointer = || Pointer::at(home.path, home.index);
        let (Some(kind), Some(mut payload)) = (kind, payload) else {
            self.notes.error(&CE_CRD_002, start, pointer(), Shape::Nothing);
            return Ok(());
        };
        match &*kind.decode() {
            b"password" => {}
            b"webauthn" | b"totp" => {
                if self.reader.known.profile == Profile::Of2022 {
                    self.notes.warning(&CE_STR_009, start, pointer(), Shape::Nothing);
                }
                self.notes.warning(&CE_CRD_017, start, pointer(), Shape::Nothing);
                match self.user.second_factors {
                    None => self.user.second_factors = Some(cursor.value_since(start)),
                    Some(_) => self.keep(&mut payload, home, Text::plain("payload"))?,
                }
                return Ok(());
            }
            _ => {
                self.notes.error(&CE_STR_007, start, pointer(), Shape::Text(kind.chars()));
                return Ok(());
            }
        }
        self.seen.passwords += 1;
        if self.seen.passwords > 1 {
            self.notes.error(&CE_CRD_001, start, pointer(), Shape::Count(2));
        }
        let Some((raw, method)) = hash else {
            self.notes.error(&CE_CRD_002, start, pointer(), Shape::Nothing);
            return Ok(());
        };
        let hashing = self.seen.rules_of(self.reader).hashing;
        if hashing.is_some_and(|due| due != method) {
            self.notes.info(&CE_CRD_021, start, pointer(), Shape::Nothing);
        }
        let must_reset = self.must_reset(expires.map(|(time, _)| time), state, start, home);
        self.seen.usable |= !must_reset;
        let credential = &mut self.user.credential;
        credential.hash = Some(Hash { method, raw });
        credential.must_reset = must_reset;
        credential.expires = expires.map(|(_, value)| value);
        credential.updated = updated;
        Ok(())
    }

    /// Must the user reset the password: does its state say so, or has it expired?
    fn must_reset(
        &mut self,
        expires: Option<Text<'a>>,
        state: Option<Text<'a>>,
        at: usize,
        home: Home,
    ) -> bool {
        let pointer = || Pointer::at(home.path, home.index);
        let said = state.is_some_and(|state| state.is("must_be_reset"));
        let known = ["valid", "must_be_reset", "must_be_changed"];
        if let Some(odd) = state.filter(|state| !known.iter().any(|known| state.is(known))) {
            self.notes.error(&CE_STR_007, at, pointer(), Shape::Text(odd.chars()));
        }
        let Some(text) = expires.map(|time| String::from_utf8_lossy(&time.decode()).into_owned())
        else {
            return said;
        };
        let Ok(instant) = text.parse::<jiff::Timestamp>() else { return said };
        let second = instant.as_second();
        if second == NEVER || second == ZERO {
            if second == ZERO {
                self.notes.warning(&CE_CRD_014, at, pointer(), Shape::Nothing);
            }
            return said;
        }
        if second < NEVER + 86_400 {
            self.notes.warning(&CE_CRD_014, at, pointer(), Shape::Nothing);
        }
        let expired = self.reader.known.now.is_some_and(|now| instant < now);
        if expired {
            self.notes.info(&CE_CRD_013, at, pointer(), Shape::Nothing);
            if state.is_some_and(|state| state.is("valid")) {
                self.notes.warning(&CE_CRD_016, at, pointer(), Shape::Nothing);
            }
        }
        said || expired
    }
}

/// Seconds of 1900-01-01, which means never, and of Go's zero time, which means nothing.
const NEVER: i64 = -2_208_988_800;
const ZERO: i64 = -62_135_596_800;
