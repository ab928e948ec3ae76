//! The rows of a user of another format, as they must be.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::lists::{ADDRESSES, CODES, CREDENTIALS, IDENTIFIERS, MEMBERS, USERS, name_of};
use super::proof::Payload;
use crate::formats::proof::{Dues, Term, canonical, joined, text_value};
use crate::formats::text_check::{is_e164, is_visible_ascii};
use crate::ids::{Id, uuid_text};
use crate::json::{Cursor, Kind};
use crate::model::{Field, Json, User};

/// Members of rows that the fields of the neutral user tell.
const TOLD: &[&[u8]] =
    &[b"payload", b"metadata", b"business_metadata", b"status", b"created_at", b"updated_at"];

/// The name of a member, and its value in one spelling.
pub(super) type Member<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// Rows that must be there.
pub(super) struct Rows {
    /// The id of the user.
    pub(super) id: Vec<u8>,
    dues: Dues,
}

/// The members of an object, their values in one spelling.
pub(super) fn members(row: Json<'_>) -> Vec<Member<'_>> {
    let mut found = Vec::with_capacity(16);
    let Some(raw) = row.raw().filter(|raw| raw.starts_with(b"{")) else { return found };
    let read = Cursor::new(raw, 0).object(|cursor, name| {
        found.push((name.decode(), canonical(cursor.value()?)));
        Ok(())
    });
    debug_assert!(read.is_ok(), "it was read before");
    found
}

/// The value of the first member of this name.
pub(super) fn member_of<'a>(row: Json<'a>, name: &str) -> Option<Cow<'a, [u8]>> {
    let mut found = None;
    // Nothing behind the member is of interest.
    let _ = Cursor::new(row.raw()?, 0).object(|cursor, own| {
        let value = cursor.value()?;
        match own.is(name) {
            true => {
                found = Some(canonical(value));
                Err(cursor.expected("nothing more"))
            }
            false => Ok(()),
        }
    });
    found
}

/// A row as one term: its members in the order of their names.
pub(super) fn row(list: u8, mut members: Vec<Member<'_>>) -> Term<'static> {
    members.sort();
    let mut row = Vec::with_capacity(512);
    for (index, (name, value)) in members.iter().enumerate() {
        if index > 0 {
            row.push(b'\x1f');
        }
        row.extend_from_slice(name);
        row.push(0);
        row.extend_from_slice(value);
    }
    Term::new(Field::Kept, format!("/{}/*", name_of(list)), row)
}

fn member<'a>(list: u8, name: &str, value: impl Into<Cow<'a, [u8]>>) -> Term<'a> {
    Term::new(Field::Kept, format!("/{}/*/{name}", name_of(list)), value)
}

impl Rows {
    /// The terms of the rows of a user that was read from the output.
    pub(super) fn written(user: &User<'_>, terms: &mut Dues) {
        for source in &user.rows {
            let mut members = members(source.value);
            match source.list {
                USERS => {
                    members.retain(|(name, _)| !TOLD.contains(&&**name));
                    for (name, value) in members {
                        terms.found(member(USERS, &String::from_utf8_lossy(&name), value));
                    }
                }
                CREDENTIALS => {
                    let payload = members.iter().position(|(name, _)| **name == *b"payload");
                    if let Some(payload) = payload.map(|at| members.remove(at).1) {
                        let is_unusable = is_unusable(source.value);
                        let form = if is_unusable { UNUSABLE.into() } else { payload };
                        terms.found(member(CREDENTIALS, "payload", form));
                    }
                    terms.found(row(CREDENTIALS, members));
                }
                CODES | IDENTIFIERS | ADDRESSES | MEMBERS => {
                    terms.found(row(source.list, members));
                }
                _ => {}
            }
        }
        for kept in &user.kept {
            match (kept.home.path, &*kept.name.decode()) {
                ("/metadata", b"kept") => kept_members(kept.value, terms),
                ("/metadata/migration", name) => {
                    let name = String::from_utf8_lossy(name);
                    let value = kept.value.as_text().map(text_value);
                    let value = value.unwrap_or_else(|| canonical(kept.value));
                    terms.made(Field::Kept, format!("/metadata/migration/{name}"), value);
                }
                (path @ ("/payload" | "/metadata" | "/business_metadata"), name) => {
                    let name = String::from_utf8_lossy(name);
                    terms.made(Field::Kept, format!("{path}/{name}"), canonical(kept.value));
                }
                _ => {}
            }
        }
    }

