//! Where a user belongs: tenant, pool, and the schemas of both; and whose a row is.

use super::pool::Pool;
use super::reader::Reader;
use super::record::{Read, Record, Seen};
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Purpose, Shape};
use crate::json::{Cursor, Kind};
use crate::model::Text;

use super::paths::RECORD;

/// Pointers to the ids of schemas.
const PATHS: [&str; 3] =
    ["/payload_schema_id", "/metadata_schema_id", "/business_metadata_schema_id"];

impl<'a> Seen<'a> {
    /// What is known of the user's pool.
    pub(super) fn rules_of<'r>(&self, reader: &'r Reader) -> &'r Pool {
        reader.known.pool(self.pool)
    }
}

impl<'a> Record<'_, 'a> {
    /// The id of a schema of the user, which of the three.
    pub(super) fn schema_id(
        &mut self,
        cursor: &mut Cursor<'a>,
        which: usize,
        name: Text<'a>,
    ) -> Read {
        let at = cursor.at();
        let Some(id) = self.kept_text(cursor, RECORD, name)?.text else { return Ok(()) };
        self.seen.schemas[which] = Some(id);
        if !self.reader.known.schemas.contains(&*id.decode()) {
            let got = Shape::Text(id.chars());
            self.notes.warning(&CE_REF_006, at, Pointer::member(RECORD, name), got);
        }
        Ok(())
    }

    /// The id of the user that a row belongs to.
    pub(super) fn owner(&mut self, cursor: &mut Cursor<'a>) -> Read {
        if cursor.kind() != Kind::Text {
            return cursor.skip_value();
        }
        let owner = cursor.text()?;
        self.count_owned(owner);
        Ok(())
    }

    /// Counts a row that names the user as its owner.
    #[inline(always)]
    pub(super) fn count_owned(&mut self, owner: Text<'a>) {
        self.seen.owned += usize::from(self.seen.id.is_some_and(|id| id.same_as(owner)));
    }

    /// Is the user of the tenant and the pool that the others are of?
    pub(super) fn judge_belonging(&mut self) {
        let known = &self.reader.known;
        if let Some(pool) = self.seen.pool.filter(|pool| !pool.is_empty() && !is_slug(*pool)) {
            let got = Shape::Text(pool.chars());
            self.notes.warning(&CE_REF_005, NO_PLACE, Pointer::of("/user_pool_id"), got);
        }
        if self.notes.purpose() == Purpose::Converting {
            return;
        }
        let differs = |is: Option<Text<'_>>, due: Option<&String>| {
            is.zip(due).is_some_and(|(is, due)| !is.is_empty() && !is.is(due))
        };
        if differs(self.seen.tenant, known.tenant.as_ref()) {
            self.odd(&CE_REF_002, "/tenant_id");
        }
        if differs(self.seen.pool, known.pool_of(self.seen.input)) {
            self.warn(&CE_REF_004, "/user_pool_id");
        }
    }

    /// Are the schemas of the user those of the pool, and is what they describe there?
    pub(super) fn judge_schemas(&mut self) {
        let pool = self.seen.rules_of(self.reader);
        for (which, path) in PATHS.into_iter().enumerate() {
            let own = self.seen.schemas[which];
            if own.zip(pool.schemas[which].as_ref()).is_some_and(|(own, due)| !own.is(due)) {
                self.warn(&CE_REF_010, path);
            }
            if own.is_some() != self.seen.objects[which] {
                self.warn(&CE_PAY_006, path);
            }
        }
    }
}

/// Has this the form of the id of a pool: letters, digits, dots, dashes and underscores?
fn is_slug(id: Text<'_>) -> bool {
    // Every byte is looked at, so that many are looked at side by side.
    let is_odd = |byte: &u8| {
        let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        // The dash and the point stand together.
        let is_other = (byte.wrapping_sub(b'-') < 2) | (*byte == b'_');
        !(is_letter | (byte.wrapping_sub(b'0') < 10) | is_other)
    };
    !id.decode().iter().fold(false, |odd, byte| odd | is_odd(byte))
}
