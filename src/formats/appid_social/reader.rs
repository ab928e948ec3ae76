//! One user profile becomes a neutral user.
//!
//! Reading never fails on what a record says: it notes what is wrong and goes on. Only text that
//! is not JSON stops it.

use super::claims::Claims;
use super::envelope;
use super::paths::{RECORD, path_of};
use super::rules::*;
use crate::findings::{Mark, NO_PLACE, Note, Notes, Pointer, Rule, Shape};
use crate::formats::appid_attributes::{self, AttributeRules};
use crate::formats::appid_gathered::{Gathered, mark_role};
use crate::formats::reading::read_tolerated_json;
use crate::formats::registered::is_language_tag;
use crate::formats::text_check::{is_email, is_uuid};
use crate::formats::{
    Decisions, InputFacts, KeySpace, RecordReader, Records, Source, SourcePaths, recognise,
};
use crate::json::{Broken, Cursor, Envelope, Kind, member_names};
use crate::model::{
    Attribute, Email, Field, Home, Json, Kept, KeyKind, Photo, Repeats, Text, User,
};
use crate::outside::Outside;

/// Reads the records of an export of user profiles.
#[derive(Debug)]
pub struct Reader {
    /// The most users of an import body.
    batch: u64,
    gathered: Gathered,
}

impl Reader {
    /// A reader for one run.
    pub(super) fn new(decisions: &Decisions<'_>) -> Self {
        Reader { batch: envelope::batch(decisions), gathered: Gathered::default() }
    }
}

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
    KeySpace {
        kind: KeyKind::SharedEmail,
        field: Field::Emails,
        exactly: &SF_042,
        ignoring_case: Some(&SF_042),
    },
];

static ATTRIBUTE_RULES: AttributeRules =
    AttributeRules { size: &SF_070, flat: &SF_073, exact: &SF_074 };

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
        envelope::judge(inputs, self.batch, &self.gathered)
    }

    fn take_marks(&self, marks: &[Mark]) {
        self.gathered.take(marks);
    }
}

impl RecordReader for Reader {
    fn read<'a>(
        &'a self,
        source: Source<'a>,
        user: &mut User<'a>,
        notes: &mut Notes,
    ) -> Option<usize> {
        read_tolerated_json(source, self.syntax_rule(), notes, |cursor, notes| {
            read(cursor, user, notes)
        })
    }

    fn leave(&self, user: &User<'_>, notes: &mut Notes) {
        notes.info(&SF_081, NO_PLACE, Pointer::of(""), Shape::Nothing);
        if !user.identities.is_empty() {
            let got = Shape::Count(user.identities.len() as u64);
            notes.warning(&SF_082, NO_PLACE, Pointer::of("/identities"), got);
        }
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
    /// Something stands where an identity should, and is none.
    pub(super) no_identity: bool,
    pub(super) attributes: bool,
    pub(super) roles: bool,
    pub(super) hashes: bool,
    pub(super) hashed_email: bool,
    pub(super) idp: Option<Text<'a>>,
    /// The claims of the first identity.
    pub(super) first: Claims<'a>,
    /// Those of further ones.
    pub(super) more: Vec<Claims<'a>>,
}

member_names! {
    /// The members of a profile that are known.
    Member {
        Id = "id",
        Name = "name",
        Email = "email",
        Picture = "picture",
        Locale = "locale",
        Gender = "gender",
        PreferredUserName = "preferred_username",
        Idp = "idp",
        HashedIdpId = "hashedIdpId",
        HashedEmail = "hashedEmail",
        Identities = "identities",
        Attributes = "attributes",
        Roles = "roles",
        ScimUser = "scimUser",
    }
}

pub(super) type Read = Result<(), Broken>;