    /// The rows that are due; none for a user who cannot have ids.
    pub(super) fn due(payload: &Payload, user: &User<'_>) -> Option<Rows> {
        let mut ids = payload.ids.of(user)?;
        let id = text(&uuid_text(&ids.user()));
        let mut rows = Making { payload, id, dues: Dues::default() };
        for (name, value) in [
            ("id", &rows.id),
            ("tenant_id", &payload.tenant),
            ("user_pool_id", &payload.pool),
            ("status_updated_at", &payload.now),
        ] {
            rows.dues.found(member(USERS, name, value));
        }
        if payload.has_password(&user.credential) {
            let more = [
                ("type", "password"),
                ("state", "must_be_reset"),
                ("expires_at", "2000-01-01T00:00:00Z"),
            ];
            rows.push(
                CREDENTIALS,
                &ids.credential(),
                more.map(|(name, value)| (name, text(value.as_bytes()).into())),
            );
            rows.dues.found(member(CREDENTIALS, "payload", UNUSABLE));
        }
        let mut others = 0;
        for (email, _) in payload.emails(user).into_iter().filter(|(_, is_written)| *is_written) {
            let value = text_value(email.value);
            let verified = payload.is_verified(email);
            let id = match email.primary {
                true => {
                    rows.identifier(&ids.email_identifier(), "email", &value);
                    ids.email_address(0)
                }
                false => {
                    others += 1;
                    ids.email_address(others)
                }
            };
            rows.address(&id, "email", &value, verified);
        }
        let is_email =
            |name: crate::model::Text<'_>| user.emails.iter().any(|one| one.value.same_as(name));
        if let Some(name) =
            user.user_name.filter(|name| is_visible_ascii(*name) && !is_email(*name))
        {
            rows.identifier(&ids.user_name_identifier(), "uid", &text_value(name));
        }
        let mut numbers: Vec<Cow<'_, [u8]>> = Vec::new();
        for phone in user.phones.iter().filter(|phone| is_e164(phone.value)) {
            let (value, index) = (text_value(phone.value), numbers.len() as u64);
            if numbers.contains(&value) {
                continue;
            }
            if payload.mobile_identifiers
                && !user.user_name.is_some_and(|name| name.same_as(phone.value))
            {
                rows.identifier(&ids.phone_identifier(index), "mobile", &value);
            }
            rows.address(&ids.phone_address(index), "mobile", &value, phone.verified);
            numbers.push(value);
        }
        rows.accounts(user, &mut ids);
        if payload.native_groups {
            rows.memberships(user);
        }
        Some(Rows { id: rows.id.split_off(1), dues: rows.dues })
    }

    /// Makes them due.
    pub(super) fn push(self, dues: &mut Dues) {
        dues.append(&self.dues);
    }
}

/// What stands aside under the pointers of the source.
fn kept_members(value: Json<'_>, terms: &mut Dues) {
    let Some(raw) = value.raw().filter(|raw| Cursor::new(raw, 0).kind() == Kind::Object) else {
        return terms.made(Field::Kept, "/metadata/kept", canonical(value));
    };
    let read = Cursor::new(raw, 0).object(|cursor, name| {
        let value = joined(&name.decode(), &canonical(cursor.value()?));
        terms.made(Field::Kept, "/metadata/kept", value);
        Ok(())
    });
    debug_assert!(read.is_ok(), "it was read before");
}

/// Stands for the payload of a password that nobody knows, whose salt and hash are random.
const UNUSABLE: &[u8] = b"unusable";

/// Is the payload of a credential that of a password that nobody knows: a hash of one method with
/// a salt and a value of the lengths that it has, and nothing else?
fn is_unusable(credential: Json<'_>) -> bool {
    let payload = only(credential, "payload", false);
    let Some(hash) = payload.and_then(|payload| only(payload, "hashed_password", true)) else {
        return false;
    };
    let Some(config) = only(hash, "config", false) else { return false };
    let Some(sha) = only(config, "sha", false) else { return false };
    let is = |object: Json<'_>, name: &str, is_right: fn(&[u8]) -> bool| {
        only(object, name, false)
            .and_then(|value| value.as_text())
            .is_some_and(|text| is_right(&text.decode()))
    };
    let is_letters = |text: &[u8]| text.len() == 20 && text.iter().all(u8::is_ascii_alphabetic);
    let counts = [hash, config, sha].map(|object| members(object).len());
    counts == [2, 2, 3]
        && is(config, "method", |text| text == b"sha")
        && is(sha, "function", |text| text == b"SHA-256")
        && is(sha, "salt", is_letters)
        && only(sha, "salt_length", false).is_some_and(|length| *canonical(length) == *b"20")
        && is(hash, "value", |text| STANDARD.decode(text).is_ok_and(|digest| digest.len() == 32))
}

