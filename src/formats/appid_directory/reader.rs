//! One Cloud Directory record becomes a neutral user.
//!
//! Reading never fails on what a record says: it notes what is wrong and goes on, so that all
//! that is wrong with a record is known at once. Only text that is not JSON stops it.

use super::envelope::{self, ImportCall};
use super::paths::{ATTRIBUTES, PROFILE, RECORD};
use super::rules::*;
use super::user_name::IdentityField;
use crate::findings::{Mark, Note, Notes, Pointer, Purpose, Rule, Shape};
use crate::formats::appid_attributes::{self, AttributeRules};
use crate::formats::appid_gathered::{Gathered, mark_role};
use crate::formats::reading::read_tolerated_json;
use crate::formats::{
    Decisions, InputFacts, KeySpace, RecordReader, Records, SettingError, Source, SourcePaths,
    recognise,
};
use crate::json::{Broken, Cursor, Envelope, Kind, member_names};
use crate::model::{Attribute, Field, Home, Json, Kept, KeyKind, Repeats, Text, User};
use crate::outside::Outside;

/// Reads the records of a Cloud Directory export.
#[derive(Debug)]
pub struct Reader {
    /// The instant of the run, in milliseconds since 1970.
    pub(super) now: i64,
    pub(super) identity_field: Option<IdentityField>,
    import_call: Option<ImportCall>,
    pub(super) gathered: Gathered,
}

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
    // Only files that are looked at, or are to be imported as they stand, are held to it.
    KeySpace {
        kind: KeyKind::PasswordHash,
        field: Field::PasswordHash,
        exactly: &CD_057,
        ignoring_case: None,
    },
];

static ATTRIBUTE_RULES: AttributeRules =
    AttributeRules { size: &CD_091, flat: &CD_092, exact: &CD_093 };

impl Reader {
    /// A reader for one run.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub(super) fn new(decisions: &Decisions<'_>) -> Result<Self, SettingError> {
        let now = decisions.now.parse().map_or(0, jiff::Timestamp::as_millisecond);
        Ok(Reader {
            now,
            identity_field: IdentityField::of(decisions)?,
            import_call: ImportCall::of(decisions)?,
            gathered: Gathered::default(),
        })
    }
}

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
        envelope::judge(inputs, self.import_call, self.identity_field, &self.gathered)
    }

    fn take_marks(&self, marks: &[Mark]) {
        self.gathered.take(marks);
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
        read_tolerated_json(source, self.syntax_rule(), notes, |cursor, notes| {
            read(self, cursor, user, notes)
        })
    }

    fn leave(&self, user: &User<'_>, notes: &mut Notes) {
        super::leave::leave(user, notes);
    }
}

fn read<'a>(
    reader: &Reader,
    cursor: &mut Cursor<'a>,
    user: &mut User<'a>,
    notes: &mut Notes,
) -> Read {
    let start = cursor.at();
    if cursor.kind() != Kind::Object {
        let kind = cursor.kind();
        cursor.skip_value()?;
        notes.error(&CD_010, start, Pointer::of(""), Shape::Kind(kind));
        return Ok(());
    }
    let mut record = Record { reader, user, notes, seen: Seen::default() };
    record.read(cursor)?;
    record.conclude();
    Ok(())
}

/// A record being read.
pub(super) struct Record<'r, 'a> {
    pub(super) reader: &'r Reader,
    pub(super) user: &'r mut User<'a>,
    pub(super) notes: &'r mut Notes,
    pub(super) seen: Seen<'a>,
}

/// What was there, for the rules that look at several members.
#[derive(Default)]
pub(super) struct Seen<'a> {
    pub(super) scim_user: bool,
    pub(super) active: bool,
    /// The text of `lockedUntil`, if it is not null.
    pub(super) locked_until: Option<&'a [u8]>,
    pub(super) attributes: bool,
    pub(super) roles: bool,
    pub(super) status: bool,
    pub(super) confirmed: bool,
    pub(super) original_id: Option<Text<'a>>,
    pub(super) orignal_id: Option<Text<'a>>,
    /// The SCIM id, its member's name, and its value as it is.
    pub(super) scim_id: Option<(Text<'a>, Text<'a>, Json<'a>)>,
    pub(super) read_answer: bool,
    /// Was an e-mail address left out that is the primary one, or may be?
    pub(super) lost_primary: bool,
}

member_names! {
    /// The members of a record that are known.
    Member {
        ScimUser = "scimUser",
        PasswordHash = "passwordHash",
        PasswordHashAlg = "passwordHashAlg",
        Profile = "profile",
        Roles = "roles",
        Password = "password",
        DisplayName = "displayName",
        Emails = "emails",
        Status = "status",
    }
}

member_names! {
    /// The members of a profile that are known.
    ProfileMember {
        Attributes = "attributes",
    }
}

pub(super) type Read = Result<(), Broken>;

