//! What all rows of a user have in common, and members that no field can hold.

use super::lists::MEMBERS;
use super::options::Profile;
use super::record::{Read, Record};
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Purpose, Rule, Shape};
use crate::formats::text_check::{is_plain_time, is_time};
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Field, Home, Json, Kept, Text};

/// What all rows have.
#[derive(Default)]
pub(super) struct Common<'a> {
    pub(super) id: Option<Text<'a>>,
    tenant: bool,
    pool: bool,
    pub(super) created: Option<Text<'a>>,
    pub(super) updated: Option<Text<'a>>,
}

impl<'a> Record<'_, 'a> {
    /// A member that rows of users have in common; false when it is another one.
    pub(super) fn common(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
        list: u8,
        common: &mut Common<'a>,
    ) -> Result<bool, Broken> {
        match &*name.decode() {
            _ if cursor.kind() == Kind::Null => self.null(cursor, home, name)?,
            b"user_id" => cursor.skip_value()?,
            b"id" if list != MEMBERS => common.id = self.row_id(cursor, home, name, list)?,
            b"tenant_id" => {
                common.tenant = self.same(cursor, home, name, self.seen.tenant, &CE_REF_002)?;
            }
            b"user_pool_id" => {
                common.pool = self.same(cursor, home, name, self.seen.pool, &CE_REF_003)?;
            }
            b"created_at" => self.row_time(cursor, home, name, &mut common.created)?,
            b"updated_at" => self.row_time(cursor, home, name, &mut common.updated)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A row is read that must have an id and times.
    pub(super) fn conclude_common(&mut self, common: &Common<'a>, at: usize, home: Home) {
        let pointer = Pointer::at(home.path, home.index);
        if common.created.is_none() || common.updated.is_none() {
            self.notes.warning(&CE_TIM_002, at, pointer.clone(), Shape::Nothing);
        }
        if common.id.is_none() {
            self.notes.warning(&CE_STR_005, at, pointer, Shape::Nothing);
        }
        self.conclude_owner(common, at, home);
        self.judge_times(common, at, home);
    }

    /// A row is read that must name tenant and pool.
    pub(super) fn conclude_owner(&mut self, common: &Common<'a>, at: usize, home: Home) {
        if !common.tenant || !common.pool {
            let pointer = Pointer::at(home.path, home.index);
            self.notes.warning(&CE_STR_004, at, pointer, Shape::Nothing);
        }
    }

    pub(super) fn judge_times(&mut self, common: &Common<'a>, at: usize, home: Home) {
        if common.created.is_some_and(|created| self.is_future(created)) {
            let pointer = Pointer::at(home.path, home.index);
            self.notes.warning(&CE_TIM_004, at, pointer, Shape::Nothing);
        }
        if let (Some(created), Some(updated)) = (common.created, common.updated)
            && is_in_order(created, updated)
        {
            return;
        }
        if common
            .created
            .zip(common.updated)
            .is_some_and(|(created, updated)| is_before(updated, created))
        {
            let pointer = Pointer::at(home.path, home.index);
            self.notes.warning(&CE_TIM_003, at, pointer, Shape::Nothing);
        }
    }

    /// Is this a time after that of the run?
    fn is_future(&self, time: Text<'_>) -> bool {
        let known = &self.reader.known;
        let is_past = time.as_plain().is_some_and(|time| {
            time.len() == 20 && is_plain_time(time) && time <= known.now_text.as_bytes()
        });
        !is_past && known.now.zip(instant(time)).is_some_and(|(now, time)| time > now)
    }

    /// A member whose value the user's own row has too; another one is told and kept. Is it there?
    fn same(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
        due: Option<Text<'a>>,
        rule: &'static Rule,
    ) -> Result<bool, Broken> {
        let at = cursor.at();
        let value = cursor.value()?;
        let is_same = value.as_text().zip(due).is_some_and(|(is, due)| is.same_as(due));
        if !is_same {
            if due.is_some() {
                self.notes.warning(rule, at, Pointer::member(home, name), Shape::Nothing);
            }
            self.push_kept(home, name, value);
        }
        Ok(value.as_text().is_some_and(|text| !text.is_empty()))
    }

    fn row_time(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
        field: &mut Option<Text<'a>>,
    ) -> Read {
        let (at, kind, value) = (cursor.at(), cursor.kind(), cursor.value()?);
        self.judge_time(value, (at, kind), home, name, field);
        self.push_kept(home, name, value);
        Ok(())
    }

    /// A time, in RFC 3339 with its zone.
    pub(super) fn time(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
        field: &mut Option<Text<'a>>,
    ) -> Read {
        let (at, kind, value) = (cursor.at(), cursor.kind(), cursor.value()?);
        self.judge_time(value, (at, kind), home, name, field);
        Ok(())
    }

    fn judge_time(
        &mut self,
        value: Json<'a>,
        (at, kind): (usize, Kind),
        home: Home,
        name: Text<'a>,
        field: &mut Option<Text<'a>>,
    ) {
        // Most rows of a user have the same times.
        if value.raw().is_some_and(|raw| raw == self.seen.time) {
            *field = value.as_text();
            return;
        }
        let text = value.as_text();
        match text {
            Some(time) if is_time(time) => {
                *field = text;
                self.seen.time = value.raw().unwrap_or_default();
            }
            Some(odd) => {
                let got = Shape::Text(odd.chars());
                self.notes.error(&CE_TIM_001, at, Pointer::member(home, name), got);
            }
            None => {
                self.notes.error(&CE_TIM_001, at, Pointer::member(home, name), Shape::Kind(kind));
            }
        }
    }

    /// A member that must be text.
    pub(super) fn text(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
    ) -> Result<Option<Text<'a>>, Broken> {
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind == Kind::Text {
            return cursor.text().map(Some);
        }
        self.notes.error(&CE_STR_004, at, Pointer::member(home, name), Shape::Kind(kind));
        cursor.skip_value().map(|()| None)
    }

    /// A member that must be text, and that no field can hold.
    pub(super) fn kept_text(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
    ) -> Result<Option<Text<'a>>, Broken> {
        let text = self.text(cursor, home, name)?;
        if let Some(text) = text {
            self.push_kept(home, name, Json::text(text));
        }
        Ok(text)
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
        (Some(earlier), Some(later)) if is_second(earlier) && is_second(later) => earlier <= later,
        (Some(earlier), Some(later)) => earlier == later,
        _ => false,
    }
}
