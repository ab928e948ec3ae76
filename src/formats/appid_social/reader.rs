//! One user profile becomes a neutral user.
//!
//! Reading never fails on what a record says: it notes what is wrong and goes on. Only text that
//! is not JSON stops it.

use super::identity::Claims;
use super::paths::{RECORD, path_of};
use super::rules::*;
use crate::findings::{Note, Notes, Pointer, Rule, Severity, Shape};
use crate::formats::appid_pages::{PageRules, judge};
use crate::formats::text_check::{is_email, is_uuid};
use crate::formats::{
    InputFacts, KeySpace, RecordReader, Records, Source, SourcePaths, read_json, recognise,
};
use crate::json::{Broken, Cursor, Envelope, Kind};
use crate::model::{Attribute, Email, Field, Json, Kept, KeyKind, Photo, Text, User};
use crate::outside::Outside;

/// Reads the records of an export of user profiles.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader;

/// What must be unique among the records of an export.
pub(super) static KEY_SPACES: &[KeySpace] = &[
    KeySpace {
        kind: KeyKind::SourceId,
        field: Field::SourceId,
        exactly: &SF_011,
        ignoring_case: None,
    },
    KeySpace {
        kind: KeyKind::Identity,
        field: Field::Identities,
        exactly: &SF_024,
        ignoring_case: None,
    },
];

