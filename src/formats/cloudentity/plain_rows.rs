//! Members of rows of which there is nothing to tell: nearly all of them.
//!
//! They are foreseen, and each is what it should be. From the first one on that is not, a row is read
//! member by member, which tells all. What is kept of a row is the same either way, in the same order.

use super::common::{Common, Member};
use super::lists::{ADDRESSES, CREDENTIALS, IDENTIFIERS, USERS};
use super::meetings::RowId;
use super::options::Profile;
use super::paths::RECORD;
use super::record::{Own, Record};
use super::row_names::{Named, names_of};
use crate::formats::text_check::is_time;
use crate::json::{Broken, Cursor, Foreseen, Progress};
use crate::model::{Home, Json, Text};

impl<'a> Record<'_, 'a> {
    /// Reads the first members of a row, those of which there is nothing to tell, and keeps of them
    /// what is kept of all rows. `take` is told of them, and `object` goes over objects.
    #[inline(always)]
    pub(super) fn plain_members(
        &mut self,
        cursor: &mut Cursor<'a>,
        (home, list): (Home, u8),
        object: impl FnMut(&mut Cursor<'a>, Named) -> bool,
        mut take: impl FnMut(&Foreseen<'a, Named>),
    ) -> Result<Progress, Broken> {
        debug_assert!(matches!(list, CREDENTIALS | IDENTIFIERS | ADDRESSES));
        let member = |member: Foreseen<'a, Named>| {
            let is_plain = self.keep_plain(&member, home, list);
            if is_plain {
                take(&member);
            }
            is_plain
        };
        cursor.foreseen_members(names_of(list), member, object)
    }

    /// Keeps of a member what is kept, and remembers an id; false where there is something to tell.
    #[inline(always)]
    fn keep_plain(&mut self, member: &Foreseen<'a, Named>, home: Home, list: u8) -> bool {
        let Some(text) = member.text else { return member.meaning == Named::Verified };
        let is_2022 = self.reader.known.profile == Profile::Of2022;
        let value = match member.meaning {
            Named::Id => {
                if !super::is_uuid_v4(text) || self.is_met(text) || self.is_repeated(text) {
                    return false;
                }
                self.seen.row_ids.push(RowId { list, input: self.seen.input, id: text });
                Json::text(text)
            }
            Named::UserId => {
                self.count_owned(text);
                return true;
            }
            Named::TenantId => return self.seen.tenant.is_some_and(|due| text.same_as(due)),
            Named::UserPoolId => return self.seen.pool.is_some_and(|due| text.same_as(due)),
            Named::Type | Named::Value => return true,
            Named::ExpiresAt => return self.is_time(member.raw, text),
            Named::CreatedAt | Named::UpdatedAt | Named::VerifiedAt => {
                if !self.is_time(member.raw, text) {
                    return false;
                }
                member.value()
            }
            Named::ContactMethod => member.value(),
            Named::Lower | Named::State if is_2022 => return false,
            Named::Lower | Named::State | Named::Status => Json::text(text),
            _ => return false,
        };
        self.push_kept(home, member.name, value);
        true
    }

    /// Is a value a time?
    #[inline(always)]
    fn is_time(&mut self, raw: &'a [u8], text: Text<'a>) -> bool {
        let is_known = raw == self.seen.time;
        if !is_known && is_time(text) {
            self.seen.time = raw;
            return true;
        }
        is_known
    }

    /// Reads the first members of the row of a user, those of which there is nothing to tell.
    #[inline(always)]
    pub(super) fn plain_own_members(
        &mut self,
        cursor: &mut Cursor<'a>,
        own: &mut Own<'a>,
    ) -> Result<Progress, Broken> {
        let member = |member: Foreseen<'a, Named>| self.keep_own(&member, own);
        cursor.foreseen_members(names_of(USERS), member, |_, _| false)
    }

    /// Takes a member of the row of a user, and keeps what no field can hold; false where there is
    /// something to tell.
    #[inline(always)]
    fn keep_own(&mut self, member: &Foreseen<'a, Named>, own: &mut Own<'a>) -> bool {
        let Some(text) = member.text else { return false };
        let is = Member::of(member);
        let value = match member.meaning {
            Named::CreatedAt | Named::UpdatedAt | Named::StatusUpdatedAt => {
                if !self.is_time(member.raw, text) {
                    return false;
                }
                member.value()
            }
            Named::PayloadSchemaId | Named::MetadataSchemaId => {
                if !self.reader.known.schemas.contains(&*text.decode()) {
                    return false;
                }
                Json::text(text)
            }
            _ => Json::text(text),
        };
        match member.meaning {
            Named::Id => own.id = is,
            Named::Status => own.status = is,
            Named::CreatedAt => own.common.created = is,
            Named::UpdatedAt => own.common.updated = is,
            Named::TenantId => own.tenant = is,
            Named::UserPoolId => own.pool = is,
            Named::StatusUpdatedAt => own.status_updated = is,
            Named::PayloadSchemaId => self.seen.schemas[0] = Some(text),
            Named::MetadataSchemaId => self.seen.schemas[1] = Some(text),
            _ => return false,
        }
        let is_kept = !matches!(
            member.meaning,
            Named::Id | Named::Status | Named::CreatedAt | Named::UpdatedAt
        );
        if is_kept {
            self.push_kept(RECORD, member.name, value);
        }
        true
    }
}

impl<'a> Common<'a> {
    /// Takes a member of a plain row that all rows have.
    #[inline(always)]
    pub(super) fn take(&mut self, member: &Foreseen<'a, Named>) {
        match member.meaning {
            Named::Id => self.id = Member::of(member),
            Named::TenantId => self.tenant = true,
            Named::UserPoolId => self.pool = true,
            Named::CreatedAt => self.created = Member::of(member),
            Named::UpdatedAt => self.updated = Member::of(member),
            _ => {}
        }
    }
}

impl<'a> Member<'a> {
    /// A member of a plain row.
    #[inline(always)]
    pub(super) fn of(member: &Foreseen<'a, Named>) -> Self {
        Member { at: Some(member.at), text: member.text }
    }
}

#[cfg(test)]
mod tests;
