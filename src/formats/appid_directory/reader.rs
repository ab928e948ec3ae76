//! One Cloud Directory record becomes a neutral user.
//!
//! Reading never fails on what a record says: it notes what is wrong and goes on, so that all
//! that is wrong with a record is known at once. Only text that is not JSON stops it.

use super::paths::{PROFILE, RECORD};
use super::rules::*;
use crate::findings::{Note, Notes, Pointer, Rule, Shape};
use crate::formats::appid_pages::{PageRules, judge};
use crate::formats::{
    InputFacts, KeySpace, RecordReader, Records, Source, SourcePaths, read_json, recognise,
};
use crate::json::{Broken, Cursor, Envelope, Kind};
use crate::model::{Attribute, Field, Home, Json, Kept, KeyKind, Text, User};
use crate::outside::Outside;

/// Reads the records of a Cloud Directory export.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader;

/// What must be unique among the records of an export.
pub(super) static KEY_SPACES: &[KeySpace] = &[
    KeySpace {
        kind: KeyKind::SourceId,
        field: Field::SourceId,
        exactly: &CD_024,
        ignoring_case: None,
    },
    KeySpace {
        kind: KeyKind::Email,
        field: Field::Emails,
        exactly: &CD_033,
        ignoring_case: Some(&CD_034),
    },
    KeySpace {
        kind: KeyKind::UserName,
        field: Field::UserName,
        exactly: &CD_044,
        ignoring_case: Some(&CD_044),
    },
];

static PAGE_RULES: PageRules = PageRules {
    encoding: &CD_002,
    counts: &CD_003,
    alone: &CD_004,
    together: &CD_005,
    unknown: &CD_012,
};

impl Records for Reader {
    fn outside(&self, head: &[u8]) -> Result<Outside, String> {
        match recognise(head) {
            Some(other) => Err(other.to_string()),
            None => Ok(Outside::List(Envelope::new("users"))),
        }
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn paths(&self) -> SourcePaths {
        super::paths::path_of
    }

    fn judge_inputs(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)> {
        judge(&PAGE_RULES, inputs)
    }

    fn syntax_rule(&self) -> &'static Rule {
        &CD_002
    }

    fn structure_rule(&self) -> &'static Rule {
        &CD_001
    }
}

impl RecordReader for Reader {
    fn read<'a>(
        &'a self,
        source: Source<'a>,
        user: &mut User<'a>,
        notes: &mut Notes,
    ) -> Option<usize> {
        read_json(source, self.syntax_rule(), notes, |cursor, notes| read(cursor, user, notes))
    }
}

fn read<'a>(cursor: &mut Cursor<'a>, user: &mut User<'a>, notes: &mut Notes) -> Read {
    let start = cursor.at();
    if cursor.kind() != Kind::Object {
        let kind = cursor.kind();
        cursor.skip_value()?;
        notes.error(&CD_010, start, Pointer::of(""), Shape::Kind(kind));
        return Ok(());
    }
    let mut record = Record { user, notes, seen: Seen::default() };
    record.read(cursor)?;
    record.conclude();
    Ok(())
}

/// A record being read.
pub(super) struct Record<'r, 'a> {
    pub(super) user: &'r mut User<'a>,
    pub(super) notes: &'r mut Notes,
    pub(super) seen: Seen<'a>,
}

/// What was there, for the rules that look at several members.
#[derive(Default)]
pub(super) struct Seen<'a> {
    pub(super) scim_user: bool,
    pub(super) active: bool,
    pub(super) locked: bool,
    pub(super) roles: bool,
    pub(super) confirmed: bool,
    pub(super) original_id: Option<Text<'a>>,
    pub(super) orignal_id: Option<Text<'a>>,
    /// The SCIM id, its member's name, and a cursor at its value.
    pub(super) scim_id: Option<(Text<'a>, Text<'a>, Cursor<'a>)>,
    pub(super) read_answer: bool,
}

pub(super) type Read = Result<(), Broken>;