static PAGE_RULES: PageRules = PageRules {
    encoding: &SF_002,
    counts: &SF_006,
    alone: &SF_007,
    together: &SF_008,
    unknown: &SF_009,
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
        path_of
    }

    fn syntax_rule(&self) -> &'static Rule {
        &SF_002
    }

    fn structure_rule(&self) -> &'static Rule {
        &SF_001
    }

    fn judge_inputs(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)> {
        let mut notes = judge(&PAGE_RULES, inputs);
        for (index, input) in inputs.iter().enumerate() {
            if !input.is_object {
                let got = Shape::Kind(Kind::Array);
                notes.push((index, Note::on_input(&SF_001, Severity::Warning, "", got)));
            }
            let options = input.members.iter().find(|member| member.name == "requestOptions");
            if options.is_some_and(|options| !options.value.starts_with('{')) {
                let got = Shape::Kind(Kind::Nothing);
                let note = Note::on_input(&SF_003, Severity::Warning, "/requestOptions", got);
                notes.push((index, note));
            }
        }
        notes
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
    let kind = cursor.kind();
    if kind != Kind::Object {
        notes.error(&SF_010, cursor.at(), Pointer::of(""), Shape::Kind(kind));
        return cursor.skip_value();
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
    pub(super) identities: bool,
    pub(super) attributes: bool,
    pub(super) roles: bool,
    pub(super) hashes: bool,
    pub(super) idp: Option<Text<'a>>,
    /// The claims of the first identity.
    pub(super) first: Claims<'a>,
    /// Those of further ones.
    pub(super) more: Vec<Claims<'a>>,
}

pub(super) type Read = Result<(), Broken>;

impl<'a> Record<'_, 'a> {
    fn read(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.object(|cursor, name| match &*name.decode() {
            _ if cursor.kind() == Kind::Null => cursor.skip_value(),
            b"id" => self.id(cursor),
            b"name" if cursor.kind() == Kind::Text => {
                self.user.name.formatted = Some(cursor.text()?);
                Ok(())
            }
            b"name" => self.keep_text(cursor, name, &SF_052, Field::Names).map(drop),
            b"email" => self.email(cursor, name),
            b"picture" => self.picture(cursor),
            b"locale" if cursor.kind() == Kind::Text => {
                self.user.locale = Some(cursor.text()?);
                Ok(())
            }
            b"locale" => self.keep_text(cursor, name, &SF_052, Field::Locale).map(drop),
            b"gender" => self.keep_text(cursor, name, &SF_052, Field::Gender).map(drop),
            b"preferred_username" => {
                self.keep_text(cursor, name, &SF_052, Field::PreferredUserName).map(drop)
            }
            b"idp" => {
                self.seen.idp = self.keep_text(cursor, name, &SF_061, Field::Provider)?;
                Ok(())
            }
            b"hashedIdpId" => {
                self.seen.hashes = true;
                self.keep_text(cursor, name, &SF_061, Field::HashedSubject).map(drop)
            }
            b"hashedEmail" => {
                self.seen.hashes = true;
                self.keep_text(cursor, name, &SF_061, Field::HashedEmail).map(drop)
            }
            b"identities" => self.identities(cursor),
            b"attributes" => self.attributes(cursor),
            b"roles" => self.roles(cursor),
            b"scimUser" => {
                let got = Shape::Kind(cursor.kind());
                self.notes.error(&SF_005, cursor.at(), Pointer::of("/scimUser"), got);
                cursor.skip_value()
            }
            secret if is_secret(secret) => {
                let got = Shape::Kind(cursor.kind());
                self.notes.error(&SF_080, cursor.at(), Pointer::member(RECORD, name), got);
                cursor.skip_value()
            }
            _ => {
                let got = Shape::Kind(cursor.kind());
                self.notes.info(&SF_009, cursor.at(), Pointer::member(RECORD, name), got);
                self.keep(Field::Kept, name, cursor.value()?);
                Ok(())
            }
        })
    }

    fn id(&mut self, cursor: &mut Cursor<'a>) -> Read {
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind != Kind::Text {
            self.notes.error(&SF_010, at, Pointer::of("/id"), Shape::Kind(kind));
            return cursor.skip_value();
        }
        let id = cursor.text()?;
        let got = Shape::Text(id.chars());
        if id.is_empty() {
            self.notes.error(&SF_010, at, Pointer::of("/id"), got);
        } else if !is_uuid(id) {
            self.notes.warning(&SF_010, at, Pointer::of("/id"), got);
        }
        self.user.id = Some(id);
        Ok(())
    }

    fn email(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Text {
            return self.keep_text(cursor, name, &SF_041, Field::Emails).map(drop);
        }
        let at = cursor.at();
        let value = cursor.text()?;
        if !is_email(value) {
            let got = Shape::Text(value.chars());
            self.notes.warning(&SF_041, at, Pointer::of("/email"), got);
        }
        let email = Email { value, kind: None, primary: true, stated: None, verified: false };
        self.user.emails.push(email);
        Ok(())
    }

    fn picture(&mut self, cursor: &mut Cursor<'a>) -> Read {
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind != Kind::Text {
            self.notes.error(&SF_050, at, Pointer::of("/picture"), Shape::Kind(kind));
            return cursor.skip_value();
        }
        let value = cursor.text()?;
        let address = value.decode();
        if !address.starts_with(b"https://") && !address.starts_with(b"http://") {
            self.notes.info(&SF_051, at, Pointer::of("/picture"), Shape::Text(value.chars()));
        }
        self.user.photos.push(Photo { value, kind: None, primary: None });
        Ok(())
    }

    fn attributes(&mut self, cursor: &mut Cursor<'a>) -> Read {
        self.seen.attributes = true;
        let (start, kind) = (cursor.at(), cursor.kind());
        let pointer = Pointer::of("/attributes");
        if kind != Kind::Object {
            self.notes.error(&SF_012, start, pointer, Shape::Kind(kind));
            return cursor.skip_value();
        }
        cursor.object(|cursor, name| {
            let value = cursor.value()?;
            self.user.attributes.push(Attribute { home: "/attributes", name, value });
            Ok(())
        })?;
        let bytes = cursor.at() - start;
        let got = Shape::Count(bytes as u64);
        match bytes {
            0..=100_000 => {}
            100_001..=102_400 => self.notes.warning(&SF_070, start, pointer, got),
            _ => self.notes.error(&SF_070, start, pointer, got),
        }
        Ok(())
    }

    fn roles(&mut self, cursor: &mut Cursor<'a>) -> Read {
        self.seen.roles = true;
        if cursor.kind() != Kind::Array {
            let got = Shape::Kind(cursor.kind());
            self.notes.error(&SF_071, cursor.at(), Pointer::of("/roles"), got);
            return cursor.skip_value();
        }
        cursor.array(|cursor, index| {
            let (at, kind) = (cursor.at(), cursor.kind());
            if kind != Kind::Text {
                self.notes.error(&SF_071, at, Pointer::at("/roles/*", index), Shape::Kind(kind));
                return cursor.skip_value();
            }
            let role = cursor.text()?;
            let got = Shape::Text(role.chars());
            if role.is_empty() {
                self.notes.error(&SF_071, at, Pointer::at("/roles/*", index), got);
            } else if self.user.roles.iter().any(|other| other.same_as(role)) {
                self.notes.warning(&SF_071, at, Pointer::at("/roles/*", index), got);
            }
            self.user.roles.push(role);
            Ok(())
        })
    }

    /// Keeps a member that should be text, and hands out the text.
    fn keep_text(
        &mut self,
        cursor: &mut Cursor<'a>,
        name: Text<'a>,
        rule: &'static Rule,
        field: Field,
    ) -> Result<Option<Text<'a>>, Broken> {
        let (at, kind) = (cursor.at(), cursor.kind());
        let value = cursor.value()?;
        if kind != Kind::Text {
            self.notes.warning(rule, at, Pointer::member(RECORD, name), Shape::Kind(kind));
        }
        self.keep(field, name, value);
        Ok(value.as_text())
    }

    fn keep(&mut self, field: Field, name: Text<'a>, value: Json<'a>) {
        self.user.kept.push(Kept { field, home: RECORD, name, value });
    }
}

/// Is this the name of a member that holds a password or a token?
pub(super) fn is_secret(name: &[u8]) -> bool {
    const SECRETS: &[&[u8]] = &[
        b"password",
        b"passwordHash",
        b"access_token",
        b"accessToken",
        b"refresh_token",
        b"refreshToken",
        b"id_token",
        b"idToken",
    ];
    SECRETS.contains(&name)
}