/// A member of an object; where it must be `alone`, the object has no other one.
fn only<'a>(object: Json<'a>, name: &str, alone: bool) -> Option<Json<'a>> {
    let raw = object.raw().filter(|raw| raw.starts_with(b"{"))?;
    let (mut found, mut count) = (None, 0);
    let read = Cursor::new(raw, 0).object(|cursor, own| {
        let value = cursor.value()?;
        count += 1;
        if own.is(name) {
            found = Some(value);
        }
        Ok(())
    });
    found.filter(|_| read.is_ok() && (count == 1 || !alone))
}

/// The text of a value as [`canonical`] has it.
pub(super) fn text(value: &[u8]) -> Vec<u8> {
    [b"\"", value].concat()
}

fn named<'n>(members: impl Iterator<Item = (&'n str, Cow<'n, [u8]>)>) -> Vec<Member<'n>> {
    members.map(|(name, value)| (Cow::from(name.as_bytes()), value)).collect()
}

/// Rows in the making.
struct Making<'p> {
    payload: &'p Payload,
    /// The id of the user, as a text.
    id: Vec<u8>,
    dues: Dues,
}

impl Making<'_> {
    fn push<'n, const N: usize>(&mut self, list: u8, id: &Id, more: [(&'n str, Cow<'n, [u8]>); N]) {
        let payload = self.payload;
        let id = text(&uuid_text(id));
        let own = [
            ("id", &id),
            ("user_id", &self.id),
            ("tenant_id", &payload.tenant),
            ("user_pool_id", &payload.pool),
            ("created_at", &payload.now),
            ("updated_at", &payload.now),
        ];
        let own = own.map(|(name, value)| (name, Cow::from(value)));
        self.dues.found(row(list, named(own.into_iter().chain(more))));
    }

    fn identifier(&mut self, id: &Id, kind: &str, value: &[u8]) {
        let lower = String::from_utf8_lossy(value).to_lowercase();
        let more = [
            ("type", text(kind.as_bytes()).into()),
            ("identifier", text(value).into()),
            ("identifier_lc", text(lower.as_bytes()).into()),
        ];
        self.push(IDENTIFIERS, id, more);
    }

    fn address(&mut self, id: &Id, kind: &str, value: &[u8], verified: bool) {
        let lower = String::from_utf8_lossy(value).to_lowercase();
        let verified: &[u8] = if verified { b"true" } else { b"false" };
        let more = [
            ("type", text(kind.as_bytes()).into()),
            ("address", text(value).into()),
            ("address_lc", text(lower.as_bytes()).into()),
            ("status", b"\"active".into()),
            ("verified", verified.into()),
        ];
        self.push(ADDRESSES, id, more);
    }

    fn accounts(&mut self, user: &User<'_>, ids: &mut crate::ids::UserIds) {
        let accounts = (0..).zip(&user.identities).filter(|_| self.payload.external_identifiers);
        for (index, identity) in accounts.collect::<Vec<_>>() {
            let (Some(provider), Some(subject)) = (identity.provider, identity.subject) else {
                continue;
            };
            let name = ["appid".as_bytes(), &provider.decode(), &subject.decode()].join(&b':');
            let is_text = std::str::from_utf8(&name)
                .is_ok_and(|name| is_visible_ascii(crate::model::Text::plain(name)));
            if is_text {
                self.identifier(&ids.identity_identifier(index), "external", &name);
            }
        }
    }

    fn memberships(&mut self, user: &User<'_>) {
        let mut names: Vec<Cow<'_, [u8]>> = Vec::new();
        for name in user.groups.iter().chain(&user.roles).map(|name| text_value(*name)) {
            if names.contains(&name) {
                continue;
            }
            let group = text(&uuid_text(&self.payload.ids.of_group(&name)));
            let members = [
                ("group_id", &group),
                ("user_id", &self.id),
                ("tenant_id", &self.payload.tenant),
                ("user_pool_id", &self.payload.pool),
            ];
            let members = members.map(|(name, value)| (name, Cow::from(value)));
            self.dues.found(row(MEMBERS, named(members.into_iter())));
            names.push(name);
        }
    }
}
