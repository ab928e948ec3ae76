//! What a record holds of passwords: the sealed hash, earlier ones, and times.

use super::paths::RECORD;
use super::reader::Record;
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Purpose, Shape};
use crate::formats::text_check::base64_bytes;
use crate::json::{Cursor, Kind};
use crate::model::{Field, Json, KeyKind, Text};

/// The only algorithm that was ever seen.
const ALGORITHM: &str = "PBKDF2WithHmacSHA512";

/// How long every sealed hash is that was ever seen, in bytes.
const HASH_BYTES: usize = 128;

/// So many passwords a policy remembers, and the current one.
const MOST_REMEMBERED: u64 = 9;

/// An instant in milliseconds since 1970, as App ID writes them.
pub(super) enum Instant {
    /// 0: there is none.
    None,
    At(i64),
    /// Not a whole number, negative, or so small that it is one of seconds.
    Odd(Kind),
}

impl Instant {
    /// Reads the text of a value.
    pub(super) fn of(text: &[u8]) -> Self {
        let add = |number: i64, byte: &u8| {
            let digit = i64::from(byte.wrapping_sub(b'0'));
            number.checked_mul(10)?.checked_add(digit).filter(|_| digit < 10)
        };
        match text.iter().try_fold(0, add).filter(|_| !text.is_empty()) {
            Some(0) => Instant::None,
            // From September 2001 on.
            Some(at @ 1_000_000_000_000..) => Instant::At(at),
            _ => Instant::Odd(Cursor::new(text, 0).kind()),
        }
    }
}

impl<'a> Record<'_, 'a> {
    pub(super) fn conclude_password(&mut self) {
        if self.user.credential.sealed.is_some_and(|hash| hash.is_empty()) {
            self.user.credential.sealed = None;
            self.keep_empty(Field::PasswordHash, RECORD, "passwordHash");
        }
        let credential = &self.user.credential;
        if credential.sealed.is_some() != credential.algorithm.is_some() {
            self.notes.warning(&CD_052, NO_PLACE, Pointer::of("/passwordHash"), Shape::Nothing);
        }
        match credential.sealed {
            Some(hash) => self.sealed_hash(hash),
            None => self.notes.warning(&CD_054, NO_PLACE, Pointer::of(""), Shape::Nothing),
        }
        if let Some(algorithm) = self.user.credential.algorithm.filter(|one| !one.is(ALGORITHM)) {
            let got = Shape::Text(algorithm.chars());
            self.notes.warning(&CD_053, NO_PLACE, Pointer::of("/passwordHashAlg"), got);
        }
        if let Some(history) = self.user.credential.history {
            self.history(history);
        }
        self.times();
    }

    fn sealed_hash(&mut self, hash: Text<'a>) {
        let pointer = || Pointer::of("/passwordHash");
        match base64_bytes(hash) {
            Some(HASH_BYTES) => {}
            Some(other) => {
                self.notes.warning(&CD_051, NO_PLACE, pointer(), Shape::Count(other as u64));
            }
            None => self.notes.error(&CD_050, NO_PLACE, pointer(), Shape::Text(hash.chars())),
        }
        // A conversion carries no such hash, and must not pay for the look.
        if self.notes.purpose() != Purpose::Converting {
            self.notes.key(KeyKind::PasswordHash, hash);
        }
    }

    fn history(&mut self, history: Json<'a>) {
        const HISTORY: &str = "/scimUser/passwordHistory";
        let mut cursor = Cursor::new(history.raw().unwrap_or_default(), 0);
        if cursor.kind() != Kind::Array {
            let got = Shape::Kind(cursor.kind());
            return self.notes.error(&CD_058, NO_PLACE, Pointer::of(HISTORY), got);
        }
        let current = self.user.credential.sealed;
        let (mut entries, mut holds_current) = (0, false);
        let read = cursor.array(|cursor, index| {
            entries += 1;
            let hash = self.remembered(cursor, index)?;
            let is_current = current.zip(hash).is_some_and(|(one, other)| one.same_as(other));
            holds_current |= is_current;
            Ok(())
        });
        debug_assert!(read.is_ok(), "it was read before");
        let got = Shape::Count(entries);
        if entries > MOST_REMEMBERED {
            self.notes.warning(&CD_059, NO_PLACE, Pointer::of(HISTORY), got);
        }
        if entries > 0 && current.is_some() && !holds_current {
            self.notes.info(&CD_060, NO_PLACE, Pointer::of(HISTORY), got);
        }
    }

    /// An earlier password: its hash.
    fn remembered(
        &mut self,
        cursor: &mut Cursor<'a>,
        index: u32,
    ) -> Result<Option<Text<'a>>, crate::json::Broken> {
        let kind = cursor.kind();
        if kind != Kind::Object {
            let pointer = Pointer::at("/scimUser/passwordHistory/*", index);
            self.notes.error(&CD_058, NO_PLACE, pointer, Shape::Kind(kind));
            cursor.skip_value()?;
            return Ok(None);
        }
        let (mut hash, mut algorithm) = (None, None);
        cursor.object(|cursor, name| {
            let value = cursor.value()?;
            match &*name.decode() {
                b"passwordHash" => hash = value.as_text(),
                b"hashAlgorithm" => algorithm = value.as_text(),
                _ => {}
            }
            Ok(())
        })?;
        let got =
            |text: Option<Text<'_>>| text.map_or(Shape::Nothing, |text| Shape::Text(text.chars()));
        if hash.and_then(base64_bytes).is_none() {
            let pointer = Pointer::at("/scimUser/passwordHistory/*/passwordHash", index);
            self.notes.error(&CD_058, NO_PLACE, pointer, got(hash));
        }
        if !algorithm.is_some_and(|one| one.is(ALGORITHM)) {
            let pointer = Pointer::at("/scimUser/passwordHistory/*/hashAlgorithm", index);
            self.notes.error(&CD_058, NO_PLACE, pointer, got(algorithm));
        }
        Ok(hash)
    }

    fn times(&mut self) {
        const EXPIRES: &str = "/scimUser/passwordExpirationTimestamp";
        const UPDATED: &str = "/scimUser/passwordUpdatedTimestamp";
        let expires = self.instant(self.user.credential.expires, EXPIRES);
        let updated = self.instant(self.user.credential.updated, UPDATED);
        let got = Shape::Kind(Kind::Number);
        let Some(expires) = expires else { return };
        if updated.is_some_and(|updated| expires < updated) {
            self.notes.warning(&CD_062, NO_PLACE, Pointer::of(EXPIRES), got);
        }
        if expires <= self.reader.now {
            self.notes.info(&CD_063, NO_PLACE, Pointer::of(EXPIRES), got);
        }
    }

    fn instant(&mut self, value: Option<Json<'a>>, path: &'static str) -> Option<i64> {
        match Instant::of(value?.raw()?) {
            Instant::At(at) => Some(at),
            Instant::None => None,
            Instant::Odd(kind) => {
                self.notes.warning(&CD_061, NO_PLACE, Pointer::of(path), Shape::Kind(kind));
                None
            }
        }
    }
}
