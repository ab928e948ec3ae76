//! What only a whole Cloud Directory record can tell.

use super::password::Instant;
use super::paths::SCIM;
use super::reader::{Record, Seen};
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Shape};
use crate::formats::text_check::is_uuid;
use crate::json::Kind;
use crate::model::{Field, Kept, KeyKind};

impl Record<'_, '_> {
    /// What only the whole record can tell.
    pub(super) fn conclude(&mut self) {
        if !self.seen.scim_user {
            self.notes.error(&CD_010, NO_PLACE, Pointer::of("/scimUser"), Shape::Nothing);
            return;
        }
        self.conclude_id();
        self.conclude_emails();
        self.conclude_password();
        self.conclude_lock();
        self.conclude_profile();
        self.conclude_user_name();
        if !self.seen.attributes {
            self.doubt_before_import();
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
        for (there, rule, pointer) in [
            (self.seen.status, &CD_071, "/scimUser/status"),
            (self.seen.attributes, &CD_090, "/profile/attributes"),
        ] {
            if !there {
                self.notes.info(rule, NO_PLACE, Pointer::of(pointer), Shape::Nothing);
            }
        }
    }

    /// A lock that ends by itself.
    fn conclude_lock(&mut self) {
        let Some(text) = self.seen.locked_until else { return };
        let pointer = || Pointer::of("/scimUser/lockedUntil");
        let got = Shape::Kind(Kind::Number);
        match Instant::of(text) {
            Instant::None => {}
            Instant::Odd(kind) => {
                self.notes.warning(&CD_073, NO_PLACE, pointer(), Shape::Kind(kind));
            }
            Instant::At(end) if end <= self.reader.now => {
                self.notes.info(&CD_074, NO_PLACE, pointer(), got);
            }
            Instant::At(_) if self.user.active != Some(false) => {
                self.notes.warning(&CD_074, NO_PLACE, pointer(), got);
            }
            Instant::At(_) => {}
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
        let Some((id, name, value)) = self.seen.scim_id else { return };
        if self.user.id.is_none() && !id.is_empty() {
            self.user.id = Some(id);
            self.user.id_name = Some("id");
            return;
        }
        self.user.kept.push(Kept { field: Field::SourceId, home: SCIM, name, value });
    }

    fn conclude_emails(&mut self) {
        let pointer = Pointer::of("/scimUser/emails");
        let primaries = self.user.emails.iter().filter(|email| email.primary).count();
        match (self.user.emails.as_mut_slice(), primaries) {
            ([], _) if self.notes.has(&CD_030) => {}
            ([], _) => self.notes.error(&CD_030, NO_PLACE, pointer, Shape::Nothing),
            (_, 1) => {}
            (_, 0) if self.seen.lost_primary => {}
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
}
