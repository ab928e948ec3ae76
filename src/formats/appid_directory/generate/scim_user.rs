//! The members of `scimUser` that make a user: id, names, state; and the table of all members.

use super::defect::Defect;
use super::record::{Record, Row};
use super::{contacts, credentials, extras};
use crate::generate::{Person, Scalar, uuid};
use std::fmt::{self, Display, Formatter};

/// In the order of the paged export that is on public record, the others where they fit.
pub(super) const FIELDS: &[Row] = &[
    ("schemas", extras::schemas),
    ("id", source_id),
    ("originalId", source_id),
    ("orignalId", source_id),
    ("externalId", extras::external_id),
    ("name", name),
    ("displayName", display_name),
    ("userName", user_name),
    ("nickName", extras::nick_name),
    ("profileUrl", extras::profile_url),
    ("title", extras::title),
    ("userType", extras::user_type),
    ("active", active),
    ("lockedUntil", locked_until),
    ("emails", contacts::emails),
    ("phoneNumbers", contacts::phone_numbers),
    ("ims", extras::ims),
    ("photos", extras::photos),
    ("addresses", extras::addresses),
    ("groups", extras::groups),
    ("entitlements", extras::entitlements),
    ("roles", extras::scim_roles),
    ("x509Certificates", extras::certificates),
    ("preferredLanguage", extras::preferred_language),
    ("locale", extras::locale),
    ("timezone", extras::timezone),
    ("passwordHistory", credentials::history),
    ("status", status),
    ("passwordExpirationTimestamp", credentials::expiration),
    ("passwordUpdatedTimestamp", credentials::updated),
    ("mfaContext", credentials::mfa_context),
    ("meta", extras::meta),
    ("idpType", extras::idp_type),
    ("profileId", extras::profile_id),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", extras::enterprise),
];