impl<'a> Record<'_, 'a> {
    fn read(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.object(|cursor, name| match &*name.decode() {
            b"scimUser" if cursor.kind() == Kind::Object => {
                self.seen.scim_user = true;
                self.scim_user(cursor)
            }
            b"scimUser" => cursor.skip_value(),
            b"passwordHash" => self.text(cursor, "/passwordHash", |record, text| {
                record.user.credential.sealed = Some(text);
            }),
            b"passwordHashAlg" => self.text(cursor, "/passwordHashAlg", |record, text| {
                record.user.credential.algorithm = Some(text);
            }),
            b"profile" => self.profile(cursor),
            b"roles" => self.roles(cursor),
            b"password" => self.plain_password(cursor, "/password"),
            b"displayName" | b"emails" | b"status" => {
                self.notes.warning(
                    &CD_011,
                    cursor.at(),
                    Pointer::member(RECORD, name),
                    Shape::Kind(cursor.kind()),
                );
                self.keep(cursor, RECORD, name)
            }
            _ => self.unknown(cursor, RECORD, name),
        })
    }

    fn profile(&mut self, cursor: &mut Cursor<'a>) -> Read {
        match cursor.kind() {
            Kind::Object => cursor.object(|cursor, name| match &*name.decode() {
                b"attributes" => self.attributes(cursor),
                _ => self.unknown(cursor, PROFILE, name),
            }),
            Kind::Null => cursor.skip_value(),
            kind => {
                self.notes.error(&CD_090, cursor.at(), Pointer::of("/profile"), Shape::Kind(kind));
                cursor.skip_value()
            }
        }
    }

    fn attributes(&mut self, cursor: &mut Cursor<'a>) -> Read {
        let start = cursor.at();
        match cursor.kind() {
            Kind::Object => cursor.object(|cursor, name| {
                let value = cursor.value()?;
                self.user.attributes.push(Attribute { home: "/profile/attributes", name, value });
                Ok(())
            })?,
            Kind::Null => cursor.skip_value()?,
            kind => {
                let pointer = Pointer::of("/profile/attributes");
                self.notes.error(&CD_090, start, pointer, Shape::Kind(kind));
                cursor.skip_value()?;
            }
        }
        let bytes = cursor.at() - start;
        let pointer = Pointer::of("/profile/attributes");
        match bytes {
            0..=100_000 => {}
            100_001..=102_400 => {
                self.notes.warning(&CD_091, start, pointer, Shape::Count(bytes as u64));
            }
            _ => self.notes.error(&CD_091, start, pointer, Shape::Count(bytes as u64)),
        }
        Ok(())
    }

    fn roles(&mut self, cursor: &mut Cursor<'a>) -> Read {
        if cursor.kind() == Kind::Null {
            return cursor.skip_value();
        }
        self.seen.roles = true;
        if cursor.kind() != Kind::Array {
            let got = Shape::Kind(cursor.kind());
            self.notes.error(&CD_100, cursor.at(), Pointer::of("/roles"), got);
            return cursor.skip_value();
        }
        cursor.array(|cursor, index| {
            let (at, kind) = (cursor.at(), cursor.kind());
            if kind != Kind::Text {
                self.notes.error(&CD_100, at, Pointer::at("/roles/*", index), Shape::Kind(kind));
                return cursor.skip_value();
            }
            let role = cursor.text()?;
            let pointer = Pointer::at("/roles/*", index);
            if role.is_empty() {
                self.notes.error(&CD_100, at, pointer, Shape::Text(0));
            } else if self.user.roles.iter().any(|other| other.same_as(role)) {
                self.notes.warning(&CD_100, at, pointer, Shape::Text(role.chars()));
            }
            self.user.roles.push(role);
            Ok(())
        })
    }

    /// A member that must be text; null is as good as absent.
    #[inline(always)]
    pub(super) fn text(
        &mut self,
        cursor: &mut Cursor<'a>,
        path: &'static str,
        take: impl FnOnce(&mut Self, Text<'a>),
    ) -> Read {
        if cursor.kind() == Kind::Text {
            let text = cursor.text()?;
            take(self, text);
            return Ok(());
        }
        self.not_text_or_null(cursor, Pointer::of(path))
    }

    /// Something else where text must be.
    #[cold]
    pub(super) fn not_text_or_null(&mut self, cursor: &mut Cursor<'a>, pointer: Pointer) -> Read {
        if cursor.kind() != Kind::Null {
            self.notes.error(&CD_080, cursor.at(), pointer, Shape::Kind(cursor.kind()));
        }
        cursor.skip_value()
    }

    /// A password in plain text: refused, and not looked at.
    #[cold]
    pub(super) fn plain_password(&mut self, cursor: &mut Cursor<'a>, path: &'static str) -> Read {
        self.notes.error(&CD_056, cursor.at(), Pointer::of(path), Shape::Kind(cursor.kind()));
        cursor.skip_value()
    }

    /// Keeps a member that no field can hold.
    pub(super) fn keep(&mut self, cursor: &mut Cursor<'a>, home: Home, name: Text<'a>) -> Read {
        self.keep_as(Field::Kept, cursor, home, name)
    }

    /// Keeps a member whose loss is that of a field.
    pub(super) fn keep_as(
        &mut self,
        field: Field,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
    ) -> Read {
        let value = cursor.value()?;
        self.user.kept.push(Kept { field, home, name, value });
        Ok(())
    }

    /// Keeps a member that is the empty text and so says nothing.
    #[cold]
    pub(super) fn keep_empty(&mut self, field: Field, home: Home, name: &'static str) {
        let value = Json::new(b"\"\"", false);
        self.user.kept.push(Kept { field, home, name: Text::plain(name), value });
    }

    /// Keeps a member that nobody has described.
    pub(super) fn unknown(&mut self, cursor: &mut Cursor<'a>, home: Home, name: Text<'a>) -> Read {
        let got = Shape::Kind(cursor.kind());
        self.notes.info(&CD_012, cursor.at(), Pointer::member(home, name), got);
        self.keep(cursor, home, name)
    }

    /// Keeps a member whose value has not the type that SCIM gives it; null is as good as absent.
    pub(super) fn misshapen(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
    ) -> Read {
        let kind = cursor.kind();
        if kind == Kind::Null {
            return cursor.skip_value();
        }
        self.notes.warning(&CD_084, cursor.at(), Pointer::member(home, name), Shape::Kind(kind));
        self.keep(cursor, home, name)
    }
}
