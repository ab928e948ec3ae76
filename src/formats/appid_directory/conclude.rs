//! What only a whole Cloud Directory record can tell.

use super::paths::{RECORD, SCIM};
use super::reader::{Record, Seen};
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Shape};
use crate::formats::text_check::is_uuid;
use crate::json::Kind;
use crate::model::{Field, KeyKind};

impl Record<'_, '_> {
    /// What only the whole record can tell.
    pub(super) fn conclude(&mut self) {
        if !self.seen.scim_user {
            self.notes.error(&CD_010, NO_PLACE, Pointer::of("/scimUser"), Shape::Nothing);
            return;
        }
        self.conclude_id();
        self.conclude_emails();
        self.conclude_credential();
        if self.seen.locked && self.user.active != Some(false) {
            let pointer = Pointer::of("/scimUser/lockedUntil");
            self.notes.warning(&CD_074, NO_PLACE, pointer, Shape::Kind(Kind::Number));
        }
        if !self.seen.active {
            self.notes.warning(&CD_072, NO_PLACE, Pointer::of("/scimUser/active"), Shape::Nothing);
        }
        if !self.seen.roles {
            self.notes.info(&CD_103, NO_PLACE, Pointer::of("/roles"), Shape::Nothing);
        }
        if self.seen.read_answer {
            self.notes.warning(
                &CD_013,
                NO_PLACE,
                Pointer::of("/scimUser"),
                Shape::Kind(Kind::Object),
            );
        }
        if self.user.phones.iter().filter(|phone| phone.primary == Some(true)).count() > 1 {
            let pointer = Pointer::of("/scimUser/phoneNumbers");
            self.notes.warning(&CD_083, NO_PLACE, pointer, Shape::Kind(Kind::Array));
        }
        if let Some(user_name) = self.user.user_name {
            self.notes.key(KeyKind::UserName, user_name);
        }
    }

    fn conclude_id(&mut self) {
        let Seen { original_id, orignal_id, .. } = self.seen;
        if let (Some(right), Some(wrong)) = (original_id, orignal_id)
            && !right.same_as(wrong)
        {
            let pointer = Pointer::of("/scimUser/orignalId");
            self.notes.error(&CD_020, NO_PLACE, pointer, Shape::Text(wrong.chars()));
        }
        if let Some(id) = orignal_id {
            let pointer = Pointer::of("/scimUser/orignalId");
            self.notes.info(&CD_021, NO_PLACE, pointer, Shape::Text(id.chars()));
        }
        self.user.id = original_id.or(orignal_id);
        if self.user.id.is_some_and(|id| id.is_empty()) {
            self.user.id = None;
            self.keep_empty(Field::SourceId, SCIM, "originalId");
        }
        self.conclude_scim_id();
        let Some(id) = self.user.id else {
            self.notes.warning(
                &CD_022,
                NO_PLACE,
                Pointer::of("/scimUser/originalId"),
                Shape::Nothing,
            );
            return;
        };
        if !is_uuid(id) {
            let pointer = Pointer::of(match (self.user.id_name, original_id) {
                (Some(_), _) => "/scimUser/id",
                (None, Some(_)) => "/scimUser/originalId",
                (None, None) => "/scimUser/orignalId",
            });
            self.notes.warning(&CD_023, NO_PLACE, pointer, Shape::Text(id.chars()));
        }
        self.notes.key(KeyKind::SourceId, id);
    }

    /// The SCIM id is the source id where there is no other; else it is kept.
    fn conclude_scim_id(&mut self) {
        let Some((id, name, mut cursor)) = self.seen.scim_id.take() else { return };
        if self.user.id.is_none() && !id.is_empty() {
            self.user.id = Some(id);
            self.user.id_name = Some("id");
            return;
        }
        let kept = self.keep_as(Field::SourceId, &mut cursor, SCIM, name);
        debug_assert!(kept.is_ok(), "the value was read before");
    }

    fn conclude_emails(&mut self) {
        let pointer = Pointer::of("/scimUser/emails");
        let primaries = self.user.emails.iter().filter(|email| email.primary).count();
        match (self.user.emails.as_mut_slice(), primaries) {
            ([], _) if self.notes.is_refused() => {}
            ([], _) => self.notes.error(&CD_030, NO_PLACE, pointer, Shape::Nothing),
            (_, 1) => {}
            ([only], 0) => {
                only.primary = true;
                self.notes.warning(&CD_031, NO_PLACE, pointer, Shape::Count(0));
            }
            (_, count) => self.notes.error(&CD_031, NO_PLACE, pointer, Shape::Count(count as u64)),
        }
        let confirmed = self.seen.confirmed;
        if let Some(primary) = self.user.emails.iter_mut().find(|email| email.primary) {
            primary.verified = confirmed;
            self.notes.key(KeyKind::Email, primary.value);
        }
    }

    fn conclude_credential(&mut self) {
        if self.user.credential.sealed.is_some_and(|hash| hash.is_empty()) {
            self.user.credential.sealed = None;
            self.keep_empty(Field::PasswordHash, RECORD, "passwordHash");
        }
        let credential = &self.user.credential;
        if credential.sealed.is_some() != credential.algorithm.is_some() {
            self.notes.warning(&CD_052, NO_PLACE, Pointer::of("/passwordHash"), Shape::Nothing);
        }
    }
}