impl<'a> Record<'_, 'a> {
    fn read(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.members(Member::NAMES, |cursor, name, member| match member {
            _ if cursor.kind() == Kind::Null => cursor.skip_value(),
            Some(Member::Id) => self.id(cursor),
            Some(Member::Name) if cursor.kind() == Kind::Text => {
                self.user.name.formatted = Some(cursor.text()?);
                Ok(())
            }
            Some(Member::Name) => self.keep_text(cursor, name, &SF_052, Field::Names).map(drop),
            Some(Member::Email) => self.email(cursor, name),
            Some(Member::Picture) => self.picture(cursor, name),
            Some(Member::Locale) if cursor.kind() == Kind::Text => {
                let at = cursor.at();
                let locale = cursor.text()?;
                if !is_language_tag(locale) {
                    let got = Shape::Text(locale.chars());
                    self.notes.warning(&SF_052, at, Pointer::of("/locale"), got);
                }
                self.user.locale = Some(locale);
                Ok(())
            }
            Some(Member::Locale) => self.keep_text(cursor, name, &SF_052, Field::Locale).map(drop),
            Some(Member::Gender) => self.keep_text(cursor, name, &SF_052, Field::Gender).map(drop),
            Some(Member::PreferredUserName) => {
                self.keep_text(cursor, name, &SF_052, Field::PreferredUserName).map(drop)
            }
            Some(Member::Idp) => {
                self.seen.idp = self.keep_text(cursor, name, &SF_061, Field::Provider)?;
                Ok(())
            }
            Some(Member::HashedIdpId) => {
                self.seen.hashes = true;
                self.keep_text(cursor, name, &SF_061, Field::HashedSubject).map(drop)
            }
            Some(Member::HashedEmail) => {
                (self.seen.hashes, self.seen.hashed_email) = (true, true);
                self.keep_text(cursor, name, &SF_061, Field::HashedEmail).map(drop)
            }
            Some(Member::Identities) => self.identities(cursor),
            Some(Member::Attributes) => self.attributes(cursor),
            Some(Member::Roles) => self.roles(cursor),
            Some(Member::ScimUser) => {
                let got = Shape::Kind(cursor.kind());
                self.notes.error(&SF_005, cursor.at(), Pointer::of("/scimUser"), got);
                cursor.skip_value()
            }
            None if is_secret(&name.decode()) => {
                let got = Shape::Kind(cursor.kind());
                self.notes.error(&SF_080, cursor.at(), Pointer::member(RECORD, name), got);
                cursor.skip_value()
            }
            None => {
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
        if id.is_empty() {
            self.notes.error(&SF_010, at, Pointer::of("/id"), Shape::Text(0));
        } else if !is_uuid(id) {
            self.notes.warning(&SF_010, at, Pointer::of("/id"), Shape::Text(id.chars()));
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

    fn picture(&mut self, cursor: &mut Cursor<'a>, name: Text<'a>) -> Read {
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind != Kind::Text {
            self.notes.error(&SF_050, at, Pointer::of("/picture"), Shape::Kind(kind));
            self.keep(Field::Photos, name, cursor.value()?);
            return Ok(());
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
        if kind != Kind::Object {
            self.notes.error(&SF_012, start, Pointer::of("/attributes"), Shape::Kind(kind));
            return cursor.skip_value();
        }
        const HOME: Home = Home { path: "/attributes", index: 0 };
        cursor.aside(|cursor| {
            cursor.object(|cursor, name| {
                if is_secret(&name.decode()) && cursor.kind() == Kind::Text {
                    let got = Shape::Kind(Kind::Text);
                    self.notes.error(&SF_080, cursor.at(), Pointer::member(HOME, name), got);
                    return cursor.skip_value();
                }
                let (rules, home) = (&ATTRIBUTE_RULES, HOME.path);
                let value = appid_attributes::read(rules, self.notes, cursor, home, name)?;
                self.user.attributes.push(Attribute { home, name, value });
                Ok(())
            })
        })?;
        let bytes = cursor.at() - start;
        appid_attributes::judge_size(&ATTRIBUTE_RULES, self.notes, start, bytes, HOME.path);
        Ok(())
    }

    fn roles(&mut self, cursor: &mut Cursor<'a>) -> Read {
        self.seen.roles = true;
        if cursor.kind() != Kind::Array {
            let got = Shape::Kind(cursor.kind());
            self.notes.error(&SF_071, cursor.at(), Pointer::of("/roles"), got);
            return cursor.skip_value();
        }
        let mut repeats = Repeats::default();
        cursor.array(|cursor, index| {
            let (at, kind) = (cursor.at(), cursor.kind());
            if kind != Kind::Text {
                self.notes.error(&SF_071, at, Pointer::at("/roles/*", index), Shape::Kind(kind));
                return cursor.skip_value();
            }
            let role = cursor.text()?;
            let got = || Shape::Text(role.chars());
            if role.is_empty() {
                self.notes.error(&SF_071, at, Pointer::at("/roles/*", index), got());
            } else if repeats.has(&self.user.roles, role) {
                self.notes.warning(&SF_071, at, Pointer::at("/roles/*", index), got());
            } else {
                mark_role(self.notes, role);
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
