//! Looking at one record: its values where they stand, and what the neutral user says of it.

use super::names::push_member;
use super::sheet::{Entry, Fact, Kind, Named, When, set_size};
use crate::csv::Cells;
use crate::formats::Format;
use crate::json::{self, Broken, Cursor};
use crate::model::{Credential, HashMethod, Text, User};
use crate::outside::{Outside, Table};
use crate::run::{Seen, Visitor};

/// Looks at records of a format.
pub(super) struct Census {
    /// The place of the user in the documents of records, which fields are told from.
    root: String,
}

impl Census {
    pub(super) fn of(format: &Format) -> Self {
        Census { root: format.schemas.user.replace("/0", "/*") }
    }
}

impl Visitor for Census {
    fn visit(&self, seen: &Seen<'_>, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        Entry::Record.push(out);
        let is_read = match seen.place.outside {
            Outside::Rows(table) => row(table, seen.place.bytes, seen.place.at, out),
            _ => {
                let mut walk = Walk { root: &self.root, path: String::new(), out };
                let mut cursor = Cursor::new(seen.document, 0);
                cursor.skip_space();
                walk.value(&mut cursor).is_ok()
            }
        };
        match is_read {
            true => seen.user.into_iter().for_each(|user| facts(user, out)),
            false => out.truncate(start),
        }
        is_read
    }
}

/// Goes over a document.
struct Walk<'w> {
    root: &'w str,
    path: String,
    out: &'w mut Vec<u8>,
}

impl Walk<'_> {
    fn value(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Broken> {
        let at = self.begin(kind_of(cursor.kind()));
        let mut size = 0;
        let before = self.path.len();
        match cursor.kind() {
            json::Kind::Text => size = cursor.text()?.chars(),
            json::Kind::Object => cursor.object(|cursor, name| {
                size += 1;
                push_member(&mut self.path, &String::from_utf8_lossy(&name.decode()));
                self.value(cursor)?;
                self.path.truncate(before);
                Ok(())
            })?,
            json::Kind::Array => {
                self.path.push_str("/*");
                cursor.array(|cursor, _| {
                    size += 1;
                    self.value(cursor)
                })?;
                self.path.truncate(before);
            }
            _ => {
                cursor.skip_value()?;
                size = 1;
            }
        }
        if let Some(at) = at {
            set_size(self.out, at, u32::try_from(size).unwrap_or(u32::MAX));
        }
        Ok(())
    }

    /// Begins the entry of a value; none for the record itself and what stands around it.
    fn begin(&mut self, kind: Kind) -> Option<usize> {
        if self.root.starts_with(&self.path) {
            return None;
        }
        let path = self.path.strip_prefix(self.root).unwrap_or(&self.path);
        let at = self.out.len();
        Entry::Value { kind, size: 0, path: path.as_bytes() }.push(self.out);
        Some(at)
    }
}

fn kind_of(kind: json::Kind) -> Kind {
    match kind {
        json::Kind::Null | json::Kind::Nothing => Kind::Null,
        json::Kind::Boolean => Kind::Boolean,
        json::Kind::Number => Kind::Number,
        json::Kind::Text => Kind::Text,
        json::Kind::Array => Kind::List,
        json::Kind::Object => Kind::Object,
    }
}

/// Looks at the cells of a row; an empty one says that its heading is there.
fn row(table: &Table, bytes: &[u8], at: usize, out: &mut Vec<u8>) -> bool {
    let headings = &table.header().names;
    let (mut count, mut path) = (0, String::new());
    for cell in Cells::new(bytes, at) {
        let Some(heading) = headings.get(count) else { return false };
        count += 1;
        path.clear();
        push_member(&mut path, heading.trim());
        let text = cell.text.decode();
        let size = Text::clean(text.trim_ascii()).chars();
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        Entry::Value { kind: Kind::Text, size, path: path.as_bytes() }.push(out);
    }
    count == headings.len()
}

