//! What all rows of a user have in common, and members that no field can hold.

use super::lists::MEMBERS;
use super::options::Profile;
use super::record::{Read, Record};
use super::row_names::Named;
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Purpose, Rule, Shape};
use crate::formats::text_check::{is_plain_time, is_time};
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Field, Home, Json, Kept, Text};

/// What all rows have.
#[derive(Default)]
pub(super) struct Common<'a> {
    pub(super) id: Member<'a>,
    pub(super) tenant: bool,
    pub(super) pool: bool,
    pub(super) created: Member<'a>,
    pub(super) updated: Member<'a>,
}

/// A member that must be text.
#[derive(Clone, Copy, Default)]
pub(super) struct Member<'a> {
    /// Where its value starts, if the member is there and not null.
    pub(super) at: Option<usize>,
    /// Its text, if it is what it must be. If it is not, that was told.
    pub(super) text: Option<Text<'a>>,
}

impl<'a> Member<'a> {
    /// Its text, unless that is empty.
    pub(super) fn filled(self) -> Option<Text<'a>> {
        self.text.filter(|text| !text.is_empty())
    }
}

impl<'a> Record<'_, 'a> {
    /// A member that rows of users have in common; false when it is another one.
    pub(super) fn common(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        (named, name): (Option<Named>, Text<'a>),
        list: u8,
        common: &mut Common<'a>,
    ) -> Result<bool, Broken> {
        match named {
            _ if cursor.kind() == Kind::Null => self.null(cursor, home, name)?,
            Some(Named::UserId) => self.owner(cursor)?,
            Some(Named::Id) if list != MEMBERS => {
                common.id = self.row_id(cursor, home, name, list)?;
            }
            Some(Named::TenantId) => {
                common.tenant = true;
                self.same(cursor, home, name, self.seen.tenant, &CE_REF_002)?;
            }
            Some(Named::UserPoolId) => {
                common.pool = true;
                self.same(cursor, home, name, self.seen.pool, &CE_REF_003)?;
            }
            Some(Named::CreatedAt) => self.row_time(cursor, home, name, &mut common.created)?,
            Some(Named::UpdatedAt) => self.row_time(cursor, home, name, &mut common.updated)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A row is read that must have an id and times.
    pub(super) fn conclude_common(&mut self, common: &Common<'a>, row: usize, home: Home) {
        for (time, name) in [(common.created, "created_at"), (common.updated, "updated_at")] {
            if time.at.is_none() {
                let pointer = Pointer::named(home, name);
                self.notes.warning(&CE_TIM_002, row, pointer, Shape::Nothing);
            }
        }
        let id = common.id;
        if id.at.is_none() || id.text.is_some_and(|id| id.is_empty()) {
            let at = id.at.unwrap_or(row);
            self.notes.warning(&CE_STR_005, at, Pointer::named(home, "id"), Shape::Nothing);
        }
        self.conclude_owner(common, row, home);
        self.judge_times(common, home);
    }

    /// A row is read that must name tenant and pool.
    pub(super) fn conclude_owner(&mut self, common: &Common<'a>, row: usize, home: Home) {
        for (there, name) in [(common.tenant, "tenant_id"), (common.pool, "user_pool_id")] {
            if !there {
                let pointer = Pointer::named(home, name);
                self.notes.warning(&CE_STR_004, row, pointer, Shape::Nothing);
            }
        }
    }

    pub(super) fn judge_times(&mut self, common: &Common<'a>, home: Home) {
        let Member { at: Some(at), text: Some(created) } = common.created else { return };
        if self.is_future(created) {
            let pointer = Pointer::named(home, "created_at");
            self.notes.warning(&CE_TIM_004, at, pointer, Shape::Nothing);
        }
        let Member { at: Some(at), text: Some(updated) } = common.updated else { return };
        if is_before(updated, created) {
            let pointer = Pointer::named(home, "updated_at");
            self.notes.warning(&CE_TIM_003, at, pointer, Shape::Nothing);
        }
    }

    /// Is this a time after that of the run?
    fn is_future(&mut self, time: Text<'a>) -> bool {
        let known = &self.reader.known;
        let is_past = time.as_plain().is_some_and(|time| {
            // Most rows of a user have the same times.
            let is_known = !time.is_empty() && time == self.seen.past;
            is_known || time.len() == 20 && is_plain_time(time) && time <= known.now_text.as_bytes()
        });
        if is_past {
            self.seen.past = time.raw();
        }
        !is_past && known.now.zip(instant(time)).is_some_and(|(now, time)| time > now)
    }

    /// A member whose value the user's own row has too; another one is told and kept.
    fn same(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
        due: Option<Text<'a>>,
        rule: &'static Rule,
    ) -> Read {
        let (at, kind) = (cursor.at(), cursor.kind());
        let (value, text) = cursor.value_and_text()?;
        let is_same = text.zip(due).is_some_and(|(is, due)| is.same_as(due));
        if is_same && text.is_some_and(|text| !text.is_empty()) {
            return Ok(());
        }
        let pointer = Pointer::member(home, name);
        match text {
            None => self.notes.warning(&CE_STR_004, at, pointer, Shape::Kind(kind)),
            Some(text) if text.is_empty() => {
                self.notes.warning(&CE_STR_004, at, pointer, Shape::Text(0));
            }
            Some(_) if due.is_some() => self.notes.warning(rule, at, pointer, Shape::Nothing),
            Some(_) => {}
        }
        if !is_same {
            self.push_kept(home, name, value);
        }
        Ok(())
    }

    /// A time that no field can hold.
    pub(super) fn row_time(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
        field: &mut Member<'a>,
    ) -> Read {
        let value = self.time(cursor, home, name, field)?;
        self.push_kept(home, name, value);
        Ok(())
    }

    /// A time, in RFC 3339 with its zone; the value that it is.
    pub(super) fn time(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
        field: &mut Member<'a>,
    ) -> Result<Json<'a>, Broken> {
        let (at, kind) = (cursor.at(), cursor.kind());
        let (value, text) = cursor.value_and_text()?;
        *field = Member { at: Some(at), text };
        // Most rows of a user have the same times.
        let raw = value.raw().unwrap_or_default();
        if raw == self.seen.time {
            return Ok(value);
        }
        if text.is_some_and(is_time) {
            self.seen.time = raw;
            return Ok(value);
        }
        field.text = None;
        let got = text.map_or(Shape::Kind(kind), |odd| Shape::Text(odd.chars()));
        self.notes.error(&CE_TIM_001, at, Pointer::member(home, name), got);
        Ok(value)
    }

    /// A member that must be text.
    pub(super) fn text(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
    ) -> Result<Member<'a>, Broken> {
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind == Kind::Text {
            return Ok(Member { at: Some(at), text: Some(cursor.text()?) });
        }
        self.notes.error(&CE_STR_004, at, Pointer::member(home, name), Shape::Kind(kind));
        cursor.skip_value().map(|()| Member { at: Some(at), text: None })
    }

    /// A member that must be text, and that no field can hold.
    pub(super) fn kept_text(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
    ) -> Result<Member<'a>, Broken> {
        let member = self.text(cursor, home, name)?;
        if let Some(text) = member.text {
            self.push_kept(home, name, Json::text(text));
        }
        Ok(member)
    }

    /// A text that must be there, and not be empty.
    pub(super) fn require(
        &mut self,
        member: Member<'a>,
        row: usize,
        home: Home,
        name: &'static str,
    ) {
        let got = match member {
            Member { at: None, .. } => Shape::Nothing,
            Member { text: Some(text), .. } if text.is_empty() => Shape::Text(0),
            _ => return,
        };
        let at = member.at.unwrap_or(row);
        self.notes.error(&CE_STR_004, at, Pointer::named(home, name), got);
    }

    /// Something that is wrong, and that a conversion can carry on with.
    pub(super) fn wrong(&mut self, rule: &'static Rule, at: usize, pointer: Pointer, got: Shape) {
        match self.notes.purpose() {
            Purpose::Converting => self.notes.warning(rule, at, pointer, got),
            Purpose::Reading | Purpose::Writing => self.notes.error(rule, at, pointer, got),
        }
    }

    /// The same about the user as a whole.
    pub(super) fn odd(&mut self, rule: &'static Rule, path: &'static str) {
        self.wrong(rule, NO_PLACE, Pointer::of(path), Shape::Nothing);
    }

    pub(super) fn warn(&mut self, rule: &'static Rule, path: &'static str) {
        self.notes.warning(rule, NO_PLACE, Pointer::of(path), Shape::Nothing);
    }

    pub(super) fn inform(&mut self, rule: &'static Rule, path: &'static str) {
        self.notes.info(rule, NO_PLACE, Pointer::of(path), Shape::Nothing);
    }

    /// A member that the API of 2022 does not have.
    pub(super) fn too_new(&mut self, cursor: &Cursor<'a>, home: Home, name: Text<'a>) {
        if self.reader.known.profile == Profile::Of2022 {
            let got = Shape::Kind(cursor.kind());
            self.notes.warning(&CE_STR_009, cursor.at(), Pointer::member(home, name), got);
        }
    }

    pub(super) fn null(&mut self, cursor: &mut Cursor<'a>, home: Home, name: Text<'a>) -> Read {
        let got = Shape::Kind(Kind::Null);
        self.notes.warning(&CE_STR_006, cursor.at(), Pointer::member(home, name), got);
        self.keep(cursor, home, name)
    }

    /// Keeps a member that nobody has described.
    pub(super) fn unknown(&mut self, cursor: &mut Cursor<'a>, home: Home, name: Text<'a>) -> Read {
        let got = Shape::Kind(cursor.kind());
        self.notes.warning(&CE_STR_008, cursor.at(), Pointer::member(home, name), got);
        self.keep(cursor, home, name)
    }

    /// Keeps a member that no field can hold.
    pub(super) fn keep(&mut self, cursor: &mut Cursor<'a>, home: Home, name: Text<'a>) -> Read {
        let value = cursor.value()?;
        self.push_kept(home, name, value);
        Ok(())
    }

    pub(super) fn push_kept(&mut self, home: Home, name: Text<'a>, value: Json<'a>) {
        self.user.kept.push(Kept { field: Field::Kept, home, name, value });
    }
}

/// Is the first of two times before the second?
pub(super) fn is_before(one: Text<'_>, other: Text<'_>) -> bool {
    !is_in_order(other, one)
        && instant(one).zip(instant(other)).is_some_and(|(one, other)| one < other)
}

fn instant(text: Text<'_>) -> Option<jiff::Timestamp> {
    String::from_utf8_lossy(&text.decode()).parse().ok()
}

/// Is this plainly a time and a time that is not before it? Times to the second compare as texts.
fn is_in_order(earlier: Text<'_>, later: Text<'_>) -> bool {
    let is_second = |text: &[u8]| text.len() == 20 && is_plain_time(text);
    match (earlier.as_plain(), later.as_plain()) {
        (Some(earlier), Some(later)) => {
            earlier == later || earlier <= later && is_second(earlier) && is_second(later)
        }
        _ => false,
    }
}
