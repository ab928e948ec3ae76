//! Credentials as they are read: passwords, and further factors.

use super::common::{Common, Member};
use super::hash::lone_hash;
use super::lists::CREDENTIALS;
use super::options::Profile;
use super::record::{Read, Record};
use super::row_names::{Named, names_of};
use super::rules::*;
use crate::findings::{Pointer, Shape};
use crate::formats::text_check::is_plain_time;
use crate::json::{Broken, Cursor, Kind, Progress};
use crate::model::{Hash, HashMethod, Home, Json, Text};

/// The members of a row.
#[derive(Default)]
struct Row<'a> {
    common: Common<'a>,
    kind: Member<'a>,
    state: Member<'a>,
    expires: Member<'a>,
    raw_expires: Option<Json<'a>>,
    /// At the payload, if it is an object.
    payload: Option<Cursor<'a>>,
    odd_payload: Option<(usize, Kind)>,
    hash: Option<(Json<'a>, HashMethod)>,
    updated: Option<Json<'a>>,
}

impl<'a> Record<'_, 'a> {
    fn credential_row(&mut self, cursor: &mut Cursor<'a>, home: Home) -> Result<Row<'a>, Broken> {
        let mut row = Row::default();
        let progress = self.plain_credential_members(cursor, home, &mut row)?;
        cursor.further_members(names_of(CREDENTIALS), progress, |cursor, name, named| {
            if named == Some(Named::UpdatedAt) {
                row.updated = Some(cursor.clone().value_and_text()?.0);
            }
            if self.common(cursor, home, (named, name), CREDENTIALS, &mut row.common)? {
                return Ok(());
            }
            match named {
                Some(Named::Type) => row.kind = self.text(cursor, home, name)?,
                Some(Named::State) => {
                    self.too_new(cursor, home, name);
                    row.state = self.kept_text(cursor, home, name)?;
                }
                Some(Named::ExpiresAt) => {
                    row.raw_expires = Some(self.time(cursor, home, name, &mut row.expires)?);
                }
                Some(Named::Payload) if cursor.kind() == Kind::Object => {
                    row.payload = Some(cursor.clone());
                    row.hash = self.hash_of(cursor, home)?;
                }
                Some(Named::Payload) => {
                    row.odd_payload = Some((cursor.at(), cursor.kind()));
                    self.keep(cursor, home, name)?;
                }
                _ => self.unknown(cursor, home, name)?,
            }
            Ok(())
        })?;
        Ok(row)
    }

    /// Reads the first members, those of which there is nothing to tell; of payloads those that have
    /// nothing but a hash.
    fn plain_credential_members(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        row: &mut Row<'a>,
    ) -> Result<Progress, Broken> {
        let (mut payload, mut found) = (None, None);
        let object = |cursor: &mut Cursor<'a>, named| {
            let start = cursor.clone();
            let hash = if named == Named::Payload { lone_hash(cursor) } else { None };
            let is_hash = hash.is_some();
            if is_hash {
                (payload, found) = (Some(start), hash);
            }
            is_hash
        };
        let progress = self.plain_members(cursor, (home, CREDENTIALS), object, |member| {
            match member.meaning {
                Named::Type => row.kind = Member::of(member),
                Named::State => row.state = Member::of(member),
                Named::ExpiresAt => {
                    row.expires = Member::of(member);
                    row.raw_expires = Some(member.value());
                }
                _ => row.common.take(member),
            }
            if member.meaning == Named::UpdatedAt {
                row.updated = Some(member.value());
            }
        })?;
        row.payload = payload;
        row.hash = found.map(|(hash, at, raw)| (raw, self.judge_hash(&hash, at, home)));
        Ok(progress)
    }

    pub(super) fn credential(&mut self, cursor: &mut Cursor<'a>, home: Home) -> Read {
        let start = cursor.at();
        let row = self.credential_row(cursor, home)?;
        let Row { common, kind, state, expires, raw_expires, .. } = row;
        let Row { payload, odd_payload, hash, updated, .. } = row;
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