impl<'a> Record<'_, 'a> {
    fn read(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.each_member(Member::NAMES, |cursor, name, member| match member {
            Some(Member::ScimUser) if cursor.kind() == Kind::Object => {
                self.seen.scim_user = true;
                self.scim_user(cursor)
            }
            Some(Member::ScimUser) => cursor.skip_value(),
            Some(Member::PasswordHash) => self.text(cursor, "/passwordHash", |record, text| {
                record.user.credential.sealed = Some(text);
            }),
            Some(Member::PasswordHashAlg) => {
                self.text(cursor, "/passwordHashAlg", |record, text| {
                    record.user.credential.algorithm = Some(text);
                })
            }
            Some(Member::Profile) => self.profile(cursor),
            Some(Member::Roles) => self.roles(cursor),
            Some(Member::Password) => self.plain_password(cursor, Pointer::of("/password")),
            Some(Member::DisplayName) | Some(Member::Emails) | Some(Member::Status) => {
                self.notes.warning(
                    &CD_011,
                    cursor.at(),
                    Pointer::member(RECORD, *name),
                    Shape::Kind(cursor.kind()),
                );
                self.keep(cursor, RECORD, name)
            }
            _ => self.unknown(cursor, RECORD, name),
        })
    }

    fn profile(&mut self, cursor: &mut Cursor<'a>) -> Read {
        match cursor.kind() {
            Kind::Object => {
                cursor.each_member(ProfileMember::NAMES, |cursor, name, member| match member {
                    Some(ProfileMember::Attributes) => self.attributes(cursor),
                    _ => self.unknown(cursor, PROFILE, name),
                })
            }
            Kind::Null => cursor.skip_value(),
            kind => {
                self.seen.attributes = true;
                self.notes.error(&CD_090, cursor.at(), Pointer::of("/profile"), Shape::Kind(kind));
                cursor.skip_value()
            }
        }
    }

    #[inline(never)]
    fn attributes(&mut self, cursor: &mut Cursor<'a>) -> Read {
        const HOME: &str = "/profile/attributes";
        let start = cursor.at();
        match cursor.kind() {
            Kind::Object => cursor.aside(|cursor| {
                cursor.object(|cursor, name| {
                    if name.is("password") && cursor.kind() == Kind::Text {
                        return self.plain_password(cursor, Pointer::member(ATTRIBUTES, name));
                    }
                    let value =
                        appid_attributes::read(&ATTRIBUTE_RULES, self.notes, cursor, HOME, name)?;
                    self.user.attributes.push(Attribute { home: HOME, name, value });
                    Ok(())
                })
            })?,
            Kind::Null => return cursor.skip_value(),
            kind => {
                self.notes.error(&CD_090, start, Pointer::of(HOME), Shape::Kind(kind));
                cursor.skip_value()?;
            }
        }
        self.seen.attributes = true;
        let bytes = cursor.at() - start;
        appid_attributes::judge_size(&ATTRIBUTE_RULES, self.notes, start, bytes, HOME);
        Ok(())
    }

    #[inline(never)]
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
        let mut repeats = Repeats::default();
        cursor.array(|cursor, index| {
            let (at, kind) = (cursor.at(), cursor.kind());
            if kind != Kind::Text {
                self.notes.error(&CD_100, at, Pointer::at("/roles/*", index), Shape::Kind(kind));
                return cursor.skip_value();
            }
            let role = cursor.text()?;
            let pointer = || Pointer::at("/roles/*", index);
            if role.is_empty() {
                self.notes.error(&CD_100, at, pointer(), Shape::Text(0));
            } else if repeats.has(&self.user.roles, role) {
                self.notes.warning(&CD_100, at, pointer(), Shape::Text(role.chars()));
            } else {
                mark_role(self.notes, role);
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
    pub(super) fn plain_password(&mut self, cursor: &mut Cursor<'a>, pointer: Pointer) -> Read {
        self.notes.error(&CD_056, cursor.at(), pointer, Shape::Kind(cursor.kind()));
        cursor.skip_value()
    }

    /// Keeps a member that no field can hold.
    pub(super) fn keep(&mut self, cursor: &mut Cursor<'a>, home: Home, name: &Text<'a>) -> Read {
        self.keep_as(Field::Kept, cursor, home, name)
    }

    /// Keeps a member whose loss is that of a field.
    #[inline(never)]
    pub(super) fn keep_as(
        &mut self,
        field: Field,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: &Text<'a>,
    ) -> Read {
        let value = cursor.value()?;
        self.user.kept.push(Kept { field, home, name: *name, value });
        Ok(())
    }

    /// Keeps a member that is the empty text and so says nothing.
    #[cold]
    pub(super) fn keep_empty(&mut self, field: Field, home: Home, name: &'static str) {
        let value = Json::new(b"\"\"", false);
        self.user.kept.push(Kept { field, home, name: Text::plain(name), value });
    }

    /// Keeps a member that nobody has described.
    #[inline(never)]
    pub(super) fn unknown(&mut self, cursor: &mut Cursor<'a>, home: Home, name: &Text<'a>) -> Read {
        if name.is("password") && cursor.kind() == Kind::Text {
            return self.plain_password(cursor, Pointer::member(home, *name));
        }
        let got = Shape::Kind(cursor.kind());
        self.notes.info(&CD_012, cursor.at(), Pointer::member(home, *name), got);
        self.doubt_before_import();
        self.keep(cursor, home, name)
    }

    /// The schema for an import describes members that are only kept here, too.
    pub(super) fn doubt_before_import(&mut self) {
        if self.notes.purpose() == Purpose::Writing {
            self.notes.doubt();
        }
    }

    /// Keeps a member that is unknown, or known with a value of another kind, which the schema may
    /// refuse.
    pub(super) fn unusual(&mut self, cursor: &mut Cursor<'a>, home: Home, name: &Text<'a>) -> Read {
        self.notes.doubt();
        self.unknown(cursor, home, name)
    }

    /// Keeps a member whose value has not the type that SCIM gives it; null is as good as absent.
    #[inline(never)]
    pub(super) fn misshapen(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: &Text<'a>,
    ) -> Read {
        let kind = cursor.kind();
        if kind == Kind::Null {
            return cursor.skip_value();
        }
        self.notes.warning(&CD_084, cursor.at(), Pointer::member(home, *name), Shape::Kind(kind));
        self.keep(cursor, home, name)
    }
}
