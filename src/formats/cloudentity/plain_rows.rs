//! Rows of which there is nothing to tell before they are judged as a whole: nearly all of them.
//!
//! Their members are foreseen, and each is what it should be. Whether that is so is found out before
//! anything is noted or kept; where it is not, the row is read member by member, which tells all.
//! What is kept of a row is the same either way, in the same order.

use super::common::{Common, Member};
use super::lists::{ADDRESSES, CREDENTIALS, IDENTIFIERS, USERS};
use super::meetings::RowId;
use super::options::Profile;
use super::paths::RECORD;
use super::record::{Own, Record};
use super::row_names::{Named, names_of};
use crate::formats::text_check::is_time;
use crate::json::{Cursor, Foreseen, Progress};
use crate::model::{Home, Json, Text};

/// The members of a row, but for objects.
pub(super) type Members<'a> = Vec<Foreseen<'a, Named>>;

impl<'a> Record<'_, 'a> {
    /// Reads a row of which there is nothing to tell, and keeps of it what is kept of all rows;
    /// false, and the cursor stays, where it is another one. `object` goes over objects.
    pub(super) fn plain_row(
        &mut self,
        cursor: &mut Cursor<'a>,
        (home, list): (Home, u8),
        object: impl FnMut(&mut Cursor<'a>, Named) -> bool,
        mut take: impl FnMut(&Foreseen<'a, Named>),
    ) -> bool {
        debug_assert!(matches!(list, CREDENTIALS | IDENTIFIERS | ADDRESSES));
        let mut ahead = cursor.clone();
        let mut members = std::mem::take(&mut self.seen.members_ahead);
        let is_plain = ahead.foreseen_members(names_of(list), &mut members, object)
            && members.iter().all(|member| self.is_plain(member));
        if is_plain {
            for member in &members {
                self.keep_plain(member, home, list);
                take(member);
            }
            *cursor = ahead;
        }
        self.seen.members_ahead = members;
        is_plain
    }

    /// Is there nothing to tell of a member by itself?
    #[inline(always)]
    fn is_plain(&mut self, member: &Foreseen<'a, Named>) -> bool {
        let Some(text) = member.text else { return member.meaning == Named::Verified };
        match member.meaning {
            Named::Id => super::is_uuid_v4(text) && !self.is_met(text) && !self.is_repeated(text),
            Named::TenantId => self.seen.tenant.is_some_and(|due| text.same_as(due)),
            Named::UserPoolId => self.seen.pool.is_some_and(|due| text.same_as(due)),
            Named::CreatedAt | Named::UpdatedAt | Named::VerifiedAt | Named::ExpiresAt => {
                self.is_time(member.raw, text)
            }
            Named::Lower | Named::State => self.reader.known.profile != Profile::Of2022,
            Named::UserId | Named::Type | Named::Value | Named::Status | Named::ContactMethod => {
                true
            }
            _ => false,
        }
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

    /// Reads the first members of the row of a user, those of which there is nothing to tell;
    /// `None`, and the cursor stays, where there is.
    pub(super) fn plain_start(
        &mut self,
        cursor: &mut Cursor<'a>,
        own: &mut Own<'a>,
    ) -> Option<Progress> {
        let mut ahead = cursor.clone();
        let mut members = std::mem::take(&mut self.seen.members_ahead);
        let progress = ahead
            .foreseen_start(names_of(USERS), &mut members)
            .filter(|_| members.iter().all(|member| self.is_plainly_own(member)));
        if progress.is_some() {
            for member in &members {
                self.keep_own(member, own);
            }
            *cursor = ahead;
        }
        self.seen.members_ahead = members;
        progress
    }

    /// Is there nothing to tell of a member of the row of a user?
    #[inline(always)]
    fn is_plainly_own(&mut self, member: &Foreseen<'a, Named>) -> bool {
        let Some(text) = member.text else { return false };
        match member.meaning {
            Named::Id | Named::TenantId | Named::UserPoolId | Named::Status => true,
            Named::CreatedAt | Named::UpdatedAt | Named::StatusUpdatedAt => {
                self.is_time(member.raw, text)
            }
            Named::PayloadSchemaId | Named::MetadataSchemaId => {
                self.reader.known.schemas.contains(&*text.decode())
            }
            _ => false,
        }
    }

    /// Takes a member of the row of a user, and keeps what no field can hold.
    #[inline(always)]
    fn keep_own(&mut self, member: &Foreseen<'a, Named>, own: &mut Own<'a>) {
        let Some(text) = member.text else { return };
        let value = match member.meaning {
            Named::StatusUpdatedAt => member.value(),
            _ => Json::text(text),
        };
        match member.meaning {
            Named::Id => return own.id = Member::of(member),
            Named::Status => return own.status = Member::of(member),
            Named::CreatedAt => return own.common.created = Member::of(member),
            Named::UpdatedAt => return own.common.updated = Member::of(member),
            Named::TenantId => own.tenant = Member::of(member),
            Named::UserPoolId => own.pool = Member::of(member),
            Named::StatusUpdatedAt => own.status_updated = Member::of(member),
            Named::PayloadSchemaId => self.seen.schemas[0] = Some(text),
            Named::MetadataSchemaId => self.seen.schemas[1] = Some(text),
            _ => {}
        }
        self.push_kept(RECORD, member.name, value);
    }

    /// Keeps what no field can hold, and remembers an id.
    #[inline(always)]
    fn keep_plain(&mut self, member: &Foreseen<'a, Named>, home: Home, list: u8) {
        let value = match (member.meaning, member.text) {
            (Named::Id, Some(id)) => {
                self.seen.row_ids.push(RowId { list, input: self.seen.input, id });
                Json::text(id)
            }
            (Named::UserId, Some(owner)) => return self.count_owned(owner),
            (Named::Lower | Named::Status | Named::State, Some(text)) => Json::text(text),
            (
                Named::CreatedAt | Named::UpdatedAt | Named::VerifiedAt | Named::ContactMethod,
                Some(_),
            ) => member.value(),
            _ => return,
        };
        self.push_kept(home, member.name, value);
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