/// What defects add to the end of `scimUser`.
pub(super) fn last_members(record: &mut Record<'_>) {
    let mut shape = record.defect_shape();
    if record.has(Defect::PlaintextPassword) && !shape.percent(50) {
        record.json.member("password", Scalar::Text(&"correct \"horse\""));
    } else if record.has(Defect::DuplicateKey) {
        match shape.below(3) {
            0 => record.json.member("displayName", Scalar::Text(&"Somebody Else")),
            // The same key, spelt with an escape.
            1 => record.json.raw(br#","display\u004eame":"Somebody Else""#),
            _ => {} // See `name`.
        }
    } else if record.has(Defect::BadSyntax) {
        bad_syntax(record, shape.below(8));
    }
}

fn bad_syntax(record: &mut Record<'_>, shape: u64) {
    let (member, value): (&[u8], _) = match shape {
        0 => (br#" "region":"eu""#, ""),
        1 => (br#","region" "eu""#, ""),
        2 => (b",", ""),
        3 => (b"", "undefined"),
        4 => (b"", "True"),
        5 => (b"", "012"),
        6 => (b"", "\"a raw\nline feed\""),
        _ => (b"", "\"\\x41\""),
    };
    record.json.raw(member);
    if !value.is_empty() {
        record.json.key("region");
        record.json.literal(value);
    }
}

fn source_id(record: &mut Record<'_>, key: &'static str) {
    if let Some(id) = record.source_id.filter(|id| id.key == key) {
        record.json.member(key, Scalar::Text(&id));
    } else if key == "orignalId" && record.has(Defect::TwoDifferentIds) {
        let other = uuid(&mut record.defect_shape());
        record.json.member(key, Scalar::Text(&other));
    }
}

fn name(record: &mut Record<'_>, key: &'static str) {
    let mut random = record.seed.stream(key);
    let twice = record.has(Defect::DuplicateKey) && record.defect_shape().below(3) == 2;
    let wrong = record.has(Defect::NameNotText);
    if !twice && !wrong && random.one_in(100) {
        return;
    }
    record.json.key(key);
    if twice {
        return record.json.literal("{\"givenName\":\"Anna\",\"givenName\":\"Hanna\"}");
    }
    if wrong {
        record.json.begin_object();
        record.misplaced("givenName", &["42", "[\"Anna\"]", "{\"first\":\"Anna\"}", "false"]);
        return record.json.end_object();
    }
    let present = |is: bool, text| if is { Scalar::Text(text) } else { Scalar::Absent };
    let person = &record.person;
    let (given, family) = (person.given_name(), person.family_name());
    let (full, short) = (person.full_name(), person.short_name());
    let formatted: &dyn Display = if random.percent(70) { &full } else { &short };
    record.json.object([
        ("givenName", present(!random.one_in(80), &given)),
        ("familyName", present(!random.one_in(50), &family)),
        ("formatted", present(!random.one_in(30), formatted)),
        ("middleName", Scalar::text(&person.middle_name)),
        ("honorificPrefix", Scalar::text(&person.honorific_prefix)),
        ("honorificSuffix", Scalar::text(&person.honorific_suffix)),
    ]);
}

fn display_name(record: &mut Record<'_>, key: &'static str) {
    let spoilt = spoilt_end(record);
    let mut random = record.seed.stream(key);
    let absent = random.one_in(60);
    if absent && spoilt.is_none() && !record.has(Defect::DuplicateKey) {
        return;
    }
    let shown = DisplayName { person: &record.person, style: random.below(40) };
    record.json.member(key, Scalar::Text(&shown));
    if let Some(bytes) = spoilt {
        record.json.spoil_text(bytes);
    }
}

/// What makes the text break UTF-8 or JSON.
fn spoilt_end(record: &Record<'_>) -> Option<&'static [u8]> {
    // Not a start byte, half a character, too long a form, a surrogate.
    const NOT_UTF8: [&[u8]; 4] = [b"\xff", b"\xe2\x82", b"\xc0\xaf", b"\xed\xa0\x80"];
    const HALVES: [&[u8]; 3] = [b"\\ud83d", b"\\uDE00", b"\\ud83d\\u0041"];
    if record.has(Defect::InvalidUtf8) {
        Some(record.defect_shape().pick(&NOT_UTF8))
    } else if record.has(Defect::LoneSurrogate) {
        Some(record.defect_shape().pick(&HALVES))
    } else {
        None
    }
}

/// How a user is shown: mostly by name, at times as people really fill such a field.
struct DisplayName<'a> {
    person: &'a Person,
    style: u64,
}

impl Display for DisplayName<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (given, family) = (self.person.given_name(), self.person.family_name());
        match self.style {
            // The default of the service.
            0..6 => self.person.email().fmt(f),
            6 => write!(f, "{family}, {given}"),
            7 => write!(f, "{given} \"{}\" {family}", self.person.number()),
            8 => write!(f, "CORP\\{family}"),
            9 => write!(f, "{given} {family} 😀"),
            10 => write!(f, "{given}/{family}\t(Ops)"),
            11 => write!(f, " {given}  {family} "),
            12 => write!(f, "{given} 👩‍👩‍👧 {family}\u{1}\r\n"),
            13 => write!(f, "={given}+{family}"),
            14 => write!(f, "\u{202b}{given}\u{202c} [{{{family}}}],"),
            15 => write!(f, "'{given}'"),
            _ => self.person.short_name().fmt(f),
        }
    }
}

fn user_name(record: &mut Record<'_>, key: &'static str) {
    match record.seed.stream(key).below(100) {
        0..35 => record.json.member(key, Scalar::Text(&record.person.user_name())),
        35..45 => record.json.member(key, Scalar::Text(&record.person.email())),
        _ => {}
    }
}

fn active(record: &mut Record<'_>, key: &'static str) {
    if record.has(Defect::ActiveNotBoolean) {
        return record.misplaced(key, &["\"true\"", "1", "\"\"", "[true]"]);
    }
    match state(record) {
        State::Unstated => {}
        state => record.json.member(key, Scalar::Flag(state == State::Active)),
    }
}

fn locked_until(record: &mut Record<'_>, key: &'static str) {
    let mut random = record.seed.stream(key);
    if state(record) == State::Locked || random.one_in(300) {
        record.json.member(key, Scalar::Number(1_600_000_000_000 + random.below(300_000_000_000)));
    }
}

#[derive(PartialEq, Eq)]
enum State {
    Active,
    Disabled,
    Locked,
    Unstated,
}

fn state(record: &Record<'_>) -> State {
    match record.seed.stream("state").below(100) {
        0..4 => State::Disabled,
        4..6 => State::Locked,
        6 => State::Unstated,
        _ => State::Active,
    }
}

fn status(record: &mut Record<'_>, key: &'static str) {
    match record.seed.stream(key).below(100) {
        0..70 => record.json.member(key, Scalar::Text(&"CONFIRMED")),
        70..85 => record.json.member(key, Scalar::Text(&"PENDING")),
        _ => {}
    }
}
