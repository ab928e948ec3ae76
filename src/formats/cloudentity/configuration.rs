//! Rows about more than users: groups, pools and schemas.

use super::lists::{GROUPS, POOLS, SCHEMAS};
use super::options::Profile;
use super::rules::*;
use super::schema_words::judge_schema;
use crate::findings::{Notes, Pointer, Rule, Shape};
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Home, Text};

const ROW: Home = Home { path: "", index: 0 };

/// Members of groups.
const OF_GROUPS: &[&str] = &["id", "tenant_id", "user_pool_id", "name", "description", "path"];
/// Members of pools.
const OF_POOLS: &[&str] = &[
    "id",
    "tenant_id",
    "name",
    "description",
    "workspace_id",
    "badge_color",
    "deleted",
    "system",
    "metadata",
    "payload_schema_id",
    "metadata_schema_id",
    "business_metadata_schema_id",
    "public_registration_allowed",
    "identifier_case_insensitive",
    "authentication_mechanisms",
    "preferred_authentication_mechanism",
    "second_factor_authentication_mechanisms",
    "second_factor_preferred_authentication_mechanism",
    "second_factor_threshold",
    "mfa_session_ttl",
    "otp_settings",
    "password_policy",
    "password_settings",
    "reset_credentials_settings",
];
/// Members of schemas.
const OF_SCHEMAS: &[&str] =
    &["id", "tenant_id", "name", "description", "schema", "system", "created_at", "updated_at"];

/// How users sign in; the last one was dropped in 2024.
const MECHANISMS: &[&str] =
    &["totp", "password", "otp", "email_otp", "sms_otp", "webauthn", "arculix"];
const HASHING: &[&str] = &["bcrypt", "pbkdf2", "argon2", "sha"];
const STRENGTHS: &[&str] = &["any", "weak", "fair", "strong", "very_strong"];

/// Looks at a row of one of the three lists, which the cursor goes over. The row stands whatever is
/// wrong with it.
pub(super) fn judge(
    cursor: &mut Cursor<'_>,
    list: u8,
    profile: Profile,
    notes: &mut Notes,
) -> Result<(), Broken> {
    let at = cursor.at();
    let (known, due): (_, &[&str]) = match list {
        GROUPS => (OF_GROUPS, &["/user_pool_id"]),
        POOLS => (OF_POOLS, &["/tenant_id", "/name"]),
        _ => (OF_SCHEMAS, &["/tenant_id", "/name", "/schema"]),
    };
    if matches!(list, POOLS | SCHEMAS) {
        notes.warning(&CE_STR_011, at, Pointer::of(""), Shape::Kind(Kind::Object));
    }
    if list == GROUPS && profile == Profile::Of2022 {
        notes.warning(&CE_STR_009, at, Pointer::of(""), Shape::Kind(Kind::Object));
    }
    let mut there = [false; 3];
    cursor.object(|cursor, name| {
        let (at, kind) = (cursor.at(), cursor.kind());
        let mut say = |rule: &'static Rule| {
            notes.warning(rule, at, Pointer::member(ROW, name), Shape::Kind(kind));
        };
        if kind == Kind::Null {
            say(&CE_STR_006);
        } else if !known.iter().any(|known| name.is(known)) {
            say(&CE_STR_008);
        }
        if let Some(which) = due.iter().position(|path| name.is(&path[1..])) {
            let is_empty = cursor.clone().value()?.raw() == Some(b"\"\"");
            there[which] = !is_empty && kind != Kind::Null;
        }
        match (&*name.decode(), list, kind) {
            (b"schema", SCHEMAS, Kind::Object) => return judge_schema(cursor, notes),
            (b"system", SCHEMAS, Kind::Boolean) => {
                if cursor.boolean()? == Some(true) {
                    notes.warning(&CE_STR_012, at, Pointer::member(ROW, name), Shape::Kind(kind));
                }
                return Ok(());
            }
            (member, POOLS, _) => return word_of_pool(cursor, member, name, notes),
            _ => {}
        }
        cursor.skip_value()
    })?;
    for path in due.iter().zip(there).filter(|(_, there)| !there).map(|(path, _)| path) {
        notes.warning(&CE_STR_004, at, Pointer::of(path), Shape::Nothing);
    }
    Ok(())
}

/// A member of a pool; some of them are one of the documented words.
fn word_of_pool(
    cursor: &mut Cursor<'_>,
    member: &[u8],
    name: Text<'_>,
    notes: &mut Notes,
) -> Result<(), Broken> {
    let mut judge = |cursor: &mut Cursor<'_>, words: &[&str]| {
        let (at, kind, value) = (cursor.at(), cursor.kind(), cursor.value()?);
        let is_word = value.as_text().is_some_and(|text| words.iter().any(|word| text.is(word)));
        if !is_word && kind != Kind::Null {
            notes.warning(&CE_STR_007, at, Pointer::member(ROW, name), Shape::Kind(kind));
        }
        Ok(())
    };
    match (member, cursor.kind()) {
        (
            b"authentication_mechanisms" | b"second_factor_authentication_mechanisms",
            Kind::Array,
        ) => cursor.array(|cursor, _| judge(cursor, MECHANISMS)),
        (
            b"preferred_authentication_mechanism"
            | b"second_factor_preferred_authentication_mechanism",
            _,
        ) => judge(cursor, MECHANISMS),
        (b"password_settings" | b"password_policy", Kind::Object) => {
            cursor.object(|cursor, name| match &*name.decode() {
                b"hashing_method" => judge(cursor, HASHING),
                b"strength" => judge(cursor, STRENGTHS),
                _ => cursor.skip_value(),
            })
        }
        _ => cursor.skip_value(),
    }
}
