//! What all rows of a user have in common, and members that no field can hold.

use super::options::Profile;
use super::record::{Read, Record};
use super::rules::*;
use crate::findings::{Pointer, Rule, Shape};
use crate::formats::text_check::{is_plain_time, is_time};
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Field, Home, Json, Kept, Text};

/// What all rows have.
#[derive(Default)]
pub(super) struct Common<'a> {
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
            b"id" => {
                let at = cursor.at();
                if let Some(id) = self.kept_text(cursor, home, name)? {
                    let twice =
                        |(other, known): &(u8, Text<'_>)| *other == list && known.same_as(id);
                    if self.seen.row_ids.iter().any(twice) {
                        let got = Shape::Text(id.chars());
                        self.notes.error(&CE_ID_001, at, Pointer::member(home, name), got);
                    }
                    self.seen.row_ids.push((list, id));
                }
            }
            b"tenant_id" => self.same(cursor, home, name, self.seen.tenant, &CE_REF_002)?,
            b"user_pool_id" => self.same(cursor, home, name, self.seen.pool, &CE_REF_003)?,
            b"created_at" => self.row_time(cursor, home, name, &mut common.created)?,
            b"updated_at" => self.row_time(cursor, home, name, &mut common.updated)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A row is read whose members must have times.
    pub(super) fn conclude_common(&mut self, common: &Common<'a>, at: usize, home: Home) {
        if common.created.is_none() || common.updated.is_none() {
            let pointer = Pointer::at(home.path, home.index);
            self.notes.warning(&CE_TIM_002, at, pointer, Shape::Nothing);
        }
        self.judge_times(common, at, home);
    }

    pub(super) fn judge_times(&mut self, common: &Common<'a>, at: usize, home: Home) {
        if let (Some(created), Some(updated)) = (common.created, common.updated)
            && is_in_order(created, updated)
        {
            return;
        }
        let instant = |text: Option<Text<'_>>| -> Option<jiff::Timestamp> {
            String::from_utf8_lossy(&text?.decode()).parse().ok()
        };
        if let (Some(created), Some(updated)) = (instant(common.created), instant(common.updated))
            && updated < created
        {
            let pointer = Pointer::at(home.path, home.index);
            self.notes.warning(&CE_TIM_003, at, pointer, Shape::Nothing);
        }
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
        let at = cursor.at();
        let value = cursor.value()?;
        let is_same = value.as_text().zip(due).is_some_and(|(is, due)| is.same_as(due));
        if !is_same {
            self.notes.warning(rule, at, Pointer::member(home, name), Shape::Nothing);
            self.push_kept(home, name, value);
        }
        Ok(())
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

/// Is this plainly a time and a time that is not before it? Times to the second compare as texts.
fn is_in_order(earlier: Text<'_>, later: Text<'_>) -> bool {
    let is_second = |text: &[u8]| text.len() == 20 && is_plain_time(text);
    match (earlier.as_plain(), later.as_plain()) {
        (Some(earlier), Some(later)) if is_second(earlier) && is_second(later) => earlier <= later,
        (Some(earlier), Some(later)) => earlier == later,
        _ => false,
    }
}
