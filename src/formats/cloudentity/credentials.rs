//! Credentials as they are read: passwords, and further factors.

use super::common::{Common, Member};
use super::lists::CREDENTIALS;
use super::options::Profile;
use super::record::{Read, Record};
use super::row_names::{Named, names_of};
use super::rules::*;
use crate::findings::{Pointer, Shape};
use crate::formats::text_check::is_plain_time;
use crate::json::{Cursor, Kind};
use crate::model::{Hash, Home, Text};

impl<'a> Record<'_, 'a> {
    pub(super) fn credential(&mut self, cursor: &mut Cursor<'a>, home: Home) -> Read {
        let start = cursor.at();
        let mut common = Common::default();
        let (mut kind, mut state, mut expires) = Default::default();
        let (mut raw_expires, mut payload, mut hash) = (None, None, None);
        let (mut odd_payload, mut updated) = (None, None);
        cursor.members(names_of(CREDENTIALS), |cursor, name, named| {
            if named == Some(Named::UpdatedAt) {
                updated = Some(cursor.clone().value_and_text()?.0);
            }
            if self.common(cursor, home, (named, name), CREDENTIALS, &mut common)? {
                return Ok(());
            }
            match named {
                Some(Named::Type) => kind = self.text(cursor, home, name)?,
                Some(Named::State) => {
                    self.too_new(cursor, home, name);
                    state = self.kept_text(cursor, home, name)?;
                }
                Some(Named::ExpiresAt) => {
                    raw_expires = Some(self.time(cursor, home, name, &mut expires)?);
                }
                Some(Named::Payload) if cursor.kind() == Kind::Object => {
                    payload = Some(cursor.clone());
                    hash = self.hash_of(cursor, home)?;
                }
                Some(Named::Payload) => {
                    odd_payload = Some((cursor.at(), cursor.kind()));
                    self.keep(cursor, home, name)?;
                }
                _ => self.unknown(cursor, home, name)?,
            }
            Ok(())
        })?;
        self.conclude_common(&common, start, home);
        let pointer = || Pointer::at(home.path, home.index);
        let member = |name| Pointer::named(home, name);
        if kind.at.is_none() {
            self.notes.error(&CE_CRD_002, start, member("type"), Shape::Nothing);
        }
        if payload.is_none() {
            let got = odd_payload.map_or(Shape::Nothing, |(_, kind)| Shape::Kind(kind));
            let at = odd_payload.map_or(start, |(at, _)| at);
            self.notes.error(&CE_CRD_002, at, member("payload"), got);
        }
        let (Member { at: Some(at), text: Some(kind) }, Some(mut payload)) = (kind, payload) else {
            return Ok(());
        };
        match &*kind.decode() {
            b"password" => {}
            b"webauthn" | b"totp" => {
                if self.reader.known.profile == Profile::Of2022 {
                    self.notes.warning(&CE_STR_009, at, member("type"), Shape::Nothing);
                }
                self.notes.warning(&CE_CRD_017, start, pointer(), Shape::Nothing);
                match self.user.second_factors {
                    None => self.user.second_factors = Some(cursor.value_since(start)),
                    Some(_) => self.keep(&mut payload, home, Text::plain("payload"))?,
                }
                return Ok(());
            }
            _ => {
                let got = Shape::Text(kind.chars());
                self.notes.error(&CE_STR_007, at, member("type"), got);
                return Ok(());
            }
        }
        self.seen.passwords += 1;
        if self.seen.passwords > 1 {
            self.notes.error(&CE_CRD_001, start, pointer(), Shape::Count(2));
        }
        let Some((raw, method)) = hash else {
            let pointer = member("payload/hashed_password");
            self.notes.error(&CE_CRD_002, payload.at(), pointer, Shape::Nothing);
            return Ok(());
        };
        let hashing = self.seen.rules_of(self.reader).hashing;
        if hashing.is_some_and(|due| due != method) {
            self.notes.info(&CE_CRD_021, start, pointer(), Shape::Nothing);
        }
        let must_reset = self.must_reset(expires, state, home);
        self.seen.usable |= !must_reset;
        let credential = &mut self.user.credential;
        credential.hash = Some(Hash { method, raw });
        credential.must_reset = must_reset;
        credential.expires = raw_expires.filter(|_| expires.text.is_some());
        credential.updated = updated;
        Ok(())
    }

    /// Must the user reset the password: does its state say so, or has it expired?
    fn must_reset(&mut self, expires: Member<'a>, state: Member<'a>, home: Home) -> bool {
        let said = state.text.is_some_and(|state| state.is("must_be_reset"));
        let known = ["valid", "must_be_reset", "must_be_changed"];
        if let Member { at: Some(at), text: Some(odd) } = state
            && !known.iter().any(|known| odd.is(known))
        {
            let got = Shape::Text(odd.chars());
            self.notes.error(&CE_STR_007, at, Pointer::named(home, "state"), got);
        }
        let Member { at: Some(at), text: Some(expires) } = expires else { return said };
        let pointer = || Pointer::named(home, "expires_at");
        let expired = if self.is_plainly_past(expires) {
            true
        } else {
            let text = String::from_utf8_lossy(&expires.decode()).into_owned();
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
            self.reader.known.now.is_some_and(|now| instant < now)
        };
        if expired {
            self.notes.info(&CE_CRD_013, at, pointer(), Shape::Nothing);
            if state.text.is_some_and(|state| state.is("valid")) {
                self.notes.warning(&CE_CRD_016, at, pointer(), Shape::Nothing);
            }
        }
        said || expired
    }

    /// Is this plainly a time before that of the run, and behind those that mean something else?
    /// Times to the second compare as texts.
    fn is_plainly_past(&self, time: Text<'_>) -> bool {
        let now = self.reader.known.now_text.as_bytes();
        let is_between = |time: &[u8]| time.len() == 20 && time > BEHIND_NEVER && time < now;
        time.as_plain().is_some_and(|time| is_between(time) && is_plain_time(time))
    }
}

/// More than a day behind the time that means never.
const BEHIND_NEVER: &[u8] = b"1901";
/// Seconds of 1900-01-01, which means never, and of Go's zero time, which means nothing.
const NEVER: i64 = -2_208_988_800;
const ZERO: i64 = -62_135_596_800;