/// What the neutral user says.
fn facts(user: &User<'_>, out: &mut Vec<u8>) {
    let providers = user.identities.iter().filter_map(|identity| identity.provider);
    names(Named::Provider, providers, out);
    names(Named::Role, user.roles.iter().copied(), out);
    names(Named::Group, user.groups.iter().copied(), out);
    let active = match user.active {
        Some(true) => Fact::Active,
        Some(false) => Fact::Inactive,
        None => Fact::Unstated,
    };
    let counted = user.primary_email().or(user.emails.first());
    let email = match counted {
        Some(email) if email.verified => Fact::Verified,
        Some(_) => Fact::NotVerified,
        None => Fact::NoEmail,
    };
    let flags = [
        (user.locked, Fact::Locked),
        (user.activation_pending, Fact::Pending),
        (user.credential.must_reset, Fact::MustReset),
    ];
    let flags = flags.into_iter().filter(|(is_so, _)| *is_so).map(|(_, fact)| fact);
    let facts = [password(&user.credential), email, active].into_iter().chain(flags);
    facts.for_each(|fact| Entry::Fact(fact).push(out));
    for (when, text) in [(When::Created, user.created), (When::Modified, user.last_modified)] {
        let second = text.and_then(second_of);
        second.into_iter().for_each(|second| Entry::Date { when, second }.push(out));
    }
}

fn names<'t>(what: Named, names: impl Iterator<Item = Text<'t>>, out: &mut Vec<u8>) {
    names.for_each(|name| Entry::Name { what, name: &name.decode() }.push(out));
}

/// What is there of a password.
fn password(credential: &Credential<'_>) -> Fact {
    match credential {
        Credential { clear: Some(_), .. } => Fact::Clear,
        Credential { hash: Some(hash), .. } => match hash.method {
            HashMethod::Sha => Fact::Sha,
            HashMethod::Md5 => Fact::Md5,
            HashMethod::Pbkdf2 => Fact::Pbkdf2,
            HashMethod::Bcrypt => Fact::Bcrypt,
            HashMethod::Argon2 => Fact::Argon2,
            HashMethod::Other => Fact::OtherHash,
        },
        Credential { sealed: Some(_), .. } => Fact::Sealed,
        _ => Fact::NoPassword,
    }
}

fn second_of(text: Text<'_>) -> Option<i64> {
    let text = text.decode();
    let time: jiff::Timestamp = std::str::from_utf8(&text).ok()?.parse().ok()?;
    Some(time.as_second())
}

#[cfg(test)]
mod tests {
    use super::super::sheet::entries;
    use super::*;

    fn walked(root: &str, document: &str) -> Vec<(String, Kind, u32)> {
        let mut out = Vec::new();
        let mut walk = Walk { root, path: String::new(), out: &mut out };
        walk.value(&mut Cursor::new(document.as_bytes(), 0)).unwrap();
        let value = |entry: Entry<'_>| match entry {
            Entry::Value { kind, size, path } => {
                Some((String::from_utf8(path.to_vec()).unwrap(), kind, size))
            }
            _ => None,
        };
        entries(&out).filter_map(value).collect()
    }

    #[test]
    fn values_are_told_by_place_kind_and_size() {
        let told = walked("", r#"{"a":[{"b":"Zo\u00eb"},{"b":null}],"c":{"ada@example.com":1}}"#);
        let expected = [
            ("/a", Kind::List, 2),
            ("/a/*", Kind::Object, 1),
            ("/a/*/b", Kind::Text, 3),
            ("/a/*", Kind::Object, 1),
            ("/a/*/b", Kind::Null, 1),
            ("/c", Kind::Object, 1),
            ("/c/{name}", Kind::Number, 1),
        ];
        assert_eq!(told, expected.map(|(path, kind, size)| (path.to_owned(), kind, size)));
    }

    #[test]
    fn fields_are_told_from_the_user() {
        let told = walked("/users/*", r#"{"users":[{"id":"x"}],"codes":[{"id":"y"}]}"#);
        let paths: Vec<_> = told.iter().map(|(path, ..)| path.as_str()).collect();
        assert_eq!(paths, ["/id", "/codes", "/codes/*", "/codes/*/id"]);
    }
}
