//! The rows of a user of another format, as they must be.

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
const TOLD: &[&str] =
    &["payload", "metadata", "business_metadata", "status", "created_at", "updated_at"];

/// Rows that must be there.
pub(super) struct Rows {
    /// The id of the user.
    pub(super) id: Vec<u8>,
    terms: Vec<Term>,
}

/// The members of an object, their values in one spelling.
pub(super) fn members(row: Json<'_>) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let Some(raw) = row.raw().filter(|raw| raw.starts_with(b"{")) else { return found };
    let read = Cursor::new(raw, 0).object(|cursor, name| {
        let name = String::from_utf8_lossy(&name.decode()).into_owned();
        found.push((name, canonical(cursor.value()?)));
        Ok(())
    });
    debug_assert!(read.is_ok(), "it was read before");
    found
}

/// A row as one term: its members in the order of their names.
pub(super) fn row(list: u8, mut members: Vec<(String, Vec<u8>)>) -> Term {
    members.sort();
    let members: Vec<_> =
        members.into_iter().map(|(name, value)| joined(name.as_bytes(), &value)).collect();
    Term::new(Field::Kept, &format!("/{}/*", name_of(list)), members.join(&b'\x1f'))
}

fn member(list: u8, name: &str, value: Vec<u8>) -> Term {
    Term::new(Field::Kept, &format!("/{}/*/{name}", name_of(list)), value)
}

impl Rows {
    /// The terms of the rows of a user that was read from the output.
    pub(super) fn written(user: &User<'_>, terms: &mut Vec<Term>) {
        for source in &user.rows {
            let mut members = members(source.value);
            match source.list {
                USERS => {
                    members.retain(|(name, _)| !TOLD.contains(&name.as_str()));
                    terms.extend(
                        members.into_iter().map(|(name, value)| member(USERS, &name, value)),
                    );
                }
                CREDENTIALS => {
                    let payload = members.iter().position(|(name, _)| name == "payload");
                    if let Some(payload) = payload.map(|at| members.remove(at).1) {
                        let form =
                            if is_unusable(source.value) { UNUSABLE.to_vec() } else { payload };
                        terms.push(member(CREDENTIALS, "payload", form));
                    }
                    terms.push(row(CREDENTIALS, members));
                }
                CODES | IDENTIFIERS | ADDRESSES | MEMBERS => terms.push(row(source.list, members)),
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
                    terms.push(Term::new(
                        Field::Kept,
                        &format!("/metadata/migration/{name}"),
                        value,
                    ));
                }
                (path @ ("/payload" | "/metadata" | "/business_metadata"), name) => {
                    let name = String::from_utf8_lossy(name);
                    terms.push(Term::new(
                        Field::Kept,
                        &format!("{path}/{name}"),
                        canonical(kept.value),
                    ));
                }
                _ => {}
            }
        }
    }

    /// The rows that are due; none for a user who cannot have ids.
    pub(super) fn due(payload: &Payload, user: &User<'_>) -> Option<Rows> {
        let mut ids = payload.ids.of(user)?;
        let id = uuid_text(&ids.user()).to_vec();
        let mut rows = Making { payload, rows: Rows { id: id.clone(), terms: Vec::new() } };
        for (name, value) in [
            ("id", id),
            ("tenant_id", payload.tenant.clone().into_bytes()),
            ("user_pool_id", payload.pool.clone().into_bytes()),
            ("status_updated_at", payload.now.clone().into_bytes()),
        ] {
            rows.rows.terms.push(member(USERS, name, [b"\"".as_slice(), &value].concat()));
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
                more.map(|(name, value)| (name, text(value.as_bytes()))),
            );
            rows.rows.terms.push(member(CREDENTIALS, "payload", UNUSABLE.to_vec()));
        }
        let mut others = 0;
        for (email, _) in payload.emails(user).into_iter().filter(|(_, is_written)| *is_written) {
            let value = text_value(email.value);
            let verified = email.verified || email.primary && payload.assert_verified;
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
        let mut numbers: Vec<Vec<u8>> = Vec::new();
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
        Some(rows.rows)
    }

    /// Makes them due.
    pub(super) fn push(self, dues: &mut Dues) {
        for Term { name, value, .. } in self.terms {
            dues.made(Field::Kept, &name, value);
        }
    }
}

/// What stands aside under the pointers of the source.
fn kept_members(value: Json<'_>, terms: &mut Vec<Term>) {
    let Some(raw) = value.raw().filter(|raw| Cursor::new(raw, 0).kind() == Kind::Object) else {
        return terms.push(Term::new(Field::Kept, "/metadata/kept", canonical(value)));
    };
    let read = Cursor::new(raw, 0).object(|cursor, name| {
        let value = joined(&name.decode(), &canonical(cursor.value()?));
        terms.push(Term::new(Field::Kept, "/metadata/kept", value));
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
        && only(sha, "salt_length", false).is_some_and(|length| canonical(length) == b"20")
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

fn text(value: &[u8]) -> Vec<u8> {
    [b"\"", value].concat()
}

/// Rows in the making.
struct Making<'p> {
    payload: &'p Payload,
    rows: Rows,
}

impl Making<'_> {
    fn push<'n>(&mut self, list: u8, id: &Id, more: impl IntoIterator<Item = (&'n str, Vec<u8>)>) {
        let payload = self.payload;
        let mut members: Vec<_> =
            more.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        for (name, value) in [
            ("id", uuid_text(id).as_slice()),
            ("user_id", &self.rows.id),
            ("tenant_id", payload.tenant.as_bytes()),
            ("user_pool_id", payload.pool.as_bytes()),
            ("created_at", payload.now.as_bytes()),
            ("updated_at", payload.now.as_bytes()),
        ] {
            members.push((name.to_owned(), text(value)));
        }
        self.rows.terms.push(row(list, members));
    }

    fn identifier(&mut self, id: &Id, kind: &str, value: &[u8]) {
        let lower = String::from_utf8_lossy(value).to_lowercase();
        let more = [
            ("type", text(kind.as_bytes())),
            ("identifier", text(value)),
            ("identifier_lc", text(lower.as_bytes())),
        ];
        self.push(IDENTIFIERS, id, more);
    }

    fn address(&mut self, id: &Id, kind: &str, value: &[u8], verified: bool) {
        let lower = String::from_utf8_lossy(value).to_lowercase();
        let more = [
            ("type", text(kind.as_bytes())),
            ("address", text(value)),
            ("address_lc", text(lower.as_bytes())),
            ("status", text(b"active")),
            ("verified", verified.to_string().into_bytes()),
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
        let mut names: Vec<Vec<u8>> = Vec::new();
        for name in user.groups.iter().chain(&user.roles).map(|name| text_value(*name)) {
            if names.contains(&name) {
                continue;
            }
            let group = uuid_text(&self.payload.ids.of_group(&name));
            let members = [
                ("group_id", group.as_slice()),
                ("user_id", &self.rows.id),
                ("tenant_id", self.payload.tenant.as_bytes()),
                ("user_pool_id", self.payload.pool.as_bytes()),
            ];
            let members = members.map(|(name, value)| (name.to_owned(), text(value)));
            self.rows.terms.push(row(MEMBERS, members.to_vec()));
            names.push(name);
        }
    }
}
